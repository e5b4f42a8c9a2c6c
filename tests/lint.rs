//! Trees that groma did not make: what is judged, what is left alone, and input that nobody should have to read.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::support::{Scratch, groma};

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: { name: orders, namespace: orders }\nspec: { type: ExternalName, externalName: orders.example.com }\n";

/// Every finding of a tree as `path:line rule`, below the level info.
fn found(folder: &Scratch, more: &[&str]) -> Vec<String> {
    let arguments: Vec<&str> = ["lint", ".", "--format", "json"].into_iter().chain(more.iter().copied()).collect();
    let (out, error, _) = groma(folder.path(), &arguments);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{error}"));
    let findings = report["findings"].as_array().expect("a list of findings").iter();
    let told = findings.filter(|finding| finding["level"] != "info");
    told.map(|finding| {
        assert!(!finding["help"].is_null(), "no help: {finding}");
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!("{}:{} {}", text("file"), finding["line"], text("rule"))
    })
    .collect()
}

#[test]
fn files_that_nobody_should_read_give_one_finding_each_and_the_rest_is_judged() {
    let folder = Scratch::new("hostile");
    let path = |name: &str| folder.path().join(name);
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";
    fs::write(path("latin.yaml"), b"apiVersion: v1\nkind: \xe4\n").unwrap();
    fs::write(path("nul.yaml"), b"apiVersion: v1\nkind: a\0b\n").unwrap();
    let bomb = (1..9).map(|n| format!("x{n}: &x{n} [{}]\n", vec![format!("*x{}", n - 1); 9].join(", ")));
    folder.write("bomb.yaml", &format!("{object}x0: &x0 a\n{}", bomb.collect::<String>()));
    folder.write("deep.yaml", &format!("{object}data: {}{}\n", "[".repeat(200), "]".repeat(200)));
    folder.write("deep.json", &format!("{{\"apiVersion\": \"v1\", \"a\": {}{}}}", "[".repeat(200), "]".repeat(200)));
    fs::File::create(path("large.yaml")).unwrap().set_len(100 << 20).unwrap();
    symlink("nowhere.yaml", path("dangling.yaml")).unwrap();
    symlink("/usr", path("outside")).unwrap();
    symlink("good.yaml", path("inside.yaml")).unwrap();
    symlink(".", path("loop")).unwrap();
    folder.write("good.yaml", SERVICE);
    folder.write("other.yaml", SERVICE);
    let comments = "  # what nobody should have to count\n".repeat(200);
    folder.write(
        "commented.yaml",
        &object.replace("metadata: { name: a }", &format!("metadata:\n{comments}  name: b\n  namespace: b")),
    );
    let expected = [
        "bomb.yaml:10 yaml-syntax",
        "dangling.yaml:1 unreadable-file",
        "deep.json:1 yaml-syntax",
        "deep.yaml:4 yaml-syntax",
        "large.yaml:1 unreadable-file",
        "latin.yaml:2 not-text",
        "nul.yaml:2 not-text",
        "other.yaml:3 duplicate-object",
        "outside:1 unreadable-file",
    ];
    assert_eq!(found(&folder, &[]), expected);
}

#[test]
fn what_git_ignores_is_left_alone_unless_it_is_named() {
    let folder = Scratch::new("ignored");
    folder.write(".git/HEAD", "ref: refs/heads/main\n");
    folder.write(".gitignore", "/out/\n*.local.yaml\n!kept.local.yaml\n");
    let files = ["a.yaml", "out/b.yaml", "c.local.yaml", "apps/d.local.yaml", "apps/kept.local.yaml", ".git/e.yaml"];
    files.iter().for_each(|file| folder.write(file, "a: [\n"));
    let found = |paths: &[&str]| {
        let (out, error, _) = groma(folder.path(), &[&["lint", "--format", "json"], paths].concat());
        let report: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{error}"));
        let findings = report["findings"].as_array().expect("a list of findings").iter();
        findings.map(|finding| finding["file"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&["."]), ["a.yaml", "apps/kept.local.yaml"]);
    assert_eq!(found(&["apps"]), ["apps/kept.local.yaml"]);
    assert_eq!(found(&["c.local.yaml", "out"]), ["c.local.yaml", "out/b.yaml"]);
}

#[test]
fn a_folder_without_permission_is_one_finding() {
    let folder = Scratch::new("closed");
    folder.write("closed/a.yaml", SERVICE);
    folder.write("open.yaml", "a: [\n");
    let closed = folder.path().join("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let found = found(&folder, &[]);
    // Whoever may read everything reads this too.
    let all = fs::read_dir(&closed).is_ok();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    let expected = ["closed:1 unreadable-file", "open.yaml:1 yaml-syntax"];
    assert_eq!(found, if all { &expected[1..] } else { &expected[..] });
}

#[test]
fn what_is_nobodys_document_is_left_alone() {
    let folder = Scratch::new("foreign");
    folder.write("compose.yaml", "services: { a: !reset null }\nservices: {}\n");
    folder.write("package.json", "{ \"a\": 1, // a comment\n}");
    folder.write("notes.txt", "a: [");
    folder.write("chart/Chart.yaml", "apiVersion: v2\nname: orders\nversion: 1.0.0\n");
    folder.write("chart/templates/a.yaml", "{{ if .Values.a }}\napiVersion: v1\n{{ end }}");
    folder.write("chart/values.yaml", "replicas: 1\n");
    folder.write("template/skeleton/catalog-info.yaml", "kind: ${{ values.kind }}\n");
    folder.write("base/kustomization.yaml", "patches: [{ path: a.yaml }]\nresources: [b.yaml]\n");
    folder.write("base/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { a: 1 }\n");
    folder.write("base/b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n");
    folder.write("platform.yaml", "apiVersion: groma/v1\nplatform: {}\n");
    folder.write("empty.yaml", "---\n# nothing\n---\n");
    assert_eq!(found(&folder, &[]), [""; 0]);
}

#[test]
fn every_document_is_read_as_its_consumer_reads_it() {
    let folder = Scratch::new("reading");
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { a: yes }\n";
    let entity = "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: { name: yes }\nspec: { owner: off }\n";
    folder.write("both.yaml", &format!("{entity}---\n{map}"));
    folder.write("map.yaml", &map.replace("name: a", "name: b"));
    folder.write("list.json", &format!("{}\n", r#"{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": 1}}]}"#));
    let expected = ["both.yaml:9 invalid-object", "list.json:1 invalid-object", "map.yaml:4 invalid-object"];
    assert_eq!(found(&folder, &[]), expected);
}

#[test]
fn an_object_that_does_not_say_what_it_is_is_invalid() {
    let folder = Scratch::new("nameless");
    folder.write("a.yaml", "kind: Deployment\nmetadata: { name: a }\n");
    folder.write("b.yaml", "apiVersion: v1\nmetadata: { name: a }\n");
    folder.write("c.yaml", "kind: Component\nmetadata: { name: a }\n");
    let found = found(&folder, &[]);
    assert_eq!(found[..2], ["a.yaml:2 invalid-object", "b.yaml:2 invalid-object"]);
    assert!(found[2..].iter().all(|finding| finding.ends_with("invalid-entity")), "{found:?}");
}

#[test]
fn kinds_that_the_tree_defines_are_judged_by_their_definition() {
    let folder = Scratch::new("defined");
    folder.write("a.yaml", "apiVersion: example.com/v1\nkind: Queue\nmetadata: { name: a }\nspec: { size: big }\n");
    folder.write("z/crd.yaml", include_str!("../fixtures/lint/queue.yaml"));
    assert_eq!(found(&folder, &[]), ["a.yaml:4 invalid-object"]);
}

#[test]
fn options_choose_rules_and_paths() {
    let folder = Scratch::new("options");
    folder.write("a.yaml", SERVICE);
    folder.write("b.yaml", SERVICE);
    folder.write("c/d.yaml", "a: [\n");
    assert_eq!(found(&folder, &["--only", "yaml-syntax"]), ["c/d.yaml:1 yaml-syntax"]);
    assert_eq!(found(&folder, &["./a.yaml", "c", "--only", "duplicate-object"]), ["b.yaml:3 duplicate-object"]);
    let ended = |arguments: &[&str]| groma(folder.path(), arguments).2;
    assert_eq!(ended(&["lint", "a.yaml"]), 0);
    assert_eq!(ended(&["lint", "a.yaml", "b.yaml"]), 1);
    assert_eq!(ended(&["lint", "none.yaml"]), 2);
    assert_eq!(ended(&["lint"]), 2);
    assert_eq!(ended(&["lint", ".", "--only", "no-such-rule"]), 2);
    assert_eq!(ended(&["lint", ".", "--kubernetes", "x"]), 2);
}

#[test]
fn allows_silence_what_they_name() {
    let folder = Scratch::new("allows");
    folder.write("a.yaml", SERVICE);
    folder.write(
        "b.yaml",
        &SERVICE.replace("\nmetadata", "\n# groma: allow duplicate-object -- moved next week\nmetadata"),
    );
    assert_eq!(found(&folder, &[]), [""; 0]);
    folder.write("b.yaml", &SERVICE.replace(" }\nspec", " } # groma: allow duplicate-object\nspec"));
    assert_eq!(found(&folder, &[]), ["b.yaml:3 allow-without-reason"]);
    folder.write(
        "b.yaml",
        "# groma: allow duplicate-object -- gone\nkind: ConfigMap\napiVersion: v1\nmetadata: { name: a }\n",
    );
    assert_eq!(found(&folder, &[]), ["b.yaml:1 unused-allow"]);
    assert_eq!(found(&folder, &["--only", "yaml-syntax", "--only", "unused-allow"]), [""; 0]);
}

#[test]
fn a_baseline_leaves_out_what_was_there() {
    let folder = Scratch::new("baseline");
    folder.write("a.yaml", SERVICE);
    folder.write("b.yaml", SERVICE);
    let ended = |arguments: &[&str]| groma(folder.path(), arguments);
    let (out, error, code) = ended(&["lint", ".", "--only", "duplicate-object", "--write-baseline", "known.json"]);
    assert_eq!((out.as_str(), code), ("", 0));
    assert_eq!(error, "1 finding written to `known.json`; use it with `--baseline known.json`\n");
    let (_, error, code) = ended(&["lint", ".", "--only", "duplicate-object", "--baseline", "known.json"]);
    assert_eq!((error.as_str(), code), ("1 finding of the baseline hidden\n", 0));
    folder.write("c.yaml", SERVICE);
    assert_eq!(
        found(&folder, &["--only", "duplicate-object", "--baseline", "known.json"]),
        ["c.yaml:3 duplicate-object"]
    );
    fs::remove_file(folder.path().join("b.yaml")).unwrap();
    let (_, error, code) = ended(&["lint", ".", "--only", "duplicate-object", "--baseline", "known.json"]);
    assert!(error.contains("1 baseline entry is fixed"), "{error}");
    assert_eq!(code, 1);
    assert_eq!(ended(&["lint", ".", "--only", "duplicate-object", "--baseline", "a.yaml"]).2, 2);
}

#[test]
fn what_can_be_mended_safely_is() {
    let folder = Scratch::new("fix");
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a } # groma: allow yaml-syntax -- old\ndata:\n  a: 010 # octal\n  b: yes\n  b: yes\n  c: []\n";
    folder.write("a.yaml", map);
    folder.write("b.yaml", "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: b }\nspec:\n  RefreshInterval: 1h\n  target: { creationPolicy: 'owner' }\n");
    let (out, _, code) = groma(folder.path(), &["lint", "a.yaml", "--fix", "--diff"]);
    let expected = "--- a.yaml\n+++ a.yaml\n@@ -1,8 +1,7 @@\n apiVersion: v1\n kind: ConfigMap\n\
                    -metadata: { name: a } # groma: allow yaml-syntax -- old\n+metadata: { name: a }\n data:\n\
                    -  a: 010 # octal\n-  b: yes\n-  b: yes\n+  a: \"010\" # octal\n+  b: \"yes\"\n   c: []\n";
    assert_eq!((out.as_str(), code), (expected, 1));
    assert_eq!(fs::read_to_string(folder.path().join("a.yaml")).unwrap(), map);
    let rules = [
        "--fix",
        "--only",
        "invalid-object",
        "--only",
        "duplicate-key",
        "--only",
        "unused-allow",
        "--only",
        "yaml-syntax",
    ];
    assert_eq!(found(&folder, &rules), ["a.yaml:7 invalid-object"]);
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let mended = map.replace(" # groma: allow yaml-syntax -- old", "").replace("  b: yes\n  b: yes", "  b: \"yes\"");
    assert_eq!(text("a.yaml"), mended.replace("010", "\"010\""));
    assert!(text("b.yaml").ends_with("  refreshInterval: 1h\n  target: { creationPolicy: 'Owner' }\n"));
    let (out, _, code) = groma(folder.path(), &["lint", ".", "--diff"]);
    assert_eq!((out.as_str(), code), ("", 0));
}

#[test]
fn what_is_too_large_is_told_where_it_is() {
    let folder = Scratch::new("large");
    let write = |path: &str, start: &str, field: &str, bytes: usize, end: &str| {
        folder.write(path, &format!("{start}\n{field}{}{end}\n", "Zm9v".repeat(bytes / 4)));
    };
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }";
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { b: c }";
    let queue = "apiVersion: example.com/v1\nkind: Queue\nmetadata: { name: a }";
    let mib = 1 << 20;
    write("most/map.yaml", map, "data: { a: ", mib, " }");
    write("more/map.yaml", map, "data: { a: ", mib, ", b: c }");
    write("most/secret.yaml", secret, "data: { a: ", mib / 3 * 4, " }");
    write("more/secret.yaml", secret, "data: { a: ", mib / 3 * 4 + 4, " }");
    write("replaced/secret.yaml", secret, "data: { b: ", 2 * mib, " }");
    write("most/queue.yaml", queue, "spec: { a: ", mib / 2 * 3 - 200, " }");
    write("more/queue.yaml", queue, "spec: { a: ", mib / 2 * 3, " }");
    let annotated = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a";
    write("most/account.yaml", annotated, "  annotations: { example.com/a: ", mib / 4 - 16, " }");
    write("more/account.yaml", annotated, "  annotations: { example.com/a: ", mib / 4 - 12, " }");
    let expected = [
        "more/account.yaml:5 oversized-object",
        "more/map.yaml:4 oversized-object",
        "more/queue.yaml:3 oversized-object",
        "more/secret.yaml:5 oversized-object",
    ];
    assert_eq!(found(&folder, &["--only", "oversized-object"]), expected);
}

#[test]
fn what_cannot_be_copied_into_an_annotation_is_told_unless_nobody_does_so() {
    let definition = |annotations: &str| {
        let text = "a sentence on what this is ".repeat(10_000);
        include_str!("../fixtures/lint/queue.yaml")
            .replacen("{ name", &format!("{{ annotations: {{ {annotations} }}, name"), 1)
            .replacen("type: object", &format!("type: object\n          description: {text}"), 1)
    };
    let application = |options: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{ name: a, namespace: argocd }}\nspec:\n  \
             source: {{ repoURL: 'https://git.example.com/team-a/large.git', path: definitions }}\n  \
             destination: {{ name: in-cluster, namespace: a }}\n  project: a\n  \
             syncPolicy: {{ syncOptions: [{options}] }}\n"
        )
    };
    let told = |annotations: &str, options: Option<&str>| {
        let folder = Scratch::new("copied");
        folder.write("large/definitions/queue.yaml", &definition(annotations));
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { a: ";
        folder.write("large/definitions/map.yaml", &format!("{map}{} }}\n", "a".repeat(1 << 18)));
        if let Some(options) = options {
            folder.write("argocd/a.yaml", &application(options));
        }
        found(&folder, &["--only", "oversized-object"]).len()
    };
    assert_eq!(told("", None), 0, "nobody is known who keeps a copy");
    assert_eq!(told("", Some("CreateNamespace=true")), 2);
    let own = "argocd.argoproj.io/sync-options: 'Prune=false, ServerSideApply=true'";
    assert_eq!(told(own, Some("CreateNamespace=true")), 1, "the definition says how it is applied");
    assert_eq!(told("", Some("ServerSideApply=true")), 0);
    assert_eq!(told("", Some("Replace=true")), 0);
}

#[test]
fn keys_of_data_are_names_of_files() {
    let folder = Scratch::new("keys");
    let keys = ["a.b-c_D", ".a", "'1'", "...", "..a", "..", ".", "a/b", "'a b'", "''", "ä", "'{{ a }}'", "\"${a}\""];
    let lines: String = keys.iter().map(|key| format!("  {key}: x\n")).collect();
    let long = |length| format!("  {}: x\n", "a".repeat(length));
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }";
    folder.write(
        "a.yaml",
        &format!("{map}\nbinaryData: {{ b: Zg==, a/c: Zg== }}\ndata:\n  b: x\n{lines}{}{}", long(253), long(254)),
    );
    folder.write("b.yaml", "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { a b: Zg==, c: plain text }\n");
    folder.write("c.yaml", "apiVersion: example.com/v1\nkind: Secret\nmetadata: { name: a }\ndata: { a b: Zg== }\n");
    let lines = [4, 4, 10, 11, 12, 13, 14, 15, 16, 17, 21];
    let mut expected: Vec<String> = lines.iter().map(|line| format!("a.yaml:{line} invalid-data-key")).collect();
    expected.extend(["b.yaml:4 invalid-data-key", "b.yaml:4 invalid-object"].map(str::to_owned));
    assert_eq!(found(&folder, &["--only", "invalid-data-key", "--only", "invalid-object"]), expected);
}

#[test]
fn labels_of_pod_security_have_levels_and_versions() {
    let folder = Scratch::new("levels");
    let labels = [
        "enforce: Restricted",
        "enforce-version: v1.34",
        "audit: baseline",
        "audit-version: '1.34'",
        "warn: none",
        "warn-version: latest",
        "Warn: privileged",
        "enforced: baseline",
        "AUDIT-version: v1.01",
    ];
    let lines: String = labels.iter().map(|label| format!("    pod-security.kubernetes.io/{label}\n")).collect();
    let namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels:\n";
    folder.write("a.yaml", &format!("{namespace}{lines}"));
    folder.write("b.yaml", &format!("{}{lines}", namespace.replace("Namespace", "ServiceAccount")));
    let made = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: { name: a }\nspec:\n  template:\n    \
                spec: { syncPolicy: { managedNamespaceMetadata: { labels: { pod-security.kubernetes.io/warn: all } } } }\n";
    folder.write("c.yaml", made);
    let only = ["--only", "unknown-pod-security"];
    let expected = |lines: &[u32]| -> Vec<String> {
        let own = lines.iter().map(|line| format!("a.yaml:{line} unknown-pod-security"));
        own.chain(["c.yaml:6 unknown-pod-security".to_owned()]).collect()
    };
    assert_eq!(found(&folder, &only), expected(&[6, 9, 10, 12, 13, 14]));
    assert_eq!(found(&folder, &[&only[..], &["--fix"]].concat()), expected(&[9, 10, 12, 13, 14]));
    let mended = fs::read_to_string(folder.path().join("a.yaml")).unwrap();
    assert!(
        mended.contains("/enforce: restricted\n") && mended.contains("/Warn: "),
        "what is there is not written twice"
    );
}

#[test]
fn a_file_full_of_faults_is_told_in_brief() {
    let folder = Scratch::new("many");
    let keys: String = (0..1_500).map(|key| format!("k{key}: 1, ")).collect();
    folder.write("a.yaml", &format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: a }}\ndata: {{ {keys} }}\n"));
    let (out, _, code) = groma(folder.path(), &["lint", ".", "--only", "invalid-object"]);
    assert_eq!(code, 1);
    assert!(out.contains("`k999`: expected a string, found an integer (and 500 more of this rule in this file)"));
    assert!(!out.contains("`k1000`"), "{out}");
}

#[test]
fn one_answer_to_what_is_production_serves_all_rules() {
    let of = |stage: &str| {
        let folder = Scratch::new("production");
        let application = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: orders, namespace: argocd }\nspec:\n  project: team-a\n  \
                           source: { repoURL: \"https://git.example.com/a.git\", path: a, targetRevision: HEAD }\n  destination: { name: x, namespace: orders }\n";
        let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: orders, namespace: orders }\nspec: { replicas: 1, template: { spec: { containers: [{ name: a, image: \"a:1.0.0\" }] } } }\n";
        folder.write(&format!("envs/{stage}/application.yaml"), application);
        folder.write(&format!("envs/{stage}/deployment.yaml"), deployment);
        let rules = ["floating-revision", "single-replica"];
        let found = found(&folder, &[]);
        rules.map(|rule| found.iter().any(|finding| finding.ends_with(rule)))
    };
    for (stage, is_production) in
        [("prod-eu", true), ("prd", true), ("live", true), ("non-prod", false), ("products", false)]
    {
        assert_eq!(of(stage), [is_production; 2], "{stage}");
    }
}

#[test]
fn whatever_a_plan_refuses_to_delete_is_told_where_it_can_be_pruned() {
    let folder = Scratch::new("data");
    folder.write(
        "argocd/orders.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: orders, namespace: argocd }\nspec:\n  project: team-a\n  \
         source: { repoURL: \"https://git.example.com/team-a/a.git\", path: apps/orders }\n  destination: { name: in-cluster, namespace: orders }\n  \
         syncPolicy: { automated: { prune: true } }\n",
    );
    let set = |name: &str, claims: &str| {
        format!(
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{ name: {name}, namespace: orders }}\nspec: {{ serviceName: {name}, template: {{}}{claims} }}\n"
        )
    };
    folder.write("apps/orders/cache.yaml", &set("cache", ""));
    folder.write("apps/orders/store.yaml", &set("store", ", volumeClaimTemplates: [{ metadata: { name: data } }]"));
    folder.write(
        "apps/orders/broker.yaml",
        "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: { name: orders, namespace: orders }\n",
    );
    let found = found(&folder, &["--only", "prunable-data"]);
    assert_eq!(found, ["apps/orders/broker.yaml:3 prunable-data", "apps/orders/store.yaml:3 prunable-data"]);
}
