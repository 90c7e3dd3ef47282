use sea_orm::{
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    op::{on, unique},
    schema::{
        Backend, ColumnType as Type, DefaultValue, Deferrable, Expression, ForeignKey, IdentityKind, Index,
        IndexPart, Length, NamingConvention, QualifiedName, ReferentialAction, Schema, SortOrder, Table,
    },
};

use super::*;

mod shelf {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(schema_name = "library", table_name = "shelf", comment = "Where books stand")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub room: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod book {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "binding")]
    pub enum Binding {
        #[sea_orm(string_value = "paper")]
        Paper,
        #[sea_orm(string_value = "cloth")]
        Cloth,
    }

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "book")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        #[sea_orm(unique, extra = "COLLATE NOCASE")]
        pub isbn: String,
        #[sea_orm(indexed, comment = "On the spine", renamed_from = "name")]
        pub title: String,
        #[sea_orm(unique_key = "place")]
        pub room: Option<i32>,
        #[sea_orm(unique_key = "place")]
        pub shelf: Option<i32>,
        #[sea_orm(default_value = "paper")]
        pub binding: Binding,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub notes: Option<Json>,
        #[sea_orm(default_value = 0)]
        pub lent: i32,
        pub sequel_of: Option<i64>,
        #[sea_orm(belongs_to, from = "(Room, Shelf)", to = "(Room, Number)", on_update = "Cascade")]
        pub place: BelongsTo<Option<super::shelf::Entity>>,
        #[sea_orm(self_ref, relation_enum = "Sequel", from = "sequel_of", to = "id", on_delete = "SetNull")]
        pub before: BelongsTo<Option<Entity>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn read_with(
    backend: Backend,
    extend: impl Fn(&mut TableExtras<book::Entity>) + Send + Sync + 'static,
) -> ReadModels {
    let models = Models::new().entity_with(book::Entity, extend).plain(shelf::Entity);
    models.read(backend, &NamingConvention::default()).unwrap()
}

fn book(schema: &Schema) -> &Table {
    schema.table(&QualifiedName::new("book")).unwrap()
}

#[test]
fn attributes_say_columns_keys_and_comments() {
    for backend in Backend::ALL {
        let read = read_with(backend, |_| {});
        let book = book(&read.schema);
        assert_eq!(book.column("id").unwrap().identity.as_ref().unwrap().kind, IdentityKind::Auto);
        assert_eq!(book.column("id").unwrap().ty, Type::BigInteger);
        let isbn = book.column("isbn").unwrap();
        assert_eq!(isbn.ty, Type::String(Length::Unspecified));
        assert_eq!((isbn.nullable, isbn.extra.as_deref()), (false, Some("COLLATE NOCASE")));
        assert_eq!(book.column("title").unwrap().comment.as_deref(), Some("On the spine"));
        assert_eq!(book.column("lent").unwrap().default, Some(DefaultValue::Number("0".into())));
        let binding = QualifiedName::new("binding");
        assert_eq!(book.column("binding").unwrap().ty, Type::Enum(binding.clone()));
        assert_eq!(book.column("binding").unwrap().default, Some(DefaultValue::Text("paper".into())));
        assert_eq!(read.schema.enum_type(&binding).unwrap().values, ["paper", "cloth"]);
        let former = read.renames.columns.get(&(QualifiedName::new("book"), "title".into()));
        assert_eq!(former.map(String::as_str), Some("name"));

        let shelf = read.schema.table(&QualifiedName::qualified("library", "shelf")).unwrap();
        assert_eq!(shelf.comment.as_deref(), Some("Where books stand"));
        assert_eq!(shelf.primary_key.as_ref().unwrap().columns, ["room", "number"]);
        assert!(shelf.columns.values().all(|column| column.identity.is_none() && !column.nullable));
        assert_eq!(read.schema.namespaces.contains("library"), backend == Backend::Postgres);
    }
}

#[test]
fn attributes_say_indexes_under_the_names_of_seaorm() {
    let read = read_with(Backend::Postgres, |_| {});
    let book = book(&read.schema);
    assert_eq!(book.uniques.get("uq-book-isbn").unwrap().columns, ["isbn"]);
    assert_eq!(book.uniques.len(), 1);
    assert_eq!(book.indexes.get("idx-book-title").unwrap().parts, [IndexPart::column("title")]);
    let place = book.indexes.get("idx-book-place").unwrap();
    assert!(place.unique);
    assert_eq!(place.parts, [IndexPart::column("room"), IndexPart::column("shelf")]);
    assert_eq!(book.indexes.len(), 2);
}

#[test]
fn relations_say_foreign_keys() {
    let read = read_with(Backend::Sqlite, |_| {});
    let keys = &book(&read.schema).foreign_keys;
    assert_eq!(
        keys.get("fk-book-room_shelf"),
        Some(&ForeignKey {
            name: "fk-book-room_shelf".into(),
            columns: vec!["room".into(), "shelf".into()],
            references: QualifiedName::qualified("library", "shelf"),
            referenced_columns: vec!["room".into(), "number".into()],
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::Cascade,
            deferrable: None,
            options: Default::default(),
        })
    );
    let sequel = keys.get("fk-book-sequel_of").unwrap();
    assert_eq!((&sequel.references, sequel.on_delete), (&"book".into(), ReferentialAction::SetNull));
    assert_eq!(keys.len(), 2);
}

#[test]
fn extras_name_what_attributes_leave_unnamed() {
    let read = read_with(Backend::Postgres, |table| {
        table.primary_key("book_pk");
        table.unique("book_isbn", unique([book::Column::Isbn]).deferrable(Deferrable::InitiallyDeferred));
        table.unique("book_place", [book::Column::Shelf, book::Column::Room]);
        table.index("book_title", [book::Column::Title]);
        table
            .foreign_key(book::Relation::Shelf)
            .name("book_on_shelf")
            .deferrable(Deferrable::InitiallyDeferred);
        table.renamed_from("volume");
    });
    let book = book(&read.schema);
    assert_eq!(book.primary_key.as_ref().unwrap().name.as_deref(), Some("book_pk"));
    assert_eq!(book.uniques.keys().collect::<Vec<_>>(), ["book_isbn", "book_place"]);
    assert_eq!(book.uniques.get("book_place").unwrap().columns, ["shelf", "room"]);
    assert_eq!(book.indexes.keys().collect::<Vec<_>>(), ["book_title"]);
    let key = book.foreign_keys.get("book_on_shelf").unwrap();
    assert_eq!(key.deferrable, Some(Deferrable::InitiallyDeferred));
    assert_eq!(book.foreign_keys.len(), 2);
    assert_eq!(read.renames.tables.get(&"book".into()), Some(&"volume".into()));
}

#[test]
fn extras_say_what_attributes_cannot() {
    let read = read_with(Backend::Postgres, |table| {
        table.check("book_lent", book::Column::Lent.gte(0));
        table.index(
            "book_lent",
            on([book::Column::Lent])
                .desc()
                .expr(Expr::cust("lower(\"book\".\"title\")"))
                .filter(book::Column::Isbn.ne("'\"book\".\"isbn\""))
                .include([book::Column::Isbn])
                .using("gist"),
        );
        table.column(book::Column::Title).collation("C");
        table.column(book::Column::Id).identity(IdentityKind::Always);
    });
    let book = book(&read.schema);
    let check = &book.checks.get("book_lent").unwrap().expression;
    assert_eq!(check.as_sql(), "\"lent\" >= 0");
    let index = book.indexes.get("book_lent").unwrap();
    let mut lent = IndexPart::column("lent");
    lent.order = SortOrder::Descending;
    let title = IndexPart::expression(Expression::new("lower(\"title\")"));
    assert_eq!(
        index,
        &Index {
            name: "book_lent".into(),
            parts: vec![lent, title],
            unique: false,
            method: Some("gist".into()),
            predicate: Some(Expression::new(r#""isbn" <> E'\'"book"."isbn"'"#)),
            include: vec!["isbn".into()],
            nulls_not_distinct: false,
        }
    );
    assert!(book.indexes.contains_key("idx-book-title"), "the attribute's own index stays");
    assert_eq!(book.column("title").unwrap().collation.as_deref(), Some("C"));
    assert_eq!(book.column("id").unwrap().identity.as_ref().unwrap().kind, IdentityKind::Always);
}

#[test]
fn an_engine_can_differ() {
    let extend = |table: &mut TableExtras<book::Entity>| {
        table.on([Backend::Postgres], |table| {
            table.column(book::Column::Title).column_type(ColumnType::custom("citext"));
        });
        table.on([Backend::MySql, Backend::Sqlite], |table| {
            table
                .column(book::Column::Lent)
                .generated_stored(Expr::col(book::Column::Room).add(1))
                .default(2);
        });
    };
    let postgres = read_with(Backend::Postgres, extend).schema;
    assert_eq!(book(&postgres).column("title").unwrap().ty, Type::Custom("citext".into()));
    assert_eq!(book(&postgres).column("lent").unwrap().generated, None);
    let mysql = read_with(Backend::MySql, extend).schema;
    assert_eq!(book(&mysql).column("title").unwrap().ty, Type::String(Length::Unspecified));
    let generated = book(&mysql).column("lent").unwrap().generated.clone().unwrap();
    assert_eq!((generated.expression.as_sql(), generated.stored), ("`room` + 1", true));
}

#[test]
fn whatever_does_not_fit_is_told_at_once() {
    let models = Models::new().plain(shelf::Entity).plain(shelf::Entity).entity_with(book::Entity, |table| {
        table.index("book_author", ["author"]);
        table.unique("twice", [book::Column::Isbn]);
        table.unique("twice", [book::Column::Title]);
    });
    let error = models.schema(Backend::Sqlite, &NamingConvention::default()).unwrap_err();
    let told: Vec<_> = error.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 3, "{error}");
    assert!(told.iter().any(|line| line.contains("there is a table library.shelf already")), "{error}");
    assert!(told.iter().any(|line| line.contains("no column author")), "{error}");
    assert!(told.iter().any(|line| line.contains("unique constraint twice already")), "{error}");

    let alone = Models::new().plain(book::Entity).schema(Backend::MySql, &NamingConvention::default());
    let error = alone.unwrap_err().to_string();
    assert!(error.contains("there is no table library.shelf"), "{error}");
}
