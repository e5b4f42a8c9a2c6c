//! What `groma lint` costs on trees of 1,000 and 10,000 manifests, beside kubeconform on the same files.
//!
//! `cargo bench --bench lint` measures both; kubeconform is built from its Go module into `target/` when Go is there,
//! and needs JSON schemas: `GROMA_SCHEMAS` names their folder, `../shared/data/schemas` when absent. `-- --tree 10000
//! DIR` only writes the manifests. Contenders take turns within one run on two threads, so that their ratios hold where
//! single times do not. No time is asserted: the last lines say which promises were kept on this machine.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it measures the disk and the clock, and a table is all it is for"
)]

mod generator;
#[path = "../synthetic/memory.rs"]
mod memory;
#[path = "../synthetic/stopwatch.rs"]
mod stopwatch;
#[path = "../synthetic/table.rs"]
mod table;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use stopwatch::{alternate, time};
use table::{Bound, Promise, Table};

const KUBECONFORM: &str = "github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0";

/// The folder of the schemas of Kubernetes' own kinds.
const KUBERNETES: &str = "kubernetes-v1.34.0-strict";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [option, manifests, folder, ..] = &arguments[..]
        && option == "--tree"
    {
        generator::write(Path::new(folder), manifests.parse().expect("a number of manifests"));
        return;
    }
    // Without `--bench` it is a test that asks whether the benchmark works at all.
    let measured = arguments.iter().any(|argument| argument == "--bench");
    let (sizes, rounds): (&[usize], _) = if measured { (&[1_000, 10_000], 7) } else { (&[100], 1) };
    let peer = Kubeconform::find(measured);
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("groma-lint-{}", std::process::id()));
    let (mut table, mut promises, mut peaks) = (Table::default(), Vec::new(), Vec::new());
    for manifests in sizes {
        let folder = home.join(manifests.to_string());
        let count = generator::write(&folder, *manifests);
        eprintln!("{count} manifests");
        table.column(format!("{count} manifests"));
        peaks.push(measure(&folder, count, rounds, peer.as_ref(), &mut table, &mut promises));
    }
    if let [Some(small), Some(large)] = peaks[..] {
        let measured = large as f64 / small as f64;
        let what = "peak memory, ten times the manifests".to_owned();
        promises.push(Promise { what, measured, bound: Bound::AtMost(5.0), unit: " times" });
        let what = "peak memory of `groma lint` on the larger tree".to_owned();
        promises.push(Promise { what, measured: large as f64 / 1e6, bound: Bound::Below(200.0), unit: " MB" });
    }
    std::fs::remove_dir_all(&home).expect("what was written can be removed");
    println!("2 threads; median (fastest to slowest)\n");
    table.print();
    println!();
    promises.iter().for_each(Promise::print);
}

fn measure(
    folder: &Path,
    count: usize,
    rounds: usize,
    peer: Option<&Kubeconform>,
    table: &mut Table,
    promises: &mut Vec<Promise>,
) -> Option<u64> {
    let rate = |time: Duration| count as f64 / time.as_secs_f64();
    let groma = memory::run(groma(folder));
    table.put(
        "`groma lint`: peak memory",
        groma.peak.map_or("unknown".into(), |peak| format!("{} MB", peak / 1_000_000)),
    );
    table.put("`groma lint`: first run", table::short(groma.time));
    let mut own = || time(|| run(self::groma(folder))).0;
    let times = match peer {
        None => alternate(rounds, [&mut own])[0].clone(),
        Some(peer) => {
            let [own, other] = alternate(rounds, [&mut own, &mut || time(|| run(peer.judge(folder))).0]);
            table.put_times("kubeconform", &other);
            table.put("kubeconform: files/s", format!("{:.0}", rate(other.median())));
            let ratio = other.over(&own);
            table.put("kubeconform, to `groma lint`", format!("{ratio:.2}"));
            let what = format!("kubeconform, to `groma lint` on {count} manifests");
            promises.push(Promise { what, measured: ratio, bound: Bound::AtLeast(3.0), unit: " times" });
            own
        }
    };
    table.put_times("`groma lint`", &times);
    table.put("`groma lint`: objects/s", format!("{:.0}", rate(times.median())));
    let what = format!("`groma lint` on {count} manifests");
    promises.push(Promise {
        what,
        measured: rate(times.median()),
        bound: Bound::AtLeast(20_000.0),
        unit: " objects/s",
    });
    groma.peak
}

/// The whole command, with every rule.
fn groma(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groma"));
    command.env("RAYON_NUM_THREADS", "2").arg("lint").arg(folder);
    command
}

fn run(mut command: Command) {
    // Both programs say by their exit code whether something was found; that they ran is what counts here.
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("the contender starts");
    assert!(matches!(status.code(), Some(0 | 1)), "{command:?} ended with {status}");
}

/// A program that judges manifests by JSON schemas, and what it needs.
struct Kubeconform {
    program: PathBuf,
    kubernetes: PathBuf,
    schemas: PathBuf,
}

impl Kubeconform {
    fn find(measured: bool) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let schemas =
            std::env::var_os("GROMA_SCHEMAS").map_or_else(|| root.join("../shared/data/schemas"), PathBuf::from);
        if !measured {
            return None;
        }
        if !schemas.is_dir() {
            eprintln!("left out: kubeconform, for there are no schemas in {}", schemas.display());
            return None;
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let bin = folder.join("bin");
        let built = Command::new("go").args(["install", KUBECONFORM]).env("GOBIN", &bin).status();
        if !built.is_ok_and(|status| status.success()) {
            eprintln!("left out: kubeconform, for it cannot be built with `go install {KUBECONFORM}`");
            return None;
        }
        let local = folder.join("kubernetes");
        localize(&schemas.join(KUBERNETES), &local).expect("the schemas can be copied below target/");
        Some(Self { program: bin.join("kubeconform"), kubernetes: local, schemas })
    }

    fn judge(&self, folder: &Path) -> Command {
        let locations = [
            self.kubernetes.join("{{.ResourceKind}}{{.KindSuffix}}.json"),
            self.schemas.join("crds/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"),
        ];
        let mut command = Command::new(&self.program);
        command.args(["-strict", "-ignore-missing-schemas", "-summary", "-n", "2"]);
        for location in locations {
            command.arg("-schema-location").arg(location);
        }
        command.arg(folder).env("GOMAXPROCS", "2");
        command
    }
}

/// Copies schemas that share definitions of a host, so that they share those of a file: the peer would look for the host.
fn localize(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    let shared = format!("\"file://{}/_definitions.json", to.display());
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let text = std::fs::read_to_string(entry.path())?;
        std::fs::write(to.join(entry.file_name()), text.replace("\"/api/_definitions.json", &shared))?;
    }
    Ok(())
}
