//! Small trees that others have: what is right in them is not told, and what is wrong is.

use std::fs;

use crate::support::{Scratch, groma};

/// Every finding of a rule in a tree, as `path:line level: message`.
fn told(files: &[(&str, &str)], rule: &str) -> Vec<String> {
    let folder = Scratch::new("trees");
    files.iter().for_each(|(path, text)| folder.write(path, text));
    let (out, error, _) = groma(folder.path(), &["lint", ".", "--format", "json", "--only", rule]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{error}"));
    let findings = report["findings"].as_array().expect("a list of findings").iter();
    let told = findings.map(|finding| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!("{}:{} {}: {}", text("file"), finding["line"], text("level"), text("message"))
    });
    told.collect()
}

/// What is said of one file.
fn said(text: &str, rule: &str) -> Vec<String> {
    told(&[("a.yaml", text)], rule)
}

const NONE: [&str; 0] = [];
const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, namespace: shop }\n";

/// A pod with labels and more of its container.
fn pod(labels: &str, container: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{ name: x, namespace: shop, labels: {{ {labels} }} }}\n\
         spec: {{ containers: [{{ name: a, image: \"a:1\"{container} }}] }}\n"
    )
}

#[test]
fn objects_that_the_server_names_are_no_doubles() {
    let job = "apiVersion: batch/v1\nkind: Job\nmetadata: { generateName: migrate-, namespace: shop }\n";
    assert_eq!(said(&format!("{job}---\n{job}"), "duplicate-object"), NONE);
}

#[test]
fn environments_are_told_by_their_names_and_by_what_they_hold() {
    let doubles = |paths: &[&str]| {
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (*path, MAP)).collect();
        told(&files, "duplicate-object").len()
    };
    assert_eq!(doubles(&["prod-eu/x.yaml", "prod-us/x.yaml", "staging-eu/x.yaml"]), 0);
    assert_eq!(doubles(&["cluster-a/x.yaml", "cluster-b/x.yaml", "prod-eu/x.yaml"]), 0);
    assert_eq!(doubles(&["teams/a/eu-west-1/ns.yaml", "teams/a/us-east-1/ns.yaml"]), 0);
    assert_eq!(doubles(&["app/cm-prod.yaml", "app/cm-staging.yaml", "app/cm.yaml"]), 0);
    assert_eq!(doubles(&["app/cm-prod.yaml", "app/other-prod.yaml"]), 1);
    assert_eq!(doubles(&["app/a.yaml", "app/b.yaml"]), 1);
    // A folder that was copied, and one name in it that was not changed.
    let own = |name: &str| MAP.replace("name: x", &format!("name: {name}"));
    let (orders, payments) = (own("orders"), own("payments"));
    let copied = [("a/x.yaml", MAP), ("a/own.yaml", &orders), ("b/x.yaml", MAP), ("b/own.yaml", &payments)];
    assert_eq!(told(&copied, "duplicate-object").len(), 1);
}

#[test]
fn what_sops_has_encrypted_is_judged_as_what_it_was() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: x, namespace: shop }\n\
                  stringData: { key: \"ENC[AES256_GCM,data:x,type:str]\" }\ndata: { key: \"ENC[AES256_GCM,data:x,type:str]\" }\n";
    let sops = "sops: { mac: \"ENC[AES256_GCM,data:x,type:str]\", version: 3.9.0 }\n";
    assert_eq!(said(&format!("{secret}{sops}"), "invalid-object"), NONE);
    assert_eq!(said(&format!("{secret}sops: {{}}\n"), "invalid-object").len(), 2);
}

#[test]
fn a_gateway_in_a_namespace_that_the_tree_does_not_hold_is_somebody_elses() {
    let gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: own, namespace: shop }\n\
                   spec: { gatewayClassName: a, listeners: [{ name: a, port: 80, protocol: HTTP }] }\n---\n";
    let route = |parent: &str| {
        format!(
            "{gateway}apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n\
             metadata: {{ name: x, namespace: shop }}\nspec: {{ parentRefs: [{{ {parent} }}] }}\n"
        )
    };
    assert_eq!(said(&route("name: shared, namespace: infra"), "unknown-gateway"), NONE);
    assert_eq!(said(&route("name: shared"), "unknown-gateway").len(), 1);
    let infra = format!("{}---\n{}", route("name: shared, namespace: infra"), MAP.replace("shop", "infra"));
    assert_eq!(said(&infra, "unknown-gateway").len(), 1);
}

#[test]
fn the_name_of_a_secret_in_a_vault_is_no_secret() {
    let values = "awsSecretAccessKey: arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders\n";
    let chart = "apiVersion: v2\nname: orders\nversion: 1.0.0\n";
    assert_eq!(told(&[("c/Chart.yaml", chart), ("c/values.yaml", values)], "secret-in-plain-text"), NONE);
}

#[test]
fn secrets_are_found_in_the_arguments_of_programs() {
    let pod = |args: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{ name: x, namespace: shop }}\n\
             spec: {{ containers: [{{ name: app, image: x, args: [{args}] }}] }}\n"
        )
    };
    for args in ["--api-key, correct-horse", "--db-pass=correct-horse1", "npm_0123456789abcdefghij"] {
        assert_eq!(said(&pod(args), "secret-in-plain-text").len(), 1, "{args}");
    }
    for args in ["--api-key, $(API_KEY)", "--token, --verbose", "--token-file, /run/secrets/token"] {
        assert_eq!(said(&pod(args), "secret-in-plain-text"), NONE, "{args}");
    }
}

#[test]
fn an_allow_that_speaks_of_other_files_is_never_removed() {
    let folder = Scratch::new("allow");
    folder.write("a.yaml", MAP);
    let allowed = MAP.replace("metadata", "# groma: allow duplicate-object -- moved next week\nmetadata");
    folder.write("b.yaml", &allowed);
    groma(folder.path(), &["lint", "b.yaml", "--fix"]);
    assert_eq!(fs::read_to_string(folder.path().join("b.yaml")).unwrap(), allowed);
}

#[test]
fn a_default_stands_for_a_required_field() {
    let definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n\
        metadata: { name: queues.example.com }\n\
        spec:\n  group: example.com\n  scope: Namespaced\n  names: { kind: Queue, plural: queues }\n  versions:\n    - name: v1\n\
        \x20     served: true\n      storage: true\n      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, \
        required: [mode, size], properties: { mode: { type: string, default: auto }, size: { type: integer } } } } } }\n---\n\
        apiVersion: example.com/v1\nkind: Queue\nmetadata: { name: a }\n";
    assert_eq!(said(&format!("{definition}spec: {{ size: 1 }}\n"), "invalid-object"), NONE);
    assert_eq!(said(&format!("{definition}spec: {{}}\n"), "invalid-object").len(), 1);
}

#[test]
fn definitions_that_name_a_file_of_openapi_are_resolved_by_the_portal() {
    let api = |definition: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {{ name: a }}\n\
             spec: {{ type: openapi, lifecycle: production, owner: a, definition: {definition} }}\n"
        )
    };
    assert_eq!(said(&api("{ $openapi: ./o.yaml }"), "invalid-entity"), NONE);
    assert_eq!(said(&api("{ $asyncapi: ./o.yaml }"), "invalid-entity"), NONE);
    assert_eq!(said(&api("{ $other: ./o.yaml }"), "invalid-entity").len(), 1);
}

#[test]
fn what_a_kustomization_changes_is_judged_as_it_will_be() {
    let pod = pod("app: a", "").replace("a:1", "api");
    let found = |overlay: &str| {
        let files = [
            ("base/kustomization.yaml", "resources: [pod.yaml]\n"),
            ("base/pod.yaml", &pod),
            ("overlays/prod/kustomization.yaml", overlay),
        ];
        told(&files, "latest-image-tag").len()
    };
    assert_eq!(found("resources: [../../base]\nimages: [{ name: api, newTag: 1.2.3 }]\n"), 0);
    assert_eq!(found("resources: [../../base]\nimages: [{ name: api, digest: \"sha256:0\" }]\n"), 0);
    assert_eq!(found("resources: [../../base]\nimages: [{ name: other, newTag: 1.2.3 }]\n"), 1);
    assert_eq!(found("images: [{ name: api, newTag: 1.2.3 }]\n"), 1);
    assert_eq!(said(&pod.replace("api", "api${TAG}"), "latest-image-tag"), NONE);
    let service = "apiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: shop }\n\
                   spec: { selector: { app: a, team: x }, ports: [{ port: 80 }] }\n";
    let found = |labels: &str| {
        let kustomization = format!("resources: [pod.yaml, service.yaml]\n{labels}\n");
        let files = [("kustomization.yaml", &*kustomization), ("pod.yaml", &pod), ("service.yaml", service)];
        told(&files, "dangling-service").len()
    };
    assert_eq!(found("commonLabels: { team: x }"), 0);
    assert_eq!(found("labels: [{ pairs: { team: x }, includeSelectors: true }]"), 0);
    assert_eq!(found("labels: [{ pairs: { team: x }, includeTemplates: true }]"), 0);
    assert_eq!(found("labels: [{ pairs: { team: x } }]"), 1);
}

#[test]
fn what_operators_make_is_there() {
    let pod = pod("app: a", ", ports: [{ name: http, containerPort: 80 }]");
    let cluster = "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: db, namespace: shop }\n\
                   spec: { instances: 1, storage: { size: 1Gi } }\n";
    let of = |kind: &str, rest: &str| format!("{kind}\nmetadata: {{ name: y, namespace: shop }}\nspec: {rest}\n");
    let policy = |labels: &str| {
        of(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy",
            &format!("{{ podSelector: {{ matchLabels: {{ {labels} }} }}, policyTypes: [Ingress] }}"),
        )
    };
    let with = |text: &str, rule: &str| said(&format!("{pod}---\n{cluster}---\n{text}"), rule).len();
    let service = of("apiVersion: v1\nkind: Service", "{ selector: { cnpg.io/cluster: db }, ports: [{ port: 5432 }] }");
    assert_eq!(with(&service, "dangling-service"), 0);
    assert_eq!(said(&format!("{pod}---\n{service}"), "dangling-service").len(), 1);
    let selector = "{ selector: { matchLabels: { cnpg.io/cluster: db } }";
    let monitor = format!("{selector}, podMetricsEndpoints: [{{ port: metrics }}] }}");
    assert_eq!(with(&of("apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor", &monitor), "dangling-monitor"), 0);
    let budget = of("apiVersion: policy/v1\nkind: PodDisruptionBudget", &format!("{selector}, maxUnavailable: 1 }}"));
    assert_eq!(with(&budget, "dangling-disruption-budget"), 0);
    assert_eq!(with(&policy("cnpg.io/cluster: db"), "dangling-network-policy"), 0);
    assert_eq!(with(&policy("acme.cert-manager.io/http01-solver: \"true\""), "dangling-network-policy"), 0);
    assert_eq!(with(&policy("app: b"), "dangling-network-policy"), 1);
    let ingress = |service: &str| {
        let backend = format!("{{ defaultBackend: {{ service: {{ name: {service}, port: {{ number: 80 }} }} }} }}");
        format!("---\n{}", of("apiVersion: networking.k8s.io/v1\nkind: Ingress", &backend))
    };
    let routed = |name: &str| with(&format!("{service}{}", ingress(name)), "dangling-route");
    assert_eq!((routed("db-rw"), routed("y"), routed("db-rv")), (0, 0, 1));
    let action = ingress("redirect").replace("number: 80", "name: use-annotation");
    assert_eq!(with(&format!("{service}{action}"), "dangling-route"), 0);
    let indexed = "app: a, apps.kubernetes.io/pod-index: \"0\"";
    assert_eq!(with(&policy(indexed), "dangling-network-policy"), 0);
    assert_eq!(with(&policy(&indexed.replace("app: a", "app: b")), "dangling-network-policy"), 1);
    let first = service.replace("cnpg.io/cluster: db", "statefulset.kubernetes.io/pod-name: x-0");
    assert_eq!(with(&first, "dangling-service"), 0);
    let bundle =
        "apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: { name: roots }\nspec: { sources: [] }\n";
    let mount = |name: &str| {
        format!(
            "{bundle}---\n{MAP}---\n{}",
            pod.replace(
                "containers:",
                &format!("volumes: [{{ name: v, configMap: {{ name: {name} }} }}], containers:")
            )
        )
    };
    assert_eq!(said(&mount("roots"), "missing-config-map").len(), 0);
    assert_eq!(said(&mount("root"), "missing-config-map").len(), 1);
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: x, namespace: shop }\n---\n\
                 apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: sts, namespace: shop }\n\
                 spec: { replicas: 2, volumeClaimTemplates: [{ metadata: { name: data } }] }\n---\n";
    let mount = |name: &str| {
        let volumes = format!("volumes: [{{ name: v, persistentVolumeClaim: {{ claimName: {name} }} }}], containers:");
        format!("{claim}{}", pod.replace("containers:", &volumes))
    };
    assert_eq!(said(&mount("data-sts-0"), "missing-volume-claim").len(), 0);
    assert_eq!(said(&mount("data-sts"), "missing-volume-claim").len(), 1);
}

#[test]
fn a_port_that_is_not_declared_may_be_there() {
    let pod = pod("app: a", ", ports: [{ name: http, containerPort: 80 }], livenessProbe: { tcpSocket: { port: 81 } }");
    let service = "apiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: shop }\n\
                   spec: { selector: { app: a }, ports: [{ port: 80, targetPort: 9999 }] }\n";
    let text = format!("{service}---\n{pod}");
    assert_eq!(said(&text, "unknown-target-port"), ["a.yaml:4 info: no pod declares a port `9999`"]);
    assert_eq!(said(&text, "unknown-probe-port"), ["a.yaml:9 info: the container declares no port 81"]);
}

#[test]
fn values_that_no_server_takes_are_told() {
    let container = |more: &str| said(&pod("app: a", &format!(", {more}")), "invalid-object");
    for wrong in [
        "imagePullPolicy: always",
        "terminationMessagePolicy: Log",
        "ports: [{ containerPort: 99999 }]",
        "ports: [{ containerPort: 80, protocol: tcp }]",
        "resources: { limits: { memory: 12XB } }",
        "resources: { limits: { cpu: 1 core } }",
        "resources: { requests: { memory: 1GB } }",
        "env: [{ name: A, value: a, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]",
        "livenessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } }",
        "livenessProbe: { httpGet: { port: 70000 } }",
    ] {
        assert_eq!(container(wrong).len(), 1, "{wrong}: {:?}", container(wrong));
    }
    for right in [
        "imagePullPolicy: Always, ports: [{ containerPort: 80, protocol: UDP, hostPort: 0 }]",
        "resources: { limits: { memory: 1.5Gi, cpu: 100m, ephemeral-storage: 1e3 }, requests: { cpu: .5, memory: +1M } }",
        "env: [{ name: A, value: a, valueFrom: null }], livenessProbe: { httpGet: null, exec: { command: [a] } }",
        "livenessProbe: { httpGet: { port: http } }, env: [{ name: A, value: \"\", valueFrom: { fieldRef: { fieldPath: metadata.name } } }]",
    ] {
        assert_eq!(container(right), NONE, "{right}");
    }
    let of = |text: &str| said(text, "invalid-object").len();
    let service = |more: &str| format!("apiVersion: v1\nkind: Service\nmetadata: {{ name: s }}\nspec: {{ {more} }}\n");
    assert_eq!(of(&service("type: loadbalancer, ports: [{ port: 80 }]")), 1);
    assert_eq!(of(&service("sessionAffinity: Client, ports: [{ port: 70000 }]")), 2);
    assert_eq!(of(&service("type: LoadBalancer, ports: [{ port: 80, protocol: SCTP, targetPort: http }]")), 0);
    assert_eq!(of(&service("ports: [{ port: 80, targetPort: 0 }]")), 0);
    let volume =
        pod("a: b", "").replace("containers:", "volumes: [{ name: v, emptyDir: { sizeLimit: 1GiB } }], containers:");
    assert_eq!((of(&volume), of(&volume.replace("1GiB", "1Gi"))), (1, 0));
}

#[test]
fn what_holds_and_reaches_nothing_is_no_secret_and_no_violation() {
    let annotated = |value: &str| {
        let annotation = format!("name: a, annotations: {{ pagerduty.com/integration-key: {value} }}");
        said(&API.replace("name: a", &annotation), "secret-in-annotation").len()
    };
    assert_eq!((annotated("\"\""), annotated("a0")), (0, 1));
    let namespace = "apiVersion: v1\nkind: Namespace\n\
                     metadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: restricted } }\n---\n";
    let with = |volume: &str| {
        let volumes = format!("volumes: [{{ name: v, {volume} }}], containers:");
        said(&format!("{namespace}{}", pod("a: b", "").replace("containers:", &volumes)), "restricted-violation").len()
    };
    assert_eq!(with("image: { reference: \"a:1\" }"), with("emptyDir: {}"));
    assert_eq!(with("nfs: { server: a, path: / }"), with("emptyDir: {}") + 1);
}

#[test]
fn known_values_in_wrong_letters_are_mended() {
    let folder = Scratch::new("letters");
    let text = pod("a: b", ", imagePullPolicy: always").replace("containers:", "restartPolicy: never, containers:");
    folder.write("a.yaml", &text);
    groma(folder.path(), &["lint", ".", "--fix"]);
    let mended = text.replace("always", "Always").replace("never", "Never");
    assert_eq!(fs::read_to_string(folder.path().join("a.yaml")).unwrap(), mended);
}

#[test]
fn an_object_without_a_name_is_told() {
    let object =
        |metadata: &str| said(&format!("apiVersion: v1\nkind: ConfigMap\n{metadata}data: {{}}\n"), "missing-name");
    for wrong in ["", "metadata: {}\n", "metadata: { name: \"\" }\n", "metadata: { name: null }\n"] {
        assert_eq!(object(wrong).len(), 1, "{wrong}");
    }
    assert_eq!(object("metadata: { generateName: a- }\n"), NONE);
    assert_eq!(object("metadata: { name: a }\n"), NONE);
}

const API: &str = "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: { name: a }\n";

#[test]
fn entities_are_judged_with_the_files_that_they_take_in() {
    let found = |spec: &str, file: (&str, &str)| {
        told(&[("c/catalog-info.yaml", &format!("{API}spec: {spec}\n")), file], "invalid-entity").len()
    };
    let with =
        |definition: &str| format!("{{ type: openapi, lifecycle: production, owner: a, definition: {definition} }}");
    let mapping = "openapi: 3.1.0\ninfo: { title: A, version: 1.0.0 }\npaths: {}\n";
    assert_eq!(found(&with("{ $text: ./o.yaml }"), ("c/o.yaml", mapping)), 0);
    assert_eq!(found(&with("{ $yaml: ./o.yaml }"), ("c/o.yaml", mapping)), 1);
    assert_eq!(found(&with("{ $yaml: ./o.yaml }"), ("c/o.yaml", "a text\n")), 0);
    assert_eq!(found(&with("{ $json: ../o.json }"), ("o.json", "{}")), 1);
    assert_eq!(found(&with("{ $json: ./o.json }"), ("c/o.json", "\"a text\"")), 0);
    assert_eq!(found(&with("{ $text: ./o.yaml, x: y }"), ("c/o.yaml", mapping)), 1);
    assert_eq!(found(&with("{ $yaml: ./none.yaml }"), ("c/o.yaml", mapping)), 0);
    assert_eq!(found(&with("{ $yaml: https://example.com/o.yaml }"), ("c/o.yaml", mapping)), 0);
    let spec = "type: openapi\nowner: a\ndefinition: abc\n";
    assert_eq!(found("{ $yaml: ./spec.yaml }", ("c/spec.yaml", spec)), 1);
    assert_eq!(found("{ $yaml: ./spec.yaml }", ("c/spec.yaml", &format!("{spec}lifecycle: production\n"))), 0);
}

/// A kind with one rule, and an object of it.
fn ruled(rule: &str, spec: &str) -> String {
    format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{ name: queues.example.com }}\n\
         spec:\n  group: example.com\n  scope: Namespaced\n  names: {{ kind: Queue, plural: queues }}\n  versions:\n    - name: v1\n      \
         served: true\n      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n            \
         spec:\n              type: object\n              properties: {{ dur: {{ type: string, format: duration }}, \
         at: {{ type: string, format: date-time }}, m: {{ type: object, additionalProperties: {{ type: string }} }} }}\n              \
         x-kubernetes-validations: [{{ {rule} }}]\n---\n\
         apiVersion: example.com/v1\nkind: Queue\nmetadata: {{ name: a }}\nspec:\n  {spec}\n"
    )
}

#[test]
fn rules_about_durations_and_times_are_judged() {
    let found = |rule: &str, spec: &str| said(&ruled(&format!("rule: \"{rule}\""), spec), "violated-rule").len();
    assert_eq!(found("self.dur > duration('1m')", "dur: 5s"), 1);
    assert_eq!(found("self.dur > duration('1m')", "dur: 5h"), 0);
    assert_eq!(found("self.at > timestamp('2026-01-01T00:00:00Z')", "at: \"2025-01-31T12:00:00Z\""), 1);
    assert_eq!(found("self.at > timestamp('2026-01-01T00:00:00Z')", "at: \"2026-01-31T12:00:00Z\""), 0);
}

#[test]
fn a_rule_that_cannot_be_judged_says_so() {
    let found = |rule: &str| said(&ruled(&format!("rule: \"{rule}\""), "m: { a: \"\" }"), "unjudged-rule");
    assert_eq!(found("self.m.all(k, v, v != '')").len(), 1);
    assert_eq!(found("self.at.getFullYear() > 2000").len(), 1);
    assert_eq!(found("self.m.all(k, self.m[k] != '')"), NONE);
}

#[test]
fn a_violated_rule_is_told_in_its_own_words_at_its_own_place() {
    let rule = "rule: \"self.dur == '1s'\", message: wrong, messageExpression: \"'not ' + string(size(self.m))\", fieldPath: .m.a";
    let rule = rule.replace("self.dur == '1s'", "size(self.m) > 1");
    let found = said(&ruled(&rule, "m: { a: b }\n  dur: 1s"), "violated-rule");
    assert_eq!(found, ["a.yaml:25 error: `spec`: not 1"]);
    let found = said(
        &ruled("rule: \"size(self.m) > 1\", message: wrong, fieldPath: .m.x", "dur: 1s\n  m: { a: b }"),
        "violated-rule",
    );
    assert_eq!(found, ["a.yaml:26 error: `spec`: wrong"]);
}

#[test]
fn help_names_what_takes_the_place_of_an_outdated_kind() {
    let help = |text: &str, rule: &str| {
        let folder = Scratch::new("help");
        folder.write("a.yaml", text);
        let (out, ..) = groma(folder.path(), &["lint", ".", "--only", rule, "--fail-on", "info"]);
        out.lines().find_map(|line| line.strip_prefix("help: ").map(str::to_owned)).unwrap_or(out)
    };
    let policy = |kind: &str, rule: &str| {
        let text = format!(
            "apiVersion: kyverno.io/v1\nkind: {kind}\nmetadata: {{ name: a }}\n\
             spec: {{ rules: [{{ name: a, match: {{ any: [] }}, {rule}: {{}} }}] }}\n"
        );
        help(&text, "deprecated-api")
    };
    assert_eq!(policy("ClusterPolicy", "mutate"), "write `MutatingPolicy` of `policies.kyverno.io/v1`");
    assert_eq!(policy("Policy", "validate"), "write `NamespacedValidatingPolicy` of `policies.kyverno.io/v1`");
    let definition = "apiVersion: apiextensions.crossplane.io/v1\nkind: CompositeResourceDefinition\nmetadata: { name: a }\n\
                      spec: { claimNames: { kind: A, plural: as }, group: example.com, names: { kind: XA, plural: xas } }\n";
    assert!(help(definition, "deprecated-api").contains("LegacyCluster"), "{}", help(definition, "deprecated-api"));
    let deployment = "apiVersion: v1\nkind: Deployment\nmetadata: { name: a }\n";
    assert_eq!(help(deployment, "unknown-kind"), "did you mean `Deployment` of `apps/v1`?");
}

#[test]
fn a_misspelt_kind_of_kubernetes_is_an_error() {
    let found = |version: &str, kind: &str| {
        said(&format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{ name: a }}\n"), "unknown-kind")
    };
    assert_eq!(found("apps/v1", "Deploymnet"), ["a.yaml:2 error: unknown kind `Deploymnet` of `apps/v1`"]);
    assert!(found("apps/v1", "Orders")[0].contains("info"));
    assert!(found("example.com/v1", "Deploymnet")[0].contains("info"));
}

#[test]
fn versions_of_charts_that_are_numbers_are_told_as_such() {
    let found =
        |text: &str| told(&[("c/Chart.yaml", &format!("apiVersion: v2\nname: a\n{text}\n"))], "invalid-chart-version");
    assert_eq!(
        found("version: 1.0"),
        ["c/Chart.yaml:3 warning: the chart's version is a number: `helm lint` refuses it, and 1.10 becomes 1.1"]
    );
    assert!(found("version: 1.0.0\nappVersion: 1.0")[0].starts_with("c/Chart.yaml:4 warning"));
    assert_eq!(found("version: 1.0.0\nappVersion: \"1.0\""), NONE);
}

#[test]
fn a_reference_of_another_form_is_one_fault() {
    let component = |spec: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: a }}\n\
             spec: {{ type: service, lifecycle: production, {spec} }}\n---\n{API}spec: {{}}\n"
        )
    };
    assert_eq!(said(&component("owner: a, dependsOn: foo"), "dangling-reference"), NONE);
    assert_eq!(said(&component("owner: [a]"), "dangling-reference"), NONE);
    assert_eq!(said(&component("owner: a, dependsOn: [foo]"), "dangling-reference").len(), 1);
}

#[test]
fn allows_with_slips_are_told() {
    let found = |comment: &str| said(&format!("{comment}\n{MAP}"), "unused-allow");
    let unknown = ["a.yaml:1 warning: `invalid-objct` is not a rule that can be allowed"];
    assert_eq!(found("# groma: allow invalid-objct -- x"), unknown);
    assert_eq!(found("# groma: allow"), ["a.yaml:1 warning: comment names no rule"]);
    assert_eq!(found("# groma: allowed here"), NONE);
    let pod = pod("app: a", "").replace("a:1", "a");
    let allowed = pod.replace("spec:", "#groma:allow latest-image-tag -- a demonstration\nspec:");
    assert_eq!((said(&pod, "latest-image-tag").len(), said(&allowed, "latest-image-tag").len()), (1, 0));
}

#[test]
fn a_label_that_is_read_as_a_boolean_is_told_as_it_was_written() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, labels: { on: yes } }\n";
    let found = said(text, "invalid-object");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("`on`, read as `true`: expected a string"), "{found:?}");
}

#[test]
fn names_of_one_letter_are_not_guessed() {
    let group =
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: { name: g }\nspec: { type: team, children: [] }\n";
    let folder = Scratch::new("guess");
    folder.write("a.yaml", &format!("{group}---\n{}", group.replace("name: g", "name: h").replace("[]", "[a]")));
    let (out, ..) = groma(folder.path(), &["lint", ".", "--only", "dangling-reference"]);
    assert!(out.contains("refers to an unknown entity") && !out.contains("did you mean"), "{out}");
}

#[test]
fn nothing_is_said_of_what_was_not_judged() {
    let folder = Scratch::new("extent");
    folder.write("a.yaml", MAP);
    folder.write("b.yaml", &format!("{MAP}data: {{ a: 1 }}\n"));
    let run = |arguments: &[&str]| groma(folder.path(), arguments);
    run(&["lint", ".", "--write-baseline", "known.json"]);
    let (_, error, _) = run(&["lint", ".", "--only", "duplicate-object", "--baseline", "known.json"]);
    assert!(!error.contains("--write-baseline`"), "{error}");
    let (_, error, _) = run(&["lint", "a.yaml", "--baseline", "known.json"]);
    assert!(!error.contains("--write-baseline`"), "{error}");
    let (out, ..) = run(&["lint", ".", "--only", "duplicate-object", "--format", "junit"]);
    assert_eq!(out.matches("<testsuite ").count(), 1, "{out}");
    assert_eq!(run(&["lint", ".", "--only", "unjudged-rule"]).2, 0);
}
