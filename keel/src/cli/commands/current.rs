use serde::Serialize;

use super::Outcome;
use crate::cli::{
    Exit,
    context::Context,
    output::{self, STRONG, styled},
};

#[derive(Serialize)]
struct Current<'a> {
    current: Vec<&'a str>,
    heads: Vec<&'a str>,
    at_heads: bool,
}

pub(super) async fn run(context: &Context, check_heads: bool) -> Outcome {
    let looked = context.look().await?;
    let graph = looked.history.graph();
    let known = looked.state.known.iter().map(String::as_str).collect();
    let (current, heads) = (graph.heads_of(&known), graph.heads());
    let all_known = looked.state.unknown.is_empty() && looked.state.interrupted.is_none();
    let at_heads = looked.state.known.len() == graph.len() && all_known;
    if context.is_json() {
        output::json(&Current { current, heads, at_heads })?;
    } else {
        let mut out: Vec<_> = current.iter().map(|id| line(id, heads.contains(id))).collect();
        out.extend(looked.state.unknown.iter().map(|id| format!("{id} (unknown to this history)")));
        if out.is_empty() {
            output::notice("nothing is applied: the database is at base");
        } else {
            output::print(out.join("\n"))?;
        }
        if let Some(interrupted) = &looked.state.interrupted {
            output::notice(interrupted);
        }
    }
    Ok(if check_heads && !at_heads { Exit::Findings } else { Exit::Clean })
}

fn line(id: &str, head: bool) -> String {
    let mark = if head { " (head)" } else { "" };
    format!("{}{mark}", styled(STRONG, id))
}
