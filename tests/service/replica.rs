//! A process that serves.

use std::{
    io::{BufRead as _, BufReader, Read},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use tests::Database;

use crate::client::Client;

const BINARY: &str = env!("CARGO_BIN_EXE_service");
const MIGRATION: &str = env!("CARGO_BIN_EXE_cli_main");

/// All replicas share it.
const SECRET: &str = "a secret of the tests, long enough";

/// Whoever runs the service.
pub(crate) const OPERATOR: &str = "the operator's token of the tests, long enough";

/// A process is given that long to start, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) told: String,
}

impl Ended {
    pub(crate) fn with(self, code: i32, texts: &[&str]) -> Result<Self, String> {
        let missing = texts.iter().find(|text| !self.told.contains(**text) && !self.out.contains(**text));
        match (self.code == Some(code), missing) {
            (true, None) => Ok(self),
            (false, _) => Err(format!("expected exit code {code}: {self:?}")),
            (_, Some(text)) => Err(format!("expected {text:?} to be told: {self:?}")),
        }
    }
}

/// The program, with nothing of what the environment says to it.
pub(crate) fn probe(arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("APP_")) {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(std::env::temp_dir()).stdin(Stdio::null());
    command
}

/// The service on a database, as it would be started.
pub(crate) fn command(url: &str, arguments: &[&str]) -> Command {
    let listens = arguments.contains(&"--listen");
    let mut command = probe(if listens { &[] } else { &["--listen", "127.0.0.1:0"] });
    command
        .args(arguments)
        .env("DATABASE_URL", url)
        .env("APP_SECRET", SECRET)
        .env("APP_OPERATOR_TOKEN", OPERATOR)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a process to its end.
pub(crate) fn run(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended { code: output.status.code(), out: text(&output.stdout), told: text(&output.stderr) }
}

/// The migration command.
pub(crate) fn migration(database: &Database, arguments: &[&str]) -> Result<Ended, String> {
    let mut command = Command::new(MIGRATION);
    command.args(arguments).env("DATABASE_URL", database.url()).current_dir(std::env::temp_dir());
    run(command).with(0, &[])
}

/// A process that serves.
pub(crate) struct Replica {
    child: Child,
    told: Arc<Mutex<String>>,
    lines: [mpsc::Receiver<String>; 2],
    address: String,
}

/// A process on its way to serve.
pub(crate) struct Starting {
    child: Child,
    told: Arc<Mutex<String>>,
    /// Of its standard output and its standard error.
    lines: [mpsc::Receiver<String>; 2],
}

fn hear(from: impl Read + Send + 'static, told: Arc<Mutex<String>>) -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            told.lock().unwrap().push_str(&format!("{line}\n"));
            let _ = sender.send(line);
        }
    });
    lines
}

impl Starting {
    pub(crate) fn new(url: &str, arguments: &[&str]) -> Self {
        let mut child = command(url, arguments).spawn().unwrap();
        let told = Arc::new(Mutex::new(String::new()));
        let lines = [
            hear(child.stdout.take().unwrap(), Arc::clone(&told)),
            hear(child.stderr.take().unwrap(), Arc::clone(&told)),
        ];
        Self { child, told, lines }
    }

    /// What it has told so far.
    pub(crate) fn told(&self) -> String {
        self.told.lock().unwrap().clone()
    }

    /// Waits until it serves.
    pub(crate) fn serves(mut self) -> Result<Replica, String> {
        let line = self.lines[0].recv_timeout(PATIENCE);
        match line.ok().and_then(|line| line.strip_prefix("listening on ").map(ToOwned::to_owned)) {
            Some(address) => Ok(Replica { child: self.child, told: self.told, lines: self.lines, address }),
            None => {
                let _ = self.child.kill();
                let status = self.child.wait();
                Err(format!("it does not serve ({status:?}):\n{}", self.told.lock().unwrap()))
            }
        }
    }
}

impl Replica {
    /// Starts one, and waits until it serves.
    pub(crate) fn start(url: &str, arguments: &[&str]) -> Result<Self, String> {
        Starting::new(url, arguments).serves()
    }

    /// Starts one on a database.
    pub(crate) fn on(database: &Database) -> Result<Self, String> {
        Self::start(database.url(), &[])
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        self.address.trim_start_matches("http://")
    }

    /// Somebody without a token.
    pub(crate) fn anybody(&self) -> Client {
        Client::new(&self.address, None)
    }

    /// Whoever has that token.
    pub(crate) fn client(&self, token: &str) -> Client {
        Client::new(&self.address, Some(token))
    }

    /// Whoever runs the service.
    pub(crate) fn operator(&self) -> Client {
        self.client(OPERATOR)
    }

    /// Somebody who has just signed up.
    pub(crate) async fn user(&self, name: &str) -> Result<Client, String> {
        let body = serde_json::json!({"email": format!("{name}@example.org"), "name": name});
        let made = self.anybody().post("/users", body).await.is(201)?;
        Ok(self.client(made["token"].as_str().unwrap()))
    }

    /// What it has told so far.
    pub(crate) fn told(&self) -> String {
        self.told.lock().unwrap().clone()
    }

    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{signal}"), &pid]).status().unwrap().success());
    }

    /// Waits until it has ended.
    pub(crate) fn ended(mut self) -> Ended {
        let code = self.child.wait().unwrap().code();
        // Until all that it has told is heard.
        self.lines.iter().for_each(|lines| lines.iter().for_each(drop));
        let told = self.told.lock().unwrap().clone();
        Ended { code, out: String::new(), told }
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
