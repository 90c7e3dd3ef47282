use clap::CommandFactory as _;
use clap_complete::Shell;

use super::Outcome;
use crate::cli::{Exit, args::Args, output};

pub(super) fn run(shell: Shell) -> Outcome {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "migration", &mut text);
    output::print(String::from_utf8_lossy(&text))?;
    Ok(Exit::Clean)
}
