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

    /// A revision is done and noted.
    fn revision_done(&mut self, id: &str, direction: Direction, took: Duration) {
        let _ = (id, direction, took);
    }

    /// Something that a person should know.
    fn notice(&mut self, text: &str) {
        let _ = text;
    }
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {}
