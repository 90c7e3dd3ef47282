//! Operations are written as revisions; the revisions are compiled into this test, recorded, and say the
//! operations again. `UPDATE=1 cargo test -p sea-keel --test rendered` writes the files anew.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail so")]
#![expect(unreachable_pub, reason = "a migration file stands for itself, as SeaORM's do")]

use std::{collections::BTreeSet, fs, path::Path};

use sea_keel::{
    dialect::canonical_expression,
    history::Revision,
    op::{Batch, BatchWork, Op, Operations, apply_all},
    render::{EngineOps, RevisionSource, frozen_entities, revision, statements},
    schema::{
        Backend, Check, Column, ColumnType, DefaultValue, Deferrable, EnumType, EnumValuePosition,
        Expression, ForeignKey, Generated, Identity, IdentityKind, Index, IndexPart, Length,
        NamingConvention, NullsOrder, PrimaryKey, QualifiedName, ReferentialAction, Schema, SequenceOptions,
        SortOrder, Table, TableOptions, Unique,
    },
};

#[rustfmt::skip]
#[path = "rendered/m20250101_000000_make_everything.rs"]
mod m20250101_000000_make_everything;
#[rustfmt::skip]
#[path = "rendered/m20250102_000000_change_everything.rs"]
mod m20250102_000000_change_everything;
#[rustfmt::skip]
#[path = "rendered/m20250103_000000_awkward_names.rs"]
mod m20250103_000000_awkward_names;
#[rustfmt::skip]
#[expect(clippy::allow_attributes, reason = "whether the compiler takes the expectation for fulfilled depends on the entities")]
#[allow(dead_code, reason = "the entities wait for whoever writes the step in code")]
#[path = "rendered/m20250104_000000_split_names.rs"]
mod m20250104_000000_split_names;

/// One file: what it is made of, and what came of it.
struct Case {
    id: &'static str,
    message: &'static str,
    notes: Vec<String>,
    engines: Vec<(Backend, Schema, Vec<Op>)>,
    lost: Vec<(usize, String)>,
    entities: Option<String>,
    compiled: Box<dyn Revision>,
}

fn cases() -> Vec<Case> {
    let made: Vec<_> =
        Backend::ALL.into_iter().map(|backend| (backend, Schema::new(), make_everything(backend))).collect();
    let changed: Vec<_> = made
        .iter()
        .map(|(backend, before, ops)| {
            let after = after(before, ops);
            (*backend, after.clone(), change_everything(*backend, &after))
        })
        .collect();
    let drop = changed[0].2.iter().position(|op| matches!(op, Op::DropTable { .. })).unwrap();
    let split = split_names();
    let frozen = after(&split.0, &split.1);
    let tables: Vec<_> = frozen.tables.keys().cloned().collect();
    vec![
        Case {
            id: "m20250101_000000_make_everything",
            message: "make everything",
            notes: vec![],
            engines: made,
            lost: vec![],
            entities: None,
            compiled: Box::new(m20250101_000000_make_everything::Migration),
        },
        Case {
            id: "m20250102_000000_change_everything",
            message: "Everything, as it says \"here\",\nis changed",
            notes: vec![
                "The first thing to look at.".into(),
                "The second one, which is ".to_owned() + &"long ".repeat(30),
            ],
            engines: changed,
            lost: vec![(drop, "the rows of `notes`".into())],
            entities: None,
            compiled: Box::new(m20250102_000000_change_everything::Migration),
        },
        Case {
            id: "m20250103_000000_awkward_names",
            message: "awkward names",
            notes: vec![],
            engines: vec![(Backend::Postgres, Schema::new(), awkward_names())],
            lost: vec![],
            entities: None,
            compiled: Box::new(m20250103_000000_awkward_names::Migration),
        },
        Case {
            id: "m20250104_000000_split_names",
            message: "split names",
            notes: vec![],
            engines: vec![(Backend::Postgres, split.0, split.1)],
            lost: vec![],
            entities: Some(frozen_entities(&frozen, &tables).unwrap()),
            compiled: Box::new(m20250104_000000_split_names::Migration),
        },
    ]
}

fn after(before: &Schema, ops: &[Op]) -> Schema {
    let mut schema = before.clone();
    apply_all(ops, &mut schema).unwrap();
    schema
}

#[test]
fn revisions_say_what_they_were_made_of() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rendered");
    for case in cases() {
        let engines: Vec<_> = case
            .engines
            .iter()
            .map(|(backend, before, ops)| EngineOps {
                backend: *backend,
                ops,
                before,
                lost: case.lost.clone(),
            })
            .collect();
        let source = RevisionSource {
            id: case.id,
            message: case.message,
            revises: &["m20240101_000000_before".to_owned()],
            notes: &case.notes,
            engines: &engines,
            entities: case.entities.as_deref(),
        };
        let text = revision(&source).unwrap();
        let file = directory.join(format!("{}.rs", case.id));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, &text).unwrap();
            continue;
        }
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            text,
            "{} is out of date: UPDATE=1 writes it",
            case.id
        );
        assert_eq!(case.compiled.name(), case.id);
        for (backend, before, ops) in &case.engines {
            let mut recording = Operations::new(*backend, NamingConvention::default(), before.clone());
            case.compiled.up(&mut recording);
            let recorded = recording.finish();
            assert_eq!(recorded.errors, [], "{} on {backend}", case.id);
            let mut said = recorded.ops;
            if case.entities.is_some() {
                assert!(matches!(said.pop(), Some(Op::Code { .. })));
            }
            for (said, meant) in said.iter().zip(ops) {
                let (said, meant) = (spelled(*backend, said), spelled(*backend, meant));
                assert_eq!(
                    serde_json::to_string_pretty(&said).unwrap(),
                    serde_json::to_string_pretty(&meant).unwrap(),
                    "{} on {backend}",
                    case.id
                );
            }
            assert_eq!(said.len(), ops.len(), "{} on {backend}", case.id);
        }
    }
}

/// The operation, with what has more than one spelling in one of them.
fn spelled(backend: Backend, op: &Op) -> serde_json::Value {
    let mut value = serde_json::to_value(op).unwrap();
    respell(backend, &mut value);
    value
}

fn respell(backend: Backend, value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                match field {
                    serde_json::Value::String(text) if name == "number" => {
                        *text = text.parse::<f64>().unwrap().to_string();
                    }
                    serde_json::Value::String(text)
                        if ["expression", "predicate", "using", "on_update", "filter"]
                            .contains(&name.as_str()) =>
                    {
                        let canonical = canonical_expression(backend, &Expression::new(text.as_str()));
                        canonical.as_sql().clone_into(text);
                    }
                    other => respell(backend, other),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| respell(backend, item)),
        _ => {}
    }
}

#[test]
fn every_operation_is_among_them() {
    let all = [
        "create_schema",
        "drop_schema",
        "create_enum",
        "drop_enum",
        "rename_enum",
        "add_enum_value",
        "rename_enum_value",
        "alter_enum",
        "create_table",
        "drop_table",
        "rename_table",
        "comment_table",
        "add_column",
        "drop_column",
        "alter_column",
        "rename_column",
        "add_primary_key",
        "drop_primary_key",
        "add_unique",
        "drop_unique",
        "add_foreign_key",
        "drop_foreign_key",
        "add_check",
        "drop_check",
        "validate_foreign_key",
        "validate_check",
        "rename_constraint",
        "create_index",
        "drop_index",
        "rename_index",
        "backfill",
        "batched",
        "sql",
    ];
    let found: BTreeSet<_> = cases()
        .iter()
        .flat_map(|case| case.engines.iter().flat_map(|(_, _, ops)| ops).collect::<Vec<_>>())
        .map(|op| serde_json::to_value(op).unwrap()["op"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(found, all.iter().map(ToString::to_string).collect());
}

#[test]
fn code_cannot_be_written_down() {
    use sea_keel::op::{CodeFn, CodeStep};
    let step = CodeStep::new("count them", CodeFn::new(|_| Box::pin(async { Ok(()) })), None);
    let error = statements(Backend::Sqlite, &[Op::Code { step }], &Schema::new()).unwrap_err();
    assert!(error.to_string().contains("count them"), "{error}");
}

#[test]
fn what_does_not_fit_is_told() {
    let ops = [Op::DropColumn { table: "gone".into(), column: Column::new("x", ColumnType::Text) }];
    let error = statements(Backend::Sqlite, &ops, &Schema::new()).unwrap_err();
    assert!(error.to_string().contains("gone"), "{error}");
}

#[test]
fn statements_are_the_body_alone() {
    let mut before = Schema::new();
    before.tables.insert("tasks".into(), table("tasks", [required("id", ColumnType::Integer)]));
    let column =
        Column { default: Some(DefaultValue::Text("medium".into())), ..required("priority", string(20)) };
    let ops = [
        Op::AddColumn { table: "tasks".into(), column },
        Op::AlterColumn {
            table: "tasks".into(),
            from: Box::new(required("id", ColumnType::Integer)),
            to: Box::new(Column::new("id", ColumnType::Integer)),
            using: None,
        },
    ];
    let expected = "op.add_column(Tasks::Table, string_len(Tasks::Priority, 20).default(\"medium\"));\n\
                    op.drop_not_null(Tasks::Table, Tasks::Id);\n";
    for backend in Backend::ALL {
        assert_eq!(statements(backend, &ops, &before).unwrap(), expected);
    }
}

// ---- what is written ----

fn string(length: u32) -> ColumnType {
    ColumnType::String(Length::N(length))
}

fn required(name: &str, ty: ColumnType) -> Column {
    Column { nullable: false, ..Column::new(name, ty) }
}

fn table<const N: usize>(name: &str, columns: [Column; N]) -> Table {
    let mut table = Table::new(name);
    table.columns.extend(columns.into_iter().map(|column| (column.name.clone(), column)));
    table
}

fn key(columns: &[&str]) -> PrimaryKey {
    PrimaryKey { name: None, columns: names(columns) }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn unique(name: &str, columns: &[&str]) -> Unique {
    Unique { name: name.into(), columns: names(columns), nulls_not_distinct: false, deferrable: None }
}

fn index(name: &str, parts: Vec<IndexPart>) -> Index {
    Index {
        name: name.into(),
        parts,
        unique: false,
        method: None,
        predicate: None,
        include: vec![],
        nulls_not_distinct: false,
    }
}

fn foreign_key(name: &str, columns: &[&str], to: &str, referenced: &[&str]) -> ForeignKey {
    ForeignKey {
        name: name.into(),
        columns: names(columns),
        references: to.into(),
        referenced_columns: names(referenced),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: None,
        options: Default::default(),
    }
}

fn check(name: &str, expression: &str) -> Check {
    Check::new(name, Expression::new(expression))
}

fn doubtful(mut key: ForeignKey) -> ForeignKey {
    key.options.not_valid = true;
    key
}

fn batched(filter: Option<&str>, work: BatchWork) -> Op {
    Op::Batched { batch: Batch { table: "remarks".into(), filter: filter.map(Expression::new), work } }
}

fn set(column: &str, value: &str) -> (String, Expression) {
    (column.into(), Expression::new(value))
}

fn not_valid(check: Check) -> Check {
    Check { not_valid: true, ..check }
}

fn sql(sql: &str, down: Option<&str>) -> Op {
    Op::Sql { sql: sql.into(), down: down.map(Into::into), effect: vec![], transactional: true }
}

/// Every type that the engine has.
fn types(backend: Backend) -> Vec<ColumnType> {
    use ColumnType as T;
    let mut types = vec![
        T::Char(None),
        T::Char(Some(3)),
        string(20),
        T::String(Length::Unspecified),
        T::String(Length::Max),
        T::Text,
        T::Blob,
        T::TinyInteger,
        T::SmallInteger,
        T::Integer,
        T::BigInteger,
        T::TinyUnsigned,
        T::SmallUnsigned,
        T::Unsigned,
        T::BigUnsigned,
        T::Float,
        T::Double,
        T::Decimal(None),
        T::Decimal(Some((10, 2))),
        T::DateTime,
        T::Timestamp,
        T::TimestampWithTimeZone,
        T::Time,
        T::Date,
        T::Binary(1),
        T::Binary(16),
        T::VarBinary(Length::N(32)),
        T::VarBinary(Length::Max),
        T::VarBinary(Length::Unspecified),
        T::Boolean,
        T::Money(None),
        T::Money(Some((12, 4))),
        T::Json,
        T::JsonBinary,
        T::Uuid,
        T::Enum("mood".into()),
        T::Custom("some \"type\"(3)".into()),
    ];
    match backend {
        Backend::Postgres => types.extend([
            T::Interval(None, None),
            T::Interval(Some("DAY TO SECOND".into()), Some(3)),
            T::Bit(None),
            T::Bit(Some(4)),
            T::VarBit(9),
            T::Array(Box::new(T::Integer)),
            T::Array(Box::new(T::Array(Box::new(string(5))))),
            T::Array(Box::new(T::Enum("mood".into()))),
            T::Array(Box::new(T::Decimal(Some((4, 1))))),
            T::Enum(QualifiedName::qualified("audit", "level")),
            T::Array(Box::new(T::Enum(QualifiedName::qualified("audit", "level")))),
            T::Vector(None),
            T::Vector(Some(3)),
            T::Cidr,
            T::Inet,
            T::MacAddr,
            T::LTree,
            T::Custom("citext".into()),
        ]),
        Backend::MySql => types.extend([T::Year, T::Bit(Some(4)), T::VarBit(9)]),
        Backend::Sqlite => {}
    }
    types
}

fn make_everything(backend: Backend) -> Vec<Op> {
    let postgres = backend == Backend::Postgres;
    let mut ops = vec![Op::CreateEnum {
        enum_type: EnumType { name: "mood".into(), values: names(&["sad", "so \"so\"", "it's"]) },
    }];
    if postgres {
        ops.push(Op::CreateSchema { name: "audit".into() });
        ops.push(Op::CreateEnum {
            enum_type: EnumType {
                name: QualifiedName::qualified("audit", "level"),
                values: names(&["low", "high"]),
            },
        });
    }
    // Every type, NOT NULL and NULL.
    let mut every = Table::new("every_type");
    for (at, ty) in types(backend).into_iter().enumerate() {
        let name = |how: &str| {
            format!("{how}_{}", (b'a' + (at / 26) as u8) as char).to_owned()
                + &((b'a' + (at % 26) as u8) as char).to_string()
        };
        for column in [required(&name("must"), ty.clone()), Column::new(name("may"), ty)] {
            every.columns.insert(column.name.clone(), column);
        }
    }
    every.comment = Some("Every type,\n\"really\"".into());
    ops.push(Op::CreateTable { table: every });
    // Every default.
    let defaults = [
        DefaultValue::Null,
        DefaultValue::Bool(true),
        DefaultValue::Number("-5".into()),
        DefaultValue::Number("5000000000".into()),
        DefaultValue::Number("0.50".into()),
        DefaultValue::Text("it's \"so\" \\ \n ß".into()),
        DefaultValue::Bytes(vec![1, 255]),
        DefaultValue::Bytes(vec![]),
        DefaultValue::CurrentTimestamp,
        DefaultValue::CurrentDate,
        DefaultValue::CurrentTime,
        DefaultValue::Expression(Expression::new("(1 + 2)")),
    ];
    let mut every = Table::new("every_default");
    for (at, default) in defaults.into_iter().enumerate() {
        let name = format!("d{}", (b'a' + at as u8) as char);
        let column = Column { default: Some(default), ..Column::new(name, ColumnType::Text) };
        every.columns.insert(column.name.clone(), column);
    }
    for (name, ty) in [
        ("at", ColumnType::TimestampWithTimeZone),
        ("on", ColumnType::DateTime),
        ("ts", ColumnType::Timestamp),
    ] {
        let now = Column { default: Some(DefaultValue::CurrentTimestamp), ..required(name, ty.clone()) };
        let later = Column { name: format!("{name}_null"), nullable: true, ..now.clone() };
        every.columns.extend([(now.name.clone(), now), (later.name.clone(), later)]);
    }
    ops.push(Op::CreateTable { table: every });
    // Keys and numbers.
    let auto = |name: &str, ty| Column { identity: Some(Identity::auto()), ..required(name, ty) };
    for (name, column) in [
        ("pk_auto", auto("id", ColumnType::Integer)),
        ("pk_big", auto("id", ColumnType::BigInteger)),
        ("pk_small", auto("id", ColumnType::SmallInteger)),
        ("pk_uuid", required("id", ColumnType::Uuid)),
        ("pk_text", required("id", string(36))),
    ] {
        let table = Table { primary_key: Some(key(&["id"])), ..table(name, [column]) };
        ops.push(Op::CreateTable { table });
    }
    let users = Table {
        primary_key: Some(PrimaryKey { name: Some("users_key".into()), columns: names(&["id"]) }),
        ..table("users", [auto("id", ColumnType::Integer), required("tenant", ColumnType::Integer)])
    };
    let mut users =
        Table { uniques: [("uq_users".into(), unique("uq_users", &["id", "tenant"]))].into(), ..users };
    users
        .columns
        .insert("name".into(), Column { collation: Some("C".into()), ..Column::new("name", string(50)) });
    ops.push(Op::CreateTable { table: users });
    let mut tasks = Table {
        primary_key: Some(key(&["id", "tenant"])),
        ..table(
            "tasks",
            [
                required("id", ColumnType::Integer),
                required("tenant", ColumnType::Integer),
                Column { comment: Some("how it is called".into()), ..required("title", string(200)) },
                Column {
                    generated: Some(Generated { expression: Expression::new("length(title)"), stored: true }),
                    ..Column::new("length", ColumnType::Integer)
                },
                Column { extra: Some("/* more */".into()), ..Column::new("owner", ColumnType::Integer) },
                Column::new("done", ColumnType::Boolean),
            ],
        )
    };
    if backend == Backend::MySql {
        tasks.columns.insert(
            "touched".into(),
            Column {
                default: Some(DefaultValue::CurrentTimestamp),
                on_update: Some(Expression::new("CURRENT_TIMESTAMP")),
                ..required("touched", ColumnType::Timestamp)
            },
        );
        tasks.options = TableOptions {
            engine: Some("InnoDB".into()),
            character_set: Some("utf8mb4".into()),
            collation: Some("utf8mb4_bin".into()),
            ..TableOptions::default()
        };
    }
    if backend == Backend::Sqlite {
        tasks.options = TableOptions { strict: true, without_rowid: true, ..TableOptions::default() };
    }
    let mut owner = foreign_key("fk_owner", &["owner", "tenant"], "users", &["id", "tenant"]);
    owner.on_delete = ReferentialAction::Cascade;
    owner.on_update = ReferentialAction::SetDefault;
    tasks.foreign_keys.insert("fk_owner".into(), owner);
    let mut single = foreign_key("fk_single", &["owner"], "users", &["id"]);
    single.on_delete = ReferentialAction::SetNull;
    single.on_update = ReferentialAction::Restrict;
    single.deferrable = (backend != Backend::MySql).then_some(Deferrable::InitiallyDeferred);
    tasks.foreign_keys.insert("fk_single".into(), single);
    tasks.checks.insert("ck_title".into(), check("ck_title", "title <> 'it''s'"));
    tasks.indexes.insert("idx_done".into(), index("idx_done", vec![IndexPart::column("done")]));
    let mut latest = index(
        "idx_latest",
        vec![
            IndexPart::column("tenant"),
            IndexPart { order: SortOrder::Descending, ..IndexPart::column("title") },
            IndexPart::column("id"),
        ],
    );
    latest.unique = true;
    tasks.indexes.insert("idx_latest".into(), latest);
    let mut wide =
        Unique { deferrable: Some(Deferrable::InitiallyImmediate), ..unique("uq_title", &["title"]) };
    wide.nulls_not_distinct = postgres;
    wide.deferrable = wide.deferrable.filter(|_| postgres);
    tasks.uniques.insert("uq_title".into(), wide);
    ops.push(Op::CreateTable { table: tasks });
    // Four columns point at four.
    let four = ["a", "b", "c", "d"];
    let columns = || four.map(|name| required(name, ColumnType::Integer));
    ops.push(Op::CreateTable { table: Table { primary_key: Some(key(&four)), ..table("wide", columns()) } });
    let mut wider = table("wider", columns());
    wider.foreign_keys.insert("fk_wide".into(), foreign_key("fk_wide", &four, "wide", &four));
    ops.push(Op::CreateTable { table: wider });
    ops.push(Op::CreateTable { table: table("notes", [Column::new("body", ColumnType::Text)]) });
    if postgres {
        let sequence = SequenceOptions {
            start: Some(10),
            increment: Some(-2),
            min_value: Some(-100),
            max_value: Some(100),
            cache: Some(5),
            cycle: true,
        };
        let identity = |kind, sequence| Some(Identity { kind, sequence });
        let few = SequenceOptions { start: Some(7), ..SequenceOptions::default() };
        ops.push(Op::CreateTable {
            table: table(
                "numbered",
                [
                    Column {
                        identity: identity(IdentityKind::Always, SequenceOptions::default()),
                        ..required("a", ColumnType::Integer)
                    },
                    Column {
                        identity: identity(IdentityKind::ByDefault, sequence),
                        ..required("b", ColumnType::BigInteger)
                    },
                    Column {
                        identity: identity(IdentityKind::Serial, SequenceOptions::default()),
                        ..required("c", ColumnType::Integer)
                    },
                    Column {
                        identity: identity(IdentityKind::Auto, few),
                        ..required("d", ColumnType::Integer)
                    },
                ],
            ),
        });
    }
    ops
}

#[expect(clippy::too_many_lines, reason = "a list")]
fn change_everything(backend: Backend, before: &Schema) -> Vec<Op> {
    let postgres = backend == Backend::Postgres;
    let tasks = || QualifiedName::new("tasks");
    let was = |column: &str| before.table(&tasks()).unwrap().column(column).unwrap().clone();
    let alter = |from: Column, to: Column, using: Option<&str>| Op::AlterColumn {
        table: "tasks".into(),
        from: Box::new(from),
        to: Box::new(to),
        using: using.map(Expression::new),
    };
    let mut ops = vec![
        Op::RenameTable { from: "notes".into(), to: "remarks".into() },
        Op::CommentTable { table: "remarks".into(), from: None, to: Some("what was said".into()) },
        Op::CommentTable { table: "remarks".into(), from: Some("what was said".into()), to: None },
        Op::RenameColumn { table: "remarks".into(), from: "body".into(), to: "text".into() },
        Op::AddColumn { table: "remarks".into(), column: Column::new("id", ColumnType::Integer) },
        sql("UPDATE \"remarks\" SET \"id\" = 1\nWHERE \"id\" IS NULL", Some("")),
        Op::AlterColumn {
            table: "remarks".into(),
            from: Box::new(Column::new("id", ColumnType::Integer)),
            to: Box::new(required("id", ColumnType::Integer)),
            using: None,
        },
        Op::AddPrimaryKey { table: "remarks".into(), key: key(&["id"]) },
        Op::DropPrimaryKey { table: "remarks".into(), key: key(&["id"]) },
        Op::AddPrimaryKey {
            table: "remarks".into(),
            key: PrimaryKey { name: Some("remarks_key".into()), columns: names(&["id"]) },
        },
        Op::RenameConstraint { table: "remarks".into(), from: "remarks_key".into(), to: "remarks_pk".into() },
        Op::AddUnique { table: "remarks".into(), unique: unique("uq_text", &["text"]) },
        Op::DropUnique { table: "remarks".into(), unique: unique("uq_text", &["text"]) },
        Op::AddForeignKey {
            table: "remarks".into(),
            foreign_key: doubtful(foreign_key("fk_remarks", &["id"], "users", &["id"])),
        },
        Op::ValidateForeignKey {
            table: "remarks".into(),
            foreign_key: doubtful(foreign_key("fk_remarks", &["id"], "users", &["id"])),
        },
        Op::DropForeignKey {
            table: "remarks".into(),
            foreign_key: foreign_key("fk_remarks", &["id"], "users", &["id"]),
        },
        Op::AddCheck { table: "remarks".into(), check: not_valid(check("ck_id", "id > 0")) },
        Op::ValidateCheck { table: "remarks".into(), check: not_valid(check("ck_id", "id > 0")) },
        Op::AddCheck { table: "remarks".into(), check: check("ck_id_is_small", "id < 9") },
        Op::DropCheck { table: "remarks".into(), check: check("ck_id", "id > 0") },
        Op::Backfill { table: "remarks".into(), column: "text".into(), value: Expression::new("'none'") },
        batched(Some("id > 3"), BatchWork::Update { set: vec![set("text", "'x'")] }),
        batched(None, BatchWork::Delete { quarantine: None, cascade: false }),
        Op::CreateTable {
            table: table(
                "remarks_kept",
                [Column::new("text", ColumnType::Text), Column::new("id", ColumnType::Integer)],
            ),
        },
        batched(
            Some("text = 'old'"),
            BatchWork::Delete { quarantine: Some("remarks_kept".into()), cascade: true },
        ),
        batched(None, BatchWork::Restore { quarantine: "remarks_kept".into() }),
        sql("ANALYZE", None),
        sql("SELECT 1", Some("SELECT '\\', \"x\"#'")),
        Op::Sql { sql: "VACUUM".into(), down: None, effect: vec![], transactional: false },
        Op::Sql {
            sql: "CREATE TABLE made_by_hand (\n    id integer\n)".into(),
            down: Some("DROP TABLE made_by_hand".into()),
            effect: vec![
                Op::CreateTable { table: table("made_by_hand", [Column::new("id", ColumnType::Integer)]) },
                Op::CreateIndex {
                    table: "made_by_hand".into(),
                    index: index("idx_made_by_hand", vec![IndexPart::column("id")]),
                    concurrently: false,
                },
            ],
            transactional: true,
        },
        Op::Sql {
            sql: "DROP TABLE made_by_hand".into(),
            down: None,
            effect: vec![Op::DropTable {
                table: Table {
                    indexes: [(
                        "idx_made_by_hand".to_owned(),
                        index("idx_made_by_hand", vec![IndexPart::column("id")]),
                    )]
                    .into(),
                    ..table("made_by_hand", [Column::new("id", ColumnType::Integer)])
                },
            }],
            transactional: false,
        },
        Op::AddEnumValue {
            enum_type: before.enum_type(&"mood".into()).unwrap().clone(),
            value: "ok".into(),
            position: EnumValuePosition::End,
        },
    ];
    let mut mood = before.enum_type(&"mood".into()).unwrap().clone();
    mood.values.push("ok".into());
    for (value, position) in
        [("worst", EnumValuePosition::Before("sad".into())), ("fine", EnumValuePosition::After("ok".into()))]
    {
        let at = mood.index_of(&position).unwrap();
        ops.push(Op::AddEnumValue { enum_type: mood.clone(), value: value.into(), position });
        mood.values.insert(at, value.into());
    }
    ops.push(Op::RenameEnumValue { name: "mood".into(), from: "fine".into(), to: "great".into() });
    mood.values.pop();
    mood.values.push("great".into());
    let fewer = EnumType { name: "mood".into(), values: names(&["great", "sad"]) };
    ops.push(Op::AlterEnum { from: mood, to: fewer.clone() });
    ops.push(Op::RenameEnum { from: "mood".into(), to: "feeling".into() });
    ops.push(Op::CreateEnum { enum_type: EnumType { name: "brief".into(), values: names(&["a"]) } });
    ops.push(Op::DropEnum { enum_type: EnumType { name: "brief".into(), values: names(&["a"]) } });
    // One thing at a time.
    let title = was("title");
    let free = Column { nullable: true, ..title.clone() };
    let said = Column { default: Some(DefaultValue::Text("none".into())), ..free.clone() };
    let silent = Column { comment: None, ..said.clone() };
    let loud = Column { comment: Some("a title".into()), ..silent.clone() };
    let plain = Column { default: None, ..loud.clone() };
    let long = Column { ty: ColumnType::Text, nullable: false, ..plain.clone() };
    for (from, to) in [
        (&title, &free),
        (&free, &said),
        (&said, &silent),
        (&silent, &loud),
        (&loud, &plain),
        (&plain, &long),
    ] {
        ops.push(alter(from.clone(), to.clone(), None));
    }
    let short = Column { ty: string(10), ..long.clone() };
    ops.push(alter(long, short, postgres.then_some("substr(title, 1, 10)")));
    ops.push(Op::RenameIndex { table: tasks(), from: "idx_done".into(), to: "idx_tasks_done".into() });
    let done = index("idx_tasks_done", vec![IndexPart::column("done")]);
    ops.push(Op::DropIndex { table: tasks(), index: done.clone(), concurrently: postgres });
    ops.push(Op::CreateIndex { table: tasks(), index: done.clone(), concurrently: postgres });
    ops.push(Op::DropIndex { table: tasks(), index: done.clone(), concurrently: false });
    ops.push(Op::DropColumn { table: tasks(), column: was("done") });
    ops.extend(indexes(backend).into_iter().map(|index| Op::CreateIndex {
        table: tasks(),
        index,
        concurrently: false,
    }));
    if postgres {
        ops.extend([
            Op::CreateSchema { name: "brief".into() },
            Op::DropSchema { name: "brief".into() },
            // No engine does so in one step, SQL can say that it did.
            Op::Sql {
                sql: "ALTER TABLE wider SET SCHEMA audit".into(),
                down: Some("ALTER TABLE audit.wider SET SCHEMA public".into()),
                effect: vec![Op::RenameTable {
                    from: "wider".into(),
                    to: QualifiedName::qualified("audit", "wider"),
                }],
                transactional: true,
            },
            Op::AddColumn {
                table: QualifiedName::qualified("audit", "wider"),
                column: Column {
                    default: Some(DefaultValue::Text("low".into())),
                    ..required("level", ColumnType::Enum(QualifiedName::qualified("audit", "level")))
                },
            },
        ]);
    }
    if backend == Backend::MySql {
        let touched = was("touched");
        let later = Column { on_update: None, ty: ColumnType::DateTime, ..touched.clone() };
        ops.push(alter(touched, later, None));
    }
    ops.push(Op::AddColumn {
        table: tasks(),
        column: Column::new("feeling", ColumnType::Enum("feeling".into())),
    });
    ops.push(Op::DropTable { table: before.table(&"every_default".into()).unwrap().clone() });
    ops
}

fn indexes(backend: Backend) -> Vec<Index> {
    let lower = || IndexPart::expression(Expression::new("lower(title)"));
    let part = IndexPart::column;
    match backend {
        Backend::Postgres => vec![
            index("idx_lower", vec![lower()]),
            Index {
                method: Some("btree".into()),
                predicate: Some(Expression::new("title IS NOT NULL")),
                include: names(&["id", "owner"]),
                nulls_not_distinct: true,
                unique: true,
                ..index(
                    "idx_much",
                    vec![
                        part("owner"),
                        IndexPart {
                            order: SortOrder::Descending,
                            nulls: Some(NullsOrder::Last),
                            operator_class: Some("text_pattern_ops".into()),
                            collation: Some("C".into()),
                            ..lower()
                        },
                        IndexPart { nulls: Some(NullsOrder::First), ..part("title") },
                        part("tenant"),
                    ],
                )
            },
        ],
        Backend::MySql => vec![
            index("idx_prefix", vec![IndexPart { prefix: Some(5), ..part("title") }, part("owner")]),
            Index { method: Some("fulltext".into()), ..index("idx_words", vec![part("title")]) },
        ],
        Backend::Sqlite => vec![Index {
            predicate: Some(Expression::new("owner > 1")),
            ..index(
                "idx_some",
                vec![IndexPart { collation: Some("NOCASE".into()), ..part("title") }, lower()],
            )
        }],
    }
}

fn awkward_names() -> Vec<Op> {
    let audit = |name: &str| QualifiedName::qualified("audit", name);
    let mut ops =
        vec![Op::CreateSchema { name: "audit".into() }, Op::CreateSchema { name: "my \"own\".x".into() }];
    let columns = [
        "id",
        "table",
        "Table",
        "TABLE",
        "a_b",
        "aB",
        "ab",
        "AB",
        "a_1",
        "a1",
        "a_11",
        "localId",
        "USER_ID",
        "userIDs",
        "HTTPServer",
        "type",
        "self",
        "Self",
        "crate",
        "fn",
        "my column",
        "quote\"d",
        "it's",
        "back`tick",
        "back\\slash",
        "größe",
        "日本",
        "имя",
        "2fa",
        "_x",
        "x_",
        "x__y",
        "",
        " ",
        "{}",
        "new\nline",
        "e\u{301}",
        "ı",
        "straße",
        "a.b",
        "\u{202e}odd",
        "unnamed",
        "Unnamed2",
        "task2_id",
        "x1_y2",
    ];
    let mut awkward = Table::new("all names");
    for name in columns {
        awkward.columns.insert(name.into(), Column::new(name, ColumnType::Integer));
    }
    awkward.uniques.insert("uq \"x\"\\".into(), unique("uq \"x\"\\", &["table", "日本"]));
    ops.push(Op::CreateTable { table: awkward });
    let tables = [
        QualifiedName::new("tasks"),
        audit("tasks"),
        QualifiedName::qualified("my \"own\".x", "tasks"),
        QualifiedName::new("Tasks"),
        QualifiedName::new("audit_tasks"),
        QualifiedName::new("expr"),
        QualifiedName::new("string"),
        QualifiedName::new("option"),
        QualifiedName::new("foreign_key"),
        QualifiedName::new("backend"),
        QualifiedName::new("migration"),
        QualifiedName::new("self"),
        QualifiedName::new("table"),
        QualifiedName::new("column"),
        QualifiedName::new("index"),
        QualifiedName::new("日本"),
        QualifiedName::new("имя"),
        QualifiedName::new(""),
        QualifiedName::new("2fa"),
        audit("only here"),
    ];
    for name in &tables {
        let new = Table {
            primary_key: Some(key(&["id"])),
            ..table("", [required("id", ColumnType::Integer), Column::new("string", ColumnType::Text)])
        };
        ops.push(Op::CreateTable { table: Table { name: name.clone(), ..new } });
    }
    for (at, name) in tables.iter().enumerate() {
        let to = &tables[(at + 1) % tables.len()];
        let key = ForeignKey { references: to.clone(), ..foreign_key("fk", &["id"], "", &["id"]) };
        ops.push(Op::AddForeignKey { table: name.clone(), foreign_key: key });
    }
    ops.push(Op::RenameTable { from: audit("tasks"), to: audit("expr") });
    ops.push(Op::RenameColumn { table: audit("expr"), from: "string".into(), to: "table".into() });
    ops.push(Op::AddCheck {
        table: audit("expr"),
        check: check("ck", "\"table\" = 'Tasks::Ghost' AND \"id\" > 0"),
    });
    ops
}

fn split_names() -> (Schema, Vec<Op>) {
    let mut before = Schema::new();
    let mut people = Table {
        primary_key: Some(key(&["id"])),
        ..table(
            "people",
            [
                Column { identity: Some(Identity::auto()), ..required("id", ColumnType::Integer) },
                required("type", string(5)),
                Column::new("localId", ColumnType::Text),
                Column::new("self", ColumnType::Integer),
                Column::new("a_1", ColumnType::Integer),
                Column::new("a1", ColumnType::Integer),
                Column::new("full name", ColumnType::Text),
                Column::new("日本", ColumnType::Uuid),
            ],
        )
    };
    before.enums.insert("mood".into(), EnumType { name: "mood".into(), values: names(&["sad", "ok"]) });
    let audit = QualifiedName::qualified("audit", "level");
    before.enums.insert(audit.clone(), EnumType { name: audit, values: names(&["low"]) });
    before.namespaces.insert("audit".into());
    for backend in Backend::ALL {
        for (at, ty) in types(backend).into_iter().enumerate() {
            let name = format!("{backend}_{at}");
            people.columns.insert(name.clone(), Column { nullable: at % 2 == 0, ..Column::new(name, ty) });
        }
    }
    before.tables.insert("people".into(), people);
    let pair = Table {
        name: QualifiedName::qualified("audit", "pair"),
        primary_key: Some(key(&["a", "b"])),
        ..table("", [required("a", ColumnType::Integer), required("b", string(36))])
    };
    before.tables.insert(pair.name.clone(), pair);
    let fixed =
        Table { primary_key: Some(key(&["id"])), ..table("type", [required("id", ColumnType::BigInteger)]) };
    before.tables.insert("type".into(), fixed);
    before.tables.insert("keyless".into(), table("keyless", [Column::new("x", ColumnType::Text)]));
    let ops = ["first_name", "last_name"]
        .map(|name| Op::AddColumn { table: "people".into(), column: Column::new(name, ColumnType::Text) });
    (before, ops.into())
}
