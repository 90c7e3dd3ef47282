//! A compose file, as far as these go: a key that is not here is a typing error, or new.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Tagged;

#[derive(Debug, Deserialize)]
pub(crate) struct File {
    pub(crate) services: BTreeMap<String, Service>,
    #[serde(default)]
    pub(crate) volumes: BTreeMap<String, Option<Nothing>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Service {
    pub(crate) image: Option<String>,
    pub(crate) build: Option<String>,
    pub(crate) profiles: Vec<String>,
    pub(crate) entrypoint: Option<Vec<String>>,
    pub(crate) command: Option<Vec<String>>,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) depends_on: BTreeMap<String, Dependency>,
    pub(crate) healthcheck: Option<HealthCheck>,
    pub(crate) ports: Option<Tagged<Vec<String>>>,
    pub(crate) volumes: Vec<String>,
    pub(crate) restart: Option<String>,
    pub(crate) stop_grace_period: Option<String>,
    pub(crate) deploy: Option<Deploy>,
    pub(crate) read_only: bool,
    pub(crate) cap_drop: Vec<String>,
    pub(crate) security_opt: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dependency {
    pub(crate) condition: Condition,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::enum_variant_names, reason = "as Compose has them")]
pub(crate) enum Condition {
    ServiceStarted,
    ServiceHealthy,
    ServiceCompletedSuccessfully,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HealthCheck {
    pub(crate) test: Vec<String>,
    pub(crate) disable: bool,
    pub(crate) interval: String,
    pub(crate) timeout: String,
    pub(crate) retries: u32,
    pub(crate) start_period: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deploy {
    pub(crate) replicas: usize,
}

impl Service {
    /// What a later file says wins; lists of ports grow unless they are reset.
    pub(crate) fn overlay(&mut self, later: Self) {
        if let Some(Tagged(ports, tag)) = later.ports {
            let is_reset = tag.as_deref() == Some("!reset");
            let before = self.ports.take().filter(|_| !is_reset).map(|Tagged(ports, _)| ports);
            self.ports = Some(Tagged(before.into_iter().flatten().chain(ports).collect(), None));
        }
        self.image = later.image.or(self.image.take());
        self.command = later.command.or(self.command.take());
        self.entrypoint = later.entrypoint.or(self.entrypoint.take());
        self.healthcheck = later.healthcheck.or(self.healthcheck.take());
        self.deploy = later.deploy.or(self.deploy.take());
        self.environment.extend(later.environment);
        self.depends_on.extend(later.depends_on);
    }

    /// What is published: addresses of this machine, and the port within.
    pub(crate) fn ports(&self) -> &[String] {
        self.ports.as_ref().map_or(&[], |Tagged(ports, _)| ports)
    }

    pub(crate) fn replicas(&self) -> usize {
        self.deploy.as_ref().map_or(1, |deploy| deploy.replicas)
    }

    /// The program and its arguments.
    pub(crate) fn words(&self) -> Vec<String> {
        self.entrypoint.iter().chain(&self.command).flatten().cloned().collect()
    }

    /// The words of its health check, where it is a program's.
    pub(crate) fn probe(&self) -> Option<Vec<String>> {
        let test = &self.healthcheck.as_ref()?.test;
        (test.first()? == "CMD").then(|| test[1..].to_vec())
    }
}
