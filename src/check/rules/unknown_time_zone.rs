//! A sync window is in a time zone that does not exist.
//!
//! ## Why
//! Argo CD uses UTC instead and only logs it: the window opens hours too early or too late.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/team-a/*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: "team-a-*" }]
//!   syncWindows:
//!     - { kind: deny, schedule: "0 8 * * 1-5", duration: 10h, timeZone: Europe/Belin, applications: ["*"] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/team-a/*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: "team-a-*" }]
//!   syncWindows:
//!     - { kind: deny, schedule: "0 8 * * 1-5", duration: 10h, timeZone: Europe/Berlin, applications: ["*"] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::Object;
use crate::values::schedule::{is_zone, zones};
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("unknown-time-zone", Verdict::Argocd, "0.1.0", include_str!("unknown_time_zone.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "AppProject") {
        return;
    }
    for window in object.at("spec.syncWindows").map(Node::items).unwrap_or_default() {
        let Some(zone) = window.get("timeZone") else { continue };
        let name = zone.as_str().unwrap_or_default();
        if !name.is_empty() && !is_zone(name) {
            let near = zones().filter(|known| name.len() > 3 && known.len().abs_diff(name.len()) < 3);
            let finding = RULE.at(zone.span, format!("unknown time zone `{}`, so UTC is used", visible(name)));
            sink.push(finding.help(suggest(name, near)));
        }
    }
}
