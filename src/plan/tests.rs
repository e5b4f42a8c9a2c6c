//! Plans of whole trees.

use super::count::Count;
use super::*;
use crate::diff::tests::{DEPLOYMENT, tree};
use crate::diff::{Options, diff};
use crate::tree::{Ownership, Tree};

fn plan(old: Tree, new: Tree) -> Plan {
    Plan::new(diff(old, new, Options::default()), Subjects::default(), Owners::default())
}

#[test]
fn what_comes_goes_and_changes_is_counted() {
    let old = tree(&[("a", &[("x.txt", "1\n"), ("y.yaml", DEPLOYMENT)]), ("b", &[("x.txt", "1\n")])]);
    let changed = DEPLOYMENT.replace("replicas: 2", "replicas: 3");
    let new = tree(&[("a", &[("y.yaml", &changed), ("z.txt", "other\n")]), ("c", &[("k.yaml", DEPLOYMENT)])]);
    let counts = plan(old, new).counts;
    assert_eq!(counts.objects, Count { created: 1, changed: 1, removed: 0, moved: 0 });
    assert_eq!(counts.files, Count { created: 2, changed: 1, removed: 2, moved: 0 });
    assert_eq!(counts.repositories, Count { created: 1, changed: 1, removed: 1, moved: 0 });
}

#[test]
fn what_is_not_written_is_counted_apart() {
    let of = |text: &str, managed: &str| {
        let mut tree = tree(&[("a", &[("README.md", text)]), ("b", &[("README.md", text), ("x.txt", managed)])]);
        tree.repositories.iter_mut().for_each(|one| one.files[0].ownership = Ownership::Once);
        tree
    };
    let counts = plan(of("1\n", "1\n"), of("2\n", "2\n")).counts;
    assert_eq!((counts.repositories.changed, counts.files.changed, counts.unwritten), (1, 1, 2));
}

/// Risks of what differs between two versions of a file, worst first.
fn risks(path: &str, old: &str, new: &str) -> Vec<&'static str> {
    let of = |text: &str| match text {
        "" => tree(&[("a", &[])]),
        text => tree(&[("a", &[(path, text)])]),
    };
    fleet::fleet(&plan(of(old), of(new))).iter().flat_map(|group| &group.risks).map(|risk| risk.name).collect()
}

#[test]
fn a_policy_that_goes_permits_more_only_if_it_refused() {
    let policy = |spec: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{ name: a, namespace: b }}\nspec: {spec}\n"
        )
    };
    let from = "from: [{ podSelector: { matchLabels: { a: b } } }]";
    let allow = |ports: &str| policy(&format!("{{ podSelector: {{}}, ingress: [{{ {from}, ports: [{ports}] }}] }}"));
    let deny = policy("{ podSelector: {}, policyTypes: [Ingress] }");
    let (one, other) = (allow("{ port: 8080 }"), allow("{ port: 9090 }"));
    let both = allow("{ port: 8080 }, { port: 9090 }");
    let range = allow("{ port: 8080, endPort: 9090 }");
    let any = policy(&format!("{{ podSelector: {{}}, ingress: [{{ {from} }}] }}"));
    assert_eq!(risks("a.yaml", &deny, ""), ["network-widened"]);
    assert_eq!(risks("a.yaml", &one, ""), ["network-changed"]);
    assert_eq!(risks("a.yaml", &one, &other), ["network-changed"]);
    assert_eq!(risks("a.yaml", &one, &both), ["network-widened"]);
    assert_eq!(risks("a.yaml", &one, &range), ["network-widened"]);
    assert_eq!(risks("a.yaml", &one, &any), ["network-widened"]);
    assert_eq!(risks("a.yaml", &both, &one), [""; 0]);
}

#[test]
fn a_higher_role_and_lost_protection_are_named() {
    let binding = |role: &str| {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{ name: a }}\nroleRef: {{ name: {role} }}\n"
        )
    };
    assert_eq!(risks("a.yaml", &binding("view"), &binding("edit")), ["immutable-field", "role-widened"]);
    assert_eq!(risks("a.yaml", &binding("edit"), &binding("view")), ["immutable-field"]);
    let application = |rest: &str| {
        format!("apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\n{rest}spec: {{ a: 1 }}\n")
    };
    let guarded =
        |option: &str| application(&format!("  annotations: {{ argocd.argoproj.io/sync-options: {option} }}\n"));
    assert_eq!(risks("a.yaml", &guarded("Prune=confirm"), &application("")), ["protection-lost"]);
    assert_eq!(risks("a.yaml", &guarded("Prune=confirm"), &guarded("Prune=false")), [""; 0]);
    assert_eq!(risks("a.yaml", &application(""), &guarded("Prune=confirm")), [""; 0]);
}

#[test]
fn a_template_of_workloads_is_named_and_not_judged() {
    let template =
        |kind: &str, replicas: u8| format!("kind: {kind}\nspec:\n  x: {{{{ .Values.x }}}}\n  replicas: {replicas}\n");
    let of = |path: &str, kind: &str| risks(path, &template(kind, 1), &template(kind, 0));
    assert_eq!(of("templates/deployment.yaml", "Deployment"), ["workload-template"]);
    assert_eq!(of("chart/templates/app/all.yaml", "StatefulSet"), ["workload-template"]);
    assert_eq!(of("templates/service.yaml", "Service"), [""; 0]);
    assert_eq!(of("deployment.yaml", "Deployment"), [""; 0]);
}
