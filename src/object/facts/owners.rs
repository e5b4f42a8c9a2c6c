//! Who approves and who has access: CODEOWNERS, and groups that are bound to roles.

use std::sync::Arc;

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
    pub(crate) fn of(&self, path: &str) -> Vec<&Line> {
        let mut found: Vec<&Line> = Vec::new();
        for line in self.lines.iter().rev() {
            if found.iter().all(|known| known.section != line.section) && line.covers(path) {
                found.push(line);
            }
        }
        found
    }
}

impl Line {
    /// Whether the pattern stands for every file.
    pub(crate) fn is_catch_all(&self) -> bool {
        matches!(&*self.pattern, "*" | "**" | "/" | "/**" | "**/*" | "/**/*")
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
    let (mut lines, mut sections, mut section, mut defaults) = (Vec::new(), vec![String::new()], 0, Vec::new());
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
                section = sections.iter().position(|known| *known == name).unwrap_or(sections.len());
                if section == sections.len() {
                    sections.push(name);
                }
                defaults = words.into_iter().filter(|word| word.value.contains('@')).collect();
            }
            Some((pattern, owners)) => {
                let own = owners.iter().take_while(|owner| !owner.value.starts_with('#'));
                let own = if owners.is_empty() { defaults.to_vec() } else { own.cloned().collect() };
                let (span, pattern) = (pattern.span, pattern.value.clone());
                lines.push(Line { span, section: section as u32, pattern, owners: own });
            }
        }
    }
    facts.owners.push(Owners { place: place.clone(), lines });
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
}
