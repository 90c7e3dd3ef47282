use crate::{
    dialect::{
        Answer, Condition, Question, Settling, Wording, expression,
        settling::{PREFIX, stands_alone},
    },
    schema::{Backend, Column, Schema},
};

use super::{MySql, quote};

impl Settling for MySql {
    fn rewords(&self) -> bool {
        true
    }

    /// A temporary table for each, and one for each group where the server refuses it: there is neither a block
    /// that catches errors nor a DDL statement that could be rolled back.
    fn questions(&self, wordings: &[Wording<'_>], schema: &Schema) -> Vec<Question> {
        wordings.iter().filter_map(|wording| self.word(wording, schema)).collect()
    }

    fn read_words(&self, answer: &Answer) -> Vec<Condition> {
        let statements = answer.rows.iter().filter_map(|row| row.get(1)?.as_deref());
        statements.flat_map(checks).collect()
    }
}

impl MySql {
    fn word(&self, wording: &Wording<'_>, schema: &Schema) -> Option<Question> {
        let plain = |condition: &Condition| {
            let sql = expression::unescaped(Backend::MySql, &condition.sql).into_owned();
            Condition { name: condition.name.clone(), sql }
        };
        let alone = |group: &Vec<Condition>| {
            group.iter().all(|condition| stands_alone(Backend::MySql, &condition.sql))
        };
        let groups = wording.groups.iter().map(|group| group.iter().map(plain).collect::<Vec<_>>());
        let groups: Vec<Vec<Condition>> = groups.filter(alone).collect();
        let plain_column = |column: &Column| {
            let ty = self.type_sql(&column.ty, "", schema).ok()?;
            Some(format!("{} {ty} NULL", quote(&column.name)))
        };
        let columns: Vec<String> = wording.table.columns.values().filter_map(plain_column).collect();
        let question = |conditions: &mut dyn Iterator<Item = &Condition>| ask(&columns, conditions);
        match groups.as_slice() {
            [] => None,
            [_] => Some(question(&mut groups.iter().flatten())),
            _ => {
                let instead = groups.iter().map(|group| question(&mut group.iter())).collect();
                Some(Question { instead, ..question(&mut groups.iter().flatten()) })
            }
        }
    }
}

fn ask(columns: &[String], conditions: &mut dyn Iterator<Item = &Condition>) -> Question {
    let table = quote(&format!("{PREFIX}0"));
    let checks = conditions.map(|condition| {
        format!("CONSTRAINT {} CHECK ({}\n)", quote(&format!("{PREFIX}{}", condition.name)), condition.sql)
    });
    let items: Vec<String> = columns.iter().cloned().chain(checks).collect();
    Question {
        make: vec![format!("CREATE TEMPORARY TABLE {table} ({})", items.join(", "))],
        read: format!("SHOW CREATE TABLE {table}"),
        end: vec![format!("DROP TEMPORARY TABLE IF EXISTS {table}")],
        instead: vec![],
    }
}

/// The checks of a `CREATE TABLE` as the server shows it: they come last, each on a line of its own.
fn checks(statement: &str) -> Vec<Condition> {
    let Some((items, _)) = statement.rsplit_once("\n)") else { return vec![] };
    let head = format!("  CONSTRAINT `{PREFIX}");
    let read = |item: &str| {
        let (name, rest) = item.split_once("` CHECK (")?;
        let rest = rest.trim_end();
        let sql = rest.strip_suffix(',').unwrap_or(rest).strip_suffix(')')?;
        Some(Condition { name: name.to_owned(), sql: sql.to_owned() })
    };
    items.split(&head).skip(1).filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::checks;

    #[test]
    fn checks_are_read_from_what_the_server_shows() {
        let shown = "CREATE TEMPORARY TABLE `keel_settle_0` (\n  `a` int(11) DEFAULT NULL,\n  \
                     CONSTRAINT `keel_settle_n0live` CHECK (`a` > 1),\n  \
                     CONSTRAINT `keel_settle_n0said` CHECK (`b` = 'x),\n  y')\n) ENGINE=InnoDB";
        let read: Vec<_> = checks(shown).into_iter().map(|it| (it.name, it.sql)).collect();
        let expected = [("n0live", "`a` > 1"), ("n0said", "`b` = 'x),\n  y'")];
        assert_eq!(read, expected.map(|(name, sql)| (name.to_owned(), sql.to_owned())));
    }
}
