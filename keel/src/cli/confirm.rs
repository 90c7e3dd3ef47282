use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use super::{args::Agree, error::CliError};
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
    write!(err, "Go on? [y/N] ")?;
    err.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(CliError::Cancelled),
    }
}
