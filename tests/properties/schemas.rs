//! Schemas by chance: one from nothing, and one from another by some edits.

use std::collections::BTreeSet;

use sea_keel::{
    dialect::Server,
    op::{Op, apply},
    schema::{
        Backend, Check, Column, ColumnType as T, Deferrable, EnumType, Expression, ForeignKey,
        ForeignKeyOptions, Generated, Identity, IdentityKind, Index, IndexPart, NullsOrder, PrimaryKey,
        QualifiedName, ReferentialAction, Schema, SequenceOptions, SortOrder, Table, Unique,
    },
};
use tests::Dice;

use crate::{
    fit,
    words::{Class, Words},
};

/// Two schemas, and what of the second is a renamed thing of the first.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) from: Schema,
    pub(crate) to: Schema,
    pub(crate) renames: Vec<Op>,
}

pub(crate) struct Maker {
    pub(crate) dice: Dice,
    pub(crate) words: Words,
    count: usize,
    renames: Vec<Op>,
}

/// The pair of a seed for a server.
pub(crate) fn pair(seed: u64, server: &Server) -> Pair {
    let mut maker =
        Maker { dice: Dice::new(seed), words: Words { server: server.clone() }, count: 0, renames: vec![] };
    let from = maker.schema();
    if maker.dice.percent(15) {
        maker.count = maker.dice.below(2) * 1000;
        let to = maker.schema();
        return Pair { from, to, renames: vec![] };
    }
    let mut to = from.clone();
    for _ in 0..maker.dice.between(1, 7) {
        maker.edit(&mut to);
        fit::fit(&maker.words, &mut to);
    }
    Pair { from, to, renames: maker.renames }
}

const WORDS: [&str; 8] = ["task", "select", "Mixed Case", "quo\"te", "ünï", "user", "it's", "order"];

impl Maker {
    /// A name that nothing else has; now and then an odd one.
    fn name(&mut self, kind: &str) -> String {
        self.count += 1;
        match self.dice.percent(15) {
            true => format!("{} {kind}{}", self.dice.pick(&WORDS).unwrap(), self.count),
            false => format!("{kind}{}", self.count),
        }
    }

    fn schema(&mut self) -> Schema {
        let mut schema = Schema::new();
        if self.words.is(Backend::Postgres) && self.dice.percent(25) {
            schema.namespaces.insert("other".into());
        }
        for _ in 0..self.dice.below(3) {
            self.add_enum(&mut schema);
        }
        for _ in 0..self.dice.between(1, 4) {
            self.add_table(&mut schema);
        }
        fit::fit(&self.words, &mut schema);
        for _ in 0..self.dice.below(4) {
            self.add_foreign_key(&mut schema);
        }
        fit::fit(&self.words, &mut schema);
        schema
    }

    fn qualified(&mut self, schema: &Schema, name: String) -> QualifiedName {
        match schema.namespaces.first() {
            Some(namespace) if self.dice.percent(40) => QualifiedName::qualified(namespace.clone(), name),
            _ => QualifiedName::new(name),
        }
    }

    fn add_enum(&mut self, schema: &mut Schema) {
        let name = self.name("mood");
        let name = self.qualified(schema, name);
        let all: Vec<String> = ["low", "high", "it's", "Very High", "ünï", "x"].map(Into::into).to_vec();
        let mut values = self.dice.some(&all, 5);
        if values.is_empty() {
            values.push("low".into());
        }
        schema.enums.insert(name.clone(), EnumType { name, values });
    }

    fn add_table(&mut self, schema: &mut Schema) {
        let name = self.name("t");
        let mut table = Table::new(self.qualified(schema, name));
        let sqlite = self.words.is(Backend::Sqlite);
        table.options.strict = sqlite && self.dice.percent(8);
        table.options.without_rowid = sqlite && self.dice.percent(8);
        if self.words.is(Backend::MySql) && self.dice.percent(10) {
            match self.dice.below(3) {
                0 => table.options.engine = Some("MyISAM".into()),
                1 => table.options.character_set = Some("latin1".into()),
                _ => {
                    table.options.character_set = Some("utf8mb4".into());
                    table.options.collation = Some("utf8mb4_bin".into());
                }
            }
        }
        table.comment = self.comment();
        if self.dice.percent(70) {
            let mut id = Column::new("id", T::Integer);
            id.nullable = false;
            if self.dice.percent(70) {
                id.identity = Some(self.identity());
            }
            if self.dice.percent(30) {
                id.ty = T::BigInteger;
            }
            table.columns.insert("id".into(), id);
            table.primary_key = Some(PrimaryKey { name: self.key_name(), columns: vec!["id".into()] });
        }
        for _ in 0..self.dice.between(1, 6) {
            self.add_column(schema, &mut table);
        }
        if table.primary_key.is_none() && self.dice.percent(70) {
            self.add_key(&mut table);
        }
        for _ in 0..self.dice.below(3) {
            self.add_unique(&mut table);
        }
        for _ in 0..self.dice.below(3) {
            self.add_check(&mut table);
        }
        for _ in 0..self.dice.below(4) {
            self.add_index(&mut table);
        }
        schema.tables.insert(table.name.clone(), table);
    }

    fn comment(&mut self) -> Option<String> {
        let all = ["what it is", "it's \"so\"", "a\\b\nc"].map(ToOwned::to_owned);
        if self.dice.percent(20) { self.dice.pick(&all).cloned() } else { None }
    }

    fn key_name(&mut self) -> Option<String> {
        self.dice.percent(40).then(|| self.name("pk"))
    }

    fn identity(&mut self) -> Identity {
        let mut identity = Identity::auto();
        if self.words.is(Backend::Postgres) {
            let kinds =
                [IdentityKind::Auto, IdentityKind::Always, IdentityKind::ByDefault, IdentityKind::Serial];
            identity.kind = *self.dice.pick(&kinds).unwrap();
            if identity.kind != IdentityKind::Serial && self.dice.percent(40) {
                identity.sequence = SequenceOptions {
                    start: self.dice.percent(50).then_some(100),
                    increment: self.dice.percent(40).then_some(5),
                    min_value: self.dice.percent(30).then_some(10),
                    max_value: self.dice.percent(30).then_some(30000),
                    cache: self.dice.percent(30).then_some(4),
                    cycle: self.dice.percent(20),
                };
            }
        }
        identity
    }

    fn column(&mut self, schema: &Schema, table: &Table) -> Column {
        let name = self.name("c");
        let ty = match table.options.strict {
            true => self.words.strict_type(&mut self.dice),
            false => self.words.ty(&mut self.dice, schema, &table.name.schema),
        };
        let mut column = Column::new(name, ty);
        column.nullable = self.dice.percent(60);
        if self.dice.percent(35) {
            column.default = self.words.default(&mut self.dice, &column.ty, column.nullable, schema);
        }
        if self.words.is_text(&column.ty) && self.dice.percent(15) {
            column.collation = Some(self.words.collation(&mut self.dice));
        }
        let stamps = matches!(column.ty, T::DateTime | T::Timestamp);
        if self.words.is(Backend::MySql) && stamps && self.dice.percent(25) {
            column.on_update = Some(Expression::new("CURRENT_TIMESTAMP"));
        }
        column.comment = self.comment();
        column
    }

    fn add_column(&mut self, schema: &Schema, table: &mut Table) {
        let mut column = self.column(schema, table);
        let plain: Vec<Column> = table
            .columns
            .values()
            .filter(|it| it.generated.is_none() && it.identity.is_none())
            .cloned()
            .collect();
        if !table.options.strict
            && self.dice.percent(15)
            && let Some(base) = self.dice.pick(&plain).cloned()
            && let Some((expression, ty)) = self.words.computed(&mut self.dice, &base)
        {
            let stored = match self.words.backend() {
                Backend::Postgres => !(self.words.server.at_least(18, 0, 0) && self.dice.percent(50)),
                _ => self.dice.percent(50),
            };
            column = Column { ty, comment: column.comment, ..Column::new(column.name, T::Text) };
            column.generated = Some(Generated { expression, stored });
        }
        table.columns.insert(column.name.clone(), column);
    }

    fn plain(&self, table: &Table) -> Vec<String> {
        let plain = table.columns.values().filter(|it| it.generated.is_none());
        plain.filter(|it| self.words.is_keyable(&it.ty)).map(|it| it.name.clone()).collect()
    }

    fn keyable(&self, table: &Table) -> Vec<String> {
        let all = table.columns.values().filter(|it| self.words.is_keyable(&it.ty));
        all.map(|it| it.name.clone()).collect()
    }

    fn add_key(&mut self, table: &mut Table) {
        let columns = self.dice.some(&self.plain(table), 3);
        if !columns.is_empty() {
            for name in &columns {
                let column = table.columns.get_mut(name).unwrap();
                column.nullable = false;
                column.default.take_if(|it| *it == sea_keel::schema::DefaultValue::Null);
            }
            table.primary_key = Some(PrimaryKey { name: self.key_name(), columns });
        }
    }

    fn deferrable(&mut self) -> Option<Deferrable> {
        let all = [Deferrable::InitiallyImmediate, Deferrable::InitiallyDeferred];
        if self.dice.percent(20) { self.dice.pick(&all).copied() } else { None }
    }

    fn add_unique(&mut self, table: &mut Table) {
        let columns = self.dice.some(&self.keyable(table), 3);
        if columns.is_empty() {
            return;
        }
        let postgres = self.words.is(Backend::Postgres);
        let unique = Unique {
            name: self.name("uq"),
            columns,
            nulls_not_distinct: postgres && self.words.server.at_least(15, 0, 0) && self.dice.percent(20),
            deferrable: self.deferrable().filter(|_| postgres),
        };
        table.uniques.insert(unique.name.clone(), unique);
    }

    fn add_check(&mut self, table: &mut Table) {
        let columns: Vec<Column> = table.columns.values().cloned().collect();
        if let Some(column) = self.dice.pick(&columns).cloned() {
            let expression = self.words.condition(&mut self.dice, &column);
            let not_valid = self.words.is(Backend::Postgres) && self.dice.percent(20);
            let check = Check { not_valid, ..Check::new(self.name("ck"), expression) };
            table.checks.insert(check.name.clone(), check);
        }
    }

    fn add_index(&mut self, table: &mut Table) {
        let (postgres, mysql) = (self.words.is(Backend::Postgres), self.words.is(Backend::MySql));
        let mut index = Index {
            name: self.name("ix"),
            parts: vec![],
            unique: self.dice.percent(25),
            method: None,
            predicate: None,
            include: vec![],
            nulls_not_distinct: false,
        };
        let columns: Vec<Column> = table.columns.values().cloned().collect();
        if self.dice.percent(15)
            && let Some(column) = self.dice.pick(&columns).cloned()
            && self.add_special_index(&mut index, &column)
        {
            table.indexes.insert(index.name.clone(), index);
            return;
        }
        for name in self.dice.some(&self.keyable(table), 3) {
            let mut part = IndexPart::column(name);
            if self.dice.percent(20) {
                part.order = SortOrder::Descending;
            }
            if postgres && self.dice.percent(15) {
                part.nulls = self.dice.pick(&[NullsOrder::First, NullsOrder::Last]).copied();
            }
            index.parts.push(part);
        }
        let texts: Vec<Column> =
            columns.iter().filter(|it| self.words.class(&it.ty) == Class::Text).cloned().collect();
        if let Some(column) = self.dice.pick(&texts).cloned() {
            let named = |part: &IndexPart| part == &IndexPart::column(&column.name);
            if mysql && self.dice.percent(30) && !index.parts.iter().any(named) {
                let short = matches!(column.ty, T::Char(_));
                let mut part = IndexPart::column(&column.name);
                part.prefix = (!short).then_some(10);
                index.parts.retain(|it| it.term != part.term);
                index.parts.push(part);
            } else if !self.words.is_mariadb() && self.dice.percent(20) {
                let lower = format!("lower({})", self.words.quote(&column.name));
                index.parts.push(IndexPart::expression(Expression::new(lower)));
            }
        }
        if index.parts.is_empty() {
            return;
        }
        if !mysql
            && self.dice.percent(20)
            && let Some(column) = self.dice.pick(&columns).cloned()
        {
            index.predicate = Some(self.words.condition(&mut self.dice, &column));
        }
        if postgres && self.dice.percent(15) {
            index.include = self.dice.some(&self.keyable(table), 2);
        }
        index.nulls_not_distinct =
            postgres && index.unique && self.words.server.at_least(15, 0, 0) && self.dice.percent(20);
        table.indexes.insert(index.name.clone(), index);
    }

    /// An index of a method of its own; false where the column has none.
    fn add_special_index(&mut self, index: &mut Index, column: &Column) -> bool {
        let method = match (self.words.backend(), &column.ty) {
            (Backend::Postgres, T::JsonBinary | T::Array(_)) => "gin",
            (Backend::Postgres, T::Custom(text)) if text == "tsvector" => "gin",
            (Backend::Postgres, T::Custom(text)) if text == "point" => "gist",
            (Backend::Postgres, T::Integer | T::Date) => "brin",
            (Backend::Postgres, T::BigInteger | T::Text | T::String(_)) => "hash",
            (Backend::MySql, T::Text | T::String(_)) if column.generated.is_none() => "fulltext",
            (Backend::MySql, T::Integer) => "btree",
            _ => return false,
        };
        index.method = Some(method.into());
        index.unique = false;
        index.parts = vec![IndexPart::column(&column.name)];
        true
    }

    fn action(&mut self) -> ReferentialAction {
        use ReferentialAction as A;
        let all = [A::NoAction, A::NoAction, A::Restrict, A::Cascade, A::SetNull, A::SetDefault];
        *self.dice.pick(&all).unwrap()
    }

    fn add_foreign_key(&mut self, schema: &mut Schema) {
        let names: Vec<_> = schema.tables.keys().cloned().collect();
        let (Some(owner), Some(parent)) = (self.dice.pick(&names).cloned(), self.dice.pick(&names).cloned())
        else {
            return;
        };
        let target = &schema.tables[&parent];
        let mut keys: Vec<Vec<String>> = target.primary_key.iter().map(|key| key.columns.clone()).collect();
        keys.extend(
            target.uniques.values().filter(|it| it.deferrable.is_none()).map(|it| it.columns.clone()),
        );
        let Some(referenced) = self.dice.pick(&keys).cloned() else { return };
        let targets: Vec<Column> = referenced.iter().map(|name| target.columns[name].clone()).collect();
        let mut child = schema.tables[&owner].clone();
        let mut columns: Vec<String> = vec![];
        for column in &targets {
            let fits = |it: &&Column| {
                it.ty == column.ty
                    && it.collation == column.collation
                    && it.generated.is_none()
                    && it.identity.is_none()
                    && !columns.contains(&it.name)
                    && (owner != parent || it.name != column.name)
            };
            let there: Vec<String> = child.columns.values().filter(fits).map(|it| it.name.clone()).collect();
            let name = match self.dice.pick(&there) {
                Some(name) if self.dice.percent(50) => name.clone(),
                _ => {
                    let mut new = Column::new(self.name("ref"), column.ty.clone());
                    new.collation.clone_from(&column.collation);
                    new.nullable = self.dice.percent(70);
                    let name = new.name.clone();
                    child.columns.insert(name.clone(), new);
                    name
                }
            };
            columns.push(name);
        }
        let not_valid = self.words.is(Backend::Postgres) && self.dice.percent(20);
        let foreign_key = ForeignKey {
            name: self.name("fk"),
            columns,
            references: parent,
            referenced_columns: referenced,
            on_delete: self.action(),
            on_update: self.action(),
            deferrable: self.deferrable(),
            options: ForeignKeyOptions { not_valid, ..Default::default() },
        };
        child.foreign_keys.insert(foreign_key.name.clone(), foreign_key);
        schema.tables.insert(owner, child);
    }

    // ---- edits ----

    fn rename(&mut self, schema: &mut Schema, op: Op) {
        if apply(&op, schema).is_ok() {
            self.renames.push(op);
        }
    }

    fn edit(&mut self, schema: &mut Schema) {
        let names: Vec<_> = schema.tables.keys().cloned().collect();
        match self.dice.below(20) {
            0 => self.add_table(schema),
            1 => {
                if let Some(name) = self.dice.pick(&names) {
                    schema.tables.remove(name);
                }
            }
            2 => self.rename_tables(schema, &names),
            3 | 4 => self.add_foreign_key(schema),
            5 | 6 => self.edit_enums(schema),
            7 if self.words.is(Backend::Postgres) => {
                if !schema.namespaces.insert("another".into()) {
                    self.add_table(schema);
                }
            }
            _ => {
                let Some(name) = self.dice.pick(&names) else { return };
                self.edit_table(schema, &name.clone());
            }
        }
    }

    fn rename_tables(&mut self, schema: &mut Schema, names: &[QualifiedName]) {
        let Some(one) = self.dice.pick(names).cloned() else { return };
        let same = |it: &&QualifiedName| it.schema == one.schema && **it != one;
        let others: Vec<_> = names.iter().filter(same).cloned().collect();
        let free = one.sibling(self.name("t"));
        match self.dice.pick(&others).cloned() {
            Some(other) if self.dice.percent(40) => {
                self.rename(schema, Op::RenameTable { from: one.clone(), to: free.clone() });
                self.rename(schema, Op::RenameTable { from: other.clone(), to: one });
                self.rename(schema, Op::RenameTable { from: free, to: other });
            }
            _ => self.rename(schema, Op::RenameTable { from: one, to: free }),
        }
    }

    fn edit_enums(&mut self, schema: &mut Schema) {
        let names: Vec<_> = schema.enums.keys().cloned().collect();
        let Some(name) = self.dice.pick(&names).cloned() else { return self.add_enum(schema) };
        let mut it = schema.enums[&name].clone();
        self.count += 1;
        let new = format!("v{}", self.count);
        match self.dice.below(7) {
            0 => {
                let at = self.dice.below(it.values.len() + 1);
                it.values.insert(at, new);
            }
            1 => it.values.push(new),
            2 if it.values.len() > 1 => drop(it.values.remove(self.dice.below(it.values.len()))),
            3 => it.values.reverse(),
            4 => {
                let from = self.dice.pick(&it.values).unwrap().clone();
                return self.rename(schema, Op::RenameEnumValue { name, from, to: new });
            }
            5 => {
                let to = name.sibling(self.name("mood"));
                return drop(apply(&Op::RenameEnum { from: name, to }, schema));
            }
            _ => {
                // Columns that hold it become texts.
                schema.enums.remove(&name);
                return;
            }
        }
        schema.enums.insert(name, it);
    }

    fn edit_table(&mut self, schema: &mut Schema, name: &QualifiedName) {
        let mut table = schema.tables[name].clone();
        let columns: Vec<String> = table.columns.keys().cloned().collect();
        let column = self.dice.pick(&columns).cloned().unwrap_or_default();
        match self.dice.below(26) {
            0..=2 => self.add_column(schema, &mut table),
            3 | 4 => drop(table.columns.shift_remove(&column)),
            5 | 6 => return self.rename_columns(schema, name, &columns),
            7..=14 => {
                if let Some(mut changed) = table.columns.get(&column).cloned() {
                    self.edit_column(schema, &table, &mut changed);
                    table.columns.insert(column, changed);
                }
            }
            15 => table.primary_key = None,
            16 => self.add_key(&mut table),
            17 => {
                if let Some(key) = &mut table.primary_key {
                    match self.dice.percent(50) {
                        true => key.columns.reverse(),
                        false => key.name = self.key_name(),
                    }
                }
            }
            18 => {
                self.drop_or_change(&mut table);
                self.add_unique(&mut table);
            }
            19 => self.add_check(&mut table),
            20 => self.add_index(&mut table),
            21 | 22 => self.drop_or_change(&mut table),
            23 => self.rename_constraint(&mut table),
            24 => table.comment = self.comment(),
            _ => {
                let sqlite = self.words.is(Backend::Sqlite);
                if sqlite && self.dice.percent(50) {
                    table.options.without_rowid ^= true;
                } else if self.words.is(Backend::MySql) {
                    table.options.collation = self.dice.percent(50).then(|| "utf8mb4_bin".to_owned());
                    table.options.character_set = table.options.collation.as_ref().map(|_| "utf8mb4".into());
                }
            }
        }
        schema.tables.insert(name.clone(), table);
    }

    fn rename_columns(&mut self, schema: &mut Schema, table: &QualifiedName, columns: &[String]) {
        let Some(one) = self.dice.pick(columns).cloned() else { return };
        let others: Vec<_> = columns.iter().filter(|it| **it != one).cloned().collect();
        let free = self.name("c");
        let op = |from: &str, to: &str| Op::RenameColumn {
            table: table.clone(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        match self.dice.pick(&others).cloned() {
            Some(other) if self.dice.percent(30) => {
                self.rename(schema, op(&one, &free));
                self.rename(schema, op(&other, &one));
                self.rename(schema, op(&free, &other));
            }
            _ => self.rename(schema, op(&one, &free)),
        }
    }

    fn edit_column(&mut self, schema: &Schema, table: &Table, column: &mut Column) {
        match self.dice.below(8) {
            0..=2 => {
                let fresh = self.column(schema, table);
                let keep = self.dice.percent(50);
                column.ty = fresh.ty;
                if !keep || !self.words.is_text(&column.ty) {
                    column.collation = fresh.collation;
                }
                column.default = fresh.default;
            }
            3 => column.default = self.words.default(&mut self.dice, &column.ty, column.nullable, schema),
            4 => {
                column.nullable ^= true;
                column.default.take_if(|it| *it == sea_keel::schema::DefaultValue::Null);
            }
            5 => column.comment = self.comment(),
            6 => {
                if column.ty.is_integer() {
                    column.identity = match column.identity {
                        Some(_) if self.dice.percent(50) => None,
                        _ => Some(self.identity()),
                    };
                }
            }
            _ => match &mut column.generated {
                Some(generated) if self.words.is(Backend::Sqlite) => generated.stored ^= true,
                Some(_) => column.generated = None,
                None => column.default = None,
            },
        }
    }

    fn drop_or_change(&mut self, table: &mut Table) {
        match self.dice.below(6) {
            0 => drop(table.uniques.pop_first()),
            1 => drop(table.checks.pop_first()),
            2 => drop(table.indexes.pop_first()),
            3 => drop(table.foreign_keys.pop_first()),
            4 => {
                let all: Vec<String> = table.indexes.keys().cloned().collect();
                if let Some(name) = self.dice.pick(&all) {
                    let index = table.indexes.get_mut(name).unwrap();
                    match self.dice.below(3) {
                        0 => index.parts.reverse(),
                        1 => index.unique ^= index.method.is_none(),
                        _ => index.predicate = None,
                    }
                }
            }
            _ => {
                let (delete, update) = (self.action(), self.action());
                if let Some(mut key) = table.foreign_keys.first_entry() {
                    (key.get_mut().on_delete, key.get_mut().on_update) = (delete, update);
                }
            }
        }
    }

    fn rename_constraint(&mut self, table: &mut Table) {
        macro_rules! renamed {
            ($field:ident, $kind:literal) => {{
                let names: Vec<String> = table.$field.keys().cloned().collect();
                let chosen = self.dice.some(&names, 2);
                if let [one, other] = chosen.as_slice() {
                    // They swap names.
                    let mut a = table.$field.remove(one).unwrap();
                    let mut b = table.$field.remove(other).unwrap();
                    std::mem::swap(&mut a.name, &mut b.name);
                    table.$field.insert(a.name.clone(), a);
                    table.$field.insert(b.name.clone(), b);
                } else if let [one] = chosen.as_slice() {
                    let mut it = table.$field.remove(one).unwrap();
                    it.name = self.name($kind);
                    table.$field.insert(it.name.clone(), it);
                }
            }};
        }
        match self.dice.below(4) {
            0 => renamed!(uniques, "uq"),
            1 => renamed!(checks, "ck"),
            2 => renamed!(indexes, "ix"),
            _ => renamed!(foreign_keys, "fk"),
        }
    }
}

/// Names that are taken once in a schema.
pub(crate) type Names = BTreeSet<(Option<String>, String)>;
