use sea_orm::sea_query::{Expr, ExprTrait as _, IntoIden, TableName};

use super::{Operations, RecordError};
use crate::{
    op::{
        ApplyError, Batch, BatchSpec, BatchWork, Op,
        batch::quarantine_of,
        define::rows,
        idiom::{expression, qualified_name},
    },
    schema::QualifiedName,
};

/// What changes many rows, a transaction for each window of them.
///
/// The rows are those that were there when it began: what comes in meanwhile needs no work, where a default or the
/// program sees to it. Stopped or killed it goes on behind the last window that is done.
impl Operations {
    /// [`backfill`](Self::backfill) for a large table: in batches.
    pub fn backfill_in_batches(
        &mut self,
        table: impl Into<TableName>,
        column: impl IntoIden,
        value: impl Into<Expr>,
    ) {
        let column = column.into_iden();
        self.update_in_batches(rows(table).set(column.clone(), value).filter(Expr::col(column).is_null()));
    }

    /// Changes [`rows`] in batches: `rows("tasks").set("priority", "low").filter(…)`. Undone, they keep their values.
    pub fn update_in_batches(&mut self, rows: BatchSpec) {
        let set: Vec<_> = rows
            .set
            .iter()
            .map(|(column, value)| (column.clone(), expression(self.backend, value)))
            .collect();
        let wrong = if set.is_empty() {
            Some("say with set(…) which columns change")
        } else if rows.quarantine.is_some() {
            Some("a quarantine is for what is deleted")
        } else {
            None
        };
        self.push_batch(rows, BatchWork::Update { set }, wrong);
    }

    /// Deletes [`rows`] in batches: `rows("tasks").filter(…)`, with their [`quarantine`](BatchSpec::quarantine).
    pub fn delete_in_batches(&mut self, rows: BatchSpec) {
        if let Some(name) = rows.quarantine.clone()
            && self.schema.table(&name).is_none()
        {
            self.make_quarantine(&rows.table, name);
        }
        let wrong = (!rows.set.is_empty()).then_some("what is deleted gets no values: leave set(…) out");
        let work = BatchWork::Delete { quarantine: rows.quarantine.clone(), cascade: rows.cascade };
        self.push_batch(rows, work, wrong);
    }

    /// Brings rows back that were deleted into a quarantine.
    pub fn restore_in_batches(&mut self, table: impl Into<TableName>, quarantine: impl Into<TableName>) {
        let work = BatchWork::Restore { quarantine: qualified_name(quarantine) };
        self.push(Op::Batched { batch: Batch { table: qualified_name(table), filter: None, work } });
    }

    fn push_batch(&mut self, rows: BatchSpec, work: BatchWork, wrong: Option<&'static str>) {
        let filter = rows.condition(self.backend);
        match wrong {
            Some(why) => self.errors.push(RecordError::Batch { table: rows.table, why }),
            None => self.push(Op::Batched { batch: Batch { table: rows.table, filter, work } }),
        }
    }

    fn make_quarantine(&mut self, of: &QualifiedName, name: QualifiedName) {
        let Some(table) = self.find("delete in batches from", of) else { return };
        let key = table.row_key().unwrap_or_default();
        let index = self.naming.name_index(&name.name, &key);
        match quarantine_of(&table, name, index) {
            Some(table) => self.push(Op::CreateTable { table }),
            None => self.fail("delete in batches", ApplyError::NoRowKey(of.clone())),
        }
    }
}
