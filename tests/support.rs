//! What several tests need: the fixture platform, threads, scratch folders.

use std::fmt::Debug;
use std::path::Path;

use groma::diagnostic::Diagnostic;
use groma::tree::{File, Tree};
use groma::workspace::Workspace;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Opens an inventory of the project by its path in it.
pub(crate) fn open(path: &str) -> Workspace {
    let full = root().join(path);
    let base = Path::new(path).parent().unwrap_or(Path::new("")).to_string_lossy().into_owned();
    Workspace::open(&full, &base).unwrap_or_else(|error| panic!("{error}"))
}

/// The whole tree of the fixture platform, which is clean.
pub(crate) fn acme() -> Tree {
    let workspace = open("fixtures/platforms/acme/platform.yaml");
    let (tree, found) = workspace.resolve().tree();
    assert_clean(&found, &workspace);
    tree
}

pub(crate) fn assert_clean(found: &[Diagnostic], workspace: &Workspace) {
    let style = groma::report::Style { color: false, unicode: false, width: 120 };
    let text = groma::report::report(groma::report::Format::Human, found, &workspace.sources, &style);
    assert!(found.is_empty(), "{text}");
}

/// Runs `work` on a pool of its own.
pub(crate) fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start").install(work)
}

/// Every file of a tree with its whole path.
pub(crate) fn files(tree: &Tree) -> impl Iterator<Item = (String, &File)> {
    let of = |repository: &'_ groma::tree::Repository| repository.path.clone();
    tree.repositories.iter().flat_map(move |repository| {
        let path = of(repository);
        repository.files.iter().map(move |file| (format!("{path}/{}", file.path), file))
    })
}

/// The file at a whole path, as text.
pub(crate) fn text<'t>(tree: &'t Tree, path: &str) -> &'t str {
    let (_, file) = files(tree).find(|(known, _)| known == path).unwrap_or_else(|| panic!("no `{path}`"));
    std::str::from_utf8(file.content.bytes()).expect("rendered files are UTF-8")
}

/// A rendered YAML file, read by a second reader.
pub(crate) fn yaml(tree: &Tree, path: &str) -> serde_yaml::Value {
    serde_yaml::from_str(text(tree, path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// An empty folder of the test's own, removed when it is dropped.
pub(crate) struct Scratch(tempfile::TempDir);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let prefix = format!("groma-{name}-");
        Self(tempfile::Builder::new().prefix(&prefix).tempdir().expect("the temporary folder can be written"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
        std::fs::write(path, text).expect("files can be written");
    }
}

/// Checks a property of so many values that are made up, the same in every run, and shows the smallest that fails; of
/// fifty times as many where `GROMA_PROOF_SIZE` is `full`.
pub(crate) fn holds<S: Strategy>(cases: u32, values: S, property: impl Fn(S::Value))
where
    S::Value: Debug,
{
    let is_full = std::env::var_os("GROMA_PROOF_SIZE").is_some_and(|size| size == "full");
    let cases = if is_full { 50 * cases } else { cases };
    let config = Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..Config::default() };
    let tried = TestRunner::new(config).run(&values, |value| {
        property(value);
        Ok(())
    });
    if let Err(failure) = tried {
        panic!("{failure}");
    }
}

/// Runs the program in a folder; stdout, stderr and exit code.
pub(crate) fn groma(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_groma"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code().unwrap_or(-1))
}

/// A git repository around a scratch folder.
pub(crate) struct History(pub git2::Repository);

impl History {
    pub(crate) fn new(folder: &Path) -> Self {
        let mut options = git2::RepositoryInitOptions::new();
        options.initial_head("main").no_reinit(true);
        Self(git2::Repository::init_opts(folder, &options).expect("a repository can be made"))
    }

    /// Commits everything that lies in the work tree.
    pub(crate) fn commit(&self) -> git2::Oid {
        let mut index = self.0.index().expect("it has an index");
        index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).expect("files can be added");
        index.update_all(["*"], None).expect("files can be removed");
        index.write().expect("the index can be written");
        let tree = index.write_tree().expect("a tree can be written");
        self.commit_tree(tree)
    }

    pub(crate) fn commit_tree(&self, tree: git2::Oid) -> git2::Oid {
        let tree = self.0.find_tree(tree).expect("it was just written");
        let who = git2::Signature::new("A", "a@example.com", &git2::Time::new(0, 0)).expect("it is a name");
        let head = self.0.head().ok().and_then(|head| head.peel_to_commit().ok());
        let parents: Vec<_> = head.iter().collect();
        self.0.commit(Some("HEAD"), &who, &who, "message", &tree, &parents).expect("it can be committed")
    }

    /// Makes a branch at `HEAD` and goes on there; the work tree stays as it is.
    pub(crate) fn branch(&self, name: &str) {
        let head = self.0.head().and_then(|head| head.peel_to_commit()).expect("something is committed");
        self.0.branch(name, &head, false).expect("the branch is new");
        self.0.set_head(&format!("refs/heads/{name}")).expect("the branch is there");
    }
}
