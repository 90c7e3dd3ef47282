//! What has another name than before.

use std::collections::{BTreeMap, BTreeSet};

use super::{DiffError, compare::Kind, sequence::sequence, work::Work};
use crate::{
    op::{Op, apply},
    schema::{Column, QualifiedName, Schema, Table},
};

impl Work<'_> {
    /// Renames tables as was decided, or as the entities say where that explains something.
    pub(super) fn rename_tables(&mut self) -> Result<(), DiffError> {
        let mut pairs = Vec::new();
        for (to, from) in &self.decisions.tables {
            if self.schema.tables.contains_key(from) && self.to.tables.contains_key(to) {
                pairs.push((from.clone(), to.clone()));
            } else {
                self.stray.push(format!("table {from} is not renamed to {to}: {}", {
                    let before = self.schema.tables.contains_key(from);
                    if before { format!("there is no {to} to be") } else { format!("there was no {from}") }
                }));
            }
        }
        for (to, from) in &self.decisions.former_tables {
            let known = pairs.iter().any(|(before, after)| before == from || after == to);
            if !known && self.table_was(to, from) {
                pairs.push((from.clone(), to.clone()));
            }
        }
        pairs.extend(self.tables_of_another_case(&pairs));
        pairs.retain(|(from, to)| from != to);
        let present: Vec<_> = self.schema.tables.keys().cloned().collect();
        let derive = |name: &QualifiedName, n: usize| name.sibling(aside(&name.name, n));
        for (from, to) in sequence(pairs, &present, &derive).steps {
            self.spot(Kind::Table, &to, "");
            self.say(Op::RenameTable { from, to })?;
        }
        Ok(())
    }

    /// Whether the table `to` was `from`. A mention stays in the code long after: where both are there on both
    /// sides it says something only if the shapes are those of two that changed places.
    fn table_was(&self, to: &QualifiedName, from: &QualifiedName) -> bool {
        let (Some(now), Some(wanted)) = (self.seen.table(from), self.target.table(to)) else { return false };
        match (self.seen.table(to), self.target.table(from)) {
            (None, None) => true,
            // `from` is a table of its own again.
            (None, Some(_)) => false,
            // The former one is left over, and the new one is there.
            (Some(_), None) => false,
            (Some(here), Some(_)) => likeness(now, wanted) > likeness(here, wanted),
        }
    }

    /// The same name in another case is the same thing: on some engines there cannot even be both.
    fn tables_of_another_case(
        &self,
        known: &[(QualifiedName, QualifiedName)],
    ) -> Vec<(QualifiedName, QualifiedName)> {
        let lower = |name: &QualifiedName| (name.schema.clone(), name.name.to_lowercase());
        let gone = self.seen.tables.keys().filter(|name| !self.target.tables.contains_key(*name));
        let mut gone: BTreeMap<_, _> = gone
            .filter(|name| !known.iter().any(|(from, _)| from == *name))
            .filter(|name| !self.decisions.dropped_tables.contains(*name))
            .map(|name| (lower(name), name.clone()))
            .collect();
        let new = self.target.tables.keys().filter(|name| !self.seen.tables.contains_key(*name));
        new.filter(|name| !known.iter().any(|(_, to)| to == *name))
            .filter_map(|name| Some((gone.remove(&lower(name))?, name.clone())))
            .collect()
    }

    /// Columns likewise, as far as nothing else was said about them.
    fn columns_of_another_case(
        &self,
        table: &QualifiedName,
        known: &[(String, String)],
    ) -> Vec<(String, String)> {
        let (Some(now), Some(wanted)) = (self.schema.table(table), self.to.table(table)) else {
            return vec![];
        };
        let gone = now.columns.keys().filter(|name| wanted.column(name).is_none());
        let mut gone: BTreeMap<_, _> = gone
            .filter(|name| !known.iter().any(|(from, _)| from == *name))
            .filter(|name| !self.decisions.dropped_columns.contains(&(table.clone(), (*name).clone())))
            .map(|name| (name.to_lowercase(), name.clone()))
            .collect();
        if gone.is_empty() {
            return vec![];
        }
        let new = wanted.columns.keys().filter(|name| now.column(name).is_none());
        new.filter(|name| !known.iter().any(|(_, to)| to == *name))
            .filter_map(|name| Some((gone.remove(&name.to_lowercase())?, name.clone())))
            .collect()
    }

    /// Renames columns, likewise.
    pub(super) fn rename_columns(&mut self) -> Result<(), DiffError> {
        let mut by_table: BTreeMap<QualifiedName, Vec<(String, String)>> = BTreeMap::new();
        let column = |schema: &Schema, table: &QualifiedName, name: &str| {
            schema.table(table).and_then(|table| table.column(name)).cloned()
        };
        for ((table, to), from) in &self.decisions.columns {
            let was = column(&self.schema, table, from).is_some();
            if was && column(self.to, table, to).is_some() {
                by_table.entry(table.clone()).or_default().push((from.clone(), to.clone()));
            } else {
                let why =
                    if was { format!("there is no {to} to be") } else { format!("there was no {from}") };
                self.stray.push(format!("column {table}.{from} is not renamed to {to}: {why}"));
            }
        }
        let seen = if self.decisions.former_columns.is_empty() {
            Schema::new()
        } else {
            (self.sight.canonical)(&self.schema)
        };
        for ((table, to), from) in &self.decisions.former_columns {
            let pairs = by_table.entry(table.clone()).or_default();
            if pairs.iter().any(|(before, after)| before == from || after == to) {
                continue;
            }
            let now = |name: &str| column(&seen, table, name);
            let wanted = |name: &str| column(&self.target, table, name);
            let was = match (now(from), wanted(to), now(to), wanted(from)) {
                (Some(_), Some(_), None, None) => true,
                (Some(old), Some(new), Some(here), Some(_)) => {
                    same_but_name(&old, &new) && !same_but_name(&here, &new)
                }
                _ => false,
            };
            if was {
                pairs.push((from.clone(), to.clone()));
            }
        }
        for table in self.common_tables() {
            let pairs = by_table.entry(table.clone()).or_default();
            pairs.extend(self.columns_of_another_case(&table, pairs));
        }
        for (table, mut pairs) in by_table {
            if pairs.is_empty() {
                continue;
            }
            pairs.retain(|(from, to)| from != to);
            let present: Vec<String> = self
                .schema
                .table(&table)
                .map(|table| table.columns.keys().cloned().collect())
                .unwrap_or_default();
            for (from, to) in sequence(pairs, &present, &|name: &String, n| aside(name, n)).steps {
                self.spot(Kind::Column, &table, &to);
                self.say(Op::RenameColumn { table: table.clone(), from, to })?;
            }
        }
        Ok(())
    }

    /// Renames indexes and constraints that only have another name.
    pub(super) fn rename_constraints(&mut self) -> Result<(), DiffError> {
        let lost = self.lost_names();
        for table in self.common_tables() {
            let is_free = |name: &String| {
                let losers = lost.get(&(table.schema.clone(), name.clone()));
                losers.is_none_or(|tables| tables.iter().all(|other| *other == table))
            };
            let (Some(seen), Some(target)) = (self.seen.table(&table), self.target.table(&table)) else {
                continue;
            };
            let said = self.schema.table(&table);
            let is_said = |name: &String| said.is_some_and(|table| table.indexes.contains_key(name));
            let mut indexes = pairs(&seen.indexes, &target.indexes, |index, name| index.name = name);
            // A name that a thing of the other kind has is no name to take.
            indexes.retain(|(_, to)| is_free(to) && !seen.uniques.contains_key(to));
            let present: Vec<_> = seen.indexes.keys().cloned().collect();
            let mut constraints = pairs(&seen.uniques, &target.uniques, |unique, name| unique.name = name);
            constraints.retain(|(_, to)| {
                !seen.indexes.contains_key(to) && (seen.uniques.contains_key(to) || !is_said(to))
            });
            constraints.extend(pairs(&seen.foreign_keys, &target.foreign_keys, |key, name| key.name = name));
            constraints.extend(pairs(&seen.checks, &target.checks, |check, name| check.name = name));
            constraints.retain(|(_, to)| is_free(to));
            let keys = seen.uniques.keys().chain(seen.foreign_keys.keys()).chain(seen.checks.keys());
            let named: Vec<_> = keys.cloned().collect();
            for (from, to) in sequence(indexes, &present, &|name: &String, n| aside(name, n)).steps {
                self.spot(Kind::Index, &table, &to);
                self.rename(Op::RenameIndex { table: table.clone(), from, to })?;
            }
            for (from, to) in sequence(constraints, &named, &|name: &String, n| aside(name, n)).steps {
                self.spot(Kind::Unique, &table, &to);
                // Where the engine sees no difference between a unique index and a constraint, the words do.
                let is_index =
                    self.schema.table(&table).is_some_and(|table| table.indexes.contains_key(&from));
                let table = table.clone();
                self.rename(match is_index {
                    true => Op::RenameIndex { table, from, to },
                    false => Op::RenameConstraint { table, from, to },
                })?;
            }
        }
        Ok(())
    }

    /// The names of indexes and constraints that tables lose, by namespace: on some engines they count beyond their
    /// table, and what another table loses is not free yet.
    fn lost_names(&self) -> BTreeMap<(Option<String>, String), Vec<QualifiedName>> {
        let mut lost: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, table) in &self.schema.tables {
            let kept: BTreeSet<&str> = self.to.table(name).into_iter().flat_map(names_of).collect();
            let itself = (!self.to.tables.contains_key(name)).then_some(name.name.as_str());
            for gone in names_of(table).chain(itself).filter(|it| !kept.contains(it)) {
                lost.entry((name.schema.clone(), gone.to_owned())).or_default().push(name.clone());
            }
        }
        lost
    }

    fn rename(&mut self, op: Op) -> Result<(), DiffError> {
        // The sight holds the object: the pair was found there, be it as what it is or as what it is seen as.
        if apply(&op, &mut self.seen).is_err()
            && let Op::RenameIndex { table, from, to } = op.clone()
        {
            let _ = apply(&Op::RenameConstraint { table, from, to }, &mut self.seen);
        }
        self.say(op)
    }
}

fn names_of(table: &Table) -> impl Iterator<Item = &str> {
    let key = table.primary_key.iter().filter_map(|key| key.name.as_ref());
    let keys = key.chain(table.uniques.keys()).chain(table.foreign_keys.keys());
    keys.chain(table.checks.keys()).chain(table.indexes.keys()).map(String::as_str)
}

/// Names that went and names that came for the very same thing.
fn pairs<T: Clone + PartialEq>(
    now: &BTreeMap<String, T>,
    wanted: &BTreeMap<String, T>,
    rename: impl Fn(&mut T, String),
) -> Vec<(String, String)> {
    let gone = now.iter().filter(|(name, _)| !wanted.contains_key(*name));
    let mut new: Vec<_> = wanted.iter().filter(|(name, _)| !now.contains_key(*name)).collect();
    let mut found = Vec::new();
    for (from, thing) in gone {
        let same = new.iter().position(|(to, other)| {
            let mut renamed = thing.clone();
            rename(&mut renamed, (*to).clone());
            renamed == **other
        });
        if let Some(at) = same {
            let (to, _) = new.remove(at);
            found.push((from.clone(), to.clone()));
        }
    }
    found
}

/// A name for what has to step aside.
fn aside(name: &str, n: usize) -> String {
    let suffix = if n == 0 { "_keel_old".to_owned() } else { format!("_keel_old{n}") };
    let room = 63usize.saturating_sub(suffix.len());
    let head: String = name
        .chars()
        .scan(0, |bytes, c| {
            *bytes += c.len_utf8();
            (*bytes <= room).then_some(c)
        })
        .collect();
    head + &suffix
}

/// Whether two columns are the same under two names; comments do not count.
pub(super) fn same_but_name(a: &Column, b: &Column) -> bool {
    let bare = |column: &Column| Column { name: String::new(), comment: None, ..column.clone() };
    bare(a) == bare(b)
}

/// How much of two tables is the same: shared columns of the same type among all columns, 0 to 1.
pub(super) fn likeness(a: &Table, b: &Table) -> f64 {
    let shared =
        a.columns.values().filter(|column| b.column(&column.name).is_some_and(|other| other.ty == column.ty));
    let (shared, all) = (shared.count(), a.columns.len() + b.columns.len());
    if all == 0 {
        return 0.0;
    }
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    2.0 * count(shared) / count(all)
}
