//! What is said in conversations.

use std::sync::Arc;

use ::conversations::messages;
use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, TransactionTrait as _,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    access::Caller,
    http::{Body, Check, Fields, Limit, Number, Page, Problem, ProblemDocument, Search, Segment},
    service::Service,
};

use super::{again, conversations::own, now};

pub(crate) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::new().routes(routes!(append, list))
}

/// In the widest characters it still fits into MySQL's TEXT, which is 65,535 bytes.
const LONGEST_CONTENT: usize = 16_000;

/// Who speaks.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    /// The person.
    User,
    /// Who answers.
    Assistant,
}

/// Something to say.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMessage {
    /// Who speaks.
    role: Role,
    /// What is said.
    #[schema(max_length = 16_000)]
    content: String,
}

impl Check for NewMessage {
    fn check(&mut self, fields: &mut Fields) {
        fields.text("content", &self.content, LONGEST_CONTENT);
        if self.content.trim().is_empty() {
            fields.wrong("content", "must not be blank");
        }
    }
}

/// Something that was said.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Message {
    /// Its number.
    id: i32,
    /// The conversation.
    conversation: i32,
    /// Who speaks: `user` or `assistant`.
    role: String,
    /// What is said.
    content: String,
    /// When.
    created_at: DateTime<Utc>,
}

impl From<messages::Model> for Message {
    fn from(row: messages::Model) -> Self {
        let messages::Model { id, conversation_id: conversation, role, content, created_at, .. } = row;
        Self { id, conversation, role, content, created_at }
    }
}

/// Says something in one of one's own conversations
#[utoipa::path(operation_id = "append_message", post, path = "/conversations/{id}/messages", tag = "conversations", request_body = NewMessage,
    params(("id" = i32, Path)), responses(
    (status = 201, description = "The message", body = Message),
    (status = 404, description = "The conversation is not there, or somebody else's", body = ProblemDocument),
    (status = 422, description = "Fields are wrong", body = ProblemDocument),
))]
async fn append(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Segment(id): Number,
    Body(asked): Body<NewMessage>,
) -> Result<(StatusCode, Json<Message>), Problem> {
    let row = again(&service, || insert(&service, &user.id, id, &asked)).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

async fn insert(
    service: &Service,
    user: &str,
    id: i32,
    asked: &NewMessage,
) -> Result<messages::Model, Problem> {
    let now = now();
    let together = service.db().begin().await?;
    // The write comes first, and holds the conversation: it is not deleted meanwhile.
    let touched = ::conversations::Entity::update_many()
        .set(::conversations::ActiveModel { updated_at: Set(now), ..Default::default() })
        .filter(::conversations::Column::UserId.eq(user))
        .filter(::conversations::Column::Id.eq(id));
    if touched.exec(&together).await?.rows_affected == 0 {
        return Err(Problem::not_found("conversation"));
    }
    let role = match asked.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    let row = messages::ActiveModel {
        conversation_id: Set(id),
        user_id: Set(user.to_owned()),
        role: Set(role.to_owned()),
        content: Set(asked.content.clone()),
        created_at: Set(now),
        ..Default::default()
    };
    let row = row.insert(&together).await?;
    together.commit().await?;
    Ok(row)
}

/// Which messages to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MessageSearch {
    /// `next` of the page before.
    after: Option<i32>,
    /// How many, 1 to 100.
    #[serde(default)]
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100)]
    limit: Limit,
}

impl Check for MessageSearch {
    fn check(&mut self, fields: &mut Fields) {
        self.limit.check(fields);
    }
}

/// Lists what was said in one of one's own conversations, the oldest first
#[utoipa::path(operation_id = "list_messages", get, path = "/conversations/{id}/messages", tag = "conversations",
    params(("id" = i32, Path), MessageSearch), responses(
    (status = 200, description = "The messages", body = Page<Message>),
    (status = 404, description = "The conversation is not there, or somebody else's", body = ProblemDocument),
))]
async fn list(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Segment(id): Number,
    Search(asked): Search<MessageSearch>,
) -> Result<Json<Page<Message>>, Problem> {
    own(&service, &user.id, id).await?;
    let mut query = messages::Entity::find()
        .filter(messages::Column::ConversationId.eq(id))
        .order_by_asc(messages::Column::Id)
        .limit(asked.limit.and_one());
    if let Some(after) = asked.after {
        query = query.filter(messages::Column::Id.gt(after));
    }
    let page = asked.limit.page(query.all(service.db()).await?, |row| row.id.to_string());
    Ok(Json(page.map(Message::from)))
}
