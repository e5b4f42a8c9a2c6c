//! The folder or a value file of an Application lies outside its repository.
//!
//! It is absolute where it may not be, or climbs above the root. A value file fetched from a URL is a warning.
//!
//! ## Why
//! Argo CD refuses to render it, because such paths once exposed files of other teams (CVE-2022-24348). What a URL
//! returns can change without a commit.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source:
//!     repoURL: https://git.example.com/team-a/orders.git
//!     path: chart
//!     helm: { valueFiles: [../../secrets.yaml] }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source:
//!     repoURL: https://git.example.com/team-a/orders.git
//!     path: chart
//!     helm: { valueFiles: [../values.yaml] }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::argo::is_plain;
use crate::object::facts::argo::{sources, template};
use crate::path::joined;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule = Rule::error("escaping-path", Verdict::Argocd, "0.1.0", include_str!("escaping_path.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(application) = template(object) else { return };
    for source in sources(application) {
        let folder = source.text("path").unwrap_or_default();
        if let Some(path) =
            source.get("path").filter(|_| is_plain(folder) && (folder.starts_with('/') || joined("", folder).is_none()))
        {
            let finding = RULE.at(path.span, format!("`{}` lies outside the repository", visible(folder)));
            sink.push(finding.help("write the path relative to the root of the repository, without a leading slash"));
        }
        let files = source.at("helm.valueFiles").map(Node::items).unwrap_or_default();
        for file in files.iter().filter(|file| file.as_str().is_some_and(is_plain)) {
            value_file(file, folder, sink);
        }
    }
}

fn value_file(file: &Node<'_>, folder: &str, sink: &mut Sink) {
    let text = file.as_str().unwrap_or_default();
    let (from, path) = match text.strip_prefix('$').map(|rest| rest.split_once('/').unwrap_or((rest, ""))) {
        Some((_, path)) => ("", path),
        None if text.starts_with('/') => ("", text),
        None => (folder, text),
    };
    if text.contains("://") {
        let mut finding = RULE.at(file.span, format!("`{}` is fetched on every render, and can change", visible(text)));
        finding.level = Level::Warning;
        sink.push(finding.help("copy the file into a repository, and add that as a source with `ref`"));
    } else if is_plain(folder) && joined(from, path).is_none() {
        let finding = RULE.at(file.span, format!("`{}` lies outside the repository", visible(text)));
        sink.push(finding.help("move the file into the repository, or add its repository as a source with `ref`"));
    }
}
