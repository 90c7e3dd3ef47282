//! What the tables hold.

use std::collections::BTreeMap;

use sea_keel::schema::{Backend, Column, ColumnType, QualifiedName, Schema};
use tests::{Database, Outcome};

fn as_text(database: &Database, definition: &Column, quoted: &str) -> String {
    use ColumnType as T;
    match definition.ty {
        T::Blob | T::Binary(_) | T::VarBinary(_) | T::Uuid
            if database.engine().backend() != Backend::Postgres =>
        {
            format!("hex({quoted})")
        }
        _ => database.as_text(quoted),
    }
}

/// The rows of every table, column by column; rows in the order of their texts.
#[derive(Clone, Debug)]
pub(crate) struct Rows(BTreeMap<QualifiedName, BTreeMap<String, Values>>);

#[derive(Clone, Debug, PartialEq)]
struct Values {
    definition: Column,
    values: Vec<Option<String>>,
}

impl Rows {
    pub(crate) async fn read(database: &Database, schema: &Schema) -> Self {
        let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let mut all = BTreeMap::new();
        for (name, table) in &schema.tables {
            let from = match &name.schema {
                Some(schema) => format!("{}.{}", quote(schema), quote(&name.name)),
                None => quote(&name.name),
            };
            let mut columns = BTreeMap::new();
            for (column, definition) in &table.columns {
                let value = as_text(database, definition, &quote(column));
                let found = database.rows(&format!("SELECT {value} FROM {from} ORDER BY 1")).await;
                let values = found.into_iter().map(|row| row[0].clone()).collect();
                columns.insert(column.clone(), Values { definition: definition.clone(), values });
            }
            all.insert(name.clone(), columns);
        }
        Self(all)
    }

    /// Those of tables and columns that are the same in both schemas.
    pub(crate) fn untouched(&self, before: &Schema, after: &Schema) -> Self {
        let mut kept = self.clone();
        kept.0.retain(|table, columns| {
            columns.retain(|column, _| {
                let of =
                    |schema: &Schema| schema.table(table).and_then(|table| table.column(column).cloned());
                of(before) == of(after)
            });
            !columns.is_empty()
        });
        kept
    }

    /// Whatever of the one is in the other has the same values; what is not may be gone if `partly`.
    pub(crate) fn compare(&self, step: &str, other: &Self, partly: bool) -> Outcome {
        for (table, columns) in &self.0 {
            for (column, values) in columns {
                let found = other.0.get(table).and_then(|columns| columns.get(column));
                match found {
                    None if partly => {}
                    Some(found) if partly && found.definition != values.definition => {}
                    Some(found) if found.values == values.values => {}
                    found => {
                        let found = found.map(|found| &found.values);
                        return Err(format!(
                            "{step}: {table}.{column} held {:?} and holds {found:?}",
                            values.values
                        ));
                    }
                }
            }
        }
        Ok(())
    }
}
