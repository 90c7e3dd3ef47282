use sea_orm::{ConnectionTrait as _, DbErr, Statement};

use crate::{
    exec::{DatabaseUrl, ExecError, Runner, RunnerOptions, database_message},
    schema::Backend,
};

/// A database that nobody else uses, and that is gone afterwards.
///
/// On SQLite it is one in memory. On a server it is a database of its own beside the one that the URL names,
/// which itself is never touched.
pub struct Scratch {
    runner: Runner,
    /// The connection that made it, and its name.
    made: Option<(Runner, String)>,
}

/// No scratch database can be had.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// The server cannot be reached.
    #[error(transparent)]
    Connect(#[from] ExecError),
    /// The role may not make one.
    #[error("the server makes no scratch database: {0}")]
    Refused(DbErr),
    /// A step that is tried out there fails.
    #[error("{statement}: {}", database_message(source))]
    Step {
        /// The statement.
        statement: String,
        /// What the database says.
        source: DbErr,
    },
}

/// What the names of scratch databases begin with; a time in seconds and the process follow.
const PREFIX: &str = "keel_scratch_";

/// One that is older was left behind by a run that was killed.
const STALE_AFTER_SECONDS: i64 = 3600;

impl Scratch {
    /// A scratch database on the engine of the URL.
    ///
    /// # Errors
    /// [`ScratchError`].
    pub async fn beside(url: &DatabaseUrl, options: &RunnerOptions) -> Result<Self, ScratchError> {
        let options = RunnerOptions { schema: None, ..options.clone() };
        if url.backend() == Backend::Sqlite {
            return Self::memory(options).await;
        }
        let maker = Runner::connect(url, options.clone()).await?;
        sweep(&maker).await;
        let now = chrono::Utc::now();
        let name =
            format!("{PREFIX}{}_{}_{}", now.timestamp(), std::process::id(), now.timestamp_subsec_nanos());
        let create = format!("CREATE DATABASE {}", maker.dialect().quote(&name));
        if let Err(error) = maker.db().execute_unprepared(&create).await {
            let _ = maker.close().await;
            return Err(ScratchError::Refused(error));
        }
        match Self::open(url, &name, options, &maker).await {
            Ok(runner) => Ok(Self { runner, made: Some((maker, name)) }),
            Err(error) => {
                remove(&maker, &name).await;
                let _ = maker.close().await;
                Err(error.into())
            }
        }
    }

    /// A scratch database in memory.
    ///
    /// # Errors
    /// [`ScratchError::Connect`].
    pub async fn memory(options: RunnerOptions) -> Result<Self, ScratchError> {
        let runner =
            Runner::connect(&DatabaseUrl::memory(), RunnerOptions { schema: None, ..options }).await?;
        Ok(Self { runner, made: None })
    }

    async fn open(
        url: &DatabaseUrl,
        name: &str,
        options: RunnerOptions,
        maker: &Runner,
    ) -> Result<Runner, ExecError> {
        let runner = Runner::connect(&url.with_database(name), options).await?;
        for extension in extensions(maker).await {
            let make =
                format!("CREATE EXTENSION IF NOT EXISTS {} CASCADE", maker.dialect().quote(&extension));
            // What needs it says so when it runs.
            let _ = runner.db().execute_unprepared(&make).await;
        }
        Ok(runner)
    }

    /// The connection to it.
    pub fn runner(&self) -> &Runner {
        &self.runner
    }

    /// Removes it.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn remove(self) -> Result<(), ExecError> {
        self.runner.close().await?;
        if let Some((maker, name)) = self.made {
            remove(&maker, &name).await;
            maker.close().await?;
        }
        Ok(())
    }
}

async fn remove(maker: &Runner, name: &str) {
    let drop = format!("DROP DATABASE IF EXISTS {}", maker.dialect().quote(name));
    // It is swept later where this fails.
    let _ = maker.db().execute_unprepared(&drop).await;
}

async fn texts(runner: &Runner, query: &str) -> Vec<String> {
    let statement = Statement::from_string(runner.db().get_database_backend(), query);
    let rows = runner.db().query_all_raw(statement).await.unwrap_or_default();
    rows.iter().filter_map(|row| row.try_get_by_index(0).ok()).collect()
}

/// The extensions of the database, which a history may rely on.
async fn extensions(runner: &Runner) -> Vec<String> {
    match runner.dialect().extensions_query() {
        Some(query) => texts(runner, query).await,
        None => vec![],
    }
}

/// Removes what killed runs have left.
async fn sweep(maker: &Runner) {
    let now = chrono::Utc::now().timestamp();
    for name in texts(maker, maker.dialect().databases_query()).await {
        let made = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next()?.parse::<i64>().ok());
        if made.is_some_and(|made| now - made > STALE_AFTER_SECONDS) {
            remove(maker, &name).await;
        }
    }
}
