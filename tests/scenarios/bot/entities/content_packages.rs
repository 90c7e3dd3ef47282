use sea_keel::source::{EntitySchema, TableExtras};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "content_packages")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(80))")]
    pub slug: String,
    #[sea_orm(default_value = 1)]
    pub version: i32,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub body: Option<String>,
    pub plan_id: Option<i32>,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))")]
    pub price: Option<Decimal>,
    #[sea_orm(column_type = "JsonBinary")]
    pub media: Json,
    #[sea_orm(column_type = "Blob")]
    pub preview: Option<Vec<u8>>,
    #[sea_orm(default_value = false)]
    pub published: bool,
    pub released_on: Option<Date>,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "plan_id", to = "id", on_delete = "SetNull", on_update = "Cascade")]
    pub plan: BelongsTo<Option<super::subscription_plans::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        table.unique("uq_content_packages_version", [Column::Slug, Column::Version]);
        table.index("idx_content_packages_released", [Column::Published, Column::ReleasedOn]);
    }
}
