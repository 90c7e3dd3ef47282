//! The container files: what they say, and the same commands without containers.
//!
//! No image is built and no container started. Where `docker compose` is at hand it reads the files as well.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "test code: what must not fail ends the test"
)]

mod file;
mod image;
mod project;
mod rules;
mod run;

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use libtest_mimic::{Failed, Trial};
use project::{ALL, Setup};
use sea_keel::schema::Backend;
use tests::{Engine, Outcome, trial};

fn main() {
    let mut trials = vec![
        plain("image::agrees", image::agrees),
        plain("proxy::agrees", rules::proxy_agrees),
        plain("file::is_read_as_compose_does", project::is_read_as_compose_does),
    ];
    for setup in ALL {
        trials.push(plain(&format!("{}::holds_together", setup.name), move || rules::hold(setup)));
        trials.push(plain(&format!("{}::commands_are_known", setup.name), move || rules::commands(setup)));
        let read = plain(&format!("{}::docker_compose_reads_it", setup.name), move || config(setup));
        trials.push(read.with_ignored_flag(!has_compose()));
    }
    for engine in Engine::selected().into_iter().filter(|engine| engine.backend() != Backend::Sqlite) {
        trials.push(trial(&engine, "runs_without_containers", run::without_containers));
    }
    tests::run(trials);
}

fn plain(name: &str, test: impl FnOnce() -> Outcome + Send + 'static) -> Trial {
    Trial::test(name, || test().map_err(Failed::from))
}

/// Where the container files are.
fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn text_of(name: &str) -> Result<String, String> {
    std::fs::read_to_string(home().join(name)).map_err(|error| format!("{name}: {error}"))
}

fn has_compose() -> bool {
    let asked = Command::new("docker").args(["compose", "version"]).stderr(Stdio::null()).output();
    asked.is_ok_and(|output| output.status.success())
}

/// Compose's own opinion; it needs no daemon for that.
fn config(setup: Setup) -> Outcome {
    let mut command = Command::new("docker");
    command.arg("compose").current_dir(home());
    command.args(setup.files.iter().flat_map(|file| ["-f", file]));
    command.args(setup.profile.iter().flat_map(|profile| ["--profile", profile]));
    command.args(["config", "--quiet"]);
    tests::Ended::of(command).with(0, &[]).map(drop)
}
