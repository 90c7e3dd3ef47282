//! The application's own history behind the command line, for the tests in `cli/`.

use std::process::ExitCode;

use sea_keel::cli::{self, Config};

#[tokio::main]
async fn main() -> ExitCode {
    cli::main(Config::new(migration::revisions())).await
}
