use sea_orm::sea_query::{IntoIden, TableName};

use super::Operations;
use crate::op::{Op, TableSpec, idiom::qualified_name};

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

    /// Sets a table's comment; `None` clears it.
    pub fn comment_table(&mut self, name: impl Into<TableName>, comment: Option<&str>) {
        if let Some(table) = self.find("comment on table", &qualified_name(name)) {
            let to = comment.map(ToOwned::to_owned);
            self.push(Op::CommentTable { table: table.name, from: table.comment, to });
        }
    }
}
