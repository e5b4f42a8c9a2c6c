//! Checks objects against the schemas of their kinds.

use super::rules::{deprecated_api, invalid_metadata, invalid_object, removed_api, unknown_kind, violated_rule};
use crate::diagnostic::rule::Level;
use crate::diagnostic::rules::unjudged_rule;
use crate::diagnostic::{Diagnostic, Sink, is_slip, visible};
use crate::object::Object;
use crate::schema::version::Version;
use crate::schema::{Category, Fault, Lookup, Removal, Schema, Schemas};
use crate::source::Span;
use crate::yaml::node::Node;

/// Checks an object against the schema of its kind.
pub(crate) fn judge(object: &Object<'_>, lookup: &Lookup, kubernetes: Version, sink: &mut Sink) {
    let version = object.at("apiVersion").map_or(object.span(), |node| node.span);
    let kind = object.at("kind").map_or(object.span(), |node| node.span);
    let name = || format!("`{}` of `{}`", visible(&object.identity.kind), api_version(object.node));
    match lookup {
        Lookup::Known(schema) => known(object, schema, version, sink),
        Lookup::Removed(removal) => {
            let message = match removal.since {
                Some(_) => format!("Kubernetes {kubernetes} no longer serves {}", name()),
                None => format!("{} is no longer served", name()),
            };
            sink.push(instead(removed_api::RULE.at(version, message), removal, object));
        }
        Lookup::Future { since } => {
            let message = format!("Kubernetes {kubernetes} does not serve {} yet", name());
            sink.push(removed_api::RULE.at(version, message).help(format!("it is served from version {since}")));
        }
        Lookup::Broken(reason) => {
            let message = format!("{} is not checked: its schema cannot be read: {reason}", name());
            let mut finding = unknown_kind::RULE.at(kind, message);
            finding.level = Level::Warning;
            sink.push(finding.help("correct the schema in the folder given with `--schemas`"));
        }
        Lookup::Unknown { nearest } => {
            let message = format!("no schema for {}; skipped", name());
            // What is known by another version of the API has the wrong one.
            let is_known = nearest.as_ref().is_some_and(|(_, known)| *known == *object.identity.kind);
            let kind = if is_known { version } else { kind };
            let help = match nearest {
                Some((version, kind)) => format!("did you mean `{kind}` of `{version}`?"),
                None => "pass a folder with its definition: `--schemas DIR`".to_owned(),
            };
            let mut finding = unknown_kind::RULE.at(kind, message).help(help);
            if nearest.as_ref().is_some_and(|meant| is_misspelt(object, meant)) {
                finding.message = format!("unknown kind {}", name());
                finding.level = Level::Error;
            }
            sink.push(finding);
        }
    }
}

/// Whether a kind is a slip away from one of the same API of Kubernetes itself, all of whose kinds are known.
fn is_misspelt(object: &Object<'_>, (version, kind): &(String, String)) -> bool {
    const GROUPS: [&str; 5] = ["", "apps", "autoscaling", "batch", "policy"];
    let group = &*object.identity.group;
    let is_own = GROUPS.contains(&group) || (group.ends_with(".k8s.io") && version.contains(".k8s.io/"));
    let is_same = *version == object.text("apiVersion").unwrap_or_default();
    is_own && !group.ends_with("gateway.networking.k8s.io") && is_same && is_slip(&object.identity.kind, kind)
}

fn known(object: &Object<'_>, schema: &Schema, version: Span, sink: &mut Sink) {
    if let Some(removal) = schema.deprecated() {
        let message = match removal.since {
            Some(since) => format!("`{}` is removed in Kubernetes {since}", api_version(object.node)),
            None => format!("`{}` is deprecated", api_version(object.node)),
        };
        sink.push(instead(deprecated_api::RULE.at(version, message), removal, object));
    }
    let mut faults = Vec::new();
    schema.check(object.node, &mut faults);
    sink.extend(faults.into_iter().map(finding));
}

fn finding(fault: Fault) -> Diagnostic {
    let rule = match fault.sort {
        Category::Structure => &invalid_object::RULE,
        Category::Metadata => &invalid_metadata::RULE,
        Category::Rule => &violated_rule::RULE,
        Category::Unjudged => &unjudged_rule::RULE,
    };
    let mut finding = rule.at(fault.span, fault.message).help(fault.help);
    finding.fix = fault.fix;
    match fault.related {
        Some((span, message)) => finding.related(span, message),
        None => finding,
    }
}

fn instead(finding: Diagnostic, removal: &Removal, object: &Object<'_>) -> Diagnostic {
    let has_claims = object.at("spec.claimNames").is_some();
    finding.help(match &removal.instead {
        Some(instead) if has_claims && object.is("apiextensions.crossplane.io", "CompositeResourceDefinition") => {
            format!("write `{instead}` with `scope: LegacyCluster`, as other scopes do not support claims")
        }
        Some(instead) => format!("write `{instead}`"),
        None => match successors(object).as_slice() {
            [] => "there is no replacement; remove the object".to_owned(),
            kinds => format!("write {} of `policies.kyverno.io/v1`", kinds.join(" and ")),
        },
    })
}

/// The kinds that take the place of one of Kyverno's, by what the object does.
fn successors(object: &Object<'_>) -> Vec<String> {
    const BY_RULE: [(&str, &str); 4] = [
        ("validate", "ValidatingPolicy"),
        ("mutate", "MutatingPolicy"),
        ("generate", "GeneratingPolicy"),
        ("verifyImages", "ImageValidatingPolicy"),
    ];
    if *object.identity.group != *"kyverno.io" {
        return Vec::new();
    }
    let rules = object.at("spec.rules").map(Node::items).unwrap_or_default();
    let used = BY_RULE.iter().filter(|(field, _)| rules.iter().any(|rule| rule.get(field).is_some()));
    let mut used: Vec<&str> = used.map(|(_, kind)| *kind).collect();
    if used.is_empty() {
        used.push(BY_RULE[0].1);
    }
    match &*object.identity.kind {
        "ClusterPolicy" => used.iter().map(|kind| format!("`{kind}`")).collect(),
        "Policy" => used.iter().map(|kind| format!("`Namespaced{kind}`")).collect(),
        "CleanupPolicy" => vec!["`NamespacedDeletingPolicy`".to_owned()],
        "ClusterCleanupPolicy" => vec!["`DeletingPolicy`".to_owned()],
        "PolicyException" => vec!["`PolicyException`".to_owned()],
        _ => Vec::new(),
    }
}

/// An object that does not say what it is.
pub(crate) fn nameless(object: &Object<'_>, sink: &mut Sink) {
    for key in ["apiVersion", "kind"] {
        if object.text(key).is_none_or(str::is_empty) {
            let (span, message) = match object.at(key) {
                Some(node) => (node.span, format!("`{key}` must be a string, found {}", node.kind())),
                None => (object.span(), format!("`{key}` is missing")),
            };
            sink.push(
                invalid_object::RULE.at(span, message).help(format!("write `{key}`, such as `{}`", example(key))),
            );
        }
    }
}

fn example(key: &str) -> &'static str {
    if key == "kind" { "kind: Deployment" } else { "apiVersion: apps/v1" }
}

fn api_version(node: &Node<'_>) -> String {
    visible(node.text("apiVersion").unwrap_or_default())
}

/// Finds the schema of an object that says what it is.
pub(crate) fn find(schemas: &Schemas, node: &Node<'_>, kubernetes: Version) -> Option<Lookup> {
    let (version, kind) = (node.text("apiVersion")?, node.text("kind")?);
    (!version.is_empty() && !kind.is_empty()).then(|| schemas.find(version, kind, kubernetes))
}
