//! An image is referenced by a tag, not by a digest.
//!
//! ## Why
//! Anyone who can push to the registry can put another image under the tag, and nodes that pull it later run that one.
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
//!   containers:
//!     - name: app
//!       image: registry.example.com/orders@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;

pub(crate) static RULE: Rule = Rule::info("unpinned-image", Verdict::Groma, "0.1.0", include_str!("unpinned_image.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    for image in object.containers().filter_map(|container| container.get("image")) {
        let changes = object.identity.place.changes.as_deref();
        let is_pinned = |text: &str| changes.and_then(|own| own.image(text)).is_some_and(|image| image.has_digest);
        let bare = image.as_str().filter(|text| !text.contains("@sha256:") && !is_pinned(text));
        let Some(text) = bare else { continue };
        let tag = text.rsplit('/').next().and_then(|name| name.split_once(':'));
        // One without a tag, or `latest`, is another rule's.
        if tag.is_some_and(|(_, tag)| tag != "latest") {
            let message = format!("image `{}` has no digest", visible(text));
            sink.push(RULE.at(image.span, message).help("write `<image>:<tag>@sha256:<digest>`"));
        }
    }
}
