//! The application's history behind the command line, with the revisions added that `docs/playbook.md` tells of:
//! `KEEL_PLAYBOOK_HISTORY` says which ones.

use std::{env, process::ExitCode};

use sea_keel::{
    cli::{self, Config},
    op::{CodeFn, CodeStep},
    prelude::*,
};
use tests::Told;

const HEAD: &str = "m20260215_090000_add_performance_indexes";
const LOCALE: &str = "m20260301_090000_add_locale";
const THEME: &str = "m20260302_090000_add_theme";

/// Fails where somebody has two tasks of one title, behind a step that has run by then.
fn one_title_each() -> Told {
    Told::new("m20260301_090000_one_title_each", &[HEAD], |op| {
        op.add_column("tasks", integer_null("position"));
        op.create_unique("uq_tasks_user_id_title", "tasks", ["user_id", "title"]);
    })
}

fn locale() -> Told {
    Told::new(LOCALE, &[HEAD], |op| op.add_column("users", string_len_null("locale", 10)))
}

fn theme() -> Told {
    Told::new(THEME, &[HEAD], |op| op.add_column("users", string_len("theme", 10).default("light")))
}

/// What `merge` has written, as far as a binary that was built before can know.
fn locale_and_theme() -> Told {
    Told::new("m20260303_090000_locale_and_theme", &[LOCALE, THEME], |_| ())
}

fn index_titles() -> Told {
    Told::new("m20260304_090000_index_titles", &[HEAD], |op| {
        op.create_index("idx_tasks_title", "tasks", ["title"]);
    })
}

fn delete_finished_tasks() -> Told {
    Told {
        down: Some(|op| op.irreversible("the finished tasks are deleted; take them from a backup")),
        ..Told::new("m20260305_090000_delete_finished_tasks", &[HEAD], |op| {
            op.execute(Query::delete().from_table("tasks").and_where(Expr::col("completed").eq(true)));
        })
    }
}

fn drop_descriptions() -> Told {
    Told::new("m20260306_090000_drop_descriptions", &[HEAD], |op| op.drop_column("tasks", "description"))
}

fn set_finished_tasks_aside() -> Told {
    Told::new("m20260307_090000_set_finished_tasks_aside", &[HEAD], |op| {
        let finished = rows("tasks").filter(Expr::col("completed").eq(true));
        op.delete_in_batches(finished.cascade().quarantine("tasks_finished"));
    })
}

/// Its step in code ends with the process where `KEEL_PLAYBOOK_KILLED` is set, behind what it has written.
fn welcome_everybody() -> Told {
    Told::new("m20260308_090000_welcome_everybody", &[HEAD], |op| {
        let welcome = CodeFn::new(|db| {
            Box::pin(async move {
                db.execute_unprepared("INSERT INTO conversations (user_id) SELECT id FROM users").await?;
                if env::var_os("KEEL_PLAYBOOK_KILLED").is_some() {
                    std::process::abort();
                }
                Ok(())
            })
        });
        let step = CodeStep { transactional: false, ..CodeStep::new("welcome everybody", welcome, None) };
        op.code_with_effect(step, |_| ());
    })
}

fn added(name: &str) -> Option<Vec<Told>> {
    Some(match name {
        "" => vec![],
        "one_title_each" => vec![one_title_each()],
        "two_heads" => vec![locale(), theme()],
        "merged" => vec![locale(), theme(), locale_and_theme()],
        "index_titles" => vec![index_titles()],
        "delete_finished_tasks" => vec![delete_finished_tasks()],
        "drop_descriptions" => vec![drop_descriptions()],
        "set_finished_tasks_aside" => vec![set_finished_tasks_aside()],
        "welcome_everybody" => vec![welcome_everybody()],
        _ => return None,
    })
}

#[tokio::main]
async fn main() -> ExitCode {
    let name = env::var("KEEL_PLAYBOOK_HISTORY").unwrap_or_default();
    let Some(added) = added(&name) else { return ExitCode::from(99) };
    let is_own = added.is_empty();
    let mut revisions = migration::revisions();
    revisions.extend(added.into_iter().map(Told::boxed));
    let config = Config::new(revisions).directory("migration");
    // The entities are those of the application's own history.
    cli::main(if is_own { config.models(migration::models()) } else { config }).await
}
