//! The destination of an Application names its cluster both by name and by server, or not at all.
//!
//! ## Why
//! Argo CD refuses the Application, because its destination is ambiguous.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", name: in-cluster, namespace: orders }
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
//!   destination: { name: in-cluster, namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::object::facts::argo::template;

pub(crate) static RULE: Rule = Rule::error(
    "destination-name-and-server",
    Verdict::Argocd,
    "0.1.0",
    include_str!("destination_name_and_server.rs"),
);
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(destination) = template(object).and_then(|application| application.at("spec.destination")) else { return };
    let given = |key: &str| destination.get(key).filter(|node| node.as_str().is_some_and(|text| !text.is_empty()));
    match (given("name"), given("server")) {
        (Some(name), Some(server)) => {
            let finding = RULE.at(name.span, "the destination has both `name` and `server`");
            sink.push(finding.related(server.span, "the server").help("keep one of the two"));
        }
        // A patch may add it to what an ApplicationSet makes.
        (None, None) if object.at("spec.templatePatch").is_none() => {
            let finding = RULE.at(destination.span, "the destination has neither `name` nor `server`");
            sink.push(finding.help("add `server`, or `name` as Argo CD knows the cluster"));
        }
        _ => {}
    }
}
