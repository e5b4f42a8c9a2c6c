//! A file is not valid UTF-8, or holds a NUL byte.
//!
//! ## Why
//! No consumer reads it. It was most often saved in another encoding, or is not the file that its name says.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("not-text", Verdict::Groma, "0.1.0", include_str!("not_text.rs"));
