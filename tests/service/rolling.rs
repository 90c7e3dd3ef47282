//! Builds of several revisions side by side, while the schema moves under them.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};
use tests::{Database, Engine, Outcome};
use tokio::task::JoinSet;

use crate::{
    client::{Client, until},
    replica::{Replica, migration},
    same,
};

/// What the old build was made for.
const OLD: &str = "m20241226_100000_add_conversations";
const HEAD: &str = "m20260215_090000_add_performance_indexes";

/// How many revisions there are behind that.
const REVISIONS: usize = 4;

const OF_EACH_BUILD: usize = 2;
const WORKERS: usize = 2;

/// How many rounds each worker goes between two revisions.
const ROUNDS: usize = 4;

/// What all workers have in common.
#[derive(Default)]
struct Load {
    told_to_stop: AtomicBool,
    failures: Mutex<Vec<String>>,
    rounds: Vec<AtomicUsize>,
}

/// What a worker has been told: its tasks as they were acknowledged last.
struct Acknowledged {
    token: String,
    name: String,
    tasks: BTreeMap<String, Value>,
    messages: Vec<(String, String)>,
    /// The ids of people who have signed up meanwhile, each with an address.
    people: Vec<String>,
    /// How many of the tasks have what only the newest schema has a place for.
    rich: usize,
}

/// No request fails for the schema while it moves forth and back, and every row that somebody has written is right.
pub(crate) async fn serves_all_along(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    migration(&database, &["up", "+2"])?;
    let verify = ["--schema", "verify", "--connections", "4"];
    let old = [&verify[..], &["--schema-level", OLD]].concat();
    let mut replicas = Vec::new();
    for _ in 0..OF_EACH_BUILD {
        replicas.push(Replica::start(database.url(), &verify)?);
        replicas.push(Replica::start(database.url(), &old)?);
    }
    let forth = Box::pin(under_load(&replicas, "forth", async |load| {
        for revision in 0..REVISIONS {
            load.go_on(&format!("revision {revision}")).await?;
            migration(&database, &["up", "+1", "--lock-timeout", "200ms"])?;
        }
        load.go_on("the last revision").await?;
        let newest = replicas[0].anybody();
        until("the newest build has seen it all", || async {
            newest.get("/version").await.is(200).is_ok_and(|version| version["lacking"] == json!([]))
        })
        .await?;
        load.go_on("all that it can").await
    }))
    .await?;
    assert!(forth.iter().any(|worker| worker.rich > 0), "nobody used what the newest schema has");
    for replica in &replicas {
        let version = replica.anybody().get("/version").await.is(200)?;
        same("served", json!(true), version["served"].clone())?;
    }
    for worker in &forth {
        is_right(&replicas[0], worker).await?;
    }
    // Old builds still run when it is taken back; what is new goes, as `down` tells.
    let back = Box::pin(under_load(&replicas, "back", async |load| {
        for revision in 0..REVISIONS {
            load.go_on(&format!("taking back revision {revision}")).await?;
            migration(&database, &["down", "-1", "--yes", "--lock-timeout", "200ms"])?;
        }
        load.go_on("all is taken back").await
    }))
    .await?;
    for worker in &back {
        is_right(&replicas[1], worker).await?;
    }
    for replica in replicas {
        replica.signal("TERM");
        same("exit code", Some(0), replica.ended().code)?;
    }
    database.delete().await;
    Ok(())
}

impl Load {
    /// Waits until each worker has gone some rounds more.
    async fn go_on(&self, what: &str) -> Outcome {
        let before: Vec<_> = self.rounds.iter().map(|rounds| rounds.load(Ordering::SeqCst)).collect();
        let gone = || {
            let now = self.rounds.iter().map(|rounds| rounds.load(Ordering::SeqCst));
            now.zip(&before).all(|(now, before)| now >= before + ROUNDS)
        };
        until(&format!("rounds at {what}"), || async { self.has_failed() || gone() }).await?;
        match self.failures.lock().unwrap().as_slice() {
            [] => Ok(()),
            failures => Err(format!("at {what}: {}", failures.join("\n"))),
        }
    }

    fn has_failed(&self) -> bool {
        !self.failures.lock().unwrap().is_empty()
    }
}

async fn under_load(
    replicas: &[Replica],
    way: &'static str,
    meanwhile: impl AsyncFnOnce(&Load) -> Outcome,
) -> Result<Vec<Acknowledged>, String> {
    let count = replicas.len() * WORKERS;
    let load =
        Arc::new(Load { rounds: (0..count).map(|_| AtomicUsize::new(0)).collect(), ..Load::default() });
    let mut workers = JoinSet::new();
    for number in 0..count {
        let replica = number % replicas.len();
        let (anybody, load) = (replicas[replica].anybody(), Arc::clone(&load));
        // The newest builds come first of each pair.
        let richly = way == "forth" && replica.is_multiple_of(2);
        let name = format!("worker-{way}-{number}");
        workers.spawn(async move { work(&anybody, (name, number), richly, &load).await });
    }
    let outcome = meanwhile(&load).await;
    load.told_to_stop.store(true, Ordering::SeqCst);
    let done = workers.join_all().await;
    let told = || replicas.iter().map(Replica::told).collect::<Vec<_>>().join("\n---\n");
    outcome.map_err(|error| format!("{error}\nthe replicas told:\n{}", told()))?;
    done.into_iter().collect()
}

async fn work(
    anybody: &Client,
    (name, number): (String, usize),
    richly: bool,
    load: &Load,
) -> Result<Acknowledged, String> {
    let mut done = sign_up(anybody, name).await?;
    let client = Client::new(&anybody.base, Some(&done.token));
    for round in 0.. {
        if load.told_to_stop.load(Ordering::SeqCst) {
            break;
        }
        if let Err(error) = go_round(&client, round, richly, &mut done).await {
            load.failures.lock().unwrap().push(error.clone());
            return Err(error);
        }
        load.rounds[number].fetch_add(1, Ordering::SeqCst);
    }
    Ok(done)
}

async fn sign_up(anybody: &Client, name: String) -> Result<Acknowledged, String> {
    let body = json!({"email": format!("{name}@example.org"), "name": name});
    let made = anybody.post("/users", body).await.is(201)?;
    same("role", json!("user"), made["user"]["role"].clone())?;
    let token = made["token"].as_str().unwrap().to_owned();
    Ok(Acknowledged { token, name, tasks: BTreeMap::new(), messages: vec![], people: vec![], rich: 0 })
}

/// Everything that both builds offer; and what only the newest one does, once the schema has a place for it.
async fn go_round(client: &Client, round: usize, richly: bool, done: &mut Acknowledged) -> Outcome {
    let me = client.get("/users/me").await.is(200)?;
    same("role", json!("user"), me["role"].clone())?;
    let email = format!("{}-{round}@example.org", done.name);
    let made = Client::new(&client.base, None).post("/users", json!({"email": email})).await.is(201)?;
    done.people.push(made["user"]["id"].as_str().unwrap().to_owned());
    let mut body = json!({"title": format!("task {round}"), "description": "as it was"});
    if richly && client.get("/version").await.is(200)?["lacking"] == json!([]) {
        body["priority"] = json!("high");
        body["due_date"] = json!("2030-01-31T09:00:00Z");
        body["recurrence"] = json!("monthly");
        body["tags"] = json!(["home", "work"]);
        done.rich += 1;
    }
    let is_rich = body["priority"] == "high";
    let made = client.post("/tasks", body.clone()).await.is(201)?;
    for (field, value) in body.as_object().unwrap() {
        same(field, value, &made[field])?;
    }
    if !is_rich {
        same("priority", json!("medium"), made["priority"].clone())?;
        same("tags", json!([]), made["tags"].clone())?;
    }
    let path = format!("/tasks/{}", made["id"]);
    let patched = client.patch(&path, json!({"title": format!("task {round}, changed")})).await.is(200)?;
    let mut expected = patched;
    match round % 4 {
        0 if !is_rich => {
            expected = client.say(&format!("{path}/complete")).await.is(200)?["task"].take();
            same("completed", json!(true), expected["completed"].clone())?;
        }
        1 => {
            client.delete(&path).await.is(204)?;
            expected = Value::Null;
        }
        _ => {}
    }
    if !expected.is_null() {
        done.tasks.insert(path, expected);
    }
    let page = client.get("/tasks?limit=5&completed=false").await.is(200)?;
    assert!(page["items"].is_array(), "{page}");
    client.get("/tags").await.is(200)?;
    let talk = format!("/conversations/{}/messages", client.say("/conversations").await.is(201)?["id"]);
    let text = format!("said in round {round}");
    client.post(&talk, json!({"role": "user", "content": text})).await.is(201)?;
    done.messages.push((talk, text));
    Ok(())
}

/// Through another replica all of it is as it was acknowledged.
async fn is_right(replica: &Replica, worker: &Acknowledged) -> Outcome {
    let client = replica.client(&worker.token);
    let found = client.all("/tasks?limit=100").await?;
    same(&format!("tasks of {}", worker.name), worker.tasks.len(), found.len())?;
    for task in found {
        let path = format!("/tasks/{}", task["id"]);
        let expected = worker.tasks.get(&path).ok_or_else(|| format!("{path} was deleted"))?;
        same(&format!("{path} of {}", worker.name), expected, &task)?;
    }
    for id in &worker.people {
        let person = replica.operator().get(&format!("/users/{id}")).await.is(200)?;
        same(&format!("role of {id}, of {}", worker.name), json!("user"), person["role"].clone())?;
    }
    for (path, text) in &worker.messages {
        let said = client.all(path).await?;
        same(path, Some(&json!(text)), said.first().map(|message| &message["content"]))?;
        same(path, 1, said.len())?;
    }
    Ok(())
}

/// What the schema has no place for yet is refused, and nothing of it is written; what needs no place is not.
pub(crate) async fn loses_no_value(engine: Arc<Engine>) -> Outcome {
    let database = Database::fresh(&engine).await;
    migration(&database, &["up", "+2"])?;
    let newest = Replica::start(database.url(), &["--schema", "verify"])?;
    let ada = newest.user("ada").await?;
    let refused = [
        json!({"title": "one", "priority": "high"}),
        json!({"title": "one", "due_date": "2030-01-31T09:00:00Z"}),
        json!({"title": "one", "recurrence": "daily"}),
        json!({"title": "one", "tags": ["home"]}),
    ];
    for body in &refused {
        let problem = ada.post("/tasks", body.clone()).await.problem(503, "not-yet")?;
        assert!(problem["detail"].as_str().unwrap().contains("yet"), "{problem}");
    }
    newest.anybody().post("/users", json!({})).await.problem(503, "not-yet")?;
    let vouched = json!({"provider": "example", "social_id": "1", "email": "b@example.org"});
    newest.operator().post("/sign-in", vouched.clone()).await.problem(503, "not-yet")?;
    same("written", 0, ada.all("/tasks").await?.len())?;
    let usual = json!({"title": "one", "priority": "medium", "due_date": null, "tags": []});
    let task = ada.post("/tasks", usual).await.is(201)?;
    let path = format!("/tasks/{}", task["id"]);
    ada.patch(&path, json!({"priority": "low"})).await.problem(503, "not-yet")?;
    ada.put(&format!("{path}/tags/home")).await.problem(503, "not-yet")?;
    ada.delete(&format!("{path}/tags/home")).await.is(204)?;
    ada.say(&format!("{path}/complete")).await.is(200)?;
    ada.say(&format!("{path}/reopen")).await.is(200)?;
    for (query, count) in [
        ("priority=medium", 1),
        ("priority=high", 0),
        ("tag=home", 0),
        ("due_before=2037-01-01T00:00:00Z", 0),
        ("text=one", 1),
    ] {
        same(query, count, ada.all(&format!("/tasks?{query}")).await?.len())?;
    }
    same("tags", 0, ada.all("/tags").await?.len())?;
    // A moment later all of it has its place, though this replica has not looked since.
    let old = Replica::start(database.url(), &["--schema", "verify", "--schema-level", OLD])?;
    migration(&database, &["up"])?;
    for body in &refused {
        ada.post("/tasks", body.clone()).await.is(201)?;
    }
    newest.anybody().post("/users", json!({})).await.is(201)?;
    newest.operator().post("/sign-in", vouched).await.is(201)?;
    same("tasks", 5, ada.all("/tasks").await?.len())?;
    // Who keeps to a level writes nothing of it, whatever the schema has.
    let version = old.anybody().get("/version").await.is(200)?;
    same("unknown", json!(HEAD), version["unknown"][REVISIONS - 1].clone())?;
    let at_level = old.client(ada.token.as_deref().unwrap());
    same("tasks", 5, at_level.all("/tasks").await?.len())?;
    at_level.post("/tasks", refused[0].clone()).await.problem(503, "not-yet")?;
    drop((newest, old));
    database.delete().await;
    Ok(())
}
