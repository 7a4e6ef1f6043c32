//! The marks by which cells name footnotes: `*`, `²`, `[1]`, `(a)`.

/// Signs of footnotes.
const SIGNS: &str = "*†‡§#¶‖※★☆◊△▲⁎∗＊ªº";

/// Raised digits and letters, which are the same marks as those in brackets.
const RAISED: [(char, char); 16] = [
    ('⁰', '0'),
    ('¹', '1'),
    ('²', '2'),
    ('³', '3'),
    ('⁴', '4'),
    ('⁵', '5'),
    ('⁶', '6'),
    ('⁷', '7'),
    ('⁸', '8'),
    ('⁹', '9'),
    ('ᵃ', 'a'),
    ('ᵇ', 'b'),
    ('ᶜ', 'c'),
    ('ᵈ', 'd'),
    ('ᵉ', 'e'),
    ('ᶠ', 'f'),
];

/// The most letters or digits of a mark in brackets.
const MAX: usize = 2;

/// A mark, in one form for all ways to write it: `(2)` for `²`, `[2]` and `2)`.
pub(super) type Mark = String;

/// Whether a character is a mark of a footnote by itself: a sign, or a raised digit or letter.
pub(super) fn is_sign(c: char) -> bool {
    SIGNS.contains(c) || is_raised(c)
}

/// Whether a character is a raised digit or letter.
pub(super) fn is_raised(c: char) -> bool {
    raised(c).is_some()
}

fn raised(c: char) -> Option<char> {
    RAISED.iter().find(|(raised, _)| *raised == c).map(|(_, plain)| *plain)
}

/// Returns a mark as it may stand inside of a text: `*`, `²`; `None` if it has brackets or may be anything.
pub(super) fn as_sign(mark: &str) -> Option<String> {
    let plain = mark.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    match plain {
        Some(plain) => {
            let raise = |c| RAISED.iter().find(|(_, known)| *known == c).map(|(raised, _)| *raised);
            plain.chars().map(raise).collect()
        }
        None => (mark != "#").then(|| mark.to_owned()),
    }
}

/// Splits the mark from the front of a footnote: `* per year`, `² per year`, `[1] per year`, `a) per year`, `A: per year`,
/// `1 per year`.
pub(super) fn split_start(text: &str) -> Option<(Mark, &str)> {
    let text = text.trim();
    let rest = text.trim_start_matches(is_sign);
    let (mark, rest) = if rest.len() < text.len() {
        (run(&text[..text.len() - rest.len()]), rest)
    } else {
        let inner = text.trim_start_matches(['[', '(']);
        let is_open = inner.len() < text.len();
        let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || is_sign(c)))?;
        let (mark, rest) = inner.split_at(end);
        let ends = if is_open { rest.starts_with([']', ')']) } else { ends_label(mark, rest) };
        (lone(mark).filter(|_| ends)?, &rest[1..])
    };
    let said = rest.trim_start_matches([':', '=', '.', '-', '–', '—', '|', ')', ' ']).trim();
    said.contains(char::is_alphabetic).then_some((mark, said))
}

/// Whether `rest` ends a mark without brackets: `a)`, `A:`, `1.` or a number before a space.
fn ends_label(mark: &str, rest: &str) -> bool {
    let is_number = mark.bytes().all(|byte| byte.is_ascii_digit());
    let spaced = rest.trim_start().starts_with(['=', '–', '-', ':']) && rest.starts_with(' ');
    rest.starts_with([')', ':', '=']) || spaced || (is_number && rest.starts_with(['.', ' ']))
}

/// Splits all marks from the end of a cell, the first one first: `5[1][2]`, `5*†`, `5**`, `5¹,²`, `5 (a, b)`; else the sign
/// before it: `*5`.
pub(super) fn split_end(text: &str) -> (&str, Vec<Mark>) {
    let (mut before, mut marks) = (text.trim(), Vec::new());
    while let Some((rest, found)) = split_last(before) {
        marks.extend(found.into_iter().rev());
        before = rest;
    }
    marks.reverse();
    // "*5", but not "#5"
    let rest = before.trim_start_matches(|c| c != '#' && SIGNS.contains(c));
    let is_figure = rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || "$€£¥₹".contains(c));
    if marks.is_empty() && rest.len() < before.len() && is_figure {
        marks.push(run(&before[..before.len() - rest.len()]));
        before = rest.trim_start();
    }
    (before, marks)
}

/// Returns the marks of a cell that has nothing else; `is_of_notes` says that letters and digits without brackets are marks,
/// too.
pub(super) fn only(text: &str, is_of_notes: bool) -> Vec<Mark> {
    let text = text.trim();
    if text.len() > 4 * MAX || text.is_empty() {
        return Vec::new();
    }
    if text.chars().all(is_sign) {
        return runs(text);
    }
    let inner = text.strip_prefix(['[', '(']).and_then(|inner| inner.strip_suffix([']', ')']));
    let inner = inner.or_else(|| text.strip_suffix(')'));
    inner.or(is_of_notes.then_some(text)).and_then(list).unwrap_or_default()
}

/// Splits the marks at the very end from a text.
fn split_last(text: &str) -> Option<(&str, Vec<Mark>)> {
    // A comma may stand between two of them.
    let text = match text.strip_suffix([',', ' ']) {
        Some(before) if before.ends_with([']', ')']) || before.ends_with(is_raised) => before,
        _ => text,
    };
    let rest = text.trim_end_matches(is_sign);
    let (before, marks) = if rest.len() < text.len() {
        (rest, runs(&text[rest.len()..]))
    } else {
        let inner = text.strip_suffix([']', ')'])?;
        let (before, inner) = inner.rsplit_once(['[', '('])?;
        (before, list(inner)?)
    };
    let before = before.trim_end();
    (!before.is_empty()).then_some((before, marks))
}

/// Returns the marks of a list in brackets: `1`, `a, b`.
fn list(inner: &str) -> Option<Vec<Mark>> {
    inner.split([',', ';', '/']).map(|mark| lone(mark.trim())).collect()
}

/// Returns one mark of letters, digits or signs.
fn lone(mark: &str) -> Option<Mark> {
    let is_all = |is_one: fn(&u8) -> bool| mark.as_bytes().iter().all(is_one);
    let is_short = !mark.is_empty() && mark.len() <= MAX;
    let is_letters = is_all(u8::is_ascii_lowercase) || (mark.len() == 1 && is_all(u8::is_ascii_uppercase));
    if is_short && (is_all(u8::is_ascii_digit) || is_letters) {
        return Some(format!("({mark})"));
    }
    (!mark.is_empty() && mark.chars().all(is_sign)).then(|| run(mark))
}

/// Returns the mark of a run of signs: `**` is one mark.
fn run(signs: &str) -> Mark {
    let plain: Option<String> = signs.chars().map(raised).collect();
    plain.map_or_else(|| signs.to_owned(), |plain| format!("({plain})"))
}

/// Returns the marks of a run of signs: `**` and `¹²` are one mark, `*†` two.
fn runs(signs: &str) -> Vec<Mark> {
    let mut found: Vec<String> = Vec::new();
    for sign in signs.chars() {
        let goes_on = |last: &String| {
            let before = last.chars().next_back();
            before.is_some_and(|c| c == sign || (raised(c).is_some() && raised(sign).is_some()))
        };
        match found.last_mut().filter(|last| goes_on(last)) {
            Some(last) => last.push(sign),
            None => found.push(sign.to_string()),
        }
    }
    found.iter().map(|signs| run(signs)).collect()
}

/// Returns the marks of two digits that one of two raised digits may be as well: `(1)` and `(2)` for `¹²`.
pub(super) fn parts(mark: &str) -> Vec<Mark> {
    let digits = mark.trim_matches(['(', ')']);
    let is_number = digits.len() > 1 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { digits.chars().map(|digit| format!("({digit})")).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_at_the_end_of_a_cell_are_found() {
        for (text, before, marks) in [
            ("5*", "5", "*"),
            ("5 **", "5", "**"),
            ("5*†", "5", "* †"),
            ("5²", "5", "(2)"),
            ("5¹²", "5", "(12)"),
            ("5¹,²", "5", "(1) (2)"),
            ("5 [1], [2]", "5", "(1) (2)"),
            ("5 (a, b)", "5", "(a) (b)"),
            ("5 (A)", "5", "(A)"),
            ("5 (UK)", "5 (UK)", ""),
            ("5 (2024)", "5 (2024)", ""),
            ("5,", "5,", ""),
            ("*", "*", ""),
            ("**5", "5", "**"),
        ] {
            let (rest, found) = split_end(text);
            assert_eq!((rest, found.join(" ").as_str()), (before, marks), "{text}");
        }
    }

    #[test]
    fn a_footnote_begins_with_its_mark() {
        for (text, mark, said) in [
            ("* per year", "*", "per year"),
            ("¹⁰ per year", "(10)", "per year"),
            ("[1] per year", "(1)", "per year"),
            ("a) per year", "(a)", "per year"),
            ("A: per year", "(A)", "per year"),
            ("E = estimated", "(E)", "estimated"),
            ("1 per year", "(1)", "per year"),
            ("2. per year", "(2)", "per year"),
            ("[1] | per year", "(1)", "per year"),
        ] {
            assert_eq!(split_start(text), Some((mark.to_owned(), said)), "{text}");
        }
        for text in ["A per year", "Note: per year", "2024 deals", "5", "(in thousands)", "*"] {
            assert_eq!(split_start(text), None, "{text}");
        }
    }

    #[test]
    fn a_cell_may_be_a_mark_and_nothing_else() {
        let found = |text, is_of_notes| only(text, is_of_notes).join(" ");
        assert_eq!(
            ["*", "¹", "(b)", "a)", "*†"].map(|text| found(text, false)),
            ["*", "(1)", "(b)", "(a)", "* †"]
        );
        assert_eq!(
            ["a", "1", "a, b", "12", "Ab"].map(|text| found(text, true)),
            ["(a)", "(1)", "(a) (b)", "(12)", ""]
        );
        assert_eq!(["a", "1", "UK", "5*"].map(|text| found(text, false)), ["", "", "", ""]);
    }
}
