//! Entities: users.
