//! The command line of a migration crate.
//!
//! Only this module prints, asks, reads the environment or decides an exit code. Results go to the standard
//! output, progress and notices to the standard error.

mod args;
mod commands;
mod confirm;
mod context;
mod decide;
mod engines;
mod error;
mod exit;
mod files;
mod output;
mod progress;
mod sides;
mod stop;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::{
    check::Filter,
    diff::Kind,
    exec::{DEFAULT_JOURNAL, RunnerOptions, Waiting},
    history::{Revision, applied::DEFAULT_LEDGER},
    schema::{Backend, NamingConvention},
    source::Models,
};

use context::Context;
pub use exit::Exit;

/// What a migration crate tells its command line.
pub struct Config {
    pub(crate) revisions: Vec<Box<dyn Revision>>,
    pub(crate) default_url: String,
    pub(crate) directory: Option<PathBuf>,
    pub(crate) naming: NamingConvention,
    pub(crate) ledger: String,
    pub(crate) journal: String,
    pub(crate) models: Models,
    pub(crate) engines: Vec<Backend>,
    pub(crate) filter: Filter,
    pub(crate) waiting: Waiting,
}

impl Config {
    /// A command line for these revisions, with an SQLite file `app.db` where no database is named.
    pub fn new(revisions: Vec<Box<dyn Revision>>) -> Self {
        Self {
            revisions,
            default_url: "sqlite://app.db?mode=rwc".into(),
            directory: None,
            naming: NamingConvention::default(),
            ledger: DEFAULT_LEDGER.into(),
            journal: DEFAULT_JOURNAL.into(),
            models: Models::new(),
            engines: vec![],
            filter: Filter::default(),
            waiting: Waiting::default(),
        }
    }

    /// The entities that the schema follows: `generate`, `check` and `diff` read them.
    pub fn models(mut self, models: Models) -> Self {
        self.models = models;
        self
    }

    /// The engines that the history is for; all three, as far as they can hold the entities, where nothing is
    /// said.
    pub fn engines(mut self, engines: impl Into<Vec<Backend>>) -> Self {
        self.engines = engines.into();
        self
    }

    /// Tables that are nobody's business here: patterns with `*` and `?`, as `"spatial_ref_sys"` or
    /// `"legacy_*"`.
    pub fn exclude<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.filter.exclude.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// The only tables that count: patterns, likewise.
    pub fn include<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.filter.include.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// Kinds of objects that are not compared.
    pub fn exclude_kinds(mut self, kinds: impl IntoIterator<Item = Kind>) -> Self {
        self.filter.kinds.extend(kinds);
        self
    }

    /// The database where neither `--database-url` nor `DATABASE_URL` names one.
    pub fn default_url(mut self, url: impl Into<String>) -> Self {
        self.default_url = url.into();
        self
    }

    /// The migration crate's directory, `env!("CARGO_MANIFEST_DIR")`: where `generate` writes.
    pub fn directory(mut self, path: impl Into<PathBuf>) -> Self {
        self.directory = Some(path.into());
        self
    }

    /// The names of constraints that nobody gave.
    pub fn naming(mut self, naming: NamingConvention) -> Self {
        self.naming = naming;
        self
    }

    /// How long a run waits, and for what; flags say otherwise.
    pub fn waiting(mut self, waiting: Waiting) -> Self {
        self.waiting = waiting;
        self
    }

    /// The table of applied revisions, where it is not SeaORM's `seaql_migrations`: several histories can then
    /// live in one database.
    pub fn ledger(mut self, table: impl Into<String>) -> Self {
        self.ledger = table.into();
        self.journal = format!("{}_journal", self.ledger);
        self
    }

    fn runner_options(&self, schema: Option<String>, log_statements: bool) -> RunnerOptions {
        RunnerOptions {
            ledger: self.ledger.clone(),
            journal: self.journal.clone(),
            schema,
            log_statements,
            waiting: self.waiting,
            stop: stop::word(),
        }
    }
}

/// Runs the command that the process was called with, `.env` taken into account as SeaORM does.
pub async fn main(config: Config) -> ExitCode {
    if let Err(error) = dotenvy::dotenv() {
        output::unread_dotenv(&error);
    }
    run(config, std::env::args_os()).await.into()
}

/// Runs one command line, the program's name first.
pub async fn run(config: Config, arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let (args, command) = match parse(arguments) {
        Ok(parsed) => parsed,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Clean };
        }
    };
    args.global.color.write_global();
    let waiting = command.waiting(config.waiting);
    let context = Context::new(Config { waiting, ..config }, args.global);
    // Boxed, as below: a chain of futures inside one another is more than the compiler follows.
    match Box::pin(commands::dispatch(&context, command)).await {
        Ok(exit) => exit,
        Err(error) if error.is_broken_pipe() => Exit::Clean,
        Err(error) => {
            output::error(&error);
            error.exit()
        }
    }
}

/// The arguments, and their command; none is `up`, as SeaORM has it.
fn parse(mut arguments: Vec<OsString>) -> Result<(args::Args, args::Command), clap::Error> {
    let read = |arguments: &[OsString]| {
        let matches = args::Args::command().try_get_matches_from(arguments)?;
        args::Args::from_arg_matches(&matches)
    };
    let mut args = read(&arguments)?;
    if args.command.is_none() {
        arguments.push("up".into());
        args = read(&arguments)?;
    }
    let command = args.command.take().unwrap_or_else(|| args::Command::Up(args::Move::default()));
    Ok((args, command))
}
