//! Keys and indexes, and the indexes that nobody asked for.
//!
//! InnoDB wants an index for every foreign key and makes one of the key's name where none serves. It drops
//! that by itself when a better one comes, but not with the foreign key, and it refuses to drop the better
//! one. So which of them there are is computed from the table alone, and every change of a key carries the
//! change of these in the same statement: undoing an operation gives the very table that was there before.

use std::collections::BTreeMap;

use crate::{
    dialect::{Unsupported, sql::list},
    op::Op,
    schema::{Column, ForeignKey, Index, IndexPart, IndexTerm, QualifiedName, Schema, SortOrder, Table},
};

use super::{MySql, Steps, definition::is_kind, quote};

/// Columns by the index's name.
type Implicit = BTreeMap<String, Vec<String>>;

impl MySql {
    /// One `ALTER TABLE` with `changes`, and with what they do to the indexes of foreign keys.
    pub(super) fn change_keys(
        &self,
        op: &Op,
        table: &QualifiedName,
        before: &Schema,
        mut changes: Vec<String>,
    ) -> Steps {
        if let Some(old) = before.table(table) {
            let new = after(old, op);
            self.refuse_orphans(old, &new, before)?;
            changes.extend(self.implicit_changes(op, old, &new));
            changes.extend(self.numbering_changes(old, &new, before)?);
        }
        self.alter(table, &changes.join(", "))
    }

    /// The indexes that InnoDB makes for the foreign keys of a table; the last of equal ones has the name.
    pub(super) fn implicit_indexes(&self, table: &Table) -> Implicit {
        let keys = table.foreign_keys.values();
        let bare: Implicit = keys
            .filter(|key| !self.serves(table, &key.columns))
            .map(|key| (key.name.clone(), key.columns.clone()))
            .collect();
        let superseded = |name: &String, columns: &Vec<String>| {
            bare.iter().any(|(other, longer)| {
                longer.starts_with(columns) && (longer.len() > columns.len() || other > name)
            })
        };
        bare.iter()
            .filter(|(name, columns)| !superseded(name, columns))
            .map(|(name, columns)| (name.clone(), columns.clone()))
            .collect()
    }

    /// What a new table must say of them: MariaDB takes a full-text or spatial index over the columns of a foreign
    /// key for one that serves it, makes none, and then refuses the key (errno 150; `ALTER TABLE` does not).
    pub(super) fn indexes_beside_texts(&self, table: &Table) -> Vec<String> {
        let special = |index: &Index| is_kind(index, &["fulltext", "spatial"]);
        if !self.is_mariadb() || !table.indexes.values().any(special) {
            return vec![];
        }
        let made = self.implicit_indexes(table);
        made.iter().map(|(name, columns)| index(name, columns)).collect()
    }

    /// Whether a key of the table that somebody asked for begins with those columns.
    fn serves(&self, table: &Table, columns: &[String]) -> bool {
        table.primary_key.as_ref().is_some_and(|key| key.columns.starts_with(columns))
            || table.uniques.values().any(|unique| unique.columns.starts_with(columns))
            || table.indexes.values().any(|index| self.index_serves(index, columns))
    }

    fn index_serves(&self, index: &Index, columns: &[String]) -> bool {
        let whole = index.parts.iter().map_while(|part| match &part.term {
            // MariaDB goes backwards through an index for a foreign key, MySQL does not.
            IndexTerm::Column(name)
                if part.prefix.is_none() && (part.order == SortOrder::Ascending || self.is_mariadb()) =>
            {
                Some(name)
            }
            _ => None,
        });
        !is_kind(index, &["fulltext", "spatial"])
            && whole.take(columns.len()).eq(columns.iter())
            && index.parts.len() >= columns.len()
    }

    fn implicit_changes(&self, op: &Op, table: &Table, new: &Table) -> Vec<String> {
        let (old, mut new) = (self.implicit_indexes(table), self.implicit_indexes(new));
        let mut changes = Vec::new();
        let mut gone: Implicit =
            old.iter().filter(|(name, columns)| new.get(*name) != Some(columns)).map(owned).collect();
        new.retain(|name, columns| old.get(name) != Some(columns));
        match op {
            // The server makes it by itself.
            Op::AddForeignKey { foreign_key, .. } => drop(new.remove(&foreign_key.name)),
            Op::RenameConstraint { from, to, .. } => {
                if let (Some(_), Some(_)) = (gone.get(from), new.get(to)) {
                    changes.push(format!("RENAME INDEX {} TO {}", quote(from), quote(to)));
                    gone.remove(from);
                    new.remove(to);
                }
            }
            _ => {}
        }
        changes.extend(gone.keys().map(|name| format!("DROP INDEX {}", quote(name))));
        // A foreign key that comes must not take over an index that stays with another one.
        if let Op::AddForeignKey { foreign_key, .. } = op {
            changes.extend(keep_indexes(table, foreign_key));
            for (name, columns) in old.iter().filter(|(name, columns)| {
                !gone.contains_key(*name) && columns.starts_with(&foreign_key.columns)
            }) {
                changes.push(format!("DROP INDEX {}", quote(name)));
                changes.push(add_index(name, columns));
            }
        }
        changes.extend(new.iter().map(|(name, columns)| add_index(name, columns)));
        changes
    }

    /// AUTO_INCREMENT is held back until a key begins with the column, and goes with the last one (error 1075).
    fn numbering_changes(
        &self,
        old: &Table,
        new: &Table,
        schema: &Schema,
    ) -> Result<Vec<String>, Unsupported> {
        let mut changes = Vec::new();
        for column in new.columns.values().filter(|column| column.identity.is_some()) {
            let now = self.numbered(new, column);
            if now != self.numbered(old, column) {
                changes.push(format!("MODIFY COLUMN {}", self.column(&new.name, &now, schema)?));
            }
        }
        Ok(changes)
    }

    /// The column as it can be in the table: a numbered one without a key is plain.
    pub(super) fn numbered(&self, table: &Table, column: &Column) -> Column {
        let held = column.identity.is_some() && !self.has_key(table, std::slice::from_ref(&column.name));
        let identity = column.identity.clone().filter(|_| !held);
        Column { identity, ..column.clone() }
    }

    /// What the server would refuse with a message that does not say what to do.
    fn refuse_orphans(&self, old: &Table, new: &Table, schema: &Schema) -> Result<(), Unsupported> {
        let others = schema.references_to(&old.name).filter(|(table, _)| table.name != old.name);
        let own = new.foreign_keys.values().filter(|key| key.references == old.name);
        let mut inbound = others.chain(own.map(|key| (new, key)));
        let lost = |columns: &[String]| {
            !columns.is_empty() && self.has_key(old, columns) && !self.has_key(new, columns)
        };
        if let Some((owner, key)) = inbound.find(|(_, key)| lost(&key.referenced_columns)) {
            let what = format!("taking the key that foreign key {} of {} points at", key.name, owner.name);
            return Err(self.unsupported(what, "drop that foreign key first"));
        }
        Ok(())
    }

    /// Whether any key of the table begins with those columns.
    pub(super) fn has_key(&self, table: &Table, columns: &[String]) -> bool {
        self.serves(table, columns)
            || self.implicit_indexes(table).values().any(|other| other.starts_with(columns))
    }
}

fn owned((name, columns): (&String, &Vec<String>)) -> (String, Vec<String>) {
    (name.clone(), columns.clone())
}

fn add_index(name: &str, columns: &[String]) -> String {
    format!("ADD {}", index(name, columns))
}

fn index(name: &str, columns: &[String]) -> String {
    format!("INDEX {} ({})", quote(name), list(columns, quote))
}

/// An index that the server once made for a foreign key without a name goes by the name of its first column, and
/// would go when the key comes back under a name: made anew in the same statement it stays.
pub(super) fn keep_indexes(table: &Table, key: &ForeignKey) -> Vec<String> {
    let Some(first) = key.columns.first() else { return vec![] };
    let is_made = |index: &&Index| {
        let rest = index.name.strip_prefix(first.as_str());
        let numbered =
            |rest: &str| rest.strip_prefix('_').is_some_and(|number| number.parse::<u32>().is_ok());
        let plain = key.columns.iter().cloned().map(IndexPart::column).eq(index.parts.iter().cloned());
        rest.is_some_and(|rest| rest.is_empty() || numbered(rest)) && plain && !index.unique
    };
    let again = |index: &Index| [drop_index(&index.name), add_index(&index.name, &key.columns)];
    table.indexes.values().filter(is_made).flat_map(again).collect()
}

fn drop_index(name: &str) -> String {
    format!("DROP INDEX {}", quote(name))
}

/// The table's keys as the operation leaves them.
fn after(table: &Table, op: &Op) -> Table {
    let mut table = table.clone();
    match op {
        Op::AddPrimaryKey { key, .. } => table.primary_key = Some(key.clone()),
        Op::DropPrimaryKey { .. } => table.primary_key = None,
        Op::AddUnique { unique, .. } => {
            table.uniques.insert(unique.name.clone(), unique.clone());
        }
        Op::DropUnique { unique, .. } => {
            table.uniques.remove(&unique.name);
        }
        Op::AddForeignKey { foreign_key, .. } => {
            table.foreign_keys.insert(foreign_key.name.clone(), foreign_key.clone());
        }
        Op::DropForeignKey { foreign_key, .. } => {
            table.foreign_keys.remove(&foreign_key.name);
        }
        Op::CreateIndex { index, .. } => {
            table.indexes.insert(index.name.clone(), index.clone());
        }
        Op::DropIndex { index, .. } => {
            table.indexes.remove(&index.name);
        }
        Op::RenameConstraint { from, to, .. } => {
            if let Some(mut key) = table.foreign_keys.remove(from) {
                key.name.clone_from(to);
                table.foreign_keys.insert(to.clone(), key);
            }
        }
        _ => {}
    }
    table
}
