mod edits;
mod garbage;

use super::*;

/// Texts that SQLite accepts, and their column names.
const TABLES: &[(&str, &[&str])] = &[
    ("CREATE TABLE t(a)", &["a"]),
    (
        "CREATE TABLE \"a\"\"b\"(\"x\"\"y\" text, [p q] int, `r``s` blob, 'u''v')",
        &["x\"y", "p q", "r`s", "u'v"],
    ),
    ("CREATE TABLE main.t (a int, b int)", &["a", "b"]),
    ("create temp table if not exists t(a int)", &["a"]),
    (
        "CREATE TABLE \"check\"(\"unique\" int, key text, \"primary\" PRIMARY KEY, asc, \
         \"foreign\" CHECK (\"foreign\">0))",
        &["unique", "key", "primary", "asc", "foreign"],
    ),
    (
        "CREATE TABLE t(a int, -- the, first (one\n b int /* ) , ( */ NOT NULL, /* lead */ c -- last\n)",
        &["a", "b", "c"],
    ),
    (
        "CREATE TABLE t(\n  -- above a\n  a int\n  , b int -- below b, with ' quote\n  -- still inside\n)",
        &["a", "b"],
    ),
    (
        "CREATE TABLE t(a unsigned big int, b DOUBLE PRECISION(10, 2), c \"my type\"(3) NOT NULL, \
         d varchar(10)UNIQUE)",
        &["a", "b", "c", "d"],
    ),
    (
        "CREATE TABLE t(a DEFAULT (1 + (2)), b DEFAULT -1, c DEFAULT 'a,b)', d DEFAULT x'00', \
         e DEFAULT +1.5e-3, f DEFAULT CURRENT_TIMESTAMP, g DEFAULT NULL NOT NULL, \
         h int DEFAULT'q'CHECK(h<>''))",
        &["a", "b", "c", "d", "e", "f", "g", "h"],
    ),
    (
        "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a int AS (id+1) STORED, \
         b text GENERATED ALWAYS AS (a||')') VIRTUAL, c GENERATED)",
        &["id", "a", "b", "c"],
    ),
    (
        "CREATE TABLE t(a text COLLATE NOCASE CONSTRAINT pk PRIMARY KEY DESC ON CONFLICT REPLACE, \
         b int NULL ON CONFLICT FAIL CONSTRAINT u UNIQUE ON CONFLICT IGNORE) WITHOUT ROWID, STRICT",
        &["a", "b"],
    ),
    (
        "CREATE TABLE t(a int, b int, PRIMARY KEY(a, b DESC) ON CONFLICT FAIL, UNIQUE(b) UNIQUE(b, \
         a) CHECK(a>0) CONSTRAINT x CHECK(b<9))",
        &["a", "b"],
    ),
    ("CREATE TABLE t(id INTEGER, PRIMARY KEY(id AUTOINCREMENT))", &["id"]),
    (
        "CREATE TABLE t(a REFERENCES p ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL NOT \
         DEFERRABLE NOT NULL, b REFERENCES p(id) NOT NULL DEFERRABLE INITIALLY DEFERRED, \
         FOREIGN KEY(a,b) REFERENCES t(a,b) ON DELETE CASCADE)",
        &["a", "b"],
    ),
    (
        "CREATE TABLE t(a int CONSTRAINT x CONSTRAINT y CHECK(a>0) CONSTRAINT z, b, \
         CONSTRAINT q CONSTRAINT r UNIQUE(b))",
        &["a", "b"],
    ),
    ("CREATE TABLE t(a int, b text default \"x\", unique(a) check(a>0) -- c\n)", &["a", "b"]),
];

fn parse(sql: &str) -> CreateTable {
    CreateTable::parse(sql).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

#[test]
fn columns_are_found_and_the_text_is_stable() {
    for (sql, names) in TABLES {
        let table = parse(sql);
        assert_eq!(table.columns().map(ColumnItem::name).collect::<Vec<_>>(), *names, "{sql}");
        let again = parse(&table.to_sql());
        assert_eq!(again.to_sql(), table.to_sql(), "{sql}");
    }
}

#[test]
fn an_unedited_text_is_written_as_it_was_read() {
    // Constraints without commas between them are the one thing that is spelled out.
    for (sql, _) in
        TABLES.iter().filter(|(sql, _)| !sql.contains("UNIQUE(b) ") && !sql.contains("unique(a) "))
    {
        if !sql.contains("CONSTRAINT q") {
            assert_eq!(parse(sql).to_sql(), *sql);
        }
    }
}

#[test]
fn columns_after_constraints_are_moved_before_them() {
    let table = parse("CREATE TABLE t(a int, UNIQUE(a) -- only\n, b int)");
    assert_eq!(table.to_sql(), "CREATE TABLE t(a int, b int, UNIQUE(a) -- only\n)");
}

#[test]
fn properties_are_read() {
    let table = parse(TABLES[10].0);
    assert!(table.strict() && table.without_rowid() && !table.has_autoincrement());
    assert!(parse(TABLES[9].0).has_autoincrement());
    assert!(parse(TABLES[12].0).has_autoincrement());
    let types: Vec<_> = parse(TABLES[7].0).columns().map(ColumnItem::declared_type).collect();
    assert_eq!(types, ["unsigned big int", "DOUBLE PRECISION(10, 2)", "\"my type\"(3)", "varchar(10)"]);
    let defaults = parse(TABLES[8].0);
    let kinds: Vec<_> =
        defaults.columns().filter_map(|c| c.clauses().first()).map(|c| c.kind().clone()).collect();
    let texts = ["(1 + (2))", "-1", "'a,b)'", "x'00'", "+1.5e-3", "CURRENT_TIMESTAMP", "NULL", "'q'"];
    assert_eq!(kinds, texts.map(|text| ClauseKind::Default(text.to_owned())));
}

#[test]
fn clauses_are_read() {
    let table = parse(TABLES[9].0);
    let kind = |name: &str, at: usize| table.column(name).unwrap().clauses()[at].kind().clone();
    assert_eq!(kind("A", 0), ClauseKind::Generated { expr: "id+1".into(), stored: true });
    assert_eq!(kind("b", 0), ClauseKind::Generated { expr: "a||')'".into(), stored: false });
    let table = parse(TABLES[10].0);
    let key = &table.column("a").unwrap().clauses()[1];
    assert_eq!(key.name(), Some("pk"));
    let on_conflict = Some("REPLACE".to_owned());
    assert_eq!(*key.kind(), ClauseKind::PrimaryKey { desc: true, autoincrement: false, on_conflict });
}

#[test]
fn references_are_read() {
    let table = parse(TABLES[13].0);
    let spec = |column: &str| match table.column(column).unwrap().clauses()[0].kind() {
        ClauseKind::References(spec) => spec.clone(),
        other => panic!("{other:?}"),
    };
    let a = spec("a");
    assert_eq!((a.on_delete, a.on_update), (Some(FkAction::SetNull), Some(FkAction::NoAction)));
    assert_eq!((a.match_.as_deref(), a.deferrable.as_deref()), (Some("FULL"), Some("NOT DEFERRABLE")));
    assert_eq!(spec("b").deferrable.as_deref(), Some("DEFERRABLE INITIALLY DEFERRED"));
    assert_eq!(spec("b").columns, ["id"]);
}

#[test]
fn what_is_not_a_plain_table_is_refused() {
    let error = |sql: &str| CreateTable::parse(sql).unwrap_err();
    assert_eq!(error("CREATE VIRTUAL TABLE t USING fts5(a)"), DdlError::VirtualTable);
    assert_eq!(error("CREATE TABLE t AS SELECT 1"), DdlError::CreatedAs { table: "t".into() });
    assert!(matches!(error("CREATE TABLE t(a 'x)"), DdlError::Unterminated { what: "a string", at: 17 }));
    let repeated = DdlError::ColumnExists { table: "t".into(), column: "A".into() };
    assert_eq!(error("CREATE TABLE t(a, \"A\")"), repeated);
    assert!(matches!(error("CREATE TABLE t(a /* x)"), DdlError::Unterminated { .. }));
    for sql in [
        "",
        "CREATE INDEX i ON t(a)",
        "CREATE TABLE t(a,)",
        "CREATE TABLE t()",
        "CREATE TABLE t(a",
        "CREATE TABLE t(a int b+c)",
        "CREATE TABLE t(a) LOOSE",
        "CREATE TABLE t(a UNIQUE (a))",
        "CREATE TABLE t(a DEFAULT)",
        "CREATE TABLE t(a); DROP TABLE t",
        "CREATE TABLE t(PRIMARY KEY())",
        "CREATE TABLE t(UNIQUE(a))",
    ] {
        assert!(matches!(error(sql), DdlError::Unexpected { .. }), "{sql}");
    }
}

#[test]
fn mentions_are_identifiers() {
    for expr in ["a > 0", "t.'a'", "x+\"A\"", "t.a", "[a]", "`a`", "CASE WHEN a THEN 1 END"] {
        assert!(mentions(expr, "a"), "{expr}");
    }
    for expr in ["'a'", "ab", "x -- a\n", "/* a */ x", "x'aa'", "1a"] {
        assert!(!mentions(expr, "a"), "{expr}");
    }
    assert!(!mentions("CASE x WHEN 1 THEN 2 END", "end") && mentions("x + end", "end"));
    assert!(
        !mentions("x NOT LIKE 'y'", "like")
            && !mentions("x AND y", "and")
            && mentions("x AND \"and\"", "and")
    );
    assert!(mentions("'open a", "A"));
}

#[test]
fn identifiers_are_renamed_in_place() {
    let sql = "CREATE INDEX i ON \"old\"(a) WHERE Old.x <> 'old' -- old";
    assert_eq!(
        rename_identifier(sql, "old", "n w"),
        "CREATE INDEX i ON \"n w\"(a) WHERE \"n w\".x <> 'old' -- old"
    );
    assert_eq!(rename_identifier("'open", "open", "x"), "'open");
}

fn unique(columns: &[&str]) -> ConstraintKey {
    ConstraintKey::Unique(columns.iter().map(|&column| column.to_owned()).collect())
}

fn foreign(columns: &[&str], table: &str) -> ConstraintKey {
    let columns = columns.iter().map(|&column| column.to_owned()).collect();
    ConstraintKey::ForeignKey { columns, table: table.to_owned() }
}

fn named(name: &str) -> ConstraintKey {
    ConstraintKey::Name(name.to_owned())
}

fn some(text: &str) -> Option<Option<String>> {
    Some(Some(text.to_owned()))
}
