use super::MySql;
use crate::{
    dialect::{Action, Dialect as _, Engine, Server, Version},
    op::{Op, apply},
    schema::{
        Check, Column, ColumnType, DefaultValue, Deferrable, EnumType, EnumValuePosition, Expression,
        ForeignKey, Generated, Identity, IdentityKind, Index, IndexPart, Length, NullsOrder, PrimaryKey,
        QualifiedName, ReferentialAction, Schema, SortOrder, Table, Unique,
    },
};

const MYSQL: (Engine, Version) = (Engine::MySql, (9, 0, 0));
const MARIADB: (Engine, Version) = (Engine::MariaDb, (11, 8, 0));

fn steps((engine, version): (Engine, Version), op: &Op, before: &Schema) -> Result<Vec<String>, String> {
    let steps = MySql::new(Server { engine, version }).steps(op, before).map_err(|e| e.to_string())?;
    let sql = |action| match action {
        Action::Sql(sql) => sql,
        other => panic!("{other:?}"),
    };
    Ok(steps.into_iter().map(|step| sql(step.action)).collect())
}

fn refused(server: (Engine, Version), op: &Op, before: &Schema) -> String {
    steps(server, op, before).unwrap_err()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn int(name: &str) -> Column {
    Column::new(name, ColumnType::Integer)
}

fn of(ty: ColumnType) -> Column {
    Column::new("c", ty)
}

fn with(column: Column, default: DefaultValue) -> Column {
    Column { default: Some(default), ..column }
}

fn computed(column: Column, stored: bool) -> Column {
    Column { generated: Some(Generated { expression: Expression::new("a + 1"), stored }), ..column }
}

fn numbered(kind: IdentityKind) -> Column {
    Column { nullable: false, identity: Some(Identity { kind, ..Identity::auto() }), ..int("id") }
}

fn index(name: &str, columns: &[&str]) -> Index {
    Index {
        name: name.into(),
        parts: columns.iter().map(|name| IndexPart::column(*name)).collect(),
        unique: false,
        method: None,
        predicate: None,
        include: vec![],
        nulls_not_distinct: false,
    }
}

fn unique(name: &str, columns: &[&str]) -> Unique {
    Unique { name: name.into(), columns: names(columns), nulls_not_distinct: false, deferrable: None }
}

fn key(name: &str, column: &str) -> ForeignKey {
    ForeignKey {
        name: name.into(),
        columns: names(&[column]),
        references: "p".into(),
        referenced_columns: names(&["id"]),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: None,
        options: Default::default(),
    }
}

/// `p (id)`, and `t (id, a, x)` whose `a` points at it.
fn schema() -> Schema {
    let mut schema = Schema::new();
    for (name, columns) in [("p", vec!["id"]), ("t", vec!["id", "a"])] {
        let mut table = Table::new(name);
        table.columns = columns.into_iter().map(|name| (name.to_owned(), int(name))).collect();
        table.primary_key = Some(PrimaryKey { name: None, columns: names(&["id"]) });
        schema.tables.insert(name.into(), table);
    }
    let table = schema.tables.get_mut(&QualifiedName::new("t")).unwrap();
    table.columns.insert("x".into(), Column::new("x", ColumnType::Text));
    table.foreign_keys.insert("fk".into(), key("fk", "a"));
    schema
}

fn t() -> QualifiedName {
    "t".into()
}

fn add(column: Column) -> Op {
    Op::AddColumn { table: t(), column }
}

fn alter(from: Column, to: Column) -> Op {
    Op::AlterColumn { table: t(), from: Box::new(from), to: Box::new(to), using: None }
}

fn create(index: Index) -> Op {
    Op::CreateIndex { table: t(), index, concurrently: false }
}

fn part(change: impl FnOnce(&mut IndexPart)) -> Index {
    let mut index = index("i", &["a"]);
    change(&mut index.parts[0]);
    index
}

#[test]
fn what_a_version_lacks_is_refused_by_name() {
    let expression =
        || Index { parts: vec![IndexPart::expression(Expression::new("a + 1"))], ..index("i", &[]) };
    let check = Check::new("ck", Expression::new("a > 0"));
    let descending = part(|part| part.order = SortOrder::Descending);
    let vector = of(ColumnType::Vector(Some(3)));
    let my = |version| (Engine::MySql, version);
    let maria = |version| (Engine::MariaDb, version);
    for (op, able, unable, message) in [
        (
            create(expression()),
            my((8, 0, 13)),
            my((8, 0, 12)),
            "MySQL 8.0.12 cannot do this: the expression in index i; MySQL 8.0.13 can",
        ),
        (
            add(with(of(ColumnType::Date), DefaultValue::CurrentDate)),
            my((8, 0, 13)),
            my((8, 0, 12)),
            "MySQL 8.0.12 cannot do this: the expression as default of t.c; MySQL 8.0.13 can",
        ),
        (
            Op::AddCheck { table: t(), check },
            my((8, 0, 16)),
            my((8, 0, 15)),
            "MySQL 8.0.15 cannot do this: check ck; MySQL 8.0.16 can",
        ),
        (
            create(descending.clone()),
            maria((10, 8, 0)),
            maria((10, 6, 4)),
            "MariaDB 10.6.4 cannot do this: descending order in index i; MariaDB 10.8.0 can",
        ),
        (
            add(vector.clone()),
            my((9, 0, 0)),
            my((8, 4, 0)),
            "MySQL 8.4.0 cannot do this: the type vector of t.c; MySQL 9.0.0 can",
        ),
        (
            add(vector),
            maria((11, 7, 0)),
            maria((11, 4, 0)),
            "MariaDB 11.4.0 cannot do this: the type vector of t.c; MariaDB 11.7.0 can",
        ),
    ] {
        assert!(steps(able, &op, &schema()).is_ok(), "{message}");
        assert_eq!(refused(unable, &op, &schema()), message);
    }
}

#[test]
fn what_only_one_of_the_two_has_is_refused_by_the_other() {
    let expression =
        Index { parts: vec![IndexPart::expression(Expression::new("a + 1"))], ..index("i", &[]) };
    let always = Column { nullable: false, ..computed(int("c"), true) };
    let nameless = of(ColumnType::Vector(None));
    for (op, can, cannot, says) in [
        (create(expression), MYSQL, MARIADB, "index a generated column"),
        (add(always), MYSQL, MARIADB, "NOT NULL on generated column t.c"),
        (add(nameless), MYSQL, MARIADB, "say how many"),
        (
            Op::AddUnique { table: t(), unique: unique("u", &["x"]) },
            MARIADB,
            MYSQL,
            "the long column x in unique constraint u",
        ),
    ] {
        assert!(steps(can, &op, &schema()).is_ok(), "{says}");
        let message = refused(cannot, &op, &schema());
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn what_neither_has_is_refused_with_a_way_out() {
    let types = [
        ColumnType::Interval(None, None),
        ColumnType::Array(Box::new(ColumnType::Integer)),
        ColumnType::Cidr,
        ColumnType::Inet,
        ColumnType::MacAddr,
        ColumnType::LTree,
    ];
    let mut ops: Vec<(Op, &str)> = types.into_iter().map(|ty| (add(of(ty)), "of t.c")).collect();
    let late = Some(Deferrable::InitiallyDeferred);
    let fk = |key| Op::AddForeignKey { table: t(), foreign_key: key };
    let uq = |unique| Op::AddUnique { table: t(), unique };
    ops.extend([
        (fk(ForeignKey { deferrable: late, ..key("f", "a") }), "deferrable foreign key f"),
        (
            fk(ForeignKey { on_delete: ReferentialAction::SetDefault, ..key("f", "a") }),
            "SET DEFAULT of foreign key f",
        ),
        (uq(Unique { deferrable: late, ..unique("u", &["a"]) }), "deferrable unique constraint u"),
        (
            uq(Unique { nulls_not_distinct: true, ..unique("u", &["a"]) }),
            "NULLS NOT DISTINCT of unique constraint u",
        ),
        (
            create(Index { predicate: Some(Expression::new("a > 0")), ..index("i", &["a"]) }),
            "the WHERE of index i",
        ),
        (create(Index { include: names(&["id"]), ..index("i", &["a"]) }), "the INCLUDE of index i"),
        (
            create(Index { method: Some("gin".into()), ..index("i", &["a"]) }),
            "the access method gin of index i",
        ),
        (create(index("i", &["x"])), "all of the long column x in index i"),
        (create(part(|part| part.operator_class = Some("o".into()))), "the operator class in index i"),
        (create(part(|part| part.nulls = Some(NullsOrder::Last))), "NULLS FIRST or LAST in index i"),
        (create(part(|part| part.collation = Some("c".into()))), "the collation in index i"),
        (alter(int("id"), numbered(IdentityKind::Always)), "GENERATED ALWAYS AS IDENTITY of t.id"),
        (alter(int("id"), numbered(IdentityKind::Serial)), "serial of t.id"),
        (alter(int("c"), computed(int("c"), false)), "changing t.c between a virtual generated column"),
        (alter(computed(int("c"), true), computed(int("c"), false)), "changing t.c between"),
        (Op::DropSchema { name: "audit".into() }, "dropping schema audit"),
        (
            Op::DropPrimaryKey { table: "p".into(), key: PrimaryKey { name: None, columns: names(&["id"]) } },
            "the key that foreign key fk of t points at",
        ),
    ]);
    for (op, says) in ops {
        for server in [MYSQL, MARIADB] {
            let message = refused(server, &op, &schema());
            assert!(message.contains(says) && message.contains("; "), "{message}");
        }
    }
}

#[test]
fn auto_increment_comes_with_the_first_key_and_goes_with_the_last() {
    let mut schema = schema();
    let table = schema.tables.get_mut(&t()).unwrap();
    table.columns.insert("id".into(), numbered(IdentityKind::Auto));
    let key = table.primary_key.clone().unwrap();
    let drop = Op::DropPrimaryKey { table: t(), key: key.clone() };
    assert_eq!(
        steps(MYSQL, &drop, &schema).unwrap(),
        ["ALTER TABLE `t` DROP PRIMARY KEY, MODIFY COLUMN `id` int NOT NULL"]
    );
    let mut bare = schema.clone();
    apply(&drop, &mut bare).unwrap();
    assert_eq!(
        steps(MYSQL, &Op::AddPrimaryKey { table: t(), key }, &bare).unwrap(),
        ["ALTER TABLE `t` ADD PRIMARY KEY (`id`), MODIFY COLUMN `id` int NOT NULL AUTO_INCREMENT"]
    );
    apply(&create(index("i", &["id"])), &mut schema).unwrap();
    assert_eq!(steps(MYSQL, &drop, &schema).unwrap(), ["ALTER TABLE `t` DROP PRIMARY KEY"]);
    let other = Column { name: "n".into(), ..numbered(IdentityKind::Auto) };
    assert_eq!(steps(MYSQL, &add(other), &schema).unwrap(), ["ALTER TABLE `t` ADD COLUMN `n` int"]);
}

#[test]
fn the_index_of_a_foreign_key_goes_and_comes_with_the_need_for_it() {
    let drop = |index: Index| Op::DropIndex { table: t(), index, concurrently: false };
    let two = || index("i", &["a", "id"]);
    let mut served = schema();
    apply(&create(two()), &mut served).unwrap();
    let bare = schema();
    for (op, before, expected) in [
        (create(two()), &bare, "ALTER TABLE `t` ADD INDEX `i` (`a`, `id`), DROP INDEX `fk`"),
        (create(index("i", &["id", "a"])), &bare, "ALTER TABLE `t` ADD INDEX `i` (`id`, `a`)"),
        (drop(two()), &served, "ALTER TABLE `t` DROP INDEX `i`, ADD INDEX `fk` (`a`)"),
        (
            Op::DropForeignKey { table: t(), foreign_key: key("fk", "a") },
            &bare,
            "ALTER TABLE `t` DROP FOREIGN KEY `fk`, DROP INDEX `fk`",
        ),
        (
            Op::DropForeignKey { table: t(), foreign_key: key("fk", "a") },
            &served,
            "ALTER TABLE `t` DROP FOREIGN KEY `fk`",
        ),
        (
            Op::RenameConstraint { table: t(), from: "fk".into(), to: "fk2".into() },
            &bare,
            "ALTER TABLE `t` DROP FOREIGN KEY `fk`, \
             ADD CONSTRAINT `fk2` FOREIGN KEY (`a`) REFERENCES `p` (`id`), RENAME INDEX `fk` TO `fk2`",
        ),
    ] {
        for server in [MYSQL, MARIADB] {
            assert_eq!(steps(server, &op, before).unwrap(), [expected], "{op:?}");
        }
    }
}

#[test]
fn a_change_of_the_default_alone_touches_no_row() {
    let (c, text) = (int("c"), of(ColumnType::Text));
    let now = of(ColumnType::Custom("datetime(3)".into()));
    let strict = Column { nullable: false, ..c.clone() };
    let seven = || DefaultValue::Number("7".into());
    for (from, to, expected) in [
        (c.clone(), with(c.clone(), seven()), "ALTER COLUMN `c` SET DEFAULT 7"),
        (with(c.clone(), seven()), c.clone(), "ALTER COLUMN `c` SET DEFAULT NULL"),
        (with(strict.clone(), seven()), strict.clone(), "ALTER COLUMN `c` DROP DEFAULT"),
        (c.clone(), with(strict.clone(), seven()), "MODIFY COLUMN `c` int NOT NULL DEFAULT 7"),
        (
            text.clone(),
            with(text, DefaultValue::Text("it's \\".into())),
            "MODIFY COLUMN `c` text DEFAULT ('it''s \\\\')",
        ),
        (
            now.clone(),
            with(now, DefaultValue::CurrentTimestamp),
            "MODIFY COLUMN `c` datetime(3) DEFAULT CURRENT_TIMESTAMP(3)",
        ),
        (
            of(ColumnType::String(Length::Max)),
            Column { comment: Some("n".into()), ..of(ColumnType::Timestamp) },
            "MODIFY COLUMN `c` timestamp NULL COMMENT 'n'",
        ),
    ] {
        let sql = steps(MYSQL, &alter(from, to), &schema()).unwrap();
        assert_eq!(sql, [format!("ALTER TABLE `t` {expected}")]);
    }
    assert!(steps(MYSQL, &alter(c.clone(), c), &schema()).unwrap().is_empty());
}

#[test]
fn renaming_a_column_takes_what_is_over_it_along() {
    let mut schema = schema();
    let table = schema.tables.get_mut(&t()).unwrap();
    table.columns.insert("c".into(), computed(int("c"), true));
    let expression = Expression::new("a > 0 AND x <> \"a\"");
    table.checks.insert("ck".into(), Check::new("ck", expression));
    let op = Op::RenameColumn { table: t(), from: "a".into(), to: "ownerId".into() };
    assert_eq!(
        steps(MYSQL, &op, &schema).unwrap(),
        [
            "ALTER TABLE `t` DROP FOREIGN KEY `fk`",
            "ALTER TABLE `t` DROP CHECK `ck`, RENAME COLUMN `a` TO `ownerId`, \
             MODIFY COLUMN `c` int GENERATED ALWAYS AS (`ownerId` + 1) STORED, \
             ADD CONSTRAINT `ck` CHECK (`ownerId` > 0 AND x <> \"a\")",
            "ALTER TABLE `t` ADD CONSTRAINT `fk` FOREIGN KEY (`ownerId`) REFERENCES `p` (`id`)",
        ]
    );
    assert_eq!(steps(MARIADB, &op, &schema).unwrap(), ["ALTER TABLE `t` RENAME COLUMN `a` TO `ownerId`"]);
}

#[test]
fn an_enum_lives_in_its_columns() {
    let mut schema = schema();
    let mood = EnumType { name: "mood".into(), values: names(&["a", "b"]) };
    schema.enums.insert(mood.name.clone(), mood.clone());
    let table = schema.tables.get_mut(&t()).unwrap();
    let column = with(of(ColumnType::Enum("mood".into())), DefaultValue::Text("a".into()));
    table.columns.insert("c".into(), column);
    let on_update = Some(Expression::new("CURRENT_TIMESTAMP"));
    table.columns.insert("u".into(), Column { on_update, ..Column::new("u", ColumnType::DateTime) });
    assert!(steps(MYSQL, &Op::CreateEnum { enum_type: mood.clone() }, &schema).unwrap().is_empty());
    let position = EnumValuePosition::Before("b".into());
    let added = Op::AddEnumValue { enum_type: mood, value: "z".into(), position };
    assert_eq!(
        steps(MYSQL, &added, &schema).unwrap(),
        ["ALTER TABLE `t` MODIFY COLUMN `c` ENUM('a', 'z', 'b') DEFAULT 'a'"]
    );
    let renamed = |to: &str| Op::RenameEnumValue { name: "mood".into(), from: "a".into(), to: to.into() };
    assert_eq!(
        steps(MYSQL, &renamed("z"), &schema).unwrap(),
        [
            "ALTER TABLE `t` MODIFY COLUMN `c` ENUM('a', 'z', 'b') DEFAULT 'a'",
            "UPDATE `t` SET `c` = 'z', `u` = `u` WHERE `c` = 'a'",
            "ALTER TABLE `t` MODIFY COLUMN `c` ENUM('z', 'b') DEFAULT 'z'",
        ]
    );
    assert_eq!(
        steps(MYSQL, &renamed("A"), &schema).unwrap(),
        ["ALTER TABLE `t` MODIFY COLUMN `c` ENUM('A', 'b') DEFAULT 'A'"]
    );
}

#[test]
fn ddl_is_never_part_of_a_transaction() {
    let mysql = MySql::new(Server::newest(Engine::MySql));
    let steps = mysql.steps(&add(int("c")), &schema()).unwrap();
    assert!(!mysql.transactional_ddl() && steps.iter().all(|step| !step.transactional));
    let raw = |transactional| Op::Sql {
        sql: "UPDATE t SET a = 1".into(),
        down: None,
        effect: vec![],
        transactional,
    };
    for flag in [true, false] {
        assert_eq!(mysql.steps(&raw(flag), &schema()).unwrap()[0].transactional, flag);
    }
}
