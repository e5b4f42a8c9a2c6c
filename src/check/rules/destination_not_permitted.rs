//! An Application deploys into a cluster or a namespace that its project does not permit.
//!
//! An Application that names its cluster, in a project that lists servers, is checked only where both are known.
//!
//! ## Why
//! Argo CD refuses to compare or sync the Application, and reports it only in its status.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: "team-a-*" }]
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: team-b-orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: "team-a-*" }]
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: team-a-orders }
//! ```

use rustc_hash::FxHashMap;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::argo::is_plain;
use crate::object::argo::permission::Cluster;
use crate::object::facts::Text;
use crate::object::facts::argo::{Destination, Project};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::error("destination-not-permitted", Verdict::Argocd, "0.1.0", include_str!("destination_not_permitted.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut plain: FxHashMap<*const Project, bool> = FxHashMap::default();
    let mut is_plain_project =
        |project: &Project| *plain.entry(project).or_insert_with(|| project.destinations.iter().all(is_written_out));
    for application in &index.facts.applications {
        let Some(project) = index.project_of(application) else { continue };
        let destination = &application.destination;
        let Some(cluster) = Cluster::of(destination) else { continue };
        if !is_written_out(destination) || !is_plain_project(project) {
            continue;
        }
        let namespace = destination.namespace.as_ref().map_or("", |namespace| &namespace.value);
        if project.permits_destination(&cluster, namespace) == Some(false) {
            let place = destination.namespace.as_ref().or(destination.server.as_ref()).or(destination.name.as_ref());
            let name = visible(&project.of.name);
            let message = match namespace {
                "" => format!("project `{name}` permits only named namespaces, and the destination has none"),
                namespace => {
                    format!("project `{name}` does not permit namespace `{}` of this cluster", visible(namespace))
                }
            };
            let finding = RULE.at(place.map_or(application.of.span, |text| text.span), message);
            let finding = finding.related(project.of.span, "the project");
            sink.push(
                finding.help(format!("add the destination to `destinations` of `{name}`, or deploy to one of them")),
            );
        }
    }
}

fn is_written_out(destination: &Destination) -> bool {
    let texts: [&Option<Text>; 3] = [&destination.server, &destination.name, &destination.namespace];
    texts.into_iter().flatten().all(|text| is_plain(&text.value))
}
