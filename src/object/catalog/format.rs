//! The strings of an entity's envelope: names, label keys, tags, URLs.

use crate::diagnostic::visible;
use crate::object::catalog::{Fault, placeholder};
use crate::source::Span;
use crate::yaml::node::Node;

/// How a name of the catalog may look, in the words of the help.
const NAME: &str = "write letters and digits, separated by any of `-`, `_` and `.`, at most 63 characters";
const LABEL: &str = "write lower-case letters and digits, separated by `-`, at most 63 characters";
const KEY: &str = "write a name, or a lower-case domain, a slash and a name: `example.com/name`";
const TAG: &str =
    "write lower-case letters, digits and `+`, `#`, `:`, separated by single hyphens, at most 63 characters";

/// Every text that the catalog refuses; those of a wrong type were told.
pub(crate) fn judge(node: &Node<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut refuse = |span: Span, what: &str, text: &str, help: &str| {
        let message = format!("{what} `{}` is not valid", visible(text));
        faults.push(Fault { span, message, help: help.to_owned(), quotes: false });
    };
    let mut text = |node: Option<&Node<'_>>, what: &str, is_valid: fn(&str) -> bool, help: &str| {
        let written = node.and_then(|node| Some((node.span, node.as_str()?)));
        if let Some((span, text)) = written.filter(|(_, text)| !text.is_empty() && !is_valid(text)) {
            refuse(span, what, text, help);
        }
    };
    text(node.get("apiVersion"), "API version", is_api_version, "write `backstage.io/v1alpha1`");
    text(node.get("kind"), "kind", is_kind, "write a letter, then letters and digits, at most 63 characters");
    let Some(metadata) = node.get("metadata") else { return faults };
    text(metadata.get("name"), "name", is_name, NAME);
    text(metadata.get("namespace"), "namespace", is_label, LABEL);
    for tag in metadata.get("tags").map(Node::items).unwrap_or_default() {
        text(Some(tag), "tag", is_tag, TAG);
    }
    for link in metadata.get("links").map(Node::items).unwrap_or_default() {
        text(link.get("url"), "address", is_address, "write a full URL such as `https://example.com/page`");
        for field in ["title", "icon"] {
            text(link.get(field), field, |text| !text.trim().is_empty(), "write a string, or remove the field");
        }
    }
    for (field, what) in [("labels", "label"), ("annotations", "annotation")] {
        let Some(pairs) = metadata.get(field).filter(|pairs| !placeholder::is_one(pairs)) else { continue };
        for entry in pairs.entries() {
            if !is_key(&entry.key.text) {
                refuse(entry.key.span, what, &entry.key.text, KEY);
            }
            let value = entry.value.as_str().filter(|value| field == "labels" && !value.is_empty() && !is_name(value));
            if let Some(value) = value {
                refuse(entry.value.span, "label value", value, NAME);
            }
        }
    }
    faults
}

fn is_api_version(text: &str) -> bool {
    let is_version = |text: &str| fits(text, 63) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match text.split('/').collect::<Vec<_>>()[..] {
        [version] => is_version(version),
        [domain, version] => is_domain(domain) && is_version(version),
        _ => false,
    }
}

fn is_kind(text: &str) -> bool {
    fits(text, 63)
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_name(text: &str) -> bool {
    let end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    let inner = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    fits(text, 63) && end(bytes.first()) && end(bytes.last()) && bytes.iter().all(inner)
}

/// A DNS label as the catalog model sees it: lower case, and any number of hyphens between two parts.
fn is_label(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    fits(text, 63) && !text.starts_with('-') && !text.ends_with('-') && text.bytes().all(inner)
}

fn is_domain(text: &str) -> bool {
    fits(text, 253) && text.split('.').all(is_label)
}

fn is_key(text: &str) -> bool {
    match text.split('/').collect::<Vec<_>>()[..] {
        [name] => is_name(name),
        [domain, name] => is_domain(domain) && is_name(name),
        _ => false,
    }
}

/// An address as `new URL(..)` reads it (url.spec.whatwg.org).
fn is_address(text: &str) -> bool {
    url::Url::parse(text).is_ok()
}

fn is_tag(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b':' | b'+' | b'#');
    fits(text, 63) && text.split('-').all(|part| !part.is_empty() && part.bytes().all(inner))
}

fn fits(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len())
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_those_that_browsers_read() {
        let valid = [
            "https://x.y",
            "mailto:a@b.c",
            "https:example.com",
            "HTTPS://EXAMPLE.com:443/a b",
            "file:///etc",
            "a:",
            "https://[::1]:80/",
            "https://1.2",
            "x-y://host",
            "https://u:p@host/",
            " https://x\n",
            "https://ä.example.com",
            "https://xn--bcher-kva.example.com",
        ];
        let invalid = [
            "",
            "x",
            "/a",
            "//x",
            "https://",
            "https://a b",
            "https://a:b",
            "https://a:99999",
            "https://%",
            "https://1.2.3.4.5",
            "https://256.1.1.1",
            "https://[::",
            "1a:b",
            "https://a|b",
            "x://a b",
            "https://?q",
            "https://xn--a",
            "https://a\u{fffd}b",
        ];
        for text in valid {
            assert!(is_address(text), "{text}");
        }
        for text in invalid {
            assert!(!is_address(text), "{text}");
        }
    }
}
