use sea_keel::source::{EntitySchema, TableExtras};
use sea_orm::{
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

/// Where a subscription stands.
#[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "subscription_status")]
pub enum Status {
    #[sea_orm(string_value = "pending")]
    Pending,
    #[sea_orm(string_value = "active")]
    Active,
    #[sea_orm(string_value = "expired")]
    Expired,
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vip_subscribers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i64,
    pub plan_id: i32,
    pub token: Option<Uuid>,
    #[sea_orm(default_value = "pending")]
    pub status: Status,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))")]
    pub paid: Decimal,
    #[sea_orm(unique, column_type = "String(StringLen::N(64))")]
    pub payment_id: Option<String>,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub started_at: DateTimeUtc,
    pub expires_at: Option<DateTimeUtc>,
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: BelongsTo<super::users::Entity>,
    #[sea_orm(belongs_to, from = "plan_id", to = "id", on_delete = "Restrict")]
    pub plan: BelongsTo<super::subscription_plans::Entity>,
    #[sea_orm(belongs_to, from = "token", to = "token", on_delete = "SetNull")]
    pub invitation: BelongsTo<Option<super::invitation_tokens::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        table.unique("uq_vip_subscribers_term", [Column::UserId, Column::PlanId, Column::StartedAt]);
        table.index("idx_vip_subscribers_due", [Column::Status, Column::ExpiresAt]);
        table.check("ck_vip_subscribers_paid", Expr::col(Column::Paid).gte(0));
    }
}
