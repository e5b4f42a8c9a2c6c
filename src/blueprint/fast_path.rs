//! Templates that are nothing but text and names, such as `${{ app.repository }}`: filled in without the engine.
//!
//! Most repositories, file names and many files are of this kind. What is not there is left to the engine, whose
//! errors say more.

use minijinja::Value;
use minijinja::value::ValueKind;

use super::engine::filters::to_json;
use crate::interpolate::marked::{Mark, MarkedText};

/// A template without statements, filters and comments.
#[derive(Clone, Debug)]
pub(crate) struct Straight {
    /// Each text with the name behind it, field by field.
    pairs: Vec<(String, Vec<String>)>,
    rest: String,
}

impl Straight {
    /// Takes a template apart; `None` when it holds more than text and names.
    pub(crate) fn parse(source: &str) -> Option<Self> {
        if source.contains("{%") || source.contains("{#") {
            return None;
        }
        let mut pairs = Vec::new();
        let mut rest = source;
        while let Some((text, more)) = rest.split_once("${{") {
            let (name, more) = more.split_once("}}")?;
            let fields: Vec<String> = name.trim_matches(' ').split('.').map(str::to_owned).collect();
            if !fields.iter().all(|field| is_name(field)) {
                return None;
            }
            pairs.push((text.to_owned(), fields));
            rest = more;
        }
        // The engine reads line ends its own way.
        (!source.contains('\r')).then(|| Self { pairs, rest: rest.to_owned() })
    }

    /// Fills the names in; false, with half a text, when the engine has to say what is wrong.
    pub(crate) fn fill(&self, context: &Value, marked: &mut MarkedText, limit: usize) -> bool {
        for (text, fields) in &self.pairs {
            marked.text(text);
            let Some(value) = find(context, fields) else { return false };
            if !put(marked, &value) || marked.size() > limit {
                return false;
            }
        }
        marked.text(&self.rest);
        marked.size() <= limit
    }
}

fn is_name(field: &str) -> bool {
    field.starts_with(|first: char| first.is_ascii_alphabetic())
        && field.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn find(context: &Value, fields: &[String]) -> Option<Value> {
    let (first, rest) = fields.split_first()?;
    let attribute = |value: &Value, field: &str| value.get_attr(field).ok().filter(|found| !found.is_undefined());
    rest.iter().try_fold(attribute(context, first)?, |value, field| attribute(&value, field))
}

fn put(marked: &mut MarkedText, value: &Value) -> bool {
    match value.kind() {
        ValueKind::None => marked.put(Mark::Null, ""),
        ValueKind::Bool => marked.put(Mark::Bool, value.is_true()),
        ValueKind::Number => marked.put(Mark::Number, value),
        ValueKind::String => marked.put_str(value.as_str().unwrap_or_default()),
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => match to_json(value) {
            Ok(json) => marked.put(Mark::Collection, json),
            Err(_) => return false,
        },
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_and_names_are_straight() {
        for source in ["", "text", "${{ app.name }}", "a ${{a.b_c}} b ${{ d }}\n"] {
            assert!(Straight::parse(source).is_some(), "{source}");
        }
        for source in ["{% if a %}", "${{ a | upper }}", "${{ a['b'] }}", "${{ a", "${{- a }}", "${{ 1 }}", "{# a #}"] {
            assert!(Straight::parse(source).is_none(), "{source}");
        }
    }
}
