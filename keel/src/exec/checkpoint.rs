//! How far a batch has come, kept in the journal.

use sea_orm::{ConnectionTrait, DbErr, Statement};
use serde::{Deserialize, Serialize};

use super::journal::{Journal, Run};

/// How far a batch has come. It is written in the transaction of each window: what it says is done is done, and
/// nothing more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// The key of the last row that is behind it, as literals; none at the beginning.
    pub(super) after: Option<Vec<String>>,
    /// The key of the last row that there was when it began, as literals.
    pub(super) until: Vec<String>,
    /// How many rows were looked at.
    pub(super) seen: u64,
    /// How many of them were changed.
    pub(super) changed: u64,
}

/// The state of its row in the journal.
pub(super) const BATCH: &str = "batch";

impl Checkpoint {
    pub(super) fn begin(until: Vec<String>) -> Self {
        Self { after: None, until, seen: 0, changed: 0 }
    }

    /// What a message in the journal says, if it is one.
    pub(super) fn read(message: &str) -> Option<Self> {
        serde_json::from_str(message).ok()
    }

    fn text(&self) -> Result<String, DbErr> {
        serde_json::to_string(self).map_err(|error| DbErr::Json(error.to_string()))
    }
}

impl Journal<'_> {
    fn of_batch(&self, run: &Run<'_>, step: usize) -> String {
        let (revision, state) = (self.dialect.literal(run.revision), self.dialect.literal(BATCH));
        format!("revision = {revision} AND step = {step} AND state = {state}")
    }

    /// How far the batch of a step has come, where it has begun.
    pub(super) async fn checkpoint(
        &self,
        db: &impl ConnectionTrait,
        run: &Run<'_>,
        step: usize,
    ) -> Result<Option<Checkpoint>, DbErr> {
        let table = self.dialect.quote(self.table);
        let sql = format!("SELECT message FROM {table} WHERE {}", self.of_batch(run, step));
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
        let message: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
        let unread = || DbErr::Custom("the journal's note of a batch cannot be read".into());
        message.map(|message| Checkpoint::read(&message).ok_or_else(unread)).transpose()
    }

    /// Notes how far it has come, as the newest note of the step where this run has not noted it before.
    pub(super) async fn note_checkpoint(
        &self,
        db: &impl ConnectionTrait,
        run: &Run<'_>,
        step: usize,
        checkpoint: &Checkpoint,
        first: bool,
    ) -> Result<(), DbErr> {
        let (table, text) = (self.dialect.quote(self.table), checkpoint.text()?);
        if first {
            let sql = format!("DELETE FROM {table} WHERE {}", self.of_batch(run, step));
            db.execute_unprepared(&sql).await?;
            return self.note_step(db, run, step, BATCH, Some(&text)).await;
        }
        let message = self.dialect.literal(&text);
        let sql = format!("UPDATE {table} SET message = {message} WHERE {}", self.of_batch(run, step));
        db.execute_unprepared(&sql).await.map(drop)
    }
}
