use std::{
    fs::File,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use sea_keel::{
    dialect::Server,
    exec::{DatabaseUrl, Runner, RunnerOptions},
    schema::Backend,
};
use sea_orm::sqlx::Row as _;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database as SeaDatabase, DatabaseConnection, Statement};
use tempfile::TempDir;

use crate::{Engine, account::program, dump, server};

/// MySQL: one way to quote names and texts in a test's SQL, whatever the engine.
pub(crate) const MODE: &str = "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_TRANS_TABLES'";

/// An empty database of its own for a test, and a connection to it beside the toolkit's.
#[derive(Debug)]
pub struct Database {
    engine: Arc<Engine>,
    name: String,
    url: String,
    server: Server,
    db: DatabaseConnection,
    dir: TempDir,
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    SeaDatabase::connect(options).await.unwrap_or_else(|error| panic!("{url}: {error}"))
}

impl Database {
    /// Makes one.
    pub async fn fresh(engine: &Arc<Engine>) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let emptied = engine.emptied().lock().unwrap().pop();
        let is_new = emptied.is_none();
        let number = || COUNT.fetch_add(1, Ordering::Relaxed);
        let name = emptied.unwrap_or_else(|| format!("keel_test_{}_{}", std::process::id(), number()));
        let dir = tempfile::Builder::new().prefix("keel-test-").tempdir().unwrap();
        let url = match engine.backend() {
            Backend::Sqlite => format!("sqlite://{}?mode=rwc", dir.path().join("test.db").display()),
            _ if !is_new => format!("{}/{name}", engine.server_url()),
            backend => {
                let server = engine.server_url();
                let home = if backend == Backend::Postgres { "postgres" } else { "mysql" };
                let admin = connect(&format!("{server}/{home}")).await;
                let encoding = if backend == Backend::MySql { " CHARACTER SET utf8mb4" } else { "" };
                admin.execute_unprepared(&format!("CREATE DATABASE {name}{encoding}")).await.unwrap();
                admin.close().await.unwrap();
                format!("{server}/{name}")
            }
        };
        let db = connect(&url).await;
        if engine.backend() == Backend::MySql {
            db.execute_unprepared(MODE).await.unwrap();
        }
        let backend = engine.backend();
        let version = if backend == Backend::Sqlite { "sqlite_version()" } else { "version()" };
        let answer = rows(&db, &format!("SELECT {version}")).await;
        let server = Server::parse(backend, answer[0][0].as_deref().unwrap());
        Self { engine: Arc::clone(engine), name, url, server, db, dir }
    }

    /// The engine it is on.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// What its server says it is.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The test's own connection.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.db
    }

    /// The toolkit's connection.
    pub async fn runner(&self) -> Runner {
        let url: DatabaseUrl = self.url.parse().unwrap();
        Runner::connect(&url, RunnerOptions::default()).await.unwrap()
    }

    /// Runs a statement.
    pub async fn execute(&self, sql: &str) {
        self.db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}\n{error}"));
    }

    /// The rows of a query whose columns are all texts.
    pub async fn rows(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        rows(&self.db, sql).await
    }

    /// An expression's value as text.
    pub fn as_text(&self, expression: &str) -> String {
        let ty = if self.engine.backend() == Backend::MySql { "char" } else { "text" };
        format!("CAST({expression} AS {ty})")
    }

    /// The schema as the engine's own tools tell it, in a form that two databases can be compared by; ledger
    /// and journal are left out.
    pub async fn dump(&self) -> String {
        match self.engine.backend() {
            Backend::Sqlite => dump::sqlite(self).await,
            Backend::MySql => dump::mysql(self).await,
            Backend::Postgres => dump::postgres(self).await,
        }
    }

    /// Feeds a script to the engine's own client, which stops at the first error; `None` where there is no
    /// client.
    pub fn feed(&self, script: &str) -> Option<Result<String, String>> {
        let path = self.dir.path().join("script.sql");
        std::fs::write(&path, script).unwrap();
        let input = Stdio::from(File::open(&path).unwrap());
        let output = match self.engine.backend() {
            Backend::Sqlite => {
                let file = self.dir.path().join("test.db");
                let mut command = Command::new(program("sqlite3")?);
                // An idempotent script leaves a file where the shell stands.
                command.arg("-bail").arg(file).current_dir(self.dir.path()).stdin(input).output()
            }
            Backend::Postgres => {
                let psql = server::postgres_bin().map(|bin| bin.join("psql")).filter(|path| path.is_file());
                let mut command = Command::new(psql.or_else(|| program("psql"))?);
                command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &self.url]).stdin(input).output()
            }
            Backend::MySql if self.engine.is_scripted() => self.engine.script("cli", &[&self.name], input),
            Backend::MySql => {
                let mut command = Command::new(program("mariadb").or_else(|| program("mysql"))?);
                let port = self.url.rsplit_once('/')?.0.rsplit_once(':')?.1;
                command.args(["--no-defaults", "-uroot", "-h127.0.0.1", "-P", port, &self.name]);
                command.stdin(input).output()
            }
        };
        let output = output.unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Some(if output.status.success() {
            Ok(text(&output.stdout))
        } else {
            Err(format!("{}\n{}", output.status, text(&output.stderr)))
        })
    }

    /// Deletes it, or empties it for the next test: a new one is a copy of megabytes on PostgreSQL.
    pub async fn delete(self) {
        if self.engine.backend() == Backend::Postgres {
            self.execute(EMPTY).await;
            self.db.close().await.unwrap();
            return self.engine.emptied().lock().unwrap().push(self.name);
        }
        self.db.close().await.unwrap();
        let home = match self.engine.backend() {
            Backend::Sqlite => return,
            Backend::Postgres => "postgres",
            Backend::MySql => "mysql",
        };
        let admin = connect(&format!("{}/{home}", self.engine.server_url())).await;
        admin.execute_unprepared(&format!("DROP DATABASE {}", self.name)).await.unwrap();
        admin.close().await.unwrap();
    }
}

/// Deletes what this process's tests have left on a server that stays.
pub(crate) fn sweep(engine: &Engine) {
    if !engine.is_scripted() || !engine.is_running() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (home, names, force) = match engine.backend() {
            Backend::Postgres => ("postgres", "SELECT datname FROM pg_database", " WITH (FORCE)"),
            _ => ("mysql", "SELECT CAST(schema_name AS char) FROM information_schema.schemata", ""),
        };
        let admin = connect(&format!("{}/{home}", engine.server_url())).await;
        let own = format!("keel_test_{}_", std::process::id());
        let all = rows(&admin, names).await.into_iter().filter_map(|row| row[0].clone());
        for name in all.filter(|name| name.starts_with(&own)) {
            admin.execute_unprepared(&format!("DROP DATABASE {name}{force}")).await.unwrap();
        }
        admin.close().await.unwrap();
    });
}

/// Leaves a PostgreSQL database as one that was just made.
const EMPTY: &str = "DO $$ DECLARE name text; BEGIN \
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' \
    LOOP EXECUTE format('DROP SCHEMA %I CASCADE', name); END LOOP; \
    CREATE SCHEMA public; GRANT ALL ON SCHEMA public TO PUBLIC; \
    COMMENT ON SCHEMA public IS 'standard public schema'; END $$";

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<Vec<Option<String>>> {
    // A statement that was prepared once must not meet a table that has changed since.
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let sql = format!("{sql} /* {} */", COUNT.fetch_add(1, Ordering::Relaxed));
    let statement = Statement::from_string(db.get_database_backend(), sql.as_str());
    let found = db.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{sql}\n{error}"));
    let read = |row: &sea_orm::QueryResult| {
        let columns = row.column_names().len();
        (0..columns).map(|at| text(row, at).unwrap_or_else(|e| panic!("{sql}\n{e}"))).collect()
    };
    found.iter().map(read).collect()
}

/// A text, also where a server puts bytes into it that are none.
fn text(row: &sea_orm::QueryResult, at: usize) -> Result<Option<String>, sea_orm::DbErr> {
    row.try_get_by_index(at).or_else(|error| {
        let bytes = row.try_as_mysql_row().map(|row| row.try_get_unchecked::<Vec<u8>, _>(at));
        bytes
            .and_then(Result::ok)
            .map(|bytes| Some(String::from_utf8_lossy(&bytes).into_owned()))
            .ok_or(error)
    })
}
