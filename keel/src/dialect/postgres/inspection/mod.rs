//! The catalogue of a live database, from `pg_catalog` alone: a role without any rights sees the same.

mod constraints;
mod default;
mod indexes;
mod queries;
mod row;
mod tables;
mod types;

use crate::dialect::{Answer, InspectError, Inspected, Inspection, Scope, Unmanaged};
use crate::schema::{EnumType, Schema};

use super::Postgres;
pub(super) use default::{bit_string, bytes, default_value, quoted};
use row::Row;

impl Inspection for Postgres {
    fn inspection_queries(&self, scope: &Scope) -> Vec<String> {
        let common = queries::common(scope);
        let major = self.server.version.0;
        [
            queries::NAMESPACES.to_owned(),
            queries::ENUMS.to_owned(),
            queries::TABLES.to_owned(),
            queries::columns(),
            queries::constraints(major),
            queries::indexes(major),
            queries::unmanaged(),
        ]
        .into_iter()
        .map(|query| common.clone() + &query)
        .collect()
    }

    fn read_inspection(&self, answers: &[Answer]) -> Result<Inspected, InspectError> {
        self.read(answers).map_err(|what| InspectError { engine: self.server.to_string(), what })
    }
}

impl Postgres {
    fn read(&self, answers: &[Answer]) -> Result<Inspected, String> {
        let [namespaces, enums, tables, columns, constraints, indexes, unmanaged] = answers else {
            return Err(format!("7 queries have {} answers", answers.len()));
        };
        let mut found = Inspected::default();
        read_namespaces(namespaces, &mut found)?;
        read_enums(enums, &mut found.schema)?;
        tables::read(tables, &mut found.schema)?;
        tables::read_columns(columns, &mut found)?;
        constraints::read(constraints, &mut found)?;
        indexes::read(indexes, &mut found)?;
        for cells in &unmanaged.rows {
            let row = Row::new("unmanaged objects", cells);
            found.unmanaged.push(Unmanaged {
                kind: row.text(0)?.to_owned(),
                name: row.name(1)?,
                on: row.name_if_any(3)?,
            });
        }
        found.unmanaged.sort();
        Ok(found)
    }
}

fn read_namespaces(answer: &Answer, found: &mut Inspected) -> Result<(), String> {
    for cells in &answer.rows {
        let row = Row::new("namespaces", cells);
        if row.flag(0)? {
            found.current = row.text_if_any(1)?.map(ToOwned::to_owned);
        } else {
            found.schema.namespaces.insert(row.text(1)?.to_owned());
        }
    }
    Ok(())
}

fn read_enums(answer: &Answer, schema: &mut Schema) -> Result<(), String> {
    for cells in &answer.rows {
        let row = Row::new("enums", cells);
        let name = row.name(0)?;
        schema.enums.insert(name.clone(), EnumType { name, values: row.list(2)? });
    }
    Ok(())
}
