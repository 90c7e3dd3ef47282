//! Writing tasks down, changing and deleting them.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, ExprTrait as _, QueryFilter as _,
    TransactionTrait as _,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    access::Caller,
    api::{
        again, now,
        recurrence::Recurrence,
        tagging::{MOST_TAGS, canonical, ensure, put},
    },
    http::{Body, Check, Fields, Number, Present, Problem, ProblemDocument, Segment, present},
    service::Service,
};

use super::{LONGEST_DESCRIPTION, LONGEST_TITLE, Priority, Task, own, with_its_tags};

/// A task to write down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTask {
    /// What it is, in a line.
    #[schema(max_length = 200)]
    title: String,
    /// What it is, at length.
    #[schema(max_length = 10_000)]
    description: Option<String>,
    /// How much it matters.
    #[serde(default)]
    priority: Priority,
    /// When it must be done; in whole seconds, up to 2037.
    due_date: Option<DateTime<Utc>>,
    /// When to remind its owner.
    remind_at: Option<DateTime<Utc>>,
    /// How it comes back: `daily`, `weekdays`, `weekly`, `monthly`, `yearly`, or every few of them as in `weekly/2`.
    recurrence: Option<String>,
    /// Its tags.
    #[serde(default)]
    #[schema(max_items = 20)]
    tags: Vec<String>,
}

impl Check for NewTask {
    fn check(&mut self, fields: &mut Fields) {
        fields.line("title", &self.title, LONGEST_TITLE);
        check_rest(fields, self.description.as_ref(), self.due_date.as_mut(), self.remind_at.as_mut());
        check_recurrence(fields, self.recurrence.as_mut());
        if self.tags.len() > MOST_TAGS {
            fields.wrong("tags", format!("are {}, and {MOST_TAGS} are allowed", self.tags.len()));
        }
        for (at, tag) in self.tags.iter_mut().enumerate().take(MOST_TAGS) {
            canonical(fields, &format!("tags[{at}]"), tag);
        }
        self.tags.sort();
        self.tags.dedup();
    }
}

/// What changes about a task; `null` takes away what can be absent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskPatch {
    /// What it is, in a line.
    #[schema(max_length = 200)]
    title: Option<String>,
    /// What it is, at length.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 10_000)]
    description: Present<String>,
    /// How much it matters.
    priority: Option<Priority>,
    /// When it must be done.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    due_date: Present<DateTime<Utc>>,
    /// When to remind its owner.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    remind_at: Present<DateTime<Utc>>,
    /// How it comes back.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    recurrence: Present<String>,
}

impl Check for TaskPatch {
    fn check(&mut self, fields: &mut Fields) {
        if let Some(title) = &self.title {
            fields.line("title", title, LONGEST_TITLE);
        }
        let description = self.description.as_ref().and_then(Option::as_ref);
        let due_date = self.due_date.as_mut().and_then(Option::as_mut);
        check_rest(fields, description, due_date, self.remind_at.as_mut().and_then(Option::as_mut));
        check_recurrence(fields, self.recurrence.as_mut().and_then(Option::as_mut));
    }
}

fn check_rest(
    fields: &mut Fields,
    description: Option<&String>,
    due_date: Option<&mut DateTime<Utc>>,
    remind_at: Option<&mut DateTime<Utc>>,
) {
    if let Some(description) = description {
        fields.text("description", description, LONGEST_DESCRIPTION);
    }
    for (field, time) in [("due_date", due_date), ("remind_at", remind_at)] {
        if let Some(time) = time {
            fields.time(field, time);
        }
    }
}

fn check_recurrence(fields: &mut Fields, recurrence: Option<&mut String>) {
    let Some(text) = recurrence else { return };
    match text.parse::<Recurrence>() {
        Ok(recurrence) => *text = recurrence.to_string(),
        Err(error) => fields.wrong("recurrence", error.to_string()),
    }
}

/// Writes a task down
#[utoipa::path(operation_id = "create_task", post, path = "/tasks", tag = "tasks", request_body = NewTask, responses(
    (status = 201, description = "The task", body = Task),
    (status = 413, description = "The body is too large", body = ProblemDocument),
    (status = 422, description = "Fields are wrong", body = ProblemDocument),
))]
pub(super) async fn create(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Body(asked): Body<NewTask>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let tags = ensure(&service, &service.live(), &asked.tags).await?;
    let task = again(&service, || insert(&service, &user.id, &asked, &tags)).await?;
    Ok((StatusCode::CREATED, Json(task)))
}

async fn insert(service: &Service, user: &str, asked: &NewTask, tags: &[i32]) -> Result<Task, Problem> {
    let (live, now) = (service.live(), now());
    let row = tasks::ActiveModel {
        user_id: Set(user.to_owned()),
        title: Set(asked.title.clone()),
        description: Set(asked.description.clone()),
        completed: Set(false),
        created_at: Set(now),
        updated_at: Set(now),
        priority: Set(asked.priority.as_str().to_owned()),
        due_date: Set(asked.due_date),
        remind_at: Set(asked.remind_at),
        is_recurring: Set(asked.recurrence.is_some()),
        recurrence_pattern: Set(asked.recurrence.clone()),
        ..Default::default()
    };
    let together = service.db().begin().await?;
    let row = live.insert(row, &together).await?;
    put(&together, row.id, tags).await?;
    // Before the commit: whoever sees it fail may say it again.
    let task = with_its_tags(&live, &together, row).await?;
    together.commit().await?;
    Ok(task)
}

/// Changes one of one's own tasks
#[utoipa::path(operation_id = "patch_task", patch, path = "/tasks/{id}", tag = "tasks", request_body = TaskPatch, params(("id" = i32, Path)), responses(
    (status = 200, description = "The task as it is now", body = Task),
    (status = 404, description = "Not there, or somebody else's", body = ProblemDocument),
    (status = 422, description = "Fields are wrong", body = ProblemDocument),
))]
pub(super) async fn patch(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Segment(id): Number,
    Body(asked): Body<TaskPatch>,
) -> Result<Json<Task>, Problem> {
    again(&service, || update(&service, &user.id, id, &asked)).await?;
    let live = service.live();
    let row = own(&live, service.db(), &user.id, id).await?;
    with_its_tags(&live, service.db(), row).await.map(Json)
}

async fn update(service: &Service, user: &str, id: i32, asked: &TaskPatch) -> Result<(), Problem> {
    let asked = asked.clone();
    let mut row = tasks::ActiveModel { updated_at: Set(now()), ..Default::default() };
    if let Some(title) = asked.title {
        row.title = Set(title);
    }
    if let Some(description) = asked.description {
        row.description = Set(description);
    }
    if let Some(priority) = asked.priority {
        row.priority = Set(priority.as_str().to_owned());
    }
    if let Some(due_date) = asked.due_date {
        row.due_date = Set(due_date);
    }
    if let Some(remind_at) = asked.remind_at {
        row.remind_at = Set(remind_at);
    }
    if let Some(recurrence) = asked.recurrence {
        row.is_recurring = Set(recurrence.is_some());
        row.recurrence_pattern = Set(recurrence);
    }
    let own = tasks::Column::UserId.eq(user).and(tasks::Column::Id.eq(id));
    service.live().update_many(row, own, service.db()).await?;
    Ok(())
}

/// Deletes one of one's own tasks
#[utoipa::path(operation_id = "delete_task", delete, path = "/tasks/{id}", tag = "tasks", params(("id" = i32, Path)), responses(
    (status = 204, description = "It is gone"),
    (status = 404, description = "Not there, or somebody else's", body = ProblemDocument),
))]
pub(super) async fn delete(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Segment(id): Number,
) -> Result<StatusCode, Problem> {
    let deleted = again(&service, || delete_own(&service, &user.id, id)).await?;
    if deleted == 0 { Err(Problem::not_found("task")) } else { Ok(StatusCode::NO_CONTENT) }
}

async fn delete_own(service: &Service, user: &str, id: i32) -> Result<u64, Problem> {
    let own =
        tasks::Entity::delete_many().filter(tasks::Column::UserId.eq(user)).filter(tasks::Column::Id.eq(id));
    Ok(own.exec(service.db()).await?.rows_affected)
}
