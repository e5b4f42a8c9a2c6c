//! Regular expressions with Go's syntax, as in the patterns of CustomResourceDefinitions.

use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use regex::Regex;
use rustc_hash::FxHashMap;

/// A pattern, compiled when the first string is checked.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) text: Box<str>,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.into(), compiled: OnceLock::new() }
    }

    /// Whether the pattern is found in a text; a broken pattern is found in every text.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.compiled.get_or_init(|| compile(&self.text).ok()).as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

/// Compiles a pattern with Go's meaning; the error is a sentence about what is wrong with it.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::new(&ascii(pattern)).map_err(|error| {
        let text = error.to_string();
        text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
    })
}

/// Compiles a pattern as [`compile`] does; one that was met before is there already.
pub(crate) fn shared(pattern: &str) -> Result<Arc<Regex>, String> {
    /// Rules hold few patterns, but one may be built from the value that is checked.
    const MOST: usize = 256;
    static KNOWN: LazyLock<RwLock<FxHashMap<Box<str>, Arc<Regex>>>> = LazyLock::new(RwLock::default);
    if let Some(regex) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return Ok(regex.clone());
    }
    let regex = Arc::new(compile(pattern)?);
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() < MOST {
        known.insert(pattern.into(), regex.clone());
    }
    Ok(regex)
}

/// Writes classes such as `\d` out, which mean ASCII in Go, and escapes `[` inside of a class, which means itself.
fn ascii(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut inside = false;
    let mut rest = pattern.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '\\' => match rest.next() {
                Some(class @ ('d' | 'w' | 's')) => {
                    let set = match class {
                        'd' => "0-9",
                        'w' => "0-9A-Za-z_",
                        _ => r"\t\n\f\r ",
                    };
                    text.push_str(&if inside { set.to_owned() } else { format!("[{set}]") });
                }
                Some('D') if !inside => text.push_str("[^0-9]"),
                Some('W') if !inside => text.push_str("[^0-9A-Za-z_]"),
                Some('S') if !inside => text.push_str(r"[^\t\n\f\r ]"),
                Some('b') if !inside => text.push_str(r"(?-u:\b)"),
                Some('/') => text.push('/'),
                Some(escaped) => text.extend(['\\', escaped]),
                None => text.push('\\'),
            },
            '[' if inside && rest.peek() == Some(&':') => text.push('['),
            '[' if inside => text.push_str(r"\["),
            '[' => {
                inside = true;
                text.push('[');
                if rest.next_if_eq(&'^').is_some() {
                    text.push('^');
                }
                // A bracket that comes first is a member.
                if rest.next_if_eq(&']').is_some() {
                    text.push_str(r"\]");
                }
            }
            ':' if inside && rest.peek() == Some(&']') && text.contains("[:") => {
                rest.next();
                text.push_str(":]");
            }
            ']' => {
                inside = false;
                text.push(']');
            }
            '&' | '~' | '-' if inside && rest.peek() == Some(&next) => text.extend(['\\', next]),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_they_mean_in_go() {
        for (pattern, text, found) in [
            (r"^\d+$", "12", true),
            (r"^\d+$", "\u{661}", false),
            (r"^[\w.-]+$", "a_1.-", true),
            (r"^[\w.-]+$", "ä", false),
            (r"^[[a]+$", "[a", true),
            (r"^[]a]+$", "]a", true),
            (r"^[^]a]+$", "b", true),
            (r"^[[:alpha:]_]+$", "ab_", true),
            (r"^[[:alpha:]_]+$", "a1", false),
            (r"^[a&&b]+$", "a&b", true),
            (r"a\/b", "a/b", true),
        ] {
            assert_eq!(compile(pattern).unwrap().is_match(text), found, "{pattern} {text}");
        }
        assert!(compile("a(?=b)").unwrap_err().contains("look-around"));
    }
}
