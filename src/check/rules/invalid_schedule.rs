//! The schedule of a CronJob is not a valid cron expression.
//!
//! ## Why
//! The API server refuses the object, or the job never runs. A schedule has five fields, or is a word such as `@daily`;
//! a time zone belongs in `timeZone`.
//!
//! ## Bad
//! ```yaml
//! apiVersion: batch/v1
//! kind: CronJob
//! metadata: { name: report }
//! spec:
//!   schedule: "0 25 * * *"
//!   concurrencyPolicy: Forbid
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
//!   schedule: "0 5 * * mon-fri"
//!   timeZone: Europe/Berlin
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
    Rule::error("invalid-schedule", Verdict::Server, "0.1.0", include_str!("invalid_schedule.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

const WORDS: [&str; 7] = ["@annually", "@yearly", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
const FIELDS: [(&str, u8, u8); 5] =
    [("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("day of week", 0, 7)];
const NAMES: [&str; 19] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "sun", "mon", "tue", "wed",
    "thu", "fri", "sat",
];

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("batch", "CronJob") {
        return;
    }
    let Some(schedule) = object.at("spec.schedule") else { return };
    let Some(text) = schedule.as_str().filter(|text| !WORDS.contains(text) && !text.starts_with("@every ")) else {
        return;
    };
    let fault = if text.contains("TZ=") {
        Some("contains a time zone".to_owned())
    } else if text.split_whitespace().count() != FIELDS.len() {
        Some("does not have five fields".to_owned())
    } else {
        let wrong = text.split_whitespace().zip(FIELDS).find(|(field, (_, low, high))| !is_field(field, *low, *high));
        wrong.map(|(field, (name, ..))| format!("has an invalid {name} `{}`", visible(field)))
    };
    if let Some(fault) = fault {
        let finding = RULE.at(schedule.span, format!("invalid cron expression `{}`: it {fault}", visible(text)));
        sink.push(finding.help("write `minute hour day month weekday`, and the zone in `timeZone`"));
    }
}

fn is_field(field: &str, low: u8, high: u8) -> bool {
    field.split(',').all(|part| {
        let (range, step) = part.split_once('/').unwrap_or((part, "1"));
        let in_range = |text: &str| {
            let number = text.parse::<u8>().is_ok_and(|number| (low..=high).contains(&number));
            number || (high <= 12 && NAMES.contains(&text.to_ascii_lowercase().as_str()))
        };
        let is_range = range == "*" || range == "?" || range.split('-').all(in_range);
        is_range && step.parse::<u8>().is_ok_and(|step| step > 0)
    })
}
