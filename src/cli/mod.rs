//! The door to the user: arguments, environment, terminal, exit codes.
//!
//! Findings and results go to stdout, progress and errors of the command to stderr. 0 is clean, 1 means findings of
//! level error (or of the level that the user named), 2 means that groma could not run.

#![expect(clippy::disallowed_methods, reason = "this is the door to the environment")]

mod base;
mod blueprint;
mod check;
mod completions;
mod explain;
mod inventory;
mod lint;
mod plan;
mod render;
mod reporting;
mod terminal;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a command ends with.
pub(crate) enum Outcome {
    Clean,
    Findings,
}

/// Why a command could not run.
pub(crate) type Failure = Box<dyn miette::Diagnostic + Send + Sync>;

fn failure(error: impl miette::Diagnostic + Send + Sync + 'static) -> Failure {
    Box::new(error)
}

const AFTER: &str = "\
Examples:
  groma check                      check an inventory and everything rendered from it
  groma render --out ../rendered   write every repository to a folder
  groma render --digest            print one digest of the whole tree
  groma plan                       show what this branch would change

Exit codes: 0 clean, 1 findings at level error (or --fail-on), 2 could not run.";

/// One inventory in, every repository out.
#[derive(Debug, Parser)]
#[command(name = "groma", version, after_help = AFTER, max_term_width = 100, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// When to use colors
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", value_enum)]
    color: terminal::Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check an inventory and everything rendered from it
    Check(check::Check),
    /// Check manifests, charts and catalogs in any folder
    Lint(lint::Lint),
    /// Write every repository of the platform to a folder
    Render(render::Render),
    /// Show what a rule finds and why it matters
    Explain(explain::Explain),
    /// Show what would change in every repository, and refuse large deletions
    Plan(plan::Plan),
    /// Print a shell completion script
    Completions(completions::Completions),
}

/// Runs one command line.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are results; everything else is a fault of the call.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let terminal = terminal::Terminal::new(arguments.color);
    let outcome = match arguments.command {
        Command::Check(check) => check.run(&terminal),
        Command::Lint(lint) => lint.run(&terminal),
        Command::Render(render) => render.run(&terminal),
        Command::Explain(explain) => explain.run(&terminal),
        Command::Plan(plan) => plan.run(&terminal),
        Command::Completions(completions) => completions.run(&terminal),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(failure) => {
            terminal.fail(&*failure);
            ExitCode::from(2)
        }
    }
}
