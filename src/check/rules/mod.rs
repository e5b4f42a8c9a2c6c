//! All rules: one file each, and one row here.

pub mod allow_without_reason;
pub mod application_namespace_not_permitted;
pub mod dangling_reference;
pub mod dangling_service;
pub mod deprecated_api;
pub mod destination_not_permitted;
pub mod duplicate_entity;
pub mod duplicate_key;
pub mod duplicate_object;
pub mod invalid_entity;
pub mod invalid_object;
pub mod kind_not_permitted;
pub mod latest_image_tag;
pub mod missing_path;
pub mod namespace_not_permitted;
pub mod not_text;
pub mod removed_api;
pub mod source_not_permitted;
pub mod unknown_kind;
pub mod unknown_project;
pub mod unreadable_file;
pub mod unused_allow;
pub mod yaml_syntax;

use super::rule::Rule;

/// Every rule, by name.
pub const RULES: &[Rule] = &[
    allow_without_reason::RULE,
    application_namespace_not_permitted::RULE,
    dangling_reference::RULE,
    dangling_service::RULE,
    deprecated_api::RULE,
    destination_not_permitted::RULE,
    duplicate_entity::RULE,
    duplicate_key::RULE,
    duplicate_object::RULE,
    invalid_entity::RULE,
    invalid_object::RULE,
    kind_not_permitted::RULE,
    latest_image_tag::RULE,
    missing_path::RULE,
    namespace_not_permitted::RULE,
    not_text::RULE,
    removed_api::RULE,
    source_not_permitted::RULE,
    unknown_kind::RULE,
    unknown_project::RULE,
    unreadable_file::RULE,
    unused_allow::RULE,
    yaml_syntax::RULE,
];

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}
