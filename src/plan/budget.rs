//! How much may be deleted without confirmation: a larger deletion is refused until its exact number is given.
//!
//! What moved is not gone. An object that keeps data is gone when its name is, wherever else one like it appears.

use crate::diff::{Action, Body, Changes, ObjectChange, RepositoryChange};
use crate::object::data_kinds::holds_data;
use crate::object::id::ObjectId;
use crate::tree::Ownership;
use crate::words::counted;

/// Number of deletions above which they must be confirmed.
const MOST: usize = 10;
/// The same as a share of one repository, in percent.
const SHARE: usize = 5;
/// How many reasons are listed one by one.
const TOLD: usize = 8;

/// More would be deleted than is allowed without confirmation.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct OverBudget {
    pub deletions: usize,
    pub allowed: Option<usize>,
    reasons: Vec<Reason>,
}

/// Why confirmation is needed.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{0}")]
#[diagnostic(severity(Advice))]
struct Reason(String);

impl OverBudget {
    fn sentence(&self) -> String {
        let limit = match self.allowed {
            Some(allowed) => format!("not the {allowed} that `--allow-deletions` confirms"),
            None if self.deletions > MOST => format!("over the limit of {MOST}"),
            None => "which needs confirmation".to_owned(),
        };
        format!("this makes {}, {limit}", counted(self.deletions, "deletion"))
    }

    /// The same for readers of a plan, who may be reviewers of a merge request, as one sentence.
    pub fn note(&self) -> String {
        let Self { deletions, .. } = self;
        format!(
            "refused: {}; {}, or in the pipeline of the blueprint `inventory` add the trailer \
             `Allow-Deletions: {deletions}` to the newest commit",
            self.sentence(),
            self.permission()
        )
    }

    /// The reasons, one sentence each; the last may count those left out.
    pub fn reasons(&self) -> Vec<String> {
        self.reasons.iter().map(|reason| reason.0.clone()).collect()
    }

    fn permission(&self) -> String {
        format!("to confirm, pass `--allow-deletions {}`", self.deletions)
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

/// Refuses changes that delete too much, unless exactly their number was confirmed.
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
        reasons.push(format!("and {more} more like these"));
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
