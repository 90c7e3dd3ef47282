use crate::schema::{ColumnType, EnumType};

use super::{Batch, BatchWork, CodeStep, Op};

/// What undoing takes, and what it cannot give back.
#[derive(Clone, Debug, PartialEq)]
pub enum Reversal {
    /// Undoes everything.
    Exact(Vec<Op>),
    /// Undoes the change to the schema; rows or values are not as they were.
    Lossy {
        /// What to run.
        ops: Vec<Op>,
        /// What stays lost, one reason each.
        why: Vec<String>,
    },
    /// Nothing undoes it.
    Irreversible {
        /// Why not.
        why: String,
    },
}

impl Reversal {
    fn lossy(op: Op, why: impl Into<String>) -> Self {
        Self::Lossy { ops: vec![op], why: vec![why.into()] }
    }
}

/// The reverse of a list of operations: each one's reverse, last first.
pub fn reverse_all(ops: &[Op]) -> Reversal {
    let (mut reversed, mut lost) = (Vec::new(), Vec::new());
    for op in ops.iter().rev() {
        match reverse(op) {
            Reversal::Exact(ops) => reversed.extend(ops),
            Reversal::Lossy { ops, why } => {
                reversed.extend(ops);
                lost.extend(why);
            }
            irreversible @ Reversal::Irreversible { .. } => return irreversible,
        }
    }
    if lost.is_empty() { Reversal::Exact(reversed) } else { Reversal::Lossy { ops: reversed, why: lost } }
}

/// The reverse of one operation.
pub fn reverse(op: &Op) -> Reversal {
    match op.clone() {
        Op::CreateSchema { name } => exact(Op::DropSchema { name }),
        Op::DropSchema { name } => exact(Op::CreateSchema { name }),
        Op::CreateEnum { enum_type } => exact(Op::DropEnum { enum_type }),
        Op::DropEnum { enum_type } => exact(Op::CreateEnum { enum_type }),
        Op::RenameEnum { from, to } => exact(Op::RenameEnum { from: to, to: from }),
        Op::AddEnumValue { enum_type, value, position } => {
            let mut with = enum_type.clone();
            with.values.insert(enum_type.index_of(&position).unwrap_or(with.values.len()), value);
            alter_enum(with, enum_type)
        }
        Op::RenameEnumValue { name, from, to } => exact(Op::RenameEnumValue { name, from: to, to: from }),
        Op::AlterEnum { from, to } => alter_enum(to, from),
        Op::CreateTable { table } => exact(Op::DropTable { table }),
        Op::DropTable { table } => {
            let why = format!("the rows of table {} do not come back", table.name);
            Reversal::lossy(Op::CreateTable { table }, why)
        }
        Op::RenameTable { from, to } => exact(Op::RenameTable { from: to, to: from }),
        Op::CommentTable { table, from, to } => exact(Op::CommentTable { table, from: to, to: from }),
        Op::AlterTableOptions { table, from, to } => {
            exact(Op::AlterTableOptions { table, from: to, to: from })
        }
        Op::AddColumn { table, column } => exact(Op::DropColumn { table, column }),
        Op::DropColumn { table, column } if column.generated.is_some() => {
            exact(Op::AddColumn { table, column })
        }
        Op::DropColumn { table, column } => {
            let why = format!("the values of column {table}.{} do not come back", column.name);
            Reversal::lossy(Op::AddColumn { table, column }, why)
        }
        Op::AlterColumn { table, from, to, using } => {
            let computed = from.generated.is_none() && to.generated.is_some();
            let converted = using.is_some() || computed || narrows(&from.ty, &to.ty);
            let why = format!("column {table}.{}: values changed on the way to {} stay so", to.name, to.ty);
            let back = Op::AlterColumn { table, from: to, to: from, using: None };
            if converted { Reversal::lossy(back, why) } else { exact(back) }
        }
        Op::RenameColumn { table, from, to } => exact(Op::RenameColumn { table, from: to, to: from }),
        Op::AddPrimaryKey { table, key } => exact(Op::DropPrimaryKey { table, key }),
        Op::DropPrimaryKey { table, key } => exact(Op::AddPrimaryKey { table, key }),
        Op::AddUnique { table, unique } => exact(Op::DropUnique { table, unique }),
        Op::DropUnique { table, unique } => exact(Op::AddUnique { table, unique }),
        Op::AddForeignKey { table, foreign_key } => exact(Op::DropForeignKey { table, foreign_key }),
        Op::DropForeignKey { table, foreign_key } => exact(Op::AddForeignKey { table, foreign_key }),
        Op::AddCheck { table, check } => exact(Op::DropCheck { table, check }),
        Op::DropCheck { table, check } => exact(Op::AddCheck { table, check }),
        // Nothing makes it doubtful again but making it again.
        Op::ValidateForeignKey { table, foreign_key } => {
            let drop = Op::DropForeignKey { table: table.clone(), foreign_key: foreign_key.validated() };
            Reversal::Exact(vec![drop, Op::AddForeignKey { table, foreign_key }])
        }
        Op::ValidateCheck { table, check } => {
            let drop = Op::DropCheck { table: table.clone(), check: check.validated() };
            Reversal::Exact(vec![drop, Op::AddCheck { table, check }])
        }
        Op::RenameConstraint { table, from, to } => exact(Op::RenameConstraint { table, from: to, to: from }),
        Op::CreateIndex { table, index, concurrently } => exact(Op::DropIndex { table, index, concurrently }),
        Op::DropIndex { table, index, concurrently } => exact(Op::CreateIndex { table, index, concurrently }),
        Op::RenameIndex { table, from, to } => exact(Op::RenameIndex { table, from: to, to: from }),
        Op::Backfill { table, column, .. } => Reversal::Lossy {
            ops: vec![],
            why: vec![format!("column {table}.{column}: which rows held NULL is not known afterwards")],
        },
        Op::Batched { batch } => reverse_batch(batch),
        Op::Sql { sql, down, effect, transactional } => reverse_sql(sql, down, &effect, transactional),
        Op::Code { step } => reverse_code(step),
    }
}

fn exact(op: Op) -> Reversal {
    Reversal::Exact(vec![op])
}

/// A value that goes away may be in use; one that comes, or another order, loses nothing.
fn alter_enum(from: EnumType, to: EnumType) -> Reversal {
    let gone: Vec<_> = from.values.iter().filter(|value| !to.values.contains(value)).cloned().collect();
    let name = from.name.clone();
    let op = Op::AlterEnum { from, to };
    if gone.is_empty() {
        return exact(op);
    }
    Reversal::lossy(op, format!("enum {name}: rows that hold {} stand in the way", gone.join(", ")))
}

fn reverse_batch(batch: Batch) -> Reversal {
    let Batch { table, work, .. } = batch;
    let gone = |why: String| Reversal::Lossy { ops: vec![], why: vec![why] };
    match work {
        BatchWork::Update { set } => {
            let columns: Vec<_> = set.into_iter().map(|(column, _)| column).collect();
            let columns = columns.join(", ");
            gone(format!("table {table}: what rows held in {columns} is not known afterwards"))
        }
        BatchWork::Delete { quarantine: None, .. } => {
            gone(format!("the rows that were deleted from table {table} do not come back"))
        }
        BatchWork::Delete { quarantine: Some(quarantine), cascade } => {
            let work = BatchWork::Restore { quarantine };
            let back = Op::Batched { batch: Batch { table: table.clone(), filter: None, work } };
            match cascade {
                true => {
                    Reversal::lossy(back, format!("what went along with rows of {table} does not come back"))
                }
                false => exact(back),
            }
        }
        // Which of the rows came from there is not known afterwards.
        BatchWork::Restore { quarantine } => {
            gone(format!("the rows of {table} that came back from {quarantine} stay there"))
        }
    }
}

fn reverse_sql(sql: String, down: Option<String>, effect: &[Op], transactional: bool) -> Reversal {
    let Some(down) = down else {
        return Reversal::Irreversible { why: format!("raw SQL with no way back: {}", first_line(&sql)) };
    };
    with_effect(effect, |effect| Op::Sql { sql: down, down: Some(sql), effect, transactional })
}

fn reverse_code(step: CodeStep) -> Reversal {
    let CodeStep { name, up, down, effect, transactional } = step;
    let Some(down) = down else {
        return Reversal::Irreversible { why: format!("step in code with no way back: {name}") };
    };
    with_effect(&effect, |effect| {
        let step = CodeStep { name, up: down, down: Some(up), effect, transactional };
        Op::Code { step }
    })
}

/// The operation that `undo` makes of the reverse of what was done to the schema.
fn with_effect(effect: &[Op], undo: impl FnOnce(Vec<Op>) -> Op) -> Reversal {
    match reverse_all(effect) {
        Reversal::Exact(effect) => exact(undo(effect)),
        Reversal::Lossy { ops, why } => Reversal::Lossy { ops: vec![undo(ops)], why },
        irreversible @ Reversal::Irreversible { .. } => irreversible,
    }
}

pub(super) fn first_line(sql: &str) -> String {
    let mut lines = sql.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    if lines.next().is_some() { format!("{first} …") } else { first.to_owned() }
}

/// Whether a value of `from` may not fit into `to` unchanged; `false` only where it surely does.
fn narrows(from: &ColumnType, to: &ColumnType) -> bool {
    use crate::schema::Length;
    use ColumnType as T;
    if from == to {
        return false;
    }
    match (from, to) {
        (T::String(_) | T::Char(_), T::Text | T::String(Length::Max)) => false,
        (T::String(Length::N(a)) | T::Char(Some(a)), T::String(Length::N(b))) => a > b,
        (T::Decimal(Some((p1, s1))), T::Decimal(Some((p2, s2)))) => {
            s1 > s2 || p1.saturating_sub(*s1) > p2.saturating_sub(*s2)
        }
        (T::Json, T::JsonBinary) | (T::Float, T::Double) => false,
        (a, b) if a.is_integer() && b.is_integer() => bits(a) > bits(b),
        _ => true,
    }
}

/// Bits of magnitude, a sign counted as one more on the unsigned side so that signed fits into wider only.
fn bits(ty: &ColumnType) -> u32 {
    use ColumnType as T;
    match ty {
        T::TinyInteger => 8,
        T::TinyUnsigned => 9,
        T::SmallInteger => 16,
        T::SmallUnsigned => 17,
        T::Integer => 32,
        T::Unsigned => 33,
        T::BigInteger => 64,
        _ => 65,
    }
}
