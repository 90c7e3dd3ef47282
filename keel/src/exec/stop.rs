use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// A word to a run that it should stop at the next safe point: between statements, with an open transaction rolled
/// back. Clones speak to the same run.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks for it.
    pub fn request(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether it was asked for.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
