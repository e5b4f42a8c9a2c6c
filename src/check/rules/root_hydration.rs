//! Argo CD's source hydrator writes rendered manifests into the root of a branch.
//!
//! ## Why
//! Argo CD 3.2 and later refuses this, because the hydrator clears the folder it writes to: nothing is hydrated.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   sourceHydrator:
//!     drySource: { repoURL: "https://git.example.com/team-a/orders.git", path: chart, targetRevision: main }
//!     syncSource: { targetBranch: environments/production, path: . }
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
//!   sourceHydrator:
//!     drySource: { repoURL: "https://git.example.com/team-a/orders.git", path: chart, targetRevision: main }
//!     syncSource: { targetBranch: environments/production, path: orders }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::object::facts::argo::template;

pub(crate) static RULE: Rule =
    Rule::error("root-hydration", Verdict::Argocd, "0.1.0", include_str!("root_hydration.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(application) = template(object) else { return };
    let Some(sync) = application.at("spec.sourceHydrator.syncSource") else { return };
    let path = sync.get("path");
    let text = path.and_then(|path| path.as_str()).unwrap_or_default();
    if text.trim_matches(['/', '.']).is_empty() {
        let span = path.or_else(|| sync.get("targetBranch")).map_or(object.span(), |node| node.span);
        let finding = RULE.at(span, "the hydrator would write into the root of the branch");
        sink.push(finding.help("set a folder for each Application in `syncSource.path`"));
    }
}
