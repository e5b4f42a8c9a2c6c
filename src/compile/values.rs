//! Which value of an inventory a template wrote.
//!
//! What a template sees has no places: most of it is derived. A value is found again by what was printed and by the name
//! under which the template asked for it, near the entity that the file is for. What cannot be told apart is nobody's.

use rustc_hash::FxHashMap;

use crate::source::Span;
use crate::yaml::node::{Node, Value};

/// Every scalar of an inventory or a `blueprint.yaml`, by its text and its key.
#[derive(Debug, Default)]
pub(crate) struct Values {
    entries: Vec<Entry>,
    by_text: FxHashMap<Box<str>, Vec<u32>>,
    by_key: FxHashMap<Box<str>, Vec<u32>>,
    by_span: FxHashMap<Span, u32>,
}

/// An entry of a mapping, or an item of a list.
#[derive(Debug)]
struct Entry {
    parent: Option<u32>,
    /// Empty for an item.
    key: Box<str>,
    /// The key's place; for an item its own.
    span: Span,
    /// Where the value stands, when it is a scalar.
    scalar: Option<Span>,
}

/// What was printed, and for whom.
#[derive(Debug)]
pub(crate) struct Printed<'p> {
    /// What the template asked for, such as `app.hostname`.
    pub(crate) expression: &'p str,
    /// The template's source, which may give the value another name.
    pub(crate) template: &'p str,
    pub(crate) text: &'p str,
    /// Whether it is a part of a list or mapping that was printed as a whole, which has names of its own.
    pub(crate) part: bool,
    /// Whether it is a key of that mapping.
    pub(crate) key: bool,
    /// The rendered line.
    pub(crate) line: &'p str,
    /// Keys of the inventory for which the file was rendered, the nearest first.
    pub(crate) subjects: &'p [Span],
}

impl Values {
    pub(crate) fn new(root: Option<&Node<'_>>) -> Self {
        let mut values = Self::default();
        if let Some(root) = root {
            values.add(root, None);
        }
        values
    }

    fn add(&mut self, node: &Node<'_>, parent: Option<u32>) {
        let children = node.entries().iter().map(|entry| (&*entry.key.text, entry.key.span, &entry.value));
        let items = node.items().iter().map(|item| ("", item.span, item));
        for (key, span, value) in children.chain(items) {
            let at = self.entries.len() as u32;
            let text = text(value);
            self.entries.push(Entry { parent, key: key.into(), span, scalar: text.as_ref().map(|_| value.span) });
            self.by_span.insert(span, at);
            self.by_key.entry(key.into()).or_default().push(at);
            if let Some(text) = text {
                self.by_text.entry(text.into()).or_default().push(at);
            }
            self.add(value, Some(at));
        }
    }

    /// Where the value was written, if it was written and not derived.
    pub(crate) fn find(&self, printed: &Printed<'_>) -> Option<Span> {
        let found = if printed.key { self.by_key.get(printed.text) } else { self.by_text.get(printed.text) };
        let mut names = Vec::new();
        asked(printed.expression, printed.template, 0, &mut names);
        let ranked = found?.iter().filter_map(|at| Some((self.rank(*at, printed, &names)?, *at)));
        let (_, best) = ranked.min()?;
        let entry = &self.entries[best as usize];
        if printed.key { Some(entry.span) } else { entry.scalar }
    }

    /// How likely a value is the printed one, the likeliest first; none when it cannot be.
    fn rank(&self, at: u32, printed: &Printed<'_>, names: &[&str]) -> Option<(usize, bool, bool)> {
        let key = self.key(at);
        let is_named = names.contains(&key);
        // What a loop goes through bears the name of the whole.
        let is_below = || self.upwards(at).any(|at| names.contains(&&*self.entries[at as usize].key));
        let far = printed.subjects.len();
        let near = printed.subjects.iter().position(|subject| self.lies_below(at, *subject)).unwrap_or(far);
        let possible = match (printed.part, names.is_empty()) {
            (true, _) => near < far || far == 0 || is_below(),
            // What is called `name` is derived, but for the nearest.
            (false, false) if is_named => key != "name" || near == 0,
            (false, false) => is_below(),
            (false, true) => near < far,
        };
        possible.then(|| (near, !is_named, !printed.line.contains(key) || key.is_empty()))
    }

    fn upwards(&self, at: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(at), |at| self.entries[*at as usize].parent)
    }

    /// The key of an entry; that of the list for an item.
    fn key(&self, at: u32) -> &str {
        let entry = &self.entries[at as usize];
        match (&*entry.key, entry.parent) {
            ("", Some(parent)) => self.key(parent),
            // What a parameter is when nobody says so.
            ("default", Some(parent)) => &self.entries[parent as usize].key,
            (key, _) => key,
        }
    }

    fn lies_below(&self, at: u32, subject: Span) -> bool {
        let Some(subject) = self.by_span.get(&subject) else { return false };
        self.upwards(at).any(|at| at == *subject)
    }

    /// The keys above one, the nearest first, without the sections of the inventory.
    pub(crate) fn above(&self, key: Span) -> Vec<Span> {
        let chain: Vec<u32> = self.by_span.get(&key).into_iter().flat_map(|at| self.upwards(*at)).collect();
        let sections = chain.len().saturating_sub(1);
        chain[..sections].iter().map(|at| self.entries[*at as usize].span).collect()
    }
}

/// Definitions that are followed from one name to the next.
const DEEPEST: usize = 3;

/// The last names of all paths in an expression, such as `min` of `app.scaling.min`; a name of one part is looked up in
/// the loops and assignments of the template.
fn asked<'t>(expression: &'t str, template: &'t str, depth: usize, names: &mut Vec<&'t str>) {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    for (nth, text) in expression.split(['\'', '"']).enumerate() {
        for word in text.split(|c| !is_word(c)).filter(|word| word.starts_with(char::is_alphabetic)) {
            let last = word.rsplit('.').next().filter(|_| word.contains('.'));
            match last {
                // The key of a mapping: `quotas['shop']`.
                _ if nth % 2 == 1 => names.push(word),
                Some(last) => names.push(last),
                None if depth < DEEPEST => {
                    definitions(word, template).for_each(|made| asked(made, template, depth + 1, names));
                }
                None => {}
            }
        }
    }
}

/// What a name stands for: `{% set name = .. %}`, `{% for name in .. %}`.
fn definitions<'t>(name: &str, template: &'t str) -> impl Iterator<Item = &'t str> {
    let tags = template.split("{%").skip(1).filter_map(|tag| tag.split("%}").next());
    tags.filter_map(move |tag| {
        let tag = tag.trim_matches(['-', ' ']);
        let (target, made) = match tag.strip_prefix("set ") {
            Some(rest) => rest.split_once('=')?,
            None => tag.strip_prefix("for ")?.split_once(" in ")?,
        };
        target.split(',').any(|target| target.trim() == name).then_some(made)
    })
}

/// A scalar as a template prints it.
fn text(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        Value::String(text) => Some(text.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::Float(value) => Some(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;
    use crate::yaml::read;

    const INVENTORY: &str = "\
platform: { name: acme, labels: idp.example.org }
teams: { shop: { email: shop@example.com, title: shop } }
systems:
  shop:
    owner: shop
    apps:
      api: { hostname: shop, env: { A: '1', B: '1' }, tags: [one, two] }
      web: { hostname: web, env: { A: '1' } }
";

    fn found(expression: &str, text: &str, line: &str) -> Option<String> {
        let root = read::read(FileId::FIRST, INVENTORY, &mut Sink::default()).swap_remove(0);
        let values = Values::new(Some(&root));
        let app = root.at("systems.shop.apps").and_then(|apps| apps.entry("api")).unwrap().key.span;
        let subjects = values.above(app);
        let template = "{% for value in app.env %}{% for tag in app.tags %}";
        let printed = Printed { expression, template, text, part: false, key: false, line, subjects: &subjects };
        values.find(&printed).map(|span| INVENTORY[span.start as usize - 6..span.end as usize].to_owned())
    }

    #[test]
    fn a_value_is_found_by_its_name_near_its_entity() {
        assert_eq!(found("app.hostname", "shop", "").as_deref(), Some("name: shop"));
        assert_eq!(found("app.owner", "shop", "").as_deref(), Some("wner: shop"));
        assert_eq!(found("app.name", "shop", ""), None, "names are derived");
        assert_eq!(found("value", "1", "B: \"1\"").as_deref(), Some("', B: '1'"));
        assert_eq!(found("tag", "two", "").as_deref(), Some("[one, two"));
        assert_eq!(found("team.email | lower", "shop@example.com", "").as_deref(), Some("mail: shop@example.com"));
    }
}
