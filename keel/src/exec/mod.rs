//! Running a history on a database: one connection, a transaction a revision where the engine has them, and a
//! journal where it has not.

mod connection;
mod error;
mod journal;
mod lock;
mod progress;
mod rebuild;
mod repair;
mod rows;
mod runner;
mod session;
mod step_error;
mod stop;
mod waiting;
mod wipe;

pub use connection::{DatabaseUrl, UrlError};
pub use error::{ExecError, database_message};
pub use journal::{DEFAULT_JOURNAL, Interrupted, Running};
pub use progress::{Progress, Silent};
pub use rebuild::statements_of;
pub use repair::Doubt;
pub use rows::{Loss, LostRows};
pub use runner::{Runner, RunnerOptions, State};
pub use stop::Stop;
pub use waiting::{Blocker, Waiting};
