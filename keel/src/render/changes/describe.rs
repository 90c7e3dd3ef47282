use super::{
    call::call,
    line::{Attribute, Details, Line, Mark, Noun},
};
use crate::{
    op::Op,
    render::words,
    schema::{Column, EnumType, Table, TableOptions},
};

/// What an operation does, the main thing first; the lines behind it are parts of that.
pub(super) fn describe(op: &Op) -> Vec<Line> {
    let mut lines = match op {
        Op::CreateTable { table } => whole_table(table),
        op => vec![single(op)],
    };
    if let Some(first) = lines.first_mut() {
        first.call = call(op);
    }
    lines
}

fn single(op: &Op) -> Line {
    use Mark::{Added, Dropped};
    match op {
        Op::CreateSchema { name } => Line::new(Added, Noun::Schema, name, ""),
        Op::DropSchema { name } => Line::new(Dropped, Noun::Schema, name, ""),
        Op::CreateEnum { enum_type } => enum_line(Added, enum_type),
        Op::DropEnum { enum_type } => enum_line(Dropped, enum_type),
        Op::RenameEnum { from, to } => Line::renamed(Noun::Enum, from.to_string(), to.name.clone()),
        Op::AddEnumValue { enum_type, value, position } => {
            let mut to = enum_type.clone();
            let at = enum_type.index_of(position).unwrap_or(to.values.len());
            to.values.insert(at, value.clone());
            values_change(enum_type, &to)
        }
        Op::RenameEnumValue { name, from, to } => {
            let value = Attribute { label: "value", old: from.clone(), new: to.clone() };
            Line::altered(Noun::Enum, name.to_string(), vec![value])
        }
        Op::AlterEnum { from, to } => values_change(from, to),
        Op::CreateTable { table } => Line::new(Added, Noun::Table, table.name.to_string(), ""),
        Op::DropTable { table } => {
            let columns: Vec<_> = table.columns.keys().cloned().collect();
            Line::new(Dropped, Noun::Table, table.name.to_string(), words::list(&columns))
        }
        Op::RenameTable { from, to } => Line::renamed(Noun::Table, from.to_string(), to.name.clone()),
        Op::CommentTable { from, to, .. } => comment(from.as_deref(), to.as_deref()),
        Op::AddColumn { column, .. } => Line::new(Added, Noun::Column, &column.name, words::column(column)),
        Op::DropColumn { column, .. } => {
            Line::new(Dropped, Noun::Column, &column.name, words::column(column))
        }
        Op::AlterColumn { from, to, using, .. } => {
            let mut attributes = altered(from, to);
            attributes.extend(using.as_ref().map(|expression| Attribute {
                label: "values",
                old: to.name.clone(),
                new: expression.to_string(),
            }));
            Line::altered(Noun::Column, &to.name, attributes)
        }
        Op::RenameColumn { from, to, .. } => Line::renamed(Noun::Column, from, to),
        Op::RenameConstraint { from, to, .. } => Line::renamed(Noun::Constraint, from, to),
        Op::RenameIndex { from, to, .. } => Line::renamed(Noun::Index, from, to),
        Op::AlterTableOptions { from, to, .. } => {
            let words = |options: &TableOptions| serde_json::to_string(options).unwrap_or_default();
            let options = Attribute { label: "options", old: words(from), new: words(to) };
            Line::altered(Noun::Table, "", vec![options])
        }
        Op::Backfill { column, value, .. } => {
            Line::new(Mark::Altered, Noun::Column, column, format!("filled with {value}"))
        }
        Op::ValidateForeignKey { foreign_key, .. } => validated(Noun::ForeignKey, &foreign_key.name),
        Op::ValidateCheck { check, .. } => validated(Noun::Check, &check.name),
        Op::Sql { .. } | Op::Code { .. } | Op::Batched { .. } => {
            Line::new(Mark::Altered, Noun::Statement, "", op.to_string())
        }
        Op::AddPrimaryKey { .. }
        | Op::AddUnique { .. }
        | Op::AddForeignKey { .. }
        | Op::AddCheck { .. }
        | Op::CreateIndex { .. } => part(Added, op),
        Op::DropPrimaryKey { .. }
        | Op::DropUnique { .. }
        | Op::DropForeignKey { .. }
        | Op::DropCheck { .. }
        | Op::DropIndex { .. } => part(Dropped, op),
    }
}

fn validated(noun: Noun, name: &str) -> Line {
    Line::new(Mark::Altered, noun, name, "validated: it holds for all rows")
}

/// A key, a constraint or an index.
fn part(mark: Mark, op: &Op) -> Line {
    match op {
        Op::AddPrimaryKey { key, .. } | Op::DropPrimaryKey { key, .. } => {
            let name = key.name.clone().unwrap_or_default();
            Line::new(mark, Noun::PrimaryKey, name, words::primary_key(key))
        }
        Op::AddUnique { unique, .. } | Op::DropUnique { unique, .. } => {
            Line::new(mark, Noun::Unique, &unique.name, words::unique(unique))
        }
        Op::AddForeignKey { foreign_key: key, .. } | Op::DropForeignKey { foreign_key: key, .. } => {
            Line::new(mark, Noun::ForeignKey, &key.name, words::foreign_key(key))
        }
        Op::AddCheck { check, .. } | Op::DropCheck { check, .. } => {
            Line::new(mark, Noun::Check, &check.name, words::check(check))
        }
        Op::CreateIndex { index, .. } | Op::DropIndex { index, .. } => {
            Line::new(mark, Noun::Index, &index.name, words::index(index))
        }
        other => Line::new(mark, Noun::Statement, "", other.to_string()),
    }
}

fn whole_table(table: &Table) -> Vec<Line> {
    use Mark::Added;
    let options = words::table_options(table);
    let mut lines = vec![Line::new(Added, Noun::Table, table.name.to_string(), options)];
    if let Some(text) = &table.comment {
        lines.push(Line::new(Added, Noun::Comment, "", words::quoted(text)));
    }
    let columns = table.columns.values();
    lines.extend(columns.map(|column| Line::new(Added, Noun::Column, &column.name, words::column(column))));
    lines.extend(table.primary_key.as_ref().map(|key| {
        Line::new(Added, Noun::PrimaryKey, key.name.clone().unwrap_or_default(), words::primary_key(key))
    }));
    let uniques = table.uniques.values();
    lines.extend(uniques.map(|unique| Line::new(Added, Noun::Unique, &unique.name, words::unique(unique))));
    let keys = table.foreign_keys.values();
    lines.extend(keys.map(|key| Line::new(Added, Noun::ForeignKey, &key.name, words::foreign_key(key))));
    let checks = table.checks.values();
    lines.extend(checks.map(|check| Line::new(Added, Noun::Check, &check.name, words::check(check))));
    let indexes = table.indexes.values();
    lines.extend(indexes.map(|index| Line::new(Added, Noun::Index, &index.name, words::index(index))));
    lines
}

fn enum_line(mark: Mark, enum_type: &EnumType) -> Line {
    Line::new(mark, Noun::Enum, enum_type.name.to_string(), words::enum_values(enum_type))
}

fn values_change(from: &EnumType, to: &EnumType) -> Line {
    let (old, new) = (words::enum_values(from), words::enum_values(to));
    Line::altered(Noun::Enum, from.name.to_string(), vec![Attribute { label: "values", old, new }])
}

fn comment(from: Option<&str>, to: Option<&str>) -> Line {
    let said = |text: Option<&str>| text.map_or_else(|| words::NONE.to_owned(), words::quoted);
    let details = Details::Redefined(said(from), said(to));
    Line { mark: Mark::Altered, noun: Noun::Comment, name: String::new(), details, call: String::new() }
}

fn altered(from: &Column, to: &Column) -> Vec<Attribute> {
    let none = |value: Option<String>| value.unwrap_or_else(|| words::NONE.to_owned());
    let pairs = words::attributes(from).into_iter().zip(words::attributes(to));
    pairs
        .filter(|((_, old), (_, new))| old != new)
        .map(|((label, old), (_, new))| Attribute { label, old: none(old), new: none(new) })
        .collect()
}
