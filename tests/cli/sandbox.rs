//! A directory with nothing in it, and binaries that run there with nothing in their environment.

use std::{
    fmt, fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use sea_orm::{ConnectionTrait as _, Database, Statement};
use tempfile::TempDir;

/// The URL that the binaries take by default.
pub(crate) const APP: &str = "sqlite://app.db?mode=rwc";

pub(crate) struct Sandbox {
    directory: TempDir,
    binary: &'static str,
    environment: Vec<(String, String)>,
}

/// The application's own history.
pub(crate) fn main() -> Sandbox {
    Sandbox::new(env!("CARGO_BIN_EXE_cli_main"))
}

/// A small history; `src/bin/cli_lab` tells them.
pub(crate) fn lab(history: &str) -> Sandbox {
    Sandbox::new(env!("CARGO_BIN_EXE_cli_lab")).env("KEEL_LAB", history)
}

impl Sandbox {
    fn new(binary: &'static str) -> Self {
        Self { directory: tempfile::tempdir().unwrap(), binary, environment: vec![] }
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// The same directory with another small history, as after an edit of the code.
    pub(crate) fn becomes(self, history: &str) -> Self {
        let binary = env!("CARGO_BIN_EXE_cli_lab");
        let environment = vec![("KEEL_LAB".into(), history.into())];
        Self { binary, environment, ..self }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The command, ready to run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.binary);
        command.args(arguments);
        self.prepare(&mut command);
        command
    }

    /// A shell's command line; `$KEEL` is the binary.
    pub(crate) fn shell(&self, line: &str) -> Ran {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        self.prepare(&mut command);
        command.env("KEEL", self.binary);
        self.ran(command.output().unwrap())
    }

    fn prepare(&self, command: &mut Command) {
        command.env_clear().stdin(Stdio::null()).current_dir(self.directory.path());
        for name in ["PATH", "HOME"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
    }

    /// Runs a command line whose arguments hold no spaces.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.run_args(&line.split_whitespace().collect::<Vec<_>>())
    }

    pub(crate) fn run_args(&self, arguments: &[&str]) -> Ran {
        self.ran(self.command(arguments).output().unwrap())
    }

    /// Runs what only prepares.
    pub(crate) fn ok(&self, line: &str) -> Ran {
        let ran = self.run(line);
        assert_eq!(ran.code, Some(0), "{line}\n{ran}");
        ran
    }

    fn ran(&self, output: Output) -> Ran {
        Ran {
            stdout: self.told(&output.stdout),
            stderr: self.told(&output.stderr),
            code: output.status.code(),
        }
    }

    /// Text as every run of a test sees it.
    fn told(&self, bytes: &[u8]) -> String {
        let directory = self.directory.path().to_str().unwrap();
        String::from_utf8(bytes.to_vec()).unwrap().replace(directory, "$DIR")
    }

    /// Runs statements on `app.db`.
    pub(crate) fn sql(&self, statements: &str) {
        let url = self.url("rw");
        block_on(async {
            let db = Database::connect(url).await.unwrap();
            db.execute_unprepared(statements).await.unwrap();
            db.close().await.unwrap();
        });
    }

    /// The first column of a query on `app.db`.
    pub(crate) fn query(&self, sql: &str) -> Vec<String> {
        let url = self.url("ro");
        block_on(async {
            let db = Database::connect(url).await.unwrap();
            let statement = Statement::from_string(db.get_database_backend(), sql);
            let rows = db.query_all_raw(statement).await.unwrap();
            let found = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
            db.close().await.unwrap();
            found
        })
    }

    fn url(&self, mode: &str) -> String {
        format!("sqlite://{}?mode={mode}", self.path("app.db").to_str().unwrap())
    }

    /// The tables of `app.db`.
    pub(crate) fn tables(&self) -> Vec<String> {
        self.query(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
        )
    }

    /// The revisions that `app.db` has.
    pub(crate) fn applied(&self) -> Vec<String> {
        self.query("SELECT version FROM seaql_migrations ORDER BY 1")
    }

    /// Every byte in the directory; a database that nobody touched has the same ones.
    pub(crate) fn bytes(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files: Vec<_> = fs::read_dir(self.directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect();
        files.sort();
        files
    }

    /// Runs a command line that must leave every file as it is.
    pub(crate) fn untouched(&self, line: &str) -> Ran {
        let before = self.bytes();
        let ran = self.run(line);
        assert_eq!(before.len(), self.bytes().len(), "`{line}` made or removed a file\n{ran}");
        assert!(before == self.bytes(), "`{line}` changed a file\n{ran}");
        ran
    }
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A crate whose history is that of the binary.
pub(crate) fn with_crate(history: &str) -> Sandbox {
    let sandbox = lab(history);
    let ids = sandbox.ok("history").stdout;
    let ids: Vec<_> = ids
        .lines()
        .rev()
        .filter_map(|line| {
            line.split([' ', ',']).find(|word| word.starts_with('m') && !line.starts_with(word))
        })
        .collect();
    let modules: String = ids.iter().map(|id| format!("mod {id};\n")).collect();
    let entries: String = ids.iter().map(|id| format!("        Box::new({id}::Migration),\n")).collect();
    let list = if ids.is_empty() { "vec![]".to_owned() } else { format!("vec![\n{entries}    ]") };
    sandbox.write(
        "migration/src/lib.rs",
        &format!(
            "//! A history.\n\nuse sea_keel::history::Revision;\n\n{modules}\n/// All.\n\
             pub fn revisions() -> Vec<Box<dyn Revision>> {{\n    {list}\n}}\n"
        ),
    );
    sandbox
}

/// The files of the revisions that were generated, where the others have none.
pub(crate) fn generated(sandbox: &Sandbox) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(sandbox.path("migration/src"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('m'))
        .collect();
    names.sort();
    names
}

/// A generated id begins with the time.
pub(crate) fn without_times(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("m20") {
        let (before, from) = rest.split_at(at);
        out += before;
        let stamp: String = from.chars().take(16).collect();
        let is_generated =
            !stamp.starts_with("m2025") && stamp.chars().skip(1).all(|c| c.is_ascii_digit() || c == '_');
        let length = if is_generated { 16 } else { 3 };
        out += if is_generated { "mTIME" } else { "m20" };
        rest = from.split_at(length).1;
    }
    out + rest
}

/// What came out of a run.
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl Ran {
    /// The result of `--format json`.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "------- stderr -------\n{}", self.stderr)?;
        }
        match self.code {
            Some(0) => Ok(()),
            Some(code) => writeln!(f, "[exit status: {code}]"),
            None => writeln!(f, "[killed]"),
        }
    }
}

/// A snapshot of a run, inline or in a file of that name. Durations, times and hashes are left out; the rest is
/// what a person reads.
macro_rules! snapshot {
    ($ran:expr, @$inline:literal) => {
        $crate::sandbox::filtered().bind(|| insta::assert_snapshot!($ran.to_string(), @$inline))
    };
    ($ran:expr, $name:expr) => {
        $crate::sandbox::filtered().bind(|| insta::assert_snapshot!(&*$name, $ran.to_string()))
    };
}
pub(crate) use snapshot;

pub(crate) fn filtered() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.add_filter(r"\b\d+ ms\b", "N ms");
    settings.add_filter(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "TIME");
    settings.add_filter(r"\b[0-9a-f]{64}\b", "HASH");
    settings.add_filter(r"os error \d+", "os error N");
    settings.add_filter(r"SQLite 3\.\d+\.\d+", "SQLite 3.x");
    settings
}
