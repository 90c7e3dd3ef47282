//! Finding tasks.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use sea_keel::rolling::Capabilities;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, ExprTrait as _, JoinType, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, RelationTrait as _,
    sea_query::{BinOper, Expr, Func, SimpleExpr},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    access::Caller,
    api::tagging::canonical,
    http::{Check, Fields, Limit, Number, Page, Problem, ProblemDocument, Search, Segment},
    service::Service,
};

use super::{Priority, Task, own, with_its_tags, with_tags};

/// Which tasks to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TaskSearch {
    /// Whose: `me`, or one's own id.
    owner: Option<String>,
    /// Done, or not.
    completed: Option<bool>,
    /// Of that priority.
    #[param(inline)]
    priority: Option<Priority>,
    /// With that tag.
    tag: Option<String>,
    /// Due before that time.
    due_before: Option<DateTime<Utc>>,
    /// With that text in title or description; letters of both sizes are one.
    text: Option<String>,
    /// `next` of the page before.
    after: Option<i32>,
    /// How many, 1 to 100.
    #[serde(default)]
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100)]
    limit: Limit,
}

impl Check for TaskSearch {
    fn check(&mut self, fields: &mut Fields) {
        self.limit.check(fields);
        if let Some(tag) = &mut self.tag {
            canonical(fields, "tag", tag);
        }
        if let Some(time) = &mut self.due_before {
            fields.time("due_before", time);
        }
        if let Some(text) = &self.text {
            fields.line("text", text, 200);
        }
    }
}

/// Lists one's own tasks, the newest first
#[utoipa::path(operation_id = "list_tasks", get, path = "/tasks", tag = "tasks", params(TaskSearch), responses(
    (status = 200, description = "The tasks, with their tags", body = Page<Task>),
    (status = 404, description = "The owner is somebody else, or nobody", body = ProblemDocument),
    (status = 422, description = "Parameters are wrong", body = ProblemDocument),
))]
pub(super) async fn list(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Search(asked): Search<TaskSearch>,
) -> Result<Json<Page<Task>>, Problem> {
    if asked.owner.as_ref().is_some_and(|owner| owner != "me" && *owner != user.id) {
        return Err(Problem::not_found("owner"));
    }
    let limit = asked.limit;
    let live = service.live();
    let found = live
        .find::<tasks::Entity>()
        .filter(condition(&live, &user.id, asked))
        .order_by_desc(tasks::Column::Id)
        .limit(limit.and_one())
        .all(service.db())
        .await?;
    let Page { items, next } = limit.page(found, |task| task.id.to_string());
    Ok(Json(Page { items: with_tags(&live, service.db(), items).await?, next }))
}

fn condition(live: &Capabilities, user: &str, asked: TaskSearch) -> Condition {
    use tasks::Column;
    Condition::all()
        .add(Column::UserId.eq(user))
        .add_option(asked.completed.map(|completed| Column::Completed.eq(completed)))
        .add_option(asked.priority.map(|priority| live.expr(Column::Priority).eq(priority.as_str())))
        .add_option(asked.due_before.map(|time| live.expr(Column::DueDate).lt(time)))
        .add_option(asked.after.map(|id| Column::Id.lt(id)))
        .add_option(asked.tag.map(|tag| tagged(live, tag)))
        .add_option(asked.text.map(|text| {
            Condition::any().add(holds(Column::Title, &text)).add(holds(Column::Description, &text))
        }))
}

fn tagged(live: &Capabilities, name: String) -> SimpleExpr {
    if !live.has_table::<tags::task_tags::Entity>() {
        return Expr::val(false);
    }
    let with_it = tags::task_tags::Entity::find()
        .select_only()
        .column(tags::task_tags::Column::TaskId)
        .join(JoinType::InnerJoin, tags::task_tags::Relation::Tag.def())
        .filter(tags::Column::Name.eq(name))
        .into_query();
    tasks::Column::Id.in_subquery(with_it)
}

/// Both sides in the database's small letters: what it takes for those differs. The text is no pattern.
fn holds(column: tasks::Column, text: &str) -> SimpleExpr {
    let escaped: String =
        text.chars().flat_map(|c| "%_!".contains(c).then_some('!').into_iter().chain([c])).collect();
    let pattern = Expr::expr(Func::lower(Expr::val(format!("%{escaped}%"))));
    let column = Expr::expr(Func::lower(column.into_expr()));
    column.binary(BinOper::Like, pattern.binary(BinOper::Escape, Expr::Constant('!'.into())))
}

/// Shows one of one's own tasks
#[utoipa::path(operation_id = "show_task", get, path = "/tasks/{id}", tag = "tasks", params(("id" = i32, Path)), responses(
    (status = 200, description = "The task", body = Task),
    (status = 404, description = "Not there, or somebody else's", body = ProblemDocument),
))]
pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Caller(user): Caller,
    Segment(id): Number,
) -> Result<Json<Task>, Problem> {
    let live = service.live();
    let row = own(&live, service.db(), &user.id, id).await?;
    with_its_tags(&live, service.db(), row).await.map(Json)
}

#[cfg(test)]
mod tests {
    use sea_orm::DbBackend;

    use super::*;

    #[test]
    fn a_text_is_no_pattern() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres, DbBackend::MySql] {
            let query = tasks::Entity::find().filter(holds(tasks::Column::Title, "50%_!'"));
            let sql = query.build(backend).to_string();
            assert!(sql.contains("LIKE LOWER("), "{sql}");
            assert!(sql.ends_with("ESCAPE '!'"), "{sql}");
            assert!(sql.contains("%50!%!_!!"), "{sql}");
        }
    }
}
