//! A Location with relative targets says that it is read from a disk.
//!
//! ## Why
//! Portals read it from a repository, then look for its targets on their own disk and never find them. Without
//! `spec.type`, both ways work.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Location
//! metadata: { name: orders }
//! spec: { type: file, targets: [./orders.yaml] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Location
//! metadata: { name: orders }
//! spec: { targets: [./orders.yaml] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("file-location", Verdict::Backstage, "0.1.0", include_str!("file_location.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Entity(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(kind) = object.at("spec.type").filter(|_| *object.identity.kind == *"Location") else { return };
    let targets = object.at("spec.targets").map(Node::items).unwrap_or_default();
    let mut targets = object.at("spec.target").into_iter().chain(targets).filter_map(Node::as_str);
    if kind.as_str() == Some("file") && targets.any(|target| !target.starts_with('/') && !target.contains("://")) {
        sink.push(RULE.at(kind.span, "the targets can only be read from a disk").help("remove `type`"));
    }
}
