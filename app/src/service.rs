//! What every request needs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sea_orm::{DatabaseConnection, DbErr};

use crate::{
    access::Keys,
    args::SignUp,
    http::{Metrics, Problem},
    schema::{Standing, Watch},
};

/// What a person has chosen of what requests depend on.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Who may sign up.
    pub sign_up: SignUp,
    /// How long a request may take.
    pub request_timeout: Duration,
}

/// What every request needs.
#[derive(Debug)]
pub struct Service {
    db: DatabaseConnection,
    /// The same pool; what it is asked for here is not counted, since nobody has asked the service for it.
    uncounted: DatabaseConnection,
    keys: Keys,
    watch: Watch,
    metrics: Arc<Metrics>,
    settings: Settings,
    draining: AtomicBool,
}

impl Service {
    /// A service over a pool.
    pub fn new(mut db: DatabaseConnection, keys: Keys, watch: Watch, settings: Settings) -> Self {
        let (metrics, uncounted) = (Arc::new(Metrics::default()), db.clone());
        let counted = Arc::clone(&metrics);
        db.set_metric_callback(move |statement| counted.statement(statement));
        Self { db, uncounted, keys, watch, metrics, settings, draining: AtomicBool::new(false) }
    }

    /// The pool.
    pub fn db(&self) -> &DatabaseConnection {
        &self.db
    }

    /// What signs tokens.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What is counted.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// What was chosen.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Which revisions this build serves.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// From here on new requests should go elsewhere.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }

    /// Whether it is about to end.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::SeqCst)
    }

    /// Looks where the database stands, and remembers it for the requests that come.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn look(&self) -> Result<Standing, DbErr> {
        let found = self.watch.look(&self.uncounted).await;
        self.metrics.ready(matches!(&found, Ok(standing) if standing.serves()));
        found
    }

    /// Refuses while the database is at revisions that this build does not serve, as far as is known.
    ///
    /// # Errors
    /// [`Problem`] of the kind `schema-not-served`.
    pub fn require_schema(&self) -> Result<(), Problem> {
        match self.watch.last() {
            Some(standing) if !standing.serves() => Err(Problem::schema(standing.to_string())),
            _ => Ok(()),
        }
    }
}
