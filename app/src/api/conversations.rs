//! Conversations.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    access::Caller,
    http::{Check, Fields, Limit, Number, Page, Problem, ProblemDocument, Search, Segment},
    service::Service,
};

use super::{again, now};

pub(crate) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::new().routes(routes!(create, list)).routes(routes!(show, delete))
}

/// A conversation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Conversation {
    /// Its number.
    id: i32,
    /// Whose it is.
    owner: String,
    /// When it began.
    created_at: DateTime<Utc>,
    /// When it last went on.
    updated_at: DateTime<Utc>,
}

impl From<conversations::Model> for Conversation {
    fn from(row: conversations::Model) -> Self {
        let conversations::Model { id, user_id: owner, created_at, updated_at } = row;
        Self { id, owner, created_at, updated_at }
    }
}

/// One's own conversation.
///
/// # Errors
/// 404 where there is none, or it is somebody else's.
pub(super) async fn own(service: &Service, user: &str, id: i32) -> Result<conversations::Model, Problem> {
    let own = conversations::Entity::find_by_id(id).filter(conversations::Column::UserId.eq(user));
    own.one(service.db()).await?.ok_or_else(|| Problem::not_found("conversation"))
}

/// Begins a conversation
#[utoipa::path(operation_id = "create_conversation", post, path = "/conversations", tag = "conversations", responses(
    (status = 201, description = "The conversation", body = Conversation),
))]
async fn create(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
) -> Result<(StatusCode, Json<Conversation>), Problem> {
    let now = now();
    let row = conversations::ActiveModel {
        user_id: Set(user.id),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let row = again(&service, || async { Ok(row.clone().insert(service.db()).await?) }).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Which conversations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ConversationSearch {
    /// `next` of the page before.
    after: Option<i32>,
    /// How many, 1 to 100.
    #[serde(default)]
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100)]
    limit: Limit,
}

impl Check for ConversationSearch {
    fn check(&mut self, fields: &mut Fields) {
        self.limit.check(fields);
    }
}

/// Lists one's own conversations, the newest first
#[utoipa::path(operation_id = "list_conversations", get, path = "/conversations", tag = "conversations", params(ConversationSearch), responses(
    (status = 200, description = "The conversations", body = Page<Conversation>),
))]
async fn list(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Search(asked): Search<ConversationSearch>,
) -> Result<Json<Page<Conversation>>, Problem> {
    let mut query = conversations::Entity::find()
        .filter(conversations::Column::UserId.eq(&user.id))
        .order_by_desc(conversations::Column::Id)
        .limit(asked.limit.and_one());
    if let Some(after) = asked.after {
        query = query.filter(conversations::Column::Id.lt(after));
    }
    let page = asked.limit.page(query.all(service.db()).await?, |row| row.id.to_string());
    Ok(Json(page.map(Conversation::from)))
}

/// Shows one of one's own conversations
#[utoipa::path(operation_id = "show_conversation", get, path = "/conversations/{id}", tag = "conversations", params(("id" = i32, Path)), responses(
    (status = 200, description = "The conversation", body = Conversation),
    (status = 404, description = "Not there, or somebody else's", body = ProblemDocument),
))]
async fn show(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Segment(id): Number,
) -> Result<Json<Conversation>, Problem> {
    own(&service, &user.id, id).await.map(|row| Json(row.into()))
}

/// Deletes one of one's own conversations, with all that was said in it
#[utoipa::path(operation_id = "delete_conversation", delete, path = "/conversations/{id}", tag = "conversations", params(("id" = i32, Path)), responses(
    (status = 204, description = "It is gone"),
    (status = 404, description = "Not there, or somebody else's", body = ProblemDocument),
))]
async fn delete(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Segment(id): Number,
) -> Result<StatusCode, Problem> {
    let deleted = again(&service, || delete_own(&service, &user.id, id)).await?;
    if deleted == 0 { Err(Problem::not_found("conversation")) } else { Ok(StatusCode::NO_CONTENT) }
}

async fn delete_own(service: &Service, user: &str, id: i32) -> Result<u64, Problem> {
    let own = conversations::Entity::delete_many()
        .filter(conversations::Column::UserId.eq(user))
        .filter(conversations::Column::Id.eq(id));
    Ok(own.exec(service.db()).await?.rows_affected)
}
