//! The version of a Helm chart is missing or not of the form `1.2.3`.
//!
//! ## Why
//! Helm refuses the chart, and Argo CD cannot render it. A number is refused only by `helm lint`, but is read as a
//! number: 1.10 becomes 1.1.
//!
//! ## Bad
//! ```yaml
//! # file: Chart.yaml
//! apiVersion: v2
//! name: orders
//! version: "1.4"
//! ```
//!
//! ## Good
//! ```yaml
//! # file: Chart.yaml
//! apiVersion: v2
//! name: orders
//! version: 1.4.0
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Fix, Sink, visible};
use crate::object::Object;
use crate::values::version::is_version;
use crate::yaml::node::{Node, Value};

pub(crate) static RULE: Rule =
    Rule::error("invalid-chart-version", Verdict::Helm, "0.1.0", include_str!("invalid_chart_version.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("helm.sh", "Chart") {
        return;
    }
    if let Some(number) = object.at("appVersion").filter(|version| is_number(version)) {
        let message = "the app version is a number: `helm lint` refuses it, and 1.10 becomes 1.1";
        let mut finding = RULE.at(number.span, message).help("quote it").fix(Fix::Quote(number.span));
        finding.level = Level::Warning;
        sink.push(finding);
    }
    let version = object.at("version");
    if version.and_then(|version| version.as_str()).is_some_and(is_version) {
        return;
    }
    let span = version.map_or(object.span(), |version| version.span);
    let message = match version {
        None => "the chart has no version".to_owned(),
        Some(version) if is_number(version) => {
            "the chart's version is a number: `helm lint` refuses it, and 1.10 becomes 1.1".to_owned()
        }
        Some(version) if version.as_str().is_none() => format!("the chart's version is {}", version.kind()),
        Some(version) => format!("invalid chart version `{}`", visible(version.as_str().unwrap_or_default())),
    };
    let is_read = version.is_some_and(is_number);
    let mut finding = RULE.at(span, message);
    finding.level = if is_read { Level::Warning } else { RULE.level };
    sink.push(finding.help(match is_read {
        true => "write three numbers, in quotes: `version: \"1.4.0\"`",
        false => "write three numbers, such as `version: 1.4.0`",
    }));
}

fn is_number(node: &Node<'_>) -> bool {
    matches!(node.value, Value::Int(_) | Value::Float(_))
}
