//! Which tags stand on which tasks.

use std::collections::BTreeMap;

use ::tags::task_tags;
use sea_keel::rolling::Capabilities;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait as _,
    JoinType, QueryFilter as _, QuerySelect as _, RelationTrait as _, sea_query::OnConflict,
};

use crate::{
    http::{Fields, Problem},
    service::Service,
};

use super::{again, now};

/// How many tags a task may have.
pub(super) const MOST_TAGS: usize = 20;

const LONGEST_TAG: usize = 50;

/// A tag in the form in which it is kept: engines differ in what they take for the same word, here size does not count.
pub(super) fn canonical(fields: &mut Fields, field: &str, tag: &mut String) {
    *tag = tag.trim().to_lowercase();
    fields.line(field, tag, LONGEST_TAG);
}

/// Whether the database has tags at all yet.
pub(super) fn has_tags(live: &Capabilities) -> bool {
    live.has_table::<tags::Entity>() && live.has_table::<task_tags::Entity>()
}

/// The names of tasks' tags, in order.
pub(super) async fn names_of(
    live: &Capabilities,
    db: &impl ConnectionTrait,
    tasks: &[i32],
) -> Result<BTreeMap<i32, Vec<String>>, Problem> {
    let mut names = BTreeMap::<i32, Vec<String>>::new();
    if tasks.is_empty() || !has_tags(live) {
        return Ok(names);
    }
    let found: Vec<(i32, String)> = task_tags::Entity::find()
        .select_only()
        .column(task_tags::Column::TaskId)
        .column(tags::Column::Name)
        .join(JoinType::InnerJoin, task_tags::Relation::Tag.def())
        .filter(task_tags::Column::TaskId.is_in(tasks.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    for (task, name) in found {
        names.entry(task).or_default().push(name);
    }
    names.values_mut().for_each(|names| names.sort());
    Ok(names)
}

/// The numbers of tags, made where they are new. Outside of transactions: what another one has made at the same time
/// would be invisible in MySQL's snapshot. A tag that is on no task is nowhere to be seen.
pub(super) async fn ensure(
    service: &Service,
    live: &Capabilities,
    names: &[String],
) -> Result<Vec<i32>, Problem> {
    let db = service.db();
    if names.is_empty() {
        return Ok(vec![]);
    }
    live.require_table::<tags::Entity>()?;
    live.require_table::<task_tags::Entity>()?;
    let mut found = find(db, names).await?;
    if found.len() < names.len() {
        again(service, || async { insert(db, names).await.map_err(Problem::from) }).await?;
        found = find(db, names).await?;
    }
    Ok(found.into_iter().map(|tag| tag.id).collect())
}

/// Those tags that are there.
pub(crate) async fn find(db: &DatabaseConnection, names: &[String]) -> Result<Vec<tags::Model>, DbErr> {
    tags::Entity::find().filter(tags::Column::Name.is_in(names.iter().cloned())).all(db).await
}

/// Makes tags that are not there.
pub(crate) async fn insert(db: &DatabaseConnection, names: &[String]) -> Result<(), DbErr> {
    let known = find(db, names).await?;
    let is_new = |name: &&String| !known.iter().any(|tag| tag.name == **name);
    let row = |name: &String| tags::ActiveModel {
        name: Set(name.clone()),
        created_at: Set(now()),
        ..Default::default()
    };
    let rows: Vec<_> = names.iter().filter(is_new).map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    // Somebody else may be doing the same; and a collation of MySQL takes words for one that are two elsewhere.
    let there_already = OnConflict::column(tags::Column::Name).do_nothing_on([tags::Column::Id]).to_owned();
    tags::Entity::insert_many(rows).on_conflict(there_already).exec_without_returning(db).await?;
    Ok(())
}

/// Puts tags on a task that has none of them.
pub(crate) async fn put(db: &impl ConnectionTrait, task: i32, tags: &[i32]) -> Result<(), DbErr> {
    if tags.is_empty() {
        return Ok(());
    }
    let rows = tags.iter().map(|tag| task_tags::ActiveModel { task_id: Set(task), tag_id: Set(*tag) });
    task_tags::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Puts a task's tags on another one that has none.
pub(super) async fn copy(
    live: &Capabilities,
    db: &impl ConnectionTrait,
    from: i32,
    to: i32,
) -> Result<(), DbErr> {
    if !has_tags(live) {
        return Ok(());
    }
    let found = task_tags::Entity::find().filter(task_tags::Column::TaskId.eq(from)).all(db).await?;
    put(db, to, &found.into_iter().map(|row| row.tag_id).collect::<Vec<_>>()).await
}
