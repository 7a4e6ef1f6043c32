//! What the words of headers and cells say.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use super::marks;
use super::status_words::status;
use super::vocabulary::{self, AND_OTHERS, DITTO, FILLERS, REFUNDS, Subject};
use crate::deal::{Role, Status};
use crate::hash::HashSet;
use crate::text::fold;

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

/// Whether a column has no header: it has a sign, its letters, or the number that a program gives it: `Column1`, `...4`.
pub(super) fn is_unnamed(header: &str) -> bool {
    const NUMBERED: [&str; 11] =
        ["...", "V", "X", "Field", "Spalte", "Colonne", "Columna", "Coluna", "Colonna", "Kolom", "Unnamed: "];
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let is_place =
        |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let has = |names: &[&str], is: &dyn Fn(&str) -> bool| {
        names.iter().filter_map(|name| header.strip_prefix(name)).any(is)
    };
    let header = header.trim();
    header.is_empty()
        || ["-", "?", "*"].contains(&header)
        || has(&["column ", "Column"], &is_place)
        || has(&NUMBERED, &is_number)
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

/// Whether the words of a header are those of exponents of ten, not of other units.
pub(super) fn are_exponents(words: &[String]) -> bool {
    ["mult", "multiplier", "power", "exponent"].iter().any(|known| words.iter().any(|word| word == known))
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

/// Whether a text may begin with a word: their first bytes are the same, which nearly always decides.
pub(super) fn may_begin(text: &str, word: &str) -> bool {
    text.as_bytes().first() == word.as_bytes().first()
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
    const SIGNS: [char; 7] = ['*', '†', '‡', '§', '¶', '‖', '※'];
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
    (is_short && DITTO.contains(&fold(text).as_str())) || ["〃", "”", "“", "″"].contains(&text.trim())
}

/// Returns the words before a name that say how a company takes part: "with Zenko", "participation from Zenko".
pub(super) fn leading_word(name: &str) -> Option<&str> {
    const WORDS: [&str; 9] = [
        "with participation from ", "participation from ", "participation of ", "participation by ",
        "joined by ", "backed by ", "alongside ", "with ", "together with ",
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
    const BEFORE: [&str; 16] = [
        "cancel", "withdr", "terminat", "abandon", "scrapped", "called off", "rumour", "rumor", "abgesagt",
        "storniert", "gerucht", "annul", "anulad", "取消", "中止", "취소",
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

#[cfg(test)]
mod tests {
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
    fn names_are_told_from_what_stands_around_them() {
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
}
