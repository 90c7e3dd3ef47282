//! Why a target cannot be reached, in words that name the thing, the reason and the way out.

use super::super::graph::names::list;
use super::{Direction, Range, Target};

/// Why a [`Target`] names no revision, or cannot be gone to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No revision has such an id or name.
    #[error("no revision is called `{text}`{}", instead(similar, *all))]
    Unknown {
        /// What was asked for.
        text: String,
        /// The revisions that may have been meant.
        similar: Vec<String>,
        /// Whether `similar` is the whole history.
        all: bool,
    },
    /// More than one revision begins so.
    #[error(
        "`{text}` may be any of {} revisions: {}; give more of the id",
        candidates.len(), list(candidates, "or")
    )]
    AmbiguousPrefix {
        /// What was asked for.
        text: String,
        /// The revisions that fit.
        candidates: Vec<String>,
    },
    /// One head is wanted and there are several.
    #[error(
        "`{target}` is ambiguous, as the history has {} heads: {}; say `heads` for all of them or name a \
         revision, and `merge` joins them into one",
        heads.len(), list(heads, "and")
    )]
    SeveralHeads {
        /// What was asked for.
        target: Target,
        /// The heads.
        heads: Vec<String>,
    },
    /// One applied head is wanted and there are several.
    #[error(
        "`{target}` is ambiguous, as {} heads are applied: {}; name a revision",
        heads.len(), list(heads, "and")
    )]
    SeveralCurrent {
        /// What was asked for.
        target: Target,
        /// The applied heads.
        heads: Vec<String>,
    },
    /// A step of `up +N` or `down -N` could go more than one way.
    #[error(
        "`{target}` is ambiguous: step {step} could {} {}; name the revision to go {direction} \
         to, or say `-n {}` to go by the order of the history",
        verb(*direction), list(candidates, "or"), target.steps()
    )]
    AmbiguousStep {
        /// Up or down.
        direction: Direction,
        /// What was asked for.
        target: Target,
        /// The step, counted from 1.
        step: usize,
        /// The revisions it could apply or revert.
        candidates: Vec<String>,
    },
    /// More than one revision follows (`REV+N`).
    #[error(
        "`{target}` is ambiguous: {} is followed by {}; name the revision",
        place(at.as_deref()), list(candidates, "and")
    )]
    SeveralChildren {
        /// What was asked for.
        target: Target,
        /// The revision with several children; `None` is the base.
        at: Option<String>,
        /// The children.
        candidates: Vec<String>,
    },
    /// More than one revision precedes (`REV-N`).
    #[error("`{target}` is ambiguous: `{at}` merges {}; name the revision", list(candidates, "and"))]
    SeveralParents {
        /// What was asked for.
        target: Target,
        /// The merge.
        at: String,
        /// Its parents.
        candidates: Vec<String>,
    },
    /// More steps up than there are revisions to apply.
    #[error(
        "`{target}` asks for {}, but {} left to apply; say `heads` for all that is left",
        counted(*asked, "revision"), are(*left)
    )]
    TooFewPending {
        /// What was asked for.
        target: Target,
        /// The steps asked for.
        asked: u64,
        /// The revisions that are not applied.
        left: usize,
    },
    /// More steps down than there are revisions applied.
    #[error(
        "`{target}` asks for {}, but {} applied; say `base` to revert all that is applied",
        counted(*asked, "revision"), are(*applied)
    )]
    TooFewApplied {
        /// What was asked for.
        target: Target,
        /// The steps asked for.
        asked: u64,
        /// The revisions that are applied.
        applied: usize,
    },
    /// The steps lead past the last revision.
    #[error(
        "`{target}` lies past the end of the history: {} {}; say `heads` for the end",
        follow(*there), place(at.as_deref())
    )]
    PastHead {
        /// What was asked for.
        target: Target,
        /// Where the steps begin; `None` is the base.
        at: Option<String>,
        /// The steps that can be taken.
        there: u64,
    },
    /// The steps lead past the base.
    #[error(
        "`{target}` lies before the beginning of the history, which is {} back; say `base` for the beginning",
        counted(*there, "step")
    )]
    PastBase {
        /// What was asked for.
        target: Target,
        /// The steps that can be taken.
        there: u64,
    },
    /// `down` to a revision that is not applied.
    #[error(
        "`down {target}` needs an applied revision to go back to, and `{id}` is not applied: {}",
        now(current)
    )]
    NotApplied {
        /// What was asked for.
        target: Target,
        /// The revision it names.
        id: String,
        /// The applied heads.
        current: Vec<String>,
    },
    /// `up` to something behind, or `down` to something ahead.
    #[error("`{direction} {target}` cannot be: {}", turned(*direction, target))]
    WrongDirection {
        /// Up or down.
        direction: Direction,
        /// What was asked for.
        target: Target,
    },
    /// The end of a range comes before its beginning.
    #[error(
        "the range `{range}` is empty, as its end comes before its beginning; write `{}`",
        reversed(range)
    )]
    ReversedRange {
        /// What was asked for.
        range: Range,
    },
}

fn instead(similar: &[String], all: bool) -> String {
    match (similar, all) {
        ([], true) => ": the history is empty".to_owned(),
        ([], false) => "; `history` lists them all".to_owned(),
        (all, true) => format!("; the history has {}", list(all, "and")),
        (similar, false) => format!("; did you mean {}?", list(similar, "or")),
    }
}

fn counted(count: impl Into<u64>, noun: &str) -> String {
    match count.into() {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}

fn are(count: usize) -> String {
    match count {
        0 => "none is".to_owned(),
        1 => "only 1 is".to_owned(),
        count => format!("only {count} are"),
    }
}

fn verb(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "apply",
        Direction::Down => "revert",
    }
}

/// Where steps begin, `None` being the base.
fn place(at: Option<&str>) -> String {
    at.map_or_else(|| "`base`".to_owned(), |id| format!("`{id}`"))
}

fn follow(count: u64) -> String {
    match count {
        0 => "nothing follows".to_owned(),
        1 => "only 1 revision follows".to_owned(),
        count => format!("only {count} revisions follow"),
    }
}

fn now(current: &[String]) -> String {
    match current {
        [] => "nothing is; see `up`".to_owned(),
        [_] => {
            format!("the current revision is {}, so name one it builds on, or `base`", list(current, "and"))
        }
        _ => format!(
            "the current revisions are {}, so name one they build on, or `base`",
            list(current, "and")
        ),
    }
}

fn turned(direction: Direction, target: &Target) -> String {
    match (direction, target) {
        (Direction::Up, Target::Relative { from: None, .. }) => {
            format!("a negative number of steps reverts; say `down {target}`, or `up +{}`", target.steps())
        }
        (Direction::Down, Target::Relative { from: None, .. }) => {
            format!("a positive number of steps applies; say `up {target}`, or `down -{}`", target.steps())
        }
        (Direction::Up, _) => {
            "that is the state before the first revision, and `up` only applies; say `down base`".to_owned()
        }
        (Direction::Down, _) => {
            format!(
                "that is the end of the history, and `down` only reverts; say `up {target}`, or `down -1`"
            )
        }
    }
}

fn reversed(range: &Range) -> String {
    Range { from: range.to.clone(), to: range.from.clone() }.to_string()
}
