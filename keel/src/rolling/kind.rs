//! What a driver takes for the same.

use crate::schema::ColumnType;

/// The name of a type without lengths; all texts are one, since a program reads them as one.
pub(super) fn kind(ty: &ColumnType) -> String {
    let text = ty.to_string().to_lowercase();
    let (mut bare, mut depth) = (String::new(), 0_usize);
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    let bare = bare.trim();
    let texts = ["char", "character", "varchar", "character varying", "bpchar", "citext"];
    if texts.contains(&bare) || (bare.ends_with("text") && !bare.contains(' ')) {
        "text".to_owned()
    } else {
        bare.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::{ColumnType as T, Length};

    use super::*;

    #[test]
    fn lengths_do_not_count() {
        assert_eq!(kind(&T::String(Length::N(20))), kind(&T::Text));
        assert_eq!(kind(&T::Custom("mediumtext".into())), kind(&T::Custom("character varying(9)".into())));
        assert_eq!(kind(&T::Decimal(Some((10, 2)))), kind(&T::Decimal(Some((12, 2)))));
        assert_ne!(kind(&T::Integer), kind(&T::BigInteger));
        assert_ne!(kind(&T::Custom("int unsigned".into())), kind(&T::Custom("int".into())));
        assert_ne!(kind(&T::Timestamp), kind(&T::Text));
    }
}
