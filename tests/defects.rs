//! The defects of a real platform: absent from the rendered tree, or reported where an inventory brings them about.
//!
//! Each test is named after the defect; `docs/rules.md` tells the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use groma::tree::Tree;
use serde_yaml::Value;

use crate::support::{Scratch, acme, files, text, yaml};

const ENVIRONMENTS: [(&str, &str); 3] =
    [("homelab", "development"), ("development", "development"), ("production", "main")];
const ARGOCD: &str = "idp/platform/argocd";
const GUARDRAILS: &str = "idp/platform/guardrails";
const LABELS: &str = "idp.example.org";

fn tree() -> &'static Tree {
    static TREE: OnceLock<Tree> = OnceLock::new();
    TREE.get_or_init(acme)
}

/// Rendered YAML files whose path matches.
fn documents(wanted: impl Fn(&str) -> bool) -> Vec<(String, Value)> {
    files(tree()).filter(|(path, _)| wanted(path)).map(|(path, _)| (path.clone(), yaml(tree(), &path))).collect()
}

fn applications(environment: &str) -> Vec<(String, Value)> {
    documents(|path| path.starts_with(&format!("{ARGOCD}/{environment}/applications/")))
}

/// Applications that deploy an app, by the repository of its chart.
fn charts(environment: &str) -> Vec<(String, Value)> {
    let repository = |application: &Value| {
        let url = application["spec"]["source"]["repoURL"].as_str().expect("a source has an address").to_owned();
        url.strip_prefix("https://gitlab.example.com/")
            .and_then(|path| path.strip_suffix(".git"))
            .expect("it ends in .git")
            .to_owned()
    };
    let all = applications(environment).into_iter().map(|(_, application)| (repository(&application), application));
    all.filter(|(path, _)| path.ends_with("-deployment")).collect()
}

fn check(inventory: &str) -> String {
    let scratch = Scratch::new("defect");
    scratch.write("platform.yaml", inventory);
    let workspace =
        groma::workspace::Workspace::open(&scratch.path().join("platform.yaml"), "").expect("it is readable");
    let found = workspace.resolve().check();
    let style = groma::report::Style { color: false, unicode: false, width: 120 };
    groma::report::report(groma::report::Format::Human, &found, &workspace.sources, &style)
}

const HEAD: &str = "apiVersion: groma/v1
platform: { name: acme, owner: a, git: { provider: gitlab, host: git.example.com, group: idp }, registry: registry.example.com, labels: idp.example.org }
environments: { homelab: { domain: h.example.com, kubernetes: \"1.34\" }, production: { domain: p.example.com, kubernetes: \"1.34\" } }
teams: { a: {} }
";

#[test]
fn d1_every_followed_branch_exists() {
    for (environment, branch) in ENVIRONMENTS {
        let charts = charts(environment);
        assert!(!charts.is_empty());
        for (repository, application) in charts {
            assert_eq!(application["spec"]["source"]["targetRevision"], branch, "{repository}");
            let found =
                tree().repositories.iter().find(|known| known.path == repository).expect("the repository is rendered");
            assert!(found.branches.iter().any(|known| known == branch), "{repository} has no branch {branch}");
            let manifest: serde_json::Value =
                serde_json::from_str(text(tree(), &format!("{repository}/.groma/manifest.json"))).expect("JSON");
            assert!(manifest["branches"].as_array().expect("a list").iter().any(|known| known == branch));
        }
    }
}

#[test]
fn d2_every_environment_is_written_by_a_job() {
    for (environment, _) in ENVIRONMENTS {
        for (repository, _) in charts(environment) {
            let pipeline = yaml(tree(), &format!("{}/.gitlab-ci.yml", repository.trim_end_matches("-deployment")));
            let jobs = pipeline.as_mapping().expect("a pipeline is a mapping");
            let writes = |job: &Value| job["environment"]["name"] == environment || job["environment"] == environment;
            assert!(jobs.values().any(writes), "{repository}: no job deploys to {environment}");
            text(tree(), &format!("{repository}/environments/{environment}.yaml"));
        }
    }
}

#[test]
fn d3_environment_labels_speak_the_inventory_s_words() {
    let known: BTreeSet<&str> = ENVIRONMENTS.iter().map(|(name, _)| *name).collect();
    let label = format!("{LABELS}/environment: ");
    let mut seen = 0;
    for (path, file) in files(tree()).filter(|(path, _)| path.ends_with(".yaml")) {
        let text = String::from_utf8_lossy(file.content.bytes()).into_owned();
        for line in text.lines().filter_map(|line| line.trim().strip_prefix(&label)) {
            assert!(known.contains(line), "{path}: {line}");
            seen += 1;
        }
    }
    assert!(seen > 50);
}

#[test]
fn d4_a_forgotten_host_name_is_reported() {
    let report =
        check(&format!("{HEAD}systems: {{ s: {{ owner: a, apps: {{ x: {{ blueprint: python-fastapi }} }} }} }}\n"));
    assert!(report.contains("error[missing-hostname]"), "{report}");
}

#[test]
fn d5_a_trailing_hyphen_is_reported() {
    let report = check(&format!(
        "{HEAD}systems: {{ s: {{ owner: a, apps: {{ x-: {{ blueprint: python-fastapi, internal: true }} }} }} }}\n"
    ));
    assert!(report.contains("error[invalid-name]"), "{report}");
}

#[test]
fn d6_secrets_stay_within_the_team_s_reach() {
    for (environment, _) in ENVIRONMENTS {
        for (repository, _) in charts(environment) {
            let team = repository.split('/').nth(1).expect("group/team/name");
            let values = yaml(tree(), &format!("{repository}/environments/{environment}.yaml"));
            for secret in values["secrets"].as_sequence().into_iter().flatten() {
                let path = secret["path"].as_str().expect("a secret has a path");
                assert!(path.starts_with(&format!("idp/{team}/")), "{repository}: {path}");
            }
        }
    }
    let app = "{ blueprint: python-fastapi, internal: true, secrets: { KEY: { path: idp/b/other } } }";
    let report = check(&format!("{HEAD}systems: {{ s: {{ owner: a, apps: {{ x: {app} }} }} }}\n"));
    assert!(report.contains("error[secret-out-of-reach]"), "{report}");
}

#[test]
fn d7_apps_know_no_other_environments_than_the_platform() {
    for (environment, _) in ENVIRONMENTS {
        for (repository, _) in charts(environment) {
            let values = yaml(tree(), &format!("{repository}/environments/{environment}.yaml"));
            assert_eq!(values["environment"], environment);
            assert_eq!(values["production"], environment == "production");
        }
    }
    let config = text(tree(), "idp/checkout/order-management-order-service/app/core/config.py");
    assert!(!config.contains("staging"), "{config}");
}

#[test]
fn d8_components_carry_what_the_portal_s_tabs_need() {
    let components = documents(|path| path.ends_with("/catalog-info.yaml") && !path.contains("/platform/catalog/"));
    assert_eq!(components.len(), 13);
    for (path, component) in components {
        let annotations = component["metadata"]["annotations"].as_mapping().expect("annotations");
        for name in [
            "backstage.io/kubernetes-id",
            "backstage.io/techdocs-ref",
            "backstage.io/source-location",
            "gitlab.com/project-slug",
            "gitlab.com/instance",
        ] {
            assert!(annotations.get(name).is_some_and(Value::is_string), "{path}: {name}");
        }
        let links_argocd =
            ["argocd/app-name", "argocd/app-selector"].iter().filter(|name| annotations.contains_key(**name)).count();
        assert_eq!(links_argocd, 1, "{path}");
        let folder = path.trim_end_matches("catalog-info.yaml");
        text(tree(), &format!("{folder}mkdocs.yml"));
    }
}

#[test]
fn d9_ids_agree_between_catalog_and_cluster() {
    for (environment, _) in ENVIRONMENTS {
        for (repository, application) in charts(environment) {
            let component = yaml(tree(), &format!("{}/catalog-info.yaml", repository.trim_end_matches("-deployment")));
            let annotations = &component["metadata"]["annotations"];
            let id = &annotations["backstage.io/kubernetes-id"];
            assert_eq!(id, &component["metadata"]["name"]);
            assert_eq!(id, &application["metadata"]["labels"]["backstage.io/kubernetes-id"]);
            assert_eq!(annotations["argocd/app-name"], application["metadata"]["name"]);
            assert_eq!(
                id.as_str(),
                text(tree(), &format!("{repository}/values.yaml"))
                    .lines()
                    .find_map(|line| line.trim().strip_prefix("backstage.io/kubernetes-id: "))
            );
        }
    }
}

#[test]
fn d11_every_namespace_is_guarded_and_every_application_exists() {
    for (environment, _) in ENVIRONMENTS {
        for (repository, application) in charts(environment) {
            let namespace =
                application["spec"]["destination"]["namespace"].as_str().expect("a destination has a namespace");
            let folder = format!("{GUARDRAILS}/{environment}/{namespace}/");
            let kinds: BTreeSet<String> = documents(|path| path.starts_with(&folder))
                .iter()
                .map(|(_, object)| object["kind"].as_str().unwrap_or_default().to_owned())
                .collect();
            for kind in ["Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "RoleBinding"] {
                assert!(kinds.contains(kind), "{repository}: {namespace} has no {kind} in {environment}");
            }
            let namespace = yaml(tree(), &format!("{folder}namespace.yaml"));
            assert_eq!(namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"], "restricted");
            let deny = yaml(tree(), &format!("{folder}default-deny.yaml"));
            assert_eq!(deny["spec"]["policyTypes"].as_sequence().map(Vec::len), Some(2));
        }
    }
}

#[test]
fn d12_what_is_switched_off_stays_off() {
    let inventory = format!(
        "{HEAD}systems: {{ s: {{ owner: a, apps: {{ x: {{ blueprint: python-fastapi, internal: true, parameters: {{ metrics: false }}, scaling: {{ min: 0 }} }} }} }} }}\n"
    );
    let scratch = Scratch::new("d12");
    scratch.write("platform.yaml", &inventory);
    let workspace =
        groma::workspace::Workspace::open(&scratch.path().join("platform.yaml"), "").expect("it is readable");
    let (tree, found) = workspace.resolve().tree();
    crate::support::assert_clean(&found, &workspace);
    let values = yaml(&tree, "idp/a/s-x-deployment/environments/homelab.yaml");
    assert_eq!(values["metrics"]["enabled"], false);
    assert_eq!(values["scaling"]["min"], 0);
    let schema = yaml(&tree, "idp/a/s-x-deployment/values.schema.json");
    assert_eq!(schema["properties"]["scaling"]["properties"]["min"]["minimum"], 0);
}

#[test]
fn d13_a_size_that_an_environment_lacks_is_reported() {
    let app = "{ blueprint: python-fastapi, internal: true, size: giant }";
    let environments =
        HEAD.replace("p.example.com, ", "p.example.com, sizes: { python-fastapi: { giant: { cpu: \"8\" } } }, ");
    let report = check(&format!("{environments}systems: {{ s: {{ owner: a, apps: {{ x: {app} }} }} }}\n"));
    assert!(report.contains("error[unknown-size]") && report.contains("`homelab`"), "{report}");
    assert!(!report.contains("for environment `production`"), "{report}");
}

#[test]
fn d15_nothing_is_synced_before_what_it_needs() {
    let wave = |object: &Value| -> i64 {
        let wave = &object["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"];
        wave.as_str().map_or(0, |wave| wave.parse().expect("a wave is a number"))
    };
    for (environment, _) in ENVIRONMENTS {
        let projects = documents(|path| path.starts_with(&format!("{ARGOCD}/{environment}/projects/")));
        let by_name: BTreeMap<String, i64> = projects
            .iter()
            .map(|(_, project)| (project["metadata"]["name"].as_str().unwrap_or_default().to_owned(), wave(project)))
            .collect();
        let guardrails = wave(&yaml(tree(), &format!("{ARGOCD}/{environment}/applications/guardrails.yaml")));
        for (path, application) in applications(environment) {
            let project = application["spec"]["project"].as_str().expect("an Application has a project");
            assert!(by_name[project] < wave(&application), "{path}: project {project} comes too late");
            if !path.ends_with("/guardrails.yaml") {
                assert!(guardrails < wave(&application), "{path}: its namespace comes too late");
            }
        }
    }
}

#[test]
fn no_team_can_read_the_credential_of_argo_cd() {
    let repositories = documents(|path| path.starts_with(ARGOCD) && path.contains("/repositories/"));
    let data = |secret: &Value| secret["spec"]["data"].as_sequence().expect("it holds data").clone();
    let keys: BTreeSet<String> = repositories
        .iter()
        .flat_map(|(_, secret)| data(secret))
        .map(|one| one["remoteRef"]["key"].as_str().expect("each has a key").to_owned())
        .collect();
    assert!(!keys.is_empty());
    let overlays = documents(|path| path.contains("-deployment/environments/"));
    assert!(!overlays.is_empty());
    for (path, values) in overlays {
        assert!(!keys.contains(values["pullSecret"].as_str().expect("it pulls by a secret")), "{path}");
    }
}

#[test]
fn no_team_writes_its_own_guardrails() {
    let bound = documents(|path| path.starts_with(GUARDRAILS) && path.ends_with("/role-binding.yaml"));
    assert!(!bound.is_empty());
    let names = |list: &Value| -> Vec<String> {
        let items = list.as_sequence().expect("it is a list").iter();
        items.map(|item| item.as_str().expect("it is a text").to_owned()).collect()
    };
    for (path, binding) in bound {
        let environment = path[GUARDRAILS.len() + 1..].split('/').next().expect("it lies in one");
        let role = binding["roleRef"]["name"].as_str().expect("it binds a role");
        if role == "view" {
            continue;
        }
        let role = yaml(tree(), &format!("{GUARDRAILS}/{environment}/{role}.yaml"));
        for rule in role["rules"].as_sequence().expect("it has rules") {
            if names(&rule["verbs"]).iter().all(|verb| ["get", "list", "watch"].contains(&verb.as_str())) {
                continue;
            }
            let resources = names(&rule["resources"]);
            let guards = ["networkpolicies", "resourcequotas", "limitranges", "rolebindings", "roles", "secrets"];
            assert!(!resources.iter().any(|name| guards.contains(&name.as_str())), "{path}: {resources:?}");
        }
    }
}

#[test]
fn an_app_below_a_path_is_asked_for_the_same_paths_as_any_other() {
    let below = documents(|path| path.contains("-deployment/environments/"));
    let below = below.iter().filter(|(_, values)| values["route"]["path"].as_str().is_some_and(|path| path != "/"));
    assert!(below.count() > 0);
    for part in ["type: URLRewrite", "replacePrefixMatch: /"] {
        for (path, _) in files(tree()).filter(|(path, _)| path.ends_with("/templates/httproute.yaml")) {
            assert!(text(tree(), &path).contains(part), "{path}");
        }
    }
}
