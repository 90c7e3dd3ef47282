use sea_orm::sea_query::{IntoIden, TableName};

use super::Operations;
use crate::{
    op::{Op, TableSpec, idiom::qualified_name},
    schema::TableOptions,
};

/// Tables.
impl Operations {
    /// Makes a table: [`table`](crate::op::table) or SeaQuery's `Table::create()`.
    pub fn create_table(&mut self, table: impl Into<TableSpec>) {
        let resolved = table.into().resolve(self.context());
        if let Some(table) = self.take("create table", resolved) {
            self.push(Op::CreateTable { table });
        }
    }

    /// Drops a table with its rows. What still points at it must go first.
    pub fn drop_table(&mut self, name: impl Into<TableName>) {
        if let Some(table) = self.find("drop table", &qualified_name(name)) {
            self.push(Op::DropTable { table });
        }
    }

    /// Renames a table; what points at it follows.
    pub fn rename_table(&mut self, from: impl Into<TableName>, to: impl IntoIden) {
        let from = qualified_name(from);
        let to = from.sibling(to.into_iden().to_string());
        self.push(Op::RenameTable { from, to });
    }

    /// Changes what single engines know of a table: MySQL's engine, character set and collation, SQLite's
    /// `STRICT` and `WITHOUT ROWID`.
    pub fn alter_table_options(&mut self, name: impl Into<TableName>, set: impl FnOnce(&mut TableOptions)) {
        if let Some(table) = self.find("change options of table", &qualified_name(name)) {
            let mut to = table.options.clone();
            set(&mut to);
            if to != table.options {
                self.push(Op::AlterTableOptions { table: table.name, from: table.options, to });
            }
        }
    }

    /// Moves a table to another namespace, under the same name or another one; what points at it follows.
    ///
    /// Not every engine does so in one step: there it is for the effect of SQL.
    pub fn move_table(&mut self, from: impl Into<TableName>, to: impl Into<TableName>) {
        self.push(Op::RenameTable { from: qualified_name(from), to: qualified_name(to) });
    }

    /// Sets a table's comment; `None` clears it.
    pub fn comment_table(&mut self, name: impl Into<TableName>, comment: Option<&str>) {
        if let Some(table) = self.find("comment on table", &qualified_name(name)) {
            let to = comment.map(ToOwned::to_owned);
            self.push(Op::CommentTable { table: table.name, from: table.comment, to });
        }
    }
}
