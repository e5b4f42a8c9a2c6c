//! All tests of behaviour, in one binary; `tidy` says when a file of this folder is forgotten here.

#![expect(clippy::disallowed_methods, reason = "tests look at the disk and run the program")]

mod applying;
mod bases;
mod defects;
mod determinism;
mod docs;
mod faulty;
mod golden;
mod hostile;
mod inventory;
mod judging;
mod kinds;
mod linear;
mod lint;
mod planning;
mod plans;
mod pruning;
mod readers;
mod rendering;
mod reports;
mod rules;
mod schemas;
mod support;
mod tidy;
mod trees;
mod weaving;
