//! An Application belongs to the project `default`, or to none, which is the same.
//!
//! ## Why
//! Unless it was restricted, that project permits every repository, cluster and kind: whoever can change this
//! Application can change everything.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: default
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
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
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::object::facts::argo::template;

pub(crate) static RULE: Rule =
    Rule::warning("default-project", Verdict::Groma, "0.1.0", include_str!("default_project.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(spec) = template(object).and_then(|application| application.get("spec")) else { return };
    let project = spec.get("project");
    if project.is_none_or(|project| matches!(project.as_str(), Some("" | "default")))
        && object.at("spec.templatePatch").is_none()
    {
        let span = project.map_or(object.span(), |project| project.span);
        let finding = RULE.at(span, "the Application belongs to the project `default`, which permits everything");
        sink.push(finding.help("name an AppProject with the repositories and namespaces of the team"));
    }
}
