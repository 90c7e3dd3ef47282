use std::{fs, path::Path};

use super::Outcome;
use crate::cli::{Exit, context::Context, error::CliError, files, output};

/// Writes a migration crate with an empty history.
pub(super) fn run(context: &Context, dir: &Path) -> Outcome {
    let source = dir.join("src");
    let texts = [
        (dir.join("Cargo.toml"), manifest(dir)),
        (source.join("lib.rs"), LIBRARY.to_owned()),
        (source.join("main.rs"), MAIN.to_owned()),
    ];
    // None is written unless all can be.
    if let Some((path, _)) = texts.iter().find(|(path, _)| path.exists()) {
        return Err(CliError::Exists(path.clone()));
    }
    fs::create_dir_all(&source).map_err(|source| CliError::File { path: dir.to_owned(), source })?;
    for (path, text) in &texts {
        files::create(path, text)?;
    }
    let paths = texts.iter().map(|(path, _)| path);
    if context.is_json() {
        output::json(&serde_json::json!({ "files": paths.collect::<Vec<_>>() }))?;
        return Ok(Exit::Clean);
    }
    let mut out: String = paths.map(|path| format!("wrote {}\n", path.display())).collect();
    out += "next: `cargo run -- generate create_initial_tables` in that directory, then `cargo run -- up`";
    output::print(out)?;
    Ok(Exit::Clean)
}

fn manifest(dir: &Path) -> String {
    // Beside a checkout of the toolkit the crate takes it from there.
    let here = ["../keel", "../../keel"].into_iter().find(|path| dir.join(path).join("Cargo.toml").exists());
    let keel = here.map(|path| format!("path = \"{path}\", ")).unwrap_or_default();
    format!(
        "[package]\nname = \"migration\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nsea-keel = {{ {keel}version = \"{}\" }}\n\
         sea-orm-migration = {{ version = \"2.0.4\", default-features = false }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n",
        env!("CARGO_PKG_VERSION")
    )
}

const LIBRARY: &str = "//! The history of the schema.

use sea_keel::{history::Revision, source::Models};

/// All revisions; `generate` adds to them.
pub fn revisions() -> Vec<Box<dyn Revision>> {
    vec![]
}

/// The entities that the schema follows: `Models::new().plain(tasks::Entity)`, and so on.
pub fn models() -> Models {
    Models::new()
}
";

const MAIN: &str = "//! The migration command.

use std::process::ExitCode;

use sea_keel::cli::{self, Config};

#[tokio::main]
async fn main() -> ExitCode {
    let config = Config::new(migration::revisions()).models(migration::models());
    cli::main(config.directory(env!(\"CARGO_MANIFEST_DIR\"))).await
}
";
