//! Whether a guarded template says what the unguarded one says, and where its faults are shown.

use std::cell::Cell;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value};
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::select;
use serde_json::json;

use super::*;
use crate::tests::holds;

fn context() -> Value {
    Value::from(Serde(json!({
        "a": "alpha", "b": "beta", "n": 3, "m": 4.5, "t": true, "z": null,
        "list": ["c", "a", "b", "a"], "numbers": [3, 1, 2], "map": { "x": "alpha", "y": 2, "alpha": "found" },
        "apps": [{ "name": "one", "size": 2, "on": true }, { "name": "two", "size": 1, "on": false }],
    })))
}

fn rendered(source: &str) -> Result<String, Box<TemplateError>> {
    let mut engine = Engine::default();
    engine.add("test".into(), source.into())?;
    Ok(plain(&engine.render("test", &context())?))
}

fn plain(marked: &MarkedText) -> String {
    let mut stretches = marked.skeleton.split('\0');
    let mut text = stretches.next().unwrap_or_default().to_owned();
    // Behind each value's place stands the letter of its kind.
    for (stretch, (_, value)) in stretches.zip(marked.values()) {
        text += value;
        text += &stretch[1..];
    }
    text
}

/// What the engine makes of a source that nobody guards.
fn unguarded(source: &str) -> Option<String> {
    let mut environment = Environment::new();
    environment.set_syntax(Engine::default().environment.syntax().clone());
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.add_filter("json", |value: &Value| serde_json::to_string(value).unwrap());
    environment.render_str(&trim::trim(source, Trim::Lines).ok()?.source, context()).ok()
}

#[test]
fn a_guarded_expression_means_what_it_meant() {
    let expressions = "
        a ~ b|a ~ '/' ~ b ~ n|(a ~ b) ~ (b ~ a)|a ~ (b ~ n) ~ m|'x' ~ n + 1|1 + n ~ 2|n * 2 ~ a|-n ~ a|a ~ -n|a~b~t~z
        n + 1|n + n|n + m|n - n + n|n + n - n|n * n|n * m + n|-n + n|(n + n) * n|n + n * n|a + b|list + list|a * 3|3 * a
        n ** 2|n // 2|n % 2|n / 2|7 - -n|not n == n|not a in list|a not in list|'a' in list|'a' not in list|n in numbers
        a == b|a != b|n < m|n <= n|n > m|n >= m|a < b|a == map.x|map.x == a and n == n|a == b or n == n|(a == b) == t
        'lph' in a|a in a|'x' in map|a in map|b in map|a in ['alpha', b]|n in [1, 2, 3]|z == z|z == a|t == t|list == z
        a if n == n else b|(a if n > m else b) ~ n|[a, b]|[a, [b, n]]|{'k': a, 'l': [b]}|[a ~ b, n + n]|(a, b)
        [a, b][0]|{'k': a}['k']|{'k': a}.k|map['x']|map[map.x]|map[a]|list[n - 1]|list[n - n]|numbers[0] + numbers[1]
        apps[0].name ~ apps[n - 2].name|map[a ~ '']|a is defined and b is defined|n is odd|a is string|n is eq n
        a | upper ~ b|(a ~ b) | upper|a | replace('a', b) ~ n|list | join(',')|list | join(a ~ b)|numbers | sum + n
        list | sort|list | sort(reverse=true)|list | unique|numbers | max|numbers | min|list | first|list | last
        list | length|a | length|list | reverse|a | reverse|list | list|a | list|map | items|map | dictsort
        map | length|apps | map(attribute='name')|apps | map(attribute='name') | join(', ')|list | map('upper')
        apps | selectattr('on') | map(attribute='name')|apps | selectattr('name', 'equalto', 'two') | length
        apps | selectattr('size', 'gt', 1) | length|apps | rejectattr('on') | length|numbers | select('odd')
        numbers | reject('odd')|apps | sort(attribute='size') | map(attribute='name')|apps | sum(attribute='size')
        apps | max(attribute='size')|apps | unique(attribute='name') | length|range(3) | list|range(1, 7, 2) | list
        range(5, 1, -2) | list|range(0) | list|a | split('p')|'a b  c' | split|'a,b,c' | split(',', 1)|'a b c' | split(none, 1)
        'x\\ny' | lines|'x\\ny' | indent(2)|'x\\ny' | indent(2, true)|'x\\n\\ny' | indent(width=2, blank=true)|' x ' | trim
        'xxyxx' | trim('x')|'hello world' | title|'HELLO' | capitalize|'AbC' | lower|'4' | int + n|'4.5' | float|n | string
        'x' | default('y')|nothing | default(a)|'' | default('y', true)|4.567 | round(2)|-n | abs|n | bool|z or a|a and b
        nothing is defined|n is divisibleby(3)|a is startingwith('al')|a is endingwith('ha')|n is in numbers|a is in map
        numbers | sort | first ~ a|(list | join(a)) ~ (b | upper)|a ~ list | join|['x' ~ n, {'y': n + n}] | first ~ 'z'
    ";
    for line in expressions.trim().lines() {
        for expression in alternatives(line.trim()) {
            let source = format!("{{% set r = {expression} %}}${{{{ r | json }}}} ${{{{ [({expression})] | json }}}}");
            assert_eq!(rendered(&source).ok(), unguarded(&source), "{expression}");
            let condition = format!("{{% if {expression} %}}yes{{% else %}}no{{% endif %}}");
            assert_eq!(rendered(&condition).ok(), unguarded(&condition), "{condition}");
        }
    }
}

/// The expressions of a line: a bar without blanks stands between them.
fn alternatives(line: &str) -> impl Iterator<Item = String> + '_ {
    line.replace(" | ", "\u{1}").split('|').map(|one| one.replace('\u{1}', " | ")).collect::<Vec<_>>().into_iter()
}

#[test]
fn guarded_operators_bind_as_tightly_as_before() {
    let meant = Cell::new(0);
    holds(1500, expressions(), |expression| {
        let source = format!("{{% set r = {expression} %}}${{{{ r | json }}}}");
        if let Ok(found) = rendered(&source) {
            assert_eq!(Some(found), unguarded(&source), "{source}");
            meant.set(meant.get() + 1);
        }
    });
    assert!(meant.get() > 500, "only {} of the expressions have a meaning", meant.get());
}

#[test]
fn guarded_statements_mean_what_they_meant() {
    for source in [
        "{% for x in list %}${{ x }}{{ loop.index }}{% else %}none{% endfor %}",
        "{% for x in list if x != 'a' %}{% if loop.last %}.{% else %},{% endif %}{% endfor %}",
        "{% for x, y in map | dictsort %}${{ x }}=${{ y }} {% endfor %}{% for c in a %}${{ c }}-{% endfor %}",
        "{% for x in (list if t else numbers) %}${{ x }}{% endfor %}{% for x in range(n + 1) %}${{ x }}{% endfor %}",
        "{% for x in (list) %}${{ x }}{% endfor %}{% for x in ((numbers)) if x > 1 %}${{ x }}{% endfor %}",
        "{% set x, y = [a, b] %}${{ x ~ y }}{% with z = a ~ b, w = n + n %}${{ z }}${{ w }}{% endwith %}",
        "{% macro m(x, y=a ~ b) %}{% for z in [x, y] %}${{ z }};{% endfor %}{% endmacro %}${{ m(n + n) }}${{ m(a, y=b) }}",
        "{% for x in list %}{% if x == 'b' %}{% break %}{% endif %}{% if x in a %}{% continue %}{% endif %}${{ x }}{% endfor %}",
        "  {% if a in list %}\n  x\n  {% elif a ~ b == 'alphabeta' %}\n  y\n  {%- else %}\n z {%+ endif %}\n",
        "{% raw %}${{ a ~ b }}{% endraw %}{# a ~ b #}${{- a ~ b -}} .",
    ] {
        let found = rendered(source).unwrap_or_else(|error| panic!("{source}: {error:?}"));
        assert_eq!(Some(found), unguarded(source), "{source}");
    }
}

#[test]
fn lines_that_hold_more_than_tags_stay_as_they_are() {
    for (source, expected) in [
        ("PORT={% if t %}8080{% endif %}\nHOST=db\n", "PORT=8080\nHOST=db\n"),
        ("- --log{% if z %}=debug{% endif %}\n- --port=80\n", "- --log\n- --port=80\n"),
        ("env: prod # {% if t %}note{% endif %}\nreplicas: 3\n", "env: prod # note\nreplicas: 3\n"),
        ("a # {# why #}\nb\n", "a # \nb\n"),
        ("{% raw %}${{ a }}{% endraw %}\nb\n", "${{ a }}\nb\n"),
        ("  {% if t %}\n  a\n  {% endif %} \r\n  b\n", "  a\n  b\n"),
        ("name: demo\n{%- if t %}\nannotations:\n{%- endif %}\nend\n", "name: demo\nannotations:\nend\n"),
        ("name: demo\n{%- if z %}\nannotations:\n{%- endif %}\nend\n", "name: demo\nend\n"),
        (
            "n=${#a[@]} ${b%#}\n{% for x in list if x == 'b' %} {# one #}\n${{ x }}\n{% endfor %}\n",
            "n=${#a[@]} ${b%#}\nb\n",
        ),
    ] {
        assert_eq!(rendered(source).expect(source), expected, "{source}");
    }
}

#[test]
fn what_is_put_into_a_line_is_indented_like_it() {
    for (source, expected) in [
        ("labels:\n  {% include 'two' %}\nend\n", "labels:\n  a: 1\n\n  b: alpha\nend\n"),
        ("labels:\n  {% include 'none' %}\nend\n", "labels:\nend\n"),
        ("run: |\n  {% include 'outer' %}\nend\n", "run: |\n  if\n    a: 1\n\n    b: alpha\n  fi\nend\n"),
        ("x: {% include 'none' %}\ny: {% include 'open' %}\n{% include 'open' %}\nend\n", "x: \ny: open\nopen\nend\n"),
        (
            "{% macro m(x) %}\na: ${{ x }}\nb: 1\n{% endmacro %}\nl:\n  ${{ m(n) }}\n  c: 1\n",
            "l:\n  a: 3\n  b: 1\n  c: 1\n",
        ),
        ("{% macro m() %}one{% endmacro %}\n- ${{ m() }}-${{ m() }}\n", "- one-one\n"),
    ] {
        let mut engine = Engine::default();
        for (name, text) in [
            ("own/two", "a: 1\n\nb: ${{ a }}\n"),
            ("own/none", ""),
            ("own/open", "open"),
            ("own/outer", "if\n  {% include 'two' %}\nfi\n"),
        ] {
            engine.add(name.into(), text.into()).expect(text);
        }
        engine.add("own/test".into(), source.into()).unwrap_or_else(|error| panic!("{source}: {error:?}"));
        let marked = engine.render("own/test", &context()).unwrap_or_else(|error| panic!("{source}: {error:?}"));
        assert_eq!(plain(&marked), expected, "{source}");
    }
}

#[test]
fn a_fault_is_shown_where_it_was_written() {
    for (source, shown, reason) in [
        ("é ${{ a ~ nothing ~ b }}", "a ~ nothing", "`nothing` is undefined"),
        ("${{ a == b.nix }}", "a == b.nix", "`b.nix` is undefined"),
        ("${{ n + 1 + a }}", "n + 1 + a", "cannot add a number and a string"),
        ("{% if (a) not in n %}{% endif %}", "(a) not in n", "cannot use `in` with a number"),
        ("${{ a | upper | nix(b ~ a) }}", "nix(b ~ a)", "unknown filter `nix`"),
        ("{% for x in (list + a) %}{% endfor %}", "list + a", "cannot add a list and a string"),
        ("${{ list[a ~ b] ~ map[list] }}", "list", "a list cannot be used as a key"),
        ("${{ list == numbers }}", "list == numbers", "lists and mappings cannot be compared"),
        ("${{ list | join(apps) }}", "join(apps)", "value is not a string"),
        ("${{ apps | sort }}", "sort", "cannot sort by a mapping"),
        ("${{ [a, list[1:2]] }}", "list[1:2]", "`[from:to]` is not supported"),
        ("a ~ b {% set x = a ~ %}", "%}", "syntax error: unexpected end of block"),
    ] {
        let fault = rendered(source).expect_err(source);
        let found = fault.range.map(|range| &source[range]);
        assert_eq!((found, fault.reason.as_str()), (Some(shown), reason), "{source}");
        assert!(!fault.help.is_empty());
    }
}

#[test]
fn the_page_lists_what_there_is() {
    let page = include_str!("../../../docs/blueprints.md");
    let listed = |title: &str| -> Vec<&str> {
        let (_, text) = page.split_once(&format!("- **{title}**: ")).expect("the page has a list");
        let text = text.split_once("\n- ").map_or(text, |(text, _)| text);
        text.split_once(". ").map_or(text, |(text, _)| text).split('`').skip(1).step_by(2).collect()
    };
    assert_eq!(listed("Filters"), explain::FILTERS);
    assert_eq!(listed("Tests"), explain::TESTS);
    let unknown = |source: String| rendered(&source).is_err_and(|error| error.reason.starts_with("unknown"));
    assert!(explain::FILTERS.iter().all(|name| !unknown(format!("${{{{ a | {name} }}}}"))));
    assert!(explain::TESTS.iter().all(|name| !unknown(format!("${{{{ a is {name}(b) }}}}"))));
}

/// Expressions, some of which have a meaning.
fn expressions() -> impl Strategy<Value = String> {
    const LEAVES: &[&str] = &["a", "b", "n", "m", "t", "'x'", "2", "list", "map['x']", "apps[0].name", "map[a]", "-n"];
    const OPERATORS: &[&str] = &["~", "~", "+", "-", "*", "==", "!=", "<", ">=", "in", "not in", "and", "or"];
    const AROUND: &[&str] = &["(E)", "[E][0]", "(E)", "not E", "(E if t else b)", "{'k': E}.k", "-(E)"];
    const BEHIND: &[&str] = &["E | string", "(E) | upper", "E | default(a)", "E is defined", "[E] | length"];
    let placed = |(form, inner): (&str, String)| form.replace('E', &inner);
    select(LEAVES).prop_map(str::to_owned).prop_recursive(4, 16, 2, move |inner| {
        let two = (inner.clone(), select(OPERATORS), any::<bool>(), inner.clone());
        let two = two.prop_map(|(left, operator, apart, right)| {
            let blank = if apart || operator.starts_with(char::is_alphabetic) { " " } else { "" };
            format!("{left}{blank}{operator}{blank}{right}")
        });
        let around = (select(AROUND), inner.clone()).prop_map(placed);
        prop_oneof![3 => two, 1 => around, 1 => (select(BEHIND), inner).prop_map(placed)]
    })
}
