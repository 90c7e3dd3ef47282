//! A process that serves.

use std::process::Command;

use tests::{Database, Ended, Process};

use crate::client::Client;

const BINARY: &str = env!("CARGO_BIN_EXE_service");
const MIGRATION: &str = env!("CARGO_BIN_EXE_cli_main");

/// All replicas share it.
const SECRET: &str = "a secret of the tests, long enough";

/// Whoever runs the service.
pub(crate) const OPERATOR: &str = "the operator's token of the tests, long enough";

/// The program, with nothing of what the environment says to it.
pub(crate) fn probe(arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("APP_")) {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(std::env::temp_dir());
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
        .env("APP_OPERATOR_TOKEN", OPERATOR);
    command
}

/// The migration command.
pub(crate) fn migration(database: &Database, arguments: &[&str]) -> Result<Ended, String> {
    let mut command = Command::new(MIGRATION);
    command.args(arguments).env("DATABASE_URL", database.url()).current_dir(std::env::temp_dir());
    Ended::of(command).with(0, &[])
}

/// A process that serves.
pub(crate) struct Replica {
    process: Process,
    address: String,
}

/// A process on its way to serve.
pub(crate) struct Starting(Process);

impl Starting {
    pub(crate) fn new(url: &str, arguments: &[&str]) -> Self {
        Self(Process::start(command(url, arguments)))
    }

    /// What it has told so far.
    pub(crate) fn told(&self) -> String {
        self.0.told()
    }

    /// Waits until it serves.
    pub(crate) fn serves(mut self) -> Result<Replica, String> {
        let address = self.0.address()?;
        Ok(Replica { process: self.0, address })
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
        self.process.told()
    }

    pub(crate) fn signal(&self, signal: &str) {
        self.process.signal(signal);
    }

    /// Waits until it has ended.
    pub(crate) fn ended(self) -> Ended {
        self.process.ended()
    }
}
