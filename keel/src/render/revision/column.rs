//! Columns in the words of `sea_orm_migration::schema` and SeaQuery's `ColumnDef`.

use crate::schema::{
    Backend, Column, ColumnType, DefaultValue, Expression, Identity, IdentityKind, QualifiedName, Schema,
    SequenceOptions,
};

use super::{
    error::RenderError,
    layout::Code,
    literal::{number_literal, text_literal},
    types::{Beginning, beginning},
    writer::{Writer, plain_name, text},
};

/// Where a column is defined.
pub(super) struct Place<'a> {
    pub(super) table: &'a QualifiedName,
    /// It is the whole primary key.
    pub(super) key: bool,
    pub(super) using: Option<&'a Expression>,
    pub(super) known: &'a dyn Fn(&str) -> bool,
}

impl Writer<'_> {
    /// The definition of a column.
    pub(super) fn definition(&self, column: &Column, place: &Place<'_>) -> Result<Code, RenderError> {
        let expression = |expression| self.expression(place.table, expression, place.known);
        let values = enum_values(self.schema, &column.ty);
        let auto = column.identity.as_ref().is_some_and(|identity| *identity == Identity::auto());
        let mut said = self.first_words(column, place, values, auto)?;
        if auto && !said.auto {
            said.code = said.code.then("auto_increment", vec![]);
        }
        if place.key && !said.key {
            said.code = said.code.then("primary_key", vec![]);
        }
        if let Some(default) = column.default.as_ref().filter(|_| !said.default) {
            said.code = said.code.then("default", vec![self.default_value(default, place)]);
        }
        if let Some(generated) = &column.generated {
            let stored = Code::text(generated.stored.to_string());
            said.code = said.code.then("generated", vec![expression(&generated.expression), stored]);
        }
        for (method, value) in [("extra", &column.extra), ("comment", &column.comment)] {
            if let Some(value) = value {
                said.code = said.code.then(method, vec![text(value)]);
            }
        }
        if let Some(using) = place.using {
            said.code = said.code.then("using", vec![expression(using)]);
        }
        Ok(self.beyond(column, place, said.code, values, auto))
    }

    fn first_words(
        &self,
        column: &Column,
        place: &Place<'_>,
        values: Option<&[String]>,
        auto: bool,
    ) -> Result<Said, RenderError> {
        let name = self.column(place.table, &column.name);
        let now = column.default == Some(DefaultValue::CurrentTimestamp);
        if place.key && !column.nullable {
            let short = match (&column.ty, auto) {
                (ColumnType::Integer, true) => Some("pk_auto"),
                (ColumnType::BigInteger, true) => Some("big_pk_auto"),
                (ColumnType::Uuid, false) if column.identity.is_none() => Some("pk_uuid"),
                _ => None,
            };
            if let Some(short) = short {
                return Ok(Said { code: Code::call(short, vec![name]), auto, key: true, default: false });
            }
        }
        let null = if column.nullable { "null" } else { "not_null" };
        let (code, default) = match beginning(&column.ty, values)? {
            Beginning::Helper(helper, arguments) => {
                let has_now = ["date_time", "timestamp", "timestamp_with_time_zone"].contains(&helper);
                let default = now && has_now && !column.nullable;
                let tail = match column.nullable {
                    true => "_null",
                    false if default => "_default_now",
                    false => "",
                };
                let arguments = std::iter::once(name).chain(arguments.into_iter().map(Code::text)).collect();
                (Code::call(format!("{helper}{tail}"), arguments), default)
            }
            Beginning::Method(method) => {
                (Code::call("ColumnDef::new", vec![name]).then(method, vec![]).then(null, vec![]), false)
            }
            Beginning::Value(_) if matches!(column.ty, ColumnType::Enum(_)) => {
                (Code::call("ColumnDef::new", vec![name]).then(null, vec![]), false)
            }
            Beginning::Value(value) => {
                let new = Code::call("ColumnDef::new_with_type", vec![name, Code::text(value)]);
                (new.then(null, vec![]), false)
            }
        };
        Ok(Said { code, auto: false, key: false, default })
    }

    /// What `ColumnDef` cannot say.
    fn beyond(
        &self,
        column: &Column,
        place: &Place<'_>,
        def: Code,
        values: Option<&[String]>,
        auto: bool,
    ) -> Code {
        let mut spec = Code::call("column", vec![def.clone()]);
        let plain = spec.clone();
        if let Some(name) = column.ty.enum_name().filter(|_| values.is_none()) {
            spec = spec.then("enum_type", vec![plain_name(name)]);
        }
        if let Some(identity) = column.identity.as_ref().filter(|_| !auto) {
            let kind = Code::text(format!("IdentityKind::{}", kind_name(identity.kind)));
            spec = match identity.sequence.is_default() {
                true => spec.then("identity", vec![kind]),
                false => spec.then("identity_with", vec![kind, Code::text(sequence(&identity.sequence))]),
            };
        }
        if let Some(collation) = &column.collation {
            spec = spec.then("collation", vec![text(collation)]);
        }
        // Only MySQL has it, and only there would it be heard.
        if let Some(value) = column.on_update.as_ref().filter(|_| self.backend == Backend::MySql) {
            let value = match value.as_sql().eq_ignore_ascii_case("CURRENT_TIMESTAMP") {
                true => Code::text("Expr::current_timestamp()"),
                false => self.expression(place.table, value, place.known),
            };
            spec = spec.then("on_update", vec![value]);
        }
        if spec == plain { def } else { spec }
    }

    /// A default.
    pub(super) fn default_value(&self, default: &DefaultValue, place: &Place<'_>) -> Code {
        Code::text(match default {
            DefaultValue::Null => "Keyword::Null".to_owned(),
            DefaultValue::Bool(value) => value.to_string(),
            DefaultValue::Number(digits) => {
                number_literal(digits).unwrap_or_else(|| format!("Expr::cust({})", text_literal(digits)))
            }
            DefaultValue::Text(value) => text_literal(value),
            DefaultValue::Bytes(bytes) => match bytes.is_empty() {
                true => "Vec::<u8>::new()".to_owned(),
                false => {
                    let numbers = bytes.iter().map(|byte| format!("{byte}_u8")).collect::<Vec<_>>();
                    format!("vec![{}]", numbers.join(", "))
                }
            },
            DefaultValue::CurrentTimestamp => "Expr::current_timestamp()".to_owned(),
            DefaultValue::CurrentDate => "Expr::current_date()".to_owned(),
            DefaultValue::CurrentTime => "Expr::current_time()".to_owned(),
            DefaultValue::Expression(expression) => {
                return self.expression(place.table, expression, place.known);
            }
        })
    }
}

/// How a definition begins, and what of it is said by that.
struct Said {
    code: Code,
    auto: bool,
    key: bool,
    default: bool,
}

/// The values of the enum that a column holds, where a helper can say them: not in arrays and namespaces.
fn enum_values<'a>(schema: &'a Schema, ty: &ColumnType) -> Option<&'a [String]> {
    match ty {
        ColumnType::Enum(name) if name.schema.is_none() => {
            let values = &schema.enum_type(name)?.values;
            (!values.is_empty()).then_some(values.as_slice())
        }
        _ => None,
    }
}

fn kind_name(kind: IdentityKind) -> &'static str {
    match kind {
        IdentityKind::Auto => "Auto",
        IdentityKind::Always => "Always",
        IdentityKind::ByDefault => "ByDefault",
        IdentityKind::Serial => "Serial",
    }
}

fn sequence(sequence: &SequenceOptions) -> String {
    let SequenceOptions { start, increment, min_value, max_value, cache, cycle } = sequence;
    let numbers = [
        ("start", start),
        ("increment", increment),
        ("min_value", min_value),
        ("max_value", max_value),
        ("cache", cache),
    ];
    let mut fields: Vec<_> = numbers
        .iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}: Some({value})")))
        .collect();
    if *cycle {
        fields.push("cycle: true".to_owned());
    }
    if fields.len() < 6 {
        fields.push("..Default::default()".to_owned());
    }
    format!("SequenceOptions {{ {} }}", fields.join(", "))
}
