use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    sync::atomic::{AtomicBool, Ordering},
};

use super::{Exit, args::Agree, error::CliError, output};
use crate::exec::LostRows;

/// Whether a question stands on the terminal.
static ASKING: AtomicBool = AtomicBool::new(false);

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
    match ask()?.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(CliError::Cancelled),
    }
}

pub(super) fn ask() -> io::Result<String> {
    // A second handler is refused, and the first one is as good.
    let _ = ctrlc::set_handler(interrupted);
    ASKING.store(true, Ordering::SeqCst);
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    ASKING.store(false, Ordering::SeqCst);
    if read? == 0 {
        // The end of the input leaves the cursor behind the question.
        writeln!(io::stderr())?;
    }
    Ok(answer)
}

/// At the question Ctrl-C is a no; at any other time it ends the process as it would without a handler.
fn interrupted() {
    const INTERRUPTED: i32 = 130;
    if !ASKING.load(Ordering::SeqCst) {
        std::process::exit(INTERRUPTED);
    }
    let _ = writeln!(io::stderr());
    output::error(&CliError::Cancelled);
    std::process::exit(Exit::Refused as i32);
}
