//! The types that an engine has, and the values and expressions that fit them.

use sea_keel::{
    dialect::{Engine, Server},
    schema::{Backend, Column, ColumnType as T, DefaultValue, Expression, Length, QualifiedName, Schema},
};
use tests::Dice;

/// What is generated for.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) server: Server,
}

/// What expressions can do with a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Number,
    Text,
    Other,
}

impl Words {
    pub(crate) fn backend(&self) -> Backend {
        self.server.engine.backend()
    }

    pub(crate) fn is(&self, backend: Backend) -> bool {
        self.backend() == backend
    }

    pub(crate) fn is_mariadb(&self) -> bool {
        self.server.engine == Engine::MariaDb
    }

    pub(crate) fn quote(&self, name: &str) -> String {
        match self.backend() {
            Backend::MySql => format!("`{}`", name.replace('`', "``")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// Every type that the engine has, but for enums and their arrays.
    fn types(&self) -> Vec<T> {
        let custom = |text: &str| T::Custom(text.into());
        let mut types = vec![
            T::Char(Some(5)),
            T::String(Length::N(20)),
            T::String(Length::N(60)),
            T::String(Length::Unspecified),
            T::String(Length::Max),
            T::Text,
            T::Blob,
            T::TinyInteger,
            T::SmallInteger,
            T::Integer,
            T::BigInteger,
            T::TinyUnsigned,
            T::SmallUnsigned,
            T::Unsigned,
            T::BigUnsigned,
            T::Float,
            T::Double,
            T::Decimal(None),
            T::Decimal(Some((10, 2))),
            T::DateTime,
            T::Timestamp,
            T::TimestampWithTimeZone,
            T::Time,
            T::Date,
            T::Binary(16),
            T::VarBinary(Length::N(30)),
            T::VarBinary(Length::Max),
            T::Boolean,
            T::Money(None),
            T::Json,
            T::JsonBinary,
            T::Uuid,
        ];
        match self.backend() {
            Backend::Postgres => {
                types.extend([
                    T::Interval(None, None),
                    T::Interval(Some("YEAR TO MONTH".into()), None),
                    T::Interval(None, Some(3)),
                    T::Bit(Some(4)),
                    T::Bit(None),
                    T::VarBit(8),
                    T::Array(Box::new(T::Integer)),
                    T::Array(Box::new(T::Text)),
                    T::Array(Box::new(T::String(Length::N(20)))),
                    T::Cidr,
                    T::Inet,
                    T::MacAddr,
                    custom("point"),
                    custom("tsvector"),
                    custom("timestamp(3) with time zone"),
                ]);
            }
            Backend::MySql => types.extend([
                T::Year,
                T::Bit(Some(4)),
                T::VarBit(8),
                custom("mediumtext"),
                custom("datetime(3)"),
                T::Money(Some((12, 4))),
            ]),
            Backend::Sqlite => types.extend([custom("real"), custom("any"), T::Money(Some((12, 4)))]),
        }
        types
    }

    /// A type; often one of the everyday ones, so that columns match one another.
    pub(crate) fn ty(&self, dice: &mut Dice, schema: &Schema, namespace: &Option<String>) -> T {
        if dice.percent(40) {
            return dice
                .pick(&[T::Integer, T::BigInteger, T::String(Length::N(20)), T::Text])
                .unwrap()
                .clone();
        }
        let enums: Vec<&QualifiedName> =
            schema.enums.keys().filter(|name| name.schema.is_none() || name.schema == *namespace).collect();
        if dice.percent(20)
            && let Some(name) = dice.pick(&enums)
        {
            let ty = T::Enum((*name).clone());
            let array = self.is(Backend::Postgres) && dice.percent(30);
            return if array { T::Array(Box::new(ty)) } else { ty };
        }
        dice.pick(&self.types()).unwrap().clone()
    }

    pub(crate) fn strict_type(&self, dice: &mut Dice) -> T {
        let custom = |text: &str| T::Custom(text.into());
        dice.pick(&[T::Integer, T::Text, T::Blob, custom("real"), custom("any")]).unwrap().clone()
    }

    /// Whether a B-tree over all of it is there.
    pub(crate) fn is_keyable(&self, ty: &T) -> bool {
        match (self.backend(), ty) {
            (Backend::Sqlite, _) => true,
            (Backend::Postgres, T::Json) => false,
            (Backend::Postgres, T::Custom(text)) => text != "point",
            (Backend::Postgres, T::Array(element)) => self.is_keyable(element),
            (Backend::Postgres, _) => true,
            (Backend::MySql, T::Text | T::Blob | T::Json | T::JsonBinary | T::Vector(_)) => false,
            (Backend::MySql, T::String(length) | T::VarBinary(length)) => matches!(length, Length::N(_)),
            (Backend::MySql, T::Custom(text)) => text != "mediumtext",
            (Backend::MySql, _) => true,
        }
    }

    pub(crate) fn is_text(&self, ty: &T) -> bool {
        match ty {
            T::Char(_) | T::String(_) | T::Text => true,
            T::Custom(text) => text == "mediumtext",
            _ => false,
        }
    }

    pub(crate) fn class(&self, ty: &T) -> Class {
        match ty {
            // PostgreSQL writes down a cast of every number that a real is compared with.
            T::Float if self.is(Backend::Postgres) => Class::Other,
            T::Decimal(_) | T::Float | T::Double => Class::Number,
            ty if ty.is_integer() => Class::Number,
            ty if self.is_text(ty) => Class::Text,
            _ => Class::Other,
        }
    }

    /// A default that the type takes.
    pub(crate) fn default(
        &self,
        dice: &mut Dice,
        ty: &T,
        nullable: bool,
        schema: &Schema,
    ) -> Option<DefaultValue> {
        let number = |text: &str| DefaultValue::Number(text.into());
        let text = |text: &str| DefaultValue::Text(text.into());
        let expression = |text: &str| DefaultValue::Expression(Expression::new(text));
        let backend = self.backend();
        let (postgres, mysql) = (backend == Backend::Postgres, backend == Backend::MySql);
        let mut all = match ty {
            T::TinyUnsigned | T::SmallUnsigned | T::Unsigned | T::BigUnsigned => {
                vec![number("0"), number("7")]
            }
            ty if ty.is_integer() => vec![number("0"), number("-3"), number("42"), expression("1 + 2")],
            T::Float | T::Double | T::Decimal(_) => vec![number("0"), number("1.5"), number("-2")],
            T::Money(_) if !postgres => vec![number("1.5")],
            T::Char(_) => vec![text("abc"), text("it's")],
            T::String(_) | T::Text => {
                vec![
                    text(""),
                    text("it's"),
                    text("a\\b"),
                    text("naïve"),
                    text("7"),
                    expression("lower('ABC')"),
                ]
            }
            T::Boolean => vec![DefaultValue::Bool(true), DefaultValue::Bool(false)],
            // Without a zone it would be a moment in whatever zone the session has.
            T::TimestampWithTimeZone if postgres => {
                vec![DefaultValue::CurrentTimestamp, text("2024-01-02 03:04:05+00")]
            }
            T::DateTime | T::Timestamp | T::TimestampWithTimeZone => {
                vec![DefaultValue::CurrentTimestamp, text("2024-01-02 03:04:05")]
            }
            T::Date => vec![DefaultValue::CurrentDate, text("2024-01-02")],
            T::Time => vec![DefaultValue::CurrentTime, text("10:00:00")],
            T::Blob | T::Binary(_) | T::VarBinary(_) => {
                vec![DefaultValue::Bytes(vec![0, 255]), DefaultValue::Bytes(b"ab".to_vec())]
            }
            T::Json | T::JsonBinary => vec![text("{}"), text("{\"a\": [1, 2]}")],
            T::Uuid if mysql => vec![DefaultValue::Bytes((1..=16).collect())],
            T::Uuid if postgres => {
                vec![text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), expression("gen_random_uuid()")]
            }
            T::Enum(name) => {
                let known = schema.enum_type(name).map(|it| it.values.as_slice()).unwrap_or_default();
                known.iter().map(|value| text(value)).collect()
            }
            T::Array(_) => vec![text("{}")],
            T::Interval(Some(_), _) => vec![text("1 year")],
            T::Interval(..) => vec![text("1 hour"), text("3 days")],
            T::Inet => vec![text("10.0.0.1")],
            T::Cidr => vec![text("10.0.0.0/8")],
            T::Year => vec![number("2024")],
            T::Bit(Some(_)) if postgres => vec![text("1010")],
            T::Bit(_) if mysql => vec![number("5")],
            T::Custom(name) if name == "datetime(3)" => vec![DefaultValue::CurrentTimestamp],
            T::Custom(name) if name == "mediumtext" => vec![text("long")],
            T::Custom(name) if name == "real" => vec![number("1.5")],
            _ => vec![],
        };
        if nullable {
            all.push(DefaultValue::Null);
        }
        dice.pick(&all).cloned()
    }

    /// A condition over the column.
    pub(crate) fn condition(&self, dice: &mut Dice, column: &Column) -> Expression {
        let name = self.quote(&column.name);
        let mut all = vec![format!("{name} IS NOT NULL")];
        match self.class(&column.ty) {
            Class::Number => all.extend([
                format!("{name} > 0"),
                format!("{name} >= 1 AND {name} < 100"),
                format!("{name} IN (1, 2, 3)"),
                format!("{name} <> 5 OR {name} IS NULL"),
                format!("{name} BETWEEN 1 AND 9"),
            ]),
            Class::Text => all.extend([
                format!("{name} <> 'x'"),
                format!("length({name}) > 2"),
                format!("{name} IN ('a', 'b')"),
                format!("{name} LIKE 'a%'"),
                format!("lower({name}) = {name}"),
            ]),
            Class::Other => {}
        }
        Expression::new(dice.pick(&all).unwrap().clone())
    }

    /// A value computed from the column, and its type.
    pub(crate) fn computed(&self, dice: &mut Dice, column: &Column) -> Option<(Expression, T)> {
        // MariaDB computes nothing from a char, which it may pad (PAD_CHAR_TO_FULL_LENGTH).
        if self.is(Backend::MySql) && matches!(column.ty, T::Char(_)) {
            return None;
        }
        let name = self.quote(&column.name);
        let found = match self.class(&column.ty) {
            Class::Number => {
                let mut all = vec![format!("{name} + 1"), format!("{name} * 2")];
                all.extend(self.coalesces(&column.ty).then(|| format!("coalesce({name}, 0)")));
                (dice.pick(&all)?.clone(), if column.ty.is_integer() { T::BigInteger } else { T::Double })
            }
            Class::Text => {
                let all = [
                    (format!("lower({name})"), T::Text),
                    (format!("length({name})"), T::Integer),
                    (format!("coalesce({name}, 'none')"), T::Text),
                ];
                dice.pick(&all)?.clone()
            }
            Class::Other => return None,
        };
        let ty = match found.1 {
            T::Text if self.is(Backend::MySql) => T::String(Length::N(60)),
            ty => ty,
        };
        Some((Expression::new(found.0), ty))
    }

    /// Whether `coalesce` with a number leaves the type as it is: PostgreSQL writes down the cast of a smaller one.
    pub(crate) fn coalesces(&self, ty: &T) -> bool {
        let small = matches!(ty, T::TinyInteger | T::TinyUnsigned | T::SmallInteger | T::Float);
        !(small && self.is(Backend::Postgres))
    }

    pub(crate) fn collation(&self, dice: &mut Dice) -> String {
        let all: &[&str] = match self.backend() {
            Backend::Postgres => &["C", "POSIX"],
            Backend::MySql => &["utf8mb4_bin", "utf8mb4_unicode_ci", "latin1_swedish_ci"],
            Backend::Sqlite => &["NOCASE", "RTRIM"],
        };
        (*dice.pick(all).unwrap()).to_owned()
    }
}
