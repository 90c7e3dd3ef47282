//! Notes of how far a batch has come.

use sea_orm::{ConnectionTrait, DbErr, Statement};

use super::{
    Journal, Run,
    checkpoint::{BATCH, Checkpoint},
};

impl Journal<'_> {
    fn of_batch(&self, run: &Run<'_>, step: usize) -> String {
        let (revision, state) = (self.dialect.literal(run.revision), self.dialect.literal(BATCH));
        format!("revision = {revision} AND step = {step} AND state = {state}")
    }

    /// How far the batch of a step has come, where it has begun.
    pub(in crate::exec) async fn checkpoint(
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
    pub(in crate::exec) async fn note_checkpoint(
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
