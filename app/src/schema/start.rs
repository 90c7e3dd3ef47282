//! The schema at the start: migrated, verified, or waited for.

use std::time::Duration;

use sea_keel::{
    cli::Exit,
    dialect::Server,
    exec::{DatabaseUrl, ExecError, Runner, RunnerOptions, State, Stop},
};
use tokio::time::{Instant, sleep};

use crate::args::SchemaMode;

use super::{Standing, Window, progress::Lines};

/// The pause between two looks at a database that another process migrates.
const PAUSE: Duration = Duration::from_millis(250);

/// Why the schema is not one to serve.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database, or a run on it.
    #[error("{0}")]
    Exec(#[from] ExecError),
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
            Self::Exec(ExecError::UnknownRevisions(_)) => Exit::Refused,
            Self::Exec(_) => Exit::Database,
            Self::NotServed { standing: Standing::Ahead { .. }, .. } => Exit::Refused,
            Self::NotServed { .. } => Exit::Findings,
            Self::Waited { last, .. } => last.exit(),
        }
    }

    fn not_served(standing: Standing) -> Self {
        let hint = match &standing {
            Standing::Ahead { .. } => "run a build that knows it",
            _ => "`migration up` applies it, or start with --schema migrate",
        };
        Self::NotServed { standing, hint: hint.to_owned() }
    }
}

/// Where a database stood when it was fit to serve.
#[derive(Clone, Debug)]
pub struct Stood {
    /// What its server is.
    pub server: Server,
    /// Where it stood.
    pub standing: Standing,
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
        // A database that is ahead does not come back by waiting.
        let hopeless = matches!(&error, StartError::NotServed { standing: Standing::Ahead { .. }, .. });
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
    let standing = found?;
    closed?;
    Ok(Stood { server, standing })
}

async fn stand(runner: &Runner, window: &Window, mode: SchemaMode) -> Result<Standing, StartError> {
    if mode == SchemaMode::Migrate {
        Box::pin(runner.upgrade(window.history(), &mut Lines)).await?;
    }
    let state = runner.state(window.history()).await?;
    let standing = window.judge(&versions(&state));
    if standing.serves() { Ok(standing) } else { Err(StartError::not_served(standing)) }
}

fn versions(state: &State) -> std::collections::BTreeSet<String> {
    state.applied.iter().map(|revision| revision.version.clone()).collect()
}
