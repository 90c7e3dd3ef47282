//! Entities: tasks.
