//! Faults of derived names, reported where they come from: at a pattern of `platform.naming` that fails most of its
//! names, at the entity of each name otherwise.

use rustc_hash::FxHashSet;

use crate::diagnostic::rule::Rule;
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Span;
use crate::yaml::node::Node;

/// Names by the pattern that makes them.
pub(crate) struct NameProvenance<'n> {
    naming: Option<&'n Node<'static>>,
    /// In the order in which the patterns were first met.
    made: Vec<Made>,
}

struct Made {
    pattern: &'static str,
    names: usize,
    faults: Vec<Fault>,
}

/// One kind of fault of a pattern's names.
struct Fault {
    rule: &'static Rule,
    count: usize,
    /// As told at an entity.
    told: Vec<Diagnostic>,
    /// What to do where the pattern is the cause.
    remedy: String,
}

impl<'n> NameProvenance<'n> {
    pub(crate) fn new(root: &'n Node<'static>) -> Self {
        Self { naming: root.get("platform").and_then(|platform| platform.get("naming")), made: Vec::new() }
    }

    /// Counts a name that a pattern made.
    pub(crate) fn name(&mut self, pattern: &'static str) {
        self.made(pattern).names += 1;
    }

    /// Notes a fault of a name that a pattern made.
    pub(crate) fn fault(&mut self, pattern: &'static str, diagnostic: Diagnostic, remedy: String) {
        self.count(pattern, diagnostic.rule, remedy).told.push(diagnostic);
    }

    /// Notes a fault that was told already.
    pub(crate) fn again(&mut self, pattern: &'static str, rule: &'static Rule) {
        self.count(pattern, rule, String::new());
    }

    /// The pattern that a user gave: the name's own, or else the one whose names its default holds.
    pub(crate) fn given_pattern(&self, pattern: &'static str) -> Option<&'static str> {
        let inner = match pattern {
            "repository" | "deployment" | "namespace" | "application" | "image" => "component",
            "inventoryRepository" => "platformRepository",
            _ => pattern,
        };
        [pattern, inner].into_iter().find(|key| self.naming.is_some_and(|naming| naming.get(key).is_some()))
    }

    fn count(&mut self, pattern: &'static str, rule: &'static Rule, remedy: String) -> &mut Fault {
        let made = self.made(self.given_pattern(pattern).unwrap_or(pattern));
        let at = made.faults.iter().position(|fault| fault.rule == rule).unwrap_or_else(|| {
            made.faults.push(Fault { rule, count: 0, told: Vec::new(), remedy });
            made.faults.len() - 1
        });
        made.faults[at].count += 1;
        &mut made.faults[at]
    }

    fn made(&mut self, pattern: &'static str) -> &mut Made {
        let at = self.made.iter().position(|made| made.pattern == pattern).unwrap_or_else(|| {
            self.made.push(Made { pattern, names: 0, faults: Vec::new() });
            self.made.len() - 1
        });
        &mut self.made[at]
    }

    /// Tells everything that was noted.
    pub(crate) fn finish(self, sink: &mut Sink) {
        let mut pairs = FxHashSet::default();
        for Made { pattern, names, faults } in self.made {
            let given = self.naming.and_then(|naming| naming.get(pattern)).map(|node| node.span);
            for fault in faults {
                if let Some(span) = given.filter(|_| fault.count * 2 >= names) {
                    sink.extend(at_pattern(span, fault));
                    continue;
                }
                // Two things whose names collide are told once, whatever patterns make them collide.
                let pair = |told: &Diagnostic| Some((told.primary.span, told.related.first()?.span));
                sink.extend(fault.told.into_iter().filter(|told| pair(told).is_none_or(|pair| pairs.insert(pair))));
            }
        }
    }
}

/// The first of many faults, at the pattern that makes them all.
fn at_pattern(span: Span, fault: Fault) -> Option<Diagnostic> {
    let first = fault.told.into_iter().next()?;
    let label = match fault.count - 1 {
        0 => "derived from this pattern".to_owned(),
        more => format!("derived from this pattern, with {more} more like it"),
    };
    let diagnostic = first.rule.at(span, first.message).label(label).help(fault.remedy);
    let labels = std::iter::once(first.primary).chain(first.related);
    Some(labels.fold(diagnostic, |diagnostic, label| {
        let holder = label.message.trim_start_matches("and ").trim_start_matches("by ").trim_start_matches("of ");
        diagnostic.related(label.span, if holder.is_empty() { "for this" } else { holder })
    }))
}
