//! What a revision is made of: operations, their effect on a schema, their reverse, their words.

mod apply;
mod batch;
mod code;
mod define;
mod display;
mod idiom;
mod loss;
mod operations;
mod reverse;
mod seen;

use serde::Serialize;

use crate::schema::{
    Check, Column, EnumType, EnumValuePosition, Expression, ForeignKey, Index, PrimaryKey, QualifiedName,
    Table, TableOptions, Unique,
};

pub use apply::{ApplyError, apply, apply_all};
pub use batch::{Batch, BatchWork};
pub use code::{CodeFn, CodeFuture, CodeStep};
pub(crate) use define::Context;
pub use define::{
    BatchSpec, ColumnSpec, ForeignKeySpec, IndexSpec, IntoColumnSpec, TableSpec, UniqueSpec, column,
    deferrable, on, rows, table, unique,
};
pub use idiom::{IdiomError, column_type, expression_sql, qualified_name};
pub use loss::{Loss, losses};
pub use operations::{Operations, RecordError, Recorded, RecordedDown};
pub use reverse::{Reversal, reverse, reverse_all};
pub use seen::is_seen;

/// One change to a schema or its rows.
///
/// Each holds what its reverse needs. The enum is closed on purpose: a new variant breaks the build in
/// every place that must have an answer for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Op {
    /// Makes a namespace.
    CreateSchema {
        /// Its name.
        name: String,
    },
    /// Drops an empty namespace.
    DropSchema {
        /// Its name.
        name: String,
    },
    /// Makes an enum type.
    CreateEnum {
        /// The type.
        enum_type: EnumType,
    },
    /// Drops an enum type that no column uses.
    DropEnum {
        /// The type.
        enum_type: EnumType,
    },
    /// Renames an enum type.
    RenameEnum {
        /// From this name.
        from: QualifiedName,
        /// To this one.
        to: QualifiedName,
    },
    /// Adds a value to an enum.
    AddEnumValue {
        /// The type as it was.
        enum_type: EnumType,
        /// The new value.
        value: String,
        /// Where it goes.
        position: EnumValuePosition,
    },
    /// Renames a value of an enum; the rows follow.
    RenameEnumValue {
        /// The type's name.
        name: QualifiedName,
        /// From this value.
        from: String,
        /// To this one.
        to: String,
    },
    /// Gives an enum another list of values: removed and reordered ones too.
    AlterEnum {
        /// As it was.
        from: EnumType,
        /// As it will be; the name is the same.
        to: EnumType,
    },
    /// Makes a table with everything that hangs on it.
    CreateTable {
        /// The table.
        table: Table,
    },
    /// Drops a table with its rows.
    DropTable {
        /// The table.
        table: Table,
    },
    /// Renames a table; what points at it follows.
    RenameTable {
        /// From this name.
        from: QualifiedName,
        /// To this one.
        to: QualifiedName,
    },
    /// Sets, changes or clears a table's comment.
    CommentTable {
        /// The table.
        table: QualifiedName,
        /// The comment as it was.
        from: Option<String>,
        /// As it will be.
        to: Option<String>,
    },
    /// Changes what single engines know of a table beyond its columns and constraints.
    AlterTableOptions {
        /// The table.
        table: QualifiedName,
        /// The options as they were.
        from: TableOptions,
        /// As they will be.
        to: TableOptions,
    },
    /// Adds a column.
    AddColumn {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: Column,
    },
    /// Drops a column with its values.
    DropColumn {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: Column,
    },
    /// Changes a column's definition.
    AlterColumn {
        /// The table.
        table: QualifiedName,
        /// As it was.
        from: Box<Column>,
        /// As it will be; the name is the same.
        to: Box<Column>,
        /// How old values become new ones, where the engine cannot know.
        using: Option<Expression>,
    },
    /// Renames a column; what is over it follows.
    RenameColumn {
        /// The table.
        table: QualifiedName,
        /// From this name.
        from: String,
        /// To this one.
        to: String,
    },
    /// Adds a primary key.
    AddPrimaryKey {
        /// The table.
        table: QualifiedName,
        /// The key.
        key: PrimaryKey,
    },
    /// Drops the primary key.
    DropPrimaryKey {
        /// The table.
        table: QualifiedName,
        /// The key.
        key: PrimaryKey,
    },
    /// Adds a UNIQUE constraint.
    AddUnique {
        /// The table.
        table: QualifiedName,
        /// The constraint.
        unique: Unique,
    },
    /// Drops a UNIQUE constraint.
    DropUnique {
        /// The table.
        table: QualifiedName,
        /// The constraint.
        unique: Unique,
    },
    /// Adds a foreign key.
    AddForeignKey {
        /// The table.
        table: QualifiedName,
        /// The key.
        foreign_key: ForeignKey,
    },
    /// Drops a foreign key.
    DropForeignKey {
        /// The table.
        table: QualifiedName,
        /// The key.
        foreign_key: ForeignKey,
    },
    /// Adds a CHECK constraint.
    AddCheck {
        /// The table.
        table: QualifiedName,
        /// The constraint.
        check: Check,
    },
    /// Drops a CHECK constraint.
    DropCheck {
        /// The table.
        table: QualifiedName,
        /// The constraint.
        check: Check,
    },
    /// Looks whether the rows keep a foreign key that was made `NOT VALID`; from then on it holds for all of them.
    ValidateForeignKey {
        /// The table.
        table: QualifiedName,
        /// The key as it was.
        foreign_key: ForeignKey,
    },
    /// The same for a CHECK constraint.
    ValidateCheck {
        /// The table.
        table: QualifiedName,
        /// The constraint as it was.
        check: Check,
    },
    /// Renames a constraint of a table.
    RenameConstraint {
        /// The table.
        table: QualifiedName,
        /// From this name.
        from: String,
        /// To this one.
        to: String,
    },
    /// Makes an index.
    CreateIndex {
        /// The table.
        table: QualifiedName,
        /// The index.
        index: Index,
        /// PostgreSQL: without blocking writers, outside a transaction.
        concurrently: bool,
    },
    /// Drops an index.
    DropIndex {
        /// The table.
        table: QualifiedName,
        /// The index.
        index: Index,
        /// PostgreSQL: without blocking writers, outside a transaction.
        concurrently: bool,
    },
    /// Renames an index.
    RenameIndex {
        /// The table.
        table: QualifiedName,
        /// From this name.
        from: String,
        /// To this one.
        to: String,
    },
    /// Gives a column a value in every row that holds NULL in it.
    Backfill {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: String,
        /// The value.
        value: Expression,
    },
    /// Changes or deletes rows in windows, a transaction each.
    Batched {
        /// Which rows, and how.
        batch: Batch,
    },
    /// SQL that speaks for itself.
    Sql {
        /// What runs.
        sql: String,
        /// What undoes it.
        down: Option<String>,
        /// What it does to the schema, as far as that is said.
        effect: Vec<Op>,
        /// Whether it may run inside a transaction.
        transactional: bool,
    },
    /// A step in code.
    Code {
        /// The step.
        step: CodeStep,
    },
}

impl Op {
    /// The table that it changes, where there is one.
    pub fn table(&self) -> Option<&QualifiedName> {
        match self {
            Self::CreateTable { table } | Self::DropTable { table } => Some(&table.name),
            Self::RenameTable { from, .. } => Some(from),
            Self::Batched { batch } => Some(&batch.table),
            Self::CommentTable { table, .. }
            | Self::AddColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::AlterColumn { table, .. }
            | Self::RenameColumn { table, .. }
            | Self::AddPrimaryKey { table, .. }
            | Self::DropPrimaryKey { table, .. }
            | Self::AddUnique { table, .. }
            | Self::DropUnique { table, .. }
            | Self::AddForeignKey { table, .. }
            | Self::DropForeignKey { table, .. }
            | Self::AddCheck { table, .. }
            | Self::DropCheck { table, .. }
            | Self::ValidateForeignKey { table, .. }
            | Self::ValidateCheck { table, .. }
            | Self::RenameConstraint { table, .. }
            | Self::CreateIndex { table, .. }
            | Self::DropIndex { table, .. }
            | Self::RenameIndex { table, .. }
            | Self::AlterTableOptions { table, .. }
            | Self::Backfill { table, .. } => Some(table),
            Self::CreateSchema { .. }
            | Self::DropSchema { .. }
            | Self::CreateEnum { .. }
            | Self::DropEnum { .. }
            | Self::RenameEnum { .. }
            | Self::AddEnumValue { .. }
            | Self::RenameEnumValue { .. }
            | Self::AlterEnum { .. }
            | Self::Sql { .. }
            | Self::Code { .. } => None,
        }
    }

    /// The tables that it locks: its own, and those that foreign keys of it point at.
    pub fn tables(&self) -> Vec<QualifiedName> {
        let referenced: Vec<_> = match self {
            Self::CreateTable { table } | Self::DropTable { table } => table.foreign_keys.values().collect(),
            Self::AddForeignKey { foreign_key, .. }
            | Self::DropForeignKey { foreign_key, .. }
            | Self::ValidateForeignKey { foreign_key, .. } => vec![foreign_key],
            _ => vec![],
        };
        let referenced = referenced.into_iter().map(|key| key.references.clone());
        self.table().cloned().into_iter().chain(referenced).collect()
    }
}
