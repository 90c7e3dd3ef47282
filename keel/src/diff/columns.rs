//! Columns that come, change and go.

use std::collections::BTreeMap;

use super::{
    DiffError,
    compare::{At, Changes},
    work::Work,
};
use crate::{
    op::Op,
    schema::{Column, ColumnType, QualifiedName, Schema},
};

/// A column that is there for a moment.
const PLACE: &str = "keel_place";

fn of(schema: &Schema, (table, column): &At) -> Option<Column> {
    schema.table(table).and_then(|table| table.column(column)).cloned()
}

impl Work<'_> {
    /// What is computed goes before what it is computed from.
    fn drop_all<'c>(&mut self, columns: impl Iterator<Item = &'c At>) -> Result<(), DiffError> {
        let found = columns.filter_map(|at| Some((at.0.clone(), of(&self.schema, at)?)));
        let (computed, plain): (Vec<_>, Vec<_>) = found.partition(|(_, column)| column.generated.is_some());
        // One that is computed from another computed one goes first as well.
        let mut left = computed;
        while !left.is_empty() {
            let free = left.iter().position(|(table, column)| {
                !left.iter().any(|(other_table, other)| {
                    other_table == table && other.name != column.name && depends(other, &column.name)
                })
            });
            let (table, column) = left.remove(free.unwrap_or(0));
            self.say(Op::DropColumn { table, column })?;
        }
        for (table, column) in plain {
            self.say(Op::DropColumn { table, column })?;
        }
        Ok(())
    }

    pub(super) fn drop_replaced_columns(&mut self, changes: &Changes) -> Result<(), DiffError> {
        // A generated column that goes for good must not hold back what others of its kind are computed from.
        let changed = |table: &QualifiedName, column: &Column| {
            let mut all = changes.columns_altered.iter().chain(&changes.columns_replaced);
            all.any(|(owner, other)| owner == table && depends(column, other))
        };
        let gone = changes.columns_gone.iter();
        let in_the_way = gone.filter(|at| of(&self.schema, at).is_some_and(|column| changed(&at.0, &column)));
        let all: Vec<At> = changes.columns_replaced.iter().chain(in_the_way).cloned().collect();
        self.hold_places(&all)?;
        self.drop_all(all.iter())
    }

    /// Most engines have no table without a column: where all go before others come, one holds the place.
    fn hold_places(&mut self, going: &[At]) -> Result<(), DiffError> {
        let mut by_table: BTreeMap<&QualifiedName, usize> = BTreeMap::new();
        going.iter().for_each(|(table, _)| *by_table.entry(table).or_default() += 1);
        for (name, count) in by_table {
            if self.schema.table(name).is_some_and(|table| table.columns.len() == count) {
                let column = Column::new(PLACE, ColumnType::Integer);
                self.places.push((name.clone(), PLACE.to_owned()));
                self.say(Op::AddColumn { table: name.clone(), column })?;
            }
        }
        Ok(())
    }

    pub(super) fn drop_columns(&mut self, changes: &Changes) -> Result<(), DiffError> {
        self.drop_all(changes.columns_gone.iter())?;
        let places = std::mem::take(&mut self.places);
        self.drop_all(places.iter())
    }

    /// Adds columns: first those that hold values, and once these are what they will be the computed ones.
    pub(super) fn add_columns(&mut self, changes: &Changes, computed: bool) -> Result<(), DiffError> {
        let all = changes.columns_new.iter().chain(&changes.columns_replaced);
        let mut new: Vec<_> = all
            .filter_map(|at| Some((at.0.clone(), of(self.to, at)?)))
            .filter(|(_, column)| column.generated.is_some() == computed)
            .collect();
        while !new.is_empty() {
            let free = new.iter().position(|(table, column)| {
                !new.iter().any(|(other_table, other)| other_table == table && depends(column, &other.name))
            });
            let (table, column) = new.remove(if computed { free.unwrap_or(0) } else { 0 });
            self.add_column(table, column)?;
        }
        Ok(())
    }

    fn add_column(&mut self, table: QualifiedName, column: Column) -> Result<(), DiffError> {
        if column.fills_itself() {
            return self.say(Op::AddColumn { table, column });
        }
        let at = (table.clone(), column.name.clone());
        let Some(value) = self.decisions.fills.get(&at).cloned() else {
            self.unfilled.push(at);
            return self.say(Op::AddColumn { table, column });
        };
        let open = Column { nullable: true, ..column.clone() };
        self.say(Op::AddColumn { table: table.clone(), column: open.clone() })?;
        self.say(Op::Backfill { table: table.clone(), column: column.name.clone(), value })?;
        self.say(Op::AlterColumn { table, from: Box::new(open), to: Box::new(column), using: None })
    }

    pub(super) fn alter_columns(&mut self, changes: &Changes) -> Result<(), DiffError> {
        self.release_gone_numbering(changes)?;
        // Some engines number one column of a table only, and only in some tables, and compute nothing from it: what
        // is numbered or computed ceases to be first.
        let gives_up = |at: &At| {
            let numbered = |schema: &Schema| of(schema, at).is_some_and(|column| column.identity.is_some());
            let computed = |schema: &Schema| of(schema, at).is_some_and(|column| column.generated.is_some());
            (numbered(&self.schema) && !numbered(self.to)) || (computed(&self.schema) && !computed(self.to))
        };
        let (first, then): (Vec<&At>, Vec<&At>) = changes.columns_altered.iter().partition(|at| gives_up(at));
        self.alter_each(changes, &first)?;
        self.comment_tables()?;
        self.change_options(None)?;
        self.alter_each(changes, &then)
    }

    fn alter_each(&mut self, changes: &Changes, columns: &[&At]) -> Result<(), DiffError> {
        for at in columns.iter().copied() {
            let (Some(from), Some(mut to)) = (of(&self.schema, at), of(self.to, at)) else { continue };
            let table = at.0.clone();
            self.keep_words(at, &from, &mut to);
            if from.nullable && !to.nullable && !self.is_new_key(changes, at) {
                match self.decisions.fills.get(at).cloned() {
                    Some(value) => {
                        self.say(Op::Backfill { table: table.clone(), column: at.1.clone(), value })?;
                    }
                    None => self.unfilled.push(at.clone()),
                }
            }
            self.say(Op::AlterColumn { table, from: Box::new(from), to: Box::new(to), using: None })?;
        }
        Ok(())
    }

    /// A numbered column that goes stops being numbered where another one begins to be.
    fn release_gone_numbering(&mut self, changes: &Changes) -> Result<(), DiffError> {
        for at in &changes.columns_gone {
            let Some(from) = of(&self.schema, at).filter(|column| column.identity.is_some()) else {
                continue;
            };
            let another = changes.columns_altered.iter().filter(|(table, _)| *table == at.0);
            let begins = another.filter_map(|other| of(self.to, other)).any(|it| it.identity.is_some());
            if begins {
                let to = Column { identity: None, ..from.clone() };
                let (table, from, to) = (at.0.clone(), Box::new(from), Box::new(to));
                self.say(Op::AlterColumn { table, from, to, using: None })?;
            }
        }
        Ok(())
    }

    /// A member of a primary key takes no NULL by being one, whatever its own words are.
    fn is_new_key(&self, changes: &Changes, (table, column): &At) -> bool {
        changes.keys_new.contains(table)
            && self.to.table(table).is_some_and(|table| table.is_key_member(column))
    }

    /// What the engine sees no difference in stays as it is said: a change of the type alone is that alone.
    fn keep_words(&self, at: &At, from: &Column, to: &mut Column) {
        if self.sight.declared {
            return;
        }
        let (Some(seen), Some(target)) = (of(&self.seen, at), of(&self.target, at)) else { return };
        if seen.ty == target.ty {
            to.ty = from.ty.clone();
        }
        // With another type the default is set anew anyway, and then in the words that are wanted. Where a column begins
        // to take NULL, what an engine made up for want of one must not stay.
        if seen.default == target.default && seen.ty == target.ty && seen.nullable == target.nullable {
            to.default.clone_from(&from.default);
        }
        if seen.collation == target.collation && !self.is_converted(&at.0) {
            to.collation.clone_from(&from.collation);
        }
        if seen.identity == target.identity {
            to.identity.clone_from(&from.identity);
        }
        if seen.on_update == target.on_update {
            to.on_update.clone_from(&from.on_update);
        }
        if seen.generated == target.generated {
            to.generated.clone_from(&from.generated);
        }
        if seen.nullable == target.nullable {
            to.nullable = from.nullable;
        }
        if seen.comment == target.comment {
            to.comment.clone_from(&from.comment);
        }
        // What a database keeps does not always show it.
        if seen.extra == target.extra {
            to.extra.clone_from(&from.extra);
        }
    }
}

fn depends(column: &Column, on: &str) -> bool {
    column.name != on && column.generated.as_ref().is_some_and(|how| how.expression.mentions(on))
}
