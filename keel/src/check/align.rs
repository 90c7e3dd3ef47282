//! What a database holds beside what a history is about.

use crate::{
    dialect::{Inspected, Scope},
    schema::{QualifiedName, Schema},
};

/// The namespaces that concern a schema.
pub fn scope_of(schema: &Schema) -> Scope {
    let named = schema.tables.keys().chain(schema.enums.keys()).filter_map(|name| name.schema.clone());
    let mut namespaces: Vec<_> = named.chain(schema.namespaces.iter().cloned()).collect();
    namespaces.sort();
    namespaces.dedup();
    Scope::Only(namespaces)
}

/// The schema as the connection means it: a name in its own namespace needs no qualifier.
pub fn align(schema: &Schema, current: Option<&str>) -> Schema {
    let Some(current) = current else { return schema.clone() };
    let qualified = |name: &QualifiedName| name.schema.as_deref() == Some(current);
    if !schema.tables.keys().chain(schema.enums.keys()).any(qualified) {
        return schema.clone();
    }
    let bare = |name: &QualifiedName| match qualified(name) {
        true => QualifiedName::new(name.name.clone()),
        false => name.clone(),
    };
    let mut aligned = Schema { namespaces: schema.namespaces.clone(), ..Schema::new() };
    aligned.namespaces.remove(current);
    for (name, enum_type) in &schema.enums {
        let mut enum_type = enum_type.clone();
        enum_type.name = bare(name);
        aligned.enums.insert(bare(name), enum_type);
    }
    for (name, table) in &schema.tables {
        let mut table = table.clone();
        table.name = bare(name);
        table.foreign_keys.values_mut().for_each(|key| key.references = bare(&key.references));
        for column in table.columns.values_mut() {
            if let Some(from) = column.ty.enum_name().cloned() {
                column.ty.rename_enum(&from, &bare(&from));
            }
        }
        aligned.tables.insert(bare(name), table);
    }
    aligned
}

/// Takes out of what was read the namespaces that hold what nobody manages: they cannot be dropped.
pub fn spare_namespaces(inspected: &mut Inspected, wanted: &Schema) {
    let used =
        |name: &String| inspected.unmanaged.iter().any(|object| object.name.schema.as_ref() == Some(name));
    let spared: Vec<_> = inspected
        .schema
        .namespaces
        .iter()
        .filter(|name| !wanted.namespaces.contains(*name) && used(name))
        .cloned()
        .collect();
    inspected.schema.namespaces.retain(|name| !spared.contains(name));
}

/// Says the collation of each table that has the default, where two databases have different ones: what is left
/// unsaid means something else in the other.
pub fn spell_collations(schema: &mut Schema, default: &str) {
    for table in schema.tables.values_mut().filter(|table| table.options.character_set.is_none()) {
        table.options.collation.get_or_insert_with(|| default.to_owned());
    }
}
