//! What a bot that sells access to channels keeps.

pub(crate) mod bot_config;
pub(crate) mod content_packages;
pub(crate) mod free_channel_requests;
pub(crate) mod invitation_tokens;
pub(crate) mod subscription_plans;
pub(crate) mod user_interests;
pub(crate) mod user_role_change_log;
pub(crate) mod users;
pub(crate) mod vip_subscribers;

use sea_keel::source::Models;

/// The entities; children stand before their parents on purpose.
pub(crate) fn models() -> Models {
    Models::new()
        .entity(bot_config::Entity)
        .entity(user_role_change_log::Entity)
        .entity(user_interests::Entity)
        .entity(vip_subscribers::Entity)
        .entity(invitation_tokens::Entity)
        .entity(free_channel_requests::Entity)
        .entity(content_packages::Entity)
        .entity(subscription_plans::Entity)
        .entity(users::Entity)
}
