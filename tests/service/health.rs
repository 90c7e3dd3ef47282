//! The probe: what a container's health check asks.

use std::{net::TcpListener, process::Command, sync::Arc};

use tests::{Database, Ended, Engine, Outcome};

use crate::replica::{Replica, migration, probe};

/// A service that is ready, that is not, and one that has ended.
pub(crate) async fn is_asked(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::on(&database)?;
    let address = replica.address().to_owned();
    let ask = |arguments: &[&str]| with(arguments, &[("APP_LISTEN", &address)]);
    ask(&["health"]).with(0, &["ready"])?;
    migration(&database, &["down", "-5", "--yes"])?;
    ask(&["health"]).with(1, &["not ready", "503", "m20241226_100000_add_conversations"])?;
    // The process works all the same.
    ask(&["health", "--url", &format!("http://{address}/health/live")]).with(0, &["ready"])?;
    migration(&database, &["up"])?;
    ask(&["health"]).with(0, &["ready"])?;
    replica.signal("TERM");
    replica.ended().with(0, &[])?;
    ask(&["health"]).with(3, &["nobody answers", &address])?;
    database.delete().await;
    Ok(())
}

fn with(arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
    let mut command: Command = probe(arguments);
    command.envs(environment.iter().copied());
    Ended::of(command)
}

/// A service that listens everywhere is asked on this machine, and who names none is told so.
pub(crate) async fn finds_the_service(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let replica = Replica::start(database.url(), &["--listen", "0.0.0.0:0"])?;
    let port = replica.address().rsplit_once(':').unwrap().1.to_owned();
    with(&["health"], &[("APP_LISTEN", &format!("0.0.0.0:{port}"))]).with(0, &["ready"])?;
    with(&["--listen", &format!("0.0.0.0:{port}"), "health"], &[]).with(0, &["ready"])?;
    with(&["health", "--url", &format!("http://localhost:{port}")], &[]).with(0, &["ready"])?;
    with(&["health", "--url", &format!("http://127.0.0.1:{port}/nowhere")], &[]).with(1, &["404"])?;
    drop(replica);
    // Somebody who takes connections, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    with(&["health", "--timeout", "200ms"], &[("APP_LISTEN", &address)]).with(3, &["no answer", "200ms"])?;
    for (arguments, text) in [
        (&["health", "--url", "https://127.0.0.1"][..], "only http://"),
        (&["health", "--url", "127.0.0.1:3000"], "--url"),
        (&["health", "--url", "http://me:hush@127.0.0.1"], "without a user and a password"),
        (&["health", "--listen", "127.0.0.1:0"], "--url"),
        (&["health", "--listen", "nowhere"], "--listen"),
        (&["health", "--timeout", "long"], "--timeout"),
    ] {
        let ended = with(arguments, &[]).with(2, &[text])?;
        assert!(!ended.told.contains("hush"), "{ended:?}");
    }
    database.delete().await;
    Ok(())
}
