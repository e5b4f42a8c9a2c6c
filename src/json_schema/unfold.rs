//! Checks that a user's schema stays small when all its references are resolved.
//!
//! A schema that leads to itself, or doubles at every step, would be followed without end by every validator.

use rustc_hash::FxHashMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules::invalid_schema;
use crate::yaml::node::Node;
use crate::yaml::pointer;

/// Most values of a schema with all its references followed.
const MAX_VALUES: usize = 20_000;
/// Most references of which each leads to the next.
const MAX_DEPTH: usize = 16;

/// What is wrong with the references of a schema.
pub(crate) fn fault(schema: &Node<'_>) -> Option<Diagnostic> {
    let mut unfolding = Unfolding { root: schema, known: FxHashMap::default(), depth: 0 };
    unfolding.size(schema).err().map(|fault| *fault)
}

struct Unfolding<'n, 'a> {
    root: &'n Node<'a>,
    /// Size of what a reference leads to; none while it is followed.
    known: FxHashMap<String, Option<usize>>,
    /// References that are followed.
    depth: usize,
}

impl Unfolding<'_, '_> {
    fn size(&mut self, schema: &Node<'_>) -> Result<usize, Box<Diagnostic>> {
        let mut size = 1_usize;
        for item in schema.items() {
            size = size.saturating_add(self.size(item)?);
        }
        for entry in schema.entries() {
            size = size.saturating_add(match &*entry.key.text {
                "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
                    let parts = entry.value.entries().iter().map(|part| self.size(&part.value));
                    parts.sum::<Result<usize, _>>()?
                }
                // Data, in which nothing refers to anything.
                "default" | "const" | "enum" | "examples" => 1,
                "$ref" => self.reference(&entry.value)?,
                name @ ("$dynamicRef" | "$anchor" | "$dynamicAnchor" | "$id") => {
                    let help = "refer by `$ref: \"#/$defs/name\"`";
                    return Err(Box::new(refuse(&entry.value, format!("`{name}` is not supported"), help)));
                }
                _ => self.size(&entry.value)?,
            });
        }
        match size > MAX_VALUES {
            true => {
                let message = format!("more than {MAX_VALUES} values when all references are followed");
                Err(Box::new(refuse(schema, message, "refer to less, or write less")))
            }
            false => Ok(size),
        }
    }

    fn reference(&mut self, reference: &Node<'_>) -> Result<usize, Box<Diagnostic>> {
        let help = "refer by `$ref: \"#/$defs/name\"` to a part that does not refer back";
        let Some(name) = reference.as_str() else { return Ok(1) };
        match self.known.get(name) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => return Err(Box::new(refuse(reference, format!("`{name}` leads to itself"), help))),
            None => {}
        }
        let target = name.strip_prefix('#').and_then(|pointer| pointer::at(self.root, pointer));
        let Some(target) = target else {
            return Err(Box::new(refuse(reference, format!("`{name}` leads to no part of this schema"), help)));
        };
        if self.depth == MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} references lead to one another");
            return Err(Box::new(refuse(reference, message, "refer to the last of them")));
        }
        self.known.insert(name.to_owned(), None);
        self.depth += 1;
        let size = self.size(target)?;
        self.depth -= 1;
        self.known.insert(name.to_owned(), Some(size));
        Ok(size)
    }
}

fn refuse(at: &Node<'_>, message: String, help: &str) -> Diagnostic {
    invalid_schema::RULE.at(at.span, message).help(help)
}
