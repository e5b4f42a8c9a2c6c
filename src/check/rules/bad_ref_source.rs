//! A value file refers to another source with `$name/..`, in a way that Argo CD does not resolve.
//!
//! No source has that name, two have it, the source is a chart, or the `$` is not at the start.
//!
//! ## Why
//! Rendering fails, or Helm looks for a file with that literal name: the Application shows an error and stays as it
//! was.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   sources:
//!     - repoURL: https://charts.example.com
//!       chart: redis
//!       targetRevision: 21.2.5
//!       helm: { valueFiles: [$values/redis.yaml] }
//!     - { repoURL: "https://git.example.com/team-a/orders.git", ref: value }
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
//!   sources:
//!     - repoURL: https://charts.example.com
//!       chart: redis
//!       targetRevision: 21.2.5
//!       helm: { valueFiles: [$values/redis.yaml] }
//!     - { repoURL: "https://git.example.com/team-a/orders.git", ref: values }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::Object;
use crate::object::argo::is_plain;
use crate::object::facts::argo::{sources, template};
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("bad-ref-source", Verdict::Argocd, "0.1.0", include_str!("bad_ref_source.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(application) = template(object) else { return };
    let sources = sources(application);
    let names: Vec<&str> = sources.iter().filter_map(|source| source.text("ref")).collect();
    for (at, source) in sources.iter().enumerate() {
        if let Some(reference) = source.get("ref") {
            declared(reference, source, &sources[..at], sink);
        }
        for file in source.at("helm.valueFiles").map(Node::items).unwrap_or_default() {
            if let Some(text) = file.as_str().filter(|text| text.contains('$') && is_plain(text)) {
                used(file, text, &names, sink);
            }
        }
    }
}

fn declared(reference: &Node<'_>, source: &Node<'_>, before: &[Node<'_>], sink: &mut Sink) {
    let name = reference.as_str().unwrap_or_default();
    if source.get("chart").is_some() {
        let message = format!("`{}` is a chart, whose files cannot be referenced", visible(name));
        sink.push(
            RULE.at(reference.span, message).help("put the value files into a git repository, and give that the `ref`"),
        );
    }
    if let Some(first) = before.iter().filter_map(|source| source.get("ref")).find(|known| known.as_str() == Some(name))
    {
        let finding = RULE.at(reference.span, format!("two sources are named `{}`", visible(name)));
        sink.push(finding.related(first.span, "first defined here").help("give each source its own name"));
    }
}

fn used(file: &Node<'_>, text: &str, names: &[&str], sink: &mut Sink) {
    let Some(rest) = text.strip_prefix('$') else {
        if names.iter().any(|name| text.contains(&format!("${name}/"))) {
            let finding = RULE.at(file.span, format!("`{}` does not start with the name of a source", visible(text)));
            sink.push(finding.help("start it with `$name/`; the path is relative to the root of that repository"));
        }
        return;
    };
    let name = rest.split('/').next().unwrap_or_default();
    // Argo CD's own variables are filled in.
    if !names.contains(&name) && !name.starts_with("ARGOCD_") {
        let finding = RULE.at(file.span, format!("no source has `ref: {}`", visible(name)));
        sink.push(finding.help(suggest(name, names.iter().copied())));
    }
}
