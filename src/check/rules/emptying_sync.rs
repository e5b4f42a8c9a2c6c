//! An Application with automatic pruning may sync an empty source: `allowEmpty` is set.
//!
//! ## Why
//! A wrong path, a generator that finds nothing or a template that renders nothing then deletes everything that runs.
//! Without `allowEmpty` Argo CD stops and asks.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//!   syncPolicy: { automated: { prune: true, allowEmpty: true } }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//!   syncPolicy: { automated: { prune: true } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::object::facts::argo::template;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("emptying-sync", Verdict::Groma, "0.1.0", include_str!("emptying_sync.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(policy) = template(object).and_then(|application| application.at("spec.syncPolicy.automated")) else {
        return;
    };
    let is = |key: &str, wanted: bool| policy.get(key).and_then(Node::as_bool) == Some(wanted);
    if let Some(entry) = policy.entry("allowEmpty")
        && is("allowEmpty", true)
        && is("prune", true)
        && !is("enabled", false)
    {
        let finding = RULE.at(entry.key.span, "an empty source deletes everything this Application deployed");
        sink.push(finding.help("remove `allowEmpty`"));
    }
}
