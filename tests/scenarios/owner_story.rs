//! A nullable owner becomes required, over data in which some tasks have none.

use std::sync::Arc;

use sea_orm::ConnectionTrait as _;
use tests::{Database, Engine, Outcome};

use crate::command::{Printed, run, same};

const FIRST: &str = "m20250101_000001_create_user_and_task";
const SECOND: &str = "m20250101_000002_add_named_indexes";
const THIRD: &str = "m20250101_000003_delete_tasks_without_owner";
const FOURTH: &str = "m20250101_000004_require_owner";

struct Story {
    database: Database,
}

impl Story {
    fn run(&self, arguments: &str) -> Printed {
        run(env!("CARGO_BIN_EXE_owner"), &self.database, arguments)
    }

    async fn titles(&self) -> Vec<String> {
        let rows = self.database.rows("SELECT title FROM task ORDER BY title").await;
        rows.into_iter().flatten().flatten().collect()
    }

    /// `current`, `status` and `history -v` agree on what is applied.
    fn is_at(&self, applied: &[&str]) -> Outcome {
        let current = self.run("current");
        current.ends(0)?.prints(applied.last().copied().into_iter().collect::<Vec<_>>().as_slice())?;
        let status = self.run("status");
        let counted = format!("{} applied, {} pending", applied.len(), 4 - applied.len());
        status.ends(0)?.prints(&[&counted])?;
        let history = self.run("history -v");
        history.ends(0)?.prints(&[
            FIRST,
            SECOND,
            THIRD,
            FOURTH,
            "irreversible: the deleted tasks cannot be restored",
        ])?;
        let pending = history.out.matches("pending").count();
        if pending != 4 - applied.len() {
            return Err(format!("history -v marks {pending} as pending:\n{}", history.out));
        }
        self.run("current --check-heads").ends(i32::from(applied.len() < 4)).map(drop)
    }
}

pub(crate) async fn tell(engine: Arc<Engine>) -> Outcome {
    let story = Story { database: Database::fresh(&engine).await };
    let database = &story.database;
    story.is_at(&[])?;
    story.run("up +2").ends(0)?.prints(&["applied 2 revisions"])?;
    story.is_at(&[FIRST, SECOND])?;
    let nullable = database.dump().await;

    database
        .execute("INSERT INTO \"user\" (id, email) VALUES (1, 'ada@example.org'), (2, 'bob@example.org')")
        .await;
    database
        .execute(
            "INSERT INTO task (id, owner_id, title) VALUES (1, 1, 'ada, one'), (2, NULL, 'nobody, one'), \
             (3, 2, 'bob, one'), (4, NULL, 'nobody, two'), (5, 1, 'ada, two')",
        )
        .await;

    story.run("up 20250101_000003").ends(0)?;
    story.is_at(&[FIRST, SECOND, THIRD])?;
    story.run("up").ends(0)?.prints(&["applied 1 revision", FOURTH])?;
    story.is_at(&[FIRST, SECOND, THIRD, FOURTH])?;
    let required = database.dump().await;
    let kept = ["ada, one", "ada, two", "bob, one"];
    if story.titles().await != kept {
        return Err(format!("not these live on: {:?}", story.titles().await));
    }
    let nobody = "INSERT INTO task (id, title) VALUES (9, 'nobody')";
    if database.connection().execute_unprepared(nobody).await.is_ok() {
        return Err("a task without an owner was taken".into());
    }
    story.run("up").ends(0)?.prints(&["nothing to apply", FOURTH])?;

    // The third lies on the way, so nothing is touched, the fourth neither.
    for way in ["down -2", "down base --yes", "down add_named_indexes", "reset --yes", "refresh --yes"] {
        let refused = story.run(way);
        refused.ends(4)?.tells(&[THIRD, "the deleted tasks cannot be restored", "nothing was touched"])?;
        story.is_at(&[FIRST, SECOND, THIRD, FOURTH])?;
        same(&format!("after the refused {way}"), &required, &database.dump().await)?;
    }

    story.run("down").ends(0)?.prints(&["undid 1 revision", THIRD])?;
    story.is_at(&[FIRST, SECOND, THIRD])?;
    same("004 undone is as before it", &nullable, &database.dump().await)?;
    story.run("down").ends(4)?.tells(&["the deleted tasks cannot be restored"])?;
    if story.titles().await != kept {
        return Err(format!("undoing 004 restores no row: {:?}", story.titles().await));
    }
    story.run("up").ends(0)?;
    same("004 applied again", &required, &database.dump().await)?;
    story.run("redo").ends(0)?;
    same("004 redone", &required, &database.dump().await)?;
    story.is_at(&[FIRST, SECOND, THIRD, FOURTH])?;
    story.database.delete().await;
    Ok(())
}
