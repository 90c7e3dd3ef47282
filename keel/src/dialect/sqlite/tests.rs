mod ops;
mod rebuilds;

use super::{super::Engine, *};
use crate::schema::{Column, ColumnType, Identity, Length, PrimaryKey, QualifiedName, Table, Unique};

fn sqlite() -> Sqlite {
    Sqlite::new(Server::newest(Engine::Sqlite))
}

fn not_null(name: &str, ty: ColumnType) -> Column {
    Column { nullable: false, ..Column::new(name, ty) }
}

fn numbered(name: &str) -> Column {
    Column { identity: Some(Identity::auto()), ..not_null(name, ColumnType::BigInteger) }
}

fn table(name: impl Into<QualifiedName>, columns: Vec<Column>) -> Table {
    let columns = columns.into_iter().map(|column| (column.name.clone(), column)).collect();
    Table { columns, ..Table::new(name) }
}

fn key(columns: &[&str]) -> PrimaryKey {
    PrimaryKey { name: None, columns: owned(columns) }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn unique(name: &str, columns: &[&str]) -> Unique {
    Unique { name: name.into(), columns: owned(columns), nulls_not_distinct: false, deferrable: None }
}

/// `tasks` (id numbered, title, status of an enum, done) and `notes` (without a key).
fn schema() -> Schema {
    let mut tasks = table(
        "tasks",
        vec![
            numbered("id"),
            not_null("title", ColumnType::String(Length::N(200))),
            Column::new("status", ColumnType::Enum("status".into())),
            Column::new("done", ColumnType::Boolean),
        ],
    );
    tasks.primary_key = Some(key(&["id"]));
    tasks.uniques.insert("uq".into(), unique("uq", &["title"]));
    let notes = table("notes", vec![Column::new("body", ColumnType::Text)]);
    let tables = [tasks, notes].map(|table| (table.name.clone(), table));
    Schema { tables: tables.into(), ..Schema::new() }
}
