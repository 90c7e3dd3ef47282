//! `docs/playbook.md` is true: its commands are run, and print what it says.
//!
//! `KEEL_PLAYBOOK=write` writes what they print into the page.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code: what must not fail ends the test"
)]

mod mask;
mod page;
mod stage;

use tests::{Engine, trial};

fn main() {
    let engines = Engine::selected();
    let on_this_machine = |story: &page::Story| {
        let engine = engines.iter().find(|it| it.backend() == story.backend && !it.is_scripted());
        engine.expect("an engine of each family")
    };
    let trials = page::stories().into_iter().map(|story| {
        let engine = on_this_machine(&story);
        let lacks = engine.missing().is_some() || !stage::missing(&story).is_empty();
        let name = story.name.clone();
        trial(engine, &name, |engine| stage::play(story, engine))
            .with_ignored_flag(lacks && !engine.is_required())
    });
    tests::run(trials.collect());
}
