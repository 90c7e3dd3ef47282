//! Running a history on a database: one connection, a transaction a revision where the engine has them, and a
//! journal where it has not.

mod connection;
mod error;
mod file_lock;
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

use sea_orm::{SqliteTransactionMode, TransactionOptions};

pub use connection::{DatabaseUrl, UrlError};
pub use error::{ExecError, database_message};
pub use journal::{DEFAULT_JOURNAL, Interrupted, Running};
pub use progress::{BatchProgress, Progress, Silent};
pub use rebuild::statements_of;
pub use repair::Doubt;
pub use rows::{Loss, LostRows};
pub use runner::{Runner, RunnerOptions, State};
pub use stop::Stop;
pub use waiting::{Blocker, Waiting};

/// Taken at the start, the write lock of SQLite cannot fail in the middle (manual, lang_transaction).
fn transaction_options() -> TransactionOptions {
    let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
    TransactionOptions { sqlite_transaction_mode, ..Default::default() }
}
