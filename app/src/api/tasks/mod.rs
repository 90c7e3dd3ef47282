//! What people have to do.

mod change;
mod complete;
#[expect(unused_qualifications, reason = "utoipa names the parameters of a search by their whole path")]
mod search;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_keel::rolling::Capabilities;
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{http::Problem, service::Service};

use super::tagging::names_of;

pub(crate) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::new()
        .routes(routes!(change::create, search::list))
        .routes(routes!(search::show, change::patch, change::delete))
        .routes(routes!(complete::complete))
        .routes(routes!(complete::reopen))
}

const LONGEST_TITLE: usize = 200;

/// In the widest characters it still fits into MySQL's TEXT, which is 65,535 bytes.
const LONGEST_DESCRIPTION: usize = 10_000;

/// How much a task matters.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Not much.
    Low,
    /// As usual.
    #[default]
    Medium,
    /// A lot.
    High,
}

impl Priority {
    fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A task.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Task {
    /// Its number.
    pub id: i32,
    /// Whose it is.
    pub owner: String,
    /// What it is, in a line.
    pub title: String,
    /// What it is, at length.
    pub description: Option<String>,
    /// Whether it is done.
    pub completed: bool,
    /// How much it matters: `low`, `medium` or `high`.
    pub priority: String,
    /// When it must be done.
    pub due_date: Option<DateTime<Utc>>,
    /// When to remind its owner.
    pub remind_at: Option<DateTime<Utc>>,
    /// How it comes back.
    pub recurrence: Option<String>,
    /// Its tags, in order.
    pub tags: Vec<String>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Task {
    fn new(row: tasks::Model, tags: Vec<String>) -> Self {
        let recurrence = row.recurrence_pattern.filter(|_| row.is_recurring);
        Self {
            id: row.id,
            owner: row.user_id,
            title: row.title,
            description: row.description,
            completed: row.completed,
            priority: row.priority,
            due_date: row.due_date,
            remind_at: row.remind_at,
            recurrence,
            tags,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// One's own task.
///
/// # Errors
/// 404 where there is none, or it is somebody else's.
pub(super) async fn own(
    live: &Capabilities,
    db: &impl ConnectionTrait,
    user: &str,
    id: i32,
) -> Result<tasks::Model, Problem> {
    let found = live.find_by_id::<tasks::Entity>(id).filter(tasks::Column::UserId.eq(user)).one(db).await?;
    found.ok_or_else(|| Problem::not_found("task"))
}

/// Tasks with their tags: one statement more, however many there are.
pub(super) async fn with_tags(
    live: &Capabilities,
    db: &impl ConnectionTrait,
    rows: Vec<tasks::Model>,
) -> Result<Vec<Task>, Problem> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut names = names_of(live, db, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| Task { tags: names.remove(&row.id).unwrap_or_default(), ..Task::new(row, vec![]) })
        .collect())
}

/// A task with its tags.
pub(super) async fn with_its_tags(
    live: &Capabilities,
    db: &impl ConnectionTrait,
    row: tasks::Model,
) -> Result<Task, Problem> {
    let tags = names_of(live, db, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    Ok(Task::new(row, tags))
}
