//! What no key and no index can be over: generated columns that are not stored (manual 18, "Generated Columns").

use crate::{
    dialect::Unsupported,
    op::Op,
    schema::{Index, IndexTerm, QualifiedName, Schema, Table},
};

use super::Postgres;

const HINT: &str = "make the column STORED";

impl Postgres {
    /// Refuses a key or an index over a virtual column, which the server refuses too.
    pub(super) fn refuse_over_virtual(&self, op: &Op, before: &Schema) -> Result<(), Unsupported> {
        let table = |name: &QualifiedName| before.table(name);
        match op {
            Op::CreateTable { table } => self.refuse_keys(table),
            Op::AddPrimaryKey { table: name, key } => {
                self.refuse_columns("the primary key", table(name), &key.columns)
            }
            Op::AddUnique { table: name, unique } => {
                self.refuse_columns("a unique constraint", table(name), &unique.columns)
            }
            Op::AddForeignKey { table: name, foreign_key } => {
                self.refuse_columns("a foreign key", table(name), &foreign_key.columns)
            }
            Op::CreateIndex { table: name, index, .. } => match table(name) {
                Some(table) => self.refuse_index(table, index),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn refuse_keys(&self, table: &Table) -> Result<(), Unsupported> {
        let keys = table.primary_key.iter().map(|it| ("the primary key", &it.columns));
        let uniques = table.uniques.values().map(|it| ("a unique constraint", &it.columns));
        let foreign = table.foreign_keys.values().map(|it| ("a foreign key", &it.columns));
        for (what, columns) in keys.chain(uniques).chain(foreign) {
            self.refuse_columns(what, Some(table), columns)?;
        }
        table.indexes.values().try_for_each(|index| self.refuse_index(table, index))
    }

    fn refuse_columns(
        &self,
        what: &str,
        table: Option<&Table>,
        columns: &[String],
    ) -> Result<(), Unsupported> {
        let Some(table) = table else { return Ok(()) };
        self.refuse(what, table, &mut |name| columns.iter().any(|column| column == name))
    }

    fn refuse_index(&self, table: &Table, index: &Index) -> Result<(), Unsupported> {
        self.refuse("an index", table, &mut |name| {
            let part = |term: &IndexTerm| match term {
                IndexTerm::Column(column) => column == name,
                IndexTerm::Expression(expression) => expression.mentions(name),
            };
            index.parts.iter().any(|it| part(&it.term))
                || index.include.iter().any(|column| column == name)
                || index.predicate.as_ref().is_some_and(|predicate| predicate.mentions(name))
        })
    }

    fn refuse(
        &self,
        what: &str,
        table: &Table,
        is_over: &mut dyn FnMut(&str) -> bool,
    ) -> Result<(), Unsupported> {
        let mut virtuals =
            table.columns.values().filter(|it| it.generated.as_ref().is_some_and(|it| !it.stored));
        match virtuals.find(|column| is_over(&column.name)) {
            Some(column) => Err(self.unsupported(
                format!("{what} over the virtual generated column {}.{}", table.name, column.name),
                HINT,
            )),
            None => Ok(()),
        }
    }
}
