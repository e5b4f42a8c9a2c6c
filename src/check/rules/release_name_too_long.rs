//! The name under which Helm renders an Application has more than 53 characters.
//!
//! Without `releaseName` it is the name of the Application.
//!
//! ## Why
//! Helm refuses the name, so nothing is rendered and nothing is deployed.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: customer-relations-order-management-notification-cache, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://charts.example.com", chart: redis, targetRevision: 21.2.5 }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: customer-relations-order-management-notification-cache, namespace: argocd }
//! spec:
//!   project: team-a
//!   source:
//!     repoURL: https://charts.example.com
//!     chart: redis
//!     targetRevision: 21.2.5
//!     helm: { releaseName: order-management-notification-cache }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::argo::is_plain;
use crate::object::facts::argo::{sources, template};

pub(crate) static RULE: Rule =
    Rule::error("release-name-too-long", Verdict::Helm, "0.1.0", include_str!("release_name_too_long.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

/// Helm leaves room for what charts put behind the name.
const MOST: usize = 53;

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(application) = template(object) else { return };
    let name = application.at("metadata.name");
    for source in sources(application) {
        if source.get("chart").is_none() && source.get("helm").is_none() {
            continue;
        }
        let Some(release) = source.at("helm.releaseName").or(name) else { continue };
        let text = release.as_str().unwrap_or_default();
        if text.len() > MOST && is_plain(text) {
            let message = format!(
                "the release `{}` has {} characters, {} too many",
                visible(text),
                text.len(),
                text.len() - MOST
            );
            sink.push(
                RULE.at(release.span, message).help(format!("set `helm.releaseName` to at most {MOST} characters")),
            );
        }
    }
}
