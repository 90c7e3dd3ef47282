//! Small histories, sound and broken ones, behind the command line: `KEEL_LAB` says which one, and after a `+`
//! which entities, as in `older+priority`. With entities the crate's directory is `migration`.

mod entities;

use std::{env, process::ExitCode};

use sea_keel::{
    cli::{self, Config},
    prelude::*,
};
use tests::Told;

const NOTES: &str = "m20250101_000001_create_notes";
const TITLE: &str = "m20250102_000001_add_title";
const COLOUR: &str = "m20250103_000001_add_colour";
const MERGE: &str = "m20250104_000001_merge_title_and_colour";

fn notes() -> Told {
    Told::new(NOTES, &[], |op| op.create_table(table("notes").col(pk_auto("id")).col(text_null("body"))))
}

fn title() -> Told {
    Told::new(TITLE, &[NOTES], |op| op.add_column("notes", string_len_null("title", 50)))
}

fn colour() -> Told {
    Told::new(COLOUR, &[NOTES], |op| op.add_column("notes", string_len_null("colour", 20)))
}

fn colour_after_title() -> Told {
    Told { revises: &[TITLE], ..colour() }
}

fn merge() -> Told {
    Told::new(MERGE, &[TITLE, COLOUR], |_| ())
}

/// The middle one deletes rows, and says that nothing brings them back.
fn irreversible() -> Vec<Told> {
    let purge = Told {
        id: "m20250102_000001_purge_empty_notes",
        revises: &[NOTES],
        up: |op| op.sql("DELETE FROM notes WHERE body IS NULL"),
        down: Some(|op| op.irreversible("the empty notes are deleted for good")),
    };
    let required =
        Told::new("m20250103_000001_require_body", &["m20250102_000001_purge_empty_notes"], |op| {
            op.set_not_null("notes", "body");
        });
    vec![notes(), purge, required]
}

fn code_step() -> Vec<Told> {
    let seed = Told::new("m20250102_000001_seed_notes", &[NOTES], |op| {
        op.run("seed the first note", |db| {
            Box::pin(async move {
                db.execute_unprepared("INSERT INTO notes (body) VALUES ('first')").await.map(drop)
            })
        });
    });
    vec![notes(), seed]
}

/// The second one makes a table, and then stumbles.
fn failing() -> Vec<Told> {
    let import = Told::new("m20250102_000001_import_notes", &[NOTES], |op| {
        op.create_table(table("imports").col(pk_auto("id")));
        op.sql_with_down("INSERT INTO notes (body) SELECT body FROM old_notes", "");
    });
    vec![notes(), import, Told { revises: &["m20250102_000001_import_notes"], ..colour() }]
}

fn record_error() -> Vec<Told> {
    let wrong =
        Told::new("m20250102_000001_drop_subtitle", &[NOTES], |op| op.drop_column("notes", "subtitle"));
    vec![notes(), wrong]
}

fn unsupported() -> Vec<Told> {
    let wrong = Told::new("m20250102_000001_create_archive", &[NOTES], |op| op.create_schema("archive"));
    vec![notes(), wrong]
}

fn cycle() -> Vec<Told> {
    vec![notes(), Told { revises: &[COLOUR], ..title() }, colour_after_title()]
}

/// A column of an enum.
fn mood() -> Vec<Told> {
    let mood = Told::new("m20250102_000001_add_mood", &[NOTES], |op| {
        op.create_enum("mood", ["good", "bad"]);
        op.add_column("notes", enumeration("mood", "mood", ["good", "bad"]).default("good"));
    });
    vec![notes(), mood]
}

/// Titles for all, and notes without a body into a quarantine.
fn astray() -> Vec<Told> {
    let away = Told::new("m20250104_000001_no_empty_notes", &[COLOUR], |op| {
        op.backfill_in_batches("notes", "title", Expr::val("untitled"));
        op.delete_in_batches(rows("notes").filter(Expr::col("body").is_null()).quarantine("notes_empty"));
    });
    vec![notes(), title(), colour_after_title(), away]
}

/// The second one says something else than it once did.
fn edited() -> Vec<Told> {
    let title = Told::new(TITLE, &[NOTES], |op| op.add_column("notes", string_len_null("title", 80)));
    vec![notes(), title, colour_after_title()]
}

/// A column that takes no NULL and has no default.
fn people() -> Vec<Told> {
    let people = Told::new("m20250101_000001_create_people", &[], |op| {
        op.create_table(table("people").col(pk_auto("id")).col(string_len("name", 50)));
    });
    vec![people]
}

/// What this says has no effect on the schema that it describes.
fn untrue() -> Vec<Told> {
    let untrue = Told::new("m20250104_000001_drop_colour", &[COLOUR], |op| {
        op.sql_with_down("ALTER TABLE notes DROP COLUMN colour", "");
    });
    vec![notes(), title(), colour_after_title(), untrue]
}

fn history(name: &str) -> Option<Vec<Told>> {
    Some(match name {
        "people" => people(),
        "mood" => mood(),
        "astray" => astray(),
        "edited" => edited(),
        "untrue" => untrue(),
        "branch" => vec![
            notes(),
            title(),
            colour(),
            Told::new("m20250104_000001_add_size", &[COLOUR], |op| {
                op.add_column("notes", integer_null("size"))
            }),
        ],
        "conflict" => vec![notes(), title(), Told { id: "m20250103_000001_add_title_too", ..title() }],
        "lossy" => vec![notes(), title(), colour_after_title()],
        "older" => vec![notes(), title()],
        "two_heads" => vec![notes(), title(), colour()],
        "merge" => vec![notes(), title(), colour(), merge()],
        "cycle" => cycle(),
        "missing_parent" => vec![notes(), Told { revises: &["m20250101_000001_create_note"], ..title() }],
        "duplicate" => vec![notes(), title(), title()],
        "empty" => vec![],
        "irreversible" => irreversible(),
        "code_step" => code_step(),
        "failing" => failing(),
        "record_error" => record_error(),
        "unsupported" => unsupported(),
        _ => return None,
    })
}

#[tokio::main]
async fn main() -> ExitCode {
    let lab = env::var("KEEL_LAB").unwrap_or_default();
    let (name, entities) = lab.split_once('+').unwrap_or((&lab, ""));
    let Some(told) = history(name) else { return ExitCode::from(99) };
    let revisions = told.into_iter().map(Told::boxed).collect();
    let mut config = Config::new(revisions);
    if !entities.is_empty() {
        let Some(models) = entities::models(entities) else { return ExitCode::from(98) };
        config = config.models(models).directory("migration");
    }
    cli::main(config).await
}
