//! What an engine would refuse is taken out of a schema, so that any edit leads to one that can be.

use std::collections::BTreeSet;

use sea_keel::schema::{
    Backend, Column, ColumnType as T, DefaultValue, Expression, ForeignKey, IdentityKind, IndexTerm, Length,
    ReferentialAction as A, Schema, SortOrder, Table,
};

use crate::{
    schemas::Names,
    words::{Class, Words},
};

/// Makes the schema one that the engine takes.
pub(crate) fn fit(words: &Words, schema: &mut Schema) {
    let enums = schema.enums.clone();
    for table in schema.tables.values_mut() {
        for column in table.columns.values_mut() {
            if let Some(name) = column.ty.enum_name().cloned() {
                match enums.get(&name) {
                    None => (column.ty, column.default) = (T::Text, None),
                    Some(known) => {
                        column.default.take_if(|it| {
                            matches!((it, &column.ty), (DefaultValue::Text(text), T::Enum(_)) if !known.values.contains(text))
                        });
                    }
                }
            }
        }
        fit_table(words, table);
    }
    schema.tables.retain(|_, table| !table.columns.is_empty());
    unique_names(schema, words);
    let snapshot = schema.clone();
    for table in schema.tables.values_mut() {
        let columns = table.clone();
        table.foreign_keys.retain(|_, key| fits(words, &columns, key, &snapshot));
        for key in table.foreign_keys.values_mut() {
            fit_key(words, &columns, &snapshot, key);
        }
    }
}

fn fit_table(words: &Words, table: &mut Table) {
    let (postgres, mysql, sqlite) =
        (words.is(Backend::Postgres), words.is(Backend::MySql), words.is(Backend::Sqlite));
    let strict = table.options.strict;
    for column in table.columns.values_mut() {
        if strict {
            let takes = match &column.ty {
                T::Custom(text) => ["any", "real"].contains(&text.as_str()),
                ty => matches!(ty, T::Integer | T::Text | T::Blob),
            };
            if !takes {
                (column.ty, column.default) = (T::Text, None);
            }
            column.default.take_if(|_| column.ty != T::Text);
        }
        if !words.is_text(&column.ty) {
            column.collation = None;
        }
        if !column.nullable {
            column.default.take_if(|it| *it == DefaultValue::Null);
        }
        if !matches!(column.ty, T::DateTime | T::Timestamp) {
            column.on_update = None;
        }
        if column.generated.is_some() {
            (column.default, column.identity, column.on_update) = (None, None, None);
            column.collation = None;
            column.nullable = true;
        }
    }
    // What is computed stands on plain columns of a fitting type.
    let snapshot = table.clone();
    table.columns.retain(|name, column| {
        column.generated.as_ref().is_none_or(|generated| {
            holds(words, &snapshot, &generated.expression)
                && type_fits(words, &snapshot, &generated.expression, &column.ty)
                && snapshot.columns.values().any(|it| generated.expression.mentions(&it.name))
                && snapshot.columns.values().all(|it| {
                    it.name == *name
                        || !generated.expression.mentions(&it.name)
                        || (it.generated.is_none() && it.identity.is_none())
                })
        })
    });
    if table.columns.values().all(|it| it.generated.is_some()) {
        table.columns.clear();
        return;
    }
    let keyable =
        |table: &Table, name: &String| table.column(name).is_some_and(|it| words.is_keyable(&it.ty));
    let known = table.clone();
    table.primary_key.take_if(|key| {
        !key.columns.iter().all(|name| keyable(&known, name) && known.columns[name].generated.is_none())
    });
    table.options.without_rowid &= sqlite && table.primary_key.is_some();
    for name in table.primary_key.iter().flat_map(|key| key.columns.clone()).collect::<Vec<_>>() {
        let column = table.columns.get_mut(&name).unwrap();
        column.nullable = false;
        column.default.take_if(|it| *it == DefaultValue::Null);
    }
    let mut seen = BTreeSet::new();
    table.uniques.retain(|_, unique| {
        // Two of the same columns are one too many on some engines' inspection of foreign keys.
        unique.columns.iter().all(|name| keyable(&known, name))
            && !over_virtual(words, &known, |name| unique.columns.iter().any(|it| it == name))
            && seen.insert(unique.columns.clone())
    });
    let known = table.clone();
    if let Some(key) = &table.primary_key {
        table.uniques.retain(|_, unique| unique.columns != key.columns);
    }
    table.checks.retain(|_, check| holds(words, &known, &check.expression));
    if mysql {
        let numbered = |it: &&Column| it.identity.is_some();
        let auto: Vec<String> = known.columns.values().filter(numbered).map(|it| it.name.clone()).collect();
        table.checks.retain(|_, check| !auto.iter().any(|name| check.expression.mentions(name)));
    }
    table.indexes.retain(|_, index| {
        let part = |part: &sea_keel::schema::IndexPart| match &part.term {
            IndexTerm::Column(name) => known.column(name).is_some_and(|column| {
                let class = words.class(&column.ty);
                let own = index.method.as_deref().is_none_or(|method| method_fits(method, &column.ty));
                let prefix =
                    part.prefix.is_none() || (class == Class::Text && !matches!(column.ty, T::Char(_)));
                let special =
                    ["gin", "gist", "fulltext"].contains(&index.method.as_deref().unwrap_or_default());
                own && prefix
                    && (words.is_keyable(&column.ty) || part.prefix.is_some() || special)
                    && !(column.generated.as_ref().is_some_and(|it| !it.stored)
                        && (postgres || index.method.is_some()))
            }),
            IndexTerm::Expression(expression) => {
                holds(words, &known, expression) && indexable(words, &known, expression)
            }
        };
        let over = |name: &str| {
            index.include.iter().any(|it| it == name)
                || index.predicate.as_ref().is_some_and(|it| it.mentions(name))
                || index.parts.iter().any(|part| match &part.term {
                    IndexTerm::Column(column) => column == name,
                    IndexTerm::Expression(expression) => expression.mentions(name),
                })
        };
        index.parts.iter().all(part)
            && !over_virtual(words, &known, over)
            && index.predicate.as_ref().is_none_or(|predicate| holds(words, &known, predicate))
            && index.include.iter().all(|name| keyable(&known, name))
    });
    for index in table.indexes.values_mut() {
        if !index.unique {
            index.nulls_not_distinct = false;
        }
    }
    // MyISAM has no descending ones.
    if mysql && !words.is_mariadb() && table.options.engine.is_some() {
        for part in table.indexes.values_mut().flat_map(|index| &mut index.parts) {
            part.order = SortOrder::Ascending;
        }
    }
    let known = table.clone();
    let mut numbered = 0;
    for column in table.columns.values_mut() {
        let Some(identity) = &mut column.identity else { continue };
        let alone = known.primary_key.as_ref().is_some_and(|key| key.columns == [column.name.clone()]);
        let leads = known.primary_key.as_ref().is_some_and(|key| key.columns.first() == Some(&column.name))
            || known.uniques.values().any(|unique| unique.columns.first() == Some(&column.name));
        let fits = match words.backend() {
            Backend::Postgres => {
                let serial = identity.kind == IdentityKind::Serial;
                serial && matches!(column.ty, T::SmallInteger | T::Integer | T::BigInteger)
                    || !serial && column.ty.is_integer()
            }
            Backend::MySql => column.ty.is_integer() && leads && numbered == 0,
            Backend::Sqlite => column.ty.is_integer() && alone && !known.options.without_rowid,
        };
        if !fits {
            column.identity = None;
            continue;
        }
        numbered += 1;
        let least = identity.sequence.min_value.unwrap_or(1);
        if identity.sequence.start.is_some_and(|start| start < least) {
            identity.sequence.start = None;
        }
        (column.default, column.on_update, column.nullable) = (None, None, false);
    }
    if mysql {
        // MyISAM has keys of 1000 bytes and no foreign keys.
        if table.options.engine.is_some() {
            table.foreign_keys.clear();
        }
        if numbered > 0 {
            let auto: Vec<String> =
                table.columns.values().filter(|it| it.identity.is_some()).map(|it| it.name.clone()).collect();
            table.checks.retain(|_, check| !auto.iter().any(|name| check.expression.mentions(name)));
            table.columns.retain(|_, it| {
                it.generated.as_ref().is_none_or(|it| !auto.iter().any(|name| it.expression.mentions(name)))
            });
        }
    }
}

/// Whether an index can be over the expression: MySQL has none over what is a TEXT, and MyISAM none at all.
fn indexable(words: &Words, table: &Table, expression: &Expression) -> bool {
    let long = |ty: &T| matches!(ty, T::Text | T::String(Length::Max) | T::Custom(_));
    !words.is(Backend::MySql)
        || table.options.engine.is_none()
            && !table.columns.values().any(|it| expression.mentions(&it.name) && long(&it.ty))
}

/// What no key of some engines can be over: PostgreSQL's virtual columns, and those of MySQL's MyISAM.
fn over_virtual(words: &Words, table: &Table, is_over: impl Fn(&str) -> bool) -> bool {
    let refuses = match words.backend() {
        Backend::Postgres => true,
        Backend::MySql => !words.is_mariadb() && table.options.engine.is_some(),
        Backend::Sqlite => false,
    };
    let computed = |it: &&Column| it.generated.as_ref().is_some_and(|it| !it.stored);
    refuses && table.columns.values().filter(computed).any(|it| is_over(&it.name))
}

fn method_fits(method: &str, ty: &T) -> bool {
    match method {
        "gin" => matches!(ty, T::JsonBinary | T::Array(_)) || *ty == T::Custom("tsvector".into()),
        "gist" => *ty == T::Custom("point".into()),
        "brin" => matches!(ty, T::Integer | T::Date),
        "hash" => matches!(ty, T::BigInteger | T::Text | T::String(_) | T::Integer),
        "fulltext" => matches!(ty, T::Text | T::String(_)),
        _ => true,
    }
}

/// Whether the columns that the expression is over are there and of the class that it needs.
fn holds(words: &Words, table: &Table, expression: &Expression) -> bool {
    let sql = expression.as_sql();
    let needs = if sql.ends_with("IS NOT NULL") {
        None
    } else if sql.contains('\'') || sql.contains("length(") || sql.contains("lower(") {
        Some(Class::Text)
    } else {
        Some(Class::Number)
    };
    let mut over = table.columns.values().filter(|column| expression.mentions(&column.name)).peekable();
    over.peek().is_some() && over.all(|column| needs.is_none_or(|class| words.class(&column.ty) == class))
}

fn type_fits(words: &Words, table: &Table, expression: &Expression, ty: &T) -> bool {
    let sql = expression.as_sql();
    let of = table.columns.values().find(|column| expression.mentions(&column.name));
    if words.is(Backend::MySql) && of.is_some_and(|column| matches!(column.ty, T::Char(_))) {
        return false;
    }
    if sql.contains("coalesce(") && of.is_some_and(|column| !words.coalesces(&column.ty)) {
        return false;
    }
    if sql.contains("length(") {
        return *ty == T::Integer;
    }
    match of.map(|column| (words.class(&column.ty), column.ty.is_integer())) {
        Some((Class::Number, true)) => *ty == T::BigInteger,
        Some((Class::Number, false)) => *ty == T::Double,
        Some((Class::Text, _)) => words.class(ty) == Class::Text,
        _ => false,
    }
}

/// Indexes and constraints have names of their own: some engines have one namespace for them.
fn unique_names(schema: &mut Schema, words: &Words) {
    let mut taken = Names::new();
    for name in schema.tables.keys() {
        taken.insert((name.schema.clone(), name.name.to_lowercase()));
        if words.is(Backend::Postgres) {
            taken.insert((name.schema.clone(), format!("{}_pkey", name.name)));
        }
    }
    for table in schema.tables.values_mut() {
        let namespace = table.name.schema.clone();
        let mut free = |name: &String| taken.insert((namespace.clone(), name.to_lowercase()));
        if let Some(key) = &mut table.primary_key {
            key.name.take_if(|name| !free(name));
        }
        table.uniques.retain(|name, _| free(name));
        table.checks.retain(|name, _| free(name));
        table.indexes.retain(|name, _| free(name));
        table.foreign_keys.retain(|name, _| free(name));
    }
}

fn fits(words: &Words, owner: &Table, key: &ForeignKey, schema: &Schema) -> bool {
    let Some(parent) = schema.table(&key.references) else { return false };
    let is_key = parent.primary_key.as_ref().is_some_and(|it| it.columns == key.referenced_columns)
        || parent.uniques.values().any(|it| it.columns == key.referenced_columns && it.deferrable.is_none());
    let kind = |table: &Table, name: &String| {
        let column = table.column(name)?;
        let text = words.is_text(&column.ty);
        let collation = column.collation.clone().or_else(|| table.options.collation.clone());
        let set = table.options.character_set.clone();
        // PostgreSQL has no foreign keys over an array of varchar (its operators are those of anyarray).
        let plain = column.generated.is_none() && !matches!(column.ty, T::Array(_));
        plain.then(|| (column.ty.clone(), collation.filter(|_| text), set.filter(|_| text)))
    };
    let pairs = || key.columns.iter().zip(&key.referenced_columns);
    let same = pairs().all(|(here, there)| {
        let (here, there) = (kind(owner, here), kind(parent, there));
        here.is_some() && here == there
    });
    let plain = owner.options.engine.is_none() && parent.options.engine.is_none();
    let itself = owner.name == parent.name && key.columns == key.referenced_columns;
    let once = !words.is(Backend::MySql)
        || !owner.foreign_keys.values().any(|other| {
            other.name < key.name && other.columns == key.columns && other.references == key.references
        });
    is_key && same && plain && !itself && once && key.columns.len() == key.referenced_columns.len()
}

fn fit_key(words: &Words, owner: &Table, schema: &Schema, key: &mut ForeignKey) {
    if words.is(Backend::MySql) {
        key.deferrable = None;
        let fixed = key.columns.iter().any(|name| !owner.columns[name].nullable);
        let computed = owner.columns.values().filter_map(|it| it.generated.as_ref());
        let over = computed.map(|it| &it.expression).chain(owner.checks.values().map(|it| &it.expression));
        let held = over.into_iter().any(|it| key.columns.iter().any(|name| it.mentions(name)));
        // MariaDB lets no NULL of the parent's cascade into a column that takes none (MDEV-34392).
        let parent = &schema.tables[&key.references];
        let mut pairs = key.columns.iter().zip(&key.referenced_columns);
        if pairs.any(|(here, there)| !owner.columns[here].nullable && parent.columns[there].nullable)
            && key.on_update == A::Cascade
        {
            key.on_update = A::NoAction;
        }
        for action in [&mut key.on_delete, &mut key.on_update] {
            if *action == A::SetDefault || held || (fixed && *action == A::SetNull) {
                *action = A::Restrict;
            }
        }
    }
}
