//! Words on tasks.

use std::sync::Arc;

use ::tags::task_tags;
use axum::{Json, extract::State, http::StatusCode};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, FromQueryResult, JoinType, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, RelationTrait as _, TransactionTrait as _,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    access::Caller,
    http::{Check, FieldProblem, Fields, Limit, Page, Problem, ProblemDocument, Search, Segment},
    service::Service,
};

use super::{
    again, now,
    tagging::{MOST_TAGS, canonical, ensure, find, has_tags, put},
    tasks as task_api,
};

pub(crate) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(attach, detach))
}

/// Which tags to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TagSearch {
    /// `next` of the page before.
    after: Option<i32>,
    /// How many, 1 to 100.
    #[serde(default)]
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100)]
    limit: Limit,
}

impl Check for TagSearch {
    fn check(&mut self, fields: &mut Fields) {
        self.limit.check(fields);
    }
}

/// A tag, and how much it is used.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tag {
    /// The word.
    name: String,
    /// On how many of one's own tasks it is.
    tasks: i64,
}

#[derive(FromQueryResult)]
struct Counted {
    id: i32,
    name: String,
    count: i64,
}

/// Lists the tags on one's own tasks
#[utoipa::path(operation_id = "list_tags", get, path = "/tags", tag = "tags", params(TagSearch), responses(
    (status = 200, description = "The tags, the oldest first", body = Page<Tag>),
))]
pub(super) async fn list(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Search(asked): Search<TagSearch>,
) -> Result<Json<Page<Tag>>, Problem> {
    if !has_tags(&service.live()) {
        return Ok(Json(Page { items: vec![], next: None }));
    }
    let mut query = tags::Entity::find()
        .select_only()
        .column(tags::Column::Id)
        .column(tags::Column::Name)
        .column_as(task_tags::Column::TaskId.count(), "count")
        .join(JoinType::InnerJoin, task_tags::Relation::Tag.def().rev())
        .join(JoinType::InnerJoin, task_tags::Relation::Tasks.def())
        .filter(tasks::Column::UserId.eq(&user.id))
        .group_by(tags::Column::Id)
        .group_by(tags::Column::Name)
        .order_by_asc(tags::Column::Id)
        .limit(asked.limit.and_one());
    if let Some(after) = asked.after {
        query = query.filter(tags::Column::Id.gt(after));
    }
    let found = query.into_model::<Counted>().all(service.db()).await?;
    let page = asked.limit.page(found, |tag| tag.id.to_string());
    Ok(Json(page.map(|tag| Tag { name: tag.name, tasks: tag.count })))
}

fn checked(mut name: String) -> Result<String, Problem> {
    let mut fields = Fields::default();
    canonical(&mut fields, "name", &mut name);
    fields.end().map(|()| name)
}

/// Puts a tag on a task; to say it twice changes nothing
#[utoipa::path(operation_id = "attach_tag", put, path = "/tasks/{id}/tags/{name}", tag = "tags",
    params(("id" = i32, Path), ("name" = String, Path, max_length = 50)), responses(
    (status = 200, description = "The task", body = task_api::Task),
    (status = 404, description = "The task is not there, or somebody else's", body = ProblemDocument),
    (status = 422, description = "The tag is not one, or one too many", body = ProblemDocument),
))]
pub(super) async fn attach(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Segment((id, name)): Segment<(i32, String)>,
) -> Result<Json<task_api::Task>, Problem> {
    let (live, name) = (service.live(), checked(name)?);
    task_api::own(&live, service.db(), &user.id, id).await?;
    let tags = ensure(&service, &live, &[name]).await?;
    again(&service, || attach_all(&service, &user.id, id, &tags)).await?;
    let row = task_api::own(&live, service.db(), &user.id, id).await?;
    task_api::with_its_tags(&live, service.db(), row).await.map(Json)
}

async fn attach_all(service: &Service, user: &str, id: i32, tags: &[i32]) -> Result<(), Problem> {
    let together = service.db().begin().await?;
    // Of two who do this at once the second one sees what the first one has done.
    let own = tasks::Entity::update_many()
        .set(tasks::ActiveModel { updated_at: Set(now()), ..Default::default() })
        .filter(tasks::Column::UserId.eq(user))
        .filter(tasks::Column::Id.eq(id));
    if own.exec(&together).await?.rows_affected == 0 {
        return Err(Problem::not_found("task"));
    }
    let there = task_tags::Entity::find().filter(task_tags::Column::TaskId.eq(id)).all(&together).await?;
    let is_new = |tag: &&i32| !there.iter().any(|row| row.tag_id == **tag);
    let new: Vec<_> = tags.iter().filter(is_new).copied().collect();
    if there.len() + new.len() > MOST_TAGS {
        let detail = format!("the task has {} tags, and {MOST_TAGS} are allowed", there.len());
        return Err(Problem::invalid(vec![FieldProblem { field: "name".into(), detail }]));
    }
    put(&together, id, &new).await?;
    Ok(together.commit().await?)
}

/// Takes a tag off a task; to say it twice changes nothing
#[utoipa::path(operation_id = "detach_tag", delete, path = "/tasks/{id}/tags/{name}", tag = "tags",
    params(("id" = i32, Path), ("name" = String, Path, max_length = 50)), responses(
    (status = 204, description = "It is not on the task"),
    (status = 404, description = "The task is not there, or somebody else's", body = ProblemDocument),
))]
pub(super) async fn detach(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Segment((id, name)): Segment<(i32, String)>,
) -> Result<StatusCode, Problem> {
    let (live, name) = (service.live(), checked(name)?);
    task_api::own(&live, service.db(), &user.id, id).await?;
    if !has_tags(&live) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let tags: Vec<_> = find(service.db(), &[name]).await?.into_iter().map(|tag| tag.id).collect();
    again(&service, || detach_all(&service, id, &tags)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn detach_all(service: &Service, task: i32, tags: &[i32]) -> Result<(), Problem> {
    let gone = task_tags::Column::TagId.is_in(tags.iter().copied());
    let of_task = task_tags::Entity::delete_many().filter(task_tags::Column::TaskId.eq(task));
    of_task.filter(gone).exec(service.db()).await?;
    Ok(())
}
