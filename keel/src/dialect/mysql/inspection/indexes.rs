//! Primary keys, unique keys and indexes.

use super::rows::{Rows, table, unescaped};
use crate::{
    dialect::{InspectError, Inspected, mysql::canonical::unique_indexes_are_constraints},
    schema::{Expression, Index, IndexPart, PrimaryKey, SortOrder},
};

/// Each of them, by the table and name of its parts.
pub(super) fn read(rows: &Rows<'_>, found: &mut Inspected) -> Result<(), InspectError> {
    for [owner, name, non_unique, column, order, prefix, method, expression] in rows.each()? {
        let (owner, name) = (rows.text(owner)?, rows.text(name)?);
        let Some(table) = table(&mut found.schema, owner) else { continue };
        if name == "PRIMARY" {
            let key = table.primary_key.get_or_insert_with(|| PrimaryKey { name: None, columns: vec![] });
            key.columns.push(rows.text(column)?.to_owned());
            continue;
        }
        let method = method.filter(|method| ["FULLTEXT", "SPATIAL", "RTREE", "VECTOR"].contains(method));
        let mut part = match expression {
            Some(text) => IndexPart::expression(Expression::new(unescaped(text, rows.is_mariadb()))),
            None => IndexPart::column(rows.text(column)?),
        };
        if order == Some("D") {
            part.order = SortOrder::Descending;
        }
        // Of a spatial index the catalogue says 32 bytes, which nobody can ask for.
        part.prefix = prefix.filter(|_| method.is_none()).and_then(|length| length.parse().ok());
        let index = table.indexes.entry(name.to_owned()).or_insert_with(|| Index {
            name: name.to_owned(),
            parts: vec![],
            unique: non_unique == Some("0"),
            method: method.map(str::to_ascii_lowercase),
            predicate: None,
            include: vec![],
            nulls_not_distinct: false,
        });
        index.parts.push(part);
    }
    found.schema.tables.values_mut().for_each(unique_indexes_are_constraints);
    Ok(())
}
