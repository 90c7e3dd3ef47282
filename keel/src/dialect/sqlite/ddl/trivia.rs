//! The blanks and comments between tokens.

/// Length of the blank run or comment at the start of `text`; a line comment excludes its line end.
pub(super) fn piece_len(text: &str) -> Option<usize> {
    if text.starts_with("--") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if let Some(inner) = text.strip_prefix("/*") {
        return inner.find("*/").map(|at| at + 4);
    }
    let blank = text.len() - text.trim_start_matches(|c: char| c.is_ascii_whitespace()).len();
    (blank > 0).then_some(blank)
}

fn pieces(trivia: &str) -> impl Iterator<Item = &str> {
    let mut rest = trivia;
    std::iter::from_fn(move || {
        let (piece, tail) = rest.split_at_checked(piece_len(rest)?)?;
        rest = tail;
        Some(piece)
    })
}

/// Whether anything written directly after `trivia` would become part of a `--` comment.
pub(super) fn ends_in_line_comment(trivia: &str) -> bool {
    pieces(trivia).last().is_some_and(|piece| piece.starts_with("--"))
}

/// Whether `trivia` is more than blanks.
pub(super) fn has_comment(trivia: &str) -> bool {
    !trivia.trim().is_empty()
}

/// Length of the comment that ends the current line, zero when the line ends without one.
///
/// Such a comment talks about what precedes it; one followed by a token on its own line does not.
pub(super) fn line_remark_len(trivia: &str) -> usize {
    let (mut offset, mut remark) = (0, 0);
    for piece in pieces(trivia) {
        let blank = piece.starts_with(|c: char| c.is_ascii_whitespace());
        if blank && piece.contains('\n') {
            return remark;
        }
        offset += piece.len();
        if !blank {
            remark = offset;
        }
    }
    if ends_in_line_comment(trivia) { remark } else { 0 }
}

/// Collects text so that a `--` comment never reaches past its own line.
#[derive(Debug, Default)]
pub(super) struct Out {
    sql: String,
    commented: bool,
}

impl Out {
    pub(super) fn trivia(&mut self, trivia: &str) {
        if trivia.is_empty() {
            return;
        }
        if self.commented && !trivia.starts_with('\n') {
            self.sql.push('\n');
        }
        self.sql.push_str(trivia);
        self.commented = ends_in_line_comment(trivia);
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.commented {
            self.sql.push('\n');
            self.commented = false;
        }
        self.sql.push_str(text);
    }

    pub(super) fn finish(self) -> String {
        self.sql
    }
}
