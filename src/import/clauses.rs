//! The clauses of notes.

/// Abbreviations that end in a period within a clause: "incl. in the pledge above".
const ABBREVIATIONS: [&str; 2] = ["ncl", "nkl"];

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

/// Divides a text behind periods.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut ends = text.match_indices(". ").map(|(at, _)| at);
        match ends.find(|at| !ABBREVIATIONS.iter().any(|short| text[..*at].ends_with(short))) {
            Some(at) => {
                rest = Some(&text[at + 2..]);
                Some(&text[..at])
            }
            None => rest.take(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_divided_at_signs_and_sentences() {
        for (note, expected) in [
            ("Led by Alder. Signed in May; all cash.", "Led by Alder|Signed in May|all cash"),
            ("incl. in Alder, see above!", "incl. in Alder|see above"),
            ("", ""),
        ] {
            assert_eq!(clauses(note).collect::<Vec<_>>().join("|"), expected, "{note}");
        }
    }
}
