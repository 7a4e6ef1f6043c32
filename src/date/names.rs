//! The names of months, weekdays and quarters in the languages of CLDR (`data/calendar.csv`).

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::Weekday;
use unicode_normalization::UnicodeNormalization;

/// What a word names. Some names stand for different months in different languages: "lip" is June in Croatian and July
/// in Polish, "mar" is March in English and Tuesday in French.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    /// Bit `n` is set if the word names month `n`, from 1.
    pub(super) months: u16,
    /// Bit `n` is set if the word names weekday `n`, Monday being 1.
    pub(super) weekdays: u8,
    /// Whether the word means a quarter of a year.
    pub(super) is_quarter: bool,
}

static NAMES: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
    let mut names: HashMap<String, Meaning> = HashMap::with_capacity(3000);
    for line in include_str!("../../data/calendar.csv").lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(kind), Some(number), Some(name)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let meaning = names.entry(normalize(name)).or_default();
        match (kind, number.parse::<u8>()) {
            ("month", Ok(month @ 1..=12)) => meaning.months |= 1 << month,
            ("weekday", Ok(weekday @ 1..=7)) => meaning.weekdays |= 1 << weekday,
            _ => meaning.is_quarter = true,
        }
    }
    // "Mon" is Monday, though another language calls Tuesday so: a slip in an English date would pass unseen.
    for (name, meaning) in &mut names {
        if let Ok(english) = name.parse::<Weekday>() {
            meaning.weekdays = 1 << english.number_from_monday();
        }
    }
    names
});

/// Returns what a normalized word names; `None` if it is no name.
pub(super) fn meaning(word: &str) -> Option<Meaning> {
    NAMES.get(word).copied()
}

/// Whether a word is the name of a month in some language.
pub(crate) fn is_month(word: &str) -> bool {
    meaning(&normalize(word)).is_some_and(|meaning| meaning.months != 0)
}

/// Returns `text` in lower case, with ASCII digits and without the accents of Latin, Greek and Cyrillic letters.
///
/// Marks of other scripts are vowels: without them, June and January are one word in Hindi.
pub(super) fn normalize(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // U+02BC is a letter of Ukrainian, not an apostrophe.
    let is_accent = |c: &char| matches!(c, '\u{300}'..='\u{36f}' | '\u{2bc}');
    // NFC joins the letters of Hangul again, which NFKD takes apart.
    let unaccented: String = text.to_lowercase().nfkd().filter(|c| !is_accent(c)).nfc().collect();
    unaccented.replace(['’', '`', '´'], "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_name() {
        for line in include_str!("../../data/calendar.csv").lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let is_known = match cells[..] {
                ["month", number, _] => (1..=12).contains(&number.parse().unwrap()),
                ["weekday", number, _] => (1..=7).contains(&number.parse().unwrap()),
                ["quarter", "", _] => true,
                _ => false,
            };
            assert!(is_known && !cells[2].is_empty(), "{line}");
        }
    }

    #[test]
    fn names_of_the_usual_languages_stand_for_one_month() {
        // By month: English, German, French, Spanish, Italian, Dutch, Portuguese.
        let rows: [(u16, &str); 12] = [
            (1, "January Jan Januar Jän Jänner janvier janv enero ene gennaio gen januari janeiro"),
            (2, "February Feb Februar février févr fev febrero febbraio februari fevereiro"),
            (3, "March Mar März Mrz Maerz mars marzo maart mrt março"),
            (4, "April Apr avril avr abril abr aprile"),
            (5, "May Mai mayo maggio mag mei maio"),
            (6, "June Jun Juni juin junio giugno giu junho"),
            (7, "July Jul Juli juillet juil julio luglio lug julho"),
            (8, "August Aug août aout agosto ago augustus"),
            (9, "September Sep Sept septembre septiembre settembre set setembro"),
            (10, "October Oct Oktober Okt octobre octubre ottobre ott outubro out"),
            (11, "November Nov novembre noviembre nov novembro"),
            (12, "December Dec Dezember Dez décembre déc diciembre dic dicembre dezembro"),
        ];
        for (month, names) in rows {
            for name in names.split(' ') {
                assert_eq!(meaning(&normalize(name)).map(|found| found.months), Some(1 << month), "{name}");
            }
        }
    }

    #[test]
    fn a_name_of_two_months_keeps_both() {
        assert_eq!(meaning("lip").unwrap().months, 1 << 6 | 1 << 7);
        assert_eq!(meaning("listopad").unwrap().months, 1 << 10 | 1 << 11);
    }
}
