//! How much memory the command itself takes, seen from outside.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::stopwatch::time;

/// One run of the `groma` binary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process {
    pub(crate) time: Duration,
    /// Most resident memory, in bytes, by the kernel's own high-water mark; none where it cannot be read.
    pub(crate) peak: Option<u64>,
}

/// Runs a command to its end, without what it prints.
pub(crate) fn run(mut command: Command) -> Process {
    command.stdout(Stdio::null()).stderr(Stdio::inherit());
    let (time, peak) = time(|| {
        let mut child = command.spawn().expect("groma starts");
        let mut peak = None;
        loop {
            if let Some(status) = child.try_wait().expect("groma is a child of this process") {
                assert!(matches!(status.code(), Some(0 | 1)), "groma failed: {status}");
                return peak;
            }
            peak = peak.max(high_water(child.id()));
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    Process { time, peak }
}

fn high_water(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
