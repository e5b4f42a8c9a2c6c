//! Rules about inventories and blueprints, and those of the readers of files: one file each, and one row here.
//!
//! Rules about manifests and catalogs stand beside the code that finds them, in `check::rules`.

pub(crate) mod absent_dependency;
pub(crate) mod ambiguous_scalar;
pub(crate) mod blueprint_too_large;
pub(crate) mod conflicting_exposure;
pub(crate) mod conflicting_repository;
pub(crate) mod control_character;
pub(crate) mod dependency_cycle;
pub(crate) mod duplicate_key;
pub(crate) mod duplicate_value;
pub(crate) mod empty_include;
pub(crate) mod invalid_name;
pub(crate) mod invalid_output;
pub(crate) mod invalid_parameter;
pub(crate) mod invalid_scaling;
pub(crate) mod invalid_schema;
pub(crate) mod invalid_value;
pub(crate) mod kubernetes_too_old;
pub(crate) mod missing_blueprint_file;
pub(crate) mod missing_field;
pub(crate) mod missing_hostname;
pub(crate) mod missing_templates;
pub(crate) mod name_collision;
pub(crate) mod name_too_long;
pub(crate) mod not_text;
pub(crate) mod path_collision;
pub(crate) mod path_escapes;
pub(crate) mod reserved_name;
pub(crate) mod secret_out_of_reach;
pub(crate) mod template_error;
pub(crate) mod undefined_variable;
pub(crate) mod unfit_blueprint;
pub(crate) mod unjudged_rule;
pub(crate) mod unknown_api;
pub(crate) mod unknown_app;
pub(crate) mod unknown_blueprint;
pub(crate) mod unknown_domain;
pub(crate) mod unknown_environment;
pub(crate) mod unknown_field;
pub(crate) mod unknown_namespace;
pub(crate) mod unknown_resource;
pub(crate) mod unknown_rule;
pub(crate) mod unknown_size;
pub(crate) mod unknown_team;
pub(crate) mod unsafe_value;
pub(crate) mod unshareable_namespace;
pub(crate) mod unsupported_tag;
pub(crate) mod yaml_syntax;

use crate::diagnostic::rule::Rule;

/// Every rule of this folder, by name.
pub(crate) static RULES: &[&Rule] = &[
    &absent_dependency::RULE,
    &ambiguous_scalar::RULE,
    &blueprint_too_large::RULE,
    &conflicting_exposure::RULE,
    &conflicting_repository::RULE,
    &control_character::RULE,
    &dependency_cycle::RULE,
    &duplicate_key::RULE,
    &duplicate_value::RULE,
    &empty_include::RULE,
    &invalid_name::RULE,
    &invalid_output::RULE,
    &invalid_parameter::RULE,
    &invalid_scaling::RULE,
    &invalid_schema::RULE,
    &invalid_value::RULE,
    &kubernetes_too_old::RULE,
    &missing_blueprint_file::RULE,
    &missing_field::RULE,
    &missing_hostname::RULE,
    &missing_templates::RULE,
    &name_collision::RULE,
    &name_too_long::RULE,
    &not_text::RULE,
    &path_collision::RULE,
    &path_escapes::RULE,
    &reserved_name::RULE,
    &secret_out_of_reach::RULE,
    &template_error::RULE,
    &undefined_variable::RULE,
    &unfit_blueprint::RULE,
    &unjudged_rule::RULE,
    &unknown_api::RULE,
    &unknown_app::RULE,
    &unknown_blueprint::RULE,
    &unknown_domain::RULE,
    &unknown_environment::RULE,
    &unknown_field::RULE,
    &unknown_namespace::RULE,
    &unknown_resource::RULE,
    &unknown_rule::RULE,
    &unknown_size::RULE,
    &unknown_team::RULE,
    &unsafe_value::RULE,
    &unshareable_namespace::RULE,
    &unsupported_tag::RULE,
    &yaml_syntax::RULE,
];
