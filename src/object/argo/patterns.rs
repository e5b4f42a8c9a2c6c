//! Lists of patterns, such as the destinations of a project: those that may match a text are found by how they begin, so
//! that a project may list thousands.

use rustc_hash::FxHashMap;

/// Positions of patterns by the text that they begin with, up to the first sign of a glob.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    by_beginning: FxHashMap<Box<str>, Vec<u32>>,
    /// How long those texts are, each length once.
    lengths: Vec<usize>,
    /// Those that deny: they tell something of any text.
    denials: Vec<u32>,
}

impl Patterns {
    pub(crate) fn new<'p>(patterns: impl Iterator<Item = &'p str>) -> Self {
        let mut made = Self::default();
        for (pattern, at) in patterns.zip(0..) {
            if pattern.starts_with('!') {
                made.denials.push(at);
                continue;
            }
            let end = pattern.find(['*', '?', '[', '{', '\\']).unwrap_or(pattern.len());
            made.by_beginning.entry(pattern[..end].into()).or_default().push(at);
        }
        made.lengths = made.by_beginning.keys().map(|beginning| beginning.len()).collect();
        made.lengths.sort_unstable();
        made.lengths.dedup();
        made
    }

    /// Positions of the patterns that may match a text, and of those that deny.
    pub(crate) fn candidates(&self, text: &str) -> impl Iterator<Item = usize> {
        let beginnings = self.lengths.iter().filter_map(|length| self.by_beginning.get(text.get(..*length)?));
        beginnings.flatten().chain(&self.denials).map(|at| *at as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(patterns: &[&str], text: &str) -> Vec<usize> {
        Patterns::new(patterns.iter().copied()).candidates(text).collect()
    }

    #[test]
    fn only_patterns_that_begin_like_the_text_are_candidates() {
        let patterns = ["a-b", "a-*", "*", "", "!a-b", "b-*", "a-b-c", "ä*", "a\\-b"];
        assert_eq!(candidates(&patterns, "a-b"), [2, 3, 8, 1, 0, 4]);
        assert_eq!(candidates(&patterns, "ä"), [2, 3, 7, 4]);
    }

    #[test]
    fn of_many_names_one_is_a_candidate() {
        let names: Vec<String> = (0..1_000).map(|at| format!("team-a-app-{at:03}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(candidates(&names, "team-a-app-007"), [7]);
    }
}
