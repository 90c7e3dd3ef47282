//! Targets: how a revision or a range of revisions is named, and what `up` and `down` to it mean.
//!
//! A [`Target`] is parsed without a history; [`resolve`] finds the revision it names, and [`upgrade`] and
//! [`downgrade`] the revisions to apply or revert to get there. An applied id that the
//! [`Graph`](super::graph::Graph) does not know is ignored here: reporting it is up to the caller.

use std::fmt;
use std::str::FromStr;

mod error;
mod plan;
mod resolve;
#[cfg(test)]
mod tests;

pub use error::TargetError;
pub use plan::{downgrade, downgrade_count, upgrade, upgrade_count};
pub use resolve::{find, resolve, resolve_many, resolve_range};

const TARGETS: &str = "a target is `head`, `heads`, `base`, `current`, a revision (its id, or the beginning \
    of its id, timestamp or name, e.g. `m20241226_120000_add_tags`, `20241226` or `add_tags`), steps from \
    what is applied (`+2`, `-1`) or from a revision (`add_tags+1`, `head-2`, `base+3`)";

const RANGES: &str = "a range is `A:B` (behind A, up to and with B), `A:` (behind A, to the heads) or `:B` \
    (from the first revision), e.g. `base:head`, `add_tags:`, `-2:current`";

/// What a command goes to or shows: a state of the schema, named by a revision or by a distance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `heads`: all revisions without a successor.
    Heads,
    /// `head`: the only revision without a successor.
    Head,
    /// `base`: the state before the first revision.
    Base,
    /// `current`: what is applied.
    Current,
    /// An id, or the beginning of an id, of its timestamp or of its name.
    Id(String),
    /// A number of steps from somewhere.
    Relative {
        /// Where the steps begin; `None` is what is applied (`+2`, `-1`).
        from: Option<Anchor>,
        /// The steps, negative towards the base.
        offset: i64,
    },
}

/// Where a relative [`Target`] begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// The only head, as in `head-1`.
    Head,
    /// The state before the first revision, as in `base+2`.
    Base,
    /// A revision, named as in [`Target::Id`].
    Id(String),
}

/// A part of the history: behind `from`, up to and with `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// Where the range begins, itself not part of it; `None` is the base.
    pub from: Option<Target>,
    /// Where the range ends, itself part of it; `None` is all heads.
    pub to: Option<Target>,
}

/// Which way a schema is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Applying revisions.
    Up,
    /// Reverting revisions.
    Down,
}

/// Why a text is no [`Target`] or no [`Range`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetSyntaxError {
    /// There is no text.
    #[error("the target is empty; {TARGETS}")]
    Empty,
    /// A sign with no number behind it.
    #[error("`{text}` is not a target: a sign at the beginning needs a number behind it; {TARGETS}")]
    NotANumber {
        /// The text.
        text: String,
    },
    /// More steps than can be counted.
    #[error(
        "`{text}` is not a target: the number of steps is too large; for all of them say `heads` or `base`"
    )]
    TooLarge {
        /// The text.
        text: String,
    },
    /// A range where one revision is wanted.
    #[error("`{text}` has the colon of a range, and one target is wanted here; {TARGETS}")]
    Range {
        /// The text.
        text: String,
    },
    /// No colon where a range is wanted.
    #[error("`{text}` is not a range, as it has no colon; {RANGES}")]
    NotARange {
        /// The text.
        text: String,
    },
    /// More than one colon in a range.
    #[error("`{text}` is not a range, as it has more than one colon; {RANGES}")]
    Colons {
        /// The text.
        text: String,
    },
}

impl FromStr for Target {
    type Err = TargetSyntaxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "" => Err(TargetSyntaxError::Empty),
            "heads" => Ok(Self::Heads),
            "head" => Ok(Self::Head),
            "base" => Ok(Self::Base),
            "current" => Ok(Self::Current),
            text if text.contains(':') => Err(TargetSyntaxError::Range { text: text.to_owned() }),
            text => match split_steps(text) {
                None if text.starts_with(SIGNS) => {
                    Err(TargetSyntaxError::NotANumber { text: text.to_owned() })
                }
                None => Ok(Self::Id(text.to_owned())),
                Some((from, steps)) => relative(text, from, steps),
            },
        }
    }
}

const SIGNS: [char; 2] = ['+', '-'];

/// The text before and from the last sign on, when nothing but digits follows it.
fn split_steps(text: &str) -> Option<(&str, &str)> {
    let (from, steps) = text.split_at_checked(text.rfind(SIGNS)?)?;
    let digits = steps.strip_prefix(SIGNS)?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some((from, steps))
}

fn relative(text: &str, from: &str, steps: &str) -> Result<Target, TargetSyntaxError> {
    if from.starts_with(SIGNS) {
        return Err(TargetSyntaxError::NotANumber { text: text.to_owned() });
    }
    let offset = steps.parse().map_err(|_| TargetSyntaxError::TooLarge { text: text.to_owned() })?;
    let from = match from.trim_end() {
        "" | "current" => None,
        "head" | "heads" => Some(Anchor::Head),
        "base" => Some(Anchor::Base),
        id => Some(Anchor::Id(id.to_owned())),
    };
    Ok(Target::Relative { from, offset })
}

impl Target {
    /// The number of steps of a relative target, in either direction.
    fn steps(&self) -> u64 {
        match self {
            Self::Relative { offset, .. } => offset.unsigned_abs(),
            _ => 0,
        }
    }
}

impl FromStr for Range {
    type Err = TargetSyntaxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let side = |side: &str| Some(side).filter(|side| !side.trim().is_empty()).map(str::parse).transpose();
        match text.split_once(':') {
            None => Err(TargetSyntaxError::NotARange { text: text.to_owned() }),
            Some((_, to)) if to.contains(':') => Err(TargetSyntaxError::Colons { text: text.to_owned() }),
            Some((from, to)) => Ok(Self { from: side(from)?, to: side(to)? }),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Heads => f.write_str("heads"),
            Self::Head => f.write_str("head"),
            Self::Base => f.write_str("base"),
            Self::Current => f.write_str("current"),
            Self::Id(id) => f.write_str(id),
            Self::Relative { from: None, offset } => write!(f, "{offset:+}"),
            Self::Relative { from: Some(from), offset } => write!(f, "{from}{offset:+}"),
        }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Head => "head",
            Self::Base => "base",
            Self::Id(id) => id,
        })
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: &Option<Target>| side.as_ref().map(Target::to_string).unwrap_or_default();
        write!(f, "{}:{}", side(&self.from), side(&self.to))
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::Down => "down",
        })
    }
}
