//! YAML as values with spans: reading into one spanned tree, and quoting that no parser misreads.
//!
//! The only part of groma that names a YAML parser. It never touches the disk and never guesses a schema.

mod duplicate;
pub(crate) mod edit;
mod line;
pub mod node;
pub(crate) mod pointer;
pub mod read;
pub mod scalar;
mod syntax;
#[cfg(test)]
mod tests;
pub mod write;
