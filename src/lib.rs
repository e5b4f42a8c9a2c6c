//! groma: one inventory in, every repository out.
//!
//! The library is a compiler, and its folders are the stages through which data flows, in tiers:
//!
//! - text: [`source`] holds every string that is read, [`diagnostic`] what is wrong with it, as data; [`words`] counts and
//!   lists, [`path`] takes paths apart.
//! - format: [`yaml`] turns text into values that know their place and writes scalars that no reader misreads;
//!   [`json_schema`] checks values by a JSON Schema; [`interpolate`] puts values into the text around them, so that no
//!   value can change the structure of a file; [`cel`] runs the expressions of Kubernetes; [`values`] reads quantities and
//!   schedules.
//! - io: [`store`] is the only door to the disk and to git's objects.
//! - model: [`tree`] is the result, [`record`] what was written of it; [`secret`] knows what must not be shown;
//!   [`schema`] knows the kinds of Kubernetes and of common operators; [`object`] who an
//!   object is, and the facts kept of it.
//! - input: [`inventory`] merges the files of a platform by key; [`blueprint`] compiles templates, which run in an
//!   engine without access to anything; [`platform`] binds names and derives what others depend on, once.
//! - make: [`render`] makes repositories of platform and blueprints, in parallel and in a fixed order.
//! - validate: [`check`] checks documents, one by one and all together; [`diff`] compares two trees by structure.
//! - decide: [`reconcile`] decides what becomes of each file; [`plan`] says what a difference means.
//! - flow: [`workspace`] reads, [`compile`] is all of that as one pure function; [`lint`] checks a tree that groma did not
//!   make; [`publish`] brings a [`tree`] to the disk.
//! - show: [`report`] shows findings and plans. Door: [`cli`].
//!
//! Invariants: a module names modules of lower tiers, and in its own those left of it (`tests/tidy.rs`). From workspace to
//! repositories nothing reads the disk, the clock, the environment or the network. No output depends on hash order,
//! threads, locale or place. A fault of the user's files is a [`diagnostic::Diagnostic`], and work goes on; a broken
//! world is an error, and ends the run; a broken groma is a panic.

pub mod blueprint;
pub(crate) mod cel;
pub mod check;
pub mod cli;
pub mod compile;
pub mod diagnostic;
pub mod diff;
pub(crate) mod interpolate;
pub mod inventory;
pub mod json_schema;
pub mod lint;
pub(crate) mod object;
pub(crate) mod path;
pub mod plan;
pub(crate) mod platform;
pub mod publish;
pub mod reconcile;
pub mod record;
pub mod render;
pub mod report;
pub mod schema;
pub(crate) mod secret;
pub mod source;
pub mod store;
#[cfg(test)]
mod tests;
pub mod tree;
pub(crate) mod values;
pub(crate) mod words;
pub mod workspace;
pub mod yaml;
