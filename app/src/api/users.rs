//! People and guests.

use std::sync::Arc;

use axum::{
    Json,
    extract::{FromRequestParts, State},
    http::{StatusCode, request::Parts},
};
use chrono::{DateTime, Utc};
use sea_keel::rolling::WriteError;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, TransactionTrait as _,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    access::Principal,
    args::SignUp,
    http::{Body, Check, Fields, Limit, Page, Present, Problem, ProblemDocument, Search, Segment, present},
    service::Service,
};

use super::{
    account::{User, check_email, check_local_id, check_name, new_row, taken},
    again,
};

pub(crate) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(show, patch, delete))
        .routes(routes!(renew))
}

/// A person with what lets them in. The token is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entered {
    /// The person.
    pub user: User,
    /// Goes into `Authorization: Bearer …`.
    pub token: String,
    /// When it ends; `POST /users/me/tokens` gives a new one before that.
    pub expires_at: DateTime<Utc>,
}

impl Entered {
    pub(super) fn new(service: &Service, user: users::Model) -> Self {
        let token = service.keys().token(&user.id, Utc::now());
        Self { user: user.into(), token: token.text, expires_at: token.expires_at }
    }
}

/// A new token.
#[derive(Debug, Serialize, ToSchema)]
pub struct Renewed {
    /// Goes into `Authorization: Bearer …`.
    pub token: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Who signs up; without an address a guest.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// The address; one account each.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// What the person is called.
    #[schema(max_length = 255)]
    pub name: Option<String>,
    /// The id that a device has given.
    #[schema(max_length = 50)]
    pub local_id: Option<String>,
}

impl Check for NewUser {
    fn check(&mut self, fields: &mut Fields) {
        check_email(fields, self.email.as_mut());
        check_name(fields, self.name.as_ref());
        check_local_id(fields, self.local_id.as_ref());
    }
}

/// What changes about a person. A guest who gives an address is a user from then on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserPatch {
    /// The address.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// The name; `null` takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 255)]
    pub name: Present<String>,
}

impl Check for UserPatch {
    fn check(&mut self, fields: &mut Fields) {
        check_email(fields, self.email.as_mut());
        check_name(fields, self.name.as_ref().and_then(Option::as_ref));
    }
}

/// May whoever asks make an account? Asked before the body is read.
struct MaySignUp;

impl FromRequestParts<Arc<Service>> for MaySignUp {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Problem> {
        if service.settings().sign_up == SignUp::Open {
            return Ok(Self);
        }
        let principal = Principal::from_request_parts(parts, service).await?;
        principal.require_operator("only the operator makes accounts here").map(|()| Self)
    }
}

/// Signs somebody up
///
/// Without an address the account is a guest's. The token is in the answer and nowhere else.
#[utoipa::path(operation_id = "create_user", post, path = "/users", tag = "users", security(()), request_body = NewUser, responses(
    (status = 201, description = "The account, and its token", body = Entered),
    (status = 409, description = "The address has an account", body = ProblemDocument),
    (status = 422, description = "Fields are wrong", body = ProblemDocument),
))]
async fn create(
    State(service): State<Arc<Service>>,
    _: MaySignUp,
    Body(asked): Body<NewUser>,
) -> Result<(StatusCode, Json<Entered>), Problem> {
    let row = new_row(asked.email, asked.name, asked.local_id);
    let live = service.live();
    let insert = || async { live.insert(row.clone(), service.db()).await.map_err(taken) };
    let row = again(&service, insert).await?;
    Ok((StatusCode::CREATED, Json(Entered::new(&service, row))))
}

/// Which users to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserSearch {
    /// `next` of the page before.
    after: Option<String>,
    /// How many, 1 to 100.
    #[serde(default)]
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100)]
    limit: Limit,
}

impl Check for UserSearch {
    fn check(&mut self, fields: &mut Fields) {
        self.limit.check(fields);
        if let Some(after) = &self.after {
            fields.line("after", after, 255);
        }
    }
}

/// Lists users, for the operator
#[utoipa::path(operation_id = "list_users", get, path = "/users", tag = "users", params(UserSearch), responses(
    (status = 200, description = "By id, which is by age", body = Page<User>),
    (status = 403, description = "Not with a user's token", body = ProblemDocument),
))]
async fn list(
    State(service): State<Arc<Service>>,
    principal: Principal,
    Search(asked): Search<UserSearch>,
) -> Result<Json<Page<User>>, Problem> {
    principal.require_operator("only the operator lists users")?;
    let mut query =
        service.live().find::<users::Entity>().order_by_asc(users::Column::Id).limit(asked.limit.and_one());
    if let Some(after) = asked.after {
        query = query.filter(users::Column::Id.gt(after));
    }
    let page = asked.limit.page(query.all(service.db()).await?, |user| user.id.clone());
    Ok(Json(page.map(User::from)))
}

/// Shows an account: one's own (`me`), or any to the operator
#[utoipa::path(operation_id = "show_user", get, path = "/users/{id}", tag = "users", params(("id" = String, Path, description = "`me`, or an id")), responses(
    (status = 200, description = "The account", body = User),
    (status = 404, description = "Not there, or not one's own", body = ProblemDocument),
))]
async fn show(
    State(service): State<Arc<Service>>,
    principal: Principal,
    Segment(id): Segment<String>,
) -> Result<Json<User>, Problem> {
    find(&service, &principal, &id).await.map(|row| Json(row.into()))
}

async fn find(service: &Service, principal: &Principal, id: &str) -> Result<users::Model, Problem> {
    let id = principal.subject(id)?;
    if let Principal::User(user) = principal {
        return Ok(user.clone());
    }
    // What the operator asks for goes to the database: not every text can.
    if id.chars().any(char::is_control) {
        return Err(Problem::not_found("user"));
    }
    let found = service.live().find_by_id::<users::Entity>(id.as_str()).one(service.db()).await?;
    found.filter(|user| user.id == id).ok_or_else(|| Problem::not_found("user"))
}

/// Changes an account
///
/// A guest who gives an address becomes a user, and keeps id, local id, tasks and conversations.
#[utoipa::path(operation_id = "patch_user", patch, path = "/users/{id}", tag = "users", request_body = UserPatch,
    params(("id" = String, Path, description = "`me`, or an id")), responses(
    (status = 200, description = "The account as it is now", body = User),
    (status = 404, description = "Not there, or not one's own", body = ProblemDocument),
    (status = 409, description = "The address has another account", body = ProblemDocument),
))]
async fn patch(
    State(service): State<Arc<Service>>,
    principal: Principal,
    Segment(id): Segment<String>,
    Body(asked): Body<UserPatch>,
) -> Result<Json<User>, Problem> {
    let row = find(&service, &principal, &id).await?;
    let is_guest = row.role == "guest";
    let mut row = row.into_active_model();
    if let Some(email) = asked.email {
        row.email = Set(email);
        if is_guest {
            row.role = Set("user".to_owned());
        }
    }
    if let Some(name) = asked.name {
        row.name = Set(name);
    }
    if !row.is_changed() {
        return find(&service, &principal, &id).await.map(|row| Json(row.into()));
    }
    let live = service.live();
    let update = || async {
        live.update(row.clone(), service.db()).await.map_err(|error| match error {
            WriteError::Database(DbErr::RecordNotUpdated) => Problem::not_found("user"),
            error => taken(error),
        })
    };
    again(&service, update).await.map(|row| Json(row.into()))
}

/// Deletes an account, with its tasks, conversations and messages
#[utoipa::path(operation_id = "delete_user", delete, path = "/users/{id}", tag = "users", params(("id" = String, Path, description = "`me`, or an id")), responses(
    (status = 204, description = "It is gone, and its tokens open nothing any more"),
    (status = 404, description = "Not there, or not one's own", body = ProblemDocument),
))]
async fn delete(
    State(service): State<Arc<Service>>,
    principal: Principal,
    Segment(id): Segment<String>,
) -> Result<StatusCode, Problem> {
    let user = find(&service, &principal, &id).await?;
    again(&service, || delete_all(&service, &user.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_all(service: &Service, id: &str) -> Result<(), Problem> {
    let together = service.db().begin().await?;
    tasks::Entity::delete_many().filter(tasks::Column::UserId.eq(id)).exec(&together).await?;
    let spoken = conversations::messages::Column::UserId.eq(id);
    conversations::messages::Entity::delete_many().filter(spoken).exec(&together).await?;
    let own = conversations::Column::UserId.eq(id);
    conversations::Entity::delete_many().filter(own).exec(&together).await?;
    users::Entity::delete_by_id(id).exec(&together).await?;
    Ok(together.commit().await?)
}

/// Gives a new token: of one's own account, or of any to the operator
#[utoipa::path(operation_id = "renew_token", post, path = "/users/{id}/tokens", tag = "users", params(("id" = String, Path, description = "`me`, or an id")), responses(
    (status = 201, description = "The token", body = Renewed),
    (status = 404, description = "Not there, or not one's own", body = ProblemDocument),
))]
async fn renew(
    State(service): State<Arc<Service>>,
    principal: Principal,
    Segment(id): Segment<String>,
) -> Result<(StatusCode, Json<Renewed>), Problem> {
    let user = find(&service, &principal, &id).await?;
    let token = service.keys().token(&user.id, Utc::now());
    Ok((StatusCode::CREATED, Json(Renewed { token: token.text, expires_at: token.expires_at })))
}
