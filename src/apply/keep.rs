//! Fields that others write, such as the image tag that CI sets, carried from the standing file into the new one.
//!
//! The source text of a scalar moves as it is, quotes included. Where that would change anything else, or one of the
//! texts is not what it should be, the rendered text stands: a kept field never makes a file invalid.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value as Json;

use crate::diagnostic::Sink;
use crate::source::Sources;
use crate::yaml::node::{Node, Value};
use crate::yaml::read::read_one;

/// The rendered YAML with the values that `existing` has at `fields`.
///
/// A field is a dotted path of keys and, into lists, of indices from 0: `image.tag`, `images.0.newTag`.
pub fn keep<'a>(existing: &[u8], rendered: &'a [u8], fields: &[String]) -> Cow<'a, [u8]> {
    let (Ok(old), Ok(new)) = (str::from_utf8(existing), str::from_utf8(rendered)) else {
        return Cow::Borrowed(rendered);
    };
    if fields.is_empty() || old == new {
        return Cow::Borrowed(rendered);
    }
    let mut kept = Cow::Borrowed(new);
    let taken = parsed(old, |root| fields.iter().map(|field| scalar(old, root, field)).collect::<Vec<_>>());
    for (field, scalar) in fields.iter().zip(taken.unwrap_or_default()) {
        let spliced = scalar.and_then(|(range, value)| splice(&kept, field, &old[range], &value));
        kept = spliced.map_or(kept, Cow::Owned);
    }
    match kept {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// `text` with the scalar at `field` spelled `spelling`; none if any other value would change with it.
fn splice(text: &str, field: &str, spelling: &str, value: &Json) -> Option<String> {
    let (range, mut wanted) = parsed(text, |root| {
        let (range, _) = scalar(text, root, field)?;
        Some((range, root.to_json()))
    })??;
    // The reader places an empty value at its colon, the new one belongs behind it.
    let (at, space) = match text[range.start..].starts_with(':') && range.is_empty() {
        true => (range.start + 1, " "),
        false => (range.start, ""),
    };
    let spliced = [&text[..at], space, spelling, &text[range.end.max(at)..]].concat();
    *field.split('.').try_fold(&mut wanted, json_step)? = value.clone();
    let right = parsed(&spliced, |root| root.to_json() == wanted)?;
    right.then_some(spliced)
}

/// The place and the value of the scalar at a dotted path.
fn scalar(text: &str, root: &Node<'_>, field: &str) -> Option<(Range<usize>, Json)> {
    let node = field.split('.').try_fold(root, step)?;
    let range = node.span.range();
    match node.value {
        Value::Sequence(_) | Value::Mapping(_) => None,
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {
            text.get(range.clone()).filter(|spelling| !spelling.contains('\n'))?;
            Some((range, node.to_json()))
        }
    }
}

fn step<'n, 't>(node: &'n Node<'t>, name: &str) -> Option<&'n Node<'t>> {
    node.get(name).or_else(|| node.items().get(name.parse::<usize>().ok()?))
}

fn json_step<'j>(json: &'j mut Json, name: &str) -> Option<&'j mut Json> {
    match json {
        Json::Object(fields) => fields.get_mut(name),
        Json::Array(items) => items.get_mut(name.parse::<usize>().ok()?),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
    }
}

/// What `look` sees in a text that is one faultless document.
fn parsed<T>(text: &str, look: impl FnOnce(&Node<'_>) -> T) -> Option<T> {
    let file = Sources::default().add("", "");
    let mut sink = Sink::default();
    let root = read_one(file, text, &mut sink)?;
    sink.is_empty().then(|| look(&root))
}

#[cfg(test)]
mod tests {
    use super::keep;

    fn kept(existing: &str, rendered: &str, fields: &[&str]) -> String {
        let fields: Vec<_> = fields.iter().map(|field| (*field).to_owned()).collect();
        let bytes = keep(existing.as_bytes(), rendered.as_bytes(), &fields).into_owned();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_scalar_keeps_its_spelling() {
        let rendered = "image:\n  name: a # which\n  tag: latest # by CI\nreplicas: 2\n";
        for tag in ["\"0123456\"", "'12e4'", "1.2.3", "1.10", "true", "\"a: b # c\""] {
            let existing = format!("replicas: 9\nimage: {{name: b, tag: {tag}}}\n");
            let wanted = rendered.replace("latest", tag);
            assert_eq!(kept(&existing, rendered, &["image.tag"]), wanted);
        }
    }

    #[test]
    fn several_fields_and_list_items_are_kept() {
        let existing = "images:\n- name: a\n  newTag: \"7\"\nx: 1\n";
        let rendered = "x: 22222\nimages:\n  - name: a\n    newTag: \"\"\n";
        let wanted = "x: 1\nimages:\n  - name: a\n    newTag: \"7\"\n";
        assert_eq!(kept(existing, rendered, &["images.0.newTag", "x", "nope.y", "images"]), wanted);
    }

    #[test]
    fn an_empty_value_is_filled_and_kept() {
        assert_eq!(kept("tag: \"1\"\n", "tag:\nb: 1\n", &["tag"]), "tag: \"1\"\nb: 1\n");
        assert_eq!(kept("tag: \"1\"\n", "a: 1\ntag: # why\n", &["tag"]), "a: 1\ntag: \"1\" # why\n");
        assert_eq!(kept("tag: \"1\"\n", "tag:", &["tag"]), "tag: \"1\"");
        assert_eq!(kept("tag:\n", "tag: \"1\"\n", &["tag"]), "tag: \n");
    }

    #[test]
    fn the_rendered_text_stands_where_anything_is_odd() {
        let rendered = "tag: new\nother: 1\n";
        let odd = [
            "tag: [a]\n",
            "tag: {a: b}\n",
            "tag: |\n  text\n  more\n",
            "tag: 'two\n  lines'\n",
            "other: 2\n",
            "tag: 1\ntag: 2\n",
            "tag: 1\n---\ntag: 2\n",
            "tag: \"1\n",
            "- tag\n",
            "",
            "tag: !x 1\n",
        ];
        for existing in odd {
            assert_eq!(kept(existing, rendered, &["tag"]), rendered, "{existing:?}");
        }
        for rendered in ["tag: [a]\n", "a: &x 1\ntag: *x\n", "tag: |\n  text\n  more\nb: 1\n", "x: 1\n", "{{ a }}\n"] {
            assert_eq!(kept("tag: old\n", rendered, &["tag"]), rendered, "{rendered:?}");
        }
    }

    #[test]
    fn a_value_that_needs_quotes_in_its_new_place_changes_nothing_else() {
        assert_eq!(kept("tag: a, b\n", "{tag: x}\n", &["tag"]), "{tag: x}\n");
    }

    #[test]
    fn bytes_that_are_no_text_stand() {
        assert_eq!(*keep(b"\xff", b"a: 1\n", &["a".into()]), *b"a: 1\n");
        assert_eq!(*keep(b"a: 2\n", b"\xff", &["a".into()]), *b"\xff");
    }
}
