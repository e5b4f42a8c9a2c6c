//! TODO

pub(crate) mod format;
pub(crate) mod pattern;
pub(crate) mod quantity;
pub(crate) mod schedule;
