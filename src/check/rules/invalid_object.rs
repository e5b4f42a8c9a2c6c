//! An object violates the schema of its kind: a field is missing, unknown, of the wrong type, or beyond a limit.
//!
//! Schemas are those of the version of Kubernetes that `--kubernetes` or the environment names, those of common
//! operators, those that are found in the tree, and those of the folders given with `--schemas`. Unknown fields are
//! faults: the API server drops them.
//!
//! ## Why
//! The API server refuses the object, or drops what it does not know, so that a guardrail with a slip of the keyboard is
//! no guardrail.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings }
//! data: { RETRIES: 3 }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings }
//! data: { RETRIES: "3" }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("invalid-object", Verdict::Server, "0.1.0", include_str!("invalid_object.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Elsewhere };
