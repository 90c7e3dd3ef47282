use std::fmt::{self, Display, Formatter};

use crate::schema::{
    Column, EnumValuePosition, ForeignKey, Index, IndexTerm, PrimaryKey, ReferentialAction, SortOrder, Unique,
};

use super::{Op, reverse::first_line};

/// One line that a person reads.
impl Display for Op {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateSchema { name } => write!(f, "create schema {name}"),
            Self::DropSchema { name } => write!(f, "drop schema {name}"),
            Self::CreateEnum { enum_type } => {
                write!(f, "create enum {} ({})", enum_type.name, enum_type.values.join(", "))
            }
            Self::DropEnum { enum_type } => write!(f, "drop enum {}", enum_type.name),
            Self::RenameEnum { from, to } => write!(f, "rename enum {from} to {}", to.name),
            Self::AddEnumValue { enum_type, value, position } => {
                write!(f, "add value {value} to enum {}{}", enum_type.name, Place(position))
            }
            Self::RenameEnumValue { name, from, to } => {
                write!(f, "rename value {from} of enum {name} to {to}")
            }
            Self::AlterEnum { from, to } => {
                write!(
                    f,
                    "alter enum {}: ({}) → ({})",
                    from.name,
                    from.values.join(", "),
                    to.values.join(", ")
                )
            }
            Self::CreateTable { table } => {
                let columns: Vec<_> = table.columns.keys().map(String::as_str).collect();
                write!(f, "create table {} ({})", table.name, columns.join(", "))
            }
            Self::DropTable { table } => write!(f, "drop table {}", table.name),
            Self::RenameTable { from, to } => write!(f, "rename table {from} to {}", to.name),
            Self::CommentTable { table, to: Some(to), .. } => write!(f, "comment on table {table}: {to}"),
            Self::CommentTable { table, to: None, .. } => write!(f, "drop comment of table {table}"),
            Self::AlterTableOptions { table, .. } => write!(f, "change options of table {table}"),
            Self::Backfill { table, column, value } => write!(f, "fill {table}.{column} with {value}"),
            Self::Batched { batch } => write!(f, "{batch}"),
            Self::AddColumn { table, column } => write!(f, "add column {table}.{}", Words(column)),
            Self::DropColumn { table, column } => write!(f, "drop column {table}.{}", column.name),
            Self::AlterColumn { table, from, to, .. } => write_alter(f, table, from, to),
            Self::RenameColumn { table, from, to } => write!(f, "rename column {table}.{from} to {to}"),
            Self::AddPrimaryKey { table, key } => write!(f, "add primary key {table} {}", Words(key)),
            Self::DropPrimaryKey { table, key } => write!(f, "drop primary key {table} {}", Words(key)),
            Self::AddUnique { table, unique } => {
                write!(f, "add unique {} on {table} {}", unique.name, Words(unique))
            }
            Self::DropUnique { table, unique } => write!(f, "drop unique {} of {table}", unique.name),
            Self::AddForeignKey { table, foreign_key } => {
                write!(f, "add foreign key {} on {table} {}", foreign_key.name, Words(foreign_key))
            }
            Self::DropForeignKey { table, foreign_key } => {
                write!(f, "drop foreign key {} of {table}", foreign_key.name)
            }
            Self::AddCheck { table, check } => {
                write!(f, "add check {} on {table} ({})", check.name, check.expression)
            }
            Self::DropCheck { table, check } => write!(f, "drop check {} of {table}", check.name),
            Self::ValidateForeignKey { table, foreign_key } => {
                write!(f, "validate foreign key {} of {table}", foreign_key.name)
            }
            Self::ValidateCheck { table, check } => write!(f, "validate check {} of {table}", check.name),
            Self::RenameConstraint { table, from, to } => {
                write!(f, "rename constraint {from} of {table} to {to}")
            }
            Self::CreateIndex { table, index, .. } => {
                let kind = if index.unique { "unique index" } else { "index" };
                write!(f, "create {kind} {} on {table} {}", index.name, Words(index))
            }
            Self::DropIndex { table, index, .. } => write!(f, "drop index {} of {table}", index.name),
            Self::RenameIndex { table, from, to } => write!(f, "rename index {from} of {table} to {to}"),
            Self::Sql { sql, .. } => write!(f, "sql: {}", first_line(sql)),
            Self::Code { step } => write!(f, "code: {}", step.name),
        }
    }
}

struct Words<'a, T>(&'a T);
struct Place<'a>(&'a EnumValuePosition);

impl Display for Place<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            EnumValuePosition::End => Ok(()),
            EnumValuePosition::Before(value) => write!(f, " before {value}"),
            EnumValuePosition::After(value) => write!(f, " after {value}"),
        }
    }
}

impl Display for Words<'_, Column> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.name)?;
        for trait_ in traits(self.0) {
            write!(f, " {trait_}")?;
        }
        Ok(())
    }
}

/// What there is to say of a column, a piece each.
fn traits(column: &Column) -> Vec<String> {
    let mut traits = vec![column.ty.to_string()];
    if !column.nullable {
        traits.push("not null".into());
    }
    traits.extend(column.default.as_ref().map(|value| format!("default {value}")));
    traits.extend(column.on_update.as_ref().map(|value| format!("on update {value}")));
    traits.extend(column.generated.as_ref().map(|generated| format!("generated ({})", generated.expression)));
    traits.extend(column.identity.as_ref().map(|_| "identity".to_owned()));
    traits.extend(column.collation.as_ref().map(|name| format!("collate {name}")));
    traits.extend(column.comment.as_ref().map(|text| format!("comment {text:?}")));
    traits.extend(column.extra.clone());
    traits
}

fn write_alter(f: &mut Formatter<'_>, table: &impl Display, from: &Column, to: &Column) -> fmt::Result {
    let said = |column: &Column| {
        let null = column.nullable.then(|| "null".to_owned());
        traits(column).into_iter().chain(null).collect::<Vec<_>>()
    };
    let (old, new) = (said(from), said(to));
    let left: Vec<_> = old.iter().filter(|piece| !new.contains(piece)).map(String::as_str).collect();
    let right: Vec<_> = new.iter().filter(|piece| !old.contains(piece)).map(String::as_str).collect();
    let words = |pieces: Vec<&str>| if pieces.is_empty() { "-".to_owned() } else { pieces.join(" ") };
    write!(f, "alter column {table}.{}: {} → {}", to.name, words(left), words(right))
}

impl Display for Words<'_, PrimaryKey> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "({})", self.0.columns.join(", "))
    }
}

impl Display for Words<'_, Unique> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "({})", self.0.columns.join(", "))
    }
}

impl Display for Words<'_, ForeignKey> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let key = self.0;
        write!(
            f,
            "({}) → {} ({})",
            key.columns.join(", "),
            key.references,
            key.referenced_columns.join(", ")
        )?;
        for (event, action) in [("delete", key.on_delete), ("update", key.on_update)] {
            if action != ReferentialAction::NoAction {
                write!(f, " on {event} {}", action.as_sql().to_lowercase())?;
            }
        }
        Ok(())
    }
}

impl Display for Words<'_, Index> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let part = |part: &crate::schema::IndexPart| {
            let direction = if part.order == SortOrder::Descending { " desc" } else { "" };
            match &part.term {
                IndexTerm::Column(name) => format!("{name}{direction}"),
                IndexTerm::Expression(expression) => format!("{expression}{direction}"),
            }
        };
        write!(f, "({})", self.0.parts.iter().map(part).collect::<Vec<_>>().join(", "))?;
        if let Some(predicate) = &self.0.predicate {
            write!(f, " where {predicate}")?;
        }
        Ok(())
    }
}
