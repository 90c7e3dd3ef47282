//! A project whose first revision is generated from its entities, in one go, beside a database that somebody
//! began to migrate by other means.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use sea_keel::schema::Backend;
use tempfile::TempDir;
use tests::{Database, Engine, Outcome};

use crate::command::{Printed, run, same};

const BINARY: &str = env!("CARGO_BIN_EXE_bot");

/// Set, it writes the generated file to where it is checked in.
const UPDATE: &str = "UPDATE";

const LIBRARY: &str = "//! The history of the schema.

use sea_keel::history::Revision;

/// All revisions; `generate` adds to them.
pub fn revisions() -> Vec<Box<dyn Revision>> {
    vec![]
}
";

/// Some of the tables as they were long ago, and another tool's books.
const STALE: [&str; 9] = [
    "CREATE TABLE users (id integer NOT NULL PRIMARY KEY, telegram_id integer NOT NULL, nick varchar(20))",
    "CREATE INDEX idx_users_status_seen ON users (nick)",
    "INSERT INTO users (id, telegram_id, nick) VALUES (1, 77, 'ada')",
    "CREATE TABLE subscription_plans (id integer NOT NULL PRIMARY KEY, price double precision, \
        CONSTRAINT ck_subscription_plans_paid CHECK (price > 1))",
    "CREATE TABLE vip_subscribers (user_id integer NOT NULL, plan_id integer NOT NULL, \
        FOREIGN KEY (user_id) REFERENCES users (id), FOREIGN KEY (plan_id) REFERENCES subscription_plans (id))",
    "CREATE TABLE tariffs (id integer NOT NULL PRIMARY KEY, title varchar(40))",
    "CREATE TABLE seaql_migrations (version varchar(255) NOT NULL PRIMARY KEY, applied_at bigint NOT NULL)",
    "INSERT INTO seaql_migrations VALUES ('m20230101_000001_create_users', 1672531200)",
    "INSERT INTO seaql_migrations VALUES ('m20230102_000001_create_plans', 1672617600)",
];

/// A migration crate without revisions.
struct Crate {
    dir: TempDir,
}

impl Crate {
    fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("keel-bot-").tempdir().unwrap();
        fs::create_dir(dir.path().join("src")).unwrap();
        fs::write(dir.path().join("src/lib.rs"), LIBRARY).unwrap();
        fs::copy(beside("../../../rustfmt.toml"), dir.path().join("rustfmt.toml")).unwrap();
        Self { dir }
    }

    /// Generates the first revision, where `url` names a database or none is named.
    fn generate(&self, url: Option<&str>) -> Printed {
        let mut command = Command::new(BINARY);
        let arguments = ["generate", "-m", "initial schema", "--dir"];
        command.args(arguments).arg(self.dir.path()).env("BOT_HISTORY", "empty");
        command.env_remove("DATABASE_URL").env_remove("DATABASE_SCHEMA").current_dir(self.dir.path());
        command.envs(url.map(|url| ("DATABASE_URL", url)));
        let output = command.stdin(Stdio::null()).output().unwrap();
        Printed {
            command: arguments.join(" "),
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The id and the text of the one revision, which the library knows too.
    fn revision(&self) -> Result<(String, String), String> {
        let files = fs::read_dir(self.dir.path().join("src")).unwrap().map(|entry| entry.unwrap().path());
        let found: Vec<PathBuf> = files.filter(|path| !path.ends_with("lib.rs")).collect();
        let [file] = found.as_slice() else { return Err(format!("not one file was written: {found:?}")) };
        let id = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let library = fs::read_to_string(self.dir.path().join("src/lib.rs")).unwrap();
        let registered = [format!("mod {id};"), format!("Box::new({id}::Migration)")];
        if let Some(missing) = registered.iter().find(|text| !library.contains(text.as_str())) {
            return Err(format!("{missing} is not in the library:\n{library}"));
        }
        Ok((id, fs::read_to_string(file).unwrap()))
    }
}

fn beside(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/bot").join(path)
}

async fn books(database: &Database) -> Vec<Vec<Option<String>>> {
    database.rows("SELECT version FROM seaql_migrations ORDER BY version").await
}

/// The file is that of the entities alone, proven where that can be, and the database is left as it is.
pub(crate) async fn generates(engine: Arc<Engine>) -> Outcome {
    let stale = Database::fresh(&engine).await;
    for statement in STALE {
        stale.execute(statement).await;
    }
    let (before, rows) = (stale.dump().await, books(&stale).await);

    let beside_it = Crate::new();
    let generated = beside_it.generate(Some(stale.url()));
    generated.ends(0)?.prints(&["(after base)", "+ table vip_subscribers", "proven on SQLite "])?;
    if engine.backend() != Backend::Sqlite {
        generated.prints(&[&format!("proven on {}: up, down and up", stale.server())])?;
    }
    let (id, text) = beside_it.revision()?;
    if !id.starts_with("m20") || !id.ends_with("_initial_schema") {
        return Err(format!("{id} is not the name"));
    }
    same("the stale database", &before, &stale.dump().await)?;
    if books(&stale).await != rows {
        return Err("the stale database's books were touched".into());
    }
    let kept = stale.rows(&format!("SELECT {} FROM users", stale.as_text("telegram_id"))).await;
    if kept != [[Some("77".to_owned())]] {
        return Err(format!("the stale database's rows were touched: {kept:?}"));
    }

    let alone = Crate::new();
    alone.generate(None).ends(0)?.prints(&["proven on SQLite "])?;
    same("with no database", &text, &alone.revision()?.1)?;
    if alone.dir.path().join("app.db").exists() {
        return Err("a database was made".into());
    }

    let checked_in = beside("m20260301_000000_initial_schema.rs");
    if std::env::var_os(UPDATE).is_some() {
        fs::write(&checked_in, &text).unwrap();
    }
    let known = fs::read_to_string(&checked_in).unwrap();
    same(&format!("{} is another one; {UPDATE}=1 writes it", checked_in.display()), &known, &text)?;
    stale.delete().await;
    Ok(())
}

/// What was generated compiles, makes what the entities say, and unmakes it.
pub(crate) async fn runs(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    let empty = database.dump().await;
    run(BINARY, &database, "check --only models,replay").ends(0)?;
    run(BINARY, &database, "check").ends(1)?.prints(&["pending"])?;
    run(BINARY, &database, "up").ends(0)?.prints(&["applied 1 revision"])?;
    let at_head = database.dump().await;
    run(BINARY, &database, "check").ends(0)?;
    let generate = format!("generate -m x --dir {}", std::env::temp_dir().display());
    run(BINARY, &database, &generate).ends(0)?.prints(&["no change"])?;
    same("looking", &at_head, &database.dump().await)?;

    // An index that goes is a finding, and only that of the database.
    let on = if engine.backend() == Backend::MySql { " ON users" } else { "" };
    database.execute(&format!("DROP INDEX idx_users_status_seen{on}")).await;
    let drifted = run(BINARY, &database, "check");
    drifted.ends(1)?.prints(&["idx_users_status_seen"])?;
    run(BINARY, &database, "check --only models,replay,history").ends(0)?;

    run(BINARY, &database, "fresh --yes").ends(0)?;
    same("made anew", &at_head, &database.dump().await)?;
    run(BINARY, &database, "down base --yes").ends(0)?;
    same("down", &empty, &database.dump().await)?;
    run(BINARY, &database, "up").ends(0)?;
    same("up again", &at_head, &database.dump().await)?;
    database.delete().await;
    Ok(())
}
