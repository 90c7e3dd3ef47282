//! Steps that stand or fall together.

use sea_orm::{
    ConnectionTrait, DatabaseExecutor, DatabaseTransaction, DbErr, Statement, TransactionTrait as _,
};

use crate::{
    dialect::Pace,
    exec::{ExecError, Progress, journal::Run, transaction_options},
    history::{applied, target::Direction},
};

use super::{Attempt, Part, Session};

/// A row that points at no parent: its table, its row id, the parent.
type Orphan = (String, Option<i64>, String);

impl Session<'_> {
    pub(super) async fn run_in_transaction(
        &self,
        part: Part<'_>,
        attempt: &mut Attempt,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let segment = part.segment;
        let unenforced = segment.steps.iter().any(|(_, planned)| planned.step.unenforced);
        let (before, after) = match unenforced {
            true => self.runner.dialect().around_unenforced(),
            false => (&[][..], &[][..]),
        };
        let doing = |source| self.around(source);
        let orphans = if unenforced { self.orphans(self.runner.db()).await.map_err(doing)? } else { vec![] };
        self.runner.say(before).await.map_err(doing)?;
        let orphans = unenforced.then_some(&orphans);
        // Beginning may have to wait as well.
        let pace = segment.steps.first().map_or(Pace::Brief, |(_, planned)| planned.step.pace);
        let db = DatabaseExecutor::Connection(self.runner.db());
        self.limit(&db, pace, attempt).await.map_err(doing)?;
        let outcome = self.transaction(part, orphans, attempt, progress).await;
        let restored = self.runner.say(after).await.map_err(doing);
        outcome.and(restored)
    }

    async fn transaction(
        &self,
        part: Part<'_>,
        orphans: Option<&Vec<Orphan>>,
        attempt: &mut Attempt,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let doing = |source| self.around(source);
        let tx = self.runner.db().begin_with_options(transaction_options()).await.map_err(doing)?;
        let worked = Box::pin(self.within(&tx, part, orphans, attempt, progress)).await;
        match worked {
            Ok(()) => tx.commit().await.map_err(doing),
            Err(error) => {
                // Dropping the transaction would roll back as well; said here, it is done before the next word.
                let _ = tx.rollback().await;
                Err(error)
            }
        }
    }

    async fn within(
        &self,
        tx: &DatabaseTransaction,
        part: Part<'_>,
        orphans: Option<&Vec<Orphan>>,
        attempt: &mut Attempt,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        // Where no lock keeps other runs out, they may have been faster; from here on none is.
        if !self.runner.held() && self.runner.versions(tx).await.map_err(|e| self.around(e))? != *self.applied
        {
            return Err(ExecError::Moved);
        }
        let db = DatabaseExecutor::Transaction(tx);
        for (step, planned) in &part.segment.steps {
            self.stop_here(part.segment)?;
            progress.step_started(step + 1, &planned.why);
            self.limit(&db, planned.step.pace, attempt).await.map_err(|source| self.around(source))?;
            self.execute(&db, planned, progress).await.map_err(|error| self.failed(*step, planned, error))?;
            if part.split && !part.last {
                self.runner
                    .journal()
                    .note_step(tx, part.run, *step, "done", None)
                    .await
                    .map_err(|e| self.around(e))?;
            }
        }
        if let Some(before) = orphans {
            self.refuse_orphans(tx, before).await?;
        }
        if part.last {
            self.record(tx, part.run).await.map_err(|source| self.around(source))?;
        }
        Ok(())
    }

    async fn record(&self, tx: &DatabaseTransaction, run: &Run<'_>) -> Result<(), DbErr> {
        let (dialect, ledger) = (self.runner.dialect(), self.runner.options().ledger.as_str());
        match run.direction {
            Direction::Up => applied::insert(tx, dialect, ledger, run.revision).await?,
            Direction::Down => applied::delete(tx, dialect, ledger, run.revision).await?,
        }
        self.runner.journal().finish(tx, run).await
    }

    async fn orphans(&self, db: &impl ConnectionTrait) -> Result<Vec<Orphan>, DbErr> {
        let Some(query) = self.runner.dialect().orphans() else { return Ok(vec![]) };
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await?;
        rows.iter()
            .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?)))
            .collect()
    }

    /// Rows that pointed nowhere before may go on to do so; new ones are this revision's doing.
    async fn refuse_orphans(&self, tx: &DatabaseTransaction, before: &[Orphan]) -> Result<(), ExecError> {
        let now = self.orphans(tx).await.map_err(|source| self.around(source))?;
        let fresh: Vec<_> = now.iter().filter(|orphan| !before.contains(orphan)).collect();
        match fresh.first() {
            None => Ok(()),
            Some((table, ..)) => Err(ExecError::Orphans {
                revision: self.planned.revision.id.clone(),
                table: table.clone(),
                count: fresh.len(),
            }),
        }
    }
}
