//! No component provides an API, while most APIs of the catalog have one that does.
//!
//! ## Why
//! Nobody can tell whom to ask or what to restart: the API was forgotten, or its provider was removed.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders }
//! spec: { type: service, lifecycle: production, owner: team-a, providesApis: [orders-api] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: API
//! metadata: { name: orders-api }
//! spec: { type: graphql, lifecycle: production, owner: team-a, definition: "type Query { a: Int }" }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: API
//! metadata: { name: order-events }
//! spec: { type: graphql, lifecycle: production, owner: team-a, definition: "type Query { a: Int }" }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders }
//! spec: { type: service, lifecycle: production, owner: team-a, providesApis: [orders-api, order-events] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: API
//! metadata: { name: orders-api }
//! spec: { type: graphql, lifecycle: production, owner: team-a, definition: "type Query { a: Int }" }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: API
//! metadata: { name: order-events }
//! spec: { type: graphql, lifecycle: production, owner: team-a, definition: "type Query { a: Int }" }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::facts::catalog::reference_of;
use crate::object::index::Index;
use rustc_hash::FxHashSet;

pub(crate) static RULE: Rule = Rule::info("unprovided-api", Verdict::Groma, "0.1.0", include_str!("unprovided_api.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let provided = index.facts.relations.iter().filter(|relation| relation.field == "providesApis");
    let provided: FxHashSet<&str> = provided.filter_map(|relation| relation.target.as_deref()).collect();
    let apis: Vec<_> = index.facts.entities.iter().filter(|entity| *entity.kind == *"API").collect();
    let (with, without): (Vec<_>, Vec<_>) = apis.into_iter().partition(|api| provided.contains(&*reference_of(api)));
    for api in without.iter().filter(|_| with.len() >= without.len()) {
        let finding = RULE.at(api.span, format!("no component provides the API `{}`", visible(&api.name)));
        sink.push(finding.help("add it to `providesApis` of its component, or remove it"));
    }
}
