use std::{collections::BTreeMap, fmt, sync::Arc};

use sea_orm::EntityTrait;

use crate::{
    op::{ApplyError, Context, IdiomError, Op, apply},
    schema::{Backend, EnumType, NamingConvention, QualifiedName, Schema},
};

use super::{
    EntitySchema, TableExtras,
    entity::{ReadEntity, read},
};

type ReadFn = Arc<dyn Fn(Context<'_>) -> ReadEntity + Send + Sync>;

/// The entities that make up a schema.
///
/// SeaORM's own registry cannot be read, so a project names its entities here once, in any order.
#[derive(Clone, Default)]
pub struct Models {
    entities: Vec<(&'static str, ReadFn)>,
}

impl fmt::Debug for Models {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.entities.iter().map(|(table, _)| table)).finish()
    }
}

impl Models {
    /// No entities yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// An entity with what it says beside its attributes.
    pub fn entity<E: EntitySchema>(self, entity: E) -> Self {
        self.entity_with(entity, E::extend)
    }

    /// An entity whose attributes say it all.
    pub fn plain<E: EntityTrait>(self, entity: E) -> Self {
        self.entity_with(entity, |_| {})
    }

    /// An entity of another crate, with what its attributes do not say.
    pub fn entity_with<E: EntityTrait>(
        mut self,
        entity: E,
        extend: impl Fn(&mut TableExtras<E>) + Send + Sync + 'static,
    ) -> Self {
        let reader: ReadFn = Arc::new(move |context| read(context, &extend));
        self.entities.push((entity.table_name(), reader));
        self
    }

    /// Those of another list, too.
    pub fn and(mut self, other: Self) -> Self {
        self.entities.extend(other.entities);
        self
    }

    /// Whether there are no entities.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// The schema that the entities describe, as `backend` has it.
    ///
    /// # Errors
    /// All that does not fit together: see [`ModelProblem`].
    pub fn schema(&self, backend: Backend, naming: &NamingConvention) -> Result<Schema, ModelsError> {
        self.read(backend, naming).map(|read| read.schema)
    }

    /// The schema that the entities describe, and the former names that they mention.
    ///
    /// # Errors
    /// All that does not fit together: see [`ModelProblem`].
    pub fn read(&self, backend: Backend, naming: &NamingConvention) -> Result<ReadModels, ModelsError> {
        let context = Context { backend, naming };
        let mut merger = Merger::default();
        let mut keys = vec![];
        for (_, reader) in &self.entities {
            let entity = reader(context);
            merger.problems.extend(entity.problems);
            entity.enums.into_iter().for_each(|enum_type| merger.add_enum(enum_type));
            merger.add_namespaces(backend, &entity.table);
            entity.table.into_iter().for_each(|op| merger.apply(op));
            keys.extend(entity.keys);
            merger.renames.tables.extend(entity.renamed_table);
            let columns = entity.renamed_columns.into_iter();
            merger.renames.columns.extend(columns.map(|(table, to, from)| ((table, to), from)));
        }
        keys.into_iter().for_each(|op| merger.apply(op));
        let Merger { schema, renames, problems } = merger;
        if problems.is_empty() {
            Ok(ReadModels { schema, renames })
        } else {
            Err(ModelsError { backend, problems })
        }
    }
}

/// What entities say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadModels {
    /// The schema.
    pub schema: Schema,
    /// What had another name before.
    pub renames: Renames,
}

/// Former names, as entities mention them (`renamed_from`). They may stay in the code for good: one that no
/// longer exists says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames {
    /// Tables: the former name by the name of now.
    pub tables: BTreeMap<QualifiedName, QualifiedName>,
    /// Columns: the former name by table and column of now.
    pub columns: BTreeMap<(QualifiedName, String), String>,
}

/// Entities that do not fit together.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the entities do not fit together on {backend}:\n{}", lines(.problems))]
pub struct ModelsError {
    /// For which engine they were read.
    pub backend: Backend,
    /// Whatever does not fit.
    pub problems: Vec<ModelProblem>,
}

fn lines(problems: &[ModelProblem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ModelProblem {
    #[error("{table}: {source}")]
    Idiom { table: QualifiedName, source: IdiomError },
    #[error("{what}: {source}")]
    Apply { what: String, source: ApplyError },
    #[error(
        "{table}: relation {relation} has no foreign key here; the entity that belongs to the other one has it"
    )]
    NoForeignKey { table: QualifiedName, relation: String },
    #[error("enum {name} is said twice, with other values: {}", quoted(.values))]
    EnumsDiffer { name: QualifiedName, values: [Vec<String>; 2] },
}

fn quoted(values: &[Vec<String>; 2]) -> String {
    values.iter().map(|values| values.join(", ")).collect::<Vec<_>>().join(" / ")
}

#[derive(Default)]
struct Merger {
    schema: Schema,
    renames: Renames,
    problems: Vec<ModelProblem>,
}

impl Merger {
    fn apply(&mut self, op: Op) {
        if let Err(source) = apply(&op, &mut self.schema) {
            self.problems.push(ModelProblem::Apply { what: op.to_string(), source });
        }
    }

    /// Many columns may be of one enum.
    fn add_enum(&mut self, enum_type: EnumType) {
        match self.schema.enum_type(&enum_type.name) {
            Some(known) if known.values == enum_type.values => {}
            Some(known) => {
                let values = [known.values.clone(), enum_type.values];
                self.problems.push(ModelProblem::EnumsDiffer { name: enum_type.name, values });
            }
            None => self.apply(Op::CreateEnum { enum_type }),
        }
    }

    /// On the other engines a namespace is a database or a file, which no migration makes.
    fn add_namespaces(&mut self, backend: Backend, ops: &[Op]) {
        let namespaces = ops.iter().filter_map(Op::table).filter_map(|table| table.schema.clone());
        let made = namespaces.filter(|name| backend == Backend::Postgres && name != "public");
        self.schema.namespaces.extend(made);
    }
}
