//! Finds the context of each value in a JSON or TOML template: inside a quoted string, or a value by itself.

use crate::interpolate::{Context, Segment};

/// The segments of a JSON skeleton, in order, without gaps.
pub(crate) fn json(skeleton: &str) -> Vec<Segment> {
    segments(skeleton, |at| matches!(at, b'"').then_some(Inside::Double))
}

/// The segments of a TOML skeleton, which has literal texts and comments too.
pub(crate) fn toml(skeleton: &str) -> Vec<Segment> {
    segments(skeleton, |at| match at {
        b'"' => Some(Inside::Double),
        b'\'' => Some(Inside::Single),
        b'#' => Some(Inside::Comment),
        _ => None,
    })
}

/// What the lexer is in the middle of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Double,
    Single,
    Comment,
}

fn segments(skeleton: &str, opens: impl Fn(u8) -> Option<Inside>) -> Vec<Segment> {
    let text = skeleton.as_bytes();
    let (mut segments, mut values, mut done, mut at) = (Vec::new(), 0, 0, 0);
    let mut inside = None;
    while at < text.len() {
        let byte = text[at];
        if byte == 0 {
            let context = match inside {
                None => Context::JsonValue,
                Some(Inside::Double) => Context::DoubleQuoted,
                Some(Inside::Single) => Context::Literally,
                Some(Inside::Comment) => Context::Comment,
            };
            segments.push(Segment { range: done..at, first: values, context: Context::Literal });
            segments.push(Segment { range: at..at + 2, first: values, context });
            values += 1;
            at += 2;
            done = at;
            continue;
        }
        inside = match (inside, byte) {
            (None, byte) => opens(byte),
            (Some(Inside::Double), b'\\') => {
                at += 1;
                inside
            }
            (Some(Inside::Double), b'"') | (Some(Inside::Single), b'\'') | (Some(Inside::Comment), b'\n') => None,
            (inside, _) => inside,
        };
        at += 1;
    }
    segments.push(Segment { range: done..text.len(), first: values, context: Context::Literal });
    segments
}
