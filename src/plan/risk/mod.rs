//! Which changes a reviewer must see first: a table, worst first.

pub(crate) mod network;
pub mod table;

use table::RISKS;

use super::owner_index::Subject;
use crate::diff::{Action, Edit, FileChange, ObjectChange, RepositoryChange, Shown, Step, ValueChange};
use crate::object::data_kinds::holds_data;
use crate::object::id::ObjectId;

/// A sort of change that can hurt.
#[derive(Debug)]
pub struct Risk {
    /// Kebab-case, for scripts.
    pub name: &'static str,
    pub(crate) title: &'static str,
    /// What to know before it is merged.
    pub(crate) advice: &'static str,
    /// Whether it is none when only names of repositories that moved are others.
    pub(crate) by_name: bool,
    when: &'static [When],
}

/// What makes a change one of a sort; any of them does.
#[derive(Debug)]
enum When {
    /// Something became of a repository.
    Repository(&'static [Action]),
    /// A repository can be read by more people.
    Visibility,
    /// Something became of an object of these kinds.
    Object(&'static [Kind], &'static [Action]),
    /// Something became of an object with which data is lost, and it is none of these kinds.
    Data(&'static [Kind], &'static [Action]),
    /// A policy of these kinds is no more.
    Policy(&'static [Kind], Sense),
    /// A text of which a chart makes workloads is another.
    Template,
    /// A value below one of the paths, in an object of these kinds.
    Value(&'static [Kind], Manner, &'static [&'static str]),
    /// The same where the environment is production.
    InProduction(&'static [Kind], Manner, &'static [&'static str]),
}

/// Group of the API, and kind; `*` is any, and both empty are files that hold no objects.
type Kind = (&'static str, &'static str);

/// What a policy does for the pods that it selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    /// It keeps traffic out that nothing else might.
    Refuses,
    /// It lets traffic in beside others that keep it out.
    Permits,
}

#[derive(Clone, Copy, Debug)]
enum Manner {
    Any,
    /// Added, or another than before.
    New,
    Gone,
    /// A number that is zero now.
    Zero,
    /// As [`Manner::New`], but no port in the place of another.
    Wider,
    /// A port in the place of another.
    Replaced,
    /// The name of a role that is not known to permit less than the one before.
    Higher,
    /// Options of Argo CD that ask before something is deleted, and that are gone.
    Unguarded,
}

/// Risks of what became of a repository itself.
pub(crate) fn of_repository(repository: &RepositoryChange) -> Vec<&'static Risk> {
    let widened = match (&repository.before, &repository.after) {
        (Some(before), Some(after)) => openness(&after.visibility) > openness(&before.visibility),
        (Some(_), None) | (None, _) => false,
    };
    find(|when| match when {
        When::Repository(actions) => actions.contains(&repository.action),
        When::Visibility => widened,
        When::Object(..) | When::Data(..) | When::Policy(..) | When::Template => false,
        When::Value(..) | When::InProduction(..) => false,
    })
}

/// Risks of a text of which nothing but its lines is known.
pub(crate) fn of_lines(file: &FileChange) -> Vec<&'static Risk> {
    let changed = matches!(file.action, Action::Changed | Action::Moved);
    find(|when| matches!(when, When::Template) && changed && file.makes_workloads)
}

fn openness(visibility: &str) -> u8 {
    match visibility {
        "private" => 0,
        "internal" => 1,
        _ => 2,
    }
}

/// Risks of what became of an object as a whole.
pub(crate) fn of_object(object: &ObjectChange) -> Vec<&'static Risk> {
    let known = object.from.as_ref().unwrap_or(&object.object);
    find(|when| match when {
        When::Object(kinds, actions) => actions.contains(&object.action) && is_one_of(known, kinds),
        When::Data(but, actions) => {
            actions.contains(&object.action) && holds_data(&known.group, &known.kind) && !is_one_of(known, but)
        }
        When::Policy(kinds, sense) => {
            let is = if object.refuses { Sense::Refuses } else { Sense::Permits };
            object.action == Action::Removed && is_one_of(known, kinds) && is == *sense
        }
        When::Repository(_) | When::Visibility | When::Template | When::Value(..) | When::InProduction(..) => false,
    })
}

/// Risks of one value that changed in an object.
pub(crate) fn of_value(subject: &Subject, object: &ObjectChange, value: &ValueChange) -> Vec<&'static Risk> {
    let replaced = network::is_replaced_port(object, value);
    let is = |kinds: &[Kind], manner: Manner, paths: &[&str]| {
        is_one_of(&object.object, kinds)
            && manner.is(&value.edit, replaced)
            && paths.iter().any(|path| leads(path, &value.path))
    };
    find(|when| match when {
        When::Value(kinds, manner, paths) => is(kinds, *manner, paths),
        When::InProduction(kinds, manner, paths) => subject.production && is(kinds, *manner, paths),
        When::Repository(_) | When::Visibility | When::Object(..) | When::Data(..) => false,
        When::Policy(..) | When::Template => false,
    })
}

fn find(is: impl Fn(&When) -> bool) -> Vec<&'static Risk> {
    RISKS.iter().filter(|risk| risk.when.iter().any(&is)).collect()
}

fn is_one_of(object: &ObjectId, kinds: &[Kind]) -> bool {
    let is = |pattern: &str, text: &str| pattern == "*" || pattern == text;
    kinds.iter().any(|(group, kind)| is(group, &object.group) && is(kind, &object.kind))
}

impl Manner {
    fn is(self, edit: &Edit, replaced: bool) -> bool {
        match self {
            Self::Any => true,
            Self::New => matches!(edit, Edit::Added(_) | Edit::Changed(..)),
            Self::Gone => matches!(edit, Edit::Removed(_) | Edit::Changed(..)),
            Self::Zero => {
                matches!(edit, Edit::Added(new) | Edit::Changed(_, new) if *new == Shown::Value(0.into()))
            }
            Self::Wider => !replaced && Self::New.is(edit, replaced),
            Self::Replaced => replaced,
            Self::Higher => match edit {
                Edit::Changed(old, new) => is_higher(&old.text(), &new.text()),
                Edit::Added(_) => true,
                Edit::Removed(_) | Edit::Reordered(..) => false,
            },
            Self::Unguarded => match edit {
                Edit::Removed(old) => is_guard(&old.text()),
                Edit::Changed(old, new) => is_guard(&old.text()) && !is_guard(&new.text()),
                Edit::Added(_) | Edit::Reordered(..) => false,
            },
        }
    }
}

/// Whether a role may permit more than another; of those that every cluster has, and of the one that comes with the
/// guardrails, it is known.
fn is_higher(old: &str, new: &str) -> bool {
    const ROLES: [&str; 5] = ["view", "team-developer", "edit", "admin", "cluster-admin"];
    let rank = |name: &str| ROLES.iter().position(|role| *role == name.trim_matches('"'));
    match (rank(old), rank(new)) {
        (Some(old), Some(new)) => new > old,
        (None, _) | (_, None) => true,
    }
}

fn is_guard(text: &str) -> bool {
    ["Prune=confirm", "Prune=false", "Delete=confirm", "Delete=false"].iter().any(|option| text.contains(option))
}

/// Whether a path is the pattern: `*` is one step, `**` any number of them, and `*/team` a key with that end.
fn leads(pattern: &str, path: &[Step]) -> bool {
    if pattern.is_empty() {
        return path.is_empty();
    }
    // Keys hold dots: the pattern is eaten step by step, each as long as the step is.
    if let Some(rest) = pattern.strip_prefix("**") {
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        return (0..=path.len()).any(|at| leads(rest, &path[at..]));
    }
    let Some((step, below)) = path.split_first() else { return false };
    let behind = |rest: &str| match rest.strip_prefix('.') {
        Some(rest) => leads(rest, below),
        None => rest.is_empty() && below.is_empty(),
    };
    match step {
        Step::Key(key) => {
            let plain = pattern.strip_prefix(key.as_str()).is_some_and(behind);
            let starred = pattern.strip_prefix('*').is_some_and(|rest| {
                let (end, _) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
                key.ends_with(end) && behind(&rest[end.len()..])
            });
            plain || starred
        }
        Step::Item(_) | Step::Index(_) => pattern.strip_prefix('*').is_some_and(behind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<Step> {
        let step = |step: &str| match step.strip_prefix('#') {
            Some(label) => Step::Item(label.to_owned()),
            None => Step::Key(step.to_owned()),
        };
        text.split(' ').map(step).collect()
    }

    #[test]
    fn patterns_lead_to_paths() {
        for (pattern, steps) in [
            ("spec.project", "spec project"),
            ("spec.selector.**", "spec selector matchLabels a.b/c"),
            ("spec.selector.**", "spec selector"),
            ("**.image", "spec template spec containers #name=a image"),
            ("metadata.labels.*/team", "metadata labels idp.example.org/team"),
            ("metadata.labels.a.b/c", "metadata labels a.b/c"),
            ("spec.listeners.*.hostname", "spec listeners #name=a hostname"),
        ] {
            assert!(leads(pattern, &path(steps)), "{pattern} does not lead to {steps}");
        }
        for (pattern, steps) in [
            ("spec.project", "spec projects"),
            ("spec.project", "spec"),
            ("**.image", "spec imagePullSecrets"),
            ("metadata.labels.*/team", "metadata labels team"),
            ("route", "route host"),
        ] {
            assert!(!leads(pattern, &path(steps)), "{pattern} leads to {steps}");
        }
    }

    #[test]
    fn a_role_is_higher_unless_it_is_known_to_be_lower() {
        let of = |old: &str, new: &str| {
            let shown = |name: &str| Shown::Value(name.into());
            Manner::Higher.is(&Edit::Changed(shown(old), shown(new)), false)
        };
        assert!(of("view", "edit") && of("team", "view") && of("admin", "orders-admin"));
        assert!(!of("cluster-admin", "view") && !of("edit", "view"));
    }

    #[test]
    fn names_are_unique_and_the_texts_are_whole() {
        let mut names: Vec<&str> = RISKS.iter().map(|risk| risk.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RISKS.len());
        assert!(RISKS.iter().all(|risk| !risk.title.ends_with('.') && !risk.advice.ends_with('.')));
    }
}
