//! The form of a case.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use sea_keel::{
    op::{Op, Operations},
    schema::{
        Backend, Check, Column, EnumType, EnumValuePosition, Expression, PrimaryKey, QualifiedName, Table,
        TableOptions,
    },
};
use sea_orm::sea_query::{Alias, ColumnDef, IntoIden as _, TableName};
use serde::Deserialize;
use tests::Selector;

use crate::notation;

/// A schema, a change to it, and what must hold on every engine: see `cases/README.md`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// The numbers of the differences, in `detection.yml`, that it proves to be seen.
    #[serde(default)]
    pub(crate) detects: Vec<u16>,
    /// The operations that make the schema before the change.
    #[serde(default)]
    pub(crate) given: Vec<Change>,
    /// SQL that fills it.
    #[serde(default)]
    pub(crate) rows: Vec<String>,
    /// The change.
    #[serde(default)]
    pub(crate) change: Vec<Change>,
    /// In place of a change: the operations that make the same schema in other words.
    #[serde(default)]
    pub(crate) equals: Option<Vec<Change>>,
    /// What the differ has to be told for rows without a value, by `table.column`: an expression.
    #[serde(default)]
    pub(crate) fills: IndexMap<String, String>,
    /// What undoes it, where that is not its reverse.
    #[serde(default)]
    pub(crate) down: Option<Vec<Change>>,
    /// Whether tables and columns of the same name hold other values afterwards.
    #[serde(default)]
    pub(crate) rows_change: bool,
    /// What the dump must hold afterwards.
    #[serde(default)]
    pub(crate) expect: IndexMap<String, Texts>,
    /// Queries for one text, and the answers afterwards.
    #[serde(default)]
    pub(crate) select: IndexMap<String, String>,
    /// The engines that refuse before anything runs, and what the message says; the first that fits counts.
    #[serde(default)]
    pub(crate) unsupported: IndexMap<String, Option<String>>,
    /// The engines on which the rows stand in the way, and what the message says.
    #[serde(default)]
    pub(crate) fails: IndexMap<String, Option<String>>,
    /// The engines that refuse the way back before it begins, and what the message says.
    #[serde(default)]
    pub(crate) down_unsupported: IndexMap<String, Option<String>>,
    /// Why nothing undoes it, as the message says.
    #[serde(default)]
    pub(crate) irreversible: Option<String>,
    /// The engines on which the outcome differs from the same schema made at once, and why.
    #[serde(default)]
    pub(crate) differs: IndexMap<String, Option<String>>,
    /// The engines on which the way back differs from what was there before, and why.
    #[serde(default)]
    pub(crate) differs_after_down: IndexMap<String, Option<String>>,
    /// The engines that see no difference, though their own tools show one, and why.
    #[serde(default)]
    pub(crate) alike: IndexMap<String, Option<String>>,
    /// The engines whose catalogue does not tell enough to make another database alike, and why.
    #[serde(default)]
    pub(crate) live_differs: IndexMap<String, Option<String>>,
    /// The engines without the case, and why: what it is about does not exist there in any form. The first that fits counts.
    #[serde(default)]
    pub(crate) without: IndexMap<String, Option<String>>,
}

impl Case {
    /// What the differ is told for rows without a value.
    pub(crate) fn fills(&self) -> BTreeMap<(QualifiedName, String), Expression> {
        let fill = |(at, value): (&String, &String)| {
            let (table, column) = at.rsplit_once('.').unwrap_or_else(|| panic!("{at} is no table.column"));
            ((QualifiedName::new(table), column.to_owned()), Expression::new(value))
        };
        self.fills.iter().map(fill).collect()
    }
}

/// One text or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Texts {
    One(String),
    Several(Vec<String>),
}

impl Texts {
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, String> {
        match self {
            Self::One(text) => std::slice::from_ref(text).iter(),
            Self::Several(texts) => texts.iter(),
        }
    }
}

/// The value under the first key that means `server`.
pub(crate) fn first<'a, T>(
    map: &'a IndexMap<String, T>,
    server: &sea_keel::dialect::Server,
) -> Option<&'a T> {
    map.iter().find(|(key, _)| Selector::from((*key).clone()).matches(server)).map(|(_, value)| value)
}

/// An operation in its short form; names that hold a dot are written as `schema.name`, `odd\.name`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    CreateSchema(String),
    DropSchema(String),
    CreateEnum(QualifiedName, Vec<String>),
    DropEnum(QualifiedName),
    RenameEnum(QualifiedName, String),
    AddEnumValue(QualifiedName, String),
    AddEnumValueBefore(QualifiedName, String, String),
    AddEnumValueAfter(QualifiedName, String, String),
    RenameEnumValue(QualifiedName, String, String),
    AlterEnum(QualifiedName, Vec<String>),
    CreateTable(Box<NewTable>),
    DropTable(QualifiedName),
    RenameTable(QualifiedName, String),
    CommentTable(QualifiedName, Option<String>),
    Options(QualifiedName, TableOptions),
    AddColumn(QualifiedName, String, String),
    AddUniqueColumn(QualifiedName, String),
    DropColumn(QualifiedName, String),
    Backfill(QualifiedName, String, String),
    AlterColumn(QualifiedName, String, String),
    AlterColumnUsing(QualifiedName, String, String, String),
    CommentColumn(QualifiedName, String, Option<String>),
    RenameColumn(QualifiedName, String, String),
    SetDefault(QualifiedName, String, String),
    DropDefault(QualifiedName, String),
    SetNotNull(QualifiedName, String),
    DropNotNull(QualifiedName, String),
    AddPrimaryKey(QualifiedName, Vec<String>),
    DropPrimaryKey(QualifiedName),
    AddUnique(QualifiedName, String, String),
    DropUnique(QualifiedName, String),
    AddForeignKey(QualifiedName, String, String),
    DropForeignKey(QualifiedName, String),
    AddCheck(QualifiedName, String, String),
    DropCheck(QualifiedName, String),
    ValidateForeignKey(QualifiedName, String),
    ValidateCheck(QualifiedName, String),
    RenameConstraint(QualifiedName, String, String),
    CreateIndex(QualifiedName, String, String),
    CreateIndexConcurrently(QualifiedName, String, String),
    DropIndex(QualifiedName, String),
    DropIndexConcurrently(QualifiedName, String),
    RenameIndex(QualifiedName, String, String),
    Sql(RawSql),
    On(IndexMap<Backend, Vec<Change>>),
}

/// A table in its short form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTable {
    name: QualifiedName,
    columns: IndexMap<String, String>,
    #[serde(default)]
    primary_key: Vec<String>,
    #[serde(default)]
    uniques: IndexMap<String, String>,
    #[serde(default)]
    foreign_keys: IndexMap<String, String>,
    #[serde(default)]
    checks: IndexMap<String, String>,
    #[serde(default)]
    indexes: IndexMap<String, String>,
    #[serde(default)]
    comment: Option<String>,
    #[serde(default)]
    options: TableOptions,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSql {
    up: String,
    #[serde(default)]
    down: Option<String>,
    #[serde(default)]
    effect: Vec<Change>,
    #[serde(default)]
    outside_transaction: bool,
}

impl NewTable {
    fn table(&self) -> Table {
        let mut table = Table::new(self.name.clone());
        let mut key = self.primary_key.clone();
        for (name, text) in &self.columns {
            let (mut column, is_key) = notation::column(name, text);
            key.extend(is_key.then(|| name.clone()));
            column.nullable &= !key.contains(name);
            table.columns.insert(name.clone(), column);
        }
        table.primary_key = (!key.is_empty()).then_some(PrimaryKey { name: None, columns: key });
        let named = |map: &IndexMap<String, String>| map.clone().into_iter();
        table.uniques =
            named(&self.uniques).map(|(name, text)| (name.clone(), notation::unique(&name, &text))).collect();
        table.foreign_keys = named(&self.foreign_keys)
            .map(|(name, text)| (name.clone(), notation::foreign_key(&name, &text)))
            .collect();
        table.checks = named(&self.checks).map(|(name, text)| (name.clone(), check(&name, &text))).collect();
        table.indexes =
            named(&self.indexes).map(|(name, text)| (name.clone(), notation::index(&name, &text))).collect();
        table.comment.clone_from(&self.comment);
        table.options = self.options.clone();
        table
    }
}

fn check(name: &str, condition: &str) -> Check {
    let (condition, not_valid) = match condition.strip_suffix(" not valid") {
        Some(condition) => (condition, true),
        None => (condition, false),
    };
    Check { not_valid, ..Check::new(name, Expression::new(condition)) }
}

fn iden(name: &QualifiedName) -> TableName {
    match &name.schema {
        Some(schema) => (Alias::new(schema), Alias::new(&name.name)).into(),
        None => Alias::new(&name.name).into_iden().into(),
    }
}

/// Says the operations as a revision would.
pub(crate) fn say(changes: &[Change], op: &mut Operations) {
    changes.iter().for_each(|change| change.say(op));
}

impl Change {
    fn say(&self, op: &mut Operations) {
        let name = Alias::new;
        match self.clone() {
            Self::CreateSchema(schema) => op.create_schema(name(schema)),
            Self::DropSchema(schema) => op.drop_schema(name(schema)),
            Self::CreateEnum(name, values) => {
                op.record(Op::CreateEnum { enum_type: EnumType { name, values } })
            }
            Self::DropEnum(it) => op.drop_enum(iden(&it)),
            Self::RenameEnum(it, to) => op.rename_enum(iden(&it), name(to)),
            Self::AddEnumValue(it, value) => op.add_enum_value(iden(&it), value),
            Self::AddEnumValueBefore(it, value, other) => {
                op.add_enum_value_at(iden(&it), value, EnumValuePosition::Before(other));
            }
            Self::AddEnumValueAfter(it, value, other) => {
                op.add_enum_value_at(iden(&it), value, EnumValuePosition::After(other));
            }
            Self::RenameEnumValue(it, from, to) => op.rename_enum_value(iden(&it), from, to),
            Self::AlterEnum(it, values) => op.alter_enum(iden(&it), values),
            Self::CreateTable(table) => op.record(Op::CreateTable { table: table.table() }),
            Self::DropTable(table) => op.drop_table(iden(&table)),
            Self::RenameTable(table, to) => op.rename_table(iden(&table), name(to)),
            Self::CommentTable(table, text) => op.comment_table(iden(&table), text.as_deref()),
            Self::AddColumn(table, column, text) => {
                op.record(Op::AddColumn { table, column: notation::column(&column, &text).0 });
            }
            Self::AddUniqueColumn(table, column) => {
                op.add_column(iden(&table), ColumnDef::new(name(column)).string_len(100).null().unique_key());
            }
            Self::Backfill(table, column, value) => {
                op.record(Op::Backfill { table, column, value: Expression::new(value) });
            }
            Self::DropColumn(table, column) => op.drop_column(iden(&table), name(column)),
            Self::AlterColumn(table, column, text) => {
                alter(op, table, notation::column(&column, &text).0, None)
            }
            Self::AlterColumnUsing(table, column, text, using) => {
                alter(op, table, notation::column(&column, &text).0, Some(Expression::new(using)));
            }
            Self::CommentColumn(table, column, text) => {
                op.comment_column(iden(&table), name(column), text.as_deref());
            }
            Self::RenameColumn(table, from, to) => op.rename_column(iden(&table), name(from), name(to)),
            Self::SetDefault(table, column, text) => {
                let from = column_of(op, &table, &column);
                alter(op, table, Column { default: Some(notation::default_value(&text)), ..from }, None);
            }
            Self::DropDefault(table, column) => op.drop_default(iden(&table), name(column)),
            Self::Options(table, options) => op.alter_table_options(iden(&table), |it| *it = options),
            Self::SetNotNull(table, column) => op.set_not_null(iden(&table), name(column)),
            Self::DropNotNull(table, column) => op.drop_not_null(iden(&table), name(column)),
            Self::AddPrimaryKey(table, columns) => {
                op.create_primary_key(iden(&table), columns.into_iter().map(Alias::new));
            }
            Self::DropPrimaryKey(table) => op.drop_primary_key(iden(&table)),
            Self::AddUnique(table, name, text) => {
                op.record(Op::AddUnique { table, unique: notation::unique(&name, &text) });
            }
            Self::DropUnique(table, name) => op.drop_unique(name, iden(&table)),
            Self::AddForeignKey(table, name, text) => {
                op.record(Op::AddForeignKey { table, foreign_key: notation::foreign_key(&name, &text) });
            }
            Self::DropForeignKey(table, name) => op.drop_foreign_key(name, iden(&table)),
            Self::AddCheck(table, name, text) => {
                op.record(Op::AddCheck { table, check: check(&name, &text) });
            }
            Self::DropCheck(table, name) => op.drop_check(name, iden(&table)),
            Self::ValidateForeignKey(table, name) => op.validate_foreign_key(name, iden(&table)),
            Self::ValidateCheck(table, name) => op.validate_check(name, iden(&table)),
            Self::RenameConstraint(table, from, to) => op.rename_constraint(iden(&table), from, to),
            Self::CreateIndex(table, name, text) => {
                op.record(Op::CreateIndex {
                    table,
                    index: notation::index(&name, &text),
                    concurrently: false,
                });
            }
            Self::CreateIndexConcurrently(table, name, text) => {
                let concurrently = op.backend() == Backend::Postgres;
                op.record(Op::CreateIndex { table, index: notation::index(&name, &text), concurrently });
            }
            Self::DropIndex(table, name) => op.drop_index(name, iden(&table)),
            Self::DropIndexConcurrently(table, name) => op.drop_index_concurrently(name, iden(&table)),
            Self::RenameIndex(table, from, to) => op.rename_index(iden(&table), from, to),
            Self::Sql(raw) if raw.outside_transaction => {
                op.sql_outside_transaction(raw.up, raw.down.as_deref());
            }
            Self::Sql(raw) => {
                op.sql_with_effect(raw.up, raw.down.as_deref(), |op| say(&raw.effect, op));
            }
            Self::On(by_engine) => {
                for (backend, changes) in &by_engine {
                    op.on([*backend], |op| say(changes, op));
                }
            }
        }
    }
}

fn column_of(op: &Operations, table: &QualifiedName, column: &str) -> Column {
    let found = op.schema().table(table).and_then(|table| table.column(column));
    found.unwrap_or_else(|| panic!("no column {table}.{column}")).clone()
}

fn alter(op: &mut Operations, table: QualifiedName, mut to: Column, using: Option<Expression>) {
    let from = column_of(op, &table, &to.name);
    to.nullable &= !op.schema().table(&table).is_some_and(|table| table.is_key_member(&to.name));
    op.record(Op::AlterColumn { table, from: Box::new(from), to: Box::new(to), using });
}
