//! What a header says about the amounts below it: `Amount (USD m)`, `Valuation ($B)`, `Value in EUR`, `in €k`.

use super::word::{Place, Reading, Word, read};
use crate::invalid::Problem;
use crate::money::sign::{MAX_NAME, Sign, shared};
use crate::money::{Currency, Unit};
use crate::text::{fold, quote};

/// What a header says about the amounts below it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeaderHints {
    /// The currency; `None` if the header names none, or several.
    pub currency: Option<Currency>,
    /// The currencies that share the only sign of the header, as in `Amount (¥m)`; else none.
    pub choices: Vec<Currency>,
    /// The power of ten.
    pub unit: Option<Unit>,
    /// The header without currency and unit: `Amount` of `Amount (USD m)`.
    pub label: String,
    /// Why the currency is not clear: the header names two.
    pub currency_doubt: Option<Problem>,
    /// Why the unit is not clear: two units, or a word with two meanings (`mil`). Amounts without a unit of their own
    /// cannot be read.
    pub unit_doubt: Option<Problem>,
}

/// Returns the currency and the unit that `header` names.
///
/// ```
/// use outlay::money::{Unit, read_header};
///
/// let hints = read_header("Deal Value (€ millions)");
/// assert_eq!(hints.currency.map(|currency| currency.to_string()).as_deref(), Some("EUR"));
/// assert_eq!((hints.unit, hints.label.as_str()), (Some(Unit::MILLIONS), "Deal Value"));
/// ```
#[must_use]
pub fn read_header(header: &str) -> HeaderHints {
    let pieces = pieces(header);
    let mut found = Found::default();
    let mut label: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let used = found.take(&pieces, at);
        if used == 0 {
            label.push(&pieces[at].text);
        }
        at += used.max(1);
    }
    found.hints(header, &label)
}

/// Reads a currency that stands alone, as in a column of currencies: a code, a sign, a name, or hundredths (`GBX`). The
/// unit that comes with it is that of the figures beside it.
///
/// # Errors
/// If `text` names no currency, several, or something else, too.
///
/// ```
/// use outlay::money::{Unit, read_currency};
///
/// let (currency, unit) = read_currency("GBX")?;
/// assert_eq!((currency.code(), unit), ("GBP", Some(Unit::HUNDREDTHS)));
/// assert_eq!(read_currency("US dollars")?.0.code(), "USD");
/// assert!(read_currency("¥").is_err());
/// # Ok::<(), outlay::Problem>(())
/// ```
pub fn read_currency(text: &str) -> Result<(Currency, Option<Unit>), Problem> {
    let (currencies, unit) = read_currencies(text)?;
    match currencies[..] {
        [currency] => Ok((currency, unit)),
        _ => Err(shared(text.trim(), &currencies)),
    }
}

/// Reads a currency that stands alone, as [`read_currency`] does; several if they share the sign.
///
/// # Errors
/// If `text` names no currency, or something else, too.
pub(crate) fn read_currencies(text: &str) -> Result<(Vec<Currency>, Option<Unit>), Problem> {
    if let Some(Sign::One(currency)) = Sign::find(text.trim()) {
        return Ok((vec![currency], None));
    }
    let hints = read_header(text);
    let is_doubtful = hints.is_doubtful();
    let currencies = hints.currency.map_or(hints.choices, |currency| vec![currency]);
    if currencies.is_empty() || is_doubtful || !hints.label.is_empty() {
        return Currency::from_token(text.trim()).map(|currency| (vec![currency], None));
    }
    Ok((currencies, hints.unit))
}

impl HeaderHints {
    /// Whether currency or unit is not clear.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.currency_doubt.is_some() || self.unit_doubt.is_some()
    }
}

fn doubt(header: &str, why: &str, declaration: &str) -> Problem {
    Problem::new(format!("the header {} is not clear: {why}", quote(header)))
        .hint(format!("declare it: {declaration}"))
}

/// A word of a header.
struct Piece {
    text: String,
    /// Whether it stands alone in brackets: `(m)`.
    is_alone: bool,
}

/// Splits a header at spaces, punctuation and the humps of `fundingTotalUsd`.
fn pieces(header: &str) -> Vec<Piece> {
    let is_separator = |c: char| !c.is_alphanumeric() && !is_sign(c);
    let mut pieces = Vec::new();
    let mut rest = header;
    while let Some(start) = rest.find(|c| !is_separator(c)) {
        let before = &rest[..start];
        rest = &rest[start..];
        let end = rest.find(is_separator).unwrap_or(rest.len());
        let after = rest[end..].trim_start_matches(['.', ' ']);
        let is_alone = before.trim_end().ends_with(['(', '[', '（']) && after.starts_with([')', ']', '）']);
        pieces.extend(humps(&rest[..end]).into_iter().map(|text| Piece { text, is_alone }));
        rest = &rest[end..];
    }
    pieces
}

fn is_sign(c: char) -> bool {
    "$€£¥₩₹₽₺₪₱฿₫₴₦₨￥￡￦＄".contains(c)
}

/// Splits `fundingTotalUsd`, `amountUSDm` and `USDAmount`, but not a word that says something as a whole: `USDm`.
fn humps(word: &str) -> Vec<String> {
    let is_said = |word: &str| read(word, Place::Header) != Reading::Unknown;
    if is_said(word) {
        return vec![word.to_owned()];
    }
    let at_humps = split(word, |before, c, _| before.is_lowercase() && c.is_uppercase());
    let after_capitals = |before: char, c: char, next: Option<char>| {
        before.is_uppercase() && c.is_uppercase() && next.is_some_and(char::is_lowercase)
    };
    at_humps
        .into_iter()
        .flat_map(|part| if is_said(&part) { vec![part] } else { split(&part, after_capitals) })
        .collect()
}

/// Splits a word before each character for which `is_start(before, character, next)`.
fn split(word: &str, is_start: impl Fn(char, char, Option<char>) -> bool) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = None;
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        if before.is_some_and(|before| is_start(before, c, chars.peek().copied())) {
            words.push(String::new());
        }
        if let Some(last) = words.last_mut() {
            last.push(c);
        }
        before = Some(c);
    }
    words
}

/// What has been found in the pieces.
#[derive(Default)]
struct Found {
    signs: Vec<Sign>,
    units: Vec<Unit>,
    doubts: Vec<String>,
}

impl Found {
    /// Reads the pieces from `at` on. Returns how many of them it used.
    fn take(&mut self, pieces: &[Piece], at: usize) -> usize {
        for length in (2..=MAX_NAME.min(pieces.len() - at)).rev() {
            let phrase: Vec<&str> = pieces[at..at + length].iter().map(|piece| piece.text.as_str()).collect();
            if let Some(sign) = Sign::of_name(&fold(&phrase.join(" "))) {
                self.signs.push(sign);
                return length;
            }
        }
        let text = pieces[at].text.as_str();
        if let Some(before) = before_thousands(text) {
            self.units.push(Unit::THOUSANDS);
            self.signs.extend(Sign::find(before));
            return 1;
        }
        match read(text, Place::Header) {
            Reading::One(Word { sign, unit }) if is_hint(pieces, at, sign.is_some() && unit.is_none()) => {
                self.signs.extend(sign.map(|(sign, _)| sign));
                self.units.extend(unit.map(|(unit, _)| unit));
                1
            }
            Reading::Two(..) => {
                self.doubts.push(format!("{} has two meanings", quote(text)));
                1
            }
            _ => match Sign::of_name(&fold(text)) {
                Some(sign) => {
                    self.signs.push(sign);
                    1
                }
                None => 0,
            },
        }
    }

    fn hints(mut self, header: &str, label: &[&str]) -> HeaderHints {
        self.units.sort_unstable();
        self.units.dedup();
        let indian = [Unit::LAKH, Unit::CRORE].iter().any(|unit| self.units.contains(unit));
        let mut hints = HeaderHints { label: trimmed(label), ..HeaderHints::default() };
        let hundredths =
            self.signs.iter().any(|sign| matches!(sign, Sign::Hundredth(_))).then_some(Unit::HUNDREDTHS);
        match self.currencies(indian) {
            Ok(left) => match left[..] {
                [currency] => hints.currency = Some(currency),
                _ => hints.choices = left,
            },
            Err((one, other)) => {
                hints.currency_doubt = Some(doubt(
                    header,
                    &format!("it names two currencies, {one} and {other}"),
                    "currency=USD",
                ));
            }
        }
        match self.units.as_slice() {
            [] => hints.unit = hundredths,
            [unit] => hints.unit = Some(hundredths.map_or(*unit, |hundredths| unit.times(hundredths))),
            _ => self.doubts.push("it names several units".to_owned()),
        }
        hints.unit_doubt = self.doubts.first().map(|why| doubt(header, why, "units=millions"));
        hints
    }

    /// Returns the currencies that all signs allow.
    ///
    /// # Errors
    /// The currencies of two signs that have none in common.
    fn currencies(&self, is_indian: bool) -> Result<Vec<Currency>, (Currency, Currency)> {
        let mut left: Option<Vec<Currency>> = None;
        for sign in &self.signs {
            let own = match sign {
                Sign::Shared(currencies) if is_indian && currencies.contains(&Currency::INR) => {
                    vec![Currency::INR]
                }
                Sign::Shared(currencies) => currencies.clone(),
                Sign::One(currency) | Sign::Hundredth(currency) => vec![*currency],
            };
            let known = left.get_or_insert_with(|| own.clone());
            let (first, other) = (known.first().copied(), own.first().copied());
            known.retain(|currency| own.contains(currency));
            if known.is_empty()
                && let (Some(first), Some(other)) = (first, other)
            {
                return Err((first, other));
            }
        }
        Ok(left.unwrap_or_default())
    }
}

/// Returns the sign before thousands by their zeros: `USD '000`, `$000s`.
fn before_thousands(text: &str) -> Option<&str> {
    let before = text.strip_suffix('s').unwrap_or(text).strip_suffix("000")?;
    (before.is_empty() || before.chars().all(is_sign) || Currency::by_code(before).is_some())
        .then_some(before)
}

/// Returns whether the piece at `at` is a hint at all. A single letter is one beside a currency or a unit, after "in" or alone in
/// brackets, so that "Series B" is no billion; and a sign of letters is one in brackets or after "in" unless it is a code.
fn is_hint(pieces: &[Piece], at: usize, is_sign_only: bool) -> bool {
    let piece = &pieces[at];
    let text = piece.text.as_str();
    let is_ascii_word = text.chars().all(|c| c.is_ascii_alphabetic());
    let is_short = is_ascii_word && text.len() <= 2;
    let is_long_unit = !is_sign_only && !is_short;
    let is_code = (text.len() == 3 && text.parse::<Currency>().is_ok())
        || matches!(Sign::find(text), Some(Sign::Hundredth(_)));
    if !is_ascii_word || is_long_unit || (is_sign_only && is_code) || piece.is_alone {
        return true;
    }
    let is_said = |index: usize| {
        pieces.get(index).is_some_and(|piece| {
            matches!(read(&piece.text, Place::Before), Reading::One(_))
                || Unit::find(&piece.text).is_some()
                || Sign::of_name(&fold(&piece.text)).is_some()
        })
    };
    let before = at.checked_sub(1);
    let follows_in = before.is_some_and(|before| pieces[before].text.eq_ignore_ascii_case("in"));
    let beside = before.is_some_and(is_said) || is_said(at + 1);
    // "Rs. Crore": an abbreviation before a unit.
    let before_unit = is_sign_only && pieces.get(at + 1).is_some_and(|next| Unit::find(&next.text).is_some());
    follows_in || beside || before_unit
}

/// Returns the words of a label without "in" and "of" at their ends, which belonged to what was taken out.
fn trimmed(label: &[&str]) -> String {
    let is_joint = |word: &&&str| {
        ["in", "of", "the", "en", "de", "di", "von"].iter().any(|joint| word.eq_ignore_ascii_case(joint))
    };
    let mut words = label;
    while let Some((last, rest)) = words.split_last()
        && is_joint(&last)
    {
        words = rest;
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Currency, unit and label.
    fn hints(header: &str) -> (String, String, String) {
        let hints = read_header(header);
        (
            hints.currency.map_or_else(String::new, |currency| currency.to_string()),
            hints.unit.map_or_else(String::new, |unit| unit.to_string()),
            hints.label,
        )
    }

    #[test]
    fn currency_and_unit_of_a_header_are_found() {
        for (header, currency, unit, label) in [
            ("Amount (USD m)", "USD", "millions", "Amount"),
            ("Amount (USD millions)", "USD", "millions", "Amount"),
            ("Deal Value ($ millions)", "USD", "millions", "Deal Value"),
            ("Valuation ($B)", "USD", "billions", "Valuation"),
            ("Valuation ($T)", "USD", "trillions", "Valuation"),
            ("Value in EUR", "EUR", "", "Value"),
            ("in €k", "EUR", "thousands", ""),
            ("Betrag (Mio. EUR)", "EUR", "millions", "Betrag"),
            ("Betrag in T€", "EUR", "thousands", "Betrag"),
            ("Umsatz TEUR", "EUR", "thousands", "Umsatz"),
            ("Amount($)", "USD", "", "Amount"),
            ("Rs. Crore", "INR", "crore", ""),
            ("Deal value (Rs. Cr)", "INR", "crore", "Deal value"),
            ("Amount (₹ lakh)", "INR", "lakh", "Amount"),
            ("amount_usd_m", "USD", "millions", "amount"),
            ("Amount in USD", "USD", "", "Amount"),
            ("fundingTotalUsd", "USD", "", "funding Total"),
            ("amountUSDm", "USD", "millions", "amount"),
            ("Size (US$ mn)", "USD", "millions", "Size"),
            ("Funding (in millions of dollars)", "USD", "millions", "Funding"),
            ("Value (CA$)", "CAD", "", "Value"),
            ("Value (Canadian dollars)", "CAD", "", "Value"),
            ("Amount (USD '000)", "USD", "thousands", "Amount"),
            ("Amount ($000)", "USD", "thousands", "Amount"),
            ("Amount (€'000s)", "EUR", "thousands", "Amount"),
            ("Millions", "", "millions", ""),
            ("Amount (m)", "", "millions", "Amount"),
            ("Price (GBX)", "GBP", "10^-2", "Price"),
            ("Price in GBp", "GBP", "10^-2", "Price"),
            ("金額（百万円）", "JPY", "millions", "金額"),
            ("Montant (M€)", "EUR", "millions", "Montant"),
            ("Importe en millones de euros", "EUR", "millions", "Importe"),
            ("Amount", "", "", "Amount"),
            ("Series B", "", "", "Series B"),
            ("Top deals", "", "", "Top deals"),
            ("M&A type", "", "", "M A type"),
            ("All rounds", "", "", "All rounds"),
            ("Company", "", "", "Company"),
        ] {
            let expected = (currency.to_owned(), unit.to_owned(), label.to_owned());
            assert_eq!(hints(header), expected, "{header:?}");
        }
    }

    #[test]
    fn what_a_header_says_in_two_ways_is_no_hint() {
        for (header, doubt) in [
            ("Amount (USD/EUR)", "two currencies, USD and EUR"),
            ("Amount (USD mil)", "\"mil\" has two meanings"),
            ("Amount (EUR m/bn)", "several units"),
        ] {
            let hints = read_header(header);
            let found: Vec<Problem> = hints.currency_doubt.into_iter().chain(hints.unit_doubt).collect();
            assert!(found.len() == 1 && found[0].message.contains(doubt), "{header}");
        }
        assert_eq!(read_header("Amount (USD/EUR)").currency, None);
        let both = read_header("Amount (USD/EUR m/bn)");
        assert!(both.currency_doubt.is_some() && both.unit_doubt.is_some());
    }

    #[test]
    fn a_sign_of_several_currencies_leaves_them_open() {
        let choices = |header: &str| {
            let hints = read_header(header);
            assert_eq!((hints.currency, hints.is_doubtful()), (None, false), "{header}");
            hints.choices.iter().map(Currency::code).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(choices("Amount (¥m)"), "CNY JPY");
        assert_eq!(choices("Beløb (mio. kr)"), "DKK ISK NOK SEK");
        assert_eq!(hints("Amount (kr, SEK)").0, "SEK");
        assert_eq!(hints("金額（¥百万、円）").0, "JPY");
    }
}
