//! Finds where in a JSON or TOML skeleton the values stand: between double quotes, or as a value of their own.

use super::{Context, Dialect, Piece};

pub fn lex(skeleton: &str) -> Vec<Piece> {
    pieces(skeleton, Context::JsonValue, false)
}

/// TOML: comments begin with `#`, and a value outside quotes stays as it is.
pub fn lex_toml(skeleton: &str) -> Vec<Piece> {
    pieces(skeleton, Context::Raw(Dialect::Toml), true)
}

fn pieces(skeleton: &str, bare: Context, comments: bool) -> Vec<Piece> {
    let text = skeleton.as_bytes();
    let (mut pieces, mut values, mut done, mut at) = (Vec::new(), 0, 0, 0);
    let mut quoted = false;
    while at < text.len() {
        match text[at] {
            b'\\' if quoted => at += 2,
            b'"' => {
                quoted = !quoted;
                at += 1;
            }
            b'#' if comments && !quoted => at += memchr::memchr2(b'\n', 0, &text[at..]).unwrap_or(text.len() - at),
            0 => {
                pieces.push(Piece { range: done..at, first: values, context: Context::Literal });
                let context = if quoted { Context::DoubleQuoted } else { bare };
                pieces.push(Piece { range: at..at + 2, first: values, context });
                values += 1;
                at += 2;
                done = at;
            }
            _ => at += 1,
        }
    }
    pieces.push(Piece { range: done..text.len(), first: values, context: Context::Literal });
    pieces
}
