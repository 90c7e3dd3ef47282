//! People for whom another service vouches.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use chrono::Utc;
use sea_keel::rolling::WriteError;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, DbErr, ExprTrait as _, QueryFilter as _};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    access::Principal,
    http::{Body, Check, FieldProblem, Fields, Problem, ProblemDocument},
    service::Service,
};

use super::{
    account::{check_email, check_local_id, check_name, new_row, taken},
    users::Entered,
};

pub(crate) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::new().routes(routes!(sign_in))
}

/// A person for whom another service has vouched, to whoever asks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The service that vouches: small letters, digits, `-` and `_`.
    #[schema(max_length = 50)]
    pub provider: String,
    /// What it calls the person; one account each.
    #[schema(max_length = 255)]
    pub social_id: String,
    /// The address, of a new account.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// The name, of a new account.
    #[schema(max_length = 255)]
    pub name: Option<String>,
    /// The id that a device has given, of a new account.
    #[schema(max_length = 50)]
    pub local_id: Option<String>,
    /// The token of the guest that the person was until now. Where the person has no account yet, the guest becomes it.
    pub guest_token: Option<String>,
}

impl Check for SignIn {
    fn check(&mut self, fields: &mut Fields) {
        fields.line("provider", &self.provider, 50);
        let fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        if !self.provider.chars().all(fit) {
            fields.wrong("provider", "has small letters, digits, `-` and `_`");
        }
        fields.line("social_id", &self.social_id, 255);
        check_email(fields, self.email.as_mut());
        check_name(fields, self.name.as_ref());
        check_local_id(fields, self.local_id.as_ref());
    }
}

/// Signs somebody in for whom another service vouches
///
/// For the operator: whoever calls this has checked what that service says. An account is found by provider and social
/// id alone, never by its address.
#[utoipa::path(operation_id = "sign_in", post, path = "/sign-in", tag = "users", request_body = SignIn, responses(
    (status = 200, description = "The account, which was there", body = Entered),
    (status = 201, description = "A new account", body = Entered),
    (status = 403, description = "Not with a user's token", body = ProblemDocument),
    (status = 409, description = "The address has another account, or the guest is none any more", body = ProblemDocument),
))]
async fn sign_in(
    State(service): State<Arc<Service>>,
    principal: Principal,
    Body(asked): Body<SignIn>,
) -> Result<(StatusCode, Json<Entered>), Problem> {
    principal.require_operator("only the operator signs others in")?;
    if let Some(user) = known(&service, &asked).await? {
        return Ok((StatusCode::OK, Json(Entered::new(&service, user))));
    }
    let made = match guest(&service, &asked).await? {
        Some(guest) => become_user(&service, guest, &asked).await.map(|user| (StatusCode::OK, user)),
        None => {
            let made = service.live().insert(new_user(&asked), service.db()).await;
            made.map(|user| (StatusCode::CREATED, user))
        }
    };
    match made {
        Ok((status, user)) => Ok((status, Json(Entered::new(&service, user)))),
        // Somebody else may have been faster with the same person.
        Err(error) => match (known(&service, &asked).await?, error) {
            (Some(user), _) => Ok((StatusCode::OK, Json(Entered::new(&service, user)))),
            (None, WriteError::Database(DbErr::RecordNotUpdated)) => {
                Err(Problem::conflict("the guest has become somebody else"))
            }
            (None, error) => Err(taken(error)),
        },
    }
}

async fn known(service: &Service, asked: &SignIn) -> Result<Option<users::Model>, Problem> {
    let live = service.live();
    let found = live
        .find::<users::Entity>()
        .filter(live.expr(users::Column::Provider).eq(asked.provider.as_str()))
        .filter(live.expr(users::Column::SocialId).eq(asked.social_id.as_str()))
        .one(service.db())
        .await?;
    match found {
        // A collation of MySQL takes other letters for the same: that would be somebody else's account.
        Some(user) if user.social_id.as_deref() != Some(&asked.social_id) => {
            Err(Problem::conflict("this database cannot tell the social id from another account's"))
        }
        found => Ok(found),
    }
}

async fn guest(service: &Service, asked: &SignIn) -> Result<Option<users::Model>, Problem> {
    let Some(token) = &asked.guest_token else { return Ok(None) };
    let wrong = || {
        let detail = "is not valid, or not any more".to_owned();
        Problem::invalid(vec![FieldProblem { field: "guest_token".into(), detail }])
    };
    let id = service.keys().user_of(token, Utc::now()).ok_or_else(wrong)?;
    let user = service.live().find_by_id::<users::Entity>(id).one(service.db()).await?.ok_or_else(wrong)?;
    match (&user.provider, user.role.as_str()) {
        (None, "guest") => Ok(Some(user)),
        _ => Err(Problem::conflict("the token is not a guest's")),
    }
}

async fn become_user(
    service: &Service,
    guest: users::Model,
    asked: &SignIn,
) -> Result<users::Model, WriteError> {
    let live = service.live();
    let (id, had_local_id) = (guest.id.clone(), guest.local_id.is_some());
    let mut row = users::ActiveModel {
        role: Set("user".to_owned()),
        provider: Set(Some(asked.provider.clone())),
        social_id: Set(Some(asked.social_id.clone())),
        ..Default::default()
    };
    if let Some(email) = &asked.email {
        row.email = Set(email.clone());
    }
    if asked.name.is_some() {
        row.name = Set(asked.name.clone());
    }
    if !had_local_id {
        row.local_id = Set(asked.local_id.clone());
    }
    let provider = live.expr(users::Column::Provider);
    let still = provider.is_null().and(live.expr(users::Column::Role).eq("guest"));
    let still = users::Column::Id.eq(&id).and(still);
    if live.update_many(row, still, service.db()).await? == 0 {
        return Err(DbErr::RecordNotUpdated.into());
    }
    let found = live.find_by_id::<users::Entity>(id).one(service.db()).await?;
    Ok(found.ok_or(DbErr::RecordNotUpdated)?)
}

fn new_user(asked: &SignIn) -> users::ActiveModel {
    let mut row = new_row(asked.email.clone(), asked.name.clone(), asked.local_id.clone());
    row.role = Set("user".to_owned());
    row.provider = Set(Some(asked.provider.clone()));
    row.social_id = Set(Some(asked.social_id.clone()));
    row
}
