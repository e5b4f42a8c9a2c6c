//! Blueprints that ask for more than anyone has: each ends in a diagnostic, soon, and in little memory.

use std::process::Command;

use rayon::prelude::*;

use crate::support::Scratch;

/// Address space of the program, in KiB; what it takes for the fixture platform is half of that.
const MEMORY: usize = 768 << 10;
/// Seconds of work, where nothing is optimized.
const WORK: usize = 60;

const PLATFORM: &str = "apiVersion: groma/v1
platform:
  name: acme
  owner: team-a
  git: { provider: gitlab, host: gitlab.example.com, group: idp }
  registry: registry.example.com/idp
  labels: idp.example.org
environments: { production: { domain: prod.example.com, kubernetes: \"1.34\" } }
teams: { team-a: {} }
systems: { orders: { owner: team-a, apps: { api: { blueprint: bad } } } }
";
const BLUEPRINT: &str = "apiVersion: groma/v1
kind: Blueprint
name: bad
version: 1.0.0
summary: Asks for too much
outputs:
  - for: app
    repository: ${{ app.repository }}
    templates: app/
";

/// What is done a hundred million times: `LOOP` stands for it, `END` for its end.
const LOOP: &str = "{% for i in range(100000) %}{% for j in range(1000) %}";
const END: &str = "{% endfor %}{% endfor %}";

/// A text of a million characters, twice, and a list of as many elements as there can be.
const LARGE: &str = "{% set x = 'x' * 1000000 %}{% set y = x ~ '' %}{% set all = range(100000) | list %}";

/// What is said of a template, and the template.
const TEMPLATES: &[(&str, &str)] = &[
    // Values that grow.
    ("a value exceeds 4 MiB", "{% set a = 'x' * 1000 %}TIMES:{% set a = a ~ a %}\n"),
    ("a value exceeds 4 MiB", "{% set a = 'x' * 1000 %}TIMES:{% set a = a + a %}\n"),
    ("a value exceeds 4 MiB", "{% set a = [1] %}TIMES:{% set a = a + a %}\n"),
    ("a value exceeds 4 MiB", "{% set a = [app] %}TIMES:{% set a = [a, a] %}\n"),
    ("a value exceeds 4 MiB", "{% set a = {'k': 1} %}TIMES:{% set a = {'k': a, 'l': a} %}\n"),
    ("nested deeper than 32 levels", "{% set a = [app] %}TIMES:{% set a = [a] %}\n"),
    ("a value exceeds 4 MiB", "${{ 'x' * 100000000000 }}"),
    ("cannot multiply a list and a number", "${{ [1] * 100000000000 }}"),
    ("number is too large", "${{ 10 ** 37 * 10 ** 37 }}"),
    ("unable to calculate", "${{ 10 ** 100000000000 }}"),
    ("a value exceeds 4 MiB", "{% set a = 'x' * 100000 %}${{ a | replace('', a) }}"),
    ("a value exceeds 4 MiB", "${{ 'a\\nb' | indent(1000000000000000000) }}"),
    ("a value exceeds 4 MiB", "{% set a = 'x' * 100000 %}${{ range(100000) | join(a) }}"),
    ("a value exceeds 4 MiB", "{% set a = ',' * 4000000 %}${{ a | split(',') | length }}"),
    ("a value exceeds 4 MiB", "{% set a = '\\n' * 4000000 %}${{ a | lines | length }}"),
    ("a value exceeds 4 MiB", "{% set a = 'x' * 4000000 %}${{ a | list | length }}"),
    ("a value exceeds 4 MiB", "{% set a = '\"' * 4000000 %}${{ a | json }}"),
    ("a value exceeds 4 MiB", "{% set a = range(100000) | list %}${{ [a, a, a, a, a, a] | json }}"),
    ("the range has more than 100000 numbers", "${{ range(2147483647) | list }}"),
    ("cannot convert number to i32", "${{ range(9223372036854775807, -9223372036854775807, -1) | list }}"),
    // Work that one instruction does on a large value.
    ("builds more than 64 MiB of values", "LARGELOOP{% if x ~ 'x' == app.name %}{% endif %}END"),
    ("loops over more than 256 MiB of values", "LARGELOOP{% if x == y %}{% endif %}END"),
    ("loops over more than 256 MiB of values", "LARGELOOP{% if x < y %}{% endif %}END"),
    ("loops over more than 256 MiB of values", "LARGELOOP{% for c in x %}{% break %}{% endfor %}END"),
    ("loops over more than 256 MiB of values", "LARGELOOP{% if app.name in all %}{% endif %}END"),
    ("loops over more than 256 MiB of values", "LARGELOOP{% set n = x | length %}END"),
    ("loops over more than 256 MiB of values", "LARGELOOP{% set n = all | sum %}END"),
    ("loops over more than 256 MiB of values", "LARGELOOP{% set n = all | sort | unique | max %}END"),
    ("builds more than 64 MiB of values", "LARGELOOP{% set n = all | map('string') | select('string') %}END"),
    ("loops over more than 256 MiB of values", "LARGELOOP{% set n = all | groupby('x') %}END"),
    ("builds more than 64 MiB of values", "LARGELOOP{% set n = x | upper | title %}END"),
    ("no element has such an attribute", "LARGE{% set n = [x] | map(attribute='999999') %}"),
    ("a string cannot be used as a key", "LARGE{% set n = app[x] %}"),
    ("the index must be a number from 0 to 1000", "LARGE${{ x[999999] }}"),
    // Loops, calls and files without end.
    ("the template runs too long", "LOOP{% set a = app.name %}END"),
    ("the template runs too long", "LOOP{% if app.environments %}{% endif %}END"),
    ("infinite recursion", "{% macro m() %}${{ m() }}{% endmacro %}${{ m() }}"),
    ("infinite recursion", "${{ app.name }}{% include \"app/a.yaml\" %}"),
    ("a value exceeds 4 MiB", "{% macro m(n) %}${{ n }}${{ m(n ~ n) }}{% endmacro %}${{ m('x' * 100) }}"),
    ("builds more than 64 MiB of values", "{% macro m() %}LOOPTIMES:text of a macroTIMES:END{% endmacro %}${{ m() }}"),
    ("the file exceeds 16 MiB", "LOOPsome text\nEND"),
    ("the template runs too long", "a: [LOOP${{ i }}, END]"),
    ("makes the file exceed 16 MiB", "{% set a = 'x\\n' * 1000000 %}\na: |\nMARGIN${{ a ~ 'x' }}"),
    ("makes the file exceed 16 MiB", "{% set a = range(100000) | list %}\nMARGINb: ${{ a }}"),
    ("makes the file exceed 16 MiB", "{% set a = 'x\\n' * 100000 ~ 'x' %}\nMARGINb: ${{ a }}"),
    ("not valid YAML", "{% for i in range(100000) %}[{% endfor %}"),
    // What would overflow the stack of a parser.
    ("a tag has more than 400 tokens", "${{ MANY:not END:app }}"),
    ("a tag has more than 400 tokens", "${{ MANY:-END:1 }}"),
    ("a tag has more than 400 tokens", "${{ 1MANY: + 1END: }}"),
    ("a tag has more than 400 tokens", "${{ appMANY:.nameEND: }}"),
    ("a tag has more than 400 tokens", "${{ 1MANY: if app else 1END: }}"),
    ("a tag has more than 400 tokens", "${{ MANY:(END:1 }}"),
    ("expressions are nested too deeply", "${{ TIMES:(((1TIMES:))) }}"),
    ("blocks are nested deeper than 60 levels", "{% if app %}MANY:{% elif app %}END:{% endif %}"),
    ("blocks are nested deeper than 60 levels", "TIMES:{% if app %}{% if app %}"),
    ("the template is larger than 1 MiB", "MANY:${{ app.name }} and some more text that fills the file\nEND:"),
    // What the engine itself does not survive, or keeps without bound.
    ("string contains a NUL character", "${{ '\\u0000é' }}"),
    ("this cannot be called", "{% for a in [1] %}${{ loop.cycle() }}{% endfor %}"),
    ("`[from:to]` is not supported", "${{ ''[::-1] }}"),
    ("a loop cannot be recursive", "{% for a in [1] recursive %}${{ loop([a]) }}{% endfor %}"),
    ("`{% set %}..{% endset %}` is not supported", "{% set a %}LOOPxEND{% endset %}"),
    ("`call` is not supported", "{% macro m() %}${{ caller() }}{% endmacro %}{% call m() %}x{% endcall %}"),
    ("only `range` can be called", "{% set a = namespace(b='x') %}"),
    ("fields cannot be assigned", "{% for i in range(9) %}{% set app.name = app.name ~ app.name %}{% endfor %}"),
    ("a macro cannot be declared inside a block", "LOOP{% macro m() %}${{ app }}{% endmacro %}END"),
    ("`*` before an argument is not supported", "${{ range(*range(100000)) }}"),
    ("unknown filter `format`", "${{ '%100000000d' | format(1) }}"),
    ("unknown filter `batch`", "${{ [1] | batch(100000000, 1) }}"),
    ("unknown filter `pprint`", "${{ app | pprint }}"),
    ("unknown function `debug`", "${{ debug() }}"),
];

/// Texts of `blueprint.yaml`: what is said of it, what is replaced, and by what.
const MANIFESTS: &[(&str, &str, &str)] = &[
    ("the template runs too long", "    templates: app/\n", "    templates: app/\n    when: \"LOOPEND\"\n"),
    ("the template runs too long", "${{ app.repository }}", "\"LOOPENDa/b\""),
    ("is longer than 1000 bytes", "${{ app.repository }}", "\"a/${{ 'b' * 4000 }}\""),
    ("the text exceeds 16 KiB", "${{ app.repository }}", "\"a/${{ 'b' * 40000 }}\""),
    (
        "more than 100 branches",
        "outputs:\n",
        "outputs:\n  - { for: app, repository: a/b, templates: app/, branches: \
      \"${{ range(1000) | map('string') | list }}\" }\n",
    ),
    (
        "more than 100 items",
        "outputs:\n",
        "outputs:\nTIMES:  - { for: app, repository: a/b, templates: app/ }\nTIMES:TIMES:  - { for: app, repository: a/b, templates: app/ }\nTIMES:TIMES:  - { for: app, repository: a/b, templates: app/ }\nTIMES:",
    ),
    ("leads to itself", "outputs:\n", "parameters: { properties: { a: { $ref: \"#/properties/a\" } } }\noutputs:\n"),
    ("the file is larger than 256 KiB", "outputs:\n", "# MANY:a long commentEND:\noutputs:\n"),
];

#[test]
fn every_hostile_template_ends_in_a_diagnostic() {
    judge(TEMPLATES.iter().map(|(said, template)| (*said, BLUEPRINT.to_owned(), written(template))).collect());
}

#[test]
fn every_hostile_manifest_ends_in_a_diagnostic() {
    let cases = MANIFESTS.iter().map(|(said, old, new)| {
        assert!(BLUEPRINT.contains(old), "{old}");
        (*said, BLUEPRINT.replace(old, &written(new)), "${{ app.name }}".to_owned())
    });
    judge(cases.collect());
}

/// A template with its abbreviations written out.
fn written(template: &str) -> String {
    let mut text = template.replace("LARGE", LARGE).replace("LOOP", LOOP);
    for (word, times) in [("MANY:", 20_000), ("TIMES:", 40)] {
        while let Some((before, rest)) = text.split_once(word) {
            let end = if word == "MANY:" { "END:" } else { "TIMES:" };
            let (repeated, after) = rest.split_once(end).unwrap_or((rest, ""));
            text = format!("{before}{}{after}", repeated.repeat(times));
        }
    }
    text.replace("END", END).replace("MARGIN", &" ".repeat(200_000))
}

fn judge(cases: Vec<(&str, String, String)>) {
    let wrong: Vec<String> = cases
        .into_par_iter()
        .filter_map(|(said, manifest, template)| {
            let (out, code) = checked(&manifest, &template);
            let place =
                if manifest == BLUEPRINT { "blueprints/bad/app/a.yaml:" } else { "blueprints/bad/blueprint.yaml:" };
            let sound = code == Some(1) && out.contains(said) && out.contains(place) && out.contains("\nhelp: ");
            let shown: String = out.chars().take(2000).collect();
            let case: String = template.chars().take(200).collect();
            (!sound).then(|| format!("expected `{said}`, exit code 1, at {place}\n{case}\nexit code {code:?}\n{shown}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What `groma check` prints of a blueprint, with little memory, and its exit code.
fn checked(manifest: &str, template: &str) -> (String, Option<i32>) {
    let scratch = Scratch::new("hostile");
    scratch.write("platform.yaml", PLATFORM);
    scratch.write("blueprints/bad/blueprint.yaml", manifest);
    scratch.write("blueprints/bad/app/a.yaml", template);
    let limited = format!("ulimit -v {MEMORY} && ulimit -t {WORK} && exec \"$0\" check --threads 2");
    let output = Command::new("sh")
        .args(["-c", &limited, env!("CARGO_BIN_EXE_groma")])
        .current_dir(scratch.path())
        .env("NO_COLOR", "1")
        .output()
        .expect("a shell runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout) + &text(&output.stderr), output.status.code())
}
