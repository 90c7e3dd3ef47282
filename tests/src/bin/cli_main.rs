//! The application's own history and entities behind the command line, for the tests in `cli/`.

use std::process::ExitCode;

use sea_keel::cli::{self, Config};

#[tokio::main]
async fn main() -> ExitCode {
    cli::main(Config::new(migration::revisions()).models(migration::models())).await
}
