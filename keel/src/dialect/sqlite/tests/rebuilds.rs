use super::*;
use crate::{
    dialect::{Action, Rebuild, coalesce},
    op::Op,
    schema::{Check, DefaultValue, Expression},
};

const GUARD: &str = "SELECT json_extract('{}', 'turn foreign_keys off before the transaction begins, it is ' || \
                     foreign_keys) FROM pragma_foreign_keys WHERE foreign_keys <> 0";

fn rebuild(table: impl Into<QualifiedName>, changes: Vec<Op>) -> Rebuild {
    let expected = "CREATE TABLE \"t\" (a text, CONSTRAINT \"uq\" UNIQUE (\"a\"))".into();
    Rebuild { table: table.into(), changes, expected, indexes: vec![] }
}

fn live(sql: &str, dependents: &[(&str, &str, &str)]) -> LiveTable {
    let table = ("table".to_owned(), "t".to_owned(), sql.to_owned());
    let others = dependents
        .iter()
        .map(|(kind, name, sql)| ((*kind).to_owned(), (*name).to_owned(), (*sql).to_owned()));
    LiveTable::from_rows(&"t".into(), std::iter::once(table).chain(others)).unwrap()
}

/// The statements between the guard and the rename, and those behind it.
#[track_caller]
fn made(rebuild: &Rebuild, live: &LiveTable) -> (Vec<String>, Vec<String>) {
    let mut statements = expand(rebuild, live).unwrap();
    assert_eq!(statements.remove(0), GUARD);
    let at = statements.iter().position(|sql| sql == "PRAGMA legacy_alter_table = ON").unwrap();
    let after = statements.split_off(at + 3);
    statements.truncate(at);
    (statements, after)
}

fn drop_unique() -> Op {
    Op::DropUnique { table: "t".into(), unique: unique("uq", &["a"]) }
}

fn add_check() -> Op {
    let check = Check::new("ck", Expression::new("t.a <> ''"));
    Op::AddCheck { table: "t".into(), check }
}

fn alter(from: Column, to: Column, using: Option<&str>) -> Op {
    let using = using.map(Expression::new);
    Op::AlterColumn { table: "t".into(), from: Box::new(from), to: Box::new(to), using }
}

#[test]
fn what_is_not_changed_survives_as_written() {
    let live = live(
        "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT COLLATE NOCASE UNIQUE, g AS (a||'x'), \
         p REFERENCES t(id), CHECK(\"t\".a <> 'x'))",
        &[
            ("index", "i", "CREATE INDEX i ON t(a) WHERE a > 'b'"),
            ("trigger", "tr", "CREATE TRIGGER tr AFTER DELETE ON t BEGIN SELECT 1; END"),
        ],
    );
    let expected = [
        "CREATE TABLE \"keel_new_t\"(id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT COLLATE NOCASE, \
         g AS (a||'x'), p REFERENCES t(id), CHECK(a <> 'x'), CONSTRAINT \"ck\" CHECK (a <> ''))",
        "INSERT OR ABORT INTO \"keel_new_t\" (\"id\", \"a\", \"p\") SELECT \"id\", \"a\", \"p\" FROM \"t\"",
        "DELETE FROM sqlite_sequence WHERE name = 'keel_new_t'",
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'keel_new_t', seq FROM sqlite_sequence WHERE name = 't'",
        "DROP TABLE \"t\"",
    ];
    let (before, after) = made(&rebuild("t", vec![drop_unique(), add_check()]), &live);
    assert_eq!(before, expected);
    assert_eq!(after, [&live.dependents[0].sql, &live.dependents[1].sql].map(Clone::clone));
}

#[test]
fn rowids_go_along_where_no_column_holds_them() {
    for (sql, columns) in [
        ("CREATE TABLE t(a UNIQUE)", "(rowid, \"a\") SELECT rowid, \"a\""),
        ("CREATE TABLE t(a UNIQUE, RowId)", "(_rowid_, \"a\", \"RowId\") SELECT _rowid_, \"a\", \"RowId\""),
        ("CREATE TABLE t(a UNIQUE, k INTEGER, PRIMARY KEY(k DESC))", "(\"a\", \"k\") SELECT \"a\", \"k\""),
        (
            "CREATE TABLE t(a UNIQUE, k INTEGER PRIMARY KEY DESC)",
            "(rowid, \"a\", \"k\") SELECT rowid, \"a\", \"k\"",
        ),
        ("CREATE TABLE t(a UNIQUE, k INT PRIMARY KEY)", "(rowid, \"a\", \"k\") SELECT rowid, \"a\", \"k\""),
        (
            "CREATE TABLE t(a UNIQUE, k INTEGER PRIMARY KEY) WITHOUT ROWID",
            "(\"a\", \"k\") SELECT \"a\", \"k\"",
        ),
    ] {
        let (before, _) = made(&rebuild("t", vec![drop_unique()]), &live(sql, &[]));
        assert_eq!(before[1], format!("INSERT OR ABORT INTO \"keel_new_t\" {columns} FROM \"t\""), "{sql}");
    }
}

#[test]
fn values_come_from_where_the_changes_say() {
    let plain = || Column::new("a", ColumnType::Text);
    let required = || not_null("a", ColumnType::Text);
    let added =
        || Column { default: Some(DefaultValue::CurrentTimestamp), ..not_null("b", ColumnType::Timestamp) };
    let add = || Op::AddColumn { table: "t".into(), column: added() };
    for (changes, copied) in [
        (vec![alter(plain(), required(), None)], "\"a\") SELECT rowid, \"a\""),
        (vec![alter(plain(), required(), Some("ifnull(a, '')"))], "\"a\") SELECT rowid, (ifnull(a, ''))"),
        // A default that goes again has filled the rows that were there.
        (
            vec![add(), alter(added(), Column { default: None, ..added() }, None)],
            "\"a\", \"b\") SELECT rowid, \"a\", CURRENT_TIMESTAMP",
        ),
        // A column that comes anew under an old name has nothing of the old one.
        (
            vec![
                add(),
                Op::DropColumn { table: "t".into(), column: plain() },
                Op::AddColumn { table: "t".into(), column: plain() },
            ],
            "\"b\", \"a\") SELECT rowid, CURRENT_TIMESTAMP, NULL",
        ),
    ] {
        let (before, _) = made(&rebuild("t", changes), &live("CREATE TABLE t(a text)", &[]));
        assert_eq!(before[1], format!("INSERT OR ABORT INTO \"keel_new_t\" (rowid, {copied} FROM \"t\""));
    }
}

#[test]
fn a_key_is_not_made_up_for_rows_without_one() {
    let live = live("CREATE TABLE t(a integer)", &[]);
    let add = Op::AddPrimaryKey { table: "t".into(), key: key(&["a"]) };
    let (before, _) = made(&rebuild("t", vec![add]), &live);
    assert_eq!(
        before[0],
        "SELECT json_extract('{}', 't.a is NULL in rows, so it cannot be their key: ' || count(*)) \
         FROM \"t\" WHERE \"a\" IS NULL HAVING count(*) > 0"
    );
    let add = Op::AddPrimaryKey { table: "notes".into(), key: key(&["id"]) };
    let mut schema = schema();
    schema.tables.get_mut(&"notes".into()).unwrap().columns.insert("id".into(), numbered("id"));
    let steps = sqlite().steps(&add, &schema).unwrap();
    let Action::Rebuild(rebuild) = &steps[0].action else { panic!("{steps:?}") };
    let live = LiveTable { sql: "CREATE TABLE notes(body text, id integer)".into(), dependents: vec![] };
    assert_eq!(
        made(rebuild, &live).0[0],
        "CREATE TABLE \"keel_new_notes\"(body text, id integer NOT NULL, PRIMARY KEY (\"id\" AUTOINCREMENT))"
    );
}

#[test]
fn an_attached_database_is_named_throughout() {
    let live = live(
        "CREATE TABLE t(a text UNIQUE)",
        &[
            ("index", "i", "CREATE UNIQUE INDEX i ON t(a)"),
            ("trigger", "tr", "CREATE TRIGGER /* x */ \"tr\" AFTER DELETE ON t BEGIN SELECT 1; END"),
        ],
    );
    let (before, after) = made(&rebuild(QualifiedName::qualified("other", "t"), vec![drop_unique()]), &live);
    assert_eq!(
        before,
        [
            "CREATE TABLE \"other\".\"keel_new_t\"(a text)",
            "INSERT OR ABORT INTO \"other\".\"keel_new_t\" (rowid, \"a\") SELECT rowid, \"a\" FROM \"other\".\"t\"",
            "DROP TABLE \"other\".\"t\"",
        ]
    );
    assert_eq!(
        after,
        [
            "CREATE UNIQUE INDEX \"other\".i ON t(a)",
            "CREATE TRIGGER /* x */ \"other\".\"tr\" AFTER DELETE ON t BEGIN SELECT 1; END",
        ]
    );
}

#[test]
fn what_a_dropped_column_would_break_stops_it() {
    let live = live(
        "CREATE TABLE t(a text, b text)",
        &[("trigger", "tr", "CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT NEW.b; END")],
    );
    let drop = Op::DropColumn { table: "t".into(), column: Column::new("b", ColumnType::Text) };
    let (_, after) = made(&rebuild("t", vec![drop.clone()]), &live);
    assert_eq!(
        after[1..],
        [
            "EXPLAIN INSERT INTO \"t\" DEFAULT VALUES",
            "EXPLAIN UPDATE \"t\" SET \"a\" = \"a\"",
            "EXPLAIN DELETE FROM \"t\"",
        ]
    );
    let index =
        LiveObject { kind: LiveKind::Index, name: "i".into(), sql: "CREATE INDEX i ON t(\"b\")".into() };
    let live = LiveTable { dependents: vec![index], ..live };
    assert_eq!(
        expand(&rebuild("t", vec![drop]), &live).unwrap_err().to_string(),
        "index i of table t is over column b, which goes; drop the index first"
    );
}

#[test]
fn constraints_without_names_are_found_by_their_shape() {
    let rename = Op::RenameConstraint { table: "t".into(), from: "uq".into(), to: "u2".into() };
    let (before, _) = made(&rebuild("t", vec![rename]), &live("CREATE TABLE t(a text UNIQUE)", &[]));
    assert_eq!(before[0], "CREATE TABLE \"keel_new_t\"(a text CONSTRAINT \"u2\" UNIQUE)");
}

#[test]
fn a_table_that_does_not_fit_is_told() {
    let gone = LiveTable::from_rows(&"t".into(), []).unwrap_err();
    assert_eq!(gone.to_string(), "there is no table t in the database, though the history has one");
    for (sql, change, message) in [
        (
            "CREATE TABLE t(a text)",
            drop_unique(),
            "cannot drop unique uq of t in the live table: table \"t\" has no unique constraint on (a) \
             (it has none)",
        ),
        (
            "CREATE VIRTUAL TABLE t USING fts5(a)",
            drop_unique(),
            "the live text of table t cannot be read: a virtual table cannot be edited through its text",
        ),
        (
            "CREATE TABLE t(a text)",
            Op::RenameTable { from: "t".into(), to: "u".into() },
            "rename table t to u is no change that makes table t anew",
        ),
    ] {
        let error = expand(&rebuild("t", vec![change]), &live(sql, &[])).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn neighbours_are_one_unless_one_reads_what_another_changed() {
    let column = || Column::new("a", ColumnType::Text);
    let step = |op: Op| Step::new(Action::Rebuild(rebuild("t", vec![op])));
    let joined = coalesce(&step(drop_unique()), &step(add_check())).unwrap();
    assert_eq!(joined.action, Action::Rebuild(rebuild("t", vec![drop_unique(), add_check()])));
    let using = || step(alter(column(), column(), Some("a || b")));
    let add = Op::AddColumn { table: "t".into(), column: column() };
    assert!(coalesce(&step(drop_unique()), &using()).is_some());
    assert!(coalesce(&step(add), &using()).is_none());
    assert!(coalesce(&using(), &using()).is_none());
}

#[test]
fn a_script_says_what_it_cannot_know() {
    let rebuild =
        Rebuild { indexes: vec!["CREATE INDEX i ON t(a)".into()], ..rebuild("t", vec![drop_unique()]) };
    let script = sqlite().rebuild_script(&rebuild).unwrap();
    assert!(script[0].starts_with("-- Makes table t anew") && script[0].ends_with(GUARD));
    assert_eq!(script[1], "CREATE TABLE \"keel_new_t\" (a text)");
    assert_eq!(script.last().unwrap(), "CREATE INDEX i ON t(a)");
}

#[test]
fn the_queries_take_any_name() {
    let table = QualifiedName::qualified("my \"db\"", "it's");
    assert_eq!(
        live_table_query(&table),
        "SELECT type, name, sql FROM \"my \"\"db\"\"\".sqlite_schema WHERE tbl_name = 'it''s' COLLATE NOCASE \
         AND type IN ('table', 'index', 'trigger') AND sql IS NOT NULL ORDER BY rowid"
    );
    assert_eq!(foreign_key_check_query(&"t".into()), "PRAGMA \"main\".foreign_key_check");
}

#[test]
fn errors_are_told_plainly() {
    for (message, plain) in [
        ("(code: 1) bad JSON path: 'it''s on: 1'", "it's on: 1"),
        ("JSON path error near 'tasks.a holds x'", "tasks.a holds x"),
        ("NOT NULL constraint failed: keel_new_users.name", "NOT NULL constraint failed: users.name"),
    ] {
        assert_eq!(plain_message(message), plain);
    }
}
