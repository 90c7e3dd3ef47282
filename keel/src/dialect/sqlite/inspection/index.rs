//! An index, from its text.

use crate::{
    dialect::sqlite::ddl::{CreateIndex, IndexKey},
    schema::{Expression, Index, IndexPart, SortOrder, Table},
};

use super::table::spelled_as;

/// The index of that name; the table tells columns from expressions.
pub(super) fn read(name: &str, text: CreateIndex, table: &Table) -> Index {
    Index {
        name: name.to_owned(),
        parts: text.keys.into_iter().map(|key| part(key, table)).collect(),
        unique: text.unique,
        method: None,
        predicate: text.predicate.map(Expression::new),
        include: vec![],
        nulls_not_distinct: false,
    }
}

fn part(key: IndexKey, table: &Table) -> IndexPart {
    let column = key.name.as_deref().and_then(|name| spelled_as(table, name));
    let part = match column {
        Some(column) => IndexPart::column(column),
        None => IndexPart::expression(Expression::new(key.term)),
    };
    let order = if key.desc { SortOrder::Descending } else { SortOrder::Ascending };
    IndexPart { order, collation: key.collation, ..part }
}
