//! The tokens of a template: how deep and long its tags may be, and where its operators stand.

use std::ops::Range;

use minijinja::machinery::{self, Span, Token};
use minijinja::syntax::SyntaxConfig;

use super::guarded::Refusal;

/// Largest template, in bytes; a file without any tag may be larger.
const MAX_BYTES: usize = 1 << 20;
/// Most words and signs in one tag; expressions are nested no deeper.
const MAX_TOKENS: usize = 400;
/// Longest name in a tag, in bytes.
const MAX_NAME: usize = 250;
/// Deepest nesting of blocks, where an `elif` is one step more.
const MAX_DEPTH: usize = 60;

/// All tokens, in order.
pub(crate) struct Tokens<'s>(Vec<(Token<'s>, Range<usize>)>);

pub(crate) fn range(span: Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}

impl<'s> Tokens<'s> {
    /// Reads a template that can be parsed without deep recursion; nothing when it has a syntax error.
    pub(crate) fn read(source: &'s str, syntax: &SyntaxConfig) -> Result<Option<Self>, Refusal> {
        let refuse = |range: Range<usize>, reason: String, help| Err(Refusal { range, reason, help });
        if source.len() > MAX_BYTES {
            let reason = format!("the template is larger than {} MiB", MAX_BYTES >> 20);
            return refuse(0..0, reason, "split it, or list it under `verbatim:` when it needs no rendering");
        }
        let (mut tokens, mut blocks) = (Vec::new(), Vec::<usize>::new());
        let (mut tag, mut depth) = (0, 0_usize);
        for token in machinery::tokenize(source, false, syntax.clone()) {
            let Ok((token, span)) = token else { return Ok(None) };
            let range = range(span);
            match &token {
                Token::BlockStart | Token::VariableStart | Token::TemplateData(_) => tag = tokens.len(),
                Token::Ident(name) if tokens.len() == tag + 1 && matches!(tokens[tag], (Token::BlockStart, _)) => {
                    match *name {
                        "for" | "if" | "with" | "macro" => {
                            blocks.push(1);
                            depth += 1;
                        }
                        "elif" => {
                            blocks.last_mut().into_iter().for_each(|steps| *steps += 1);
                            depth += 1;
                        }
                        name if name.starts_with("end") => depth -= blocks.pop().unwrap_or(0).min(depth),
                        _ => {}
                    }
                }
                _ => {}
            }
            if tokens.len() > tag + MAX_TOKENS {
                let help = "split it up, with `{% set name = .. %}` for each part";
                return refuse(range, format!("a tag has more than {MAX_TOKENS} tokens"), help);
            }
            if depth > MAX_DEPTH {
                let help = "include a file for the inner blocks, or look values up in a mapping";
                return refuse(range, format!("blocks are nested deeper than {MAX_DEPTH} levels"), help);
            }
            if let Token::Ident(name) = &token
                && name.len() > MAX_NAME
            {
                return refuse(range, format!("a name is longer than {MAX_NAME} bytes"), "shorten it");
            }
            tokens.push((token, range));
        }
        Ok(Some(Self(tokens)))
    }

    /// Index of the first token at or behind an offset.
    fn from(&self, offset: usize) -> usize {
        self.0.partition_point(|(_, range)| range.start < offset)
    }

    /// The tag around an offset.
    pub(crate) fn tag(&self, offset: usize) -> Range<usize> {
        let at = self.from(offset).min(self.0.len().saturating_sub(1));
        let opens = |token: &Token<'_>| matches!(token, Token::BlockStart | Token::VariableStart);
        let closes = |token: &Token<'_>| matches!(token, Token::BlockEnd | Token::VariableEnd);
        let begin = self.0[..=at].iter().rev().find(|(token, _)| opens(token));
        let end = self.0[at..].iter().find(|(token, _)| closes(token));
        begin.map_or(offset, |(_, range)| range.start)..end.map_or(offset, |(_, range)| range.end)
    }

    /// The range without its first token.
    pub(crate) fn behind(&self, range: Range<usize>) -> Range<usize> {
        let next = self.0.get(self.from(range.start) + 1);
        next.map_or(range.start, |(_, next)| next.start)..range.end
    }

    /// The operator behind an operand that ends here, whose own parentheses do not count; `not in` is one.
    pub(crate) fn operator(&self, end: usize) -> Range<usize> {
        let mut at = self.from(self.closed(end));
        let begin = self.0.get(at).map_or(end, |(_, range)| range.start);
        if matches!(self.0.get(at), Some((Token::Ident("not"), _))) {
            at += 1;
        }
        begin..self.0.get(at).map_or(end, |(_, range)| range.end)
    }

    /// The end of an expression with the parentheses around it.
    pub(crate) fn closed(&self, end: usize) -> usize {
        let parentheses = self.0[self.from(end)..].iter().take_while(|(token, _)| matches!(token, Token::ParenClose));
        parentheses.last().map_or(end, |(_, range)| range.end)
    }

    /// Where the list of the loop begins whose `for` stands here.
    pub(crate) fn behind_in(&self, start: usize) -> usize {
        self.after(start, |token| matches!(token, Token::Ident("in")))
    }

    /// Where the value begins that is set by the `set` that stands here.
    pub(crate) fn behind_assign(&self, start: usize) -> usize {
        self.after(start, |token| matches!(token, Token::Assign))
    }

    fn after(&self, start: usize, is: impl Fn(&Token<'s>) -> bool) -> usize {
        let mut tokens = self.0[self.from(start)..].iter().skip_while(|(token, _)| !is(token));
        tokens.nth(1).map_or(start, |(_, range)| range.start)
    }

    /// What lies between the brackets of which the second ends here.
    pub(crate) fn brackets(&self, end: usize) -> (usize, usize) {
        let last = self.from(end).saturating_sub(1);
        let mut open = 0_usize;
        for (token, range) in self.0[..=last].iter().rev() {
            match token {
                Token::BracketClose => open += 1,
                Token::BracketOpen if open == 1 => return (range.end, end - 1),
                Token::BracketOpen => open -= 1,
                _ => {}
            }
        }
        (end, end)
    }
}
