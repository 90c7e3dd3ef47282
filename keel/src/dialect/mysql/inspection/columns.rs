//! Columns.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{Rows, said, table, unescaped};
use crate::{
    dialect::{
        InspectError, Inspected,
        mysql::canonical::{Literal, TypeText, computed, is_now, literal, number},
    },
    schema::{Column, ColumnType, DefaultValue, Expression, Generated, Identity},
};

/// Each column, in its table's order; `json` are those that MariaDB checks to be JSON.
pub(super) fn read(
    rows: &Rows<'_>,
    database: &str,
    collations: &BTreeMap<&str, &str>,
    json: &BTreeSet<(&str, String)>,
    found: &mut Inspected,
) -> Result<(), InspectError> {
    for [owner, name, ty, nullable, default, extra, generated, collation, comment] in rows.each()? {
        let (owner, name) = (rows.text(owner)?, rows.text(name)?);
        let Some(table) = table(&mut found.schema, owner) else { continue };
        let ty = TypeText::read(rows.text(ty)?);
        let extra = extra.unwrap_or_default();
        // With another collation it was written so, and is no JSON to this.
        let is_json = ty.name == "longtext"
            && collation == Some("utf8mb4_bin")
            && json.contains(&(owner, name.to_owned()));
        let mut column = Column::new(name, if is_json { ColumnType::Json } else { ty.column_type() });
        column.nullable = nullable != Some("NO");
        column.comment = said(comment);
        column.collation =
            said(collation).filter(|it| !is_json && collations.get(owner) != Some(&it.as_str()));
        column.generated = generated_as(generated, extra, rows.is_mariadb());
        if has(extra, "auto_increment") {
            column.identity = Some(Identity::auto());
        }
        column.on_update = on_update(extra);
        if column.generated.is_none() {
            column.default = default.and_then(|text| match rows.is_mariadb() {
                // A sequence is told with the database that it is in, which may be called otherwise elsewhere.
                true => {
                    mariadb_default(&ty, &text.replace(&format!("`{}`.", database.replace('`', "``")), ""))
                }
                false => mysql_default(&ty, text, has(extra, "default_generated")),
            });
        }
        let kept = [(ty.compressed, "COMPRESSED"), (has(extra, "invisible"), "INVISIBLE")];
        let kept: Vec<_> = kept.into_iter().filter_map(|(has, word)| has.then_some(word)).collect();
        column.extra = (!kept.is_empty()).then(|| kept.join(" "));
        table.columns.insert(name.to_owned(), column);
    }
    Ok(())
}

fn has(extra: &str, word: &str) -> bool {
    extra.split([' ', ',']).any(|other| other.eq_ignore_ascii_case(word))
}

fn generated_as(expression: Option<&str>, extra: &str, mariadb: bool) -> Option<Generated> {
    let expression = expression.filter(|text| !text.is_empty())?;
    let stored = has(extra, "stored") || has(extra, "persistent");
    Some(Generated { expression: Expression::new(unescaped(expression, mariadb)), stored })
}

fn on_update(extra: &str) -> Option<Expression> {
    let lower = extra.to_ascii_lowercase();
    let (_, now) = lower.split_once("on update ")?;
    let now = now.split([' ', ',']).next()?.to_ascii_uppercase();
    Some(Expression::new(now.strip_suffix("()").unwrap_or(&now)))
}

/// MariaDB shows a default as SQL, and NULL for a column that takes it.
fn mariadb_default(ty: &TypeText, text: &str) -> Option<DefaultValue> {
    match literal(text) {
        Some(said) => value(ty, said),
        None => Some(expression(ty, text)),
    }
}

/// MySQL shows a literal bare, and says of an expression that it is one.
fn mysql_default(ty: &TypeText, text: &str, is_expression: bool) -> Option<DefaultValue> {
    if is_expression || (ty.is_temporal() && is_now(ty, text)) {
        return mariadb_default(ty, &unescaped(text, false));
    }
    let said = match (ty.name.as_str(), literal(text)) {
        ("bit", Some(bits @ Literal::Bits(_))) => bits,
        (_, Some(bytes @ Literal::Bytes(_))) if ty.is_binary() => bytes,
        _ => Literal::Text(text.to_owned()),
    };
    value(ty, said)
}

/// A literal as the type of the column means it.
fn value(ty: &TypeText, said: Literal) -> Option<DefaultValue> {
    let numeric =
        ty.is_integer() || ["decimal", "float", "double", "bit", "year"].contains(&ty.name.as_str());
    Some(match said {
        Literal::Null => return None,
        Literal::Bool(value) if ty.is_bool() => DefaultValue::Bool(value),
        Literal::Bool(value) => DefaultValue::Number(u8::from(value).to_string()),
        Literal::Bits(bits) => DefaultValue::Number(bits.to_string()),
        Literal::Bytes(bytes) => DefaultValue::Bytes(bytes),
        Literal::Number(digits) | Literal::Text(digits)
            if ty.is_bool() && ["0", "1"].contains(&digits.as_str()) =>
        {
            DefaultValue::Bool(digits == "1")
        }
        Literal::Text(digits) if numeric && number(&digits, None).is_some() => DefaultValue::Number(digits),
        Literal::Text(text) => DefaultValue::Text(text),
        Literal::Number(digits) => DefaultValue::Number(digits),
    })
}

/// An expression in the catalogue's own spelling, unless the schema has a word for it.
fn expression(ty: &TypeText, text: &str) -> DefaultValue {
    match computed(ty, text) {
        DefaultValue::Expression(_) => DefaultValue::Expression(Expression::new(text)),
        named => named,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_read_as_each_engine_shows_them() {
        use DefaultValue as D;
        let text = |text: &str| Some(D::Text(text.into()));
        let number = |digits: &str| Some(D::Number(digits.into()));
        let sql = |sql: &str| Some(D::Expression(Expression::new(sql)));
        for (ty, shown, default) in [
            ("varchar(20)", "NULL", None),
            ("varchar(20)", "'NULL'", text("NULL")),
            ("varchar(20)", "''", text("")),
            ("varchar(20)", "'it''s'", text("it's")),
            ("varchar(20)", r#"'a\\b\n"c'"#, text("a\\b\n\"c")),
            ("tinyint(1)", "1", Some(D::Bool(true))),
            ("tinyint(1)", "2", number("2")),
            ("tinyint(4)", "1", number("1")),
            ("decimal(10,2)", "0.00", number("0.00")),
            ("bit(8)", "b'101'", number("5")),
            ("date", "'2020-01-01'", text("2020-01-01")),
            ("timestamp", "current_timestamp()", Some(D::CurrentTimestamp)),
            ("timestamp(6)", "current_timestamp(6)", Some(D::CurrentTimestamp)),
            ("datetime(6)", "current_timestamp(3)", sql("current_timestamp(3)")),
            ("date", "curdate()", Some(D::CurrentDate)),
            ("int(11)", "(1 + 2)", sql("(1 + 2)")),
            ("varchar(40)", "uuid()", sql("uuid()")),
        ] {
            assert_eq!(mariadb_default(&TypeText::read(ty), shown), default, "{ty} {shown}");
        }
        for (ty, shown, is_expression, default) in [
            ("varchar(20)", "NULL", false, text("NULL")),
            ("varchar(20)", "", false, text("")),
            ("varchar(20)", "it's", false, text("it's")),
            ("varchar(20)", "uuid()", false, text("uuid()")),
            ("varchar(20)", "uuid()", true, sql("uuid()")),
            ("varchar(20)", "now()", false, text("now()")),
            ("tinyint(1)", "0", false, Some(D::Bool(false))),
            ("int", "5", false, number("5")),
            ("bit(1)", "b'1'", false, number("1")),
            ("varbinary(10)", "0xC3A4", false, Some(D::Bytes(vec![0xc3, 0xa4]))),
            ("text", r"_utf8mb4\'abc\'", true, text("abc")),
            ("timestamp(6)", "CURRENT_TIMESTAMP(6)", true, Some(D::CurrentTimestamp)),
            ("datetime", "CURRENT_TIMESTAMP", false, Some(D::CurrentTimestamp)),
            ("date", "curdate()", true, Some(D::CurrentDate)),
            ("year", "2020", false, number("2020")),
        ] {
            assert_eq!(mysql_default(&TypeText::read(ty), shown, is_expression), default, "{ty} {shown}");
        }
    }

    #[test]
    fn extra_says_more_than_one_thing() {
        for (extra, now) in [
            ("on update current_timestamp()", Some("CURRENT_TIMESTAMP")),
            ("DEFAULT_GENERATED on update CURRENT_TIMESTAMP(6)", Some("CURRENT_TIMESTAMP(6)")),
            ("on update current_timestamp(3), INVISIBLE", Some("CURRENT_TIMESTAMP(3)")),
            ("auto_increment", None),
            ("", None),
        ] {
            assert_eq!(on_update(extra).as_ref().map(Expression::as_sql), now, "{extra}");
        }
    }
}
