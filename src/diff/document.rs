//! The documents of a YAML text, cut apart without reading them, and who each of them is.

use memchr::memmem;

use crate::object::id::ObjectId;
use crate::schema::version::group_and_version;
use crate::yaml::node::Node;

/// The documents of a text, cut at each `---` that begins a line; the marker stays where something stands beside it.
///
/// A marker can stand nowhere else: neither a block nor a quoted text may hold one at the beginning of a line. Texts
/// with directives or `...` stay whole.
pub(crate) fn split(text: &str) -> Vec<&str> {
    let finder = |needle: &'static str| memmem::find_iter(text.as_bytes(), needle).map(|at| at + 1);
    let directive = text.starts_with('%') || finder("\n%").next().is_some() || finder("\n...").next().is_some();
    if directive {
        return vec![text];
    }
    let (mut documents, mut from) = (Vec::new(), 0);
    for at in
        finder("\n---").filter(|at| matches!(text.as_bytes().get(at + 3), None | Some(b' ' | b'\t' | b'\r' | b'\n')))
    {
        documents.push(bare(&text[from..at]));
        from = at;
    }
    documents.push(bare(&text[from..]));
    documents
}

/// Whether a file is compared by structure, by its name.
pub(crate) fn is_structured(path: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|extension| path.ends_with(extension))
}

fn bare(document: &str) -> &str {
    document.strip_prefix("---\n").unwrap_or(document)
}

/// Who a document is by its own word; nobody when it is no object of an API.
pub(crate) fn identity(node: &Node<'_>) -> Option<ObjectId> {
    let is = |key: &str| node.text(key).is_some();
    (is("apiVersion") && is("kind")).then(|| ObjectId::new(node))
}

/// The same at a glance: the fields of a document in plain block style, without reading it. What looks unusual is left
/// to the reader.
pub(crate) fn glance(document: &str) -> Option<ObjectId> {
    let mut found = ObjectId::default();
    let mut api = None;
    // Indentation of what stands below `metadata:`; zero until its first line was seen.
    let mut metadata = None;
    for line in document.lines() {
        let text = line.trim_start_matches(' ');
        let indent = line.len() - text.len();
        if text.is_empty() || text.starts_with(['#', '-']) {
            continue;
        }
        if indent == 0 {
            metadata = None;
            let (key, rest) = text.split_once(':')?;
            match key {
                "apiVersion" => api = Some(plain(rest)?),
                "kind" => found.kind = plain(rest)?.into(),
                "metadata" if rest.trim().is_empty() => metadata = Some(0),
                "metadata" => return None,
                _ => {}
            }
        } else if let Some(below) = &mut metadata {
            *below = if *below == 0 { indent } else { *below };
            let Some((key, rest)) = text.split_once(':').filter(|_| indent == *below) else { continue };
            match key {
                "name" => found.name = plain(rest)?.into(),
                "namespace" => found.namespace = Some(plain(rest)?.into()),
                "generateName" | "<<" => return None,
                _ => {}
            }
        }
    }
    let (group, version) = group_and_version(api?);
    let known = !found.kind.is_empty() && !found.name.is_empty();
    known.then(|| ObjectId { group: group.into(), version: version.into(), ..found })
}

/// The value behind a colon, when it is a word on that line, in double quotes or none.
fn plain(rest: &str) -> Option<&str> {
    let value = rest.strip_prefix(' ')?;
    let value = value.split_once(" #").map_or(value, |(value, _)| value).trim();
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'/' | b':');
    (!bare.is_empty() && bare.bytes().all(word)).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;
    use crate::yaml::read::read;

    #[test]
    fn documents_end_where_a_marker_begins_a_line() {
        assert_eq!(
            split("a: 1\n---\nb: 2\n---   # c\nc: |\n  ---\n----\n"),
            ["a: 1\n", "b: 2\n", "---   # c\nc: |\n  ---\n----\n"]
        );
        assert_eq!(split("---\na\n---"), ["a\n", "---"]);
        assert_eq!(split("%YAML 1.2\n---\na\n---\nb\n").len(), 1);
    }

    #[test]
    fn a_glance_says_what_reading_says_or_nothing() {
        let usual = "---\n# why\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  finalizers:\n  - x\n  labels:\n    name: x\n  name: api\n  \
                     namespace: \"shop\" # here\nspec:\n- name: no\n";
        let quick = glance(usual).unwrap();
        assert_eq!(quick, identity(&read(FileId::FIRST, usual, &mut Sink::default())[0]).unwrap());
        assert_eq!(
            (&*quick.group, &*quick.version, quick.namespace.as_deref(), &*quick.name),
            ("apps", "v1", Some("shop"), "api")
        );
        for unusual in [
            "kind: A\napiVersion: v1\nmetadata: { name: x }\n",
            "kind: 'A'\napiVersion: v1\nmetadata:\n  name: x\n",
            "kind: A\napiVersion: v1\nmetadata:\n  name: >-\n    x\n",
            "{\"kind\": \"A\"}\n",
            "a: 1\n",
        ] {
            assert_eq!(glance(unusual), None, "{unusual}");
        }
    }
}
