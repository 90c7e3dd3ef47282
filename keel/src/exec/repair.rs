//! What a person settles by hand. Nothing of it runs a revision's operations.

use crate::history::{RecordedRevision, target::Direction};

use super::{ExecError, Interrupted, Runner};

/// What became of a step that was begun and never ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is done.
    TookEffect,
    /// Nothing of it is there.
    NotBegun,
}

impl Runner {
    /// Settles what became of the step in doubt; nothing where there is none.
    ///
    /// # Errors
    /// [`ExecError::Database`].
    pub async fn settle(&self, interrupted: &Interrupted, doubt: Doubt) -> Result<(), ExecError> {
        let Some(step) = interrupted.uncertain else { return Ok(()) };
        let settled = self.journal().settle(self.db(), &interrupted.revision, step, doubt).await;
        settled.map_err(noting)
    }

    /// Forgets a run that stopped half-way.
    ///
    /// # Errors
    /// [`ExecError::Database`].
    pub async fn forget(&self, interrupted: &Interrupted) -> Result<(), ExecError> {
        self.journal().forget_steps(self.db(), &interrupted.revision).await.map_err(noting)
    }

    /// Notes an applied revision with the hash that it has now.
    ///
    /// # Errors
    /// [`ExecError::Database`].
    pub async fn accept(&self, revision: &RecordedRevision) -> Result<(), ExecError> {
        self.install().await?;
        let (journal, id) = (self.journal(), &revision.id);
        journal.note_done(self.db(), id, Direction::Up, &revision.hash()).await.map_err(noting)
    }
}

fn noting(source: sea_orm::DbErr) -> ExecError {
    ExecError::Database { doing: "writing the journal".into(), source }
}
