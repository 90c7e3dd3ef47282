//! Keys and indexes in one form.

use super::{MySql, expression, types::TypeText};
use crate::schema::{
    ColumnType, ForeignKey, Index, IndexTerm, Length, ReferentialAction, SortOrder, Table, Unique,
};

/// Unique indexes over whole columns are constraints here: the engine does not tell them apart.
pub(in crate::dialect::mysql) fn unique_indexes_are_constraints(table: &mut Table) {
    for (name, index) in std::mem::take(&mut table.indexes) {
        match as_unique(&index, table) {
            Some(unique) if !table.uniques.contains_key(&name) => drop(table.uniques.insert(name, unique)),
            _ => drop(table.indexes.insert(name, index)),
        }
    }
}

fn as_unique(index: &Index, table: &Table) -> Option<Unique> {
    let plain = index.unique && index.predicate.is_none() && index.include.is_empty();
    let columns = plain_columns(index, table)?;
    (plain && !columns.is_empty()).then(|| Unique {
        name: index.name.clone(),
        columns,
        nulls_not_distinct: false,
        deferrable: None,
    })
}

/// The columns of an index that is over all of each of them, forwards.
fn plain_columns(index: &Index, table: &Table) -> Option<Vec<String>> {
    let plain = index.parts.iter().map(|part| match &part.term {
        IndexTerm::Column(name) => {
            let whole = part.prefix.is_none_or(|prefix| is_all_of(prefix, name, table));
            let bare = part.nulls.is_none() && part.operator_class.is_none() && part.collation.is_none();
            (whole && bare && part.order == SortOrder::Ascending).then(|| name.clone())
        }
        IndexTerm::Expression(_) => None,
    });
    plain.collect()
}

/// Whether a prefix is as long as the column: the engine forgets it then.
fn is_all_of(prefix: u32, column: &str, table: &Table) -> bool {
    let Some(column) = table.column(column) else { return false };
    let ty = match &column.ty {
        ColumnType::Custom(text) => TypeText::read(text),
        ColumnType::String(Length::Unspecified) => return prefix >= 255,
        ColumnType::VarBinary(Length::Unspecified) => return prefix >= 255,
        other => TypeText::read(&other.to_string()),
    };
    let sized = ["char", "varchar", "binary", "varbinary"].contains(&ty.name.as_str());
    sized && ty.size().is_some_and(|size| prefix >= size)
}

/// What is the default of an index is left out.
pub(super) fn canonical_index(index: &mut Index, table: &Table) {
    let method = index.method.take().map(|method| method.to_ascii_lowercase());
    // InnoDB makes a B-tree where a hash is asked for; of a unique key over a long text MariaDB says hash.
    index.method = method.filter(|method| method != "btree" && method != "hash");
    let special = index.method.is_some();
    for part in &mut index.parts {
        match &mut part.term {
            IndexTerm::Expression(of) => *of = expression(of.as_sql()),
            IndexTerm::Column(name) => {
                let forgotten = part.prefix.is_some_and(|prefix| is_all_of(prefix, name, table));
                part.prefix = part.prefix.filter(|_| !special && !forgotten);
            }
        }
        if special {
            part.order = SortOrder::Ascending;
        }
    }
}

/// RESTRICT and NO ACTION are one here.
pub(super) fn canonical_foreign_key(key: &mut ForeignKey) {
    key.deferrable = None;
    for action in [&mut key.on_delete, &mut key.on_update] {
        if *action == ReferentialAction::Restrict {
            *action = ReferentialAction::NoAction;
        }
    }
}

impl MySql {
    /// Takes away the indexes that the engine makes by itself for foreign keys, declared or not.
    pub(super) fn without_implicit_indexes(&self, table: &mut Table) {
        let named_as_key = |index: &Index| {
            let key = table.foreign_keys.get(&index.name)?;
            let columns = plain_columns(index, table)?;
            (!index.unique && index.method.is_none() && key.columns == columns).then_some(columns)
        };
        let candidates: Vec<(String, Vec<String>)> = table
            .indexes
            .values()
            .filter_map(|index| Some((index.name.clone(), named_as_key(index)?)))
            .collect();
        let mut bare = table.clone();
        bare.indexes.retain(|name, _| !candidates.iter().any(|(other, _)| other == name));
        let implicit = self.implicit_indexes(&bare);
        for (name, columns) in candidates {
            // Of several keys over the same columns the order of their making tells which has the name.
            if implicit.values().any(|made| *made == columns) {
                table.indexes.remove(&name);
            }
        }
    }
}
