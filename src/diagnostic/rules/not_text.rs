//! A file is not valid UTF-8, or contains a NUL byte.
//!
//! ## Why
//! No consumer reads it. Usually it was saved in another encoding, or is not the file type its name says.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("not-text", Verdict::Groma, "0.1.0", include_str!("not_text.rs"));
