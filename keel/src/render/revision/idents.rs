//! Names of databases as names of Rust.

/// A database's name in `PascalCase`, of letters that no lint frowns upon; empty where nothing is left.
pub(crate) fn pascal(name: &str) -> String {
    let latin = |c: char| c.is_ascii_alphanumeric() || ('À'..='ÿ').contains(&c) && c.is_alphabetic();
    let mut out = String::new();
    for word in name.split(|c: char| !latin(c)).filter(|word| !word.is_empty()) {
        let shouted = !word.chars().any(char::is_lowercase);
        let mut chars = word.chars();
        out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        match shouted {
            true => out.extend(chars.flat_map(char::to_lowercase)),
            false => out.extend(chars),
        }
    }
    match out.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("N{out}"),
        _ => out,
    }
}

/// What SeaORM's macros make of such a name: `snake_case` by the rules of the crate `heck`; `None` where the
/// rules of Unicode would have a say.
pub(crate) fn snake(ident: &str) -> Option<String> {
    if !ident.chars().all(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let mut out = String::new();
    // The case of the last letter of this word.
    let mut upper: Option<bool> = None;
    let mut chars = ident.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c.to_ascii_lowercase());
        let Some(next) = chars.peek() else { break };
        let here = if c.is_ascii_alphabetic() { Some(c.is_ascii_uppercase()) } else { upper };
        if here == Some(false) && next.is_ascii_uppercase() {
            out.push('_');
            upper = None;
        } else if upper == Some(true) && c.is_ascii_uppercase() && next.is_ascii_lowercase() {
            out.pop();
            out.push('_');
            out.push(c.to_ascii_lowercase());
            upper = None;
        } else {
            upper = here;
        }
    }
    Some(out)
}

/// `wanted`, or `wanted` with a number behind it, whichever is not `taken` yet.
pub(crate) fn free(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u32..).map(|n| format!("{wanted}{n}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_rust_and_back() {
        // The last one: whether the way back leads to the name again.
        let cases = [
            ("tasks", "Tasks", true),
            ("user_id", "UserId", true),
            ("localId", "LocalId", false),
            ("USER_ID", "UserId", false),
            ("a_b", "AB", false),
            ("aB", "AB", false),
            ("a_bc", "ABc", true),
            ("task_2", "Task2", false),
            ("task2_id", "Task2Id", true),
            ("a1_b", "A1B", false),
            ("2fa", "N2fa", false),
            ("my column", "MyColumn", false),
            ("größe", "Größe", false),
            ("日本", "", false),
            ("__x__", "X", false),
            ("userIDs", "UserIDs", false),
            ("", "", true),
        ];
        for (name, ident, back) in cases {
            assert_eq!(pascal(name), ident, "{name}");
            assert_eq!(snake(ident).as_deref() == Some(name), back, "{name}: {:?}", snake(ident));
        }
    }
}
