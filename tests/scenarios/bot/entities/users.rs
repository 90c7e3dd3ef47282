use sea_keel::{
    op::on,
    schema::Backend,
    source::{EntitySchema, TableExtras},
};
use sea_orm::{
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

/// What a person may do: an enum type where the engine has them.
#[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "user_role")]
pub enum Role {
    #[sea_orm(string_value = "member")]
    Member,
    #[sea_orm(string_value = "vip")]
    Vip,
    #[sea_orm(string_value = "moderator")]
    Moderator,
    #[sea_orm(string_value = "admin")]
    Admin,
}

/// Whether a person may write: words in a text.
#[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum Status {
    #[sea_orm(string_value = "active")]
    Active,
    #[sea_orm(string_value = "muted")]
    Muted,
    #[sea_orm(string_value = "banned")]
    Banned,
}

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users", comment = "People who have written to the bot")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(unique, comment = "Given by Telegram; more than 32 bits")]
    pub telegram_id: i64,
    #[sea_orm(column_type = "String(StringLen::N(32))", indexed)]
    pub username: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub first_name: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub last_name: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(8))", default_value = "en")]
    pub language_code: String,
    #[sea_orm(default_value = "member")]
    pub role: Role,
    #[sea_orm(default_value = "active")]
    pub status: Status,
    #[sea_orm(column_type = "Decimal(Some((12, 2)))", default_value = 0)]
    pub balance: Decimal,
    #[sea_orm(default_value = false)]
    pub is_premium: bool,
    pub referred_by: Option<i64>,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    pub last_seen_at: Option<DateTimeUtc>,
    #[sea_orm(self_ref, relation_enum = "Referrer", from = "referred_by", to = "id", on_delete = "SetNull")]
    pub referrer: BelongsTo<Option<Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl EntitySchema for Entity {
    fn extend(table: &mut TableExtras<Self>) {
        table.check("ck_users_balance", Expr::col(Column::Balance).gte(0));
        table.index("idx_users_status_seen", on([Column::Status, Column::LastSeenAt]));
        table.on([Backend::Postgres, Backend::Sqlite], |table| {
            let premium = Expr::col(Column::IsPremium);
            table.index("idx_users_premium", on([Column::CreatedAt]).filter(premium));
        });
    }
}
