use std::path::Path;

use super::Outcome;
use crate::{
    cli::{
        Exit,
        context::Context,
        error::CliError,
        output,
        sides::{Side, dialect_for},
    },
    schema::Snapshot,
};

pub(super) async fn run(
    context: &Context,
    from: Option<&str>,
    dialect: Option<&str>,
    into: Option<&Path>,
) -> Outcome {
    let side = match from {
        Some(text) => text.parse().map_err(CliError::Side)?,
        None => Side::Database(context.url()?),
    };
    let fallback = context.offline_dialect(dialect)?;
    let backend = side.backend()?.unwrap_or_else(|| fallback.server().engine.backend());
    let loaded = side.load(context, backend, None).await?;
    let server = loaded.live.then(|| dialect_for(&[&loaded], fallback).server().to_string());
    let text = Snapshot { backend, server, schema: loaded.schema }.write();
    match into {
        None => output::print(text)?,
        Some(path) => {
            std::fs::write(path, text).map_err(|source| CliError::File { path: path.to_owned(), source })?;
            output::notice(format!("wrote {}", path.display()));
        }
    }
    Ok(Exit::Clean)
}
