use std::collections::BTreeSet;

use sea_orm::{ActiveValue::Set, DbBackend, QueryFilter as _, QueryTrait as _};

use crate::{
    dialect::{Dialect, Engine, Server, dialect_of},
    history::History,
    prelude::*,
    schema::{Column, ColumnType, NamingConvention, Schema, Table},
};

use super::{Lacking, Sight, Window, WindowError};

mod tasks {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tasks")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub title: String,
        pub priority: String,
        pub due: Option<i32>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod tags {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tags")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

struct Step(&'static str, &'static [&'static str], fn(&mut Operations));

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.0
    }
}

impl Revision for Step {
    fn revises(&self) -> &[&str] {
        self.1
    }

    fn up(&self, op: &mut Operations) {
        self.2(op);
    }
}

const FIRST: &str = "m20260101_000000_first";
const SECOND: &str = "m20260102_000000_second";
const THIRD: &str = "m20260103_000000_third";

fn history(second: fn(&mut Operations), third: fn(&mut Operations)) -> History {
    let first: fn(&mut Operations) = |op| {
        op.create_table(
            table("tasks").col(pk_auto("id")).col(string_len("title", 200)).col(text_null("note")),
        )
    };
    let steps = [Step(FIRST, &[], first), Step(SECOND, &[FIRST], second), Step(THIRD, &[SECOND], third)];
    let steps: Vec<Box<dyn Revision>> =
        steps.into_iter().map(|step| Box::new(step) as Box<dyn Revision>).collect();
    History::read(&steps, Backend::Sqlite, &NamingConvention::default()).unwrap()
}

/// The default changes later: rows of before have the first one.
fn grown() -> History {
    history(
        |op| {
            op.add_column("tasks", string_len("priority", 20).default("medium"));
            op.add_column("tasks", integer_null("due"));
        },
        |op| {
            op.set_default("tasks", "priority", "low");
            op.create_table(table("tags").col(pk_auto("id")));
        },
    )
}

fn dialect() -> Box<dyn Dialect> {
    dialect_of(Server::newest(Engine::Sqlite))
}

fn sight_of(window: &Window, applied: &[&str], live: &Schema) -> Sight {
    let applied = applied.iter().map(|&id| id.to_owned()).collect::<BTreeSet<_>>();
    window.judge(dialect().as_ref(), applied, live, None)
}

fn at(history: &History, id: &str) -> Schema {
    history.until(id).unwrap().head_schema().unwrap()
}

#[test]
fn a_column_that_is_not_there_reads_as_its_first_default() {
    let history = grown();
    let window = Window::new(history.clone(), FIRST).unwrap();
    let before = sight_of(&window, &[FIRST], &at(&history, FIRST));
    assert!(before.standing.serves(), "{}", before.standing);
    assert_eq!(before.standing.pending(), [SECOND, THIRD]);
    let live = before.capabilities;
    assert_eq!(live.lacking(), ["tags", "tasks.due", "tasks.priority"]);
    assert!(
        !live.has_table::<tags::Entity>() && !live.has(tasks::Column::Due) && live.has(tasks::Column::Title)
    );
    let find = live.find::<tasks::Entity>().filter(live.expr(tasks::Column::Priority).eq("high"));
    assert_eq!(
        find.build(DbBackend::Sqlite).to_string(),
        r#"SELECT "tasks"."id", "tasks"."title", 'medium' AS "priority", NULL AS "due" FROM "tasks" WHERE ('medium') = 'high'"#
    );
    let after = sight_of(&window, &[FIRST, SECOND, THIRD], &history.head_schema().unwrap());
    assert_eq!(after.capabilities.lacking(), [""; 0]);
    assert!(after.capabilities.has_all::<tasks::Entity>());
}

#[test]
fn a_value_that_would_be_lost_is_refused() {
    let history = grown();
    let window = Window::new(history.clone(), FIRST).unwrap();
    let live = sight_of(&window, &[FIRST], &at(&history, FIRST)).capabilities;
    let row = |priority: &str, due| tasks::ActiveModel {
        title: Set("one".into()),
        priority: Set(priority.into()),
        due: Set(due),
        ..Default::default()
    };
    let written = live.writable(row("medium", None)).unwrap();
    assert_eq!(written, tasks::ActiveModel { title: Set("one".into()), ..Default::default() });
    let lost = |columns: &[&str]| Lacking {
        table: "tasks".into(),
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
    };
    assert_eq!(live.writable(row("low", None)), Err(lost(&["priority"])));
    assert_eq!(live.writable(row("high", Some(1))), Err(lost(&["priority", "due"])));
    assert_eq!(lost(&["priority"]).to_string(), "there is no tasks.priority yet");
    let tag = tags::ActiveModel { id: Set(1) };
    assert_eq!(live.writable(tag).unwrap_err().to_string(), "there is no table tags yet");
}

#[test]
fn rows_without_a_value_read_as_if_they_had_one() {
    let history = grown();
    let window = Window::new(history.clone(), FIRST).unwrap();
    let mut live = history.head_schema().unwrap();
    live.tables.get_mut(&"tasks".into()).unwrap().columns.get_mut("priority").unwrap().nullable = true;
    let capabilities = sight_of(&window, &[FIRST], &live).capabilities;
    assert_eq!(capabilities.lacking(), [""; 0]);
    let sql = capabilities.find::<tasks::Entity>().build(DbBackend::Sqlite).to_string();
    assert!(sql.contains(r#"COALESCE("tasks"."priority", 'medium') AS "priority""#), "{sql}");
    let row = tasks::ActiveModel { priority: Set("high".into()), ..Default::default() };
    assert_eq!(capabilities.writable(row.clone()), Ok(row));
}

#[test]
fn a_level_hides_what_came_later() {
    let history = grown();
    let window = Window::new(history.clone(), FIRST).unwrap().at_level(SECOND).unwrap();
    let sight = sight_of(&window, &[FIRST, SECOND, THIRD], &history.head_schema().unwrap());
    assert!(sight.standing.serves());
    assert_eq!(sight.standing.unknown(), [THIRD]);
    assert_eq!(sight.capabilities.lacking(), ["tags"]);
    let window = Window::new(history, SECOND).unwrap();
    let error = window.clone().at_level(FIRST).unwrap_err();
    assert!(matches!(error, WindowError::TooOld { .. }), "{error}");
    assert!(matches!(window.at_level("m1").unwrap_err(), WindowError::Unknown(_)));
}

#[test]
fn what_a_build_needs_must_be_there() {
    let history = grown();
    let window = Window::new(history.clone(), SECOND).unwrap();
    let all = [FIRST, SECOND, THIRD, "m20990101_000000_of_tomorrow"];
    let head = history.head_schema().unwrap();
    type Change = fn(&mut Schema);
    let cases: [(Change, &[&str]); 7] = [
        (|_| {}, &[]),
        (|live| drop(live.tables.remove(&"tasks".into())), &["table tasks is not there"]),
        (|live| drop(tasks_of(live).columns.shift_remove("due")), &["tasks.due is not there"]),
        (|live| tasks_of(live).columns["due"].nullable = false, &["tasks.due takes no NULL"]),
        (
            |live| tasks_of(live).columns["due"].ty = ColumnType::Text,
            &["tasks.due is text, and this build reads integer"],
        ),
        (
            |live| {
                let mut new = Column::new("new", ColumnType::Text);
                tasks_of(live).columns.insert("new".into(), new.clone());
                new.name = "must".into();
                new.nullable = false;
                tasks_of(live).columns.insert("must".into(), new);
            },
            &["tasks.must must be given, and this build does not know it"],
        ),
        // Of what comes after the window's beginning the build can do without.
        (|live| drop(live.tables.remove(&"tags".into())), &[]),
    ];
    for (change, expected) in cases {
        let mut live = head.clone();
        change(&mut live);
        let standing = sight_of(&window, &all, &live).standing;
        let told: Vec<_> = standing.obstacles().iter().map(ToString::to_string).collect();
        assert_eq!(told, expected);
        assert_eq!(standing.serves(), expected.is_empty());
        assert_eq!(standing.unknown(), [all[3]]);
    }
    let behind = sight_of(&window, &[FIRST], &at(&history, FIRST)).standing;
    assert_eq!(behind.to_string(), format!("the database is at {FIRST}, and this build needs {SECOND}"));
}

fn tasks_of(schema: &mut Schema) -> &mut Table {
    schema.tables.get_mut(&"tasks".into()).unwrap()
}

#[test]
fn a_window_that_cannot_be_is_refused() {
    type Change = fn(&mut Operations);
    let nothing: Change = |_| {};
    let cases: [(Change, &str); 7] = [
        (|op| op.rename_column("tasks", "title", "name"), "renames tasks.title to name"),
        (|op| op.rename_table("tasks", "jobs"), "renames table tasks to jobs"),
        (
            |op| op.add_column("tasks", integer("rank")),
            "tasks.rank at m20260101_000000_first: is not there, and",
        ),
        (|op| op.alter_column("tasks", integer("title")), "is varchar(200), and integer later"),
        (|op| op.drop_not_null("tasks", "title"), "tasks.title at m20260101_000000_first: takes no NULL"),
        (|op| op.set_not_null("tasks", "note"), "tasks.note at m20260101_000000_first: may be NULL, and"),
        (|op| op.drop_column("tasks", "title"), "must be given, and this build does not know it"),
    ];
    for (change, expected) in cases {
        let error = Window::new(history(change, nothing), FIRST).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        // Before the window it is nobody's concern.
        assert!(Window::new(history(change, nothing), SECOND).is_ok());
    }
    assert!(matches!(Window::new(grown(), "m1").unwrap_err(), WindowError::Unknown(_)));
}

/// A column that is added, filled and only then NOT NULL reads as what it is filled with at best.
#[test]
fn a_column_may_become_not_null_later() {
    let history = history(
        |op| op.add_column("tasks", string_len_null("priority", 20)),
        |op| op.alter_column("tasks", string_len("priority", 20).default("low")),
    );
    let window = Window::new(history.clone(), FIRST).unwrap();
    let live = sight_of(&window, &[FIRST], &at(&history, FIRST)).capabilities;
    let sql = live.find::<tasks::Entity>().build(DbBackend::Sqlite).to_string();
    assert!(sql.contains(r#"'low' AS "priority""#), "{sql}");
}
