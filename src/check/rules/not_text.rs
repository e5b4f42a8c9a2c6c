//! A manifest or catalog file is no text: not UTF-8, or with a NUL byte in it.
//!
//! ## Why
//! No consumer reads it. It was most often saved in another encoding, or is not the file that its name says.

use crate::check::rule::{Rule, Run};
use crate::diagnostic::Level;

pub(crate) const RULE: Rule = Rule {
    name: crate::store::place::NOT_TEXT,
    level: Level::Error,
    source: include_str!("not_text.rs"),
    run: Run::Elsewhere,
};
