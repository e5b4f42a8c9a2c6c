//! What an Application deploys is decided by whoever pushes last.
//!
//! This covers a chart with a version range and, in production, a repository at `HEAD`.
//!
//! Production is recognised by the folder, or by an environment label. A named branch is a choice, and is not reported.
//!
//! ## Why
//! The same commit of this file deploys something else tomorrow, nobody reviews the change, and reverting this file
//! rolls nothing back.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://charts.example.com", chart: redis, targetRevision: 21.* }
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
//!   source: { repoURL: "https://charts.example.com", chart: redis, targetRevision: 21.2.5 }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::argo::is_plain;
use crate::object::facts::argo::{sources, template};

pub(crate) static RULE: Rule =
    Rule::warning("floating-revision", Verdict::Groma, "0.1.0", include_str!("floating_revision.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(application) = template(object) else { return };
    for source in sources(application) {
        let revision = source.get("targetRevision");
        let text = revision.and_then(|node| node.as_str()).unwrap_or_default();
        if source.get("chart").is_some() {
            if let Some(revision) = revision.filter(|_| is_plain(text) && is_range(text)) {
                let message = format!("`{}` always resolves to the newest version of the chart", visible(text));
                sink.push(RULE.at(revision.span, message).help("pin one version, and let a bot update it"));
            }
        } else if matches!(text, "" | "HEAD") && object.identity.is_production() && source.get("ref").is_none() {
            let place = revision.or_else(|| source.get("repoURL")).map_or(object.span(), |node| node.span);
            let finding = RULE.at(place, "production follows the default branch of the repository");
            sink.push(finding.help("write a tag, a commit, or the branch that releases are merged to"));
        }
    }
}

/// Whether a version is a constraint that several versions fulfil.
fn is_range(version: &str) -> bool {
    let is_wild = |part: &str| matches!(part, "*" | "x" | "X");
    version.contains(['^', '~', '<', '>', ' ', '|', ',']) || version.trim_start_matches('v').split('.').any(is_wild)
}
