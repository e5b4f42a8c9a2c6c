//! Globs as Argo CD reads them in projects (the syntax of `gobwas/glob`): `*` stops at the separator, `**` does not, `?`
//! is one character, `[a-z]` and `[!a-z]` are classes, `{a,b}` are alternatives, `\` takes the next character as it is.
//!
//! Patterns come from files: they are run as an automaton, in time proportional to pattern times text.

/// One step of a pattern.
#[derive(Debug)]
enum Step {
    One(char),
    Any,
    /// Any character but the separator.
    Within,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// Goes on at both places.
    Fork(usize, usize),
    Go(usize),
}

/// Whether all of `text` matches. A pattern that is none matches nothing, and an empty one only the empty text.
pub(crate) fn matches(pattern: &str, text: &str, separator: Option<char>) -> bool {
    if !pattern.bytes().any(|byte| matches!(byte, b'*' | b'?' | b'[' | b'{' | b'\\')) {
        return pattern == text;
    }
    let mut parser = Parser { rest: pattern.chars().peekable(), steps: Vec::new() };
    parser.sequence(0).is_some() && parser.rest.peek().is_none() && run(&parser.steps, text, separator)
}

/// Whether a path matches part by part; `**` alone stands for any number of folders.
pub(crate) fn matches_path(pattern: &str, path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let mut reached = vec![false; parts.len() + 1];
    reached[0] = true;
    for piece in pattern.split('/') {
        let mut next = vec![false; parts.len() + 1];
        if piece == "**" {
            let mut before = false;
            for (at, now) in reached.iter().enumerate() {
                before |= now;
                next[at] = before;
            }
        } else {
            for (at, part) in parts.iter().enumerate() {
                next[at + 1] = reached[at] && matches(piece, part, None);
            }
        }
        reached = next;
    }
    reached[parts.len()]
}

struct Parser<'p> {
    rest: std::iter::Peekable<std::str::Chars<'p>>,
    steps: Vec<Step>,
}

impl Parser<'_> {
    /// Reads up to the end, or up to what ends one of several alternatives.
    fn sequence(&mut self, depth: usize) -> Option<()> {
        while let Some(character) = self.rest.peek().copied() {
            if depth > 0 && matches!(character, ',' | '}') {
                return Some(());
            }
            self.rest.next();
            match character {
                '*' => {
                    let all = self.rest.next_if_eq(&'*').is_some();
                    let start = self.steps.len();
                    let step = if all { Step::Any } else { Step::Within };
                    self.steps.extend([Step::Fork(start + 1, start + 3), step, Step::Go(start)]);
                }
                '?' => self.steps.push(Step::Within),
                '[' => self.class()?,
                // Deeper than anybody writes; recursion stays shallow.
                '{' if depth < 16 => self.alternatives(depth + 1)?,
                '{' => return None,
                '\\' => self.steps.push(Step::One(self.rest.next()?)),
                other => self.steps.push(Step::One(other)),
            }
        }
        (depth == 0).then_some(())
    }

    fn alternatives(&mut self, depth: usize) -> Option<()> {
        let mut ends = Vec::new();
        loop {
            let fork = self.steps.len();
            self.steps.push(Step::Fork(fork + 1, 0));
            self.sequence(depth)?;
            ends.push(self.steps.len());
            self.steps.push(Step::Go(0));
            let next = self.steps.len();
            match self.rest.next()? {
                ',' => self.steps[fork] = Step::Fork(fork + 1, next),
                _ => {
                    self.steps[fork] = Step::Go(fork + 1);
                    break;
                }
            }
        }
        let after = self.steps.len();
        ends.into_iter().for_each(|end| self.steps[end] = Step::Go(after));
        Some(())
    }

    fn class(&mut self) -> Option<()> {
        let negated = self.rest.next_if_eq(&'!').is_some();
        let mut ranges = Vec::new();
        loop {
            let first = match self.rest.next()? {
                ']' => break,
                '\\' => self.rest.next()?,
                other => other,
            };
            let last = match self.rest.next_if_eq(&'-') {
                // A dash at the end stands for itself.
                Some(_) if self.rest.peek() == Some(&']') => {
                    ranges.push((first, first));
                    ranges.push(('-', '-'));
                    continue;
                }
                Some(_) => self.rest.next().filter(|last| first <= *last)?,
                None => first,
            };
            ranges.push((first, last));
        }
        self.steps.push(Step::Class { negated, ranges });
        (!matches!(self.steps.last(), Some(Step::Class { ranges, .. }) if ranges.is_empty())).then_some(())
    }
}

fn run(steps: &[Step], text: &str, separator: Option<char>) -> bool {
    let (mut now, mut next) = (Places::new(steps.len()), Places::new(steps.len()));
    now.add(0, steps);
    for character in text.chars() {
        for at in std::mem::take(&mut now.list) {
            let Some(step) = steps.get(at) else { continue };
            let goes_on = match step {
                Step::One(wanted) => *wanted == character,
                Step::Any => true,
                Step::Within => Some(character) != separator,
                Step::Class { negated, ranges } => {
                    ranges.iter().any(|(first, last)| (first..=last).contains(&&character)) != *negated
                }
                Step::Fork(..) | Step::Go(_) => false,
            };
            if goes_on {
                next.add(at + 1, steps);
            }
        }
        now.seen.fill(false);
        std::mem::swap(&mut now, &mut next);
        if now.list.is_empty() {
            return false;
        }
    }
    now.seen[steps.len()]
}

/// Places in the pattern that are reached, each once.
struct Places {
    seen: Vec<bool>,
    list: Vec<usize>,
}

impl Places {
    fn new(steps: usize) -> Self {
        Self { seen: vec![false; steps + 1], list: Vec::new() }
    }

    fn add(&mut self, at: usize, steps: &[Step]) {
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut self.seen[at], true) {
                continue;
            }
            match steps.get(at) {
                Some(Step::Fork(one, other)) => open.extend([*other, *one]),
                Some(Step::Go(to)) => open.push(*to),
                _ => self.list.push(at),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_as_in_argo_cd() {
        let cases = [
            ("team-a-*", "team-a-orders", true),
            ("team-a-*", "team-b-orders", false),
            ("*", "", true),
            ("?", "", false),
            ("", "", true),
            ("[!a-c]x", "dx", true),
            ("[!a-c]x", "bx", false),
            ("{a,b*}-x", "boo-x", true),
            ("{a,{b,c}}", "c", true),
            ("\\*", "*", true),
            ("\\*", "a", false),
            ("[a", "a", false),
            ("{a", "a", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(matches(pattern, text, None), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn one_star_stops_at_the_separator_and_two_do_not() {
        let cases = [
            ("https://git.example.com/team-a/*", "https://git.example.com/team-a/orders", true),
            ("https://git.example.com/*", "https://git.example.com/team-a/orders", false),
            ("https://git.example.com/**", "https://git.example.com/team-a/orders", true),
            ("https://git.example.com/a?b", "https://git.example.com/a/b", false),
            ("a/**/c", "a/c", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(matches(pattern, text, Some('/')), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn paths_match_part_by_part() {
        let cases = [
            ("apps/*", "apps/orders", true),
            ("apps/*", "apps/orders/base", false),
            ("apps/**", "apps/orders/base", true),
            ("**/production", "production", true),
            ("apps/*/{a,b}.yaml", "apps/orders/b.yaml", true),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(matches_path(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn hostile_patterns_take_no_time() {
        let pattern = "*a".repeat(200) + "b";
        assert!(!matches(&pattern, &"a".repeat(5_000), None));
        assert!(!matches(&"{".repeat(100_000), "{", None));
    }
}
