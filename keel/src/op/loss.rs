use std::fmt;

use crate::schema::QualifiedName;

use super::Op;

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
/// A column of a table that goes as well is not told apart from it, and a table that the same
/// operations made holds nothing to lose.
pub fn losses(ops: &[Op]) -> Vec<Loss> {
    let mut renamed: Vec<(&QualifiedName, &QualifiedName)> = Vec::new();
    let mut made: Vec<&QualifiedName> = Vec::new();
    let mut found = Vec::new();
    for op in ops {
        match op {
            Op::CreateTable { table } => made.push(&table.name),
            Op::RenameTable { from, to } => renamed.push((from, to)),
            Op::DropTable { table } if !made.contains(&&table.name) => {
                found.push(Loss::Table(original(&renamed, &table.name)));
            }
            Op::DropColumn { table, column } if column.generated.is_none() && !made.contains(&table) => {
                found.push(Loss::Column(original(&renamed, table), column.name.clone()));
            }
            Op::Sql { effect, .. } => found.extend(losses(effect)),
            _ => {}
        }
    }
    let gone: Vec<_> = found.iter().filter_map(Loss::whole_table).cloned().collect();
    found.retain(|loss| !matches!(loss, Loss::Column(table, _) if gone.contains(table)));
    found
}

impl Loss {
    fn whole_table(&self) -> Option<&QualifiedName> {
        match self {
            Self::Table(table) => Some(table),
            Self::Column(..) => None,
        }
    }
}

fn original(renamed: &[(&QualifiedName, &QualifiedName)], name: &QualifiedName) -> QualifiedName {
    let mut name = name;
    for (from, to) in renamed.iter().rev() {
        if *to == name {
            name = from;
        }
    }
    name.clone()
}
