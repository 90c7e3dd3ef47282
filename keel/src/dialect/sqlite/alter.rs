//! Which clauses of a column differ, and which changes `ALTER TABLE` makes by itself.

use crate::{
    dialect::Unsupported,
    schema::{Column, DefaultValue, Expression, QualifiedName, Table},
};

use super::{
    Sqlite,
    ddl::{ColumnChange, GeneratedSql},
    definition::{ONLY_KEY, default_sql},
};

impl Sqlite {
    /// The clauses that differ; those that do not stay as the live table has them.
    pub(super) fn column_change(
        &self,
        table: &QualifiedName,
        from: &Column,
        to: &Column,
    ) -> Result<ColumnChange, Unsupported> {
        let (old, new) = (self.column_type(table, from)?, self.column_type(table, to)?);
        let generated = to.generated.as_ref().map(|generated| GeneratedSql {
            expr: generated.expression.as_sql().to_owned(),
            stored: generated.stored,
        });
        Ok(ColumnChange {
            ty: (old != new).then_some(new),
            not_null: (from.nullable != to.nullable).then_some(!to.nullable),
            default: (from.default != to.default).then(|| to.default.as_ref().map(default_sql)),
            collation: (from.collation != to.collation).then(|| to.collation.clone()),
            generated: (from.generated != to.generated).then_some(generated),
            autoincrement: (from.identity.is_some() != to.identity.is_some())
                .then_some(to.identity.is_some()),
        })
    }

    /// Whether the table must be made anew for it; a comment is no part of a table here.
    pub(super) fn alters(
        &self,
        table: &Table,
        from: &Column,
        to: &Column,
        using: Option<&Expression>,
    ) -> Result<bool, Unsupported> {
        let owner = format!("{}.{}", table.name, to.name);
        if from.extra != to.extra {
            let hint = "drop the column and add it anew, or write the steps with op.sql";
            return Err(self.unsupported(format!("changing the verbatim text of {owner}"), hint));
        }
        self.refuse_identity(&table.name, to)?;
        let alone = table.primary_key.as_ref().is_some_and(|key| key.columns == [to.name.as_str()]);
        if to.identity.is_some() && from.identity.is_none() && (!alone || table.options.without_rowid) {
            return Err(self.unsupported(format!("numbering column {owner}"), ONLY_KEY));
        }
        if table.options.strict && from.ty != to.ty {
            self.refuse_strict(&to.ty, &owner)?;
        }
        let change = self.column_change(&table.name, from, to)?;
        Ok(using.is_some() || change != ColumnChange::default())
    }
}

/// Whether `ADD COLUMN` takes it whatever rows there are.
pub(super) fn addable(column: &Column) -> bool {
    let filled = match &column.default {
        None | Some(DefaultValue::Null) => column.nullable,
        Some(
            DefaultValue::CurrentTimestamp
            | DefaultValue::CurrentDate
            | DefaultValue::CurrentTime
            | DefaultValue::Expression(_),
        ) => false,
        Some(_) => true,
    };
    // Verbatim text may hold any clause, also one that ADD COLUMN refuses.
    column.extra.is_none()
        && match &column.generated {
            Some(generated) => !generated.stored,
            None => filled,
        }
}

/// Whether `DROP COLUMN` takes it: nothing of the table's own may be over the column.
pub(super) fn droppable(table: &Table, column: &str) -> bool {
    let has = |columns: &[String]| columns.iter().any(|name| name == column);
    let generated = |other: &Column| {
        other.name != column
            && other.generated.as_ref().is_some_and(|generated| generated.expression.mentions(column))
    };
    !(table.is_key_member(column)
        || table.uniques.values().any(|unique| has(&unique.columns))
        || table.foreign_keys.values().any(|key| has(&key.columns))
        || table.indexes.values().any(|index| index.mentions(column))
        || table.checks.values().any(|check| check.expression.mentions(column))
        || table.columns.values().any(generated))
}
