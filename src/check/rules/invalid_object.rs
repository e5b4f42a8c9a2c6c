//! An object violates the schema of its kind: a field is missing, unknown, of the wrong type, or beyond a limit.
//!
//! Schemas come from the Kubernetes version that `--kubernetes` or the environment names, from common operators, from
//! definitions in the tree, and from folders given with `--schemas`. Unknown fields are errors: the API server drops
//! them.
//!
//! ## Why
//! The API server refuses the object, or drops what it does not know, so a guardrail with a typo has no effect.
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
