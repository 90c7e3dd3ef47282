//! The schema at the start: migrated, verified, or waited for.

use std::time::Duration;

use sea_keel::{
    cli::Exit,
    dialect::Server,
    exec::{DatabaseUrl, ExecError, Runner, RunnerOptions, Stop, database_message},
    history::applied::DEFAULT_LEDGER,
    inspect::InspectFailure,
    rolling::{Sight, Standing, Window},
};
use tokio::time::{Instant, sleep};

use crate::args::SchemaMode;

use super::progress::Lines;

/// The pause between two looks at a database that another process migrates.
const PAUSE: Duration = Duration::from_millis(250);

/// Why the schema is not one to serve.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database, or a run on it.
    #[error("{0}")]
    Exec(#[from] ExecError),
    /// The catalogue cannot be read.
    #[error("{}", told(.0))]
    Look(#[from] InspectFailure),
    /// The database is not where this build can serve it.
    #[error("{standing}; {hint}")]
    NotServed {
        /// Where it is.
        standing: Standing,
        /// A way out.
        hint: String,
    },
    /// Nobody has brought it there in time.
    #[error("waited {} for another process to migrate: {last}", humantime::format_duration(*.waited))]
    Waited {
        /// How long.
        waited: Duration,
        /// What the last look found.
        last: Box<StartError>,
    },
}

impl StartError {
    /// What the process ends with.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Exec(ExecError::Stopped(_)) => Exit::Stopped,
            Self::Exec(_) | Self::Look(_) => Exit::Database,
            Self::NotServed { standing: Standing::Unfit { .. }, .. } => Exit::Refused,
            Self::NotServed { .. } => Exit::Findings,
            Self::Waited { last, .. } => last.exit(),
        }
    }

    fn not_served(standing: Standing) -> Self {
        let hint = match &standing {
            Standing::Unfit { .. } => "run a build that knows this schema",
            _ => "`migration up` applies it, or start with --schema migrate",
        };
        Self::NotServed { standing, hint: hint.to_owned() }
    }
}

/// A catalogue that cannot be read, for people.
pub(crate) fn told(failure: &InspectFailure) -> String {
    match failure {
        InspectFailure::Database(error) => database_message(error),
        InspectFailure::Catalogue(error) => error.to_string(),
    }
}

/// A database that was fit to serve.
#[derive(Clone, Debug)]
pub struct Stood {
    /// What its server is.
    pub server: Server,
    /// What was seen of it.
    pub sight: Sight,
}

/// Brings the database to where this build serves it, or says why it is not there.
///
/// # Errors
/// [`StartError`].
pub async fn prepare(
    url: &DatabaseUrl,
    window: &Window,
    mode: SchemaMode,
    wait: Duration,
    stop: &Stop,
) -> Result<Stood, StartError> {
    if mode != SchemaMode::Wait {
        return Box::pin(look(url, window, mode, wait, stop)).await;
    }
    let (until, mut told) = (Instant::now() + wait, String::new());
    loop {
        let error = match Box::pin(look(url, window, mode, wait, stop)).await {
            Ok(found) => return Ok(found),
            Err(error) => error,
        };
        if stop.is_requested() {
            return Err(ExecError::Stopped("nothing was done".into()).into());
        }
        // A schema that lacks what this build needs does not get it by waiting.
        let hopeless = matches!(&error, StartError::NotServed { standing: Standing::Unfit { .. }, .. });
        if hopeless || Instant::now() >= until {
            return Err(if hopeless {
                error
            } else {
                StartError::Waited { waited: wait, last: Box::new(error) }
            });
        }
        let text = error.to_string();
        if text != told {
            tracing::info!("waiting for another process to migrate: {text}");
            told = text;
        }
        sleep(PAUSE).await;
    }
}

async fn look(
    url: &DatabaseUrl,
    window: &Window,
    mode: SchemaMode,
    wait: Duration,
    stop: &Stop,
) -> Result<Stood, StartError> {
    let mut options = RunnerOptions { stop: stop.clone(), ..RunnerOptions::default() };
    options.waiting.run = wait;
    let runner = Box::pin(Runner::connect(url, options)).await?;
    let found = Box::pin(stand(&runner, window, mode)).await;
    let server = runner.dialect().server().clone();
    let closed = runner.close().await;
    let sight = found?;
    closed?;
    Ok(Stood { server, sight })
}

async fn stand(runner: &Runner, window: &Window, mode: SchemaMode) -> Result<Sight, StartError> {
    if mode == SchemaMode::Migrate {
        match Box::pin(runner.upgrade(window.history(), &mut Lines)).await {
            // Of a newer build: there is nothing to apply here, and whether this one serves it is to be seen.
            Err(ExecError::UnknownRevisions(_)) => {}
            outcome => drop(outcome?),
        }
    }
    let sight = Box::pin(window.look(runner.db(), runner.dialect(), DEFAULT_LEDGER)).await?;
    if sight.standing.serves() { Ok(sight) } else { Err(StartError::not_served(sight.standing)) }
}
