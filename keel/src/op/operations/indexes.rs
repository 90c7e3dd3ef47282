use sea_orm::sea_query::TableName;

use super::Operations;
use crate::{
    op::{ApplyError, IndexSpec, Op, idiom::qualified_name},
    schema::{Backend, QualifiedName},
};

/// Indexes.
impl Operations {
    /// Makes an index over columns, or over what [`on`](crate::op::on) says.
    pub fn create_index(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        index: impl Into<IndexSpec>,
    ) {
        let (index, concurrently) = index.into().resolve(name.into(), self.context());
        self.push(Op::CreateIndex { table: qualified_name(table), index, concurrently });
    }

    /// Drops an index.
    pub fn drop_index(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        self.drop_index_so(name.as_ref(), qualified_name(table), false);
    }

    /// Drops an index without blocking writers, outside a transaction (PostgreSQL; the others as usual).
    pub fn drop_index_concurrently(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        let concurrently = self.backend == Backend::Postgres;
        self.drop_index_so(name.as_ref(), qualified_name(table), concurrently);
    }

    fn drop_index_so(&mut self, name: &str, table: QualifiedName, concurrently: bool) {
        let Some(found) = self.find("drop index of", &table) else { return };
        match found.indexes.get(name).cloned() {
            Some(index) => self.push(Op::DropIndex { table, index, concurrently }),
            None => {
                let known = found.indexes.into_keys().collect();
                let missing = ApplyError::NoObject { table, kind: "index", name: name.into(), known };
                self.fail(format!("drop index {name}"), missing);
            }
        }
    }

    /// Renames an index.
    pub fn rename_index(
        &mut self,
        table: impl Into<TableName>,
        from: impl Into<String>,
        to: impl Into<String>,
    ) {
        self.push(Op::RenameIndex { table: qualified_name(table), from: from.into(), to: to.into() });
    }
}
