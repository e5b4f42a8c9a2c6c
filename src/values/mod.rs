//! TODO

pub(crate) mod quantity;
pub(crate) mod schedule;
