//! How long names may be.

use crate::{
    dialect::Unsupported,
    op::Op,
    schema::{QualifiedName, Table},
};

use super::MySql;

/// Characters of any identifier but an alias (MySQL manual, "Identifier Length Limits"; MariaDB, "Identifier
/// Names").
const LONGEST: usize = 64;

impl MySql {
    /// # Errors
    /// What the operation makes has a name that the server does not take: it cuts none.
    pub(super) fn refuse_long_names(&self, op: &Op) -> Result<(), Unsupported> {
        match made(op).into_iter().find(|name| name.chars().count() > LONGEST) {
            None => Ok(()),
            Some(name) => Err(self.unsupported(format!("the name {name}"), "64 characters are the most")),
        }
    }
}

/// The names that an operation gives.
fn made(op: &Op) -> Vec<&str> {
    match op {
        Op::CreateSchema { name } => vec![name],
        Op::CreateTable { table } => of_table(table),
        Op::RenameTable { to: QualifiedName { name, .. }, .. } => vec![name],
        Op::AddColumn { column, .. } => vec![&column.name],
        Op::RenameColumn { to, .. } | Op::RenameConstraint { to, .. } | Op::RenameIndex { to, .. } => {
            vec![to]
        }
        Op::AddUnique { unique, .. } => vec![&unique.name],
        Op::AddForeignKey { foreign_key, .. } => vec![&foreign_key.name],
        Op::AddCheck { check, .. } => vec![&check.name],
        Op::CreateIndex { index, .. } => vec![&index.name],
        _ => vec![],
    }
}

fn of_table(table: &Table) -> Vec<&str> {
    let keys = table.uniques.keys().chain(table.foreign_keys.keys()).chain(table.checks.keys());
    let all = table.columns.keys().chain(table.indexes.keys()).chain(keys);
    all.map(String::as_str).chain([table.name.name.as_str()]).collect()
}
