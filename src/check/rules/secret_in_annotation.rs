//! An annotation of an entity contains a key or a token.
//!
//! ## Why
//! Everyone who can open the portal or read the repository can page the team or use the token.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { pagerduty.com/integration-key: 0123456789abcdef0123456789abcdef } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { pagerduty.com/service-id: P0ABCDE } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::secret::exposure;
use crate::secret::token_patterns::Form;

pub(crate) static RULE: Rule =
    Rule::warning("secret-in-annotation", Verdict::Groma, "0.1.0", include_str!("secret_in_annotation.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Entity(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    for entry in object.annotations() {
        let text = entry.value.as_str().unwrap_or_default();
        let (key, span) = (&*entry.key.text, entry.value.span);
        if key == "pagerduty.com/integration-key" && !text.is_empty() {
            let finding = RULE.at(span, "anyone who can read this can trigger alerts");
            sink.push(finding.help("write `pagerduty.com/service-id`, which is not a secret"));
        } else if exposure::exposed("", text) == Some(Form::Token) {
            let finding = RULE.at(span, format!("the value of `{}` looks like a token", visible(key)));
            sink.push(finding.help("revoke it, and pass it to the portal in an environment variable"));
        }
    }
}
