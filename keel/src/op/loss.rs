use std::fmt;

use crate::schema::QualifiedName;

use super::{Batch, BatchWork, Op};

/// Rows or values that an operation destroys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// Every row of a table.
    Table(QualifiedName),
    /// Every value of a column.
    Column(QualifiedName, String),
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(table) => write!(f, "table {table}"),
            Self::Column(table, column) => write!(f, "column {table}.{column}"),
        }
    }
}

/// What running `ops` destroys of that which was there before they began, in the names of before.
///
/// A column of a table that goes as well is not told apart from it, and what the same operations made
/// holds nothing to lose.
pub fn losses(ops: &[Op]) -> Vec<Loss> {
    let mut names = Names::default();
    let mut found = Vec::new();
    collect(ops, &mut names, &mut found);
    let gone: Vec<_> = found.iter().filter_map(Loss::whole_table).cloned().collect();
    found.retain(|loss| !matches!(loss, Loss::Column(table, _) if gone.contains(table)));
    found
}

fn collect(ops: &[Op], names: &mut Names, found: &mut Vec<Loss>) {
    for op in ops {
        match op {
            Op::CreateTable { table } => names.made.push((table.name.clone(), None)),
            Op::AddColumn { table, column } => names.made.push((table.clone(), Some(column.name.clone()))),
            Op::RenameTable { from, to } => names.tables.push((from.clone(), to.clone())),
            Op::RenameColumn { table, from, to } => {
                names.columns.push((names.table(table), from.clone(), to.clone()));
            }
            Op::DropTable { table } if !names.made.contains(&(table.name.clone(), None)) => {
                found.push(Loss::Table(names.table(&table.name)));
            }
            Op::DropColumn { table, column }
                if column.generated.is_none() && !names.is_new(table, &column.name) =>
            {
                let table = names.table(table);
                found.push(Loss::Column(table.clone(), names.column(&table, &column.name)));
            }
            // What it held has gone back to where it came from.
            Op::Batched { batch: Batch { work: BatchWork::Restore { quarantine }, .. } } => {
                names.made.push((quarantine.clone(), None));
            }
            Op::Sql { effect, .. } => collect(effect, names, found),
            Op::Code { step } => collect(&step.effect, names, found),
            _ => {}
        }
    }
}

impl Loss {
    fn whole_table(&self) -> Option<&QualifiedName> {
        match self {
            Self::Table(table) => Some(table),
            Self::Column(..) => None,
        }
    }
}

/// What the operations so far have made and renamed.
#[derive(Default)]
struct Names {
    made: Vec<(QualifiedName, Option<String>)>,
    tables: Vec<(QualifiedName, QualifiedName)>,
    /// By the table's first name.
    columns: Vec<(QualifiedName, String, String)>,
}

impl Names {
    fn is_new(&self, table: &QualifiedName, column: &str) -> bool {
        self.made.iter().any(|(made, of)| made == table && of.as_deref().is_none_or(|of| of == column))
    }

    fn table(&self, name: &QualifiedName) -> QualifiedName {
        let back =
            |name, (from, to): &(QualifiedName, QualifiedName)| if *to == name { from.clone() } else { name };
        self.tables.iter().rev().fold(name.clone(), back)
    }

    fn column(&self, table: &QualifiedName, name: &str) -> String {
        let renamed = self.columns.iter().rev().filter(|(of, ..)| of == table);
        renamed.fold(name.to_owned(), |name, (_, from, to)| if *to == name { from.clone() } else { name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, ColumnType, Table};

    #[test]
    fn losses_are_told_in_the_names_of_before() {
        let table = |name: &str| QualifiedName::new(name);
        let column = |name: &str| Column::new(name, ColumnType::Text);
        let ops = [
            Op::RenameTable { from: table("a"), to: table("b") },
            Op::RenameColumn { table: table("b"), from: "x".into(), to: "y".into() },
            Op::DropColumn { table: table("b"), column: column("y") },
            Op::AddColumn { table: table("b"), column: column("z") },
            Op::DropColumn { table: table("b"), column: column("z") },
            Op::CreateTable { table: Table::new("new") },
            Op::DropTable { table: Table::new("new") },
            Op::DropColumn { table: table("gone"), column: column("x") },
            Op::DropTable { table: Table::new("gone") },
        ];
        assert_eq!(losses(&ops), [Loss::Column(table("a"), "x".into()), Loss::Table(table("gone"))]);
    }
}
