//! Columns that begin or cease to be `serial`: the sequence is made or dropped, and numbering goes on where it was.

use crate::{
    dialect::{Dialect as _, sql::quote_text},
    schema::{Column, IdentityKind, QualifiedName, SequenceOptions},
};

use super::{
    Postgres,
    definition::{first, identity_clause},
    plan::set_identity,
    quote,
};

/// Whether a column changes between `serial` and something else.
pub(super) fn is_moved(from: &Column, to: &Column) -> bool {
    is_serial(from) != is_serial(to)
}

pub(super) fn is_serial(column: &Column) -> bool {
    column.identity.as_ref().is_some_and(|identity| identity.kind == IdentityKind::Serial)
}

/// As much of a text as 63 bytes less the suffix hold.
fn cut(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The least and the greatest number of a sequence (manual, "CREATE SEQUENCE").
fn bounds(options: &SequenceOptions) -> (i64, i64) {
    let (least, most) =
        if options.increment.is_some_and(|by| by < 0) { (i64::MIN, -1) } else { (1, i64::MAX) };
    (options.min_value.unwrap_or(least), options.max_value.unwrap_or(most))
}

fn block(declared: &str, statements: &[String]) -> String {
    let body: String = statements.iter().map(|statement| format!("    {statement};\n")).collect();
    let body = format!("DECLARE\n{declared}BEGIN\n{body}END ");
    let tag = (0..).map(|n| format!("$keel_numbering{n}$")).find(|tag| !body.contains(tag.as_str()));
    let tag = tag.unwrap_or_default();
    format!("DO {tag} {body}{tag}")
}

impl Postgres {
    /// Changes an identity whose bounds become narrower. The server refuses that while the number to come is out of
    /// them: where it is less than all of them, or none has been given yet, numbering begins anew.
    pub(super) fn narrow_bounds(&self, table: &QualifiedName, from: &Column, to: &Column) -> Option<String> {
        let (old, new) = (from.identity.as_ref()?, to.identity.as_ref()?);
        if [old, new].iter().any(|it| it.kind == IdentityKind::Serial) {
            return None;
        }
        let ((old_least, old_most), (least, most)) = (bounds(&old.sequence), bounds(&new.sequence));
        if least <= old_least && most >= old_most {
            return None;
        }
        let (owner, name) = (self.quote_qualified(table), quote(&to.name));
        let sequence = format!("pg_get_serial_sequence({}, {})", quote_text(&owner), quote_text(&to.name));
        let alter = format!("ALTER TABLE {owner} ALTER COLUMN {name} {}", set_identity(old, new).concat());
        let statements = [
            format!("EXECUTE format('SELECT last_value, is_called FROM %s', {sequence}) INTO last, used"),
            format!(
                "IF last < {least} OR (last > {most} AND NOT used) THEN {alter} RESTART WITH {}; ELSE {alter}; END IF",
                first(&new.sequence)
            ),
        ];
        Some(block("    last bigint;\n    used boolean;\n", &statements))
    }

    /// From `serial` to an identity or to none.
    pub(super) fn leave_serial(&self, table: &QualifiedName, from: &Column, to: &Column) -> String {
        let (owner, name) = (self.quote_qualified(table), quote(&from.name));
        let sequence = format!("pg_get_serial_sequence({}, {})", quote_text(&owner), quote_text(&from.name));
        let declared = format!("    sequence text := {sequence};\n    last bigint;\n    used boolean;\n");
        let alter = format!("ALTER TABLE {owner} ALTER COLUMN {name}");
        let mut statements = vec![
            "EXECUTE format('SELECT last_value, is_called FROM %s', sequence) INTO last, used".to_owned(),
            format!("{alter} DROP DEFAULT"),
            "EXECUTE format('DROP SEQUENCE %s', sequence)".to_owned(),
        ];
        if let Some(identity) = &to.identity {
            statements.push(format!("{alter} SET NOT NULL"));
            statements.push(format!("{alter} ADD{}", identity_clause(identity)));
            statements.push(format!("IF used THEN PERFORM setval({sequence}, last); END IF"));
        }
        block(&declared, &statements)
    }

    /// From an identity or none to `serial`.
    pub(super) fn become_serial(&self, table: &QualifiedName, from: &Column, to: &Column) -> String {
        let (owner, name) = (self.quote_qualified(table), quote(&to.name));
        let alter = format!("ALTER TABLE {owner} ALTER COLUMN {name}");
        // The name that the server itself would give it, as long as it is free.
        let wanted = format!("{}_{}_seq", cut(&table.name, 29), cut(&to.name, 28));
        let declared = format!(
            "    last bigint;\n    used boolean;\n    space text;\n    wanted text := {};\n    sequence text;\n    \
             n integer := 0;\n",
            quote_text(&wanted)
        );
        let in_format = |text: &str| quote_text(&text.replace('%', "%%")).trim_matches('\'').to_owned();
        let ty = match to.ty {
            crate::schema::ColumnType::SmallInteger => "smallint",
            crate::schema::ColumnType::BigInteger => "bigint",
            _ => "integer",
        };
        let mut statements = match &from.identity {
            Some(_) => vec![
                format!(
                    "EXECUTE format('SELECT last_value, is_called FROM %s', pg_get_serial_sequence({}, {})) \
                     INTO last, used",
                    quote_text(&owner),
                    quote_text(&to.name)
                ),
                format!("{alter} DROP IDENTITY"),
            ],
            None => vec![format!("SELECT max({name}), max({name}) > 0 INTO last, used FROM {owner}")],
        };
        statements.extend([
            format!("{alter} SET NOT NULL"),
            format!(
                "SELECT n.nspname INTO space FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE c.oid = {}::regclass",
                quote_text(&owner)
            ),
            "sequence := format('%I.%I', space, wanted)".to_owned(),
            "WHILE to_regclass(sequence) IS NOT NULL LOOP n := n + 1; \
             sequence := format('%I.%I', space, wanted || n); END LOOP"
                .to_owned(),
            format!(
                "EXECUTE format('CREATE SEQUENCE %s AS {ty} OWNED BY {}.{}', sequence)",
                in_format(&owner),
                in_format(&name)
            ),
            format!("EXECUTE format('{} SET DEFAULT nextval(%L::regclass)', sequence)", in_format(&alter)),
            "IF used THEN PERFORM setval(sequence, last); END IF".to_owned(),
        ]);
        block(&declared, &statements)
    }
}
