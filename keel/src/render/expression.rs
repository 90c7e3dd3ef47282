//! An expression as Rust code that builds it with SeaQuery.

use sea_orm::sea_query::{Expr, ExprTrait as _, Func, SimpleExpr};

use crate::{
    dialect::{Node, canonical_expression, expression_meaning},
    op::expression_sql,
    schema::{Backend, Expression},
};

/// Rust code for the expression, in terms of `sea_keel::prelude`; `column` gives the path of a column of the
/// table (`Tasks::Priority`). What SeaQuery has no words for is its own text, in `Expr::cust`.
///
/// On `backend` the code means what the expression means: it is built here as well, and compared.
pub(super) fn rust_expression(
    backend: Backend,
    expression: &Expression,
    column: &dyn Fn(&str) -> Option<String>,
) -> String {
    let writer = Writer { backend, column };
    let built = expression_meaning(backend, expression).and_then(|node| writer.build(&node));
    let same = |built: &Built| {
        let sql = Expression::new(expression_sql(backend, &built.expr));
        canonical_expression(backend, &sql) == canonical_expression(backend, expression)
    };
    match built.filter(same) {
        Some(built) => built.standing(),
        None => format!("Expr::cust({})", raw(expression.as_sql())),
    }
}

/// Code, and what it evaluates to.
struct Built {
    code: String,
    expr: SimpleExpr,
    /// A bare Rust literal, which is no expression by itself.
    is_literal: bool,
}

impl Built {
    fn new(code: String, expr: impl Into<Expr>) -> Self {
        Self { code, expr: expr.into(), is_literal: false }
    }

    fn literal(code: String, value: impl Into<sea_orm::Value>) -> Self {
        Self { code, expr: Expr::val(value), is_literal: true }
    }

    /// The code where it stands alone, or begins a chain.
    fn standing(&self) -> String {
        if self.is_literal { format!("Expr::val({})", self.code) } else { self.code.clone() }
    }

    /// `self.method(argument)`
    fn with(self, method: &str, argument: &Self, join: impl FnOnce(Expr, Expr) -> Expr) -> Self {
        let code = format!("{}.{method}({})", self.standing(), argument.code);
        Self::new(code, join(self.expr, argument.expr.clone()))
    }

    /// `self.method()`
    fn then(self, method: &str, join: impl FnOnce(Expr) -> Expr) -> Self {
        Self::new(format!("{}.{method}", self.standing()), join(self.expr))
    }
}

struct Writer<'a> {
    backend: Backend,
    column: &'a dyn Fn(&str) -> Option<String>,
}

impl Writer<'_> {
    fn all(&self, nodes: &[Node]) -> Option<Vec<Built>> {
        nodes.iter().map(|node| self.build(node)).collect()
    }

    fn build(&self, node: &Node) -> Option<Built> {
        Some(match node {
            Node::Column(name) => {
                let path = (self.column)(name)?;
                Built::new(format!("Expr::col({path})"), Expr::col(name.clone()))
            }
            Node::Number(digits) => number(digits)?,
            Node::Text(text) => Built::literal(format!("{text:?}"), text.as_str()),
            Node::Bool(value) => Built::literal(value.to_string(), *value),
            Node::Null => Built::new("Expr::null()".to_owned(), Expr::null()),
            Node::Word(word) => match word.as_str() {
                "current_timestamp" => {
                    Built::new("Expr::current_timestamp()".to_owned(), Expr::current_timestamp())
                }
                "current_date" => Built::new("Expr::current_date()".to_owned(), Expr::current_date()),
                "current_time" => Built::new("Expr::current_time()".to_owned(), Expr::current_time()),
                _ => return None,
            },
            Node::Call(name, args) => self.call(name, args)?,
            Node::Binary(op, left, right) => self.binary(op, left, right)?,
            Node::And(parts) => self.and(parts)?,
            Node::Or(parts) => match parts.as_slice() {
                [first, second] if bounds(first, second, "<", ">").is_some() => {
                    let (of, low, high) = bounds(first, second, "<", ">")?;
                    self.between(of, low, high, true)?
                }
                parts => chain(self.all(parts)?, "or", |one, other| one.or(other))?,
            },
            Node::Not(of) => self.build(of)?.then("not()", |of| of.not()),
            Node::In { of, list, negated } => self.list(of, list, *negated)?,
            Node::Like { of, pattern, escape: None, negated, any_case: false } => {
                let Node::Text(pattern) = &**pattern else { return None };
                let of = self.build(of)?;
                match negated {
                    false => of.then(&format!("like({pattern:?})"), |of| of.like(pattern.as_str())),
                    true => of.then(&format!("not_like({pattern:?})"), |of| of.not_like(pattern.as_str())),
                }
            }
            Node::Is { of, what, negated } => {
                let of = self.build(of)?;
                match (*what, negated) {
                    ("null", false) => of.then("is_null()", |of| of.is_null()),
                    ("null", true) => of.then("is_not_null()", |of| of.is_not_null()),
                    ("true", false) => of.then("is(true)", |of| of.is(true)),
                    ("true", true) => of.then("is_not(true)", |of| of.is_not(true)),
                    ("false", false) => of.then("is(false)", |of| of.is(false)),
                    ("false", true) => of.then("is_not(false)", |of| of.is_not(false)),
                    _ => return None,
                }
            }
            _ => return None,
        })
    }

    fn binary(&self, op: &str, left: &Node, right: &Node) -> Option<Built> {
        let (left, right) = (self.build(left)?, self.build(right)?);
        Some(match op {
            "=" => left.with("eq", &right, |one, other| one.eq(other)),
            "<>" => left.with("ne", &right, |one, other| one.ne(other)),
            "<" => left.with("lt", &right, |one, other| one.lt(other)),
            "<=" => left.with("lte", &right, |one, other| one.lte(other)),
            ">" => left.with("gt", &right, |one, other| one.gt(other)),
            ">=" => left.with("gte", &right, |one, other| one.gte(other)),
            "+" => left.with("add", &right, |one, other| one.add(other)),
            "-" => left.with("sub", &right, |one, other| one.sub(other)),
            "*" => left.with("mul", &right, |one, other| one.mul(other)),
            "/" => left.with("div", &right, |one, other| one.div(other)),
            "%" => left.with("modulo", &right, |one, other| one.modulo(other)),
            _ => return None,
        })
    }

    /// `a >= 1 AND a <= 5` is read back as `a BETWEEN 1 AND 5`, which it most likely was.
    fn and(&self, parts: &[Node]) -> Option<Built> {
        let mut built = Vec::new();
        let mut rest = parts;
        while let [first, after @ ..] = rest {
            let between = after.first().and_then(|second| bounds(first, second, ">=", "<="));
            if let Some((of, low, high)) = between {
                built.push(self.between(of, low, high, false)?);
                rest = after.get(1..).unwrap_or_default();
            } else {
                built.push(self.build(first)?);
                rest = after;
            }
        }
        chain(built, "and", |one, other| one.and(other))
    }

    fn between(&self, of: &Node, low: &Node, high: &Node, negated: bool) -> Option<Built> {
        let (of, low, high) = (self.build(of)?, self.build(low)?, self.build(high)?);
        let args = format!("{}, {}", low.code, high.code);
        Some(match negated {
            false => of.then(&format!("between({args})"), |of| of.between(low.expr, high.expr)),
            true => of.then(&format!("not_between({args})"), |of| of.not_between(low.expr, high.expr)),
        })
    }

    fn list(&self, of: &Node, list: &[Node], negated: bool) -> Option<Built> {
        let (of, list) = (self.build(of)?, self.all(list)?);
        let code = elements(&list);
        let exprs = list.into_iter().map(|one| one.expr);
        Some(match negated {
            false => of.then(&format!("is_in({code})"), |of| of.is_in(exprs)),
            true => of.then(&format!("is_not_in({code})"), |of| of.is_not_in(exprs)),
        })
    }

    fn call(&self, name: &str, args: &[Node]) -> Option<Built> {
        let args = self.all(args)?;
        let exprs: Vec<Expr> = args.iter().map(|arg| arg.expr.clone()).collect();
        let one = |function: &str| args.first().map(|arg| format!("Func::{function}({})", arg.standing()));
        let first = || exprs.first().cloned().unwrap_or(Expr::null());
        Some(match (name, exprs.len()) {
            ("lower", 1) => Built::new(one("lower")?, Func::lower(first())),
            ("upper", 1) => Built::new(one("upper")?, Func::upper(first())),
            ("abs", 1) => Built::new(one("abs")?, Func::abs(first())),
            ("char_length", 1) if self.backend != Backend::Sqlite => {
                Built::new(one("char_length")?, Func::char_length(first()))
            }
            // SeaQuery's name for it: the other engines count characters so.
            ("length", 1) if self.backend == Backend::Sqlite => {
                Built::new(one("char_length")?, Func::char_length(first()))
            }
            ("coalesce", _) => {
                Built::new(format!("Func::coalesce({})", expressions(&args)), Func::coalesce(exprs))
            }
            // What must be quoted would not be.
            (name, _) if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') => {
                return None;
            }
            // Parts of syntax, whose arguments are no list.
            ("interval" | "extract" | "trim" | "overlay" | "timezone" | "position", _) => return None,
            (name, 0) => Built::new(format!("Func::cust({name:?})"), Func::cust(name.to_owned())),
            (name, _) => Built::new(
                format!("Func::cust({name:?}).args({})", expressions(&args)),
                Func::cust(name.to_owned()).args(exprs),
            ),
        })
    }
}

/// `[1, 2]` where all are literals of a kind, `[Expr::val(1), Expr::col(…)]` else.
fn elements(list: &[Built]) -> String {
    let kind = |built: &Built| match &built.expr {
        Expr::Value(value) if built.is_literal => Some(std::mem::discriminant(value)),
        _ => None,
    };
    let first = list.first().and_then(kind);
    if first.is_some() && list.iter().all(|one| kind(one) == first) {
        let codes: Vec<_> = list.iter().map(|one| one.code.as_str()).collect();
        return format!("[{}]", codes.join(", "));
    }
    expressions(list)
}

/// All of one Rust type.
fn expressions(list: &[Built]) -> String {
    let code = |one: &Built| match &one.expr {
        Expr::FunctionCall(_) => format!("Expr::from({})", one.code),
        _ => one.standing(),
    };
    format!("[{}]", list.iter().map(code).collect::<Vec<_>>().join(", "))
}

fn chain(parts: Vec<Built>, method: &str, join: impl Fn(Expr, Expr) -> Expr) -> Option<Built> {
    parts.into_iter().reduce(|one, other| one.with(method, &other, &join))
}

/// `a low_op x`, `a high_op y` of the same `a`.
fn bounds<'a>(
    first: &'a Node,
    second: &'a Node,
    low_op: &str,
    high_op: &str,
) -> Option<(&'a Node, &'a Node, &'a Node)> {
    match (first, second) {
        (Node::Binary(one, of, low), Node::Binary(other, same, high))
            if one == low_op && other == high_op && of == same =>
        {
            Some((of, low, high))
        }
        _ => None,
    }
}

fn number(digits: &str) -> Option<Built> {
    if let Ok(value) = digits.parse::<i32>() {
        return Some(Built::literal(value.to_string(), value));
    }
    if let Ok(value) = digits.parse::<i64>() {
        return Some(Built::literal(format!("{value}_i64"), value));
    }
    let value = digits.parse::<f64>().ok().filter(|value| value.is_finite())?;
    // Debug keeps the point: 1.0 is no integer.
    Some(Built::literal(format!("{value:?}"), value))
}

/// A Rust literal of the text: a plain one where nothing in it needs care, a raw one else.
fn raw(text: &str) -> String {
    let needs = |hashes: &str| text.contains(&format!("\"{hashes}"));
    let mut hashes = "#".to_owned();
    while needs(&hashes) {
        hashes.push('#');
    }
    let odd = |c: char| c == '\r' || (c.is_control() && c != '\n' && c != '\t');
    if text.chars().any(odd) {
        return format!("{text:?}");
    }
    if !text.contains(['"', '\\', '\n', '\t']) {
        return format!("\"{text}\"");
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

#[cfg(test)]
#[path = "expression/tests.rs"]
mod tests;
