use std::collections::BTreeMap;

use crate::{
    op::Op,
    schema::{EnumType, QualifiedName, Schema, Table},
};

/// What of a schema has changed since recording began, as it was then: to go back to it costs as much as has
/// changed, not as much as there is.
#[derive(Debug, Default)]
pub(super) struct Before {
    tables: BTreeMap<QualifiedName, Option<Table>>,
    enums: BTreeMap<QualifiedName, Option<EnumType>>,
    /// The rest, as it was when something came that may touch everything.
    whole: Option<Schema>,
}

impl Before {
    /// Keeps what `op` is about to change.
    pub(super) fn keep(&mut self, op: &Op, schema: &Schema) {
        if self.whole.is_some() {
            return;
        }
        match op {
            Op::Sql { effect, .. } => effect.iter().for_each(|op| self.keep(op, schema)),
            Op::Code { step } => step.effect.iter().for_each(|op| self.keep(op, schema)),
            Op::CreateEnum { enum_type }
            | Op::DropEnum { enum_type }
            | Op::AddEnumValue { enum_type, .. }
            | Op::AlterEnum { from: enum_type, .. } => {
                let known = || schema.enum_type(&enum_type.name).cloned();
                self.enums.entry(enum_type.name.clone()).or_insert_with(known);
            }
            // Other tables follow a new name.
            Op::RenameTable { .. } | Op::RenameColumn { .. } => self.whole = Some(schema.clone()),
            _ => match op.table() {
                Some(name) => {
                    self.tables.entry(name.clone()).or_insert_with(|| schema.table(name).cloned());
                }
                None => self.whole = Some(schema.clone()),
            },
        }
    }

    /// The schema as it was.
    pub(super) fn restore(self, schema: Schema) -> Schema {
        let mut schema = self.whole.unwrap_or(schema);
        for (name, table) in self.tables {
            match table {
                Some(table) => drop(schema.tables.insert(name, table)),
                None => drop(schema.tables.remove(&name)),
            }
        }
        for (name, enum_type) in self.enums {
            match enum_type {
                Some(enum_type) => drop(schema.enums.insert(name, enum_type)),
                None => drop(schema.enums.remove(&name)),
            }
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use sea_orm_migration::schema::{integer, pk_auto, string};

    use crate::{
        op::{Operations, table},
        schema::{Backend, NamingConvention, Schema},
    };

    fn recording(schema: Schema) -> Operations {
        Operations::new(Backend::Postgres, NamingConvention::default(), schema)
    }

    #[test]
    fn whatever_is_said_the_schema_from_before_comes_back() {
        let mut made = recording(Schema::new());
        made.create_enum("mood", ["good", "bad"]);
        made.create_table(table("a").col(pk_auto("id")).col(string("name")));
        made.create_table(table("b").col(pk_auto("id")).col(integer("a_id")));
        made.create_index("idx_b", "b", ["a_id"]);
        let made = made.finish();
        assert_eq!(made.errors, []);
        let sayings: [fn(&mut Operations); 9] = [
            |_| {},
            |op| op.drop_table("a"),
            |op| op.create_table(table("c").col(pk_auto("id"))),
            |op| op.drop_index("idx_b", "b"),
            |op| op.rename_column("a", "name", "title"),
            |op| op.create_schema("other"),
            |op| op.add_enum_value("mood", "so so"),
            |op| op.create_enum("colour", ["red"]),
            |op| op.sql_with_effect("…", None, |op| op.drop_column("a", "name")),
        ];
        for (first, say) in sayings.iter().enumerate() {
            for (second, say_more) in sayings.iter().enumerate() {
                let mut down = Operations::for_down(
                    Backend::Postgres,
                    NamingConvention::default(),
                    made.schema.clone(),
                    vec![],
                );
                say(&mut down);
                say_more(&mut down);
                let (_, _, schema) = down.finish_down_with_schema();
                assert_eq!(schema, made.schema, "{first}, {second}");
            }
        }
    }
}
