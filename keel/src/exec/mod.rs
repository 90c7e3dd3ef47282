//! Running a history on a database: one connection, a transaction a revision where the engine has them, and a
//! journal where it has not.

mod connection;
mod error;
mod journal;
mod progress;
mod rebuild;
mod rows;
mod runner;
mod session;
mod step_error;
mod wipe;

pub use connection::{DatabaseUrl, UrlError};
pub use error::{ExecError, database_message};
pub use journal::{DEFAULT_JOURNAL, Interrupted};
pub use progress::{Progress, Silent};
pub use rebuild::statements_of;
pub use rows::{Loss, LostRows};
pub use runner::{Runner, RunnerOptions, State};
