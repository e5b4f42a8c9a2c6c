//! A pod runs as the default ServiceAccount of its namespace, with an API token.
//!
//! ## Why
//! Every such pod gets whatever is ever bound to that account, and an attacker in the container gets the token.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   automountServiceAccountToken: false
//!   containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::info("default-service-account", Verdict::Groma, "0.1.0", include_str!("default_service_account.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(spec) = object.pod().and_then(|pod| pod.get("spec")) else { return };
    let account = spec.get("serviceAccountName").or_else(|| spec.get("serviceAccount"));
    let is_default = account.is_none_or(|account| account.as_str() == Some("default"));
    if is_default && spec.get("automountServiceAccountToken").and_then(Node::as_bool) != Some(false) {
        let span = account.map_or(object.span(), |account| account.span);
        let finding = RULE
            .at(span, format!("the pods of `{}` run as the default ServiceAccount", visible(&object.identity.name)));
        sink.push(finding.help("write `automountServiceAccountToken: false`, or a `serviceAccountName`"));
    }
}
