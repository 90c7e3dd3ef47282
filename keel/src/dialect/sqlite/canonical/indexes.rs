//! Indexes, without what is the default anyway.

use indexmap::IndexMap;

use crate::{
    dialect::sqlite::ddl::CreateIndex,
    schema::{Column, Index, IndexPart, IndexTerm, NullsOrder, SortOrder},
};

use super::types::collation;

/// Spells the index in the one way; the columns are spelled so already.
pub(super) fn spell(index: &mut Index, columns: &IndexMap<String, Column>) {
    index.method = index.method.take().filter(|method| !method.eq_ignore_ascii_case("btree"));
    index.predicate.iter_mut().for_each(super::one_spelling);
    index.parts.iter_mut().for_each(|part| spell_part(part, columns));
}

fn spell_part(part: &mut IndexPart, columns: &IndexMap<String, Column>) {
    if let IndexTerm::Expression(expression) = &mut part.term {
        super::one_spelling(expression);
        if let Some(column) = alone(expression.as_sql(), columns) {
            part.term = IndexTerm::Column(column);
        }
    }
    let usual = match &part.term {
        IndexTerm::Column(name) => columns.get(name).and_then(|column| column.collation.clone()),
        IndexTerm::Expression(_) => None,
    };
    let said = part.collation.take();
    part.collation = said.filter(|said| collation(said) != usual).map(|said| said.to_ascii_uppercase());
    // NULL is smaller than everything (manual, datatype3.html, section 4.1).
    let nulls = match part.order {
        SortOrder::Ascending => NullsOrder::First,
        SortOrder::Descending => NullsOrder::Last,
    };
    part.nulls = part.nulls.filter(|said| *said != nulls);
}

/// The column, where an expression is nothing else.
fn alone(expression: &str, columns: &IndexMap<String, Column>) -> Option<String> {
    let parsed = CreateIndex::parse(&format!("CREATE INDEX i ON t (({expression}))")).ok()?;
    let [key] = parsed.keys.as_slice() else { return None };
    let name = key.name.as_deref().filter(|_| key.collation.is_none())?;
    columns.keys().find(|column| column.eq_ignore_ascii_case(name)).cloned()
}
