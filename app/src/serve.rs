//! Serving, until told to stop.

use std::{sync::Arc, time::Duration};

use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use sea_keel::{cli::Exit, exec::Stop, rolling::Sight};
use tokio::{
    net::TcpListener,
    sync::watch,
    time::{MissedTickBehavior, interval, sleep},
};

use crate::{http::router, schema::told, service::Service};

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

/// How long is waited for a client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Who says nothing, or not all of a request's head.
    pub(crate) idle: Duration,
    /// Requests that are under way at the word to stop.
    pub(crate) shutdown: Duration,
}

/// A pause where no connection can be accepted, as when all file descriptors are taken.
const PAUSE: Duration = Duration::from_millis(200);

pub(crate) async fn serve(listener: TcpListener, service: Arc<Service>, told: Told, patience: Patience) {
    let watching = tokio::spawn(look_again(Arc::clone(&service)));
    let (connections, routes) = (GracefulShutdown::new(), router(Arc::clone(&service)));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.idle);
    let accept = async {
        loop {
            let stream = match listener.accept().await {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!("a connection was not accepted: {error}");
                    sleep(PAUSE).await;
                    continue;
                }
            };
            // Small answers do not wait for more.
            let _ = stream.set_nodelay(true);
            let answer = TowerToHyperService::new(routes.clone());
            let connection = connections.watch(http.serve_connection(TokioIo::new(stream), answer));
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!("a connection ended: {error}");
                }
            });
        }
    };
    tokio::select! {
        () = accept => {}
        () = told.wait() => {}
    }
    drop(listener);
    service.drain();
    tracing::info!("told to stop: requests under way are answered");
    tokio::select! {
        () = connections.shutdown() => {}
        () = sleep(patience.shutdown) => tracing::warn!("requests were still under way, and were given up"),
    }
    watching.abort();
    tracing::info!("stopped");
}

/// What a look has found, in a line.
pub(crate) fn seen(sight: &Sight) -> String {
    let lacking = sight.capabilities.lacking();
    match lacking.is_empty() || !sight.standing.serves() {
        true => sight.standing.to_string(),
        false => format!("{}; this build does without {}", sight.standing, lacking.join(", ")),
    }
}

/// What others do to the schema, and a database that goes and comes, is seen without a request.
async fn look_again(service: Arc<Service>) {
    let mut looks = interval(LOOKS);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // What was found at the start has been told.
    let mut last = service.look().await.ok().map(|sight| seen(&sight));
    loop {
        looks.tick().await;
        let found = match service.look().await {
            Ok(sight) => seen(&sight),
            Err(failure) => format!("the database does not answer: {}", told(&failure)),
        };
        if last.as_ref() != Some(&found) {
            tracing::info!("{found}");
            last = Some(found);
        }
    }
}
