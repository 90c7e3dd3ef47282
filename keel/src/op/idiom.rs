//! SeaQuery's words into the schema's values.

use sea_orm::sea_query::{
    ColumnType as SeaType, Expr, ForeignKeyAction, IndexCreateStatement, Keyword, MysqlQueryBuilder,
    PostgresQueryBuilder, Query, SchemaName, SqliteQueryBuilder, StringLen, TableName, TableRef, Value,
};

use crate::schema::{
    Backend, ColumnType, DefaultValue, Expression, Length, QualifiedName, ReferentialAction,
};

/// A SeaQuery statement says something that cannot be read back from it, or says too little.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum IdiomError {
    #[error("column {0} has no type")]
    NoType(String),
    #[error("the statement names no table")]
    NoTable,
    #[error("{0} is not a table's name")]
    NotATable(String),
    #[error(
        "SeaQuery keeps the {0} of a statement to itself; say it with sea_keel's own table(…), on([…]) or create_check"
    )]
    Hidden(&'static str),
    #[error("an index has no name")]
    UnnamedIndex,
    #[error("{0} has no arrays")]
    NoArrays(Backend),
}

/// The name of a table with its namespace, as `Tasks::Table`, `"tasks"` or `("audit", "tasks")` give it.
pub fn qualified_name(name: impl Into<TableName>) -> QualifiedName {
    let TableName(schema, name) = name.into();
    let schema = schema.map(|SchemaName(_, schema)| schema.to_string());
    QualifiedName { schema, name: name.to_string() }
}

pub(super) fn table_of(table: Option<&TableRef>) -> Result<QualifiedName, IdiomError> {
    match table {
        Some(TableRef::Table(name, _)) => Ok(qualified_name(name.clone())),
        Some(other) => Err(IdiomError::NotATable(format!("{other:?}"))),
        None => Err(IdiomError::NoTable),
    }
}

/// An expression's SQL on that backend.
pub fn expression_sql(backend: Backend, expression: &Expr) -> String {
    let select = Query::select().expr(expression.clone()).take();
    let sql = match backend {
        Backend::Postgres => select.to_string(PostgresQueryBuilder),
        Backend::MySql => select.to_string(MysqlQueryBuilder),
        Backend::Sqlite => select.to_string(SqliteQueryBuilder),
    };
    sql.strip_prefix("SELECT ").unwrap_or(&sql).to_owned()
}

pub(super) fn expression(backend: Backend, expression: &Expr) -> Expression {
    Expression::new(expression_sql(backend, expression))
}

pub(super) fn default_value(backend: Backend, value: &Expr) -> Result<DefaultValue, IdiomError> {
    Ok(match value {
        Expr::Value(value) | Expr::Constant(value) => return literal(backend, value),
        Expr::Keyword(Keyword::Null) => DefaultValue::Null,
        Expr::Keyword(Keyword::CurrentTimestamp) => DefaultValue::CurrentTimestamp,
        Expr::Keyword(Keyword::CurrentDate) => DefaultValue::CurrentDate,
        Expr::Keyword(Keyword::CurrentTime) => DefaultValue::CurrentTime,
        other => match expression_sql(backend, other) {
            sql if sql.eq_ignore_ascii_case("CURRENT_TIMESTAMP") => DefaultValue::CurrentTimestamp,
            sql => DefaultValue::Expression(Expression::new(sql)),
        },
    })
}

fn literal(backend: Backend, value: &Value) -> Result<DefaultValue, IdiomError> {
    let number = |digits: Option<String>| digits.map_or(DefaultValue::Null, DefaultValue::Number);
    Ok(match value {
        Value::Bool(value) => value.map_or(DefaultValue::Null, DefaultValue::Bool),
        Value::TinyInt(value) => number(value.map(|n| n.to_string())),
        Value::SmallInt(value) => number(value.map(|n| n.to_string())),
        Value::Int(value) => number(value.map(|n| n.to_string())),
        Value::BigInt(value) => number(value.map(|n| n.to_string())),
        Value::TinyUnsigned(value) => number(value.map(|n| n.to_string())),
        Value::SmallUnsigned(value) => number(value.map(|n| n.to_string())),
        Value::Unsigned(value) => number(value.map(|n| n.to_string())),
        Value::BigUnsigned(value) => number(value.map(|n| n.to_string())),
        Value::Float(value) => number(value.map(|n| n.to_string())),
        Value::Double(value) => number(value.map(|n| n.to_string())),
        Value::Decimal(value) => number(value.map(|n| n.to_string())),
        Value::String(text) => text.clone().map_or(DefaultValue::Null, DefaultValue::Text),
        Value::Char(c) => c.map_or(DefaultValue::Null, |c| DefaultValue::Text(c.into())),
        Value::Bytes(bytes) => bytes.clone().map_or(DefaultValue::Null, DefaultValue::Bytes),
        Value::Array(..) if backend != Backend::Postgres => return Err(IdiomError::NoArrays(backend)),
        other => match expression_sql(backend, &Expr::Value(other.clone())) {
            sql if sql == "NULL" => DefaultValue::Null,
            sql => quoted_text(&sql).unwrap_or_else(|| DefaultValue::Expression(Expression::new(sql))),
        },
    })
}

/// Dates, UUIDs and JSON are written as a plain quoted text.
fn quoted_text(sql: &str) -> Option<DefaultValue> {
    let inner = sql.strip_prefix('\'')?.strip_suffix('\'')?;
    (!inner.contains(['\'', '\\'])).then(|| DefaultValue::Text(inner.to_owned()))
}

fn length(length: StringLen) -> Length {
    match length {
        StringLen::N(n) => Length::N(n),
        StringLen::Max => Length::Max,
        StringLen::None => Length::Unspecified,
    }
}

/// SeaQuery's type as the schema has it. An enum becomes a reference by name: its values are the type's.
pub fn column_type(ty: &SeaType) -> ColumnType {
    match ty {
        SeaType::Char(n) => ColumnType::Char(*n),
        SeaType::String(n) => ColumnType::String(length(*n)),
        SeaType::Text => ColumnType::Text,
        SeaType::Blob => ColumnType::Blob,
        SeaType::TinyInteger => ColumnType::TinyInteger,
        SeaType::SmallInteger => ColumnType::SmallInteger,
        SeaType::Integer => ColumnType::Integer,
        SeaType::BigInteger => ColumnType::BigInteger,
        SeaType::TinyUnsigned => ColumnType::TinyUnsigned,
        SeaType::SmallUnsigned => ColumnType::SmallUnsigned,
        SeaType::Unsigned => ColumnType::Unsigned,
        SeaType::BigUnsigned => ColumnType::BigUnsigned,
        SeaType::Float => ColumnType::Float,
        SeaType::Double => ColumnType::Double,
        SeaType::Decimal(p) => ColumnType::Decimal(*p),
        SeaType::DateTime => ColumnType::DateTime,
        SeaType::Timestamp => ColumnType::Timestamp,
        SeaType::TimestampWithTimeZone => ColumnType::TimestampWithTimeZone,
        SeaType::Time => ColumnType::Time,
        SeaType::Date => ColumnType::Date,
        SeaType::Year => ColumnType::Year,
        SeaType::Interval(fields, precision) => {
            ColumnType::Interval(fields.as_ref().map(ToString::to_string), *precision)
        }
        SeaType::Binary(n) => ColumnType::Binary(*n),
        SeaType::VarBinary(n) => ColumnType::VarBinary(length(*n)),
        SeaType::Bit(n) => ColumnType::Bit(*n),
        SeaType::VarBit(n) => ColumnType::VarBit(*n),
        SeaType::Boolean => ColumnType::Boolean,
        SeaType::Money(p) => ColumnType::Money(*p),
        SeaType::Json => ColumnType::Json,
        SeaType::JsonBinary => ColumnType::JsonBinary,
        SeaType::Uuid => ColumnType::Uuid,
        SeaType::Custom(name) => ColumnType::Custom(name.to_string()),
        SeaType::Enum { name, .. } => ColumnType::Enum(QualifiedName::new(name.to_string())),
        SeaType::Array(element) => ColumnType::Array(Box::new(column_type(element))),
        SeaType::Vector(n) => ColumnType::Vector(*n),
        SeaType::Cidr => ColumnType::Cidr,
        SeaType::Inet => ColumnType::Inet,
        SeaType::MacAddr => ColumnType::MacAddr,
        SeaType::LTree => ColumnType::LTree,
        // SeaQuery's enum is non-exhaustive.
        other => ColumnType::Custom(format!("{other:?}")),
    }
}

pub(super) fn action(action: Option<ForeignKeyAction>) -> ReferentialAction {
    match action {
        Some(ForeignKeyAction::Restrict) => ReferentialAction::Restrict,
        Some(ForeignKeyAction::Cascade) => ReferentialAction::Cascade,
        Some(ForeignKeyAction::SetNull) => ReferentialAction::SetNull,
        Some(ForeignKeyAction::SetDefault) => ReferentialAction::SetDefault,
        None | Some(_) => ReferentialAction::NoAction,
    }
}

/// The parts of a statement that have no getter show in its debug text only: enough to refuse them.
pub(super) fn refuse_hidden(
    statement: &impl std::fmt::Debug,
    must_hold: &[(&'static str, &str)],
    must_not_hold: &[(&'static str, &str)],
) -> Result<(), IdiomError> {
    let debug = format!("{statement:?}");
    let missing = must_hold.iter().find(|(_, text)| !debug.contains(text));
    match missing.or_else(|| must_not_hold.iter().find(|(_, text)| debug.contains(text))) {
        Some((part, _)) => Err(IdiomError::Hidden(part)),
        None => Ok(()),
    }
}

pub(super) fn refuse_hidden_in_index(index: &IndexCreateStatement) -> Result<(), IdiomError> {
    refuse_hidden(
        index,
        &[
            ("method", "index_type: None"),
            ("include columns", "include_columns: []"),
            ("predicate", "contents: Empty"),
        ],
        &[("order", "order: Some"), ("prefix length", "prefix: Some"), ("expression", "IndexColumnExpr")],
    )
}
