//! A new revision is run before it is kept.

use super::Draft;
use crate::{
    check::{Compared, Proof, ProofError, Scratch, prove},
    cli::{context::Context, engines::OnEngine, error::CliError, output},
    history::Ready,
    schema::Backend,
};

/// Runs the revision on scratch databases: in memory, and on the server that was named.
pub(super) async fn prove_all(
    context: &Context,
    draft: &Draft,
    engines: &[(OnEngine, Compared)],
) -> Result<Vec<Proof>, CliError> {
    let url = context.quiet_url()?;
    let options = context.config.runner_options(None, false);
    let mut proofs = Vec::new();
    for (engine, compared) in engines {
        let scratch = match engine.backend {
            Backend::Sqlite => Scratch::memory(options.clone()).await,
            backend if backend == url.backend() => Scratch::beside(&url, &options).await,
            _ => continue,
        };
        let scratch = match scratch {
            Ok(scratch) => scratch,
            Err(error) => {
                output::notice(format!("not proven on {}: {error}", engine.backend));
                continue;
            }
        };
        let parents = draft.parents.iter().map(String::as_str);
        let ops = compared.difference.ops.as_slice();
        let unwritten = Ready::new(&draft.id, parents, ops);
        let server = scratch.runner().dialect().server().to_string();
        let outcome = match engine.history.with(&unwritten, &context.config.naming) {
            Ok(history) => Box::pin(prove(scratch.runner(), &history, &draft.id)).await,
            Err(error) => {
                scratch.remove().await?;
                return Err(error.into());
            }
        };
        scratch.remove().await?;
        match outcome {
            Ok(proof) => proofs.push(proof),
            Err(ProofError::Run { doing: "applying the revisions before it", source }) => {
                output::notice(format!(
                    "not proven on {server}: an earlier revision does not run there: {source}"
                ));
            }
            Err(source) => return Err(CliError::Unproven { server, source }),
        }
    }
    Ok(proofs)
}
