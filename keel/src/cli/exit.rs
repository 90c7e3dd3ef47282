use std::process::ExitCode;

/// What the process ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do.
    Clean = 0,
    /// Differences, pending revisions or findings, where a command was asked to look for them.
    Findings = 1,
    /// The command line, the configuration or the history is wrong.
    Usage = 2,
    /// The database could not be reached, refused something, or is in a state that needs a decision.
    Database = 3,
    /// Refused as unsafe.
    Refused = 4,
    /// Stopped by Ctrl-C or SIGTERM.
    Stopped = 130,
}

/// What `--help` says of them.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done, or nothing to do
  1  pending revisions or findings, where a command was asked to look for them
  2  the command line, the configuration or the history is wrong
  3  the database cannot be reached, refused something, or needs a decision
  4  refused as unsafe; nothing was touched
  130  stopped by Ctrl-C or SIGTERM; the same command goes on from there";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
