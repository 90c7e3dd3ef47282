use std::path::Path;

use crate::{
    check::Filter,
    dialect::{Dialect, Engine, Server, dialect_of},
    exec::{DatabaseUrl, ExecError, Runner, State},
    history::History,
    schema::Backend,
};

use super::{
    Config,
    args::{Format, Global},
    error::CliError,
    output,
    progress::Bar,
    stop,
};

/// What every command has at hand.
pub(super) struct Context {
    pub(super) config: Config,
    pub(super) global: Global,
}

/// A database that is connected, with its place in the history.
pub(super) struct Opened {
    pub(super) runner: Runner,
    pub(super) history: History,
    pub(super) state: State,
}

/// What is known of a database by reading; there may be none yet.
pub(super) struct Looked {
    pub(super) database: String,
    pub(super) server: Option<String>,
    pub(super) history: History,
    pub(super) state: State,
    /// A run that goes on, or whose process is gone.
    pub(super) run: Option<String>,
}

impl Opened {
    /// What is to be said of a run that has begun and not ended.
    pub(super) async fn run(&self) -> Option<String> {
        let running = self.state.running.as_ref()?;
        Some(match self.runner.lock_holder().await {
            Some(holder) => format!("a run is going on: {holder}"),
            None => format!("a run was cut off before it ended: {running}"),
        })
    }

    /// Keeps other runs out until the connection is closed, and looks again where the database stands.
    pub(super) async fn alone(&mut self, context: &Context) -> Result<(), CliError> {
        stop::heed();
        let mut bar = Bar::new(context.global.verbose);
        Box::pin(self.runner.lock(&mut bar)).await?;
        self.state = self.runner.state(&self.history).await?;
        Ok(())
    }
}

impl Context {
    pub(super) fn new(config: Config, global: Global) -> Self {
        Self { config, global }
    }

    pub(super) fn is_json(&self) -> bool {
        self.global.format == Some(Format::Json)
    }

    /// The format that was asked for, or the first of those that the command knows.
    ///
    /// # Errors
    /// One that it does not know.
    pub(super) fn format(&self, known: &[Format]) -> Result<Format, CliError> {
        match self.global.format {
            None => Ok(known.first().copied().unwrap_or(Format::Text)),
            Some(format) if known.contains(&format) => Ok(format),
            Some(format) => Err(CliError::Format {
                format: format.to_string(),
                known: known.iter().map(ToString::to_string).collect(),
            }),
        }
    }

    /// Which tables count: what the program says, and flags beyond that.
    pub(super) fn filter(&self) -> Filter {
        let mut filter = self.config.filter.clone();
        // An empty KEEL_INCLUDE is none, as an empty DATABASE_URL is.
        let said = |patterns: &[String]| {
            let trimmed = patterns.iter().map(|pattern| pattern.trim().to_owned());
            trimmed.filter(|pattern| !pattern.is_empty()).collect::<Vec<_>>()
        };
        filter.exclude.extend(said(&self.global.choose.exclude));
        filter.include.extend(said(&self.global.choose.include));
        filter
    }

    /// Connects without asking where the database stands.
    pub(super) async fn runner(&self, url: &DatabaseUrl) -> Result<Runner, CliError> {
        let schema = self.global.database_schema.clone().filter(|schema| !schema.trim().is_empty());
        Ok(Runner::connect(url, self.config.runner_options(schema, self.global.verbose)).await?)
    }

    fn given_url(&self) -> Option<&str> {
        self.global.database_url.as_deref().filter(|url| !url.trim().is_empty())
    }

    /// The database that was named, or the default one, which is said.
    pub(super) fn url(&self) -> Result<DatabaseUrl, CliError> {
        let url = self.quiet_url()?;
        if self.given_url().is_none() {
            output::notice(format!("no DATABASE_URL: using {url}"));
        }
        Ok(url)
    }

    /// The same without a word: for what goes beside a database, not into it.
    pub(super) fn quiet_url(&self) -> Result<DatabaseUrl, CliError> {
        Ok(self.given_url().unwrap_or(&self.config.default_url).parse()?)
    }

    pub(super) fn history(&self, backend: Backend) -> Result<History, CliError> {
        Ok(History::read(&self.config.revisions, backend, &self.config.naming)?)
    }

    /// The dialect that was asked for, or that of the database, without connecting.
    pub(super) fn offline_dialect(&self, asked: Option<&str>) -> Result<Box<dyn Dialect>, CliError> {
        let Some(asked) = asked else {
            let scheme = self.given_url().unwrap_or(&self.config.default_url);
            let engine = match scheme.trim().split(':').next() {
                Some("mariadb") => Engine::MariaDb,
                _ => engine_of(scheme.parse::<DatabaseUrl>()?.backend()),
            };
            return Ok(dialect_of(Server::newest(engine)));
        };
        let (name, version) = asked.split_once([':', '@']).unwrap_or((asked, ""));
        let engine: Engine = name.parse()?;
        if version.is_empty() {
            return Ok(dialect_of(Server::newest(engine)));
        }
        if !version.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(CliError::EngineVersion(version.to_owned()));
        }
        Ok(dialect_of(Server { engine, version: Server::parse(engine.backend(), version).version }))
    }

    /// The history as the database's engine has it, without connecting.
    pub(super) fn offline_history(&self) -> Result<History, CliError> {
        self.history(self.offline_dialect(None)?.server().engine.backend())
    }

    /// Connects to do something. A SQLite file that is not there is made.
    pub(super) async fn open(&self) -> Result<Opened, CliError> {
        self.open_after(|_| Ok(())).await
    }

    /// The same, but no file is made for what could not even run on an empty database.
    pub(super) async fn open_after(
        &self,
        could_run: impl FnOnce(&History) -> Result<(), CliError>,
    ) -> Result<Opened, CliError> {
        let url = self.url()?;
        let history = self.history(url.backend())?;
        if missing_file(&url).is_some() {
            could_run(&history)?;
        }
        self.connect(&url, history).await
    }

    /// Connects, and asks where the database stands in the history.
    pub(super) async fn connect(&self, url: &DatabaseUrl, history: History) -> Result<Opened, CliError> {
        let runner = self.runner(url).await?;
        let state = runner.state(&history).await?;
        Ok(Opened { runner, history, state })
    }

    /// Connects to look. A SQLite file that is not there is left so: it is a database with nothing applied.
    pub(super) async fn look(&self) -> Result<Looked, CliError> {
        let url = self.url()?;
        let history = self.history(url.backend())?;
        if let Some(path) = missing_file(&url) {
            output::notice(format!("there is no database {path} yet; `up` makes it"));
            let state = State::default();
            return Ok(Looked { database: url.to_string(), server: None, history, state, run: None });
        }
        let opened = self.connect(&url, history).await?;
        let run = opened.run().await;
        let Opened { runner, history, state } = opened;
        let server = Some(runner.dialect().server().to_string());
        close(runner).await?;
        Ok(Looked { database: url.to_string(), server, history, state, run })
    }
}

pub(super) fn engine_of(backend: Backend) -> Engine {
    match backend {
        Backend::Postgres => Engine::Postgres,
        Backend::MySql => Engine::MySql,
        Backend::Sqlite => Engine::Sqlite,
    }
}

/// The path of a SQLite database that does not exist.
pub(super) fn missing_sqlite(url: &DatabaseUrl) -> Option<String> {
    if url.backend() != Backend::Sqlite {
        return None;
    }
    let rest = url.expose().split_once(':')?.1;
    let path = rest.split('?').next().unwrap_or(rest);
    let path = path.strip_prefix("//").unwrap_or(path);
    let named = !path.is_empty() && !path.contains(":memory:");
    (named && !Path::new(path).exists()).then(|| path.to_owned())
}

/// The same, where connecting would make it.
fn missing_file(url: &DatabaseUrl) -> Option<String> {
    let makes = url.expose().split_once('?').is_some_and(|(_, query)| query.contains("mode=rwc"));
    missing_sqlite(url).filter(|path| {
        let within = Path::new(path).parent().filter(|parent| !parent.as_os_str().is_empty());
        makes && within.is_none_or(Path::is_dir)
    })
}

pub(super) async fn close(runner: Runner) -> Result<(), ExecError> {
    runner.close().await
}
