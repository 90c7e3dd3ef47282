use super::*;
use crate::{
    dialect::{
        Engine, Server,
        sqlite::{ddl::default_value, inspection::tests::inspected},
    },
    schema::{DefaultValue, EnumType, Identity, PrimaryKey},
};

fn canonical(sql: &str) -> Schema {
    Sqlite::new(Server::newest(Engine::Sqlite)).canonical(&inspected(&[sql]).schema)
}

#[test]
fn what_means_the_same_is_equal() {
    for (equal, left, right) in [
        // Types by their words.
        (true, "a VARCHAR ( 20 )", "a varchar(20)"),
        (true, "a Decimal(10,2)", "a decimal( 10 , 2 )"),
        (false, "a int", "a integer"),
        (false, "a bool", "a boolean"),
        (false, "a varchar(20)", "a varchar(21)"),
        // Defaults by the value that a row gets.
        (true, "a integer DEFAULT NULL", "a integer"),
        (true, "a boolean DEFAULT false", "a boolean DEFAULT 0"),
        (true, "a boolean DEFAULT FALSE", "a boolean DEFAULT (0)"),
        (true, "a text DEFAULT true", "a text DEFAULT '1'"),
        (true, "a DEFAULT true", "a DEFAULT 1"),
        (false, "a boolean DEFAULT 0", "a boolean"),
        (true, "a integer DEFAULT 1", "a integer DEFAULT 1.0"),
        (true, "a integer DEFAULT '1'", "a integer DEFAULT +1"),
        (true, "a real(5, 2) DEFAULT 1000", "a real(5, 2) DEFAULT 1e3"),
        (true, "a real(5, 2) DEFAULT -0.50", "a real(5, 2) DEFAULT (-.5)"),
        (false, "a text DEFAULT '1'", "a text DEFAULT '1.0'"),
        (true, "a text DEFAULT 1", "a text DEFAULT '1'"),
        (false, "a blob DEFAULT 1", "a blob DEFAULT '1'"),
        (false, "a DEFAULT 1", "a DEFAULT 1.0"),
        (false, "a integer DEFAULT 'x'", "a integer DEFAULT 0"),
        (false, "a integer DEFAULT 'nan'", "a integer DEFAULT 'inf'"),
        (true, "a text DEFAULT 'x'", "a text DEFAULT \"x\""),
        (true, "a text DEFAULT ('x')", "a text DEFAULT x"),
        (true, "a text DEFAULT CURRENT_TIMESTAMP", "a text DEFAULT (current_timestamp)"),
        (false, "a text DEFAULT CURRENT_TIMESTAMP", "a text DEFAULT (datetime('now'))"),
        (false, "a text DEFAULT CURRENT_TIMESTAMP", "a text DEFAULT CURRENT_DATE"),
        (true, "a blob DEFAULT x'00ff'", "a blob DEFAULT X'00FF'"),
        // Collations.
        (true, "a text COLLATE BINARY", "a text"),
        (true, "a text COLLATE nocase", "a text COLLATE NOCASE"),
        (false, "a text COLLATE nocase", "a text"),
        // Keys.
        (true, "a integer PRIMARY KEY", "a integer NOT NULL PRIMARY KEY"),
        (true, "a integer PRIMARY KEY", "a integer, PRIMARY KEY (A)"),
        (false, "a integer PRIMARY KEY", "a integer PRIMARY KEY AUTOINCREMENT"),
        (false, "a text PRIMARY KEY", "a text NOT NULL PRIMARY KEY"),
        (false, "a integer CONSTRAINT k PRIMARY KEY", "a integer PRIMARY KEY"),
        // Constraints.
        (true, "a int UNIQUE", "a int, CONSTRAINT \"uq-t-a\" UNIQUE (a)"),
        (false, "a int UNIQUE", "a int, CONSTRAINT u UNIQUE (a)"),
        (true, "a int REFERENCES p (b)", "a int, FOREIGN KEY (a) REFERENCES p (b) ON DELETE NO ACTION"),
        (false, "a int REFERENCES p (b)", "a int REFERENCES p (b) ON DELETE RESTRICT"),
        (true, "a int REFERENCES p (b)", "a int REFERENCES p (b) NOT DEFERRABLE"),
        (true, "a int REFERENCES p (b) DEFERRABLE", "a int REFERENCES p (b) DEFERRABLE INITIALLY IMMEDIATE"),
        (false, "a int REFERENCES p (b) DEFERRABLE", "a int REFERENCES p (b)"),
        (false, "a int AS (1) STORED", "a int AS (1)"),
    ] {
        let [one, other] = [left, right].map(|columns| canonical(&format!("CREATE TABLE t ({columns})")));
        assert_eq!(one == other, equal, "{left} | {right}\n{one:#?}\n{other:#?}");
    }
}

#[test]
fn what_is_not_there_without_a_table_option_is_there_with_it() {
    let strict = |columns: &str| canonical(&format!("CREATE TABLE t ({columns}) STRICT"));
    assert_eq!(strict("a text PRIMARY KEY"), strict("a text NOT NULL PRIMARY KEY"));
    assert_ne!(strict("a any DEFAULT 1"), strict("a any DEFAULT '1'"));
    assert_ne!(strict("a int"), canonical("CREATE TABLE t (a int)"));
    let without = |columns: &str| canonical(&format!("CREATE TABLE t ({columns}) WITHOUT ROWID"));
    assert_eq!(without("a text PRIMARY KEY"), without("a text NOT NULL PRIMARY KEY"));
}

#[test]
fn indexes_leave_out_what_their_column_says() {
    let index = |on: &str| {
        let sqlite = Sqlite::new(Server::newest(Engine::Sqlite));
        let index = format!("CREATE INDEX i ON t ({on}");
        sqlite.canonical(&inspected(&["CREATE TABLE t (a text, b text COLLATE NOCASE)", &index]).schema)
    };
    for (equal, left, right) in [
        (true, "a ASC)", "\"A\")"),
        (true, "(a))", "a)"),
        (true, "a COLLATE binary)", "a)"),
        (true, "b COLLATE nocase)", "b)"),
        (false, "b COLLATE binary)", "b)"),
        (false, "a COLLATE nocase)", "a)"),
        (true, "a COLLATE nocase)", "a COLLATE NOCASE)"),
        (true, "lower(a) COLLATE BINARY)", "lower(a))"),
        (false, "a DESC)", "a)"),
        (false, "a) WHERE a > 'x'", "a)"),
        (false, "a, b)", "b, a)"),
    ] {
        let [one, other] = [left, right].map(index);
        assert_eq!(one == other, equal, "{left} | {right}\n{one:#?}\n{other:#?}");
    }
}

#[test]
fn what_sqlite_does_not_know_is_not_kept() {
    let sqlite = Sqlite::new(Server::newest(Engine::Sqlite));
    let mut column = Column::new("a", ColumnType::Enum("mood".into()));
    column.comment = Some("how".into());
    column.on_update = Some(Expression::new("CURRENT_TIMESTAMP"));
    let mut table = Table::new(QualifiedName::qualified("main", "t"));
    table.comment = Some("what".into());
    table.options.engine = Some("InnoDB".into());
    table.columns.insert("a".into(), column);
    let mut schema = Schema::new();
    schema.namespaces.insert("audit".into());
    schema.enums.insert("mood".into(), EnumType { name: "mood".into(), values: vec!["ok".into()] });
    schema.tables.insert(table.name.clone(), table);
    let kept = sqlite.kept(&schema);
    assert_eq!(kept, inspected(&["CREATE TABLE t (a enum_text)"]).schema);
    assert!(!sqlite.has_enum_types());
}

#[test]
fn verbatim_text_is_what_it_says() {
    let sqlite = Sqlite::new(Server::newest(Engine::Sqlite));
    let with = |extra: &str| {
        let mut table = Table::new("t");
        let column = Column { extra: Some(extra.into()), ..Column::new("a", ColumnType::Text) };
        table.columns.insert("a".into(), column);
        let mut schema = Schema::new();
        schema.tables.insert(table.name.clone(), table);
        sqlite.kept(&schema)
    };
    for extra in ["COLLATE NOCASE", "NOT NULL DEFAULT 'x'", "UNIQUE CHECK (a <> '') REFERENCES p (b)"] {
        assert_eq!(with(extra), inspected(&[&format!("CREATE TABLE t (a text {extra})")]).schema, "{extra}");
    }
    for odd in ["", "UNSIGNED", ") STRICT", "nothing (", ", b text", ", UNIQUE (a)"] {
        let kept = with(odd);
        let column = kept.tables.values().next().unwrap().column("a").unwrap();
        assert!(column.extra.as_deref().is_none_or(|extra| extra == odd), "{odd}: {column:?}");
        sqlite.canonical(&kept);
    }
}

#[test]
fn a_number_on_what_is_not_the_key_is_none() {
    let sqlite = Sqlite::new(Server::newest(Engine::Sqlite));
    let mut schema = inspected(&["CREATE TABLE t (a integer, b int)"]).schema;
    let table = schema.tables.values_mut().next().unwrap();
    table.columns.get_mut("a").unwrap().identity = Some(Identity::auto());
    assert_eq!(sqlite.canonical(&schema), canonical("CREATE TABLE t (a integer, b int)"));
    let table = schema.tables.values_mut().next().unwrap();
    table.primary_key = Some(PrimaryKey { name: None, columns: vec!["a".into()] });
    let numbered = canonical("CREATE TABLE t (a integer PRIMARY KEY AUTOINCREMENT, b int)");
    assert_eq!(sqlite.canonical(&schema), numbered);
}

#[test]
fn what_is_canonical_stays_so() {
    let sqlite = Sqlite::new(Server::newest(Engine::Sqlite));
    for default in
        ["NULL", "1.50", "'1e2'", "x'00'", "true", "now", "(1 + 1)", "-1", "9223372036854775808", "0x10"]
    {
        for ty in ["integer", "text", "blob", "", "boolean", "any", "real"] {
            let once = canonical(&format!("CREATE TABLE t (a {ty} DEFAULT {default})"));
            assert_eq!(sqlite.canonical(&once), once, "{ty} {default}");
        }
    }
    assert_eq!(default_value("-1.5"), DefaultValue::Number("-1.5".into()));
}
