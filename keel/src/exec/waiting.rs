//! Waiting, never without end and never without a word: limits, pauses between tries, and who stands in the way.

use std::{
    fmt,
    time::{Duration, Instant},
};

use futures_timer::Delay;
use sea_orm::{ConnectionTrait as _, DbErr, QueryResult, Statement};

use crate::{
    dialect::{Limits, Pace},
    schema::QualifiedName,
};

use super::{ExecError, Progress, Runner, Stop, rows};

/// How long a run waits, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// For another run of the same history to end.
    pub run: Duration,
    /// For the locks of a statement that keeps others out while it waits; the first tries wait for less.
    pub lock: Duration,
    /// For such a statement to end; none is without end. Statements that work on rows have no such limit.
    pub statement: Option<Duration>,
    /// In all, for tries that failed because another session held a lock.
    pub retry: Duration,
    /// For one window of a batch, about: its rows are locked meanwhile.
    pub window: Duration,
    /// After each window, in percent of the time that it took: whoever else works on the database comes first.
    pub rest_percent: u32,
}

impl Default for Waiting {
    fn default() -> Self {
        Self {
            run: Duration::from_secs(60),
            lock: Duration::from_secs(2),
            statement: Some(Duration::from_secs(5)),
            retry: Duration::from_secs(15 * 60),
            window: Duration::from_millis(100),
            rest_percent: 25,
        }
    }
}

/// What the first try waits for a lock: whoever comes after a waiting statement waits as well.
const FIRST_LOCK: Duration = Duration::from_millis(500);

/// How long a statement waits for locks that nobody else waits behind.
const BACKGROUND_LOCK: Duration = Duration::from_secs(5 * 60);

impl Waiting {
    /// The limits of a step at a pace, on that try (from 0).
    pub(super) fn limits(&self, pace: Pace, attempt: u32) -> Limits {
        let lock = self.lock.min(FIRST_LOCK.saturating_mul(2_u32.saturating_pow(attempt.min(8))));
        match pace {
            Pace::Brief => Limits { lock, statement: self.statement },
            Pace::Long => Limits { lock, statement: None },
            Pace::Background => Limits { lock: BACKGROUND_LOCK.max(self.lock), statement: None },
        }
    }
}

/// Pauses between tries: drawn at random below a bound that doubles, so that those who met once do not meet again.
pub(super) struct Pauses {
    begun: Instant,
    within: Duration,
    pub(super) tries: u32,
}

const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(30);
const TRIES: u32 = 60;

impl Pauses {
    pub(super) fn new(within: Duration) -> Self {
        Self { begun: Instant::now(), within, tries: 0 }
    }

    pub(super) fn waited(&self) -> Duration {
        self.begun.elapsed()
    }

    /// The next pause, or nothing where the time or the tries are used up.
    pub(super) fn next(&mut self) -> Option<Duration> {
        self.tries += 1;
        let left = self.within.checked_sub(self.begun.elapsed()).filter(|left| !left.is_zero())?;
        let bound = SHORTEST.saturating_mul(2_u32.saturating_pow(self.tries.min(16))).min(LONGEST);
        let drawn = bound.mul_f64(fastrand::f64()).max(SHORTEST / 4);
        (self.tries < TRIES).then(|| drawn.min(left))
    }
}

/// Sleeps, but not on when the run is to stop.
pub(super) async fn pause(how_long: Duration, stop: &Stop) {
    const SLICE: Duration = Duration::from_millis(50);
    let until = Instant::now() + how_long;
    while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        if stop.is_requested() {
            return;
        }
        Delay::new(left.min(SLICE)).await;
    }
}

/// A session that holds a lock.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Blocker {
    /// The server's number for it.
    pub session: i64,
    /// Application, role and address, as far as the server tells.
    pub who: String,
    /// What it is doing.
    pub state: String,
    /// For how long its transaction is open, or its statement runs.
    pub seconds: i64,
    /// Its statement, or the last one.
    pub statement: String,
    /// What it holds, where that is known.
    pub holds: String,
}

impl fmt::Display for Blocker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "session {} ({}), {} for {} s", self.session, self.who, self.state, self.seconds)?;
        if !self.holds.is_empty() {
            write!(f, ", holds {}", self.holds)?;
        }
        let statement = self.statement.split_whitespace().collect::<Vec<_>>().join(" ");
        if !statement.is_empty() {
            write!(f, ": {statement}")?;
        }
        Ok(())
    }
}

impl Runner {
    /// How long tries go on: where a transaction is the run lock, no longer than for that.
    pub(super) fn patience(&self) -> Duration {
        match self.dialect().run_lock(&self.options().ledger) {
            Some(_) => self.options().waiting.retry,
            None => self.options().waiting.run.min(self.options().waiting.retry),
        }
    }

    /// After a try that failed because another session stood in the way: says so and pauses.
    ///
    /// # Errors
    /// [`ExecError::Contended`] where time or tries are used up.
    pub(super) async fn rest(
        &self,
        who: &str,
        cause: ExecError,
        pauses: &mut Pauses,
        tables: &[QualifiedName],
        progress: &mut dyn Progress,
    ) -> Result<(), ExecError> {
        let blockers = in_the_way(&self.blockers(tables).await);
        let Some(rest) = pauses.next() else {
            let (tries, waited) = (pauses.tries, told(pauses.waited()));
            return Err(ExecError::Contended { cause: Box::new(cause), tries, waited, blockers });
        };
        progress.notice(&format!(
            "{who}: another session holds a lock; try {} failed, again in {}; in the way: {blockers}",
            pauses.tries,
            told(rest),
        ));
        pause(rest, &self.options().stop).await;
        Ok(())
    }

    /// Does what is not a revision's: again where another session stood in its way, as long as may be tried.
    ///
    /// # Errors
    /// [`ExecError::Database`], or [`ExecError::Contended`].
    pub(super) async fn patiently<T>(
        &self,
        doing: &str,
        progress: &mut dyn Progress,
        work: impl AsyncFn() -> Result<T, DbErr>,
    ) -> Result<T, ExecError> {
        let mut pauses = Pauses::new(self.patience());
        let failed = |source| ExecError::Database { doing: doing.to_owned(), source };
        self.be_brief().await.map_err(failed)?;
        loop {
            let error = match work().await {
                Ok(outcome) => return Ok(outcome),
                Err(error) => failed(error),
            };
            let code = error.source_code();
            if !code.is_some_and(|code| self.dialect().is_contention(&code)) {
                return Err(error);
            }
            if self.options().stop.is_requested() {
                return Err(ExecError::Stopped(format!("{doing}: nothing of it has been done")));
            }
            self.rest(doing, error, &mut pauses, &[], progress).await?;
        }
    }

    /// The sessions that hold locks on those tables, as far as the server tells this role.
    pub async fn blockers(&self, tables: &[QualifiedName]) -> Vec<Blocker> {
        for query in self.dialect().blockers(tables) {
            match self.sessions(query).await {
                Ok(found) if !found.is_empty() => return found,
                // Not allowed, or not there on this server: the next one asks for less.
                Ok(_) | Err(_) => {}
            }
        }
        vec![]
    }

    /// Sets the limits of DDL for what is said next.
    pub(super) async fn be_brief(&self) -> Result<(), DbErr> {
        let limits = self.options().waiting.limits(Pace::Brief, u32::MAX);
        for statement in self.dialect().limits(limits) {
            self.db().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    pub(super) async fn sessions(&self, query: String) -> Result<Vec<Blocker>, DbErr> {
        let statement = Statement::from_string(self.db().get_database_backend(), query);
        self.db().query_all_raw(statement).await?.iter().map(blocker).collect()
    }

    /// Ends another session; whether the server did.
    ///
    /// # Errors
    /// The server refuses, as where the role may not.
    pub async fn terminate(&self, session: i64) -> Result<bool, DbErr> {
        let Some(statement) = self.dialect().terminate(session) else { return Ok(false) };
        match statement.starts_with("SELECT") {
            true => Ok(self.number(statement).await? == 1),
            false => self.db().execute_unprepared(&statement).await.map(|_| true),
        }
    }

    pub(super) async fn number(&self, query: String) -> Result<i64, DbErr> {
        rows::number(self.db(), query).await
    }
}

fn blocker(row: &QueryResult) -> Result<Blocker, DbErr> {
    Ok(Blocker {
        session: row.try_get_by_index(0)?,
        who: row.try_get_by_index(1)?,
        state: row.try_get_by_index(2)?,
        seconds: row.try_get_by_index(3)?,
        statement: row.try_get_by_index(4)?,
        holds: row.try_get_by_index(5)?,
    })
}

/// How many sessions a message names.
const NAMED: usize = 5;

/// A list of sessions in a message.
pub(super) fn in_the_way(blockers: &[Blocker]) -> String {
    let (first, rest) = blockers.split_at(blockers.len().min(NAMED));
    let mut told: Vec<_> = first.iter().map(ToString::to_string).collect();
    told.extend((!rest.is_empty()).then(|| format!("and {} more; `locks` lists them", rest.len())));
    if told.is_empty() { "a session that the database does not name".to_owned() } else { told.join("\n    ") }
}

/// A time as people say it.
pub(super) fn told(time: Duration) -> String {
    match time.as_secs() {
        0..2 => format!("{} ms", time.as_millis()),
        seconds @ 2..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_end() {
        let mut pauses = Pauses::new(Duration::from_secs(3600));
        let drawn: Vec<_> = std::iter::from_fn(|| pauses.next()).collect();
        assert_eq!(drawn.len(), TRIES as usize - 1);
        assert!(drawn.iter().all(|pause| *pause <= LONGEST && !pause.is_zero()));
        assert!(Pauses::new(Duration::ZERO).next().is_none());
    }

    #[test]
    fn the_first_tries_wait_for_less() {
        let waiting = Waiting::default();
        let lock = |attempt| waiting.limits(Pace::Brief, attempt).lock.as_millis();
        assert_eq!([lock(0), lock(1), lock(2), lock(9)], [500, 1000, 2000, 2000]);
        assert_eq!(waiting.limits(Pace::Long, 0).statement, None);
        assert!(waiting.limits(Pace::Background, 0).lock > waiting.lock);
    }
}
