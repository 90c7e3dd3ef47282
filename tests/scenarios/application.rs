//! The application's own history.

use std::sync::Arc;

use sea_keel::{history::History, schema::NamingConvention};
use tests::{Database, Engine, Outcome};

use crate::command::{run, same};

const BINARY: &str = env!("CARGO_BIN_EXE_cli_main");

fn history(engine: &Engine) -> History {
    History::read(&migration::revisions(), engine.backend(), &NamingConvention::default()).unwrap()
}

fn ids(history: &History) -> Vec<String> {
    history.revisions().map(|revision| revision.id.clone()).collect()
}

/// One by one up, one by one down, and up again in one go: each revision has one schema, whichever way it is
/// reached.
pub(crate) async fn up_and_down(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let ids = ids(&history(&engine));
    let mut dumps = vec![database.dump().await];
    for id in &ids {
        run(BINARY, &database, "up +1").ends(0)?.prints(&["applied 1 revision", id])?;
        dumps.push(database.dump().await);
    }
    run(BINARY, &database, "up").ends(0)?.prints(&["nothing to apply"])?;
    run(BINARY, &database, "current --check-heads").ends(0)?.prints(&["(head)"])?;
    for (at, id) in ids.iter().enumerate().rev() {
        run(BINARY, &database, "down").ends(0)?.prints(&["undid 1 revision"])?;
        same(&format!("{id} undone"), &dumps[at], &database.dump().await)?;
    }
    run(BINARY, &database, "down").ends(0)?.prints(&["nothing to undo", "base"])?;
    for way in ["up", "refresh", "redo", "fresh"] {
        run(BINARY, &database, way).ends(0)?;
        same(way, &dumps[ids.len()], &database.dump().await)?;
    }
    run(BINARY, &database, "reset").ends(0)?;
    same("reset", &dumps[0], &database.dump().await)?;
    database.delete().await;
    Ok(())
}

const ROWS: [&str; 6] = [
    "INSERT INTO users (id, email, role) VALUES ('ada', 'ada@example.org', 'user')",
    "INSERT INTO tasks (id, user_id, title, priority) VALUES (1, 'ada', 'it''s one', 'high')",
    "INSERT INTO conversations (id, user_id) VALUES (1, 'ada')",
    "INSERT INTO messages (id, conversation_id, user_id, role, content) VALUES (1, 1, 'ada', 'user', 'hello')",
    "INSERT INTO tags (id, name) VALUES (1, 'home')",
    "INSERT INTO task_tags (task_id, tag_id) VALUES (1, 1)",
];

/// Rows live through what does not drop them, and what drops them is refused until it is agreed to.
pub(crate) async fn keeps_rows(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    run(BINARY, &database, "up").ends(0)?;
    for row in ROWS {
        database.execute(row).await;
    }
    let count = "SELECT CAST((SELECT count(*) FROM users) + (SELECT count(*) FROM tasks) + (SELECT count(*) FROM messages) \
        + (SELECT count(*) FROM task_tags) AS char(9))";
    let counted = database.rows(count).await;
    let at_head = database.dump().await;
    // Two back: a column without values goes, and the unique constraint, the default, the indexes.
    run(BINARY, &database, "down -2").ends(0)?;
    if database.rows(count).await != counted {
        return Err("rows were lost on the way down".into());
    }
    // Then columns that hold values: refused as a whole.
    let refused = run(BINARY, &database, "down base");
    refused.ends(4)?.tells(&["this would destroy", "table tasks with 1 row", "--yes"])?;
    run(BINARY, &database, "down").ends(4)?.tells(&["column users.role with 1 row"])?;
    run(BINARY, &database, "up").ends(0)?;
    same("down and up again", &at_head, &database.dump().await)?;
    if database.rows(count).await != counted {
        return Err("rows were lost".into());
    }
    run(BINARY, &database, "fresh").ends(4)?.tells(&["table users with 1 row"])?;
    run(BINARY, &database, "reset --yes").ends(0)?;
    run(BINARY, &database, "up").ends(0)?;
    same("from the beginning", &at_head, &database.dump().await)?;
    database.delete().await;
    Ok(())
}

/// What `--sql` writes, fed to the engine's own client, does what `up` does.
pub(crate) async fn scripts(engine: Arc<Engine>) -> Outcome {
    let migrated = Database::fresh(&engine).await;
    run(BINARY, &migrated, "up").ends(0)?;
    let expected = migrated.dump().await;
    let ids = ids(&history(&engine));
    let dialect = format!("--sql --dialect {}", dialect(&migrated));

    let database = Database::fresh(&engine).await;
    let plain = run(BINARY, &database, &format!("up base:head {dialect}"));
    let Some(fed) = database.feed(&plain.ends(0)?.out) else { return Ok(()) };
    fed?;
    same("the script of the whole history", &expected, &database.dump().await)?;
    run(BINARY, &database, "status --check").ends(0)?;
    let back = run(BINARY, &database, &format!("down head:base {dialect}"));
    database.feed(&back.ends(0)?.out).unwrap()?;
    run(BINARY, &database, "current").ends(0)?.tells(&["base"])?;

    // The idempotent one, from every revision on, and once more where nothing is left to do.
    let idempotent = run(BINARY, &database, &format!("up {dialect} --idempotent"));
    let idempotent = &idempotent.ends(0)?.out;
    for id in &ids {
        run(BINARY, &database, "reset --yes").ends(0)?;
        run(BINARY, &database, &format!("up {id}")).ends(0)?;
        for _ in 0..2 {
            database.feed(idempotent).unwrap()?;
        }
        same(&format!("the idempotent script on {id}"), &expected, &database.dump().await)?;
        run(BINARY, &database, "status --check").ends(0)?;
    }
    migrated.delete().await;
    database.delete().await;
    Ok(())
}

/// The engine, as `--dialect` has it, with its version.
fn dialect(database: &Database) -> String {
    let server = database.server();
    let (major, minor, patch) = server.version;
    format!(
        "{}:{major}.{minor}.{patch}",
        server.engine.to_string().to_lowercase().replace("postgresql", "postgres")
    )
}

/// Names the migration command that was built for the other runtime.
const ASYNC_STD: &str = "KEEL_TEST_ASYNC_STD";

pub(crate) fn has_async_std() -> bool {
    std::env::var_os(ASYNC_STD).is_some()
}

/// The same command, built for the other runtime.
pub(crate) async fn on_async_std(engine: Arc<Engine>) -> Outcome {
    let binary = std::env::var(ASYNC_STD).map_err(|error| format!("{ASYNC_STD}: {error}"))?;
    let (database, expected) = (Database::fresh(&engine).await, Database::fresh(&engine).await);
    run(BINARY, &expected, "up").ends(0)?;
    run(&binary, &database, "up +2").ends(0)?.prints(&["applied 2 revisions"])?;
    run(&binary, &database, "up").ends(0)?.prints(&["applied 4 revisions"])?;
    same("up", &expected.dump().await, &database.dump().await)?;
    run(&binary, &database, "status --check").ends(0)?.prints(&["6 applied, 0 pending"])?;
    run(&binary, &database, "down -2").ends(0)?;
    run(&binary, &database, "status --check").ends(1)?;
    run(&binary, &database, "down nowhere").ends(2)?;
    run(&binary, &database, "refresh").ends(0)?;
    run(&binary, &database, "history -v").ends(0)?.prints(&["(head, current)"])?;
    run(&binary, &database, "reset").ends(0)?;
    run(&binary, &database, "fresh").ends(0)?;
    same("fresh", &expected.dump().await, &database.dump().await)?;
    database.delete().await;
    expected.delete().await;
    Ok(())
}
