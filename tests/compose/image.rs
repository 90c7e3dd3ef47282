//! The Dockerfile and what it is given.

use std::collections::BTreeSet;

use serde::Deserialize;
use tests::Outcome;

use crate::{project::ALONE, text_of};

/// The instructions of a Dockerfile, continued lines joined.
pub(crate) struct Image(Vec<(String, String)>);

impl Image {
    pub(crate) fn read() -> Result<Self, String> {
        let text = text_of("Dockerfile")?;
        let lines: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        let joined = lines.join("\n").replace("\\\n", " ");
        let instructions = joined.lines().filter_map(|line| line.split_once(' '));
        Ok(Self(instructions.map(|(word, rest)| (word.to_owned(), rest.trim().to_owned())).collect()))
    }

    /// What the last instruction of that kind says.
    pub(crate) fn says(&self, word: &str) -> Result<&str, String> {
        let found = self.0.iter().rev().find(|(found, _)| found == word);
        found.map(|(_, rest)| rest.as_str()).ok_or_else(|| format!("Dockerfile: no {word}"))
    }

    /// The variables that it sets.
    pub(crate) fn environment(&self) -> Vec<(&str, &str)> {
        self.0.iter().filter(|(word, _)| word == "ENV").filter_map(|(_, rest)| rest.split_once('=')).collect()
    }

    /// The port that the service takes.
    pub(crate) fn port(&self) -> Result<&str, String> {
        let listen = self.environment().into_iter().find(|(name, _)| *name == "APP_LISTEN");
        listen
            .and_then(|(_, value)| value.strip_prefix("0.0.0.0:"))
            .ok_or("no APP_LISTEN for everybody".into())
    }
}

/// The words of an instruction in the form without a shell, which would swallow signals.
fn exec(text: &str) -> Result<Vec<String>, String> {
    let start = text.find('[').ok_or_else(|| format!("{text}: not without a shell"))?;
    serde_json::from_str(text.get(start..).unwrap_or_default()).map_err(|error| format!("{text}: {error}"))
}

/// The file, the workspace, the context and compose's view of the image say the same.
pub(crate) fn agrees() -> Outcome {
    let image = Image::read()?;
    assert_eq!(image.says("EXPOSE")?, image.port()?);
    assert_eq!(exec(image.says("CMD")?)?, ["app"]);
    assert_eq!(image.says("STOPSIGNAL")?, "SIGTERM");
    assert_ne!(image.says("USER")?.split(':').next(), Some("0"));
    assert!(image.says("USER")?.starts_with(|c: char| c.is_ascii_digit()));
    let [job, service] = ALONE.pair()?;
    assert_eq!(Some(exec(image.says("HEALTHCHECK")?)?), service.probe());
    let built = image.0.iter().find(|(word, rest)| word == "RUN" && rest.contains("cargo build"));
    let built = &built.ok_or("Dockerfile: nothing is built")?.1;
    assert!(built.contains(" --locked ") && built.contains(" --release "), "{built}");
    for program in [&job.words()[0], &service.words()[0]] {
        assert!(built.contains(&format!("-p {program}")), "{program}: {built}");
        assert!(built.contains(&format!("target/release/{program}")), "{program}: {built}");
        assert!(text_of(&format!("{program}/src/main.rs")).is_ok(), "{program} is no program");
    }
    toolchain(&image)?;
    context(built)
}

fn toolchain(image: &Image) -> Outcome {
    let workspace = text_of("Cargo.toml")?;
    let needed = workspace.lines().find_map(|line| line.strip_prefix("rust-version = "));
    let minor = |text: &str| text.split('.').nth(1).and_then(|minor| minor.parse::<u32>().ok());
    let needed = needed.and_then(|text| minor(text.trim_matches('"'))).ok_or("no rust-version")?;
    let from: Vec<_> = image.0.iter().filter(|(word, _)| word == "FROM").map(|(_, rest)| rest).collect();
    let tag = from[0].strip_prefix("rust:").ok_or("the builder is no Rust")?;
    let has = tag.split('-').next().and_then(minor).ok_or("no version of Rust")?;
    assert!(has >= needed, "the image's 1.{has} is older than 1.{needed}");
    // What is linked against one libc runs on the same.
    let release = |image: &str| image.split(['-', ' ', ':']).find(|word| *word == "bookworm").is_some();
    assert!(release(from[0]) && release(from[1]), "{from:?}");
    Ok(())
}

/// Every crate of the workspace is in the context, since cargo reads all manifests; what is built here is not.
fn context(built: &str) -> Outcome {
    #[derive(Deserialize)]
    struct Metadata {
        workspace_root: String,
        packages: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        manifest_path: String,
    }
    let ignored = text_of(".dockerignore")?;
    let lines: BTreeSet<_> = ignored.lines().collect();
    for line in ["*", "!Cargo.toml", "!Cargo.lock", "**/target", "**/*.db", "**/*.db-*", "**/.env"] {
        assert!(lines.contains(line), ".dockerignore: no {line}");
    }
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(crate::home());
    let told = tests::Ended::of(cargo).with(0, &[])?.out;
    let metadata: Metadata = serde_json::from_str(&told).map_err(|error| error.to_string())?;
    for package in metadata.packages {
        let path = package.manifest_path.replace(&metadata.workspace_root, "");
        let top = path.split('/').nth(1).unwrap();
        assert!(lines.contains(format!("!{top}").as_str()), ".dockerignore: no !{top}");
        // The tests are there for their manifest only.
        assert!(top == "tests" || built.contains(&format!(" {top} ")), "its sources may be old: {top}");
    }
    Ok(())
}
