//! Whether a database shows that an operation has run.

use super::Op;
use crate::schema::{QualifiedName, Schema, Table};

/// Whether `found` shows the effect of an operation that is known by names: `Some(true)` where what it makes is there
/// and what it takes away is not. Nothing where names do not tell, as with a changed type or with rows.
pub fn is_seen(op: &Op, found: &Schema) -> Option<bool> {
    let table = |name: &QualifiedName| found.tables.get(name);
    let moved = |from: bool, to: bool| match (from, to) {
        (false, true) => Some(true),
        (true, false) => Some(false),
        _ => None,
    };
    match op {
        Op::CreateTable { table: made } => Some(table(&made.name).is_some()),
        Op::DropTable { table: gone } => Some(table(&gone.name).is_none()),
        Op::RenameTable { from, to } => moved(table(from).is_some(), table(to).is_some()),
        Op::AddColumn { table: owner, column } => Some(table(owner)?.columns.contains_key(&column.name)),
        Op::DropColumn { table: owner, column } => Some(!table(owner)?.columns.contains_key(&column.name)),
        Op::RenameColumn { table: owner, from, to } => {
            let columns = &table(owner)?.columns;
            moved(columns.contains_key(from), columns.contains_key(to))
        }
        Op::AddPrimaryKey { table: owner, .. } => Some(table(owner)?.primary_key.is_some()),
        Op::DropPrimaryKey { table: owner, .. } => Some(table(owner)?.primary_key.is_none()),
        Op::AddUnique { table: owner, unique } => Some(has_key(table(owner)?, &unique.name)),
        Op::DropUnique { table: owner, unique } => Some(!has_key(table(owner)?, &unique.name)),
        Op::CreateIndex { table: owner, index, .. } => Some(has_key(table(owner)?, &index.name)),
        Op::DropIndex { table: owner, index, .. } => Some(!has_key(table(owner)?, &index.name)),
        Op::RenameIndex { table: owner, from, to } => {
            let owner = table(owner)?;
            moved(has_key(owner, from), has_key(owner, to))
        }
        Op::AddForeignKey { table: owner, foreign_key } => {
            Some(table(owner)?.foreign_keys.contains_key(&foreign_key.name))
        }
        Op::DropForeignKey { table: owner, foreign_key } => {
            Some(!table(owner)?.foreign_keys.contains_key(&foreign_key.name))
        }
        Op::AddCheck { table: owner, check } => Some(table(owner)?.checks.contains_key(&check.name)),
        Op::DropCheck { table: owner, check } => Some(!table(owner)?.checks.contains_key(&check.name)),
        Op::RenameConstraint { table: owner, from, to } => {
            let owner = table(owner)?;
            moved(has_constraint(owner, from), has_constraint(owner, to))
        }
        Op::CreateEnum { enum_type } => Some(found.enums.contains_key(&enum_type.name)),
        Op::DropEnum { enum_type } => Some(!found.enums.contains_key(&enum_type.name)),
        Op::CreateSchema { .. }
        | Op::DropSchema { .. }
        | Op::RenameEnum { .. }
        | Op::AddEnumValue { .. }
        | Op::RenameEnumValue { .. }
        | Op::AlterEnum { .. }
        | Op::CommentTable { .. }
        | Op::AlterTableOptions { .. }
        | Op::AlterColumn { .. }
        | Op::ValidateForeignKey { .. }
        | Op::ValidateCheck { .. }
        | Op::Backfill { .. }
        | Op::Batched { .. }
        | Op::Sql { .. }
        | Op::Code { .. } => None,
    }
}

/// Some engines have a UNIQUE constraint as an index.
fn has_key(table: &Table, name: &str) -> bool {
    table.indexes.contains_key(name) || table.uniques.contains_key(name)
}

fn has_constraint(table: &Table, name: &str) -> bool {
    has_key(table, name) || table.foreign_keys.contains_key(name) || table.checks.contains_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, ColumnType};

    #[test]
    fn names_tell() {
        let (mut schema, mut users) = (Schema::new(), Table::new("users"));
        users.columns.insert("name".into(), Column::new("name", ColumnType::Text));
        schema.tables.insert("users".into(), users);
        let rename = |from: &str, to: &str| Op::RenameColumn {
            table: "users".into(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        assert_eq!(is_seen(&rename("title", "name"), &schema), Some(true));
        assert_eq!(is_seen(&rename("name", "title"), &schema), Some(false));
        assert_eq!(is_seen(&rename("a", "b"), &schema), None);
        let column = Column::new("name", ColumnType::Text);
        let add = |table: &str| Op::AddColumn { table: table.into(), column: column.clone() };
        assert_eq!(is_seen(&add("users"), &schema), Some(true));
        assert_eq!(is_seen(&add("tasks"), &schema), None);
    }
}
