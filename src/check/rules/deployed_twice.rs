//! Two Applications deploy the same folder or chart, rendered alike, to the same namespace of the same cluster.
//!
//! ## Why
//! Both own every object: each shows the other's changes as out of sync, a sync of one undoes the other, and deleting
//! one takes down both.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders-copy, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders-copy, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders-copy }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::argo::is_plain;
use crate::object::argo::repository::address;
use crate::object::facts::Text;
use crate::object::facts::argo::{Application, Source};
use crate::object::index::Index;
use rustc_hash::FxHashMap;

pub(crate) static RULE: Rule =
    Rule::warning("deployed-twice", Verdict::Argocd, "0.1.0", include_str!("deployed_twice.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut first: FxHashMap<String, &Application> = FxHashMap::default();
    for application in index.facts.applications.iter().filter(|application| !application.is_template) {
        let Some(key) = key(application) else { continue };
        if let Some(known) = first.get(&key).filter(|known| known.of.name != application.of.name) {
            let message = format!("`{}` deploys the same to the same place", visible(&known.of.name));
            let finding = RULE.at(application.of.span, message).related(known.of.span, "first defined here");
            sink.push(finding.help("remove one of the two, or give it its own namespace"));
        }
        first.entry(key).or_insert(application);
    }
}

/// What is deployed and where to; nothing when that depends on more than is compared.
fn key(application: &Application) -> Option<String> {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.value.to_string()).unwrap_or_default();
    let destination = &application.destination;
    let namespace = destination.namespace.as_ref()?;
    let mut key =
        format!("{}\n{}\n{}\n", application.of.place.cluster(), namespace.value, application.of.place.folder());
    key += &text(&destination.server).replace("https://kubernetes.default.svc", "in-cluster");
    key += &text(&destination.name);
    for source in &application.sources {
        let Source { repository, directory, .. } = source;
        if source.is_adapted {
            return None;
        }
        let files: Vec<&str> = source.value_files.iter().map(|file| &*file.value).collect();
        let (path, repository) = (text(&source.path), address(&repository.as_ref()?.value));
        key += &format!(
            "\n{repository}\n{}\n{}\n{}",
            path.trim_matches(['/', '.']),
            text(&source.chart),
            text(&source.revision)
        );
        key += &format!("\n{}\n{directory:?}", files.join(" "));
    }
    is_plain(&key).then_some(key)
}
