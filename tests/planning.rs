//! Plans: what is left out cannot differ, and bases are found in git without a checkout.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Mutex;

use groma::compile;
use groma::diagnostic::rule::Level;
use groma::store::files::Store;
use groma::tree::{Digest, Repository, Tree};
use groma::workspace::Workspace;

use crate::support::{Scratch, groma, root};

/// A blueprint that writes down all that its templates can see, for everything that outputs are made for.
fn mirror() -> BTreeMap<String, String> {
    let mut outputs = String::new();
    let mut files = BTreeMap::new();
    for (entity, name) in [
        ("platform", "${{ platform.name }}"),
        ("domain", "${{ domain.name }}"),
        ("team", "${{ team.name }}"),
        ("system", "${{ system.name }}"),
        ("app", "${{ app.component }}"),
        ("api", "${{ api.name }}"),
        ("resource", "${{ resource.component }}"),
    ] {
        for (scope, suffix) in
            [(entity.to_owned(), ""), (format!("{entity} in environment"), "-${{ environment.name }}")]
        {
            let folder = scope.replace(' ', "-");
            outputs.push_str(&format!("  - {{ for: {scope}, repository: idp/{entity}s, templates: {folder}/ }}\n"));
            let mut text = String::from("seen:\n");
            for name in groma::render::context::ROOT {
                text.push_str(&format!(
                    "{{% if {name} is defined %}}\n  {name}: ${{{{ {name} | json }}}}\n{{% endif %}}\n"
                ));
            }
            text.push_str("{% if team is defined and team.apps is defined %}\n  more: ${{ [team.apps, team.systems, team.resources] | json }}\n{% endif %}\n");
            files.insert(format!("blueprints/mirror/{folder}/{entity}-{name}{suffix}.txt"), text);
        }
    }
    let head = |name: &str| {
        format!("apiVersion: groma/v1\nkind: Blueprint\nname: {name}\nversion: 1.0.0\nsummary: A mirror\n")
    };
    files.insert("blueprints/mirror/blueprint.yaml".into(), format!("{}outputs:\n{outputs}", head("mirror")));
    for name in ["python-fastapi", "postgresql", "rabbitmq", "rabbitmq-user"] {
        let sizes = "{ small: { cpu: 1 }, medium: { memory: 2, memoryLimit: 2 }, large: { storage: 3, instances: 1 } }";
        let made = if name == "python-fastapi" { "app" } else { "resource" };
        let outputs = format!("[{{ for: {made}, when: false, repository: idp/none, templates: none/ }}]");
        let rest = format!("serves: http\nparameters: {{ type: object }}\nsizes: {sizes}\noutputs: {outputs}\n");
        files.insert(format!("blueprints/{name}/none/none.txt"), String::new());
        files.insert(format!("blueprints/{name}/blueprint.yaml"), format!("{}{rest}", head(name)));
    }
    files
}

/// The inventory of the fixture platform, by path, rendered by [`mirror`].
fn acme_texts() -> BTreeMap<String, String> {
    let folder = root().join("fixtures/platforms/acme");
    let listed = crate::golden::listed(&folder).into_iter();
    let inventory = listed.filter(|path| !path.starts_with("rendered/") && !path.starts_with("blueprints/"));
    let mut texts = mirror();
    for path in inventory {
        let text = fs::read_to_string(folder.join(&path)).expect("fixtures are UTF-8");
        texts.insert(path, text.replace("blueprints: [argocd, guardrails, backstage]", "blueprints: [mirror]"));
    }
    let platform = texts.get_mut("platform.yaml").expect("it is there");
    let (begin, end) =
        (platform.find("  parameters:").expect("it has"), platform.find("  # Smaller than").expect("it has"));
    platform.replace_range(begin..end, "");
    texts
}

fn open(texts: &BTreeMap<String, String>) -> Workspace {
    let store = Store::Memory(texts.clone().into_iter().collect());
    Workspace::read(&store, "platform.yaml", "", None).expect("it is readable")
}

/// What one side has where the other has something else, by path.
type Differing = BTreeMap<String, (Option<Digest>, Option<Digest>)>;

fn note(differing: &mut Differing, old: Option<&Repository>, new: Option<&Repository>) {
    for file in old.into_iter().flat_map(|old| &old.files) {
        let path = format!("{}/{}", old.expect("it has files").path, file.path);
        differing.entry(path).or_default().0 = Some(file.content.digest());
    }
    for file in new.into_iter().flat_map(|new| &new.files) {
        let path = format!("{}/{}", new.expect("it has files").path, file.path);
        differing.entry(path).or_default().1 = Some(file.content.digest());
    }
    differing.retain(|path, (old, new)| old != new && !path.ends_with("/.groma/manifest.json"));
}

fn of_trees(old: &Tree, new: &Tree) -> Differing {
    let mut differing = Differing::new();
    let paths: BTreeSet<&String> = old.repositories.iter().chain(&new.repositories).map(|one| &one.path).collect();
    for path in paths {
        let find = |tree: &'_ Tree| tree.repositories.iter().find(|one| one.path == *path).cloned();
        note(&mut differing, find(old).as_ref(), find(new).as_ref());
    }
    differing
}

fn tree(workspace: &Workspace) -> Option<Tree> {
    let (tree, found) = workspace.resolve().tree();
    found.iter().all(|finding| finding.level != Level::Error).then_some(tree)
}

/// The text without its line `at`, and the text with a letter more in that line.
fn edits(text: &str, at: usize) -> [String; 2] {
    let lines: Vec<&str> = text.lines().collect();
    let edit = |line: Option<String>| -> String {
        let all = lines.iter().enumerate().filter_map(|(other, kept)| match other == at {
            true => line.clone(),
            false => Some((*kept).to_owned()),
        });
        all.map(|line| line + "\n").collect()
    };
    [edit(None), edit(Some(format!("{}x", lines[at])))]
}

/// Every line of the inventory is changed in turn; `GROMA_ALL_LINES` takes all of them, and minutes.
#[test]
fn nothing_is_left_out_that_differs() {
    let step = if std::env::var_os("GROMA_ALL_LINES").is_some() { 1 } else { 13 };
    let texts = acme_texts();
    let old = open(&texts);
    let (build, old_tree) = (old.resolve(), tree(&old).expect("the fixture is clean"));
    let inventory = texts.iter().filter(|(path, _)| !path.starts_with("blueprints/"));
    let lines = inventory.flat_map(|(path, text)| (0..text.lines().count()).map(move |at| (path, text, at)));
    let (mut judged, mut differing) = (0, 0);
    for (path, text, at) in lines.step_by(step) {
        for edited in edits(text, at) {
            let mut edits = texts.clone();
            edits.insert(path.clone(), edited);
            let new = open(&edits);
            let after = new.resolve();
            let Some(new_tree) = tree(&new) else { continue };
            let seen = Mutex::new(Differing::new());
            let found = compile::pairs(Some(&build), &after, &|pair| {
                note(&mut seen.lock().expect("no holder panics"), pair.old.as_ref(), pair.new.as_ref());
            });
            assert!(found.old.is_empty() && found.new.is_empty(), "{found:?}");
            let wanted = of_trees(&old_tree, &new_tree);
            assert_eq!(seen.into_inner().expect("no holder panics"), wanted, "{path}:{}", at + 1);
            judged += 1;
            differing += usize::from(!wanted.is_empty());
        }
    }
    assert!(differing * 2 > judged && differing > 10, "{differing} of {judged} edits change what is rendered");
}

const PAGE_FOR_ALL: &str = "apiVersion: groma/v1
platform: { blueprints: [all], name: acme, owner: a, git: { provider: gitlab, host: git.example.com, group: idp }, registry: registry.example.com, labels: idp.example.org }
environments: { production: { domain: p.example.com, kubernetes: \"1.34\" } }
teams: { a: { title: A } }
systems: { s: { owner: a, apps: { APPS } } }
";

#[test]
fn another_version_of_a_blueprint_is_tried_on_all_who_use_it() {
    let scratch = Scratch::new("impact");
    let system = |app: &str, blueprint: &str| format!("{app}: {{ blueprint: {blueprint}, description: {app} }}");
    let apps: Vec<String> =
        (0..10).map(|at| system(&format!("app-{at}"), "page")).chain([system("other", "rest")]).collect();
    scratch.write(
        "platform.yaml",
        &format!(
            "apiVersion: groma/v1
platform: {{ name: acme, owner: a, git: {{ provider: gitlab, host: git.example.com, group: idp }}, registry: registry.example.com, labels: idp.example.org }}
environments: {{ production: {{ domain: p.example.com, kubernetes: \"1.34\" }} }}
teams: {{ a: {{ title: A }} }}
systems: {{ s: {{ owner: a, apps: {{ {} }} }} }}
",
            apps.join(", ")
        ),
    );
    let blueprint = |folder: &str, name: &str, version: &str, page: &str| {
        let head =
            format!("apiVersion: groma/v1\nkind: Blueprint\nname: {name}\nversion: {version}\nsummary: A page\n");
        let outputs = "outputs:\n  - { for: app, repository: \"${{ app.repository }}\", templates: page/ }\n";
        scratch.write(&format!("{folder}/blueprint.yaml"), &format!("{head}{outputs}"));
        scratch.write(&format!("{folder}/page/page.yaml"), page);
    };
    blueprint("blueprints/page", "page", "1.0.0", "title: ${{ app.name }}\n");
    blueprint("blueprints/rest", "rest", "1.0.0", "title: ${{ app.name }}\n");
    let page = "{% if app.name == 'app-0' %}\ntitle: ${{ app.name }}\n{% elif app.name == 'app-1' %}\ntitle:   ${{ app.name }}\n{% else %}\ntitle: New\n{% endif %}\n";
    blueprint("next", "page", "1.1.0", page);
    let plan = |argument: &str| {
        let (out, err, code) = groma(scratch.path(), &["plan", "--blueprint", argument]);
        (out + &err, code)
    };
    let (text, code) = plan("page=next");
    assert_eq!(code, 0, "{text}");
    for wanted in [
        "the same platform with `page` 1.0.0",
        "`page` 1.1.0 is tried on 10 users",
        "semantic changes for 8: `s-app-2`, `s-app-3`, ",
        "cosmetic changes only for 1: `s-app-1`",
        "nothing changes for 1: `s-app-0`",
    ] {
        assert!(text.contains(wanted), "{text}\ndoes not say: {wanted}");
    }
    let (text, code) = plan("page=blueprints/page");
    assert!(code == 0 && text.contains("nothing changes for 10"), "{text}");
    let listed = PAGE_FOR_ALL.replace("APPS", &apps.join(", "));
    scratch.write("platform.yaml", &listed);
    let outputs = "outputs:\n  - { for: app, repository: \"${{ app.repository }}\", templates: page/ }\n  - { for: platform, repository: idp/all, templates: all/ }\n";
    for folder in ["all", "other-all"] {
        scratch.write(
            &format!("{folder}/blueprint.yaml"),
            &format!("apiVersion: groma/v1\nkind: Blueprint\nname: all\nversion: 1.0.0\nsummary: All\n{outputs}"),
        );
        scratch.write(&format!("{folder}/page/all.yaml"), "title: All\n");
        scratch.write(&format!("{folder}/all/all.yaml"), "title: All\n");
    }
    fs::rename(scratch.path().join("all"), scratch.path().join("blueprints/all")).unwrap();
    let (same, _) = plan("all=other-all");
    scratch.write("other-all/all/all.yaml", "# All\ntitle: All\n");
    let (commented, _) = plan("all=other-all");
    assert!(same.contains("`all` 1.0.0 is tried on 12 users") && same.contains("nothing changes for 12"), "{same}");
    assert!(
        commented.contains("is tried on 12 users") && commented.contains("osmetic changes only for 1: `team a`"),
        "{commented}"
    );
    scratch.write("platform.yaml", &listed.replace("blueprints: [all], ", ""));
    let (text, code) = plan("pgae=next");
    assert!(code == 2 && text.contains("unknown blueprint `pgae`") && text.contains("did you mean `page`?"), "{text}");
    let (text, code) = plan("page=nowhere");
    assert!(code == 2 && text.contains("no `blueprint.yaml` in `nowhere`"), "{text}");
    let (text, code) = plan("rest=next");
    assert!(
        code == 1 && text.contains("next/blueprint.yaml:3:7") && text.contains("no plan: the inventory has errors"),
        "{text}"
    );
    let (text, code) = plan("backstage=blueprints/rest");
    assert!(code == 1, "{text}");
    assert_eq!(plan("page").1, 2);
    scratch.write("next/page/page.yaml", "title: ${{ app.nothing }}\\n");
    let (text, code) = plan("page=next");
    assert!(code == 1 && text.contains("next/page/page.yaml:1:12"), "{text}");
}
