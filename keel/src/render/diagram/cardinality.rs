use crate::schema::{ForeignKey, Index, IndexTerm, Table};

/// Whether at most one row of `table` has a given parent: a key, a constraint or an index over some of the
/// foreign key's columns forbids a second one.
pub(super) fn is_single(table: &Table, key: &ForeignKey) -> bool {
    let covered =
        |columns: &[String]| !columns.is_empty() && columns.iter().all(|column| key.columns.contains(column));
    table.primary_key.as_ref().is_some_and(|primary| covered(&primary.columns))
        || table.uniques.values().any(|unique| covered(&unique.columns))
        || table.indexes.values().filter_map(unique_columns).any(|columns| covered(&columns))
}

/// The columns of which an index forbids duplicates, where it does so for all rows.
fn unique_columns(index: &Index) -> Option<Vec<String>> {
    if !index.unique || index.predicate.is_some() {
        return None;
    }
    let column = |term: &IndexTerm| match term {
        IndexTerm::Column(name) => Some(name.clone()),
        IndexTerm::Expression(_) => None,
    };
    index.parts.iter().map(|part| column(&part.term).filter(|_| part.prefix.is_none())).collect()
}

/// Whether a row of `table` may have no parent.
pub(super) fn is_optional(table: &Table, key: &ForeignKey) -> bool {
    let takes_null = |name: &String| {
        table.column(name).is_some_and(|column| column.nullable) && !table.is_key_member(name)
    };
    key.columns.iter().any(takes_null)
}

/// Whether the parent is part of what a row of `table` is.
pub(super) fn is_identifying(table: &Table, key: &ForeignKey) -> bool {
    !key.columns.is_empty() && key.columns.iter().all(|column| table.is_key_member(column))
}
