//! Foreign keys.

use std::collections::BTreeMap;

use super::{
    rows::{Rows, table},
    tables::Database,
};
use crate::{
    dialect::{InspectError, Inspected},
    schema::{ForeignKey, QualifiedName, ReferentialAction},
};

/// Each of them: columns from `keys`, what happens to the children from `actions`.
pub(super) fn read(
    keys: &Rows<'_>,
    actions: &Rows<'_>,
    database: &Database,
    found: &mut Inspected,
) -> Result<(), InspectError> {
    let mut rules = BTreeMap::new();
    for [owner, name, on_delete, on_update] in actions.each()? {
        rules.insert((owner, name), (action(on_delete), action(on_update)));
    }
    for [owner, name, column, database_there, table_there, column_there] in keys.each()? {
        let Some(table) = table(&mut found.schema, keys.text(owner)?) else { continue };
        let (on_delete, on_update) = rules.get(&(owner, name)).copied().unwrap_or_default();
        let (name, parent) = (keys.text(name)?, keys.text(table_there)?);
        let references = match database_there {
            Some(other) if other != database.name => QualifiedName::qualified(other, parent),
            _ => QualifiedName::new(parent),
        };
        let key = table.foreign_keys.entry(name.to_owned()).or_insert_with(|| ForeignKey {
            name: name.to_owned(),
            columns: vec![],
            references,
            referenced_columns: vec![],
            on_delete,
            on_update,
            deferrable: None,
            options: Default::default(),
        });
        key.columns.push(keys.text(column)?.to_owned());
        key.referenced_columns.push(keys.text(column_there)?.to_owned());
    }
    Ok(())
}

/// RESTRICT is what both engines show where nothing was said, or NO ACTION; they are one.
fn action(rule: Option<&str>) -> ReferentialAction {
    match rule {
        Some("CASCADE") => ReferentialAction::Cascade,
        Some("SET NULL") => ReferentialAction::SetNull,
        Some("SET DEFAULT") => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}
