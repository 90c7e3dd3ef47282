use crate::schema::{Backend, Expression, Index, IndexTerm};

/// The index with its columns named bare.
pub(super) fn unqualified_index(backend: Backend, table: &str, mut index: Index) -> Index {
    index.predicate = index.predicate.map(|predicate| unqualified(backend, table, &predicate));
    for part in &mut index.parts {
        if let IndexTerm::Expression(expression) = &mut part.term {
            *expression = unqualified(backend, table, expression);
        }
    }
    index
}

/// `Column::Completed.eq(false)` names the column with its table, which SQLite refuses in an index and no
/// catalogue gives back: inside a table, columns go by their bare names.
pub(super) fn unqualified(backend: Backend, table: &str, expression: &Expression) -> Expression {
    let quote = if backend == Backend::MySql { '`' } else { '"' };
    let qualifier = format!("{quote}{table}{quote}.");
    let mut bare = String::new();
    let mut rest = expression.as_sql();
    while !rest.is_empty() {
        let literal = rest.find('\'').unwrap_or(rest.len());
        let (code, tail) = rest.split_at_checked(literal).unwrap_or((rest, ""));
        bare.push_str(&code.replace(&qualifier, ""));
        let escapes = backend == Backend::MySql || code.ends_with('E');
        let (text, after) = tail.split_at_checked(literal_length(tail, escapes)).unwrap_or((tail, ""));
        bare.push_str(text);
        rest = after;
    }
    Expression::new(bare)
}

/// How many bytes of `sql`, which begins with a quote, are the text literal; a doubled quote is no end.
fn literal_length(sql: &str, backslash_escapes: bool) -> usize {
    let mut chars = sql.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if backslash_escapes => drop(chars.next()),
            '\'' if chars.next_if(|(_, next)| *next == '\'').is_some() => {}
            '\'' => return at + 1,
            _ => {}
        }
    }
    sql.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_lose_their_table_and_texts_keep_everything() {
        let cases = [
            (Backend::Postgres, r#""t"."a" = 1 AND "t"."b" > 2"#, r#""a" = 1 AND "b" > 2"#),
            (Backend::Sqlite, r#""t"."a" = 'it''s "t"."a"'"#, r#""a" = 'it''s "t"."a"'"#),
            (Backend::Postgres, r#"E'\'"t"."a"' = "t"."a""#, r#"E'\'"t"."a"' = "a""#),
            (Backend::MySql, r"`t`.`a` = '\' `t`.`a`' OR `t`.`b`", r"`a` = '\' `t`.`a`' OR `b`"),
            (Backend::Postgres, r#""other"."a" = 'open"#, r#""other"."a" = 'open"#),
        ];
        for (backend, sql, expected) in cases {
            assert_eq!(unqualified(backend, "t", &Expression::new(sql)).as_sql(), expected);
        }
    }
}
