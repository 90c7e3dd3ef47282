//! What an account holds.

use chrono::{DateTime, Utc};
use sea_keel::rolling::WriteError;
use sea_orm::{ActiveValue::Set, SqlErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::{Fields, Problem};

use super::now;

/// Where a guest's mail would go. The column wants an address; no mail ever arrives at this one (RFC 2606).
const NO_MAIL: &str = "@guest.invalid";

const LONGEST_EMAIL: usize = 254;
const LONGEST_NAME: usize = 255;
const LONGEST_LOCAL_ID: usize = 50;

/// A person, or a guest: somebody of whom no address is known.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    /// Given by the service.
    pub id: String,
    /// The address; none of a guest.
    pub email: Option<String>,
    /// What the person is called.
    pub name: Option<String>,
    /// `guest` or `user`.
    pub role: String,
    /// The service that vouches for the person.
    pub provider: Option<String>,
    /// What that service calls the person.
    pub social_id: Option<String>,
    /// The id that a device gave before the person signed up.
    pub local_id: Option<String>,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
}

impl From<users::Model> for User {
    fn from(row: users::Model) -> Self {
        let email = Some(row.email).filter(|email| !email.ends_with(NO_MAIL));
        let users::Model { id, name, role, provider, social_id, local_id, created_at, .. } = row;
        Self { id, email, name, role, provider, social_id, local_id, created_at }
    }
}

pub(super) fn check_email(fields: &mut Fields, email: Option<&mut String>) {
    let Some(email) = email else { return };
    // Engines differ in whether letters of two sizes are one letter; here they are.
    *email = email.trim().to_lowercase();
    fields.line("email", email, LONGEST_EMAIL);
    let parts = email.split_once('@').filter(|(user, domain)| !user.is_empty() && !domain.contains('@'));
    let is_address = parts.is_some_and(|(_, domain)| !domain.trim_matches('.').is_empty());
    if !is_address || email.contains(char::is_whitespace) || email.ends_with(NO_MAIL) {
        fields.wrong("email", "is no address");
    }
}

pub(super) fn check_name(fields: &mut Fields, name: Option<&String>) {
    if let Some(name) = name {
        fields.line("name", name, LONGEST_NAME);
    }
}

pub(super) fn check_local_id(fields: &mut Fields, local_id: Option<&String>) {
    if let Some(local_id) = local_id {
        fields.line("local_id", local_id, LONGEST_LOCAL_ID);
    }
}

/// A row that was not there before.
pub(super) fn new_row(
    email: Option<String>,
    name: Option<String>,
    local_id: Option<String>,
) -> users::ActiveModel {
    let id = Uuid::now_v7().to_string();
    let role = if email.is_some() { "user" } else { "guest" };
    users::ActiveModel {
        email: Set(email.unwrap_or_else(|| format!("{id}{NO_MAIL}"))),
        id: Set(id),
        name: Set(name),
        created_at: Set(now()),
        provider: Set(None),
        social_id: Set(None),
        role: Set(role.to_owned()),
        local_id: Set(local_id),
    }
}

pub(super) fn taken(error: WriteError) -> Problem {
    match &error {
        WriteError::Database(inner)
            if matches!(inner.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) =>
        {
            Problem::conflict("there is an account of that address")
        }
        _ => error.into(),
    }
}
