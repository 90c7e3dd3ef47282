use std::{
    fmt,
    net::{TcpStream, ToSocketAddrs as _},
    path::Path,
    str::FromStr,
    time::Duration,
};

use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use url::Url;

use crate::schema::Backend;

use super::ExecError;

/// How long a server may take to answer; one that is just starting refuses connections for a moment.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where a database is; printed without its password.
#[derive(Clone)]
pub struct DatabaseUrl {
    url: String,
    /// As it was said: `mysql:` or `mariadb:`, which the driver does not tell apart.
    scheme: String,
    backend: Backend,
}

/// A text that says not where a database is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// There is no scheme.
    #[error("the database URL has no scheme; it begins with postgres://, mysql://, mariadb:// or sqlite:")]
    NoScheme,
    /// The scheme is none of an engine that this knows.
    #[error("the database URL begins with {0}:, which is none of postgres://, mysql://, mariadb://, sqlite:")]
    Scheme(String),
    /// What follows the scheme is no address of a server.
    #[error("the database URL begins with {0}: where a server's begins with {0}://")]
    NoAddress(String),
    /// It cannot be read.
    #[error("the database URL cannot be read: {0}; special characters in a password are written as %XX")]
    Malformed(url::ParseError),
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (scheme, rest) = text.split_once(':').ok_or(UrlError::NoScheme)?;
        let backend = match scheme.to_ascii_lowercase().as_str() {
            "postgres" | "postgresql" => Backend::Postgres,
            "mysql" | "mariadb" => Backend::MySql,
            "sqlite" => Backend::Sqlite,
            other => return Err(UrlError::Scheme(other.to_owned())),
        };
        if backend != Backend::Sqlite {
            // Without an address nobody could tell which part is the password, and it would be printed.
            if !rest.starts_with("//") {
                return Err(UrlError::NoAddress(scheme.to_owned()));
            }
            Url::parse(text).map_err(UrlError::Malformed)?;
        }
        // The driver knows MariaDB by MySQL's name only.
        let url = if backend == Backend::MySql { format!("mysql:{rest}") } else { text.to_owned() };
        Ok(Self { url, scheme: scheme.to_ascii_lowercase(), backend })
    }
}

impl DatabaseUrl {
    /// The family of the engine behind it.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// A SQLite database in memory, which is gone when the connection closes.
    pub fn memory() -> Self {
        Self { url: "sqlite::memory:".into(), scheme: "sqlite".into(), backend: Backend::Sqlite }
    }

    /// Another database of the same server; the same one where the URL names a file.
    pub fn with_database(&self, name: &str) -> Self {
        let mut changed = self.clone();
        if self.backend != Backend::Sqlite
            && let Ok(mut url) = Url::parse(&self.url)
        {
            url.set_path(name);
            changed.url = url.into();
        }
        changed
    }

    /// The whole text, password and all: for a driver, never for a message.
    pub fn expose(&self) -> &str {
        &self.url
    }

    /// Opens one connection, and no more: what is set for a session then holds for every statement.
    ///
    /// # Errors
    /// [`ExecError::Connect`], with a way out where the reason is a common one.
    pub(super) async fn connect(
        &self,
        schema: Option<&str>,
        verbose: bool,
    ) -> Result<DatabaseConnection, ExecError> {
        let mut options = ConnectOptions::new(self.url.clone());
        options
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_timeout(PATIENCE)
            .acquire_timeout(PATIENCE)
            .set_application_name("keel")
            .sqlx_logging(verbose);
        if let Some(schema) = schema.filter(|_| self.backend == Backend::Postgres) {
            options.set_schema_search_path(search_path(schema));
        }
        Box::pin(Database::connect(options)).await.map_err(|source| ExecError::Connect {
            url: self.to_string(),
            hint: self.hint(&source),
            source,
        })
    }

    fn hint(&self, error: &sea_orm::DbErr) -> String {
        let text = error.to_string().to_lowercase();
        let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let hint = if any(&["timed out", "timeout"]) {
            return self.why_no_answer();
        } else if any(&["password", "access denied", "authentication", "role \""]) {
            "check user and password; special characters in a password are written as %XX"
        } else if any(&["refused", "failed to lookup", "network", "unreachable"]) {
            "check host and port, and that the server runs"
        } else if any(&["does not exist", "unknown database"]) {
            "create the database first, or check its name"
        } else if self.backend == Backend::Sqlite && any(&["unable to open", "code: 14"]) {
            self.why_not_opened()
        } else if self.backend == Backend::Sqlite && any(&["not a database"]) {
            "the file exists and is something else; choose another path"
        } else {
            return String::new();
        };
        format!("; {hint}")
    }
}

impl DatabaseUrl {
    /// What is wrong with a file that SQLite cannot open.
    fn why_not_opened(&self) -> &'static str {
        let rest = self.url.split_once(':').map_or("", |(_, rest)| rest);
        let path = Path::new(rest.split('?').next().unwrap_or_default().trim_start_matches("//"));
        let within = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        if path.is_dir() {
            "that is a directory; name a file in it"
        } else if within.is_some_and(|parent| !parent.is_dir()) {
            "make the directory that it is to be in first, or check the path"
        } else if !path.exists() {
            "there is no such file; `?mode=rwc` at the end of the URL makes it"
        } else {
            "check that the file may be read"
        }
    }

    /// The driver tries again until its time is up, and then says only that: the reason is asked for once more.
    fn why_no_answer(&self) -> String {
        let refused = Url::parse(&self.url).ok().and_then(|url| {
            let default = if self.backend == Backend::Postgres { 5432 } else { 3306 };
            let address = (url.host_str()?.to_owned(), url.port().unwrap_or(default));
            let address = address.to_socket_addrs().ok()?.next()?;
            TcpStream::connect_timeout(&address, Duration::from_secs(1)).err()
        });
        let reason = refused.map(|error| format!(" ({error})")).unwrap_or_default();
        format!("{reason}; check host and port, and that the server runs")
    }
}

/// The names of a search path, each in quotes.
fn search_path(schemas: &str) -> String {
    let quoted = |name: &str| match name.trim() {
        name if name.starts_with('"') => name.to_owned(),
        name => format!("\"{}\"", name.replace('"', "\"\"")),
    };
    schemas.split(',').map(quoted).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parsed = Url::parse(&self.url).ok().filter(|_| self.backend != Backend::Sqlite);
        let Some(mut url) = parsed else { return f.write_str(&self.url) };
        if url.password().is_some() {
            let _ = url.set_password(Some("***"));
        }
        // Drivers take a password from here as well.
        if url.query().is_some_and(|query| query.to_ascii_lowercase().contains("password")) {
            url.set_query(Some("***"));
        }
        let rest = url.as_str().split_once(':').map_or("", |(_, rest)| rest);
        write!(f, "{}:{rest}", self.scheme)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_never_printed() {
        for (url, shown) in [
            ("postgres://me:secret@db:5432/app", "postgres://me:***@db:5432/app"),
            ("mariadb://me:s%40cret@db/app", "mariadb://me:***@db/app"),
            ("postgres://db/app?user=me&password=secret", "postgres://db/app?***"),
            ("sqlite://app.db?mode=rwc", "sqlite://app.db?mode=rwc"),
        ] {
            let parsed: DatabaseUrl = url.parse().unwrap();
            assert_eq!(parsed.to_string(), shown);
            assert_eq!(format!("{parsed:?}"), shown);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        assert_eq!("app.db".parse::<DatabaseUrl>().unwrap_err(), UrlError::NoScheme);
        assert_eq!("oracle://x".parse::<DatabaseUrl>().unwrap_err(), UrlError::Scheme("oracle".into()));
        assert!(matches!("postgres://a:b@c:port/d".parse::<DatabaseUrl>(), Err(UrlError::Malformed(_))));
    }
}
