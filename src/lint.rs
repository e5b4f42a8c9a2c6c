//! Checks a tree on disk that groma did not render.
//!
//! Files are read in parallel and dropped; the text of one is read again only when something was found in it.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::check::rules::unreadable_file;
use crate::check::{self, Options};
use crate::diagnostic::rules::{not_text, yaml_syntax};
use crate::diagnostic::{Diagnostic, Sink};
use crate::object::listing::Tree;
use crate::path;
use crate::source::{FileId, Sources, Span};
use crate::store::files::Store;
use crate::store::unignored::unignored;
use crate::store::{self, Fault, Kind, ReadError};
use crate::yaml::edit::{self, Mended};
use crate::yaml::read;
use crate::yaml::scalar::Reading;

/// The files that are to be judged, by name.
pub struct Lint {
    pub sources: Sources,
    trees: Vec<(Tree, Vec<FileId>)>,
    /// Where the files of each tree lie on the disk.
    places: Vec<Vec<(PathBuf, FileId)>>,
    /// Folders that were listed as a whole, as the user knows them.
    folders: Vec<String>,
    /// Files and folders that could not be listed.
    found: Vec<Diagnostic>,
}

impl Lint {
    /// Lists the files at and below `paths`; one that is not there is an error.
    pub fn open(paths: &[PathBuf]) -> Result<Self, ReadError> {
        let (trees, places, folders, found) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut lint = Self { sources: Sources::default(), trees, places, folders, found };
        let mut seen = FxHashSet::default();
        for path in paths {
            if store::kind(path) == Some(Kind::Folder) {
                lint.add(path, unignored(path), &mut seen);
            } else {
                store::read_text(path)
                    .map(drop)
                    .or_else(|error| if is_listed(&error.fault) { Ok(()) } else { Err(error) })?;
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let listing = store::Listing { files: vec![name], refused: Vec::new() };
                lint.add(store::folder_of(path), listing, &mut seen);
                if let Some((tree, _)) = lint.trees.last_mut() {
                    tree.partial = true;
                }
                continue;
            }
            lint.folders.extend(lint.trees.last().map(|(tree, _)| tree.name.clone()));
        }
        Ok(lint)
    }

    fn add(&mut self, folder: &Path, listing: store::Listing, seen: &mut FxHashSet<String>) {
        let base = folder.to_string_lossy();
        let base = base.trim_start_matches("./").trim_end_matches('/');
        let base = if base == "." { "" } else { base };
        let shown = |path: &str| path::inside(base, path);
        let mut tree = Tree { name: base.to_owned(), paths: listing.files, partial: false };
        tree.paths.retain(|path| seen.insert(shown(path)));
        let files: Vec<FileId> = tree.paths.iter().map(|path| self.sources.add(shown(path), "")).collect();
        let places = tree.paths.iter().zip(&files).map(|(path, file)| (folder.join(path), *file));
        self.places.push(places.collect());
        for refused in listing.refused {
            let name = refused.path.trim_start_matches("./").to_owned();
            let file = self.sources.add(name, "");
            self.found.push(unreadable(file, &refused.fault));
        }
        self.trees.push((tree, files));
    }

    /// Adds the kinds that a folder defines.
    pub(crate) fn add_schemas(&mut self, folder: &Path, options: &mut Options) -> Result<(), ReadError> {
        let mut sink = Sink::default();
        let added = options.schemas.add_folder(Store::Disk(folder.to_owned()), &mut self.sources, &mut sink);
        self.found.extend(sink.into_list());
        added
    }

    /// Judges everything; the findings are sorted, and the texts that they lie in are there to be shown.
    pub fn judge(&mut self, options: &Options) -> Vec<Diagnostic> {
        let read = |tree: usize, at: usize| {
            let (path, file): &(PathBuf, FileId) = &self.places[tree][at];
            store::read_text(path).map_err(|error| Box::new(unreadable(*file, &error.fault)))
        };
        let mut sink = Sink::default();
        sink.extend(self.found.drain(..).filter(|finding| options.levels.runs(finding.rule.name)));
        sink.extend(check::judge(std::mem::take(&mut self.trees), &read, options));
        let mut found = sink.finish(&self.sources);
        self.show(&found);
        self.point(&mut found);
        found
    }

    /// Reads the texts that findings point into.
    fn show(&mut self, found: &[Diagnostic]) {
        let spans = found
            .iter()
            .flat_map(|finding| std::iter::once(&finding.primary).chain(&finding.related).map(|label| label.span.file));
        let wanted: FxHashSet<FileId> = spans.collect();
        for (path, file) in self.places.iter().flatten().filter(|(_, file)| wanted.contains(file)) {
            // What cannot be read was found so, and its place is the beginning of nothing.
            self.sources.fill(*file, store::read_text(path).unwrap_or_default());
        }
    }

    /// Points into what is no text, at the first byte that is none.
    fn point(&mut self, found: &mut [Diagnostic]) {
        for finding in found.iter_mut().filter(|finding| *finding.rule == not_text::RULE) {
            let file = finding.primary.span.file;
            let Some((path, _)) = self.places.iter().flatten().find(|(_, known)| *known == file) else { continue };
            let (mut sources, mut sink) = (Sources::default(), Sink::default());
            let (folder, name) = (store::folder_of(path).to_owned(), path.file_name().unwrap_or_default());
            let read = Store::Disk(folder).read_source(&name.to_string_lossy(), String::new(), &mut sources, &mut sink);
            if let (Ok(read), Some(same)) = (read, sink.list().first()) {
                finding.primary.span = Span::new(file, same.primary.span.range());
                self.sources.fill(file, sources.get(read).text.clone());
            }
        }
    }

    /// The files that the changes of findings mend, each with its path; one that they would break is left out.
    pub(crate) fn mended(&self, found: &[Diagnostic]) -> Vec<(&Path, Mended)> {
        let path = |file: FileId| self.places.iter().flatten().find(|(_, known)| *known == file);
        let mended = edit::mend(found, &self.sources).into_iter().filter(|mended| is_yaml(&mended.text));
        mended.filter_map(|mended| Some((path(mended.file)?.0.as_path(), mended))).collect()
    }

    /// Whether a file was judged, or would have been if it were still there.
    pub(crate) fn covers(&self, name: &str) -> bool {
        let in_folder = |folder: &String| folder.is_empty() || name.starts_with(&format!("{folder}/"));
        self.folders.iter().any(in_folder)
            || self.places.iter().flatten().any(|(_, file)| self.sources.get(*file).name == name)
    }

    /// Writes mended files in the place of those that were judged.
    pub(crate) fn write(mended: &[(&Path, Mended)]) -> Result<(), store::report::WriteError> {
        mended.iter().try_for_each(|(path, mended)| store::report::write(path, mended.text.as_bytes()))
    }
}

fn is_yaml(text: &str) -> bool {
    let mut sink = Sink::default();
    read::read_each(FileId::FIRST, text, Reading::Kubernetes, &mut sink, &mut |_, _| {});
    sink.list().iter().all(|finding| *finding.rule != yaml_syntax::RULE)
}

/// Whether a path that the user named is there, although it is no text.
fn is_listed(fault: &Fault) -> bool {
    matches!(fault, Fault::Encoding { .. } | Fault::Nul { .. } | Fault::TooLarge)
}

fn unreadable(file: FileId, fault: &Fault) -> Diagnostic {
    let span = Span::top(file);
    match fault {
        Fault::Encoding { .. } => not_text::RULE.at(span, fault.to_string()).help("save it as UTF-8"),
        Fault::Nul { line } => {
            let finding = not_text::RULE.at(span, format!("line {line} contains a NUL byte"));
            finding.help("save it as UTF-8, without NUL bytes")
        }
        Fault::System(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            let finding = unreadable_file::RULE.at(span, format!("cannot be read: {fault}"));
            finding.help("give the user who runs groma permission to read it")
        }
        Fault::TooLarge => {
            unreadable_file::RULE.at(span, format!("file is not checked: {fault}")).help("split it into several files")
        }
        fault => {
            let finding = unreadable_file::RULE.at(span, format!("cannot be read: {fault}"));
            finding.help("remove it, or replace it with what it points to")
        }
    }
}
