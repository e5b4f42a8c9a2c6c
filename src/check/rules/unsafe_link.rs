//! A link for Argo CD's UI, `link.argocd.argoproj.io/..`, is not a web URL.
//!
//! ## Why
//! The UI shows it to everyone who can see the Application, including administrators: a `javascript:` URL runs in their
//! browser with their rights.
//!
//! ## Bad
//! ```yaml
//! apiVersion: batch/v1
//! kind: Job
//! metadata:
//!   name: migrate
//!   annotations: { link.argocd.argoproj.io/runbook: "javascript:alert(1)" }
//! spec:
//!   template:
//!     spec:
//!       restartPolicy: Never
//!       containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: batch/v1
//! kind: Job
//! metadata:
//!   name: migrate
//!   annotations: { link.argocd.argoproj.io/runbook: "https://docs.example.com/orders" }
//! spec:
//!   template:
//!     spec:
//!       restartPolicy: Never
//!       containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::argo::is_plain;

pub(crate) static RULE: Rule = Rule::error("unsafe-link", Verdict::Argocd, "0.1.0", include_str!("unsafe_link.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    for entry in object.annotations().iter().filter(|entry| entry.key.text.starts_with("link.argocd.argoproj.io/")) {
        let text = entry.value.as_str().unwrap_or_default();
        // A title may stand before the address.
        let url = text.rsplit('|').next().unwrap_or_default().trim();
        if is_plain(text) && !url.starts_with("https://") && !url.starts_with("http://") {
            let finding = RULE.at(entry.value.span, format!("`{}` is not a web URL", visible(text)));
            sink.push(finding.help("write a URL that starts with `https://`"));
        }
    }
}
