//! A container mounts a volume that the pod does not have.
//!
//! ## Why
//! The API server refuses the object: the sync fails, and the old version keeps running.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:1.4.2", volumeMounts: [{ name: temp, mountPath: /tmp }] }
//!   volumes: [{ name: tmp, emptyDir: {} }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:1.4.2", volumeMounts: [{ name: tmp, mountPath: /tmp }] }
//!   volumes: [{ name: tmp, emptyDir: {} }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("unknown-volume", Verdict::Server, "0.1.0", include_str!("unknown_volume.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(pod) = object.pod() else { return };
    let volumes = pod.at("spec.volumes").map(Node::items).unwrap_or_default();
    let claims = object.at("spec.volumeClaimTemplates").map(Node::items).unwrap_or_default();
    for container in object.containers() {
        for mount in container.get("volumeMounts").map(Node::items).unwrap_or_default() {
            let Some(name) = mount.get("name") else { continue };
            let Some(text) = name.as_str() else { continue };
            let is_volume = volumes.iter().any(|volume| volume.text("name") == Some(text));
            if !is_volume && !claims.iter().any(|claim| claim.text("metadata.name") == Some(text)) {
                let known: Vec<&str> = volumes.iter().filter_map(|volume| volume.text("name")).collect();
                let finding = RULE.at(name.span, format!("the pod has no volume `{}`", visible(text)));
                sink.push(finding.help(match known.is_empty() {
                    true => "add it to `volumes`".to_owned(),
                    false => suggest(text, known.iter().copied()),
                }));
            }
        }
    }
}
