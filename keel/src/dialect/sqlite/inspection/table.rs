//! A table, from its text.

use crate::{
    dialect::sqlite::ddl::{
        ClauseKind, ColumnClause, ColumnItem, ConstraintKind, CreateTable, FkAction, ForeignKeySpec,
        default_value, mentions,
    },
    schema::{
        Column, Deferrable, Expression, Generated, Identity, PrimaryKey, QualifiedName, ReferentialAction,
        Table,
    },
};

use super::{
    naming::{Found, Shape, name_all},
    types::column_type,
};

/// The table, without its indexes; what it refers to is spelled as it is there.
pub(super) fn read(name: &str, text: &CreateTable) -> Table {
    let mut table = Table::new(name);
    table.options.strict = text.strict();
    table.options.without_rowid = text.without_rowid();
    let mut found = Vec::new();
    for item in text.columns() {
        let mut column = Column::new(item.name(), column_type(&item.type_words()));
        clauses_of(item, &mut column);
        table.columns.insert(item.name().to_owned(), column);
        table.primary_key = table.primary_key.take().or_else(|| key_of(item));
        found.extend(constraints_of(item));
    }
    for constraint in text.constraints() {
        let name = constraint.name().map(ToOwned::to_owned);
        match constraint.kind() {
            ConstraintKind::PrimaryKey { columns, autoincrement, .. } => {
                let columns = spelled_all(&table, columns);
                if let Some(column) = columns.first().filter(|_| *autoincrement) {
                    let column = table.columns.get_mut(column);
                    column.into_iter().for_each(|column| column.identity = Some(Identity::auto()));
                }
                table.primary_key = Some(PrimaryKey { name, columns });
            }
            ConstraintKind::Unique { columns, .. } => {
                found.push(Found { name, shape: Shape::Unique(spelled_all(&table, columns)) });
            }
            ConstraintKind::Check(expression) => {
                let columns = table.columns.keys().filter(|column| mentions(expression, column));
                let columns = columns.cloned().collect();
                found.push(Found { name, shape: Shape::Check(columns, Expression::new(expression)) });
            }
            ConstraintKind::ForeignKey { columns, spec } => {
                found.push(Found { name, shape: reference(spelled_all(&table, columns), spec) });
            }
            ConstraintKind::NameOnly => {}
        }
    }
    for member in members_of(&table) {
        let column = table.columns.get_mut(&member);
        column.into_iter().for_each(|column| column.nullable = false);
    }
    name_all(&mut table, found);
    table
}

/// The members of the primary key, where they can never be NULL: the rowid, and all of them in tables that
/// are STRICT or WITHOUT ROWID (manual, lang_createtable.html, section 3.5, and stricttables.html, section 2).
pub(in crate::dialect::sqlite) fn members_of(table: &Table) -> Vec<String> {
    let columns = table.primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
    let rowid = match columns.as_slice() {
        [only] => table.column(only).is_some_and(is_integer),
        _ => false,
    };
    if rowid || table.options.strict || table.options.without_rowid { columns } else { vec![] }
}

/// Only a type that is spelled so is another name of the rowid.
fn is_integer(column: &Column) -> bool {
    use crate::schema::ColumnType as T;
    match &column.ty {
        T::Integer | T::Unsigned | T::BigInteger | T::BigUnsigned => true,
        T::Custom(text) => text.trim().eq_ignore_ascii_case("integer"),
        _ => column.identity.is_some(),
    }
}

/// Reads the clauses of a column into the column of that name, and into its table.
pub(in crate::dialect::sqlite) fn read_clauses(item: &ColumnItem, name: &str, table: &mut Table) {
    if let Some(column) = table.columns.get_mut(name) {
        clauses_of(item, column);
    }
    table.primary_key = table.primary_key.take().or_else(|| key_of(item));
    name_all(table, constraints_of(item).collect());
}

/// What the clauses of a column say of the column itself.
fn clauses_of(item: &ColumnItem, column: &mut Column) {
    for clause in item.clauses() {
        match clause.kind() {
            ClauseKind::PrimaryKey { autoincrement: true, .. } => column.identity = Some(Identity::auto()),
            ClauseKind::NotNull { .. } => column.nullable = false,
            ClauseKind::Default(text) => column.default = Some(default_value(text)),
            ClauseKind::Collate(name) => column.collation = Some(name.clone()),
            ClauseKind::Generated { expr, stored } => {
                column.generated = Some(Generated { expression: Expression::new(expr), stored: *stored });
            }
            _ => {}
        }
    }
}

fn key_of(item: &ColumnItem) -> Option<PrimaryKey> {
    let is_key = |clause: &&ColumnClause| matches!(clause.kind(), ClauseKind::PrimaryKey { .. });
    let key = item.clauses().iter().find(is_key)?;
    Some(PrimaryKey { name: key.name().map(ToOwned::to_owned), columns: vec![item.name().to_owned()] })
}

fn constraints_of(item: &ColumnItem) -> impl Iterator<Item = Found> {
    let own = || vec![item.name().to_owned()];
    item.clauses().iter().filter_map(move |clause| {
        let shape = match clause.kind() {
            ClauseKind::Unique { .. } => Shape::Unique(own()),
            ClauseKind::Check(expression) => Shape::Check(own(), Expression::new(expression)),
            ClauseKind::References(spec) => reference(own(), spec),
            _ => return None,
        };
        Some(Found { name: clause.name().map(ToOwned::to_owned), shape })
    })
}

fn reference(columns: Vec<String>, spec: &ForeignKeySpec) -> Shape {
    Shape::ForeignKey {
        columns,
        references: QualifiedName::new(&spec.table),
        referenced_columns: spec.columns.clone(),
        on_delete: action(spec.on_delete),
        on_update: action(spec.on_update),
        deferrable: spec.deferrable.as_deref().and_then(deferrable),
    }
}

fn action(action: Option<FkAction>) -> ReferentialAction {
    match action {
        None | Some(FkAction::NoAction) => ReferentialAction::NoAction,
        Some(FkAction::Restrict) => ReferentialAction::Restrict,
        Some(FkAction::Cascade) => ReferentialAction::Cascade,
        Some(FkAction::SetNull) => ReferentialAction::SetNull,
        Some(FkAction::SetDefault) => ReferentialAction::SetDefault,
    }
}

/// Without `INITIALLY` it is immediate.
fn deferrable(text: &str) -> Option<Deferrable> {
    let said = text.strip_prefix("DEFERRABLE")?;
    let deferred = said.ends_with("DEFERRED");
    Some(if deferred { Deferrable::InitiallyDeferred } else { Deferrable::InitiallyImmediate })
}

/// Column names as the table spells them: SQLite compares them without regard to ASCII case.
pub(super) fn spelled_all(table: &Table, names: &[String]) -> Vec<String> {
    names.iter().map(|name| spelled_as(table, name).unwrap_or(name).to_owned()).collect()
}

/// The name of the column, as the table spells it.
pub(super) fn spelled_as<'a>(table: &'a Table, name: &str) -> Option<&'a str> {
    table.columns.keys().find(|column| column.eq_ignore_ascii_case(name)).map(String::as_str)
}
