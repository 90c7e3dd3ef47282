//! Tests that are made at run time, and the run itself.

use std::{
    future::Future,
    sync::{Arc, Mutex},
    thread,
};

use libtest_mimic::{Arguments, Failed, Trial};

use crate::{Engine, database, server};

/// What a trial ends with: nothing, or why it failed.
pub type Outcome = Result<(), String>;

/// The engines that trials were made for.
static ENGINES: Mutex<Vec<Arc<Engine>>> = Mutex::new(Vec::new());

/// A test on an engine, `ENGINE::NAME`. Where the engine is missing it is ignored, or fails when it is required.
pub fn trial<F>(
    engine: &Arc<Engine>,
    name: &str,
    test: impl FnOnce(Arc<Engine>) -> F + Send + 'static,
) -> Trial
where
    F: Future<Output = Outcome>,
{
    let mut engines = ENGINES.lock().unwrap();
    if !engines.iter().any(|known| Arc::ptr_eq(known, engine)) {
        engines.push(Arc::clone(engine));
    }
    drop(engines);
    let missing = engine.missing();
    let ignored = missing.is_some() && !engine.is_required();
    let held = Arc::clone(engine);
    let run = move || match missing {
        Some(why) => Err(Failed::from(format!("skipped: {why}"))),
        None => on_a_deep_stack(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(Box::pin(test(held)))
        })
        .map_err(Failed::from),
    };
    Trial::test(format!("{}::{name}", engine.name()), run).with_ignored_flag(ignored)
}

/// Futures of a whole run inside one another are more than a test's thread has room for in a debug build.
fn on_a_deep_stack(test: impl FnOnce() -> Outcome + Send) -> Outcome {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(16 << 20).spawn_scoped(scope, test).unwrap();
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Runs the trials as `cargo test` runs tests, stops the servers and ends the process.
pub fn run(trials: Vec<Trial>) -> ! {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = arguments.test_threads.or(Some(4));
    stop_at_interrupt();
    let conclusion = libtest_mimic::run(&arguments, trials);
    clean_up();
    conclusion.exit()
}

fn clean_up() {
    ENGINES.lock().unwrap().iter().for_each(|engine| database::sweep(engine));
    server::stop_all();
}

fn stop_at_interrupt() {
    thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            clean_up();
            std::process::exit(130);
        }
    });
}
