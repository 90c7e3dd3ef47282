//! Entities: conversations.
