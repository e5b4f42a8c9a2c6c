//! A kustomization fetches a base that is not pinned to a tag or a commit.
//!
//! ## Why
//! What is deployed changes without a commit here, and whoever can push there deploys into the cluster.
//!
//! ## Bad
//! ```yaml
//! # file: kustomization.yaml
//! resources: ["https://git.example.com/platform/base.git?ref=main"]
//! ```
//!
//! ## Good
//! ```yaml
//! # file: kustomization.yaml
//! resources: ["https://git.example.com/platform/base.git?ref=v1.4.0"]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("floating-remote-base", Verdict::Groma, "0.1.0", include_str!("floating_remote_base.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

const MOVING: [&str; 5] = ["main", "master", "HEAD", "develop", "latest"];

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("kustomize.config.k8s.io", "Kustomization") {
        return;
    }
    let lists = ["resources", "components", "bases"].into_iter().filter_map(|key| object.at(key));
    for base in lists.flat_map(Node::items) {
        let Some(text) = base.as_str().filter(|text| text.contains("://") || text.starts_with("git@")) else {
            continue;
        };
        let revision = ["ref=", "version="].iter().find_map(|key| text.split_once(key)).map(|(_, rest)| rest);
        let revision = revision.map(|rest| rest.split('&').next().unwrap_or_default());
        // The address of one file may hold its commit.
        let is_file = text.ends_with(".yaml") || text.ends_with(".yml");
        if revision.is_none_or(|revision| revision.is_empty() || MOVING.contains(&revision)) && !is_file {
            let finding = RULE.at(base.span, format!("`{}` is not pinned to a version", visible(text)));
            sink.push(finding.help("add `?ref=` with a tag or a commit"));
        }
    }
}
