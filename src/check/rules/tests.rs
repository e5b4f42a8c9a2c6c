//! Every rule keeps what its page says: `Bad` is found, `Good` is not; and entities get the verdict that Backstage's own
//! catalog model gave them, of which `.ci/proof/entities` tries many more. Nothing of it sees the disk.

use serde_json::Value as Json;

use super::{
    CHECKS, blocked_dns, destination_not_permitted, invalid_entity, not_text, single_replica, unknown_kind,
    unknown_project, unprovisioned_namespace, unreadable_file,
};
use crate::check::{Options, judge};
use crate::diagnostic::rule::Rule;
use crate::diagnostic::rules::{duplicate_key, yaml_syntax};
use crate::object::listing::Tree;
use crate::source::Sources;

/// Rules whose fault cannot be written as a text; `tests/lint.rs` shows them.
static WITHOUT_EXAMPLE: [&Rule; 2] = [&not_text::RULE, &unreadable_file::RULE];

#[test]
fn every_page_says_what_and_why() {
    for check in CHECKS {
        let (name, summary) = (check.rule.name, check.rule.summary);
        assert!(summary.ends_with('.') && summary.len() > 20, "{name}: `{summary}`");
        assert!(section(&check.rule.page(), "Why").is_some_and(|why| why.len() > 40), "{name} does not say why");
    }
}

#[test]
fn bad_is_found_and_good_is_not() {
    let mut wrong = String::new();
    for rule in CHECKS.iter().map(|check| check.rule).filter(|rule| !WITHOUT_EXAMPLE.contains(rule)) {
        for (title, expected) in [("Bad", true), ("Good", false)] {
            let page = rule.page();
            let section = section(&page, title).unwrap_or_else(|| panic!("{} has no `## {title}`", rule.name));
            let found = found(&examples(section));
            if found.contains(&rule) != expected {
                wrong += &format!("{}: {title} gives {found:?}\n", rule.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Whether a rule finds something in files.
fn finds(files: &[(&str, &str)], rule: &Rule) -> bool {
    let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
    found(&files).contains(&rule)
}

#[test]
fn the_autoscaler_of_another_environment_or_namespace_does_not_count() {
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: orders, namespace: orders }\n\
                      spec: { template: { spec: { containers: [] } } }\n";
    let scaler = |namespace: &str, fewest: u8| {
        format!(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n\
             metadata: {{ name: orders, namespace: {namespace} }}\nspec:\n  minReplicas: {fewest}\n  \
             scaleTargetRef: {{ apiVersion: apps/v1, kind: Deployment, name: orders }}\n"
        )
    };
    let (one, two, elsewhere) = (scaler("orders", 1), scaler("orders", 2), scaler("billing", 2));
    let is_single = |production, staging| {
        let files = [("production/a.yaml", deployment), ("production/b.yaml", production), ("staging/b.yaml", staging)];
        finds(&files, &single_replica::RULE)
    };
    assert!(!is_single(&two, &one));
    assert!(is_single(&one, &two));
    assert!(is_single(&elsewhere, &two));
}

#[test]
fn a_project_of_another_argo_cd_permits_and_forbids_nothing() {
    let application = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: orders }\nspec:\n  \
                       project: team-a\n  source: { repoURL: https://git.example.com/a.git, path: . }\n  \
                       destination: { namespace: orders, name: in-cluster }\n";
    let project = |name: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {{ name: {name} }}\n\
             spec: {{ sourceRepos: [], destinations: [] }}\n"
        )
    };
    let (wanted, other) = (project("team-a"), project("team-b"));
    let apart = [("production/a.yaml", application), ("production/b.yaml", &*other), ("staging/a.yaml", &*wanted)];
    let found = |files: &[_]| [&unknown_project::RULE, &destination_not_permitted::RULE].map(|rule| finds(files, rule));
    assert_eq!(found(&apart), [true, false]);
    // An Argo CD without projects in the tree may have those that lie elsewhere in it.
    assert_eq!(found(&[apart[0], apart[2]]), [false, true]);
}

#[test]
fn a_policy_without_a_namespace_may_be_beside_one_that_allows_dns() {
    let policy = |metadata: &str, more: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{ {metadata} }}\n\
             spec: {{ podSelector: {{}}, policyTypes: [Egress]{more} }}\n"
        )
    };
    let closed = policy("name: deny", "");
    let open = policy("name: dns, namespace: orders", ", egress: [{ ports: [{ port: 53, protocol: UDP }] }]");
    assert!(finds(&[("a.yaml", &closed)], &blocked_dns::RULE));
    assert!(!finds(&[("a.yaml", &closed), ("b.yaml", &open)], &blocked_dns::RULE));
}

#[test]
fn a_namespace_that_another_tree_makes_for_the_cluster_is_there() {
    let object = |kind: &str, metadata: &str| format!("apiVersion: v1\nkind: {kind}\nmetadata: {{ {metadata} }}\n");
    let own = object("Namespace", "name: billing") + "---\n" + &object("ConfigMap", "name: a, namespace: orders");
    let (own, guardrails) = ([("a.yaml", own)], [("b.yaml", object("Namespace", "name: orders"))]);
    assert!(found_in(&[&own], &Options::default()).contains(&&unprovisioned_namespace::RULE));
    assert!(!found_in(&[&own, &guardrails], &Options::default()).contains(&&unprovisioned_namespace::RULE));
}

/// The text of a section of a page, such as `Why`.
fn section<'p>(page: &'p str, title: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("## {title}\n"))?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

/// The files in the fenced blocks of a section, by path. A line `# file: <path>` begins a file, which needs no such line
/// when it is the only one.
fn examples(section: &str) -> Vec<(&str, String)> {
    let mut files: Vec<(&str, String)> = Vec::new();
    let mut inside = false;
    for line in section.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if let Some(path) = line.strip_prefix("# file: ").filter(|_| inside) {
            files.push((path.trim(), String::new()));
        } else if inside {
            if files.is_empty() {
                files.push(("example.yaml", String::new()));
            }
            files.last_mut().expect("there is one").1 += &format!("{line}\n");
        }
    }
    assert!(!files.is_empty(), "no files in {section}");
    files.sort_unstable();
    files
}

/// The rules that find something in files.
fn found(files: &[(&str, String)]) -> Vec<&'static Rule> {
    found_in(&[files], &Options::default())
}

/// The rules that find something in trees.
fn found_in(trees: &[&[(&str, String)]], options: &Options) -> Vec<&'static Rule> {
    let mut sources = Sources::default();
    let mut tree = |files: &&[(&str, String)]| {
        let paths = files.iter().map(|(path, _)| (*path).to_owned()).collect();
        let ids = files.iter().map(|(path, _)| sources.add(*path, "")).collect();
        (Tree { paths, ..Tree::default() }, ids)
    };
    let judged = trees.iter().map(&mut tree).collect();
    let read = |tree: usize, at: usize| Ok(trees[tree][at].1.clone());
    judge(judged, &read, options).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn entities_get_the_verdict_of_the_catalog() {
    let cases: Vec<Json> = serde_json::from_str(include_str!("../../../fixtures/entities/verdicts.json")).unwrap();
    let mut options = Options::default();
    options.levels.only = [&invalid_entity::RULE, &unknown_kind::RULE, &yaml_syntax::RULE, &duplicate_key::RULE]
        .map(|rule| rule.name.to_owned())
        .into();
    let mut wrong = String::new();
    for case in &cases {
        let found = found_in(&[&[("catalog-info.yaml", case["yaml"].as_str().unwrap().to_owned())]], &options);
        let expected = case["verdicts"].as_array().unwrap().first().and_then(Json::as_str).unwrap_or("valid");
        if verdict(&found) != expected {
            wrong += &format!("{}: expected {expected}, found {found:?}\n", case["id"]);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(cases.len() > 100, "only {} cases", cases.len());
}

fn verdict(found: &[&Rule]) -> &'static str {
    match found {
        [] => "valid",
        [rule] if **rule == unknown_kind::RULE => unknown_kind::RULE.name,
        _ => "invalid",
    }
}
