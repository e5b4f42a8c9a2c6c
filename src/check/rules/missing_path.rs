//! An Application's folder, or one of its value files, is not in its repository.
//!
//! The repository is looked up among the files checked: a folder with the full path of its URL, a tree of its name, or
//! the tree of the Application itself when it contains most of the folders that its Applications use. Otherwise, a
//! missing folder with a similarly named sibling is a warning. Revisions that are tags or commits are skipped.
//!
//! ## Why
//! Argo CD cannot render the Application: it keeps what runs, shows an error, and deploys no later commit.
//!
//! ## Bad
//! ```yaml
//! # file: argocd/orders.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source:
//!     repoURL: https://git.example.com/team-a/deployments.git
//!     path: apps/orders
//!     helm: { valueFiles: [values.yaml, environments/prodution.yaml] }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! # file: apps/orders/Chart.yaml
//! apiVersion: v2
//! name: orders
//! version: 1.4.2
//! # file: apps/orders/values.yaml
//! replicas: 2
//! # file: apps/orders/environments/production.yaml
//! replicas: 4
//! ```
//!
//! ## Good
//! ```yaml
//! # file: argocd/orders.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source:
//!     repoURL: https://git.example.com/team-a/deployments.git
//!     path: apps/orders
//!     helm: { valueFiles: [values.yaml, environments/production.yaml] }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! # file: apps/orders/Chart.yaml
//! apiVersion: v2
//! name: orders
//! version: 1.4.2
//! # file: apps/orders/values.yaml
//! replicas: 2
//! # file: apps/orders/environments/production.yaml
//! replicas: 4
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Sink, nearest, suggest, visible};
use crate::object::argo::{Folder, is_plain};
use crate::object::facts::Text;
use crate::object::facts::argo::{Application, Source};
use crate::object::index::Index;
use crate::path::{file_name, folder, joined};

pub(crate) static RULE: Rule = Rule::error("missing-path", Verdict::Argocd, "0.1.0", include_str!("missing_path.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for application in &index.facts.applications {
        for source in application.sources.iter().filter(|source| is_followed(source)) {
            match (index.home(source), &source.path) {
                (Some(home), Some(path)) => within(&home, path, source, sink),
                (None, Some(path)) => guessed(index, application, path, sink),
                (_, None) => {}
            }
            for file in source.value_files.iter().filter(|file| file.value.starts_with('$') && !source.lenient) {
                referenced(index, application, file, sink);
            }
        }
    }
}

/// Whether a source is a folder of a repository's branch: tags and commits may differ from what lies here.
fn is_followed(source: &Source) -> bool {
    let revision = source.revision.as_ref().map_or("", |revision| &revision.value);
    let is_commit = revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_release = revision.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
    source.chart.is_none() && !is_commit && !is_release && !revision.starts_with("refs/tags/")
}

/// The folder and the value files of a source whose repository is here.
fn within(home: &Folder<'_>, path: &Text, source: &Source, sink: &mut Sink) {
    if !is_plain(&path.value) {
        return;
    }
    let Some(folder) = joined(&home.path, &path.value).filter(|folder| home.tree.holds_folder(folder)) else {
        let message = format!("folder `{}` not found in this repository", visible(&path.value));
        sink.push(RULE.at(path.span, message).help(meant(home, &path.value)));
        return;
    };
    for file in source.value_files.iter().filter(|file| is_local(&file.value) && !source.lenient) {
        let from = if file.value.starts_with('/') { &home.path } else { &folder };
        missing_file(&Folder { path: from.clone(), ..*home }, &file.value, file, sink);
    }
}

/// A value file of another source: `$name/path`, from the root of the repository of that name.
fn referenced(index: &Index, application: &Application, file: &Text, sink: &mut Sink) {
    let Some((name, path)) = file.value[1..].split_once('/').filter(|(_, path)| is_plain(path)) else { return };
    let is_meant = |source: &&Source| source.reference.as_ref().is_some_and(|known| *known.value == *name);
    let Some(source) = application.sources.iter().find(is_meant).filter(|source| is_followed(source)) else { return };
    if let Some(home) = index.home(source) {
        missing_file(&home, path, file, sink);
    }
}

fn missing_file(from: &Folder<'_>, name: &str, file: &Text, sink: &mut Sink) {
    if name.contains(['*', '?', '[', '{']) || joined(&from.path, name).is_none() || from.holds(name) {
        return;
    }
    let message = format!("value file `{}` not found", visible(&file.value));
    sink.push(RULE.at(file.span, message).help(meant(from, name)));
}

fn is_local(file: &str) -> bool {
    is_plain(file) && !file.starts_with('$') && !file.contains("://")
}

/// Which name beside the missing one may be meant.
fn meant(from: &Folder<'_>, name: &str) -> String {
    let folder = joined(&from.path, folder(name)).unwrap_or_default();
    let names = from.tree.names_in(&folder);
    suggest(file_name(name), names.iter().copied())
}

/// A folder that is missing beside one of nearly the same name, where the repository is not known to be here.
fn guessed(index: &Index, application: &Application, path: &Text, sink: &mut Sink) {
    let tree = &index.trees[application.of.place.tree as usize];
    let path_in_tree = path.value.trim_matches('/');
    if tree.partial || !is_plain(path_in_tree) || !path_in_tree.contains('/') || tree.holds_folder(path_in_tree) {
        return;
    }
    let names = tree.names_in(folder(path_in_tree));
    if let Some(near) = nearest(file_name(path_in_tree), names.into_iter().take(256)) {
        let mut finding = RULE.at(path.span, format!("folder `{}` not found here", visible(&path.value)));
        finding.level = Level::Warning;
        sink.push(finding.help(format!("did you mean `{}/{}`?", visible(folder(path_in_tree)), visible(near))));
    }
}
