use sea_keel::source::{EntitySchema, TableExtras};
use sea_orm::{
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

/// How a plan is paid: a number.
#[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Kind {
    #[sea_orm(num_value = 1)]
    Once,
    #[sea_orm(num_value = 2)]
    Monthly,
    #[sea_orm(num_value = 3)]
    Yearly,
}

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subscription_plans")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique, column_type = "String(StringLen::N(32))")]
    pub code: String,
    #[sea_orm(column_type = "String(StringLen::N(128))")]
    pub title: String,
    #[sea_orm(default_value = 2)]
    pub kind: Kind,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))")]
    pub price: Decimal,
    #[sea_orm(column_type = "Char(Some(3))", default_value = "USD")]
    pub currency: String,
    pub duration_days: i32,
    pub features: Option<Json>,
    #[sea_orm(default_value = true)]
    pub is_active: bool,
    #[sea_orm(default_value = 0)]
    pub sort_order: i16,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        let paid = Expr::col(Column::Price).gte(0).and(Expr::col(Column::DurationDays).gt(0));
        table.check("ck_subscription_plans_paid", paid);
        table.index("idx_subscription_plans_order", [Column::IsActive, Column::SortOrder]);
    }
}
