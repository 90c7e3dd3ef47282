//! What holds for each way to start the containers.

use std::{collections::BTreeSet, process::Command};

use tests::{Ended, Outcome};

use crate::{
    file::{Condition, Service},
    image::Image,
    project::{Project, REPLICAS, Setup},
    run::program,
    text_of,
};

/// The job ends before the service starts, which is asked for its health and given the time to stop.
pub(crate) fn hold(setup: Setup) -> Outcome {
    let project = setup.project()?;
    let port = Image::read()?.port()?.to_owned();
    for (name, service) in &project {
        alone(name, service, &project);
    }
    let [job_name, service_name, database] = setup.chain;
    let [job, service] = setup.pair()?;
    let waits = |from: &Service, what: &str| from.depends_on.get(what).map(|on| on.condition);
    assert_eq!(waits(&job, database), Some(Condition::ServiceHealthy));
    assert_eq!(waits(&service, job_name), Some(Condition::ServiceCompletedSuccessfully));
    assert_eq!(job.words(), ["migration", "up"]);
    assert_eq!(service.words(), ["app", "--schema", "verify"]);
    assert_eq!(job.restart.as_deref(), Some("no"), "a job that ends is not started again");
    assert_eq!(service.restart.as_deref(), Some("unless-stopped"));
    assert!(job.healthcheck.is_some_and(|check| check.disable), "{job_name} serves nothing");
    assert!(seconds(service.stop_grace_period.as_deref().unwrap_or("10s"))? > 20, "{service_name}");
    assert_eq!(job.environment["DATABASE_URL"], service.environment["DATABASE_URL"]);
    assert!(service.environment["APP_SECRET"].len() >= 32);
    let url = &service.environment["DATABASE_URL"];
    assert!(url.contains(&format!("@{database}:")), "{url}");
    let password = project[database].environment.iter().find(|(name, _)| name.ends_with("_PASSWORD"));
    assert!(url.contains(&format!(":{}@", password.ok_or("no password")?.1)), "{url}");
    let published: Vec<_> = project.values().flat_map(Service::ports).collect();
    let here: BTreeSet<_> = published.iter().filter_map(|port| port.rsplit_once(':')).collect();
    let hosts: BTreeSet<_> = here.iter().map(|(host, _)| host).collect();
    assert_eq!(hosts.len(), published.len(), "an address is published twice: {published:?}");
    assert!(here.iter().all(|(host, within)| host.starts_with("127.0.0.1:") && *within == port), "{here:?}");
    Ok(())
}

/// What holds for every service.
fn alone(name: &str, service: &Service, project: &Project) {
    for (other, on) in &service.depends_on {
        let before = project.get(other);
        assert!(before.is_some(), "{name} depends on {other}, which is not started with it");
        let check = before.and_then(|before| before.healthcheck.as_ref());
        let is_checked = check.is_some_and(|check| !check.disable && !check.test.is_empty());
        assert!(on.condition != Condition::ServiceHealthy || is_checked, "{other} has no health check");
    }
    assert!(service.replicas() == 1 || service.ports().is_empty(), "{name}: one port for all replicas");
    if let Some(check) = service.healthcheck.as_ref().filter(|check| !check.disable) {
        assert!(check.retries > 0 && !check.interval.is_empty() && !check.timeout.is_empty(), "{name}");
    }
    let is_built = service.build.is_some();
    assert_eq!(is_built, service.image.as_deref() == Some("keel-app"), "{name}");
    assert!(
        !is_built || (service.read_only && service.cap_drop == ["ALL"]),
        "{name} may do more than it needs"
    );
    assert!(!is_built || service.security_opt == ["no-new-privileges:true"], "{name}");
    // Which version it is shall not be left to the day.
    let tag = service.image.as_deref().and_then(|image| image.rsplit_once(':'));
    assert!(is_built || tag.is_some_and(|(_, tag)| tag != "latest"), "{name}");
}

fn seconds(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix('s').and_then(|number| number.parse().ok());
    number.ok_or_else(|| format!("{text} is no number of seconds"))
}

/// The programs take the words and read the variables.
pub(crate) fn commands(setup: Setup) -> Outcome {
    for (name, service) in setup.project()?.iter().filter(|(_, service)| service.build.is_some()) {
        let said = [Some(service.words()), service.probe()];
        for words in said.into_iter().flatten() {
            let mut command = program(&words)?;
            command.arg("--help");
            Ended::of(command).with(0, &[]).map_err(|error| format!("{name}: {words:?}: {error}"))?;
        }
        let mut help: Command = program(&service.words()[..1])?;
        help.arg("--help");
        let help = Ended::of(help).with(0, &["--help"])?.out;
        let known: Vec<_> = help.split_whitespace().collect();
        for variable in service.environment.keys() {
            let is_it = |pair: &[&str]| {
                pair[0] == "[env:" && pair[1].trim_end_matches([']', '=']) == variable.as_str()
            };
            assert!(known.windows(2).any(is_it), "{name}: nothing reads {variable}");
        }
    }
    Ok(())
}

/// The proxy finds the replicas, and there is room for all of them, here and at the database.
pub(crate) fn proxy_agrees() -> Outcome {
    let project = REPLICAS.project()?;
    let [_, service] = REPLICAS.pair()?;
    let (replicas, port) = (service.replicas(), Image::read()?.port()?.to_owned());
    assert!(replicas > 1 && project["proxy"].ports().len() == 1);
    let mounted = project["proxy"].volumes.iter().find_map(|volume| volume.split_once(':'));
    let text = text_of(mounted.ok_or("the proxy has no configuration")?.0)?;
    let said: Vec<Vec<_>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    let line = |start: &[&str]| {
        let found = said.iter().find(|words| words.starts_with(start));
        found.ok_or_else(|| format!("haproxy.cfg: no {}", start.join(" ")))
    };
    assert_eq!(line(&["bind"])?[1], format!(":{port}"));
    let servers = line(&["server-template", "app"])?;
    assert_eq!(servers[3], format!("app:{port}"));
    assert!(servers[2].parse().is_ok_and(|room: usize| room >= 2 * replicas), "{servers:?}");
    line(&["option", "httpchk", "GET", "/health/ready"])?;
    // A request that was sent is not sent again.
    assert_eq!(line(&["retry-on"])?[1..], ["conn-failure"]);
    line(&["http-request", "deny"])?;
    assert!(seconds(line(&["timeout", "http-keep-alive"])?[2])? < 75);
    assert!(seconds(line(&["timeout", "server"])?[2])? > 15);
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<usize>().ok());
    let most =
        project["postgres"].words().last().and_then(|word| number(word.strip_prefix("max_connections=")));
    let each = number(service.environment.get("APP_CONNECTIONS").map(String::as_str));
    // A replica that starts has one more; PostgreSQL keeps three for its superuser.
    let needed = each.map(|each| 2 * replicas * (each + 1) + 3 + 3);
    assert!(needed.zip(most).is_some_and(|(needed, most)| needed <= most), "{needed:?} of {most:?}");
    Ok(())
}
