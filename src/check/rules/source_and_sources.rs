//! An Application has several of `source`, `sources` and `sourceHydrator`, of which Argo CD reads one.
//!
//! ## Why
//! `sources` hides `source`, and `sourceHydrator` hides both: a change to the hidden one is merged and has no effect.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   sources:
//!     - { repoURL: "https://git.example.com/team-a/orders.git", path: chart }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   sources:
//!     - { repoURL: "https://git.example.com/team-a/orders.git", path: chart }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::object::facts::argo::template;

pub(crate) static RULE: Rule =
    Rule::error("source-and-sources", Verdict::Argocd, "0.1.0", include_str!("source_and_sources.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(spec) = template(object).and_then(|application| application.get("spec")) else { return };
    let is_given =
        |key: &&str| spec.get(key).is_some_and(|node| !node.entries().is_empty() || !node.items().is_empty());
    let mut given = ["sourceHydrator", "sources", "source"].into_iter().filter(is_given);
    let Some(read) = given.next() else { return };
    for hidden in given {
        let Some(entry) = spec.entry(hidden) else { continue };
        let finding = RULE.at(entry.key.span, format!("`{hidden}` is ignored, because there is `{read}`"));
        let span = spec.entry(read).map_or(entry.key.span, |entry| entry.key.span);
        sink.push(finding.related(span, "this is used").help(format!("remove `{hidden}`, or move it into `{read}`")));
    }
}
