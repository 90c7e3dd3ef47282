//! The application: it connects, brings its schema up to date and says where that is.

use std::process::ExitCode;

use clap::Parser;
use sea_keel::{
    exec::{DatabaseUrl, Progress, Runner, RunnerOptions},
    history::{History, target::Direction},
    schema::NamingConvention,
};

/// As the migration command has it.
const DEFAULT_URL: &str = "sqlite://app.db?mode=rwc";

/// Connects to the database, applies pending revisions and prints the revision it is at.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// The database: postgres://…, mysql://…, mariadb://… or sqlite://… [default: the SQLite file app.db]
    #[arg(short = 'u', long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let _ = dotenvy::dotenv();
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print_notice(&format!("error: {error}"));
            ExitCode::from(3)
        }
    }
}

async fn run(args: Args) -> Result<(), Box<dyn std::error::Error>> {
    let given = args.database_url.filter(|url| !url.trim().is_empty());
    let url: DatabaseUrl = given.as_deref().unwrap_or(DEFAULT_URL).parse()?;
    let history = History::read(&migration::revisions(), url.backend(), &NamingConvention::default())?;
    let runner = Box::pin(Runner::connect(&url, RunnerOptions::default())).await?;
    Box::pin(runner.upgrade(&history, &mut Lines)).await?;
    let state = runner.state(&history).await?;
    let known = state.known.iter().map(String::as_str).collect();
    let at = history.graph().heads_of(&known).join(", ");
    print_result(&format!("{url} ({}) is at {at}", runner.dialect().server()));
    runner.close().await?;
    Ok(())
}

/// A line a revision.
struct Lines;

impl Progress for Lines {
    fn revision_done(&mut self, id: &str, direction: Direction, took: std::time::Duration) {
        print_notice(&format!("{direction} {id} ({} ms)", took.as_millis()));
    }
}

#[expect(clippy::print_stderr, reason = "what a program does on its way goes there")]
fn print_notice(text: &str) {
    eprintln!("{text}");
}

#[expect(clippy::print_stdout, reason = "this is the program's result")]
fn print_result(text: &str) {
    println!("{text}");
}
