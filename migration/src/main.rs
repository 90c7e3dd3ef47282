//! The migration command: `cargo run -p migration -- up`.

use std::process::ExitCode;

use sea_keel::cli::{self, Config};

#[cfg(feature = "runtime-tokio-rustls")]
#[tokio::main]
async fn main() -> ExitCode {
    cli::main(config()).await
}

#[cfg(all(feature = "runtime-async-std-rustls", not(feature = "runtime-tokio-rustls")))]
#[async_std::main]
async fn main() -> ExitCode {
    cli::main(config()).await
}

fn config() -> Config {
    Config::new(migration::revisions()).models(migration::models()).directory(env!("CARGO_MANIFEST_DIR"))
}
