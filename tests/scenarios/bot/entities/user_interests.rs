use sea_keel::source::{EntitySchema, TableExtras};
use sea_orm::entity::prelude::*;

/// How an interest became known.
#[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum Kind {
    #[sea_orm(string_value = "viewed")]
    Viewed,
    #[sea_orm(string_value = "asked")]
    Asked,
    #[sea_orm(string_value = "bought")]
    Bought,
}

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "user_interests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub package_id: i32,
    pub kind: Kind,
    #[sea_orm(default_value = 1.5)]
    pub weight: f64,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub noted_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: BelongsTo<super::users::Entity>,
    #[sea_orm(belongs_to, from = "package_id", to = "id", on_delete = "Cascade")]
    pub package: BelongsTo<super::content_packages::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        table.index("idx_user_interests_package", [Column::PackageId, Column::Weight]);
    }
}
