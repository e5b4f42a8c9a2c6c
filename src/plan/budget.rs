//! How much may disappear without a word: a plan that takes more away is refused until its number is given back.
//!
//! What moved is not gone. An object that keeps data is gone when its name is, wherever else one like it appears.

use crate::diff::{Action, Body, Changes, ObjectChange, RepositoryChange};
use crate::object::data_kinds::holds_data;
use crate::object::id::ObjectId;
use crate::tree::Ownership;

/// Number of deletions from which on they must be allowed.
const MOST: usize = 10;
/// The same as a share of one repository, in percent.
const SHARE: usize = 5;
/// How many reasons are told one by one.
const TOLD: usize = 8;

/// More would be deleted than goes without saying.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct OverBudget {
    pub deletions: usize,
    pub allowed: Option<usize>,
    reasons: Vec<Reason>,
}

/// Why it is too much.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{0}")]
#[diagnostic(severity(Advice))]
struct Reason(String);

impl OverBudget {
    fn sentence(&self) -> String {
        let told = match self.allowed {
            Some(allowed) => format!("not the {allowed} that were allowed"),
            None => "more than goes without saying".to_owned(),
        };
        let verb = if self.deletions == 1 { "is" } else { "are" };
        format!("{} {verb} {told}", counted(self.deletions, "deletion"))
    }

    /// The same for readers of a plan, who may be reviewers of a merge request, as one sentence.
    pub fn note(&self) -> String {
        let Self { deletions, .. } = self;
        format!(
            "refused: {}; {}, or for the pipeline of the blueprint `inventory` the trailer `Allow-Deletions: {deletions}` \
             in the newest commit",
            self.sentence(),
            self.permission()
        )
    }

    /// Why it is too much, one sentence each, the last of them perhaps a number of others.
    pub fn reasons(&self) -> Vec<String> {
        self.reasons.iter().map(|reason| reason.0.clone()).collect()
    }

    fn permission(&self) -> String {
        let all = if self.deletions == 1 { "it" } else { "all of it" };
        format!("if {all} is meant to go, say so: `--allow-deletions {}`", self.deletions)
    }
}

impl miette::Diagnostic for OverBudget {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        Some(Box::new(self.reasons.iter().map(|reason| reason as &dyn miette::Diagnostic)))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(self.permission()))
    }
}

/// Refuses changes that delete too much, unless exactly their number was allowed.
pub fn check(changes: &Changes, allowed: Option<usize>) -> Result<(), OverBudget> {
    let (mut deletions, mut reasons) = (0, Vec::new());
    let mut beyond = 0;
    for repository in &changes.repositories {
        let lost = Orphan::new(repository);
        deletions += lost.count();
        let files = repository.before.as_ref().map_or(0, |before| before.files);
        if lost.whole {
            reasons.push(format!("repository `{}` with {}", repository.path, counted(lost.files, "file")));
        } else if lost.files > MOST || lost.files * 100 > files * SHARE {
            reasons.push(format!("{} of the {files} files of `{}`", lost.files, repository.path));
        } else {
            beyond += lost.files;
        }
        let objects = lost.stateful.iter();
        reasons.extend(objects.map(|(object, file)| format!("{} in `{}/{file}`", named(object), repository.path)));
    }
    if deletions > MOST && reasons.is_empty() {
        reasons.push(format!("{beyond} files of several repositories"));
    }
    if reasons.is_empty() || allowed == Some(deletions) {
        return Ok(());
    }
    let more = reasons.len().saturating_sub(TOLD);
    reasons.truncate(TOLD);
    if more > 0 {
        reasons.push(format!("and {more} more of that kind"));
    }
    Err(OverBudget { deletions, allowed, reasons: reasons.into_iter().map(Reason).collect() })
}

/// What one repository loses.
struct Orphan<'c> {
    whole: bool,
    files: usize,
    /// Objects that keep data, with their files.
    stateful: Vec<(&'c ObjectId, &'c str)>,
    /// Those of them in files that stay.
    inside: usize,
}

impl<'c> Orphan<'c> {
    fn new(repository: &'c RepositoryChange) -> Self {
        let mut lost = Self { whole: repository.action == Action::Removed, files: 0, stateful: Vec::new(), inside: 0 };
        for file in &repository.files {
            // A team keeps the files that are its own as long as their repository stays.
            let stays = file.before.as_ref().is_some_and(|before| before.ownership == Ownership::Once) && !lost.whole;
            if stays {
                continue;
            }
            let gone = file.action == Action::Removed;
            lost.files += usize::from(gone);
            let Body::Objects(objects) = &file.body else { continue };
            let stateful: Vec<_> =
                objects.iter().filter_map(gone_object).filter(|one| holds_data(&one.group, &one.kind)).collect();
            lost.inside += if gone { 0 } else { stateful.len() };
            lost.stateful.extend(stateful.into_iter().map(|object| (object, file.path.as_str())));
        }
        lost
    }

    /// A repository without files is a deletion too.
    fn count(&self) -> usize {
        (self.files + self.inside).max(usize::from(self.whole))
    }
}

/// Who is gone: an object that was removed, or has become another one.
fn gone_object(change: &ObjectChange) -> Option<&ObjectId> {
    match change.action {
        Action::Removed => Some(&change.object),
        Action::Moved | Action::Changed => change.from.as_ref().filter(|from| **from != change.object),
        Action::Created => None,
    }
}

fn named(object: &ObjectId) -> String {
    match &object.namespace {
        None => format!("{} `{}`", object.kind, object.name),
        Some(namespace) => format!("{} `{namespace}/{}`", object.kind, object.name),
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
