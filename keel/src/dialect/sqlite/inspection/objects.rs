//! What the rows of the catalogue are.

use std::collections::BTreeSet;

use crate::{
    dialect::{Answer, Unmanaged},
    schema::QualifiedName,
};

/// The endings of the tables that FTS3 to FTS5 and R*Tree make for themselves: before 3.37, or where the
/// module is not there, nothing else tells them.
const OWN: [&str; 12] = [
    "content", "segments", "segdir", "docsize", "stat", "data", "idx", "config", "node", "rowid", "parent",
    "vocab",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    Index,
    View,
    Trigger,
    Virtual,
    Shadow,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Index => "index",
            Self::View => "view",
            Self::Trigger => "trigger",
            Self::Virtual => "virtual table",
            Self::Shadow => "shadow table",
        }
    }
}

/// A row of `sqlite_schema`.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) kind: Kind,
    pub(super) name: String,
    /// The table that it is on, or itself.
    pub(super) on: String,
    pub(super) sql: String,
}

impl Object {
    /// What it is to a schema that does not describe it.
    pub(super) fn unmanaged(&self) -> Option<Unmanaged> {
        if matches!(self.kind, Kind::Table | Kind::Index) {
            return None;
        }
        let on = !self.on.eq_ignore_ascii_case(&self.name) || self.kind == Kind::Trigger;
        Some(Unmanaged {
            kind: self.kind.as_str().into(),
            name: QualifiedName::new(&self.name),
            on: on.then(|| QualifiedName::new(&self.on)),
        })
    }
}

/// The objects, in the order of their making: those of SQLite itself, and the indexes that belong to a
/// constraint, are left out.
pub(super) fn read(texts: &Answer, kinds: &Answer) -> Vec<Object> {
    let mut objects: Vec<_> = texts.rows.iter().filter_map(|row| object(row)).collect();
    let shadows: BTreeSet<_> = kinds.rows.iter().filter_map(|row| shadow(row)).collect();
    let virtuals = objects.iter().filter(|object| object.kind == Kind::Virtual);
    let mut virtuals: Vec<_> = virtuals.map(|object| object.name.clone()).collect();
    virtuals.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for object in objects.iter_mut().filter(|object| object.kind == Kind::Table) {
        let name = object.name.to_ascii_lowercase();
        let known = shadows.contains(&name);
        let owner = virtuals.iter().find(|owner| {
            let tail = name.strip_prefix(&owner.to_ascii_lowercase()).and_then(|tail| tail.strip_prefix('_'));
            tail.is_some_and(|tail| known || OWN.contains(&tail))
        });
        if known || owner.is_some() {
            object.kind = Kind::Shadow;
            object.on = owner.unwrap_or(&object.name).clone();
        }
    }
    objects
}

fn object(row: &[Option<String>]) -> Option<Object> {
    let [Some(kind), Some(name), on, Some(sql)] = row else { return None };
    // Names that begin so are SQLite's own (manual, fileformat2.html, section 2.6).
    let own = name.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("sqlite_"));
    let kind = match kind.as_str() {
        "table" if is_virtual(sql) => Kind::Virtual,
        "table" => Kind::Table,
        "index" => Kind::Index,
        "view" => Kind::View,
        "trigger" => Kind::Trigger,
        _ => return None,
    };
    let on = on.clone().unwrap_or_else(|| name.clone());
    (!own).then(|| Object { kind, name: name.clone(), on, sql: sql.clone() })
}

fn is_virtual(sql: &str) -> bool {
    let mut words = sql.split_ascii_whitespace().skip(1);
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("virtual"))
}

fn shadow(row: &[Option<String>]) -> Option<String> {
    match row {
        [Some(name), Some(kind)] if kind == "shadow" => Some(name.to_ascii_lowercase()),
        _ => None,
    }
}
