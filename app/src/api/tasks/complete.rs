//! Tasks that are done, and come back.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::{DateTime, Datelike as _, Utc};
use sea_orm::{
    ActiveModelTrait as _,
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    TransactionTrait as _,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::Caller,
    api::{again, now, recurrence::Recurrence, tagging},
    http::{Number, Problem, ProblemDocument, Segment, YEARS},
    service::Service,
};

use super::{Task, own, with_its_tags, with_tags};

/// A task that is done, and what it comes back as.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Completed {
    /// The task.
    task: Task,
    /// The task that comes next, where it is recurring and was not done before.
    next: Option<Task>,
}

/// Notes that a task is done
///
/// A recurring one comes back: a new task with the same words and tags, due at the next time that lies ahead. To say it
/// twice changes nothing.
#[utoipa::path(operation_id = "complete_task", post, path = "/tasks/{id}/complete", tag = "tasks", params(("id" = i32, Path)), responses(
    (status = 200, description = "The task, and the next one", body = Completed),
    (status = 404, description = "Not there, or somebody else's", body = ProblemDocument),
))]
pub(super) async fn complete(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Segment(id): Number,
) -> Result<Json<Completed>, Problem> {
    again(&service, || roll(&service, &user.id, id)).await.map(Json)
}

async fn roll(service: &Service, user: &str, id: i32) -> Result<Completed, Problem> {
    let (live, now) = (service.live(), now());
    let together = service.db().begin().await?;
    // The write comes first: of two who do this at once one changes the row, and only that one rolls it on.
    let is_first = set_completed(&together, user, id, true, now).await? == 1;
    let task = own(&live, &together, user, id).await?;
    let next = match next(&task, now).filter(|_| is_first) {
        Some(row) => {
            let row = live.insert(row, &together).await?;
            tagging::copy(&live, &together, task.id, row.id).await?;
            Some(row)
        }
        None => None,
    };
    let rows = [Some(task), next].into_iter().flatten().collect();
    let mut tasks = with_tags(&live, &together, rows).await?.into_iter();
    let task = tasks.next().ok_or_else(Problem::internal)?;
    // Whether it comes back may not have been known a moment ago.
    live.confirm(&together).await?;
    // Last: whoever sees it fail may say it again.
    together.commit().await?;
    Ok(Completed { task, next: tasks.next() })
}

async fn set_completed(
    db: &impl ConnectionTrait,
    user: &str,
    id: i32,
    completed: bool,
    now: DateTime<Utc>,
) -> Result<u64, Problem> {
    let row = tasks::ActiveModel { completed: Set(completed), updated_at: Set(now), ..Default::default() };
    let update = tasks::Entity::update_many()
        .set(row)
        .filter(tasks::Column::UserId.eq(user))
        .filter(tasks::Column::Id.eq(id))
        .filter(tasks::Column::Completed.eq(!completed));
    Ok(update.exec(db).await?.rows_affected)
}

/// What a task comes back as; nothing where it does not, or beyond what a time can say.
fn next(task: &tasks::Model, now: DateTime<Utc>) -> Option<tasks::ActiveModel> {
    let pattern = task.recurrence_pattern.as_ref().filter(|_| task.is_recurring)?;
    let from = task.due_date.unwrap_or(now);
    let due =
        pattern.parse::<Recurrence>().ok()?.next(from, now).filter(|due| YEARS.contains(&due.year()))?;
    let remind_at = task.remind_at.and_then(|time| time.checked_add_signed(due - from));
    let mut next = task.clone().into_active_model().reset_all();
    next.id = NotSet;
    next.completed = Set(false);
    next.created_at = Set(now);
    next.updated_at = Set(now);
    next.due_date = Set(Some(due));
    next.remind_at = Set(remind_at.filter(|time| YEARS.contains(&time.year())));
    Some(next)
}

/// Takes it back that a task is done; what it came back as stays
#[utoipa::path(operation_id = "reopen_task", post, path = "/tasks/{id}/reopen", tag = "tasks", params(("id" = i32, Path)), responses(
    (status = 200, description = "The task", body = Task),
    (status = 404, description = "Not there, or somebody else's", body = ProblemDocument),
))]
pub(super) async fn reopen(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Segment(id): Number,
) -> Result<Json<Task>, Problem> {
    again(&service, || set_completed(service.db(), &user.id, id, false, now())).await?;
    let live = service.live();
    let row = own(&live, service.db(), &user.id, id).await?;
    with_its_tags(&live, service.db(), row).await.map(Json)
}
