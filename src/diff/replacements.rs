//! Names in a text, and others in their place: all of them in one pass, however many there are.

use rustc_hash::FxHashMap;

/// Names, and what stands in the place of each; of two that fit, the earlier one wins.
#[derive(Clone, Debug, Default)]
pub struct Replacements {
    /// The node to which a byte leads. Names with one beginning share its nodes; the first node is 0.
    next: FxHashMap<(u32, u8), u32>,
    /// Rank and replacement of the name that ends at a node.
    ends: FxHashMap<u32, (usize, String)>,
}

impl Replacements {
    /// An empty name stands nowhere.
    pub fn new<'n>(names: impl IntoIterator<Item = (&'n str, &'n str)>) -> Self {
        let mut made = Self::default();
        for (rank, (old, new)) in names.into_iter().enumerate().filter(|(_, (old, _))| !old.is_empty()) {
            let end = old.bytes().fold(0, |node, byte| {
                let fresh = made.next.len() as u32 + 1;
                *made.next.entry((node, byte)).or_insert(fresh)
            });
            made.ends.entry(end).or_insert_with(|| (rank, new.to_owned()));
        }
        made
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text with the replacements where names stand as words.
    pub fn apply(&self, text: &str) -> String {
        let mut made = String::with_capacity(text.len());
        let (mut rest, mut before) = (text, ' ');
        while let Some(c) = rest.chars().next() {
            let found = if is_word(before) { None } else { self.first(rest) };
            let length = found.map_or(c.len_utf8(), |(length, _)| length);
            made.push_str(found.map_or(&rest[..length], |(_, new)| new));
            before = rest[..length].chars().next_back().unwrap_or(' ');
            rest = &rest[length..];
        }
        made
    }

    /// How long the name is with which the text begins, and what stands in its place.
    fn first(&self, text: &str) -> Option<(usize, &str)> {
        let (mut node, mut found): (u32, Option<(usize, usize, &str)>) = (0, None);
        for (at, byte) in text.bytes().enumerate() {
            let Some(next) = self.next.get(&(node, byte)) else { break };
            node = *next;
            if let Some((rank, new)) = self.ends.get(&node)
                && found.is_none_or(|(first, ..)| *rank < first)
                && !text[at + 1..].starts_with(is_word)
            {
                found = Some((*rank, at + 1, new.as_str()));
            }
        }
        found.map(|(_, length, new)| (length, new))
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earlier_of_two_names_wins_where_both_stand_as_words() {
        let made = Replacements::new([("a-b", "1"), ("a", "2"), ("a-b-c", "3"), ("ä", "4"), ("", "5"), ("a", "6")]);
        assert_eq!(made.apply("a a-b a-b-c aa a_b a-bc xä ä-a"), "2 1 1-c aa a_b 2-bc xä 4-2");
        assert_eq!(Replacements::default().apply("a ä"), "a ä");
    }

    #[test]
    fn the_text_alone_decides_how_long_it_takes() {
        let names: Vec<String> = (0..50_000).map(|at| format!("team-0-app-{at}")).collect();
        let made = Replacements::new(names.iter().map(|name| (name.as_str(), "x")));
        let text = names.join(" ");
        assert_eq!(made.apply(&text).len(), 50_000 * 2 - 1);
    }
}
