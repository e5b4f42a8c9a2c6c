//! What is printed, where, and how it looks there.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Failure, Outcome};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::Level;
use crate::report::{self, Format, Style};
use crate::source::Sources;
use crate::store;

/// When to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// The streams of this process, and what they can show.
pub(crate) struct Terminal {
    color: Color,
}

/// A format and where it goes: a file, or stdout.
#[derive(Clone, Debug)]
pub(crate) struct Destination<F> {
    pub(crate) format: F,
    pub(crate) file: Option<String>,
}

impl<F> Destination<F> {
    /// Reads `FORMAT` or `FORMAT=FILE`; `format` knows the names.
    pub(crate) fn parse(text: &str, format: fn(&str) -> Result<F, String>) -> Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        if file.is_some_and(str::is_empty) {
            return Err("missing file name after `=`".into());
        }
        Ok(Self { format: format(name)?, file: file.map(str::to_owned) })
    }
}

/// Refuses what would write one report over another, or two on stdout.
pub(crate) fn distinct<F>(destinations: &[Destination<F>]) -> Result<(), Failure> {
    let mut taken: Vec<Option<PathBuf>> = Vec::new();
    for destination in destinations {
        let place = destination.file.as_ref().map(|file| store::place(Path::new(file)));
        if taken.contains(&place) {
            let file = destination.file.as_ref().map(|file| format!("`{}`", store::shown(Path::new(file))));
            return Err(Box::new(Taken(file.unwrap_or_else(|| "stdout".to_owned()))));
        }
        taken.push(place);
    }
    Ok(())
}

impl Terminal {
    pub(crate) fn new(color: Color) -> Self {
        Self { color }
    }

    /// Prints a result; whoever stops reading early has read enough.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        match io::stdout().lock().write_all(text.as_bytes()).and_then(|()| io::stdout().lock().flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Box::new(Printing(error))),
            _ => Ok(()),
        }
    }

    /// A line on stderr, for people.
    pub(crate) fn say(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Shows why the command could not run.
    pub(crate) fn fail(&self, failure: &dyn miette::Diagnostic) {
        let text = report::human::render(
            failure,
            &self.style(io::stderr().is_terminal(), anstream::AutoStream::choice(&io::stderr())),
        );
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Shows findings that are not the result, on stderr.
    pub(crate) fn explain(&self, found: &[Diagnostic], sources: &Sources) {
        let style = self.style(io::stderr().is_terminal(), anstream::AutoStream::choice(&io::stderr()));
        let text = report::report(Format::Human, found, sources, &style);
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Writes findings of the rules that `ran` in every format asked for; human on stdout when none is.
    pub(crate) fn report(
        &self,
        found: &[Diagnostic],
        sources: &Sources,
        destinations: &[Destination<Format>],
        ran: &dyn Fn(&str) -> bool,
    ) -> Result<(), Failure> {
        let text = |format, style: &Style| report::report_of(format, found, sources, style, ran);
        self.deliver(destinations, Format::Human, text)
    }

    /// Writes a result to every place asked for; in the usual format on stdout when there is none.
    pub(crate) fn deliver<F: Copy>(
        &self,
        destinations: &[Destination<F>],
        usual: F,
        text: impl Fn(F, &Style) -> String,
    ) -> Result<(), Failure> {
        let stdout = [Destination { format: usual, file: None }];
        for Destination { format, file } in if destinations.is_empty() { &stdout } else { destinations } {
            let Some(file) = file else {
                let choice = anstream::AutoStream::choice(&io::stdout());
                self.print(&text(*format, &self.style(io::stdout().is_terminal(), choice)))?;
                continue;
            };
            let text = text(*format, &Style::PLAIN);
            store::report::write(Path::new(file), text.as_bytes()).map_err(|error| Box::new(error) as Failure)?;
        }
        Ok(())
    }

    /// A bar on stderr, on a terminal only, once the work proves long.
    pub(crate) fn progress(&self, length: u64, what: &str) -> ProgressBar {
        let target = if io::stderr().is_terminal() {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(length), target);
        let style = ProgressStyle::with_template("{msg} [{bar:32}] {pos}/{len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        bar.with_message(what.to_owned())
    }

    fn style(&self, terminal: bool, choice: anstream::ColorChoice) -> Style {
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => choice != anstream::ColorChoice::Never,
        };
        Style { color, unicode: false, width: if terminal { width() } else { 120 } }
    }
}

/// Columns of the terminal that stdout or stderr is, as far as texts are made for them.
fn width() -> usize {
    let told = || std::env::var("COLUMNS").ok()?.parse().ok();
    let columns = told().or_else(|| terminal_size::terminal_size().map(|(width, _)| width.0));
    usize::from(columns.unwrap_or(100)).clamp(60, 200)
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("cannot write to stdout: {0}")]
struct Printing(io::Error);

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("two reports for {0}")]
#[diagnostic(help("write each format to its own place, as in `--format human --format json=report.json`"))]
struct Taken(String);

/// The lowest level of findings that fail a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Info,
}

impl FailOn {
    pub(crate) fn outcome(self, found: &[Diagnostic]) -> Outcome {
        let level = match self {
            Self::Error => Level::Error,
            Self::Warning => Level::Warning,
            Self::Info => Level::Info,
        };
        let fails = found.iter().any(|finding| finding.level <= level);
        if fails { Outcome::Findings } else { Outcome::Clean }
    }
}

/// Whether any finding is an error.
pub(crate) fn has_errors(found: &[Diagnostic]) -> bool {
    found.iter().any(|finding| finding.level == Level::Error)
}
