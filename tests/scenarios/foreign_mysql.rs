//! Databases that this toolkit did not make, as MySQL and MariaDB show them.

use std::sync::Arc;

use sea_keel::{
    dialect::{Dialect, Engine as Family, Inspected, Scope, dialect_of},
    inspect::inspect,
    op::Op,
    schema::{Backend, QualifiedName, Schema, Table},
};
use tests::{Database, Engine, Outcome, difference};

/// What both engines know.
const MADE: &[&str] = &[
    "CREATE TABLE parent (id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY, b bigint(20) unsigned, UNIQUE KEY u (b))",
    "CREATE TABLE kinds (id int(5) unsigned zerofill NOT NULL, t1 tinyint(1) DEFAULT 1, t4 tinyint(4) DEFAULT '5', \
     bo bool NOT NULL DEFAULT true, s set('a','b c','it''s') DEFAULT 'a', e enum('x','y\\z','q''r') NOT NULL \
     DEFAULT 'q''r', d decimal DEFAULT 1.5, d2 decimal(10,2) unsigned DEFAULT 0, n numeric(5), f float DEFAULT 1.5, \
     f2 float(7,3), dd double precision DEFAULT 1e10, v varchar(20) DEFAULT 'it''s', v0 varchar(20) DEFAULT '', \
     vb varchar(30) DEFAULT 'a\\b', c char(3) DEFAULT 'ab', bi binary(3) DEFAULT 'abc', vbi varbinary(10) DEFAULT 'q', \
     b1 bit(1) DEFAULT b'1', b8 bit(8) DEFAULT b'10100000', ts timestamp NULL DEFAULT current_timestamp ON UPDATE \
     current_timestamp, ts6 timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6), \
     dt datetime DEFAULT now(), dt3 datetime(3) DEFAULT '2020-01-01 00:00:00', da date DEFAULT '2020-01-01', \
     ti time DEFAULT '10:00:00', y year DEFAULT 2020, j json, jn json NOT NULL, tx text, mt mediumtext, lt longtext, \
     bl blob, g geometry, pt point NOT NULL, mi mediumint(9), PRIMARY KEY (id, t4), SPATIAL KEY sp (pt)) \
     COMMENT 'ta''ble'",
    "CREATE TABLE sets (l1 varchar(10) CHARACTER SET latin1 DEFAULT 'x', l2 varchar(10) COLLATE utf8mb4_bin, \
     u text CHARACTER SET ascii) CHARACTER SET utf8mb3",
    "CREATE TABLE computed (a int, v varchar(20), g1 int GENERATED ALWAYS AS (a + 1) VIRTUAL, g2 varchar(50) \
     GENERATED ALWAYS AS (concat(v, 'its')) STORED COMMENT 'com''ment', de int DEFAULT (1 + 2), du varchar(40) \
     DEFAULT (uuid()), dt text DEFAULT ('abc'), dj json DEFAULT ('[]'), dc date DEFAULT (curdate()))",
    "CREATE TABLE checked (a int CHECK (a > 0), b int, v varchar(20), CONSTRAINT named CHECK (b <> 3 AND v <> 'its'), \
     CHECK (b > 0))",
    "CREATE TABLE keyed (a int, v varchar(20), w varchar(20), tx text, dt datetime, UNIQUE KEY uq (v), UNIQUE KEY uq_p \
     (tx(10)), KEY k_pre (v(5), w), FULLTEXT KEY ft (tx), KEY k_h (a) USING HASH, UNIQUE KEY u_b (dt) USING BTREE, \
     KEY `k``e` (w(20)))",
    "CREATE TABLE child (a int, b bigint unsigned, c int, CONSTRAINT z FOREIGN KEY (a) REFERENCES parent (id) ON DELETE \
     RESTRICT ON UPDATE NO ACTION, FOREIGN KEY (b) REFERENCES parent (b) ON DELETE SET NULL, KEY mine (c, a), CONSTRAINT \
     y FOREIGN KEY (c) REFERENCES parent (id) ON DELETE CASCADE)",
    "CREATE TABLE old (id int NOT NULL, KEY (id)) ENGINE=MyISAM CHARACTER SET latin1",
    "CREATE TABLE part (id int NOT NULL PRIMARY KEY) PARTITION BY HASH(id) PARTITIONS 3",
    "CREATE TABLE `b``t \"q\" .x` (`c``d` int, `json_valid(``x``)` int, KEY `k``e` (`c``d`))",
    "CREATE VIEW seen AS SELECT id FROM parent",
    "CREATE TRIGGER shot BEFORE INSERT ON parent FOR EACH ROW SET NEW.b = 1",
    "CREATE PROCEDURE proceed() SELECT 1",
    "CREATE FUNCTION work() RETURNS int DETERMINISTIC RETURN 1",
    "CREATE EVENT daily ON SCHEDULE EVERY 1 DAY DO SELECT 1",
];

const BY_MYSQL: &[&str] = &[
    "CREATE TABLE own (a int, v varchar(20), inv int INVISIBLE, KEY k ((lower(v)), a DESC, ((a + 1)) DESC), UNIQUE KEY uk \
     ((concat(v, 'q'))), UNIQUE KEY ud (a DESC), CONSTRAINT idle CHECK (v <> 'x') NOT ENFORCED)",
];

const BY_MARIADB: &[&str] = &[
    "CREATE SEQUENCE counter",
    "CREATE TABLE own (u uuid, i inet6, t text, UNIQUE KEY whole (t), `j``k` json, x longtext, CONSTRAINT by_hand CHECK \
     (json_valid(x)))",
    "CREATE TABLE versions (a int) WITH SYSTEM VERSIONING",
];

/// Columns with the beginnings of what their `Debug` says of type and default.
const COLUMNS: &[(&str, &str, &str, &str)] = &[
    ("kinds", "id", "Custom(\"int(5) unsigned zerofill\")", "None"),
    ("kinds", "t1", "Boolean", "Some(Bool(true))"),
    ("kinds", "t4", "TinyInteger", "Some(Number(\"5\"))"),
    ("kinds", "bo", "Boolean", "Some(Bool(true))"),
    ("kinds", "s", "Custom(\"set('a', 'b c', 'it''s')\")", "Some(Text(\"a\"))"),
    ("kinds", "e", r#"Custom("enum('x', 'y\\\\z', 'q''r')")"#, "Some(Text(\"q'r\"))"),
    ("kinds", "d", "Decimal(Some((10, 0)))", "Some(Number(\"2\"))"),
    ("kinds", "n", "Decimal(Some((5, 0)))", "None"),
    ("kinds", "v", "String(N(20))", "Some(Text(\"it's\"))"),
    ("kinds", "v0", "String(N(20))", "Some(Text(\"\"))"),
    ("kinds", "vb", "String(N(30))", r#"Some(Text("a\\b"))"#),
    ("kinds", "b8", "Bit(Some(8))", "Some(Number(\"160\"))"),
    ("kinds", "ts6", "Custom(\"timestamp(6)\")", "Some(CurrentTimestamp)"),
    ("kinds", "y", "Year", "Some(Number(\"2020\"))"),
    ("kinds", "j", "Json", "None"),
    ("kinds", "lt", "String(Max)", "None"),
    ("kinds", "mt", "Custom(\"mediumtext\")", "None"),
    ("computed", "dt", "Text", "Some(Text(\"abc\"))"),
    ("computed", "dc", "Date", "Some(CurrentDate)"),
    ("computed", "du", "String(N(40))", "Some(Expression(Expression(\"uuid()\")))"),
];

async fn read(database: &Database, dialect: &dyn Dialect) -> Result<Inspected, String> {
    inspect(database.connection(), dialect, &Scope::All).await.map_err(|error| error.to_string())
}

fn same(what: &str, left: &Schema, right: &Schema) -> Outcome {
    let lines = difference(&format!("{left:#?}"), &format!("{right:#?}"));
    if left == right { Ok(()) } else { Err(format!("{what}\n{}", lines.unwrap_or_default())) }
}

/// Everything is read, in one way, and what is made of it is the same again.
pub(crate) async fn reads_what_others_made(engine: Arc<Engine>) -> Outcome {
    let (database, copy) = (Database::fresh(&engine).await, Database::fresh(&engine).await);
    let own = if database.server().engine == Family::MariaDb { BY_MARIADB } else { BY_MYSQL };
    for statement in MADE.iter().chain(own) {
        database.execute(statement).await;
    }
    let dialect = dialect_of(database.server().clone());
    let found = read(&database, dialect.as_ref()).await?;
    columns(&found.schema)?;
    keys(&found.schema, database.server().engine)?;
    unmanaged(&found, database.server().engine)?;
    let kept = dialect.kept(&found.schema);
    let canonical = dialect.canonical(&found.schema);
    // What is read holds the indexes of foreign keys; what is kept leaves them to the engine.
    same("what is kept is kept otherwise again", &kept, &dialect.kept(&kept))?;
    same("canonical of kept is another", &canonical, &dialect.canonical(&kept))?;
    same("canonical of canonical is another", &canonical, &dialect.canonical(&canonical))?;
    make(&copy, dialect.as_ref(), &found.schema).await?;
    let again = read(&copy, dialect.as_ref()).await?;
    same("a copy reads differently", &canonical, &dialect.canonical(&again.schema))?;
    database.delete().await;
    copy.delete().await;
    Ok(())
}

async fn make(copy: &Database, dialect: &dyn Dialect, schema: &Schema) -> Outcome {
    copy.execute("SET SESSION foreign_key_checks = 0, sql_mode = 'STRICT_TRANS_TABLES'").await;
    for table in schema.tables.values() {
        let op = Op::CreateTable { table: table.clone() };
        for step in dialect.steps(&op, schema).map_err(|error| error.to_string())? {
            match step.action {
                sea_keel::dialect::Action::Sql(sql) => copy.execute(&sql).await,
                other => return Err(format!("{other:?} makes a table")),
            }
        }
    }
    Ok(())
}

fn table<'a>(schema: &'a Schema, name: &str) -> Result<&'a Table, String> {
    schema.table(&QualifiedName::new(name)).ok_or_else(|| format!("no table {name}"))
}

fn columns(schema: &Schema) -> Outcome {
    for (owner, name, ty, default) in COLUMNS {
        let column = table(schema, owner)?.column(name).ok_or_else(|| format!("no {owner}.{name}"))?;
        let read = (format!("{:?}", column.ty), format!("{:?}", column.default));
        if read != ((*ty).to_owned(), (*default).to_owned()) {
            return Err(format!("{owner}.{name} is read as {read:?}"));
        }
    }
    let collation = |name: &str| table(schema, "sets").ok()?.column(name)?.collation.clone();
    let read = [collation("l1"), collation("l2"), collation("u")];
    let expected = ["latin1_swedish_ci", "utf8mb4_bin", "ascii_general_ci"].map(|it| Some(it.to_owned()));
    if read != expected {
        return Err(format!("collations are read as {read:?}"));
    }
    Ok(())
}

/// `TABLE: NAME, NAME` of everything that hangs on a table.
fn keys(schema: &Schema, family: Family) -> Outcome {
    let found = |name: &str| -> Result<String, String> {
        let table = table(schema, name)?;
        let names = [
            table.uniques.keys().collect::<Vec<_>>(),
            table.indexes.keys().collect(),
            table.foreign_keys.keys().collect(),
            table.checks.keys().collect(),
        ];
        let joined = names.map(|names| names.into_iter().cloned().collect::<Vec<_>>().join(" "));
        Ok(joined.join(", "))
    };
    let (unnamed, own) = match family {
        Family::MariaDb => ("CONSTRAINT_1 a named", "whole, , , by_hand"),
        _ => ("checked_chk_1 checked_chk_2 named", ", k ud uk, , "),
    };
    for (name, expected) in [
        ("parent", "u, , , "),
        ("keyed", "u_b uq, ft k_h k_pre k`e uq_p, , "),
        ("child", ", b mine z, child_ibfk_1 y z, "),
        ("checked", &format!(", , , {unnamed}")),
        ("kinds", ", sp, , "),
        ("own", own),
    ] {
        let found = found(name)?;
        if found != expected {
            return Err(format!("{name} has {found:?}, not {expected:?}"));
        }
    }
    let options = [("old", Some("MyISAM"), "latin1_swedish_ci"), ("sets", None, "utf8mb3_general_ci")];
    for (name, engine, collation) in options {
        let options = &table(schema, name)?.options;
        // Newer servers have another default for the same character set.
        let prefix = collation.split('_').next().unwrap_or_default();
        let fits = options.collation.as_ref().is_some_and(|found| found.starts_with(prefix));
        if options.engine.as_deref() != engine || !fits {
            return Err(format!("{name} has {options:?}"));
        }
    }
    Ok(())
}

fn unmanaged(found: &Inspected, family: Family) -> Outcome {
    let listed: Vec<_> = found
        .unmanaged
        .iter()
        .map(|it| match &it.on {
            Some(on) => format!("{} {} on {on}", it.kind, it.name),
            None => format!("{} {}", it.kind, it.name),
        })
        .collect();
    let mut expected = vec![
        "event daily",
        "function work",
        "partitioning part on part",
        "procedure proceed",
        "trigger shot on parent",
        "view seen",
    ];
    expected.extend(match family {
        Family::MariaDb => &["sequence counter", "system-versioned table versions"][..],
        _ => &["check that is not enforced idle on own"],
    });
    expected.sort_unstable();
    if listed != expected {
        return Err(format!("noted are {listed:#?}"));
    }
    Ok(())
}

/// A thousand tables are no more queries than ten.
pub(crate) async fn asks_the_same_of_any_number(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let dialect = dialect_of(database.server().clone());
    let mut asked = Vec::new();
    let mut made = 0;
    for count in [10, 1000] {
        for number in made..count {
            let statement = match engine.backend() {
                Backend::MySql => format!(
                    "CREATE TABLE t{number} (id int PRIMARY KEY, a int CHECK (a > 0), j json, UNIQUE KEY u (a), \
                     CONSTRAINT fk{number} FOREIGN KEY (a) REFERENCES t{number} (id))"
                ),
                other => return Err(format!("not for {other}")),
            };
            database.execute(&statement).await;
        }
        made = count;
        let before = questions(&database).await?;
        let found = read(&database, dialect.as_ref()).await?;
        asked.push(questions(&database).await? - before);
        let keys = found.schema.tables.values().filter(|table| table.foreign_keys.len() == 1).count();
        if found.schema.tables.len() != count || keys != count {
            return Err(format!("{} tables and {keys} keys are read of {count}", found.schema.tables.len()));
        }
    }
    database.delete().await;
    // Counting is a query as well.
    let expected = dialect.inspection_queries(&Scope::All).len() + 1;
    if asked != [expected, expected] {
        return Err(format!("{asked:?} queries were asked"));
    }
    Ok(())
}

/// How many statements the connection has run.
async fn questions(database: &Database) -> Result<usize, String> {
    let view = match database.server().engine {
        Family::MariaDb => "information_schema.session_status",
        _ => "performance_schema.session_status",
    };
    let query = format!("SELECT CAST(variable_value AS char) FROM {view} WHERE variable_name = 'Questions'");
    let rows = database.rows(&query).await;
    let value = rows.first().and_then(|row| row.first().cloned().flatten());
    value.and_then(|value| value.parse().ok()).ok_or_else(|| "the server does not count".into())
}
