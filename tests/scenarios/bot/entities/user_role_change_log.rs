use sea_keel::{
    op::on,
    source::{EntitySchema, TableExtras},
};
use sea_orm::entity::prelude::*;

use super::users::Role;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_role_change_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i64,
    pub old_role: Option<Role>,
    pub new_role: Role,
    pub changed_by: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub changed_at: DateTimeUtc,
    #[sea_orm(belongs_to, relation_enum = "User", from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: BelongsTo<super::users::Entity>,
    #[sea_orm(belongs_to, relation_enum = "Changer", from = "changed_by", to = "id", on_delete = "SetNull")]
    pub changer: BelongsTo<Option<super::users::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        table.index("idx_user_role_change_log_user", on([Column::UserId, Column::ChangedAt]));
    }
}
