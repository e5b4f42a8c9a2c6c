//! All rules: one file each, and one row here.

pub mod allow_without_reason;
pub mod dangling_service;
pub mod duplicate_object;
pub mod latest_image_tag;
pub mod not_text;
pub mod unknown_project;
pub mod unreadable_file;
pub mod unused_allow;

use super::rule::Rule;

/// Every rule, by name.
pub const RULES: &[Rule] = &[
    allow_without_reason::RULE,
    dangling_service::RULE,
    duplicate_object::RULE,
    latest_image_tag::RULE,
    not_text::RULE,
    unknown_project::RULE,
    unreadable_file::RULE,
    unused_allow::RULE,
];

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}
