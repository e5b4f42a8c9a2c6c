//! What makes one file: one template, for one part of a repository.

use super::{Job, Part, Rendering};
use crate::blueprint::Template;

pub(crate) struct FileJob<'r, 'a> {
    pub(crate) rendering: &'r Rendering<'a>,
    pub(crate) job: &'r Job,
    pub(crate) part: Part,
    pub(crate) template: &'r Template,
}
