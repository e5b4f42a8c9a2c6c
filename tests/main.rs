//! All tests of behaviour, in one binary; `tidy` says when a file of this folder is forgotten here.

#![expect(clippy::disallowed_methods, reason = "tests look at the disk and run the program")]

mod bases;
mod defects;
mod determinism;
mod docs;
mod faulty;
mod golden;
mod planning;
mod pruning;
mod rendering;
mod schemas;
mod support;
mod tidy;
mod weaving;
