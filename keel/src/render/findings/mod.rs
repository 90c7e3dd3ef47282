//! What a check found, and the formats in which it is told: to a person, to a program, to a forge.

mod github;
mod json;
mod junit;
mod markdown;
mod rule;
mod sarif;
#[cfg(test)]
mod tests;
mod text;

use std::path::{Path, PathBuf};

use serde::Serialize;

/// What was looked at, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The version of the tool.
    pub tool_version: String,
    /// Each check, in the order in which they ran.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What programs know it by: `models`, `replay`, `drift`, `history`. It stays the same.
    pub id: &'static str,
    /// What people read.
    pub title: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is as it should be.
    Clean,
    /// It did not run, for this reason.
    Skipped(String),
    /// Something is not as it should be; none in the list is the same as [`Clean`](Self::Clean).
    Found(Vec<Finding>),
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind of finding, which stays the same: `models-differ`, `replay-differs`, `drift`, `pending`,
    /// `edited`, `missing`, `out-of-order`, `two-heads` …
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about: `tasks`, `tasks.priority`, or the id of a revision.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// The revision since which it is so.
    pub since: Option<String>,
    /// The file in which it would be mended, relative to the root of the repository, and the line. Forges
    /// show nothing that has no file; the file of a finding in a database is the one that lists the
    /// revisions.
    pub file: Option<(PathBuf, Option<u32>)>,
    /// The command that mends it.
    pub fix: Option<String>,
}

/// How bad a finding is. A check fails on each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It will break, or has.
    Error,
    /// It may.
    Warning,
    /// It should be known.
    Note,
}

impl Severity {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A way of writing a [`Report`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReportFormat {
    /// For people, in colour.
    #[default]
    Text,
    /// For programs; docs/ci.md describes it.
    Json,
    /// GitHub's workflow commands: an annotation each.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit's XML, for GitLab, Jenkins and others.
    Junit,
    /// A comment on a pull request.
    Markdown,
}

impl ReportFormat {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Text, Self::Json, Self::Github, Self::Sarif, Self::Junit, Self::Markdown];

    /// The name as flags have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Github => "github",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
        }
    }
}

/// Writes a report; each format ends in a newline.
pub fn findings(report: &Report, format: ReportFormat) -> String {
    match format {
        ReportFormat::Text => text::text(report),
        ReportFormat::Json => json::json(report),
        ReportFormat::Github => github::github(report),
        ReportFormat::Sarif => sarif::sarif(report),
        ReportFormat::Junit => junit::junit(report),
        ReportFormat::Markdown => markdown::markdown(report),
    }
}

impl Report {
    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.findings().next().is_none()
    }

    /// Every finding, in the order of the checks.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.checks.iter().flat_map(Check::findings)
    }

    /// The last line of a report: what there is of each outcome.
    fn summary(&self) -> String {
        let (found, skipped) = (self.findings().count(), self.skipped());
        let mut words = match found {
            0 if skipped == self.checks.len() => "nothing checked".to_owned(),
            0 => format!("nothing found in {}", counted(self.checks.len() - skipped, "check")),
            _ => {
                let failed = self.checks.iter().filter(|check| !check.findings().is_empty()).count();
                format!(
                    "{} in {failed} of {}",
                    counted(found, "finding"),
                    counted(self.checks.len() - skipped, "check")
                )
            }
        };
        if skipped > 0 {
            words += &format!(", {skipped} skipped");
        }
        words
    }

    fn skipped(&self) -> usize {
        self.checks.iter().filter(|check| matches!(check.outcome, Outcome::Skipped(_))).count()
    }
}

impl Check {
    /// What it found.
    pub fn findings(&self) -> &[Finding] {
        match &self.outcome {
            Outcome::Found(findings) => findings,
            Outcome::Clean | Outcome::Skipped(_) => &[],
        }
    }
}

impl Finding {
    /// Its file with `/` between the parts, and the line.
    fn spot(&self) -> Option<(String, Option<u32>)> {
        self.file.as_ref().map(|(path, line)| (slashed(path), *line))
    }
}

/// A path as URLs and forges have it, on every system.
fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
