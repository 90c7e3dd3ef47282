//! An entity whose columns are not all there yet, on databases of every engine.

use std::sync::Arc;

use sea_keel::{
    dialect::dialect_of,
    history::{History, Revision, applied::DEFAULT_LEDGER, target::Direction},
    prelude::*,
    rolling::{Sight, Standing, Window},
    schema::NamingConvention,
};
use sea_orm::{ActiveValue::Set, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use tests::{Database, Engine, Outcome, Told};

#[expect(unreachable_pub, reason = "SeaORM's macros write pub whatever the module")]
mod things {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "mood")]
    pub enum Mood {
        #[sea_orm(string_value = "glad")]
        Glad,
        #[sea_orm(string_value = "sad")]
        Sad,
    }

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "things")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub name: String,
        pub small: i16,
        pub number: i32,
        pub large: i64,
        pub real: f32,
        pub double: f64,
        pub price: Decimal,
        pub is_there: bool,
        pub word: String,
        pub text: Option<String>,
        pub made_at: DateTimeUtc,
        pub at: DateTime,
        pub day: Date,
        pub hour: Time,
        pub bytes: Option<Vec<u8>>,
        pub uuid: Option<Uuid>,
        pub json: Option<Json>,
        pub mood: Mood,
        pub no_mood: Option<Mood>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

use things::{ActiveModel, Column, Entity, Mood};

const FIRST: &str = "m20250101_000001_first";
const SECOND: &str = "m20250101_000002_second";
/// With what SQL, patterns and placeholders are made of.
const WORD: &str = "it's 100% \\ ? $1";

const THIRD: &str = "m20250101_000003_third";

fn make(op: &mut Operations) {
    op.create_table(table("things").col(pk_auto("id")).col(string("name")));
}

fn grow(op: &mut Operations) {
    let moods = ["glad", "sad"];
    // MariaDB takes no offset, and has none.
    let offset = if op.backend() == Backend::MySql { "" } else { "+00:00" };
    let made_at = format!("2025-06-01 12:30:00{offset}");
    op.create_enum("mood", moods);
    for column in [
        small_integer("small").default(-3),
        integer("number").default(7),
        big_integer("large").default(5_000_000_000_i64),
        float("real").default(0.5),
        double("double").default(1.25),
        decimal_len("price", 10, 2).default(2.5),
        boolean("is_there").default(true),
        string_len("word", 40).default(WORD),
        timestamp_with_time_zone("made_at").default(made_at),
        date_time("at").default("2025-06-01 12:30:00"),
        date("day").default("2025-06-01"),
        time("hour").default("12:30:00"),
        enumeration("mood", "mood", moods).default("glad"),
    ] {
        op.add_column("things", column.take());
    }
    op.add_column("things", text_null("text"));
    op.add_column("things", var_binary_null("bytes", 20));
    op.add_column("things", uuid_null("uuid"));
    op.add_column("things", json_binary_null("json"));
    op.add_column("things", enumeration_null("no_mood", "mood", moods));
}

/// Rows of before keep what they have got.
fn think_again(op: &mut Operations) {
    op.set_default("things", "number", 8);
}

fn window(backend: Backend) -> Window {
    let revisions: Vec<Box<dyn Revision>> = vec![
        Told::new(FIRST, &[], make).boxed(),
        Told::new(SECOND, &[FIRST], grow).boxed(),
        Told::new(THIRD, &[SECOND], think_again).boxed(),
    ];
    let history = History::read(&revisions, backend, &NamingConvention::default()).unwrap();
    Window::new(history, FIRST).unwrap()
}

async fn go(database: &Database, window: &Window, ids: &[&str]) {
    let runner = database.runner().await;
    let state = runner.state(window.history()).await.unwrap();
    let ids: Vec<_> = ids.iter().map(|&id| id.to_owned()).collect();
    let silent = &mut sea_keel::exec::Silent;
    runner.run(window.history(), &state, Direction::Up, &ids, silent).await.unwrap();
    runner.close().await.unwrap();
}

async fn look(database: &Database, window: &Window) -> Sight {
    let dialect = dialect_of(database.server().clone());
    window.look(database.connection(), dialect.as_ref(), DEFAULT_LEDGER).await.unwrap()
}

/// What a row reads as before its columns are there is what it reads as when they are.
pub(crate) async fn reads_as_it_will_be(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let (window, db) = (window(engine.backend()), database.connection());
    let behind = look(&database, &window).await;
    assert!(matches!(behind.standing, Standing::Behind { .. }), "{}", behind.standing);
    go(&database, &window, &[FIRST]).await;
    let before = look(&database, &window).await;
    assert!(before.standing.serves(), "{}", before.standing);
    let live = &before.capabilities;
    assert_eq!(live.lacking().len(), 18);
    let row = ActiveModel { name: Set("one".into()), number: Set(7), ..Default::default() };
    let made = live.insert(row, db).await.unwrap();
    assert_eq!((made.mood.clone(), made.large, made.word.as_str()), (Mood::Glad, 5_000_000_000, WORD));
    // Each column can be asked for as if it were there.
    let find = || live.find::<Entity>();
    let alike = find()
        .filter(live.expr(Column::Number).eq(7))
        .filter(live.expr(Column::Large).gt(4_000_000_000_i64))
        .filter(live.expr(Column::Double).lt(1.5))
        .filter(live.expr(Column::IsThere).eq(true))
        .filter(live.expr(Column::Word).eq(WORD))
        .filter(live.expr(Column::Text).is_null())
        .filter(live.expr(Column::Day).eq(made.day))
        .filter(live.expr(Column::At).lte(made.at))
        .filter(live.expr(Column::Uuid).is_null());
    assert_eq!(alike.all(db).await.unwrap(), std::slice::from_ref(&made));
    assert_eq!(find().filter(live.expr(Column::Text).eq("x")).one(db).await.unwrap(), None);
    let patch = ActiveModel { name: Set("two".into()), ..made.clone().into_active_model() };
    let patched = live.update(patch, db).await.unwrap();
    assert_eq!(patched, things::Model { name: "two".into(), ..made });
    let lost = ActiveModel { id: Set(patched.id), mood: Set(Mood::Sad), large: Set(1), ..Default::default() };
    let refused = live.update(lost, db).await.unwrap_err().to_string();
    assert_eq!(refused, "there is no things.large, things.mood yet");
    go(&database, &window, &[SECOND, THIRD]).await;
    let after = look(&database, &window).await.capabilities;
    assert_eq!(after.lacking(), [""; 0]);
    assert_eq!(Entity::find().all(db).await.unwrap(), std::slice::from_ref(&patched));
    assert_eq!(after.find::<Entity>().one(db).await.unwrap(), Some(patched));
    let row = ActiveModel { name: Set("three".into()), mood: Set(Mood::Sad), ..Default::default() };
    let made = after.insert(row, db).await.unwrap();
    assert_eq!((made.number, made.mood), (8, Mood::Sad), "the newer default");
    database.delete().await;
    Ok(())
}
