use crate::{
    dialect::{Action, Dialect as _, Pace, Step, Unsupported},
    op::Op,
    schema::{Check, Column, ColumnType, EnumType, EnumValuePosition, QualifiedName, Schema, TableOptions},
};

use super::implicit::is_held;
use super::{
    MySql, Steps, ddl, definition::primary_key, keys::keep_indexes, quote, quote_text, types::is_large,
};

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
            Op::RenameTable { from, to } => self.rename_table(from, to, before),
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
            Op::AddCheck { table, check } => self.alter(table, &self.add_check_clause(table, check, before)?),
            Op::DropCheck { table, check } => {
                self.alter(table, &self.drop_check_clause(table, check, before)?)
            }
            // They were looked at when it was made.
            Op::ValidateForeignKey { .. } | Op::ValidateCheck { .. } => Ok(vec![]),
            Op::RenameConstraint { table, from, to } => self.rename_constraint(op, table, from, to, before),
            Op::RenameIndex { table, from, to } => {
                self.require(Some((8, 0, 0)), Some((10, 5, 2)), format!("renaming index {from}"), "")?;
                self.alter(table, &format!("RENAME INDEX {} TO {}", quote(from), quote(to)))
            }
            Op::Backfill { table, column, value } => {
                Ok(vec![Step::sql(self.backfill(table, column, value)).at_pace(Pace::Long)])
            }
            Op::AlterTableOptions { table, from, to } => self.alter_options(table, from, to, before),
            Op::Batched { batch } => Ok(vec![self.in_batches(batch, before)?]),
            Op::Sql { sql, .. } if sql.trim().is_empty() => Ok(vec![]),
            Op::Sql { sql, transactional, .. } => {
                let held = *transactional && is_held(sql);
                Ok(vec![Step::sql(sql.clone()).in_transaction(held).at_pace(Pace::Long)])
            }
            Op::Code { step } => {
                Ok(vec![Step::new(Action::Code(step.clone())).in_transaction(step.transactional)])
            }
        }
    }

    /// InnoDB renames `from_ibfk_1` along with the table (manual, ALTER TABLE): such keys get their names back.
    fn rename_table(&self, from: &QualifiedName, to: &QualifiedName, before: &Schema) -> Steps {
        let (old, new) = (self.quote_qualified(from), self.quote_qualified(to));
        let mut steps = ddl(format!("RENAME TABLE {old} TO {new}"))?;
        let keys = before.table(from).into_iter().flat_map(|table| table.foreign_keys.values());
        let prefix = format!("{}_ibfk_", from.name);
        for key in keys {
            let Some(number) = key.name.strip_prefix(&prefix) else { continue };
            let mut key = key.clone();
            if key.references == *from {
                key.references = to.clone();
            }
            let taken = format!("{}_ibfk_{number}", to.name);
            let mut changes = vec![drop_foreign_key(&taken)];
            if let Some(table) = before.table(from) {
                changes.extend(keep_indexes(table, &key));
            }
            changes.push(format!("ADD {}", self.foreign_key(to, &key)?));
            steps.extend(self.alter(to, &changes.join(", "))?);
        }
        Ok(steps)
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

    /// Columns without a collation of their own follow the table's.
    fn alter_options(
        &self,
        table: &QualifiedName,
        from: &TableOptions,
        to: &TableOptions,
        before: &Schema,
    ) -> Steps {
        let engine = |options: &TableOptions| options.engine.clone().unwrap_or("InnoDB".into());
        let mut changes = Vec::new();
        if !engine(from).eq_ignore_ascii_case(&engine(to)) {
            changes.push(format!("ENGINE={}", engine(to)));
        }
        if (&from.character_set, &from.collation) == (&to.character_set, &to.collation) {
            let statements =
                changes.iter().map(|change| Step::sql(self.alter_sql(table, change)).in_transaction(false));
            return Ok(statements.collect());
        }
        let collation = to.collation.as_ref().map(|name| format!(" COLLATE {name}")).unwrap_or_default();
        let set = to.character_set.as_deref().or_else(|| to.collation.as_deref()?.split('_').next());
        let set = set.map_or("DEFAULT".to_owned(), |set| format!("{set}{collation}"));
        let mut conversion = vec![format!("CONVERT TO CHARACTER SET {set}")];
        // The letters of an enum's values are lost on the way unless they are said in the same breath.
        for column in before.table(table).into_iter().flat_map(|table| table.columns.values()) {
            let definition = self.column(table, column, before)?;
            if has_values(&column.ty) && !definition.is_ascii() {
                conversion.push(format!("MODIFY COLUMN {definition}"));
            }
        }
        changes.push(conversion.join(", "));
        // A conversion takes every text along, also one with a collation of its own, and makes a longer type of
        // one that might not fit any more (manual, ALTER TABLE): these are said again.
        let mut again = Vec::new();
        for column in before.table(table).into_iter().flat_map(|table| table.columns.values()) {
            let is_text = matches!(column.ty, ColumnType::Text | ColumnType::Custom(_));
            // MariaDB's JSON is a longtext with a collation of its own.
            let is_json = matches!(column.ty, ColumnType::Json | ColumnType::JsonBinary) && self.is_mariadb();
            if column.collation.is_some() || is_json || (is_text && is_large(&column.ty)) {
                again.push(format!("MODIFY COLUMN {}", self.column(table, column, before)?));
            }
        }
        changes.extend((!again.is_empty()).then(|| again.join(", ")));
        let statements =
            changes.iter().map(|change| Step::sql(self.alter_sql(table, change)).in_transaction(false));
        Ok(statements.collect())
    }

    /// `DROP DATABASE` takes the tables with it, those too of which the history knows nothing.
    fn refuse_drop_schema(&self, name: &str) -> Steps {
        let hint = format!("look that it is empty and say op.sql(\"DROP DATABASE {}\")", quote(name));
        Err(self.unsupported(format!("dropping schema {name} only if it is empty"), &hint))
    }

    pub(super) fn drop_check(&self, name: &str) -> String {
        format!("DROP {} {}", if self.is_mariadb() { "CONSTRAINT" } else { "CHECK" }, quote(name))
    }

    /// On MariaDB a check by the name of a column is part of that column.
    fn check_column<'s>(
        &self,
        table: &QualifiedName,
        check: &Check,
        before: &'s Schema,
    ) -> Option<&'s Column> {
        let column = before.table(table)?.column(&check.name)?;
        (self.is_mariadb() && column.generated.is_none()).then_some(column)
    }

    fn add_check_clause(
        &self,
        table: &QualifiedName,
        check: &Check,
        before: &Schema,
    ) -> Result<String, Unsupported> {
        Ok(match self.check_column(table, check, before) {
            Some(column) => {
                format!("MODIFY COLUMN {}", self.column_with(table, column, before, Some(check))?)
            }
            None => format!("ADD {}", self.check(check)?),
        })
    }

    fn drop_check_clause(
        &self,
        table: &QualifiedName,
        check: &Check,
        before: &Schema,
    ) -> Result<String, Unsupported> {
        Ok(match self.check_column(table, check, before) {
            // One that was made as a constraint of the table has the same name, and goes all the same.
            Some(column) => format!(
                "MODIFY COLUMN {}, DROP CONSTRAINT IF EXISTS {}",
                self.column_with(table, column, before, None)?,
                quote(&check.name)
            ),
            None => self.drop_check(&check.name),
        })
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
            let renamed = Check { name: to.to_owned(), ..check.clone() };
            let drop = self.drop_check_clause(table, check, before)?;
            return self
                .alter(table, &format!("{drop}, {}", self.add_check_clause(table, &renamed, before)?));
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

/// Whether the type is a list of texts.
fn has_values(ty: &ColumnType) -> bool {
    let is_list = |text: &str| {
        let kind = text.split('(').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("enum") || kind.eq_ignore_ascii_case("set")
    };
    matches!(ty, ColumnType::Enum(_)) || matches!(ty, ColumnType::Custom(text) if is_list(text))
}
