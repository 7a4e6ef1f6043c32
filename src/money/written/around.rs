//! What stands around a number: its currencies and units, and what they leave open.

use super::Context;
use super::word::Word;
use crate::invalid::Problem;
use crate::money::sign::Sign;
use crate::money::{Currency, Unit};
use crate::text::quote;

/// Currencies of languages in which a `T` is a thousand.
const T_OF_THOUSANDS: [&str; 12] =
    ["EUR", "CHF", "SEK", "NOK", "DKK", "ISK", "CZK", "PLN", "HUF", "RON", "BGN", "HRK"];

/// The currencies and units around a number, while they are collected.
#[derive(Default)]
pub(super) struct Around<'a> {
    pub(super) signs: Vec<(Sign, &'a str)>,
    pub(super) units: Vec<(Unit, &'a str)>,
    /// Whether a currency follows the unit, as a word of its own.
    is_unit_first: bool,
}

impl<'a> Around<'a> {
    pub(super) fn add(&mut self, word: Word<'a>) {
        self.is_unit_first |= word.sign.is_some() && !self.units.is_empty();
        self.signs.extend(word.sign);
        self.units.extend(word.unit);
    }

    /// Returns whether the signs allow the Indian rupee: then `25L` is lakhs.
    pub(super) fn counts_rupees(&self) -> bool {
        let allows = |sign: &Sign| match sign {
            Sign::One(currency) => *currency == Currency::INR,
            Sign::Shared(currencies) => currencies.contains(&Currency::INR),
            Sign::Hundredth(_) => false,
        };
        self.units.is_empty() && self.signs.iter().any(|(sign, _)| allows(sign))
    }

    /// Refuses `bln` beside the euro and the złoty, where it is as well the trillion of Dutch, Italian and Polish; and a
    /// `T` between number and euro, or apart from both, which is a thousand in German.
    pub(super) fn check_units(&self, text: &str, context: &Context) -> Result<(), Problem> {
        let codes: Vec<&str> = self
            .signs
            .iter()
            .filter_map(|(sign, _)| if let Sign::One(currency) = sign { Some(currency.code()) } else { None })
            .collect();
        let Some((unit, word)) = self.units.first() else { return Ok(()) };
        self.check_long_scale(*unit, word, text, context)?;
        let is_euro = codes.contains(&"EUR");
        if (is_euro || codes.contains(&"PLN"))
            && ["bln", "bln."].iter().any(|bln| word.eq_ignore_ascii_case(bln))
        {
            return Err(two_units(word, Unit::BILLIONS, Unit::TRILLIONS, text));
        }
        let is_apart = || text.split_whitespace().any(|part| part == *word);
        let may_be_thousand = |code: &&str| T_OF_THOUSANDS.contains(code);
        if is_t(word)
            && *unit == Unit::TRILLIONS
            && codes.iter().any(may_be_thousand)
            && (self.is_unit_first || is_apart())
        {
            return Err(two_units(word, Unit::THOUSANDS, Unit::TRILLIONS, text));
        }
        Ok(())
    }

    /// Refuses a billion that is a million millions in German, as in "1 Billion Euro", and in every text among milliards.
    fn check_long_scale(&self, unit: Unit, word: &str, text: &str, context: &Context) -> Result<(), Problem> {
        let is_english =
            ["billion", "billions", "trillion", "trillions"].contains(&word.to_lowercase().as_str());
        let is_german = self.is_unit_first
            && word.ends_with("illion")
            && word.starts_with(char::is_uppercase)
            && self.signs.iter().any(|(_, name)| ["Euro", "Franken", "Kronen"].contains(name));
        if is_english && (is_german || context.is_long_scale) {
            let long = unit.times(if unit == Unit::BILLIONS { Unit::THOUSANDS } else { Unit::MILLIONS });
            return Err(two_units(word, unit, long, text));
        }
        Ok(())
    }

    /// Refuses `Cr` that may be the credit of a bank: beside another currency than those that count crores, and behind `digits`
    /// grouped by thousands, or by a thousand with a fraction, which is a crore in rupees only: "₹1,250.50 Cr".
    pub(super) fn check_credit(
        &self,
        digits: &str,
        currencies: &[Currency],
        context: &Context,
        text: &str,
    ) -> Result<(), Problem> {
        let [(unit, word)] = self.units[..] else { return Ok(()) };
        let is_short = ["cr", "crs"].iter().any(|cr| word.trim_end_matches('.').eq_ignore_ascii_case(cr));
        if unit != Unit::CRORE || !is_short {
            return Ok(());
        }
        let counts_crores =
            |currency: &Currency| ["INR", "PKR", "BDT", "LKR", "NPR"].contains(&currency.code());
        let is_named = !self.signs.is_empty();
        let known = if is_named { currencies } else { context.currency.as_slice() };
        let groups = thousands(digits);
        let fraction =
            digits.rsplit(['.', ',']).next().filter(|last| last.len() == 2 && last.len() < digits.len());
        let is_money = groups > 1 || (!is_named && fraction.is_some() && (groups > 0 || digits.len() > 6));
        if is_money || !(known.is_empty() || known.iter().any(counts_crores)) {
            let message = format!("{} in {} may be crore or a credit", quote(word), quote(text));
            return Err(Problem::new(message).hint("write crore, or the amount without it"));
        }
        Ok(())
    }

    /// Returns the currencies that all signs of a figure leave, the word for them, and whether it counts hundredths.
    pub(super) fn currencies(
        &self,
        text: &str,
        context: &Context,
    ) -> Result<(Vec<Currency>, &'a str, bool), Problem> {
        let mut left: Option<Vec<Currency>> = None;
        let mut symbol = "";
        let mut is_hundredth = false;
        // Codes and names first: a code decides what the sign beside it means.
        let mut signs: Vec<&(Sign, &'a str)> = self.signs.iter().collect();
        signs.sort_by_key(|(sign, text)| (matches!(sign, Sign::Shared(_)) || *text == "$", text.len() < 3));
        for (sign, written) in signs {
            let own = match sign {
                Sign::One(currency) => vec![*currency],
                Sign::Hundredth(currency) => {
                    is_hundredth = true;
                    vec![*currency]
                }
                Sign::Shared(currencies) => currencies.clone(),
            };
            left = Some(match left {
                None => {
                    symbol = written;
                    own
                }
                Some(known) => {
                    let both: Vec<Currency> = known
                        .iter()
                        .filter(|currency| own.contains(currency) || currency.has_symbol(written))
                        .copied()
                        .collect();
                    if both.is_empty() {
                        return Err(two_currencies(known[0], own[0], text));
                    }
                    both
                }
            });
        }
        if is_hundredth && self.signs.len() > 1 {
            let message = format!("{} names a currency and its hundredth part", quote(text));
            return Err(Problem::new(message).hint("write one of them"));
        }
        Ok((self.decided(left.unwrap_or_default(), symbol, context), symbol, is_hundredth))
    }

    /// Decides a shared sign by the context, by lakh and crore, and `¥` by the numerals beside it.
    fn decided(&self, currencies: Vec<Currency>, symbol: &str, context: &Context) -> Vec<Currency> {
        let declared = context.currency_of_sign.or(context.currency);
        if let Some(declared) = declared
            && (currencies.contains(&declared) || (symbol == "$" && declared.has_symbol(symbol)))
        {
            return vec![declared];
        }
        let is_unit = |unit: Unit| self.units.iter().any(|(known, _)| *known == unit);
        let is_yen_or_yuan = symbol.starts_with(['¥', '￥']);
        let has_numeral = |numerals: &[char]| self.units.iter().any(|(_, word)| word.contains(numerals));
        let by_text = if is_unit(Unit::LAKH) || is_unit(Unit::CRORE) {
            Some(Currency::INR)
        } else if is_yen_or_yuan && has_numeral(&['亿']) {
            Some(Currency::CNY)
        } else if is_yen_or_yuan && has_numeral(&['億', '兆']) {
            Some(Currency::JPY)
        } else {
            None
        };
        by_text
            .filter(|currency| currencies.len() > 1 && currencies.contains(currency))
            .map_or(currencies, |one| vec![one])
    }
}

/// Returns how many groups of three digits a number has behind its first digits; none if it has groups of two, as in India.
fn thousands(digits: &str) -> usize {
    let parts: Vec<&str> = digits.split(|c: char| !c.is_ascii_digit()).skip(1).collect();
    let is_indian = parts.split_last().is_some_and(|(_, middle)| middle.iter().any(|part| part.len() == 2));
    if is_indian { 0 } else { parts.iter().filter(|part| part.len() == 3).count() }
}

/// Whether a word is the letter that is a thousand or a trillion.
pub(super) fn is_t(word: &str) -> bool {
    word.trim_end_matches('.').eq_ignore_ascii_case("t")
}

pub(super) fn two_currencies(first: Currency, second: Currency, text: &str) -> Problem {
    Problem::new(format!("{} names two currencies, {first} and {second}", quote(text)))
        .hint("write one amount in one currency")
}

/// Returns the problem of a word that means two powers of ten.
pub(super) fn two_units(word: &str, one: Unit, other: Unit, text: &str) -> Problem {
    Problem::new(format!("{} in {} may mean {one} or {other}", quote(word), quote(text)))
        .hint("write thousand, million, billion or trillion")
}
