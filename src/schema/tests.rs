//! Findings about objects, by built-in schemas and by those of users.

#![expect(clippy::disallowed_methods, reason = "tests write folders of schemas")]

use std::collections::BTreeSet;
use std::fs;

use super::version::Version;
use super::{Category, Fault, Lookup, Removal, Schemas, Scope, definitions};
use crate::diagnostic::Sink;
use crate::source::Sources;
use crate::store::files::Store;
use crate::values::pattern;
use crate::yaml::read;

/// Adds the definitions of a text; what was said about them.
fn define(schemas: &mut Schemas, text: &str) -> Vec<String> {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("crd.yaml", text);
    for document in read::read(file, text, &mut sink) {
        assert!(schemas.add_definition(&document, &mut sink));
    }
    sink.list().iter().map(|finding| format!("{}: {}", sources.text(finding.primary.span), finding.message)).collect()
}

fn faults(schemas: &Schemas, version: Version, text: &str) -> (Sources, Vec<Fault>) {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("object.yaml", text);
    let object = read::read_one(file, text, &mut sink).expect("the test's text is YAML");
    let word = |name: &str| object.get(name).and_then(|node| node.as_str()).expect("the object says what it is");
    let Lookup::Known(schema) = schemas.find(word("apiVersion"), word("kind"), version) else {
        panic!("no schema for\n{text}")
    };
    let mut faults = Vec::new();
    schema.check(&object, &mut faults);
    (sources, faults)
}

/// What is said of an object: the text at fault, the message and the help.
fn told(schemas: &Schemas, text: &str) -> Vec<String> {
    let (sources, faults) = faults(schemas, Version::NEWEST, text);
    faults.iter().map(|fault| format!("{}: {}: {}", sources.text(fault.span), fault.message, fault.help)).collect()
}

#[test]
fn every_kind_of_the_binary_compiles_and_every_rule_can_be_checked() {
    let schemas = Schemas::builtin();
    assert!(schemas.index.kinds.len() > 400, "{} kinds", schemas.index.kinds.len());
    let mut checked = BTreeSet::new();
    for ((api_version, kind), entry) in &schemas.index.kinds {
        let version = entry.versions.first.known();
        let Lookup::Known(schema) = schemas.find(api_version, kind, version) else { panic!("{api_version} {kind}") };
        assert!(schema.types[0].object.is_some(), "{api_version} {kind} has no definition");
        for limits in schema.types.iter().filter_map(|of| of.limits.as_ref()) {
            for pattern in limits.pattern.iter().filter(|pattern| checked.insert(pattern.text.clone())) {
                pattern::compile(&pattern.text).unwrap_or_else(|error| panic!("{kind}: {}: {error}", pattern.text));
            }
            for rule in limits.rules.iter().filter(|rule| checked.insert(rule.text.clone())) {
                rule.program().unwrap_or_else(|error| panic!("{kind}: {}: {error}", rule.text));
            }
        }
    }
}

#[test]
fn every_line_of_the_binary_is_understood() {
    assert_eq!(definitions::unknown_words(), Vec::<String>::new());
}

#[test]
fn a_fault_is_told_at_the_smallest_place_with_what_to_write() {
    let text = "apiVersion: apps/v1
kind: Deployment
metadata: {name: a, labels: {tier: 1}}
spec:
  replicas: '3'
  selector: {matchLabels: {app: a}}
  template:
    metadata: {}
    spec:
      containers:
        - name: a
          imag: b
          command: run
          ports: [{protocol: TCP}]
          tty: yes
";
    assert_eq!(
        told(&Schemas::builtin(), text),
        [
            "1: `tier`: expected a string, found an integer: quote it",
            "'3': `replicas`: expected an integer, found a string: write `3` without quotes",
            "imag: unknown field `imag`: did you mean `image`?",
            "run: `command`: expected a list, found a string: write `[run]`",
            "protocol: missing field `containerPort` in `ports[0]`: add `containerPort:`",
            "yes: `tty`: expected a boolean, found a string: write `true`",
        ]
    );
}

#[test]
fn a_field_is_known_in_the_versions_that_have_it() {
    let text = "apiVersion: v1
kind: Pod
spec: {containers: [{name: a, restartPolicyRules: []}]}
";
    let schemas = Schemas::builtin();
    assert_eq!(faults(&schemas, Version(33), text).1.len(), 1);
    assert_eq!(faults(&schemas, Version(34), text).1.len(), 0);
}

#[test]
fn kinds_that_went_name_what_takes_their_place() {
    let schemas = Schemas::builtin();
    let removed = |api_version, kind, version| match schemas.find(api_version, kind, Version(version)) {
        Lookup::Removed(Removal { since, instead }) => (since.map(|version| version.to_string()), instead),
        other => panic!("{api_version} {kind}: {other:?}"),
    };
    let gone = |since: &str, instead: Option<&str>| (Some(since.to_owned()), instead.map(str::to_owned));
    assert_eq!(removed("extensions/v1beta1", "Ingress", 34), gone("1.22", Some("networking.k8s.io/v1")));
    assert_eq!(removed("policy/v1beta1", "PodSecurityPolicy", 34), gone("1.25", None));
    let flow = gone("1.32", Some("flowcontrol.apiserver.k8s.io/v1"));
    assert_eq!(removed("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", 32), flow);
    let trust = gone("1.37", Some("certificates.k8s.io/v1"));
    assert_eq!(removed("certificates.k8s.io/v1alpha1", "ClusterTrustBundle", 37), trust);

    let Lookup::Known(flow) = schemas.find("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", Version(31)) else {
        panic!()
    };
    assert_eq!(flow.deprecated().and_then(|removal| removal.since), Some(Version(32)));
    assert!(matches!(
        schemas.find("resource.k8s.io/v1", "ResourceClaim", Version(33)),
        Lookup::Future { since: Version(34) }
    ));
}

#[test]
fn an_unknown_kind_names_the_one_that_was_meant() {
    let schemas = Schemas::builtin();
    let meant = |api_version, kind| match schemas.find(api_version, kind, Version(34)) {
        Lookup::Unknown { nearest } => nearest.map(|(api_version, kind)| format!("{api_version} {kind}")),
        other => panic!("{other:?}"),
    };
    assert_eq!(meant("apps/v1", "Deploymnt").as_deref(), Some("apps/v1 Deployment"));
    assert_eq!(meant("app/v1", "Deployment").as_deref(), Some("apps/v1 Deployment"));
    assert_eq!(meant("cats.example.com/v1", "Cat"), None);
}

#[test]
fn scopes_are_known() {
    let schemas = Schemas::builtin();
    let scope = |api_version, kind| match schemas.find(api_version, kind, Version(34)) {
        Lookup::Known(schema) => schema.scope(),
        other => panic!("{other:?}"),
    };
    assert_eq!(scope("v1", "Namespace"), Some(Scope::Cluster));
    assert_eq!(scope("apps/v1", "Deployment"), Some(Scope::Namespaced));
    assert_eq!(scope("argoproj.io/v1alpha1", "AppProject"), Some(Scope::Namespaced));
    assert_eq!(scope("external-secrets.io/v1", "ClusterSecretStore"), Some(Scope::Cluster));
}

#[test]
fn rules_see_defaults_and_are_told_apart() {
    let text = "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  rules:
    - matches: [{path: {value: a}}]
      timeouts: {request: 1s, backendRequest: 2s}
    - backendRefs: [{name: a, port: 80}]
";
    let (sources, faults) = faults(&Schemas::builtin(), Version(34), text);
    let told: Vec<_> = faults.iter().map(|fault| (fault.sort, sources.text(fault.span), fault.path.as_str())).collect();
    // The type of the path is `PathPrefix` where nothing is said, and then its value begins with a slash.
    assert_eq!(
        told,
        [
            (Category::Rule, "path", "spec.rules[0].matches[0].path"),
            (Category::Rule, "path", "spec.rules[0].matches[0].path"),
            (Category::Rule, "timeouts", "spec.rules[0].timeouts"),
        ][1..]
    );
}

#[test]
fn parts_that_are_combined_by_logic_see_defaults() {
    let gateway = |address: &str| {
        let text = format!(
            "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: a}}
spec: {{gatewayClassName: a, listeners: [{{name: a, port: 80, protocol: HTTP}}], addresses: [{address}]}}
"
        );
        faults(&Schemas::builtin(), Version(34), &text).1.len()
    };
    // An address is one of IP where nothing is said.
    assert_eq!(gateway("{value: 192.0.2.1}"), 0);
    assert_eq!(gateway("{value: a}"), 1);
    assert_eq!(gateway("{type: Hostname, value: a.example.com}"), 0);
}

const CRD: &str = "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: cats.example.com
  names: {kind: Cat}
  scope: Cluster
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [lives]
              properties:
                lives: {type: integer, minimum: 0, exclusiveMinimum: true, maximum: 9, default: 9}
                port: {x-kubernetes-int-or-string: true}
                name: {type: string, nullable: true, minLength: 2}
                notes: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}}
                pod: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
                toys:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name]
                  items: {type: object, properties: {name: {type: string}, namespace: {type: string}}}
              x-kubernetes-validations:
                - {rule: self.lives < 8 || has(self.name), message: a cat of many lives has a name.}
                - {rule: self.lives >= oldSelf.lives}
              oneOf: [{required: [port]}, {required: [pod]}]
    - {name: v1beta1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
";

#[test]
fn a_definition_of_a_user_is_converted_as_the_server_reads_it() {
    let mut schemas = Schemas::builtin();
    assert_eq!(define(&mut schemas, CRD), Vec::<String>::new());
    let cat = |spec: &str| told(&schemas, &format!("apiVersion: cats.example.com/v1\nkind: Cat\nspec: {spec}\n"));
    let fine = "{lives: 7, port: http, name: null, notes: {a: b, c: 1}, toys: [{name: a}, {name: b}]}";
    assert_eq!(cat(fine), Vec::<String>::new());
    assert_eq!(
        cat("{lives: 0, port: 1.5, name: a, notes: {a: 1}, toys: [{name: a}, {name: a}]}"),
        [
            "0: `lives`: `0` is too small: write more than 0",
            "1.5: `port`: expected a string or an integer, found a number: quote it",
            "a: `name`: 1 character, minimum is 2: add what is missing",
            "1: `a`: expected a string, found an integer: quote it",
            "a: `toys`: `a` is listed twice: remove one of the two",
        ]
    );
    assert_eq!(
        cat("{port: 1, pod: {kind: Pod}}"),
        [
            "spec: `spec`: `pod`, `port` are mutually exclusive: keep one of them",
            "pod: missing field `apiVersion` in `pod`: add `apiVersion:`",
        ]
    );
    assert_eq!(
        cat("{lives: 8, port: 1}"),
        ["spec: `spec`: a cat of many lives has a name: make this true for it: `self.lives < 8 || has(self.name)`"]
    );
    assert_eq!(cat("{lives: 1}"), ["spec: `spec`: one of `pod`, `port` is required: add `pod:`"]);
    assert!(matches!(
        schemas.find("cats.example.com/v1beta1", "Cat", Version(34)),
        Lookup::Removed(Removal { since: None, instead: Some(instead) }) if instead == "cats.example.com/v1"
    ));
}

#[test]
fn the_metadata_of_custom_kinds_are_those_of_every_object() {
    let mut schemas = Schemas::builtin();
    define(&mut schemas, CRD);
    let wrong = "{name: a, lables: {a: b}, labels: {tier: 1}, finalizers: a}";
    let expected = |below: &str| {
        [
            format!("lables: unknown field `{below}lables`: did you mean `labels`?"),
            "1: `tier`: expected a string, found an integer: quote it".to_owned(),
            "a: `finalizers`: expected a list, found a string: write `[a]`".to_owned(),
        ]
    };
    let of = |kind: &str, spec: &str| told(&schemas, &format!("apiVersion: {kind}\nmetadata: {wrong}\nspec: {spec}\n"));
    assert_eq!(of("cats.example.com/v1\nkind: Cat", "{lives: 1, port: 1}"), expected(""));
    let certificate = "{secretName: a, issuerRef: {name: a}}";
    assert_eq!(of("cert-manager.io/v1\nkind: Certificate", certificate), expected(""));
    let pod = format!("{{lives: 1, pod: {{apiVersion: v1, kind: Pod, metadata: {wrong}}}}}");
    let cat = format!("apiVersion: cats.example.com/v1\nkind: Cat\nmetadata: {{name: a}}\nspec: {pod}\n");
    assert_eq!(told(&schemas, &cat), expected(""));
    let text = format!("apiVersion: cats.example.com/v1\nkind: Cat\nmetadata: {wrong}\nspec: {{lives: 1, port: 1}}\n");
    let (_, found) = faults(&schemas, Version::NEWEST, &text);
    assert!(found.iter().all(|fault| fault.sort == Category::Metadata), "no fault of the definition: {found:?}");
}

#[test]
fn what_cannot_be_checked_is_reported_at_its_line() {
    let text =
        CRD.replace("minLength: 2", "pattern: 'a(?=b)'").replace("self.lives >= oldSelf.lives", "isTidy(self.toys)");
    assert_eq!(
        define(&mut Schemas::builtin(), &text),
        [
            "isTidy(self.toys): this rule is not checked: unknown function `isTidy`",
            "'a(?=b)': the pattern is not a valid regular expression: look-around, including look-ahead and look-behind, is not \
             supported",
        ]
    );
}

const XRD: &str = "apiVersion: apiextensions.crossplane.io/VERSION
kind: CompositeResourceDefinition
metadata: {name: xdatabases.example.com}
spec:
  group: example.com
  names: {kind: XDatabase, plural: xdatabases}
  versions:
    - name: v1
      served: true
      referenceable: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, required: [size], properties: {size: {type: string}}}
";

#[test]
fn a_composite_resource_has_the_fields_of_crossplane() {
    let mut schemas = Schemas::builtin();
    define(&mut schemas, &XRD.replace("VERSION", "v2"));
    let of = |kind: &str, spec: &str| {
        format!("apiVersion: example.com/v1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {spec}\n")
    };
    let modern = "{size: small, crossplane: {compositionRef: {name: a}, resourceRefs: [{apiVersion: v1, kind: Pod}]}}";
    assert_eq!(told(&schemas, &of("XDatabase", modern)), Vec::<String>::new());
    let legacy = "{size: small, compositionRef: {name: a}, writeConnectionSecretToRef: {name: a, namespace: b}}";
    assert_eq!(told(&schemas, &of("XDatabase", legacy)).len(), 2);

    let claims = "  claimNames: {kind: Database, plural: databases}\n  versions:";
    define(&mut schemas, &XRD.replace("VERSION", "v1").replace("  versions:", claims));
    assert_eq!(told(&schemas, &of("XDatabase", legacy)), Vec::<String>::new());
    let claim = "{size: small, compositeDeletePolicy: Foreground, writeConnectionSecretToRef: {name: a}}";
    assert_eq!(told(&schemas, &of("Database", claim)), Vec::<String>::new());
    assert_eq!(told(&schemas, &of("Database", "{siz: small}")).len(), 2);
    let scope = |kind| match schemas.find("example.com/v1", kind, Version(34)) {
        Lookup::Known(schema) => schema.scope(),
        other => panic!("{other:?}"),
    };
    assert_eq!((scope("XDatabase"), scope("Database")), (Some(Scope::Cluster), Some(Scope::Namespaced)));
}

#[test]
fn folders_are_read_in_the_layouts_of_kubeconform() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let open = r#"{"type": "object", "properties": {"spec": {"$ref": "_definitions.json#/definitions/Spec"}}}"#;
    let closed = r##"{"definitions": {"Spec": {"properties": {"a": {"$ref": "#/definitions/Text"}},
        "additionalProperties": false}, "Text": {"type": "string"}}}"##;
    write("v1.34.0-standalone-strict/deployment-apps-v1.json", open);
    write("v1.34.0-standalone-strict/_definitions.json", closed);
    write("cats.example.com/cat_v1.json", r#"{"required": ["spec"], "properties": {"spec": {"type": "object"}}}"#);
    write("broken.example.com/dog_v1.json", "{");
    write("crds/cat.yaml", &CRD.replace("Cat", "Lion"));
    write("README.md", "no schema");

    let (mut schemas, mut sources, mut sink) = (Schemas::builtin(), Sources::default(), Sink::default());
    schemas.add_folder(Store::Disk(folder.path().to_owned()), &mut sources, &mut sink).unwrap();
    assert!(sink.is_empty(), "{:?}", sink.list());
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nspec: {a: 1, b: c}\n";
    let counts = [Version(33), Version(34)].map(|version| faults(&schemas, version, deployment).1.len());
    // Only one version of Kubernetes is laid out there: two faults by the folder, four by the binary.
    assert_eq!(counts, [4, 2]);
    assert_eq!(told(&schemas, "apiVersion: cats.example.com/v1\nkind: Cat\n").len(), 1);
    assert!(matches!(schemas.find("cats.example.com/v1", "Lion", Version(34)), Lookup::Known(_)));
    let Lookup::Broken(reason) = schemas.find("broken.example.com/v1", "Dog", Version(34)) else { panic!() };
    assert!(reason.contains("/broken.example.com/dog_v1.json: EOF"), "{reason}");
}
