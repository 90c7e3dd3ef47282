//! People and tasks to try the service with.

use chrono::{DateTime, TimeDelta, Utc};
use sea_keel::rolling::WriteError;
use sea_orm::{ActiveValue::Set, SqlErr, TransactionTrait as _};

use crate::{
    api::{now, tagging},
    service::Service,
};

const ADA: &str = "sample-ada";

struct Sample {
    title: &'static str,
    priority: &'static str,
    days: i64,
    recurrence: Option<&'static str>,
    tags: &'static [&'static str],
}

const TASKS: [Sample; 4] = [
    Sample {
        title: "Water the plants",
        priority: "medium",
        days: 1,
        recurrence: Some("weekly"),
        tags: &["home"],
    },
    Sample {
        title: "Read the release notes",
        priority: "low",
        days: 3,
        recurrence: None,
        tags: &["reading", "work"],
    },
    Sample { title: "Book the dentist", priority: "high", days: -2, recurrence: None, tags: &["home"] },
    Sample {
        title: "Send the report",
        priority: "high",
        days: 9,
        recurrence: Some("monthly"),
        tags: &["work"],
    },
];

/// Puts people and tasks in, where they are not yet; a token of one of them.
pub(crate) async fn seed(service: &Service) -> Result<String, WriteError> {
    if service.live().find_by_id::<users::Entity>(ADA).one(service.db()).await?.is_none() {
        match write(service).await {
            // Another replica was faster.
            Err(WriteError::Database(error))
                if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {}
            outcome => outcome?,
        }
    }
    Ok(service.keys().token(ADA, Utc::now()).text)
}

async fn write(service: &Service) -> Result<(), WriteError> {
    let live = service.live();
    live.require_table::<::tags::Entity>()?;
    live.require_table::<::tags::task_tags::Entity>()?;
    let names: Vec<_> = ["home", "reading", "work"].map(ToOwned::to_owned).into();
    tagging::insert(service.db(), &names).await?;
    let known = tagging::find(service.db(), &names).await?;
    let together = service.db().begin().await?;
    for (id, name, role) in
        [(ADA, "Ada", "user"), ("sample-ben", "Ben", "user"), ("sample-guest", "", "guest")]
    {
        live.insert(user(id, name, role), &together).await?;
    }
    for sample in TASKS {
        let row = live.insert(task(&sample), &together).await?;
        let on_it = known.iter().filter(|tag| sample.tags.contains(&tag.name.as_str()));
        tagging::put(&together, row.id, &on_it.map(|tag| tag.id).collect::<Vec<_>>()).await?;
    }
    Ok(together.commit().await?)
}

fn user(id: &str, name: &str, role: &str) -> users::ActiveModel {
    let domain = if role == "guest" { "guest.invalid" } else { "example.org" };
    users::ActiveModel {
        id: Set(id.to_owned()),
        email: Set(format!("{id}@{domain}")),
        name: Set(Some(name.to_owned()).filter(|name| !name.is_empty())),
        created_at: Set(now()),
        role: Set(role.to_owned()),
        local_id: Set((role == "guest").then(|| "sample-device".to_owned())),
        ..Default::default()
    }
}

fn task(sample: &Sample) -> tasks::ActiveModel {
    let due: DateTime<Utc> = now() + TimeDelta::days(sample.days);
    tasks::ActiveModel {
        user_id: Set(ADA.to_owned()),
        title: Set(sample.title.to_owned()),
        created_at: Set(now()),
        updated_at: Set(now()),
        priority: Set(sample.priority.to_owned()),
        due_date: Set(Some(due)),
        recurrence_pattern: Set(sample.recurrence.map(ToOwned::to_owned)),
        is_recurring: Set(sample.recurrence.is_some()),
        completed: Set(false),
        ..Default::default()
    }
}
