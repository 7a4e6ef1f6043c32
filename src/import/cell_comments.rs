//! Comments at the cells of a workbook that may change what their row says.

use super::remarks::Remark;
use super::statements::is_code;
use crate::invalid::Problem;
use crate::money::{note_meaning, read_statements};
use crate::text::quote;

/// Returns the problem of a comment that may say something else of its row than the cells do: that the deal was called off, or,
/// at an amount, that it is in another currency, up to it, or none. `is_amount`: whether it stands at an amount.
pub(super) fn problem(comment: &str, is_amount: bool) -> Option<Problem> {
    let is_about_row = Remark::of_note(comment).is_some();
    let is_about_amount =
        || note_meaning(comment).is_some() || !read_statements(comment).is_empty() || is_code(comment.trim());
    (is_about_row || (is_amount && is_about_amount())).then(|| {
        Problem::new(format!("the comment {} may change what the row says", quote(comment)))
            .hint("write what it says into the cells, and delete the comment")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_that_may_change_a_row_is_a_problem() {
        for (comment, is_amount, expected) in [
            ("in EUR", true, true),
            ("EUR", true, true),
            ("estimate", true, true),
            ("per year", true, true),
            ("cancelled in May", true, true),
            ("cancelled in May", false, true),
            ("duplicate of row 4", false, true),
            ("in EUR", false, false),
            ("from the press release", true, false),
        ] {
            assert_eq!(problem(comment, is_amount).is_some(), expected, "{comment}");
        }
    }
}
