use crate::schema::{DefaultValue, ReferentialAction};

/// Joins quoted names with commas.
pub(super) fn list<S: AsRef<str>>(names: &[S], quote: impl Fn(&str) -> String) -> String {
    names.iter().map(|name| quote(name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A text literal as the standard has it; MySQL needs more (its own `quote_text`).
pub fn quote_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// `ON DELETE … ON UPDATE …`, without what is the default anyway.
pub(super) fn actions(on_delete: ReferentialAction, on_update: ReferentialAction) -> String {
    let clause = |event: &str, action: ReferentialAction| match action {
        ReferentialAction::NoAction => String::new(),
        action => format!(" ON {event} {action}"),
    };
    clause("DELETE", on_delete) + &clause("UPDATE", on_update)
}

/// The hexadecimal digits of bytes.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A default as every engine writes it, where they agree.
pub(super) fn common_default(value: &DefaultValue) -> Option<String> {
    match value {
        DefaultValue::Null => Some("NULL".into()),
        DefaultValue::Number(digits) => Some(digits.clone()),
        DefaultValue::CurrentTimestamp => Some("CURRENT_TIMESTAMP".into()),
        _ => None,
    }
}
