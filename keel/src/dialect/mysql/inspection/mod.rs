//! The catalogue of a live database: the one that the connection uses, since a namespace is another database
//! here.

mod checks;
mod columns;
mod foreign_keys;
mod indexes;
mod queries;
mod rows;
mod tables;
mod unmanaged;

use crate::dialect::{Answer, InspectError, Inspected, Inspection, Scope};

use super::MySql;
use rows::Rows;

impl Inspection for MySql {
    fn inspection_queries(&self, _: &Scope) -> Vec<String> {
        queries::all(self.is_mariadb()).into()
    }

    fn read_inspection(&self, answers: &[Answer]) -> Result<Inspected, InspectError> {
        let [database, tables, columns, indexes, keys, actions, checks, others] = answers else {
            let what = format!("{} queries were asked, {} answered", queries::COUNT, answers.len());
            return Err(InspectError { engine: self.server.to_string(), what });
        };
        let rows = |what, answer| Rows { server: &self.server, what, answer };
        let database = tables::database(&rows("the database", database))?;
        let default_collation = Some(database.collation.clone()).filter(|it| !it.is_empty());
        let current = Some(database.name.clone());
        let mut found = Inspected { current, default_collation, ..Inspected::default() };
        tables::read(&rows("tables", tables), &database, &mut found)?;
        let collations = tables::collations(&rows("tables", tables))?;
        let json = checks::json_columns(&rows("checks", checks))?;
        columns::read(&rows("columns", columns), &database.name, &collations, &json, &mut found)?;
        indexes::read(&rows("indexes", indexes), &mut found)?;
        foreign_keys::read(
            &rows("foreign keys", keys),
            &rows("foreign keys", actions),
            &database,
            &mut found,
        )?;
        checks::read(&rows("checks", checks), &mut found)?;
        unmanaged::read(&rows("views and code", others), &mut found)?;
        found.unmanaged.sort();
        Ok(found)
    }
}
