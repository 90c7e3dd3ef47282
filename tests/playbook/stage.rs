//! Where a story is played: an empty directory, an empty database called `app`, one shell.

use std::{
    ffi::OsString,
    fs::{self, File},
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use sea_keel::schema::Backend;
use tests::{Engine, Outcome, client_path, difference};

use crate::{
    mask::same,
    page::{self, Part, Shown, Story, kept},
};

/// What the commands of the page are on this machine.
const PROGRAMS: [(&str, &str); 2] =
    [("migration", env!("CARGO_BIN_EXE_playbook")), ("app", env!("CARGO_BIN_EXE_service"))];

/// Clients that a story may use.
const CLIENTS: [&str; 9] =
    ["psql", "createdb", "dropdb", "pg_dump", "pg_restore", "mariadb", "mariadb-dump", "sqlite3", "bash"];

/// Ends what a part of the script has printed; the exit code follows, and the same again.
const MARK: char = '\u{1e}';

/// One story at a time on a server: all call their database `app`.
static SERVERS: [Mutex<()>; 3] = [const { Mutex::new(()) }; 3];

/// Where programs are found: the clients of the server that runs come first.
fn path() -> OsString {
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let all = client_path().into_iter().chain(std::env::split_paths(&usual));
    std::env::join_paths(all).unwrap()
}

/// The clients that a story needs and this machine lacks.
pub(crate) fn missing(story: &Story) -> Vec<&'static str> {
    let text: String = story.parts.iter().map(|part| format!("{} ", text(part))).collect();
    let said: Vec<_> = text.split(|c: char| c.is_whitespace() || "(;|$".contains(c)).collect();
    let beside = match story.backend {
        Backend::Postgres => vec!["bash", "createdb", "dropdb"],
        Backend::MySql => vec!["bash", "mariadb"],
        Backend::Sqlite => vec!["bash"],
    };
    let needed = CLIENTS.into_iter().filter(|name| said.contains(name) || beside.contains(name));
    let path = path();
    needed.filter(|name| !std::env::split_paths(&path).any(|dir| dir.join(name).is_file())).collect()
}

fn text(part: &Part) -> &str {
    match part {
        Part::Hidden(lines) => lines,
        Part::Shown(shown) => &shown.command,
    }
}

/// Plays a story, and holds what it prints against the page.
pub(crate) async fn play(story: Story, engine: Arc<Engine>) -> Outcome {
    if let [first, ..] = missing(&story)[..] {
        return Err(format!("skipped: no {first} is installed"));
    }
    let alone = SERVERS[story.backend as usize].lock().unwrap_or_else(PoisonError::into_inner);
    let ran = run(&story, &engine)?;
    drop(alone);
    let shown = story.parts.iter().zip(ran).filter_map(|(part, ran)| match part {
        Part::Shown(shown) => Some((shown, ran)),
        Part::Hidden(_) => None,
    });
    let shown: Vec<_> = shown.collect();
    let mut wrong: Vec<_> = shown.iter().filter_map(|(shown, ran)| differs(shown, ran)).collect();
    if !wrong.is_empty() && std::env::var_os("KEEL_PLAYBOOK").is_some_and(|what| what == "write") {
        let printed: Vec<_> = shown.iter().map(|(_, ran)| ran.output.clone()).collect();
        page::rewrite(&story.name, &printed);
        wrong.clear();
    }
    wrong.extend(unsaid(&shown));
    match wrong[..] {
        [] => Ok(()),
        _ => Err(format!(
            "docs/playbook.md, {} (- the page, + what is printed)\n\n{}",
            story.name,
            wrong.join("\n\n")
        )),
    }
}

fn differs(shown: &Shown, ran: &Ran) -> Option<String> {
    if same(&shown.output, &ran.output) {
        return None;
    }
    let (expected, found) = (shown.output.join("\n"), kept(&shown.output, &ran.output).join("\n"));
    let lines = difference(&expected, &found).unwrap_or_else(|| format!("in another order:\n{found}"));
    Some(format!("$ {}\n{lines}", shown.command))
}

/// Exit codes that the page keeps to itself: one that is not 0 is asked for.
fn unsaid(shown: &[(&Shown, Ran)]) -> Vec<String> {
    let next = shown.iter().skip(1).map(|(shown, _)| shown.command.as_str()).chain([""]);
    let silent = shown.iter().zip(next).filter(|((_, ran), next)| ran.code != 0 && *next != "echo $?");
    silent
        .map(|((shown, ran), _)| {
            format!("$ {}\nends with {}; `$ echo $?` is to follow", shown.command, ran.code)
        })
        .collect()
}

/// What a part of a story has printed, and how it ended.
struct Ran {
    output: Vec<String>,
    code: i32,
}

fn run(story: &Story, engine: &Engine) -> Result<Vec<Ran>, String> {
    let dir = tempfile::Builder::new().prefix("keel-playbook-").tempdir().unwrap();
    let (home, bin) = (dir.path().join("home"), dir.path().join("bin"));
    fs::create_dir(&home).unwrap();
    fs::create_dir(&bin).unwrap();
    for (name, program) in PROGRAMS {
        symlink(program, bin.join(name)).unwrap();
    }
    let script = dir.path().join("script");
    fs::write(&script, script_of(story)).unwrap();
    let told = dir.path().join("told");
    let out = File::options().create(true).append(true).open(&told).unwrap();
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc"]).arg(&script).current_dir(&home).env_clear();
    command.envs(environment(engine, &home, &bin));
    command.stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(out);
    let status = command.status().unwrap();
    let told = as_told(&fs::read_to_string(&told).unwrap(), engine, &home);
    let ran: Vec<_> = told.split(MARK).collect();
    let ran: Vec<_> = ran.chunks_exact(2).map(|pair| ran_of(pair[0], pair[1])).collect();
    match ran.len() == story.parts.len() {
        true => Ok(ran),
        false => {
            let last = told.rsplit(MARK).next().unwrap_or_default();
            Err(format!("{}: what is prepared out of sight ended with {status}:\n{last}", story.name))
        }
    }
}

/// Without the directory of this run, and with the port that such a server usually has.
fn as_told(text: &str, engine: &Engine, home: &Path) -> String {
    let text = text.replace(&format!("{}/", home.display()), "");
    let usual = match engine.backend() {
        Backend::Sqlite => return text,
        Backend::Postgres => "127.0.0.1:5432",
        Backend::MySql => "127.0.0.1:3306",
    };
    text.replace(&format!("127.0.0.1:{}", port(engine)), usual)
}

fn port(engine: &Engine) -> String {
    engine.server_url().rsplit_once(':').map(|(_, port)| port.to_owned()).unwrap()
}

fn ran_of(printed: &str, code: &str) -> Ran {
    let output = printed.trim_end().lines().map(|line| line.trim_end().to_owned()).collect();
    Ran { output, code: code.parse().unwrap() }
}

/// One script: variables and `$?` are there for the next command, as in a terminal.
fn script_of(story: &Story) -> String {
    let mut script = "trap 'kill $(jobs -p) 2>/dev/null' EXIT\n".to_owned();
    script += match story.backend {
        Backend::Postgres => "dropdb --force --if-exists app 2>/dev/null && createdb app || exit\n",
        Backend::MySql => "mariadb -D '' -e 'DROP DATABASE IF EXISTS app; CREATE DATABASE app' || exit\n",
        Backend::Sqlite => "",
    };
    for part in &story.parts {
        script += &match part {
            Part::Hidden(lines) => format!("set -e\n{lines}set +e\n"),
            Part::Shown(shown) => format!("{}\n", shown.command.replace("4242", "$SESSION")),
        };
        script += "status=$?; printf '\\036%s\\036' $status; (exit $status)\n";
    }
    script
}

fn environment(engine: &Engine, home: &Path, bin: &Path) -> Vec<(&'static str, OsString)> {
    let mut path_of = vec![bin.to_path_buf()];
    path_of.extend(std::env::split_paths(&path()));
    let mut all: Vec<(&'static str, OsString)> = vec![
        ("PATH", std::env::join_paths(path_of).unwrap()),
        ("HOME", home.into()),
        ("LC_ALL", "C.UTF-8".into()),
        ("TZ", "UTC".into()),
        ("NO_COLOR", "1".into()),
    ];
    if engine.backend() == Backend::Sqlite {
        all.push(("DATABASE_URL", "sqlite://app.db?mode=rwc".into()));
        return all;
    }
    let url = engine.server_url();
    let port = port(engine);
    all.push(("DATABASE_URL", format!("{url}/app").into()));
    if engine.backend() == Backend::Postgres {
        all.extend([("PGHOST", "127.0.0.1".into()), ("PGPORT", port.into()), ("PGUSER", "postgres".into())]);
    } else {
        let options = format!("[client]\nprotocol=tcp\nhost=127.0.0.1\nport={port}\nuser=root\n");
        fs::write(home.join(".my.cnf"), options).unwrap();
    }
    all
}
