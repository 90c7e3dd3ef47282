//! Serving, until told to stop.

use std::{io, sync::Arc, time::Duration};

use axum::serve::ListenerExt as _;
use sea_keel::{
    cli::Exit,
    exec::{Stop, database_message},
};
use tokio::{
    net::TcpListener,
    sync::watch,
    time::{MissedTickBehavior, interval, sleep},
};

use crate::{http::router, service::Service};

/// How often the service looks where its database stands.
const LOOKS: Duration = Duration::from_secs(2);

/// The word to stop, to a run on the schema and to the service: SIGINT or SIGTERM; the second one ends at once.
pub(crate) struct Told {
    stop: Stop,
    serving: watch::Receiver<bool>,
}

impl Told {
    pub(crate) fn listen() -> Self {
        let (stop, (sender, serving)) = (Stop::default(), watch::channel(false));
        let word = stop.clone();
        tokio::spawn(async move {
            signal().await;
            word.request();
            let _ = sender.send(true);
            signal().await;
            std::process::exit(Exit::Stopped as i32);
        });
        Self { stop, serving }
    }

    pub(crate) fn stop(&self) -> &Stop {
        &self.stop
    }

    async fn wait(mut self) {
        // Without a sender there are no signals, and nothing to wait for but the end of the process.
        if self.serving.wait_for(|told| *told).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    fn again(&self) -> Self {
        Self { stop: self.stop.clone(), serving: self.serving.clone() }
    }
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signal() {
    let _ = tokio::signal::ctrl_c().await;
}

pub(crate) async fn serve(
    listener: TcpListener,
    service: Arc<Service>,
    told: Told,
    patience: Duration,
) -> io::Result<()> {
    let watching = tokio::spawn(look_again(Arc::clone(&service)));
    let (late, draining) = (told.again(), Arc::clone(&service));
    let listener = listener.tap_io(|stream| {
        // Small answers do not wait for more.
        let _ = stream.set_nodelay(true);
    });
    let serving = axum::serve(listener, router(service)).with_graceful_shutdown(async move {
        told.wait().await;
        draining.drain();
        tracing::info!("told to stop: requests under way are answered");
    });
    let outcome = tokio::select! {
        outcome = serving => outcome,
        () = async { late.wait().await; sleep(patience).await } => {
            tracing::warn!("requests were still under way, and were given up");
            Ok(())
        }
    };
    watching.abort();
    tracing::info!("stopped");
    outcome
}

/// What others do to the schema, and a database that goes and comes, is seen without a request.
async fn look_again(service: Arc<Service>) {
    let mut looks = interval(LOOKS);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // What was found at the start has been told.
    let mut last = service.look().await.ok().map(|standing| standing.to_string());
    loop {
        looks.tick().await;
        let found = match service.look().await {
            Ok(standing) => standing.to_string(),
            Err(error) => format!("the database does not answer: {}", database_message(&error)),
        };
        if last.as_ref() != Some(&found) {
            tracing::info!("{found}");
            last = Some(found);
        }
    }
}
