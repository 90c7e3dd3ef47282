//! The service: `cargo run -p app`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    app::main().await
}
