use std::{
    io::{IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

use humantime::format_duration;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::{FAINT, GOOD, styled};
use crate::{
    exec::{BatchProgress, Progress},
    history::target::Direction,
};

/// How often a batch says how far it has come where there is no bar.
const REMINDER: Duration = Duration::from_secs(10);

/// A line a revision on the standard error, and on a terminal a live bar below them.
pub(super) struct Bar {
    bar: ProgressBar,
    verbose: bool,
    /// The operation that a step carries out.
    why: String,
    /// When a batch was last heard of.
    heard: Option<Instant>,
    pub(super) done: Vec<(String, Duration)>,
}

impl Bar {
    pub(super) fn new(verbose: bool) -> Self {
        // Hidden by itself where the standard error is no terminal.
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        look(&bar, STEPS);
        Self { bar, verbose, why: String::new(), heard: None, done: vec![] }
    }

    fn line(&self, text: &str) {
        self.bar.suspend(|| {
            let _ = writeln!(anstream::stderr(), "{text}");
        });
    }
}

/// What the bar shows of steps, and of the rows of a batch: there the numbers come first.
const STEPS: &str = "{spinner} {prefix} [{pos}/{len}] {wide_msg} {elapsed}";
const ROWS: &str = "{spinner} {wide_msg} {elapsed}";

fn look(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
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
        (self.why, self.heard) = (why.to_owned(), None);
        look(&self.bar, STEPS);
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

    /// On a terminal the bar says it; elsewhere a line now and then, and one at the end of what took its time.
    fn batch(&mut self, progress: BatchProgress) {
        if self.heard.is_none() {
            look(&self.bar, ROWS);
        }
        self.bar.set_message(format!("{}  {}", gauge(&progress), self.why));
        let begun = *self.heard.get_or_insert_with(Instant::now);
        let spoken = progress.ended && progress.elapsed >= REMINDER;
        let due = !std::io::stderr().is_terminal() && begun.elapsed() >= REMINDER;
        if due || spoken {
            self.heard = Some(Instant::now());
            self.line(&styled(FAINT, format!("  {}: {}", self.why, told(&progress))));
        }
    }

    fn notice(&mut self, text: &str) {
        self.line(&styled(FAINT, text));
    }
}

/// `[#####-----] 120,000 of ~300,000 rows, 24,000/s, 7s left`
fn gauge(progress: &BatchProgress) -> String {
    const WIDTH: u64 = 20;
    let Some(estimate) = progress.estimate.filter(|rows| *rows > 0) else { return told(progress) };
    let full = (progress.seen.saturating_mul(WIDTH) / estimate).min(WIDTH) as usize;
    format!("[{}{}] {}", "#".repeat(full), "-".repeat(WIDTH as usize - full), told(progress))
}

fn told(progress: &BatchProgress) -> String {
    let rate = HumanCount(progress.rate());
    if progress.ended {
        return format!("{} rows changed, {rate}/s", HumanCount(progress.changed));
    }
    let of = progress.estimate.map(|rows| format!(" of ~{}", HumanCount(rows))).unwrap_or_default();
    let left = progress.left().map(|left| format!(", {} left", format_duration(left))).unwrap_or_default();
    format!("{}{of} rows, {rate}/s{left}", HumanCount(progress.seen))
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_says_how_far_it_has_come() {
        let progress = BatchProgress {
            seen: 120_000,
            changed: 100_000,
            estimate: Some(300_000),
            elapsed: Duration::from_secs(5),
            seen_before: 0,
            ended: false,
        };
        assert_eq!(gauge(&progress), "[########------------] 120,000 of ~300,000 rows, 24,000/s, 7s left");
        assert_eq!(gauge(&BatchProgress { estimate: None, ..progress }), "120,000 rows, 24,000/s");
        let ended = BatchProgress { ended: true, ..progress };
        assert_eq!(told(&ended), "100,000 rows changed, 24,000/s");
    }
}
