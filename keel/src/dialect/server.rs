use std::{fmt, str::FromStr};

use crate::schema::Backend;

/// An engine, told apart as far as its SQL differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// MySQL.
    MySql,
    /// MariaDB.
    MariaDb,
    /// SQLite.
    Sqlite,
}

impl Engine {
    /// The family it belongs to.
    pub fn backend(self) -> Backend {
        match self {
            Self::Postgres => Backend::Postgres,
            Self::MySql | Self::MariaDb => Backend::MySql,
            Self::Sqlite => Backend::Sqlite,
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::MariaDb => "MariaDB",
            Self::Sqlite => "SQLite",
        })
    }
}

/// The text names no engine.
#[derive(Debug, thiserror::Error)]
#[error("unknown engine {0:?}: one of postgres, mysql, mariadb, sqlite")]
pub struct UnknownEngine(String);

impl FromStr for Engine {
    type Err = UnknownEngine;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "postgres" | "postgresql" => Ok(Self::Postgres),
            "mysql" => Ok(Self::MySql),
            "mariadb" => Ok(Self::MariaDb),
            "sqlite" => Ok(Self::Sqlite),
            _ => Err(UnknownEngine(text.to_owned())),
        }
    }
}

/// A version: major, minor, patch.
pub type Version = (u32, u32, u32);

/// An engine of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The engine.
    pub engine: Engine,
    /// Its version.
    pub version: Version,
}

impl Server {
    /// A server of the newest version that this toolkit knows, for scripts that are written without one.
    pub fn newest(engine: Engine) -> Self {
        let version = match engine {
            Engine::Postgres => (18, 0, 0),
            Engine::MySql => (9, 0, 0),
            Engine::MariaDb => (11, 8, 0),
            Engine::Sqlite => (3, 51, 0),
        };
        Self { engine, version }
    }

    /// Reads what `SELECT version()` (`sqlite_version()` on SQLite) answers.
    pub fn parse(backend: Backend, text: &str) -> Self {
        let engine = match backend {
            Backend::Postgres => Engine::Postgres,
            Backend::MySql if text.to_ascii_lowercase().contains("mariadb") => Engine::MariaDb,
            Backend::MySql => Engine::MySql,
            Backend::Sqlite => Engine::Sqlite,
        };
        // MariaDB prefixes 5.5.5- for old replicas.
        let text = if engine == Engine::MariaDb { text.strip_prefix("5.5.5-").unwrap_or(text) } else { text };
        Self { engine, version: first_version(text) }
    }

    /// Whether the version is at least that one.
    pub fn at_least(&self, major: u32, minor: u32, patch: u32) -> bool {
        self.version >= (major, minor, patch)
    }
}

fn first_version(text: &str) -> Version {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut numbers = digits.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    (next(), next(), next())
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor, patch) = self.version;
        match self.engine {
            Engine::Postgres => write!(f, "{} {major}.{minor}", self.engine),
            _ => write!(f, "{} {major}.{minor}.{patch}", self.engine),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_servers_say_them() {
        for (backend, text, engine, version) in [
            (
                Backend::Postgres,
                "PostgreSQL 15.19 (Debian 15.19-0+deb12u1) on x86_64",
                Engine::Postgres,
                (15, 19, 0),
            ),
            (Backend::MySql, "10.11.19-MariaDB-0+deb12u1", Engine::MariaDb, (10, 11, 19)),
            (Backend::MySql, "5.5.5-10.6.4-MariaDB", Engine::MariaDb, (10, 6, 4)),
            (Backend::MySql, "8.0.36", Engine::MySql, (8, 0, 36)),
            (Backend::Sqlite, "3.51.1", Engine::Sqlite, (3, 51, 1)),
            (Backend::Postgres, "something else", Engine::Postgres, (0, 0, 0)),
        ] {
            assert_eq!(Server::parse(backend, text), Server { engine, version }, "{text}");
        }
    }
}
