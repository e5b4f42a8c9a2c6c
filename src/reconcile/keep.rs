//! Fields that others write, such as the image tag that CI sets, carried over from the existing file into the new one.
//!
//! The source text of a scalar moves as it is, quotes included. What cannot be carried over is an error: to go on
//! would lose what others wrote.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value as Json;

use crate::diagnostic::Sink;
use crate::source::Sources;
use crate::yaml::node::{Node, Value};
use crate::yaml::read::read_one;

/// The rendered YAML with the values that `existing` has at `fields`.
///
/// A field is a dotted path of keys and, into lists, of indices from 0: `image.tag`, `images.0.newTag`. One that the
/// neither text has is passed over; the error names one that cannot be carried over, or that the existing text has lost.
pub(crate) fn keep<'a>(existing: &[u8], rendered: &'a [u8], fields: &[String]) -> Result<Cow<'a, [u8]>, String> {
    let unreadable = || fields.join("`, `");
    let (Ok(old), Ok(new)) = (str::from_utf8(existing), str::from_utf8(rendered)) else {
        return Err(unreadable());
    };
    let mut kept = Cow::Borrowed(new);
    let take = |root: &Node<'_>| fields.iter().map(|field| (has(root, field), scalar(old, root, field))).collect();
    let taken: Vec<_> = parsed(old, take).ok_or_else(unreadable)?;
    for (field, (had, scalar)) in fields.iter().zip(taken) {
        if !had && parsed(&kept, |root| !has(root, field)).unwrap_or(false) {
            continue;
        }
        let spliced = scalar.and_then(|(range, value)| splice(&kept, field, &old[range], &value));
        kept = Cow::Owned(spliced.ok_or_else(|| field.clone())?);
    }
    Ok(match kept {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    })
}

/// Whether a text has anything at a dotted path.
fn has(root: &Node<'_>, field: &str) -> bool {
    field.split('.').try_fold(root, step).is_some()
}

/// `text` with the scalar at `field` spelled `spelling`; none if any other value would change with it, or if nothing
/// would take the place of something.
fn splice(text: &str, field: &str, spelling: &str, value: &Json) -> Option<String> {
    let (range, mut wanted) = parsed(text, |root| {
        let (range, rendered) = scalar(text, root, field)?;
        (!is_nothing(value) || is_nothing(&rendered)).then(|| (range, root.to_json()))
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

fn is_nothing(value: &Json) -> bool {
    matches!(value, Json::Null) || value.as_str().is_some_and(str::is_empty)
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
        let bytes = keep(existing.as_bytes(), rendered.as_bytes(), &fields).unwrap().into_owned();
        String::from_utf8(bytes).unwrap()
    }

    fn lost(existing: &[u8], rendered: &[u8], field: &str) -> String {
        keep(existing, rendered, &[field.to_owned()]).unwrap_err()
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
        assert_eq!(kept(existing, rendered, &["images.0.newTag", "x", "nope.y"]), wanted);
    }

    #[test]
    fn an_empty_value_is_filled_and_kept() {
        assert_eq!(kept("tag: \"1\"\n", "tag:\nb: 1\n", &["tag"]), "tag: \"1\"\nb: 1\n");
        assert_eq!(kept("tag: \"1\"\n", "a: 1\ntag: # why\n", &["tag"]), "a: 1\ntag: \"1\" # why\n");
        assert_eq!(kept("tag: \"1\"\n", "tag:", &["tag"]), "tag: \"1\"");
        assert_eq!(kept("tag:\n", "tag: \"\"\n", &["tag"]), "tag: \n");
    }

    #[test]
    fn what_cannot_be_carried_over_is_named() {
        let rendered = b"tag: new\nother: 1\n";
        let odd: [&[u8]; 16] = [
            b"other: 1\n",
            b"Tag: old\n",
            b"tag:\n",
            b"tag: \"\"\n",
            b"tag: [a]\n",
            b"tag: {a: b}\n",
            b"tag: |\n  text\n  more\n",
            b"tag: 'two\n  lines'\n",
            b"tag: 1\ntag: 2\n",
            b"tag: 1\n---\ntag: 2\n",
            b"tag: \"1\n",
            b"<<<<<<< ours\ntag: 1\n=======\ntag: 2\n>>>>>>> theirs\n",
            b"tag: 1\n\tother: 2\n",
            b"tag: !x 1\n",
            b"",
            b"\xff",
        ];
        for existing in odd {
            assert_eq!(lost(existing, rendered, "tag"), "tag", "{existing:?}");
        }
        for rendered in ["tag: [a]\n", "a: &x 1\ntag: *x\n", "tag: |\n  text\n  more\nb: 1\n", "x: 1\n", "{{ a }}\n"] {
            assert_eq!(lost(b"tag: old\n", rendered.as_bytes(), "tag"), "tag", "{rendered:?}");
        }
        assert_eq!(lost(b"tag: a, b\n", b"{tag: x}\n", "tag"), "tag");
    }

    #[test]
    fn a_field_that_neither_has_is_passed_over() {
        assert_eq!(kept("other: 2\n", "other: 1\n", &["tag"]), "other: 1\n");
    }
}
