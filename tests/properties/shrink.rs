//! A smaller pair that fails as well.

use sea_keel::schema::{QualifiedName, Schema, Table};

use crate::{fit, schemas::Pair, words::Words};

fn tables(pair: &Pair) -> Vec<QualifiedName> {
    let mut all: Vec<_> = pair.from.tables.keys().chain(pair.to.tables.keys()).cloned().collect();
    all.sort();
    all.dedup();
    all
}

fn each(pair: &Pair, change: impl Fn(&mut Schema)) -> Pair {
    let mut smaller = pair.clone();
    change(&mut smaller.from);
    change(&mut smaller.to);
    smaller
}

/// Pairs that are this one without something.
pub(crate) fn smaller(words: &Words, pair: &Pair) -> Vec<Pair> {
    let mut found = Vec::new();
    for at in 0..pair.renames.len() {
        let mut fewer = pair.clone();
        fewer.renames.remove(at);
        found.push(fewer);
    }
    for name in tables(pair) {
        found.push(each(pair, |schema| drop(schema.tables.remove(&name))));
    }
    for name in tables(pair) {
        let one = |change: &dyn Fn(&mut Table)| {
            each(pair, |schema| {
                if let Some(table) = schema.tables.get_mut(&name) {
                    change(table);
                }
            })
        };
        found.push(one(&|table| table.indexes.clear()));
        found.push(one(&|table| table.foreign_keys.clear()));
        found.push(one(&|table| table.checks.clear()));
        found.push(one(&|table| table.uniques.clear()));
        found.push(one(&|table| table.primary_key = None));
        found.push(one(&|table| table.options = Default::default()));
        let both = || [&pair.from, &pair.to].into_iter().filter_map(|schema| schema.table(&name));
        for index in both().flat_map(|table| table.indexes.keys()) {
            found.push(one(&|table| drop(table.indexes.remove(index))));
        }
        for key in both().flat_map(|table| table.foreign_keys.keys()) {
            found.push(one(&|table| drop(table.foreign_keys.remove(key))));
        }
        for key in both().flat_map(|table| table.uniques.keys()) {
            found.push(one(&|table| drop(table.uniques.remove(key))));
        }
        for column in both().flat_map(|table| table.columns.keys()) {
            found.push(one(&|table| drop(table.columns.shift_remove(column))));
        }
        found.push(one(&|table| {
            table.comment = None;
            for column in table.columns.values_mut() {
                (column.comment, column.default, column.collation) = (None, None, None);
            }
        }));
    }
    for name in pair.from.enums.keys().chain(pair.to.enums.keys()) {
        found.push(each(pair, |schema| drop(schema.enums.remove(name))));
    }
    for pair in &mut found {
        fit::fit(words, &mut pair.from);
        fit::fit(words, &mut pair.to);
    }
    found.retain(|it| it.from != pair.from || it.to != pair.to || it.renames != pair.renames);
    found
}
