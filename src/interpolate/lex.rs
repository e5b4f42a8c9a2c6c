//! Finds the context of each value in a YAML template.
//!
//! It is no parser: it follows quotes, comments, block scalars, flow brackets and keys, which is all that decides
//! how a value must be written. What it cannot follow is found by the parser, which reads every new skeleton once.

use crate::interpolate::{Context, Segment};

/// The segments of a YAML skeleton, in order, without gaps.
pub(crate) fn yaml(skeleton: &str) -> Vec<Segment> {
    let mut lexer = Lexer {
        text: skeleton.as_bytes(),
        at: 0,
        segments: Vec::new(),
        flow: 0,
        column: 0,
        open: false,
        values: 0,
        done: 0,
    };
    while lexer.at < lexer.text.len() {
        lexer.line();
    }
    lexer.segment(skeleton.len(), skeleton.len(), Context::Literal);
    lexer.segments
}

/// Where the plain scalar of a line began.
#[derive(PartialEq, Eq)]
enum Begun {
    Here,
    Above,
}

struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
    segments: Vec<Segment>,
    /// Depth of flow brackets.
    flow: usize,
    /// Column of the innermost key or dash on this line.
    column: usize,
    /// Whether a plain scalar goes on in this line.
    open: bool,
    /// Values seen so far.
    values: usize,
    /// End of the last segment.
    done: usize,
}

impl Lexer<'_> {
    /// Lexes one line, and what begins on it and goes on below.
    fn line(&mut self) {
        let start = self.at;
        self.spaces();
        self.column = self.at - start;
        if self.flow == 0 && (self.rest().starts_with(b"---") || self.rest().starts_with(b"%")) && self.at == start {
            self.at += if self.peek() == b'%' { self.to_line_end() } else { 3 };
        }
        if std::mem::take(&mut self.open) {
            self.plain(start, Begun::Above);
        }
        loop {
            self.spaces();
            match self.peek() {
                0 if self.at >= self.text.len() => return,
                b'\n' => {
                    self.at += 1;
                    return;
                }
                b'#' if self.at == start || self.before() == b' ' || self.before() == b'\n' => self.comment(),
                b'-' | b'?' if self.flow == 0 && self.ends_word(self.at + 1) => {
                    self.column = self.at - start;
                    self.at += 1;
                }
                b'"' => self.quoted(b'"'),
                b'\'' => self.quoted(b'\''),
                b'[' | b'{' => {
                    self.flow += 1;
                    self.at += 1;
                }
                b']' | b'}' => {
                    self.flow = self.flow.saturating_sub(1);
                    self.at += 1;
                }
                b',' | b':' => self.at += 1,
                b'|' | b'>' if self.flow == 0 => return self.block(),
                b'&' | b'!' | b'*' => {
                    while !self.ends_word(self.at) {
                        self.at += 1;
                    }
                }
                _ => self.plain(start, Begun::Here),
            }
        }
    }

    /// A plain scalar up to its end on this line; sets the column when it is a key.
    fn plain(&mut self, line: usize, begun: Begun) {
        let begin = self.at;
        let mut end = self.at;
        let mut key = false;
        while self.at < self.text.len() {
            match self.text[self.at] {
                b'\n' => break,
                b'#' if self.before() == b' ' => break,
                b':' if self.ends_word(self.at + 1) || (self.flow > 0 && self.flow_mark(self.at + 1)) => {
                    key = true;
                    break;
                }
                b',' | b'[' | b']' | b'{' | b'}' if self.flow > 0 => break,
                0 => {
                    self.at += 2;
                    end = self.at;
                }
                byte => {
                    self.at += 1;
                    if !matches!(byte, b' ' | b'\t' | b'\r') {
                        end = self.at;
                    }
                }
            }
        }
        if key && self.flow == 0 {
            self.column = begin - line;
        }
        let commented = self.peek() == b'#';
        self.open = !key && self.goes_on();
        let context = match self.open || begun == Begun::Above {
            true => Context::Line,
            false => Context::Scalar { key, flow: self.flow > 0, commented, indent: self.column + 2 },
        };
        self.segment(begin, end, context);
        if key {
            self.at += 1;
        }
    }

    /// Whether the plain scalar that ends with this line has another one: what follows is neither a comment, an item,
    /// a key nor the end of a flow collection.
    fn goes_on(&self) -> bool {
        let rest = self.rest().trim_ascii_start();
        let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        let is_end = matches!(line.first(), None | Some(b'#' | b',' | b']' | b'}'));
        let is_marked = line.starts_with(b"---") || line.starts_with(b"...");
        let is_item = self.flow == 0 && matches!(line, [b'-' | b'?'] | [b'-' | b'?', b' ' | b'\t', ..]);
        let is_key = line.ends_with(b":") || line.windows(2).any(|pair| matches!(pair, [b':', b' ' | b'\t']));
        self.peek() == b'\n' && !(is_end || is_marked || is_item || is_key)
    }

    fn quoted(&mut self, quote: u8) {
        let begin = self.at;
        self.at += 1;
        while self.at < self.text.len() {
            match self.text[self.at] {
                0 => self.at += 2,
                b'\\' if quote == b'"' => self.at += 2,
                byte if byte == quote => {
                    self.at += 1;
                    if quote == b'\'' && self.peek() == b'\'' {
                        self.at += 1;
                        continue;
                    }
                    break;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.text.len());
        let context = if quote == b'"' { Context::DoubleQuoted } else { Context::SingleQuoted };
        self.segment(begin, self.at, context);
    }

    fn comment(&mut self) {
        let begin = self.at;
        self.at += self.to_line_end();
        self.segment(begin, self.at, Context::Comment);
    }

    /// A block scalar: its header, and every line below that is indented deeper than its key.
    fn block(&mut self) {
        let header = self.at;
        self.at += self.to_line_end();
        let explicit =
            self.text[header..self.at].iter().find(|byte| byte.is_ascii_digit()).map(|byte| usize::from(byte - b'0'));
        self.at = (self.at + 1).min(self.text.len());
        let mut indent = explicit.map(|more| self.column + more);
        while self.at < self.text.len() {
            let rest = self.rest();
            let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
            let blank = matches!(rest.get(spaces), None | Some(b'\n' | b'\r'));
            // At the top level a block may stand at column zero only below a document marker; groma asks for more.
            if !blank && spaces <= self.column {
                break;
            }
            let first = indent.is_none();
            if !blank {
                indent = indent.or(Some(spaces));
            }
            let begin = self.at;
            self.at += self.to_line_end();
            self.segment(begin, self.at, Context::Block { indent: indent.unwrap_or(self.column + 2), first });
            self.at = (self.at + 1).min(self.text.len());
        }
    }

    /// Ends a segment; literal text before it becomes a segment of its own, and one without values is literal too.
    fn segment(&mut self, begin: usize, end: usize, context: Context) {
        let holds = |text: &[u8]| memchr::memchr(0, text).is_some();
        if context != Context::Literal && !holds(&self.text[begin..end]) {
            return;
        }
        if begin > self.done {
            self.segments.push(Segment { range: self.done..begin, first: self.values, context: Context::Literal });
        }
        if context != Context::Literal {
            self.segments.push(Segment { range: begin..end, first: self.values, context });
            self.values += memchr::memchr_iter(0, &self.text[begin..end]).count();
            self.done = end;
        }
    }

    fn rest(&self) -> &[u8] {
        &self.text[self.at.min(self.text.len())..]
    }

    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn before(&self) -> u8 {
        self.at.checked_sub(1).map_or(b'\n', |at| self.text[at])
    }

    fn spaces(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\r') {
            self.at += 1;
        }
    }

    fn to_line_end(&self) -> usize {
        let rest = self.rest();
        memchr::memchr(b'\n', rest).unwrap_or(rest.len())
    }

    fn ends_word(&self, at: usize) -> bool {
        matches!(self.text.get(at), None | Some(b' ' | b'\n' | b'\r' | b'\t'))
    }

    fn flow_mark(&self, at: usize) -> bool {
        matches!(self.text.get(at), Some(b',' | b'[' | b']' | b'{' | b'}'))
    }
}
