use crate::{
    dialect::{Action, Dialect as _, Step},
    op::Op,
    schema::{EnumType, EnumValuePosition, QualifiedName, Schema},
};

use super::implicit::is_held;
use super::{MySql, Steps, ddl, definition::primary_key, quote, quote_text};

impl MySql {
    /// The steps of one operation.
    pub(super) fn plan(&self, op: &Op, before: &Schema) -> Steps {
        match op {
            Op::CreateSchema { name } => ddl(format!("CREATE DATABASE {}", quote(name))),
            Op::DropSchema { name } => self.refuse_drop_schema(name),
            // Their columns carry the values.
            Op::CreateEnum { .. } | Op::DropEnum { .. } | Op::RenameEnum { .. } => Ok(vec![]),
            Op::AddEnumValue { enum_type, value, position } => {
                self.set_enum_values(&enum_type.name, &with_value(enum_type, value, position), before)
            }
            Op::RenameEnumValue { name, from, to } => self.rename_enum_value(name, from, to, before),
            Op::AlterEnum { from, to } => self.set_enum_values(&from.name, &to.values, before),
            Op::CreateTable { table } => ddl(self.create_table(table, before)?),
            Op::DropTable { table } => ddl(format!("DROP TABLE {}", self.quote_qualified(&table.name))),
            Op::RenameTable { from, to } => {
                ddl(format!("RENAME TABLE {} TO {}", self.quote_qualified(from), self.quote_qualified(to)))
            }
            Op::CommentTable { table, to, .. } => {
                self.alter(table, &format!("COMMENT={}", quote_text(to.as_deref().unwrap_or_default())))
            }
            Op::AddColumn { table, column } => self.add_column(table, column, before),
            Op::DropColumn { table, column } => {
                self.alter(table, &format!("DROP COLUMN {}", quote(&column.name)))
            }
            Op::AlterColumn { table, from, to, using } => {
                self.alter_column(table, from, to, using.as_ref(), before)
            }
            Op::RenameColumn { table, from, to } => self.rename_column(table, from, to, before),
            Op::AddPrimaryKey { .. }
            | Op::DropPrimaryKey { .. }
            | Op::AddUnique { .. }
            | Op::DropUnique { .. }
            | Op::AddForeignKey { .. }
            | Op::DropForeignKey { .. }
            | Op::CreateIndex { .. }
            | Op::DropIndex { .. } => self.plan_key(op, before),
            Op::AddCheck { table, check } => self.alter(table, &format!("ADD {}", self.check(check)?)),
            Op::DropCheck { table, check } => self.alter(table, &self.drop_check(&check.name)),
            Op::RenameConstraint { table, from, to } => self.rename_constraint(op, table, from, to, before),
            Op::RenameIndex { table, from, to } => {
                self.require(Some((8, 0, 0)), Some((10, 5, 2)), format!("renaming index {from}"), "")?;
                self.alter(table, &format!("RENAME INDEX {} TO {}", quote(from), quote(to)))
            }
            Op::Sql { sql, .. } if sql.trim().is_empty() => Ok(vec![]),
            Op::Sql { sql, transactional, .. } => {
                Ok(vec![Step::sql(sql.clone()).in_transaction(*transactional && is_held(sql))])
            }
            Op::Code { step } => {
                Ok(vec![Step::new(Action::Code(step.clone())).in_transaction(step.transactional)])
            }
        }
    }

    fn plan_key(&self, op: &Op, before: &Schema) -> Steps {
        let (table, change) = match op {
            Op::AddPrimaryKey { table, key } => (table, format!("ADD {}", primary_key(key))),
            Op::DropPrimaryKey { table, .. } => (table, "DROP PRIMARY KEY".into()),
            Op::AddUnique { table, unique } => {
                (table, format!("ADD {}", self.unique(before.table(table), unique)?))
            }
            Op::DropUnique { table, unique } => (table, drop_index(&unique.name)),
            Op::AddForeignKey { table, foreign_key } => {
                (table, format!("ADD {}", self.foreign_key(table, foreign_key)?))
            }
            Op::DropForeignKey { table, foreign_key } => (table, drop_foreign_key(&foreign_key.name)),
            Op::CreateIndex { table, index, .. } => {
                (table, format!("ADD {}", self.index(before.table(table), index)?))
            }
            Op::DropIndex { table, index, .. } => (table, drop_index(&index.name)),
            _ => return Ok(vec![]),
        };
        self.change_keys(op, table, before, vec![change])
    }

    pub(super) fn alter(&self, table: &QualifiedName, changes: &str) -> Steps {
        ddl(self.alter_sql(table, changes))
    }

    pub(super) fn alter_sql(&self, table: &QualifiedName, changes: &str) -> String {
        format!("ALTER TABLE {} {changes}", self.quote_qualified(table))
    }

    /// `DROP DATABASE` takes the tables with it, those too of which the history knows nothing.
    fn refuse_drop_schema(&self, name: &str) -> Steps {
        let hint = format!("look that it is empty and say op.sql(\"DROP DATABASE {}\")", quote(name));
        Err(self.unsupported(format!("dropping schema {name} only if it is empty"), &hint))
    }

    pub(super) fn drop_check(&self, name: &str) -> String {
        format!("DROP {} {}", if self.is_mariadb() { "CONSTRAINT" } else { "CHECK" }, quote(name))
    }

    fn rename_constraint(
        &self,
        op: &Op,
        table: &QualifiedName,
        from: &str,
        to: &str,
        before: &Schema,
    ) -> Steps {
        let Some(known) = before.table(table) else {
            return Err(self.unsupported(format!("renaming {from} of the unknown table {table}"), ""));
        };
        if known.uniques.contains_key(from) {
            return self.alter(table, &format!("RENAME INDEX {} TO {}", quote(from), quote(to)));
        }
        if let Some(key) = known.foreign_keys.get(from) {
            let mut key = key.clone();
            key.name = to.to_owned();
            let changes = vec![drop_foreign_key(from), format!("ADD {}", self.foreign_key(table, &key)?)];
            return self.change_keys(op, table, before, changes);
        }
        if let Some(check) = known.checks.get(from) {
            let mut check = check.clone();
            check.name = to.to_owned();
            return self.alter(table, &format!("{}, ADD {}", self.drop_check(from), self.check(&check)?));
        }
        // What is left is the primary key, whose name the server does not keep.
        Ok(vec![])
    }
}

fn with_value(enum_type: &EnumType, value: &str, position: &EnumValuePosition) -> Vec<String> {
    let mut values = enum_type.values.clone();
    values.insert(enum_type.index_of(position).unwrap_or(values.len()), value.to_owned());
    values
}

fn drop_index(name: &str) -> String {
    format!("DROP INDEX {}", quote(name))
}

pub(super) fn drop_foreign_key(name: &str) -> String {
    format!("DROP FOREIGN KEY {}", quote(name))
}
