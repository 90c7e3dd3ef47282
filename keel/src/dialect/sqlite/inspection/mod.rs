//! The catalogue of a live database: the texts that `sqlite_schema` keeps say all there is to know of tables
//! and indexes.

mod index;
mod naming;
mod objects;
mod references;
mod table;
#[cfg(test)]
pub(super) mod tests;
mod types;

use std::collections::BTreeMap;

use crate::{
    dialect::{Answer, InspectError, Inspected, Inspection, Scope},
    schema::{QualifiedName, Schema, Table},
};

use super::{
    Sqlite,
    ddl::{CreateIndex, CreateTable, DdlError},
};
use objects::{Kind, Object};

pub(super) use table::{members_of, read_clauses};
pub(super) use types::spelled;

/// The namespace of the file that the connection was opened with.
const MAIN: &str = "main";

impl Inspection for Sqlite {
    /// Attached files are others' databases: they are never read.
    fn inspection_queries(&self, _: &Scope) -> Vec<String> {
        let texts = "SELECT CAST(type AS TEXT), CAST(name AS TEXT), CAST(tbl_name AS TEXT), CAST(sql AS TEXT) \
                     FROM main.sqlite_schema ORDER BY rowid";
        let mut queries = vec![texts.to_owned()];
        if self.server.at_least(3, 37, 0) {
            // It alone knows which tables are a virtual table's own (manual, pragma.html, table_list).
            queries.push(
                "SELECT CAST(name AS TEXT), CAST(type AS TEXT) FROM pragma_table_list WHERE schema = 'main'"
                    .into(),
            );
        }
        queries
    }

    fn read_inspection(&self, answers: &[Answer]) -> Result<Inspected, InspectError> {
        let none = Answer::default();
        let objects = objects::read(answers.first().unwrap_or(&none), answers.get(1).unwrap_or(&none));
        let unreadable = |object: &Object, error: DdlError| InspectError {
            engine: self.server.to_string(),
            what: format!("the text of {} {}: {error}", object.kind.as_str(), object.name),
        };
        let mut tables = BTreeMap::new();
        for object in objects.iter().filter(|object| object.kind == Kind::Table) {
            let parsed = CreateTable::parse(&object.sql).map_err(|error| unreadable(object, error))?;
            tables.insert(object.name.to_ascii_lowercase(), table::read(&object.name, &parsed));
        }
        for object in objects.iter().filter(|object| object.kind == Kind::Index) {
            let Some(table) = tables.get_mut(&object.on.to_ascii_lowercase()) else { continue };
            let parsed = CreateIndex::parse(&object.sql).map_err(|error| unreadable(object, error))?;
            let index = index::read(&object.name, parsed, table);
            table.indexes.insert(index.name.clone(), index);
        }
        references::settle(&mut tables);
        let tables = tables.into_values().map(by_name).collect();
        let unmanaged = objects.iter().filter_map(Object::unmanaged).collect();
        Ok(Inspected {
            current: Some(MAIN.into()),
            schema: Schema { tables, ..Schema::default() },
            unmanaged,
            default_collation: None,
        })
    }
}

fn by_name(table: Table) -> (QualifiedName, Table) {
    (table.name.clone(), table)
}
