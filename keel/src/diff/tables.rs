//! Tables that come and go.

use std::collections::BTreeSet;

use super::{
    DiffError,
    compare::{Changes, Kind},
    order::parents_first,
    work::Work,
};
use crate::{
    op::Op,
    schema::{QualifiedName, Table},
};

impl Work<'_> {
    /// Makes the new tables, parents first; foreign keys of a circle, or to what is not there yet, come at the
    /// end with the others.
    pub(super) fn create_tables(&mut self, changes: &Changes) -> Result<(), DiffError> {
        let ordered = parents_first(self.to, &changes.tables_new);
        for name in &ordered.tables {
            let Some(mut table) = self.to.table(name).cloned() else { continue };
            let ready = |key: &crate::schema::ForeignKey| {
                !ordered.late.contains(&(name.clone(), key.name.clone()))
                    && self.can_reference(changes, name, key)
            };
            table.foreign_keys.retain(|_, key| ready(key));
            self.say(Op::CreateTable { table })?;
        }
        Ok(())
    }

    /// Whether what the key points at is there, as it will stay.
    fn can_reference(
        &self,
        changes: &Changes,
        owner: &QualifiedName,
        key: &crate::schema::ForeignKey,
    ) -> bool {
        if key.references == *owner || changes.tables_new.binary_search(&key.references).is_ok() {
            return true;
        }
        let target = &key.references;
        let moving = |column: &String| {
            let at = (target.clone(), column.clone());
            changes.columns_new.contains(&at)
                || changes.columns_replaced.contains(&at)
                || changes.columns_altered.contains(&at)
        };
        let keys_change = changes.keys_new.contains(target)
            || changes.uniques.new.iter().chain(&changes.indexes.new).any(|(table, _)| table == target);
        !keys_change && !key.referenced_columns.iter().any(moving)
    }

    /// Whether what comes wants a name that a table which goes has, itself or for a sequence: some engines have one
    /// namespace for all of these. Else what goes goes last.
    pub(super) fn is_crowded(&self, changes: &Changes) -> bool {
        let names = |table: &Table| {
            let serial = table.columns.values().filter(|column| column.identity.is_some());
            let mut names: Vec<String> =
                serial.map(|column| format!("{}_{}_seq", table.name.name, column.name)).collect();
            names.push(table.name.name.clone());
            names
        };
        let gone = changes.tables_gone.iter().filter_map(|name| self.schema.table(name));
        let gone: BTreeSet<String> = gone.flat_map(names).collect();
        let new = changes.tables_new.iter().filter_map(|name| self.to.table(name));
        let within = |table: &Table| {
            let kept = table.uniques.keys().chain(table.indexes.keys()).cloned();
            names(table).into_iter().chain(kept).collect::<Vec<_>>()
        };
        !gone.is_empty() && new.flat_map(within).any(|name| gone.contains(&name))
    }

    /// Drops tables, children first. Foreign keys that point at them from tables that stay are gone by now, and
    /// so are those of a circle.
    pub(super) fn drop_tables(&mut self, changes: &Changes) -> Result<(), DiffError> {
        let ordered = parents_first(&self.schema, &changes.tables_gone);
        let gone: BTreeSet<&QualifiedName> = changes.tables_gone.iter().collect();
        let stays = self.schema.tables.values().filter(|table| !gone.contains(&table.name));
        let is_held =
            stays.flat_map(|table| table.foreign_keys.values()).any(|key| gone.contains(&key.references));
        for name in ordered.tables.iter().rev() {
            if !is_held {
                // Looked at once for all of them, not once for each.
                self.drop_free(name);
            } else if let Some(table) = self.schema.table(name).cloned() {
                self.say(Op::DropTable { table })?;
            }
        }
        Ok(())
    }

    /// Foreign keys by which tables that go hold one another in a circle.
    pub(super) fn circles(&self, changes: &Changes) -> BTreeSet<(QualifiedName, String)> {
        parents_first(&self.schema, &changes.tables_gone).late
    }

    pub(super) fn comment_tables(&mut self) -> Result<(), DiffError> {
        for name in self.common_tables() {
            let (Some(seen), Some(target)) = (self.seen.table(&name), self.target.table(&name)) else {
                continue;
            };
            let words =
                |schema: &crate::schema::Schema| schema.table(&name).and_then(|table| table.comment.clone());
            let (from, to) = (words(&self.schema), words(self.to));
            let also = self.is_also(Kind::Comment, &name, "") && from != to;
            if seen.comment != target.comment || also {
                self.spot(Kind::Comment, &name, "");
                self.say(Op::CommentTable { table: name, from, to })?;
            }
        }
        Ok(())
    }

    /// Changes the options of tables whose strictness changes so, `None` for those in which it stays.
    pub(super) fn change_options(&mut self, becomes_strict: Option<bool>) -> Result<(), DiffError> {
        for name in self.common_tables() {
            let (Some(seen), Some(target)) = (self.seen.table(&name), self.target.table(&name)) else {
                continue;
            };
            let words =
                |schema: &crate::schema::Schema| schema.table(&name).map(|table| table.options.clone());
            let (Some(from), Some(to)) = (words(&self.schema), words(self.to)) else { continue };
            if (from.strict != to.strict).then_some(to.strict) != becomes_strict {
                continue;
            }
            let also = self.is_also(Kind::Options, &name, "") && from != to;
            if seen.options != target.options || also {
                self.spot(Kind::Options, &name, "");
                self.say(Op::AlterTableOptions { table: name, from, to })?;
            }
        }
        Ok(())
    }
}
