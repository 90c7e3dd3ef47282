//! What a run tells, as log lines.

use std::time::Duration;

use sea_keel::{exec::Progress, history::target::Direction};

/// Logs each revision, and whatever a person should know: for whom a run waits, what it tries again.
pub(super) struct Lines;

impl Progress for Lines {
    fn revision_started(&mut self, id: &str, direction: Direction, steps: usize) {
        tracing::debug!(steps, "{direction} {id} begins");
    }

    fn step_started(&mut self, step: usize, why: &str) {
        tracing::debug!(step, "{why}");
    }

    fn revision_done(&mut self, id: &str, direction: Direction, took: Duration) {
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(ms, "{direction} {id}");
    }

    fn notice(&mut self, text: &str) {
        tracing::warn!("{text}");
    }
}
