//! The sync wave of an object is not an integer.
//!
//! ## Why
//! Argo CD silently uses wave 0: the object syncs with everything else instead of before or after it.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata:
//!   name: settings
//!   annotations: { argocd.argoproj.io/sync-wave: "first" }
//! data: { LEVEL: info }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata:
//!   name: settings
//!   annotations: { argocd.argoproj.io/sync-wave: "-1" }
//! data: { LEVEL: info }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::argo::is_plain;

pub(crate) static RULE: Rule =
    Rule::error("invalid-sync-wave", Verdict::Argocd, "0.1.0", include_str!("invalid_sync_wave.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(wave) = object.annotation("argocd.argoproj.io/sync-wave") else { return };
    let text = wave.as_str().unwrap_or_default();
    if is_plain(text) && text.parse::<i64>().is_err() {
        let finding = RULE.at(wave.span, format!("`{}` is not an integer, so this is wave 0", visible(text)));
        sink.push(finding.help("write an integer in quotes, such as `\"-1\"`"));
    }
}
