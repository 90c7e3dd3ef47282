//! One entity into the operations that make its table.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn, PrimaryKeyTrait, RelationTrait,
    sea_query::{ColumnDef, ColumnType, ForeignKeyCreateStatement},
};

use crate::{
    op::{
        self, ColumnSpec, Context, ForeignKeySpec, IdiomError, Op, TableSpec, column, column_type,
        deferrable, expression_sql,
    },
    schema::{
        Check, EnumType, Expression, ForeignKey, Identity, Index, IndexPart, QualifiedName, Table, Unique,
    },
};

use super::{
    TableExtras,
    attributes::{self, AttributeIndex, Hidden},
    expression::{unqualified, unqualified_index},
    extras::ColumnExtras,
    models::ModelProblem,
};

/// What an entity says, as operations on an empty schema.
#[derive(Debug, Default)]
pub(super) struct ReadEntity {
    pub(super) enums: Vec<EnumType>,
    /// The table with what concerns it alone.
    pub(super) table: Vec<Op>,
    /// Foreign keys, for when all tables are there.
    pub(super) keys: Vec<Op>,
    /// Table and former name.
    pub(super) renamed_table: Option<(QualifiedName, QualifiedName)>,
    /// Table, column and former name.
    pub(super) renamed_columns: Vec<(QualifiedName, String, String)>,
    pub(super) problems: Vec<ModelProblem>,
}

/// Reads an entity with what `extend` says beside its attributes.
pub(super) fn read<E: EntityTrait>(
    context: Context<'_>,
    extend: impl FnOnce(&mut TableExtras<E>),
) -> ReadEntity {
    let mut extras = TableExtras::new(context.backend);
    extend(&mut extras);
    let entity = E::default();
    let name = QualifiedName {
        schema: entity.schema_name().map(ToOwned::to_owned),
        name: entity.table_name().to_owned(),
    };
    let mut reader = Reader { context, name, read: ReadEntity::default() };
    if let Err(source) = reader.read_table(entity, extras) {
        let table = reader.name.clone();
        reader.read.problems.push(ModelProblem::Idiom { table, source });
    }
    reader.read
}

struct Reader<'a> {
    context: Context<'a>,
    name: QualifiedName,
    read: ReadEntity,
}

impl Reader<'_> {
    fn read_table<E: EntityTrait>(
        &mut self,
        entity: E,
        mut extras: TableExtras<E>,
    ) -> Result<(), IdiomError> {
        let table = self.bare_table(entity, &mut extras)?;
        self.read.table.push(Op::CreateTable { table });
        self.read.renamed_table = extras.renamed_from.take().map(|from| (self.name.clone(), from));
        self.read_foreign_keys::<E>(std::mem::take(&mut extras.foreign_keys))?;
        self.read_indexes_and_uniques(entity, extras.uniques, extras.indexes);
        for (name, condition) in extras.checks {
            let condition = Expression::new(expression_sql(self.context.backend, &condition));
            let expression = unqualified(self.context.backend, &self.name.name, &condition);
            let check = Check::new(name, expression);
            self.read.table.push(Op::AddCheck { table: self.name.clone(), check });
        }
        Ok(())
    }

    /// The table with its columns and its primary key.
    fn bare_table<E: EntityTrait>(
        &mut self,
        entity: E,
        extras: &mut TableExtras<E>,
    ) -> Result<Table, IdiomError> {
        let mut spec: TableSpec = match &self.name.schema {
            Some(schema) => op::table((schema.clone(), self.name.name.clone())),
            None => op::table(self.name.name.clone()),
        };
        for column in E::Column::iter() {
            let extras = extras.columns.remove(column.as_str()).unwrap_or_default();
            spec = spec.col(self.column::<E>(column, extras));
        }
        let key: Vec<_> = E::PrimaryKey::iter().map(|member| member.into_column().as_str()).collect();
        if !key.is_empty() {
            spec = match extras.primary_key.take() {
                Some(name) => spec.named_primary_key(name, key),
                None => spec.primary_key(key),
            };
        }
        if let Some(comment) = entity.comment() {
            spec = spec.comment(comment);
        }
        let mut table = spec.options(extras.options.clone()).resolve(self.context)?;
        for generated in table.columns.values_mut().filter_map(|column| column.generated.as_mut()) {
            generated.expression = unqualified(self.context.backend, &self.name.name, &generated.expression);
        }
        Ok(table)
    }

    fn column<E: EntityTrait>(&mut self, iden: E::Column, extras: ColumnExtras) -> ColumnSpec {
        let def = iden.def();
        let hidden = Hidden::of::<E>(iden);
        if let Some(from) = hidden.renamed_from {
            self.read.renamed_columns.push((self.name.clone(), iden.as_str().to_owned(), from));
        }
        let ty = extras.ty.unwrap_or_else(|| def.get_column_type().clone());
        self.read.enums.extend(enum_type(&ty));
        let numbered = E::PrimaryKey::auto_increment()
            && E::PrimaryKey::iter().any(|member| member.into_column().as_str() == iden.as_str())
            // SeaORM takes any key that is not called String or Uuid for a number.
            && column_type(&ty).is_integer();
        let mut made = ColumnDef::new_with_type(iden, ty);
        if def.is_null() {
            made.null();
        } else {
            made.not_null();
        }
        if let Some(default) = extras.default.or_else(|| def.get_column_default().cloned()) {
            made.default(default);
        }
        if let Some((expression, stored)) = extras.generated {
            made.generated(expression, stored);
        }
        if let Some(comment) = hidden.comment {
            made.comment(comment);
        }
        if let Some(extra) = hidden.extra {
            made.extra(extra);
        }
        let mut spec = column(made);
        let usual = || numbered.then(Identity::auto).map(|auto| (auto.kind, auto.sequence));
        if let Some((kind, sequence)) = extras.identity.or_else(usual) {
            spec = spec.identity_with(kind, sequence);
        }
        if let Some(collation) = extras.collation {
            spec = spec.collation(collation);
        }
        if let Some(value) = extras.on_update {
            spec = spec.on_update(value);
        }
        spec
    }

    fn read_indexes_and_uniques<E: EntityTrait>(
        &mut self,
        entity: E,
        uniques: Vec<(String, op::UniqueSpec)>,
        indexes: Vec<(String, op::IndexSpec)>,
    ) {
        let (context, name) = (self.context, self.name.clone());
        let mut found = Found::default();
        for (unique, spec) in uniques {
            found.uniques.push(spec.resolve(Some(unique), &name.name, context));
        }
        for (index, spec) in indexes {
            let (index, _) = spec.resolve(index, context);
            found.indexes.push(unqualified_index(context.backend, &name.name, index));
        }
        found.add_unnamed(entity, &name.name, context);
        for unique in found.uniques {
            self.read.table.push(Op::AddUnique { table: name.clone(), unique });
        }
        for index in found.indexes {
            self.read.table.push(Op::CreateIndex { table: name.clone(), index, concurrently: false });
        }
    }

    fn read_foreign_keys<E: EntityTrait>(
        &mut self,
        mut extras: BTreeMap<String, super::ForeignKeyExtras>,
    ) -> Result<(), IdiomError> {
        let mut keys: Vec<ForeignKey> = vec![];
        for relation in E::Relation::iter() {
            let mut def = relation.def();
            if def.is_owner || def.skip_fk {
                continue;
            }
            let said = extras.remove(&relation.name());
            let named = said.is_some();
            let said = said.unwrap_or_default();
            def.fk_name = said.name.or(def.fk_name).or_else(|| {
                let columns: Vec<_> = def.from_col.iter().map(ToString::to_string).collect();
                Some(self.context.naming.name_foreign_key(&self.name.name, &columns))
            });
            let mut spec = ForeignKeySpec::from(<ForeignKeyCreateStatement as From<_>>::from(def));
            if let Some(when) = said.deferrable {
                spec = deferrable(spec, when);
            }
            let (_, key) = spec.resolve(Some(&self.name), self.context)?;
            // Two relations may share a key; the one of which more is said speaks for it.
            match keys.iter_mut().find(|other| same_reference(other, &key)) {
                Some(other) if named => *other = key,
                Some(_) => {}
                None => keys.push(key),
            }
        }
        for relation in extras.into_keys() {
            self.read.problems.push(ModelProblem::NoForeignKey { table: self.name.clone(), relation });
        }
        let add = |foreign_key| Op::AddForeignKey { table: self.name.clone(), foreign_key };
        self.read.keys = keys.into_iter().map(add).collect();
        Ok(())
    }
}

fn same_reference(a: &ForeignKey, b: &ForeignKey) -> bool {
    (&a.columns, &a.references, &a.referenced_columns) == (&b.columns, &b.references, &b.referenced_columns)
}

fn enum_type(ty: &ColumnType) -> Option<EnumType> {
    match ty {
        ColumnType::Enum { name, variants } => Some(EnumType {
            name: QualifiedName::new(name.to_string()),
            values: variants.iter().map(ToString::to_string).collect(),
        }),
        ColumnType::Array(element) => enum_type(element),
        _ => None,
    }
}

/// Uniques and indexes so far.
#[derive(Default)]
struct Found {
    uniques: Vec<Unique>,
    indexes: Vec<Index>,
}

impl Found {
    /// Adds those of the attributes, unless one over the same columns was named already.
    fn add_unnamed<E: EntityTrait>(&mut self, entity: E, table: &str, context: Context<'_>) {
        for column in E::Column::iter().filter(|column| column.def().is_unique()) {
            let columns = vec![column.as_str().to_owned()];
            if !self.has_unique(&columns) {
                let name = context.naming.name_unique(table, &columns);
                self.uniques.push(Unique { name, columns, nulls_not_distinct: false, deferrable: None });
            }
        }
        for index in attributes::indexes(entity) {
            let (key, columns, unique) = match index {
                AttributeIndex::Plain(column) => (column.clone(), vec![column], false),
                AttributeIndex::Unique(key, columns) => (key, columns, true),
            };
            let named = if unique { self.has_unique(&columns) } else { self.has_index(&columns, false) };
            if !named {
                let name = context.naming.name_index(table, &[key]);
                self.indexes.push(plain_index(name, columns, unique));
            }
        }
    }

    fn has_unique(&self, columns: &[String]) -> bool {
        self.uniques.iter().any(|unique| same_columns(&unique.columns, columns))
            || self.has_index(columns, true)
    }

    fn has_index(&self, columns: &[String], unique: bool) -> bool {
        self.indexes.iter().any(|index| {
            index.unique == unique
                && index.predicate.is_none()
                && plain_columns(index).is_some_and(|own| same_columns(&own, columns))
        })
    }
}

fn plain_index(name: String, columns: Vec<String>, unique: bool) -> Index {
    Index {
        name,
        parts: columns.into_iter().map(IndexPart::column).collect(),
        unique,
        method: None,
        predicate: None,
        include: vec![],
        nulls_not_distinct: false,
    }
}

fn plain_columns(index: &Index) -> Option<Vec<String>> {
    index
        .parts
        .iter()
        .map(|part| match &part.term {
            crate::schema::IndexTerm::Column(name) => Some(name.clone()),
            crate::schema::IndexTerm::Expression(_) => None,
        })
        .collect()
}

fn same_columns(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|column| b.contains(column))
}
