//! Text helpers that every layer uses: folding for comparison, and numbers as text.
//!
//! - `damage`: texts that a wrong encoding damaged
//! - `legal_form`: legal forms of companies

mod damage;
mod legal_form;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub(crate) use damage::{Damage, damage};
pub(crate) use legal_form::{is_legal_form, legal_words};

/// Returns `text` in lower case, without accents and with single spaces, for comparing names as people type them.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        let mut folded = String::with_capacity(text.len());
        for word in text.split_whitespace() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        folded.make_ascii_lowercase();
        return folded;
    }
    // Letters of Korean are divided as accents are, and joined again.
    let unaccented: String = text.nfkd().filter(|c| !is_combining_mark(*c)).nfc().collect();
    let mut plain = String::with_capacity(unaccented.len());
    for c in unaccented.chars().flat_map(char::to_lowercase) {
        match plain_letters(c) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(c),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Divides a text behind periods, but for those of abbreviations: "incl. in the pledge above", "max. 2 sites". A capital letter
/// behind most of them begins a sentence.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    const ABBREVIATIONS: [&str; 16] = [
        "incl", "inkl", "max", "min", "mind", "approx", "est", "ca", "circa", "no", "nr", "vs", "env",
        "aprox", "bzw", "u.a",
    ];
    const NEVER_AT_THE_END: [&str; 2] = ["incl", "inkl"];
    let abbreviation = |before: &str| {
        let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
        ABBREVIATIONS.iter().find(|short| word.eq_ignore_ascii_case(short)).copied()
    };
    let goes_on = move |text: &str, at: usize| {
        abbreviation(&text[..at]).is_some_and(|short| {
            NEVER_AT_THE_END.contains(&short) || !text[at + 2..].starts_with(char::is_uppercase)
        })
    };
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut ends = text.match_indices(". ").map(|(at, _)| at);
        match ends.find(|at| !goes_on(text, *at)) {
            Some(at) => {
                rest = Some(&text[at + 2..]);
                Some(&text[..at])
            }
            None => rest.take(),
        }
    })
}

/// Returns the words of a text, without what stands between them.
pub(crate) fn plain_words(text: &str) -> impl DoubleEndedIterator<Item = &str> + Clone {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Returns the words of a text in lower case, without accents, and with single spaces between them.
pub(crate) fn fold_words(text: &str) -> String {
    plain_words(&fold(text)).collect::<Vec<_>>().join(" ")
}

/// Returns a text without the white space around it, and without characters of no width there, which texts that were copied from
/// web pages have. Faster than [`str::trim`] where there are none, as in most cells.
pub(crate) fn trim(text: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if is_plain(text.as_bytes().first()) && is_plain(text.as_bytes().last()) {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}'))
}

/// Returns what people type for a small letter that Unicode does not take apart: `o` for `ø`.
fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        '’' => "'",
        _ => return None,
    })
}

/// Returns the ASCII form of a decimal digit of Arabic, Persian or Devanagari, and any other character as it is.
pub(crate) fn ascii_digit(c: char) -> char {
    let zero = match c {
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        _ => return c,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// Longest text that [`quote`] keeps, in characters.
const MAX_QUOTED: usize = 100;

/// Returns `text` in quotation marks with escapes, cut with `…` after 100 characters. For messages. The marks of Thai and
/// Hindi vowels stay as they are.
pub(crate) fn quote(text: &str) -> String {
    let end = text.char_indices().nth(MAX_QUOTED).map(|(end, _)| end);
    let mut quoted = String::from('"');
    for c in text[..end.unwrap_or(text.len())].chars() {
        if c == '\'' || is_combining_mark(c) {
            quoted.push(c);
        } else {
            quoted.extend(c.escape_debug());
        }
    }
    quoted.push('"');
    quoted.extend(end.map(|_| '…'));
    quoted
}

/// Returns the digits of `count`, with thousands separators from 10,000 on: four digits are read at a glance, and
/// may be a year.
pub(crate) fn format_count(count: u64) -> String {
    let digits = count.to_string();
    if count < 10_000 { digits } else { group_digits(&digits) }
}

/// Returns `count` with its noun: `one` if it is 1, else `many`; "1 deal", "12,345 deals".
pub(crate) fn count_of(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", format_count(count as u64), if count == 1 { one } else { many })
}

/// Returns a number of deals with its noun: "1 deal".
pub(crate) fn count_of_deals(deals: u64) -> String {
    format!("{} {}", format_count(deals), if deals == 1 { "deal" } else { "deals" })
}

/// Returns `number` with a comma before every third digit of its whole part. It may have a sign and a fraction.
pub(crate) fn group_digits(number: &str) -> String {
    let whole = number.find('.').unwrap_or(number.len());
    let mut grouped = String::with_capacity(number.len() * 4 / 3 + 1);
    for (index, c) in number.char_indices() {
        let before = index.checked_sub(1).and_then(|before| number.as_bytes().get(before));
        if index < whole && (whole - index).is_multiple_of(3) && before.is_some_and(u8::is_ascii_digit) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimming_is_that_of_the_standard_library() {
        for text in [
            "", " ", "a", " a", "a ", "a b", "\u{a0}a", "a\u{2003}", "\ta\r\n", "é", "é ", "\u{1}", "a\u{85}",
        ] {
            assert_eq!(trim(text), text.trim(), "{text:?}");
        }
    }

    #[test]
    fn folded_names_compare_without_case_accents_and_extra_spaces() {
        assert_eq!(fold("  Mistral\tAI "), "mistral ai");
        assert_eq!(fold("Société  Générale"), fold("SOCIETE GENERALE"));
        assert_eq!(fold("Côte d’Ivoire"), "cote d'ivoire");
        assert_eq!(fold("ØRSTED Łódź Straße"), "orsted lodz strasse");
    }

    #[test]
    fn long_texts_are_cut_in_messages() {
        assert_eq!(quote("a\"b\n"), r#""a\"b\n""#);
        assert_eq!(quote("มูลค่า d'Or \u{202e}"), "\"มูลค่า d'Or \\u{202e}\"");
        assert_eq!(quote(&"é".repeat(100)), format!("\"{}\"", "é".repeat(100)));
        assert_eq!(quote(&"é".repeat(101)), format!("\"{}\"…", "é".repeat(100)));
    }

    #[test]
    fn counts_are_grouped_from_five_digits() {
        assert_eq!([4, 2025, 10_000, 1_234_567].map(format_count), ["4", "2025", "10,000", "1,234,567"]);
        assert_eq!(
            [0, 1, 12_345].map(|count| count_of(count, "deal", "deals")),
            ["0 deals", "1 deal", "12,345 deals"]
        );
    }

    #[test]
    fn only_the_whole_part_is_grouped() {
        assert_eq!(
            ["1234567", "-1234.5678", "999", "-100"].map(group_digits),
            ["1,234,567", "-1,234.5678", "999", "-100"]
        );
    }
}
