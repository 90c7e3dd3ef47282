//! Where a revision goes.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::Draft;
use crate::cli::{context::Context, error::CliError, files};

/// Where a revision goes.
pub(in crate::cli::commands) struct Place {
    pub(in crate::cli::commands) file: PathBuf,
    library: PathBuf,
    registered: String,
}

impl Place {
    /// Makes both texts before either file is touched.
    pub(in crate::cli::commands) fn of(
        context: &Context,
        directory: Option<&PathBuf>,
        draft: &Draft,
    ) -> Result<Self, CliError> {
        let Draft { id, parents, .. } = draft;
        let directory = directory.or(context.config.directory.as_ref()).ok_or(CliError::NoDirectory)?;
        let source = directory.join("src");
        let (file, library) = (source.join(format!("{id}.rs")), source.join("lib.rs"));
        let text = files::read(&library)?;
        if let Some(parent) = parents.iter().find(|parent| !text.contains(parent.as_str())) {
            return Err(CliError::OtherHistory { path: library, parent: parent.clone() });
        }
        let registered = files::register(&library, &text, id)?;
        Ok(Self { file, library, registered })
    }

    pub(in crate::cli::commands) fn write(&self, text: &str) -> Result<(), CliError> {
        files::create(&self.file, text)?;
        if let Err(error) = files::replace(&self.library, &self.registered) {
            let _ = std::fs::remove_file(&self.file);
            return Err(error);
        }
        Ok(())
    }

    pub(in crate::cli::commands) fn told(&self, draft: &Draft) -> String {
        let Draft { id, parents, .. } = draft;
        let after = if parents.is_empty() { "base".to_owned() } else { parents.join(", ") };
        format!(
            "{id} (after {after})\n  wrote {}\n  registered in {}",
            self.file.display(),
            self.library.display()
        )
    }
}

/// The text as the project's rustfmt has it, where there is one.
pub(super) fn rustfmt(directory: Option<&Path>, text: &str) -> Option<String> {
    let mut command = Command::new("rustfmt");
    command.args(["--edition", "2024", "--emit", "stdout", "--quiet"]);
    if let Some(directory) = directory {
        command.arg("--config-path").arg(directory);
    }
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let input = text.to_owned();
    let mut stdin = child.stdin.take()?;
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    let formatted = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !formatted.trim().is_empty()).then_some(formatted)
}
