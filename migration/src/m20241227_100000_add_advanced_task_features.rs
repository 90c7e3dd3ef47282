//! Tasks get a priority, dates, a way to come back, and tags.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20241226_100000_add_conversations"]
    }

    fn up(&self, op: &mut Operations) {
        op.add_column(Tasks::Table, string_len(Tasks::Priority, 20).default("medium"));
        op.add_column(Tasks::Table, timestamp_with_time_zone_null(Tasks::DueDate));
        op.add_column(Tasks::Table, timestamp_with_time_zone_null(Tasks::RemindAt));
        op.add_column(Tasks::Table, string_len_null(Tasks::RecurrencePattern, 100));
        op.add_column(Tasks::Table, boolean(Tasks::IsRecurring).default(false));
        op.create_table(
            table(Tags::Table)
                .col(pk_auto(Tags::Id))
                .col(string_len(Tags::Name, 50))
                .col(timestamp_with_time_zone_default_now(Tags::CreatedAt))
                .unique("uq-tags-name", [Tags::Name]),
        );
        op.create_table(
            table(TaskTags::Table)
                .col(integer(TaskTags::TaskId))
                .col(integer(TaskTags::TagId))
                .primary_key([TaskTags::TaskId, TaskTags::TagId])
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-task_tags-task_id")
                        .from(TaskTags::Table, TaskTags::TaskId)
                        .to(Tasks::Table, Tasks::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-task_tags-tag_id")
                        .from(TaskTags::Table, TaskTags::TagId)
                        .to(Tags::Table, Tags::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                ),
        );
        op.create_index("idx_tasks_priority", Tasks::Table, [Tasks::Priority]);
        op.create_index("idx_tasks_due_date", Tasks::Table, [Tasks::DueDate]);
        op.create_index("idx_tasks_remind_at", Tasks::Table, [Tasks::RemindAt]);
        op.create_index("idx_tasks_is_recurring", Tasks::Table, [Tasks::IsRecurring]);
    }
}

#[derive(DeriveIden)]
enum Tasks {
    Table,
    Id,
    Priority,
    DueDate,
    RemindAt,
    RecurrencePattern,
    IsRecurring,
}

#[derive(DeriveIden)]
enum Tags {
    Table,
    Id,
    Name,
    CreatedAt,
}

#[derive(DeriveIden)]
enum TaskTags {
    Table,
    TaskId,
    TagId,
}
