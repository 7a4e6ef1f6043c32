//! The parts of a written date: numbers, and words by what they name.

use super::lexer::{Content, Item, Joint, Number, items};
use super::names::{Meaning, meaning};
use super::refusal::{Refusal, not_a_date};
use super::time::without_time;
use crate::invalid::Problem;

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Number(Number),
    /// The months that a word may name, as in [`Meaning`].
    Month(u16),
    /// A word that makes the number next to it a quarter.
    Quarter,
}

/// The parts of a date without its time, weekdays and words without meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) list: Vec<Part>,
    /// What stands before the second part and each further one.
    pub(super) joints: Vec<Joint>,
    /// The weekdays that the text may name, as in [`Meaning`]; 0 if it names none.
    pub(super) weekdays: u8,
    /// Whether a time of day was left out.
    pub(super) has_time: bool,
}

/// Words without meaning in a date, if they stand apart: "3 de mayo del 2024", "the 3rd of May", "terça-feira", "3 maja 2024
/// r.", "2024. gada 3. maijs".
const FILLERS: [&str; 18] = [
    "of", "the", "at", "de", "del", "di", "d", "den", "der", "le", "il", "el", "am", "feira", "gada", "m",
    "r", "года",
];

/// Abbreviations of "year" that may follow it without a space: "2024г.".
const YEAR_SIGNS: [&str; 2] = ["г", "р"];

/// What follows a number in "3rd", "1er", "2ème", "1.º".
const ORDINALS: [&str; 11] = ["st", "nd", "rd", "th", "er", "e", "eme", "re", "o", "a", "ste"];

/// The ordinal numbers of quarters: "third quarter 2024".
const ORDINAL_WORDS: [&str; 4] = ["first", "second", "third", "fourth"];

/// Words and letters for half a year.
const HALF_YEARS: [&str; 8] = ["h", "hy", "s", "half", "hj", "halbjahr", "semestre", "semester"];

/// Words for a year that begins at another day than 1 January.
const FISCAL_YEARS: [&str; 5] = ["fy", "fiscal", "gj", "geschaftsjahr", "exercice"];

/// A number or a word of a date.
enum Token {
    Number(Number),
    Name(Meaning),
}

/// Returns `text` without the apostrophe that makes it a text in a spreadsheet, and without a mark of a footnote: `*`, `[3]`.
fn without_marks(text: &str) -> &str {
    let text = text.trim();
    // In "'24" it belongs to the year.
    let has_long_year = text.as_bytes().windows(4).any(|digits| digits.iter().all(u8::is_ascii_digit));
    let text = text.strip_prefix('\'').filter(|_| has_long_year).unwrap_or(text);
    let footnote = text.strip_suffix(']').and_then(|text| text.rsplit_once('['));
    match footnote {
        Some((text, mark)) if mark.len() <= 3 && mark.chars().all(char::is_alphanumeric) => text.trim_end(),
        _ => text.trim_end_matches(['*', '†', '‡']).trim_end(),
    }
}

impl Parts {
    /// Returns the parts of `text`.
    ///
    /// # Errors
    /// If `text` has characters or words that no date has.
    pub(super) fn of(text: &str) -> Result<Self, Problem> {
        let unmarked = without_marks(text);
        let date = without_time(unmarked).ok_or_else(|| not_a_date(text))?;
        let items = items(date).ok_or_else(|| not_a_date(text))?;
        let mut tokens = Vec::new();
        for (index, Item { joint, content }) in items.iter().enumerate() {
            let word = match content {
                Content::Number(number) => {
                    tokens.push((*joint, Token::Number(*number)));
                    continue;
                }
                Content::Word(word) => word.as_str(),
            };
            if FISCAL_YEARS.contains(&word) {
                return Err(Refusal::FiscalYear.of(text));
            }
            if HALF_YEARS.contains(&word) {
                return Err(Refusal::HalfYear.of(text));
            }
            if let Some(value) =
                (1..).zip(ORDINAL_WORDS).find_map(|(value, known)| (known == word).then_some(value))
            {
                tokens.push((*joint, Token::Number(Number { value, digits: 1, is_ordinal: true })));
                continue;
            }
            let before = index.checked_sub(1).map(|index| &items[index].content);
            let is_ordinal = matches!(joint, Joint::None | Joint::Sign('.')) && ORDINALS.contains(&word);
            match before {
                Some(Content::Number(number)) if is_ordinal && number.is_short() => {
                    if let Some((_, Token::Number(number))) = tokens.last_mut() {
                        number.is_ordinal = true;
                    }
                }
                _ if *joint != Joint::None && FILLERS.contains(&word) => {}
                Some(_) if YEAR_SIGNS.contains(&word) => {}
                _ => tokens.push((*joint, Token::Name(meaning(word).ok_or_else(|| not_a_date(text))?))),
            }
        }
        let parts = Self::of_tokens(&tokens).ok_or_else(|| not_a_date(text))?;
        Ok(Self { has_time: date.len() < unmarked.len(), ..parts })
    }

    /// Decides what each name stands for. A date has one month or one quarter, or neither if it has three numbers; all
    /// other names are weekdays.
    fn of_tokens(tokens: &[(Joint, Token)]) -> Option<Self> {
        let numbers = tokens.iter().filter(|(_, token)| matches!(token, Token::Number(_))).count();
        let last = |is_wanted: fn(&Meaning) -> bool| {
            let is_wanted =
                |(_, token): &(Joint, Token)| matches!(token, Token::Name(name) if is_wanted(name));
            tokens.iter().rposition(is_wanted).filter(|_| numbers < 3)
        };
        let month = last(|name| name.months != 0);
        let quarter = last(|name| name.is_quarter).filter(|_| month.is_none());
        let mut parts = Self { list: Vec::new(), joints: Vec::new(), weekdays: 0, has_time: false };
        for (index, (joint, token)) in tokens.iter().enumerate() {
            let part = match token {
                Token::Number(number) => Part::Number(*number),
                Token::Name(name) if month == Some(index) => Part::Month(name.months),
                Token::Name(_) if quarter == Some(index) => Part::Quarter,
                Token::Name(name) if parts.weekdays == 0 && name.weekdays != 0 => {
                    parts.weekdays = name.weekdays;
                    continue;
                }
                Token::Name(_) => return None,
            };
            if !parts.list.is_empty() {
                parts.joints.push(*joint);
            }
            parts.list.push(part);
        }
        Some(parts)
    }
}
