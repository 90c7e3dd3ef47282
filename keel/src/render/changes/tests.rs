use super::*;
use crate::schema::{
    Column, ColumnType, DefaultValue, EnumType, EnumValuePosition, Index, IndexPart, Length, QualifiedName,
    Table,
};

fn unstyled(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |out, piece| out + piece.split_once('m').map_or(piece, |(_, rest)| rest))
}

fn index(name: &str, columns: &[&str], unique: bool) -> Index {
    Index {
        name: name.into(),
        parts: columns.iter().map(|column| IndexPart::column(*column)).collect(),
        unique,
        method: None,
        predicate: None,
        include: vec![],
        nulls_not_distinct: false,
    }
}

fn ops() -> Vec<Op> {
    let tasks = || QualifiedName::new("tasks");
    let old = Column::new("priority", ColumnType::String(Length::N(10)));
    let mut new = Column::new("priority", ColumnType::String(Length::N(20)));
    new.default = Some(DefaultValue::Text("medium".into()));
    let mut strict = old.clone();
    strict.nullable = false;
    let mut tags = Table::new(QualifiedName::qualified("audit", "tags"));
    tags.columns.insert("id".into(), Column::new("id", ColumnType::Integer));
    let kind = EnumType { name: "kind".into(), values: vec!["a".into(), "b".into()] };
    vec![
        Op::CreateTable { table: tags },
        Op::DropIndex { table: tasks(), index: index("idx", &["a"], false), concurrently: false },
        Op::AlterColumn { table: tasks(), from: Box::new(old.clone()), to: Box::new(new), using: None },
        Op::AlterColumn { table: tasks(), from: Box::new(old.clone()), to: Box::new(strict), using: None },
        Op::RenameTable { from: tasks(), to: "jobs".into() },
        Op::DropColumn { table: "jobs".into(), column: old },
        Op::RenameColumn { table: "jobs".into(), from: "a".into(), to: "b".into() },
        Op::CreateIndex { table: "jobs".into(), index: index("idx", &["a", "b"], true), concurrently: false },
        Op::AddEnumValue {
            enum_type: kind,
            value: "c".into(),
            position: EnumValuePosition::Before("b".into()),
        },
        Op::DropTable { table: Table::new("old\u{1b}[2J|x") },
    ]
}

#[test]
fn a_difference_is_told_table_by_table() {
    assert_eq!(
        unstyled(&changes(&ops(), &ChangeStyle { calls: false })),
        "enums\n  \
        ~ enum kind: values (a, b) → (a, c, b)\n\
        \n- table old\\u{1b}[2J|x ()\n\
        \n~ table tasks → jobs\n  \
        ~ column priority\n      type varchar(10) → varchar(20)\n      default none → 'medium'\n  \
        ~ column priority: null → not null\n  \
        - column priority varchar(10)\n  \
        ~ column a → b\n  \
        ~ index idx: (a) → unique (a, b)\n\
        \n+ table audit.tags\n  \
        + column id integer\n\
        \n1 added, 2 dropped, 6 altered\n"
    );
    assert_eq!(changes(&[], &ChangeStyle::default()), "no differences\n");
}

#[test]
fn each_line_names_its_call() {
    let text = unstyled(&changes(&ops(), &ChangeStyle::default()));
    for call in [
        "op.add_enum_value_at(\"kind\", \"c\", EnumValuePosition::Before(\"b\".into()))",
        "op.rename_table(\"tasks\", \"jobs\")",
        "op.alter_column(\"tasks\", ColumnDef::new(\"priority\")…)",
        "op.set_not_null(\"tasks\", \"priority\")",
        "op.drop_index(\"idx\", \"tasks\") op.create_index(\"idx\", \"jobs\", …)",
        "op.create_table(table((\"audit\", \"tags\"))…)",
    ] {
        assert!(text.contains(call), "{call} is not in\n{text}");
    }
}

#[test]
fn markdown_keeps_its_tables_whole() {
    let text = changes_markdown(&ops());
    let bars = |line: &&str| line.matches('|').count() == 5;
    assert!(text.lines().filter(|line| line.starts_with('|')).all(|line| bars(&line)), "{text}");
    assert!(text.contains(
        "| <code>&#126;</code> | index <code>idx</code> | <code>(a)</code> | <code>unique (a, b)</code> |"
    ));
    assert_eq!(changes_markdown(&[]), "No differences.\n");
}

#[test]
fn json_holds_every_operation() {
    let value: serde_json::Value = serde_json::from_str(&changes_json(&ops())).unwrap();
    assert_eq!(value["version"], 1);
    assert_eq!(value["operations"].as_array().unwrap().len(), ops().len());
    assert_eq!(value["operations"][4]["op"], "rename_table");
}
