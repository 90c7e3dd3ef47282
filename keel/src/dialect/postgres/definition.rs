//! The SQL of a thing as `CREATE TABLE` and `ADD` take it.

use crate::{
    dialect::{
        Dialect as _, Unsupported,
        sql::{actions, common_default, hex, list, quote_text},
    },
    schema::{
        Check, Column, ColumnType, DefaultValue, ForeignKey, Identity, IdentityKind, Index, IndexPart,
        IndexTerm, NullsOrder, PrimaryKey, QualifiedName, ReferentialAction, SequenceOptions, SortOrder,
        Table, Unique,
    },
};

use super::{Postgres, quote};

impl Postgres {
    /// A value with the column's type. An enum's type may not be there either; its values are read as texts.
    pub(super) fn column_stand_in(&self, column: &Column, value: &DefaultValue) -> String {
        let value = default_sql(value);
        match (column.ty.enum_name(), self.type_sql(&column.ty, &column.name)) {
            (None, Ok(ty)) => format!("CAST({value} AS {ty})"),
            _ => value,
        }
    }

    /// `CREATE TABLE`, without indexes and comments.
    pub(super) fn create_table(&self, table: &Table) -> Result<String, Unsupported> {
        let mut items = Vec::new();
        for column in table.columns.values() {
            items.push(self.column(&table.name, column)?);
        }
        items.extend(table.primary_key.as_ref().map(primary_key));
        for unique in table.uniques.values() {
            items.push(self.unique(unique)?);
        }
        items.extend(table.checks.values().map(check));
        items.extend(table.foreign_keys.values().map(|key| self.foreign_key(key)));
        Ok(format!("CREATE TABLE {} (\n    {}\n)", self.quote_qualified(&table.name), items.join(",\n    ")))
    }

    /// A column's definition.
    pub(super) fn column(&self, table: &QualifiedName, column: &Column) -> Result<String, Unsupported> {
        let owner = format!("{table}.{}", column.name);
        let mut sql = format!("{} {}", quote(&column.name), self.column_type(column, &owner)?);
        if let Some(collation) = &column.collation {
            sql += &format!(" COLLATE {}", collate(collation));
        }
        if let Some(generated) = &column.generated {
            if !generated.stored {
                self.require(18, format!("the virtual generated column {owner}"))?;
            }
            let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
            sql += &format!(" GENERATED ALWAYS AS ({}) {kind}", generated.expression);
        }
        if let Some(identity) = &column.identity {
            sql += &identity_clause(identity);
        }
        if !column.nullable {
            sql += " NOT NULL";
        }
        if let Some(default) = &column.default {
            sql += &format!(" DEFAULT {}", default_sql(default));
        }
        if let Some(extra) = &column.extra {
            sql += &format!(" {extra}");
        }
        Ok(sql)
    }

    /// The type, or the `serial` that stands for one.
    fn column_type(&self, column: &Column, owner: &str) -> Result<String, Unsupported> {
        let serial = column.identity.as_ref().is_some_and(|identity| identity.kind == IdentityKind::Serial);
        Ok(match (serial, &column.ty) {
            (true, ColumnType::SmallInteger) => "smallserial".into(),
            (true, ColumnType::BigInteger) => "bigserial".into(),
            (true, _) => "serial".into(),
            (false, ty) => self.type_sql(ty, owner)?,
        })
    }

    pub(super) fn unique(&self, unique: &Unique) -> Result<String, Unsupported> {
        let nulls = self.nulls_not_distinct(unique.nulls_not_distinct, &unique.name)?;
        let columns = list(&unique.columns, quote);
        let when = unique.deferrable.map(|when| format!(" {}", when.as_sql())).unwrap_or_default();
        Ok(format!("CONSTRAINT {} UNIQUE{nulls} ({columns}){when}", quote(&unique.name)))
    }

    fn nulls_not_distinct(&self, asked: bool, name: &str) -> Result<&'static str, Unsupported> {
        if !asked {
            return Ok("");
        }
        self.require(15, format!("NULLS NOT DISTINCT of {name}"))?;
        Ok(" NULLS NOT DISTINCT")
    }

    pub(super) fn foreign_key(&self, key: &ForeignKey) -> String {
        let when = key.deferrable.map(|when| format!(" {}", when.as_sql())).unwrap_or_default();
        let full = if key.options.match_full { " MATCH FULL" } else { "" };
        let set = match key.options.set_columns.as_slice() {
            [] => String::new(),
            columns => format!(" ({})", list(columns, quote)),
        };
        let none = ReferentialAction::NoAction;
        format!(
            "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}){full}{}{set}{}{when}{}",
            quote(&key.name),
            list(&key.columns, quote),
            self.quote_qualified(&key.references),
            list(&key.referenced_columns, quote),
            actions(key.on_delete, none),
            actions(none, key.on_update),
            if key.options.not_valid { " NOT VALID" } else { "" },
        )
    }

    /// `CREATE INDEX`.
    pub(super) fn create_index(
        &self,
        table: &QualifiedName,
        index: &Index,
        concurrently: bool,
    ) -> Result<String, Unsupported> {
        let nulls = self.nulls_not_distinct(index.nulls_not_distinct, &index.name)?;
        if index.parts.iter().any(|part| part.prefix.is_some()) {
            let what = format!("the prefix length in index {}", index.name);
            return Err(self.unsupported(what, "use an expression: left(column, n)"));
        }
        let parts: Vec<_> = index.parts.iter().map(index_part).collect();
        let mut sql = format!(
            "CREATE {}INDEX {}{} ON {}{} ({})",
            if index.unique { "UNIQUE " } else { "" },
            if concurrently { "CONCURRENTLY " } else { "" },
            quote(&index.name),
            self.quote_qualified(table),
            index.method.as_ref().map(|method| format!(" USING {method}")).unwrap_or_default(),
            parts.join(", "),
        );
        if !index.include.is_empty() {
            sql += &format!(" INCLUDE ({})", list(&index.include, quote));
        }
        sql += nulls;
        if let Some(predicate) = &index.predicate {
            sql += &format!(" WHERE {predicate}");
        }
        Ok(sql)
    }
}

pub(super) fn primary_key(key: &PrimaryKey) -> String {
    let name = key.name.as_ref().map(|name| format!("CONSTRAINT {} ", quote(name))).unwrap_or_default();
    format!("{name}PRIMARY KEY ({})", list(&key.columns, quote))
}

pub(super) fn check(check: &Check) -> String {
    let not_valid = if check.not_valid { " NOT VALID" } else { "" };
    format!("CONSTRAINT {} CHECK ({}){not_valid}", quote(&check.name), check.expression)
}

/// A collation's name may come with its schema (`pg_catalog.C`).
pub(super) fn collate(name: &str) -> String {
    match name.split_once('.') {
        Some((schema, name)) => format!("{}.{}", quote(schema), quote(name)),
        None => quote(name),
    }
}

pub(super) fn default_sql(value: &DefaultValue) -> String {
    common_default(value).unwrap_or_else(|| match value {
        DefaultValue::Bool(value) => value.to_string(),
        DefaultValue::Text(text) => quote_text(text),
        DefaultValue::Bytes(bytes) => format!("'\\x{}'", hex(bytes)),
        DefaultValue::CurrentDate => "CURRENT_DATE".into(),
        DefaultValue::CurrentTime => "CURRENT_TIME".into(),
        other => other.to_string(),
    })
}

/// ` GENERATED … AS IDENTITY (…)`; nothing for `serial`, which is part of the type.
pub(super) fn identity_clause(identity: &Identity) -> String {
    let when = match identity.kind {
        IdentityKind::Serial => return String::new(),
        IdentityKind::Always => "ALWAYS",
        IdentityKind::Auto | IdentityKind::ByDefault => "BY DEFAULT",
    };
    let options = sequence_options(&identity.sequence);
    let options = if options.is_empty() { String::new() } else { format!(" ({})", options.join(" ")) };
    format!(" GENERATED {when} AS IDENTITY{options}")
}

/// The options of a sequence that are said, a clause each.
pub(super) fn sequence_options(options: &SequenceOptions) -> Vec<String> {
    let numbers = [
        ("START WITH", options.start),
        ("INCREMENT BY", options.increment),
        ("MINVALUE", options.min_value),
        ("MAXVALUE", options.max_value),
        ("CACHE", options.cache),
    ];
    let said = numbers.iter().filter_map(|(clause, value)| value.map(|value| format!("{clause} {value}")));
    said.chain(options.cycle.then(|| "CYCLE".to_owned())).collect()
}

/// The options that differ, a clause each; one that is no longer said becomes the default again.
pub(super) fn changed_options(old: &SequenceOptions, new: &SequenceOptions) -> Vec<String> {
    let start =
        (old.start != new.start || first(old) != first(new)).then(|| format!("START WITH {}", first(new)));
    let numbers = [
        ("INCREMENT BY", old.increment, new.increment, "INCREMENT BY 1"),
        ("MINVALUE", old.min_value, new.min_value, "NO MINVALUE"),
        ("MAXVALUE", old.max_value, new.max_value, "NO MAXVALUE"),
        ("CACHE", old.cache, new.cache, "CACHE 1"),
    ];
    let changed = numbers.iter().filter(|(_, old, new, _)| old != new);
    let said = changed.map(|(clause, _, new, default)| {
        new.map_or_else(|| (*default).to_owned(), |value| format!("{clause} {value}"))
    });
    let cycle = if new.cycle { "CYCLE" } else { "NO CYCLE" };
    start.into_iter().chain(said).chain((old.cycle != new.cycle).then(|| cycle.to_owned())).collect()
}

/// Where a sequence begins: with its least number unless it is said, or with its greatest where it counts down
/// (manual, "CREATE SEQUENCE").
pub(super) fn first(options: &SequenceOptions) -> i64 {
    let unsaid = match options.increment {
        Some(..0) => options.max_value.unwrap_or(-1),
        _ => options.min_value.unwrap_or(1),
    };
    options.start.unwrap_or(unsaid)
}

fn index_part(part: &IndexPart) -> String {
    let mut sql = match &part.term {
        IndexTerm::Column(name) => quote(name),
        IndexTerm::Expression(expression) => format!("({expression})"),
    };
    if let Some(collation) = &part.collation {
        sql += &format!(" COLLATE {}", collate(collation));
    }
    if let Some(class) = &part.operator_class {
        sql += &format!(" {class}");
    }
    if part.order == SortOrder::Descending {
        sql += " DESC";
    }
    sql + match part.nulls {
        None => "",
        Some(NullsOrder::First) => " NULLS FIRST",
        Some(NullsOrder::Last) => " NULLS LAST",
    }
}
