//! What comparing two trees costs, beside reading both, and beside `dyff between` on the same pair; and what plans cost.
//!
//! `cargo bench --bench difference` takes 50 MB a side and platforms of 1,000 apps, `-- --quick` a tenth. `dyff` is built
//! from its Go module below `target/`; without Go that part is left out, and it says so. Contenders take turns within one
//! run on two threads; no time is asserted, the last lines say which promises were kept on this machine.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it measures the disk, the clock and other programs, and a table is all it is for"
)]

#[path = "../synthetic/generator.rs"]
#[expect(dead_code, reason = "shared with the other benchmark")]
mod generator;
mod plans;
#[path = "../synthetic/stopwatch.rs"]
#[expect(dead_code, reason = "shared with the other benchmark")]
mod stopwatch;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use groma::diagnostic::Sink;
use groma::diff::{self, Options, RepositoryChange};
use groma::plan::Plan;
use groma::plan::owners::{Owners, Subjects};
use groma::source::FileId;
use groma::tree::{Content, File, Ownership, Repository};
use groma::yaml::read::read;
use rayon::prelude::*;
use stopwatch::{Times, alternate, time};

/// The binary's own, so that both are measured with the same one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;
/// Objects in one file, about 19 kB.
const OBJECTS: usize = 10;
/// Files in one repository, about 1 MB.
const FILES: usize = 50;

const DYFF: &str = "github.com/homeport/dyff/cmd/dyff@v1.10.1";

/// Which objects of the new side differ from those of the old one.
#[derive(Clone, Copy)]
enum Change {
    None,
    Hundredth,
    All,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, repositories] = arguments.as_slice()
        && flag == "--stream"
    {
        return stream(repositories.parse().expect("a number of repositories"));
    }
    let given = |name: &str| arguments.iter().any(|argument| argument == name);
    let repositories = match (given("--bench"), given("--quick")) {
        (true, false) => 50,
        (true, true) => 5,
        (false, _) => 1,
    };
    rayon::ThreadPoolBuilder::new().num_threads(2).build_global().expect("two threads can be started");
    let old = tree(repositories, Change::None);
    let bytes: usize = old.iter().flat_map(|repository| &repository.files).map(|file| file.content.bytes().len()).sum();
    println!("{:.1} MB on either side, {} objects", bytes as f64 / 1e6, repositories * FILES * OBJECTS);
    let mut worst: f64 = 0.0;
    for (name, change) in [("none", Change::None), ("one object of 100", Change::Hundredth), ("all", Change::All)] {
        let new = tree(repositories, change);
        let [reading, comparing] = alternate(ROUNDS, [&mut || parse(&old, &new), &mut || compare(&old, &new)]);
        let ratio = comparing.over(&reading);
        worst = worst.max(ratio);
        println!(
            "changed: {name}: reading both {:.0?}, comparing {:.0?}, {ratio:.2} times",
            reading.median(),
            comparing.median()
        );
    }
    promise("comparing against reading both, at worst", worst, 2.0);
    if given("--bench") {
        let peak = |repositories: usize| stream_apart(repositories);
        let (few, many) = (peak(5), peak(repositories.max(20)));
        println!(
            "peak memory of a stream: 5 repositories {:.0} MB, {} of them {:.0} MB",
            few,
            repositories.max(20),
            many
        );
        promise("memory of the long stream against the short one", many / few, 1.5);
        dyff(repositories);
    }
    plans::measure(if given("--bench") { repositories * 20 } else { 10 });
}

fn promise(what: &str, measured: f64, limit: f64) {
    let verdict = if measured <= limit { "ok" } else { "NOT met" };
    println!("promise: {what}: at most {limit:.2}; measured {measured:.2}: {verdict}");
}

fn parse(old: &[Repository], new: &[Repository]) -> Duration {
    let files: Vec<&File> = old.iter().chain(new).flat_map(|repository| &repository.files).collect();
    let one = |file: &&File| {
        let text = std::str::from_utf8(file.content.bytes()).expect("made of text");
        black_box(read(FileId::FIRST, text, &mut Sink::default()).len())
    };
    time(|| files.par_iter().map(one).sum::<usize>()).0
}

fn compare(old: &[Repository], new: &[Repository]) -> Duration {
    let pairs: Vec<(Repository, Repository)> = old.iter().cloned().zip(new.iter().cloned()).collect();
    let one = |(old, new)| diff::repository(Some(old), Some(new), Options::default());
    let (spent, changes) = time(|| {
        let changes = pairs.into_par_iter().filter_map(one).collect();
        diff::together(changes, Options::default())
    });
    black_box(changes);
    spent
}

fn tree(repositories: usize, change: Change) -> Vec<Repository> {
    (0..repositories).into_par_iter().map(|at| repository(at, change)).collect()
}

fn repository(at: usize, change: Change) -> Repository {
    let file = |file: usize| {
        let text = text((at * FILES + file) * OBJECTS, OBJECTS, change);
        File {
            path: format!("manifests/file-{file:04}.yaml"),
            content: Content::Shared(Arc::new(groma::tree::Shared::new(text.into_bytes()))),
            executable: false,
            ownership: Ownership::Managed,
            keep: Arc::new([]),
            origin: None,
        }
    };
    Repository {
        path: format!("idp/team/repository-{at:04}"),
        branches: vec!["main".into()],
        visibility: "internal".into(),
        files: (0..FILES).map(file).collect(),
    }
}

/// Objects as one text.
fn text(from: usize, count: usize, change: Change) -> String {
    let objects: Vec<String> = (from..from + count).map(|at| object(at, change)).collect();
    objects.join("---\n")
}

fn object(at: usize, change: Change) -> String {
    let changed = match change {
        Change::None => false,
        Change::Hundredth => at.is_multiple_of(100),
        Change::All => true,
    };
    let tag = if changed { "1.0.1" } else { "1.0.0" };
    let setting = |key: usize| format!("            - name: SETTING_{key}\n              value: value-{at}-{key}\n");
    let settings: String = (0..20).map(setting).collect();
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-{at}\n  namespace: team-{}\n  labels:\n    \
         app.kubernetes.io/name: app-{at}\n    app.kubernetes.io/part-of: system-{}\nspec:\n  replicas: {}\n  selector:\n    \
         matchLabels:\n      app.kubernetes.io/name: app-{at}\n  template:\n    metadata:\n      labels:\n        \
         app.kubernetes.io/name: app-{at}\n    spec:\n      containers:\n        - name: app\n          image: \
         registry.example.com/idp/app-{at}:{tag}\n          ports:\n            - name: http\n              containerPort: \
         8000\n          env:\n{settings}          resources:\n            requests: {{ cpu: 100m, memory: 128Mi }}\n",
        at % 40,
        at % 100,
        1 + at % 5
    )
}

/// Makes, compares and forgets one repository after the other, and says how much memory that took at most.
fn stream(repositories: usize) {
    let mut changes = Vec::new();
    for at in 0..repositories {
        let (old, new) = (repository(at, Change::None), repository(at, Change::Hundredth));
        changes.extend(diff::repository(Some(old), Some(new), Options::default()));
    }
    let changed = changed_objects(changes);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")).unwrap_or("0");
    println!("{peak} {changed}");
}

fn changed_objects(changes: Vec<RepositoryChange>) -> usize {
    let changes = diff::together(changes, Options::default());
    Plan::new(changes, Subjects::default(), Owners::default()).counts.objects.changed
}

/// Megabytes that a process of its own took.
fn stream_apart(repositories: usize) -> f64 {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program).args(["--stream", &repositories.to_string()]).output().expect("it starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.split(' ').next().and_then(|peak| peak.parse::<f64>().ok()).unwrap_or_default() / 1e3
}

/// The program, built from its module once; or why it is not to be had.
fn built() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(DYFF.rsplit('/').next().unwrap_or(DYFF));
    let program = folder.join("dyff");
    if program.is_file() {
        return Ok(program);
    }
    let mut go = Command::new("go");
    go.args(["install", "-trimpath", DYFF]).env("GOBIN", &folder).env("GOTOOLCHAIN", "local");
    match go.output() {
        Ok(output) if output.status.success() => Ok(program),
        Ok(output) => Err(format!("go cannot build it: {}", String::from_utf8_lossy(&output.stderr).trim_end())),
        Err(error) => Err(format!("go cannot be started: {error}")),
    }
}

fn dyff(repositories: usize) {
    let program = match built() {
        Ok(program) => program,
        Err(why) => return println!("left out: dyff; {why}"),
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("groma-difference-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("the temporary folder can be written");
    let count = repositories * FILES * OBJECTS;
    let paths = [folder.join("old.yaml"), folder.join("new.yaml")];
    let texts = [text(0, count, Change::None), text(0, count, Change::Hundredth)];
    for (path, text) in paths.iter().zip(&texts) {
        fs::write(path, text).expect("the temporary folder can be written");
    }
    let mut theirs = || {
        let mut command = Command::new(&program);
        command.args(["between", "--omit-header"]).args(&paths).stdout(Stdio::null()).stderr(Stdio::null());
        time(|| command.status().expect("dyff starts")).0
    };
    let mut ours = || time(|| black_box(compare_files(&paths))).0;
    let [theirs, ours]: [Times; 2] = alternate(3, [&mut theirs, &mut ours]);
    let _ = fs::remove_dir_all(&folder);
    println!("one pair of files: dyff {:.0?}, groma {:.0?}", theirs.median(), ours.median());
    promise("groma against `dyff between` on that pair", ours.over(&theirs), 1.0);
}

/// From the disk to the changes, as the other program does.
fn compare_files(paths: &[PathBuf; 2]) -> usize {
    let side = |path: &PathBuf| {
        let content = Content::Own(fs::read(path).expect("it was just written"));
        let ownership = Ownership::Managed;
        let file =
            File { path: "all.yaml".into(), content, executable: false, ownership, keep: Arc::new([]), origin: None };
        Repository { path: "all".into(), branches: Vec::new(), visibility: String::new(), files: vec![file] }
    };
    let change = diff::repository(Some(side(&paths[0])), Some(side(&paths[1])), Options::default());
    changed_objects(change.into_iter().collect())
}
