//! What the words of headers and cells say.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use super::marks;
use super::status_words::status;
use super::vocabulary::{self, AND_OTHERS, DITTO, FILLERS, NOBODY, PARTS_OF_ROWS, REFUNDS, Subject, TOTALS};
use crate::area::Area;
use crate::deal::{Role, Status};
use crate::hash::HashSet;
use crate::money::is_undisclosed;
use crate::sheet::{Row, Value};
use crate::text::{fold, trim};

/// Words for the currency of the place: "Amount (local currency)".
const LOCAL: [&str; 5] = ["local", "original", "native", "national", "transaction"];

/// The words of a header: split at punctuation, spaces and capitals inside, without currencies and units.
pub(super) fn header_words(header: &str) -> Vec<String> {
    let mut words = all_header_words(header);
    let is_local = |pair: &[String]| LOCAL.contains(&pair[0].as_str()) && pair[1] == "currency";
    // "Native currency of deal" is a currency.
    let is_noun = |at: &usize| words.get(at + 2).is_some_and(|next| next == "of");
    let local = words.windows(2).position(is_local).filter(|_| words.len() > 2);
    if let Some(at) = local.filter(|at| !is_noun(at)) {
        words.drain(at..at + 2);
    }
    if words.iter().any(|word| !is_filler(word)) {
        words.retain(|word| !is_filler(word));
    }
    words
}

/// Whether a column has no header: its name is its letters, or the number that programs give.
pub(super) fn is_unnamed(header: &str) -> bool {
    let is_place =
        |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    header.trim().is_empty()
        || ["column ", "Column", "Unnamed: "]
            .iter()
            .filter_map(|name| header.strip_prefix(name))
            .any(is_place)
}

/// The words of a header, with those that say nothing beside others. `#` is the word "number".
pub(super) fn all_header_words(header: &str) -> Vec<String> {
    let header = header.replace(['#', '№'], " number ");
    // Marks over letters are parts of words, as in Thai.
    let chunks = header.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    let chunks = chunks.filter(|chunk| !chunk.is_empty() && !is_currency_and_unit(chunk));
    let words = chunks.flat_map(split_capitals).filter(|word| !is_money_word(word)).map(fold);
    let mut words: Vec<String> = words.map(with_umlauts).collect();
    // "CapEx" is one word.
    while let Some(at) = words.windows(2).position(|pair| pair[0] == "cap" && pair[1] == "ex") {
        words.splice(at..at + 2, ["capex".to_owned()]);
    }
    words
}

/// Returns a folded word as it is known where its umlauts are written with two letters: "fordersumme" for "foerdersumme".
fn with_umlauts(word: String) -> String {
    static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        let phrases = vocabulary::HEADERS.iter().flat_map(|(_, phrases)| *phrases);
        phrases.flat_map(|phrase| phrase.split(' ')).collect()
    });
    if !["ae", "oe", "ue"].iter().any(|pair| word.contains(pair)) || KNOWN.contains(word.as_str()) {
        return word;
    }
    let plain = word.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    if KNOWN.contains(plain.as_str()) { plain } else { word }
}

/// Whether a word of a header says nothing beside others.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// Splits `DealValueUSD` into `Deal`, `Value` and `USD`.
fn split_capitals(chunk: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = chunk.char_indices().collect();
    let mut starts = vec![0];
    for window in chars.windows(2) {
        let [(_, before), (at, c)] = window else { continue };
        let next = chunk[*at..].chars().nth(1);
        let is_start = c.is_uppercase()
            && (before.is_lowercase() || (before.is_uppercase() && next.is_some_and(char::is_lowercase)));
        let is_digit_border = before.is_alphabetic() && c.is_ascii_digit();
        if is_start || is_digit_border {
            starts.push(*at);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([chunk.len()]);
    starts.iter().zip(ends).map(|(start, end)| &chunk[*start..end]).collect()
}

/// Whether a word of a header is a currency and a unit: `EURm`.
fn is_currency_and_unit(word: &str) -> bool {
    let hints = crate::money::read_header(word);
    hints.currency.is_some() && hints.unit.is_some() && hints.label.is_empty()
}

/// Whether a word of a header is a currency or a unit.
fn is_money_word(word: &str) -> bool {
    let is_code = word.len() == 3 && word.chars().all(|c| c.is_ascii_uppercase());
    // "Công ty" is a company, and "tỷ" a unit.
    let is_word = word.eq_ignore_ascii_case("ty");
    (is_code && crate::money::Currency::by_code(word).is_some())
        || (!is_word
            && word.parse::<crate::money::Unit>().is_ok()
            && !["t", "b", "cr"].contains(&fold(word).as_str()))
        || ["mm", "bn", "mn", "b", "k", "m", "cr", "rs", "kr", "dollars", "euros", "euro"]
            .contains(&fold(word).as_str())
}

pub(super) fn contains(words: &[String], phrase: &str) -> bool {
    let parts: Vec<&str> = phrase.split(' ').collect();
    words.windows(parts.len()).any(|window| window.iter().eq(parts.iter()))
}

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
        let labels = TOTALS.iter().chain(&PARTS_OF_ROWS);
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

/// Whether a text may begin with a word: their first bytes are the same, which nearly always decides.
fn may_begin(text: &str, word: &str) -> bool {
    text.as_bytes().first() == word.as_bytes().first()
}

#[rustfmt::skip]
fn is_folded_total(folded: &str) -> bool {
    let label = folded.trim_end_matches([':', '=', '.']).trim();
    // "Germany Total", as pivot tables and subtotals of spreadsheets are called.
    let begins =
        |start: &&str| label.strip_prefix(*start).is_some_and(|rest| rest.starts_with([' ', ':', '(', '-']));
    let endings = [
        " total", " subtotal", "(total)", "[total]", "(subtotal)", "(sum)", "(gesamt)", " gesamt", "合计", "小计", "总计", "合計", "小計",
        "総計", "합계", "소계", "총계",
    ];
    let is_subtotal = endings.iter().any(|ending| label.ends_with(ending))
        || ["subtotal", "sub total", "sub-total", "zwischensumme", "sous total", "sous-total"]
            .iter()
            .any(begins);
    is_subtotal
        || PARTS_OF_ROWS.iter().any(|part| label.starts_with(part))
        || TOTALS.iter().filter(|total| may_begin(label, total)).any(|total| {
            label.strip_prefix(total).is_some_and(|rest| {
                rest.is_empty() || (rest.starts_with([' ', ':', '(', '-']) && is_label_rest(rest))
            })
        })
}

/// Whether the words of a header are those of exponents of ten, not of other units.
pub(super) fn are_exponents(words: &[String]) -> bool {
    ["mult", "multiplier", "power", "exponent"].iter().any(|known| words.iter().any(|word| word == known))
}

/// Whether what follows "total" names a period or what is added up, and not a company: "Q2", "2025", "of deals".
fn is_label_rest(rest: &str) -> bool {
    const WORDS: [&str; 26] = [
        "q1",
        "q2",
        "q3",
        "q4",
        "h1",
        "h2",
        "of",
        "for",
        "in",
        "usd",
        "eur",
        "deals",
        "rounds",
        "amount",
        "general",
        "all",
        "the",
        "year",
        "fy",
        "quarter",
        "month",
        "raised",
        "funding",
        "investments",
        "und",
        "total",
    ];
    const COUNTERS: [char; 9] = ['家', '社', '件', '笔', '筆', '个', '個', '项', '년'];
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
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

/// What a text that stands in place of a company is that names a part of the list.
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
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
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

/// Whether what stands in square brackets is the number or the letter of a footnote: `[1]`, `[a]`, `[note 2]`.
fn is_reference(mark: &str) -> bool {
    let mark = mark.strip_prefix("note ").unwrap_or(mark);
    let is_letter = mark.len() == 1 && mark.bytes().all(|byte| byte.is_ascii_lowercase());
    is_letter || (!mark.is_empty() && mark.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns a text without references to footnotes.
pub(super) fn without_all_references(text: &str) -> String {
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        if let Some((_, behind)) = after.split_once(']').filter(|(mark, _)| is_reference(mark)) {
            rest = behind;
        } else {
            plain.push('[');
            rest = after;
        }
    }
    plain + rest
}

/// Whether a text says in a word that its row takes money back: "Refund", "Rückzahlung (Teil)", "Refund of grant".
pub(super) fn is_refund(text: &str) -> bool {
    // Most texts are too long, or do not begin with a letter of any word.
    const MAX: usize = 60;
    let is_initial = |c: char| !c.is_ascii() || "acdegklrstwz".contains(c.to_ascii_lowercase());
    if text.len() > MAX || !text.starts_with(is_initial) {
        return false;
    }
    let folded = fold(text);
    // "Repayment of debt" is what money is for.
    let is_of = |known: &str, rest: &str| known.starts_with("refund") && rest.starts_with("of ");
    let known = REFUNDS.iter().filter(|known| may_begin(&folded, known));
    let mut rests = known.filter_map(|known| Some((known, folded.strip_prefix(known)?.trim_start())));
    rests.any(|(known, rest)| rest.is_empty() || rest.starts_with(['(', ',', '-']) || is_of(known, rest))
}

/// Returns a name without the marks of footnotes around it: `*Alder`, `Alder†`, `Alder[1]`, `Alder (2)`, `Alder³`.
pub(super) fn without_references(text: &str) -> &str {
    const SIGNS: [char; 4] = ['*', '†', '‡', '§'];
    let is_mark = |c: char| SIGNS.contains(&c) || c == ' ';
    let text = match text.trim_start_matches(is_mark).trim_end_matches(is_mark) {
        "" => text,
        plain => plain,
    };
    // "H³" may be a name.
    let plain = text.trim_end_matches(marks::is_raised);
    let text = if plain.chars().filter(|c| c.is_alphabetic()).count() > 2 { plain.trim_end() } else { text };
    let bracketed = |open: char, close: char| {
        let (before, mark) = text.strip_suffix(close)?.rsplit_once(open)?;
        let is_short = open == '[' || mark.len() <= 2;
        (is_reference(mark) && is_short && !before.trim().is_empty()).then_some(before.trim_end())
    };
    bracketed('[', ']').or_else(|| bracketed('(', ')')).map_or(text, without_references)
}

/// Whether a text stands for the cell above.
pub(super) fn is_ditto(text: &str) -> bool {
    const MAX: usize = 40;
    let is_short = text.len() <= MAX;
    (is_short && DITTO.contains(&fold(text).as_str())) || text.trim() == "〃"
}

/// Returns the words before a name that say how a company takes part: "with Zenko", "participation from Zenko".
pub(super) fn leading_word(name: &str) -> Option<&str> {
    const WORDS: [&str; 9] = [
        "with participation from ",
        "participation from ",
        "participation of ",
        "participation by ",
        "joined by ",
        "backed by ",
        "alongside ",
        "with ",
        "together with ",
    ];
    // With a capital letter, "With" may begin the name.
    WORDS.iter().find_map(|word| name.get(..word.len()).filter(|start| start == word)).map(str::trim_end)
}

/// Returns a name without "and others" at its end.
pub(super) fn without_others(name: &str) -> &str {
    let folded_length = |ending: &&str| {
        name.len()
            .checked_sub(ending.len())
            .filter(|at| name.is_char_boundary(*at) && name[*at..].eq_ignore_ascii_case(ending))
    };
    let end = AND_OTHERS.iter().find_map(folded_length).or_else(|| number_of_others(name));
    end.map_or(name, |at| name[..at].trim_end_matches([',', ' ']))
}

/// Returns where "and 3 others" or "+2 more" begins at the end of a name.
fn number_of_others(name: &str) -> Option<usize> {
    // Most names end in other letters.
    let (before, last) = name.rsplit_once(' ').filter(|(_, last)| last.len() < 10)?;
    if !["others", "more", "investors", "angels"].iter().any(|word| word.eq_ignore_ascii_case(last)) {
        return None;
    }
    let before = before.strip_suffix(" other").unwrap_or(before);
    let number = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let start = number.trim_end();
    let joint = ["and", "&", "+", "plus"].iter().find_map(|joint| start.strip_suffix(joint))?;
    let is_apart = joint.ends_with([' ', ',']) && number.len() < before.len();
    is_apart.then_some(joint.len())
}

/// Returns a company and its role where brackets behind its name say it: `CoreWeave (provider)`.
pub(super) fn with_role(text: &str) -> Option<(&str, Role)> {
    let (name, word) = text.trim().strip_suffix(')')?.rsplit_once('(')?;
    let word = fold(word.trim());
    let is_word_of = |words: &[&str]| words.contains(&word.as_str());
    let in_headers = || {
        vocabulary::HEADERS.iter().find_map(|(subject, words)| match subject {
            Subject::Party(role) if is_word_of(words) && !is_word_of(vocabulary::ANY_COMPANIES) => {
                Some(*role)
            }
            _ => None,
        })
    };
    let role = word.parse().ok().or_else(in_headers)?;
    Some((name.trim(), role)).filter(|(name, _)| !name.is_empty())
}

/// Returns a company and the status that stands beside its name, if its deal does not count by that: `Zenko (cancelled)`,
/// `CANCELLED - Zenko`, `Zenko: withdrawn`.
pub(super) fn with_status(text: &str) -> Option<(&str, Status)> {
    const SIGNS: [&str; 4] = [" - ", " – ", " / ", ": "];
    // "Possible: Zenko" may be a name.
    #[rustfmt::skip]
    const BEFORE: [&str; 16] = [
        "cancel", "withdr", "terminat", "abandon", "scrapped", "called off", "rumour", "rumor", "abgesagt", "storniert", "gerucht", "annul",
        "anulad", "取消", "中止", "취소",
    ];
    let text = text.trim();
    // Most names have none of the signs.
    if !text.contains(['(', '[', ')', ']', '-', '–', '/', ':']) {
        return None;
    }
    let status = |word: &str| {
        let is_short = word.len() <= 40;
        is_short.then(|| status(&fold(word))).flatten().filter(|status| !status.counts())
    };
    let behind = || {
        let (name, word) = text.strip_suffix([')', ']'])?.rsplit_once(['(', '['])?;
        Some((name, status(word)?))
    };
    let before = || {
        let (word, name) = text.strip_prefix(['(', '['])?.split_once([')', ']'])?;
        Some((name, status(word)?))
    };
    let at_sign = |sign: &&str| {
        let (first, last) = text.rsplit_once(*sign)?;
        let begins = |word: &&str| BEFORE.iter().any(|start| fold(word).starts_with(start));
        let at_start = || {
            let (word, name) = text.split_once(*sign)?;
            Some((name, status(word).filter(|_| begins(&word))?))
        };
        status(last).map(|found| (first, found)).or_else(at_start)
    };
    let found = behind().or_else(before).or_else(|| SIGNS.iter().find_map(at_sign))?;
    Some((found.0.trim(), found.1)).filter(|(name, _)| !name.is_empty())
}

/// Whether a name is crossed out by signs: `❌ Zenko`, `~~Zenko~~`.
pub(super) fn is_crossed_out(name: &str) -> bool {
    const CROSSES: [char; 6] = ['❌', '✗', '✘', '❎', '🚫', '⛔'];
    name.starts_with(CROSSES)
        || name.ends_with(CROSSES)
        || (name.len() > 4 && name.starts_with("~~") && name.ends_with("~~"))
}

/// Whether a name begins as that of a part of the row above: "- Arizona site", "└ Arizona", "including Arizona".
pub(super) fn is_part_of_row(name: &str) -> bool {
    const SIGNS: [char; 9] = ['└', '├', '↳', '•', '‣', '▪', '→', '·', '◦'];
    const WORDS: [&str; 6] = ["incl. ", "including ", "davon ", "o/w ", "darunter ", "de los cuales "];
    let is_dash = name.strip_prefix(['-', '–', '—']).is_some_and(|rest| rest.starts_with(' '));
    let has_word = || {
        let folded = fold(name);
        WORDS.iter().any(|word| folded.starts_with(word))
    };
    // Dont Nod is a company.
    let has_small_word = ["incl ", "dont "].iter().any(|word| name.starts_with(word));
    let may_have_word = name.starts_with(['i', 'I', 'd', 'D', 'o', 'O']);
    is_dash || name.starts_with(SIGNS) || has_small_word || (may_have_word && has_word())
}

/// Whether a folded text counts or sums up companies, and names none: "12 companies", "other firms", "several startups".
fn is_count_of_companies(folded: &str) -> bool {
    const NOUNS: [&str; 17] = [
        "angels",
        "companies",
        "firms",
        "startups",
        "start-ups",
        "investors",
        "deals",
        "projects",
        "others",
        "organisations",
        "organizations",
        "businesses",
        "unternehmen",
        "firmen",
        "entreprises",
        "empresas",
        "sites",
    ];
    const BEGINNINGS: [&str; 18] = [
        "other",
        "others",
        "all",
        "several",
        "various",
        "many",
        "remaining",
        "the",
        "some",
        "more",
        "further",
        "additional",
        "unnamed",
        "undisclosed",
        "weitere",
        "autres",
        "otras",
        "multiple",
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

    fn words(header: &str) -> String {
        header_words(header).join(" ")
    }

    #[test]
    fn headers_are_compared_without_case_punctuation_units_and_currencies() {
        for (header, plain) in [
            ("Amount (USD m)", "amount"),
            ("deal_value_usd", "deal value"),
            ("DealValueUSD", "deal value"),
            ("Deal Value (EURm)", "deal value"),
            ("Montant levé (en M€)", "montant leve"),
            ("Name of Startup", "startup"),
            ("Investors Name", "investors"),
            ("Name", "name"),
            ("Year Founded", "year founded"),
            ("acquirerCountry", "acquirer country"),
            ("CapEx (bn USD)", "capex"),
            ("Foerdersumme (EUR)", "fordersumme"),
            ("Empfaenger", "empfanger"),
            ("Revenue value", "revenue value"),
        ] {
            assert_eq!(words(header), plain, "{header}");
        }
    }

    #[test]
    fn totals_and_unknown_names_are_no_companies() {
        for text in [
            "Total",
            "Grand Total",
            "Subtotal Q2",
            "Summe:",
            "TOTAL 2025",
            "Sous-total",
            "Germany Total",
            "Subtotal Europe",
            "Zwischensumme: Asien",
            "合计",
            "Итого:",
            "Brought forward",
            "Übertrag",
            "YTD",
            "of which Germany",
        ] {
            assert!(is_total(text), "{text}");
        }
        for text in ["TotalEnergies", "Total Energies", "Sum Up", "Total Wine & More", "Gesamtverband"] {
            assert!(!is_total(text), "{text}");
        }
        assert!(is_no_name("N/A") && is_no_name("Undisclosed Investors") && !is_no_name("Unknown Worlds"));
        for text in [
            "Other companies",
            "Remaining 15 firms",
            "12 companies",
            "Several startups",
            "Market average",
            "Top 5",
        ] {
            assert!(is_no_name(text), "{text}");
        }
        for text in ["The Companies", "Projects", "Top Shelf", "United Firms", "All Sites"] {
            assert_eq!(is_no_name(text), ["The Companies", "All Sites"].contains(&text), "{text}");
        }
        assert_eq!(without_others("Sequoia and others"), "Sequoia");
        for (text, is_part) in
            [("dont Zenko", true), ("Dont Nod", false), ("incl Rifa", true), ("Incl AI", false)]
        {
            assert_eq!(is_part_of_row(text), is_part, "{text}");
        }
        for (text, plain) in [
            ("Zenko[1]", "Zenko"),
            ("Zenko [a][note 2]", "Zenko"),
            ("Zenko [UK]", "Zenko [UK]"),
            ("[1]", "[1]"),
            ("*Zenko", "Zenko"),
            ("Zenko² †", "Zenko"),
            ("Zenko (2)", "Zenko"),
            ("Zenko (2024)", "Zenko (2024)"),
            ("H³", "H³"),
        ] {
            assert_eq!(without_references(text), plain);
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
