//! Strings without an object's own names, so that the same change in many objects can be seen as one.

use super::owner_index::Subject;
use crate::diff::renames::app_of;
use crate::diff::replacements::Replacements;
use crate::diff::{ObjectChange, RepositoryChange};

/// `*` in the place of names that are a file's own, the longest first.
pub(crate) fn of_file(repository: &RepositoryChange, subject: &Subject) -> Replacements {
    let mut normalize = Words::default();
    normalize.file(repository, subject);
    normalize.sorted()
}

/// `*` in the place of names that are an object's own, the longest first.
pub(crate) fn of_object(repository: &RepositoryChange, subject: &Subject, object: &ObjectChange) -> Replacements {
    let mut normalize = Words::default();
    normalize.file(repository, subject);
    for id in [Some(&object.object), object.from.as_ref()].into_iter().flatten() {
        normalize.add(id.namespace());
        normalize.add(&id.name);
    }
    normalize.sorted()
}

#[derive(Default)]
struct Words(Vec<String>);

impl Words {
    fn add(&mut self, word: &str) {
        self.0.push(word.to_owned());
    }

    fn file(&mut self, repository: &RepositoryChange, subject: &Subject) {
        for path in [Some(&repository.path), repository.from.as_ref()].into_iter().flatten() {
            self.add(app_of(path));
        }
        if !subject.app.is_empty() {
            self.add(&subject.app);
            self.add(&format!("{}-{}", subject.team, subject.app));
        }
        self.add(&subject.environment);
    }

    fn sorted(mut self) -> Replacements {
        self.0.retain(|word| word.len() > 1);
        self.0.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        stars(&self.0)
    }
}

/// `*` in the place of each of the words.
pub(crate) fn stars(words: &[String]) -> Replacements {
    Replacements::new(words.iter().map(|word| (word.as_str(), "*")))
}

/// What is left of two texts when the words that they begin and end with alike are taken away.
pub(crate) fn delta<'t>(old: &'t str, new: &'t str) -> (&'t str, &'t str) {
    let (head, tail) = common(old, new);
    (&old[head..old.len() - tail], &new[head..new.len() - tail])
}

/// How many bytes of whole words two texts begin and end with alike.
pub(crate) fn common(old: &str, new: &str) -> (usize, usize) {
    let (olds, news) = (ends(old), ends(new));
    let end = |ends: &[usize], at: usize| ends.binary_search(&at).is_ok();
    let same = old.char_indices().zip(new.chars()).take_while(|((_, a), b)| a == b).last();
    let head = same.map_or(0, |((at, c), _)| at + c.len_utf8());
    // Back to where a word ends on both sides.
    let head = (0..=head).rev().find(|at| end(&olds, *at) && end(&news, *at)).unwrap_or(0);
    let same = old[head..].chars().rev().zip(new[head..].chars().rev()).take_while(|(a, b)| a == b);
    let tail: usize = same.map(|(c, _)| c.len_utf8()).sum();
    let fits = |length: &usize| end(&olds, old.len() - length) && end(&news, new.len() - length);
    (head, (0..=tail).rev().find(fits).unwrap_or(0))
}

/// Places at which a word begins or ends; a version such as `1.0.2` is one word.
fn ends(text: &str) -> Vec<usize> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let digit = |at: Option<&(usize, char)>| at.is_some_and(|(_, c)| c.is_ascii_digit());
    let part = |at: usize| {
        let (_, c) = chars[at];
        let number = c == '.' && digit(at.checked_sub(1).and_then(|at| chars.get(at))) && digit(chars.get(at + 1));
        c.is_alphanumeric() || c == '_' || number
    };
    let mut ends = vec![0];
    let between = (1..chars.len()).filter(|at| !(part(at - 1) && part(*at)));
    ends.extend(between.map(|at| chars[at].0));
    ends.push(text.len());
    ends.dedup();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_left_out_where_they_stand_as_words() {
        let normalize = ["orders-api".to_owned(), "orders".to_owned()];
        assert_eq!(stars(&normalize).apply("idp/orders-api:orders reorders orders_"), "idp/*:* reorders orders_");
        assert_eq!(stars(&[String::new()]).apply("orders"), "orders");
    }

    #[test]
    fn a_delta_is_made_of_whole_words() {
        for (old, new, delta_old, delta_new) in [
            ("r.example.com/a:1.0.0", "r.example.com/a:1.0.1", "1.0.0", "1.0.1"),
            ("orders.prod.idp.example.com", "orders.prod.acme.example.com", "idp", "acme"),
            ("checkout-orders", "cashdesk-orders", "checkout", "cashdesk"),
            ("a", "a-b", "", "-b"),
            ("", "x", "", "x"),
            ("ä ö", "ä ü", "ö", "ü"),
            ("a.a", "a.a.a", "", ".a"),
        ] {
            assert_eq!(delta(old, new), (delta_old, delta_new), "{old} -> {new}");
        }
    }
}
