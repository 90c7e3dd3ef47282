use sea_orm::sea_query::{
    Check as SeaCheck, ColumnDef, Expr, PostgresQueryBuilder, Table as SeaTable, TableName,
};

use super::Context;
use crate::{
    op::idiom::{self, IdiomError},
    schema::{
        Backend, Check, Column, ColumnType, Expression, Generated, Identity, IdentityKind, QualifiedName,
        SequenceOptions, Unique,
    },
};

/// A column: SeaQuery's definition, and what that cannot say.
#[derive(Clone, Debug)]
pub struct ColumnSpec {
    def: ColumnDef,
    identity: Option<Identity>,
    collation: Option<String>,
    on_update: Option<Expr>,
    enum_type: Option<QualifiedName>,
}

/// Wraps a column definition (`string_len(Users::Name, 255)`, `ColumnDef::new(…)…`) to say more of it.
pub fn column(def: impl Into<ColumnDef>) -> ColumnSpec {
    ColumnSpec { def: def.into(), identity: None, collation: None, on_update: None, enum_type: None }
}

impl ColumnSpec {
    /// Its collation.
    pub fn collation(mut self, name: impl Into<String>) -> Self {
        self.collation = Some(name.into());
        self
    }

    /// The enum type that it holds, by name: one in a namespace (`("audit", "mood")`), or the element of an array.
    ///
    /// The column's own definition needs no type then; if it is an array, its innermost element becomes the enum.
    pub fn enum_type(mut self, name: impl Into<TableName>) -> Self {
        self.enum_type = Some(idiom::qualified_name(name));
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
pub(in crate::op) struct ResolvedColumn {
    pub(in crate::op) column: Column,
    pub(in crate::op) primary_key: bool,
    pub(in crate::op) unique: bool,
    pub(in crate::op) check: Option<(Option<String>, Expression)>,
    pub(in crate::op) using: Option<Expression>,
}

impl ColumnSpec {
    pub(in crate::op) fn resolve(self, context: Context<'_>) -> Result<ResolvedColumn, IdiomError> {
        let name = self.def.get_column_name();
        let spec = self.def.get_column_spec();
        let said = self.def.get_column_type().map(idiom::column_type);
        let ty = match self.enum_type {
            Some(held) => holding(said, held),
            None => said.ok_or_else(|| IdiomError::NoType(name.clone()))?,
        };
        let sql = |expr: &Expr| idiom::expression(context.backend, expr);
        let default =
            spec.default.as_ref().map(|value| idiom::default_value(context.backend, value)).transpose()?;
        let column = Column {
            ty,
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

/// The type with that enum innermost.
fn holding(ty: Option<ColumnType>, held: QualifiedName) -> ColumnType {
    match ty {
        Some(ColumnType::Array(element)) => ColumnType::Array(Box::new(holding(Some(*element), held))),
        _ => ColumnType::Enum(held),
    }
}

impl ResolvedColumn {
    pub(in crate::op) fn unique_constraint(&self, table: &str, context: Context<'_>) -> Option<Unique> {
        let columns = vec![self.column.name.clone()];
        let name = context.naming.name_unique(table, &columns);
        self.unique.then_some(Unique { name, columns, nulls_not_distinct: false, deferrable: None })
    }

    pub(in crate::op) fn check_constraint(&self, table: &str, context: Context<'_>) -> Option<Check> {
        let (name, expression) = self.check.clone()?;
        let name = name.unwrap_or_else(|| context.naming.name_check(table, &[&self.column.name]));
        Some(Check::new(name, expression))
    }
}

/// A column's CHECK has no getters: it is read off the only statement that prints it.
fn column_check(check: SeaCheck) -> Option<(Option<String>, Expression)> {
    let column = ColumnDef::new("c").check(check).take();
    let sql = SeaTable::create().table("t").col(column).to_string(PostgresQueryBuilder);
    let (head, rest) = sql.split_once("CHECK (")?;
    let name = head.split_once("CONSTRAINT \"").and_then(|(_, name)| name.trim_end().strip_suffix('"'));
    let expression = rest.strip_suffix(" )").unwrap_or(rest).trim_end().strip_suffix(')')?;
    Some((name.map(|name| name.replace("\"\"", "\"")), Expression::new(expression)))
}
