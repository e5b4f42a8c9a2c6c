//! YAML as values with places: reading into one spanned tree, and quoting that no reader misreads.
//!
//! The only part of groma that names a YAML parser. It never touches the disk and never guesses a schema.

mod duplicate;
pub(crate) mod edit;
mod line;
pub mod node;
pub mod read;
pub mod scalar;
mod syntax;
pub mod write;
