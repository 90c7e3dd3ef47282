//! What can be compared: entities, a history, a database, a snapshot.

use std::{fs, io, path::PathBuf, str::FromStr};

use super::{
    context::{Context, close},
    error::CliError,
};
use crate::{
    check::scope_of,
    dialect::{Dialect, Inspected, Scope, Server, dialect_of},
    exec::{DatabaseUrl, Runner},
    history::target::{self, Target},
    schema::{Backend, Schema, Snapshot},
    source::Renames,
};

/// One of them, as it is written on the command line.
#[derive(Clone, Debug)]
pub(super) enum Side {
    /// `models`.
    Models,
    /// `history`, `history@REV`.
    History(Option<String>),
    /// A database URL.
    Database(DatabaseUrl),
    /// The path of a snapshot.
    Snapshot(PathBuf),
}

const SIDES: &str = "a side is `models`, `history`, `history@REV`, a database URL, or the path of a snapshot";

impl FromStr for Side {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "models" {
            return Ok(Self::Models);
        }
        if text == "history" {
            return Ok(Self::History(None));
        }
        if let Some(at) = text.strip_prefix("history@") {
            return Ok(Self::History(Some(at.to_owned())));
        }
        let scheme = text.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if text.contains("://")
            || ["sqlite", "postgres", "postgresql", "mysql", "mariadb"].contains(&scheme.as_str())
        {
            return text
                .parse()
                .map(Self::Database)
                .map_err(|error: crate::exec::UrlError| error.to_string());
        }
        if text.is_empty() {
            return Err(format!("an empty side; {SIDES}"));
        }
        Ok(Self::Snapshot(text.into()))
    }
}

/// What a side turned out to be.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    /// What people call it.
    pub(super) label: String,
    pub(super) schema: Schema,
    /// Whether a database told it.
    pub(super) live: bool,
    pub(super) server: Option<Server>,
    pub(super) renames: Renames,
    pub(super) inspected: Option<Inspected>,
    /// The statements that make a SQLite database's objects anew.
    pub(super) objects: Vec<String>,
}

impl Side {
    /// The engine that it is bound to, where it is bound to one.
    pub(super) fn backend(&self) -> Result<Option<Backend>, CliError> {
        match self {
            Self::Models | Self::History(_) => Ok(None),
            Self::Database(url) => Ok(Some(url.backend())),
            Self::Snapshot(path) => Ok(Some(read_snapshot(path)?.backend)),
        }
    }

    /// Reads it, as that engine has it; of a database only what concerns `about`, where that is given.
    pub(super) async fn load(
        &self,
        context: &Context,
        backend: Backend,
        about: Option<&Schema>,
    ) -> Result<Loaded, CliError> {
        let mut loaded = match self {
            Self::Models if context.config.models.is_empty() => return Err(CliError::NoModels),
            Self::Models => {
                let read = context.config.models.read(backend, &context.config.naming)?;
                Loaded {
                    label: "models".into(),
                    schema: read.schema,
                    renames: read.renames,
                    ..Loaded::default()
                }
            }
            Self::History(at) => {
                let history = context.history(backend)?;
                let schema = match at {
                    None => history.head_schema()?,
                    Some(text) => {
                        let target: Target = text.parse()?;
                        let ids = target::resolve_many(history.graph(), &Default::default(), &target)?;
                        let ids: Vec<_> = ids.iter().map(String::as_str).collect();
                        let all = history.graph().ancestors(&ids).into_iter().chain(ids.iter().copied());
                        history.fold(&all.map(ToOwned::to_owned).collect())?
                    }
                };
                let label = at.as_ref().map_or("history".to_owned(), |at| format!("history@{at}"));
                Loaded { label, schema, ..Loaded::default() }
            }
            Self::Snapshot(path) => {
                let snapshot = read_snapshot(path)?;
                let server = snapshot.server.as_deref().map(|text| Server::parse(snapshot.backend, text));
                let live = server.is_some();
                Loaded {
                    label: path.display().to_string(),
                    schema: snapshot.schema,
                    live,
                    server,
                    ..Loaded::default()
                }
            }
            Self::Database(url) => read_database(context, url, about).await?,
        };
        context.filter().apply(&mut loaded.schema);
        Ok(loaded)
    }
}

fn read_snapshot(path: &PathBuf) -> Result<Snapshot, CliError> {
    let unread = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => CliError::Side(format!("there is no file {}; {SIDES}", path.display())),
        _ => CliError::File { path: path.clone(), source },
    };
    let text = fs::read_to_string(path).map_err(unread)?;
    Snapshot::read(&text).map_err(|source| CliError::Snapshot { path: path.clone(), source })
}

async fn read_database(
    context: &Context,
    url: &DatabaseUrl,
    about: Option<&Schema>,
) -> Result<Loaded, CliError> {
    if let Some(path) = super::context::missing_sqlite(url) {
        return Err(CliError::NoDatabase(path));
    }
    let runner = context.runner(url).await?;
    let read = inspect_with(&runner, about).await;
    let (inspected, objects) = match read {
        Ok(read) => read,
        Err(error) => {
            let _ = close(runner).await;
            return Err(error);
        }
    };
    let server = Some(runner.dialect().server().clone());
    close(runner).await?;
    let schema = inspected.schema.clone();
    let (label, inspected) = (url.to_string(), Some(inspected));
    Ok(Loaded { label, schema, live: true, server, renames: Renames::default(), inspected, objects })
}

/// What a database holds, without the tables in which this keeps its books.
pub(super) async fn inspect_with(
    runner: &Runner,
    about: Option<&Schema>,
) -> Result<(Inspected, Vec<String>), CliError> {
    let scope = about.map_or(Scope::All, scope_of);
    let inspected = runner.inspect(&scope).await?;
    let objects = runner.objects().await?;
    Ok((inspected, objects))
}

/// The dialect in which sides are compared: a database's own, or the newest of its family.
pub(super) fn dialect_for(sides: &[&Loaded], fallback: Box<dyn Dialect>) -> Box<dyn Dialect> {
    match sides.iter().find_map(|side| side.server.clone()) {
        Some(server) => dialect_of(server),
        None => fallback,
    }
}
