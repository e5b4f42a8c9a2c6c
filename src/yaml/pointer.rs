//! JSON pointers (RFC 6901): the way from a root to a value below it.

use super::node::{Key, Node, Value};

/// The names and numbers on the way.
pub(crate) fn segments(pointer: &str) -> impl Iterator<Item = String> {
    // `~01` is `~1`, so the order counts.
    pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
}

/// The place in a list that a segment names.
pub(crate) fn index(segment: &str) -> Option<usize> {
    let decimal = segment == "0" || !segment.starts_with(['0', '+']);
    segment.parse().ok().filter(|_| decimal)
}

/// The node at a pointer.
pub(crate) fn at<'n, 'a>(root: &'n Node<'a>, pointer: &str) -> Option<&'n Node<'a>> {
    segments(pointer).try_fold(root, |node, segment| below(node, &segment).map(|(node, _)| node))
}

/// The node at a pointer, to be changed.
pub(crate) fn at_mut<'n, 'a>(root: &'n mut Node<'a>, pointer: &str) -> Option<&'n mut Node<'a>> {
    segments(pointer).try_fold(root, |node, segment| match &mut node.value {
        Value::Mapping(entries) => {
            entries.iter_mut().find(|entry| entry.key.text == segment).map(|entry| &mut entry.value)
        }
        Value::Sequence(items) => items.get_mut(index(&segment)?),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => None,
    })
}

/// The node at a pointer, or the last on the way to it, and its key when it lies in a mapping.
pub(crate) fn nearest<'n, 'a>(root: &'n Node<'a>, pointer: &str) -> (&'n Node<'a>, Option<&'n Key<'a>>) {
    let mut found = (root, None);
    for segment in segments(pointer) {
        let Some(next) = below(found.0, &segment) else { break };
        found = next;
    }
    found
}

fn below<'n, 'a>(node: &'n Node<'a>, segment: &str) -> Option<(&'n Node<'a>, Option<&'n Key<'a>>)> {
    match &node.value {
        Value::Sequence(items) => Some((items.get(index(segment)?)?, None)),
        Value::Mapping(_) => node.entry(segment).map(|entry| (&entry.value, Some(&entry.key))),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;
    use crate::yaml::read::read;

    #[test]
    fn a_pointer_leads_to_its_value() {
        let text = "a/b: [x, { m~n: y }]\n'~1': z\n'': blank\n";
        let mut root = read(FileId::FIRST, text, &mut Sink::default()).swap_remove(0);
        let cases = [
            ("/a~1b/0", Some("x")),
            ("/a~1b/1/m~0n", Some("y")),
            ("/~01", Some("z")),
            ("/", Some("blank")),
            ("/c", None),
        ];
        for (pointer, value) in cases {
            assert_eq!(at(&root, pointer).and_then(Node::as_str), value, "{pointer}");
            assert_eq!(at_mut(&mut root, pointer).and_then(|node| node.as_str()), value, "{pointer}");
        }
        for pointer in ["/a~1b/00", "/a~1b/+1", "/a~1b/-", "/a~1b/2", "/~01/0"] {
            assert!(at(&root, pointer).is_none(), "{pointer}");
        }
        let (node, key) = nearest(&root, "/a~1b/1/missing/x");
        assert_eq!((node.entries().len(), key.map(|key| &*key.text)), (1, None));
    }
}
