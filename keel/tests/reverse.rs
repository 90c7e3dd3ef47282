//! Properties of operations: what is applied and reversed is as it was, whatever the schema.

use proptest::{prelude::*, sample::Index as Pick};
use sea_keel::{
    op::{Op, Operations, Reversal, apply_all, reverse, reverse_all},
    schema::{
        Backend, Check, Column, ColumnType, DefaultValue, EnumType, EnumValuePosition, Expression,
        ForeignKey, Index, IndexPart, Length, NamingConvention, PrimaryKey, QualifiedName, ReferentialAction,
        Schema, Table, Unique,
    },
};

/// What a random history does next: which kind of change, and on what; the schema decides what that can be.
#[derive(Clone, Debug)]
struct Move {
    kind: u8,
    first: Pick,
    second: Pick,
    name: String,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let name = proptest::sample::select(vec!["a", "b", "c", "Mixed Case", "select", "quo\"te", "ünï"]);
    let one = (any::<u8>(), any::<Pick>(), any::<Pick>(), name)
        .prop_map(|(kind, first, second, name)| Move { kind, first, second, name: name.to_owned() });
    proptest::collection::vec(one, 1..40)
}

fn types() -> [ColumnType; 6] {
    [
        ColumnType::Integer,
        ColumnType::String(Length::N(20)),
        ColumnType::Text,
        ColumnType::Boolean,
        ColumnType::Decimal(Some((10, 2))),
        ColumnType::TimestampWithTimeZone,
    ]
}

fn pick<'a, T>(pick: &Pick, from: &'a [T]) -> Option<&'a T> {
    (!from.is_empty()).then(|| pick.get(from))
}

fn new_table(name: &str) -> Table {
    let mut table = Table::new(name);
    let mut id = Column::new("id", ColumnType::Integer);
    id.nullable = false;
    table.columns.insert("id".into(), id);
    table.primary_key = Some(PrimaryKey { name: None, columns: vec!["id".into()] });
    table
}

/// An operation that may or may not fit; what does not fit is passed over by whoever applies it.
fn operation(schema: &Schema, step: &Move) -> Option<Op> {
    let tables: Vec<_> = schema.tables.values().collect();
    let table = pick(&step.first, &tables).copied();
    let columns: Vec<_> = table.map(|table| table.columns.values().collect()).unwrap_or_default();
    let column = pick(&step.second, &columns).copied();
    let enums: Vec<_> = schema.enums.values().collect();
    let of = |table: Option<&Table>| table.map(|table| table.name.clone());
    Some(match step.kind % 20 {
        0 | 1 => Op::CreateTable { table: new_table(&step.name) },
        2 => Op::DropTable { table: table?.clone() },
        3 => Op::RenameTable { from: of(table)?, to: QualifiedName::new(&step.name) },
        4..=6 => {
            let mut column = Column::new(&step.name, pick(&step.second, &types())?.clone());
            column.default = step.kind.is_multiple_of(2).then_some(DefaultValue::Text("it's".into()));
            Op::AddColumn { table: of(table)?, column }
        }
        7 => Op::DropColumn { table: of(table)?, column: column?.clone() },
        8 => {
            let (from, mut to) = (column?.clone(), column?.clone());
            to.ty = pick(&step.first, &types())?.clone();
            to.comment = Some(step.name.clone());
            Op::AlterColumn { table: of(table)?, from: Box::new(from), to: Box::new(to), using: None }
        }
        9 => Op::RenameColumn { table: of(table)?, from: column?.name.clone(), to: step.name.clone() },
        10 => {
            let columns = vec![column?.name.clone()];
            let unique =
                Unique { name: step.name.clone(), columns, nulls_not_distinct: false, deferrable: None };
            Op::AddUnique { table: of(table)?, unique }
        }
        11 => Op::DropUnique { table: of(table)?, unique: table?.uniques.values().next()?.clone() },
        12 => {
            let index = Index {
                name: step.name.clone(),
                parts: vec![
                    IndexPart::column(&column?.name),
                    IndexPart::expression(Expression::new(format!("lower(\"{}\")", column?.name))),
                ],
                unique: false,
                method: None,
                predicate: Some(Expression::new("\"id\" > 0")),
                include: vec![],
                nulls_not_distinct: false,
            };
            Op::CreateIndex { table: of(table)?, index, concurrently: false }
        }
        13 => {
            let index = table?.indexes.values().next()?.clone();
            Op::DropIndex { table: of(table)?, index, concurrently: false }
        }
        14 => {
            let expression = Expression::new("\"id\" IS NOT NULL");
            Op::AddCheck { table: of(table)?, check: Check::new(step.name.clone(), expression) }
        }
        15 => {
            let foreign_key = ForeignKey {
                name: step.name.clone(),
                columns: vec![column?.name.clone()],
                references: pick(&step.second, &tables)?.name.clone(),
                referenced_columns: vec!["id".into()],
                on_delete: ReferentialAction::Cascade,
                on_update: ReferentialAction::NoAction,
                deferrable: None,
                options: Default::default(),
            };
            Op::AddForeignKey { table: of(table)?, foreign_key }
        }
        16 => {
            let foreign_key = table?.foreign_keys.values().next()?.clone();
            Op::DropForeignKey { table: of(table)?, foreign_key }
        }
        17 => {
            let enum_type =
                EnumType { name: QualifiedName::new(&step.name), values: vec!["x".into(), "y".into()] };
            Op::CreateEnum { enum_type }
        }
        18 => {
            let enum_type = (*pick(&step.first, &enums)?).clone();
            let position = EnumValuePosition::Before(enum_type.values.first()?.clone());
            Op::AddEnumValue { enum_type, value: step.name.clone(), position }
        }
        _ => Op::RenameEnum {
            from: pick(&step.first, &enums)?.name.clone(),
            to: QualifiedName::new(&step.name),
        },
    })
}

/// The moves that fit, with the schema before and after each.
fn walk(moves: &[Move]) -> Vec<(Schema, Op, Schema)> {
    let mut schema = Schema::new();
    let mut walked = Vec::new();
    for step in moves {
        let Some(op) = operation(&schema, step) else { continue };
        let before = schema.clone();
        match apply_all(std::slice::from_ref(&op), &mut schema) {
            Ok(()) => walked.push((before, op, schema.clone())),
            Err(_) => assert_eq!(schema, before, "an operation that does not fit changes nothing: {op}"),
        }
    }
    walked
}

fn ops_of(reversal: Reversal) -> Option<Vec<Op>> {
    match reversal {
        Reversal::Exact(ops) | Reversal::Lossy { ops, .. } => Some(ops),
        Reversal::Irreversible { .. } => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// The fold of up, then of its reverse, is the schema of before: for each step, and for all of them.
    #[test]
    fn up_and_its_reverse_are_the_identity(moves in moves()) {
        let walked = walk(&moves);
        for (before, op, after) in &walked {
            let mut schema = after.clone();
            apply_all(&ops_of(reverse(op)).unwrap(), &mut schema).unwrap();
            prop_assert_eq!(&schema, before, "{}", op);
        }
        let ops: Vec<_> = walked.iter().map(|(_, op, _)| op.clone()).collect();
        let mut schema = walked.last().map(|(_, _, after)| after.clone()).unwrap_or_default();
        apply_all(&ops_of(reverse_all(&ops)).unwrap(), &mut schema).unwrap();
        prop_assert_eq!(schema, Schema::new());
    }

    /// Where it is exact, the reverse of the reverse is the operation itself.
    #[test]
    fn an_exact_reverse_reverses_to_the_operation(moves in moves()) {
        for (_, op, _) in walk(&moves) {
            if let Reversal::Exact(ops) = reverse(&op) {
                let back = reverse_all(&ops);
                prop_assert_eq!(ops_of(back).unwrap(), vec![op]);
            }
        }
    }

    /// A schema survives JSON, and equal schemas have equal texts.
    #[test]
    fn schemas_survive_json(moves in moves()) {
        for (_, op, after) in walk(&moves) {
            let json = serde_json::to_string(&after).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Schema>(&json).unwrap(), &after);
            prop_assert!(!op.to_string().is_empty());
        }
    }

    /// The recorder's own drop of a column, with what is over it, is undone by its derived reverse.
    #[test]
    fn a_recorded_drop_comes_back(moves in moves(), which in any::<Pick>()) {
        let schema = walk(&moves).last().map(|(_, _, after)| after.clone()).unwrap_or_default();
        let columns: Vec<_> = schema
            .tables
            .values()
            .flat_map(|table| table.columns.keys().map(|column| (table.name.name.clone(), column.clone())))
            .collect();
        let Some((table, column)) = pick(&which, &columns).cloned() else { return Ok(()) };
        let mut up = Operations::new(Backend::Sqlite, NamingConvention::default(), schema.clone());
        up.drop_column(table, column);
        let mut recorded = up.finish();
        if recorded.errors.is_empty() {
            let back = ops_of(reverse_all(&recorded.ops)).unwrap();
            apply_all(&back, &mut recorded.schema).unwrap();
            prop_assert_eq!(recorded.schema, schema);
        }
    }
}
