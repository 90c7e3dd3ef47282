//! Where the database stands, looked at again and again.

use std::{
    fmt,
    sync::{PoisonError, RwLock},
};

use sea_keel::{
    dialect::{Dialect, Server, dialect_of},
    history::applied::{self, DEFAULT_LEDGER},
};
use sea_orm::{DatabaseConnection, DbErr};

use super::{Standing, Window};

/// Looks where the database stands, and remembers it.
pub struct Watch {
    window: Window,
    dialect: Box<dyn Dialect>,
    last: RwLock<Option<Standing>>,
}

impl Watch {
    /// A watch that has not looked yet.
    pub fn new(window: Window, server: Server) -> Self {
        Self { window, dialect: dialect_of(server), last: RwLock::new(None) }
    }

    /// Which revisions this build serves.
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// Reads the ledger.
    ///
    /// # Errors
    /// Whatever the database says; what was known before is kept, since nothing is known against it.
    pub async fn look(&self, db: &DatabaseConnection) -> Result<Standing, DbErr> {
        let applied = applied::load(db, self.dialect.as_ref(), DEFAULT_LEDGER).await?;
        let versions = applied.into_iter().map(|revision| revision.version).collect();
        let standing = self.window.judge(&versions);
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = Some(standing.clone());
        Ok(standing)
    }

    /// What the last look found.
    pub fn last(&self) -> Option<Standing> {
        self.last.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("last", &self.last()).finish_non_exhaustive()
    }
}
