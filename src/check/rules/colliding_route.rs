//! Two objects route the same host and path.
//!
//! ## Why
//! One of them gets every request and the other none; which one can change with the next deployment.
//!
//! ## Bad
//! ```yaml
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: orders, namespace: orders }
//! spec: { hostnames: [shop.example.com], rules: [{ backendRefs: [{ name: orders, port: 80 }] }] }
//! ---
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: payments, namespace: payments }
//! spec: { hostnames: [shop.example.com], rules: [{ backendRefs: [{ name: payments, port: 80 }] }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: orders, namespace: orders }
//! spec: { hostnames: [orders.example.com], rules: [{ backendRefs: [{ name: orders, port: 80 }] }] }
//! ---
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: payments, namespace: payments }
//! spec: { hostnames: [payments.example.com], rules: [{ backendRefs: [{ name: payments, port: 80 }] }] }
//! ```

use rustc_hash::FxHashMap;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::error("colliding-route", Verdict::Groma, "0.1.0", include_str!("colliding_route.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut known = FxHashMap::default();
    for address in &index.facts.addresses {
        let of = &address.of;
        let place = (of.place.cluster(), &*address.entrance, of.place.tree, &*of.kind);
        let path = if address.exact { &*address.path } else { address.path.trim_end_matches('/') };
        let first = known.entry((place, &*address.host.value, path, address.exact)).or_insert(address);
        // The same object twice is another rule's.
        if first.of.span == of.span || (first.of.name == of.name && first.of.is_beside(of)) {
            continue;
        }
        let message = format!(
            "`{}{}` is already routed by `{}`",
            visible(&address.host.value),
            visible(&address.path),
            visible(&first.of.name)
        );
        let finding = RULE.at(address.host.span, message).related(first.host.span, "first defined here");
        sink.push(finding.help("give one of them another host or path"));
    }
}
