//! What SeaORM knows of an entity and has no getter for.

use sea_orm::{ColumnDef, ColumnTrait, DbBackend, EntityTrait, Schema as SeaSchema};

/// The attributes of a column that its definition keeps to itself.
#[derive(Debug, PartialEq)]
pub(super) struct Hidden {
    pub(super) comment: Option<String>,
    pub(super) extra: Option<String>,
    pub(super) renamed_from: Option<String>,
}

/// An index that an attribute asks for.
#[derive(Debug, PartialEq)]
pub(super) enum AttributeIndex {
    /// `indexed`: the column.
    Plain(String),
    /// `unique_key = "…"`: the key, and the columns that share it.
    Unique(String, Vec<String>),
}

impl Hidden {
    /// Reads them off the definition that SeaORM makes for its own migrations.
    pub(super) fn of<E: EntityTrait>(column: E::Column) -> Self {
        // Comment and extra are the same for every engine.
        let made = SeaSchema::new(DbBackend::Postgres).get_column_def::<E>(column);
        let spec = made.get_column_spec();
        let (comment, renamed_from) = spec.comment.as_deref().map_or((None, None), |text| {
            let (comment, renamed_from) = split_comment(&column.def(), text);
            (comment.map(ToOwned::to_owned), renamed_from.map(ToOwned::to_owned))
        });
        Self { comment, extra: spec.extra.clone(), renamed_from }
    }
}

/// SeaORM puts `renamed_from "old"` behind the comment, or in its place. A comment may say just that, too:
/// a guess is right when setting it again changes nothing.
fn split_comment<'a>(def: &ColumnDef, text: &'a str) -> (Option<&'a str>, Option<&'a str>) {
    const MARK: &str = "renamed_from \"";
    let guess = |(at, _): (usize, &str)| {
        let (comment, from) = text.split_at_checked(at)?;
        let from = from.strip_prefix(MARK)?.strip_suffix('"')?;
        let comment = if comment.is_empty() { None } else { Some(comment.strip_suffix("; ")?) };
        let mut again = def.clone().renamed_from(from);
        if let Some(comment) = comment {
            again = again.comment(comment);
        }
        (again == *def).then_some((comment, Some(from)))
    };
    text.match_indices(MARK).find_map(guess).unwrap_or((Some(text), None))
}

/// The indexes that attributes ask for, in SeaORM's order.
pub(super) fn indexes<E: EntityTrait>(entity: E) -> Vec<AttributeIndex> {
    let prefix = format!("idx-{}-", entity.table_name());
    let statements = SeaSchema::new(DbBackend::Postgres).create_index_from_entity(entity);
    statements
        .iter()
        .filter_map(|statement| {
            let columns = statement.get_index_spec().get_column_names();
            if !statement.is_unique_key() {
                return columns.into_iter().next().map(AttributeIndex::Plain);
            }
            let name = statement.get_index_spec().get_name().unwrap_or_default();
            let key = name.strip_prefix(&prefix).unwrap_or(name);
            Some(AttributeIndex::Unique(key.to_owned(), columns))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use sea_orm::{ColumnType, ColumnTypeTrait};

    use super::*;

    #[test]
    fn a_comment_and_a_former_name_are_told_apart() {
        let plain = || ColumnType::Text.def();
        let text = "says renamed_from \"x\"";
        assert_eq!(split_comment(&plain().comment(text), text), (Some(text), None));
        let text = "renamed_from \"x\"";
        assert_eq!(split_comment(&plain().comment(text), text), (Some(text), None));
        assert_eq!(split_comment(&plain().renamed_from("x"), text), (None, Some("x")));
        let text = "old renamed_from \"x\"; renamed_from \"y\"";
        let comment = "old renamed_from \"x\"";
        let both = plain().comment(comment).renamed_from("y");
        assert_eq!(split_comment(&both, text), (Some(comment), Some("y")));
    }
}
