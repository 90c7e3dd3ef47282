use sea_keel::source::{EntitySchema, TableExtras};
use sea_orm::{
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation_tokens")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token: Uuid,
    pub plan_id: i32,
    pub created_by: Option<i64>,
    pub used_by: Option<i64>,
    #[sea_orm(default_value = 1)]
    pub max_uses: i32,
    #[sea_orm(default_value = 0)]
    pub uses: i32,
    pub expires_at: Option<DateTimeUtc>,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "plan_id", to = "id", on_delete = "Cascade")]
    pub plan: BelongsTo<super::subscription_plans::Entity>,
    #[sea_orm(belongs_to, relation_enum = "Maker", from = "created_by", to = "id", on_delete = "SetNull")]
    pub maker: BelongsTo<Option<super::users::Entity>>,
    #[sea_orm(belongs_to, relation_enum = "Taker", from = "used_by", to = "id", on_delete = "SetNull")]
    pub taker: BelongsTo<Option<super::users::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        let left = Expr::col(Column::Uses).lte(Expr::col(Column::MaxUses));
        table.check("ck_invitation_tokens_uses", left);
        table.index("idx_invitation_tokens_plan", [Column::PlanId, Column::ExpiresAt]);
        table.foreign_key(Relation::Maker).name("fk_invitation_tokens_maker");
    }
}
