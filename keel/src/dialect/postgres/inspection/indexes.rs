use serde::Deserialize;

use crate::{
    dialect::{Answer, Inspected, Unmanaged},
    schema::{Expression, Index, IndexPart, IndexTerm, NullsOrder, SortOrder},
};

use super::row::Row;

/// Indexes into their tables; one that is not valid, as a concurrent build that failed leaves it, is named.
pub(super) fn read(answer: &Answer, found: &mut Inspected) -> Result<(), String> {
    for cells in &answer.rows {
        let row = Row::new("indexes", cells);
        let (table, name) = (row.name(0)?, row.text(2)?);
        if !row.flag(9)? {
            let name = table.sibling(name);
            found.unmanaged.push(Unmanaged { kind: "invalid index".into(), name, on: Some(table) });
        } else if let Some(table) = found.schema.tables.get_mut(&table) {
            table.indexes.insert(name.to_owned(), read_one(row)?);
        }
    }
    Ok(())
}

fn read_one(row: Row<'_>) -> Result<Index, String> {
    let parts: Vec<Part> = row.json(5)?;
    Ok(Index {
        name: row.text(2)?.to_owned(),
        parts: parts.into_iter().map(Part::read).collect(),
        unique: row.flag(3)?,
        method: Some(row.text(4)?).filter(|method| *method != "btree").map(ToOwned::to_owned),
        predicate: row.text_if_any(7)?.map(super::constraints::written),
        include: row.list(6)?,
        nulls_not_distinct: row.flag(8)?,
    })
}

/// A part as the query has it.
#[derive(Deserialize)]
struct Part {
    column: Option<String>,
    expression: Option<String>,
    descending: bool,
    nulls_first: bool,
    class: Option<String>,
    collation: Option<String>,
}

impl Part {
    fn read(self) -> IndexPart {
        let term = match self.column {
            Some(name) => IndexTerm::Column(name),
            None => IndexTerm::Expression(Expression::new(self.expression.unwrap_or_default())),
        };
        IndexPart {
            term,
            order: if self.descending { SortOrder::Descending } else { SortOrder::Ascending },
            // The default is as if NULL were the largest value (manual, "Indexes and ORDER BY").
            nulls: match (self.descending, self.nulls_first) {
                (false, true) => Some(NullsOrder::First),
                (true, false) => Some(NullsOrder::Last),
                _ => None,
            },
            prefix: None,
            operator_class: self.class,
            collation: self.collation,
        }
    }
}
