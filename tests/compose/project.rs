//! Compose files as one project: variables put in, later files over earlier ones, profiles chosen.

use std::collections::BTreeMap;

use tests::Outcome;

use crate::{
    file::{File, Service},
    text_of,
};

/// A way to start the containers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    pub(crate) name: &'static str,
    pub(crate) files: &'static [&'static str],
    pub(crate) profile: Option<&'static str>,
    /// The migration job, the service that waits for it, and their database.
    pub(crate) chain: [&'static str; 3],
}

pub(crate) const ALONE: Setup = Setup {
    name: "alone",
    files: &["docker-compose.yml"],
    profile: None,
    chain: ["migrate", "app", "postgres"],
};

pub(crate) const MYSQL: Setup = Setup {
    name: "mysql",
    files: &["docker-compose.yml"],
    profile: Some("mysql"),
    chain: ["migrate-mysql", "app-mysql", "mysql"],
};

pub(crate) const REPLICAS: Setup = Setup {
    name: "replicas",
    files: &["docker-compose.yml", "docker-compose.replicas.yml"],
    profile: None,
    chain: ["migrate", "app", "postgres"],
};

pub(crate) const ALL: [Setup; 3] = [ALONE, MYSQL, REPLICAS];

pub(crate) type Project = BTreeMap<String, Service>;

impl Setup {
    /// The services that it starts, with nothing in the environment.
    pub(crate) fn project(self) -> Result<Project, String> {
        let mut project = Project::new();
        for name in self.files {
            let named = |error: String| format!("{name}: {error}");
            let file = read(&text_of(name)?).map_err(named)?;
            let unused = file.volumes.keys().find(|volume| {
                let start = format!("{volume}:");
                !file.services.values().any(|service| service.volumes.iter().any(|v| v.starts_with(&start)))
            });
            if let Some(volume) = unused {
                return Err(named(format!("nothing uses the volume {volume}")));
            }
            for (service, said) in file.services {
                match project.get_mut(&service) {
                    Some(before) => before.overlay(said),
                    None => drop(project.insert(service, said)),
                }
            }
        }
        project.retain(|_, service| {
            let profiles = &service.profiles;
            profiles.is_empty() || profiles.iter().any(|profile| Some(profile.as_str()) == self.profile)
        });
        Ok(project)
    }

    /// Its migration job and its service.
    pub(crate) fn pair(self) -> Result<[Service; 2], String> {
        let project = self.project()?;
        let [job, service, _] = self.chain;
        let get = |name: &str| project.get(name).cloned().ok_or_else(|| format!("no service {name}"));
        Ok([get(job)?, get(service)?])
    }
}

fn read(text: &str) -> Result<File, String> {
    let is_said = |line: &&str| !line.trim_start().starts_with('#');
    let said: Vec<_> = text.lines().filter(is_said).collect();
    serde_saphyr::from_str(&interpolated(&said.join("\n"))?).map_err(|error| error.to_string())
}

/// `${NAME:-value}` as where the variable is not set, and `$$` as `$`; anything else is refused.
/// Compose does so after it has read the file, so that a value which may become empty is quoted there.
fn interpolated(text: &str) -> Result<String, String> {
    let mut parts = text.split('$');
    let mut out = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        if part.is_empty() {
            out.push('$');
            out.push_str(parts.next().unwrap_or_default());
            continue;
        }
        let inner = part.strip_prefix('{').and_then(|part| part.split_once('}'));
        let Some(((_, value), rest)) = inner.and_then(|(inner, rest)| Some((inner.split_once(":-")?, rest)))
        else {
            return Err(format!("no ${{NAME:-value}}: ${}", part.lines().next().unwrap_or_default()));
        };
        out.push_str(value);
        out.push_str(rest);
    }
    Ok(out)
}

/// The rules of Compose that these tests lean on.
pub(crate) fn is_read_as_compose_does() -> Outcome {
    let text = "a: ${X:-one}-${Y:-} # two\nb: \"$$X\"";
    assert_eq!(interpolated(text)?, "a: one- # two\nb: \"$X\"");
    assert!(interpolated("$X").is_err() && interpolated("${X}").is_err());
    let base = "
x-a: &a {restart: always, command: [one]}
services: {s: {<<: *a, ports: ['1:1'], environment: {A: a, B: b}}}";
    let mut one = read(base)?.services.remove("s").unwrap();
    assert_eq!((one.restart.as_deref(), one.words()), (Some("always"), vec!["one".to_owned()]));
    let mut two = one.clone();
    let over = |text: &str, onto: &mut Service| -> Outcome {
        onto.overlay(read(text)?.services.remove("s").unwrap());
        Ok(())
    };
    over("services: {s: {ports: ['2:2'], environment: {B: c}, command: [two]}}", &mut one)?;
    assert_eq!(one.ports(), ["1:1", "2:2"]);
    assert_eq!(one.environment.values().collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(one.words(), ["two"]);
    over("services: {s: {ports: !reset []}}", &mut two)?;
    assert!(two.ports().is_empty());
    assert!(read("services: {s: {comand: [one]}}").is_err());
    Ok(())
}
