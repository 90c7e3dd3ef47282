use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, IntoIden, Query, TableName};

use crate::{
    op::idiom::{expression, qualified_name},
    schema::{Backend, Expression, QualifiedName},
};

/// The rows of a table, to be changed or deleted in batches: all of them, unless [`filter`](BatchSpec::filter) says
/// which.
pub fn rows(table: impl Into<TableName>) -> BatchSpec {
    let name = table.into();
    BatchSpec { table: qualified_name(name), set: vec![], filter: None, quarantine: None, cascade: false }
}

/// Rows, and what is done with them.
#[derive(Clone, Debug)]
pub struct BatchSpec {
    pub(in crate::op) table: QualifiedName,
    pub(in crate::op) set: Vec<(String, Expr)>,
    pub(in crate::op) filter: Option<Expr>,
    pub(in crate::op) quarantine: Option<QualifiedName>,
    pub(in crate::op) cascade: bool,
}

impl BatchSpec {
    /// The value that a column gets; it may be computed from the row.
    pub fn set(mut self, column: impl IntoIden, value: impl Into<Expr>) -> Self {
        self.set.push((column.into_iden().to_string(), value.into()));
        self
    }

    /// Only the rows for which this holds; said twice, both must.
    pub fn filter(mut self, condition: impl Into<Expr>) -> Self {
        let condition = condition.into();
        self.filter = Some(match self.filter.take() {
            Some(other) => other.and(condition),
            None => condition,
        });
        self
    }

    /// Only the rows whose `column` points at no row of `parent`, by its column `key`; NULL points nowhere on purpose.
    pub fn orphans(self, column: impl IntoIden, parent: impl Into<TableName>, key: impl IntoIden) -> Self {
        let (column, key) = (column.into_iden(), key.into_iden());
        let own = Expr::col((Alias::new(&self.table.name), column.clone()));
        let parents = Query::select()
            .expr(Expr::cust("1"))
            .from_as(parent.into(), "parent")
            .and_where(Expr::col((Alias::new("parent"), key)).eq(own))
            .take();
        self.filter(Expr::col(column).is_not_null().and(Expr::exists(parents).not()))
    }

    /// Where they are kept when they are deleted: a table that is made for it where there is none, with the same
    /// columns. Undone, they come back from there.
    pub fn quarantine(mut self, table: impl Into<TableName>) -> Self {
        self.quarantine = Some(qualified_name(table));
        self
    }

    /// Rows of other tables may be deleted or changed along with those that go into a quarantine (`ON DELETE CASCADE`,
    /// `SET NULL`, `SET DEFAULT`), though nothing keeps them.
    pub fn cascade(mut self) -> Self {
        self.cascade = true;
        self
    }

    pub(in crate::op) fn condition(&self, backend: Backend) -> Option<Expression> {
        self.filter.as_ref().map(|filter| expression(backend, filter))
    }
}
