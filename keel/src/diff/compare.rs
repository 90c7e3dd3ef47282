//! What differs, object by object.

use std::collections::{BTreeMap, BTreeSet};

use super::work::Work;
use crate::schema::{
    Check, Column, DefaultValue, ForeignKey, Index, IndexPart, IndexTerm, QualifiedName, Schema, Table,
    Unique,
};

/// A kind of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A namespace.
    Namespace,
    /// An enum type.
    Enum,
    /// A table.
    Table,
    /// A column.
    Column,
    /// A primary key.
    PrimaryKey,
    /// A UNIQUE constraint.
    Unique,
    /// A foreign key.
    ForeignKey,
    /// A CHECK.
    Check,
    /// An index.
    Index,
    /// A table's comment.
    Comment,
    /// A table's options.
    Options,
}

/// An object that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Spot {
    /// The table that it belongs to; an enum's own name.
    pub table: QualifiedName,
    /// What it is.
    pub kind: Kind,
    /// Its name within the table; empty where the table has one of it.
    pub name: String,
}

/// A column or constraint, by table and name.
pub(super) type At = (QualifiedName, String);

/// What comes and what goes; a thing that changes and cannot be altered does both.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// By name, as those of a schema are.
    pub(super) tables_gone: Vec<QualifiedName>,
    /// By name, too.
    pub(super) tables_new: Vec<QualifiedName>,
    pub(super) columns_gone: Vec<At>,
    pub(super) columns_new: Vec<At>,
    pub(super) columns_altered: Vec<At>,
    /// Columns that are dropped and added anew.
    pub(super) columns_replaced: BTreeSet<At>,
    pub(super) keys_gone: BTreeSet<QualifiedName>,
    pub(super) keys_new: BTreeSet<QualifiedName>,
    pub(super) uniques: Both,
    pub(super) checks: Both,
    pub(super) indexes: Both,
    pub(super) foreign_keys: Both,
    /// What hangs on tables that go, and has a name that is wanted elsewhere before they are gone.
    pub(super) in_the_way: InTheWay,
}

/// Constraints and indexes of tables that go, by kind.
#[derive(Debug, Default)]
pub(super) struct InTheWay {
    pub(super) keys: Vec<QualifiedName>,
    pub(super) uniques: Vec<At>,
    pub(super) checks: Vec<At>,
    pub(super) indexes: Vec<At>,
    pub(super) foreign_keys: Vec<At>,
}

/// Constraints of a kind that go and that come.
#[derive(Debug, Default)]
pub(super) struct Both {
    pub(super) gone: BTreeSet<At>,
    pub(super) new: BTreeSet<At>,
    /// Those that were made without a look at the rows, and are to hold for all of them.
    pub(super) validated: BTreeSet<At>,
}

/// What may be there without holding for all rows.
trait Doubtful: PartialEq + Sized {
    /// The same, holding for all rows, where it does not yet.
    fn settled(&self) -> Option<Self> {
        None
    }
}

impl Doubtful for Unique {}
impl Doubtful for Index {}

impl Doubtful for Check {
    fn settled(&self) -> Option<Self> {
        self.not_valid.then(|| self.validated())
    }
}

impl Doubtful for ForeignKey {
    fn settled(&self) -> Option<Self> {
        self.options.not_valid.then(|| self.validated())
    }
}

impl Work<'_> {
    /// Compares what both sides hold.
    pub(super) fn compare(&mut self) -> Changes {
        let mut changes = Changes::default();
        let has = |schema: &Schema, name: &QualifiedName| schema.tables.contains_key(name);
        changes.tables_gone =
            self.seen.tables.keys().filter(|name| !has(&self.target, name)).cloned().collect();
        changes.tables_new =
            self.target.tables.keys().filter(|name| !has(&self.seen, name)).cloned().collect();
        for name in changes.tables_gone.iter().chain(&changes.tables_new).cloned().collect::<Vec<_>>() {
            self.spot(Kind::Table, &name, "");
        }
        let common = self.common_tables();
        for table in &common {
            self.compare_columns(table, &mut changes);
        }
        let over_enums = self.over_new_enums();
        for (table, touched) in self.touched(over_enums.clone(), &changes) {
            self.replace_dependents(&table, &touched, &mut changes);
        }
        for table in &common {
            let over = over_enums.get(table).map(Vec::as_slice).unwrap_or_default();
            self.compare_constraints(table, over, &mut changes);
        }
        self.compare_foreign_keys(&common, &mut changes);
        if self.reorder_referenced(&mut changes) {
            self.compare_foreign_keys(&common, &mut changes);
        }
        changes.in_the_way = self.in_the_way(&changes);
        let holding = self.holding(&changes);
        changes.in_the_way.foreign_keys.extend(holding);
        changes
    }

    /// Names of indexes and constraints count beyond their table: PostgreSQL and SQLite have one namespace for
    /// indexes, MySQL one for foreign keys and checks.
    fn in_the_way(&self, changes: &Changes) -> InTheWay {
        if changes.tables_gone.is_empty() {
            return InTheWay::default();
        }
        let coming = [&changes.uniques, &changes.checks, &changes.indexes, &changes.foreign_keys];
        let mut wanted: BTreeSet<&str> =
            coming.iter().flat_map(|both| &both.new).map(|(_, name)| name.as_str()).collect();
        let key_name = |table: &'_ Table| table.primary_key.as_ref().and_then(|key| key.name.clone());
        let key_names: Vec<String> = changes
            .tables_new
            .iter()
            .chain(&changes.keys_new)
            .filter_map(|name| self.to.table(name).and_then(key_name))
            .collect();
        wanted.extend(key_names.iter().map(String::as_str));
        for table in changes.tables_new.iter().filter_map(|name| self.to.table(name)) {
            wanted.extend(table.uniques.keys().chain(table.indexes.keys()).map(String::as_str));
            wanted.extend(table.checks.keys().chain(table.foreign_keys.keys()).map(String::as_str));
        }
        let mut found = InTheWay::default();
        for table in changes.tables_gone.iter().filter_map(|name| self.schema.table(name)) {
            let at = |name: &String| (table.name.clone(), name.clone());
            let is_wanted = |name: &&String| wanted.contains(name.as_str());
            let uniques: Vec<&String> = table.uniques.keys().filter(is_wanted).collect();
            let key =
                table.primary_key.as_ref().filter(|key| key.name.as_ref().is_some_and(|it| is_wanted(&it)));
            // A foreign key of another table that goes as well may hold it.
            let held: Vec<_> = keys_of(table)
                .filter(|(name, _)| name.map_or(key.is_some(), |name| is_wanted(&name)))
                .map(|(_, columns)| sorted(&columns))
                .collect();
            let holders = (!held.is_empty()).then(|| self.schema.references_to(&table.name));
            for (owner, foreign) in holders.into_iter().flatten() {
                if held.contains(&sorted(&foreign.referenced_columns)) {
                    found.foreign_keys.push((owner.name.clone(), foreign.name.clone()));
                }
            }
            found.keys.extend(key.map(|_| table.name.clone()));
            found.uniques.extend(uniques.into_iter().map(at));
            found.checks.extend(table.checks.keys().filter(is_wanted).map(at));
            found.indexes.extend(table.indexes.keys().filter(is_wanted).map(at));
            found.foreign_keys.extend(table.foreign_keys.keys().filter(is_wanted).map(at));
        }
        found
    }

    /// Foreign keys of tables that go, to a key or column that goes or changes before they do.
    fn holding(&self, changes: &Changes) -> Vec<At> {
        let goes = |table: &QualifiedName, columns: &[String]| {
            let is_moved = |column: &String| {
                let at = (table.clone(), column.clone());
                changes.columns_gone.contains(&at)
                    || changes.columns_replaced.contains(&at)
                    || (changes.columns_altered.contains(&at) && self.is_retyped(&at))
            };
            columns.iter().any(is_moved)
                || self.is_converted(table)
                || changes.keys_gone.contains(table)
                || changes.uniques.gone.iter().chain(&changes.indexes.gone).any(|(owner, _)| owner == table)
        };
        let gone = changes.tables_gone.iter().filter_map(|name| self.schema.table(name));
        gone.flat_map(|table| {
            let held = table.foreign_keys.values().filter(|key| {
                let stays = self.to.tables.contains_key(&key.references);
                (stays && goes(&key.references, &key.referenced_columns))
                    || self.is_over_changed_enum(&table.name, key)
            });
            held.map(|key| (table.name.clone(), key.name.clone()))
        })
        .collect()
    }

    /// Whether an enum that changes its values is the type of a column on either side of the key: the columns
    /// move one by one, and between that they do not match.
    fn is_over_changed_enum(&self, owner: &QualifiedName, key: &ForeignKey) -> bool {
        let changes = |table: &QualifiedName, column: &String| {
            let column = self.schema.table(table).and_then(|table| table.column(column));
            let name = column.and_then(|column| column.ty.enum_name());
            let both = name.and_then(|it| self.schema.enums.get(it).zip(self.to.enums.get(it)));
            both.is_some_and(|(now, wanted)| now != wanted)
        };
        key.columns.iter().any(|column| changes(owner, column))
            || key.referenced_columns.iter().any(|column| changes(&key.references, column))
    }

    fn compare_columns(&mut self, name: &QualifiedName, changes: &mut Changes) {
        let (Some(seen), Some(target)) = (self.seen.table(name), self.target.table(name)) else { return };
        let mut spots = Vec::new();
        for column in seen.columns.keys().filter(|column| !target.columns.contains_key(*column)) {
            changes.columns_gone.push((name.clone(), column.clone()));
            spots.push(column.clone());
        }
        for (column, wanted) in &target.columns {
            let at = (name.clone(), column.clone());
            match seen.columns.get(column) {
                None => changes.columns_new.push(at),
                Some(now) if is_replaced(now, wanted) => drop(changes.columns_replaced.insert(at)),
                Some(now)
                    if now != wanted
                        || self.says_otherwise(name, column)
                        || self.is_collated_otherwise(name, column) =>
                {
                    changes.columns_altered.push(at);
                }
                Some(_) => continue,
            }
            spots.push(column.clone());
        }
        spots.iter().for_each(|column| self.spot(Kind::Column, name, column));
    }

    /// Whether the words differ where only they tell.
    fn says_otherwise(&self, table: &QualifiedName, column: &str) -> bool {
        let of = |schema: &'_ Schema| schema.table(table).and_then(|table| table.column(column)).cloned();
        let (Some(now), Some(wanted)) = (of(&self.schema), of(self.to)) else { return false };
        // Where an engine has no enum types, two of the same values look alike.
        let enums = now.ty.enum_name() != wanted.ty.enum_name();
        (self.sight.declared && (now.extra != wanted.extra || enums))
            || (self.is_also(Kind::Column, table, column) && now != wanted)
    }

    /// Whether the words for a column's collation differ where the table's own changes: what was the table's is not
    /// any more.
    fn is_collated_otherwise(&self, table: &QualifiedName, column: &str) -> bool {
        let of = |schema: &Schema| Some(schema.table(table)?.column(column)?.collation.clone());
        of(&self.schema) != of(self.to) && self.is_converted(table)
    }

    /// Columns whose enum type is made anew, by table: where the engine has such types the columns move to another
    /// one, and nothing that is computed from them can stay meanwhile.
    fn over_new_enums(&self) -> BTreeMap<QualifiedName, Vec<String>> {
        let made_anew = |name: &QualifiedName| {
            let both = self.seen.enums.get(name).zip(self.target.enums.get(name));
            both.is_some_and(|(now, wanted)| {
                let mut kept = wanted.values.iter();
                now.values.iter().any(|value| !kept.any(|other| other == value))
            })
        };
        let mut over: BTreeMap<QualifiedName, Vec<String>> = BTreeMap::new();
        if self.seen.enums.keys().any(made_anew) {
            for (name, table) in &self.schema.tables {
                let columns = table.columns.values().filter(|it| it.ty.enum_name().is_some_and(made_anew));
                over.insert(name.clone(), columns.map(|column| column.name.clone()).collect());
            }
        }
        over
    }

    /// Those columns, and the ones that are replaced, go, or change their type, by table.
    fn touched(
        &self,
        mut touched: BTreeMap<QualifiedName, Vec<String>>,
        changes: &Changes,
    ) -> BTreeMap<QualifiedName, Vec<String>> {
        let retyped = changes.columns_altered.iter().filter(|at| self.is_retyped(at));
        for (table, column) in changes.columns_replaced.iter().chain(&changes.columns_gone).chain(retyped) {
            touched.entry(table.clone()).or_default().push(column.clone());
        }
        touched
    }

    /// A generated column cannot stay where what it is computed from is replaced, goes, or changes its type.
    fn replace_dependents(&self, name: &QualifiedName, touched: &[String], changes: &mut Changes) {
        let (Some(seen), Some(target)) = (self.seen.table(name), self.target.table(name)) else { return };
        for (column, now) in &seen.columns {
            let depends = now.generated.as_ref().is_some_and(|how| {
                touched.iter().any(|other| other != column && how.expression.mentions(other))
            });
            if depends && target.columns.contains_key(column) {
                changes.columns_replaced.insert((name.clone(), column.clone()));
                changes.columns_altered.retain(|at| (&at.0, &at.1) != (name, column));
            }
        }
    }

    /// Whether a column that stays gets another type or collation.
    pub(super) fn is_retyped(&self, (table, column): &At) -> bool {
        let of = |schema: &Schema| {
            let column = schema.table(table)?.column(column)?;
            Some((column.ty.clone(), column.collation.clone()))
        };
        of(&self.seen) != of(&self.target)
    }

    /// Whether a column that stays gets another type, not only another length of it.
    fn is_of_another_kind(&self, (table, column): &At) -> bool {
        let kind = |schema: &Schema| {
            let ty = schema.table(table)?.column(column)?.ty.to_string();
            Some(ty.split('(').next().unwrap_or_default().to_owned())
        };
        kind(&self.seen) != kind(&self.target)
    }

    /// Whether a table that stays gets other options: another character set is another type for every text.
    pub(super) fn is_converted(&self, name: &QualifiedName) -> bool {
        let options = |schema: &Schema| schema.table(name).map(|table| table.options.clone());
        options(&self.seen) != options(&self.target)
    }

    /// A unique constraint over the same columns in another order is the same, but some engines let a foreign key
    /// that comes point at them only in that order. Whether there is one.
    fn reorder_referenced(&mut self, changes: &mut Changes) -> bool {
        let in_new = changes.tables_new.iter().filter_map(|name| self.to.table(name));
        let new = changes.foreign_keys.new.iter();
        let new = new.filter_map(|(table, name)| self.to.table(table)?.foreign_keys.get(name));
        let mut found = Vec::new();
        for key in in_new.flat_map(|table| table.foreign_keys.values()).chain(new) {
            let (now, wanted) = (self.schema.table(&key.references), self.to.table(&key.references));
            let Some((now, wanted)) = now.zip(wanted) else { continue };
            let ordered = wanted.uniques.values().filter(|unique| unique.columns == key.referenced_columns);
            for unique in ordered {
                let at = (key.references.clone(), unique.name.clone());
                let other = now.uniques.get(&unique.name).is_some_and(|it| it.columns != unique.columns);
                if other && !changes.uniques.gone.contains(&at) {
                    found.push(at);
                }
            }
        }
        for at in &found {
            self.spot(Kind::Unique, &at.0, &at.1);
            changes.uniques.gone.insert(at.clone());
            changes.uniques.new.insert(at.clone());
        }
        !found.is_empty()
    }

    fn compare_constraints(&mut self, name: &QualifiedName, moved: &[String], changes: &mut Changes) {
        let replaced: Vec<String> = changes
            .columns_replaced
            .range((name.clone(), String::new())..)
            .take_while(|(table, _)| table == name)
            .map(|(_, column)| column.clone())
            .collect();
        // An expression is kept with the casts that its columns' types took when it was made.
        let retyped: Vec<String> = changes
            .columns_altered
            .iter()
            .filter(|at| at.0 == *name && self.is_of_another_kind(at))
            .map(|(_, column)| column.clone())
            .chain(moved.iter().cloned())
            .collect();
        let over = |columns: &[String]| columns.iter().any(|column| replaced.contains(column));
        let key = |schema: &Schema| schema.table(name).and_then(|table| table.primary_key.clone());
        let (now, wanted) = (key(&self.seen), key(&self.target));
        let is_over = now.as_ref().is_some_and(|key| over(&key.columns));
        if now != wanted || is_over {
            changes.keys_gone.extend(now.map(|_| name.clone()));
            changes.keys_new.extend(wanted.map(|_| name.clone()));
            self.spot(Kind::PrimaryKey, name, "");
        }
        self.compare_named(
            name,
            Kind::Unique,
            |table| &table.uniques,
            |it| over(&it.columns),
            &mut changes.uniques,
        );
        self.compare_named(
            name,
            Kind::Check,
            |table| &table.checks,
            |it| replaced.iter().chain(&retyped).any(|column| it.expression.mentions(column)),
            &mut changes.checks,
        );
        let mentions = |index: &Index| {
            replaced.iter().any(|column| index_mentions(index, column))
                || retyped.iter().any(|column| expression_mentions(index, column))
        };
        self.compare_named(name, Kind::Index, |table| &table.indexes, mentions, &mut changes.indexes);
    }

    fn compare_named<T: Doubtful>(
        &mut self,
        table: &QualifiedName,
        kind: Kind,
        of: impl for<'t> Fn(&'t Table) -> &'t BTreeMap<String, T>,
        goes_anyway: impl Fn(&T) -> bool,
        both: &mut Both,
    ) {
        let mut spots = Vec::new();
        let (Some(seen), Some(target)) = (self.seen.table(table), self.target.table(table)) else { return };
        let said_otherwise = |name: &String| {
            let (here, there) = (self.schema.table(table), self.to.table(table));
            let (one, other) = (here.and_then(|it| of(it).get(name)), there.and_then(|it| of(it).get(name)));
            one.zip(other).is_some_and(|(one, other)| one != other)
        };
        for (name, now) in of(seen) {
            let wanted = of(target).get(name);
            let words = self.is_also(kind, table, name) && said_otherwise(name);
            let differs = wanted != Some(now) || words;
            // An engine may see names in another case: the words tell what is meant.
            let words = self.schema.table(table).and_then(|table| of(table).get(name));
            let goes = goes_anyway(now) || words.is_some_and(&goes_anyway);
            if !goes && now.settled().is_some_and(|now| wanted == Some(&now)) {
                both.validated.insert((table.clone(), name.clone()));
                spots.push(name.clone());
            } else if differs || goes {
                both.gone.insert((table.clone(), name.clone()));
                both.new.extend(wanted.map(|_| (table.clone(), name.clone())));
                spots.push(name.clone());
            }
        }
        for name in of(target).keys().filter(|name| !of(seen).contains_key(*name)) {
            both.new.insert((table.clone(), name.clone()));
            spots.push(name.clone());
        }
        spots.iter().for_each(|name| self.spot(kind, table, name));
    }

    /// A foreign key goes and comes back where a column on either side changes its type or is replaced, and
    /// where the key that it points at does.
    fn compare_foreign_keys(&mut self, common: &[QualifiedName], changes: &mut Changes) {
        let retyped: BTreeSet<At> = changes
            .columns_altered
            .iter()
            .filter(|at| self.is_retyped(at))
            .chain(&changes.columns_replaced)
            .cloned()
            .collect();
        let converted: BTreeSet<&QualifiedName> =
            common.iter().filter(|name| self.is_converted(name)).collect();
        let touched = |table: &QualifiedName, columns: &[String]| {
            converted.contains(table)
                || columns.iter().any(|column| retyped.contains(&(table.clone(), column.clone())))
        };
        let lost = self.lost_keys(changes);
        let mut over_enums: BTreeSet<At> = BTreeSet::new();
        for table in common.iter().filter_map(|name| self.schema.table(name)) {
            let keys = table.foreign_keys.values().filter(|key| self.is_over_changed_enum(&table.name, key));
            over_enums.extend(keys.map(|key| (table.name.clone(), key.name.clone())));
        }
        let mut both = Both::default();
        for name in common {
            self.compare_named(
                name,
                Kind::ForeignKey,
                |table| &table.foreign_keys,
                |key| {
                    over_enums.contains(&(name.clone(), key.name.clone()))
                        || touched(name, &key.columns)
                        || touched(&key.references, &key.referenced_columns)
                        || lost.contains(&(key.references.clone(), sorted(&key.referenced_columns)))
                },
                &mut both,
            );
        }
        changes.foreign_keys = both;
    }
}

impl Work<'_> {
    /// The keys that go, by table and columns: what a foreign key points at may be one of them, or the first columns
    /// of one where no other key that stays has these.
    fn lost_keys(&self, changes: &Changes) -> BTreeSet<(QualifiedName, Vec<String>)> {
        let mut lost = BTreeSet::new();
        for name in &changes.keys_gone {
            if let Some(key) = self.seen.table(name).and_then(|table| table.primary_key.as_ref()) {
                lost.insert((name.clone(), sorted(&key.columns)));
            }
        }
        for (table, name) in &changes.uniques.gone {
            if let Some(unique) = self.seen.table(table).and_then(|table| table.uniques.get(name)) {
                lost.insert((table.clone(), sorted(&unique.columns)));
            }
        }
        for at in changes.indexes.gone.iter().chain(&changes.uniques.gone) {
            let Some(table) = self.schema.table(&at.0) else { continue };
            let columns = keys_of(table).find(|(name, _)| *name == Some(&at.1)).map(|(_, columns)| columns);
            let Some(columns) = columns else { continue };
            for count in 1..=columns.len() {
                let first: Vec<String> = columns.iter().take(count).cloned().collect();
                let stays = |name: Option<&String>| match name {
                    None => !changes.keys_gone.contains(&at.0),
                    Some(name) => {
                        let at = (at.0.clone(), name.clone());
                        !changes.indexes.gone.contains(&at) && !changes.uniques.gone.contains(&at)
                    }
                };
                if !keys_of(table).any(|(name, columns)| stays(name) && columns.starts_with(&first)) {
                    lost.insert((at.0.clone(), sorted(&first)));
                }
            }
        }
        lost
    }
}

/// The primary key, the unique constraints and the indexes over plain columns, with their columns.
fn keys_of(table: &Table) -> impl Iterator<Item = (Option<&String>, Vec<String>)> {
    let column = |part: &IndexPart| match &part.term {
        IndexTerm::Column(name) => Some(name.clone()),
        IndexTerm::Expression(_) => None,
    };
    let plain = move |index: &Index| index.parts.iter().map(column).collect::<Option<Vec<_>>>();
    let key = table.primary_key.iter().map(|key| (None, key.columns.clone()));
    let uniques = table.uniques.values().map(|unique| (Some(&unique.name), unique.columns.clone()));
    let indexes = table.indexes.values().filter_map(move |index| Some((Some(&index.name), plain(index)?)));
    key.chain(uniques).chain(indexes)
}

/// A foreign key may name the columns of a key in another order.
fn sorted(columns: &[String]) -> Vec<String> {
    let mut columns = columns.to_vec();
    columns.sort();
    columns
}

/// What no `ALTER` does everywhere: a column that begins to be computed, is computed otherwise, or was never
/// kept in the row.
fn is_replaced(now: &Column, wanted: &Column) -> bool {
    match (&now.generated, &wanted.generated) {
        (None, None) => false,
        (Some(now), None) => !now.stored,
        (None, Some(_)) => true,
        (Some(now), Some(wanted)) => now != wanted,
    }
}

/// Whether a column stands in an expression of the index: its own place in it follows by itself.
fn expression_mentions(index: &Index, column: &str) -> bool {
    let in_term = |term: &IndexTerm| match term {
        IndexTerm::Column(_) => false,
        IndexTerm::Expression(expression) => expression.mentions(column),
    };
    index.parts.iter().any(|part| in_term(&part.term))
        || index.predicate.as_ref().is_some_and(|predicate| predicate.mentions(column))
}

pub(super) fn index_mentions(index: &Index, column: &str) -> bool {
    let is_column = |term: &IndexTerm| matches!(term, IndexTerm::Column(name) if name == column);
    index.parts.iter().any(|part| is_column(&part.term))
        || index.include.iter().any(|name| name == column)
        || expression_mentions(index, column)
}

/// Whether a default is one of the enum's values that are to go.
pub(super) fn is_default(column: &Column, values: &[&String]) -> bool {
    matches!(&column.default, Some(DefaultValue::Text(text)) if values.contains(&text))
}
