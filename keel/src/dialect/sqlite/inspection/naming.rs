//! Names of constraints: their own, or the usual one.

use std::collections::HashSet;

use crate::schema::{
    Check, Deferrable, Expression, ForeignKey, NamingConvention, QualifiedName, ReferentialAction, Table,
    Unique,
};

/// A constraint of a table, with the name that its text gives it.
pub(super) struct Found {
    pub(super) name: Option<String>,
    pub(super) shape: Shape,
}

pub(super) enum Shape {
    Unique(Vec<String>),
    /// With the columns that it is named after.
    Check(Vec<String>, Expression),
    ForeignKey {
        columns: Vec<String>,
        references: QualifiedName,
        referenced_columns: Vec<String>,
        on_delete: ReferentialAction,
        on_update: ReferentialAction,
        deferrable: Option<Deferrable>,
    },
}

impl Shape {
    fn usual_name(&self, table: &str) -> String {
        let naming = NamingConvention::default();
        match self {
            Self::Unique(columns) => naming.name_unique(table, columns),
            Self::Check(columns, _) => naming.name_check(table, columns),
            Self::ForeignKey { columns, .. } => naming.name_foreign_key(table, columns),
        }
    }
}

/// Puts the constraints into the table. A name that is given stays; SQLite lets two constraints have the
/// same one, and the later is numbered like one that has none.
pub(super) fn name_all(table: &mut Table, found: Vec<Found>) {
    let mut taken: HashSet<String> =
        found.iter().filter_map(|it| it.name.as_deref().map(str::to_ascii_lowercase)).collect();
    taken.extend(table.primary_key.iter().filter_map(|key| key.name.as_deref().map(str::to_ascii_lowercase)));
    let names = table.uniques.keys().chain(table.checks.keys()).chain(table.foreign_keys.keys());
    let mut given: HashSet<String> = names.map(|name| name.to_ascii_lowercase()).collect();
    taken.extend(given.iter().cloned());
    for Found { name, shape } in found {
        let name = match name {
            Some(name) if given.insert(name.to_ascii_lowercase()) => name,
            Some(name) => free(&name, &mut taken),
            None => free(&shape.usual_name(&table.name.name), &mut taken),
        };
        put(table, name, shape);
    }
}

fn free(name: &str, taken: &mut HashSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 1_usize;
    while !taken.insert(candidate.to_ascii_lowercase()) {
        number += 1;
        candidate = format!("{name}-{number}");
    }
    candidate
}

fn put(table: &mut Table, name: String, shape: Shape) {
    match shape {
        Shape::Unique(columns) => {
            let unique = Unique { name: name.clone(), columns, nulls_not_distinct: false, deferrable: None };
            table.uniques.insert(name, unique);
        }
        Shape::Check(_, expression) => {
            table.checks.insert(name.clone(), Check::new(name, expression));
        }
        Shape::ForeignKey { columns, references, referenced_columns, on_delete, on_update, deferrable } => {
            let key = ForeignKey {
                name: name.clone(),
                columns,
                references,
                referenced_columns,
                on_delete,
                on_update,
                deferrable,
                options: Default::default(),
            };
            table.foreign_keys.insert(name, key);
        }
    }
}
