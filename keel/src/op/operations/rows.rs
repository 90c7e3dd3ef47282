use sea_orm::{
    DatabaseExecutor,
    sea_query::{
        Expr, IntoIden, MysqlQueryBuilder, PostgresQueryBuilder, QueryStatementWriter, SqliteQueryBuilder,
        TableName,
    },
};

use super::{Operations, before::Before};
use crate::{
    op::{CodeFn, CodeFuture, CodeStep, Op, expression_sql, qualified_name},
    schema::{Backend, Expression},
};

/// What changes rows.
impl Operations {
    /// Runs SQL that nothing undoes; [`sql_with_down`](Self::sql_with_down) can be undone.
    pub fn sql(&mut self, sql: impl Into<String>) {
        self.push(Op::Sql { sql: sql.into(), down: None, effect: vec![], transactional: true });
    }

    /// Runs SQL that `down` undoes; an empty `down` says that there is nothing to undo.
    pub fn sql_with_down(&mut self, sql: impl Into<String>, down: impl Into<String>) {
        let down = Some(down.into());
        self.push(Op::Sql { sql: sql.into(), down, effect: vec![], transactional: true });
    }

    /// Runs SQL that changes the schema in the way that `effect` says, so that the history knows.
    pub fn sql_with_effect(
        &mut self,
        sql: impl Into<String>,
        down: Option<&str>,
        effect: impl FnOnce(&mut Self),
    ) {
        let effect = self.effect(effect);
        let down = down.map(ToOwned::to_owned);
        self.push(Op::Sql { sql: sql.into(), down, effect, transactional: true });
    }

    /// What is said about an effect, resolved against the schema as it stands and not yet recorded.
    fn effect(&mut self, say: impl FnOnce(&mut Self)) -> Vec<Op> {
        let schema = std::mem::take(&mut self.schema);
        let mut inner = Self::new(self.backend, self.naming.clone(), schema);
        inner.before = Some(Before::default());
        say(&mut inner);
        self.errors.append(&mut inner.errors);
        self.schema = inner.before.unwrap_or_default().restore(inner.schema);
        inner.ops
    }

    /// Runs SQL that refuses to run inside a transaction (`VACUUM`, `ALTER SYSTEM` …).
    pub fn sql_outside_transaction(&mut self, sql: impl Into<String>, down: Option<&str>) {
        let down = down.map(ToOwned::to_owned);
        self.push(Op::Sql { sql: sql.into(), down, effect: vec![], transactional: false });
    }

    /// Gives a column `value` in every row that holds NULL in it, as before `set_not_null`. Undone, the rows keep
    /// their values.
    pub fn backfill(&mut self, table: impl Into<TableName>, column: impl IntoIden, value: impl Into<Expr>) {
        let value = Expression::new(expression_sql(self.backend, &value.into()));
        let (table, column) = (qualified_name(table), column.into_iden().to_string());
        self.push(Op::Backfill { table, column, value });
    }

    /// The same for SQL that changes the schema in the way that `effect` says.
    pub fn sql_outside_transaction_with_effect(
        &mut self,
        sql: impl Into<String>,
        down: Option<&str>,
        effect: impl FnOnce(&mut Self),
    ) {
        let effect = self.effect(effect);
        let down = down.map(ToOwned::to_owned);
        self.push(Op::Sql { sql: sql.into(), down, effect, transactional: false });
    }

    /// Runs a SeaQuery statement (`Query::insert()`, `update()`, `delete()`), in this engine's dialect.
    pub fn execute(&mut self, statement: &impl QueryStatementWriter) {
        self.sql(match self.backend {
            Backend::Postgres => statement.to_string(PostgresQueryBuilder),
            Backend::MySql => statement.to_string(MysqlQueryBuilder),
            Backend::Sqlite => statement.to_string(SqliteQueryBuilder),
        });
    }

    /// Runs a step in code that nothing undoes: `op.run("…", |db| Box::pin(async move { … }))`.
    pub fn run(
        &mut self,
        name: impl Into<String>,
        up: impl for<'a> Fn(&'a DatabaseExecutor<'a>) -> CodeFuture<'a> + Send + Sync + 'static,
    ) {
        self.push(Op::Code { step: CodeStep::new(name, CodeFn::new(up), None) });
    }

    /// Runs a step in code that another one undoes.
    pub fn run_with_down(
        &mut self,
        name: impl Into<String>,
        up: impl for<'a> Fn(&'a DatabaseExecutor<'a>) -> CodeFuture<'a> + Send + Sync + 'static,
        down: impl for<'a> Fn(&'a DatabaseExecutor<'a>) -> CodeFuture<'a> + Send + Sync + 'static,
    ) {
        self.push(Op::Code { step: CodeStep::new(name, CodeFn::new(up), Some(CodeFn::new(down))) });
    }

    /// Runs a step in code that changes the schema in the way that `effect` says, so that the history knows.
    pub fn code_with_effect(&mut self, step: CodeStep, effect: impl FnOnce(&mut Self)) {
        let effect = self.effect(effect);
        self.push(Op::Code { step: CodeStep { effect, ..step } });
    }
}
