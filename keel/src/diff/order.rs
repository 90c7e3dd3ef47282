//! Tables in an order in which each foreign key finds its target.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{QualifiedName, Schema};

/// Some tables of a schema, parents first, and the foreign keys that a circle leaves without their parent.
pub(super) struct Ordered {
    pub(super) tables: Vec<QualifiedName>,
    pub(super) late: BTreeSet<(QualifiedName, String)>,
}

/// Puts `tables` of `schema` in order. A circle is cut at the table in it that waits for the fewest others.
pub(super) fn parents_first(schema: &Schema, tables: &[QualifiedName]) -> Ordered {
    let among: BTreeSet<&QualifiedName> = tables.iter().collect();
    let mut children: BTreeMap<&QualifiedName, Vec<&QualifiedName>> = BTreeMap::new();
    let mut waits: BTreeMap<&QualifiedName, BTreeSet<&QualifiedName>> = BTreeMap::new();
    for table in tables.iter().filter_map(|name| schema.table(name)) {
        let parents: BTreeSet<&QualifiedName> = table
            .foreign_keys
            .values()
            .map(|key| &key.references)
            .filter(|parent| **parent != table.name && among.contains(parent))
            .collect();
        for parent in &parents {
            children.entry(parent).or_default().push(&table.name);
        }
        waits.insert(&table.name, parents);
    }
    let mut ready: BTreeSet<&QualifiedName> =
        waits.iter().filter(|(_, parents)| parents.is_empty()).map(|(name, _)| *name).collect();
    let mut ordered = Ordered { tables: vec![], late: BTreeSet::new() };
    while !waits.is_empty() {
        let next = ready
            .pop_first()
            .or_else(|| waits.iter().min_by_key(|(_, parents)| parents.len()).map(|(name, _)| *name));
        let Some(next) = next else { break };
        let Some(missing) = waits.remove(next) else { continue };
        if let Some(table) = schema.table(next) {
            let late = table.foreign_keys.values().filter(|key| missing.contains(&key.references));
            ordered.late.extend(late.map(|key| (next.clone(), key.name.clone())));
        }
        ordered.tables.push(next.clone());
        for child in children.remove(next).unwrap_or_default() {
            if let Some(parents) = waits.get_mut(child) {
                parents.remove(next);
                if parents.is_empty() {
                    ready.insert(child);
                }
            }
        }
    }
    ordered
}
