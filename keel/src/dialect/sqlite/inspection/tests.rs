use super::{types::column_type, *};
use crate::{
    dialect::{Engine, Server, sqlite::ddl::default_value},
    schema::{ColumnType, DefaultValue, Expression, IndexTerm, Length},
};

fn sqlite() -> Sqlite {
    Sqlite::new(Server::newest(Engine::Sqlite))
}

fn answer(texts: &[&str]) -> Answer {
    let row = |sql: &&str| {
        let words: Vec<_> = sql.split([' ', '(']).filter(|word| *word != "UNIQUE").collect();
        let (kind, name) = (words.get(1).unwrap().to_lowercase(), words.get(2).unwrap().replace('"', ""));
        let on = if kind == "table" { name.clone() } else { words.get(4).unwrap().replace('"', "") };
        vec![Some(kind), Some(name), Some(on), Some((*sql).to_owned())]
    };
    Answer { rows: texts.iter().map(row).collect() }
}

/// What is seen of the tables and indexes with these texts.
pub(in crate::dialect::sqlite) fn inspected(texts: &[&str]) -> Inspected {
    sqlite().read_inspection(&[answer(texts), Answer::default()]).unwrap()
}

#[test]
fn a_type_is_read_as_it_is_written() {
    use ColumnType as T;
    let written = [
        T::Char(None),
        T::Char(Some(3)),
        T::String(Length::Unspecified),
        T::String(Length::N(20)),
        T::Text,
        T::Blob,
        T::TinyInteger,
        T::SmallInteger,
        T::Integer,
        T::Float,
        T::Double,
        T::Decimal(None),
        T::Decimal(Some((10, 2))),
        T::DateTime,
        T::Timestamp,
        T::TimestampWithTimeZone,
        T::Time,
        T::Date,
        T::Binary(16),
        T::VarBinary(Length::Unspecified),
        T::VarBinary(Length::N(8)),
        T::Boolean,
        T::Money(None),
        T::Money(Some((9, 4))),
        T::Json,
        T::JsonBinary,
        T::Uuid,
    ];
    for ty in written {
        let text = sqlite().type_sql(&ty, "t.c").unwrap();
        assert_eq!(column_type(&text), ty, "{text}");
        assert_eq!(column_type(&text.to_uppercase()), ty, "{text}");
    }
    for (declared, text) in [
        ("", ""),
        ("INT", "INT"),
        ("int unsigned", "int unsigned"),
        ("DOUBLE   PRECISION", "DOUBLE PRECISION"),
        ("Numeric ( 10,2 )", "Numeric(10, 2)"),
        ("bigint", "bigint"),
        ("varchar(007)", "varchar(007)"),
        ("varchar(-1)", "varchar(-1)"),
        ("varchar(1, 2)", "varchar(1, 2)"),
        ("varchar()", "varchar()"),
        ("text(5)", "text(5)"),
        ("enum_text", "enum_text"),
        ("varchar(99999999999)", "varchar(99999999999)"),
        ("é(", "é("),
    ] {
        let ty = column_type(declared);
        assert_eq!(ty, T::Custom(text.into()), "{declared}");
        assert_eq!(column_type(&sqlite().type_sql(&ty, "t.c").unwrap()), ty, "{declared}");
    }
}

#[test]
fn a_default_is_the_value_that_it_says() {
    use DefaultValue as D;
    let text = |text: &str| D::Text(text.into());
    let number = |digits: &str| D::Number(digits.into());
    let expression = |sql: &str| D::Expression(Expression::new(sql));
    for (sql, value) in [
        ("NULL", D::Null),
        ("(null)", D::Null),
        ("true", D::Bool(true)),
        ("(FALSE)", D::Bool(false)),
        ("12", number("12")),
        ("-1.5", number("-1.5")),
        ("+1", number("1")),
        ("((-1))", number("-1")),
        ("0x1F", number("0x1F")),
        ("'it''s'", text("it's")),
        ("\"x\"", text("x")),
        ("('x')", text("x")),
        ("medium", text("medium")),
        ("[br]", text("br")),
        ("x'00fF'", D::Bytes(vec![0, 255])),
        ("x''", D::Bytes(vec![])),
        ("current_timestamp", D::CurrentTimestamp),
        ("(CURRENT_DATE)", D::CurrentDate),
        ("CURRENT_TIME", D::CurrentTime),
        ("(datetime('now'))", expression("datetime('now')")),
        ("(1 + 2)", expression("1 + 2")),
        ("((1) + (2))", expression("(1) + (2)")),
        ("x'0'", expression("x'0'")),
        ("'open", expression("'open")),
        ("()", expression("")),
        ("", expression("")),
    ] {
        assert_eq!(default_value(sql), value, "{sql}");
    }
}

#[test]
fn a_key_of_an_index_is_a_column_or_an_expression() {
    let column = |name: &str| IndexTerm::Column(name.into());
    let expression = |sql: &str| IndexTerm::Expression(Expression::new(sql));
    for (on, term, collation, desc) in [
        ("A", column("a"), None, false),
        ("\"a\" DESC", column("a"), None, true),
        ("a COLLATE nocase ASC", column("a"), Some("nocase"), false),
        ("'a'", column("a"), None, false),
        ("((a)) COLLATE \"NOCASE\" DESC", column("a"), Some("NOCASE"), true),
        ("lower(a)", expression("lower(a)"), None, false),
        ("lower(a) COLLATE NOCASE", expression("lower(a)"), Some("NOCASE"), false),
        ("(a || b)", expression("a || b"), None, false),
        ("(a) || (b) COLLATE NOCASE", expression("(a) || (b) COLLATE NOCASE"), None, false),
        ("(a || 'x, y') DESC", expression("a || 'x, y'"), None, true),
        ("\"no column\"", expression("\"no column\""), None, false),
    ] {
        let found =
            inspected(&["CREATE TABLE t (a text, b text)", &format!("CREATE INDEX i ON t ({on}, b)")]);
        let table = found.schema.tables.values().next().unwrap();
        let parts = &table.indexes.values().next().unwrap().parts;
        assert_eq!(parts.len(), 2, "{on}");
        let part = parts.first().unwrap();
        assert_eq!((&part.term, part.collation.as_deref()), (&term, collation), "{on}");
        assert_eq!(!part.order.is_ascending(), desc, "{on}");
    }
}

#[test]
fn a_text_that_cannot_be_read_is_named() {
    for (texts, what) in [
        (&["CREATE TABLE odd (a int"][..], "table odd"),
        (&["CREATE TABLE odd (a int DEFAULT ')"][..], "table odd"),
        (&["CREATE TABLE t (a int)", "CREATE INDEX odd ON t (a"][..], "index odd"),
        (&["CREATE TABLE t (a int)", "CREATE INDEX odd ON t (a) USING x"][..], "index odd"),
    ] {
        let error = sqlite().read_inspection(&[answer(texts)]).unwrap_err();
        assert!(error.what.contains(what), "{error}");
    }
}

#[test]
fn rows_that_mean_nothing_are_passed_over() {
    let text = |text: &str| Some(text.to_owned());
    let rows = vec![
        vec![],
        vec![text("table")],
        vec![None, None, None, None],
        vec![text("table"), text("t"), None, None],
        vec![text("index"), text("i"), text("nowhere"), text("CREATE INDEX i ON nowhere (a)")],
        vec![
            text("table"),
            text("sqlite_stat1"),
            text("sqlite_stat1"),
            text("CREATE TABLE sqlite_stat1 (a)"),
        ],
        vec![text("something"), text("x"), text("x"), text("CREATE SOMETHING x")],
    ];
    let kinds = Answer { rows: vec![vec![], vec![None, text("shadow")]] };
    let found = sqlite().read_inspection(&[Answer { rows }, kinds]).unwrap();
    assert_eq!(found, Inspected { current: Some("main".into()), ..Inspected::default() });
    assert_eq!(sqlite().read_inspection(&[]).unwrap(), found);
}

#[test]
fn a_shadow_table_is_not_one_of_ours() {
    let text = |text: &str| Some(text.to_owned());
    let table = |name: &str, sql: &str| vec![text("table"), text(name), text(name), text(sql)];
    let rows = vec![
        table("docs", "CREATE VIRTUAL TABLE docs USING fts5(a)"),
        table("docs_data", "CREATE TABLE 'docs_data' (id INTEGER PRIMARY KEY, block BLOB)"),
        table("docs_odd", "CREATE TABLE 'docs_odd' (id INTEGER PRIMARY KEY)"),
        table("docs_mine", "CREATE TABLE docs_mine (a)"),
    ];
    let kinds = Answer { rows: vec![vec![text("docs_odd"), text("shadow")]] };
    let found = sqlite().read_inspection(&[Answer { rows }, kinds]).unwrap();
    let tables: Vec<_> = found.schema.tables.keys().map(ToString::to_string).collect();
    assert_eq!(tables, ["docs_mine"]);
    let beside: Vec<_> = found.unmanaged.iter().map(|it| (it.kind.as_str(), it.name.name.as_str())).collect();
    let shadow = "shadow table";
    assert_eq!(beside, [("virtual table", "docs"), (shadow, "docs_data"), (shadow, "docs_odd")]);
}

#[test]
fn older_servers_are_asked_what_they_know() {
    let asked = |version: &str| {
        let server = Server::parse(crate::schema::Backend::Sqlite, version);
        Sqlite::new(server).inspection_queries(&Scope::All).len()
    };
    assert_eq!((asked("3.35.0"), asked("3.36.0"), asked("3.37.0"), asked("3.51.1")), (1, 1, 2, 2));
}
