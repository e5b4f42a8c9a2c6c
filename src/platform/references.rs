//! Names in parameters of the platform's blueprints: where a schema says `x-names`, something bears each name.

use serde_json::Value as Json;

use super::Platform;
use crate::blueprint::Blueprints;
use crate::diagnostic::rule::Rule;
use crate::diagnostic::rules::{unknown_app, unknown_environment, unknown_namespace};
use crate::diagnostic::{Sink, suggest, visible};
use crate::json_schema::dereference;
use crate::source::Span;
use crate::yaml::node::Node;

/// Reports every name that nothing has.
pub(crate) fn check(platform: &Platform, root: &Node<'static>, blueprints: &Blueprints, sink: &mut Sink) {
    let given = root.get("platform").and_then(|platform| platform.get("parameters"));
    for (index, _) in &platform.blueprints {
        let blueprint = &blueprints.list[*index];
        let Some(node) = given.and_then(|given| given.get(&blueprint.name)) else { continue };
        let schema = blueprint.parameters.schema();
        References { platform, root: schema, sink }.walk(schema, node);
    }
}

struct References<'r> {
    platform: &'r Platform,
    root: &'r Json,
    sink: &'r mut Sink,
}

impl References<'_> {
    fn walk(&mut self, schema: &Json, node: &Node<'static>) {
        let schema = dereference(self.root, schema);
        if let Some(name) = node.as_str() {
            self.name(schema, name, node.span);
        }
        for entry in node.entries() {
            if let Some(names) = schema.get("propertyNames") {
                self.name(names, &entry.key.text, entry.key.span);
            }
            let own = schema.get("properties").and_then(|properties| properties.get(&*entry.key.text));
            if let Some(inner) = own.or_else(|| schema.get("additionalProperties")) {
                self.walk(inner, &entry.value);
            }
        }
        if let Some(items) = schema.get("items") {
            node.items().iter().for_each(|item| self.walk(items, item));
        }
    }

    fn name(&mut self, schema: &Json, name: &str, span: Span) {
        let Some(what) = schema.get("x-names").and_then(Json::as_str) else { return };
        let platform = self.platform;
        match what {
            "component" => {
                let known = platform.apps.iter().map(|app| &*app.component);
                self.unknown(&unknown_app::RULE, what, name, span, known);
            }
            "environment" => {
                let known = platform.environments.iter().map(|environment| &*environment.name);
                self.unknown(&unknown_environment::RULE, what, name, span, known);
            }
            "namespace" => {
                let own = platform.apps.iter().flat_map(|app| &app.environments).map(|instance| &*instance.namespace);
                let shared = platform.teams.iter().filter_map(|team| team.infrastructure.as_ref());
                let known = own.chain(shared.map(|infrastructure| &*infrastructure.namespace));
                self.unknown(&unknown_namespace::RULE, what, name, span, known);
            }
            _ => {}
        }
    }

    fn unknown<'k>(
        &mut self,
        rule: &'static Rule,
        what: &str,
        name: &str,
        span: Span,
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        if !known.clone().any(|known| known == name) {
            let message = format!("unknown {what} `{}`", visible(name));
            self.sink.push(rule.at(span, message).help(suggest(name, known)));
        }
    }
}
