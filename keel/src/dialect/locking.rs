use std::time::Duration;

use crate::schema::QualifiedName;

/// How long the statements of a session may wait for a lock, and run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For a lock.
    pub lock: Duration,
    /// In all; none is without end.
    pub statement: Option<Duration>,
}

/// A lock that one session at a time can have, and that goes with its connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunLock {
    /// A query for one integer: 1 where it is taken now, 0 where another session has it. It never waits.
    pub take: String,
    /// A query for one integer: 1 where this session has it.
    pub held: String,
    /// A query that gives it back.
    pub release: String,
    /// A query for the session that has it, in the columns of [`Locking::blockers`].
    pub holder: String,
    /// A query for one integer that two sessions do not share; two connections that do are behind a proxy.
    pub session: Option<&'static str>,
}

/// Waiting for one another: the run lock, limits, and who stands in the way.
pub trait Locking {
    /// The lock that keeps a second run of the same history out; none where a transaction can do that.
    fn run_lock(&self, ledger: &str) -> Option<RunLock> {
        let _ = ledger;
        None
    }

    /// A query for the path of the database's file, where there is no such lock and a file beside it can stand for one:
    /// empty where there is no file.
    fn database_file(&self) -> Option<&'static str> {
        None
    }

    /// Statements that set the limits for what a session says next; what the engine cannot limit is left out.
    fn limits(&self, limits: Limits) -> Vec<String>;

    /// Whether an error with that code (SQLSTATE, or the number on MySQL) says that another session stood in the
    /// way, and that the same may well succeed when said again.
    fn is_contention(&self, code: &str) -> bool;

    /// Whether an error with that code says that a statement ran for longer than it may.
    fn is_out_of_time(&self, code: &str) -> bool {
        let _ = code;
        false
    }

    /// Queries for the sessions that hold locks on tables, the best first: the first that is allowed and finds
    /// some counts. Their columns: session (integer), who (text), state (text), for how many seconds (integer),
    /// the last or running statement (text), what is held (text).
    fn blockers(&self, tables: &[QualifiedName]) -> Vec<String> {
        let _ = tables;
        vec![]
    }

    /// A statement that ends another session, where there are sessions.
    fn terminate(&self, session: i64) -> Option<String> {
        let _ = session;
        None
    }
}
