//! The short forms in which a case says columns, keys and indexes: SQL's words, less its punctuation.

use sea_keel::schema::{
    Column, ColumnType, DefaultValue, Deferrable, Expression, ForeignKey, Generated, Identity, IdentityKind,
    Index, IndexPart, IndexTerm, Length, NullsOrder, QualifiedName, ReferentialAction, SequenceOptions,
    SortOrder, Unique,
};

/// A place in a text.
struct Cursor<'a> {
    all: &'a str,
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        Self { all: text, rest: text.trim() }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest[bytes..].trim_start();
    }

    /// Steps over words, whatever their case, if they come next.
    fn takes(&mut self, words: &str) -> bool {
        let mut rest = self.rest;
        for word in words.split(' ') {
            let head = rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
            let ends =
                !rest[word.len().min(rest.len())..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
            if !head || (!ends && word.ends_with(|c: char| c.is_alphanumeric())) {
                return false;
            }
            rest = rest[word.len()..].trim_start();
        }
        self.rest = rest;
        true
    }

    fn one_of<T: Copy>(&mut self, choices: &[(&str, T)]) -> Option<T> {
        choices.iter().find(|(words, _)| self.takes(words)).map(|(_, value)| *value)
    }

    fn bare(&mut self) -> Option<&'a str> {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let word = &self.rest[..end];
        self.skip(end);
        (!word.is_empty()).then_some(word)
    }

    /// What stands between two quotes, a doubled one for one.
    fn quoted(&mut self, quote: char) -> Option<String> {
        let inner = self.rest.strip_prefix(quote)?;
        let (mut out, mut chars) = (String::new(), inner.char_indices().peekable());
        while let Some((at, c)) = chars.next() {
            if c != quote {
                out.push(c);
            } else if chars.next_if(|(_, next)| *next == quote).is_some() {
                out.push(quote);
            } else {
                self.skip(at + 2);
                return Some(out);
            }
        }
        panic!("{}: no end of {quote}", self.all)
    }

    fn name(&mut self) -> String {
        let found = self.quoted('"').or_else(|| self.bare().map(ToOwned::to_owned));
        found.unwrap_or_else(|| panic!("{}: a name is missing before {:?}", self.all, self.rest))
    }

    fn qualified_name(&mut self) -> QualifiedName {
        let first = self.name();
        match self.rest.strip_prefix('.') {
            Some(_) => {
                self.skip(1);
                QualifiedName::qualified(first, self.name())
            }
            None => QualifiedName::new(first),
        }
    }

    /// What stands between parentheses that belong together.
    fn parentheses(&mut self) -> Option<&'a str> {
        let inner = self.rest.strip_prefix('(')?;
        let (mut depth, mut quote) = (1, None);
        for (at, c) in inner.char_indices() {
            match (quote, c) {
                (Some(open), c) if c == open => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(c),
                (None, '(') => depth += 1,
                (None, ')') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.skip(at + 2);
                return Some(&inner[..at]);
            }
        }
        panic!("{}: no closing parenthesis", self.all)
    }

    fn expression(&mut self) -> Expression {
        let found = self.parentheses().map(Expression::new);
        found.unwrap_or_else(|| panic!("{}: an expression stands in parentheses", self.all))
    }

    fn names(&mut self) -> Vec<String> {
        match self.parentheses() {
            Some(inner) => list(inner, Cursor::name),
            None => vec![self.name()],
        }
    }

    fn end(&self) {
        assert!(self.rest.is_empty(), "{}: what is {:?}?", self.all, self.rest);
    }
}

fn list<'a, T>(text: &'a str, mut item: impl FnMut(&mut Cursor<'a>) -> T) -> Vec<T> {
    let mut cursor = Cursor::new(text);
    let mut items = vec![item(&mut cursor)];
    while cursor.rest.starts_with(',') {
        cursor.skip(1);
        items.push(item(&mut cursor));
    }
    cursor.end();
    items
}

// ---- columns ----

/// A column, and whether its definition says that it is the primary key:
/// `varchar(20) not null default 'x' comment '…'`.
pub(crate) fn column(name: &str, text: &str) -> (Column, bool) {
    let mut at = Cursor::new(text);
    let mut column = Column::new(name, column_type(&mut at));
    let mut key = false;
    while !at.rest.is_empty() {
        if at.takes("not null") {
            column.nullable = false;
        } else if at.takes("null") {
            column.nullable = true;
        } else if at.takes("primary key") {
            (key, column.nullable) = (true, false);
        } else if at.takes("default") {
            column.default = Some(default(&mut at));
        } else if at.takes("generated") {
            let expression = at.expression();
            let stored = at.takes("stored");
            assert!(stored || at.takes("virtual"), "{text}: stored or virtual?");
            column.generated = Some(Generated { expression, stored });
        } else if let Some(kind) = at.one_of(&[
            ("auto", IdentityKind::Auto),
            ("identity always", IdentityKind::Always),
            ("identity by default", IdentityKind::ByDefault),
            ("serial", IdentityKind::Serial),
        ]) {
            let sequence = at.parentheses().map(sequence).unwrap_or_default();
            column.identity = Some(Identity { kind, sequence });
            column.nullable = false;
        } else if at.takes("collate") {
            column.collation = Some(at.name());
        } else if at.takes("comment") {
            column.comment = at.quoted('\'');
        } else if at.takes("on update") {
            column.on_update = Some(at.expression());
        } else if at.takes("extra") {
            column.extra = at.quoted('\'');
        } else {
            at.end();
        }
    }
    (column, key)
}

fn column_type(at: &mut Cursor<'_>) -> ColumnType {
    use ColumnType as T;
    if at.takes("enum") {
        let ty = T::Enum(at.qualified_name());
        return array(at, ty);
    }
    if at.takes("custom") {
        let ty = T::Custom(at.name());
        return array(at, ty);
    }
    let words = [
        ("integer unsigned", T::Unsigned),
        ("bigint unsigned", T::BigUnsigned),
        ("smallint unsigned", T::SmallUnsigned),
        ("tinyint unsigned", T::TinyUnsigned),
        ("integer", T::Integer),
        ("bigint", T::BigInteger),
        ("smallint", T::SmallInteger),
        ("tinyint", T::TinyInteger),
        ("text", T::Text),
        ("blob", T::Blob),
        ("float", T::Float),
        ("double", T::Double),
        ("datetime", T::DateTime),
        ("timestamptz", T::TimestampWithTimeZone),
        ("timestamp", T::Timestamp),
        ("time", T::Time),
        ("date", T::Date),
        ("year", T::Year),
        ("interval", T::Interval(None, None)),
        ("boolean", T::Boolean),
        ("jsonb", T::JsonBinary),
        ("json", T::Json),
        ("uuid", T::Uuid),
        ("cidr", T::Cidr),
        ("inet", T::Inet),
        ("macaddr", T::MacAddr),
    ];
    if let Some((_, ty)) = words.into_iter().find(|(word, _)| at.takes(word)) {
        return array(at, ty);
    }
    let name = at.bare().unwrap_or_default().to_owned();
    let size = at.parentheses().map(|inner| list(inner, number)).unwrap_or_default();
    let first = size.first().copied();
    let length = || first.map_or(Length::Unspecified, Length::N);
    let pair = || Some((first?, size.get(1).copied().unwrap_or(0)));
    let ty = match name.to_ascii_lowercase().as_str() {
        "varchar" => T::String(length()),
        "char" => T::Char(first),
        "decimal" => T::Decimal(pair()),
        "money" => T::Money(pair()),
        "binary" => T::Binary(first.unwrap_or(1)),
        "varbinary" => T::VarBinary(length()),
        "bit" => T::Bit(first),
        "varbit" => T::VarBit(first.unwrap_or(1)),
        "vector" => T::Vector(first),
        other => panic!("{}: {other:?} is no type", at.all),
    };
    array(at, ty)
}

fn array(at: &mut Cursor<'_>, ty: ColumnType) -> ColumnType {
    if at.rest.starts_with("[]") {
        at.skip(2);
        return array(at, ColumnType::Array(Box::new(ty)));
    }
    ty
}

fn number(at: &mut Cursor<'_>) -> u32 {
    at.bare().unwrap_or_default().parse().unwrap_or_else(|_| panic!("{}: a number is missing", at.all))
}

fn default(at: &mut Cursor<'_>) -> DefaultValue {
    if let Some(text) = at.quoted('\'') {
        return DefaultValue::Text(text);
    }
    if at.rest.starts_with('(') {
        return DefaultValue::Expression(at.expression());
    }
    let end = at.rest.find(' ').unwrap_or(at.rest.len());
    let word = at.rest[..end].to_owned();
    at.skip(end);
    match word.to_ascii_lowercase().as_str() {
        "null" => DefaultValue::Null,
        "true" => DefaultValue::Bool(true),
        "false" => DefaultValue::Bool(false),
        "current_timestamp" => DefaultValue::CurrentTimestamp,
        "current_date" => DefaultValue::CurrentDate,
        "current_time" => DefaultValue::CurrentTime,
        hex if hex.starts_with("x'") => {
            let digits = hex[2..].trim_end_matches('\'').as_bytes();
            let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
            DefaultValue::Bytes(digits.chunks(2).map(byte).collect())
        }
        _ if word.parse::<f64>().is_ok() => DefaultValue::Number(word),
        _ => panic!("{}: {word} is no default", at.all),
    }
}

/// A default by itself, as `set_default` takes it.
pub(crate) fn default_value(text: &str) -> DefaultValue {
    let mut at = Cursor::new(text);
    let value = default(&mut at);
    at.end();
    value
}

fn sequence(text: &str) -> SequenceOptions {
    let mut at = Cursor::new(text);
    let mut options = SequenceOptions::default();
    while !at.rest.is_empty() {
        if at.takes("cycle") {
            options.cycle = true;
            continue;
        }
        let word = at.bare().unwrap_or_default();
        let value = Some(i64::from(number(&mut at)));
        match word {
            "start" => options.start = value,
            "increment" => options.increment = value,
            "minvalue" => options.min_value = value,
            "maxvalue" => options.max_value = value,
            "cache" => options.cache = value,
            other => panic!("{text}: {other} is no option of a sequence"),
        }
    }
    options
}

// ---- constraints ----

fn when(at: &mut Cursor<'_>) -> Option<Deferrable> {
    if !at.takes("deferrable") {
        return None;
    }
    at.takes("initially immediate");
    Some(match at.takes("initially deferred") {
        true => Deferrable::InitiallyDeferred,
        false => Deferrable::InitiallyImmediate,
    })
}

/// `(a, b) nulls not distinct deferrable initially deferred`.
pub(crate) fn unique(name: &str, text: &str) -> Unique {
    let mut at = Cursor::new(text);
    let columns = at.names();
    let nulls_not_distinct = at.takes("nulls not distinct");
    let deferrable = when(&mut at);
    at.end();
    Unique { name: name.to_owned(), columns, nulls_not_distinct, deferrable }
}

/// `owner_id -> users (id) on delete cascade`; several columns in parentheses.
pub(crate) fn foreign_key(name: &str, text: &str) -> ForeignKey {
    let mut at = Cursor::new(text);
    let columns = at.names();
    assert!(at.takes("->"), "{text}: columns -> table (columns)");
    let references = at.qualified_name();
    let referenced_columns = at.names();
    let mut key = ForeignKey {
        name: name.to_owned(),
        columns,
        references,
        referenced_columns,
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: None,
        options: Default::default(),
    };
    let actions = [
        ("no action", ReferentialAction::NoAction),
        ("restrict", ReferentialAction::Restrict),
        ("cascade", ReferentialAction::Cascade),
        ("set null", ReferentialAction::SetNull),
        ("set default", ReferentialAction::SetDefault),
    ];
    if at.takes("on delete") {
        key.on_delete = at.one_of(&actions).unwrap();
    }
    if at.takes("on update") {
        key.on_update = at.one_of(&actions).unwrap();
    }
    key.deferrable = when(&mut at);
    key.options.not_valid = at.takes("not valid");
    at.end();
    key
}

/// `unique (a desc, (lower(b))) using gin include (c) where (x)`.
pub(crate) fn index(name: &str, text: &str) -> Index {
    let mut at = Cursor::new(text);
    let unique = at.takes("unique");
    let parts = match at.parentheses() {
        Some(inner) => list(inner, part),
        None => vec![part(&mut at)],
    };
    let mut index = Index {
        name: name.to_owned(),
        parts,
        unique,
        method: None,
        predicate: None,
        include: vec![],
        nulls_not_distinct: false,
    };
    if at.takes("using") {
        index.method = at.bare().map(ToOwned::to_owned);
    }
    if at.takes("include") {
        index.include = at.names();
    }
    index.nulls_not_distinct = at.takes("nulls not distinct");
    if at.takes("where") {
        index.predicate = Some(at.expression());
    }
    at.end();
    index
}

fn part(at: &mut Cursor<'_>) -> IndexPart {
    let mut part = match at.rest.starts_with('(') {
        true => IndexPart::expression(at.expression()),
        false => IndexPart::column(at.name()),
    };
    if matches!(part.term, IndexTerm::Column(_)) {
        part.prefix = at.parentheses().map(|length| length.parse().unwrap());
    }
    if at.takes("collate") {
        part.collation = Some(at.name());
    }
    if at.takes("class") {
        part.operator_class = Some(at.name());
    }
    if at.takes("desc") {
        part.order = SortOrder::Descending;
    }
    part.nulls = at.one_of(&[("nulls first", NullsOrder::First), ("nulls last", NullsOrder::Last)]);
    part
}
