//! How far a batch has come, kept in the journal.

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

/// How far a batch has come. It is written in the transaction of each window: what it says is done is done, and
/// nothing more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::exec) struct Checkpoint {
    /// The key of the last row that is behind it, as literals; none at the beginning.
    pub(in crate::exec) after: Option<Vec<String>>,
    /// The key of the last row that there was when it began, as literals.
    pub(in crate::exec) until: Vec<String>,
    /// How many rows were looked at.
    pub(in crate::exec) seen: u64,
    /// How many of them were changed.
    pub(in crate::exec) changed: u64,
}

/// The state of its row in the journal.
pub(super) const BATCH: &str = "batch";

impl Checkpoint {
    pub(in crate::exec) fn begin(until: Vec<String>) -> Self {
        Self { after: None, until, seen: 0, changed: 0 }
    }

    /// What a message in the journal says, if it is one.
    pub(super) fn read(message: &str) -> Option<Self> {
        serde_json::from_str(message).ok()
    }

    pub(super) fn text(&self) -> Result<String, DbErr> {
        serde_json::to_string(self).map_err(|error| DbErr::Json(error.to_string()))
    }
}
