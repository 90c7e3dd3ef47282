//! Initial schema.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &[]
    }

    fn up(&self, op: &mut Operations) {
        op.create_enum("request_status", ["pending", "approved", "declined"]);
        op.create_enum("subscription_status", ["pending", "active", "expired", "cancelled"]);
        op.create_enum("user_role", ["member", "vip", "moderator", "admin"]);
        op.create_table(
            table(SubscriptionPlans::Table)
                .col(pk_auto(SubscriptionPlans::Id))
                .col(string_len(SubscriptionPlans::Code, 32))
                .col(string_len(SubscriptionPlans::Title, 128))
                .col(small_integer(SubscriptionPlans::Kind).default(2))
                .col(decimal_len(SubscriptionPlans::Price, 10, 2))
                .col(char_len(SubscriptionPlans::Currency, 3).default("USD"))
                .col(integer(SubscriptionPlans::DurationDays))
                .col(json_null(SubscriptionPlans::Features))
                .col(boolean(SubscriptionPlans::IsActive).default(true))
                .col(small_integer(SubscriptionPlans::SortOrder).default(0))
                .col(timestamp_with_time_zone_default_now(SubscriptionPlans::CreatedAt))
                .unique("uq-subscription_plans-code", [SubscriptionPlans::Code])
                .check(
                    "ck_subscription_plans_paid",
                    Expr::col(SubscriptionPlans::Price)
                        .gte(0)
                        .and(Expr::col(SubscriptionPlans::DurationDays).gt(0)),
                )
                .index(
                    "idx_subscription_plans_order",
                    [SubscriptionPlans::IsActive, SubscriptionPlans::SortOrder],
                ),
        );
        op.create_table(
            table(ContentPackages::Table)
                .col(pk_auto(ContentPackages::Id))
                .col(string_len(ContentPackages::Slug, 80))
                .col(integer(ContentPackages::Version).default(1))
                .col(string_len(ContentPackages::Title, 200))
                .col(text_null(ContentPackages::Body))
                .col(integer_null(ContentPackages::PlanId))
                .col(decimal_len_null(ContentPackages::Price, 10, 2))
                .col(json_binary(ContentPackages::Media))
                .col(blob_null(ContentPackages::Preview))
                .col(boolean(ContentPackages::Published).default(false))
                .col(date_null(ContentPackages::ReleasedOn))
                .col(timestamp_with_time_zone_default_now(ContentPackages::CreatedAt))
                .unique("uq_content_packages_version", [ContentPackages::Slug, ContentPackages::Version])
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-content_packages-plan_id")
                        .from(ContentPackages::Table, ContentPackages::PlanId)
                        .to(SubscriptionPlans::Table, SubscriptionPlans::Id)
                        .on_delete(ForeignKeyAction::SetNull)
                        .on_update(ForeignKeyAction::Cascade),
                )
                .index(
                    "idx_content_packages_released",
                    [ContentPackages::Published, ContentPackages::ReleasedOn],
                ),
        );
        op.on([Backend::Postgres, Backend::Sqlite], |op| {
            op.create_table(
                table(Users::Table)
                    .col(big_pk_auto(Users::Id))
                    .col(big_integer(Users::TelegramId).comment("Given by Telegram; more than 32 bits"))
                    .col(string_len_null(Users::Username, 32))
                    .col(string_len(Users::FirstName, 64))
                    .col(string_len_null(Users::LastName, 64))
                    .col(string_len(Users::LanguageCode, 8).default("en"))
                    .col(
                        enumeration(Users::Role, "user_role", ["member", "vip", "moderator", "admin"])
                            .default("member"),
                    )
                    .col(string_len(Users::Status, 16).default("active"))
                    .col(decimal_len(Users::Balance, 12, 2).default(0))
                    .col(boolean(Users::IsPremium).default(false))
                    .col(big_integer_null(Users::ReferredBy))
                    .col(timestamp_with_time_zone_default_now(Users::CreatedAt))
                    .col(timestamp_with_time_zone_null(Users::LastSeenAt))
                    .unique("uq-users-telegram_id", [Users::TelegramId])
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-users-referred_by")
                            .from(Users::Table, Users::ReferredBy)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .check("ck_users_balance", Expr::col(Users::Balance).gte(0))
                    .index("idx-users-username", [Users::Username])
                    .index("idx_users_premium", on([Users::CreatedAt]).filter(Expr::col(Users::IsPremium)))
                    .index("idx_users_status_seen", [Users::Status, Users::LastSeenAt])
                    .comment("People who have written to the bot"),
            );
        });
        op.on(Backend::MySql, |op| {
            op.create_table(
                table(Users::Table)
                    .col(big_pk_auto(Users::Id))
                    .col(big_integer(Users::TelegramId).comment("Given by Telegram; more than 32 bits"))
                    .col(string_len_null(Users::Username, 32))
                    .col(string_len(Users::FirstName, 64))
                    .col(string_len_null(Users::LastName, 64))
                    .col(string_len(Users::LanguageCode, 8).default("en"))
                    .col(
                        enumeration(Users::Role, "user_role", ["member", "vip", "moderator", "admin"])
                            .default("member"),
                    )
                    .col(string_len(Users::Status, 16).default("active"))
                    .col(decimal_len(Users::Balance, 12, 2).default(0))
                    .col(boolean(Users::IsPremium).default(false))
                    .col(big_integer_null(Users::ReferredBy))
                    .col(timestamp_with_time_zone_default_now(Users::CreatedAt))
                    .col(timestamp_with_time_zone_null(Users::LastSeenAt))
                    .unique("uq-users-telegram_id", [Users::TelegramId])
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-users-referred_by")
                            .from(Users::Table, Users::ReferredBy)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .check("ck_users_balance", Expr::col(Users::Balance).gte(0))
                    .index("idx-users-username", [Users::Username])
                    .index("idx_users_status_seen", [Users::Status, Users::LastSeenAt])
                    .comment("People who have written to the bot"),
            );
        });
        op.create_table(
            table(BotConfig::Table)
                .col(pk_auto(BotConfig::Id))
                .col(string_len(BotConfig::Key, 64))
                .col(json(BotConfig::Value))
                .col(text_null(BotConfig::Description))
                .col(boolean(BotConfig::IsSecret).default(false))
                .col(big_integer_null(BotConfig::UpdatedBy))
                .col(timestamp_with_time_zone_default_now(BotConfig::UpdatedAt))
                .unique("uq-bot_config-key", [BotConfig::Key])
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-bot_config-updated_by")
                        .from(BotConfig::Table, BotConfig::UpdatedBy)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::SetNull)
                        .on_update(ForeignKeyAction::Cascade),
                ),
        );
        op.create_table(
            table(FreeChannelRequests::Table)
                .col(big_pk_auto(FreeChannelRequests::Id))
                .col(big_integer(FreeChannelRequests::UserId))
                .col(big_integer(FreeChannelRequests::ChannelId))
                .col(
                    enumeration(
                        FreeChannelRequests::Status,
                        "request_status",
                        ["pending", "approved", "declined"],
                    )
                    .default("pending"),
                )
                .col(timestamp_with_time_zone_default_now(FreeChannelRequests::RequestedAt))
                .col(timestamp_with_time_zone_null(FreeChannelRequests::DecidedAt))
                .col(big_integer_null(FreeChannelRequests::DecidedBy))
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-free_channel_requests-decided_by")
                        .from(FreeChannelRequests::Table, FreeChannelRequests::DecidedBy)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-free_channel_requests-user_id")
                        .from(FreeChannelRequests::Table, FreeChannelRequests::UserId)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .index(
                    "idx-free_channel_requests-once",
                    on([FreeChannelRequests::UserId, FreeChannelRequests::ChannelId]).unique(),
                )
                .index(
                    "idx_free_channel_requests_open",
                    [FreeChannelRequests::Status, FreeChannelRequests::RequestedAt],
                ),
        );
        op.create_table(
            table(InvitationTokens::Table)
                .col(pk_uuid(InvitationTokens::Token))
                .col(integer(InvitationTokens::PlanId))
                .col(big_integer_null(InvitationTokens::CreatedBy))
                .col(big_integer_null(InvitationTokens::UsedBy))
                .col(integer(InvitationTokens::MaxUses).default(1))
                .col(integer(InvitationTokens::Uses).default(0))
                .col(timestamp_with_time_zone_null(InvitationTokens::ExpiresAt))
                .col(timestamp_with_time_zone_default_now(InvitationTokens::CreatedAt))
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-invitation_tokens-plan_id")
                        .from(InvitationTokens::Table, InvitationTokens::PlanId)
                        .to(SubscriptionPlans::Table, SubscriptionPlans::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-invitation_tokens-used_by")
                        .from(InvitationTokens::Table, InvitationTokens::UsedBy)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk_invitation_tokens_maker")
                        .from(InvitationTokens::Table, InvitationTokens::CreatedBy)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .check(
                    "ck_invitation_tokens_uses",
                    Expr::col(InvitationTokens::Uses).lte(Expr::col(InvitationTokens::MaxUses)),
                )
                .index("idx_invitation_tokens_plan", [InvitationTokens::PlanId, InvitationTokens::ExpiresAt]),
        );
        op.create_table(
            table(UserInterests::Table)
                .col(big_integer(UserInterests::UserId))
                .col(integer(UserInterests::PackageId))
                .col(string_len(UserInterests::Kind, 16))
                .col(double(UserInterests::Weight).default(1.5))
                .col(timestamp_with_time_zone_default_now(UserInterests::NotedAt))
                .primary_key([UserInterests::UserId, UserInterests::PackageId])
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-user_interests-package_id")
                        .from(UserInterests::Table, UserInterests::PackageId)
                        .to(ContentPackages::Table, ContentPackages::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-user_interests-user_id")
                        .from(UserInterests::Table, UserInterests::UserId)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .index("idx_user_interests_package", [UserInterests::PackageId, UserInterests::Weight]),
        );
        op.create_table(
            table(UserRoleChangeLog::Table)
                .col(big_pk_auto(UserRoleChangeLog::Id))
                .col(big_integer(UserRoleChangeLog::UserId))
                .col(enumeration_null(
                    UserRoleChangeLog::OldRole,
                    "user_role",
                    ["member", "vip", "moderator", "admin"],
                ))
                .col(enumeration(
                    UserRoleChangeLog::NewRole,
                    "user_role",
                    ["member", "vip", "moderator", "admin"],
                ))
                .col(big_integer_null(UserRoleChangeLog::ChangedBy))
                .col(text_null(UserRoleChangeLog::Reason))
                .col(timestamp_with_time_zone_default_now(UserRoleChangeLog::ChangedAt))
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-user_role_change_log-changed_by")
                        .from(UserRoleChangeLog::Table, UserRoleChangeLog::ChangedBy)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-user_role_change_log-user_id")
                        .from(UserRoleChangeLog::Table, UserRoleChangeLog::UserId)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .index(
                    "idx_user_role_change_log_user",
                    [UserRoleChangeLog::UserId, UserRoleChangeLog::ChangedAt],
                ),
        );
        op.create_table(
            table(VipSubscribers::Table)
                .col(big_pk_auto(VipSubscribers::Id))
                .col(big_integer(VipSubscribers::UserId))
                .col(integer(VipSubscribers::PlanId))
                .col(uuid_null(VipSubscribers::Token))
                .col(
                    enumeration(
                        VipSubscribers::Status,
                        "subscription_status",
                        ["pending", "active", "expired", "cancelled"],
                    )
                    .default("pending"),
                )
                .col(decimal_len(VipSubscribers::Paid, 10, 2))
                .col(string_len_null(VipSubscribers::PaymentId, 64))
                .col(timestamp_with_time_zone_default_now(VipSubscribers::StartedAt))
                .col(timestamp_with_time_zone_null(VipSubscribers::ExpiresAt))
                .unique("uq-vip_subscribers-payment_id", [VipSubscribers::PaymentId])
                .unique(
                    "uq_vip_subscribers_term",
                    [VipSubscribers::UserId, VipSubscribers::PlanId, VipSubscribers::StartedAt],
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-vip_subscribers-plan_id")
                        .from(VipSubscribers::Table, VipSubscribers::PlanId)
                        .to(SubscriptionPlans::Table, SubscriptionPlans::Id)
                        .on_delete(ForeignKeyAction::Restrict),
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-vip_subscribers-token")
                        .from(VipSubscribers::Table, VipSubscribers::Token)
                        .to(InvitationTokens::Table, InvitationTokens::Token)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-vip_subscribers-user_id")
                        .from(VipSubscribers::Table, VipSubscribers::UserId)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .check("ck_vip_subscribers_paid", Expr::col(VipSubscribers::Paid).gte(0))
                .index("idx_vip_subscribers_due", [VipSubscribers::Status, VipSubscribers::ExpiresAt]),
        );
    }
}

#[derive(DeriveIden)]
enum SubscriptionPlans {
    Table,
    Id,
    Code,
    Title,
    Kind,
    Price,
    Currency,
    DurationDays,
    Features,
    IsActive,
    SortOrder,
    CreatedAt,
}

#[derive(DeriveIden)]
enum ContentPackages {
    Table,
    Id,
    Slug,
    Version,
    Title,
    Body,
    PlanId,
    Price,
    Media,
    Preview,
    Published,
    ReleasedOn,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    TelegramId,
    Username,
    FirstName,
    LastName,
    LanguageCode,
    Role,
    Status,
    Balance,
    IsPremium,
    ReferredBy,
    CreatedAt,
    LastSeenAt,
}

#[derive(DeriveIden)]
enum BotConfig {
    Table,
    Id,
    Key,
    Value,
    Description,
    IsSecret,
    UpdatedBy,
    UpdatedAt,
}

#[derive(DeriveIden)]
enum FreeChannelRequests {
    Table,
    Id,
    UserId,
    ChannelId,
    Status,
    RequestedAt,
    DecidedAt,
    DecidedBy,
}

#[derive(DeriveIden)]
enum InvitationTokens {
    Table,
    Token,
    PlanId,
    CreatedBy,
    UsedBy,
    MaxUses,
    Uses,
    ExpiresAt,
    CreatedAt,
}

#[derive(DeriveIden)]
enum UserInterests {
    Table,
    UserId,
    PackageId,
    Kind,
    Weight,
    NotedAt,
}

#[derive(DeriveIden)]
enum UserRoleChangeLog {
    Table,
    Id,
    UserId,
    OldRole,
    NewRole,
    ChangedBy,
    Reason,
    ChangedAt,
}

#[derive(DeriveIden)]
enum VipSubscribers {
    Table,
    Id,
    UserId,
    PlanId,
    Token,
    Status,
    Paid,
    PaymentId,
    StartedAt,
    ExpiresAt,
}
