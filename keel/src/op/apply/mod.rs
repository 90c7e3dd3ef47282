//! What an operation does to a schema.

mod batches;
mod columns;
mod constraints;
mod enums;
mod error;
mod lookup;
mod named;
mod tables;

use crate::schema::{Check, ForeignKey, Index, IndexTerm, Schema, Table};

use super::Op;
use batches::check_batch;
use columns::{add_column, drop_column, rename_column};
use constraints::{check_foreign_key, rename_constraint};
use enums::{
    create_enum, create_schema, drop_enum, drop_schema, enum_mut, refuse_value, rename_enum,
    rename_enum_defaults, rename_enum_value,
};
use lookup::{column_mut, require_columns, table_mut};
use named::{change, put, rename, take};
use tables::{create_table, drop_table, rename_table};

pub(in crate::op) use constraints::no_constraint;
pub use error::ApplyError;
pub(in crate::op) use lookup::no_column;

type Applied = Result<(), ApplyError>;

/// Applies `ops` in order.
///
/// # Errors
/// The first operation that does not fit, with its place in the list; those before it have been applied.
pub fn apply_all(ops: &[Op], schema: &mut Schema) -> Result<(), (usize, ApplyError)> {
    ops.iter().enumerate().try_for_each(|(at, op)| apply(op, schema).map_err(|error| (at, error)))
}

/// Does to the value what the operation does to a database.
///
/// # Errors
/// What the operation needs is not there, or what it makes is; the schema is unchanged then.
pub fn apply(op: &Op, schema: &mut Schema) -> Applied {
    match op {
        Op::CreateSchema { name } => create_schema(schema, name),
        Op::DropSchema { name } => drop_schema(schema, name),
        Op::CreateEnum { enum_type } => create_enum(schema, enum_type),
        Op::DropEnum { enum_type } => drop_enum(schema, &enum_type.name),
        Op::RenameEnum { from, to } => rename_enum(schema, from, to),
        Op::AddEnumValue { enum_type, value, position } => {
            let known = enum_mut(schema, &enum_type.name)?;
            refuse_value(known, value)?;
            let at = known.index_of(position).unwrap_or(known.values.len());
            known.values.insert(at, value.clone());
            Ok(())
        }
        Op::RenameEnumValue { name, from, to } => {
            rename_enum_value(enum_mut(schema, name)?, from, to)?;
            rename_enum_defaults(schema, name, from, to);
            Ok(())
        }
        Op::AlterEnum { from, to } => {
            enum_mut(schema, &from.name)?.values.clone_from(&to.values);
            Ok(())
        }
        Op::CreateTable { table } => create_table(schema, table),
        Op::DropTable { table } => drop_table(schema, &table.name),
        Op::RenameTable { from, to } => rename_table(schema, from, to),
        Op::AddForeignKey { table, foreign_key } => {
            check_foreign_key(schema, table, foreign_key)?;
            let keys = &mut table_mut(schema, table)?.foreign_keys;
            put(keys, table, FOREIGN_KEY, &foreign_key.name, foreign_key.clone())
        }
        Op::RenameColumn { table, from, to } => rename_column(schema, table, from, to),
        Op::DropColumn { table, column } => drop_column(schema, table, &column.name),
        Op::Sql { effect, .. } => effect.iter().try_for_each(|op| apply(op, schema)),
        Op::Code { step } => step.effect.iter().try_for_each(|op| apply(op, schema)),
        Op::Batched { batch } => check_batch(schema, batch),
        Op::Backfill { table, column, .. } => {
            require_columns(table_mut(schema, table)?, std::slice::from_ref(column))
        }
        Op::CommentTable { table, .. }
        | Op::AlterTableOptions { table, .. }
        | Op::AddColumn { table, .. }
        | Op::AlterColumn { table, .. }
        | Op::AddPrimaryKey { table, .. }
        | Op::DropPrimaryKey { table, .. }
        | Op::AddUnique { table, .. }
        | Op::DropUnique { table, .. }
        | Op::DropForeignKey { table, .. }
        | Op::AddCheck { table, .. }
        | Op::DropCheck { table, .. }
        | Op::ValidateForeignKey { table, .. }
        | Op::ValidateCheck { table, .. }
        | Op::RenameConstraint { table, .. }
        | Op::CreateIndex { table, .. }
        | Op::DropIndex { table, .. }
        | Op::RenameIndex { table, .. } => apply_within(op, table_mut(schema, table)?),
    }
}

const UNIQUE: &str = "unique constraint";
const FOREIGN_KEY: &str = "foreign key";
const CHECK: &str = "check";
const INDEX: &str = "index";

/// Operations that concern one table alone.
fn apply_within(op: &Op, table: &mut Table) -> Applied {
    let name = table.name.clone();
    match op {
        Op::CommentTable { to, .. } => {
            table.comment.clone_from(to);
            Ok(())
        }
        Op::AlterTableOptions { to, .. } => {
            table.options = to.clone();
            Ok(())
        }
        Op::AddColumn { column, .. } => add_column(table, column),
        Op::AlterColumn { to, .. } => {
            *column_mut(table, &to.name)? = (**to).clone();
            Ok(())
        }
        Op::AddPrimaryKey { key, .. } => {
            require_columns(table, &key.columns)?;
            match table.primary_key {
                Some(_) => Err(ApplyError::PrimaryKeyExists(name)),
                None => {
                    table.primary_key = Some(key.clone());
                    Ok(())
                }
            }
        }
        Op::DropPrimaryKey { .. } => table.primary_key.take().map(drop).ok_or(ApplyError::NoPrimaryKey(name)),
        Op::AddUnique { unique, .. } => {
            require_columns(table, &unique.columns)?;
            put(&mut table.uniques, &name, UNIQUE, &unique.name, unique.clone())
        }
        Op::DropUnique { unique, .. } => take(&mut table.uniques, &name, UNIQUE, &unique.name).map(drop),
        Op::DropForeignKey { foreign_key, .. } => {
            take(&mut table.foreign_keys, &name, FOREIGN_KEY, &foreign_key.name).map(drop)
        }
        Op::AddCheck { check, .. } => put(&mut table.checks, &name, CHECK, &check.name, check.clone()),
        Op::DropCheck { check, .. } => take(&mut table.checks, &name, CHECK, &check.name).map(drop),
        Op::ValidateForeignKey { foreign_key, .. } => {
            let valid = |key: &mut ForeignKey| *key = key.validated();
            change(&mut table.foreign_keys, &name, FOREIGN_KEY, &foreign_key.name, valid)
        }
        Op::ValidateCheck { check, .. } => {
            let valid = |check: &mut Check| *check = check.validated();
            change(&mut table.checks, &name, CHECK, &check.name, valid)
        }
        Op::RenameConstraint { from, to, .. } => rename_constraint(table, from, to),
        Op::CreateIndex { index, .. } => {
            require_columns(table, &index.include)?;
            require_columns(table, index_columns(index))?;
            put(&mut table.indexes, &name, INDEX, &index.name, index.clone())
        }
        Op::DropIndex { index, .. } => take(&mut table.indexes, &name, INDEX, &index.name).map(drop),
        Op::RenameIndex { from, to, .. } => {
            rename(&mut table.indexes, &name, INDEX, from, to, |index| index.name = to.clone())
        }
        _ => Ok(()),
    }
}

fn index_columns(index: &Index) -> impl Iterator<Item = &String> {
    index.parts.iter().filter_map(|part| match &part.term {
        IndexTerm::Column(name) => Some(name),
        IndexTerm::Expression(_) => None,
    })
}
