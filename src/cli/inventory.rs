//! Finding and opening the inventory that a command works on.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use crate::store::{self, ReadError};
use crate::workspace::Workspace;

/// Name of an inventory's first file.
const NAME: &str = "platform.yaml";

#[derive(Debug, Args)]
pub(crate) struct Source {
    /// The inventory [default: `platform.yaml` here or in the nearest parent folder]
    #[arg(long, value_name = "FILE")]
    inventory: Option<PathBuf>,

    /// How many threads to use [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    threads: Option<u16>,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("no `{NAME}` here or in any parent folder")]
#[diagnostic(help("pass one with `--inventory FILE`"))]
struct NotFound;

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("cannot start {0} threads: {1}")]
struct Threads(u16, rayon::ThreadPoolBuildError);

impl Source {
    /// Reads the inventory and its blueprints.
    pub(crate) fn open(&self) -> Result<Workspace, Failure> {
        self.start_threads()?;
        read(&self.path()?).map_err(|error| Box::new(error) as Failure)
    }

    /// The inventory's first file.
    pub(crate) fn path(&self) -> Result<PathBuf, Failure> {
        match &self.inventory {
            Some(path) => Ok(path.clone()),
            None => store::find_upwards(NAME, Path::new(".")).ok_or(Box::new(NotFound) as Failure),
        }
    }

    /// Starts as many threads as were asked for.
    pub(crate) fn start_threads(&self) -> Result<(), Failure> {
        let Some(threads) = self.threads else { return Ok(()) };
        let built = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
        built.map_err(|error| Box::new(Threads(threads, error)) as Failure)
    }
}

/// Reads an inventory by the path of its first file.
pub(crate) fn read(path: &Path) -> Result<Workspace, ReadError> {
    Workspace::open(path, &shown(store::folder_of(path)))
}

/// A folder relative to the working directory where it lies below or above it.
pub(crate) fn shown(folder: &Path) -> String {
    let (Ok(here), Ok(absolute)) = (std::env::current_dir(), std::path::absolute(folder)) else {
        return folder.to_string_lossy().into_owned();
    };
    if let Ok(below) = absolute.strip_prefix(&here) {
        return below.to_string_lossy().into_owned();
    }
    for (up, ancestor) in here.ancestors().enumerate() {
        if let Ok(rest) = absolute.strip_prefix(ancestor)
            && ancestor.parent().is_some()
        {
            let mut path: PathBuf = std::iter::repeat_n("..", up).collect();
            path.push(rest);
            return path.to_string_lossy().into_owned();
        }
    }
    absolute.to_string_lossy().into_owned()
}
