use super::Outcome;
use crate::cli::{Exit, context::Context, output};

pub(super) fn run(context: &Context) -> Outcome {
    let history = context.offline_history()?;
    let heads = history.graph().heads();
    if context.is_json() {
        output::json(&heads)?;
    } else if heads.is_empty() {
        output::notice("the history is empty");
    } else {
        output::print(heads.join("\n"))?;
    }
    Ok(Exit::Clean)
}
