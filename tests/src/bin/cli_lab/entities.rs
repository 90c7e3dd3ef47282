//! Small sets of entities: what `KEEL_LAB` names after the `+`.

use sea_keel::source::Models;

/// An entity `notes` that is like the others but for the columns that are told.
macro_rules! notes_with {
    ($module:ident, $table:literal, {$($(#[$meta:meta])* $column:ident: $type:ty,)*}) => {
        #[expect(unreachable_pub, reason = "what SeaORM derives is as visible as the entity")]
        mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                #[sea_orm(primary_key)]
                pub id: i32,
                #[sea_orm(column_type = "Text", nullable)]
                pub body: Option<String>,
                $($(#[$meta])* pub $column: $type,)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

notes_with!(same, "notes", {
    #[sea_orm(column_type = "String(StringLen::N(50))", nullable)]
    title: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(20))", nullable)]
    colour: Option<String>,
});

notes_with!(memos, "memos", {
    #[sea_orm(column_type = "String(StringLen::N(50))", nullable)]
    title: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(20))", nullable)]
    colour: Option<String>,
});

notes_with!(priority, "notes", {
    #[sea_orm(column_type = "String(StringLen::N(50))", nullable)]
    title: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(20))", nullable)]
    colour: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(20))", default_value = "medium")]
    priority: String,
});

notes_with!(required, "notes", {
    #[sea_orm(column_type = "String(StringLen::N(50))", nullable)]
    title: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(20))", nullable)]
    colour: Option<String>,
    pages: i32,
});

notes_with!(renamed, "notes", {
    #[sea_orm(column_type = "String(StringLen::N(50))", nullable)]
    titel: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(20))", nullable)]
    colour: Option<String>,
});

notes_with!(hinted, "notes", {
    #[sea_orm(column_type = "String(StringLen::N(50))", nullable, renamed_from = "title")]
    titel: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(20))", nullable)]
    colour: Option<String>,
});

notes_with!(colourless, "notes", {
    #[sea_orm(column_type = "String(StringLen::N(50))", nullable)]
    title: Option<String>,
});

notes_with!(moody, "notes", {
    #[sea_orm(default_value = "fine")]
    mood: super::Mood,
});

/// How a note was meant; what was good is fine now.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "mood")]
pub(crate) enum Mood {
    /// Well.
    #[sea_orm(string_value = "fine")]
    Fine,
    /// Not so well.
    #[sea_orm(string_value = "bad")]
    Bad,
}

#[expect(unreachable_pub, reason = "what SeaORM derives is as visible as the entity")]
mod people {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "people")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(column_type = "String(StringLen::N(50))")]
        pub names: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[expect(unreachable_pub, reason = "what SeaORM derives is as visible as the entity")]
mod tags {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tags")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(unique, column_type = "String(StringLen::N(50))")]
        pub name: String,
        pub note_id: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::same::Entity",
            from = "Column::NoteId",
            to = "super::same::Column::Id",
            on_delete = "Cascade"
        )]
        Note,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The entities of that name.
pub(crate) fn models(name: &str) -> Option<Models> {
    let models = Models::new();
    Some(match name {
        "same" => models.plain(same::Entity),
        "memos" => models.plain(memos::Entity),
        "priority" => models.plain(priority::Entity),
        "required" => models.plain(required::Entity),
        "renamed" => models.plain(renamed::Entity),
        "hinted" => models.plain(hinted::Entity),
        "colourless" => models.plain(colourless::Entity),
        "moody" => models.plain(moody::Entity),
        "people" => models.plain(people::Entity),
        "tags" => models.plain(same::Entity).plain(tags::Entity),
        _ => return None,
    })
}
