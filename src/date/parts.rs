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
}

/// Words without meaning in a date: "3 de mayo del 2024", "the 3rd of May", "3 мая 2024 г.", "den 3 maj".
const FILLERS: [&str; 14] =
    ["of", "the", "de", "del", "di", "d", "den", "der", "le", "il", "el", "am", "г", "года"];

/// What follows a number in "3rd", "1er", "2ème", "1.º".
const ORDINALS: [&str; 11] = ["st", "nd", "rd", "th", "er", "e", "eme", "re", "o", "a", "ste"];

/// Words and letters for half a year.
const HALF_YEARS: [&str; 8] = ["h", "hy", "s", "half", "hj", "halbjahr", "semestre", "semester"];

/// Words for a year that begins at another day than 1 January.
const FISCAL_YEARS: [&str; 5] = ["fy", "fiscal", "gj", "geschaftsjahr", "exercice"];

/// A number or a word of a date.
enum Token {
    Number(Number),
    Name(Meaning),
}

impl Parts {
    /// Returns the parts of `text`.
    ///
    /// # Errors
    /// If `text` has characters or words that no date has.
    pub(super) fn of(text: &str) -> Result<Self, Problem> {
        let items = without_time(text.trim()).and_then(items).ok_or_else(|| not_a_date(text))?;
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
            let before = index.checked_sub(1).map(|index| &items[index].content);
            let is_ordinal = matches!(joint, Joint::None | Joint::Sign('.')) && ORDINALS.contains(&word);
            match before {
                Some(Content::Number(number)) if is_ordinal && number.is_short() => {}
                _ if FILLERS.contains(&word) => {}
                _ => tokens.push((*joint, Token::Name(meaning(word).ok_or_else(|| not_a_date(text))?))),
            }
        }
        Self::of_tokens(&tokens).ok_or_else(|| not_a_date(text))
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
        let mut parts = Self { list: Vec::new(), joints: Vec::new(), weekdays: 0 };
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
