//! A database at the first revision, with rows, and what a run that nobody disturbs makes of it.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::Duration,
};

use sea_keel::schema::Backend;
use tests::{Database, Engine, difference};

const BINARY: &str = env!("CARGO_BIN_EXE_faults");

/// The rows: people, and five orders each.
const PEOPLE: usize = 600;

/// The command on a database, with no terminal.
pub(crate) fn command(url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command
        .args(arguments)
        .env("DATABASE_URL", url)
        // Small windows: a run is to be struck between them.
        .env("KEEL_BATCH_TIME", "1ms")
        .env_remove("DATABASE_SCHEMA")
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// How a command ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) told: String,
}

impl Ended {
    pub(crate) fn of(child: Child) -> Self {
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), told: text(&output.stdout) + &text(&output.stderr) }
    }

    pub(crate) fn with(self, code: i32) -> Result<Self, String> {
        match self.code == Some(code) {
            true => Ok(self),
            false => Err(format!("expected exit code {code}, not {:?}:\n{}", self.code, self.told)),
        }
    }

    pub(crate) fn telling(self, texts: &[&str]) -> Result<Self, String> {
        match texts.iter().find(|text| !self.told.contains(**text)) {
            Some(text) => Err(format!("expected {text:?} to be told:\n{}", self.told)),
            None => Ok(self),
        }
    }
}

/// A command on its way, and what it has told so far.
pub(crate) struct Running {
    child: Child,
    told: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let (told, lines) =
            (Arc::new(Mutex::new(String::new())), BufReader::new(child.stderr.take().unwrap()));
        let heard = Arc::clone(&told);
        let reader = thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                heard.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        Self { child, told, reader }
    }

    pub(crate) fn id(&self) -> String {
        self.child.id().to_string()
    }

    /// Waits until it has told that, on a machine that does much else.
    pub(crate) async fn until(&self, text: &str) -> Result<(), String> {
        for _ in 0..600 {
            if self.told.lock().unwrap().contains(text) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(format!("expected {text:?} to be told:\n{}", self.told.lock().unwrap()))
    }

    pub(crate) fn ended(self) -> Ended {
        let Self { child, told, reader } = self;
        let mut ended = Ended::of(child);
        reader.join().unwrap();
        ended.told += &told.lock().unwrap();
        ended
    }
}

/// Runs the command to its end.
pub(crate) fn run(database: &Database, arguments: &[&str]) -> Ended {
    Ended::of(command(database.url(), arguments).spawn().unwrap())
}

/// A database at the first revision, with rows.
pub(crate) async fn at_the_first(engine: &Arc<Engine>) -> Result<Database, String> {
    let database = Database::fresh(engine).await;
    run(&database, &["up", "-n", "1"]).with(0)?;
    let people: Vec<_> =
        (1..=PEOPLE).map(|n| format!("({n}, 'person {n}', {n}, 'p{n}@example.com')")).collect();
    let orders: Vec<_> = (0..PEOPLE * 5).map(|n| format!("({}, {n})", n % PEOPLE + 1)).collect();
    // One transaction: a file is synced once.
    database
        .execute(&format!("INSERT INTO people (id, name, number, email) VALUES {}", people.join(", ")))
        .await;
    database.execute(&format!("INSERT INTO orders (person_id, amount) VALUES {}", orders.join(", "))).await;
    Ok(database)
}

/// Schema, rows and books of a database.
#[derive(PartialEq)]
pub(crate) struct Found {
    dump: String,
    rows: String,
    books: String,
}

impl Found {
    pub(crate) async fn of(database: &Database) -> Self {
        let text = |expression: &str| database.as_text(expression);
        let mut rows = Vec::new();
        let purchases = database.dump().await.contains("purchases");
        let (orders, name) = if purchases { ("purchases", "full_name") } else { ("orders", "name") };
        for (table, columns) in [
            ("people", vec!["id", name, "number", "email"]),
            (orders, vec!["id", "person_id", "amount"]),
            ("log", vec!["what"]),
        ] {
            let columns: Vec<_> = columns.into_iter().map(text).collect();
            let query = format!("SELECT {} FROM {table} ORDER BY {}", columns.join(", "), columns.join(", "));
            rows.push(format!("{table} {:?}", database.rows(&query).await));
        }
        if purchases {
            let tokens = ["owner", "n", "person_id", "uses"].map(text).join(", ");
            for query in [
                "SELECT nickname FROM people ORDER BY id".to_owned(),
                "SELECT body FROM notes ORDER BY body".to_owned(),
                format!("SELECT {} FROM purchases ORDER BY id", text("tax")),
                format!("SELECT {tokens} FROM tokens ORDER BY n"),
                format!("SELECT {tokens} FROM tokens_astray ORDER BY n"),
            ] {
                rows.push(format!("{query} {:?}", database.rows(&query).await));
            }
        }
        let books = database.rows("SELECT version FROM seaql_migrations ORDER BY version").await;
        let step = text("step");
        let journal =
            format!("SELECT revision, direction, state, {step} FROM keel_journal ORDER BY revision");
        let books = format!("{books:?}\n{:?}", database.rows(&journal).await);
        Self { dump: database.dump().await, rows: rows.join("\n"), books }
    }

    /// What differs, in words.
    pub(crate) fn differs(&self, other: &Self) -> Option<String> {
        let told = |what: &str, one: &str, two: &str| {
            difference(one, two)
                .map(|lines| format!("{what}:\n{}", lines.chars().take(4000).collect::<String>()))
        };
        told("the schema", &self.dump, &other.dump)
            .or_else(|| told("rows", &self.rows, &other.rows))
            .or_else(|| told("ledger and journal", &self.books, &other.books))
    }
}

/// Ends the sessions that others have in a database, and waits until what they were doing has ended.
pub(crate) async fn quiet(database: &Database) {
    let query = match database.engine().backend() {
        Backend::Sqlite => return,
        Backend::Postgres => {
            "SELECT CAST(count(*) AS text) FROM pg_stat_activity WHERE datname = current_database() \
             AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        }
        Backend::MySql => {
            "SELECT CAST(count(*) AS char) FROM information_schema.processlist WHERE db = DATABASE() \
             AND id <> CONNECTION_ID()"
        }
    };
    for _ in 0..600 {
        if database.rows(query).await[0][0].as_deref() == Some("0") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
