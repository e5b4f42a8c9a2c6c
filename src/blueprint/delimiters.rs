//! The delimiters of templates: which strings hold them, and which hold those of another engine.

/// What to do about the delimiters of Jinja itself, which would stay in a path or name as they are.
pub(crate) fn other_delimiters(source: &str) -> Option<&'static str> {
    let mut found = source.match_indices("{{").filter(|(at, _)| !source[..*at].ends_with('$'));
    let literal = source.contains("raw %}") || source.contains("raw -%}");
    found.next().filter(|_| !literal).map(|_| "write `${{ .. }}`, or `{% raw %}{{{% endraw %}` for the literal text")
}

/// Whether a text holds any delimiter of the engine.
pub(crate) fn is_template(source: &str) -> bool {
    let comment = || source.match_indices("{#").any(|(at, _)| !source[..at].ends_with('$'));
    source.contains("${{") || source.contains("{%") || comment()
}
