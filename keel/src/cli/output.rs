use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::error::CliError;

pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const WAITING: Style = AnsiColor::Yellow.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const STRONG: Style = Style::new().bold();
pub(super) const FAINT: Style = Style::new().dimmed();

/// A text in a style.
pub(super) fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Writes a result, which may hold several lines, to the standard output.
pub(super) fn print(text: impl AsRef<str>) -> io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(out, "{}", text.as_ref().trim_end_matches('\n'))?;
    out.flush()
}

/// Writes a result for programs.
pub(super) fn json(value: &impl Serialize) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// Tells a person something beside the result.
pub(super) fn notice(text: impl std::fmt::Display) {
    let _ = writeln!(anstream::stderr(), "{}", styled(FAINT, text));
}

/// Tells that `.env` is not as it should be; there need not be one. A line of it may hold a password.
pub(super) fn unread_dotenv(error: &dotenvy::Error) {
    match error {
        dotenvy::Error::LineParse(line, _) => {
            let name = line.split('=').next().unwrap_or_default().trim();
            notice(format!(".env: the line of {name} cannot be read, so it and those after it do not count"));
        }
        error if !error.not_found() => notice(format!(".env cannot be read: {error}")),
        _ => {}
    }
}

/// Tells why a command ended.
pub(super) fn error(error: &CliError) {
    let mut err = anstream::stderr();
    let _ = writeln!(err, "{} {error}", styled(BAD, "error:"));
    if let Some(hint) = error.hint() {
        let _ = writeln!(err, "{} {hint}", styled(STRONG, "hint:"));
    }
}

/// A time as people read it, in UTC.
pub(super) fn time(seconds: i64) -> String {
    chrono::DateTime::from_timestamp(seconds, 0)
        .map_or_else(|| seconds.to_string(), |time| time.format("%Y-%m-%d %H:%M:%S UTC").to_string())
}
