//! Labels: texts in a column of companies that name no company, but a total, a period or nobody.

use std::sync::LazyLock;

use super::vocabulary::{NOBODY, PARTS_OF_ROWS, TOTALS};
use super::words::may_begin;
use crate::area::Area;
use crate::hash::HashSet;
use crate::money::is_undisclosed;
use crate::sheet::{Row, Value};
use crate::text::{fold, is_legal_form, legal_words, plain_words, trim};

/// Whether a row is no deal by its texts: a note or the heading of a group in one cell, or a row of totals.
pub(super) fn is_label_row(row: &Row) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_blank());
    let is_lone = row.cells.len() > 2 && row.lone_text().is_some();
    is_lone || matches!(filled.next(), Some(Value::Text(text)) if is_total(trim(text)))
}

/// Whether a text is no name: the label of a row of totals, or what stands where a company is not known.
pub(super) fn is_no_name(text: &str) -> bool {
    let folded = fold(text);
    // A short word for undisclosed amounts may be a name: NC, UND.
    let is_phrase = text.contains(' ') || !text.is_ascii();
    (may_be_total(text) && is_folded_total(&folded))
        || is_folded_nobody(&folded)
        || is_count_of_companies(&folded)
        || (is_phrase && is_undisclosed(text))
}

/// Whether a text is the label of a row of totals: `Total`, `Subtotal Q2`, `Summe 2025:`.
pub(crate) fn is_total(text: &str) -> bool {
    // Fast path: a check asks for every name of a dataset, and folding takes ten times as long as looking at both ends.
    may_be_total(text) && is_folded_total(&fold(text))
}

/// Whether a text is the label of the total of something, with a comma: "Developing Countries, Total". "BP, Total" may be two
/// companies, and is asked about.
pub(super) fn is_total_of(text: &str) -> bool {
    let parts = text.rsplit_once(',').map(|(before, last)| (before.trim(), last.trim()));
    parts.is_some_and(|(before, last)| {
        !before.is_empty() && !before.contains(',') && last.eq_ignore_ascii_case("total")
    })
}

/// Whether the beginning or the end of a text may be that of the label of a row of totals. Few names have such.
fn may_be_total(text: &str) -> bool {
    may_begin_total(text.trim_start()) || may_end_total(text)
}

/// Whether a text may begin, when folded, as a label does that is known by its beginning. Letters beyond ASCII may, and
/// white space, which is folded.
fn may_begin_total(text: &str) -> bool {
    static STARTS: LazyLock<HashSet<[u8; 3]>> = LazyLock::new(|| {
        let labels = TOTALS.iter().chain(PARTS_OF_ROWS);
        labels.filter_map(|label| label.as_bytes().first_chunk().copied()).collect()
    });
    text.as_bytes().first_chunk::<3>().is_none_or(|start| {
        let is_plain = start.iter().all(u8::is_ascii_graphic);
        !is_plain || STARTS.contains(&start.map(|byte| byte.to_ascii_lowercase()))
    })
}

/// Whether a text may end, when folded, in "total" or "gesamt". Letters beyond ASCII and brackets may.
fn may_end_total(text: &str) -> bool {
    let label = text.trim_end_matches(|c: char| c.is_whitespace() || [':', '=', '.'].contains(&c));
    label.ends_with([')', ']'])
        || label.chars().rev().take(6).any(|c| !c.is_ascii())
        || label.as_bytes().last_chunk::<5>().is_some_and(|end| end.eq_ignore_ascii_case(b"total"))
        || label.as_bytes().last_chunk::<6>().is_some_and(|end| end.eq_ignore_ascii_case(b"gesamt"))
}

fn is_folded_total(folded: &str) -> bool {
    let label = folded.trim_end_matches([':', '=', '.']).trim();
    // "Germany Total", as pivot tables and subtotals of spreadsheets are called.
    let begins =
        |start: &&str| label.strip_prefix(*start).is_some_and(|rest| rest.starts_with([' ', ':', '(', '-']));
    let endings = [
        " total", " subtotal", "(total)", "[total]", "(subtotal)", "(sum)", "(gesamt)", " gesamt", "合计",
        "小计", "总计", "合計", "小計", "総計", "합계", "소계", "총계",
    ];
    let is_subtotal = endings.iter().any(|ending| label.ends_with(ending))
        || ["subtotal", "sub total", "sub-total", "zwischensumme", "sous total", "sous-total"]
            .iter()
            .any(begins);
    // "Davon Bayern" is a part of the row above, "Dont Panic Ltd" a company.
    let is_company = || label.rsplit_once(' ').is_some_and(|(_, last)| is_legal_form(&legal_words(last)));
    is_subtotal
        || PARTS_OF_ROWS.iter().any(|part| label.starts_with(part)) && !is_company()
        || TOTALS.iter().filter(|total| may_begin(label, total)).any(|total| {
            label.strip_prefix(total).is_some_and(|rest| {
                rest.is_empty() || (rest.starts_with([' ', ':', '(', '-']) && is_label_rest(rest))
            })
        })
}

/// Whether what follows "total" names a period or what is added up, and not a company: "Q2", "2025", "of deals".
fn is_label_rest(rest: &str) -> bool {
    const WORDS: [&str; 26] = [
        "q1", "q2", "q3", "q4", "h1", "h2", "of", "for", "in", "usd", "eur", "deals", "rounds", "amount",
        "general", "all", "the", "year", "fy", "quarter", "month", "raised", "funding", "investments", "und",
        "total",
    ];
    const COUNTERS: [char; 9] = ['家', '社', '件', '笔', '筆', '个', '個', '项', '년'];
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    plain_words(rest).all(|word| {
        WORDS.contains(&word)
            || is_number(word)
            || is_period_word(word)
            || is_number(word.trim_end_matches(COUNTERS))
    })
}

/// Whether a folded word names a part of a year, or a fiscal year: "q1", "h2", "1h24", "fy2024".
fn is_period_word(word: &str) -> bool {
    const PARTS: [&str; 12] = ["q1", "q2", "q3", "q4", "h1", "h2", "1q", "2q", "3q", "4q", "1h", "2h"];
    let is_year =
        |rest: &str| matches!(rest.len(), 0 | 2 | 4) && rest.bytes().all(|byte| byte.is_ascii_digit());
    PARTS.iter().any(|part| word.strip_prefix(part).is_some_and(is_year))
        || ["fy", "cy"]
            .iter()
            .any(|start| word.strip_prefix(start).is_some_and(|rest| !rest.is_empty() && is_year(rest)))
}

/// How surely a text in a column of companies names a period or a part of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartOfList {
    /// A period, with its year: "2024", "Q1 2024", "FY2024".
    Period,
    /// What may be a company, too: "Total Germany", "H1".
    Perhaps,
}

/// Returns what part of the list a text names in place of a company: the sum of a country or of a period.
pub(super) fn part_of_list(text: &str) -> Option<PartOfList> {
    const MAX: usize = 40;
    let start = text.bytes().next()?.to_ascii_lowercase();
    if text.len() > MAX || !b"qhfct1234".contains(&start) {
        return None;
    }
    let folded = fold(text);
    if let Some(rest) = folded.strip_prefix("total ") {
        return Area::find(rest).map(|_| PartOfList::Perhaps);
    }
    let words: Vec<&str> = plain_words(&folded).collect();
    let is_number =
        |word: &&str| matches!(word.len(), 2 | 4) && word.bytes().all(|byte| byte.is_ascii_digit());
    if let [year] = words[..]
        && is_number(&year)
        && ["19", "20"].iter().any(|century| year.len() == 4 && year.starts_with(century))
    {
        return Some(PartOfList::Period);
    }
    let is_part = |word: &&str| is_period_word(word) || ["fy", "cy"].contains(word);
    let has_year = words.len() > 1 || words.first().is_some_and(|word| word.len() > 2);
    let is_period = words.len() < 4
        && words.iter().any(is_part)
        && words.iter().all(|word| is_part(word) || is_number(word));
    is_period.then_some(if has_year { PartOfList::Period } else { PartOfList::Perhaps })
}

/// Whether a text stands where the name of a company is not known.
fn is_folded_nobody(folded: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| NOBODY.iter().copied().collect());
    let is_ranking = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
    WORDS.contains(folded)
        || folded.ends_with(" average")
        || folded.strip_prefix("top ").is_some_and(is_ranking)
}

/// Whether a folded text counts or sums up companies, and names none: "12 companies", "other firms", "several startups".
fn is_count_of_companies(folded: &str) -> bool {
    const NOUNS: [&str; 17] = [
        "angels", "companies", "firms", "startups", "start-ups", "investors", "deals", "projects", "others",
        "organisations", "organizations", "businesses", "unternehmen", "firmen", "entreprises", "empresas",
        "sites",
    ];
    const BEGINNINGS: [&str; 18] = [
        "other", "others", "all", "several", "various", "many", "remaining", "the", "some", "more",
        "further", "additional", "unnamed", "undisclosed", "weitere", "autres", "otras", "multiple",
    ];
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit() || b",.+".contains(&byte));
    let mut words = folded.split(' ').filter(|word| !word.is_empty()).rev();
    words.next().is_some_and(|last| NOUNS.contains(&last))
        && folded.contains(' ')
        && words.all(|word| is_number(word) || BEGINNINGS.contains(&word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn totals_and_unknown_names_are_no_companies() {
        for text in [
            "Total", "Grand Total", "Subtotal Q2", "Summe:", "TOTAL 2025", "Sous-total", "Germany Total",
            "Subtotal Europe", "Zwischensumme: Asien", "合计", "Итого:", "Brought forward", "Übertrag",
            "YTD", "of which Germany",
        ] {
            assert!(is_total(text), "{text}");
        }
        for text in ["TotalEnergies", "Total Energies", "Sum Up", "Total Wine & More", "Gesamtverband"] {
            assert!(!is_total(text), "{text}");
        }
        assert!(is_no_name("N/A") && is_no_name("Undisclosed Investors") && !is_no_name("Unknown Worlds"));
        for text in [
            "Other companies", "Remaining 15 firms", "12 companies", "Several startups", "Market average",
            "Top 5",
        ] {
            assert!(is_no_name(text), "{text}");
        }
        for text in ["The Companies", "Projects", "Top Shelf", "United Firms", "All Sites"] {
            assert_eq!(is_no_name(text), ["The Companies", "All Sites"].contains(&text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_told_by_both_ends_is_told_by_the_folded_text(
            start in "[ \t]{0,2}[A-Za-zÜé]{0,3}[\u{301}:.]{0,1}", label in prop::sample::select(TOTALS),
            is_upper in any::<bool>(), rest in "([ :.=]{1,2}([Tt]otál?|TOTAL|Q2|of|[a-zé]{0,4})){0,3}[ :.=\u{301}]{0,2}",
        ) {
            let label = if is_upper { label.to_uppercase() } else { label.to_owned() };
            for text in [format!("{label}{rest}"), format!("{start}{label}{rest}"), format!("{start}{rest}")] {
                prop_assert_eq!(is_total(&text), is_folded_total(&fold(&text)), "{:?}", text);
            }
        }
    }
}
