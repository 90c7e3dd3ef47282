//! What a live schema has of what a build knows.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue, ColumnTrait, Condition, ConnectionTrait, DbErr,
    EntityName, EntityTrait, IdenStatic as _, IntoActiveModel, Iterable as _, PrimaryKeyToColumn as _,
    PrimaryKeyTrait, QueryFilter as _, QuerySelect as _, Select, Statement, TransactionSession as _,
    TransactionTrait, Value,
    sea_query::{Expr, Func, IntoCondition, IntoValueTuple as _, ValueTuple},
};

use crate::schema::{DefaultValue, QualifiedName};

/// What a live schema has of what a build knows; what neither of them speaks of is taken to be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// The namespace that unqualified names mean.
    current: Option<String>,
    tables: BTreeSet<QualifiedName>,
    columns: BTreeMap<QualifiedName, BTreeMap<String, StandIn>>,
    /// How to see whether the schema is still the one that was looked at.
    seen: Option<Seen>,
}

/// What the ledger said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// A query for the ids.
    pub(super) query: String,
    pub(super) revisions: BTreeSet<String>,
}

/// What a column is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StandIn {
    /// An expression of the engine.
    pub(super) sql: String,
    /// The same as a value.
    pub(super) value: DefaultValue,
    pub(super) why: Why,
}

/// Why something stands in for a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It is not there.
    Missing,
    /// It is there, and came after the level that the build keeps to.
    Beyond,
    /// It is there, and some rows have no value yet.
    OnlyForNull,
}

/// What a row has values for and the database no place yet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Lacking {
    /// The table.
    pub table: QualifiedName,
    /// The columns; none where it is the table.
    pub columns: Vec<String>,
}

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<_> = self.columns.iter().map(|column| format!("{}.{column}", self.table)).collect();
        match columns.as_slice() {
            [] => write!(f, "there is no table {} yet", self.table),
            columns => write!(f, "there is no {} yet", columns.join(", ")),
        }
    }
}

/// A row that was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Part of it would be lost.
    #[error(transparent)]
    Lacking(#[from] Lacking),
    /// Revisions have come or gone since the look: what is missing may be there by now. Nothing was written.
    #[error("the schema has moved meanwhile")]
    Moved,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl Capabilities {
    pub(super) fn new(current: Option<String>) -> Self {
        Self { current, ..Self::default() }
    }

    pub(super) fn saw(&mut self, seen: Seen) {
        self.seen = Some(seen);
    }

    pub(super) fn lacks_table(&mut self, table: QualifiedName) {
        self.tables.insert(table);
    }

    pub(super) fn lacks_columns(&mut self, table: QualifiedName, columns: BTreeMap<String, StandIn>) {
        if !columns.is_empty() {
            self.columns.insert(table, columns);
        }
    }

    /// Whether the entity's table is there.
    pub fn has_table<E: EntityTrait>(&self) -> bool {
        !self.tables.contains(&self.name_of::<E>())
    }

    /// Whether the column is there.
    pub fn has<C: ColumnTrait>(&self, column: C) -> bool {
        let table = self.qualified(&C::EntityName::default());
        !self.tables.contains(&table)
            && self.stand_in(&table, &column).is_none_or(|stand_in| stand_in.why == Why::OnlyForNull)
    }

    /// Whether the entity's table is there with all its columns.
    pub fn has_all<E: EntityTrait>(&self) -> bool {
        let table = self.name_of::<E>();
        !self.tables.contains(&table) && !self.columns.contains_key(&table)
    }

    /// What is not there: `table`, or `table.column`.
    pub fn lacking(&self) -> Vec<String> {
        let tables = self.tables.iter().map(ToString::to_string);
        let columns = self.columns.iter().flat_map(|(table, columns)| {
            let missing = columns.iter().filter(|(_, stand_in)| stand_in.why != Why::OnlyForNull);
            missing.map(move |(column, _)| format!("{table}.{column}"))
        });
        tables.chain(columns).collect()
    }

    /// What reads a column: itself, or what stands for it while it is not there.
    pub fn expr<C: ColumnTrait>(&self, column: C) -> Expr {
        match self.stand_in(&self.qualified(&C::EntityName::default()), &column) {
            None => column.into_expr(),
            Some(stand_in) => stand_in.reading(&column),
        }
    }

    /// The entity's rows, with the default of each column that is not there. The table must be.
    pub fn find<E: EntityTrait>(&self) -> Select<E> {
        let Some(columns) = self.columns.get(&self.name_of::<E>()) else { return E::find() };
        let mut select = E::find().select_only();
        for column in E::Column::iter() {
            select = match columns.get(column.as_str()) {
                None => select.column(column),
                Some(stand_in) => select.expr_as(stand_in.reading(&column), column.as_str()),
            };
        }
        select
    }

    /// The row of that key.
    pub fn find_by_id<E: EntityTrait>(
        &self,
        id: impl Into<<E::PrimaryKey as PrimaryKeyTrait>::ValueType>,
    ) -> Select<E> {
        let values = id.into().into_value_tuple();
        self.find::<E>().filter(key_is::<E>(values))
    }

    /// The entity's table must be there.
    ///
    /// # Errors
    /// [`Lacking`]: it is not.
    pub fn require_table<E: EntityTrait>(&self) -> Result<(), Lacking> {
        let table = self.name_of::<E>();
        if self.tables.contains(&table) { Err(Lacking { table, columns: vec![] }) } else { Ok(()) }
    }

    /// The row as it can be written: without what is not there. Whoever writes it [confirms](Self::confirm) that this is
    /// still so.
    ///
    /// # Errors
    /// [`Lacking`]: a value that is not the one which the row gets when the column comes would be lost.
    pub fn writable<A: ActiveModelTrait>(&self, mut row: A) -> Result<A, Lacking> {
        self.require_table::<A::Entity>()?;
        let table = self.name_of::<A::Entity>();
        let mut lost = Vec::new();
        for column in <A::Entity as EntityTrait>::Column::iter() {
            let stand_in = self.columns.get(&table).and_then(|columns| columns.get(column.as_str()));
            let Some(stand_in) = stand_in.filter(|stand_in| stand_in.why != Why::OnlyForNull) else {
                continue;
            };
            match row.get(column) {
                ActiveValue::Set(value) if !is_same(&value, &stand_in.value) => {
                    lost.push(column.as_str().to_owned());
                }
                // Its default may be another by now than what this build reads.
                ActiveValue::Set(_) if stand_in.why == Why::Beyond => {}
                _ => row.not_set(column),
            }
        }
        if lost.is_empty() { Ok(row) } else { Err(Lacking { table, columns: lost }) }
    }

    /// Nothing has moved since the look, for a transaction that has written: what it has locked stays as it is until its
    /// end. Where nothing is missing there is nothing to ask.
    ///
    /// # Errors
    /// [`WriteError::Moved`], [`WriteError::Database`].
    pub async fn confirm(&self, db: &impl ConnectionTrait) -> Result<(), WriteError> {
        let Some(seen) = self.seen.as_ref().filter(|_| !self.tables.is_empty() || !self.columns.is_empty())
        else {
            return Ok(());
        };
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), &seen.query)).await?;
        let now: BTreeSet<String> =
            rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
        if now == seen.revisions { Ok(()) } else { Err(WriteError::Moved) }
    }

    /// Inserts a row, and reads it back; where columns are missing that is two statements, in a transaction.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn insert<A, C>(&self, row: A, db: &C) -> Result<<A::Entity as EntityTrait>::Model, WriteError>
    where
        A: ActiveModelTrait + ActiveModelBehavior + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
        C: ConnectionTrait + TransactionTrait,
    {
        if self.has_all::<A::Entity>() {
            return Ok(row.insert(db).await?);
        }
        let row = A::before_save(row, db, true).await?;
        let together = db.begin().await?;
        let made = A::Entity::insert(self.writable(row)?).exec(&together).await?;
        let found = self.find_by_id::<A::Entity>(made.last_insert_id).one(&together).await?;
        self.confirm(&together).await?;
        together.commit().await?;
        let found = found.ok_or_else(|| DbErr::RecordNotFound("the row that was inserted".into()))?;
        Ok(A::after_save(found, db, true).await?)
    }

    /// Updates the row of the key that `row` has, and reads it back, as [`insert`](Self::insert) does.
    ///
    /// # Errors
    /// [`WriteError`]; [`DbErr::RecordNotUpdated`] where there is no such row, [`DbErr::PrimaryKeyNotSet`].
    pub async fn update<A, C>(&self, row: A, db: &C) -> Result<<A::Entity as EntityTrait>::Model, WriteError>
    where
        A: ActiveModelTrait + ActiveModelBehavior + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
        C: ConnectionTrait + TransactionTrait,
    {
        if self.has_all::<A::Entity>() {
            return Ok(row.update(db).await?);
        }
        let row = self.writable(A::before_save(row, db, false).await?)?;
        let key = row.get_primary_key_value().ok_or(DbErr::PrimaryKeyNotSet { ctx: "UpdateOne" })?;
        let together = db.begin().await?;
        if row.is_changed() {
            A::Entity::update_many()
                .set(row)
                .filter(key_is::<A::Entity>(key.clone()))
                .exec(&together)
                .await?;
        }
        let found = self.find::<A::Entity>().filter(key_is::<A::Entity>(key)).one(&together).await?;
        self.confirm(&together).await?;
        together.commit().await?;
        Ok(A::after_save(found.ok_or(DbErr::RecordNotUpdated)?, db, false).await?)
    }

    /// Updates the rows of a condition, and returns how many there are.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn update_many<A, C>(
        &self,
        row: A,
        condition: impl IntoCondition,
        db: &C,
    ) -> Result<u64, WriteError>
    where
        A: ActiveModelTrait,
        C: ConnectionTrait + TransactionTrait,
    {
        let whole = self.has_all::<A::Entity>();
        let update = A::Entity::update_many().set(self.writable(row)?).filter(condition);
        if whole {
            return Ok(update.exec(db).await?.rows_affected);
        }
        let together = db.begin().await?;
        let updated = update.exec(&together).await?.rows_affected;
        self.confirm(&together).await?;
        together.commit().await?;
        Ok(updated)
    }

    fn stand_in(&self, table: &QualifiedName, column: &impl ColumnTrait) -> Option<&StandIn> {
        self.columns.get(table)?.get(column.as_str())
    }

    fn name_of<E: EntityTrait>(&self) -> QualifiedName {
        self.qualified(&E::default())
    }

    fn qualified(&self, entity: &impl EntityName) -> QualifiedName {
        let schema = entity.schema_name().filter(|schema| self.current.as_deref() != Some(*schema));
        QualifiedName { schema: schema.map(ToOwned::to_owned), name: entity.table_name().to_owned() }
    }
}

impl StandIn {
    fn reading<C: ColumnTrait>(&self, column: &C) -> Expr {
        let value = Expr::cust(self.sql.clone());
        match self.why {
            Why::OnlyForNull => Expr::expr(Func::coalesce([column.into_expr(), value])),
            Why::Missing | Why::Beyond => value,
        }
    }
}

fn key_is<E: EntityTrait>(values: ValueTuple) -> Condition {
    let keys = E::PrimaryKey::iter().zip(values);
    keys.fold(Condition::all(), |all, (key, value)| all.add(key.into_column().eq(value)))
}

/// Whether a value is that default. One that the engine computes is never the same.
fn is_same(value: &Value, default: &DefaultValue) -> bool {
    match (value, default) {
        (value, DefaultValue::Null) => *value == value.as_null(),
        (Value::Bool(Some(value)), DefaultValue::Bool(default)) => value == default,
        (Value::String(Some(value)), DefaultValue::Text(default)) => value.as_str() == default,
        (Value::Bytes(Some(value)), DefaultValue::Bytes(default)) => value == default,
        (value, DefaultValue::Number(digits)) => whole(value).is_some_and(|n| digits.parse() == Ok(n)),
        _ => false,
    }
}

fn whole(value: &Value) -> Option<i128> {
    Some(match *value {
        Value::TinyInt(n) => n?.into(),
        Value::SmallInt(n) => n?.into(),
        Value::Int(n) => n?.into(),
        Value::BigInt(n) => n?.into(),
        Value::TinyUnsigned(n) => n?.into(),
        Value::SmallUnsigned(n) => n?.into(),
        Value::Unsigned(n) => n?.into(),
        Value::BigUnsigned(n) => n?.into(),
        _ => return None,
    })
}
