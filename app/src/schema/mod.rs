//! Which revisions this build serves, and bringing a database there.

mod progress;
mod start;

use sea_keel::{
    history::{History, HistoryError},
    rolling::{Window, WindowError},
    schema::{Backend, NamingConvention},
};

pub(crate) use start::told;
pub use start::{StartError, Stood, prepare};

/// From here on this build serves: what came later it can do without, column by column.
const OLDEST_SERVED: &str = "m20241226_100000_add_conversations";

/// A window that this build does not have.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// The history does not hold together.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// Its revisions are none, or none of these.
    #[error(transparent)]
    Window(#[from] WindowError),
}

/// The window of this build, on an engine; at a level, where one is asked for.
///
/// # Errors
/// [`SchemaError`].
pub fn window(backend: Backend, level: Option<&str>) -> Result<Window, SchemaError> {
    let history = History::read(&migration::revisions(), backend, &NamingConvention::default())?;
    let window = Window::new(history, OLDEST_SERVED)?;
    Ok(match level {
        Some(level) => window.at_level(level)?,
        None => window,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_where_the_window_begins() {
        assert!(include_str!("../../../docs/service.md").contains(OLDEST_SERVED));
    }

    #[test]
    fn every_engine_has_a_window_at_every_level() {
        for backend in Backend::ALL {
            let whole = window(backend, None).unwrap();
            let levels: Vec<_> = whole.history().graph().ids().collect();
            for level in levels.iter().skip_while(|id| **id != OLDEST_SERVED) {
                assert_eq!(window(backend, Some(level)).unwrap().history().graph().heads(), [*level]);
            }
            assert!(window(backend, levels.first().copied()).is_err());
        }
    }
}
