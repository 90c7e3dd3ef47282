//! An expression as a tree, without its spelling.

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// A column, by its name as the engine keeps it.
    Column(String),
    /// A number, by its digits, with a minus before them where it is negative.
    Number(String),
    /// A text.
    Text(String),
    /// TRUE or FALSE.
    Bool(bool),
    /// NULL.
    Null,
    /// A word that is a value (`current_timestamp`) or a unit (`day`), in lower case.
    Word(String),
    /// Any other literal, spelled in one way.
    Literal(String),
    /// A function's call; its name is in lower case unless it was quoted.
    Call(String, Vec<Node>),
    /// An operator before its operand.
    Unary(String, Box<Node>),
    /// An operator between its operands.
    Binary(String, Box<Node>, Box<Node>),
    /// All of them.
    And(Vec<Node>),
    /// One of them.
    Or(Vec<Node>),
    /// The contrary.
    Not(Box<Node>),
    /// `a [NOT] IN (…)`.
    In { of: Box<Node>, list: Vec<Node>, negated: bool },
    /// `a op ANY (b)` or `ALL`.
    Quantified { left: Box<Node>, op: String, all: bool, right: Box<Node> },
    /// `LIKE`, `ILIKE`.
    Like { of: Box<Node>, pattern: Box<Node>, escape: Option<Box<Node>>, negated: bool, any_case: bool },
    /// `IS NULL`, `IS NOT TRUE` …: the words behind `IS`, in lower case, without `not`.
    Is { of: Box<Node>, what: &'static str, negated: bool },
    /// `IS [NOT] DISTINCT FROM`.
    Distinct { left: Box<Node>, right: Box<Node>, negated: bool },
    /// A cast, to a type by its canonical name.
    Cast(Box<Node>, String),
    /// `CASE`.
    Case { of: Option<Box<Node>>, when: Vec<(Node, Node)>, otherwise: Box<Node> },
    /// `ARRAY[…]`.
    Array(Vec<Node>),
    /// `a[1]`.
    Element(Box<Node>, Box<Node>),
    /// `a COLLATE b`.
    Collate(Box<Node>, String),
}

impl Node {
    pub(super) fn binary(op: &str, left: Self, right: Self) -> Self {
        Self::Binary(op.to_owned(), Box::new(left), Box::new(right))
    }

    pub(super) fn call(name: &str, args: impl Into<Vec<Self>>) -> Self {
        Self::Call(name.to_owned(), args.into())
    }

    pub(super) fn is_integer(&self) -> bool {
        matches!(self, Self::Number(digits) if digits.chars().all(|c| c.is_ascii_digit() || c == '-'))
    }
}

/// Whether it compares its operands.
pub(crate) fn is_comparison(op: &str) -> bool {
    matches!(op, "=" | "<>" | "<" | "<=" | ">" | ">=")
}
