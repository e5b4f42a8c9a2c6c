//! What differs between two YAML or JSON texts: which objects came and went, and what changed in the others.
//!
//! Documents that are equal by bytes are never read, and of those that differ two are read at a time.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::pairing::{self, Loose, Paired};
use super::secrecy::{self, Category, Secrecy};
use super::{Action, Effect, ObjectChange, Secrets, document, value};
use crate::diagnostic::Sink;
use crate::object::id::{self, ObjectId};
use crate::object::policy;
use crate::secret::mask;
use crate::source::FileId;
use crate::yaml::node::{Node, Value};
use crate::yaml::read::read;

/// What differs between two texts.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    pub(crate) objects: Vec<ObjectChange>,
    /// Whether something in what differs must not be shown.
    pub(crate) secret: bool,
}

impl Documents {
    pub(crate) fn effect(&self) -> Effect {
        self.objects.iter().map(|object| object.effect).max().unwrap_or(Effect::Cosmetic)
    }
}

/// Compares two texts; nothing when one of them cannot be read, or not without loss.
pub(crate) fn compare(old: &str, new: &str, secrets: Secrets) -> Option<Documents> {
    let (olds, news) = differing(document::split(old), document::split(new));
    let glance = |placed: &(usize, &str)| document::glance(placed.1);
    let Paired { pairs, old: olds, new: news } = pairing::by_identity(olds, news, glance);
    let read: Vec<Option<Read<'_>>> = pairs.into_par_iter().map(|pair| read_pair(pair, secrets)).collect();
    let mut found = Vec::new();
    let mut pools: (Vec<Loose<'_>>, Vec<Loose<'_>>) = (loose(olds)?, loose(news)?);
    let mut secret = false;
    for one in read {
        match one? {
            Read::Compared(at, change, hidden) => {
                found.push((at, *change));
                secret |= hidden;
            }
            Read::Loose(old, new) => {
                pools.0.extend(old);
                pools.1.extend(new);
            }
        }
    }
    pools.0.sort_by_key(|loose| loose.at);
    pools.1.sort_by_key(|loose| loose.at);
    let Paired { mut pairs, old, new } = pairing::by_identity(pools.0, pools.1, |loose| loose.identity.clone());
    let Paired { pairs: renamed, old: removed, new: created } = pairing::by_likeness(old, new);
    pairs.extend(renamed);
    for (old, new) in pairs {
        secret |= holds(&old, secrets) || holds(&new, secrets);
        found.push((new.at, changed(&old, &new, secrets)));
    }
    for (loose, action) in each(removed, Action::Removed).chain(each(created, Action::Created)) {
        secret |= holds(&loose, secrets);
        found.push((loose.at, alone(loose, action)));
    }
    found.sort_by_key(|(at, _)| *at);
    Some(Documents { objects: found.into_iter().map(|(_, object)| object).collect(), secret })
}

/// Every object of a text that was created or removed; nothing when it cannot be read.
pub(crate) fn whole(text: &str, action: Action, secrets: Secrets) -> Option<Documents> {
    let all = loose(document::split(text).into_iter().enumerate().collect())?;
    let secret = all.iter().any(|loose| holds(loose, secrets));
    Some(Documents { objects: all.into_iter().map(|loose| alone(loose, action)).collect(), secret })
}

fn each(list: Vec<Loose<'_>>, action: Action) -> impl Iterator<Item = (Loose<'_>, Action)> {
    list.into_iter().map(move |loose| (loose, action))
}

/// Documents with their places.
type Placed<'t> = Vec<(usize, &'t str)>;

/// Leaves out the documents that both sides hold byte for byte, wherever they stand.
fn differing<'t>(old: Vec<&'t str>, new: Vec<&'t str>) -> (Placed<'t>, Placed<'t>) {
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    old[same..].iter().for_each(|document| *counts.entry(document).or_default() += 1);
    let mut news: Placed<'t> = new.into_iter().enumerate().skip(same).collect();
    news.retain(|(_, document)| match counts.get_mut(document).filter(|count| **count > 0) {
        Some(count) => {
            *count -= 1;
            false
        }
        None => true,
    });
    let mut olds: Placed<'t> = old.into_iter().enumerate().skip(same).collect();
    // What is left of each count has no partner on the new side.
    olds.retain(|(_, document)| match counts.get_mut(document).filter(|count| **count > 0) {
        Some(count) => {
            *count -= 1;
            true
        }
        None => false,
    });
    (olds, news)
}

enum Read<'t> {
    Compared(usize, Box<ObjectChange>, bool),
    Loose(Vec<Loose<'t>>, Vec<Loose<'t>>),
}

fn read_pair<'t>((old, new): ((usize, &'t str), (usize, &'t str)), secrets: Secrets) -> Option<Read<'t>> {
    let (olds, news) = (loose(vec![old])?, loose(vec![new])?);
    Some(match (olds.as_slice(), news.as_slice()) {
        ([old], [new]) => {
            let secret = holds(old, secrets) || holds(new, secrets);
            Read::Compared(new.at, Box::new(changed(old, new, secrets)), secret)
        }
        _ => Read::Loose(olds, news),
    })
}

/// Reads documents; the items of a `List` count as documents of their own, and empty ones not at all.
fn loose(documents: Placed<'_>) -> Option<Vec<Loose<'_>>> {
    let mut found = Vec::new();
    for (at, text) in documents {
        let mut sink = Sink::default();
        for node in read(FileId::FIRST, text, &mut sink) {
            match items_of_list(&node) {
                true => {
                    let Value::Mapping(entries) = node.value else { continue };
                    let items =
                        entries.into_iter().find(|entry| entry.key.text == "items").map(|entry| entry.value.value);
                    let Some(Value::Sequence(items)) = items else { continue };
                    found.extend(items.into_iter().map(|node| of(node, text, at)));
                }
                false if matches!(node.value, Value::Null) => {}
                false => found.push(of(node, text, at)),
            }
        }
        // Whatever the reader had to say, something of the text is not in what it read.
        if !sink.is_empty() {
            return None;
        }
    }
    Some(found)
}

fn of<'t>(node: Node<'t>, text: &'t str, at: usize) -> Loose<'t> {
    Loose { identity: document::identity(&node), node, text, at }
}

fn items_of_list(node: &Node<'_>) -> bool {
    id::items(node).is_some_and(|items| items.iter().all(|item| document::identity(item).is_some()))
}

fn holds(loose: &Loose<'_>, secrets: Secrets) -> bool {
    let comments = || mask::hides(loose.text, mask::Manner::Comments);
    secrets == Secrets::Masked && (secrecy::holds(&loose.node, secrecy(loose, secrets)) || comments())
}

fn secrecy(loose: &Loose<'_>, secrets: Secrets) -> Secrecy {
    match secrets {
        Secrets::Masked => Secrecy::document(loose.identity.as_ref()),
        Secrets::Shown => Secrecy::Open,
    }
}

/// A document's own name, or its place where it has none.
fn named(loose: &Loose<'_>) -> ObjectId {
    let place = || match loose.at {
        0 => String::new(),
        at => format!("document {}", at + 1),
    };
    loose.identity.clone().unwrap_or_else(|| ObjectId { name: place().into(), ..ObjectId::default() })
}

fn alone(loose: Loose<'_>, action: Action) -> ObjectChange {
    let object = named(&loose);
    let refuses = policy::refuses(&object.group, &loose.node);
    ObjectChange { action, object, from: None, effect: Effect::Semantic, values: Vec::new(), refuses }
}

fn changed(old: &Loose<'_>, new: &Loose<'_>, secrets: Secrets) -> ObjectChange {
    // A value is as secret as the stricter side says.
    let secrecy = match (secrecy(old, secrets), secrecy(new, secrets)) {
        (Secrecy::Document(Category::Secret), _) | (_, Secrecy::Document(Category::Secret)) => {
            (Secrecy::Document(Category::Secret), Secrecy::Document(Category::Secret))
        }
        secrecy => secrecy,
    };
    let values = value::compare(&old.node, &new.node, (old.text, new.text), secrecy);
    let (object, from) = (named(new), named(old));
    let moved = from != object && old.identity.is_some();
    let effect = if values.is_empty() { Effect::Cosmetic } else { Effect::Semantic };
    let action = if moved { Action::Moved } else { Action::Changed };
    ObjectChange { action, object, from: moved.then_some(from), effect, values, refuses: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(kind: &str, name: &str, rest: &str) -> String {
        format!("apiVersion: v1\nkind: {kind}\nmetadata:\n  name: {name}\n{rest}")
    }

    fn file(documents: &[&str]) -> String {
        documents.join("---\n")
    }

    fn told(documents: &Documents) -> Vec<String> {
        let line = |change: &ObjectChange| {
            let from = change.from.as_ref().map_or(String::new(), |from| format!(" from {}", from.name));
            format!("{:?} {} {}{from}: {}", change.action, change.object.kind, change.object.name, change.values.len())
        };
        documents.objects.iter().map(line).collect()
    }

    fn of(old: &[&str], new: &[&str]) -> Vec<String> {
        told(&compare(&file(old), &file(new), Secrets::Masked).unwrap())
    }

    #[test]
    fn objects_are_known_again_wherever_they_stand() {
        let (a, b) = (object("ConfigMap", "a", "data: { x: y }\n"), object("Service", "b", "spec: { port: 1 }\n"));
        assert_eq!(of(&[&a, &b], &[&b, &a]), [""; 0]);
        let other = b.replace("port: 1", "port: 2").replace("apiVersion: v1", "apiVersion: v2");
        assert_eq!(of(&[&a, &b], &[&other, &a]), ["Changed Service b: 2"]);
        assert_eq!(of(&[&a, &b], &[&b]), ["Removed ConfigMap a: 0"]);
        let more = a.replace(": a", ": c").replace("x: y", "z: w");
        assert_eq!(of(&[&a], &[&a, &more]), ["Created ConfigMap c: 0"]);
    }

    #[test]
    fn an_object_under_another_name_was_renamed_when_the_rest_is_nearly_equal() {
        let spec = "spec:\n  a: 1\n  b: 2\n  c: 3\n  d: 4\n  e: 5\n  f: 6\n  host: one.example.com\n";
        let old = object("Service", "one", spec);
        assert_eq!(of(&[&old], &[&old.replace("one", "two")]), ["Moved Service two from one: 2"]);
        let changed = old.replace("one", "two").replace("a: 1", "a: 7");
        assert_eq!(of(&[&old], &[&changed]), ["Moved Service two from one: 3"]);
        let other = object("Service", "two", "spec: { x: 1, y: 2 }\n");
        assert_eq!(of(&[&old], &[&other]), ["Removed Service one: 0", "Created Service two: 0"]);
    }

    #[test]
    fn the_items_of_a_list_are_objects() {
        let list = |items: &str| format!("apiVersion: v1\nkind: List\nmetadata:\n  name: all\nitems: [{items}]\n");
        let item = |name: &str, port: u8| {
            format!("{{ apiVersion: v1, kind: Service, metadata: {{ name: {name} }}, port: {port} }}")
        };
        let old = list(&[item("a", 1), item("b", 1)].join(", "));
        let new = list(&[item("b", 2), item("a", 1)].join(", "));
        assert_eq!(of(&[&old], &[&new]), ["Changed Service a: 0", "Changed Service b: 1"]);
    }

    #[test]
    fn documents_without_a_name_are_known_by_their_place() {
        assert_eq!(of(&["a: 1\n"], &["b: 2\n"]), ["Changed  : 2"]);
        assert_eq!(of(&["a: 1\n", "b: 1\n"], &["a: 1\n", "b: 2\n"]), ["Changed  document 2: 1"]);
    }

    #[test]
    fn format_is_told_from_meaning() {
        let old = object("ConfigMap", "a", "data: { x: y }\n");
        let found = compare(&old, &format!("# why\n{old}"), Secrets::Masked).unwrap();
        assert_eq!((found.effect(), found.secret), (Effect::Cosmetic, false));
        assert_eq!(compare(&old, &old.replace(": y", ": \"y\""), Secrets::Masked).unwrap().effect(), Effect::Semantic);
        assert_eq!(compare(&old, &old.replace(": y", ": z"), Secrets::Masked).unwrap().effect(), Effect::Semantic);
    }

    #[test]
    fn what_cannot_be_read_without_loss_is_left_to_the_comparison_by_line() {
        for broken in ["a: [\n", "a: 1\na: 2\n", "a: !Ref b\n", "a: {{ .Values.x }}\n"] {
            assert!(compare("a: 1\n", broken, Secrets::Masked).is_none(), "{broken}");
            assert!(whole(broken, Action::Created, Secrets::Masked).is_none(), "{broken}");
        }
    }

    #[test]
    fn a_file_with_a_secret_says_so_unless_it_may_be_shown() {
        let old = object("Secret", "a", "data: { x: eA== }\n");
        let new = object("Secret", "a", "data: { x: eQ== }\n");
        assert!(compare(&old, &new, Secrets::Masked).unwrap().secret);
        let shown = compare(&old, &new, Secrets::Shown).unwrap();
        assert!(!shown.secret);
        assert!(format!("{:?}", shown.objects).contains("eQ=="));
        assert!(!format!("{:?}", compare(&old, &new, Secrets::Masked).unwrap().objects).contains("eQ=="));
    }
}
