//! Ctrl-C and SIGTERM: a no at a question, a word to stop to a run, and the end of anything else.

use std::{
    io::{self, Write as _},
    sync::{
        LazyLock,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{Exit, error::CliError, output};
use crate::exec::Stop;

/// Whether a question stands on the terminal.
static ASKING: AtomicBool = AtomicBool::new(false);

/// Whether a run can be told to stop.
static RUNNING: AtomicBool = AtomicBool::new(false);

static STOP: LazyLock<Stop> = LazyLock::new(Stop::default);

/// The word to stop that a signal gives to every runner of this process.
pub(super) fn word() -> Stop {
    STOP.clone()
}

/// From here on the first signal stops a run at the next safe point, and the second one at once.
pub(super) fn heed() {
    listen();
    RUNNING.store(true, Ordering::SeqCst);
}

/// While `question` waits, a signal is a no.
pub(super) fn asking<T>(question: impl FnOnce() -> T) -> T {
    listen();
    ASKING.store(true, Ordering::SeqCst);
    let answer = question();
    ASKING.store(false, Ordering::SeqCst);
    answer
}

fn listen() {
    // A second handler is refused, and the first one is as good.
    let _ = ctrlc::set_handler(signalled);
}

fn signalled() {
    if ASKING.load(Ordering::SeqCst) {
        let _ = writeln!(io::stderr());
        output::error(&CliError::Cancelled);
        std::process::exit(Exit::Refused as i32);
    }
    // Stopped at once a run is like one that was killed: transactions are rolled back, and the journal knows the rest.
    if !RUNNING.load(Ordering::SeqCst) || STOP.is_requested() {
        std::process::exit(Exit::Stopped as i32);
    }
    STOP.request();
    output::notice("stopping at the next safe point; once more stops at once");
}
