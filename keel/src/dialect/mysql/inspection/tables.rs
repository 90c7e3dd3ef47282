//! Tables, and the things that the catalogue lists among them.

use std::collections::BTreeMap;

use super::rows::{Rows, said};
use crate::{
    dialect::{InspectError, Inspected, Unmanaged},
    schema::{QualifiedName, Table},
};

/// What is said of the database itself.
pub(super) struct Database {
    pub(super) name: String,
    pub(super) collation: String,
}

/// The one row of the first answer.
///
/// # Errors
/// The connection uses no database.
pub(super) fn database(rows: &Rows<'_>) -> Result<Database, InspectError> {
    let found = rows.each::<2>()?.into_iter().next();
    let [name, collation] = found.unwrap_or_default();
    let name = rows.text(name)?.to_owned();
    Ok(Database { name, collation: collation.unwrap_or_default().to_owned() })
}

/// Tables without their columns; views and sequences are noted.
pub(super) fn read(rows: &Rows<'_>, database: &Database, found: &mut Inspected) -> Result<(), InspectError> {
    for [name, kind, engine, collation, comment, options] in rows.each()? {
        let name = QualifiedName::new(rows.text(name)?);
        let mut note = |kind: &str, on: Option<&QualifiedName>| {
            found.unmanaged.push(Unmanaged { kind: kind.into(), name: name.clone(), on: on.cloned() });
        };
        match kind {
            Some("BASE TABLE") => {}
            // Its rows have a past, which no statement of this takes along.
            Some("SYSTEM VERSIONED") => {
                note("system-versioned table", None);
                continue;
            }
            // A session's own.
            Some("TEMPORARY") => continue,
            Some("SYSTEM VIEW") => continue,
            kind => {
                note(&kind.unwrap_or("view").to_lowercase(), None);
                continue;
            }
        }
        if options.is_some_and(|options| options.contains("partitioned")) {
            note("partitioning", Some(&name));
        }
        let mut table = Table::new(name.clone());
        table.comment = said(comment);
        table.options.engine = said(engine).filter(|engine| !engine.eq_ignore_ascii_case("innodb"));
        table.options.collation = said(collation).filter(|collation| *collation != database.collation);
        found.schema.tables.insert(name, table);
    }
    Ok(())
}

/// The default collation of each table.
pub(super) fn collations<'a>(rows: &Rows<'a>) -> Result<BTreeMap<&'a str, &'a str>, InspectError> {
    let rows = rows.each::<6>()?.into_iter();
    Ok(rows.filter_map(|[name, _, _, collation, ..]| Some((name?, collation?))).collect())
}
