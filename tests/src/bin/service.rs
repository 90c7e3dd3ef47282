//! The application's service, for the tests in `service/`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    app::main().await
}
