use sea_keel::source::{EntitySchema, TableExtras};
use sea_orm::entity::prelude::*;

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "request_status")]
pub enum Status {
    #[sea_orm(string_value = "pending")]
    Pending,
    #[sea_orm(string_value = "approved")]
    Approved,
    #[sea_orm(string_value = "declined")]
    Declined,
}

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "free_channel_requests")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(unique_key = "once")]
    pub user_id: i64,
    #[sea_orm(unique_key = "once")]
    pub channel_id: i64,
    #[sea_orm(default_value = "pending")]
    pub status: Status,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub requested_at: DateTimeUtc,
    pub decided_at: Option<DateTimeUtc>,
    pub decided_by: Option<i64>,
    #[sea_orm(belongs_to, relation_enum = "User", from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: BelongsTo<super::users::Entity>,
    #[sea_orm(belongs_to, relation_enum = "Decider", from = "decided_by", to = "id", on_delete = "SetNull")]
    pub decider: BelongsTo<Option<super::users::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        table.index("idx_free_channel_requests_open", [Column::Status, Column::RequestedAt]);
    }
}
