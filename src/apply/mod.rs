//! How much may be deleted.

pub mod budget;
