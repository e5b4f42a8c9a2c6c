//! `groma completions`: a completion script for the user's shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::terminal::Terminal;
use super::{Arguments, Failure, Outcome};

const AFTER: &str = "\
Examples:
  groma completions bash > /etc/bash_completion.d/groma
  groma completions zsh > ~/.zfunc/_groma";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Completions {
    /// The shell to generate the script for
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, terminal: &Terminal) -> Result<Outcome, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "groma", &mut script);
        terminal.print(&String::from_utf8_lossy(&script))?;
        Ok(Outcome::Clean)
    }
}
