//! Which engines the tests run on.

use std::{
    path::PathBuf,
    process::{Command, Output, Stdio},
    sync::{Arc, Mutex, OnceLock},
};

use sea_keel::{
    dialect::{Engine as Family, Server},
    schema::Backend,
};

use crate::{PrivateServer, server};

/// Every kind that `KEEL_TEST_MATRIX=full` stands for.
const FULL: [&str; 8] = ["pg13", "pg14", "pg15", "pg16", "pg17", "pg18", "mariadb11", "mysql9"];

/// Where the ports of the matrix begin.
const FIRST_PORT: u16 = 55400;

/// An engine that tests run on.
#[derive(Debug)]
pub struct Engine {
    name: String,
    source: Source,
    url: OnceLock<Result<String, String>>,
    emptied: Mutex<Vec<String>>,
}

#[derive(Debug)]
enum Source {
    /// SQLite files, or this process's own server.
    Own(Backend),
    /// A server that a script starts, and that stays.
    Script { script: Option<PathBuf>, port: u16 },
    /// A server that a test has in its own hands.
    InHand { backend: Backend, url: String },
}

impl Engine {
    /// SQLite, PostgreSQL and MariaDB or MySQL, and whatever `KEEL_TEST_MATRIX` adds.
    pub fn selected() -> Vec<Arc<Self>> {
        let own = Backend::ALL.map(|backend| Self::new(backend.as_str(), Source::Own(backend)));
        own.into_iter().chain(Self::matrix()).map(Arc::new).collect()
    }

    /// A server that a test starts and stops as it likes.
    pub fn in_hand(backend: Backend, server: &PrivateServer) -> Arc<Self> {
        let source = Source::InHand { backend, url: server.url().to_owned() };
        Arc::new(Self::new(backend.as_str(), source))
    }

    fn new(name: &str, source: Source) -> Self {
        Self { name: name.to_owned(), source, url: OnceLock::new(), emptied: Mutex::default() }
    }

    fn matrix() -> Vec<Self> {
        let asked = std::env::var("KEEL_TEST_MATRIX").unwrap_or_default();
        let asked = if asked == "full" { FULL.join(",") } else { asked };
        let script = std::env::var_os("KEEL_TEST_ENGINE_SCRIPT").map(PathBuf::from);
        let kinds = asked.split(',').map(str::trim).filter(|kind| !kind.is_empty());
        kinds
            .map(|kind| {
                let at = FULL.iter().position(|known| *known == kind).unwrap_or(FULL.len());
                let port = FIRST_PORT + u16::try_from(at).unwrap();
                Self::new(kind, Source::Script { script: script.clone(), port })
            })
            .collect()
    }

    /// `sqlite`, `postgres`, `mysql`, `pg13` …
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The family.
    pub fn backend(&self) -> Backend {
        match &self.source {
            Source::Own(backend) | Source::InHand { backend, .. } => *backend,
            Source::Script { .. } if self.name.starts_with("pg") => Backend::Postgres,
            Source::Script { .. } => Backend::MySql,
        }
    }

    /// Why it is not to be had here, if it is not.
    pub fn missing(&self) -> Option<String> {
        match &self.source {
            Source::Own(backend) => server::missing(*backend),
            Source::Script { script: None, .. } => {
                Some(format!("KEEL_TEST_ENGINE_SCRIPT names no script that starts {}", self.name))
            }
            Source::Script { .. } | Source::InHand { .. } => None,
        }
    }

    /// Whether `KEEL_TEST_REQUIRE` says that its tests must run.
    pub fn is_required(&self) -> bool {
        let required = std::env::var("KEEL_TEST_REQUIRE").unwrap_or_default();
        required.split(',').any(|name| name.trim() == self.name)
    }

    /// The URL of its server, `/DATABASE` to be added; starts it where that has not been done.
    pub fn server_url(&self) -> String {
        let start = || match &self.source {
            Source::Own(backend) => server::url(*backend),
            Source::InHand { url, .. } => Ok(url.clone()),
            Source::Script { port, .. } => {
                let output = self.script("start", &[], Stdio::null()).map_err(|error| error.to_string())?;
                let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
                let url =
                    said.lines().last().and_then(|line| line.rsplit_once('/')).map(|(url, _)| url.to_owned());
                url.filter(|_| output.status.success()).ok_or_else(|| {
                    format!("{} on {port}: {}", self.name, String::from_utf8_lossy(&output.stderr))
                })
            }
        };
        match self.url.get_or_init(start) {
            Ok(url) => url.clone(),
            Err(error) => panic!("{} does not start: {error}", self.name),
        }
    }

    /// Whether a test has needed it, and it has started.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.url.get(), Some(Ok(_)))
    }

    /// Runs the engine's own client on a database, `input` on its standard input.
    pub(crate) fn script(&self, verb: &str, args: &[&str], input: Stdio) -> std::io::Result<Output> {
        let Source::Script { script: Some(script), port } = &self.source else {
            return Err(std::io::Error::other("no script"));
        };
        let mut command = Command::new(script);
        command.args([verb, self.name.as_str(), &port.to_string()]).args(args).stdin(input);
        command.output()
    }

    /// The databases that tests have left empty.
    pub(crate) fn emptied(&self) -> &Mutex<Vec<String>> {
        &self.emptied
    }

    /// Whether a script starts it.
    pub fn is_scripted(&self) -> bool {
        matches!(self.source, Source::Script { .. })
    }
}

/// For which servers something is said: `postgres`, `mysql` (MariaDB too), `mariadb`, `sqlite`, `any`,
/// with a bound of the version behind it where it needs one (`postgres<15`, `mariadb>=11`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Selector(String);

impl From<String> for Selector {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Selector {
    /// Whether it means that server.
    pub fn matches(&self, server: &Server) -> bool {
        let at = self.0.find(['<', '>']).unwrap_or(self.0.len());
        let (name, bound) = self.0.split_at(at);
        let named = match name {
            "any" => true,
            "mariadb" => server.engine == Family::MariaDb,
            "postgres" | "mysql" | "sqlite" => server.engine.backend().as_str() == name,
            other => panic!("{other} is no engine"),
        };
        let major = server.version.0;
        let number = |text: &str| text.parse::<u32>().unwrap_or_else(|_| panic!("{}: no version", self.0));
        named
            && match bound {
                "" => true,
                bound if bound.starts_with(">=") => major >= number(&bound[2..]),
                bound => major < number(bound.trim_start_matches('<')),
            }
    }
}
