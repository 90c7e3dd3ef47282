//! What the tests share: engines to run on, databases to run in, schemas read by other means than the toolkit's.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "test code: what must not fail ends the test"
)]

mod account;
mod database;
mod dice;
mod dump;
mod engine;
mod numbers;
mod process;
mod server;
mod settings;
mod told;
mod trial;

pub use database::Database;
pub use dice::Dice;
pub use dump::difference;
pub use engine::{Engine, Selector};
pub use numbers::numbers;
pub use process::{Ended, Process};
pub use server::{PrivateServer, client_path};
pub use settings::number;
pub use told::Told;
pub use trial::{Outcome, run, trial};
