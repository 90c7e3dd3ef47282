//! People who use the application.

use sea_keel::source::{EntitySchema, TableExtras};
use sea_orm::entity::prelude::*;

/// A person.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Given by whoever signed the person up; not a number.
    #[sea_orm(primary_key, auto_increment = false, column_type = "String(StringLen::N(255))")]
    pub id: String,
    /// Where mail goes; one account an address.
    #[sea_orm(unique, column_type = "String(StringLen::N(255))")]
    pub email: String,
    /// What the person is called.
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub name: Option<String>,
    /// When the account was made.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// The service that vouches for the person, where one does.
    #[sea_orm(column_type = "String(StringLen::N(50))")]
    pub provider: Option<String>,
    /// What that service calls the person.
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub social_id: Option<String>,
    /// What the person may do.
    #[sea_orm(column_type = "String(StringLen::N(20))", default_value = "guest")]
    pub role: String,
    /// The id that a device gave before the person signed up.
    #[sea_orm(column_name = "localId", column_type = "String(StringLen::N(50))")]
    pub local_id: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        table.unique("uq_provider_social_id", [Column::Provider, Column::SocialId]);
        table.index("idx_users_localid", [Column::LocalId]);
    }
}
