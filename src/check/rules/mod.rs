//! All rules: one file each, and one row here.

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
pub(crate) mod duplicate_key;
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
pub(crate) mod not_text;
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
pub(crate) mod yaml_syntax;

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
pub(crate) fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}
