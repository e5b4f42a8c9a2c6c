//! A CronJob does not set what happens when the last run is still going.
//!
//! ## Why
//! By default the next run starts in parallel: when one hangs or slows down, they pile up until the namespace or the
//! database is full.
//!
//! ## Bad
//! ```yaml
//! apiVersion: batch/v1
//! kind: CronJob
//! metadata: { name: report }
//! spec:
//!   schedule: "0 5 * * *"
//!   jobTemplate:
//!     spec:
//!       template:
//!         spec: { restartPolicy: Never, containers: [{ name: app, image: "registry.example.com/report:1.4.2" }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: batch/v1
//! kind: CronJob
//! metadata: { name: report }
//! spec:
//!   schedule: "0 5 * * *"
//!   concurrencyPolicy: Forbid
//!   jobTemplate:
//!     spec:
//!       template:
//!         spec: { restartPolicy: Never, containers: [{ name: app, image: "registry.example.com/report:1.4.2" }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::warning("overlapping-cron-job", Verdict::Groma, "0.1.0", include_str!("overlapping_cron_job.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if object.is("batch", "CronJob") && object.at("spec.concurrencyPolicy").is_none() {
        let finding = RULE.at(object.span(), format!("runs of `{}` may overlap", visible(&object.identity.name)));
        sink.push(finding.help("write `concurrencyPolicy: Forbid`, or `Replace`, or `Allow` if overlap is intended"));
    }
}
