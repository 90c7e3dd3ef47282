//! Words on tasks.

use std::{collections::BTreeMap, sync::Arc};

use ::tags::task_tags;
use axum::{Json, extract::State, http::StatusCode};
use sea_keel::rolling::Capabilities;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait as _,
    FromQueryResult, JoinType, QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationTrait as _,
    TransactionTrait as _, sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    access::Caller,
    http::{Check, FieldProblem, Fields, Limit, Page, Problem, ProblemDocument, Search, Segment},
    service::Service,
};

use super::{again, now, tasks as task_api};

pub(crate) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(attach, detach))
}

/// How many tags a task may have.
pub(super) const MOST_TAGS: usize = 20;

const LONGEST_TAG: usize = 50;

/// A tag in the form in which it is kept: engines differ in what they take for the same word, here size does not count.
pub(super) fn canonical(fields: &mut Fields, field: &str, tag: &mut String) {
    *tag = tag.trim().to_lowercase();
    fields.line(field, tag, LONGEST_TAG);
}

/// Whether the database has tags at all yet.
fn has_tags(live: &Capabilities) -> bool {
    live.has_table::<tags::Entity>() && live.has_table::<task_tags::Entity>()
}

/// The names of tasks' tags, in order.
pub(super) async fn names_of(
    live: &Capabilities,
    db: &impl ConnectionTrait,
    tasks: &[i32],
) -> Result<BTreeMap<i32, Vec<String>>, Problem> {
    let mut names = BTreeMap::<i32, Vec<String>>::new();
    if tasks.is_empty() || !has_tags(live) {
        return Ok(names);
    }
    let found: Vec<(i32, String)> = task_tags::Entity::find()
        .select_only()
        .column(task_tags::Column::TaskId)
        .column(tags::Column::Name)
        .join(JoinType::InnerJoin, task_tags::Relation::Tag.def())
        .filter(task_tags::Column::TaskId.is_in(tasks.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    for (task, name) in found {
        names.entry(task).or_default().push(name);
    }
    names.values_mut().for_each(|names| names.sort());
    Ok(names)
}

/// The numbers of tags, made where they are new. Outside of transactions: what another one has made at the same time
/// would be invisible in MySQL's snapshot. A tag that is on no task is nowhere to be seen.
pub(super) async fn ensure(
    live: &Capabilities,
    db: &DatabaseConnection,
    names: &[String],
) -> Result<Vec<i32>, Problem> {
    if names.is_empty() {
        return Ok(vec![]);
    }
    live.require_table::<tags::Entity>()?;
    live.require_table::<task_tags::Entity>()?;
    let mut found = find(db, names).await?;
    if found.len() < names.len() {
        again(|| async { insert(db, names).await.map_err(Problem::from) }).await?;
        found = find(db, names).await?;
    }
    Ok(found.into_iter().map(|tag| tag.id).collect())
}

/// Those tags that are there.
pub(crate) async fn find(db: &DatabaseConnection, names: &[String]) -> Result<Vec<tags::Model>, DbErr> {
    tags::Entity::find().filter(tags::Column::Name.is_in(names.iter().cloned())).all(db).await
}

/// Makes tags that are not there.
pub(crate) async fn insert(db: &DatabaseConnection, names: &[String]) -> Result<(), DbErr> {
    let known = find(db, names).await?;
    let is_new = |name: &&String| !known.iter().any(|tag| tag.name == **name);
    let row = |name: &String| tags::ActiveModel {
        name: Set(name.clone()),
        created_at: Set(now()),
        ..Default::default()
    };
    let rows: Vec<_> = names.iter().filter(is_new).map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    // Somebody else may be doing the same; and a collation of MySQL takes words for one that are two elsewhere.
    let there_already = OnConflict::column(tags::Column::Name).do_nothing_on([tags::Column::Id]).to_owned();
    tags::Entity::insert_many(rows).on_conflict(there_already).exec_without_returning(db).await?;
    Ok(())
}

/// Puts tags on a task that has none of them.
pub(crate) async fn put(db: &impl ConnectionTrait, task: i32, tags: &[i32]) -> Result<(), DbErr> {
    if tags.is_empty() {
        return Ok(());
    }
    let rows = tags.iter().map(|tag| task_tags::ActiveModel { task_id: Set(task), tag_id: Set(*tag) });
    task_tags::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Puts a task's tags on another one that has none.
pub(super) async fn copy(
    live: &Capabilities,
    db: &impl ConnectionTrait,
    from: i32,
    to: i32,
) -> Result<(), DbErr> {
    if !has_tags(live) {
        return Ok(());
    }
    let found = task_tags::Entity::find().filter(task_tags::Column::TaskId.eq(from)).all(db).await?;
    put(db, to, &found.into_iter().map(|row| row.tag_id).collect::<Vec<_>>()).await
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
    let tags = ensure(&live, service.db(), &[name]).await?;
    again(|| attach_all(&service, &user.id, id, &tags)).await?;
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
    again(|| detach_all(&service, id, &tags)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn detach_all(service: &Service, task: i32, tags: &[i32]) -> Result<(), Problem> {
    let gone = task_tags::Column::TagId.is_in(tags.iter().copied());
    let of_task = task_tags::Entity::delete_many().filter(task_tags::Column::TaskId.eq(task));
    of_task.filter(gone).exec(service.db()).await?;
    Ok(())
}
