//! Private servers: started when a test first needs one, stopped and deleted when the process ends.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Mutex, OnceLock, mpsc},
    thread,
    time::{Duration, Instant},
};

use sea_keel::schema::Backend;
use sea_orm::{ConnectOptions, Database};
use tempfile::TempDir;

use crate::account::{Account, program};

/// A server is given that long to come up, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a server's process is started.
type Recipe = Box<dyn Fn(&Home, bool) -> Command + Send + Sync>;

/// A server of this process, in a directory of its own.
pub struct PrivateServer {
    home: Home,
    recipe: Recipe,
    /// At which it ends in good order, and as if it had crashed.
    signals: (&'static str, &'static str),
    url: String,
    /// Whether what it has committed outlives a crash of its process.
    durable: bool,
    /// A database that is always there.
    database: &'static str,
    child: Option<Child>,
}

static RUNNING: Mutex<Vec<PrivateServer>> = Mutex::new(Vec::new());

/// Why there is no server of that family here, if there is none.
pub(crate) fn missing(backend: Backend) -> Option<String> {
    match backend {
        Backend::Sqlite => None,
        Backend::Postgres if postgres_bin().is_some() => None,
        Backend::Postgres => Some("no PostgreSQL server (initdb, postgres) is installed".into()),
        Backend::MySql if mysql_programs().is_some() => None,
        Backend::MySql => Some("no MariaDB or MySQL server (mariadbd, mysqld) is installed".into()),
    }
}

/// The URL of this process's server, `/DATABASE` to be added.
pub(crate) fn url(backend: Backend) -> Result<String, String> {
    static POSTGRES: OnceLock<Result<String, String>> = OnceLock::new();
    static MYSQL: OnceLock<Result<String, String>> = OnceLock::new();
    let cell = match backend {
        Backend::Postgres => &POSTGRES,
        Backend::MySql => &MYSQL,
        Backend::Sqlite => return Err("SQLite has no server".into()),
    };
    let start = || {
        let server = PrivateServer::start_with(backend, false)?;
        let url = server.url().to_owned();
        RUNNING.lock().unwrap().push(server);
        Ok(url)
    };
    cell.get_or_init(start).clone()
}

/// Stops what runs, and deletes its files.
pub(crate) fn stop_all() {
    RUNNING.lock().unwrap().clear();
}

impl PrivateServer {
    /// Starts one.
    ///
    /// # Errors
    /// There is none of that family on this machine, or it does not start.
    pub fn start(backend: Backend) -> Result<Self, String> {
        Self::start_with(backend, true)
    }

    /// Where it need not be durable, commits are faster, and a crash may lose the last of them.
    fn start_with(backend: Backend, durable: bool) -> Result<Self, String> {
        let mut server = on_keeper(move || match backend {
            Backend::Postgres => postgres(),
            Backend::MySql => mysql(),
            Backend::Sqlite => Err("SQLite has no server".into()),
        })?;
        server.durable = durable;
        server.begin()?;
        Ok(server)
    }

    /// Where it is, `/DATABASE` to be added.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Starts its process, and waits until it answers.
    ///
    /// # Errors
    /// It does not.
    pub fn begin(&mut self) -> Result<(), String> {
        let mut command = (self.recipe)(&self.home, self.durable);
        let shown = format!("{command:?}");
        let spawned = on_keeper(move || command.spawn());
        let mut child = spawned.map_err(|error| format!("{shown}: {error}"))?;
        let url = format!("{}/{}", self.url, self.database);
        // Not on the thread of a caller that may have a runtime already.
        let answers = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let mut options = ConnectOptions::new(&url);
            options.max_connections(1).connect_timeout(Duration::from_secs(5)).sqlx_logging(false);
            runtime.block_on(async { Database::connect(options).await?.close().await })
        };
        let begun = Instant::now();
        loop {
            let answers = answers.clone();
            match thread::spawn(answers).join().unwrap() {
                Ok(()) => break,
                Err(error) if begun.elapsed() > PATIENCE => {
                    let _ = child.kill();
                    return Err(format!("{shown} does not answer: {error}\n{}", self.home.told()));
                }
                Err(_) if !matches!(child.try_wait(), Ok(None)) => {
                    return Err(format!("{shown} ended\n{}", self.home.told()));
                }
                Err(_) => thread::sleep(Duration::from_millis(50)),
            }
        }
        self.child = Some(child);
        Ok(())
    }

    /// Takes its process away as a crash would: nothing is brought into order.
    pub fn crash(&mut self) {
        self.end(self.signals.1);
    }

    fn end(&mut self, signal: &str) {
        let Some(mut child) = self.child.take() else { return };
        let _ = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        let begun = Instant::now();
        while matches!(child.try_wait(), Ok(None)) && begun.elapsed() < Duration::from_secs(10) {
            thread::sleep(Duration::from_millis(20));
        }
        let _ = child.kill();
        let _ = child.wait();
    }
}

impl Drop for PrivateServer {
    fn drop(&mut self) {
        self.end(self.signals.0);
    }
}

type Job = Box<dyn FnOnce() + Send>;

/// Runs on the one thread that lives as long as the process: the signal at a parent's death is bound to the
/// thread that forked, and a test's thread ends with its test.
fn on_keeper<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> T {
    static KEEPER: OnceLock<Mutex<mpsc::Sender<Job>>> = OnceLock::new();
    let keeper = KEEPER.get_or_init(|| {
        let (sender, jobs) = mpsc::channel::<Job>();
        thread::spawn(move || jobs.into_iter().for_each(|job| job()));
        Mutex::new(sender)
    });
    let (answer, answered) = mpsc::channel();
    let job: Job = Box::new(move || {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
        let _ = answer.send(outcome);
    });
    keeper.lock().unwrap().send(job).unwrap();
    match answered.recv().unwrap() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

struct Home {
    dir: TempDir,
    account: Account,
    port: u16,
}

impl Home {
    fn new(accounts: &[&str]) -> Result<Self, String> {
        use std::os::unix::fs::PermissionsExt as _;
        let said = |error: std::io::Error| error.to_string();
        let dir = tempfile::Builder::new().prefix("keel-tests-").tempdir().map_err(said)?;
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).map_err(said)?;
        let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).map_err(said)?.port();
        let account = Account::of(accounts);
        account.directory(&dir.path().join("run")).map_err(said)?;
        Ok(Self { dir, account, port })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("run").join(name)
    }

    fn log(&self) -> PathBuf {
        self.dir.path().join("log")
    }

    fn command(&self, program: &Path, signal: &str) -> Command {
        let log = File::options().create(true).append(true).open(self.log()).unwrap();
        let mut command = self.account.command(program, signal);
        // MariaDB deletes the temporary tables that it finds where it starts: never those of another server.
        command.current_dir(self.dir.path().join("run")).env("TMPDIR", self.dir.path().join("run"));
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        command
    }

    fn say(&self, mut command: Command) -> Result<(), String> {
        let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
        if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}\n{}", self.told())) }
    }

    fn told(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }
}

// ---- PostgreSQL ----

/// Where the newest PostgreSQL's programs are.
pub(crate) fn postgres_bin() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .max();
    let beside = || program("initdb").filter(|_| program("postgres").is_some());
    newest.map(|(_, bin)| bin).or_else(|| beside()?.parent().map(Into::into))
}

/// Where the clients are that fit a private server, where that is not `PATH`.
pub fn client_path() -> Option<PathBuf> {
    postgres_bin().filter(|bin| bin.join("psql").is_file())
}

fn postgres() -> Result<PrivateServer, String> {
    let bin = postgres_bin().ok_or("no PostgreSQL server is installed")?;
    let home = Home::new(&["postgres"])?;
    let data = home.path("data");
    let mut init = home.command(&bin.join("initdb"), "KILL");
    init.arg("-D").arg(&data).args([
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]);
    home.say(init)?;
    let url = format!("postgres://postgres@127.0.0.1:{}", home.port);
    let recipe: Recipe = Box::new(move |home, durable| postgres_command(home, &bin, &data, durable));
    // An immediate shutdown is what PostgreSQL calls a crash that leaves no process behind (manual, pg_ctl).
    Ok(PrivateServer {
        home,
        recipe,
        signals: ("INT", "QUIT"),
        url,
        durable: false,
        database: "postgres",
        child: None,
    })
}

fn postgres_command(home: &Home, bin: &Path, data: &Path, durable: bool) -> Command {
    let mut server = home.command(&bin.join("postgres"), "INT");
    server.arg("-D").arg(data).args(["-p", &home.port.to_string()]);
    for setting in [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "fsync=off",
        if durable { "synchronous_commit=on" } else { "synchronous_commit=off" },
        "full_page_writes=off",
        "max_connections=200",
        "dynamic_shared_memory_type=mmap",
        "shared_buffers=32MB",
        "autovacuum=off",
        "jit=off",
        "wal_level=minimal",
        "max_wal_senders=0",
    ] {
        server.args(["-c", setting]);
    }
    server
}

// ---- MariaDB and MySQL ----

/// How a data directory is made.
enum Install {
    MariaDb(PathBuf),
    MySql,
}

fn mysql_programs() -> Option<(PathBuf, Install)> {
    let mariadb = || Some((program("mariadbd")?, Install::MariaDb(program("mariadb-install-db")?)));
    mariadb().or_else(|| Some((program("mysqld")?, Install::MySql)))
}

fn mysql() -> Result<PrivateServer, String> {
    let (daemon, install) = mysql_programs().ok_or("no MariaDB or MySQL server is installed")?;
    let home = Home::new(&["mysql"])?;
    let data = format!("--datadir={}", home.path("data").display());
    let init = match &install {
        Install::MariaDb(install) => {
            let mut init = home.command(install, "KILL");
            init.args(["--no-defaults", &data, "--auth-root-authentication-method=normal", "--skip-test-db"]);
            init
        }
        Install::MySql => {
            let mut init = home.command(&daemon, "KILL");
            init.args(["--no-defaults", &data, "--initialize-insecure"]);
            init
        }
    };
    home.say(init)?;
    let url = format!("mysql://root@127.0.0.1:{}", home.port);
    let recipe: Recipe =
        Box::new(move |home, durable| mysql_command(home, (&daemon, &install), &data, durable));
    Ok(PrivateServer {
        home,
        recipe,
        signals: ("TERM", "KILL"),
        url,
        durable: false,
        database: "mysql",
        child: None,
    })
}

fn mysql_command(home: &Home, (daemon, install): (&Path, &Install), data: &str, durable: bool) -> Command {
    let mut server = home.command(daemon, "TERM");
    server.args(["--no-defaults", data, "--bind-address=127.0.0.1", "--skip-log-bin"]);
    server.args(["--innodb-doublewrite=0", "--max-connections=200"]);
    server.arg(format!("--innodb-flush-log-at-trx-commit={}", if durable { 2 } else { 0 }));
    server.arg(format!("--tmpdir={}", home.path("").display()));
    server.arg(format!("--port={}", home.port));
    server.arg(format!("--socket={}", home.path("socket").display()));
    server.arg(format!("--pid-file={}", home.path("pid").display()));
    if matches!(install, Install::MySql) {
        server.arg("--mysqlx=OFF");
    }
    server
}
