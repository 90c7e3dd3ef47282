//! A person who plays requests, at the service and in memory.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{Database, Outcome};

use crate::{
    client::Client,
    model::{Filter, Person, Task},
    replica::Replica,
    same,
    sequences::{PRIORITIES, Request},
};

/// A person at the service, and the same one in memory.
pub(crate) struct Player {
    client: Client,
    id: String,
    person: Person,
}

impl Player {
    pub(crate) async fn new(replica: &Replica) -> Result<Self, String> {
        let made = replica.anybody().post("/users", json!({})).await.is(201)?;
        let client = replica.client(made["token"].as_str().unwrap());
        Ok(Self { client, id: made["user"]["id"].as_str().unwrap().to_owned(), person: Person::default() })
    }

    fn task(&self, at: usize) -> Option<i64> {
        self.person.tasks.keys().nth(at % self.person.tasks.len().max(1)).copied()
    }

    fn talk(&self, at: usize) -> Option<i64> {
        self.person.conversations.keys().nth(at % self.person.conversations.len().max(1)).copied()
    }

    pub(crate) async fn play(&mut self, request: &Request, other: &Self) -> Outcome {
        match request {
            Request::Create(task) => self.create(task).await,
            Request::List(filter) => self.list(filter).await,
            Request::Tags => self.tags().await,
            Request::Talk => {
                let made = self.client.say("/conversations").await.is(201)?;
                self.person.conversations.insert(made["id"].as_i64().unwrap(), vec![]);
                Ok(())
            }
            Request::Say(at, role, content) => self.say(*at, role, content).await,
            Request::Hush(at) => {
                let Some(id) = self.talk(*at) else { return Ok(()) };
                self.person.conversations.remove(&id);
                self.client.delete(&format!("/conversations/{id}")).await.is(204).map(drop)
            }
            Request::Meddle(at) => {
                let Some(id) = other.task(*at) else { return Ok(()) };
                let path = format!("/tasks/{id}");
                self.client.patch(&path, json!({"title": "meddled"})).await.problem(404, "not-found")?;
                self.client.delete(&path).await.problem(404, "not-found").map(drop)
            }
            Request::Patch(at, _)
            | Request::Complete(at)
            | Request::Reopen(at)
            | Request::Delete(at)
            | Request::Attach(at, _)
            | Request::Detach(at, _) => match self.task(*at) {
                Some(id) => self.change(id, request).await,
                None => Ok(()),
            },
        }
    }

    async fn create(&mut self, task: &Task) -> Outcome {
        let body = json!({"title": task.title, "description": task.description, "priority": task.priority,
            "due_date": task.due, "recurrence": task.due.as_ref().and(task.recurrence), "tags": task.tags});
        let mut task = task.clone();
        task.recurrence = task.due.as_ref().and(task.recurrence);
        let made = self.client.post("/tasks", body).await.is(201)?;
        as_told(&made, &task)?;
        self.person.tasks.insert(made["id"].as_i64().unwrap(), task);
        Ok(())
    }

    async fn change(&mut self, id: i64, request: &Request) -> Outcome {
        let path = format!("/tasks/{id}");
        let task = self.person.tasks.get_mut(&id).unwrap();
        let told = match request {
            Request::Complete(_) => return self.complete(id).await,
            Request::Delete(_) => {
                self.person.tasks.remove(&id);
                return self.client.delete(&path).await.is(204).map(drop);
            }
            Request::Detach(_, tag) => {
                task.tags.remove(tag);
                self.client.delete(&format!("{path}/tags/{tag}")).await.is(204)?;
                self.client.get(&path).await.is(200)?
            }
            Request::Attach(_, tag) => {
                task.tags.insert(tag);
                self.client.put(&format!("{path}/tags/{tag}")).await.is(200)?
            }
            Request::Patch(_, patch) => {
                apply(task, patch);
                self.client.patch(&path, patch.clone()).await.is(200)?
            }
            _ => {
                task.completed = false;
                self.client.say(&format!("{path}/reopen")).await.is(200)?
            }
        };
        as_told(&told, &self.person.tasks[&id])
    }

    async fn complete(&mut self, id: i64) -> Outcome {
        let told = self.client.say(&format!("/tasks/{id}/complete")).await.is(200)?;
        let next = self.person.complete(id);
        as_told(&told["task"], &self.person.tasks[&id])?;
        match next {
            Some(next) => {
                as_told(&told["next"], &next)?;
                self.person.tasks.insert(told["next"]["id"].as_i64().unwrap(), next);
                Ok(())
            }
            None => same("the next one", Value::Null, told["next"].clone()),
        }
    }

    async fn list(&self, filter: &Filter) -> Outcome {
        let mut query = String::from("/tasks?limit=7");
        for (name, value) in [
            ("completed", filter.completed.map(|is| is.to_string())),
            ("priority", filter.priority.map(ToOwned::to_owned)),
            ("tag", filter.tag.map(ToOwned::to_owned)),
            ("due_before", filter.due_before.map(ToOwned::to_owned)),
            ("text", filter.text.map(|text| text.replace('%', "%25"))),
        ] {
            query += &value.map(|value| format!("&{name}={value}")).unwrap_or_default();
        }
        let found = self.client.all(&query).await?;
        let numbers: Vec<_> = found.iter().map(|task| task["id"].as_i64().unwrap()).collect();
        same(&query, self.person.found(filter), numbers)?;
        found.iter().try_for_each(|task| as_told(task, &self.person.tasks[&task["id"].as_i64().unwrap()]))
    }

    async fn tags(&self) -> Outcome {
        let found = self.client.all("/tags?limit=2").await?;
        let counts: BTreeMap<_, _> = found
            .iter()
            .map(|tag| (tag["name"].as_str().unwrap().to_owned(), tag["tasks"].as_i64().unwrap()))
            .collect();
        same("tags", self.person.tags(), counts)
    }

    async fn say(&mut self, at: usize, role: &'static str, content: &str) -> Outcome {
        let Some(id) = self.talk(at) else { return Ok(()) };
        let path = format!("/conversations/{id}/messages");
        self.client.post(&path, json!({"role": role, "content": content})).await.is(201)?;
        let said = self.person.conversations.get_mut(&id).unwrap();
        said.push((role, content.to_owned()));
        let found = self.client.all(&path).await?;
        let found: Vec<_> = found
            .iter()
            .map(|one| (one["role"].as_str().unwrap(), one["content"].as_str().unwrap()))
            .collect();
        same("said", said.iter().map(|(role, text)| (*role, text.as_str())).collect(), found)
    }

    /// The rows of the database are those of the model, no more and no less.
    pub(crate) async fn rows(&self, database: &Database) -> Outcome {
        let text = |expression: &str| database.as_text(expression);
        let id = &self.id;
        let columns = ["id", "title", "description", "priority", "due_date", "recurrence_pattern"].map(text);
        let is = |column: &str| format!("CASE WHEN {column} THEN 'yes' ELSE 'no' END");
        let query = format!(
            "SELECT {}, {}, {} FROM tasks WHERE user_id = '{id}' ORDER BY tasks.id",
            columns.join(", "),
            is("is_recurring"),
            is("completed")
        );
        let expected: Vec<_> = self.person.tasks.iter().map(|(id, task)| row(*id, task)).collect();
        let mut found = database.rows(&query).await;
        for row in &mut found {
            // Engines differ in how they write a time.
            row[4] = row[4].take().map(|due| due.replace('T', " ").chars().take(19).collect());
        }
        same("tasks", expected, found)?;
        let query = format!(
            "SELECT {}, tags.name FROM task_tags JOIN tags ON tags.id = tag_id JOIN tasks ON tasks.id = task_id \
             WHERE user_id = '{id}'",
            text("task_id")
        );
        let expected = self.person.tasks.iter().flat_map(|(id, task)| {
            task.tags.iter().map(|tag| vec![Some(id.to_string()), Some((*tag).to_owned())])
        });
        let (mut expected, mut found): (Vec<_>, _) = (expected.collect(), database.rows(&query).await);
        expected.sort();
        found.sort();
        same("tags", expected, found)?;
        let query = format!(
            "SELECT {}, role, content FROM messages WHERE user_id = '{id}' ORDER BY messages.conversation_id, messages.id",
            text("conversation_id")
        );
        let expected = self.person.conversations.iter().flat_map(|(id, said)| {
            said.iter()
                .map(|(role, text)| vec![Some(id.to_string()), Some((*role).to_owned()), Some(text.clone())])
        });
        same("messages", expected.collect(), database.rows(&query).await)
    }
}

fn row(id: i64, task: &Task) -> Vec<Option<String>> {
    let yes = |is: bool| Some(if is { "yes" } else { "no" }.to_owned());
    vec![
        Some(id.to_string()),
        Some(task.title.clone()),
        task.description.clone(),
        Some(task.priority.to_owned()),
        task.due.as_ref().map(|due| due.replace('T', " ").trim_end_matches('Z').to_owned()),
        task.recurrence.map(ToOwned::to_owned),
        yes(task.recurrence.is_some()),
        yes(task.completed),
    ]
}

fn apply(task: &mut Task, patch: &Value) {
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    for (field, value) in patch.as_object().unwrap() {
        match field.as_str() {
            "title" => task.title = text(value).unwrap(),
            "description" => task.description = text(value),
            "priority" => task.priority = PRIORITIES.into_iter().find(|one| value == one).unwrap(),
            _ => task.due = text(value),
        }
    }
}

/// What was told about a task is what the model holds.
fn as_told(told: &Value, task: &Task) -> Outcome {
    let expected = json!({"title": task.title, "description": task.description, "priority": task.priority,
        "due_date": task.due, "recurrence": task.recurrence, "completed": task.completed, "tags": task.tags});
    let found: serde_json::Map<_, _> =
        expected.as_object().unwrap().keys().map(|field| (field.clone(), told[field].clone())).collect();
    same("the task", expected, Value::Object(found))
}
