//! All rules: one file each, and one row here.

pub mod allow_without_reason;
pub mod application_namespace_not_permitted;
pub mod autoscaled_replicas;
pub mod bad_ref_source;
pub mod baseline_violation;
pub mod blocked_dns;
pub mod blocking_disruption_budget;
pub mod boundless_disruption_budget;
pub mod boundless_network_policy;
pub mod careless_binding;
pub mod cascading_root;
pub mod cluster_wide_secrets;
pub mod codeowners_mismatch;
pub mod colliding_route;
pub mod conflicting_annotations;
pub mod dangling_disruption_budget;
pub mod dangling_monitor;
pub mod dangling_network_policy;
pub mod dangling_reference;
pub mod dangling_route;
pub mod dangling_scaler;
pub mod dangling_service;
pub mod dangling_sync_window;
pub mod default_project;
pub mod default_service_account;
pub mod deployed_twice;
pub mod deprecated_annotation;
pub mod deprecated_api;
pub mod deprecated_dependency;
pub mod destination_name_and_server;
pub mod destination_not_permitted;
pub mod duplicate_entity;
pub mod duplicate_env;
pub mod duplicate_generated_name;
pub mod duplicate_key;
pub mod duplicate_object;
pub mod empty_generator;
pub mod emptying_sync;
pub mod escalating_permission;
pub mod escaping_path;
pub mod exposed_service;
pub mod file_location;
pub mod floating_remote_base;
pub mod floating_revision;
pub mod gitlab_url_without_git;
pub mod guardrail_in_reach;
pub mod hierarchy_cycle;
pub mod incomplete_source;
pub mod ineffective_ignore;
pub mod invalid_chart_version;
pub mod invalid_data_key;
pub mod invalid_entity;
pub mod invalid_metadata;
pub mod invalid_object;
pub mod invalid_policy;
pub mod invalid_port_name;
pub mod invalid_project;
pub mod invalid_restart_policy;
pub mod invalid_schedule;
pub mod invalid_sync_wave;
pub mod invalid_sync_window;
pub mod inverted_scaling;
pub mod kind_not_permitted;
pub mod kubernetes_id_mismatch;
pub mod latest_image_tag;
pub mod lenient_applicationset;
pub mod limit_below_request;
pub mod liveness_as_readiness;
pub mod malformed_annotation;
pub mod missing_catalog_target;
pub mod missing_config_map;
pub mod missing_finalizer;
pub mod missing_kustomize_path;
pub mod missing_memory_limit;
pub mod missing_name;
pub mod missing_namespace;
pub mod missing_path;
pub mod missing_readiness_probe;
pub mod missing_recommended_label;
pub mod missing_reference_grant;
pub mod missing_requests;
pub mod missing_role;
pub mod missing_secret;
pub mod missing_secret_store;
pub mod missing_service_account;
pub mod missing_volume_claim;
pub mod mixed_template_syntax;
pub mod mutable_selector_label;
pub mod namespace_made_twice;
pub mod namespace_metadata_without_create;
pub mod namespace_not_permitted;
pub mod not_text;
pub mod open_namespace;
pub mod outdated_policy;
pub mod overlapping_cron_job;
pub mod oversized_object;
pub mod owner_mismatch;
pub mod plaintext_secret;
pub mod project_too_wide;
pub mod prunable_data;
pub mod quota_without_defaults;
pub mod refused_kind;
pub mod release_name_too_long;
pub mod removed_api;
pub mod repository_without_credentials;
pub mod reserved_annotation;
pub mod restricted_violation;
pub mod retired_ingress_controller;
pub mod rival_autoscalers;
pub mod role_group_mismatch;
pub mod root_hydration;
pub mod secret_in_annotation;
pub mod secret_in_plain_text;
pub mod secret_policy_conflict;
pub mod selector_mismatch;
pub mod server_owned_field;
pub mod several_parents;
pub mod shadowed_owners;
pub mod single_replica;
pub mod source_and_sources;
pub mod source_not_permitted;
pub mod source_override_file;
pub mod techdocs_without_mkdocs;
pub mod templated_project;
pub mod too_long_name;
pub mod undefined_parameter;
pub mod unknown_application;
pub mod unknown_backend_port;
pub mod unknown_gateway;
pub mod unknown_hook;
pub mod unknown_kind;
pub mod unknown_monitor_port;
pub mod unknown_notification;
pub mod unknown_pod_security;
pub mod unknown_probe_port;
pub mod unknown_project;
pub mod unknown_sync_option;
pub mod unknown_target_port;
pub mod unknown_template_parameter;
pub mod unknown_template_step;
pub mod unknown_time_zone;
pub mod unknown_volume;
pub mod unlabelled_pod_security;
pub mod unlimited_namespace;
pub mod unowned_path;
pub mod unpinned_image;
pub mod unpreserved_applicationset;
pub mod unprovided_api;
pub mod unprovisioned_namespace;
pub mod unreached_by_rollout;
pub mod unreadable_definition;
pub mod unreadable_file;
pub mod unregistered_entity;
pub mod unsafe_link;
pub mod unspread_replicas;
pub mod unused_allow;
pub mod violated_rule;
pub mod wave_inversion;
pub mod waves_between_applications;
pub mod wildcard_permission;
pub mod yaml_syntax;

use super::rule::Rule;

/// Every rule, by name.
pub const RULES: &[Rule] = &[
    allow_without_reason::RULE,
    application_namespace_not_permitted::RULE,
    autoscaled_replicas::RULE,
    bad_ref_source::RULE,
    baseline_violation::RULE,
    blocked_dns::RULE,
    blocking_disruption_budget::RULE,
    boundless_disruption_budget::RULE,
    boundless_network_policy::RULE,
    careless_binding::RULE,
    cascading_root::RULE,
    cluster_wide_secrets::RULE,
    codeowners_mismatch::RULE,
    colliding_route::RULE,
    conflicting_annotations::RULE,
    dangling_disruption_budget::RULE,
    dangling_monitor::RULE,
    dangling_network_policy::RULE,
    dangling_reference::RULE,
    dangling_route::RULE,
    dangling_scaler::RULE,
    dangling_service::RULE,
    dangling_sync_window::RULE,
    default_project::RULE,
    default_service_account::RULE,
    deployed_twice::RULE,
    deprecated_annotation::RULE,
    deprecated_api::RULE,
    deprecated_dependency::RULE,
    destination_name_and_server::RULE,
    destination_not_permitted::RULE,
    duplicate_entity::RULE,
    duplicate_env::RULE,
    duplicate_generated_name::RULE,
    duplicate_key::RULE,
    duplicate_object::RULE,
    empty_generator::RULE,
    emptying_sync::RULE,
    escalating_permission::RULE,
    escaping_path::RULE,
    exposed_service::RULE,
    file_location::RULE,
    floating_remote_base::RULE,
    floating_revision::RULE,
    gitlab_url_without_git::RULE,
    guardrail_in_reach::RULE,
    hierarchy_cycle::RULE,
    incomplete_source::RULE,
    ineffective_ignore::RULE,
    invalid_chart_version::RULE,
    invalid_data_key::RULE,
    invalid_entity::RULE,
    invalid_metadata::RULE,
    invalid_object::RULE,
    invalid_policy::RULE,
    invalid_port_name::RULE,
    invalid_project::RULE,
    invalid_restart_policy::RULE,
    invalid_schedule::RULE,
    invalid_sync_wave::RULE,
    invalid_sync_window::RULE,
    inverted_scaling::RULE,
    kind_not_permitted::RULE,
    kubernetes_id_mismatch::RULE,
    latest_image_tag::RULE,
    lenient_applicationset::RULE,
    limit_below_request::RULE,
    liveness_as_readiness::RULE,
    malformed_annotation::RULE,
    missing_catalog_target::RULE,
    missing_config_map::RULE,
    missing_finalizer::RULE,
    missing_kustomize_path::RULE,
    missing_memory_limit::RULE,
    missing_name::RULE,
    missing_namespace::RULE,
    missing_path::RULE,
    missing_readiness_probe::RULE,
    missing_recommended_label::RULE,
    missing_reference_grant::RULE,
    missing_requests::RULE,
    missing_role::RULE,
    missing_secret::RULE,
    missing_secret_store::RULE,
    missing_service_account::RULE,
    missing_volume_claim::RULE,
    mixed_template_syntax::RULE,
    mutable_selector_label::RULE,
    namespace_made_twice::RULE,
    namespace_metadata_without_create::RULE,
    namespace_not_permitted::RULE,
    not_text::RULE,
    open_namespace::RULE,
    outdated_policy::RULE,
    overlapping_cron_job::RULE,
    oversized_object::RULE,
    owner_mismatch::RULE,
    plaintext_secret::RULE,
    project_too_wide::RULE,
    prunable_data::RULE,
    quota_without_defaults::RULE,
    refused_kind::RULE,
    release_name_too_long::RULE,
    removed_api::RULE,
    repository_without_credentials::RULE,
    reserved_annotation::RULE,
    restricted_violation::RULE,
    retired_ingress_controller::RULE,
    rival_autoscalers::RULE,
    role_group_mismatch::RULE,
    root_hydration::RULE,
    secret_in_annotation::RULE,
    secret_in_plain_text::RULE,
    secret_policy_conflict::RULE,
    selector_mismatch::RULE,
    server_owned_field::RULE,
    several_parents::RULE,
    shadowed_owners::RULE,
    single_replica::RULE,
    source_and_sources::RULE,
    source_not_permitted::RULE,
    source_override_file::RULE,
    techdocs_without_mkdocs::RULE,
    templated_project::RULE,
    too_long_name::RULE,
    undefined_parameter::RULE,
    unknown_application::RULE,
    unknown_backend_port::RULE,
    unknown_gateway::RULE,
    unknown_hook::RULE,
    unknown_kind::RULE,
    unknown_monitor_port::RULE,
    unknown_notification::RULE,
    unknown_pod_security::RULE,
    unknown_probe_port::RULE,
    unknown_project::RULE,
    unknown_sync_option::RULE,
    unknown_target_port::RULE,
    unknown_template_parameter::RULE,
    unknown_template_step::RULE,
    unknown_time_zone::RULE,
    unknown_volume::RULE,
    unlabelled_pod_security::RULE,
    unlimited_namespace::RULE,
    unowned_path::RULE,
    unpinned_image::RULE,
    unpreserved_applicationset::RULE,
    unprovided_api::RULE,
    unprovisioned_namespace::RULE,
    unreached_by_rollout::RULE,
    unreadable_definition::RULE,
    unreadable_file::RULE,
    unregistered_entity::RULE,
    unsafe_link::RULE,
    unspread_replicas::RULE,
    unused_allow::RULE,
    violated_rule::RULE,
    wave_inversion::RULE,
    waves_between_applications::RULE,
    wildcard_permission::RULE,
    yaml_syntax::RULE,
];

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}
