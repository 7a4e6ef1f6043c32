//! One figure: a number with the currency and the unit around it.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::around::{Around, two_units};
use super::local;
use super::number::{EXAMPLES, parse_mixed, parse_scientific};
use super::token::{Kind, Token, phrase};
use super::word::{Place, Reading, Word, read};
use super::words::Meaning;
use super::{Context, DecimalSign, scaled};
use crate::invalid::Problem;
use crate::money::sign::{MAX_NAME, Sign};
use crate::money::{Currency, Unit};
use crate::text::quote;

/// One number with the currency and the unit around it.
#[derive(Debug, Clone, Default)]
pub(super) struct Figure<'a> {
    number: Decimal,
    /// The number as it is written.
    pub(super) digits: &'a str,
    pub(super) unit: Option<Unit>,
    /// The word for the unit; empty if there is none, or several.
    pub(super) word: &'a str,
    /// Whether it is in rupees, lakhs or crores.
    pub(super) is_indian: bool,
    /// The currencies that the text leaves: none, one, or several that share a sign.
    pub(super) currencies: Vec<Currency>,
    /// The sign or word of the currency.
    pub(super) symbol: &'a str,
    /// The first and the last byte in the text.
    pub(super) span: (usize, usize),
}

impl Figure<'_> {
    /// Returns the number in its unit, else in `unit`.
    pub(super) fn value(&self, unit: Option<Unit>, text: &str) -> Result<Decimal, Problem> {
        self.unit.or(unit).map_or(Ok(self.number), |unit| scaled(self.number, unit, text))
    }

    /// Returns the figure with another value, which needs no unit, and another place in the text.
    pub(super) fn with_value(self, value: Decimal, span: (usize, usize)) -> Self {
        Self { number: value, unit: Some(Unit::ONE), span, ..self }
    }

    /// Returns the figure in another unit.
    pub(super) fn with_unit(self, unit: Unit) -> Self {
        Self { unit: Some(unit), ..self }
    }

    pub(super) fn number(&self) -> Decimal {
        self.number
    }
}

/// Reads figures out of the tokens of a text.
pub(super) struct Reader<'t, 'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'t [Token<'a>],
    pub(super) context: &'t Context,
}

impl<'a> Reader<'_, 'a> {
    /// Reads the figure that begins at token `at`; `None` if there is none. Returns the token after it, too.
    pub(super) fn figure(&self, at: usize) -> Option<Result<(Figure<'a>, usize), Problem>> {
        let mut around = Around::default();
        let number = self.before(at, &mut around)?;
        let after = match self.after(number + 1, &mut around) {
            Ok(after) => after,
            Err(problem) => return Some(Err(problem)),
        };
        let span = (self.tokens[at].start, self.tokens[after - 1].end());
        Some(self.build(number, &around, span).map(|figure| (figure, after)))
    }

    /// Collects the currency before the number. Returns the number's token.
    fn before(&self, mut at: usize, around: &mut Around<'a>) -> Option<usize> {
        while self.tokens.get(at)?.kind != Kind::Number {
            let token = self.tokens.get(at).filter(|token| token.kind == Kind::Word)?;
            if let Some((sign, length)) = self.split_dollar(at).or_else(|| self.name(at)) {
                around.signs.push((sign, self.slice(at, at + length)));
                at += length;
            } else if let Reading::One(word) = read(token.text, Place::Before) {
                around.add(word);
                at += 1;
            } else if let Some(unit) = self.unit_before(at).filter(|_| !around.signs.is_empty()) {
                around.units.push((unit, token.text));
                at += 1;
            } else {
                return None;
            }
            if around.signs.len() > 2 {
                return None;
            }
        }
        Some(at)
    }

    /// Returns the unit between a currency and its number, as in "USD m 5".
    fn unit_before(&self, at: usize) -> Option<Unit> {
        let unit = Unit::find(self.tokens[at].text)?;
        (self.is_kind(at + 1, Kind::Number) && [Unit::MILLIONS, Unit::BILLIONS].contains(&unit))
            .then_some(unit)
    }

    /// Reads `US $` and `U.S. $` as one sign, but not `A $`, which may be an article.
    fn split_dollar(&self, at: usize) -> Option<(Sign, usize)> {
        let (country, sign) = (self.tokens.get(at)?, self.tokens.get(at + 1)?);
        if sign.text != "$" {
            return None;
        }
        let letters = country.text.replace('.', "");
        let is_word = letters.len() >= 2 && letters.chars().all(char::is_alphabetic);
        Sign::find(&format!("{letters}$")).filter(|_| is_word).map(|sign| (sign, 2))
    }

    /// Collects the unit and the currency after the number, in brackets or not. Returns the token after them.
    fn after(&self, number: usize, around: &mut Around<'a>) -> Result<usize, Problem> {
        let at = self.words_after(number + self.dash_for_zeros(number), around)?;
        let Some(closing) = self.unit_in_brackets(at) else { return Ok(at) };
        if let [_, letter, bracket] = &self.tokens[at..=closing]
            && letter.text.len() == 1
            && letter.text.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            // Below a header in millions, "5 (b)" has the letter of a footnote.
            if self.context.unit.is_some() && letter.text.starts_with(|c: char| c.is_ascii_lowercase()) {
                return Ok(at);
            }
            let mark = quote(&self.text[self.tokens[at].start..bracket.end()]);
            let message =
                format!("the {mark} in {} may be a unit, or the letter of a footnote", quote(self.text));
            return Err(
                Problem::new(message).hint("write million, bn or tn without brackets, or a number as in [1]")
            );
        }
        let end = self.words_after(at + 1, around)?;
        if end == closing { Ok(closing + 1) } else { Err(not_an_amount(self.text)) }
    }

    /// Returns 1 at the dash of "5.-" and "5,-", which stands for no cents, else 0.
    fn dash_for_zeros(&self, at: usize) -> usize {
        let is_dash = self.tokens.get(at).is_some_and(|token| token.kind == Kind::Dash && token.is_joined);
        usize::from(is_dash && self.tokens[at - 1].key.ends_with(['.', ',']))
    }

    /// Returns the closing bracket of "10m (USD)" and "5 (€ millions)": brackets at token `at` with a currency or a unit
    /// and nothing else.
    fn unit_in_brackets(&self, at: usize) -> Option<usize> {
        self.tokens.get(at)?.is_mark(&['(', '[']).then_some(())?;
        let length =
            self.tokens[at..].iter().take(MAX_IN_BRACKETS).position(|token| token.is_mark(&[')', ']']))?;
        let inner = &self.tokens[at + 1..at + length];
        let mut says_unit = false;
        for (index, token) in inner.iter().enumerate() {
            let is_said = token.kind == Kind::Word
                && (read(token.text, Place::After) != Reading::Unknown
                    || self.name(at + 1 + index).is_some());
            let is_joint = ["in", "of"].contains(&token.key.as_ref()) || token.kind == Kind::Dash;
            says_unit |= is_said;
            if !is_said && !is_joint && self.name(at + 1).is_none() {
                return None;
            }
        }
        says_unit.then_some(at + length)
    }

    fn words_after(&self, mut at: usize, around: &mut Around<'a>) -> Result<usize, Problem> {
        loop {
            let Some(token) = self.tokens.get(at).filter(|token| token.kind == Kind::Word) else {
                return Ok(at);
            };
            if let Some(length) = self.joint(at) {
                if let Some((sign, name)) = self.currency(at + length) {
                    self.check_long_scale(token, around)?;
                    let symbol = self.slice(at + length, at + length + name);
                    around.add(Word { sign: Some((sign, symbol)), unit: None });
                    at += length + name;
                    continue;
                }
                // "(in millions)"
                if at > 0 && self.tokens[at - 1].is_mark(&['(', '[']) {
                    at += length;
                    continue;
                }
            }
            if let Some((sign, length)) = self.name(at) {
                around.add(Word { sign: Some((sign, self.slice(at, at + length))), unit: None });
                at += length;
                continue;
            }
            if let Some(sign) = self.dollar_of_country(at, around) {
                around.signs.pop();
                around.signs.push((sign, token.text));
                at += 1;
                continue;
            }
            if token.text == "L" && around.counts_rupees() {
                around.units.push((Unit::LAKH, token.text));
                at += 1;
                continue;
            }
            let place = if token.is_joined { Place::Joined } else { Place::After };
            match read(token.text, place) {
                Reading::One(word) if self.is_more(&word, around, at) => {
                    around.add(word);
                    at += 1;
                }
                Reading::Two(one, other) => match self.decided_unit(at, around) {
                    Some((unit, length)) => {
                        around.units.push((unit, token.text));
                        at += length;
                    }
                    None => return Err(two_units(token.text, one, other, self.text)),
                },
                Reading::One(_) | Reading::Unknown => return Ok(at),
            }
        }
    }

    /// Returns the dollar of Canada or of the United States, as Québec writes it: "50 M$ CA".
    fn dollar_of_country(&self, at: usize, around: &Around<'a>) -> Option<Sign> {
        let code = match self.tokens[at].text {
            "CA" | "CAN" => "CAD",
            "US" | "É.-U." => "USD",
            _ => return None,
        };
        let follows_dollar = self.tokens[at - 1].text.ends_with('$') && around.signs.last()?.1 == "$";
        Currency::by_code(code).filter(|_| follows_dollar).map(Sign::One)
    }

    /// Returns the number of tokens of "of" or "d'" at token `at`.
    pub(super) fn joint(&self, at: usize) -> Option<usize> {
        phrase(&self.tokens[at..], |meaning| meaning == Meaning::Of).map(|(_, length)| length)
    }

    /// Returns whether a word adds to what is known: a unit after a unit must multiply it ("lakh crore"), and the third
    /// word for a currency is none.
    fn is_more(&self, word: &Word<'a>, around: &Around<'a>, at: usize) -> bool {
        let multiplies = |unit: Unit| match around.units.as_slice() {
            [] => true,
            [(first, text)] => {
                let is_word = text.chars().count() > 2;
                let is_factor = [Unit::THOUSANDS, Unit::LAKH].contains(first);
                is_word && is_factor && unit > *first && self.tokens[at].text.chars().count() > 1
            }
            _ => false,
        };
        let known = &around.signs;
        word.unit.as_ref().is_none_or(|(unit, _)| multiplies(*unit))
            && (word.sign.is_none() || known.len() < 2)
    }

    /// Returns the one unit that what stands beside an abbreviation of two meanings at `at` leaves, and the number of tokens.
    fn decided_unit(&self, at: usize, around: &Around<'a>) -> Option<(Unit, usize)> {
        // "$5 bil" is English: Norwegian writes the dollar behind the number.
        let is_english =
            self.tokens[at].key == "bil" && around.signs.iter().any(|(_, sign)| sign.ends_with('$'));
        let billion = is_english.then_some((Unit::BILLIONS, 1));
        billion
            .or_else(|| self.thousand_in_iberian(at, around))
            .or_else(|| self.thousand_of(at))
            .or_else(|| self.long_billion(at))
    }

    /// Reads "R$ 500 mil" and "500 mil dólares": the sign and the word for the currency are Portuguese or Spanish.
    fn thousand_in_iberian(&self, at: usize, around: &Around<'a>) -> Option<(Unit, usize)> {
        let is_word =
            |token: &Token<'_>| ["dolares", "reais", "pesos", "soles"].contains(&token.key.as_ref());
        let is_iberian = around.signs.iter().any(|(_, sign)| ["R$", "BRL"].contains(sign))
            || self.tokens.get(at + 1).is_some_and(is_word);
        (self.tokens[at].key == "mil" && is_iberian && self.thousand_of(at).is_none())
            .then_some((Unit::THOUSANDS, 1))
    }

    /// Reads "mil millones": the second word shows that the first is Spanish or Portuguese.
    fn thousand_of(&self, at: usize) -> Option<(Unit, usize)> {
        let next = self.tokens.get(at + 1).filter(|token| token.kind == Kind::Word)?;
        let is_millions = Unit::find(next.text) == Some(Unit::MILLIONS) && next.text.chars().count() > 2;
        (self.tokens[at].key == "mil" && is_millions).then(|| (Unit::THOUSANDS.times(Unit::MILLIONS), 2))
    }

    /// Reads "Bio. €" and "bio. kr.", which German and Danish write so. "EUR 5 bio" are billions of bankers.
    fn long_billion(&self, at: usize) -> Option<(Unit, usize)> {
        let next = self.tokens.get(at + 1).filter(|token| token.kind == Kind::Word)?;
        let is_local = match self.tokens[at].text {
            "Bio." => ["€", "euro", "eur"].contains(&next.key.as_ref()),
            "bio." => ["kr", "kroner", "dkk"].contains(&next.key.as_ref()),
            _ => false,
        };
        is_local.then_some((Unit::TRILLIONS, 1))
    }

    /// Refuses "5 billions d'euros": a billion is 10⁹ in English, and 10¹² in the languages that say "d'euros".
    fn check_long_scale(&self, of: &Token<'a>, around: &Around<'a>) -> Result<(), Problem> {
        let is_english = of.key == "of" || of.key == "in";
        let scales = ["billion", "billions", "trillion", "trillions"];
        match around.units.last() {
            Some((unit, word)) if !is_english && scales.contains(&word.to_lowercase().as_str()) => {
                let long = unit.times(if *unit == Unit::BILLIONS { Unit::THOUSANDS } else { Unit::MILLIONS });
                Err(two_units(word, *unit, long, self.text))
            }
            _ => Ok(()),
        }
    }

    /// Returns the currency at token `at`, a name, a code or a sign, and the number of its tokens.
    pub(super) fn currency(&self, at: usize) -> Option<(Sign, usize)> {
        let token = self.tokens.get(at).filter(|token| token.kind == Kind::Word)?;
        match read(token.text, Place::Before) {
            Reading::One(Word { sign: Some((sign, _)), unit: None }) => Some((sign, 1)),
            _ => self.name(at),
        }
    }

    /// Returns the currency whose name begins at token `at`, and the number of its tokens: "US-Dollar", "euros".
    pub(super) fn name(&self, at: usize) -> Option<(Sign, usize)> {
        let first = self.tokens.get(at).filter(|token| token.kind == Kind::Word)?;
        if !Sign::begins_name(&without_points(&first.key)) {
            return None;
        }
        let mut name = String::new();
        let mut found = None;
        let mut words = 0;
        for (length, token) in self.tokens[at..].iter().take(2 * MAX_NAME).enumerate() {
            match token.kind {
                Kind::Word if words < MAX_NAME => {
                    words += 1;
                    if !name.is_empty() && !name.ends_with('\'') {
                        name.push(' ');
                    }
                    name.push_str(&without_points(&token.key));
                    if let Some(sign) = Sign::of_name(&name) {
                        found = Some((sign, length + 1));
                    }
                }
                Kind::Dash if token.is_joined => {}
                _ => break,
            }
        }
        // "real estate", "won in court": with a word after them they are hardly currencies.
        let is_word_after =
            |length: usize| self.tokens.get(at + length).is_some_and(|token| token.kind == Kind::Word);
        let is_doubtful = |length: usize| {
            length == 1 && is_word_after(1) && DOUBTFUL_NAMES.contains(&self.tokens[at].key.as_ref())
        };
        found.filter(|(_, length)| !is_doubtful(*length))
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        &self.text[self.tokens[from].start..self.tokens[to - 1].end()]
    }

    fn build(&self, number: usize, around: &Around<'a>, span: (usize, usize)) -> Result<Figure<'a>, Problem> {
        let units: Vec<Unit> = around.units.iter().map(|(unit, _)| *unit).collect();
        let unit = match units.as_slice() {
            [] => None,
            [one, rest @ ..] => Some(rest.iter().fold(*one, |product, unit| product.times(*unit))),
        };
        around.check_units(self.text, self.context)?;
        let (currencies, symbol, is_hundredth) = around.currencies(self.text, self.context)?;
        let written = &self.text[span.0..span.1];
        if self.context.is_spanish
            && let Some(doubt) = local::spanish_doubt(written, self.context.currency.is_some())
        {
            return Err(doubt.hint("write the currency and the unit in full, as in \"CLP 120 million\""));
        }
        let is_indian = currencies.first() == Some(&Currency::INR)
            || units.iter().any(|unit| [Unit::LAKH, Unit::CRORE].contains(unit));
        let is_in_indian_units = units.is_empty() && local::is_indian(self.context);
        let groups_by_comma =
            is_indian || is_in_indian_units || around.units.iter().any(|(_, word)| Unit::is_east_asian(word));
        let declared = self.context.decimal.or_else(|| groups_by_comma.then_some(DecimalSign::Point));
        let token = &self.tokens[number];
        around.check_credit(&token.key, &currencies, self.context, self.text)?;
        let key = if self.dash_for_zeros(number + 1) == 1 {
            &token.key[..token.key.len() - 1]
        } else {
            &*token.key
        };
        let number = match key.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => parse_scientific(mantissa, exponent, self.text, declared)?,
            None => parse_mixed(key, self.text, declared)?,
        };
        let unit = match (unit, is_hundredth) {
            (unit, false) => unit,
            (None, true) => {
                Some(self.context.unit.map_or(Unit::HUNDREDTHS, |unit| unit.times(Unit::HUNDREDTHS)))
            }
            (Some(unit), true) => Some(unit.times(Unit::HUNDREDTHS)),
        };
        let word = if let [(_, word)] = around.units[..] { word } else { "" };
        Ok(Figure { number, digits: token.text, unit, word, is_indian, currencies, symbol, span })
    }
}

/// How many tokens a currency and a unit in brackets have at the most, with both brackets.
const MAX_IN_BRACKETS: usize = 16;

/// Names of currencies that are other words, too.
const DOUBTFUL_NAMES: [&str; 8] = ["real", "won", "rand", "crown", "crowns", "pound", "pounds", "sterling"];

fn without_points(word: &str) -> Cow<'_, str> {
    if word.contains('.') { Cow::Owned(word.replace('.', "")) } else { Cow::Borrowed(word) }
}

pub(super) fn not_an_amount(text: &str) -> Problem {
    Problem::new(format!("{} is not an amount", quote(text))).hint(EXAMPLES)
}
