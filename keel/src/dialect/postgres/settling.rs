use crate::{
    dialect::{
        Answer, Condition, Dialect as _, Question, Settling, Wording,
        settling::{PREFIX, stands_alone},
        sql::quote_text,
    },
    schema::{Backend, Schema, Table},
};

use super::{Postgres, quote};

impl Settling for Postgres {
    fn rewords(&self) -> bool {
        true
    }

    /// One block, in which what fails fails alone, and one query.
    fn questions(&self, wordings: &[Wording<'_>], _: &Schema) -> Vec<Question> {
        let statements: Vec<String> =
            wordings.iter().enumerate().flat_map(|(at, wording)| self.word(at, wording)).collect();
        if statements.is_empty() {
            return vec![];
        }
        let texts: Vec<String> = statements.iter().map(|sql| quote_text(sql)).collect();
        let block = format!(
            "DECLARE statement text; BEGIN FOREACH statement IN ARRAY ARRAY[{}]::text[] LOOP \
             BEGIN EXECUTE statement; EXCEPTION WHEN OTHERS THEN NULL; END; END LOOP; END",
            texts.join(", ")
        );
        let read = format!(
            "SELECT substr(conname::text, {}), pg_catalog.pg_get_expr(conbin, conrelid) \
             FROM pg_catalog.pg_constraint WHERE contype = 'c' AND connamespace = pg_catalog.pg_my_temp_schema() \
             AND starts_with(conname::text, '{PREFIX}')",
            PREFIX.len() + 1
        );
        vec![Question { make: vec![format!("DO {}", quote_text(&block))], read, ..Question::default() }]
    }

    fn read_words(&self, answer: &Answer) -> Vec<Condition> {
        let read = |row: &Vec<Option<String>>| match row.as_slice() {
            [Some(name), Some(sql)] => Some(Condition { name: name.clone(), sql: sql.clone() }),
            _ => None,
        };
        answer.rows.iter().filter_map(read).collect()
    }
}

impl Postgres {
    /// A temporary table goes by the real one's name while it gets its checks, since they may call it by that
    /// name; then it makes room for another schema's table.
    fn word(&self, at: usize, wording: &Wording<'_>) -> Vec<String> {
        let name = quote(&wording.table.name.name);
        let mut statements = vec![format!("CREATE TEMPORARY TABLE {name} ()")];
        let alter = |what: String| format!("ALTER TABLE pg_temp.{name} {what}");
        statements
            .extend(self.plain_columns(wording.table).map(|column| alter(format!("ADD COLUMN {column}"))));
        for group in &wording.groups {
            if !group.iter().all(|condition| stands_alone(Backend::Postgres, &condition.sql)) {
                continue;
            }
            // NOT VALID: nothing is computed, not even over constants.
            let check = |condition: &Condition| {
                let name = quote(&format!("{PREFIX}{}", condition.name));
                format!("ADD CONSTRAINT {name} CHECK ({}\n) NOT VALID", condition.sql)
            };
            statements.extend(group.iter().map(check).map(alter));
        }
        statements.push(alter(format!("RENAME TO {}", self.quote(&format!("{PREFIX}{at}")))));
        statements
    }

    fn plain_columns<'a>(&'a self, table: &'a Table) -> impl Iterator<Item = String> + 'a {
        table.columns.values().filter_map(|column| {
            let ty = self.type_sql(&column.ty, "").ok()?;
            Some(format!("{} {ty}", quote(&column.name)))
        })
    }
}
