//! What every request needs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sea_keel::{
    inspect::InspectFailure,
    rolling::{Capabilities, Sight, Watch},
};
use sea_orm::{DatabaseConnection, DbBackend};
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    access::Keys,
    args::SignUp,
    http::{Metrics, Problem},
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
    /// One look at the catalogue at a time: many requests may ask for it at once.
    looking: Mutex<()>,
    /// A SQLite file has one writer. Who waits here is called in turn; who waits in SQLite sleeps, and may be passed over.
    writing: Option<Mutex<()>>,
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
        let writing = (db.get_database_backend() == DbBackend::Sqlite).then(Mutex::default);
        let (looking, draining) = (Mutex::default(), AtomicBool::new(false));
        Self { db, uncounted, keys, watch, looking, writing, metrics, settings, draining }
    }

    /// The pool.
    pub fn db(&self) -> &DatabaseConnection {
        &self.db
    }

    /// Waits for the turn to write, where there is one writer at a time.
    pub(crate) async fn turn_to_write(&self) -> Option<MutexGuard<'_, ()>> {
        match &self.writing {
            Some(writing) => Some(writing.lock().await),
            None => None,
        }
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
    pub async fn look(&self) -> Result<Arc<Sight>, InspectFailure> {
        let found = self.watch.look(&self.uncounted).await;
        self.metrics.ready(matches!(&found, Ok(sight) if sight.standing.serves()));
        found
    }

    /// What the live schema has, as far as is known.
    pub fn live(&self) -> Arc<Capabilities> {
        Arc::clone(&self.watch.sight().capabilities)
    }

    /// Whether the schema is another one than it was then: looks for itself, unless somebody else just has.
    pub async fn has_moved_since(&self, then: &Sight) -> bool {
        let _one_at_a_time = self.looking.lock().await;
        *self.watch.sight() != *then
            || self.watch.look_closely(&self.uncounted).await.is_ok_and(|now| *now != *then)
    }

    /// Refuses while the database is at revisions that this build does not serve, as far as is known.
    ///
    /// # Errors
    /// [`Problem`] of the kind `schema-not-served`.
    pub fn require_schema(&self) -> Result<(), Problem> {
        let sight = self.watch.sight();
        if sight.standing.serves() { Ok(()) } else { Err(Problem::schema(sight.standing.to_string())) }
    }
}
