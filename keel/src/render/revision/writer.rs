use crate::{
    render::expression::rust_expression,
    schema::{Backend, Expression, QualifiedName, Schema},
};

use super::{
    layout::{Code, Statement},
    literal::text_literal,
    names::Names,
};

/// For what statements are written: the engine, the names, the schema in which a statement is heard.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub(super) backend: Backend,
    pub(super) names: &'a Names,
    pub(super) schema: &'a Schema,
}

impl Writer<'_> {
    pub(super) fn table(&self, table: &QualifiedName) -> Code {
        Code::text(self.names.table(table))
    }

    pub(super) fn column(&self, table: &QualifiedName, column: &str) -> Code {
        Code::text(self.names.column(table, column))
    }

    pub(super) fn columns(&self, table: &QualifiedName, columns: &[String]) -> Code {
        Code::List(columns.iter().map(|column| self.column(table, column)).collect())
    }

    /// An expression over columns of a table; `known` tells which names are columns.
    pub(super) fn expression(
        &self,
        table: &QualifiedName,
        expression: &Expression,
        known: &dyn Fn(&str) -> bool,
    ) -> Code {
        let column = |name: &str| known(name).then(|| self.names.column(table, name));
        Code::text(rust_expression(self.backend, expression, &column))
    }

    /// An expression over columns of a table that is there already.
    pub(super) fn expression_of(&self, table: &QualifiedName, expression: &Expression) -> Code {
        let found = self.schema.table(table);
        self.expression(table, expression, &|name| found.is_some_and(|found| found.column(name).is_some()))
    }
}

/// A text.
pub(super) fn text(text: &str) -> Code {
    Code::text(text_literal(text))
}

/// `Some("…")`, `None`.
pub(super) fn optional_text(value: Option<&str>) -> Code {
    value.map_or_else(|| Code::text("None"), |value| Code::call("Some", vec![text(value)]))
}

/// A name in a namespace, by plain literals.
pub(super) fn plain_name(name: &QualifiedName) -> Code {
    match &name.schema {
        Some(schema) => Code::text(format!("({}, {})", text_literal(schema), text_literal(&name.name))),
        None => text(&name.name),
    }
}

/// A list of texts.
pub(super) fn texts(values: &[String]) -> Code {
    Code::List(values.iter().map(|value| text(value)).collect())
}

/// A statement with nothing remarked.
pub(super) fn statement(code: Code) -> Statement {
    Statement { remarks: vec![], code }
}
