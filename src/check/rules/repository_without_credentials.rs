//! An Application reads a repository for which Argo CD has no credentials.
//!
//! It has credentials for other repositories of the same group on the same host, or has them for another project only.
//!
//! ## Why
//! Argo CD cannot read the repository, unless it is public: nothing is deployed, and only the status says so.
//!
//! ## Bad
//! ```yaml
//! apiVersion: external-secrets.io/v1
//! kind: ExternalSecret
//! metadata: { name: repo-orders, namespace: argocd }
//! spec:
//!   secretStoreRef: { kind: ClusterSecretStore, name: vault }
//!   target:
//!     template:
//!       metadata: { labels: { argocd.argoproj.io/secret-type: repository } }
//!       data: { type: git, url: "https://git.example.com/team-a/orders.git", password: "{{ .password }}" }
//!   data: [{ secretKey: password, remoteRef: { key: git } }]
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: payments, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/payments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: external-secrets.io/v1
//! kind: ExternalSecret
//! metadata: { name: repo-payments, namespace: argocd }
//! spec:
//!   secretStoreRef: { kind: ClusterSecretStore, name: vault }
//!   target:
//!     template:
//!       metadata: { labels: { argocd.argoproj.io/secret-type: repository } }
//!       data: { type: git, url: "https://git.example.com/team-a/payments.git", password: "{{ .password }}" }
//!   data: [{ secretKey: password, remoteRef: { key: git } }]
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: payments, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/payments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::argo::is_plain;
use crate::object::argo::repository::address;
use crate::object::facts::instance::Credential;
use crate::object::index::Index;
use rustc_hash::FxHashMap;

pub(crate) static RULE: Rule = Rule::warning(
    "repository-without-credentials",
    Verdict::Argocd,
    "0.1.0",
    include_str!("repository_without_credentials.rs"),
);
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut groups: FxHashMap<(&str, String), Vec<(String, &Credential)>> = FxHashMap::default();
    for credential in &index.facts.credentials {
        let address = address(&credential.url.value);
        let argocd = credential.of.place.argocd();
        let known = groups.entry((argocd, group(&address).to_owned())).or_default();
        known.push((address, credential));
    }
    let mut exact: FxHashMap<(&str, &str), Vec<&Credential>> = FxHashMap::default();
    for ((argocd, _), known) in &groups {
        for (address, credential) in known.iter().filter(|(_, credential)| !credential.is_prefix) {
            exact.entry((argocd, address)).or_default().push(credential);
        }
    }
    for application in &index.facts.applications {
        let argocd = application.of.place.argocd();
        let project = application.project.as_ref().map(|project| &project.value);
        for repository in application.sources.iter().filter_map(|source| source.repository.as_ref()) {
            let address = address(&repository.value);
            let host = format!("{}/", address.split('/').next().unwrap_or_default());
            let of_group = |group: &str| groups.get(&(argocd, group.to_owned())).map(Vec::as_slice).unwrap_or_default();
            let (near, of_host) = (of_group(group(&address)), of_group(&host));
            let mut prefixes = near.iter().chain(of_host).filter(|(_, credential)| credential.is_prefix);
            if near.is_empty()
                || !is_plain(&repository.value)
                || prefixes.any(|(prefix, _)| address.starts_with(prefix.as_str()))
            {
                continue;
            }
            let own = exact.get(&(argocd, address.as_str())).map(Vec::as_slice).unwrap_or_default();
            let fits =
                |credential: &&Credential| credential.project.is_none() || credential.project.as_ref() == project;
            if own.iter().any(fits) {
                continue;
            }
            let url = visible(&repository.value);
            let finding = match own.first() {
                Some(other) => RULE
                    .at(repository.span, format!("the credentials for `{url}` are for another project"))
                    .related(other.of.span, "these are for one project"),
                None => RULE.at(repository.span, format!("no credentials for `{url}`")),
            };
            sink.push(finding.help("add a Secret with the label `argocd.argoproj.io/secret-type: repository` for it"));
        }
    }
}

/// Host and first part of the path.
fn group(address: &str) -> &str {
    let host = address.find('/').map_or(address.len(), |at| at + 1);
    let end = address[host..].find('/').map_or(host, |at| host + at);
    &address[..end]
}
