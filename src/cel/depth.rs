//! How deep an expression is nested, told from its text: the parser calls itself for each operator in a row, and so does
//! everything that walks over what it reads.

/// Longest expression that is read, in bytes, as the API server has it.
const LONGEST: usize = 100_000;
/// Most operators and brackets of which each holds the next, as the server has it.
const DEEPEST: usize = 250;

/// Why an expression is not read at all.
pub(crate) fn fault(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return Some(format!("it is longer than {LONGEST} bytes"));
    }
    // Operators in a row, of each bracket that is open, and of those around all together.
    let (mut open, mut links, mut above, mut at) = (Vec::new(), 0_usize, 0_usize, 0);
    while let Some(character) = text[at..].chars().next() {
        let start = at;
        at += character.len_utf8();
        match character {
            '"' | '\'' => match string(text, start) {
                Some(end) => at = end,
                None => return Some("a string has no end, or an unknown escape".to_owned()),
            },
            '/' if text[at..].starts_with('/') => at += text[at..].find('\n').unwrap_or(text.len() - at),
            '(' | '[' | '{' => {
                open.push(links);
                above += links + 1;
                links = 0;
            }
            ')' | ']' | '}' => {
                // What is called or indexed is held by what follows.
                let outer = open.pop().unwrap_or(0);
                above = above.saturating_sub(outer + 1);
                links = outer + 1;
            }
            ',' | '&' | '|' => links = 0,
            '+' | '-' | '*' | '/' | '%' | '<' | '>' | '=' | '!' | '.' | '?' => links += 1,
            'i' if word(text, start) == "in" => links += 1,
            _ => {}
        }
        if above + links > DEEPEST {
            return Some(format!("it is nested deeper than {DEEPEST} levels"));
        }
    }
    None
}

/// Where a string that begins at a quote ends, read as the parser reads it.
fn string(text: &str, start: usize) -> Option<usize> {
    let quote = &text[start..=start];
    let triple = quote.repeat(3);
    let end = if text[start..].starts_with(&triple) { triple.as_str() } else { quote };
    let before = text[..start].rfind(|c: char| !is_part(c)).map_or(0, |at| at + 1);
    let is_raw = matches!(text[before..start].to_ascii_lowercase().as_str(), "r" | "br" | "rb");
    let mut at = start + end.len();
    loop {
        let rest = &text[at..];
        if rest.starts_with(end) {
            return Some(at + end.len());
        }
        let character = rest.chars().next().filter(|c| end.len() == 3 || !matches!(c, '\n' | '\r'))?;
        at += match character {
            '\\' if !is_raw => escape(&rest[1..])? + 1,
            other => other.len_utf8(),
        };
    }
}

/// How long an escape is, behind its backslash.
fn escape(text: &str) -> Option<usize> {
    let digits = |count: usize, base: u32| {
        let digits = text.get(1..=count)?;
        digits.chars().all(|digit| digit.is_digit(base)).then_some(1 + count)
    };
    match text.chars().next()? {
        'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '"' | '\'' | '\\' | '?' | '`' => Some(1),
        'x' | 'X' => digits(2, 16),
        'u' => digits(4, 16),
        'U' => digits(8, 16),
        '0'..='3' => digits(2, 8),
        _ => None,
    }
}

/// The word that begins at a place; nothing where another goes on.
fn word(text: &str, start: usize) -> &str {
    let rest = if text[..start].ends_with(is_part) { "" } else { &text[start..] };
    &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())]
}

fn is_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nested_is_counted_outside_of_strings() {
        let deep = |text: &str| fault(text).is_some_and(|fault| fault.contains("deeper"));
        let row = |operator: &str| ["a"; 300].join(operator);
        for operator in ["+", "-", " in ", "==", ".", "[", " ? a : "] {
            assert!(deep(&row(operator)), "{operator}");
        }
        assert!(deep(&format!("{}a", "(".repeat(300))));
        assert!(deep(&format!("\"\"\" \" \"\"\" == {}", row("+"))));
        assert!(deep(&format!("r'\\' == {}", row("+"))));
        assert!(deep(&format!("// '''\n{}", row("+"))));
        assert!(deep(&"(1 + 1 + 1 + 1 + ".repeat(60)));
        assert!(!deep(&row(" && ")) && !deep(&row(", ")) && !deep(&format!("'{}'", row("+"))));
        assert!(!deep(&row(" && a == 'b' || a.b.c in [1, 2] || ")));
        assert!(fault(r"'\q' == ' '").is_some() && fault("'a").is_some());
        assert_eq!(fault(r"'\x41\101\u00e4\'' == ''"), None);
    }
}
