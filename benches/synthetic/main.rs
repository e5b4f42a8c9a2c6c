//! What groma costs on synthetic platforms of 10 to 10,000 apps, beside the plainest way to do the same work.
//!
//! `cargo bench --bench synthetic` measures everything, `-- --quick` stops at 1,000 apps, `-- 1000` measures that size
//! alone; `GROMA_BENCH_DIR` names another folder than `target/` for what is written. `-- --platform 1000 DIR` only writes
//! an inventory of so many apps. Promises are made for the repositories of the apps; a last column adds those of the
//! platform. Contenders take turns within one run on two threads and below one folder, so that their ratios hold where
//! single times do not. No time is asserted: the last lines say which promises were kept on this machine.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it measures the disk and the clock, and a table is all it is for"
)]

mod disk;
mod generator;
mod memory;
mod platform;
mod stopwatch;
mod table;

use std::path::Path;

use generator::Recipe;
use groma::tree::Tree;
use platform::{InMemory, Platform};
use stopwatch::Times;
use table::{Bound, Promise, Table, short};

/// The binary's own, so that both are measured with the same one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const THREADS: usize = 2;
/// The size whose time per app is the measure of all others.
const YARDSTICK: usize = 100;
/// The size for which most promises are made.
const PROMISED: usize = 1_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = |name: &str| arguments.iter().any(|argument| argument == name);
    // Without `--bench` it is a test that asks whether the benchmark works at all.
    let named: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let sizes: &[usize] = match (given("--bench"), given("--quick")) {
        _ if !named.is_empty() => &named,
        (true, false) => &[10, 100, 1_000, 10_000],
        (true, true) => &[10, 100, 1_000],
        (false, _) => &[10],
    };
    if let [option, apps, folder, ..] = &arguments[..]
        && option == "--platform"
    {
        let recipe = Recipe::whole(apps.parse().expect("a number of apps"));
        recipe.write(Path::new(folder)).expect("the folder can be written");
        return;
    }
    rayon::ThreadPoolBuilder::new().num_threads(THREADS).build_global().expect("two threads can be started");
    let below = std::env::var("GROMA_BENCH_DIR").unwrap_or_else(|_| env!("CARGO_TARGET_TMPDIR").to_owned());
    let home = Path::new(&below).join(format!("groma-synthetic-{}", std::process::id()));
    let yardstick = Platform::new(Recipe::apps_only(YARDSTICK), home.join("yardstick"));
    let (mut table, mut promises) = (Table::default(), Vec::new());
    let mut earlier = None;
    for apps in sizes {
        let platform = Platform::new(Recipe::apps_only(*apps), home.join(apps.to_string()));
        table.column(grouped(*apps));
        earlier = Some(measure(&platform, &yardstick, earlier, &mut table, &mut promises));
    }
    if named.is_empty() {
        // The same with the platform's own repositories, for which nothing is promised.
        let yardstick = Platform::new(Recipe::whole(YARDSTICK), home.join("whole-yardstick"));
        let whole = Platform::new(Recipe::whole(sizes[sizes.len() - 1].min(PROMISED)), home.join("whole"));
        table.column(format!("{}, whole platform", grouped(whole.recipe.apps)));
        measure(&whole, &yardstick, None, &mut table, &mut Vec::new());
    }
    drop(yardstick);
    platform::remove(&home);
    println!("{THREADS} threads; median (fastest to slowest); everything below {below}\n");
    table.print();
    println!();
    promises.iter().for_each(Promise::print);
}

/// Time per app of the two writers at the yardstick's size.
#[derive(Clone, Copy)]
struct PerApp {
    groma: f64,
    plain: f64,
}

fn measure(
    platform: &Platform,
    yardstick: &Platform,
    earlier: Option<PerApp>,
    table: &mut Table,
    promises: &mut Vec<Promise>,
) -> PerApp {
    let apps = platform.recipe.apps;
    eprintln!("{apps} apps: in memory");
    describe(platform, &platform.tree(), table);
    in_memory(platform, yardstick, table, promises);
    eprintln!("{apps} apps: process");
    let standing = platform.folder.join("standing");
    process(platform, &standing, table, promises);
    eprintln!("{apps} apps: on disk");
    let per_app = on_disk(platform, &standing, earlier, table, promises);
    disk::clear(&standing);
    per_app
}

fn describe(platform: &Platform, tree: &Tree, table: &mut Table) {
    let files = tree.repositories.iter().flat_map(|repository| &repository.files);
    let (count, bytes) = files.fold((0, 0), |(count, bytes), file| (count + 1, bytes + file.content.bytes().len()));
    let apps = platform.recipe.apps as f64;
    table.put("teams, systems", format!("{}, {}", platform.recipe.teams(), platform.recipe.systems()));
    table.put("repositories", grouped(tree.repositories.len()));
    table.put("files", grouped(count));
    table.put("files per app", format!("{:.1}", count as f64 / apps));
    table.put("kB per app", format!("{:.1}", bytes as f64 / 1e3 / apps));
}

fn in_memory(platform: &Platform, yardstick: &Platform, table: &mut Table, promises: &mut Vec<Promise>) {
    let apps = platform.recipe.apps;
    let rounds = (10_000 / apps).clamp(5, 21) | 1;
    let InMemory { first, warm, yardstick, check } = platform.in_memory(rounds, yardstick);
    let rate = |times: &Times| first.files as f64 / times.median().as_secs_f64();
    table.put_times("read inventory, compile templates", &first.open);
    table.put_times("bind, find repositories", &first.resolve);
    table.put_times("render in memory, first time", &first.render);
    table.put_times("render in memory, again", &warm.render);
    table.put_times("all of it, first time", &first.total);
    let checked = check.over(&first.total);
    table.put_times("check in memory, all of it", &check);
    table.put("check, to rendering in memory", format!("{checked:.2}"));
    table.put("files/s, render, first time", grouped(rate(&first.render) as usize));
    table.put("files/s, render, again", grouped(rate(&warm.render) as usize));
    table.put("files/s, all of it", grouped(rate(&first.total) as usize));
    let growth = first.total.over(&yardstick) * YARDSTICK as f64 / apps as f64;
    table.put("time per app, to that of 100 apps", format!("{growth:.2}"));
    if apps == PROMISED {
        let promise = |what: &str, times: &Times| Promise {
            what: format!("{what} of {} apps in memory", grouped(apps)),
            measured: rate(times),
            bound: Bound::AtLeast(100_000.0),
            unit: " files/s",
        };
        promises.push(promise("rendering again", &warm.render));
        promises.push(promise("first rendering", &first.render));
        let what = format!("check of {} apps, to rendering them in memory,", grouped(apps));
        promises.push(Promise { what, measured: checked, bound: Bound::AtMost(3.0), unit: " times" });
    }
    if apps > YARDSTICK {
        let what = format!("time per app in memory, {} apps to {YARDSTICK}", grouped(apps));
        promises.push(Promise { what, measured: growth, bound: Bound::AtMost(1.15), unit: "" });
    }
}

fn process(platform: &Platform, standing: &Path, table: &mut Table, promises: &mut Vec<Promise>) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_groma"));
    command.args(["render", "--threads", "2", "--inventory"]).arg(&platform.inventory).arg("--out").arg(standing);
    let process = memory::run(command);
    table.put("`groma render`, cold: wall time", short(process.time));
    let Some(peak) = process.peak else { return };
    let megabytes = peak as f64 / 1e6;
    table.put("`groma render`, cold: peak memory", format!("{megabytes:.0} MB"));
    if platform.recipe.apps >= PROMISED {
        let what = format!("peak memory at {} apps", grouped(platform.recipe.apps));
        promises.push(Promise { what, measured: megabytes, bound: Bound::Below(400.0), unit: " MB" });
    }
}

fn on_disk(
    platform: &Platform,
    standing: &Path,
    earlier: Option<PerApp>,
    table: &mut Table,
    promises: &mut Vec<Promise>,
) -> PerApp {
    let apps = platform.recipe.apps;
    let rounds = if apps > PROMISED { 3 } else { 5 };
    let tree = platform.tree();
    let cold = disk::cold(rounds, platform, &tree, standing);
    let warm = disk::standing(rounds, platform, &tree, standing);
    let (plain, copy) = (cold.groma.over(&cold.plain), cold.groma.over(&cold.copy));
    let read = warm.unchanged.over(&warm.read);
    table.put_times("cold to disk", &cold.groma);
    table.put_times("plain parallel writer", &cold.plain);
    table.put_times("`cp -r`", &cold.copy);
    table.put("cold, to the plain writer", format!("{plain:.2}"));
    table.put("cold, to `cp -r`", format!("{copy:.2}"));
    table.put_times("unchanged", &warm.unchanged);
    table.put_times("parallel read", &warm.read);
    table.put("unchanged, to the read", format!("{read:.2}"));
    table.put_times("one app edited", &warm.edited);
    table.put("one app edited, to unchanged", format!("{:.2}", warm.edited.over(&warm.unchanged)));
    let per_app = |times: &Times| times.median().as_secs_f64() / apps as f64;
    let here = PerApp { groma: per_app(&cold.groma), plain: per_app(&cold.plain) };
    let base = if apps <= YARDSTICK { here } else { earlier.unwrap_or(here) };
    table.put("cold, time per app to that of 100 apps", format!("{:.2}", here.groma / base.groma));
    table.put("plain writer, time per app to that of 100 apps", format!("{:.2}", here.plain / base.plain));
    if apps >= PROMISED {
        let at = format!("at {} apps", grouped(apps));
        let mut promise = |what: &str, measured, bound| {
            promises.push(Promise { what: format!("{what} {at}"), measured, bound, unit: " times" });
        };
        promise("cold to disk, to the plain writer,", plain, Bound::AtMost(1.3));
        promise("cold to disk, to `cp -r`,", copy, Bound::Below(1.0));
        promise("unchanged, to a parallel read,", read, Bound::AtMost(2.0));
    }
    base
}

/// `650,000`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
