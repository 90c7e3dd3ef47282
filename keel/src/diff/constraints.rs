//! Keys, checks and indexes that come and go.

use super::{
    DiffError,
    compare::{At, Changes},
    work::Work,
};
use crate::{
    op::Op,
    schema::{Index, Table, Unique},
};

/// A unique key, as it was said: an engine may see no difference between the two.
#[derive(Clone)]
enum UniqueKey {
    Constraint(Unique),
    Index(Index),
}

fn unique_key(table: &Table, name: &str) -> Option<UniqueKey> {
    let constraint = table.uniques.get(name).cloned().map(UniqueKey::Constraint);
    constraint.or_else(|| table.indexes.get(name).cloned().map(UniqueKey::Index))
}

impl Work<'_> {
    fn each<T: Clone>(
        &mut self,
        from_target: bool,
        all: impl IntoIterator<Item = At>,
        of: impl Fn(&Table, &str) -> Option<T>,
        op: impl Fn(At, T) -> Op,
    ) -> Result<(), DiffError> {
        for at in all {
            let schema = if from_target { self.to } else { &self.schema };
            if let Some(thing) = schema.table(&at.0).and_then(|table| of(table, &at.1)) {
                self.say(op(at, thing))?;
            }
        }
        Ok(())
    }

    /// Foreign keys go first: they hold everything else.
    pub(super) fn drop_foreign_keys(&mut self, changes: &Changes) -> Result<(), DiffError> {
        let mut gone: Vec<At> = changes.foreign_keys.gone.iter().cloned().collect();
        gone.extend(self.circles(changes));
        gone.extend(changes.in_the_way.foreign_keys.iter().cloned());
        self.each(
            false,
            gone,
            |table, name| table.foreign_keys.get(name).cloned(),
            |(table, _), foreign_key| Op::DropForeignKey { table, foreign_key },
        )
    }

    pub(super) fn drop_constraints(&mut self, changes: &Changes) -> Result<(), DiffError> {
        self.each(
            false,
            changes.checks.gone.iter().chain(&changes.in_the_way.checks).cloned(),
            |table, name| table.checks.get(name).cloned(),
            |(table, _), check| Op::DropCheck { table, check },
        )?;
        self.each(
            false,
            changes.indexes.gone.iter().chain(&changes.in_the_way.indexes).cloned(),
            |table, name| table.indexes.get(name).cloned(),
            |(table, _), index| Op::DropIndex { table, index, concurrently: false },
        )?;
        self.each(
            false,
            changes.uniques.gone.iter().chain(&changes.in_the_way.uniques).cloned(),
            unique_key,
            |(table, _), unique| match unique {
                UniqueKey::Constraint(unique) => Op::DropUnique { table, unique },
                UniqueKey::Index(index) => Op::DropIndex { table, index, concurrently: false },
            },
        )?;
        self.release_numbering(changes)?;
        self.each(
            false,
            changes
                .keys_gone
                .iter()
                .chain(&changes.in_the_way.keys)
                .map(|table| (table.clone(), String::new())),
            |table, _| table.primary_key.clone(),
            |(table, _), key| Op::DropPrimaryKey { table, key },
        )
    }

    /// A numbered column of a key that goes stops being numbered first, where it does not stay so.
    fn release_numbering(&mut self, changes: &Changes) -> Result<(), DiffError> {
        for name in changes.keys_gone.iter().chain(&changes.in_the_way.keys) {
            let Some(table) = self.schema.table(name).cloned() else { continue };
            let members = table
                .columns
                .values()
                .filter(|column| table.is_key_member(&column.name) && column.identity.is_some());
            for from in members.cloned().collect::<Vec<_>>() {
                let stays = self.to.table(name).and_then(|table| table.column(&from.name));
                if stays.is_some_and(|column| column.identity.is_some()) {
                    continue;
                }
                let to = crate::schema::Column { identity: None, ..from.clone() };
                let (from, to) = (Box::new(from), Box::new(to));
                self.say(Op::AlterColumn { table: name.clone(), from, to, using: None })?;
            }
        }
        Ok(())
    }

    pub(super) fn add_constraints(&mut self, changes: &Changes) -> Result<(), DiffError> {
        self.each(
            true,
            changes.keys_new.iter().map(|table| (table.clone(), String::new())),
            |table, _| table.primary_key.clone(),
            |(table, _), key| Op::AddPrimaryKey { table, key },
        )?;
        self.each(
            true,
            changes.uniques.new.iter().cloned(),
            unique_key,
            |(table, _), unique| match unique {
                UniqueKey::Constraint(unique) => Op::AddUnique { table, unique },
                UniqueKey::Index(index) => Op::CreateIndex { table, index, concurrently: false },
            },
        )?;
        self.each(
            true,
            changes.indexes.new.iter().cloned(),
            |table, name| table.indexes.get(name).cloned(),
            |(table, _), index| Op::CreateIndex { table, index, concurrently: false },
        )?;
        self.each(
            true,
            changes.checks.new.iter().cloned(),
            |table, name| table.checks.get(name).cloned(),
            |(table, _), check| Op::AddCheck { table, check },
        )
    }

    /// Foreign keys come last: by now there is all that they point at.
    pub(super) fn add_foreign_keys(&mut self, changes: &Changes) -> Result<(), DiffError> {
        let mut new: Vec<At> = changes.foreign_keys.new.iter().cloned().collect();
        for name in &changes.tables_new {
            let made = self.schema.table(name).map(|table| table.foreign_keys.clone()).unwrap_or_default();
            let wanted = self.to.table(name).map(|table| table.foreign_keys.clone()).unwrap_or_default();
            let late = wanted.into_keys().filter(|key| !made.contains_key(key));
            new.extend(late.map(|key| (name.clone(), key)));
        }
        self.each(
            true,
            new,
            |table, name| table.foreign_keys.get(name).cloned(),
            |(table, _), foreign_key| Op::AddForeignKey { table, foreign_key },
        )
    }

    /// Each reads a whole table, and in a step of its own where the engine can: behind everything else.
    pub(super) fn validate(&mut self, changes: &Changes) -> Result<(), DiffError> {
        self.each(
            false,
            changes.checks.validated.iter().cloned(),
            |table, name| table.checks.get(name).cloned(),
            |(table, _), check| Op::ValidateCheck { table, check },
        )?;
        self.each(
            false,
            changes.foreign_keys.validated.iter().cloned(),
            |table, name| table.foreign_keys.get(name).cloned(),
            |(table, _), foreign_key| Op::ValidateForeignKey { table, foreign_key },
        )
    }
}
