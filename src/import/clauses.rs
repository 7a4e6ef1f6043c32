//! The clauses of notes.

use crate::text::sentences;

/// Divides a note at signs and between sentences.
pub(super) fn clauses(note: &str) -> impl Iterator<Item = &str> {
    let is_end =
        |c: char| matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | '–' | '—' | '|' | '\n' | ':' | '。' | '、');
    note.split(is_end)
        .flat_map(|part| part.split(" - "))
        .flat_map(sentences)
        .map(|clause| clause.trim().trim_end_matches(['.', '!']))
        .filter(|clause| !clause.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_divided_at_signs_and_sentences() {
        for (note, expected) in [
            ("Led by Alder. Signed in May; all cash.", "Led by Alder|Signed in May|all cash"),
            ("incl. in Alder, see above!", "incl. in Alder|see above"),
            ("max. 2 sites. All cash", "max. 2 sites|All cash"),
            ("Amount est. Cancelled in May", "Amount est|Cancelled in May"),
            ("", ""),
        ] {
            assert_eq!(clauses(note).collect::<Vec<_>>().join("|"), expected, "{note}");
        }
    }
}
