//! An API version that this version of Kubernetes no longer serves, or does not serve yet.
//!
//! ## Why
//! The object cannot be applied, and a cluster upgrade breaks every sync that contains it.
//!
//! ## Bad
//! ```yaml
//! apiVersion: batch/v1beta1
//! kind: CronJob
//! metadata: { name: report }
//! spec:
//!   schedule: "0 4 * * *"
//!   jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: app, image: "app:1.2" }] } } } }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: batch/v1
//! kind: CronJob
//! metadata: { name: report }
//! spec:
//!   schedule: "0 4 * * *"
//!   jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: app, image: "app:1.2" }] } } } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("removed-api", Verdict::Server, "0.1.0", include_str!("removed_api.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Elsewhere };
