//! How an author says what a table, a column, an index or a constraint is: SeaQuery's and SeaORM's
//! builders where they say enough, and builders of the same style where they do not.

use sea_orm::sea_query::{
    ColumnDef, Expr, ForeignKeyCreateStatement, IntoIden, PostgresQueryBuilder, Table as SeaTable,
    TableCreateStatement, TableName,
};

use crate::schema::{
    Backend, Check, Column, Deferrable, Expression, ForeignKey, Generated, Identity, IdentityKind, Index,
    IndexPart, IndexTerm, NamingConvention, NullsOrder, PrimaryKey, QualifiedName, SequenceOptions,
    SortOrder, Table, TableOptions, Unique,
};

use super::idiom::{self, IdiomError};

/// For what a definition is made: the backend that will read it, and the names nobody gave.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) backend: Backend,
    pub(crate) naming: &'a NamingConvention,
}

fn names<I: IntoIden>(idens: impl IntoIterator<Item = I>) -> Vec<String> {
    idens.into_iter().map(|iden| iden.into_iden().to_string()).collect()
}

// ---- columns ----

/// A column: SeaQuery's definition, and what that cannot say.
#[derive(Clone, Debug)]
pub struct ColumnSpec {
    def: ColumnDef,
    identity: Option<Identity>,
    collation: Option<String>,
    on_update: Option<Expr>,
}

/// Wraps a column definition (`string_len(Users::Name, 255)`, `ColumnDef::new(…)…`) to say more of it.
pub fn column(def: impl Into<ColumnDef>) -> ColumnSpec {
    ColumnSpec { def: def.into(), identity: None, collation: None, on_update: None }
}

impl ColumnSpec {
    /// Its collation.
    pub fn collation(mut self, name: impl Into<String>) -> Self {
        self.collation = Some(name.into());
        self
    }

    /// How the engine numbers it.
    pub fn identity(mut self, kind: IdentityKind) -> Self {
        self.identity = Some(Identity { kind, sequence: SequenceOptions::default() });
        self
    }

    /// How the engine numbers it, with options of the sequence behind it.
    pub fn identity_with(mut self, kind: IdentityKind, sequence: SequenceOptions) -> Self {
        self.identity = Some(Identity { kind, sequence });
        self
    }

    /// MySQL: the value whenever the row changes.
    pub fn on_update(mut self, value: impl Into<Expr>) -> Self {
        self.on_update = Some(value.into());
        self
    }
}

/// What can stand where a column is defined.
pub trait IntoColumnSpec {
    /// The column's definition.
    fn into_column_spec(self) -> ColumnSpec;
}

impl IntoColumnSpec for ColumnSpec {
    fn into_column_spec(self) -> ColumnSpec {
        self
    }
}

impl IntoColumnSpec for ColumnDef {
    fn into_column_spec(self) -> ColumnSpec {
        column(self)
    }
}

impl IntoColumnSpec for &mut ColumnDef {
    fn into_column_spec(self) -> ColumnSpec {
        column(self.take())
    }
}

/// A column, and what its definition says of the table around it.
pub(super) struct ResolvedColumn {
    pub(super) column: Column,
    pub(super) primary_key: bool,
    pub(super) unique: bool,
    pub(super) check: Option<(Option<String>, Expression)>,
    pub(super) using: Option<Expression>,
}

impl ColumnSpec {
    pub(super) fn resolve(self, context: Context<'_>) -> Result<ResolvedColumn, IdiomError> {
        let name = self.def.get_column_name();
        let spec = self.def.get_column_spec();
        let ty = self.def.get_column_type().ok_or_else(|| IdiomError::NoType(name.clone()))?;
        let sql = |expr: &Expr| idiom::expression(context.backend, expr);
        let default =
            spec.default.as_ref().map(|value| idiom::default_value(context.backend, value)).transpose()?;
        let column = Column {
            ty: idiom::column_type(ty),
            nullable: spec.nullable.unwrap_or(true) && !spec.primary_key,
            default,
            on_update: self.on_update.as_ref().map(sql).filter(|_| context.backend == Backend::MySql),
            generated: spec
                .generated
                .as_ref()
                .map(|generated| Generated { expression: sql(&generated.expr), stored: generated.stored }),
            identity: self.identity.or_else(|| spec.auto_increment.then(Identity::auto)),
            collation: self.collation,
            comment: spec.comment.clone(),
            extra: spec.extra.clone(),
            name,
        };
        Ok(ResolvedColumn {
            column,
            primary_key: spec.primary_key,
            unique: spec.unique,
            check: spec.check.as_ref().and_then(|check| column_check(check.clone())),
            using: spec.using.as_ref().map(sql),
        })
    }
}

/// A column's CHECK has no getters: it is read off the only statement that prints it.
fn column_check(check: sea_orm::sea_query::Check) -> Option<(Option<String>, Expression)> {
    let column = ColumnDef::new("c").check(check).take();
    let sql = SeaTable::create().table("t").col(column).to_string(PostgresQueryBuilder);
    let (head, rest) = sql.split_once("CHECK (")?;
    let name = head.split_once("CONSTRAINT \"").and_then(|(_, name)| name.trim_end().strip_suffix('"'));
    let expression = rest.strip_suffix(" )").unwrap_or(rest).trim_end().strip_suffix(')')?;
    Some((name.map(|name| name.replace("\"\"", "\"")), Expression::new(expression)))
}

// ---- tables ----

/// A table with everything that hangs on it.
#[derive(Clone, Debug)]
pub struct TableSpec {
    name: QualifiedName,
    columns: Vec<ColumnSpec>,
    primary_key: Option<PrimaryKey>,
    uniques: Vec<(Option<String>, UniqueSpec)>,
    foreign_keys: Vec<ForeignKeySpec>,
    checks: Vec<(String, Expr)>,
    indexes: Vec<(String, IndexSpec)>,
    comment: Option<String>,
    options: TableOptions,
    unreadable: Option<IdiomError>,
}

/// Begins a table; `Tasks::Table`, `"tasks"` or `("audit", "tasks")`.
pub fn table(name: impl Into<TableName>) -> TableSpec {
    TableSpec::new(idiom::qualified_name(name))
}

impl TableSpec {
    fn new(name: QualifiedName) -> Self {
        Self {
            name,
            columns: vec![],
            primary_key: None,
            uniques: vec![],
            foreign_keys: vec![],
            checks: vec![],
            indexes: vec![],
            comment: None,
            options: TableOptions::default(),
            unreadable: None,
        }
    }

    /// A column.
    pub fn col(mut self, column: impl IntoColumnSpec) -> Self {
        self.columns.push(column.into_column_spec());
        self
    }

    /// The primary key, where it is of several columns.
    pub fn primary_key<I: IntoIden>(mut self, columns: impl IntoIterator<Item = I>) -> Self {
        self.primary_key = Some(PrimaryKey { name: None, columns: names(columns) });
        self
    }

    /// The primary key under a name of its own.
    pub fn named_primary_key<I: IntoIden>(
        mut self,
        name: impl Into<String>,
        columns: impl IntoIterator<Item = I>,
    ) -> Self {
        self.primary_key = Some(PrimaryKey { name: Some(name.into()), columns: names(columns) });
        self
    }

    /// A named UNIQUE constraint.
    pub fn unique(mut self, name: impl Into<String>, columns: impl Into<UniqueSpec>) -> Self {
        self.uniques.push((Some(name.into()), columns.into()));
        self
    }

    /// A foreign key; `ForeignKey::create()…` needs no `from` table here.
    pub fn foreign_key(mut self, key: impl Into<ForeignKeySpec>) -> Self {
        self.foreign_keys.push(key.into());
        self
    }

    /// A named CHECK constraint.
    pub fn check(mut self, name: impl Into<String>, condition: impl Into<Expr>) -> Self {
        self.checks.push((name.into(), condition.into()));
        self
    }

    /// An index.
    pub fn index(mut self, name: impl Into<String>, index: impl Into<IndexSpec>) -> Self {
        self.indexes.push((name.into(), index.into()));
        self
    }

    /// Its comment.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// What single engines know beyond that.
    pub fn options(mut self, options: TableOptions) -> Self {
        self.options = options;
        self
    }

    pub(crate) fn resolve(self, context: Context<'_>) -> Result<Table, IdiomError> {
        if let Some(error) = self.unreadable {
            return Err(error);
        }
        let mut table = Table { comment: self.comment, options: self.options, ..Table::new(self.name) };
        table.primary_key = self.primary_key;
        for column in self.columns {
            add_column(&mut table, column.resolve(context)?, context);
        }
        for (name, unique) in self.uniques {
            let unique = unique.resolve(name, &table.name.name, context);
            table.uniques.insert(unique.name.clone(), unique);
        }
        for key in self.foreign_keys {
            let key = key.resolve(Some(&table.name), context)?.1;
            table.foreign_keys.insert(key.name.clone(), key);
        }
        for (name, condition) in self.checks {
            let expression = idiom::expression(context.backend, &condition);
            table.checks.insert(name.clone(), Check { name, expression });
        }
        for (name, index) in self.indexes {
            table.indexes.insert(name.clone(), index.resolve(name, context).0);
        }
        not_null_keys(&mut table);
        Ok(table)
    }
}

/// SQL's rule: a member of the primary key is never NULL, said or not.
fn not_null_keys(table: &mut Table) {
    let key = table.primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
    for column in key {
        if let Some(column) = table.columns.get_mut(&column) {
            column.nullable = false;
        }
    }
}

fn add_column(table: &mut Table, resolved: ResolvedColumn, context: Context<'_>) {
    let name = resolved.column.name.clone();
    if resolved.primary_key {
        let none = || PrimaryKey { name: None, columns: vec![] };
        table.primary_key.get_or_insert_with(none).columns.push(name.clone());
    }
    if let Some(unique) = resolved.unique_constraint(&table.name.name, context) {
        table.uniques.insert(unique.name.clone(), unique);
    }
    if let Some(check) = resolved.check_constraint(&table.name.name, context) {
        table.checks.insert(check.name.clone(), check);
    }
    table.columns.insert(name, resolved.column);
}

impl ResolvedColumn {
    pub(super) fn unique_constraint(&self, table: &str, context: Context<'_>) -> Option<Unique> {
        let columns = vec![self.column.name.clone()];
        let name = context.naming.name_unique(table, &columns);
        self.unique.then_some(Unique { name, columns, nulls_not_distinct: false, deferrable: None })
    }

    pub(super) fn check_constraint(&self, table: &str, context: Context<'_>) -> Option<Check> {
        let (name, expression) = self.check.clone()?;
        let name = name.unwrap_or_else(|| context.naming.name_check(table, &[&self.column.name]));
        Some(Check { name, expression })
    }
}

impl From<TableCreateStatement> for TableSpec {
    fn from(statement: TableCreateStatement) -> Self {
        let mut spec = Self::new(QualifiedName::new(""));
        spec.unreadable = spec.read(&statement).err();
        spec
    }
}

impl From<&mut TableCreateStatement> for TableSpec {
    fn from(statement: &mut TableCreateStatement) -> Self {
        statement.take().into()
    }
}

impl TableSpec {
    fn read(&mut self, statement: &TableCreateStatement) -> Result<(), IdiomError> {
        self.name = idiom::table_of(statement.get_table_name())?;
        let empty =
            [("checks", "check: []"), ("options", "options: []"), ("partitions", "partition_by: None")];
        idiom::refuse_hidden(statement, &empty, &[("temporary", "temporary: true")])?;
        if statement.get_extra().is_some() {
            return Err(IdiomError::Hidden("extra text"));
        }
        self.columns = statement.get_columns().iter().cloned().map(column).collect();
        self.comment = statement.get_comment().cloned();
        self.foreign_keys =
            statement.get_foreign_key_create_stmts().iter().cloned().map(Into::into).collect();
        for index in statement.get_indexes() {
            idiom::refuse_hidden_in_index(index)?;
            let name = index.get_index_spec().get_name().map(ToOwned::to_owned);
            let columns = index.get_index_spec().get_column_names();
            if index.is_primary_key() {
                self.primary_key = Some(PrimaryKey { name, columns });
            } else if index.is_unique_key() {
                let nulls_not_distinct = index.is_nulls_not_distinct();
                self.uniques.push((name, UniqueSpec { columns, nulls_not_distinct, deferrable: None }));
            } else {
                self.indexes.push((name.ok_or(IdiomError::UnnamedIndex)?, on(columns)));
            }
        }
        Ok(())
    }
}

// ---- uniques ----

/// The columns of a UNIQUE constraint, and when it is checked.
#[derive(Clone, Debug)]
pub struct UniqueSpec {
    columns: Vec<String>,
    nulls_not_distinct: bool,
    deferrable: Option<Deferrable>,
}

/// Begins a UNIQUE constraint that needs more than columns.
pub fn unique<I: IntoIden>(columns: impl IntoIterator<Item = I>) -> UniqueSpec {
    UniqueSpec { columns: names(columns), nulls_not_distinct: false, deferrable: None }
}

impl<I: IntoIden, const N: usize> From<[I; N]> for UniqueSpec {
    fn from(columns: [I; N]) -> Self {
        unique(columns)
    }
}

impl UniqueSpec {
    /// Two NULLs are one too many (PostgreSQL 15).
    pub fn nulls_not_distinct(mut self) -> Self {
        self.nulls_not_distinct = true;
        self
    }

    /// Checked when the transaction ends, or when it asks (PostgreSQL).
    pub fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.deferrable = Some(deferrable);
        self
    }

    pub(crate) fn resolve(self, name: Option<String>, table: &str, context: Context<'_>) -> Unique {
        let name = name.unwrap_or_else(|| context.naming.name_unique(table, &self.columns));
        let Self { columns, nulls_not_distinct, deferrable } = self;
        Unique { name, columns, nulls_not_distinct, deferrable }
    }
}

// ---- foreign keys ----

/// A foreign key: SeaQuery's statement, and what that cannot say.
#[derive(Clone, Debug)]
pub struct ForeignKeySpec {
    statement: ForeignKeyCreateStatement,
    deferrable: Option<Deferrable>,
}

/// A foreign key that is checked when the transaction ends, or when it asks (PostgreSQL, SQLite).
pub fn deferrable(key: impl Into<ForeignKeySpec>, when: Deferrable) -> ForeignKeySpec {
    ForeignKeySpec { deferrable: Some(when), ..key.into() }
}

impl From<ForeignKeyCreateStatement> for ForeignKeySpec {
    fn from(statement: ForeignKeyCreateStatement) -> Self {
        Self { statement, deferrable: None }
    }
}

impl From<&mut ForeignKeyCreateStatement> for ForeignKeySpec {
    fn from(statement: &mut ForeignKeyCreateStatement) -> Self {
        statement.to_owned().into()
    }
}

impl ForeignKeySpec {
    /// The table that owns the key, and the key.
    pub(crate) fn resolve(
        self,
        owner: Option<&QualifiedName>,
        context: Context<'_>,
    ) -> Result<(QualifiedName, ForeignKey), IdiomError> {
        let key = self.statement.get_foreign_key();
        let table = owner.cloned().map_or_else(|| idiom::table_of(key.get_table()), Ok)?;
        let columns = key.get_columns();
        let name = key.get_name().map(ToOwned::to_owned);
        let foreign_key = ForeignKey {
            name: name.unwrap_or_else(|| context.naming.name_foreign_key(&table.name, &columns)),
            columns,
            references: idiom::table_of(key.get_ref_table())?,
            referenced_columns: key.get_ref_columns(),
            on_delete: idiom::action(key.get_on_delete()),
            on_update: idiom::action(key.get_on_update()),
            deferrable: self.deferrable,
        };
        Ok((table, foreign_key))
    }
}

// ---- indexes ----

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
