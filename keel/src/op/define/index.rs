use sea_orm::sea_query::{Expr, IntoIden};

use super::{Context, names};
use crate::{
    op::idiom,
    schema::{Backend, Index, IndexPart, IndexTerm, NullsOrder, SortOrder},
};

/// What an index is over.
#[derive(Clone, Debug, Default)]
pub struct IndexSpec {
    parts: Vec<PartSpec>,
    unique: bool,
    method: Option<String>,
    predicate: Option<Expr>,
    include: Vec<String>,
    nulls_not_distinct: bool,
    concurrently: bool,
}

#[derive(Clone, Debug)]
struct PartSpec {
    term: TermSpec,
    order: SortOrder,
    nulls: Option<NullsOrder>,
    prefix: Option<u32>,
    operator_class: Option<String>,
    collation: Option<String>,
}

#[derive(Clone, Debug)]
enum TermSpec {
    Column(String),
    Expression(Expr),
}

/// Begins an index over columns, ascending; with none, over what [`IndexSpec::expr`] adds.
pub fn on<I: IntoIden>(columns: impl IntoIterator<Item = I>) -> IndexSpec {
    let parts = names(columns).into_iter().map(|name| PartSpec::new(TermSpec::Column(name))).collect();
    IndexSpec { parts, ..IndexSpec::default() }
}

impl<I: IntoIden, const N: usize> From<[I; N]> for IndexSpec {
    fn from(columns: [I; N]) -> Self {
        on(columns)
    }
}

impl PartSpec {
    fn new(term: TermSpec) -> Self {
        Self {
            term,
            order: SortOrder::Ascending,
            nulls: None,
            prefix: None,
            operator_class: None,
            collation: None,
        }
    }
}

impl IndexSpec {
    /// One more column, ascending.
    pub fn col(mut self, column: impl IntoIden) -> Self {
        self.parts.push(PartSpec::new(TermSpec::Column(column.into_iden().to_string())));
        self
    }

    /// One more part: an expression.
    pub fn expr(mut self, expression: impl Into<Expr>) -> Self {
        self.parts.push(PartSpec::new(TermSpec::Expression(expression.into())));
        self
    }

    /// The last part is descending.
    pub fn desc(self) -> Self {
        self.last(|part| part.order = SortOrder::Descending)
    }

    /// Where NULLs of the last part stand (PostgreSQL).
    pub fn nulls(self, nulls: NullsOrder) -> Self {
        self.last(|part| part.nulls = Some(nulls))
    }

    /// Only that many leading characters of the last part (MySQL).
    pub fn prefix(self, length: u32) -> Self {
        self.last(|part| part.prefix = Some(length))
    }

    /// The operator class of the last part (PostgreSQL).
    pub fn operator_class(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.last(|part| part.operator_class = Some(name))
    }

    /// The collation of the last part, where it is not the column's (PostgreSQL, SQLite).
    pub fn collation(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.last(|part| part.collation = Some(name))
    }

    fn last(mut self, set: impl FnOnce(&mut PartSpec)) -> Self {
        if let Some(part) = self.parts.last_mut() {
            set(part);
        }
        self
    }

    /// It forbids duplicates.
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Its access method: `gin`, `gist`, `hash`, `brin` …; MySQL's `fulltext`, `spatial`.
    pub fn using(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only rows for which this holds are in it (PostgreSQL, SQLite).
    pub fn filter(mut self, predicate: impl Into<Expr>) -> Self {
        self.predicate = Some(predicate.into());
        self
    }

    /// Columns that it carries beside its key (PostgreSQL).
    pub fn include<I: IntoIden>(mut self, columns: impl IntoIterator<Item = I>) -> Self {
        self.include = names(columns);
        self
    }

    /// Two NULLs are one too many (PostgreSQL 15).
    pub fn nulls_not_distinct(mut self) -> Self {
        self.nulls_not_distinct = true;
        self
    }

    /// Built without blocking writers, outside a transaction (PostgreSQL; the others build as usual).
    pub fn concurrently(mut self) -> Self {
        self.concurrently = true;
        self
    }

    /// The index, and whether it is to be built concurrently.
    pub(crate) fn resolve(self, name: String, context: Context<'_>) -> (Index, bool) {
        let sql = |expr: &Expr| idiom::expression(context.backend, expr);
        let part = |part: PartSpec| IndexPart {
            term: match part.term {
                TermSpec::Column(name) => IndexTerm::Column(name),
                TermSpec::Expression(expr) => IndexTerm::Expression(sql(&expr)),
            },
            order: part.order,
            nulls: part.nulls,
            prefix: part.prefix,
            operator_class: part.operator_class,
            collation: part.collation,
        };
        let index = Index {
            name,
            parts: self.parts.into_iter().map(part).collect(),
            unique: self.unique,
            method: self.method,
            predicate: self.predicate.as_ref().map(sql),
            include: self.include,
            nulls_not_distinct: self.nulls_not_distinct,
        };
        (index, self.concurrently && context.backend == Backend::Postgres)
    }
}
