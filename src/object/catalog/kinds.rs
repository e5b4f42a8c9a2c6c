//! The fields of each kind, as the schemas of the catalog model and of the scaffolder define them.

use crate::yaml::node::Node;

/// What a value must be.
#[derive(Debug)]
pub(crate) enum Form {
    /// A string that is not empty.
    Text,
    AnyText,
    OneOf(&'static [&'static str]),
    /// A string or a boolean.
    Condition,
    /// A mapping of anything.
    Object,
    /// A mapping with these fields, and perhaps others.
    Fields(&'static [Field]),
    /// A mapping whose values are all of one form.
    Map(&'static Form),
    List {
        of: &'static Form,
        least: usize,
    },
    /// One form of input, or several steps of them.
    Steps,
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) form: Form,
}

impl Form {
    /// Behind "must be" and "add".
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Self::Text | Self::AnyText | Self::OneOf(_) => "a string",
            Self::Condition => "a string or a boolean",
            Self::Object | Self::Fields(_) | Self::Map(_) => "a mapping",
            Self::List { .. } => "a list",
            Self::Steps => "a mapping or a list of mappings",
        }
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::AnyText | Self::OneOf(_))
    }
}

const fn must(name: &'static str, form: Form) -> Field {
    Field { name, required: true, form }
}

const fn may(name: &'static str, form: Form) -> Field {
    Field { name, required: false, form }
}

const TEXTS: Form = Form::List { of: &Form::Text, least: 0 };

/// What every entity has; `spec` is judged by its kind.
pub(crate) const ENVELOPE: &[Field] =
    &[must("apiVersion", Form::Text), must("kind", Form::Text), must("metadata", Form::Fields(METADATA))];

const METADATA: &[Field] = &[
    must("name", Form::Text),
    may("namespace", Form::Text),
    may("uid", Form::Text),
    may("etag", Form::Text),
    may("title", Form::Text),
    may("description", Form::AnyText),
    may("labels", Form::Map(&Form::AnyText)),
    may("annotations", Form::Map(&Form::AnyText)),
    may("tags", TEXTS),
    may("links", Form::List { of: &Form::Fields(LINK), least: 0 }),
];

const LINK: &[Field] =
    &[must("url", Form::Text), may("title", Form::Text), may("icon", Form::Text), may("type", Form::Text)];

const COMPONENT: &[Field] = &[
    must("type", Form::Text),
    must("lifecycle", Form::Text),
    must("owner", Form::Text),
    may("system", Form::Text),
    may("subcomponentOf", Form::Text),
    may("providesApis", TEXTS),
    may("consumesApis", TEXTS),
    may("dependsOn", TEXTS),
];

const API: &[Field] = &[
    must("type", Form::Text),
    must("lifecycle", Form::Text),
    must("owner", Form::Text),
    must("definition", Form::Text),
    may("system", Form::Text),
];

const MCP_SERVER: &[Field] = &[
    must("type", Form::Text),
    must("lifecycle", Form::Text),
    must("owner", Form::Text),
    must("remotes", Form::List { of: &Form::Fields(REMOTE), least: 1 }),
    may("system", Form::Text),
];

const REMOTE: &[Field] = &[must("type", Form::Text), must("url", Form::Text)];

const RESOURCE: &[Field] =
    &[must("type", Form::Text), must("owner", Form::Text), may("system", Form::Text), may("dependsOn", TEXTS)];

const SYSTEM: &[Field] = &[must("owner", Form::Text), may("domain", Form::Text), may("type", Form::Text)];

const DOMAIN: &[Field] = &[must("owner", Form::Text), may("subdomainOf", Form::Text), may("type", Form::Text)];

const PROFILE: &[Field] = &[may("displayName", Form::Text), may("email", Form::Text), may("picture", Form::Text)];

const GROUP: &[Field] = &[
    must("type", Form::Text),
    must("children", TEXTS),
    may("profile", Form::Fields(PROFILE)),
    may("parent", Form::Text),
    may("members", TEXTS),
];

const USER: &[Field] = &[must("memberOf", TEXTS), may("profile", Form::Fields(PROFILE))];

const LOCATION: &[Field] = &[
    may("type", Form::Text),
    may("target", Form::Text),
    may("targets", TEXTS),
    may("presence", Form::OneOf(&["required", "optional"])),
];

const AI_RESOURCE: &[Field] =
    &[must("type", Form::Text), must("lifecycle", Form::Text), must("owner", Form::Text), may("system", Form::Text)];

const TEMPLATE: &[Field] = &[
    must("type", Form::Text),
    must("steps", Form::List { of: &Form::Fields(STEP), least: 0 }),
    may("owner", Form::Text),
    may("lifecycle", Form::Text),
    may("parameters", Form::Steps),
    may("secrets", Form::Fields(&[may("schema", Form::Object)])),
    may("presentation", Form::Fields(&[may("buttonLabels", Form::Map(&Form::AnyText))])),
    may("output", Form::Fields(&[may("links", OUTPUTS), may("text", OUTPUTS)])),
];

const STEP: &[Field] = &[
    must("action", Form::AnyText),
    may("id", Form::AnyText),
    may("name", Form::AnyText),
    may("input", Form::Object),
    may("if", Form::Condition),
];

const OUTPUTS: Form = Form::List { of: &Form::Fields(OUTPUT), least: 0 };

const OUTPUT: &[Field] = &[
    may("if", Form::Condition),
    may("url", Form::Text),
    may("entityRef", Form::Text),
    may("title", Form::Text),
    may("icon", Form::Text),
    may("content", Form::AnyText),
];

/// The fields of `spec` of an entity whose kind is known.
pub(crate) fn spec(node: &Node<'_>) -> Option<&'static [Field]> {
    let (version, kind) = (node.text("apiVersion")?, node.text("kind")?);
    Some(match (version, kind) {
        ("scaffolder.backstage.io/v1beta3", "Template") => TEMPLATE,
        ("backstage.io/v1alpha1", "AiResource") => AI_RESOURCE,
        ("backstage.io/v1alpha1" | "backstage.io/v1beta1", kind) => match kind {
            "Component" => COMPONENT,
            "API" if node.text("spec.type") == Some("mcp-server") => MCP_SERVER,
            "API" => API,
            "Resource" => RESOURCE,
            "System" => SYSTEM,
            "Domain" => DOMAIN,
            "Group" => GROUP,
            "User" => USER,
            "Location" => LOCATION,
            _ => return None,
        },
        _ => return None,
    })
}
