use std::{collections::BTreeMap, marker::PhantomData};

use sea_orm::{
    EntityTrait, IdenStatic, RelationTrait,
    sea_query::{ColumnType, Expr, TableName},
};

use crate::{
    op::{IndexSpec, UniqueSpec, qualified_name},
    schema::{Backend, Deferrable, IdentityKind, QualifiedName, SequenceOptions, TableOptions},
};

/// What an entity says of its table beyond its attributes.
///
/// A unique constraint or an index over the very columns that an attribute (`unique`, `indexed`,
/// `unique_key`) names is that one under another name, not a second one.
#[derive(Debug)]
pub struct TableExtras<E: EntityTrait> {
    backend: Backend,
    pub(super) renamed_from: Option<QualifiedName>,
    pub(super) primary_key: Option<String>,
    pub(super) uniques: Vec<(String, UniqueSpec)>,
    pub(super) checks: Vec<(String, Expr)>,
    pub(super) indexes: Vec<(String, IndexSpec)>,
    pub(super) foreign_keys: BTreeMap<String, ForeignKeyExtras>,
    pub(super) columns: BTreeMap<&'static str, ColumnExtras>,
    pub(super) options: TableOptions,
    entity: PhantomData<E>,
}

impl<E: EntityTrait> TableExtras<E> {
    pub(super) fn new(backend: Backend) -> Self {
        Self {
            backend,
            renamed_from: None,
            primary_key: None,
            uniques: vec![],
            checks: vec![],
            indexes: vec![],
            foreign_keys: BTreeMap::new(),
            columns: BTreeMap::new(),
            options: TableOptions::default(),
            entity: PhantomData,
        }
    }

    /// The engine for which the entity is being read.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// What is meant for some engines only.
    pub fn on(&mut self, backends: impl AsRef<[Backend]>, say: impl FnOnce(&mut Self)) -> &mut Self {
        if backends.as_ref().contains(&self.backend) {
            say(self);
        }
        self
    }

    /// The name that the table had before, so that a new name is a rename and not another table.
    pub fn renamed_from(&mut self, name: impl Into<TableName>) -> &mut Self {
        self.renamed_from = Some(qualified_name(name));
        self
    }

    /// A name for the primary key; engines name it themselves otherwise.
    pub fn primary_key(&mut self, name: impl Into<String>) -> &mut Self {
        self.primary_key = Some(name.into());
        self
    }

    /// A named UNIQUE constraint over columns, or over what [`unique`](crate::op::unique) says.
    pub fn unique(&mut self, name: impl Into<String>, columns: impl Into<UniqueSpec>) -> &mut Self {
        self.uniques.push((name.into(), columns.into()));
        self
    }

    /// A named CHECK constraint.
    pub fn check(&mut self, name: impl Into<String>, condition: impl Into<Expr>) -> &mut Self {
        self.checks.push((name.into(), condition.into()));
        self
    }

    /// A named index over columns, or over what [`on`](crate::op::on) says.
    pub fn index(&mut self, name: impl Into<String>, index: impl Into<IndexSpec>) -> &mut Self {
        self.indexes.push((name.into(), index.into()));
        self
    }

    /// The foreign key behind a relation that this entity owns.
    pub fn foreign_key(&mut self, relation: E::Relation) -> &mut ForeignKeyExtras {
        self.foreign_keys.entry(relation.name()).or_default()
    }

    /// A column.
    pub fn column(&mut self, column: E::Column) -> &mut ColumnExtras {
        self.columns.entry(column.as_str()).or_default()
    }

    /// What single engines know of a table beyond all that.
    pub fn options(&mut self, options: TableOptions) -> &mut Self {
        self.options = options;
        self
    }
}

/// What an entity says of a foreign key beyond its relation.
#[derive(Clone, Debug, Default)]
pub struct ForeignKeyExtras {
    pub(super) name: Option<String>,
    pub(super) deferrable: Option<Deferrable>,
}

impl ForeignKeyExtras {
    /// Its name.
    pub fn name(&mut self, name: impl Into<String>) -> &mut Self {
        self.name = Some(name.into());
        self
    }

    /// Checked when the transaction ends, or when it asks (PostgreSQL, SQLite).
    pub fn deferrable(&mut self, when: Deferrable) -> &mut Self {
        self.deferrable = Some(when);
        self
    }
}

/// What an entity says of a column beyond its attributes, or instead of them on one engine.
#[derive(Clone, Debug, Default)]
pub struct ColumnExtras {
    pub(super) ty: Option<ColumnType>,
    pub(super) default: Option<Expr>,
    pub(super) generated: Option<(Expr, bool)>,
    pub(super) collation: Option<String>,
    pub(super) identity: Option<(IdentityKind, SequenceOptions)>,
    pub(super) on_update: Option<Expr>,
}

impl ColumnExtras {
    /// Another type than the attributes give it.
    pub fn column_type(&mut self, ty: ColumnType) -> &mut Self {
        self.ty = Some(ty);
        self
    }

    /// Another default than the attributes give it.
    pub fn default(&mut self, value: impl Into<Expr>) -> &mut Self {
        self.default = Some(value.into());
        self
    }

    /// Computed from other columns, and kept in the row.
    pub fn generated_stored(&mut self, expression: impl Into<Expr>) -> &mut Self {
        self.generated = Some((expression.into(), true));
        self
    }

    /// Computed from other columns whenever it is read.
    pub fn generated_virtual(&mut self, expression: impl Into<Expr>) -> &mut Self {
        self.generated = Some((expression.into(), false));
        self
    }

    /// Its collation.
    pub fn collation(&mut self, name: impl Into<String>) -> &mut Self {
        self.collation = Some(name.into());
        self
    }

    /// How the engine numbers it.
    pub fn identity(&mut self, kind: IdentityKind) -> &mut Self {
        self.identity_with(kind, SequenceOptions::default())
    }

    /// How the engine numbers it, with options of the sequence behind it.
    pub fn identity_with(&mut self, kind: IdentityKind, sequence: SequenceOptions) -> &mut Self {
        self.identity = Some((kind, sequence));
        self
    }

    /// MySQL: the value whenever the row changes.
    pub fn on_update(&mut self, value: impl Into<Expr>) -> &mut Self {
        self.on_update = Some(value.into());
        self
    }
}
