//! A template does not compile, fails, or exceeds the limits.
//!
//! ## Why
//! Its file cannot be rendered.
//!
//! ## Example
//! `{% for app in apps %}` without `{% endfor %}`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("template-error", Verdict::Groma, "0.1.0", include_str!("template_error.rs"));
