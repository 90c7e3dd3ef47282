//! Log lines, on the standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::{EnvFilter, filter::ParseError};

use crate::args::LogFormat;

/// Lines go out from here on.
///
/// # Errors
/// The filter cannot be read.
pub(crate) fn begin(format: LogFormat, filter: &str) -> Result<(), ParseError> {
    let filter = EnvFilter::builder().parse(filter)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Who has begun before, in the same process, goes on.
    let _ = match format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).with_target(false).try_init(),
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
        }
    };
    Ok(())
}
