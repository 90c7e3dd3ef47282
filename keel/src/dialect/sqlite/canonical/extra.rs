//! The verbatim text at the end of a column.

use crate::{
    dialect::sqlite::{
        ddl::{ColumnItem, CreateTable, quote},
        inspection,
    },
    schema::{Column, Table},
};

/// Turns the verbatim text of columns into what it says, as a live table would be read; a text that is no
/// clause of a column stays.
pub(super) fn read_into(table: &mut Table) {
    for name in table.columns.keys().cloned().collect::<Vec<_>>() {
        let Some(item) = table.column(&name).and_then(item) else { continue };
        inspection::read_clauses(&item, &name, table);
        let column = table.columns.get_mut(&name);
        column.into_iter().for_each(|column| column.extra = None);
    }
}

/// A column that has nothing but the text.
fn item(column: &Column) -> Option<ColumnItem> {
    let text = format!("CREATE TABLE t ({} integer {})", quote(&column.name), column.extra.as_ref()?);
    let parsed = CreateTable::parse(&text).ok()?;
    let mut columns = parsed.columns();
    let item = columns.next().filter(|item| item.type_words() == "integer")?;
    let only = columns.next().is_none() && parsed.constraints().next().is_none();
    only.then(|| item.clone())
}
