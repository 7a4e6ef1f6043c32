//! A second figure in what follows an amount: "$5m (equity) + 6 (debt)".

use super::figure::Reader;
use super::grammar::Parsed;
use super::qualifiers::is_year;
use super::token::{Kind, Token, phrase};
use super::word::{Place, Reading, Word, read};
use super::words::{Meaning, is_unspaced, phrases};
use crate::invalid::Problem;
use crate::money::{Currency, Unit};

impl<'a> Reader<'_, 'a> {
    /// Refuses a remark with another figure of money.
    pub(super) fn check_figures(
        &self,
        parsed: &Parsed<'a>,
        from: usize,
        has_equivalent: bool,
    ) -> Result<(), Problem> {
        let mut skips_equivalent = has_equivalent;
        let mut at = from;
        while at < self.tokens.len() {
            if skips_equivalent && let Ok(Some((_, after))) = self.equivalent(parsed, at) {
                skips_equivalent = false;
                at = after;
                continue;
            }
            self.check_apart(parsed, at, from)?;
            if self.tokens[at].kind == Kind::Number
                && let Some(other) = self.money(at, from)
            {
                return Err(self.two_figures(parsed.figure, other));
            }
            at += 1;
        }
        Ok(())
    }

    /// Returns the figure around the number at token `at`, if it is one of money: with a currency, with a unit that
    /// counts nothing else ("1M GPUs"), or alone where a second figure would stand ("or 300", "(A) 300").
    fn money(&self, at: usize, from: usize) -> Option<&'a str> {
        let number = &self.tokens[at];
        let before = at.checked_sub(1).filter(|before| *before >= from).map(|before| &self.tokens[before]);
        let is_sign = |token: &Token<'_>, place| {
            token.kind == Kind::Word
                && matches!(read(token.text, place), Reading::One(Word { sign: Some(_), .. }))
        };
        // "Q1" is a quarter, not a quetzal.
        let is_quarter = |token: &Token<'_>| token.text == "Q" && ["1", "2", "3", "4"].contains(&number.text);
        let sign = before.filter(|token| is_sign(token, Place::Before) && !is_quarter(token));
        let start = sign.map_or(number.start, |token| token.start);
        let after = self.tokens.get(at + 1).filter(|token| token.kind == Kind::Word);
        let is_unit = after.is_some_and(|token| Unit::find(token.text).is_some());
        let unit_end = if is_unit { at + 2 } else { at + 1 };
        // "2 millones de euros de deuda"
        let joint = if is_unit { self.joint(unit_end).unwrap_or(0) } else { 0 };
        let currency = self.currency_after(unit_end).or_else(|| self.currency_after(unit_end + joint));
        let end = self.tokens[currency.unwrap_or(unit_end) - 1].end();
        let noun = self.tokens.get(unit_end + joint).map_or("", |token| token.key.as_ref());
        let is_money = self.is_money(unit_end + joint)
            || phrases(noun.trim_end_matches('s')).iter().any(|phrase| phrase.meaning == Meaning::Money);
        let counts =
            self.is_kind(unit_end, Kind::Word) && !is_preposition(&self.tokens[unit_end].key) && !is_money;
        let is_alone = (self.stands_as_figure(at, from) || self.is_whole(at, from)) && !is_year(number);
        let is_figure = start < number.start
            || currency.is_some()
            || after.is_some_and(|token| is_sign(token, Place::After) || begins_with_money(token.text))
            || (is_unit && !counts)
            || is_alone;
        is_figure.then(|| &self.text[start..end])
    }

    /// Whether the number at `at` may be the whole of which the figure is a part: "5 (of 10)".
    fn is_whole(&self, at: usize, from: usize) -> bool {
        let is_of = at > from && self.tokens[at - 1].key == "of";
        is_of && (at - 1 == from || self.tokens[at - 2].is_mark(&['('])) && !self.counts_things(at)
    }

    /// Returns the token after the currency at `at`.
    fn currency_after(&self, at: usize) -> Option<usize> {
        let (_, length) = self.currency(at)?;
        // A code in lower case is more likely a word.
        let is_code = Currency::by_code(self.tokens[at].text).is_some();
        let is_upper = !self.tokens[at].text.chars().any(char::is_lowercase);
        (!is_code || is_upper).then_some(at + length)
    }

    /// Whether a noun for money stands at `at`: "debt".
    fn is_money(&self, at: usize) -> bool {
        self.tokens
            .get(at..)
            .is_some_and(|tokens| phrase(tokens, |meaning| meaning == Meaning::Money).is_some())
    }

    /// Whether the number at `at` begins the rest or a bracket of its own, or follows a joiner ("+", "and", a closing
    /// bracket), and counts nothing.
    fn stands_as_figure(&self, at: usize, from: usize) -> bool {
        if self.counts_things(at) || self.is_label(at, from) || self.is_part_of_date(at, from) {
            return false;
        }
        let mut start = at;
        let mut is_joined = false;
        while start > from
            && let Some(joins) = self.joins(start - 1, from)
        {
            is_joined |= joins;
            start -= 1;
        }
        start == from || (is_joined && !self.is_in_square_brackets(at, from))
    }

    /// Returns whether the token at `at` joins two figures; `None` if it neither does nor may stand between a joiner and a
    /// figure, as an opening bracket.
    fn joins(&self, at: usize, from: usize) -> Option<bool> {
        let token = &self.tokens[at];
        match token.kind {
            Kind::Word => self.is_joiner(at).then_some(true),
            // "A-1" is a name, "(A)-1" is none.
            Kind::Dash
                if token.is_joined && at > from && !matches!(self.tokens[at - 1].kind, Kind::Mark(_)) =>
            {
                None
            }
            Kind::Mark('(' | '=' | '~' | '≈' | '<' | '>' | '≤' | '≥') => Some(false),
            // "jobs: 50", but "2023: 5" and "debt: 5"
            Kind::Mark(':') if at > from => {
                let is_label = self.is_kind(at - 1, Kind::Word) && !self.is_money(at - 1);
                (!is_label).then_some(true)
            }
            Kind::Number | Kind::Mark('[' | '#' | '№' | '\'' | '’' | '"' | '“' | '”' | '%' | '@' | '°') => {
                None
            }
            Kind::Dash | Kind::Mark(_) => Some(true),
        }
    }

    /// Whether the word at `at` joins two figures: "and", "plus".
    fn is_joiner(&self, at: usize) -> bool {
        let joins = |meaning| matches!(meaning, Meaning::And | Meaning::To | Meaning::More);
        let token = &self.tokens[at];
        // "Series A 2": the Polish for "and" is a small letter.
        let is_letter = token.text.len() == 1 && token.text.bytes().all(|byte| byte.is_ascii_uppercase());
        JOINERS.contains(&token.key.as_ref())
            || (!is_letter && phrase(&self.tokens[at..], joins).is_some_and(|(_, length)| length == 1))
    }

    /// Whether the number at `at` is one of things: "3 investors", "5–10 jobs", "20%", "1st".
    fn counts_things(&self, at: usize) -> bool {
        let is_range = self.is_kind(at + 1, Kind::Dash) && self.is_kind(at + 2, Kind::Number);
        let next = at + if is_range { 3 } else { 1 };
        let Some(token) = self.tokens.get(next) else { return false };
        match token.kind {
            // "3i", "1st"
            Kind::Word if token.is_joined => true,
            Kind::Word => {
                let is_of = token.key == "of";
                let goes_on = is_preposition(&token.key) || self.is_joiner(next);
                (is_of || !goes_on) && !self.is_money(next)
            }
            // "5-year"
            Kind::Dash => token.is_joined && self.is_kind(next + 1, Kind::Word),
            Kind::Mark('%') => true,
            Kind::Mark(_) | Kind::Number => false,
        }
    }

    /// Whether the number at `at` follows a word as its name, or such a number: "Phases 1, 2 and 3".
    fn is_label(&self, at: usize, from: usize) -> bool {
        let mut at = at;
        loop {
            let mut before = at;
            let joins = |at: usize| {
                let token = &self.tokens[at];
                matches!(token.kind, Kind::Word | Kind::Dash) || token.is_mark(&[',', ';', '/', '&', '+'])
            };
            while before > from && joins(before - 1) && self.joins(before - 1, from) == Some(true) {
                before -= 1;
            }
            let Some(token) =
                before.checked_sub(1).filter(|index| *index >= from).map(|index| &self.tokens[index])
            else {
                return false;
            };
            match token.kind {
                Kind::Number if before < at && !is_year(token) => at = before - 1,
                Kind::Word => return before == at && !is_preposition(&token.key),
                _ => return false,
            }
        }
    }

    /// Whether the number at `at` is a date or joined to a year or to two other numbers: "12.03.2024", "2024/25", "10/03/25".
    fn is_part_of_date(&self, at: usize, from: usize) -> bool {
        let is_bar = |at: usize| {
            let token = &self.tokens[at];
            token.is_joined && (token.kind == Kind::Dash || token.is_mark(&['/']))
        };
        let (mut first, mut last) = (at, at);
        while first >= from + 2 && is_bar(first - 1) && self.is_kind(first - 2, Kind::Number) {
            first -= 2;
        }
        while self.is_kind(last + 2, Kind::Number) && is_bar(last + 1) {
            last += 2;
        }
        let numbers = || self.tokens[first..=last].iter().filter(|token| token.kind == Kind::Number);
        let points = self.tokens[at].key.matches('.').count();
        let has_points = points == 2
            && self.tokens[at]
                .key
                .rsplit('.')
                .next()
                .is_some_and(|year| year.len() == 4 && year.starts_with("20"));
        has_points || first < last && (numbers().count() == 3 || numbers().any(is_year))
    }

    /// Whether only numbers stand between token `at` and the square bracket before it: "[1, 2]".
    fn is_in_square_brackets(&self, at: usize, from: usize) -> bool {
        let before = self.tokens[from..at].iter().rev();
        let mut rest = before.skip_while(|token| {
            matches!(token.kind, Kind::Number | Kind::Dash | Kind::Mark(',' | ';' | '/'))
        });
        rest.next().is_some_and(|token| token.is_mark(&['[']))
    }
}

/// Whether a word of a script without spaces begins with a currency, behind a unit or not: 億円は借入.
fn begins_with_money(word: &str) -> bool {
    let says_currency =
        |end: usize| matches!(read(&word[..end], Place::After), Reading::One(Word { sign: Some(_), .. }));
    is_unspaced(word) && word.char_indices().skip(1).take(4).any(|(end, _)| says_currency(end))
}

/// Words between two figures, besides those of `data/amount-words.csv`.
const JOINERS: [&str; 13] =
    ["or", "oder", "ou", "o", "then", "vs", "versus", "with", "minus", "less", "as", "well", "followed"];

/// Words after a number that show it to be no count of things.
fn is_preposition(word: &str) -> bool {
    const VERBS: [&str; 9] = ["are", "were", "son", "sind", "sont", "sono", "sao", "zijn", "em"];
    ["in", "of", "for", "from", "by", "to", "and", "or", "with", "on", "at", "over", "through", "was", "is"]
        .contains(&word)
        || VERBS.contains(&word)
}
