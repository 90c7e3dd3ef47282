//! Rows in windows: a transaction each, with the note of how far they have come inside.

use std::time::{Duration, Instant};

use sea_orm::{
    ConnectionTrait, DatabaseExecutor, DatabaseTransaction, DbErr, Statement, TransactionTrait as _,
};

use crate::{
    dialect::{Batches, Side},
    exec::{
        BatchProgress, ExecError, Progress,
        journal::{Checkpoint, steps},
        step_error::StepError,
        transaction_options,
        waiting::pause,
    },
    plan::PlannedStep,
};

use super::{Attempt, Part, Session};

/// How many rows the first window has.
const FIRST: u64 = 1_000;

/// The fewest, and the most.
const FEWEST: u64 = 50;
const MOST: u64 = 100_000;

/// How many rows a window has: as many as can be done in a time.
struct Size {
    rows: u64,
    time: Duration,
}

impl Size {
    /// Twice or half as many at most, from one window to the next.
    fn adapt(&mut self, took: Duration) {
        let ratio = self.time.as_secs_f64() / took.as_secs_f64().max(0.001);
        let wanted = self.rows as f64 * ratio.clamp(0.5, 2.0);
        self.rows = (wanted.round() as u64).clamp(FEWEST, MOST);
    }
}

/// One batch on its way.
struct Going<'a> {
    part: Part<'a>,
    step: usize,
    planned: &'a PlannedStep,
    batches: &'a Batches,
    at: Checkpoint,
    /// Whether this run has noted it before.
    noted: bool,
}

impl Session<'_> {
    /// Works through a batch from where it stands.
    pub(super) async fn run_batches(
        &self,
        part: Part<'_>,
        (step, planned): (usize, &PlannedStep),
        batches: &Batches,
        attempt: &mut Attempt,
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let (db, doing) = (self.runner.db(), |source| self.around(source));
        let waiting = self.runner.options().waiting;
        let at = match self.runner.journal().checkpoint(db, part.run, step).await.map_err(doing)? {
            Some(at) => at,
            None => match self.last_key(batches).await.map_err(doing)? {
                Some(until) => Checkpoint::begin(until),
                None => return Ok(()),
            },
        };
        // It is for people only.
        let estimate = self.runner.number(batches.estimate.clone()).await.unwrap_or_default();
        let estimate = u64::try_from(estimate).ok().filter(|rows| *rows > 0);
        let (begun, before) = (Instant::now(), at.seen);
        let mut size = Size { rows: FIRST, time: waiting.window };
        let mut going = Going { part, step, planned, batches, at, noted: false };
        loop {
            self.stop_between_windows(&going)?;
            self.limit(&DatabaseExecutor::Connection(db), planned.step.pace, attempt).await.map_err(doing)?;
            let started = Instant::now();
            let ended = self.window(&mut going, size.rows, progress).await?;
            attempt.advanced = true;
            let took = started.elapsed();
            progress.batch(BatchProgress {
                seen: going.at.seen,
                changed: going.at.changed,
                estimate: estimate.map(|rows| rows.max(going.at.seen)),
                elapsed: begun.elapsed(),
                seen_before: before,
                ended,
            });
            if ended {
                return Ok(());
            }
            size.adapt(took);
            pause(took.saturating_mul(waiting.rest_percent) / 100, &self.runner.options().stop).await;
        }
    }

    /// One window, and the note of it, in a transaction; whether it was the last one.
    async fn window(
        &self,
        going: &mut Going<'_>,
        rows: u64,
        progress: &mut dyn Progress,
    ) -> Result<bool, ExecError> {
        let doing = |source| self.around(source);
        let tx = self.runner.db().begin_with_options(transaction_options()).await.map_err(doing)?;
        match Box::pin(self.within_window(&tx, going, rows, progress)).await {
            Ok((at, ended)) => {
                tx.commit().await.map_err(doing)?;
                (going.at, going.noted) = (at, true);
                Ok(ended)
            }
            Err(error) => {
                let _ = tx.rollback().await;
                Err(self.failed(going.step, going.planned, error))
            }
        }
    }

    async fn within_window(
        &self,
        tx: &DatabaseTransaction,
        going: &Going<'_>,
        rows: u64,
        progress: &mut dyn Progress,
    ) -> Result<(Checkpoint, bool), StepError> {
        let Going { part, step, batches, at, noted, .. } = going;
        let (dialect, key) = (self.runner.dialect(), &batches.key);
        let ahead = |after: Option<&Vec<String>>, until: &[String]| {
            let until = dialect.beside(key, until, Side::UpTo);
            match after {
                Some(after) => format!("{} AND {until}", dialect.beside(key, after, Side::After)),
                None => until,
            }
        };
        let left = ahead(at.after.as_ref(), &at.until);
        let query = batches.key_query(&left, rows.saturating_sub(1), false);
        let next = key_of(tx, &query, key.len()).await.map_err(|source| named(&query, source))?;
        let ended = next.is_none();
        let next = next.unwrap_or_else(|| at.until.clone());
        let window = ahead(at.after.as_ref(), &next);
        let mut changed = 0;
        for statement in &batches.statements {
            let sql = statement.within(&window);
            progress.statement_started(&sql);
            let done = tx.execute_unprepared(&sql).await.map_err(|source| named(&sql, source))?;
            changed = done.rows_affected();
        }
        let seen = at.seen + if ended { changed } else { rows };
        let at =
            Checkpoint { after: Some(next), until: at.until.clone(), seen, changed: at.changed + changed };
        let journal = self.runner.journal();
        let noting = journal.note_checkpoint(tx, part.run, *step, &at, !noted).await;
        noting.map_err(|source| named("noting how far the batch has come", source))?;
        Ok((at, ended))
    }

    async fn last_key(&self, batches: &Batches) -> Result<Option<Vec<String>>, DbErr> {
        key_of(self.runner.db(), &batches.key_query("1 = 1", 0, true), batches.key.len()).await
    }

    fn stop_between_windows(&self, going: &Going<'_>) -> Result<(), ExecError> {
        if !self.runner.options().stop.is_requested() {
            return Ok(());
        }
        let (id, direction) = (&self.planned.revision.id, self.planned.direction);
        Err(ExecError::Stopped(format!(
            "{id} {direction}: {} done, and of the next one {} rows; `{direction}` goes on from there",
            steps(going.step),
            going.at.changed
        )))
    }
}

/// The literals of the key in a query's first row.
async fn key_of(
    db: &impl ConnectionTrait,
    query: &str,
    columns: usize,
) -> Result<Option<Vec<String>>, DbErr> {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), query)).await?;
    row.map(|row| (0..columns).map(|at| row.try_get_by_index(at)).collect()).transpose()
}

fn named(statement: &str, source: DbErr) -> StepError {
    StepError::Database { statement: statement.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_grow_and_shrink_towards_the_time() {
        let mut size = Size { rows: FIRST, time: Duration::from_millis(100) };
        for (took, expected) in [(10, 2_000), (100, 2_000), (80, 2_500), (1_000, 1_250), (0, 2_500)] {
            size.adapt(Duration::from_millis(took));
            assert_eq!(size.rows, expected, "{took} ms");
        }
        (0..40).for_each(|_| size.adapt(Duration::from_secs(60)));
        assert_eq!(size.rows, FEWEST);
        (0..40).for_each(|_| size.adapt(Duration::ZERO));
        assert_eq!(size.rows, MOST);
    }
}
