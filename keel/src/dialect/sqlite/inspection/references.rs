//! What foreign keys point at, once every table is known.

use std::collections::BTreeMap;

use crate::schema::{ForeignKey, Table};

use super::table::spelled_all;

/// Spells tables and columns as they are there, and says the columns where only the table is said: they are
/// its primary key (manual, foreignkeys.html, section 3). The tables are keyed by their names in lower case.
///
/// A parent that does not exist leaves the columns as they are said.
pub(super) fn settle(tables: &mut BTreeMap<String, Table>) {
    let mut settled = BTreeMap::new();
    for (at, table) in tables.iter() {
        let keys = table.foreign_keys.iter();
        let keys: BTreeMap<_, _> = keys.map(|(name, key)| (name.clone(), spelled(key, tables))).collect();
        settled.insert(at.clone(), keys);
    }
    for (at, keys) in settled {
        if let Some(table) = tables.get_mut(&at) {
            table.foreign_keys = keys;
        }
    }
}

fn spelled(key: &ForeignKey, tables: &BTreeMap<String, Table>) -> ForeignKey {
    let mut key = key.clone();
    let Some(parent) = tables.get(&key.references.name.to_ascii_lowercase()) else { return key };
    key.references = parent.name.clone();
    key.referenced_columns = match (&parent.primary_key, key.referenced_columns.as_slice()) {
        (Some(primary), []) => primary.columns.clone(),
        (_, said) => spelled_all(parent, said),
    };
    key
}
