//! A route refers to a Gateway that does not exist, or to a listener that the Gateway does not have.
//!
//! Trees without a Gateway are skipped: it is created elsewhere.
//!
//! ## Why
//! No gateway serves the route, and the host fails or does not answer; only the status says why.
//!
//! ## Bad
//! ```yaml
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: Gateway
//! metadata: { name: external, namespace: gateway }
//! spec: { gatewayClassName: cilium, listeners: [{ name: https, port: 443, protocol: HTTPS }] }
//! ---
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: orders, namespace: gateway }
//! spec: { parentRefs: [{ name: external, sectionName: http }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: Gateway
//! metadata: { name: external, namespace: gateway }
//! spec: { gatewayClassName: cilium, listeners: [{ name: https, port: 443, protocol: HTTPS }] }
//! ---
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: orders, namespace: gateway }
//! spec: { parentRefs: [{ name: external, sectionName: https }] }
//! ```

use rustc_hash::FxHashSet;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::Identity;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::error("unknown-gateway", Verdict::Groma, "0.1.0", include_str!("unknown_gateway.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let gateways = &index.facts.gateways;
    let held = held(index);
    for parent in &index.facts.parents {
        let (wanted, from) = (&parent.gateway, &parent.gateway.from);
        if !gateways.iter().any(|gateway| gateway.of.shares_cluster(from)) {
            continue;
        }
        let is_meant = |of: &Identity| of.name == wanted.name.value && wanted.may_mean(of);
        let named = gateways.iter().find(|gateway| is_meant(&gateway.of));
        let namespace = wanted.namespace.as_ref().or(from.namespace.as_ref());
        let is_held = namespace.is_none_or(|namespace| held.contains(&(from.place.cluster(), &**namespace)));
        if named.is_none() && !is_held {
            continue;
        }
        let Some(gateway) = named else {
            let mut finding = RULE.at(wanted.name.span, format!("unknown gateway `{}`", visible(&wanted.name.value)));
            // Others are in the tree, but this one may be made elsewhere.
            finding.level = Level::Warning;
            sink.push(finding.help("write the name and namespace of an existing Gateway"));
            continue;
        };
        let of = |text: &str| format!("gateway `{}` has no {text}", visible(&wanted.name.value));
        let names = gateway.listeners.iter().map(|listener| &*listener.name);
        if let Some(section) = parent.section.as_ref().filter(|own| !names.clone().any(|name| *name == *own.value)) {
            let message = of(&format!("listener `{}`", visible(&section.value)));
            sink.push(RULE.at(section.span, message).help(suggest(&section.value, names)));
        }
        let has = |port: &str| gateway.listeners.iter().any(|listener| *listener.port == *port);
        if let Some(port) = parent.port.as_ref().filter(|port| !has(&port.value)) {
            let finding = RULE.at(port.span, of(&format!("listener on port {}", visible(&port.value))));
            sink.push(finding.help("write the port of one of its listeners, or remove it"));
        }
        let elsewhere = namespace
            .zip(gateway.of.namespace.as_ref())
            .is_some_and(|(_, gateway)| from.namespace.as_ref().is_some_and(|own| own != gateway));
        let wanted_section = parent.section.as_ref().map(|section| &*section.value);
        let mut open = gateway.listeners.iter().filter(|own| wanted_section.is_none_or(|name| *own.name == *name));
        if elsewhere && !open.any(|listener| listener.is_shared) {
            let finding = RULE.at(wanted.name.span, of("listener for routes of other namespaces"));
            sink.push(finding.help("set `allowedRoutes.namespaces.from` of the listener to `All` or `Selector`"));
        }
    }
}

/// The namespaces of which the tree has something, by their cluster; what lies in others is somebody else's.
fn held(index: &Index) -> FxHashSet<(&str, &str)> {
    let objects = index.facts.objects.iter().filter(|_| !index.facts.parents.is_empty());
    let namespaces = objects.filter_map(|object| {
        let own = if object.is("", "Namespace") { Some(&object.name) } else { object.namespace.as_ref() };
        Some((object.place.cluster(), &**own?))
    });
    namespaces.collect()
}
