//! Which revisions this build serves, and where a database stands among them.

mod progress;
mod start;
mod watch;

use std::{collections::BTreeSet, fmt};

use sea_keel::{
    history::{History, HistoryError},
    schema::{Backend, NamingConvention},
};

pub use start::{StartError, Stood, prepare};
pub use watch::Watch;

/// The first revision that has everything the requests name: from here on this build serves.
const OLDEST_SERVED: &str = "m20260108_024131_add_local_id_and_fix_role_default";

/// The revisions between which this build can serve.
#[derive(Clone, Debug)]
pub struct Window {
    history: History,
}

/// Where a database stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// This build serves it.
    Serves {
        /// The newest revisions that it has.
        at: Vec<String>,
        /// What this build has beyond them, and can do without.
        pending: Vec<String>,
    },
    /// It lacks revisions that this build needs.
    Behind {
        /// The newest revisions that it has; none at the very beginning.
        at: Vec<String>,
        /// Those it lacks that this build needs.
        needed: Vec<String>,
        /// All that it lacks.
        pending: Vec<String>,
    },
    /// It has revisions that this build does not know.
    Ahead {
        /// The newest revisions of it that this build knows.
        at: Vec<String>,
        /// The others.
        unknown: Vec<String>,
    },
}

impl Window {
    /// The window of this build, on an engine.
    ///
    /// # Errors
    /// The history does not hold together.
    pub fn read(backend: Backend) -> Result<Self, HistoryError> {
        let history = History::read(&migration::revisions(), backend, &NamingConvention::default())?;
        Ok(Self { history })
    }

    /// All revisions that this build knows.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The first and the last revisions that this build serves.
    pub fn bounds(&self) -> (&'static str, Vec<&str>) {
        (OLDEST_SERVED, self.history.graph().heads())
    }

    /// Where a database with these revisions stands.
    pub fn judge(&self, applied: &BTreeSet<String>) -> Standing {
        let graph = self.history.graph();
        let known: BTreeSet<_> = applied.iter().map(String::as_str).filter(|id| graph.contains(id)).collect();
        let owned = |ids: Vec<&str>| ids.into_iter().map(ToOwned::to_owned).collect::<Vec<_>>();
        let at = owned(graph.heads_of(&known));
        let unknown = applied.iter().filter(|id| !graph.contains(id)).cloned().collect::<Vec<_>>();
        if !unknown.is_empty() {
            return Standing::Ahead { at, unknown };
        }
        let pending = owned(graph.ids().filter(|id| !known.contains(id)).collect());
        let mut required = graph.ancestors(&[OLDEST_SERVED]);
        required.insert(OLDEST_SERVED);
        let needed: Vec<_> = pending.iter().filter(|id| required.contains(id.as_str())).cloned().collect();
        if needed.is_empty() {
            Standing::Serves { at, pending }
        } else {
            Standing::Behind { at, needed, pending }
        }
    }
}

impl Standing {
    /// Whether this build serves it.
    pub fn serves(&self) -> bool {
        matches!(self, Self::Serves { .. })
    }

    /// The newest revisions that the database has and this build knows.
    pub fn at(&self) -> &[String] {
        match self {
            Self::Serves { at, .. } | Self::Behind { at, .. } | Self::Ahead { at, .. } => at,
        }
    }

    /// What this build has and the database has not.
    pub fn pending(&self) -> &[String] {
        match self {
            Self::Serves { pending, .. } | Self::Behind { pending, .. } => pending,
            Self::Ahead { .. } => &[],
        }
    }

    /// What the database has and this build does not know.
    pub fn unknown(&self) -> &[String] {
        match self {
            Self::Ahead { unknown, .. } => unknown,
            _ => &[],
        }
    }
}

/// Revisions in a sentence.
pub(crate) fn named(ids: &[String]) -> String {
    if ids.is_empty() { "base".to_owned() } else { ids.join(", ") }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serves { at, .. } => write!(f, "the database is at {}", named(at)),
            Self::Behind { at, needed, .. } => {
                write!(f, "the database is at {}, and this build needs {}", named(at), named(needed))
            }
            Self::Ahead { unknown, .. } => {
                write!(f, "the database has {}, which this build does not know", named(unknown))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(window: &Window, count: usize) -> BTreeSet<String> {
        window.history().graph().ids().take(count).map(ToOwned::to_owned).collect()
    }

    #[test]
    fn the_page_tells_where_the_window_begins() {
        assert!(include_str!("../../../docs/service.md").contains(OLDEST_SERVED));
    }

    #[test]
    fn the_window_has_two_ends() {
        for backend in Backend::ALL {
            let window = Window::read(backend).unwrap();
            assert!(window.history().graph().contains(OLDEST_SERVED));
            let all = window.history().graph().len();
            assert!(!window.judge(&BTreeSet::new()).serves());
            assert!(!window.judge(&applied(&window, 4)).serves());
            assert!(window.judge(&applied(&window, 5)).serves());
            assert_eq!(window.judge(&applied(&window, all)).pending(), [""; 0]);
            let mut ahead = applied(&window, all);
            ahead.insert("m20990101_000000_of_tomorrow".into());
            assert_eq!(window.judge(&ahead).unknown(), ["m20990101_000000_of_tomorrow"]);
        }
    }
}
