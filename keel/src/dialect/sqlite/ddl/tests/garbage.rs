use proptest::prelude::*;

use super::*;

const PIECES: &[&str] = &[
    "CREATE TABLE t",
    "(",
    ")",
    ",",
    "a",
    "\"b\"",
    "'s'",
    "[q]",
    " ",
    "\n",
    "-- c\n",
    "/* c */",
    "/*",
    "--",
    "'",
    "\"",
    "int",
    "PRIMARY KEY",
    "NOT NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "REFERENCES p",
    "CONSTRAINT",
    "x",
    "GENERATED ALWAYS",
    "AS",
    "COLLATE",
    "FOREIGN KEY",
    "ON DELETE",
    "CASCADE",
    "DEFERRABLE",
    "-",
    "1e-",
    ".5",
    "é",
    "AUTOINCREMENT",
    ";",
    "STRICT",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![8 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<String>()]
}

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.join(" "))
}

/// What survives every edit: the text is read again as the table it was.
fn edit_all(table: &mut CreateTable, text: &str) {
    let names: Vec<String> = table.columns().map(|column| column.name().to_owned()).collect();
    let change = ColumnChange {
        ty: Some(text.to_owned()),
        not_null: Some(true),
        default: Some(Some(text.to_owned())),
        ..ColumnChange::default()
    };
    let _ = table.add_column(text);
    let _ = table.add_constraint(text);
    for name in names {
        let _ = table.alter_column(&name, &change);
        let change = ColumnChange {
            not_null: Some(true),
            default: some("7"),
            collation: some("nocase"),
            ..change.clone()
        };
        let _ = table.alter_column(&name, &ColumnChange { ty: None, ..change });
        let _ = table.drop_constraint(&unique(&[&name]));
        let _ = table.rename_constraint(&ConstraintKey::PrimaryKey, "pk");
        let _ = table.drop_column(&name);
    }
    let _ = table.rename_table(text);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn garbage_never_panics(sql in texts(), other in texts()) {
        let _ = mentions(&sql, "a");
        let _ = rename_identifier(&sql, "a", &other);
        let _ = CreateTable::parse(&sql);
    }

    #[test]
    fn edited_tables_read_back(body in texts(), other in texts()) {
        for sql in [format!("CREATE TABLE t(a, {body})"), format!("CREATE TABLE t(a int {body}, b)")] {
            let Ok(mut table) = CreateTable::parse(&sql) else { continue };
            edit_all(&mut table, &other);
            let again = CreateTable::parse(&table.to_sql());
            prop_assert!(again.is_ok(), "{:?} from {:?}", table.to_sql(), sql);
            prop_assert_eq!(again.map(|again| again.to_sql()), Ok(table.to_sql()));
        }
    }
}
