//! Applying a plan's JSON to the old tree gives the new one, on trees made up and on platforms.

use std::collections::BTreeMap;
use std::sync::Arc;

use groma::compile;
use groma::diff::{Options, Secrets, diff};
use groma::plan::Plan;
use groma::plan::owners::{Owners, Subjects};
use groma::report::plan::Format;
use groma::tree::{Content, File, Ownership, Repository, Tree};
use groma::workspace::Workspace;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};
use proptest::{bool, option};
use serde_json::Value as Json;

use crate::plans::{changed_platform, written};
use crate::support::{Scratch, acme, files, holds};

#[test]
fn the_json_of_a_plan_makes_the_new_tree_of_the_old_one() {
    let unlike = (trees(), trees()).prop_map(|((old, _), (new, _))| (old, new));
    holds(150, prop_oneof![9 => trees(), 1 => unlike], |(old, new)| {
        let plan = json_of(&old, &new, Secrets::Shown);
        assert_eq!(applied(&plain(&old), &plan), plain(&new), "{plan:#}");
        // What is withheld is left out on both sides.
        let plan = json_of(&old, &new, Secrets::Masked);
        let withheld = |file: &Json| file["withheld"] == true;
        let list = plan["repositories"].as_array().expect("repositories are a list");
        if !list.iter().flat_map(|repository| repository["files"].as_array().expect("files")).any(withheld) {
            assert_eq!(applied(&plain(&old), &plan), plain(&new), "masked");
        }
    });
}

#[test]
fn equal_trees_need_no_change() {
    holds(30, trees(), |(tree, _)| {
        assert_eq!(json_of(&tree, &tree, Secrets::Shown)["repositories"], Json::Array(Vec::new()));
    });
}

#[test]
fn the_json_of_a_plan_makes_the_new_platform_of_the_old_one() {
    let old = acme();
    for case in ["app-moved", "team-renamed", "environment-removed", "app-new"] {
        let scratch = changed_platform(case);
        let new = Workspace::open(&scratch.path().join("platform.yaml"), "").unwrap_or_else(|error| panic!("{error}"));
        let (new, _) = new.resolve().tree();
        let plan = json_of(&old, &new, Secrets::Masked);
        assert_eq!(applied(&plain(&old), &plan), plain(&new), "{case}");
    }
}

#[test]
fn the_json_of_a_plan_makes_one_generated_platform_of_another() {
    let open = |sketch: &Sketch| {
        let scratch = Scratch::new("generated");
        scratch.write("platform.yaml", &sketch.text());
        Workspace::open(&scratch.path().join("platform.yaml"), "").unwrap_or_else(|error| panic!("{error}"))
    };
    holds(16, (sketches(), vec(turns(), 1..4)), |(old, turns)| {
        let new = turns.iter().fold(old.clone(), Sketch::after);
        let (before, after) = (open(&old), open(&new));
        let (before, after) = (before.resolve(), after.resolve());
        let (plan, found) = compile::plan(Some(&before), &after, Secrets::Shown);
        assert!(found.old.is_empty() && found.new.is_empty(), "{:?} {:?} {}", found.old, found.new, new.text());
        let plan = serde_json::from_str(&written(&plan, Format::Json)).expect("it is JSON");
        let made = applied(&noted(&before.tree().0), &plan);
        assert_eq!(made, noted(&after.tree().0), "{} {}", old.text(), new.text());
    });
}

/// A tree without what groma notes for itself, which follows from the rest.
fn noted(tree: &Tree) -> Plain {
    let mut plain = plain(tree);
    plain.retain(|path, _| !path.ends_with("/.groma/manifest.json"));
    plain
}

/// A platform that is made up.
#[derive(Clone, Debug)]
struct Sketch {
    environments: Vec<&'static str>,
    teams: Vec<&'static str>,
    /// System, name and settings of each.
    apps: BTreeMap<Place, [usize; 4]>,
}

/// System and name of an app.
type Place = (&'static str, &'static str);

/// What happens to a platform; an app is told by its number.
#[derive(Clone, Debug)]
enum Turn {
    Added(Place, [usize; 4]),
    Removed(Index),
    Teams(Vec<&'static str>),
    Environment(&'static str),
    /// Another name, or another system.
    Moved(Index, bool),
    Set(Index, usize, usize),
}

fn apps() -> impl Strategy<Value = (Place, [usize; 4])> {
    let place = (select(&["shop", "depot"][..]), select(&["api", "web", "search", "stock"][..]));
    (place, (0..4_usize, 0..2_usize, 0..3_usize, 0..2_usize).prop_map(|(a, b, c, d)| [a, b, c, d]))
}

fn sketches() -> impl Strategy<Value = Sketch> {
    const ENVIRONMENTS: &[&[&str]] = &[&["staging"], &["staging", "production"], &["lab", "staging", "production"]];
    (select(ENVIRONMENTS), vec(apps(), 1..5)).prop_map(|(environments, apps)| Sketch {
        environments: environments.to_vec(),
        teams: vec!["red", "blue"],
        apps: apps.into_iter().collect(),
    })
}

fn turns() -> impl Strategy<Value = Turn> {
    const TEAMS: &[&[&str]] = &[&["red", "green"], &["red", "blue"], &["blue", "red"]];
    prop_oneof![
        1 => apps().prop_map(|(place, settings)| Turn::Added(place, settings)),
        1 => any::<Index>().prop_map(Turn::Removed),
        2 => select(TEAMS).prop_map(|teams| Turn::Teams(teams.to_vec())),
        1 => select(&["staging", "production"][..]).prop_map(Turn::Environment),
        1 => (any::<Index>(), any::<bool>()).prop_map(|(app, named)| Turn::Moved(app, named)),
        1 => (any::<Index>(), 0..4_usize, 0..2_usize).prop_map(|(app, at, value)| Turn::Set(app, at, value)),
    ]
}

impl Sketch {
    fn after(mut self, turn: &Turn) -> Self {
        let places: Vec<Place> = self.apps.keys().copied().collect();
        match turn {
            Turn::Added(place, settings) => drop(self.apps.insert(*place, *settings)),
            Turn::Removed(app) if places.len() > 1 => drop(self.apps.remove(app.get(&places))),
            Turn::Removed(_) => {}
            Turn::Teams(teams) => self.teams.clone_from(teams),
            Turn::Environment(name) => self.environments = vec![name],
            Turn::Moved(app, named) => {
                let place = app.get(&places);
                let settings = self.apps.remove(place).expect("it was there");
                self.apps.insert(if *named { ("shop", "cart") } else { ("yard", place.1) }, settings);
            }
            Turn::Set(app, at, value) => self.apps.get_mut(app.get(&places)).expect("it was there")[*at] = *value,
        }
        self
    }

    fn text(&self) -> String {
        let mut text = "apiVersion: groma/v1\nplatform:\n  name: acme\n  owner: red\n  labels: idp.example.org\n  \
            git: { provider: gitlab, host: gitlab.example.com, group: idp }\n  registry: registry.example.com/idp\n  \
            blueprints: [argocd, guardrails, backstage]\nenvironments:\n"
            .to_owned();
        for name in &self.environments {
            text.push_str(&format!("  {name}: {{ domain: {name}.example.com, kubernetes: \"1.34\" }}\n"));
        }
        text.push_str("teams:\n  red: { title: Red }\n");
        self.teams
            .iter()
            .filter(|team| **team != "red")
            .for_each(|team| text.push_str(&format!("  {team}: {{ title: T }}\n")));
        text.push_str("systems:\n");
        for (at, system) in ["depot", "shop", "yard"].into_iter().enumerate() {
            let apps = self.apps.range((system, "")..).take_while(|((of, _), _)| *of == system).collect::<Vec<_>>();
            if !apps.is_empty() {
                text.push_str(&format!("  {system}:\n    owner: {}\n    apps:\n", self.teams[at % 2]));
            }
            for ((_, name), [words, host, least, place]) in apps {
                let mut fields = format!("blueprint: python-fastapi, description: Does {words} things");
                if *host > 0 {
                    fields.push_str(&format!(", hostname: {system}-{name}"));
                }
                if *least > 0 {
                    fields.push_str(&format!(", scaling: {{ min: {least}, max: 6 }}"));
                }
                if *place > 0 {
                    fields.push_str(&format!(", environments: [{}]", self.environments[0]));
                }
                text.push_str(&format!("      {name}: {{ {fields} }}\n"));
            }
        }
        text
    }
}

/// A tree as paths and what stands there.
type Plain = BTreeMap<String, (Vec<u8>, bool)>;

fn plain(tree: &Tree) -> Plain {
    files(tree).map(|(path, file)| (path, (file.content.bytes().to_vec(), file.executable))).collect()
}

/// Applies a plan to the old tree, by what `docs/plan.md` says of it and nothing else.
fn applied(old: &Plain, plan: &Json) -> Plain {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let mut new = old.clone();
    for repository in plan["repositories"].as_array().expect("repositories are a list") {
        let path = text(&repository["path"]).expect("a repository has a path");
        let from = text(&repository["from"]).unwrap_or_else(|| path.clone());
        let below = format!("{from}/");
        let before: Plain = old
            .range(below.clone()..)
            .take_while(|(path, _)| path.starts_with(&below))
            .map(|(path, file)| (path[below.len()..].to_owned(), file.clone()))
            .collect();
        new.retain(|path, _| !path.starts_with(&below));
        let mut after = before.clone();
        let list = repository["files"].as_array().expect("files are a list");
        for file in list {
            let own = text(&file["path"]).expect("a file has a path");
            after.remove(&text(&file["from"]).unwrap_or(own));
        }
        for file in list.iter().filter(|file| file["action"] != "removed") {
            let own = text(&file["path"]).expect("a file has a path");
            let source = before.get(&text(&file["from"]).unwrap_or_else(|| own.clone()));
            let bytes = edited(source.map(|(bytes, _)| bytes.as_slice()), file);
            after.insert(own, (bytes, file["after"]["executable"] == true));
        }
        if repository["action"] != "removed" {
            new.extend(after.into_iter().map(|(file, content)| (format!("{path}/{file}"), content)));
        }
    }
    new
}

fn edited(old: Option<&[u8]>, file: &Json) -> Vec<u8> {
    if let Some(text) = file["content"]["text"].as_str() {
        return text.as_bytes().to_vec();
    }
    if let Some(text) = file["content"]["base64"].as_str() {
        return decoded(text);
    }
    let old = std::str::from_utf8(old.expect("an edited file was there")).expect("edits are for texts");
    let lines: Vec<&str> = old.split_inclusive('\n').collect();
    let (mut new, mut at) = (String::new(), 0);
    for edit in file["edits"].as_array().unwrap_or_else(|| panic!("neither content nor edits: {file}")) {
        let from = edit["line"].as_u64().expect("a line is a number") as usize - 1;
        new.extend(lines[at..from].iter().copied());
        let gone = edit["remove"].as_array().expect("lines are a list");
        gone.iter().enumerate().for_each(|(place, line)| assert_eq!(line, lines[from + place], "the edit fits"));
        new.extend(edit["insert"].as_array().expect("lines are a list").iter().filter_map(Json::as_str));
        at = from + gone.len();
    }
    new.extend(lines[at..].iter().copied());
    new.into_bytes()
}

fn decoded(text: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let values: Vec<u32> = text.chars().filter_map(|c| letters.find(c)).map(|at| at as u32).collect();
    let bytes = values.chunks(4).flat_map(|chunk| {
        let word = chunk.iter().enumerate().fold(0, |word, (at, value)| word | value << (18 - 6 * at));
        word.to_be_bytes()[1..chunk.len()].to_vec()
    });
    bytes.collect()
}

fn json_of(old: &Tree, new: &Tree, secrets: Secrets) -> Json {
    let changes = diff(old.clone(), new.clone(), Options { secrets, ..Options::default() });
    let plan = Plan::new(changes, Subjects::default(), Owners::default());
    serde_json::from_str(&written(&plan, Format::Json)).expect("it is JSON")
}

fn words() -> impl Strategy<Value = &'static str> {
    const WORDS: &[&str] =
        &["orders", "payments", "team-a", "Größe", "no", "0123", "a: b", "\"x\"", "hunter2", "1e3", "{{ x }}", ""];
    select(WORDS)
}

/// Values as YAML on one line.
fn values() -> impl Strategy<Value = String> {
    const PLAIN: &[&str] = &["true", "null", "~", "1.5", ".inf", "12345678901234567890", "0x1f", "yes"];
    const KEYS: [&str; 5] = ["name", "image", "password", "port", "data"];
    let scalar = prop_oneof![
        1 => (0..1_000_u16).prop_map(|number| number.to_string()),
        1 => select(PLAIN).prop_map(str::to_owned),
        4 => words().prop_map(|word| Json::from(word).to_string()),
    ];
    scalar.prop_recursive(3, 16, 4, |inner| {
        let list = vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", ")));
        let mapping = vec(inner, 0..=KEYS.len()).prop_map(|values| {
            let fields: Vec<String> = KEYS.iter().zip(values).map(|(key, value)| format!("{key}: {value}")).collect();
            format!("{{ {} }}", fields.join(", "))
        });
        prop_oneof![list, mapping]
    })
}

fn contents() -> impl Strategy<Value = Vec<u8>> {
    let kind = select(&["ConfigMap", "Secret", "Service", "Deployment"][..]);
    let object =
        (kind, select(&["a", "b", "c", "orders-api"][..]), values(), values()).prop_map(|(kind, name, a, b)| {
            format!("apiVersion: v1\nkind: {kind}\nmetadata: {{ name: {name} }}\nspec: {a}\ndata: {b}\n")
        });
    let marks = select(&["---\n", "--- # x\n", "...\n---\n"][..]);
    let texts = prop_oneof![
        (vec(object, 0..5), marks).prop_map(|(objects, mark)| objects.join(mark)),
        (values(), values()).prop_map(|(a, b)| format!("a: {a}\nb: {b}\n")),
        vec((words(), words()).prop_map(|(a, b)| format!("{a} = {b}\n")), 0..40).prop_map(|lines| lines.concat()),
    ];
    let texts = (texts, 0..6_u8).prop_map(|(text, ending)| match ending {
        0 => text.replace('\n', "\r\n"),
        1 => text.trim_end().to_owned(),
        _ => text,
    });
    prop_oneof![3 => texts.prop_map(String::into_bytes), 1 => vec(any::<u8>(), 0..30)]
}

fn paths() -> impl Strategy<Value = String> {
    let folder = select(&["", "a/", "b/production/", "c d/"][..]);
    let name = select(&["x.yaml", "y.json", "z.txt", "main.py", ".env", "values.yml", "ä.md"][..]);
    (folder, name).prop_map(|(folder, name)| format!("{folder}{name}"))
}

/// What happens to a file.
#[derive(Clone, Debug)]
enum Fate {
    Stays,
    Goes,
    Moves(String),
    Changes(Vec<u8>),
    /// Some words are others.
    Reworded,
    Commented,
    /// It lies in another folder, with other blanks.
    Moved,
}

fn fates() -> impl Strategy<Value = Fate> {
    prop_oneof![
        2 => Just(Fate::Stays),
        1 => Just(Fate::Goes),
        1 => paths().prop_map(Fate::Moves),
        1 => contents().prop_map(Fate::Changes),
        1 => Just(Fate::Reworded),
        1 => Just(Fate::Commented),
        1 => Just(Fate::Moved),
    ]
}

/// Files of repositories, by both paths.
type Sketched = BTreeMap<String, BTreeMap<String, (Vec<u8>, bool)>>;

fn grown(repositories: Sketched) -> Tree {
    let repository = |(path, files): (String, BTreeMap<String, (Vec<u8>, bool)>)| {
        let file = |(path, (bytes, executable))| File {
            path,
            content: Content::Own(bytes),
            executable,
            ownership: Ownership::Managed,
            keep: Arc::new([]),
            origin: None,
        };
        let files = files.into_iter().map(file).collect();
        Repository { path, branches: vec!["main".into()], visibility: "internal".into(), files }
    };
    Tree { repositories: repositories.into_iter().map(repository).collect() }
}

/// A tree, and the same after a few things happened to it.
fn trees() -> impl Strategy<Value = (Tree, Tree)> {
    const PATHS: &[&str] = &[
        "idp/team-a/orders-api",
        "idp/team-a/orders-api-deployment",
        "idp/team-a/web",
        "idp/team-b/orders-api",
        "idp/team-b/orders-api-deployment",
        "idp/team-b/web",
    ];
    let file = (paths(), contents(), bool::weighted(0.2), bool::weighted(0.2), fates());
    let repository = (select(PATHS), 0..6_u8, vec(file, 0..9), option::weighted(0.3, (paths(), contents())));
    vec(repository, 1..6).prop_map(|repositories| {
        let (mut old, mut new) = (Sketched::new(), Sketched::new());
        for (path, fate, files, more) in repositories {
            let before = old.entry(path.to_owned()).or_default();
            files.iter().for_each(|(path, bytes, executable, ..)| {
                before.insert(path.clone(), (bytes.clone(), *executable));
            });
            let path = match fate {
                0 => continue,
                1 => path.replace("team-a", "team-c").replace("orders", "sales"),
                _ => path.to_owned(),
            };
            let after = new.entry(path).or_default();
            for (path, bytes, _, executable, fate) in files {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let (path, bytes) = match fate {
                    Fate::Stays => (path, bytes),
                    Fate::Goes => continue,
                    Fate::Moves(to) => (to, bytes),
                    Fate::Changes(bytes) => (path, bytes),
                    Fate::Reworded => (path, text.replace("orders", "sales").into_bytes()),
                    Fate::Commented => (path, text.replacen('\n', "\n# more\n", 2).into_bytes()),
                    Fate::Moved => (format!("moved/{path}"), text.replace("a: ", "a:  ").into_bytes()),
                };
                after.insert(path, (bytes, executable));
            }
            after.extend(more.map(|(path, bytes)| (path, (bytes, false))));
        }
        (grown(old), grown(new))
    })
}
