use sea_orm::{
    DatabaseExecutor,
    sea_query::{
        Expr, IntoIden, MysqlQueryBuilder, PostgresQueryBuilder, QueryStatementWriter, SqliteQueryBuilder,
        TableName,
    },
};

use crate::schema::{
    Backend, Check, Column, EnumType, EnumValuePosition, NamingConvention, PrimaryKey, QualifiedName, Schema,
    Table,
};

use super::{
    ApplyError, CodeFn, CodeFuture, CodeStep, ForeignKeySpec, IdiomError, IndexSpec, IntoColumnSpec, Op,
    Reversal, TableSpec, UniqueSpec, apply,
    apply::{no_column, no_constraint},
    define::{Context, ResolvedColumn},
    idiom::qualified_name,
    reverse_all,
};

/// What a revision does, as it is being said.
///
/// Nothing runs while a revision records. Each call is resolved against the schema as it stands at that
/// point of the history, so that a name is enough to drop a thing and the operation knows all of it.
/// A call that does not fit is kept as an error, with the schema unchanged, and shown with the revision.
#[derive(Debug)]
pub struct Operations {
    backend: Backend,
    naming: NamingConvention,
    schema: Schema,
    ops: Vec<Op>,
    errors: Vec<RecordError>,
    /// In a `down`: what `up` recorded.
    undo: Option<Vec<Op>>,
    irreversible: Option<String>,
    derived: bool,
    lost: Vec<String>,
}

/// Something said in a revision that does not fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum RecordError {
    #[error("{what}: {source}")]
    Apply { what: String, source: ApplyError },
    #[error("{what}: {source}")]
    Idiom { what: String, source: IdiomError },
    #[error("add column {table}.{column}: add it first, then say create_primary_key")]
    KeyInAddColumn { table: QualifiedName, column: String },
    #[error("reverse() belongs into down")]
    ReverseInUp,
}

/// What a revision turned out to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Its operations.
    pub ops: Vec<Op>,
    /// The schema behind them.
    pub schema: Schema,
    /// Whatever did not fit.
    pub errors: Vec<RecordError>,
}

/// How a revision is undone.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordedDown {
    /// By these operations.
    Ops {
        /// What runs.
        ops: Vec<Op>,
        /// What does not come back, one reason each.
        lost: Vec<String>,
        /// Whether they are the derived reverse of `up` alone.
        derived: bool,
    },
    /// Not at all.
    Irreversible {
        /// Why not.
        why: String,
    },
}

impl Operations {
    /// Begins to record on top of `schema`, for `backend`.
    pub fn new(backend: Backend, naming: NamingConvention, schema: Schema) -> Self {
        Self {
            backend,
            naming,
            schema,
            ops: vec![],
            errors: vec![],
            undo: None,
            irreversible: None,
            derived: false,
            lost: vec![],
        }
    }

    /// Begins to record a way back from `up`, whose outcome is `schema`.
    pub fn for_down(backend: Backend, naming: NamingConvention, schema: Schema, up: Vec<Op>) -> Self {
        Self { undo: Some(up), ..Self::new(backend, naming, schema) }
    }

    /// What was recorded.
    pub fn finish(self) -> Recorded {
        Recorded { ops: self.ops, schema: self.schema, errors: self.errors }
    }

    /// What was recorded as a way back, and whatever did not fit.
    pub fn finish_down(self) -> (RecordedDown, Vec<RecordError>) {
        match self.irreversible {
            Some(why) => (RecordedDown::Irreversible { why }, self.errors),
            None => {
                (RecordedDown::Ops { ops: self.ops, lost: self.lost, derived: self.derived }, self.errors)
            }
        }
    }

    /// The engine for which this is being recorded.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The schema as it stands at this point.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    fn context(&self) -> Context<'_> {
        Context { backend: self.backend, naming: &self.naming }
    }

    fn push(&mut self, op: Op) {
        match apply(&op, &mut self.schema) {
            Ok(()) => self.ops.push(op),
            Err(source) => self.errors.push(RecordError::Apply { what: op.to_string(), source }),
        }
    }

    fn fail(&mut self, what: impl Into<String>, source: ApplyError) {
        self.errors.push(RecordError::Apply { what: what.into(), source });
    }

    fn take<T>(&mut self, what: impl Into<String>, result: Result<T, IdiomError>) -> Option<T> {
        result.map_err(|source| self.errors.push(RecordError::Idiom { what: what.into(), source })).ok()
    }

    /// The table as it stands, or an error kept for the one who wrote the call.
    fn find(&mut self, what: &str, name: &QualifiedName) -> Option<Table> {
        let found = self.schema.table(name).cloned();
        if found.is_none() {
            let known = self.schema.tables.keys().map(ToString::to_string).collect();
            self.fail(format!("{what} {name}"), ApplyError::NoTable { name: name.clone(), known });
        }
        found
    }

    fn find_column(&mut self, what: &str, table: &QualifiedName, column: &str) -> Option<Column> {
        let found = self.find(what, table)?;
        let column_of = found.column(column).cloned();
        if column_of.is_none() {
            self.fail(format!("{what} {table}.{column}"), no_column(&found, column));
        }
        column_of
    }

    // ---- scope ----

    /// What is meant for some engines only.
    pub fn on(&mut self, backends: impl AsRef<[Backend]>, say: impl FnOnce(&mut Self)) {
        if backends.as_ref().contains(&self.backend) {
            say(self);
        }
    }

    // ---- schemas and enums ----

    /// Makes a schema (`CREATE SCHEMA`).
    pub fn create_schema(&mut self, name: impl IntoIden) {
        self.push(Op::CreateSchema { name: name.into_iden().to_string() });
    }

    /// Drops an empty schema.
    pub fn drop_schema(&mut self, name: impl IntoIden) {
        self.push(Op::DropSchema { name: name.into_iden().to_string() });
    }

    /// Makes an enum type with its values in order.
    pub fn create_enum<V: Into<String>>(
        &mut self,
        name: impl Into<TableName>,
        values: impl IntoIterator<Item = V>,
    ) {
        let values = values.into_iter().map(Into::into).collect();
        self.push(Op::CreateEnum { enum_type: EnumType { name: qualified_name(name), values } });
    }

    /// Drops an enum type that no column uses.
    pub fn drop_enum(&mut self, name: impl Into<TableName>) {
        if let Some(enum_type) = self.find_enum("drop enum", &qualified_name(name)) {
            self.push(Op::DropEnum { enum_type });
        }
    }

    /// Renames an enum type.
    pub fn rename_enum(&mut self, from: impl Into<TableName>, to: impl IntoIden) {
        let from = qualified_name(from);
        let to = from.sibling(to.into_iden().to_string());
        self.push(Op::RenameEnum { from, to });
    }

    /// Adds a value behind the others.
    pub fn add_enum_value(&mut self, name: impl Into<TableName>, value: impl Into<String>) {
        self.add_enum_value_at(name, value, EnumValuePosition::End);
    }

    /// Adds a value at a place.
    pub fn add_enum_value_at(
        &mut self,
        name: impl Into<TableName>,
        value: impl Into<String>,
        position: EnumValuePosition,
    ) {
        let value = value.into();
        let Some(enum_type) = self.find_enum("add value to enum", &qualified_name(name)) else { return };
        match (&position, enum_type.index_of(&position)) {
            (EnumValuePosition::Before(missing) | EnumValuePosition::After(missing), None) => {
                let what = format!("add value {value} to enum {}", enum_type.name);
                let (name, known) = (enum_type.name, enum_type.values);
                self.fail(what, ApplyError::NoEnumValue { name, value: missing.clone(), known });
            }
            _ => self.push(Op::AddEnumValue { enum_type, value, position }),
        }
    }

    /// Renames a value; rows that hold it follow.
    pub fn rename_enum_value(
        &mut self,
        name: impl Into<TableName>,
        from: impl Into<String>,
        to: impl Into<String>,
    ) {
        self.push(Op::RenameEnumValue { name: qualified_name(name), from: from.into(), to: to.into() });
    }

    /// Gives an enum another list of values; a value that goes must not be in use.
    pub fn alter_enum<V: Into<String>>(
        &mut self,
        name: impl Into<TableName>,
        values: impl IntoIterator<Item = V>,
    ) {
        let Some(from) = self.find_enum("alter enum", &qualified_name(name)) else { return };
        let values = values.into_iter().map(Into::into).collect();
        self.push(Op::AlterEnum { to: EnumType { name: from.name.clone(), values }, from });
    }

    fn find_enum(&mut self, what: &str, name: &QualifiedName) -> Option<EnumType> {
        let found = self.schema.enum_type(name).cloned();
        if found.is_none() {
            let known = self.schema.enums.keys().map(ToString::to_string).collect();
            self.fail(format!("{what} {name}"), ApplyError::NoEnum { name: name.clone(), known });
        }
        found
    }

    // ---- tables ----

    /// Makes a table: [`table`](super::table) or SeaQuery's `Table::create()`.
    pub fn create_table(&mut self, table: impl Into<TableSpec>) {
        let resolved = table.into().resolve(self.context());
        if let Some(table) = self.take("create table", resolved) {
            self.push(Op::CreateTable { table });
        }
    }

    /// Drops a table with its rows. What still points at it must go first.
    pub fn drop_table(&mut self, name: impl Into<TableName>) {
        if let Some(table) = self.find("drop table", &qualified_name(name)) {
            self.push(Op::DropTable { table });
        }
    }

    /// Renames a table; what points at it follows.
    pub fn rename_table(&mut self, from: impl Into<TableName>, to: impl IntoIden) {
        let from = qualified_name(from);
        let to = from.sibling(to.into_iden().to_string());
        self.push(Op::RenameTable { from, to });
    }

    /// Sets a table's comment; `None` clears it.
    pub fn comment_table(&mut self, name: impl Into<TableName>, comment: Option<&str>) {
        if let Some(table) = self.find("comment on table", &qualified_name(name)) {
            let to = comment.map(ToOwned::to_owned);
            self.push(Op::CommentTable { table: table.name, from: table.comment, to });
        }
    }

    // ---- columns ----

    /// Adds a column, with the UNIQUE or CHECK that its definition asks for.
    pub fn add_column(&mut self, table: impl Into<TableName>, column: impl IntoColumnSpec) {
        let table = qualified_name(table);
        let resolved = column.into_column_spec().resolve(self.context());
        let Some(resolved) = self.take(format!("add column to {table}"), resolved) else { return };
        if resolved.primary_key {
            return self.errors.push(RecordError::KeyInAddColumn { table, column: resolved.column.name });
        }
        let unique = resolved.unique_constraint(&table.name, self.context());
        let check = resolved.check_constraint(&table.name, self.context());
        self.push(Op::AddColumn { table: table.clone(), column: resolved.column });
        if let Some(unique) = unique {
            self.push(Op::AddUnique { table: table.clone(), unique });
        }
        if let Some(check) = check {
            self.push(Op::AddCheck { table, check });
        }
    }

    /// Drops a column with its values, after the table's own indexes and constraints over it.
    pub fn drop_column(&mut self, table: impl Into<TableName>, column: impl IntoIden) {
        let (table, name) = (qualified_name(table), column.into_iden().to_string());
        if self.find_column("drop column", &table, &name).is_none() {
            return;
        }
        self.drop_what_is_over(&table, &name);
        if let Some(column) = self.find_column("drop column", &table, &name) {
            self.push(Op::DropColumn { table, column });
        }
    }

    /// Engines disagree on what falls with a column, some in silence; said one by one it can be undone.
    fn drop_what_is_over(&mut self, table: &QualifiedName, column: &str) {
        let Some(found) = self.schema.table(table).cloned() else { return };
        let has = |columns: &[String]| columns.iter().any(|name| name == column);
        for index in found.indexes.into_values().filter(|index| index.mentions(column)) {
            self.push(Op::DropIndex { table: table.clone(), index, concurrently: false });
        }
        for foreign_key in found.foreign_keys.into_values().filter(|key| has(&key.columns)) {
            self.push(Op::DropForeignKey { table: table.clone(), foreign_key });
        }
        for unique in found.uniques.into_values().filter(|unique| has(&unique.columns)) {
            self.push(Op::DropUnique { table: table.clone(), unique });
        }
        for check in found.checks.into_values().filter(|check| check.expression.mentions(column)) {
            self.push(Op::DropCheck { table: table.clone(), check });
        }
    }

    /// Gives a column another definition, a whole one; its name stays.
    pub fn alter_column(&mut self, table: impl Into<TableName>, column: impl IntoColumnSpec) {
        let table = qualified_name(table);
        let resolved = column.into_column_spec().resolve(self.context());
        let Some(ResolvedColumn { column, using, .. }) =
            self.take(format!("alter column of {table}"), resolved)
        else {
            return;
        };
        self.change(table, &column.name.clone(), using, |old| *old = column);
    }

    /// Gives a column a default, for rows to come.
    pub fn set_default(
        &mut self,
        table: impl Into<TableName>,
        column: impl IntoIden,
        value: impl Into<Expr>,
    ) {
        let default = super::idiom::default_value(self.backend, &value.into());
        let (table, column) = (qualified_name(table), column.into_iden().to_string());
        if let Some(default) = self.take(format!("set default of {table}.{column}"), default) {
            self.change(table, &column, None, |column| column.default = Some(default));
        }
    }

    /// Takes a column's default away.
    pub fn drop_default(&mut self, table: impl Into<TableName>, column: impl IntoIden) {
        self.change(qualified_name(table), &column.into_iden().to_string(), None, |column| {
            column.default = None
        });
    }

    /// Makes a column refuse NULL; rows that hold one stand in the way.
    pub fn set_not_null(&mut self, table: impl Into<TableName>, column: impl IntoIden) {
        self.change(qualified_name(table), &column.into_iden().to_string(), None, |column| {
            column.nullable = false
        });
    }

    /// Makes a column take NULL.
    pub fn drop_not_null(&mut self, table: impl Into<TableName>, column: impl IntoIden) {
        self.change(qualified_name(table), &column.into_iden().to_string(), None, |column| {
            column.nullable = true
        });
    }

    /// Sets a column's comment; `None` clears it.
    pub fn comment_column(
        &mut self,
        table: impl Into<TableName>,
        column: impl IntoIden,
        comment: Option<&str>,
    ) {
        let comment = comment.map(ToOwned::to_owned);
        let name = column.into_iden().to_string();
        self.change(qualified_name(table), &name, None, |column| column.comment = comment);
    }

    fn change(
        &mut self,
        table: QualifiedName,
        column: &str,
        using: Option<crate::schema::Expression>,
        set: impl FnOnce(&mut Column),
    ) {
        let Some(from) = self.find_column("alter column", &table, column) else { return };
        let member = self.schema.table(&table).is_some_and(|table| table.is_key_member(column));
        let mut to = from.clone();
        set(&mut to);
        to.nullable &= !member;
        if to != from {
            self.push(Op::AlterColumn { table, from: Box::new(from), to: Box::new(to), using });
        }
    }

    /// Renames a column; what is over it follows.
    pub fn rename_column(&mut self, table: impl Into<TableName>, from: impl IntoIden, to: impl IntoIden) {
        let (from, to) = (from.into_iden().to_string(), to.into_iden().to_string());
        self.push(Op::RenameColumn { table: qualified_name(table), from, to });
    }

    // ---- keys and constraints ----

    /// Adds a primary key.
    pub fn create_primary_key<I: IntoIden>(
        &mut self,
        table: impl Into<TableName>,
        columns: impl IntoIterator<Item = I>,
    ) {
        let columns = columns.into_iter().map(|iden| iden.into_iden().to_string()).collect();
        self.push(Op::AddPrimaryKey {
            table: qualified_name(table),
            key: PrimaryKey { name: None, columns },
        });
    }

    /// Drops the primary key.
    pub fn drop_primary_key(&mut self, table: impl Into<TableName>) {
        let table = qualified_name(table);
        let Some(found) = self.find("drop primary key of", &table) else { return };
        match found.primary_key {
            Some(key) => self.push(Op::DropPrimaryKey { table, key }),
            None => self.fail("drop primary key", ApplyError::NoPrimaryKey(table)),
        }
    }

    /// Adds a UNIQUE constraint.
    pub fn create_unique(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        columns: impl Into<UniqueSpec>,
    ) {
        let table = qualified_name(table);
        let unique = columns.into().resolve(Some(name.into()), &table.name, self.context());
        self.push(Op::AddUnique { table, unique });
    }

    /// Adds a foreign key: SeaQuery's `ForeignKey::create()`; [`deferrable`](super::deferrable) says more.
    pub fn create_foreign_key(&mut self, key: impl Into<ForeignKeySpec>) {
        let resolved = key.into().resolve(None, self.context());
        if let Some((table, foreign_key)) = self.take("create foreign key", resolved) {
            self.push(Op::AddForeignKey { table, foreign_key });
        }
    }

    /// Adds a CHECK constraint.
    pub fn create_check(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        condition: impl Into<Expr>,
    ) {
        let expression = super::idiom::expression(self.backend, &condition.into());
        let check = Check { name: name.into(), expression };
        self.push(Op::AddCheck { table: qualified_name(table), check });
    }

    /// Drops a UNIQUE constraint.
    pub fn drop_unique(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        self.drop_constraint(name.as_ref(), qualified_name(table), |table| {
            let unique = table.uniques.get(name.as_ref())?.clone();
            Some(Op::DropUnique { table: table.name.clone(), unique })
        });
    }

    /// Drops a foreign key.
    pub fn drop_foreign_key(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        self.drop_constraint(name.as_ref(), qualified_name(table), |table| {
            let foreign_key = table.foreign_keys.get(name.as_ref())?.clone();
            Some(Op::DropForeignKey { table: table.name.clone(), foreign_key })
        });
    }

    /// Drops a CHECK constraint.
    pub fn drop_check(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        self.drop_constraint(name.as_ref(), qualified_name(table), |table| {
            let check = table.checks.get(name.as_ref())?.clone();
            Some(Op::DropCheck { table: table.name.clone(), check })
        });
    }

    fn drop_constraint(&mut self, name: &str, table: QualifiedName, op: impl FnOnce(&Table) -> Option<Op>) {
        let Some(found) = self.find("drop constraint of", &table) else { return };
        match op(&found) {
            Some(op) => self.push(op),
            None => self.fail(format!("drop constraint {name}"), no_constraint(&found, name)),
        }
    }

    /// Renames a constraint.
    pub fn rename_constraint(
        &mut self,
        table: impl Into<TableName>,
        from: impl Into<String>,
        to: impl Into<String>,
    ) {
        self.push(Op::RenameConstraint { table: qualified_name(table), from: from.into(), to: to.into() });
    }

    // ---- indexes ----

    /// Makes an index over columns, or over what [`on`](super::on) says.
    pub fn create_index(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        index: impl Into<IndexSpec>,
    ) {
        let (index, concurrently) = index.into().resolve(name.into(), self.context());
        self.push(Op::CreateIndex { table: qualified_name(table), index, concurrently });
    }

    /// Drops an index.
    pub fn drop_index(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        self.drop_index_so(name.as_ref(), qualified_name(table), false);
    }

    /// Drops an index without blocking writers, outside a transaction (PostgreSQL; the others as usual).
    pub fn drop_index_concurrently(&mut self, name: impl AsRef<str>, table: impl Into<TableName>) {
        let concurrently = self.backend == Backend::Postgres;
        self.drop_index_so(name.as_ref(), qualified_name(table), concurrently);
    }

    fn drop_index_so(&mut self, name: &str, table: QualifiedName, concurrently: bool) {
        let Some(found) = self.find("drop index of", &table) else { return };
        match found.indexes.get(name).cloned() {
            Some(index) => self.push(Op::DropIndex { table, index, concurrently }),
            None => {
                let known = found.indexes.into_keys().collect();
                let missing = ApplyError::NoObject { table, kind: "index", name: name.into(), known };
                self.fail(format!("drop index {name}"), missing);
            }
        }
    }

    /// Renames an index.
    pub fn rename_index(
        &mut self,
        table: impl Into<TableName>,
        from: impl Into<String>,
        to: impl Into<String>,
    ) {
        self.push(Op::RenameIndex { table: qualified_name(table), from: from.into(), to: to.into() });
    }

    // ---- rows ----

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
        let mut inner = Self::new(self.backend, self.naming.clone(), self.schema.clone());
        effect(&mut inner);
        self.errors.append(&mut inner.errors);
        let down = down.map(ToOwned::to_owned);
        self.push(Op::Sql { sql: sql.into(), down, effect: inner.ops, transactional: true });
    }

    /// Runs SQL that refuses to run inside a transaction (`VACUUM`, `ALTER SYSTEM` …).
    pub fn sql_outside_transaction(&mut self, sql: impl Into<String>, down: Option<&str>) {
        let down = down.map(ToOwned::to_owned);
        self.push(Op::Sql { sql: sql.into(), down, effect: vec![], transactional: false });
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
        self.push(Op::Code { step: CodeStep { name: name.into(), up: CodeFn::new(up), down: None } });
    }

    /// Runs a step in code that another one undoes.
    pub fn run_with_down(
        &mut self,
        name: impl Into<String>,
        up: impl for<'a> Fn(&'a DatabaseExecutor<'a>) -> CodeFuture<'a> + Send + Sync + 'static,
        down: impl for<'a> Fn(&'a DatabaseExecutor<'a>) -> CodeFuture<'a> + Send + Sync + 'static,
    ) {
        let down = Some(CodeFn::new(down));
        self.push(Op::Code { step: CodeStep { name: name.into(), up: CodeFn::new(up), down } });
    }

    // ---- the way back ----

    /// In a `down`: the derived reverse of `up`, last operation first.
    pub fn reverse(&mut self) {
        let Some(up) = self.undo.take() else {
            return self.errors.push(RecordError::ReverseInUp);
        };
        let alone = self.ops.is_empty();
        match reverse_all(&up) {
            Reversal::Exact(ops) => ops.into_iter().for_each(|op| self.push(op)),
            Reversal::Lossy { ops, why } => {
                ops.into_iter().for_each(|op| self.push(op));
                self.lost.extend(why);
            }
            Reversal::Irreversible { why } => self.irreversible = Some(why),
        }
        self.derived = alone;
    }

    /// In a `down`: there is none, and why.
    pub fn irreversible(&mut self, why: impl Into<String>) {
        self.irreversible = Some(why.into());
    }
}
