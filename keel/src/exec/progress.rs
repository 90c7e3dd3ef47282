use std::time::Duration;

use crate::history::target::Direction;

/// Told what a run is doing; the library itself prints nothing.
pub trait Progress: Send {
    /// A revision begins, with that many steps before it.
    fn revision_started(&mut self, id: &str, direction: Direction, steps: usize) {
        let _ = (id, direction, steps);
    }

    /// A step begins: its number from 1, and the operation behind it.
    fn step_started(&mut self, step: usize, why: &str) {
        let _ = (step, why);
    }

    /// A statement of the step is about to run.
    fn statement_started(&mut self, sql: &str) {
        let _ = sql;
    }

    /// A revision is done and noted.
    fn revision_done(&mut self, id: &str, direction: Direction, took: Duration) {
        let _ = (id, direction, took);
    }

    /// A window of a batch is done.
    fn batch(&mut self, progress: BatchProgress) {
        let _ = progress;
    }

    /// Something that a person should know.
    fn notice(&mut self, text: &str) {
        let _ = text;
    }
}

/// How far a batch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchProgress {
    /// How many rows were looked at, in this run and before it.
    pub seen: u64,
    /// How many of them were changed.
    pub changed: u64,
    /// About how many there are, where the database knows; never fewer than were seen.
    pub estimate: Option<u64>,
    /// How long this run is at it.
    pub elapsed: Duration,
    /// How many rows had been looked at when this run began.
    pub seen_before: u64,
    /// Whether that was the last window.
    pub ended: bool,
}

impl BatchProgress {
    /// Rows in a second, of this run.
    pub fn rate(&self) -> u64 {
        let rows = self.seen.saturating_sub(self.seen_before) as f64;
        (rows / self.elapsed.as_secs_f64().max(0.001)) as u64
    }

    /// About how long the rest will take, where that can be told.
    pub fn left(&self) -> Option<Duration> {
        let rest = self.estimate?.saturating_sub(self.seen);
        rest.checked_div(self.rate()).map(Duration::from_secs)
    }
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {}
