//! Who owns the files that differ, according to the inventories of both sides.

use rustc_hash::FxHashMap;

use super::owner_index::{Environment, OwnerIndex, Subject};
use crate::diff::{Changes, FileChange, Options, RepositoryChange};
use crate::object::production;

/// Who owns what on either side.
#[derive(Clone, Copy, Debug, Default)]
pub struct Owners<'a> {
    pub before: Option<&'a OwnerIndex>,
    pub after: Option<&'a OwnerIndex>,
}

/// Whose files are, by whether they are on the new side, by repository and path: a repository that moved takes the
/// owners of its files along.
#[derive(Debug, Default)]
pub struct Subjects(FxHashMap<(bool, String, String), Subject>);

impl<'a> Owners<'a> {
    /// Names of the environments of both sides: nothing moves from one to another.
    pub(crate) fn environments(self) -> Vec<String> {
        self.each_environment().map(|environment| environment.name.clone()).collect()
    }

    fn each_environment(self) -> impl Iterator<Item = &'a Environment> {
        [self.after, self.before].into_iter().flatten().flat_map(|owner_index| &owner_index.environments)
    }

    /// Whether the environment with which the name of a file begins or ends is production.
    fn declared(self, name: &str) -> Option<bool> {
        let is_end = |rest: &str| rest.is_empty() || rest.starts_with('-') || rest.ends_with('-');
        let is_of = |own: &str| name.strip_suffix(own).or(name.strip_prefix(own)).is_some_and(is_end);
        let known = self.each_environment().filter(|environment| is_of(&environment.name));
        known.max_by_key(|environment| environment.name.len()).map(|environment| environment.production)
    }

    /// Whose the files of a repository are, in their order. One that belongs to nobody, such as the manifest, belongs to
    /// whom all others belong.
    pub(crate) fn of(self, repository: &RepositoryChange, options: Options<'_>) -> Vec<Subject> {
        let mut subjects: Vec<Subject> = repository.files.iter().map(|file| self.of_file(file, options)).collect();
        let whose = |subject: &Subject| (subject.team.clone(), subject.app.clone());
        let mut owners = subjects.iter().map(whose).filter(|(team, _)| !team.is_empty());
        if let Some((team, app)) = owners.next()
            && owners.all(|owner| owner == (team.clone(), app.clone()))
        {
            for subject in subjects.iter_mut().filter(|subject| subject.team.is_empty()) {
                (subject.team, subject.app) = (team.clone(), app.clone());
            }
        }
        subjects
    }

    fn of_file(self, file: &FileChange, options: Options<'_>) -> Subject {
        let (owner_index, version) = match &file.after {
            Some(after) => (self.after, Some(after)),
            None => (self.before, file.before.as_ref()),
        };
        let subject = owner_index.zip(version).and_then(|(owner_index, version)| owner_index.subject(version));
        let mut subject = subject.unwrap_or_default();
        let name = options.environment(&file.path);
        if let Some(environment) = self.each_environment().find(|environment| Some(&*environment.name) == name) {
            subject.environment.clone_from(&environment.name);
            subject.production = environment.production;
        } else {
            // A file is called what its folder would be: `values-production.yaml`.
            let names = file.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
            subject.production |= production::is_production(names, |name| self.declared(name));
        }
        subject
    }
}

impl Subjects {
    /// Notes whose the files of a repository are, before what moved is recognised.
    pub(crate) fn add(&mut self, repository: &RepositoryChange, subjects: Vec<Subject>) {
        let keys = repository.files.iter().map(|file| key(repository, file));
        self.0.extend(keys.zip(subjects));
    }

    /// Whose the files of all repositories are, in their order.
    pub(crate) fn of(mut self, changes: &Changes) -> Vec<Vec<Subject>> {
        let mut of = |repository: &RepositoryChange| {
            let keys = repository.files.iter().map(|file| key(repository, file));
            keys.map(|key| self.0.remove(&key).unwrap_or_default()).collect()
        };
        changes.repositories.iter().map(&mut of).collect()
    }
}

fn key(repository: &RepositoryChange, file: &FileChange) -> (bool, String, String) {
    let is_new = file.after.is_some();
    let path = repository.from.as_ref().filter(|_| !is_new).unwrap_or(&repository.path);
    (is_new, path.clone(), file.path.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_of_the_environment_with_the_longest_name_that_it_bears() {
        let mut index = OwnerIndex::default();
        let environment = |(name, production): (&str, bool)| Environment { name: name.into(), production };
        index.environments.extend([("prod", false), ("eu-prod", true)].map(environment));
        let owners = Owners { before: None, after: Some(&index) };
        for (name, production) in
            [("values-prod", Some(false)), ("values-eu-prod", Some(true)), ("prod-1", Some(false)), ("products", None)]
        {
            assert_eq!(owners.declared(name), production, "{name}");
        }
    }
}
