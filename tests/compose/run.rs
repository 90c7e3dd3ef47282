//! The commands of the containers, as processes of this machine.

use std::{process::Command, sync::Arc, time::Duration};

use sea_keel::schema::Backend;
use serde_json::{Value, json};
use tests::{Database, Ended, Engine, Outcome, Process};

use crate::{
    file::Service,
    image::Image,
    project::{MYSQL, REPLICAS, Setup},
};

/// A condition is waited for that long, on a machine that does much else.
const PATIENCE: u32 = 1200;

/// A program of the image and its arguments, with nothing of what the environment says to it.
pub(crate) fn program(words: &[String]) -> Result<Command, String> {
    let (name, arguments) = words.split_first().ok_or("no command")?;
    let binary = match name.as_str() {
        "migration" => env!("CARGO_BIN_EXE_cli_main"),
        "app" => env!("CARGO_BIN_EXE_service"),
        other => return Err(format!("{other} is not in the image")),
    };
    let mut command = Command::new(binary);
    let is_ours = |name: &str| ["APP_", "KEEL_", "DATABASE_"].iter().any(|start| name.starts_with(start));
    for (name, _) in std::env::vars().filter(|(name, _)| is_ours(name)) {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(std::env::temp_dir());
    Ok(command)
}

/// A container's command on a test's database; it listens as the image has it, on a free port unless told.
fn contained(
    words: &[String],
    service: &Service,
    database: &Database,
    listen: &str,
) -> Result<Command, String> {
    let mut command = program(words)?;
    command.envs(Image::read()?.environment()).envs(&service.environment);
    command.env("APP_LISTEN", listen).env("DATABASE_URL", database.url());
    Ok(command)
}

/// A replica that serves, and what asks for its health.
struct Replica {
    process: Process,
    address: String,
}

impl Replica {
    fn start(service: &Service, database: &Database) -> Result<Self, String> {
        let port = Image::read()?.port()?.to_owned();
        let everywhere = format!("0.0.0.0:{port}");
        assert!(Image::read()?.environment().contains(&("APP_LISTEN", everywhere.as_str())));
        let mut process = Process::start(contained(&service.words(), service, database, "0.0.0.0:0")?);
        let address = process.address()?.trim_start_matches("http://").to_owned();
        Ok(Self { process, address })
    }

    /// What the health check says.
    fn health(&self, service: &Service, database: &Database) -> Result<Ended, String> {
        let words = service.probe().ok_or("no health check")?;
        Ok(Ended::of(contained(&words, service, database, &self.address)?))
    }

    async fn is_healthy(&self, service: &Service, database: &Database) -> Outcome {
        for _ in 0..PATIENCE {
            if self.health(service, database)?.code == Some(0) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("it does not become healthy:\n{}", self.process.told()))
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address.replace("0.0.0.0", "127.0.0.1"))
    }
}

/// The job, the replicas, their health, a person at one who is known at all, and the word to stop.
pub(crate) async fn without_containers(engine: Arc<Engine>) -> Outcome {
    let setup: Setup = if engine.backend() == Backend::Postgres { REPLICAS } else { MYSQL };
    let [job, service] = setup.pair()?;
    let database = Database::fresh(&engine).await;
    let scheme = |url: &str| url.split(':').next().map(ToOwned::to_owned);
    assert_eq!(scheme(&job.environment["DATABASE_URL"]), scheme(database.url()));
    // Who does not wait for the job is told why it does not start.
    let early = contained(&service.words(), &service, &database, "127.0.0.1:0")?;
    Ended::of(early).with(1, &["the database is at base", "migration up"])?;
    // The second one is what a second `up` of the containers runs.
    for told in ["applied", "nothing to apply"] {
        Ended::of(contained(&job.words(), &job, &database, "127.0.0.1:0")?).with(0, &[told])?;
    }
    let starting = (0..service.replicas()).map(|_| Replica::start(&service, &database));
    let replicas = starting.collect::<Result<Vec<_>, _>>()?;
    for replica in &replicas {
        replica.is_healthy(&service, &database).await?;
    }
    are_one(&replicas).await?;
    for replica in replicas {
        replica.process.signal("TERM");
        let (words, address) = (service.probe().ok_or("no health check")?, replica.address.clone());
        replica.process.ended().with(0, &["told to stop", "stopped"])?;
        Ended::of(contained(&words, &service, &database, &address)?).with(3, &["nobody answers"])?;
    }
    database.delete().await;
    Ok(())
}

/// Whoever signs up at one is known at the others.
async fn are_one(replicas: &[Replica]) -> Outcome {
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(120)).build().unwrap();
    let told = |error: reqwest::Error| format!("{error:?}");
    let body = json!({"email": "ada@example.org", "name": "Ada"}).to_string();
    let request = http.post(replicas[0].url("/users")).header("content-type", "application/json").body(body);
    let made = request.send().await.map_err(told)?.error_for_status().map_err(told)?;
    let made: Value = made.json().await.map_err(told)?;
    let token = made["token"].as_str().unwrap();
    for replica in replicas {
        let found = http.get(replica.url("/users/me")).bearer_auth(token).send().await.map_err(told)?;
        let found: Value = found.error_for_status().map_err(told)?.json().await.map_err(told)?;
        assert_eq!(found["email"], "ada@example.org");
    }
    Ok(())
}
