use sea_orm::sea_query::{Expr, IntoIden, TableName};

use super::{Operations, RecordError};
use crate::{
    op::{
        IntoColumnSpec, Op,
        define::ResolvedColumn,
        idiom::{default_value, qualified_name},
    },
    schema::{Column, Expression, QualifiedName},
};

/// Columns.
impl Operations {
    /// Adds a column, with the UNIQUE or CHECK that its definition asks for.
    pub fn add_column(&mut self, table: impl Into<TableName>, column: impl IntoColumnSpec) {
        let table = qualified_name(table);
        let resolved = column.into_column_spec().resolve(self.context());
        let Some(resolved) = self.take(format!("add column to {table}"), resolved) else { return };
        if resolved.primary_key {
            return self.errors.push(RecordError::KeyInAddColumn { table, column: resolved.column.name });
        }
        let unique = resolved.unique_constraint(&table.name, self.context());
        let check = resolved.check_constraint(&table.name, self.context());
        self.push(Op::AddColumn { table: table.clone(), column: resolved.column });
        if let Some(unique) = unique {
            self.push(Op::AddUnique { table: table.clone(), unique });
        }
        if let Some(check) = check {
            self.push(Op::AddCheck { table, check });
        }
    }

    /// Drops a column with its values, after the table's own indexes and constraints over it.
    pub fn drop_column(&mut self, table: impl Into<TableName>, column: impl IntoIden) {
        let (table, name) = (qualified_name(table), column.into_iden().to_string());
        if self.find_column("drop column", &table, &name).is_none() {
            return;
        }
        self.drop_what_is_over(&table, &name);
        if let Some(column) = self.find_column("drop column", &table, &name) {
            self.push(Op::DropColumn { table, column });
        }
    }

    /// Engines disagree on what falls with a column, some in silence; said one by one it can be undone.
    fn drop_what_is_over(&mut self, table: &QualifiedName, column: &str) {
        let Some(found) = self.schema.table(table).cloned() else { return };
        let has = |columns: &[String]| columns.iter().any(|name| name == column);
        for index in found.indexes.into_values().filter(|index| index.mentions(column)) {
            self.push(Op::DropIndex { table: table.clone(), index, concurrently: false });
        }
        for foreign_key in found.foreign_keys.into_values().filter(|key| has(&key.columns)) {
            self.push(Op::DropForeignKey { table: table.clone(), foreign_key });
        }
        for unique in found.uniques.into_values().filter(|unique| has(&unique.columns)) {
            self.push(Op::DropUnique { table: table.clone(), unique });
        }
        for check in found.checks.into_values().filter(|check| check.expression.mentions(column)) {
            self.push(Op::DropCheck { table: table.clone(), check });
        }
    }

    /// Gives a column another definition, a whole one; its name stays.
    pub fn alter_column(&mut self, table: impl Into<TableName>, column: impl IntoColumnSpec) {
        let table = qualified_name(table);
        let resolved = column.into_column_spec().resolve(self.context());
        let Some(ResolvedColumn { column, using, .. }) =
            self.take(format!("alter column of {table}"), resolved)
        else {
            return;
        };
        self.change(table, &column.name.clone(), using, |old| *old = column);
    }

    /// Gives a column a default, for rows to come.
    pub fn set_default(
        &mut self,
        table: impl Into<TableName>,
        column: impl IntoIden,
        value: impl Into<Expr>,
    ) {
        let default = default_value(self.backend, &value.into());
        let (table, column) = (qualified_name(table), column.into_iden().to_string());
        if let Some(default) = self.take(format!("set default of {table}.{column}"), default) {
            self.change(table, &column, None, |column| column.default = Some(default));
        }
    }

    /// Takes a column's default away.
    pub fn drop_default(&mut self, table: impl Into<TableName>, column: impl IntoIden) {
        self.change(qualified_name(table), &column.into_iden().to_string(), None, |column| {
            column.default = None
        });
    }

    /// Makes a column refuse NULL; rows that hold one stand in the way.
    pub fn set_not_null(&mut self, table: impl Into<TableName>, column: impl IntoIden) {
        self.change(qualified_name(table), &column.into_iden().to_string(), None, |column| {
            column.nullable = false
        });
    }

    /// Makes a column take NULL.
    pub fn drop_not_null(&mut self, table: impl Into<TableName>, column: impl IntoIden) {
        self.change(qualified_name(table), &column.into_iden().to_string(), None, |column| {
            column.nullable = true
        });
    }

    /// Sets a column's comment; `None` clears it.
    pub fn comment_column(
        &mut self,
        table: impl Into<TableName>,
        column: impl IntoIden,
        comment: Option<&str>,
    ) {
        let comment = comment.map(ToOwned::to_owned);
        let name = column.into_iden().to_string();
        self.change(qualified_name(table), &name, None, |column| column.comment = comment);
    }

    fn change(
        &mut self,
        table: QualifiedName,
        column: &str,
        using: Option<Expression>,
        set: impl FnOnce(&mut Column),
    ) {
        let Some(from) = self.find_column("alter column", &table, column) else { return };
        let member = self.schema.table(&table).is_some_and(|table| table.is_key_member(column));
        let mut to = from.clone();
        set(&mut to);
        to.nullable &= !member;
        if to != from {
            self.push(Op::AlterColumn { table, from: Box::new(from), to: Box::new(to), using });
        }
    }

    /// Renames a column; what is over it follows.
    pub fn rename_column(&mut self, table: impl Into<TableName>, from: impl IntoIden, to: impl IntoIden) {
        let (from, to) = (from.into_iden().to_string(), to.into_iden().to_string());
        self.push(Op::RenameColumn { table: qualified_name(table), from, to });
    }
}
