//! What a person settles by hand. Nothing of it runs a revision's operations.

use crate::history::{RecordedRevision, target::Direction};

use super::{ExecError, Interrupted, Progress, Runner};

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
    /// [`ExecError::Database`], [`ExecError::Contended`].
    pub async fn settle(
        &self,
        interrupted: &Interrupted,
        doubt: Doubt,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let Some(step) = interrupted.uncertain else { return Ok(()) };
        let work = async || self.journal().settle(self.db(), &interrupted.revision, step, doubt).await;
        self.patiently(NOTING, progress, work).await
    }

    /// Forgets a run that stopped half-way.
    ///
    /// # Errors
    /// [`ExecError::Database`], [`ExecError::Contended`].
    pub async fn forget(
        &self,
        interrupted: &Interrupted,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let work = async || self.journal().forget_steps(self.db(), &interrupted.revision).await;
        self.patiently(NOTING, progress, work).await
    }

    /// Notes an applied revision with the hash that it has now.
    ///
    /// # Errors
    /// [`ExecError::Database`], [`ExecError::Contended`].
    pub async fn accept(
        &self,
        revision: &RecordedRevision,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        self.install(progress).await?;
        let (id, hash) = (&revision.id, revision.hash());
        let work = async || self.journal().note_done(self.db(), id, Direction::Up, &hash).await;
        self.patiently(NOTING, progress, work).await
    }
}

const NOTING: &str = "writing the journal";
