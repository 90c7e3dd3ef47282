//! The SQL of a thing as `CREATE TABLE` and `ALTER TABLE … ADD` take it.

use crate::{
    dialect::{
        Dialect as _, Unsupported,
        sql::{actions, hex, list},
    },
    schema::{
        Check, Column, ColumnType, DefaultValue, Expression, ForeignKey, Identity, IdentityKind, Index,
        IndexPart, IndexTerm, PrimaryKey, QualifiedName, ReferentialAction, Schema, SortOrder, Table, Unique,
    },
};

use super::{
    MySql, quote, quote_text,
    types::{is_large, is_timestamp, now_precision},
};

impl MySql {
    /// `CREATE TABLE` with everything that hangs on it, so that no half of it can be left behind.
    pub(super) fn create_table(&self, table: &Table, schema: &Schema) -> Result<String, Unsupported> {
        let mut items = Vec::new();
        for column in table.columns.values() {
            items.push(self.column_with(&table.name, column, schema, self.own_check(table, &column.name))?);
        }
        items.extend(table.primary_key.as_ref().map(primary_key));
        for unique in table.uniques.values() {
            items.push(self.unique(Some(table), unique)?);
        }
        for index in table.indexes.values() {
            items.push(self.index(Some(table), index)?);
        }
        items.extend(self.indexes_beside_texts(table));
        for check in table.checks.values().filter(|check| self.own_check(table, &check.name).is_none()) {
            items.push(self.check(check)?);
        }
        for key in table.foreign_keys.values() {
            items.push(self.foreign_key(&table.name, key)?);
        }
        let (name, options) = (self.quote_qualified(&table.name), table_options(table));
        Ok(format!("CREATE TABLE {name} (\n    {}\n){options}", items.join(",\n    ")))
    }

    /// The check that is part of a column's definition: on MariaDB that is one by the column's name, and what
    /// `MODIFY` forgets if it is not said again (manual, CONSTRAINT).
    pub(super) fn own_check<'t>(&self, table: &'t Table, column: &str) -> Option<&'t Check> {
        let plain = table.column(column).is_some_and(|column| column.generated.is_none());
        table.checks.get(column).filter(|_| plain && self.is_mariadb())
    }

    /// A column's definition: all of it, since `MODIFY` forgets what is not said again.
    pub(super) fn column(
        &self,
        table: &QualifiedName,
        column: &Column,
        schema: &Schema,
    ) -> Result<String, Unsupported> {
        let check = schema.table(table).and_then(|table| self.own_check(table, &column.name));
        self.column_with(table, column, schema, check)
    }

    pub(super) fn column_with(
        &self,
        table: &QualifiedName,
        column: &Column,
        schema: &Schema,
        check: Option<&Check>,
    ) -> Result<String, Unsupported> {
        let owner = format!("{table}.{}", column.name);
        let mut sql = format!("{} {}", quote(&column.name), self.type_sql(&column.ty, &owner, schema)?);
        if let Some(collation) = &column.collation {
            sql += &format!(" COLLATE {}", quote(collation));
        }
        if let Some(generated) = &column.generated {
            let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
            sql += &format!(" GENERATED ALWAYS AS ({}) {kind}", generated.expression);
        }
        sql += self.nullability(column, &owner)?;
        if let Some(default) = &column.default {
            sql += &format!(" DEFAULT {}", self.default_sql(column, default, &owner)?);
        }
        if let Some(identity) = &column.identity {
            self.require_auto(identity, &owner)?;
            sql += " AUTO_INCREMENT";
        }
        if let Some(on_update) = &column.on_update {
            let now = now_expression(column, on_update).unwrap_or_else(|| on_update.to_string());
            sql += &format!(" ON UPDATE {now}");
        }
        if let Some(comment) = &column.comment {
            sql += &format!(" COMMENT {}", quote_text(comment));
        }
        if let Some(extra) = &column.extra {
            sql += &format!(" {extra}");
        }
        if let Some(check) = check {
            sql += &format!(" CHECK ({})", check.expression);
        }
        Ok(sql)
    }

    fn nullability(&self, column: &Column, owner: &str) -> Result<&'static str, Unsupported> {
        match (column.nullable, &column.generated) {
            (false, Some(_)) if self.is_mariadb() => {
                let what = format!("NOT NULL on generated column {owner}");
                Err(self.unsupported(what, "let it take NULL, or add a check that it is not"))
            }
            (false, _) => Ok(" NOT NULL"),
            (true, None) if is_timestamp(&column.ty) => Ok(" NULL"),
            (true, _) => Ok(""),
        }
    }

    pub(super) fn require_auto(&self, identity: &Identity, owner: &str) -> Result<(), Unsupported> {
        if identity.kind != IdentityKind::Auto {
            let what = format!("{} of {owner}", identity_words(identity.kind));
            return Err(self.unsupported(what, "say auto_increment"));
        }
        if !identity.sequence.is_default() {
            let what = format!("sequence options on {owner}");
            return Err(self.unsupported(what, "leave them out; the start can be set with op.sql"));
        }
        Ok(())
    }

    /// A default, in the parentheses that mark an expression where it is more than a literal.
    pub(super) fn default_sql(
        &self,
        column: &Column,
        default: &DefaultValue,
        owner: &str,
    ) -> Result<String, Unsupported> {
        if let Some(now) = now_default(column, default) {
            return Ok(now);
        }
        let sql = match (literal(default), default) {
            (_, DefaultValue::Null) => return Ok("NULL".into()),
            (Some(literal), _) if !is_large(&column.ty) => return Ok(literal),
            (Some(literal), _) => literal,
            (None, other) => other.to_string(),
        };
        let what = format!("the expression as default of {owner}");
        self.require(Some((8, 0, 13)), Some((10, 2, 1)), what, "")?;
        Ok(format!("({sql})"))
    }

    pub(super) fn unique(&self, table: Option<&Table>, unique: &Unique) -> Result<String, Unsupported> {
        let name = format!("unique constraint {}", unique.name);
        if unique.deferrable.is_some() {
            return Err(self.unsupported(format!("the deferrable {name}"), "leave it checked at once"));
        }
        self.refuse_nulls_not_distinct(unique.nulls_not_distinct, &name)?;
        for column in &unique.columns {
            self.refuse_large(table, column, &name, true)?;
        }
        Ok(format!("CONSTRAINT {} UNIQUE ({})", quote(&unique.name), list(&unique.columns, quote)))
    }

    fn refuse_nulls_not_distinct(&self, asked: bool, name: &str) -> Result<(), Unsupported> {
        if !asked {
            return Ok(());
        }
        let hint = "make the columns NOT NULL, or index a generated column that stands for the NULL";
        Err(self.unsupported(format!("NULLS NOT DISTINCT of {name}"), hint))
    }

    /// A key over all of a long text: MySQL refuses it, MariaDB shortens it without a word.
    fn refuse_large(
        &self,
        table: Option<&Table>,
        column: &str,
        name: &str,
        unique: bool,
    ) -> Result<(), Unsupported> {
        let large = table.and_then(|table| table.column(column)).is_some_and(|column| is_large(&column.ty));
        // MariaDB keeps a unique one by a hash of the whole.
        if !large || (unique && self.is_mariadb()) {
            return Ok(());
        }
        let hint = "give it a prefix length, or make the column a string with a length";
        Err(self.unsupported(format!("all of the long column {column} in {name}"), hint))
    }

    pub(super) fn foreign_key(&self, table: &QualifiedName, key: &ForeignKey) -> Result<String, Unsupported> {
        // A bare name here is one of the table's own database, not of the connection's.
        if table.schema.is_some() && key.references.schema.is_none() {
            let what = format!("foreign key {} from {table} to the default database", key.name);
            return Err(self.unsupported(what, "name the database of the table that it points at"));
        }
        if key.deferrable.is_some() {
            let what = format!("the deferrable foreign key {}", key.name);
            return Err(self.unsupported(what, "leave it checked at once"));
        }
        if [key.on_delete, key.on_update].contains(&ReferentialAction::SetDefault) {
            let what = format!("SET DEFAULT of foreign key {}", key.name);
            return Err(self.unsupported(what, "SET NULL, CASCADE and RESTRICT are there"));
        }
        Ok(format!(
            "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}){}",
            quote(&key.name),
            list(&key.columns, quote),
            self.quote_qualified(&key.references),
            list(&key.referenced_columns, quote),
            actions(key.on_delete, key.on_update),
        ))
    }

    pub(super) fn check(&self, check: &Check) -> Result<String, Unsupported> {
        // Older ones read it and forget it.
        self.require(Some((8, 0, 16)), Some((10, 2, 1)), format!("check {}", check.name), "")?;
        Ok(format!("CONSTRAINT {} CHECK ({})", quote(&check.name), check.expression))
    }

    /// An index; `table` is where the types of its columns are known.
    pub(super) fn index(&self, table: Option<&Table>, index: &Index) -> Result<String, Unsupported> {
        let name = format!("index {}", index.name);
        self.refuse_index_options(index, &name)?;
        let (kind, using) = self.index_method(index, &name)?;
        let mut parts = Vec::new();
        for part in &index.parts {
            parts.push(self.index_part(table, index, part, &name)?);
        }
        Ok(format!("{kind}INDEX {} ({}){using}", quote(&index.name), parts.join(", ")))
    }

    fn refuse_index_options(&self, index: &Index, name: &str) -> Result<(), Unsupported> {
        self.refuse_nulls_not_distinct(index.nulls_not_distinct, name)?;
        if index.predicate.is_some() {
            let hint = "index a generated column that is NULL for the other rows, or all rows";
            return Err(self.unsupported(format!("the WHERE of {name}"), hint));
        }
        if !index.include.is_empty() {
            return Err(self.unsupported(format!("the INCLUDE of {name}"), "append its columns to the key"));
        }
        Ok(())
    }

    fn index_method(&self, index: &Index, name: &str) -> Result<(&'static str, &'static str), Unsupported> {
        let method = index.method.as_deref().map(str::to_ascii_lowercase);
        match (method.as_deref(), index.unique) {
            (None, unique) => Ok((unique_word(unique), "")),
            (Some("btree"), unique) => Ok((unique_word(unique), " USING BTREE")),
            (Some("hash"), unique) => Ok((unique_word(unique), " USING HASH")),
            (Some("fulltext"), false) => Ok(("FULLTEXT ", "")),
            (Some("spatial"), false) => Ok(("SPATIAL ", "")),
            (Some(other), _) => {
                let what = format!("the access method {other} of {}{name}", unique_word(index.unique));
                Err(self.unsupported(what, "btree and hash are there; fulltext and spatial if not unique"))
            }
        }
    }

    fn index_part(
        &self,
        table: Option<&Table>,
        index: &Index,
        part: &IndexPart,
        name: &str,
    ) -> Result<String, Unsupported> {
        if part.nulls.is_some() {
            return Err(self.unsupported(format!("NULLS FIRST or LAST in {name}"), "NULLs are the smallest"));
        }
        if part.operator_class.is_some() {
            return Err(self.unsupported(format!("the operator class in {name}"), "leave it out"));
        }
        if part.collation.is_some() {
            let hint = "the column's own collation orders it";
            return Err(self.unsupported(format!("the collation in {name}"), hint));
        }
        let mut sql = match &part.term {
            IndexTerm::Column(column) => {
                if part.prefix.is_none() && !is_kind(index, &["fulltext", "spatial"]) {
                    self.refuse_large(table, column, name, index.unique)?;
                }
                quote(column)
            }
            IndexTerm::Expression(expression) => {
                let hint = "index a generated column that holds the expression";
                self.require(Some((8, 0, 13)), None, format!("the expression in {name}"), hint)?;
                format!("(({expression}))")
            }
        };
        if let Some(prefix) = part.prefix {
            sql += &format!("({prefix})");
        }
        if part.order == SortOrder::Descending {
            let what = format!("descending order in {name}");
            self.require(Some((8, 0, 0)), Some((10, 8, 0)), what.clone(), "")?;
            if !self.is_mariadb() && is_kind(index, &["fulltext", "spatial", "hash"]) {
                return Err(self.unsupported(what, "only a B-tree has an order"));
            }
            sql += " DESC";
        }
        Ok(sql)
    }
}

/// The primary key; its name is always `PRIMARY`.
pub(super) fn primary_key(key: &PrimaryKey) -> String {
    format!("PRIMARY KEY ({})", list(&key.columns, quote))
}

/// Whether the index is made with one of those methods.
pub(super) fn is_kind(index: &Index, methods: &[&str]) -> bool {
    let is = |method: &String| methods.iter().any(|other| method.eq_ignore_ascii_case(other));
    index.method.as_ref().is_some_and(is)
}

/// A default that is a literal.
fn literal(default: &DefaultValue) -> Option<String> {
    Some(match default {
        DefaultValue::Null => "NULL".to_owned(),
        DefaultValue::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DefaultValue::Number(digits) => digits.clone(),
        DefaultValue::Text(text) => quote_text(text),
        DefaultValue::Bytes(bytes) => format!("x'{}'", hex(bytes)),
        _ => return None,
    })
}

/// A value as a driver takes it for one of the column's type; `CAST` knows fewer types than columns have.
pub(super) fn stand_in(column: &Column, value: &DefaultValue) -> String {
    use ColumnType as T;
    let sql = literal(value).unwrap_or_else(|| value.to_string());
    let ty = match (&column.ty, value) {
        (_, DefaultValue::Null) => return sql,
        // Whether a backslash escapes is the session's own business, and this one is a program's.
        (_, DefaultValue::Text(text)) if text.contains('\\') => {
            return format!("CONVERT(x'{}' USING utf8mb4)", hex(text.as_bytes()));
        }
        (T::DateTime | T::Timestamp | T::TimestampWithTimeZone, _) => "DATETIME",
        (T::Date, _) => "DATE",
        (T::Time, _) => "TIME",
        (T::TinyUnsigned | T::SmallUnsigned | T::Unsigned | T::BigUnsigned, _) => "UNSIGNED",
        (T::Float | T::Double, _) => return format!("({sql} + 0e0)"),
        _ => return sql,
    };
    format!("CAST({sql} AS {ty})")
}

/// `CURRENT_TIMESTAMP` as it stands, which only dates with a time take.
pub(super) fn now_default(column: &Column, default: &DefaultValue) -> Option<String> {
    match default {
        DefaultValue::CurrentTimestamp => Some(format!("CURRENT_TIMESTAMP{}", now_precision(&column.ty)?)),
        DefaultValue::Expression(expression) => now_expression(column, expression),
        _ => None,
    }
}

/// The same for an expression that says nothing else. Its precision must be the column's own.
fn now_expression(column: &Column, expression: &Expression) -> Option<String> {
    let text: String = expression.as_sql().chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.to_ascii_uppercase();
    let rest = match text.strip_prefix("CURRENT_TIMESTAMP") {
        Some("") => "()",
        Some(rest) => rest,
        None => text.strip_prefix("NOW")?,
    };
    let digits = rest.strip_prefix('(')?.strip_suffix(')')?;
    let own = now_precision(&column.ty)?;
    let said = if digits.is_empty() { own } else { rest.to_owned() };
    digits.chars().all(|c| c.is_ascii_digit()).then(|| format!("CURRENT_TIMESTAMP{said}"))
}

fn identity_words(kind: IdentityKind) -> &'static str {
    match kind {
        IdentityKind::Auto => "AUTO_INCREMENT",
        IdentityKind::Always => "GENERATED ALWAYS AS IDENTITY",
        IdentityKind::ByDefault => "GENERATED BY DEFAULT AS IDENTITY",
        IdentityKind::Serial => "serial",
    }
}

fn unique_word(unique: bool) -> &'static str {
    if unique { "UNIQUE " } else { "" }
}

fn table_options(table: &Table) -> String {
    let named = |clause: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!(" {clause}={}", quote(value))).unwrap_or_default()
    };
    let options = &table.options;
    let comment = table.comment.as_ref().map(|comment| format!(" COMMENT={}", quote_text(comment)));
    named("ENGINE", &options.engine)
        + &named("DEFAULT CHARSET", &options.character_set)
        + &named("COLLATE", &options.collation)
        + &comment.unwrap_or_default()
}
