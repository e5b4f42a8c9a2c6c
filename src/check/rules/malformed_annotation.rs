//! An annotation of an entity does not have the format that its plugin expects.
//!
//! A reference lacks its kind, a slug is a URL, the URL of a folder lacks its trailing slash, or an id is not a valid
//! label.
//!
//! ## Why
//! The catalog accepts any string. The tab that reads it stays empty, or links lead to the parent folder.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { gitlab.com/project-slug: "https://gitlab.example.com/team-a/orders" } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { gitlab.com/project-slug: team-a/orders } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::argo::is_plain;
use crate::values::is_digits;

pub(crate) static RULE: Rule =
    Rule::warning("malformed-annotation", Verdict::Backstage, "0.1.0", include_str!("malformed_annotation.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Entity(check) };

/// What is wrong with a text, if anything, and what to write.
type Form = fn(&str) -> bool;

const FORMS: [(&str, Form, &str); 13] = [
    ("argocd/app-name", is_name, "write the name of one Application"),
    ("argocd/app-selector", is_selector, "write labels: `key=value`"),
    ("backstage.io/edit-url", is_address, "write a URL that starts with `https://`"),
    ("backstage.io/kubernetes-id", is_label, "write letters, digits, `-`, `_` and `.`, at most 63"),
    ("backstage.io/kubernetes-label-selector", is_selector, "write labels: `key=value`"),
    ("backstage.io/kubernetes-namespace", is_name, "write the name of one namespace"),
    ("backstage.io/source-location", is_location, "write `url:https://..`, with a slash at the end of a folder"),
    ("backstage.io/techdocs-ref", is_reference, "write `dir:.`, or `url:https://..`"),
    ("backstage.io/view-url", is_address, "write a URL that starts with `https://`"),
    ("github.com/project-slug", is_github, "write `organisation/repository`"),
    ("gitlab.com/instance", is_host, "write only the host, such as `gitlab.example.com`"),
    ("gitlab.com/project-id", is_digits, "write the ID of the project"),
    ("gitlab.com/project-slug", is_gitlab, "write `group/project`, without host and `.git`"),
];

fn check(object: &Object<'_>, sink: &mut Sink) {
    for entry in object.annotations() {
        let Some((key, form, help)) = FORMS.iter().find(|(key, ..)| *key == entry.key.text) else { continue };
        let Some(text) = entry.value.as_str().filter(|text| is_plain(text) && !form(text)) else { continue };
        let message = format!("`{}` is not a valid value for `{key}`", visible(text));
        sink.push(RULE.at(entry.value.span, message).help(*help));
    }
}

fn is_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}

fn is_reference(text: &str) -> bool {
    text.strip_prefix("dir:").is_some_and(|path| !path.is_empty()) || text.strip_prefix("url:").is_some_and(is_address)
}

/// A folder ends with a slash; what has an extension, or lies below `blob`, is a file.
fn is_location(text: &str) -> bool {
    let Some(url) = text.strip_prefix("url:") else { return text.starts_with("file:") || text.starts_with("dir:") };
    let last = url.rsplit('/').next().unwrap_or_default();
    let is_file = url.contains("/blob/") || last.ends_with(".yaml") || last.ends_with(".yml");
    is_address(url) && (url.ends_with('/') || url.contains('?') || is_file)
}

fn is_slug(text: &str) -> Option<usize> {
    let parts = text.split('/');
    let fits = !text.contains([':', ' ']) && parts.clone().all(|part| !part.is_empty());
    fits.then(|| parts.count())
}

fn is_github(text: &str) -> bool {
    is_slug(text) == Some(2)
}

fn is_gitlab(text: &str) -> bool {
    is_slug(text).is_some_and(|parts| parts >= 2) && !text.ends_with(".git")
}

fn is_host(text: &str) -> bool {
    !text.is_empty() && !text.contains(['/', ' '])
}

fn is_name(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    !text.is_empty() && text.chars().all(inside)
}

fn is_label(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let ends = [text.chars().next(), text.chars().last()];
    text.len() <= 63
        && text.chars().all(inside)
        && ends.iter().flatten().all(char::is_ascii_alphanumeric)
        && !text.is_empty()
}

fn is_selector(text: &str) -> bool {
    !text.trim().is_empty()
        && !text.contains(':')
        && (text.contains('=') || text.contains(" in ") || text.contains('!'))
}
