//! Looking again and again.

use std::{
    fmt,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU32, Ordering},
    },
};

use sea_orm::ConnectionTrait;

use crate::{
    dialect::{Dialect, Server, dialect_of},
    history::applied::DEFAULT_LEDGER,
    inspect::InspectFailure,
};

use super::{Sight, Window, window::revisions};

/// A look reads the catalogue where the ledger says another thing than before, and every so many times anyway: what
/// somebody does by hand is in no ledger.
const CLOSELY: u32 = 15;

/// Looks where the database stands, and remembers it.
pub struct Watch {
    window: Window,
    dialect: Box<dyn Dialect>,
    ledger: String,
    last: RwLock<Arc<Sight>>,
    looks: AtomicU32,
}

impl Watch {
    /// A watch that begins with what was seen; the ledger is SeaORM's own.
    pub fn new(window: Window, server: Server, sight: Sight) -> Self {
        Self {
            window,
            dialect: dialect_of(server),
            ledger: DEFAULT_LEDGER.to_owned(),
            last: RwLock::new(Arc::new(sight)),
            looks: AtomicU32::new(0),
        }
    }

    /// The same over another ledger.
    #[must_use]
    pub fn ledger(mut self, name: &str) -> Self {
        name.clone_into(&mut self.ledger);
        self
    }

    /// The revisions between which the build serves.
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// What the last look has found.
    pub fn sight(&self) -> Arc<Sight> {
        Arc::clone(&self.last.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the ledger; the catalogue as well where there is a reason to, or the last time is a while ago.
    ///
    /// # Errors
    /// [`InspectFailure`]; what was known before is kept, since nothing is known against it.
    pub async fn look(&self, db: &impl ConnectionTrait) -> Result<Arc<Sight>, InspectFailure> {
        let last = self.sight();
        let is_due = self.looks.fetch_add(1, Ordering::Relaxed) % CLOSELY == CLOSELY - 1;
        let is_same = !is_due
            && last.standing.serves()
            && revisions(db, self.dialect.as_ref(), &self.ledger).await? == last.applied;
        if is_same { Ok(last) } else { self.look_closely(db).await }
    }

    /// Reads ledger and catalogue: for whoever has met a table or a column that is not there.
    ///
    /// # Errors
    /// As [`look`](Self::look).
    pub async fn look_closely(&self, db: &impl ConnectionTrait) -> Result<Arc<Sight>, InspectFailure> {
        let sight = Arc::new(self.window.look(db, self.dialect.as_ref(), &self.ledger).await?);
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&sight);
        Ok(sight)
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("last", &self.sight().standing).finish_non_exhaustive()
    }
}
