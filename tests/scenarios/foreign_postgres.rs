//! PostgreSQL databases that this toolkit has not made.

use std::{fmt::Write as _, sync::Arc};

use sea_keel::{
    dialect::{Inspected, Scope, dialect_of},
    inspect::inspect,
    schema::{
        ColumnType, DefaultValue, Deferrable, Expression, IdentityKind, IndexTerm, NullsOrder, QualifiedName,
        ReferentialAction, SortOrder,
    },
};
use tests::{Database, Engine, Outcome};

/// What people make by hand.
const FOREIGN: &str = include_str!("foreign_postgres.sql");

async fn read(database: &Database, scope: &Scope) -> Result<Inspected, String> {
    let dialect = dialect_of(database.server().clone());
    inspect(database.connection(), dialect.as_ref(), scope).await.map_err(|error| error.to_string())
}

fn ensure(holds: bool, what: impl std::fmt::Debug) -> Outcome {
    if holds { Ok(()) } else { Err(format!("{what:#?}")) }
}

/// Everything is read or named, in one spelling that stays.
pub(crate) async fn is_read(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    database.execute(FOREIGN).await;
    let found = read(&database, &Scope::All).await?;
    let dialect = dialect_of(database.server().clone());
    let canonical = dialect.canonical(&found.schema);
    ensure(dialect.canonical(&canonical) == canonical, "the canonical spelling is not stable")?;
    ensure(read(&database, &Scope::All).await? == found, "read twice, and not the same")?;

    ensure(found.current.as_deref() == Some("public"), &found.current)?;
    let namespaces: Vec<_> = found.schema.namespaces.iter().map(String::as_str).collect();
    ensure(namespaces == ["Au dit.x", "other"], &namespaces)?;
    let odd = QualifiedName::qualified("Au dit.x", "odd \"name\".t");
    let tables: Vec<_> = found.schema.tables.keys().map(ToString::to_string).collect();
    let expected = ["booking", "dropped", "none", "parts", "plain", "to_parts"];
    ensure(tables[..6] == expected && tables[6] == odd.to_string() && tables.len() == 7, &tables)?;

    let plain = &found.schema.tables[&QualifiedName::new("plain")];
    let mood = QualifiedName::new("mood");
    let custom = |text: &str| ColumnType::Custom(text.to_owned());
    let text = |text: &str| Some(DefaultValue::Text(text.to_owned()));
    for (column, ty, default) in [
        ("id", ColumnType::Integer, None),
        ("big", ColumnType::BigInteger, None),
        ("e", custom("email"), None),
        ("p", custom("pair"), None),
        ("m", ColumnType::Enum(mood.clone()), text("sad")),
        ("ms", ColumnType::Array(Box::new(ColumnType::Enum(mood))), text("{sad}")),
        ("k", ColumnType::Enum(QualifiedName::qualified("Au dit.x", "Kind")), None),
        ("ts", ColumnType::TimestampWithTimeZone, Some(DefaultValue::Expression(Expression::new("now()")))),
        ("tp", custom("timestamp(3) without time zone"), None),
        ("iv", ColumnType::Interval(Some("DAY TO SECOND".into()), Some(3)), None),
        ("n", ColumnType::Decimal(Some((10, 2))), Some(DefaultValue::Number("-1".into()))),
        ("by", ColumnType::Blob, Some(DefaultValue::Bytes(vec![0, 255]))),
    ] {
        let found = &plain.columns[column];
        ensure(found.ty == ty && found.default == default, found)?;
    }
    let serial = |name: &str| plain.columns[name].identity.as_ref().map(|identity| identity.kind);
    ensure(serial("id") == Some(IdentityKind::Serial) && serial("big") == Some(IdentityKind::Serial), plain)?;
    ensure(plain.columns["v"].collation.as_deref() == Some("C"), &plain.columns["v"])?;
    ensure(plain.columns["g"].generated.as_ref().is_some_and(|it| it.stored), &plain.columns["g"])?;
    ensure(plain.comment.as_deref() == Some("it's plain"), &plain.comment)?;
    ensure(plain.checks.contains_key("ck"), &plain.checks)?;

    let index = &plain.indexes["i1"];
    let first = &index.parts[0];
    ensure(first.order == SortOrder::Descending && first.nulls == Some(NullsOrder::Last), first)?;
    ensure(first.operator_class.as_deref() == Some("text_pattern_ops"), first)?;
    ensure(matches!(&index.parts[1].term, IndexTerm::Expression(sql) if sql.as_sql() == "lower(t)"), index)?;
    ensure(index.parts[1].collation.as_deref() == Some("C"), index)?;
    ensure(index.include == ["m", "e"] && index.predicate.is_some(), index)?;
    ensure(plain.indexes["i5"].unique && plain.uniques.is_empty(), plain)?;
    ensure(plain.indexes["i3"].method.as_deref() == Some("hash"), &plain.indexes["i3"])?;
    let plainly = |part: &sea_keel::schema::IndexPart| {
        part.operator_class.is_none() && part.collation.is_none() && part.nulls.is_none()
    };
    ensure(plain.indexes["i6"].parts.iter().all(plainly), &plain.indexes["i6"])?;

    let odd = &found.schema.tables[&odd];
    let identity = odd.columns["a.b"].identity.as_ref().ok_or("no identity")?;
    let said = &identity.sequence;
    ensure(identity.kind == IdentityKind::Always && said.cycle && said.increment == Some(-5), identity)?;
    ensure(said.start.is_none() && said.min_value == Some(-1000) && said.cache == Some(3), identity)?;
    let key = odd.foreign_keys.values().next().ok_or("no foreign key")?;
    ensure(key.references == QualifiedName::new("plain") && key.columns == ["q\"c"], key)?;
    ensure(key.on_update == ReferentialAction::Restrict, key)?;
    ensure(key.deferrable == Some(Deferrable::InitiallyDeferred), key)?;

    let unmanaged: Vec<_> = found.unmanaged.iter().map(|it| format!("{} {}", it.kind, it.name)).collect();
    ensure(
        unmanaged
            == [
                "composite type pair",
                "constraint trigger ct",
                "domain email",
                "exclusion constraint booking_during_excl",
                "foreign table ft",
                "function f(integer)",
                "function tf()",
                "inheriting table child",
                "materialized view mw",
                "partition parts_1",
                "policy po",
                "procedure pr()",
                "range type span",
                "rule ru",
                "sequence free",
                "sequence owned",
                "statistics st",
                "trigger tg",
                "view w",
            ],
        &unmanaged,
    )?;

    let only = read(&database, &Scope::Only(vec![])).await?;
    ensure(only.schema.namespaces.is_empty() && only.schema.tables.len() == 6, only.schema.tables.keys())?;
    let both = read(&database, &Scope::Only(vec!["Au dit.x".into()])).await?;
    ensure(both.schema.tables.len() == 7 && both.schema.namespaces.len() == 1, &both.schema.namespaces)?;
    database.execute("DROP FOREIGN DATA WRAPPER keel_fdw CASCADE").await;
    database.delete().await;
    Ok(())
}

/// The catalogue is open to everybody.
pub(crate) async fn needs_no_rights(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    database.execute(FOREIGN).await;
    let owner = read(&database, &Scope::All).await?;
    let role = format!("keel_reader_{}", std::process::id());
    database.execute(&format!("CREATE ROLE {role}; SET ROLE {role}")).await;
    let refused = database.connection();
    let refused = sea_orm::ConnectionTrait::execute_unprepared(refused, "SELECT * FROM plain").await;
    let reader = read(&database, &Scope::All).await;
    database.execute(&format!("RESET ROLE; DROP ROLE {role}")).await;
    ensure(refused.is_err(), "the role has rights")?;
    ensure(reader? == owner, "without rights, something is not seen")?;
    database.execute("DROP FOREIGN DATA WRAPPER keel_fdw CASCADE").await;
    database.delete().await;
    Ok(())
}

/// However large the database is.
pub(crate) async fn queries_are_few(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let dialect = dialect_of(database.server().clone());
    let queries = dialect.inspection_queries(&Scope::All).len();
    ensure(queries == 7, queries)?;
    let mut made = 0;
    for tables in [10, 1000] {
        // A transaction holds no more locks than max_locks_per_transaction has room for.
        while made < tables {
            let mut sql = String::new();
            for n in made..tables.min(made + 50) {
                write!(sql, "CREATE TABLE t{n} (id integer PRIMARY KEY, a text, b integer CHECK (b > 0)); ")
                    .and_then(|()| write!(sql, "CREATE INDEX i{n} ON t{n} (a, b DESC); "))
                    .map_err(|error| error.to_string())?;
            }
            database.execute(&sql).await;
            made = tables.min(made + 50);
        }
        let found = read(&database, &Scope::All).await?.schema;
        ensure(found.tables.len() == tables, found.tables.len())?;
        let whole = |table: &sea_keel::schema::Table| {
            table.columns.len() == 3 && table.checks.len() == 1 && table.indexes.len() == 1
        };
        ensure(found.tables.values().all(whole), "a table lacks something")?;
    }
    // Emptied in one transaction it would hold all locks at once.
    while made > 0 {
        let from = made - 50.min(made);
        let names: Vec<_> = (from..made).map(|n| format!("t{n}")).collect();
        database.execute(&format!("DROP TABLE {}", names.join(", "))).await;
        made = from;
    }
    database.delete().await;
    Ok(())
}
