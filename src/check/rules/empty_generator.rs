//! A generator of an ApplicationSet looks for folders or files of a repository, and one of its patterns matches none.
//!
//! This is checked when the repository is in the tree.
//!
//! ## Why
//! An ApplicationSet does not create what it does not find, and deletes what it created before, including everything
//! that runs.
//!
//! ## Bad
//! ```yaml
//! # file: argocd/apps.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: ApplicationSet
//! metadata: { name: apps, namespace: argocd }
//! spec:
//!   goTemplate: true
//!   goTemplateOptions: [missingkey=error]
//!   generators:
//!     - git:
//!         repoURL: https://git.example.com/team-a/deployments.git
//!         directories: [{ path: apps/*/order }]
//!   template:
//!     metadata: { name: "{{ .path.basename }}" }
//!     spec:
//!       project: team-a
//!       source: { repoURL: "https://git.example.com/team-a/deployments.git", path: "{{ .path.path }}" }
//!       destination: { name: in-cluster, namespace: orders }
//! # file: apps/production/orders/kustomization.yaml
//! resources: [deployment.yaml]
//! ```
//!
//! ## Good
//! ```yaml
//! # file: argocd/apps.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: ApplicationSet
//! metadata: { name: apps, namespace: argocd }
//! spec:
//!   goTemplate: true
//!   goTemplateOptions: [missingkey=error]
//!   generators:
//!     - git:
//!         repoURL: https://git.example.com/team-a/deployments.git
//!         directories: [{ path: apps/*/orders }]
//!   template:
//!     metadata: { name: "{{ .path.basename }}" }
//!     spec:
//!       project: team-a
//!       source: { repoURL: "https://git.example.com/team-a/deployments.git", path: "{{ .path.path }}" }
//!       destination: { name: in-cluster, namespace: orders }
//! # file: apps/production/orders/kustomization.yaml
//! resources: [deployment.yaml]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::argo::glob::matches_path;
use crate::object::argo::is_plain;
use crate::object::index::Index;
use crate::path::folder;
use std::collections::BTreeSet;

pub(crate) static RULE: Rule =
    Rule::warning("empty-generator", Verdict::Argocd, "0.1.0", include_str!("empty_generator.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for generator in &index.facts.generators {
        let Some(home) = index.root(&generator.repository.value) else { continue };
        let start = if home.path.is_empty() { String::new() } else { format!("{}/", home.path) };
        let paths = &home.tree.paths;
        let from = paths.partition_point(|path| *path < start);
        let files = paths[from..].iter().map_while(|path| path.strip_prefix(&start));
        let mut found: BTreeSet<&str> = BTreeSet::new();
        for file in files {
            let mut path = if generator.folders { folder(file) } else { file };
            while !path.is_empty() && found.insert(path) && generator.folders {
                path = folder(path);
            }
        }
        let is_excluded =
            |path: &str| generator.excluded.iter().any(|pattern| matches_path(pattern.trim_matches('/'), path));
        for pattern in generator.patterns.iter().filter(|pattern| is_plain(&pattern.value)) {
            let wanted = pattern.value.trim_matches('/');
            let everything = generator.folders && matches!(wanted, "." | "*" | "**");
            if everything || found.iter().any(|path| matches_path(wanted, path) && !is_excluded(path)) {
                continue;
            }
            let what = if generator.folders { "folder" } else { "file" };
            let finding =
                RULE.at(pattern.span, format!("`{}` matches no {what} of this repository", visible(&pattern.value)));
            sink.push(finding.help("correct the pattern; `*` does not match a slash, `**` does"));
        }
    }
}
