//! SQL text into a [`Node`].

use sqlparser::{
    ast::{
        self, AccessExpr, Array, BinaryOperator as Op, CaseWhen, CastKind, DuplicateTreatment, Expr,
        Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, ObjectName, Subscript,
        TrimWhereField, UnaryOperator, Value,
    },
    dialect::{Dialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect},
    keywords::Keyword,
    parser::Parser,
    tokenizer::{Token, Tokenizer},
};

use crate::schema::Backend;

use super::{
    node::{Node, is_comparison},
    tokens::unescaped,
};

/// Longer ones are compared by their tokens.
const MAX_TOKENS: usize = 2000;
/// So are deeper ones.
const MAX_DEPTH: usize = 100;

/// What the text means; `None` where it is not understood beyond doubt.
pub(super) fn parse(backend: Backend, sql: &str) -> Option<Node> {
    let dialect: &dyn Dialect = match backend {
        Backend::Postgres => &PostgreSqlDialect {},
        Backend::MySql => &MySqlDialect {},
        Backend::Sqlite => &SQLiteDialect {},
    };
    let sql = unescaped(backend, sql);
    let mut tokens = Tokenizer::new(dialect, &sql).tokenize().ok()?;
    tokens.retain(|token| !matches!(token, Token::Whitespace(_)));
    if tokens.len() > MAX_TOKENS {
        return None;
    }
    match backend {
        Backend::MySql => tokens = mysql_words(&tokens),
        Backend::Postgres => tokens = postgres_words(&tokens),
        Backend::Sqlite => {}
    }
    let mut parser = Parser::new(dialect).with_tokens(tokens);
    let expression = parser.parse_expr().ok()?;
    (parser.peek_token().token == Token::EOF).then_some(())?;
    Reader { backend }.node(&expression, 0)
}

/// What the parser does not know, in words that it does: `charset utf8mb4` of a cast is what it is without,
/// MariaDB's `MOD` is `%`, `&&` is AND, and `!` of something whole is NOT.
fn mysql_words(tokens: &[Token]) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut skipped = 0;
    for (at, token) in tokens.iter().enumerate() {
        if skipped > 0 {
            skipped -= 1;
            continue;
        }
        let rest = tokens.get(at + 1..).unwrap_or_default();
        let closed = matches!(rest.get(1), Some(Token::RParen));
        let charset = matches!(bare(rest.first()).as_str(), "utf8mb4" | "utf8mb3" | "utf8");
        match (token, bare(Some(token)).as_str()) {
            (_, "charset") if closed && charset => skipped = 1,
            (_, "mod") if ends_operand(kept.last()) => kept.push(Token::Mod),
            (Token::Overlap, _) => kept.push(Token::make_keyword("AND")),
            (Token::ExclamationMark, _) if is_whole(rest) => kept.push(Token::make_keyword("NOT")),
            _ => kept.push(token.clone()),
        }
    }
    kept
}

/// `TRIM(BOTH FROM a)` without the characters is `TRIM(a)`.
fn postgres_words(tokens: &[Token]) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut skipped = 0;
    for (at, token) in tokens.iter().enumerate() {
        let rest = tokens.get(at + 1..).unwrap_or_default();
        if skipped > 0 {
            skipped -= 1;
            continue;
        }
        kept.push(token.clone());
        let called = bare(Some(token)) == "trim" && rest.first() == Some(&Token::LParen);
        if called && bare(rest.get(2)) == "from" {
            let function = match bare(rest.get(1)).as_str() {
                "both" => "btrim",
                "leading" => "ltrim",
                "trailing" => "rtrim",
                _ => continue,
            };
            kept.pop();
            kept.extend([Token::make_word(function, None), Token::LParen]);
            skipped = 3;
        }
    }
    kept
}

/// A word without quotes, in lower case.
fn bare(token: Option<&Token>) -> String {
    match token {
        Some(Token::Word(word)) if word.quote_style.is_none() => word.value.to_ascii_lowercase(),
        _ => String::new(),
    }
}

fn ends_operand(token: Option<&Token>) -> bool {
    match token {
        Some(Token::RParen | Token::Number(..) | Token::SingleQuotedString(_)) => true,
        Some(Token::Word(word)) => word.quote_style.is_some() || word.keyword == Keyword::NoKeyword,
        _ => false,
    }
}

/// Whether a name or something in parentheses comes first, and no operator behind it that could reach in.
fn is_whole(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            Token::Word(_) => {}
            _ if depth == 0 => return false,
            _ => {}
        }
        if depth == 0 {
            let next = tokens.get(at + 1);
            let ends = matches!(next, None | Some(Token::RParen | Token::Comma | Token::Overlap));
            return ends || matches!(bare(next).as_str(), "and" | "or");
        }
    }
    false
}

struct Reader {
    backend: Backend,
}

impl Reader {
    fn boxed(&self, expression: &Expr, depth: usize) -> Option<Box<Node>> {
        self.node(expression, depth).map(Box::new)
    }

    fn list<'a>(&self, all: impl IntoIterator<Item = &'a Expr>, depth: usize) -> Option<Vec<Node>> {
        all.into_iter().map(|one| self.node(one, depth)).collect()
    }

    fn node(&self, expression: &Expr, depth: usize) -> Option<Node> {
        let depth = depth + 1;
        if depth > MAX_DEPTH {
            return None;
        }
        Some(match expression {
            Expr::Nested(inner) => self.node(inner, depth)?,
            Expr::Identifier(name) => self.name(name)?,
            Expr::CompoundIdentifier(names) => Node::Column(self.folded(names.last()?)),
            Expr::Value(value) => self.value(&value.value)?,
            Expr::Prefixed { prefix, value } => self.introduced(prefix, value, depth)?,
            Expr::TypedString(typed) => {
                let text = self.value(&typed.value.value)?;
                Node::Cast(Box::new(text), self.type_name(&typed.data_type))
            }
            Expr::Interval(interval) => self.interval(interval, depth)?,
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, depth)?,
            Expr::UnaryOp { op, expr } => self.unary(*op, expr, depth)?,
            Expr::IsNull(of) => self.is(of, "null", false, depth)?,
            Expr::IsNotNull(of) => self.is(of, "null", true, depth)?,
            Expr::IsTrue(of) => self.is(of, "true", false, depth)?,
            Expr::IsNotTrue(of) => self.is(of, "true", true, depth)?,
            Expr::IsFalse(of) => self.is(of, "false", false, depth)?,
            Expr::IsNotFalse(of) => self.is(of, "false", true, depth)?,
            Expr::IsUnknown(of) => self.is(of, "unknown", false, depth)?,
            Expr::IsNotUnknown(of) => self.is(of, "unknown", true, depth)?,
            Expr::IsDistinctFrom(left, right) => self.distinct(left, right, false, depth)?,
            Expr::IsNotDistinctFrom(left, right) => self.distinct(left, right, true, depth)?,
            Expr::InList { expr, list, negated } => {
                Node::In { of: self.operand(expr, depth)?, list: self.list(list, depth)?, negated: *negated }
            }
            Expr::Between { expr, negated, low, high } => {
                let (of, low, high) =
                    (self.operand(expr, depth)?, self.operand(low, depth)?, self.operand(high, depth)?);
                let (first, second) = if *negated { ("<", ">") } else { (">=", "<=") };
                let both = vec![Node::binary(first, *of.clone(), *low), Node::binary(second, *of, *high)];
                if *negated { Node::Or(both) } else { Node::And(both) }
            }
            Expr::Like { negated, any: false, expr, pattern, escape_char } => {
                self.like(expr, pattern, escape_char.as_deref(), *negated, false, depth)?
            }
            Expr::ILike { negated, any: false, expr, pattern, escape_char } => {
                self.like(expr, pattern, escape_char.as_deref(), *negated, true, depth)?
            }
            Expr::RLike { negated, expr, pattern, .. } if self.backend == Backend::MySql => {
                let call =
                    Node::call("regexp_like", [*self.operand(expr, depth)?, *self.operand(pattern, depth)?]);
                if *negated { Node::Not(Box::new(call)) } else { call }
            }
            Expr::AnyOp { left, compare_op, right, .. } => Node::Quantified {
                left: self.operand(left, depth)?,
                op: operator(compare_op)?,
                all: false,
                right: self.boxed(right, depth)?,
            },
            Expr::AllOp { left, compare_op, right } => Node::Quantified {
                left: self.operand(left, depth)?,
                op: operator(compare_op)?,
                all: true,
                right: self.boxed(right, depth)?,
            },
            // `BINARY a = b` is read as a cast of the whole.
            Expr::Cast { data_type: ast::DataType::Binary(_), .. } => return None,
            Expr::Cast { kind: CastKind::Cast | CastKind::DoubleColon, expr, data_type, format: None } => {
                Node::Cast(self.boxed(expr, depth)?, self.type_name(data_type))
            }
            Expr::Convert { is_try: false, expr, data_type: Some(ty), charset: None, styles, .. }
                if styles.is_empty() && self.backend == Backend::MySql =>
            {
                Node::Cast(self.boxed(expr, depth)?, self.type_name(ty))
            }
            Expr::AtTimeZone { timestamp, time_zone } => {
                Node::call("timezone", [*self.tight(time_zone, depth)?, *self.tight(timestamp, depth)?])
            }
            Expr::Extract { field, expr, .. } => {
                let field = field.to_string().to_lowercase();
                Node::call(
                    "extract",
                    [Node::Word(field.trim_matches('\'').to_owned()), self.node(expr, depth)?],
                )
            }
            Expr::Ceil { expr, field } => self.rounding("ceil", expr, field, depth)?,
            Expr::Floor { expr, field } => self.rounding("floor", expr, field, depth)?,
            Expr::Position { expr, r#in } => {
                Node::call("position", [self.node(r#in, depth)?, self.node(expr, depth)?])
            }
            Expr::Substring { expr, substring_from: Some(from), substring_for, shorthand, .. } => {
                let name = if *shorthand { "substr" } else { "substring" };
                Node::call(
                    name,
                    self.list([&**expr, &**from].into_iter().chain(substring_for.as_deref()), depth)?,
                )
            }
            Expr::Trim { trim_where, trim_what, expr, trim_characters: None } => {
                let end = match trim_where {
                    Some(TrimWhereField::Leading) => "leading",
                    Some(TrimWhereField::Trailing) => "trailing",
                    _ => "both",
                };
                let of = self.list([&**expr].into_iter().chain(trim_what.as_deref()), depth)?;
                Node::call("trim", [vec![Node::Word(end.to_owned())], of].concat())
            }
            Expr::Overlay { expr, overlay_what, overlay_from, overlay_for } => {
                let all =
                    [&**expr, &**overlay_what, &**overlay_from].into_iter().chain(overlay_for.as_deref());
                Node::call("overlay", self.list(all, depth)?)
            }
            Expr::Collate { expr, collation } => {
                Node::Collate(self.tight(expr, depth)?, self.object(collation)?)
            }
            Expr::Function(function) => self.call(function, depth)?,
            Expr::Case { operand, conditions, else_result, .. } => {
                let when = |case: &CaseWhen| {
                    Some((self.node(&case.condition, depth)?, self.node(&case.result, depth)?))
                };
                Node::Case {
                    of: match operand {
                        Some(of) => Some(self.boxed(of, depth)?),
                        None => None,
                    },
                    when: conditions.iter().map(when).collect::<Option<_>>()?,
                    otherwise: match else_result {
                        Some(otherwise) => self.boxed(otherwise, depth)?,
                        None => Box::new(Node::Null),
                    },
                }
            }
            Expr::Array(Array { elem, named: true }) => Node::Array(self.list(elem, depth)?),
            Expr::CompoundFieldAccess { root, access_chain } => {
                let [AccessExpr::Subscript(Subscript::Index { index })] = access_chain.as_slice() else {
                    return None;
                };
                Node::Element(self.boxed(root, depth)?, self.boxed(index, depth)?)
            }
            _ => return None,
        })
    }

    /// An operand of a comparison or the like: engines do not agree on how two of them in a row are grouped.
    fn operand(&self, expression: &Expr, depth: usize) -> Option<Box<Node>> {
        match expression {
            Expr::BinaryOp { op, .. } if is_loose(op) => None,
            other if is_test(other) => None,
            other => self.boxed(other, depth),
        }
    }

    /// An operand that must be no operation, unless it stands in parentheses.
    fn tight(&self, expression: &Expr, depth: usize) -> Option<Box<Node>> {
        match expression {
            Expr::BinaryOp { .. } | Expr::UnaryOp { .. } => None,
            other if is_test(other) => None,
            other => self.boxed(other, depth),
        }
    }

    fn binary(&self, left: &Expr, op: &Op, right: &Expr, depth: usize) -> Option<Node> {
        match (op, self.backend) {
            (Op::And, _) => return Some(Node::And(vec![self.node(left, depth)?, self.node(right, depth)?])),
            (Op::Or, _) => return Some(Node::Or(vec![self.node(left, depth)?, self.node(right, depth)?])),
            // A text concatenation or an OR, as the session's mode has it.
            (Op::StringConcat, Backend::MySql) => return None,
            _ => {}
        }
        let like = match op {
            Op::PGLikeMatch => Some((false, false)),
            Op::PGNotLikeMatch => Some((true, false)),
            Op::PGILikeMatch => Some((false, true)),
            Op::PGNotILikeMatch => Some((true, true)),
            _ => None,
        };
        if let Some((negated, any_case)) = like {
            return self.like(left, right, None, negated, any_case, depth);
        }
        let name = operator(op)?;
        if is_comparison(&name) || name == "<=>" || name == "xor" {
            let (left, right) = (self.operand(left, depth)?, self.operand(right, depth)?);
            return Some(Node::Binary(name, left, right));
        }
        let plain = is_arithmetic(op);
        let fits = |side: &Expr, is_left: bool| match side {
            // a + b * c is the same everywhere, a || b + c is not.
            Expr::BinaryOp { op: inner, .. } => plain && is_arithmetic(inner) || is_left && inner == op,
            Expr::UnaryOp { expr, .. } => {
                plain && !matches!(**expr, Expr::BinaryOp { .. }) || is_number(expr)
            }
            Expr::Interval(_) => true,
            other => !is_test(other),
        };
        if !fits(left, true) || !fits(right, false) {
            return None;
        }
        Some(Node::Binary(name, self.boxed(left, depth)?, self.boxed(right, depth)?))
    }

    fn unary(&self, op: UnaryOperator, of: &Expr, depth: usize) -> Option<Node> {
        Some(match op {
            UnaryOperator::Not => Node::Not(self.boxed(of, depth)?),
            UnaryOperator::Plus => *self.tight(of, depth)?,
            UnaryOperator::Minus => match *self.tight(of, depth)? {
                Node::Number(digits) => Node::Number(match digits.strip_prefix('-') {
                    Some(positive) => positive.to_owned(),
                    None => format!("-{digits}"),
                }),
                other => Node::Unary("-".to_owned(), Box::new(other)),
            },
            UnaryOperator::BitwiseNot => Node::Unary("~".to_owned(), self.tight(of, depth)?),
            _ => return None,
        })
    }

    fn is(&self, of: &Expr, what: &'static str, negated: bool, depth: usize) -> Option<Node> {
        Some(Node::Is { of: self.operand(of, depth)?, what, negated })
    }

    fn distinct(&self, left: &Expr, right: &Expr, negated: bool, depth: usize) -> Option<Node> {
        Some(Node::Distinct { left: self.operand(left, depth)?, right: self.operand(right, depth)?, negated })
    }

    fn like(
        &self,
        of: &Expr,
        pattern: &Expr,
        escape: Option<&Expr>,
        negated: bool,
        any_case: bool,
        depth: usize,
    ) -> Option<Node> {
        let escape = match escape {
            Some(escape) => Some(self.boxed(escape, depth)?),
            None => None,
        };
        let (of, pattern) = (self.operand(of, depth)?, self.operand(pattern, depth)?);
        Some(Node::Like { of, pattern, escape, negated, any_case })
    }

    fn rounding(&self, name: &str, of: &Expr, field: &ast::CeilFloorKind, depth: usize) -> Option<Node> {
        let ast::CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime) = field else { return None };
        Some(Node::call(name, [self.node(of, depth)?]))
    }

    fn name(&self, name: &Ident) -> Option<Node> {
        let folded = self.folded(name);
        Some(match folded.to_ascii_lowercase().as_str() {
            word @ ("current_timestamp" | "current_date" | "current_time" | "localtime"
            | "localtimestamp" | "current_user" | "session_user" | "user" | "current_role"
            | "current_catalog" | "current_schema" | "default")
                if name.quote_style.is_none() =>
            {
                Node::Word(word.to_owned())
            }
            _ => Node::Column(folded),
        })
    }

    /// A name as the engine keeps it.
    fn folded(&self, name: &Ident) -> String {
        match (self.backend, name.quote_style) {
            (Backend::Postgres, None) => name.value.to_lowercase(),
            _ => name.value.clone(),
        }
    }

    fn value(&self, value: &Value) -> Option<Node> {
        Some(match value {
            Value::Number(digits, false) => Node::Number(digits.to_ascii_lowercase()),
            Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => Node::Text(text.clone()),
            Value::DoubleQuotedString(text) if self.backend == Backend::MySql => Node::Text(text.clone()),
            Value::DollarQuotedString(text) => Node::Text(text.value.clone()),
            Value::HexStringLiteral(digits) => Node::Literal(format!("x'{}'", digits.to_ascii_lowercase())),
            Value::SingleQuotedByteStringLiteral(bits) => Node::Literal(format!("b'{bits}'")),
            Value::Boolean(value) => Node::Bool(*value),
            Value::Null => Node::Null,
            _ => return None,
        })
    }

    /// `_utf8mb4'x'`: the character set that a text has anyway.
    /// `_utf8mb4'x'` is `'x'`; so is `_latin1'x'`, which MySQL makes of it when it alters a table of that character
    /// set, as long as the character sets agree on its characters.
    fn introduced(&self, prefix: &Ident, value: &Expr, depth: usize) -> Option<Node> {
        let node = self.node(value, depth)?;
        match prefix.value.to_ascii_lowercase().as_str() {
            "_utf8mb4" | "_utf8mb3" | "_utf8" => Some(node),
            "_binary" | "_ucs2" | "_utf16" | "_utf16le" | "_utf32" => None,
            _ => matches!(&node, Node::Text(text) if text.is_ascii()).then_some(node),
        }
    }

    fn interval(&self, interval: &ast::Interval, depth: usize) -> Option<Node> {
        let value = self.node(&interval.value, depth)?;
        if interval.leading_precision.is_some()
            || interval.last_field.is_some()
            || interval.fractional_seconds_precision.is_some()
        {
            return None;
        }
        match (&interval.leading_field, self.backend) {
            (None, Backend::Postgres) => Some(Node::Cast(Box::new(value), "interval".to_owned())),
            (Some(unit), Backend::MySql) => {
                Some(Node::call("interval", [value, Node::Word(unit.to_string().to_lowercase())]))
            }
            _ => None,
        }
    }

    fn object(&self, name: &ObjectName) -> Option<String> {
        let parts = name.0.iter().map(|part| Some(self.folded(part.as_ident()?)));
        Some(parts.collect::<Option<Vec<_>>>()?.join("."))
    }

    fn call(&self, function: &Function, depth: usize) -> Option<Node> {
        let plain = function.filter.is_none()
            && function.over.is_none()
            && function.null_treatment.is_none()
            && function.within_group.is_empty()
            && matches!(function.parameters, FunctionArguments::None);
        let [name] = function.name.0.as_slice() else { return None };
        let ident = name.as_ident()?;
        let quoted = ident.quote_style.is_some() && self.backend == Backend::Postgres;
        let name = if quoted { ident.value.clone() } else { ident.value.to_lowercase() };
        let args = match &function.args {
            FunctionArguments::None if plain => return Some(Node::Word(name)),
            FunctionArguments::List(list) if plain && list.clauses.is_empty() => {
                if list.duplicate_treatment == Some(DuplicateTreatment::Distinct) {
                    return None;
                }
                &list.args
            }
            _ => return None,
        };
        let arg = |arg: &FunctionArg| match arg {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => self.node(expression, depth),
            _ => None,
        };
        Some(Node::Call(name, args.iter().map(arg).collect::<Option<_>>()?))
    }

    /// A type by one of its names.
    fn type_name(&self, ty: &ast::DataType) -> String {
        let text = ty.to_string().to_lowercase().replace(", ", ",");
        if self.backend == Backend::Postgres { super::postgres::type_name(&text) } else { text }
    }
}

fn operator(op: &Op) -> Option<String> {
    Some(match op {
        Op::NotEq => "<>".to_owned(),
        Op::Eq => "=".to_owned(),
        Op::PGCustomBinaryOperator(_) => return None,
        other => other.to_string().to_lowercase(),
    })
}

fn is_arithmetic(op: &Op) -> bool {
    matches!(op, Op::Plus | Op::Minus | Op::Multiply | Op::Divide | Op::Modulo)
}

/// Binds no tighter than a comparison does.
fn is_loose(op: &Op) -> bool {
    let comparison = operator(op).is_some_and(|name| is_comparison(&name));
    let likes = [Op::PGLikeMatch, Op::PGNotLikeMatch, Op::PGILikeMatch, Op::PGNotILikeMatch, Op::Spaceship];
    comparison || likes.contains(op) || matches!(op, Op::And | Op::Or | Op::Xor)
}

fn is_number(expression: &Expr) -> bool {
    matches!(expression, Expr::Value(value) if matches!(value.value, Value::Number(..)))
}

/// Says something of its operand, and binds about as loosely as a comparison.
fn is_test(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::IsNull(_)
            | Expr::IsNotNull(_)
            | Expr::IsTrue(_)
            | Expr::IsNotTrue(_)
            | Expr::IsFalse(_)
            | Expr::IsNotFalse(_)
            | Expr::IsUnknown(_)
            | Expr::IsNotUnknown(_)
            | Expr::IsDistinctFrom(..)
            | Expr::IsNotDistinctFrom(..)
            | Expr::InList { .. }
            | Expr::Between { .. }
            | Expr::Like { .. }
            | Expr::ILike { .. }
            | Expr::RLike { .. }
            | Expr::UnaryOp { op: UnaryOperator::Not, .. }
    )
}
