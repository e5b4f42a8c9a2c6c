//! What differs between two values, by structure.
//!
//! Mappings are compared by key, so that the order of keys means nothing; lists by what tells their items apart.
//! Values that must not be shown are hidden here, once, for every report.

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use super::secrecy::Secrecy;
use super::{Edit, Shown, Step, ValueChange};
use crate::secret::mask::MASK;
use crate::yaml::node::{Entry, Node, Value};
use crate::yaml::scalar::read_otherwise;

/// A comparison under way.
pub(crate) struct Walk<'t> {
    pub(super) old: &'t str,
    pub(super) new: &'t str,
    pub(super) path: Vec<Step>,
    pub(super) found: Vec<ValueChange>,
}

/// Two values at one place, each with what may be shown of it.
#[derive(Clone, Copy)]
pub(super) struct Pair<'p, 'n> {
    pub old: &'p Node<'n>,
    pub new: &'p Node<'n>,
    pub(crate) secrecy: (Secrecy, Secrecy),
}

/// What differs between two documents; `texts` are what they were read from.
pub(crate) fn compare(
    old: &Node<'_>,
    new: &Node<'_>,
    texts: (&str, &str),
    secrecy: (Secrecy, Secrecy),
) -> Vec<ValueChange> {
    let mut walk = Walk { old: texts.0, new: texts.1, path: Vec::new(), found: Vec::new() };
    walk.pair(Pair { old, new, secrecy });
    walk.found
}

/// A value as it may be shown.
pub(crate) fn shown(node: &Node<'_>, secrecy: Secrecy) -> Shown {
    if secrecy.hides(node) { Shown::Masked } else { Shown::Value(json(node, secrecy)) }
}

fn json(node: &Node<'_>, secrecy: Secrecy) -> Json {
    match &node.value {
        Value::Mapping(entries) => {
            let of = |entry: &Entry<'_>| {
                (entry.key.text.to_string(), json(&entry.value, secrecy.key(&entry.key.text, node)))
            };
            Json::Object(entries.iter().map(of).collect())
        }
        Value::Sequence(items) => (0..items.len()).map(|at| json(&items[at], secrecy.item(items, at))).collect(),
        _ if secrecy.hides(node) => Json::from(MASK),
        // JSON has no such numbers.
        Value::Float(value) if !value.is_finite() => Json::from(value.to_string()),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => node.to_json(),
    }
}

impl Walk<'_> {
    pub(super) fn pair(&mut self, pair: Pair<'_, '_>) {
        match (&pair.old.value, &pair.new.value) {
            (Value::Mapping(old), Value::Mapping(new)) => self.mapping(pair, old, new),
            (Value::Sequence(old), Value::Sequence(new)) => self.list(pair.secrecy, old, new),
            _ => {
                if !self.same(pair.old, pair.new) {
                    self.note(self.changed(pair));
                }
            }
        }
    }

    fn mapping(&mut self, pair: Pair<'_, '_>, old: &[Entry<'_>], new: &[Entry<'_>]) {
        const SMALL: usize = 12;
        let index = |entries: &[Entry<'_>]| -> FxHashMap<String, usize> {
            let large = entries.len() > SMALL;
            let names = entries.iter().map(|entry| entry.key.text.to_string());
            names.zip(0..).take(if large { usize::MAX } else { 0 }).collect()
        };
        let (olds, news) = (index(old), index(new));
        fn find<'e, 'n>(entries: &'e [Entry<'n>], index: &FxHashMap<String, usize>, key: &str) -> Option<&'e Node<'n>> {
            match index.is_empty() {
                true => entries.iter().find(|entry| entry.key.text == key).map(|entry| &entry.value),
                false => index.get(key).map(|at| &entries[*at].value),
            }
        }
        for Entry { key, value } in old {
            let old_secrecy = pair.secrecy.0.key(&key.text, pair.old);
            self.path.push(Step::Key(key.text.to_string()));
            match find(new, &news, &key.text) {
                Some(new) => {
                    let secrecy = (old_secrecy, pair.secrecy.1.key(&key.text, pair.new));
                    self.pair(Pair { old: value, new, secrecy });
                }
                None => self.note(Edit::Removed(shown(value, old_secrecy))),
            }
            self.path.pop();
        }
        for Entry { key, value } in new {
            if find(old, &olds, &key.text).is_none() {
                self.path.push(Step::Key(key.text.to_string()));
                self.note(Edit::Added(shown(value, pair.secrecy.1.key(&key.text, pair.new))));
                self.path.pop();
            }
        }
    }

    pub(super) fn note(&mut self, edit: Edit) {
        self.found.push(ValueChange { path: self.path.clone(), edit });
    }

    /// Two scalars, or two values of different kinds, as they may be shown.
    pub(super) fn changed(&self, pair: Pair<'_, '_>) -> Edit {
        let (old, new) = (shown(pair.old, pair.secrecy.0), shown(pair.new, pair.secrecy.1));
        if old != new || old == Shown::Masked {
            return Edit::Changed(old, new);
        }
        // Equal to us, and not to a reader of YAML 1.1: then the quotes are what differs.
        let plain = |text: &str, node: &Node<'_>| Shown::Written(text.get(node.span.range()).unwrap_or("").to_owned());
        Edit::Changed(plain(self.old, pair.old), plain(self.new, pair.new))
    }

    /// Whether two scalars are the same to every reader.
    pub(super) fn same(&self, old: &Node<'_>, new: &Node<'_>) -> bool {
        let (written_old, written_new) = (self.old.get(old.span.range()), self.new.get(new.span.range()));
        if !old.value.is_same_scalar(&new.value) {
            return false;
        }
        let plain = |node: &Node<'_>, text: Option<&str>| match &node.value {
            // A quoted text or a block never equals its own source.
            Value::String(value) => text.filter(|text| text == value).and_then(read_otherwise),
            Value::Int(_) | Value::Float(_) => text.and_then(read_otherwise),
            _ => None,
        };
        written_old == written_new || (plain(old, written_old) == plain(new, written_new) && !is_rounded(old))
    }
}

/// Whether the number may stand for others that are written differently.
pub(super) fn is_rounded(node: &Node<'_>) -> bool {
    matches!(node.value, Value::Float(value) if !value.is_finite() || value.abs() >= 9e15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;
    use crate::yaml::read::read;

    fn told(shown: &Shown) -> String {
        match shown {
            Shown::Value(value) => value.to_string(),
            Shown::Written(text) => format!("`{text}`"),
            Shown::Masked => "***".into(),
        }
    }

    /// Every difference on one line.
    fn of(old: &str, new: &str) -> Vec<String> {
        let node = |text| read(FileId::FIRST, text, &mut Sink::default()).swap_remove(0);
        let secrecy = |node| Secrecy::document(super::super::document::identity(node).as_ref());
        let (old_node, new_node) = (node(old), node(new));
        let secrecy = (secrecy(&old_node), secrecy(&new_node));
        let found = compare(&old_node, &new_node, (old, new), secrecy);
        let line = |change: &ValueChange| {
            let path = change.path.iter().map(|step| match step {
                Step::Key(key) => key.clone(),
                Step::Item(label) => format!("[{label}]"),
                Step::Index(at) => format!("[{at}]"),
            });
            let path = path.collect::<Vec<_>>().join(".");
            match &change.edit {
                Edit::Added(new) => format!("{path} + {}", told(new)),
                Edit::Removed(old) => format!("{path} - {}", told(old)),
                Edit::Changed(old, new) => format!("{path} {} -> {}", told(old), told(new)),
                Edit::Reordered(old, new) => format!("{path} order {} -> {}", told(old), told(new)),
            }
        };
        found.iter().map(line).collect()
    }

    #[test]
    fn quotes_comments_indentation_and_order_of_keys_mean_nothing() {
        assert_eq!(of("a: 1 # one\nb: [x, 'z']\nc: 0x10\n", "c: 16\nb:\n  - \"x\"\n  - z\na: 1\n"), [""; 0]);
        assert_eq!(of("a: |\n  x\n  y\n", "a: \"x\\ny\\n\"\n"), [""; 0]);
    }

    #[test]
    fn scalars_are_told_with_their_type() {
        assert_eq!(of("a: 1\nb: x\n", "a: \"1\"\nb: y\nc: true\n"), ["a 1 -> \"1\"", "b \"x\" -> \"y\"", "c + true"]);
        assert_eq!(of("a: { b: 1 }\n", "a: [1]\n"), ["a {\"b\":1} -> [1]"]);
        assert_eq!(of("a: 12345678901234567890\n", "a: 12345678901234567891\n").len(), 1);
    }

    #[test]
    fn what_a_reader_of_yaml_1_1_takes_for_another_value_is_no_matter_of_format() {
        assert_eq!(of("a: no\n", "a: \"no\"\n"), ["a `no` -> `\"no\"`"]);
        assert_eq!(of("a: [on]\n", "a: ['on']\n"), ["a.[0] `on` -> `'on'`"]);
        assert_eq!(of("a: 010\n", "a: 10\n"), ["a `010` -> `10`"]);
        assert_eq!(of("a: 0b11\n", "a: '0b11'\n"), ["a `0b11` -> `'0b11'`"]);
        assert_eq!(of("a: 0o17\n", "a: 15\n"), ["a `0o17` -> `15`"]);
        assert_eq!(of("a: no\n", "a: no # here\n"), [""; 0]);
    }

    #[test]
    fn items_are_known_again_by_their_fields() {
        let old = "c: [{ name: api, image: a, ports: [{ containerPort: 80 }] }, { name: log, image: b }]\n";
        let new = "c: [{ name: log, image: b }, { name: api, image: c, ports: [{ containerPort: 80 }, { containerPort: 81 }] }]\n";
        assert_eq!(
            of(old, new),
            [
                "c.[name=api].image \"a\" -> \"c\"",
                "c.[name=api].ports.[containerPort=81] + {\"containerPort\":81}",
                "c order [\"name=api\",\"name=log\"] -> [\"name=log\",\"name=api\"]",
            ]
        );
        let old = "p: [{ port: 53, protocol: UDP, a: 1 }, { port: 53, protocol: TCP }]\n";
        assert_eq!(of(old, &old.replace("a: 1", "a: 2")), ["p.[port=53,protocol=UDP].a 1 -> 2"]);
        let old = "d: [{ server: s, namespace: a }, { server: s, namespace: b }]\n";
        assert_eq!(
            of(old, "d: [{ server: s, namespace: b }]\n"),
            ["d.[server=s,namespace=a] - {\"server\":\"s\",\"namespace\":\"a\"}"]
        );
    }

    #[test]
    fn items_without_such_a_field_are_known_again_by_what_they_hold() {
        let rule = |port: u8, from: &str| {
            format!("{{ from: [{{ x: {{ m: {from} }} }}], ports: [{{ port: {port}, protocol: TCP }}] }}")
        };
        let list = |rules: &[String]| format!("r: [{}]\n", rules.join(", "));
        let (a, b, c) = (rule(80, "a"), rule(81, "b"), rule(82, "c"));
        assert_eq!(
            of(&list(&[a.clone(), b.clone()]), &list(&[a.clone(), rule(81, "d")])),
            ["r.[1].from.[0] - {\"x\":{\"m\":\"b\"}}", "r.[1].from.[0] + {\"x\":{\"m\":\"d\"}}"]
        );
        assert_eq!(of(&list(&[a.clone(), c.clone()]), &list(&[a.clone(), b.clone(), c.clone()])).len(), 1);
        assert_eq!(
            of(&list(&[a.clone(), b.clone()]), &list(&[b, a])),
            ["r order [\"item 1\",\"item 2\"] -> [\"item 2\",\"item 1\"]"]
        );
    }

    #[test]
    fn lists_of_scalars_tell_order_from_content() {
        assert_eq!(of("a: [x, y, z]\n", "a: [z, x, y]\n"), ["a order [\"x\",\"y\",\"z\"] -> [\"z\",\"x\",\"y\"]"]);
        assert_eq!(of("a: [x, y]\n", "a: [x, w, y]\n"), ["a.[1] + \"w\""]);
        assert_eq!(of("a: [x, y]\n", "a: [x, w]\n"), ["a.[1] \"y\" -> \"w\""]);
        assert_eq!(of("a: [x, x, y]\n", "a: [x, y]\n"), ["a.[1] - \"x\""]);
    }

    #[test]
    fn secrets_are_hidden_wherever_they_stand() {
        let secret = |data: &str| format!("apiVersion: v1\nkind: Secret\nmetadata: {{ name: a }}\ndata: {data}\n");
        assert_eq!(
            of(&secret("{ a: YQ==, b: Yg== }"), &secret("{ a: Yw==, c: ZA== }")),
            ["data.a *** -> ***", "data.b - ***", "data.c + ***"]
        );
        assert_eq!(
            of("e: [{ name: DB_PASSWORD, value: x }]\n", "e: [{ name: DB_PASSWORD, value: y }]\n"),
            ["e.[name=DB_PASSWORD].value *** -> ***"]
        );
        assert_eq!(
            of("a: 1\n", "a: 1\nb: { password: x, user: y }\n"),
            ["b + {\"password\":\"(secret)\",\"user\":\"y\"}"]
        );
        assert_eq!(of("password: hunter2\n", "password: $PASSWORD\n"), ["password *** -> \"$PASSWORD\""]);
    }
}
