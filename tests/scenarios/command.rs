//! A migration command as a person runs it.

use std::process::{Command, Stdio};

use tests::{Database, Outcome};

/// What a command printed, and how it ended.
pub(crate) struct Printed {
    pub(crate) command: String,
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a binary's subcommand on a database, with no terminal.
pub(crate) fn run(binary: &str, database: &Database, arguments: &str) -> Printed {
    let output = Command::new(binary)
        .args(arguments.split_whitespace())
        .env("DATABASE_URL", database.url())
        .env_remove("DATABASE_SCHEMA")
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Printed {
        command: arguments.to_owned(),
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Printed {
    fn told(&self, problem: &str) -> String {
        format!("`{}` ended with {:?}: {problem}\n{}\n{}", self.command, self.code, self.out, self.err)
    }

    /// It ended with that code.
    pub(crate) fn ends(&self, code: i32) -> Result<&Self, String> {
        if self.code == Some(code) { Ok(self) } else { Err(self.told(&format!("expected exit code {code}"))) }
    }

    /// It printed each of those as a result.
    pub(crate) fn prints(&self, texts: &[&str]) -> Outcome {
        match texts.iter().find(|text| !self.out.contains(**text)) {
            Some(text) => Err(self.told(&format!("expected {text:?} as a result"))),
            None => Ok(()),
        }
    }

    /// It told each of those beside the result.
    pub(crate) fn tells(&self, texts: &[&str]) -> Outcome {
        match texts.iter().find(|text| !self.err.contains(**text)) {
            Some(text) => Err(self.told(&format!("expected {text:?} to be told"))),
            None => Ok(()),
        }
    }
}

/// Two dumps are one schema.
pub(crate) fn same(what: &str, left: &str, right: &str) -> Outcome {
    match tests::difference(left, right) {
        Some(difference) => Err(format!("{what}:\n{difference}")),
        None => Ok(()),
    }
}
