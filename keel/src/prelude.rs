//! What a revision file needs: `use sea_keel::prelude::*;`

pub use sea_orm_migration::{prelude::*, schema::*};

pub use crate::{
    history::Revision,
    op::{ForeignKeySpec, Operations, column, deferrable, on, rows, table, unique},
    schema::{
        Backend, Deferrable, EnumValuePosition, IdentityKind, NullsOrder, SequenceOptions, TableOptions,
    },
};
