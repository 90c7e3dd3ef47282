//! A run that is killed or cut off, at every step and at any time; the next one ends as if nothing had been.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use sea_keel::schema::Backend;
use tests::{Database, Engine, Outcome, PrivateServer, number};

use crate::{
    ground::{Ended, Found, at_the_first, command, quiet, run},
    proxy::Proxy,
};

/// How a run is disturbed.
enum Fault {
    /// It ends when that step begins.
    AtStep(usize),
    /// It ends when that statement begins.
    AtStatement(usize),
    /// It is killed after that time.
    After(Duration),
    /// Its line is cut at that message to the server, which arrives or does not.
    Cut(usize, bool),
}

/// Numbers that look drawn, the same in each run.
fn drawn(seed: usize) -> f64 {
    let mixed = (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

/// What an undisturbed run takes.
struct Measure {
    found: Found,
    steps: usize,
    statements: usize,
    messages: usize,
    time: Duration,
}

pub(crate) async fn leave_nothing_behind(engine: Arc<Engine>) -> Outcome {
    let measure = Box::pin(undisturbed(&engine)).await?;
    let usual = if engine.is_scripted() { 24 } else { 64 };
    let first = number("KEEL_TEST_SEED", 0);
    let mut struck = 0;
    for kill in first..first + number("KEEL_TEST_KILLS", usual) {
        let fault = match (kill % 4, engine.backend()) {
            (0, _) => Fault::AtStep(kill / 4 % measure.steps + 1),
            (1, _) => Fault::AtStatement(1 + (drawn(kill) * measure.statements as f64) as usize),
            (2, _) | (_, Backend::Sqlite) => Fault::After(measure.time.mul_f64(drawn(kill))),
            _ => Fault::Cut(1 + (drawn(kill) * measure.messages as f64) as usize, kill.is_multiple_of(2)),
        };
        let database = at_the_first(&engine).await?;
        let ended = disturb(&database, &fault);
        struck += usize::from(ended.code != Some(0));
        let outcome = Box::pin(recovers(&database, &measure.found)).await;
        database.delete().await;
        outcome.map_err(|error| {
            format!("KEEL_TEST_SEED={kill}: {error}\nthe disturbed run told:\n{}", ended.told)
        })?;
    }
    // A run that was through before it was struck proves nothing.
    if struck == 0 { Err("no run was struck".into()) } else { Ok(()) }
}

/// The server is taken away while a run is at it, and comes back.
pub(crate) async fn with_the_server_gone(engine: Arc<Engine>) -> Outcome {
    let backend = engine.backend();
    let mut server = PrivateServer::start(backend)?;
    let engine = Engine::in_hand(backend, &server);
    let measure = Box::pin(undisturbed(&engine)).await?;
    let mut struck = 0;
    let first = number("KEEL_TEST_SEED", 0);
    for round in first..first + number("KEEL_TEST_OUTAGES", 4) {
        let database = at_the_first(&engine).await?;
        let child = command(database.url(), &["up"]).spawn().unwrap();
        thread::sleep(measure.time.mul_f64(drawn(round)));
        server.crash();
        let ended = Ended::of(child);
        struck += usize::from(ended.code != Some(0));
        server.begin()?;
        let outcome = Box::pin(recovers(&database, &measure.found)).await;
        database.delete().await;
        outcome.map_err(|error| {
            format!("KEEL_TEST_SEED={round}: {error}\nthe disturbed run told:\n{}", ended.told)
        })?;
    }
    if struck == 0 { Err("no run was struck".into()) } else { Ok(()) }
}

/// One after the other, until there are no more of them: those of a table made anew as well.
pub(crate) async fn at_every_statement(engine: Arc<Engine>) -> Outcome {
    let measure = Box::pin(undisturbed(&engine)).await?;
    for statement in 1.. {
        let database = at_the_first(&engine).await?;
        let ended = disturb(&database, &Fault::AtStatement(statement));
        let through = ended.code == Some(0);
        let outcome = Box::pin(recovers(&database, &measure.found)).await;
        database.delete().await;
        outcome.map_err(|error| format!("statement {statement}: {error}"))?;
        if through {
            return if statement > measure.steps { Ok(()) } else { Err("too few statements".into()) };
        }
    }
    Ok(())
}

async fn undisturbed(engine: &Arc<Engine>) -> Result<Measure, String> {
    let database = at_the_first(engine).await?;
    let proxy = proxy(&database, usize::MAX, true);
    let url = proxy.as_ref().map_or(database.url().to_owned(), |proxy| through(&database, proxy));
    let begun = Instant::now();
    Ended::of(command(&url, &["up"]).spawn().unwrap()).with(0)?;
    let time = begun.elapsed();
    let found = Found::of(&database).await;
    database.delete().await;
    let (steps, statements) = counted(engine).await?;
    Ok(Measure { found, steps, statements, messages: proxy.map_or(0, |proxy| proxy.sent()), time })
}

/// How many steps and statements there are: of the latter about as many, as windows go by time.
async fn counted(engine: &Arc<Engine>) -> Result<(usize, usize), String> {
    let database = at_the_first(engine).await?;
    let ended = disturb(&database, &Fault::AtStep(usize::MAX)).with(0)?;
    database.delete().await;
    let number = |what: &str| {
        let line = ended.told.lines().find_map(|line| line.strip_prefix(what));
        line.and_then(|number| number.trim().parse().ok()).ok_or(format!("no {what} in {}", ended.told))
    };
    Ok((number("steps")?, number("statements")?))
}

fn proxy(database: &Database, limit: usize, last_arrives: bool) -> Option<Proxy> {
    let server = database.url().split_once('@')?.1.split('/').next()?;
    Some(Proxy::to(server, limit, last_arrives))
}

/// The database's URL, by way of the proxy.
fn through(database: &Database, proxy: &Proxy) -> String {
    let (before, rest) = database.url().split_once('@').unwrap();
    format!("{before}@{}/{}", proxy.address(), rest.split_once('/').unwrap().1)
}

fn disturb(database: &Database, fault: &Fault) -> Ended {
    match fault {
        Fault::AtStep(step) => {
            let mut command = command(database.url(), &[]);
            Ended::of(command.env("KEEL_FAULT_STEP", step.to_string()).spawn().unwrap())
        }
        Fault::AtStatement(statement) => {
            let mut command = command(database.url(), &[]);
            Ended::of(command.env("KEEL_FAULT_STATEMENT", statement.to_string()).spawn().unwrap())
        }
        Fault::After(time) => {
            let mut child = command(database.url(), &["up"]).spawn().unwrap();
            thread::sleep(*time);
            let _ = child.kill();
            Ended::of(child)
        }
        Fault::Cut(message, arrives) => {
            let proxy = proxy(database, *message, *arrives).unwrap();
            Ended::of(command(&through(database, &proxy), &["up"]).spawn().unwrap())
        }
    }
}

/// The next run ends, and leaves what an undisturbed one does; one more has nothing to do.
async fn recovers(database: &Database, expected: &Found) -> Outcome {
    run(database, &["status"]).with(0)?;
    let told = run(database, &["up", "-v", "--lock-wait", "5min"]).with(0)?.told;
    quiet(database).await;
    let found = Found::of(database).await;
    if let Some(difference) = expected.differs(&found) {
        return Err(format!("not as after an undisturbed run: {difference}\nthe next run told:\n{told}"));
    }
    run(database, &["up"]).with(0)?.telling(&["nothing to apply"])?;
    run(database, &["check", "--only", "drift,history"]).with(0)?;
    Ok(())
}

/// A limit on the size of files stands for a full disk.
pub(crate) async fn a_file_that_cannot_grow(engine: Arc<Engine>) -> Outcome {
    let expected = Box::pin(undisturbed(&engine)).await?.found;
    let database = at_the_first(&engine).await?;
    let path = database.url().trim_start_matches("sqlite://").split('?').next().unwrap();
    let size = std::fs::metadata(path).unwrap().len();
    let before = database.dump().await;
    for beyond in [0, 8, 24] {
        // In units of 512 bytes; the signal that comes with it is ignored, so that writing fails.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" up", size / 512 + beyond);
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script, command("", &[]).get_program().to_str().unwrap()]);
        let output = shell.env("DATABASE_URL", database.url()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.code() != Some(3) {
            return Err(format!("{beyond}: expected exit code 3, not {:?}: {told}", output.status));
        }
    }
    if let Some(lines) = tests::difference(&before, &database.dump().await) {
        // Whole revisions may have fitted.
        run(&database, &["status"]).with(0).map_err(|error| format!("{error}\n{lines}"))?;
    }
    Box::pin(recovers(&database, &expected)).await
}
