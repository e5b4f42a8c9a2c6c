//! A container's image has no tag and no digest, or the tag `latest`.
//!
//! ## Why
//! It is a moving tag and can change with every push: two pods of one Deployment can run different code, and a rollback
//! changes nothing.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers: [{ name: app, image: "registry.example.com:5050/orders" }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers: [{ name: app, image: "registry.example.com:5050/orders:1.4.2" }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::warning("latest-image-tag", Verdict::Groma, "0.1.0", include_str!("latest_image_tag.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    for image in object.containers().filter_map(|container| container.get("image")) {
        let changes = &object.identity.place.changes;
        // What is filled in later may be a tag.
        let is_known = |text: &&str| !text.contains('@') && !text.contains("${");
        let is_bare = |text: &&str| changes.as_ref().is_none_or(|own| own.image(text).is_none());
        let Some(text) = image.as_str().filter(is_known).filter(is_bare) else { continue };
        // A colon before the last slash is a port.
        let tag = text.rsplit('/').next().and_then(|name| name.split_once(':'));
        let message = match tag {
            None => format!("image `{}` has no tag", visible(text)),
            Some((_, "latest")) => format!("image `{}` is a moving tag and can change with every push", visible(text)),
            Some(_) => continue,
        };
        sink.push(RULE.at(image.span, message).help("write the tag of a release, or a digest"));
    }
}
