use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use super::{args::Agree, error::CliError, stop::asking};
use crate::exec::LostRows;

/// Agreement to losing rows: given beforehand, asked for on a terminal, or refused.
///
/// # Errors
/// [`CliError::RowsLost`] where nobody can be asked, [`CliError::Cancelled`] where the answer is no.
pub(super) fn agree_to_loss(agree: Agree, rows: Vec<LostRows>) -> Result<(), CliError> {
    if rows.is_empty() || agree.yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(CliError::RowsLost(rows));
    }
    let mut err = anstream::stderr();
    writeln!(err, "This would destroy:")?;
    for row in &rows {
        writeln!(err, "  {row}")?;
    }
    go_on()
}

/// Agreement to ending another session.
///
/// # Errors
/// [`CliError::Unasked`] where nobody can be asked, [`CliError::Cancelled`] where the answer is no.
pub(super) fn agree_to_end(yes: bool, session: i64, about: &str) -> Result<(), CliError> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(CliError::Unasked(session));
    }
    writeln!(anstream::stderr(), "This would end {about}")?;
    go_on()
}

fn go_on() -> Result<(), CliError> {
    let mut err = anstream::stderr();
    write!(err, "Go on? [y/N] ")?;
    err.flush()?;
    match ask()?.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(CliError::Cancelled),
    }
}

pub(super) fn ask() -> io::Result<String> {
    let mut answer = String::new();
    if asking(|| io::stdin().lock().read_line(&mut answer))? == 0 {
        // The end of the input leaves the cursor behind the question.
        writeln!(io::stderr())?;
    }
    Ok(answer)
}
