//! Entities: tags.
