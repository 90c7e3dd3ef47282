use std::{io::Write as _, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::{FAINT, GOOD, styled};
use crate::{exec::Progress, history::target::Direction};

/// A line a revision on the standard error, and on a terminal a live bar below them.
pub(super) struct Bar {
    bar: ProgressBar,
    verbose: bool,
    pub(super) done: Vec<(String, Duration)>,
}

impl Bar {
    pub(super) fn new(verbose: bool) -> Self {
        // Hidden by itself where the standard error is no terminal.
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {prefix} [{pos}/{len}] {wide_msg} {elapsed}")
        {
            bar.set_style(style);
        }
        Self { bar, verbose, done: vec![] }
    }

    fn line(&self, text: &str) {
        self.bar.suspend(|| {
            let _ = writeln!(anstream::stderr(), "{text}");
        });
    }
}

impl Progress for Bar {
    fn revision_started(&mut self, id: &str, direction: Direction, steps: usize) {
        self.bar.set_length(steps as u64);
        self.bar.set_prefix(format!("{direction} {id}"));
        self.bar.set_message("");
        self.bar.reset();
        self.bar.enable_steady_tick(Duration::from_millis(120));
    }

    fn step_started(&mut self, step: usize, why: &str) {
        self.bar.set_position(step.saturating_sub(1) as u64);
        self.bar.set_message(why.to_owned());
        if self.verbose {
            self.line(&styled(FAINT, format!("  {step}. {why}")));
        }
    }

    fn revision_done(&mut self, id: &str, direction: Direction, took: Duration) {
        self.line(&format!(
            "{} {id}  {}",
            styled(GOOD, direction),
            styled(FAINT, format!("{} ms", took.as_millis()))
        ));
        self.done.push((id.to_owned(), took));
    }

    fn notice(&mut self, text: &str) {
        self.line(&styled(FAINT, text));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
