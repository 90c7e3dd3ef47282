//! Names as the server keeps them: 63 bytes, whole characters (manual, "Identifiers and Key Words").

use crate::schema::{ColumnType, QualifiedName, Schema, Table};

const LONGEST: usize = 63;

/// The schema with every name cut.
pub(super) fn cut(schema: &Schema) -> Schema {
    Schema {
        namespaces: schema.namespaces.iter().map(|name| name_cut(name)).collect(),
        enums: schema
            .enums
            .values()
            .map(|it| {
                let mut it = it.clone();
                it.name = qualified(&it.name);
                (it.name.clone(), it)
            })
            .collect(),
        tables: schema.tables.values().map(table).map(|table| (table.name.clone(), table)).collect(),
    }
}

fn name_cut(name: &str) -> String {
    let mut end = name.len().min(LONGEST);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.get(..end).unwrap_or(name).to_owned()
}

fn qualified(name: &QualifiedName) -> QualifiedName {
    QualifiedName { schema: name.schema.as_deref().map(name_cut), name: name_cut(&name.name) }
}

fn table(table: &Table) -> Table {
    let mut table = table.clone();
    table.name = qualified(&table.name);
    let long: Vec<_> = table.columns.keys().filter(|name| name.len() > LONGEST).cloned().collect();
    for name in long {
        table.rename_column(&name, &name_cut(&name));
    }
    for column in table.columns.values_mut() {
        cut_enum(&mut column.ty);
    }
    if let Some(key) = &mut table.primary_key {
        key.name = key.name.as_deref().map(name_cut);
    }
    macro_rules! cut_keys {
        ($($field:ident)*) => {$(
            table.$field = std::mem::take(&mut table.$field)
                .into_values()
                .map(|mut it| {
                    it.name = name_cut(&it.name);
                    (it.name.clone(), it)
                })
                .collect();
        )*};
    }
    cut_keys!(uniques foreign_keys checks indexes);
    for key in table.foreign_keys.values_mut() {
        key.references = qualified(&key.references);
        key.referenced_columns.iter_mut().for_each(|name| *name = name_cut(name));
    }
    table
}

fn cut_enum(ty: &mut ColumnType) {
    match ty {
        ColumnType::Enum(name) => *name = qualified(name),
        ColumnType::Array(element) => cut_enum(element),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::name_cut;

    #[test]
    fn names_are_cut_at_whole_characters() {
        for (name, kept) in [
            ("tasks".to_owned(), "tasks".to_owned()),
            ("a".repeat(63), "a".repeat(63)),
            ("a".repeat(64), "a".repeat(63)),
            ("é".repeat(40), "é".repeat(31)),
            ("猫".repeat(30), "猫".repeat(21)),
            (String::new(), String::new()),
        ] {
            assert_eq!(name_cut(&name), kept, "{name}");
        }
    }
}
