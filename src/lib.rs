//! groma: one inventory in, every repository out.
//!
//! The library is a compiler, and its folders are the stages through which data flows:
//!
//! 1. [`source`] holds every text that is read, and [`diagnostic`] what is wrong with it, as data.
//! 2. [`yaml`] turns text into values that know their place, and writes scalars that no reader misreads; [`shape`]
//!    judges values by a JSON Schema.
//! 3. [`inventory`] merges the files of a platform by key; [`blueprint`] compiles templates, which run in an engine
//!    without access to anything. [`quantity`] compares amounts.
//! 4. [`platform`] binds names, fills defaults and derives every name that others depend on, once.
//! 5. [`render`] makes repositories of platform and blueprints, in parallel and in a fixed order; [`weave`] puts
//!    values into the text around them, so that no value can change the structure of a file. [`schema`] knows the
//!    kinds of Kubernetes and of common operators, and judges objects.
//! 6. [`check`] judges documents, one by one and all together, wherever they come from; [`diff`] compares two trees by
//!    structure.
//! 7. [`compile`] is all of that as one pure function: a [`compile::Workspace`] in, repositories and findings out;
//!    [`lint`] judges a tree that groma did not make.
//! 8. [`report`] shows findings; [`apply`] brings a [`tree`] to the disk, through [`files`]; [`cli`] is the door to
//!    the user.
//!
//! Invariants: a module names only modules of lower layers (`tests/tidy.rs` holds the numbers). From workspace to
//! repositories nothing reads the disk, the clock, the environment or the network. No output depends on hash order,
//! threads, locale or place. A fault of the user's files is a [`diagnostic::Diagnostic`], and work goes on; a broken
//! world is an error, and ends the run; a broken groma is a panic.

pub mod apply;
pub mod blueprint;
pub mod check;
pub mod cli;
pub mod compile;
pub mod diagnostic;
pub mod diff;
pub mod files;
pub mod fix;
pub mod git;
pub mod inventory;
pub mod lint;
pub mod platform;
pub mod quantity;
pub mod render;
pub mod report;
pub mod schema;
pub mod shape;
pub mod source;
pub mod tree;
pub mod weave;
pub mod yaml;
