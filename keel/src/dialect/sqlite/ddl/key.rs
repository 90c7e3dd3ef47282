//! Finding a constraint by its name, or by its shape when it has none.

use std::fmt;

use super::ident::normalised;
use super::token::lex;
use super::{
    ClauseKind, ColumnClause, ColumnItem, ConstraintKind, CreateTable, DdlError, ForeignKeySpec,
    TableConstraint,
};

/// Which constraint of a table is meant, be it a table constraint or a clause of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConstraintKey {
    /// The one with this name.
    Name(String),
    /// The primary key.
    PrimaryKey,
    /// The unique constraint over exactly these columns, in this order.
    Unique(Vec<String>),
    /// The foreign key of exactly these columns to this table.
    ForeignKey {
        /// The columns of this table.
        columns: Vec<String>,
        /// The table referred to.
        table: String,
    },
    /// The check with this expression; blanks, comments, quotes and case do not matter.
    Check(String),
}

impl fmt::Display for ConstraintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "constraint {name:?}"),
            Self::PrimaryKey => write!(f, "primary key"),
            Self::Unique(columns) => write!(f, "unique constraint on ({})", columns.join(", ")),
            Self::ForeignKey { columns, table } => {
                write!(f, "foreign key ({}) to {table:?}", columns.join(", "))
            }
            Self::Check(expr) => write!(f, "check ({expr})"),
        }
    }
}

/// Where a constraint was found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Table(usize),
    Column { column: usize, clause: usize },
}

impl ConstraintKey {
    fn fits_table(&self, constraint: &TableConstraint) -> bool {
        match (self, &constraint.kind) {
            (Self::Name(name), _) => named(constraint.name(), name),
            (Self::PrimaryKey, ConstraintKind::PrimaryKey { .. }) => true,
            (Self::Unique(wanted), ConstraintKind::Unique { columns, .. }) => same(wanted, columns),
            (Self::ForeignKey { .. }, ConstraintKind::ForeignKey { columns, spec }) => {
                self.fits_reference(columns, spec)
            }
            (Self::Check(wanted), ConstraintKind::Check(expr)) => same_expr(wanted, expr),
            _ => false,
        }
    }

    fn fits_clause(&self, column: &str, clause: &ColumnClause) -> bool {
        let own = [column.to_owned()];
        match (self, &clause.kind) {
            (Self::Name(name), _) => named(clause.name(), name),
            (Self::PrimaryKey, ClauseKind::PrimaryKey { .. }) => true,
            (Self::Unique(wanted), ClauseKind::Unique { .. }) => same(wanted, &own),
            (Self::ForeignKey { .. }, ClauseKind::References(spec)) => self.fits_reference(&own, spec),
            (Self::Check(wanted), ClauseKind::Check(expr)) => same_expr(wanted, expr),
            _ => false,
        }
    }

    fn fits_reference(&self, columns: &[String], spec: &ForeignKeySpec) -> bool {
        matches!(self, Self::ForeignKey { columns: wanted, table }
            if same(wanted, columns) && table.eq_ignore_ascii_case(&spec.table))
    }
}

fn named(name: Option<&str>, wanted: &str) -> bool {
    name.is_some_and(|name| name.eq_ignore_ascii_case(wanted))
}

fn same(left: &[String], right: &[String]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

fn same_expr(left: &str, right: &str) -> bool {
    match (lex(left), lex(right)) {
        (Ok((left, _)), Ok((right, _))) => normalised(&left) == normalised(&right),
        _ => left.trim() == right.trim(),
    }
}

impl CreateTable {
    /// The text of the constraint that the key means.
    pub fn constraint_sql(&self, which: &ConstraintKey) -> Result<String, DdlError> {
        self.locate(which).map(|(_, raw)| raw)
    }

    pub(super) fn locate(&self, which: &ConstraintKey) -> Result<(Place, String), DdlError> {
        let mut matches = self.matching(which);
        let first = matches.next();
        let others: Vec<String> = matches.map(|(_, raw)| raw).collect();
        match first {
            Some(found) if others.is_empty() => Ok(found),
            Some((_, raw)) => Err(DdlError::AmbiguousConstraint {
                table: self.name().to_owned(),
                key: which.clone(),
                matches: std::iter::once(raw).chain(others).collect(),
            }),
            None => Err(self.no_such_constraint(which)),
        }
    }

    fn matching(&self, which: &ConstraintKey) -> impl Iterator<Item = (Place, String)> {
        let table = self.constraints.iter().enumerate();
        let table = table.filter(|(_, constraint)| which.fits_table(constraint));
        let table = table.map(|(at, constraint)| (Place::Table(at), constraint.raw()));
        let columns = self.columns.iter().enumerate();
        table.chain(columns.flat_map(|(at, column)| clauses_fitting(which, at, column)))
    }

    fn no_such_constraint(&self, which: &ConstraintKey) -> DdlError {
        let inline = self.columns.iter().flat_map(ColumnItem::clauses).filter(|clause| is_constraint(clause));
        let known = self.constraints.iter().map(TableConstraint::raw).chain(inline.map(ColumnClause::raw));
        DdlError::NoSuchConstraint {
            table: self.name().to_owned(),
            key: which.clone(),
            known: known.collect(),
        }
    }

    pub(super) fn refuse_taken(&self, name: &str) -> Result<(), DdlError> {
        let key = ConstraintKey::Name(name.to_owned());
        if self.matching(&key).next().is_none() {
            return Ok(());
        }
        Err(DdlError::ConstraintExists { table: self.name().to_owned(), name: name.to_owned() })
    }
}

fn clauses_fitting(
    which: &ConstraintKey,
    at: usize,
    column: &ColumnItem,
) -> impl Iterator<Item = (Place, String)> {
    let clauses = column.clauses.iter().enumerate();
    let fitting = clauses.filter(|(_, clause)| which.fits_clause(column.name(), clause));
    fitting.map(move |(clause, found)| (Place::Column { column: at, clause }, found.raw()))
}

fn is_constraint(clause: &ColumnClause) -> bool {
    use ClauseKind::{Check, PrimaryKey, References, Unique};
    clause.name.is_some()
        || matches!(clause.kind, PrimaryKey { .. } | Unique { .. } | Check(_) | References(_))
}
