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
use rayon::prelude::*;
use serde_json::Value as Json;

use crate::plans::{changed_platform, written};
use crate::support::{Scratch, acme, files};

#[test]
fn the_json_of_a_plan_makes_the_new_tree_of_the_old_one() {
    let mut dice = Dice(11);
    for round in 0..400 {
        let old = dice.tree();
        let new = if round % 10 == 0 { dice.tree() } else { dice.changed(&old) };
        let plan = json_of(&old, &new, Secrets::Shown);
        assert_eq!(applied(&plain(&old), &plan), plain(&new), "round {round}: {plan:#}");
        // What is withheld is left out on both sides.
        let plan = json_of(&old, &new, Secrets::Masked);
        let withheld = |file: &Json| file["withheld"] == true;
        let list = plan["repositories"].as_array().expect("repositories are a list");
        if !list.iter().flat_map(|repository| repository["files"].as_array().expect("files")).any(withheld) {
            assert_eq!(applied(&plain(&old), &plan), plain(&new), "round {round}, masked");
        }
    }
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
    let rounds: Vec<u64> = (0..24).collect();
    rounds.par_iter().for_each(|round| {
        let mut dice = Dice(*round);
        let old = Sketch::new(&mut dice);
        let new = old.changed(&mut dice);
        let open = |sketch: &Sketch| {
            let scratch = Scratch::new("generated");
            scratch.write("platform.yaml", &sketch.text());
            Workspace::open(&scratch.path().join("platform.yaml"), "").unwrap_or_else(|error| panic!("{error}"))
        };
        let (before, after) = (open(&old), open(&new));
        let (before, after) = (before.resolve(), after.resolve());
        let (plan, found) = compile::plan(Some(&before), &after, Secrets::Shown);
        assert!(found.old.is_empty() && found.new.is_empty(), "{:?} {:?} {}", found.old, found.new, new.text());
        let plan = serde_json::from_str(&written(&plan, Format::Json)).expect("it is JSON");
        let made = applied(&noted(&before.tree().0), &plan);
        assert_eq!(made, noted(&after.tree().0), "round {round}: {} {}", old.text(), new.text());
    });
}

/// A tree without what groma notes for itself, which follows from the rest.
fn noted(tree: &Tree) -> Plain {
    let mut plain = plain(tree);
    plain.retain(|path, _| !path.ends_with("/.groma/manifest.json"));
    plain
}

/// A platform that is made up.
#[derive(Clone)]
struct Sketch {
    environments: Vec<&'static str>,
    teams: Vec<&'static str>,
    /// System, name and settings of each.
    apps: BTreeMap<(&'static str, &'static str), [usize; 4]>,
}

impl Sketch {
    fn new(dice: &mut Dice) -> Self {
        let environments = [&["staging"][..], &["staging", "production"], &["lab", "staging", "production"]];
        let mut sketch =
            Self { environments: dice.one(&environments).to_vec(), teams: vec!["red", "blue"], apps: BTreeMap::new() };
        (0..1 + dice.below(4)).for_each(|_| sketch.add(dice));
        sketch
    }

    fn add(&mut self, dice: &mut Dice) {
        let place = (dice.one(&["shop", "depot"]), dice.one(&["api", "web", "search", "stock"]));
        self.apps.insert(place, [dice.below(4), dice.below(2), dice.below(3), dice.below(2)]);
    }

    /// The same after a few things happened to it.
    fn changed(&self, dice: &mut Dice) -> Self {
        let mut new = self.clone();
        for _ in 0..1 + dice.below(3) {
            let places: Vec<_> = new.apps.keys().copied().collect();
            let place = places[dice.below(places.len())];
            match dice.below(7) {
                0 => new.add(dice),
                1 if places.len() > 1 => drop(new.apps.remove(&place)),
                2 => new.teams = vec!["red", dice.one(&["green", "blue"])],
                3 => new.teams.reverse(),
                4 => new.environments = vec![dice.one(&["staging", "production"])],
                // Another name, or another system.
                5 => {
                    let settings = new.apps.remove(&place).expect("it was there");
                    let there = if dice.below(2) == 0 { ("shop", "cart") } else { ("yard", place.1) };
                    new.apps.insert(there, settings);
                }
                _ => new.apps.get_mut(&place).expect("it was there")[dice.below(4)] = dice.below(2),
            }
        }
        new
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

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, number: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % number as u64) as usize
    }

    fn one<'l, T: ?Sized>(&mut self, list: &[&'l T]) -> &'l T {
        list[self.below(list.len())]
    }

    fn word(&mut self) -> &'static str {
        self.one(&[
            "orders", "payments", "team-a", "Größe", "no", "0123", "a: b", "\"x\"", "hunter2", "1e3", "{{ x }}", "",
        ])
    }

    fn scalar(&mut self) -> String {
        match self.below(6) {
            0 => self.below(1_000).to_string(),
            1 => self.one(&["true", "null", "~", "1.5", ".inf", "12345678901234567890", "0x1f", "yes"]).to_owned(),
            _ => Json::from(self.word()).to_string(),
        }
    }

    fn value(&mut self, depth: usize) -> String {
        match if depth == 0 { 0 } else { self.below(4) } {
            1 => {
                let items: Vec<String> = (0..self.below(4)).map(|_| self.value(depth - 1)).collect();
                format!("[{}]", items.join(", "))
            }
            2 => {
                let keys = ["name", "image", "password", "port", "data", "a.b/c"];
                let count = self.below(keys.len());
                let fields: Vec<String> =
                    keys[..count].iter().map(|key| format!("{key}: {}", self.value(depth - 1))).collect();
                format!("{{ {} }}", fields.join(", "))
            }
            _ => self.scalar(),
        }
    }

    fn object(&mut self) -> String {
        let kind = self.one(&["ConfigMap", "Secret", "Service", "Deployment"]);
        let name = self.one(&["a", "b", "c", "orders-api"]);
        format!(
            "apiVersion: v1\nkind: {kind}\nmetadata: {{ name: {name} }}\nspec: {}\ndata: {}\n",
            self.value(3),
            self.value(1)
        )
    }

    fn text(&mut self) -> Vec<u8> {
        let mut text = match self.below(4) {
            0 => (0..self.below(5)).map(|_| self.object()).collect::<Vec<_>>().join(self.one(&[
                "---\n",
                "--- # x\n",
                "...\n---\n",
            ])),
            1 => format!("a: {}\nb: {}\n", self.value(3), self.value(2)),
            2 => (0..self.below(40)).map(|_| format!("{} = {}\n", self.word(), self.word())).collect(),
            _ => return (0..self.below(30)).map(|_| self.below(256) as u8).collect(),
        };
        if self.below(6) == 0 {
            text = text.replace('\n', "\r\n");
        }
        if self.below(5) == 0 {
            text.truncate(text.trim_end().len());
        }
        text.into_bytes()
    }

    fn path(&mut self) -> String {
        let folder = self.one(&["", "a/", "b/production/", "c d/"]);
        let name = self.one(&["x.yaml", "y.json", "z.txt", "main.py", ".env", "values.yml", "ä.md"]);
        format!("{folder}{name}")
    }

    fn tree(&mut self) -> Tree {
        let mut repositories: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
        for _ in 0..1 + self.below(5) {
            let path = format!(
                "{}/{}",
                self.one(&["idp/team-a", "idp/team-b"]),
                self.one(&["orders-api", "orders-api-deployment", "web"])
            );
            let files = repositories.entry(path).or_default();
            for _ in 0..self.below(9) {
                files.insert(self.path(), self.text());
            }
        }
        self.grown(repositories)
    }

    fn grown(&mut self, repositories: BTreeMap<String, BTreeMap<String, Vec<u8>>>) -> Tree {
        let repositories = repositories.into_iter().map(|(path, contents)| {
            let file = |(path, bytes): (String, Vec<u8>)| File {
                path,
                content: Content::Own(bytes),
                executable: self.below(5) == 0,
                ownership: Ownership::Managed,
                keep: Arc::new([]),
                origin: None,
            };
            let files = contents.into_iter().map(file).collect();
            Repository { path, branches: vec!["main".into()], visibility: "internal".into(), files }
        });
        Tree { repositories: repositories.collect() }
    }

    /// The same tree after a few things happened to it.
    fn changed(&mut self, tree: &Tree) -> Tree {
        let mut repositories: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
        for repository in &tree.repositories {
            let path = match self.below(6) {
                0 => continue,
                1 => repository.path.replace("team-a", "team-c").replace("orders", "sales"),
                _ => repository.path.clone(),
            };
            let files = repositories.entry(path).or_default();
            for file in &repository.files {
                let bytes = file.content.bytes().to_vec();
                let text = String::from_utf8_lossy(&bytes).into_owned();
                match self.below(8) {
                    0 => continue,
                    1 => files.insert(self.path(), bytes),
                    2 => files.insert(file.path.clone(), self.text()),
                    3 => files.insert(file.path.clone(), text.replace("orders", "sales").into_bytes()),
                    4 => files.insert(file.path.clone(), text.replacen('\n', "\n# more\n", 2).into_bytes()),
                    5 => files.insert(format!("moved/{}", file.path), text.replace("a: ", "a:  ").into_bytes()),
                    _ => files.insert(file.path.clone(), bytes),
                };
            }
            if self.below(3) == 0 {
                files.insert(self.path(), self.text());
            }
        }
        self.grown(repositories)
    }
}
