//! The result as Markdown: a row for each measure, a column for each size, a line for each promise.

use std::time::Duration;

use crate::stopwatch::Times;

/// Rows in the order in which they were first filled.
#[derive(Debug, Default)]
pub(crate) struct Table {
    columns: Vec<String>,
    rows: Vec<(String, Vec<(usize, String)>)>,
}

impl Table {
    /// Begins the next column.
    pub(crate) fn column(&mut self, name: String) {
        self.columns.push(name);
    }

    /// Fills a cell of the last column.
    pub(crate) fn put(&mut self, row: &str, cell: String) {
        let cell = (self.columns.len() - 1, cell);
        match self.rows.iter_mut().find(|(name, _)| name == row) {
            Some((_, cells)) => cells.push(cell),
            None => self.rows.push((row.to_owned(), vec![cell])),
        }
    }

    /// The median, with the fastest and the slowest run.
    pub(crate) fn put_times(&mut self, row: &str, times: &Times) {
        let cell = format!("{} ({} to {})", short(times.median()), short(times.least()), short(times.most()));
        self.put(row, cell);
    }

    pub(crate) fn print(&self) {
        let row = |name: &str, cells: Vec<&str>| println!("| {name} | {} |", cells.join(" | "));
        row("apps", self.columns.iter().map(String::as_str).collect());
        println!("|---|{}", "---:|".repeat(self.columns.len()));
        for (name, cells) in &self.rows {
            let cell = |column| cells.iter().find(|(at, _)| *at == column).map_or("", |(_, cell)| cell.as_str());
            row(name, (0..self.columns.len()).map(cell).collect());
        }
    }
}

/// A bound that issue and design promise; it is told, never asserted, as a busy machine says little.
#[derive(Debug)]
pub(crate) struct Promise {
    pub(crate) what: String,
    pub(crate) measured: f64,
    pub(crate) bound: Bound,
    pub(crate) unit: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    AtLeast(f64),
    AtMost(f64),
    Below(f64),
}

impl Promise {
    pub(crate) fn print(&self) {
        let Self { what, measured, bound, unit } = self;
        let (kept, sense, limit) = match *bound {
            Bound::AtLeast(limit) => (*measured >= limit, "at least", limit),
            Bound::AtMost(limit) => (*measured <= limit, "at most", limit),
            Bound::Below(limit) => (*measured < limit, "below", limit),
        };
        let digits = if limit >= 100.0 { 0 } else { 2 };
        let verdict = if kept { "ok" } else { "NOT met" };
        println!("promise: {what}: {sense} {limit:.digits$}{unit}; measured {measured:.digits$}{unit}: {verdict}");
    }
}

pub(crate) fn short(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        ..0.1 => format!("{:.1} ms", seconds * 1e3),
        0.1..10.0 => format!("{:.0} ms", seconds * 1e3),
        _ => format!("{seconds:.1} s"),
    }
}
