//! Rules about manifests and catalogs: one file each, and one row here.
//!
//! Those of the readers of files are rules about inventories as well, and stand in [`rules`].

pub(crate) mod allow_without_reason;
pub(crate) mod application_namespace_not_permitted;
pub(crate) mod autoscaled_replicas;
pub(crate) mod bad_ref_source;
pub(crate) mod baseline_violation;
pub(crate) mod blocked_dns;
pub(crate) mod blocking_disruption_budget;
pub(crate) mod boundless_disruption_budget;
pub(crate) mod boundless_network_policy;
pub(crate) mod careless_binding;
pub(crate) mod cascading_root;
pub(crate) mod cluster_wide_secrets;
pub(crate) mod codeowners_mismatch;
pub(crate) mod colliding_route;
pub(crate) mod conflicting_annotations;
pub(crate) mod dangling_disruption_budget;
pub(crate) mod dangling_monitor;
pub(crate) mod dangling_network_policy;
pub(crate) mod dangling_reference;
pub(crate) mod dangling_route;
pub(crate) mod dangling_scaler;
pub(crate) mod dangling_service;
pub(crate) mod dangling_sync_window;
pub(crate) mod default_project;
pub(crate) mod default_service_account;
pub(crate) mod deployed_twice;
pub(crate) mod deprecated_annotation;
pub(crate) mod deprecated_api;
pub(crate) mod deprecated_dependency;
pub(crate) mod destination_name_and_server;
pub(crate) mod destination_not_permitted;
pub(crate) mod duplicate_entity;
pub(crate) mod duplicate_env;
pub(crate) mod duplicate_generated_name;
pub(crate) mod duplicate_object;
pub(crate) mod empty_generator;
pub(crate) mod emptying_sync;
pub(crate) mod escalating_permission;
pub(crate) mod escaping_path;
pub(crate) mod exposed_service;
pub(crate) mod file_location;
pub(crate) mod floating_remote_base;
pub(crate) mod floating_revision;
pub(crate) mod gitlab_url_without_git;
pub(crate) mod guardrail_in_reach;
pub(crate) mod hierarchy_cycle;
pub(crate) mod incomplete_source;
pub(crate) mod ineffective_ignore;
pub(crate) mod invalid_chart_version;
pub(crate) mod invalid_data_key;
pub(crate) mod invalid_entity;
pub(crate) mod invalid_metadata;
pub(crate) mod invalid_object;
pub(crate) mod invalid_policy;
pub(crate) mod invalid_port_name;
pub(crate) mod invalid_project;
pub(crate) mod invalid_restart_policy;
pub(crate) mod invalid_schedule;
pub(crate) mod invalid_sync_wave;
pub(crate) mod invalid_sync_window;
pub(crate) mod inverted_scaling;
pub(crate) mod kind_not_permitted;
pub(crate) mod kubernetes_id_mismatch;
pub(crate) mod latest_image_tag;
pub(crate) mod lenient_applicationset;
pub(crate) mod limit_below_request;
pub(crate) mod liveness_as_readiness;
pub(crate) mod malformed_annotation;
pub(crate) mod missing_catalog_target;
pub(crate) mod missing_config_map;
pub(crate) mod missing_finalizer;
pub(crate) mod missing_kustomize_path;
pub(crate) mod missing_memory_limit;
pub(crate) mod missing_name;
pub(crate) mod missing_namespace;
pub(crate) mod missing_path;
pub(crate) mod missing_readiness_probe;
pub(crate) mod missing_recommended_label;
pub(crate) mod missing_reference_grant;
pub(crate) mod missing_requests;
pub(crate) mod missing_role;
pub(crate) mod missing_secret;
pub(crate) mod missing_secret_store;
pub(crate) mod missing_service_account;
pub(crate) mod missing_volume_claim;
pub(crate) mod mixed_template_syntax;
pub(crate) mod mutable_selector_label;
pub(crate) mod namespace_made_twice;
pub(crate) mod namespace_metadata_without_create;
pub(crate) mod namespace_not_permitted;
pub(crate) mod open_namespace;
pub(crate) mod outdated_policy;
pub(crate) mod overlapping_cron_job;
pub(crate) mod oversized_object;
pub(crate) mod owner_mismatch;
pub(crate) mod plaintext_secret;
pub(crate) mod project_too_wide;
pub(crate) mod prunable_data;
pub(crate) mod quota_without_defaults;
pub(crate) mod refused_kind;
pub(crate) mod release_name_too_long;
pub(crate) mod removed_api;
pub(crate) mod repository_without_credentials;
pub(crate) mod reserved_annotation;
pub(crate) mod restricted_violation;
pub(crate) mod retired_ingress_controller;
pub(crate) mod rival_autoscalers;
pub(crate) mod role_group_mismatch;
pub(crate) mod root_hydration;
pub(crate) mod secret_in_annotation;
pub(crate) mod secret_in_plain_text;
pub(crate) mod secret_policy_conflict;
pub(crate) mod selector_mismatch;
pub(crate) mod server_owned_field;
pub(crate) mod several_parents;
pub(crate) mod shadowed_owners;
pub(crate) mod single_replica;
pub(crate) mod source_and_sources;
pub(crate) mod source_not_permitted;
pub(crate) mod source_override_file;
pub(crate) mod techdocs_without_mkdocs;
pub(crate) mod templated_project;
pub(crate) mod too_long_name;
pub(crate) mod undefined_parameter;
pub(crate) mod unknown_application;
pub(crate) mod unknown_backend_port;
pub(crate) mod unknown_gateway;
pub(crate) mod unknown_hook;
pub(crate) mod unknown_kind;
pub(crate) mod unknown_monitor_port;
pub(crate) mod unknown_notification;
pub(crate) mod unknown_pod_security;
pub(crate) mod unknown_probe_port;
pub(crate) mod unknown_project;
pub(crate) mod unknown_sync_option;
pub(crate) mod unknown_target_port;
pub(crate) mod unknown_template_parameter;
pub(crate) mod unknown_template_step;
pub(crate) mod unknown_time_zone;
pub(crate) mod unknown_volume;
pub(crate) mod unlabelled_pod_security;
pub(crate) mod unlimited_namespace;
pub(crate) mod unowned_path;
pub(crate) mod unpinned_image;
pub(crate) mod unpreserved_applicationset;
pub(crate) mod unprovided_api;
pub(crate) mod unprovisioned_namespace;
pub(crate) mod unreached_by_rollout;
pub(crate) mod unreadable_definition;
pub(crate) mod unreadable_file;
pub(crate) mod unregistered_entity;
pub(crate) mod unsafe_link;
pub(crate) mod unspread_replicas;
pub(crate) mod unused_allow;
pub(crate) mod violated_rule;
pub(crate) mod wave_inversion;
pub(crate) mod waves_between_applications;
pub(crate) mod wildcard_permission;

#[cfg(test)]
mod tests;

use super::rule::{Check, Run};
use crate::diagnostic::rule::Rule;
use crate::diagnostic::rules::{self, duplicate_key, not_text, yaml_syntax};

/// Every rule about manifests and catalogs, by name.
pub(crate) static CHECKS: &[Check] = &[
    allow_without_reason::CHECK,
    application_namespace_not_permitted::CHECK,
    autoscaled_replicas::CHECK,
    bad_ref_source::CHECK,
    baseline_violation::CHECK,
    blocked_dns::CHECK,
    blocking_disruption_budget::CHECK,
    boundless_disruption_budget::CHECK,
    boundless_network_policy::CHECK,
    careless_binding::CHECK,
    cascading_root::CHECK,
    cluster_wide_secrets::CHECK,
    codeowners_mismatch::CHECK,
    colliding_route::CHECK,
    conflicting_annotations::CHECK,
    dangling_disruption_budget::CHECK,
    dangling_monitor::CHECK,
    dangling_network_policy::CHECK,
    dangling_reference::CHECK,
    dangling_route::CHECK,
    dangling_scaler::CHECK,
    dangling_service::CHECK,
    dangling_sync_window::CHECK,
    default_project::CHECK,
    default_service_account::CHECK,
    deployed_twice::CHECK,
    deprecated_annotation::CHECK,
    deprecated_api::CHECK,
    deprecated_dependency::CHECK,
    destination_name_and_server::CHECK,
    destination_not_permitted::CHECK,
    duplicate_entity::CHECK,
    duplicate_env::CHECK,
    duplicate_generated_name::CHECK,
    Check { rule: &duplicate_key::RULE, run: Run::Elsewhere },
    duplicate_object::CHECK,
    empty_generator::CHECK,
    emptying_sync::CHECK,
    escalating_permission::CHECK,
    escaping_path::CHECK,
    exposed_service::CHECK,
    file_location::CHECK,
    floating_remote_base::CHECK,
    floating_revision::CHECK,
    gitlab_url_without_git::CHECK,
    guardrail_in_reach::CHECK,
    hierarchy_cycle::CHECK,
    incomplete_source::CHECK,
    ineffective_ignore::CHECK,
    invalid_chart_version::CHECK,
    invalid_data_key::CHECK,
    invalid_entity::CHECK,
    invalid_metadata::CHECK,
    invalid_object::CHECK,
    invalid_policy::CHECK,
    invalid_port_name::CHECK,
    invalid_project::CHECK,
    invalid_restart_policy::CHECK,
    invalid_schedule::CHECK,
    invalid_sync_wave::CHECK,
    invalid_sync_window::CHECK,
    inverted_scaling::CHECK,
    kind_not_permitted::CHECK,
    kubernetes_id_mismatch::CHECK,
    latest_image_tag::CHECK,
    lenient_applicationset::CHECK,
    limit_below_request::CHECK,
    liveness_as_readiness::CHECK,
    malformed_annotation::CHECK,
    missing_catalog_target::CHECK,
    missing_config_map::CHECK,
    missing_finalizer::CHECK,
    missing_kustomize_path::CHECK,
    missing_memory_limit::CHECK,
    missing_name::CHECK,
    missing_namespace::CHECK,
    missing_path::CHECK,
    missing_readiness_probe::CHECK,
    missing_recommended_label::CHECK,
    missing_reference_grant::CHECK,
    missing_requests::CHECK,
    missing_role::CHECK,
    missing_secret::CHECK,
    missing_secret_store::CHECK,
    missing_service_account::CHECK,
    missing_volume_claim::CHECK,
    mixed_template_syntax::CHECK,
    mutable_selector_label::CHECK,
    namespace_made_twice::CHECK,
    namespace_metadata_without_create::CHECK,
    namespace_not_permitted::CHECK,
    Check { rule: &not_text::RULE, run: Run::Elsewhere },
    open_namespace::CHECK,
    outdated_policy::CHECK,
    overlapping_cron_job::CHECK,
    oversized_object::CHECK,
    owner_mismatch::CHECK,
    plaintext_secret::CHECK,
    project_too_wide::CHECK,
    prunable_data::CHECK,
    quota_without_defaults::CHECK,
    refused_kind::CHECK,
    release_name_too_long::CHECK,
    removed_api::CHECK,
    repository_without_credentials::CHECK,
    reserved_annotation::CHECK,
    restricted_violation::CHECK,
    retired_ingress_controller::CHECK,
    rival_autoscalers::CHECK,
    role_group_mismatch::CHECK,
    root_hydration::CHECK,
    secret_in_annotation::CHECK,
    secret_in_plain_text::CHECK,
    secret_policy_conflict::CHECK,
    selector_mismatch::CHECK,
    server_owned_field::CHECK,
    several_parents::CHECK,
    shadowed_owners::CHECK,
    single_replica::CHECK,
    source_and_sources::CHECK,
    source_not_permitted::CHECK,
    source_override_file::CHECK,
    techdocs_without_mkdocs::CHECK,
    templated_project::CHECK,
    too_long_name::CHECK,
    undefined_parameter::CHECK,
    unknown_application::CHECK,
    unknown_backend_port::CHECK,
    unknown_gateway::CHECK,
    unknown_hook::CHECK,
    unknown_kind::CHECK,
    unknown_monitor_port::CHECK,
    unknown_notification::CHECK,
    unknown_pod_security::CHECK,
    unknown_probe_port::CHECK,
    unknown_project::CHECK,
    unknown_sync_option::CHECK,
    unknown_target_port::CHECK,
    unknown_template_parameter::CHECK,
    unknown_template_step::CHECK,
    unknown_time_zone::CHECK,
    unknown_volume::CHECK,
    unlabelled_pod_security::CHECK,
    unlimited_namespace::CHECK,
    unowned_path::CHECK,
    unpinned_image::CHECK,
    unpreserved_applicationset::CHECK,
    unprovided_api::CHECK,
    unprovisioned_namespace::CHECK,
    unreached_by_rollout::CHECK,
    unreadable_definition::CHECK,
    unreadable_file::CHECK,
    unregistered_entity::CHECK,
    unsafe_link::CHECK,
    unspread_replicas::CHECK,
    unused_allow::CHECK,
    violated_rule::CHECK,
    wave_inversion::CHECK,
    waves_between_applications::CHECK,
    wildcard_permission::CHECK,
    Check { rule: &yaml_syntax::RULE, run: Run::Elsewhere },
];

/// The rule about manifests and catalogs of a name that it has, or had before.
pub(crate) fn find(name: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.rule.is_called(name))
}

/// Every rule of groma, by name.
pub fn all() -> Vec<&'static Rule> {
    let others = rules::RULES.iter().filter(|rule| find(rule.name).is_none());
    let mut all: Vec<_> = CHECKS.iter().map(|check| check.rule).chain(others.copied()).collect();
    all.sort_unstable_by_key(|rule| rule.name);
    all
}
