//! Templates that mark the source of each part of their output: a mark before every text and every value.
//!
//! The mark holds the number of the file and the offset in it. It stands where it changes nothing: never before a tag,
//! never where white space is taken away.

use minijinja::Value;

use crate::blueprint::Blueprint;
use crate::blueprint::engine::{Engine, Scratch};
use crate::interpolate::MAX_FILE;
use crate::source::FileId;

/// Begins and ends a mark; no text from outside holds it.
const MARK: char = '\u{1}';

/// A place in a skeleton, and the place in a template that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) skeleton: usize,
    pub(crate) file: FileId,
    pub(crate) offset: usize,
}

/// The source of a template with its marks; `number` is that of its file.
fn annotate(source: &str, number: usize) -> String {
    let mut marked = String::with_capacity(source.len() * 2);
    let (mut at, mut due) = (0, true);
    let mark = |marked: &mut String, at: usize| marked.push_str(&format!("{MARK}{number}:{at}{MARK}"));
    while at < source.len() {
        let rest = &source[at..];
        let tags = [("${{", "}}"), ("{%", "%}"), ("{#", "#}")];
        if let Some((open, close)) = tags.into_iter().find(|(open, _)| rest.starts_with(open)) {
            if open == "${{" && !rest.starts_with("${{-") {
                mark(&mut marked, at);
            }
            let end = rest.find(close).map_or(rest.len(), |end| end + close.len());
            marked.push_str(&rest[..end]);
            (at, due) = (at + end, true);
            continue;
        }
        let character = rest.chars().next().unwrap_or_default();
        if due && !character.is_whitespace() {
            mark(&mut marked, at);
        }
        due = (due && character.is_whitespace()) || character == '\n';
        marked.push(character);
        at += character.len_utf8();
    }
    marked
}

/// The engine with the templates of a blueprint annotated; their numbers are those of the blueprint's files.
pub(crate) fn engine(engine: &Engine, blueprint: &Blueprint) -> Engine {
    let sources = blueprint
        .files()
        .enumerate()
        .filter_map(|(number, (name, _))| Some((name.to_owned(), annotate(&engine.source(name)?, number))));
    engine.with(sources)
}

/// Where the parts of a skeleton come from; nothing when the annotated engine makes another one.
pub(crate) fn trace(
    annotated: &Engine,
    blueprint: &Blueprint,
    name: &str,
    context: &Value,
    skeleton: &str,
) -> Vec<Point> {
    let files: Vec<FileId> = blueprint.files().map(|(_, file)| file).collect();
    let mut scratch = Scratch::default();
    if annotated.render_on(&mut scratch, name, context, 2 * MAX_FILE).is_err() {
        return Vec::new();
    }
    let (plain, points) = points(&scratch.marked.skeleton, &files);
    if plain == skeleton { points } else { Vec::new() }
}

/// Takes the marks out of a skeleton, and says what each of them stood before; `files` are those of the numbers.
fn points(skeleton: &str, files: &[FileId]) -> (String, Vec<Point>) {
    let (mut plain, mut points) = (String::with_capacity(skeleton.len()), Vec::new());
    for (nth, part) in skeleton.split(MARK).enumerate() {
        if nth % 2 == 0 {
            plain.push_str(part);
        } else if let Some((number, offset)) = part.split_once(':')
            && let (Some(file), Ok(offset)) = (number.parse().ok().and_then(|at: usize| files.get(at)), offset.parse())
        {
            points.push(Point { skeleton: plain.len(), file: *file, offset });
        }
    }
    (plain, points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_where_they_change_nothing() {
        let source = "a: ${{ b }}/c\n{% if d %}\n  e: 1\n{% endif %}\nf: ${{- g -}} h\n";
        let shown = annotate(source, 0).replace(MARK, "|");
        assert_eq!(
            shown,
            "|0:0|a: |0:3|${{ b }}|0:11|/c\n{% if d %}\n  |0:27|e: 1\n{% endif %}\n|0:44|f: ${{- g -}} |0:58|h\n"
        );
        let (plain, points) = points(&annotate("a: 1\n", 0), &[FileId::FIRST]);
        assert_eq!((plain.as_str(), points.len(), points[0].offset), ("a: 1\n", 1, 0));
    }
}
