//! Rust code as a tree, and its lines.

/// The longest line that is not broken.
const WIDTH: usize = 100;
const STEP: usize = 4;

/// A piece of code.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Code {
    /// As it is.
    Text(String),
    /// `head(arguments)`
    Call(String, Vec<Code>),
    /// `base.call().call()`
    Chain(Box<Code>, Vec<Code>),
    /// `[item, item]`
    List(Vec<Code>),
    /// `|op| { … }`
    Closure(Vec<Statement>),
}

/// A statement, and what is remarked above it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Statement {
    pub(super) remarks: Vec<String>,
    pub(super) code: Code,
}

impl Code {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn call(head: impl Into<String>, arguments: Vec<Self>) -> Self {
        Self::Call(head.into(), arguments)
    }

    /// The same with one more call behind it.
    pub(super) fn then(self, head: &str, arguments: Vec<Self>) -> Self {
        let call = Self::call(head, arguments);
        match self {
            Self::Chain(base, mut calls) => {
                calls.push(call);
                Self::Chain(base, calls)
            }
            base => Self::Chain(Box::new(base), vec![call]),
        }
    }

    /// On one line, where it can stand on one.
    pub(super) fn flat(&self) -> Option<String> {
        match self {
            Self::Text(text) => (!text.contains('\n')).then(|| text.clone()),
            Self::Call(head, arguments) => Some(format!("{head}({})", flat_list(arguments)?)),
            Self::Chain(base, calls) => {
                let calls: Option<Vec<_>> = calls.iter().map(Self::flat).collect();
                Some(format!("{}.{}", base.flat()?, calls?.join(".")))
            }
            Self::List(items) => Some(format!("[{}]", flat_list(items)?)),
            Self::Closure(_) => None,
        }
    }

    /// Writes it at that depth, with `behind` characters to come on its last line.
    fn write(&self, out: &mut String, depth: usize, behind: usize) {
        let used = out.rsplit('\n').next().unwrap_or_default().chars().count();
        if let Some(flat) = self.flat().filter(|flat| used + flat.chars().count() + behind <= WIDTH) {
            return out.push_str(&flat);
        }
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Call(head, arguments) => {
                out.push_str(head);
                let opening = arguments.split_last().and_then(|(last, first)| match last {
                    Self::Closure(statements) => Some((statements, opening(first)?)),
                    _ => None,
                });
                let head = used + head.chars().count();
                match opening.filter(|(_, opening)| head + opening.chars().count() <= WIDTH) {
                    Some((statements, opening)) => {
                        *out += &format!("{opening}\n");
                        write_statements(statements, out, depth + STEP);
                        *out += &format!("{}}})", " ".repeat(depth));
                    }
                    _ => write_list(arguments, ('(', ')'), out, depth),
                }
            }
            Self::Chain(base, calls) => {
                base.write(out, depth, 0);
                for call in calls {
                    *out += &format!("\n{}.", " ".repeat(depth + STEP));
                    call.write(out, depth + STEP, behind);
                }
            }
            Self::List(items) => write_list(items, ('[', ']'), out, depth),
            Self::Closure(statements) => {
                out.push_str("|op| {\n");
                write_statements(statements, out, depth + STEP);
                *out += &format!("{}}}", " ".repeat(depth));
            }
        }
    }
}

/// `(first, |op| {`, where the first arguments can stand on one line.
fn opening(first: &[Code]) -> Option<String> {
    let comma = if first.is_empty() { "" } else { ", " };
    Some(format!("({}{comma}|op| {{", flat_list(first)?))
}

fn flat_list(items: &[Code]) -> Option<String> {
    let items: Option<Vec<_>> = items.iter().map(Code::flat).collect();
    Some(items?.join(", "))
}

fn write_list(items: &[Code], (open, close): (char, char), out: &mut String, depth: usize) {
    out.push(open);
    for item in items {
        *out += &format!("\n{}", " ".repeat(depth + STEP));
        item.write(out, depth + STEP, 1);
        out.push(',');
    }
    *out += &format!("\n{}{close}", " ".repeat(depth));
}

/// Writes statements at that depth, each with its remarks.
pub(super) fn write_statements(statements: &[Statement], out: &mut String, depth: usize) {
    for statement in statements {
        for remark in &statement.remarks {
            write_remark("//", remark, out, depth);
        }
        *out += &" ".repeat(depth);
        statement.code.write(out, depth, 1);
        out.push_str(";\n");
    }
}

/// Writes a text as comment lines.
pub(super) fn write_remark(mark: &str, text: &str, out: &mut String, depth: usize) {
    let mut line = String::new();
    let mut flush = |line: &mut String| {
        if !line.is_empty() {
            *out += &format!("{}{mark} {line}\n", " ".repeat(depth));
            line.clear();
        }
    };
    for word in text.split_whitespace() {
        let used = depth + mark.len() + line.chars().count() + word.chars().count();
        if used + 2 > WIDTH {
            flush(&mut line);
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    flush(&mut line);
}
