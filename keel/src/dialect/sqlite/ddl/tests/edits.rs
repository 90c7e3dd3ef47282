use super::*;

type Edit = fn(&mut CreateTable) -> Result<(), DdlError>;

/// The text before an edit, the edit, and the text after it.
const EDITS: &[(&str, Edit, &str)] = &[
    (
        "CREATE TABLE old(id int primary key, p REFERENCES old(id), q REFERENCES other, \
         CHECK(\"OLD\".id>0), FOREIGN KEY(q) REFERENCES [old](id))",
        |t| t.rename_table("n\"w"),
        "CREATE TABLE \"n\"\"w\"(id int primary key, p REFERENCES \"n\"\"w\"(id), \
         q REFERENCES other, CHECK(\"n\"\"w\".id>0), FOREIGN KEY(q) REFERENCES \"n\"\"w\"(id))",
    ),
    (
        "CREATE TABLE t(a int -- last\n)",
        |t| t.add_column("\"b\" text -- new"),
        "CREATE TABLE t(a int, -- last\n \"b\" text -- new\n)",
    ),
    (
        "CREATE TABLE t(\n  a int,\n  UNIQUE(a)\n)",
        |t| t.add_column("b text"),
        "CREATE TABLE t(\n  a int,\n  b text,\n  UNIQUE(a)\n)",
    ),
    ("CREATE TABLE t(a, b)", |t| t.add_constraint("UNIQUE(a, b)"), "CREATE TABLE t(a, b, UNIQUE(a, b))"),
    ("CREATE TABLE t(a int UNIQUE CHECK(a>0), b, c)", |t| t.drop_column("A"), "CREATE TABLE t(b, c)"),
    ("CREATE TABLE t(a, -- one\n b, -- two\n c)", |t| t.drop_column("b"), "CREATE TABLE t(a, -- one\n c)"),
    ("CREATE TABLE t(a, b -- two\n)", |t| t.drop_column("b"), "CREATE TABLE t(a\n)"),
    (
        "CREATE TABLE t(a, length int, b DEFAULT 'length', \
         CONSTRAINT length CHECK(length(b)>0 AND b<>'length'))",
        |t| t.drop_column("length"),
        "CREATE TABLE t(a, b DEFAULT 'length', CONSTRAINT length CHECK(length(b)>0 AND b<>'length'))",
    ),
    (
        "CREATE TABLE t(a int CONSTRAINT nn NOT NULL ON CONFLICT FAIL DEFAULT 1 /* k */ CHECK(a>0))",
        |t| {
            t.alter_column(
                "a",
                &ColumnChange {
                    ty: Some("text".into()),
                    not_null: Some(true),
                    default: some("'x'"),
                    ..ColumnChange::default()
                },
            )
        },
        "CREATE TABLE t(a text CONSTRAINT nn NOT NULL ON CONFLICT FAIL DEFAULT 'x' /* k */ CHECK(a>0))",
    ),
    (
        "CREATE TABLE t(a int NULL REFERENCES p CONSTRAINT x)",
        |t| {
            t.alter_column(
                "a",
                &ColumnChange {
                    ty: Some(String::new()),
                    not_null: Some(true),
                    default: some("random() + 1"),
                    collation: some("my coll"),
                    ..ColumnChange::default()
                },
            )
        },
        "CREATE TABLE t(a NOT NULL DEFAULT (random() + 1) COLLATE \"my coll\" REFERENCES p CONSTRAINT x)",
    ),
    (
        "CREATE TABLE t(a int CONSTRAINT n NOT NULL CONSTRAINT d DEFAULT'q'CONSTRAINT c COLLATE \
         nocase UNIQUE)",
        |t| {
            t.alter_column(
                "a",
                &ColumnChange {
                    not_null: Some(false),
                    default: Some(None),
                    collation: some("binary"),
                    ..ColumnChange::default()
                },
            )
        },
        "CREATE TABLE t(a int CONSTRAINT c COLLATE binary UNIQUE)",
    ),
    (
        "CREATE TABLE t(a DEFAULT 1 CHECK(a) DEFAULT 2, b)",
        |t| {
            t.alter_column(
                "a",
                &ColumnChange { ty: Some("int".into()), default: some("-3"), ..ColumnChange::default() },
            )
        },
        "CREATE TABLE t(a int CHECK(a) DEFAULT -3, b)",
    ),
    (
        "CREATE TABLE t(a, b int AS (a+1) STORED)",
        |t| {
            t.alter_column(
                "b",
                &ColumnChange {
                    generated: Some(Some(GeneratedSql { expr: "((a)+(2))".into(), stored: false })),
                    ..ColumnChange::default()
                },
            )
        },
        "CREATE TABLE t(a, b int GENERATED ALWAYS AS ((a)+(2)) VIRTUAL)",
    ),
    (
        "CREATE TABLE t(a, b int AS (a+1) STORED NOT NULL)",
        |t| t.alter_column("b", &ColumnChange { generated: Some(None), ..ColumnChange::default() }),
        "CREATE TABLE t(a, b int NOT NULL)",
    ),
    (
        "CREATE TABLE t(a INTEGER PRIMARY KEY ON CONFLICT FAIL)",
        |t| t.alter_column("a", &ColumnChange { autoincrement: Some(true), ..ColumnChange::default() }),
        "CREATE TABLE t(a INTEGER PRIMARY KEY ON CONFLICT FAIL AUTOINCREMENT)",
    ),
    (
        "CREATE TABLE t(a INTEGER, PRIMARY KEY(a) ON CONFLICT FAIL)",
        |t| t.alter_column("a", &ColumnChange { autoincrement: Some(true), ..ColumnChange::default() }),
        "CREATE TABLE t(a INTEGER, PRIMARY KEY(a AUTOINCREMENT) ON CONFLICT FAIL)",
    ),
    (
        "CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT)",
        |t| t.alter_column("a", &ColumnChange { autoincrement: Some(false), ..ColumnChange::default() }),
        "CREATE TABLE t(a INTEGER PRIMARY KEY)",
    ),
    (
        "CREATE TABLE t(a, b, CONSTRAINT \"u\" UNIQUE(a), CHECK(b>0))",
        |t| t.drop_constraint(&named("U")).map(drop),
        "CREATE TABLE t(a, b, CHECK(b>0))",
    ),
    (
        "CREATE TABLE t(a int PRIMARY KEY NOT NULL, b)",
        |t| t.drop_constraint(&ConstraintKey::PrimaryKey).map(drop),
        "CREATE TABLE t(a int NOT NULL, b)",
    ),
    (
        "CREATE TABLE t(a UNIQUE, b, UNIQUE(a, b), UNIQUE(b, a))",
        |t| t.drop_constraint(&unique(&["B", "a"])).map(drop),
        "CREATE TABLE t(a UNIQUE, b, UNIQUE(a, b))",
    ),
    (
        "CREATE TABLE t(a UNIQUE, b, UNIQUE(a, b))",
        |t| t.drop_constraint(&unique(&["a"])).map(drop),
        "CREATE TABLE t(a, b, UNIQUE(a, b))",
    ),
    (
        "CREATE TABLE t(a REFERENCES o, b REFERENCES p(x) NOT NULL DEFERRABLE INITIALLY DEFERRED UNIQUE)",
        |t| t.drop_constraint(&foreign(&["b"], "P")).map(drop),
        "CREATE TABLE t(a REFERENCES o, b NOT NULL UNIQUE)",
    ),
    (
        "CREATE TABLE t(a, b, FOREIGN KEY(a, b) REFERENCES \"p\"(x, y) ON DELETE CASCADE)",
        |t| t.drop_constraint(&foreign(&["a", "b"], "p")).map(drop),
        "CREATE TABLE t(a, b)",
    ),
    (
        "CREATE TABLE t(a CHECK ( \"A\" in (1,2) /* c */ and a<>'And'), CHECK(a in (1,2)))",
        |t| t.drop_constraint(&ConstraintKey::Check("((a IN(1, 2) AND A <> 'And'))".into())).map(drop),
        "CREATE TABLE t(a, CHECK(a in (1,2)))",
    ),
    (
        "CREATE TABLE t(a int CHECK(a>0), CONSTRAINT o UNIQUE(a))",
        |t| t.rename_constraint(&named("o"), "u q"),
        "CREATE TABLE t(a int CHECK(a>0), CONSTRAINT \"u q\" UNIQUE(a))",
    ),
    (
        "CREATE TABLE t(a int CHECK(a>0), UNIQUE(a))",
        |t| {
            t.rename_constraint(&ConstraintKey::Check("a > 0".into()), "c")
                .and_then(|()| t.rename_constraint(&unique(&["a"]), "u"))
        },
        "CREATE TABLE t(a int CONSTRAINT \"c\" CHECK(a>0), CONSTRAINT \"u\" UNIQUE(a))",
    ),
];

#[test]
fn edits_touch_only_what_they_name() {
    for (before, edit, after) in EDITS {
        let mut table = parse(before);
        edit(&mut table).unwrap_or_else(|error| panic!("{before}: {error}"));
        assert_eq!(table.to_sql(), *after);
        assert_eq!(parse(&table.to_sql()).name(), table.name());
    }
}

/// The text, an edit that does not fit it, and the error.
const REFUSALS: &[(&str, Edit, &str)] = &[
    ("CREATE TABLE t(a, b)", |t| t.drop_column("c"), "table \"t\" has no column \"c\" (it has a, b)"),
    ("CREATE TABLE t(a)", |t| t.drop_column("a"), "column \"a\" is the only column of table \"t\""),
    ("CREATE TABLE t(a)", |t| t.add_column("A int"), "table \"t\" already has a column \"A\""),
    (
        "CREATE TABLE t(a)",
        |t| t.add_column("b int, c"),
        "table \"t\": \"b int, c\" is not a column definition",
    ),
    ("CREATE TABLE t(a)", |t| t.add_column("unique"), "table \"t\": \"unique\" is not a column definition"),
    (
        "CREATE TABLE t(a, b, UNIQUE(b, A))",
        |t| t.drop_column("a"),
        "column \"a\" of table \"t\" is used by UNIQUE(b, A)",
    ),
    (
        "CREATE TABLE t(a, b CHECK(b>\"A\"))",
        |t| t.drop_column("a"),
        "column \"a\" of table \"t\" is used by column \"b\": CHECK(b>\"A\")",
    ),
    (
        "CREATE TABLE t(a, b AS (t.a))",
        |t| t.drop_column("a"),
        "column \"a\" of table \"t\" is used by column \"b\": AS (t.a)",
    ),
    (
        "CREATE TABLE t(a, b REFERENCES T(a))",
        |t| t.drop_column("a"),
        "column \"a\" of table \"t\" is used by column \"b\": REFERENCES T(a)",
    ),
    (
        "CREATE TABLE t(a, b, FOREIGN KEY(a) REFERENCES p)",
        |t| t.drop_column("a"),
        "column \"a\" of table \"t\" is used by FOREIGN KEY(a) REFERENCES p",
    ),
    (
        "CREATE TABLE t(a, CONSTRAINT x UNIQUE(a))",
        |t| t.drop_constraint(&named("y")).map(drop),
        "table \"t\" has no constraint \"y\" (it has CONSTRAINT x UNIQUE(a))",
    ),
    (
        "CREATE TABLE t(a UNIQUE, UNIQUE(a))",
        |t| t.drop_constraint(&unique(&["a"])).map(drop),
        "unique constraint on (a) of table \"t\" is ambiguous: UNIQUE(a), UNIQUE",
    ),
    (
        "CREATE TABLE t(a CONSTRAINT x UNIQUE)",
        |t| t.add_constraint("CONSTRAINT X CHECK(a)"),
        "table \"t\" already has a constraint \"X\"",
    ),
    (
        "CREATE TABLE t(a)",
        |t| t.add_constraint("CHECK(a) CHECK(a)"),
        "table \"t\": \"CHECK(a) CHECK(a)\" is not one table constraint",
    ),
    (
        "CREATE TABLE t(a)",
        |t| t.alter_column("a", &ColumnChange { default: some("1) CHECK (0"), ..ColumnChange::default() }),
        "table \"t\": \"DEFAULT (1) CHECK (0)\" is not a default",
    ),
    (
        "CREATE TABLE t(a)",
        |t| t.alter_column("a", &ColumnChange { ty: Some("int, b".into()), ..ColumnChange::default() }),
        "table \"t\": \"int, b\" is not a column type",
    ),
    (
        "CREATE TABLE t(a)",
        |t| t.alter_column("a", &ColumnChange { autoincrement: Some(true), ..ColumnChange::default() }),
        "column \"a\" of table \"t\" is not its primary key, it cannot be AUTOINCREMENT",
    ),
];

#[test]
fn a_refused_edit_says_why_and_changes_nothing() {
    for (sql, edit, message) in REFUSALS {
        let mut table = parse(sql);
        assert_eq!(edit(&mut table).unwrap_err().to_string(), *message);
        assert_eq!(table.to_sql(), *sql);
    }
}
