use super::Outcome;
use crate::{
    cli::{Exit, args::Format, context::Context, error::CliError, output},
    render::{dbml, mermaid},
};

pub(super) fn run(context: &Context, dialect: Option<&str>) -> Outcome {
    let format = context.format(&[Format::Mermaid, Format::Dbml])?;
    if context.config.models.is_empty() {
        return Err(CliError::NoModels);
    }
    let backend = context.offline_dialect(dialect)?.server().engine.backend();
    let mut schema = context.config.models.schema(backend, &context.config.naming)?;
    context.filter().apply(&mut schema);
    output::print(if format == Format::Dbml { dbml(&schema) } else { mermaid(&schema) })?;
    Ok(Exit::Clean)
}
