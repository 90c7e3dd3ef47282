use super::*;
use crate::{
    dialect::Action,
    op::Op,
    schema::{
        Check, DefaultValue, Deferrable, EnumType, Expression, ForeignKey, Generated, IdentityKind, Index,
        IndexPart, NullsOrder, ReferentialAction, SortOrder, TableOptions,
    },
};

/// The statements, `rebuild` for a table made anew.
fn planned(op: &Op) -> String {
    match sqlite().steps(op, &schema()) {
        Ok(steps) => steps.iter().map(shown).collect::<Vec<_>>().join("; "),
        Err(error) => error.to_string(),
    }
}

fn shown(step: &Step) -> String {
    assert!(step.transactional);
    match &step.action {
        Action::Sql(sql) => sql.clone(),
        Action::Rebuild(rebuild) => format!("rebuild {} ({})", rebuild.table, rebuild.changes.len()),
        Action::Code(_) => "code".into(),
        Action::Batches(batches) => format!("batches of {}", batches.source),
    }
}

#[track_caller]
fn check_all(cases: impl IntoIterator<Item = (Op, &'static str)>) {
    for (op, sql) in cases {
        assert_eq!(planned(&op), sql, "{op}");
    }
}

fn add(column: Column) -> Op {
    Op::AddColumn { table: "tasks".into(), column }
}

fn with_default(name: &str, ty: ColumnType, default: DefaultValue) -> Column {
    Column { default: Some(default), ..not_null(name, ty) }
}

fn generated(stored: bool) -> Column {
    let generated = Generated { expression: Expression::new("length(title)"), stored };
    Column { generated: Some(generated), ..Column::new("n", ColumnType::Integer) }
}

fn alter(name: &str, edit: impl FnOnce(&mut Column)) -> Op {
    let from = schema().tables[&"tasks".into()].columns[name].clone();
    let mut to = from.clone();
    edit(&mut to);
    Op::AlterColumn { table: "tasks".into(), from: Box::new(from), to: Box::new(to), using: None }
}

fn index(edit: impl FnOnce(&mut Index)) -> Op {
    let mut index = Index {
        name: "i".into(),
        parts: vec![IndexPart::column("title")],
        unique: false,
        method: None,
        predicate: None,
        include: vec![],
        nulls_not_distinct: false,
    };
    edit(&mut index);
    Op::CreateIndex { table: "tasks".into(), index, concurrently: false }
}

fn foreign_key(references: QualifiedName) -> ForeignKey {
    ForeignKey {
        name: "fk".into(),
        columns: owned(&["status"]),
        references,
        referenced_columns: owned(&["title"]),
        on_delete: ReferentialAction::SetNull,
        on_update: ReferentialAction::NoAction,
        deferrable: Some(Deferrable::InitiallyDeferred),
        options: Default::default(),
    }
}

#[test]
fn tables_are_written_whole() {
    let mut made = table(
        "t\"1",
        vec![
            Column { collation: Some("NOCASE".into()), ..not_null("a", ColumnType::String(Length::N(9))) },
            with_default("b", ColumnType::Text, DefaultValue::Text("it's".into())),
            with_default("c", ColumnType::Date, DefaultValue::CurrentDate),
            with_default("d", ColumnType::Blob, DefaultValue::Bytes(vec![1, 255])),
            with_default("e", ColumnType::Double, DefaultValue::Expression(Expression::new("1 + 1"))),
            Column {
                comment: Some("ignored".into()),
                extra: Some("CHECK (f > 0)".into()),
                ..generated(true)
            },
        ],
    );
    made.primary_key = Some(PrimaryKey { name: Some("pk".into()), ..key(&["a", "b"]) });
    made.checks.insert("ck".into(), Check::new("ck", Expression::new("c > ''")));
    made.foreign_keys.insert("fk".into(), foreign_key("tasks".into()));
    made.options = TableOptions { without_rowid: true, ..TableOptions::default() };
    assert_eq!(
        planned(&Op::CreateTable { table: made }),
        "CREATE TABLE \"t\"\"1\" (\n    \"a\" varchar(9) NOT NULL COLLATE \"NOCASE\",\n    \
         \"b\" text NOT NULL DEFAULT 'it''s',\n    \"c\" date_text NOT NULL DEFAULT CURRENT_DATE,\n    \
         \"d\" blob NOT NULL DEFAULT x'01ff',\n    \"e\" double NOT NULL DEFAULT (1 + 1),\n    \
         \"n\" integer GENERATED ALWAYS AS (length(title)) STORED CHECK (f > 0),\n    \
         CONSTRAINT \"pk\" PRIMARY KEY (\"a\", \"b\"),\n    CONSTRAINT \"ck\" CHECK (c > ''),\n    \
         CONSTRAINT \"fk\" FOREIGN KEY (\"status\") REFERENCES \"tasks\" (\"title\") ON DELETE SET NULL \
         DEFERRABLE INITIALLY DEFERRED\n) WITHOUT ROWID"
    );
    let mut tasks = schema().tables[&"tasks".into()].clone();
    tasks.name = QualifiedName::qualified("other", "tasks");
    assert_eq!(
        planned(&Op::CreateTable { table: tasks }),
        "CREATE TABLE \"other\".\"tasks\" (\n    \"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT,\n    \
         \"title\" varchar(200) NOT NULL,\n    \"status\" enum_text,\n    \"done\" boolean,\n    \
         CONSTRAINT \"uq\" UNIQUE (\"title\")\n)"
    );
}

#[test]
fn columns_change_in_place_where_sqlite_can() {
    let drop = |name: &str| Op::DropColumn {
        table: "tasks".into(),
        column: schema().tables[&"tasks".into()].columns[name].clone(),
    };
    check_all([
        (add(Column::new("x", ColumnType::Uuid)), "ALTER TABLE \"tasks\" ADD COLUMN \"x\" uuid_text"),
        (
            add(with_default("x", ColumnType::Boolean, DefaultValue::Bool(true))),
            "ALTER TABLE \"tasks\" ADD COLUMN \"x\" boolean NOT NULL DEFAULT TRUE",
        ),
        (
            add(generated(false)),
            "ALTER TABLE \"tasks\" ADD COLUMN \"n\" integer GENERATED ALWAYS AS (length(title)) VIRTUAL",
        ),
        (add(generated(true)), "rebuild tasks (1)"),
        (add(not_null("x", ColumnType::Text)), "rebuild tasks (1)"),
        (add(with_default("x", ColumnType::Date, DefaultValue::CurrentDate)), "rebuild tasks (1)"),
        (add(with_default("x", ColumnType::Text, DefaultValue::Null)), "rebuild tasks (1)"),
        (
            add(Column { extra: Some("UNIQUE".into()), ..Column::new("x", ColumnType::Text) }),
            "rebuild tasks (1)",
        ),
        (drop("done"), "ALTER TABLE \"tasks\" DROP COLUMN \"done\""),
        (drop("title"), "rebuild tasks (1)"),
        (alter("done", |column| column.nullable = false), "rebuild tasks (1)"),
        (alter("done", |column| column.comment = Some("c".into())), ""),
        (alter("id", |column| column.ty = ColumnType::Integer), ""),
        (
            Op::RenameColumn { table: "tasks".into(), from: "done".into(), to: "d".into() },
            "ALTER TABLE \"tasks\" RENAME COLUMN \"done\" TO \"d\"",
        ),
        (
            Op::AddColumn { table: "notes".into(), column: numbered("id") },
            "ALTER TABLE \"notes\" ADD COLUMN \"id\" integer",
        ),
        (
            Op::AddForeignKey { table: "tasks".into(), foreign_key: foreign_key("tasks".into()) },
            "rebuild tasks (1)",
        ),
        (
            Op::RenameConstraint { table: "tasks".into(), from: "uq".into(), to: "u".into() },
            "rebuild tasks (1)",
        ),
        (
            Op::RenameTable { from: "tasks".into(), to: "main.todo".parse().unwrap() },
            "ALTER TABLE \"tasks\" RENAME TO \"todo\"",
        ),
        (Op::CommentTable { table: "tasks".into(), from: None, to: Some("c".into()) }, ""),
    ]);
}

#[test]
fn indexes_are_named_within_their_database() {
    let rich = index(|index| {
        index.parts.push(IndexPart {
            order: SortOrder::Descending,
            collation: Some("NOCASE".into()),
            ..IndexPart::expression(Expression::new("lower(title)"))
        });
        index.unique = true;
        index.method = Some("BTree".into());
        index.predicate = Some(Expression::new("done"));
    });
    check_all([(
        rich,
        "CREATE UNIQUE INDEX \"i\" ON \"tasks\" (\"title\", (lower(title)) COLLATE \"NOCASE\" DESC) WHERE done",
    )]);
    let Op::CreateIndex { index, .. } = index(|_| {}) else { panic!("an index") };
    let table: QualifiedName = "other.tasks".parse().unwrap();
    check_all([
        (
            Op::CreateIndex { table: table.clone(), index: index.clone(), concurrently: true },
            "CREATE INDEX \"other\".\"i\" ON \"tasks\" (\"title\")",
        ),
        (Op::DropIndex { table, index, concurrently: false }, "DROP INDEX \"other\".\"i\""),
    ]);
}

#[test]
fn enums_are_texts_that_rows_follow() {
    let status = |values: &[&str]| EnumType { name: "status".into(), values: owned(values) };
    check_all([
        (Op::CreateEnum { enum_type: status(&["a"]) }, ""),
        (Op::AlterEnum { from: status(&["a", "b"]), to: status(&["b", "a", "c"]) }, ""),
        (
            Op::AlterEnum { from: status(&["a", "b'", "c"]), to: status(&["a"]) },
            "SELECT json_extract('{}', 'tasks.status holds a value that enum status loses: ' || \"status\") \
             FROM \"tasks\" WHERE \"status\" IN ('b''', 'c')",
        ),
        (
            Op::RenameEnumValue { name: "status".into(), from: "a".into(), to: "z".into() },
            "UPDATE \"tasks\" SET \"status\" = 'z' WHERE \"status\" = 'a'",
        ),
    ]);
}

#[test]
fn what_sqlite_has_not_is_said_with_a_way_out() {
    let mut serial = numbered("x");
    serial.identity = Some(Identity { kind: IdentityKind::Serial, ..Identity::auto() });
    let deferred = Unique { deferrable: Some(Deferrable::InitiallyDeferred), ..unique("u", &["done"]) };
    let mut strict = table("t", vec![Column::new("a", ColumnType::Uuid)]);
    strict.options.strict = true;
    check_all([
        (
            add(Column::new("x", ColumnType::Inet)),
            "SQLite 3.51.0 cannot do this: the type inet of tasks.x; text holds it",
        ),
        (
            add(numbered("x")),
            "SQLite 3.51.0 cannot do this: numbering column tasks.x; AUTOINCREMENT takes a column that alone \
             is the primary key of a table with rowids",
        ),
        (add(serial), "SQLite 3.51.0 cannot do this: serial of column tasks.x; it has auto_increment"),
        (
            Op::AddUnique { table: "tasks".into(), unique: deferred },
            "SQLite 3.51.0 cannot do this: deferring unique constraint u; only foreign keys can be deferred",
        ),
        (
            index(|index| index.parts[0].nulls = Some(NullsOrder::Last)),
            "SQLite 3.51.0 cannot do this: NULLS FIRST or LAST in index i; NULLs are smallest; \
             put \"column IS NULL\" into the key",
        ),
        (
            index(|index| index.method = Some("gin".into())),
            "SQLite 3.51.0 cannot do this: the method gin in index i; its only method is btree",
        ),
        (
            Op::AddForeignKey {
                table: "tasks".into(),
                foreign_key: foreign_key("other.users".parse().unwrap()),
            },
            "SQLite 3.51.0 cannot do this: foreign key fk from tasks to other.users; \
             a foreign key stays within its database file",
        ),
        (
            Op::CreateTable { table: strict },
            "SQLite 3.51.0 cannot do this: the type uuid_text of t.a in a STRICT table; \
             a STRICT table takes int, integer, real, text, blob and any",
        ),
        (
            alter("done", |column| column.extra = Some("UNIQUE".into())),
            "SQLite 3.51.0 cannot do this: changing the verbatim text of tasks.done; \
             drop the column and add it anew, or write the steps with op.sql",
        ),
    ]);
}
