//! `merge`: one head after several.

use std::path::PathBuf;

use super::{
    Outcome,
    generate::{Draft, Generated, Place, template},
};
use crate::{
    cli::{Exit, context::Context, error::CliError, output},
    schema::Backend,
};

pub(super) fn run(context: &Context, message: Option<&str>, dir: Option<&PathBuf>) -> Outcome {
    let history = context.offline_history()?;
    let heads: Vec<String> = history.graph().heads().into_iter().map(ToOwned::to_owned).collect();
    if heads.len() < 2 {
        return Err(CliError::OneHead);
    }
    // Branches that do not go together are told before anything is written.
    for backend in Backend::ALL {
        if let Ok(history) = context.history(backend) {
            history.head_schema()?;
        }
    }
    let message = message.map_or_else(|| format!("merge {} heads", heads.len()), ToOwned::to_owned);
    let draft = Draft::new(message, None, false, heads)?;
    let place = Place::of(context, dir, &draft)?;
    place.write(&template(&draft))?;
    if context.is_json() {
        output::json(&Generated::written(&draft, &place))?;
        return Ok(Exit::Clean);
    }
    output::print(place.told(&draft))?;
    Ok(Exit::Clean)
}
