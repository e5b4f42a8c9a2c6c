//! What is a secret: names that mark a value as one, strings that look like one, and assignments inside strings.
//!
//! The only place that knows; checks, plans and reports ask here. Nothing here knows what an object is.

pub(crate) mod assignments;
mod commands;
pub(crate) mod exposure;
pub(crate) mod mask;
pub(crate) mod names;
pub(crate) mod token_patterns;
