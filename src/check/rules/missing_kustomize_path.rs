//! A kustomization names a file or a folder that does not exist.
//!
//! ## Why
//! `kustomize build` fails, and so does the sync of everything in the kustomization.
//!
//! ## Bad
//! ```yaml
//! # file: orders/kustomization.yaml
//! resources: [deploy.yaml]
//! # file: orders/deployment.yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! # file: orders/kustomization.yaml
//! resources: [deployment.yaml]
//! # file: orders/deployment.yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;
use crate::path::joined;

pub(crate) static RULE: Rule =
    Rule::error("missing-kustomize-path", Verdict::Kustomize, "0.1.0", include_str!("missing_kustomize_path.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for mention in &index.facts.mentions {
        let path = &*mention.path.value;
        let place = &mention.of.place;
        // A path out of the tree may be there; an address is fetched.
        let is_remote = path.contains("://") || path.contains("?ref=") || path.contains('@') || path.contains("//");
        let is_host =
            path.split('/').next().is_some_and(|host| host.contains('.') && !host.trim_matches('.').is_empty());
        let Some(wanted) = joined(place.folder(), path).filter(|_| !is_remote) else { continue };
        let paths = &index.trees[place.tree as usize].paths;
        let at = paths.partition_point(|known| known.as_str() < wanted.as_str());
        let inside = paths[at..].iter().take_while(|known| known.starts_with(&wanted));
        let mut inside = inside.map(|known| &known[wanted.len()..]);
        let is_there = wanted.is_empty() || inside.any(|rest| rest.is_empty() || rest.starts_with('/'));
        if is_there || (is_host && path.contains('/')) {
            continue;
        }
        let message = format!("`{}`, which `{}` names, does not exist", visible(path), mention.field);
        sink.push(
            RULE.at(mention.path.span, message).help("write a path relative to the kustomization, or add the file"),
        );
    }
}
