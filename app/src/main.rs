//! The application: it connects, brings its schema up to date and says where that is.

use std::process::ExitCode;

use clap::Parser;
use sea_keel::{
    exec::{DatabaseUrl, Progress, Runner, RunnerOptions},
    history::{History, target::Direction},
    schema::NamingConvention,
};

/// Connects to the database, applies pending revisions and prints the revision it is at.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// The database: postgres://…, mysql://…, mariadb://… or sqlite://…
    #[arg(
        short = 'u',
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        default_value = "sqlite://app.db?mode=rwc"
    )]
    database_url: DatabaseUrl,
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
    let url = args.database_url;
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
