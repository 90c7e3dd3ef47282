use super::{dbml, mermaid};
use crate::schema::{
    Column, ColumnType, DefaultValue, EnumType, ForeignKey, PrimaryKey, QualifiedName, ReferentialAction,
    Schema, Table, Unique,
};

fn table(name: impl Into<QualifiedName>, columns: &[(&str, ColumnType)], key: &[&str]) -> Table {
    let mut table = Table::new(name);
    for (name, ty) in columns {
        let mut column = Column::new(*name, ty.clone());
        column.nullable = !key.contains(name);
        table.columns.insert((*name).into(), column);
    }
    let columns = key.iter().map(|name| (*name).to_owned()).collect();
    table.primary_key = (!key.is_empty()).then_some(PrimaryKey { name: None, columns });
    table
}

fn reference(table: &mut Table, name: &str, column: &str, to: &str) {
    let key = ForeignKey {
        name: name.into(),
        columns: vec![column.into()],
        references: to.into(),
        referenced_columns: vec!["id".into()],
        on_delete: ReferentialAction::SetNull,
        on_update: ReferentialAction::NoAction,
        deferrable: None,
        options: Default::default(),
    };
    table.foreign_keys.insert(name.into(), key);
}

fn schema() -> Schema {
    let kind = EnumType {
        name: QualifiedName::qualified("core", "kind"),
        values: vec!["a b".into(), "it's".into()],
    };
    let users = table("users", &[("id", ColumnType::Integer)], &["id"]);
    let mut tasks = table(
        "tasks",
        &[
            ("id", ColumnType::Integer),
            ("user_id", ColumnType::Integer),
            ("pk", ColumnType::Decimal(Some((10, 2)))),
            ("odd \"name\"", ColumnType::TimestampWithTimeZone),
            ("kind", ColumnType::Enum(kind.name.clone())),
        ],
        &["id"],
    );
    tasks.columns["pk"].default = Some(DefaultValue::Number("1.50".into()));
    tasks.columns["kind"].comment = Some("say \"%0A\"\nand \\ more".into());
    reference(&mut tasks, "fk-tasks-user_id", "user_id", "users");
    reference(&mut tasks, "fk-twice", "user_id", "users");
    reference(&mut tasks, "fk-missing", "user_id", "nowhere");
    let mut profile =
        table("one", &[("user_id", ColumnType::Integer), ("x", ColumnType::Text)], &["user_id"]);
    reference(&mut profile, "fk-one", "user_id", "users");
    let unique =
        Unique { name: "uq".into(), columns: vec!["x".into()], nulls_not_distinct: false, deferrable: None };
    profile.uniques.insert("uq".into(), unique);
    let mut schema = Schema::new();
    schema.enums.insert(kind.name.clone(), kind);
    for table in [users, tasks, profile, Table::new(QualifiedName::qualified("audit", "no %columns"))] {
        schema.tables.insert(table.name.clone(), table);
    }
    schema
}

#[test]
fn mermaid_draws_tables_and_relations() {
    assert_eq!(
        mermaid(&schema()),
        r##"erDiagram
    "one" {
        integer user_id PK, FK
        text x UK
    }
    tasks {
        integer id PK
        integer user_id FK
        decimal(10,2) _pk "pk"
        timestamp_with_time_zone odd__name_ "odd #quot;name#quot;"
        core.kind kind "a b, it's; say #quot;#37;0A#quot; and #92; more"
    }
    users {
        integer id PK
    }
    "audit.no #37;columns"
    users ||--o| "one" : "fk-one"
    nowhere |o..o{ tasks : "fk-missing"
    users |o..o{ tasks : "fk-tasks-user_id"
    users |o..o{ tasks : "fk-twice"
"##
    );
    assert_eq!(mermaid(&Schema::new()), "erDiagram\n");
}

#[test]
fn dbml_says_what_the_language_can() {
    assert_eq!(
        dbml(&schema()),
        r#"Enum "core"."kind" {
  "a b"
  "it's"
}

Table "one" {
  "user_id" integer [pk, not null]
  "x" text

  indexes {
    ("x") [unique, name: 'uq']
  }
}

Table "tasks" {
  "id" integer [pk, not null]
  "user_id" integer
  "pk" decimal(10, 2) [default: 1.50]
  "odd \"name\"" "timestamp with time zone"
  "kind" "core"."kind" [note: 'say "%0A"\nand \\ more']
}

Table "users" {
  "id" integer [pk, not null]
}

// table audit.no %columns has no columns

Ref "fk-one": "users"."id" - "one"."user_id" [delete: set null]
// Ref fk-missing on tasks (user_id) → nowhere (id) on delete set null
Ref "fk-tasks-user_id": "tasks"."user_id" > "users"."id" [delete: set null]
// Ref fk-twice on tasks (user_id) → users (id) on delete set null
"#
    );
    assert_eq!(dbml(&Schema::new()), "");
}
