//! Who approves and who has access: CODEOWNERS, and groups that are bound to roles.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::object::argo::glob;
use crate::object::facts::{Facts, Text, text};
use crate::object::layout::Place;
use crate::object::{Identity, Object};
use crate::path::folder;
use crate::source::{Span, Spanned};
use crate::yaml::node::Node;

/// A CODEOWNERS file.
#[derive(Debug)]
pub(crate) struct Owners {
    pub(crate) place: Arc<Place>,
    pub(crate) lines: Vec<Line>,
    /// Places of lines by the folders that their patterns name before the first wildcard.
    by_folder: FxHashMap<Box<str>, Vec<usize>>,
}

/// One pattern with its owners.
#[derive(Debug)]
pub(crate) struct Line {
    /// The pattern's.
    pub(crate) span: Span,
    /// In each section the last line that matches counts.
    pub(crate) section: u32,
    pub(crate) pattern: Box<str>,
    pub(crate) owners: Vec<Text>,
}

/// A group that a RoleBinding binds.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) by: Arc<Identity>,
    pub(crate) group: Text,
}

impl Owners {
    /// The folder whose files the patterns mean; `CODEOWNERS` may lie one deeper.
    pub(crate) fn root(&self) -> &str {
        let own = self.place.folder();
        match own.rsplit('/').next() {
            Some(".github" | ".gitlab" | "docs") => folder(own),
            _ => own,
        }
    }

    /// The lines that count for a path below [`Owners::root`]: the last one of each section that matches.
    pub(crate) fn of<'l>(&'l self, path: &str) -> Vec<&'l Line> {
        // A pattern may begin at any folder of the path.
        let ends = || memchr::memchr_iter(b'/', path.as_bytes()).chain([path.len()]);
        let starts = ends().map(|end| end + 1).filter(|start| *start <= path.len());
        let parts = [0]
            .into_iter()
            .chain(starts)
            .flat_map(|start| ends().filter(move |end| *end > start).map(move |end| &path[start..end]));
        let mut lines: Vec<usize> =
            parts.chain([""]).filter_map(|part| self.by_folder.get(part)).flatten().copied().collect();
        lines.sort_unstable_by_key(|line| std::cmp::Reverse(*line));
        lines.dedup();
        let (mut sections, lines) = (FxHashSet::default(), lines.into_iter().map(|line| &self.lines[line]));
        lines
            .filter(|line| !sections.contains(&line.section) && line.covers(path) && sections.insert(line.section))
            .collect()
    }
}

impl Line {
    /// Whether the pattern stands for every file.
    pub(crate) fn is_catch_all(&self) -> bool {
        matches!(&*self.pattern, "*" | "**" | "/" | "/**" | "**/*" | "/**/*")
    }

    /// The folders and the name that every path has to which the pattern applies, up to the first wildcard.
    fn folder(&self) -> &str {
        let bare = self.pattern.trim_start_matches('!').trim_matches('/');
        match bare.find(['*', '?', '[', '{', '\\']) {
            Some(wildcard) => folder(&bare[..wildcard]),
            None => bare,
        }
    }

    /// Whether a path is meant, as GitLab or as GitHub reads the pattern.
    pub(crate) fn covers(&self, path: &str) -> bool {
        let pattern = self.pattern.trim_start_matches('!');
        let bare = pattern.trim_matches('/');
        let below =
            |pattern: &str| glob::matches_path(pattern, path) || glob::matches_path(&format!("{pattern}/**"), path);
        self.is_catch_all() || below(bare) || (!pattern.starts_with('/') && below(&format!("**/{bare}")))
    }
}

/// Keeps a CODEOWNERS file.
pub(crate) fn file(place: &Arc<Place>, text: &str, facts: &mut Facts) {
    let (mut lines, mut sections, mut section, mut defaults) =
        (Vec::new(), FxHashMap::from_iter([(String::new(), 0)]), 0, Vec::new());
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = words(place, line, start);
        start += line.len();
        let trimmed = line.trim().trim_start_matches('^');
        match words.split_first() {
            None => {}
            Some((first, _)) if first.value.starts_with('#') => {}
            Some(_) if trimmed.starts_with('[') && trimmed.contains(']') => {
                let name = trimmed[1..].split(']').next().unwrap_or_default().to_lowercase();
                let next = sections.len() as u32;
                section = *sections.entry(name).or_insert(next);
                defaults = words.into_iter().filter(|word| word.value.contains('@')).collect();
            }
            Some((pattern, owners)) => {
                let own = owners.iter().take_while(|owner| !owner.value.starts_with('#'));
                let own = if owners.is_empty() { defaults.to_vec() } else { own.cloned().collect() };
                let (span, pattern) = (pattern.span, pattern.value.clone());
                lines.push(Line { span, section, pattern, owners: own });
            }
        }
    }
    let mut by_folder: FxHashMap<Box<str>, Vec<usize>> = FxHashMap::default();
    for (at, line) in lines.iter().enumerate() {
        by_folder.entry(line.folder().into()).or_default().push(at);
    }
    facts.owners.push(Owners { place: place.clone(), lines, by_folder });
}

/// The words of a line and their places; a backslash keeps a space in its word.
fn words(place: &Place, line: &str, start: usize) -> Vec<Text> {
    let (mut words, mut word, mut begin, mut escaped) = (Vec::new(), String::new(), 0, false);
    for (at, character) in line.char_indices().chain([(line.len(), ' ')]) {
        if escaped || !(character.is_whitespace() || character == '\\') {
            if word.is_empty() {
                begin = at;
            }
            word.push(character);
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if !word.is_empty() {
            let span = Span::new(place.file, start + begin..start + at);
            words.push(Spanned::new(std::mem::take(&mut word).into(), span));
        }
    }
    words
}

/// The last part of a group's name, in lower case: `team-a` of `@acme/team-a` and of `acme:team-a`.
pub(crate) fn tail(group: &str) -> String {
    group.rsplit(['/', ':', '@']).next().unwrap_or_default().to_lowercase()
}

/// Keeps the groups that a binding binds.
pub(crate) fn binding(object: &Object<'_>, facts: &mut Facts) {
    let subjects = object.at("subjects").map(Node::items).unwrap_or_default();
    let groups = subjects.iter().filter(|subject| subject.text("kind") == Some("Group"));
    let bound = groups.filter_map(|group| Some(Bound { by: object.identity.clone(), group: text(group, "name")? }));
    facts.bound.extend(bound);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::object::layout::Role;
    use crate::source::FileId;

    #[test]
    fn the_last_line_of_a_section_counts() {
        let path = "CODEOWNERS".into();
        let (tree, scope) = (0, "".into());
        let place = Place {
            file: FileId::FIRST,
            tree,
            path,
            role: Role::Owners,
            scope,
            environments: Arc::default(),
            kustomization: None,
            changes: None,
        };
        let text = "# all\n* @acme/all\n/docs/ @acme/docs # both\n\n[Production] @acme/ops\nenvironments/production\n*.tf a@b.c\n";
        let mut facts = Facts::default();
        file(&Arc::new(place), text, &mut facts);
        let owners = |path: &str| {
            let lines = facts.owners[0].of(path);
            lines.iter().flat_map(|line| line.owners.iter().map(|owner| &*owner.value)).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(owners("main.py"), "@acme/all");
        assert_eq!(owners("docs/a/b.md"), "@acme/docs");
        assert_eq!(owners("chart/environments/production/values.yaml"), "@acme/ops @acme/all");
        assert_eq!(owners("a/main.tf"), "a@b.c @acme/all");
    }

    #[test]
    fn a_path_is_compared_with_the_lines_that_name_its_folders() {
        let line = |pattern: &str| {
            let span = Span::top(FileId::FIRST);
            Line { span, section: 0, pattern: pattern.into(), owners: Vec::new() }.folder().to_owned()
        };
        for (pattern, folder) in [
            ("/apps/a/", "apps/a"),
            ("apps/a/*.yaml", "apps/a"),
            ("apps/a-*/b", "apps"),
            ("*.tf", ""),
            ("**", ""),
            ("!docs", "docs"),
        ] {
            assert_eq!(line(pattern), folder, "{pattern}");
        }
    }
}
