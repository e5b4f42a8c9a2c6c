//! A folder that an Application deploys contains `.argocd-source.yaml`, or the variant for this Application.
//!
//! ## Why
//! The file overrides the Application (image, values, parameters) without any trace in it: what you read there is not
//! what is deployed.
//!
//! ## Bad
//! ```yaml
//! # file: argocd/orders.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! # file: apps/orders/.argocd-source-orders.yaml
//! helm: { parameters: [{ name: image.tag, value: old }] }
//! # file: apps/orders/values.yaml
//! replicas: 2
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
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! # file: apps/orders/values.yaml
//! replicas: 2
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("source-override-file", Verdict::Groma, "0.1.0", include_str!("source_override_file.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for application in index.facts.applications.iter().filter(|application| !application.is_template) {
        for source in &application.sources {
            let (Some(folder), Some(path)) = (index.folder(source), &source.path) else { continue };
            for name in [".argocd-source.yaml".to_owned(), format!(".argocd-source-{}.yaml", application.of.name)] {
                if folder.holds(&name) {
                    let finding =
                        RULE.at(path.span, format!("`{}` in this folder overrides the Application", visible(&name)));
                    sink.push(finding.help("move its settings into the Application, and remove the file"));
                }
            }
        }
    }
}
