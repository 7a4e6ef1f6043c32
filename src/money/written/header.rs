//! What a header says about the amounts below it: `Amount (USD m)`, `Valuation ($B)`, `Value in EUR`, `in €k`.

use super::hint::{
    FACTORS, Hinted, beside, is_alone, is_before_long_unit, is_currency, is_dollar,
    is_dotted_before_currency, is_english, is_hint, multiplied, names_reals, product, unknown,
};
use super::local::unit_beside;
use super::pieces::{Piece, before_thousands, pieces};
use super::word::{Place, Reading, Word, read};
use crate::invalid::Problem;
use crate::money::sign::{MAX_NAME, Sign, no_currency, shared};
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
    /// The word for the unit, as it is written; empty if there is none, or several.
    pub unit_word: String,
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
/// assert!(read_header("Cost (EUR/t)").is_doubtful());
/// ```
#[must_use]
pub fn read_header(header: &str) -> HeaderHints {
    let pieces = pieces(header);
    let mut found = Found::default();
    let mut label = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let used = found.take(&pieces, at);
        if used == 0 {
            label.push(at);
        }
        at += used.max(1);
    }
    let hinted = Hinted::new(&pieces, &label);
    found.doubts.extend(label.iter().filter_map(|index| unknown(&hinted, *index)));
    let label: Vec<&str> = label.iter().map(|index| pieces[*index].text.as_str()).collect();
    if has_yuan_of_traditional_script(header) {
        found.signs = found.signs.into_iter().map(Sign::of_traditional_script).collect();
    }
    found.hints(header, &label)
}

/// Whether a header with 元 is in the script of Taiwan and Hong Kong, where that is not the renminbi only: 金額(元).
fn has_yuan_of_traditional_script(header: &str) -> bool {
    header.contains('元')
        && header.contains(['額', '萬', '億', '總', '價', '資', '幣', '單', '計'])
        && !header.contains("人民")
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
    find_currencies(text).ok_or_else(|| no_currency(text.trim(), Sign::find(text.trim())))
}

/// As [`read_currencies`], but returns `None` where it fails, and does not look for near names, which takes long.
pub(crate) fn find_currencies(text: &str) -> Option<(Vec<Currency>, Option<Unit>)> {
    if let Some(Sign::One(currency)) = Sign::find(text.trim()) {
        return Some((vec![currency], None));
    }
    let hints = read_header(text);
    let is_doubtful = hints.is_doubtful() || text.contains('?');
    let currencies = hints.currency.map_or(hints.choices, |currency| vec![currency]);
    let is_one = !currencies.is_empty() && !is_doubtful && hints.label.is_empty();
    is_one.then_some((currencies, hints.unit))
}

/// Reads the cell of a column of units: `millions`, `USD million`, `1,000`.
///
/// # Errors
/// If `text` names no unit, or something else, too.
pub(crate) fn read_unit(text: &str) -> Result<Unit, Problem> {
    if let [number] = &pieces(text)[..]
        && let Some(power) = number.power().filter(|power| *power >= 3)
    {
        return Ok(Unit::of_power(power));
    }
    let hints = read_header(text);
    let said = hints.unit.filter(|_| hints.label.is_empty() && !hints.is_doubtful());
    said.map_or_else(|| text.parse(), Ok)
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

/// What has been found in the pieces.
#[derive(Default)]
struct Found {
    signs: Vec<Sign>,
    units: Vec<Unit>,
    /// Words for units, as they are written.
    words: Vec<String>,
    doubts: Vec<String>,
    /// Whether one of the signs is a dollar without a country.
    has_bare_dollar: bool,
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
        if pieces[at].is_number() {
            return self.take_number(pieces, at);
        }
        // Milliards in Swedish; after a currency they are the months of a Danish price.
        if pieces[at].text.eq_ignore_ascii_case("mdr") && beside(pieces, at, at + 1).is_some_and(is_currency)
        {
            self.units.push(Unit::BILLIONS);
            return 1;
        }
        let text = pieces[at].text.as_str();
        self.has_bare_dollar |= ["$", "M$", "Mio$", "B$", "k$", "K$"].contains(&text);
        // "M$ CA" in Québec
        if ["CA", "CAN"].contains(&text)
            && pieces[at].gap == " "
            && is_dollar(pieces, at)
            && self.signs.pop().is_some()
        {
            self.signs.extend(Sign::find("CA$"));
            return 1;
        }
        if let Some(before) = before_thousands(text) {
            self.units.push(Unit::THOUSANDS);
            self.signs.extend(Sign::find(before));
            return 1;
        }
        if let Some((power, used)) = multiplied(pieces, at) {
            self.units.push(power);
            return used;
        }
        match read(text, Place::Header) {
            Reading::One(Word { sign: None, unit: Some(_) }) if text.eq_ignore_ascii_case("t") => {
                self.take_thousand_or_trillion(pieces, at)
            }
            Reading::One(Word { sign: None, unit: Some((unit, _)) }) if is_hint(pieces, at, false) => {
                let (unit, used) = product(pieces, at, unit);
                self.units.push(unit);
                self.words.extend((used == 1).then(|| text.to_owned()));
                used
            }
            Reading::One(Word { sign, unit }) if is_hint(pieces, at, unit.is_none()) => {
                self.signs.extend(sign.map(|(sign, _)| sign));
                self.words.extend(unit.as_ref().map(|(_, word)| (*word).to_owned()));
                self.units.extend(unit.map(|(unit, _)| unit));
                1
            }
            Reading::Two(english, other) => self.take_ambiguous(pieces, at, english, other),
            _ => match Sign::of_name(&fold(text)) {
                Some(sign) => {
                    self.signs.push(sign);
                    1
                }
                None => 0,
            },
        }
    }

    /// Reads the word at `at`, which is a unit of English and another one elsewhere. "$mil" is English; "mil. EUR" is Czech or
    /// Croatian, as "mil" has no full stop in Spanish and Portuguese; "mil millones" and "R$ mil" are thousands.
    fn take_ambiguous(&mut self, pieces: &[Piece], at: usize, english: Unit, other: Unit) -> usize {
        let is_mil = english == Unit::MILLIONS;
        let follows_dollar =
            pieces[at].gap.is_empty() && is_dollar(pieces, at) && pieces[at - 1].text != "R$";
        if follows_dollar || (is_mil && is_dotted_before_currency(pieces, at)) || is_english(pieces, at) {
            self.units.push(english);
            return 1;
        }
        if is_mil && (is_before_long_unit(pieces, at) || names_reals(pieces)) {
            let (unit, used) = product(pieces, at, other);
            self.units.push(unit);
            return used;
        }
        self.doubts.push(format!("{} has two meanings", quote(&pieces[at].text)));
        1
    }

    /// Reads the letter at `at`: thousands before a currency, as in `T EUR`, and else thousands or trillions.
    fn take_thousand_or_trillion(&mut self, pieces: &[Piece], at: usize) -> usize {
        let is_beside = |other: usize| beside(pieces, at, other).is_some_and(is_currency);
        if is_beside(at + 1) {
            self.units.push(Unit::THOUSANDS);
        } else if at.checked_sub(1).is_some_and(is_beside) || is_alone(pieces, at) {
            self.doubts.push(format!("{} has two meanings", quote(&pieces[at].text)));
        } else {
            return 0;
        }
        1
    }

    /// Reads the number at `at`, which is a factor beside a currency or a unit: `1000 EUR`, `100 million yen`, `x 10^6`.
    fn take_number(&mut self, pieces: &[Piece], at: usize) -> usize {
        let piece = &pieces[at];
        let unit = beside(pieces, at, at + 1).and_then(|next| Unit::find(&next.text));
        let after = at + 1 + usize::from(unit.is_some());
        let before =
            at.checked_sub(1).map(|before| &pieces[before]).filter(|before| before.bracket == piece.bracket);
        let follows = before
            .is_some_and(|before| is_currency(before) || FACTORS.contains(&fold(&before.text).as_str()));
        let is_last = pieces.get(after).is_none_or(|next| next.bracket != piece.bracket);
        let is_alone = piece.bracket != 0 && before.is_none() && is_last;
        let is_factor = follows
            || piece.gap.contains(['×', '*'])
            || beside(pieces, after - 1, after).is_some_and(is_currency)
            || (is_alone && (unit.is_some() || piece.power().is_some_and(|power| power >= 3)));
        let is_compared = piece.gap.contains(['<', '>', '≤', '≥']);
        let is_apart = unit.is_none() && (piece.bracket == 0 || is_alone);
        match piece.power() {
            Some(power) if is_factor && !is_compared => {
                let power = Unit::of_power(power);
                self.units.push(unit.map_or(power, |unit| power.times(unit)));
            }
            // A year, or the number of a footnote.
            None if is_apart => return 0,
            Some(_) if unit.is_none() => return 0,
            _ if unit.is_none() && !is_factor => return 0,
            _ => self.doubts.push(format!("it is not clear what {} stands for", quote(&piece.text))),
        }
        after - at
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
        if let ([_], [word]) = (self.units.as_slice(), self.words.as_slice()) {
            hints.unit_word.clone_from(word);
        }
        let mut declaration = "units=thousands, units=millions or units=ones";
        let currencies = hints.currency.map_or_else(|| hints.choices.clone(), |currency| vec![currency]);
        let beside = hints.unit.map(|unit| unit_beside(&hints.unit_word, unit, &currencies, header));
        if let Ok(unit) = beside.transpose() {
            hints.unit = unit;
        } else {
            self.doubts.insert(0, format!("{} has two meanings", quote(&hints.unit_word)));
            declaration = "units=millions, units=billions or units=trillions";
        }
        hints.unit_doubt = self.doubts.first().map(|why| doubt(header, why, declaration));
        hints.unit = hints.unit.filter(|_| hints.unit_doubt.is_none());
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
            // "$ = AUD"
            let is_bare = |currencies: &[Currency]| self.has_bare_dollar && currencies == [Currency::USD];
            let is_dollar =
                |currencies: &[Currency]| currencies.iter().all(|currency| currency.has_symbol("$"));
            if is_bare(&own) && is_dollar(known) {
                continue;
            }
            if is_bare(known) && is_dollar(&own) {
                known.clone_from(&own);
                continue;
            }
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

    /// Checks currency, unit and label of headers.
    fn check(headers: &[(&str, &str, &str, &str)]) {
        let mut wrong = Vec::new();
        for (header, currency, unit, label) in headers {
            let expected = ((*currency).to_owned(), (*unit).to_owned(), (*label).to_owned());
            let is_wrong = hints(header) != expected || read_header(header).is_doubtful();
            wrong.extend(is_wrong.then(|| (header, hints(header))));
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn currency_and_unit_of_a_header_are_found() {
        check(&[
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
            ("Amount (000's USD)", "USD", "thousands", "Amount"),
            ("Millions", "", "millions", ""),
            ("Amount (m)", "", "millions", "Amount"),
            ("Price (GBX)", "GBP", "10^-2", "Price"),
            ("Price in GBp", "GBP", "10^-2", "Price"),
            ("金額（百万円）", "JPY", "millions", "金額"),
            ("Montant (M€)", "EUR", "millions", "Montant"),
            ("Importe en millones de euros", "EUR", "millions", "Importe"),
            ("Amount", "", "", "Amount"),
            ("Top deals", "", "", "Top deals"),
            ("M&A type", "", "", "M A type"),
            ("All rounds", "", "", "All rounds"),
            ("Company", "", "", "Company"),
        ]);
    }

    #[test]
    fn factors_and_thousands_of_a_header_are_found() {
        check(&[
            ("Beløb (t.kr. DKK)", "DKK", "thousands", "Beløb"),
            ("Beløb (tDKK)", "DKK", "thousands", "Beløb"),
            ("Betrag (t€)", "EUR", "thousands", "Betrag"),
            ("Betrag (in T EUR)", "EUR", "thousands", "Betrag"),
            ("Betrag (T Euro)", "EUR", "thousands", "Betrag"),
            ("Amount in 1000 EUR", "EUR", "thousands", "Amount"),
            ("Betrag (1000 EUR)", "EUR", "thousands", "Betrag"),
            ("Bedrag (x 1000 euro)", "EUR", "thousands", "Bedrag x"),
            ("Amount (USD*1000)", "USD", "thousands", "Amount"),
            ("Importo (€/1000)", "EUR", "thousands", "Importo"),
            ("Amount (10^6 USD)", "USD", "millions", "Amount"),
            ("Amount (USD 10⁶)", "USD", "millions", "Amount"),
            ("Amount (1e6 USD)", "USD", "millions", "Amount"),
            ("Amount (USD 1m)", "USD", "millions", "Amount"),
            ("Amount (USD x 1,000,000)", "USD", "millions", "Amount x"),
            ("Importe in 1.000.000 €", "EUR", "millions", "Importe"),
            ("Amount (10,000 yuan)", "CNY", "万", "Amount"),
            ("Amount (JPY 100 million)", "JPY", "億", "Amount"),
            ("Unit: 100 million RMB", "CNY", "億", "Unit"),
            ("Amount (10 million USD)", "USD", "crore", "Amount"),
            ("Amount (CNY 10k)", "CNY", "万", "Amount"),
            ("Importe (miles de €)", "EUR", "thousands", "Importe"),
            ("Importe (miles de millones de €)", "EUR", "billions", "Importe"),
            ("Amount (EUR ths.)", "EUR", "thousands", "Amount"),
            ("Amount (US$ Mns)", "USD", "millions", "Amount"),
            ("Betrag (Kaufpreis in Mio. EUR)", "EUR", "millions", "Betrag Kaufpreis"),
            ("Amount 2024 (USD m)", "USD", "millions", "Amount 2024"),
            ("Amount (USD) (1)", "USD", "", "Amount 1"),
            ("US$000", "USD", "thousands", ""),
            ("Valor em R$", "BRL", "", "Valor em"),
            ("Amount ($mil)", "USD", "millions", "Amount"),
            ("Valor (R$ mil)", "BRL", "thousands", "Valor"),
            ("Valor (em mil milhões de euros)", "EUR", "billions", "Valor em"),
            ("Amount (USD m, max.)", "USD", "millions", "Amount max"),
            ("Сумма (тыс. долларов США)", "USD", "thousands", "Сумма США"),
            ("Částka (mil. Kč)", "CZK", "millions", "Částka"),
            ("Iznos (mil. EUR)", "EUR", "millions", "Iznos"),
            ("Belopp (Mdr SEK)", "SEK", "billions", "Belopp"),
            ("Bedrag (in miljoenen euro's)", "EUR", "millions", "Bedrag"),
            ("Bedrag in duizenden euro’s", "EUR", "thousands", "Bedrag"),
            ("Bedrag (x €1.000)", "EUR", "thousands", "Bedrag x"),
            ("金额(万元人民币)", "CNY", "万", "金额"),
            ("金额（亿元人民币）", "CNY", "億", "金额"),
            ("Deal Value ($USDmm, Historical rate)", "USD", "millions", "Deal Value Historical rate"),
            ("Amount (EUR hundred thousand)", "EUR", "lakh", "Amount"),
            ("Amount (ten million USD)", "USD", "crore", "Amount"),
            ("Amount (Rs. in lakhs)", "INR", "lakh", "Amount"),
            ("Amount (RMB 10,000)", "CNY", "万", "Amount"),
            ("Amount (U.S. $ millions)", "USD", "millions", "Amount"),
            ("Value in current USD", "USD", "", "Value in current"),
            ("Investment in Poland (EUR)", "EUR", "", "Investment in Poland"),
            ("Amount (x1000)", "", "thousands", "Amount x"),
            ("Amount {m}", "", "millions", "Amount"),
            ("Betrag in EUR (k.A. = keine Angabe)", "EUR", "", "Betrag in k A keine Angabe"),
            ("Amount USD (K. Smith)", "USD", "", "Amount K Smith"),
            ("Deal value (USD) - M&A", "USD", "", "Deal value M A"),
            ("Value USD M&A", "USD", "", "Value M A"),
        ]);
    }

    #[test]
    fn millions_with_two_meanings_are_read_where_the_header_says_which() {
        check(&[
            ("Amount ($ mil)", "USD", "millions", "Amount"),
            ("Amount (mil.)", "", "millions", "Amount"),
            ("Announced Total Value (mil.)", "", "millions", "Announced Total Value"),
            ("Deal value (US$ bil.)", "USD", "billions", "Deal value"),
            ("Investment (RM mil)", "MYR", "millions", "Investment"),
            ("Pelaburan (RM'mil)", "MYR", "millions", "Pelaburan"),
            ("Monto (MDD)", "USD", "millions", "Monto"),
            ("Inversión (mdp)", "MXN", "millions", "Inversión"),
        ]);
    }

    #[test]
    fn what_a_header_says_in_two_ways_is_no_hint() {
        let mut wrong = Vec::new();
        for (header, doubt) in [
            ("Amount (USD/EUR)", "two currencies, USD and EUR"),
            ("Amount (USD mil)", "\"mil\" has two meanings"),
            ("Monto ($ mil)", "\"mil\" has two meanings"),
            ("Valor (mil.)", "\"mil\" has two meanings"),
            ("Amount (R$ mil, bil.)", "several units"),
            ("Amount (EUR m/bn)", "several units"),
            ("Amount (USD m or bn)", "what \"or\" says of"),
            ("Amount (DKK t)", "\"t\" has two meanings"),
            ("Amount (EUR)[b]", "\"b\" may be a unit"),
            ("Series B (USD)", "\"B\" may be a unit"),
            ("Investment (USD/kW)", "for each \"k\""),
            ("Cost (EUR/t)", "for each \"t\""),
            ("Amount (USD/m)", "for each \"m\""),
            ("Amount (USD > 1 million)", "what \"1\" stands for"),
            ("Amount (EUR) above 5 Mio.", "what \"5\" stands for"),
            ("Amount (EUR cents)", "\"cents\" may be a unit"),
            ("amount_cents", "\"cents\" may be a unit"),
            ("Series B", "\"B\" may be a unit"),
            ("Amount mn", "\"mn\" may be a unit"),
            ("amount_bn", "\"bn\" may be a unit"),
            ("DealSizeMn", "\"Mn\" may be a unit"),
            ("Amount (local currency m)", "\"m\" may be a unit"),
            ("Amount/m", "\"m\" may be a unit"),
            ("Amount (E6)", "\"E6\" may be a unit"),
            ("Amount 1000", "what \"1000\" stands for"),
            ("Amount 10^6", "what \"10^6\" stands for"),
            ("Amount (USD million, 2015 prices)", "what \"2015\" says of"),
            ("Amount (EUR hundreds of thousands)", "\"hundreds\" may be a unit"),
            ("Deal value th EUR", "what \"th\" says of"),
            ("Value in thsnd EUR", "what \"thsnd\" says of"),
            ("Løn (kr/mdr)", "\"mdr\" may be a unit"),
            ("Beløb (DKK mdr)", "\"mdr\" may be a unit"),
            ("Investment (M€/an)", "for each \"an\""),
        ] {
            let hints = read_header(header);
            let found: Vec<Problem> = hints.currency_doubt.into_iter().chain(hints.unit_doubt).collect();
            let is_as_expected = found.len() == 1 && found[0].message.contains(doubt);
            wrong.extend((!is_as_expected).then_some((header, found)));
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(read_header("Amount (USD/EUR)").currency, None);
        let both = read_header("Amount (USD/EUR m/bn)");
        assert!(both.currency_doubt.is_some() && both.unit_doubt.is_some());
    }

    #[test]
    fn a_cell_may_name_the_unit_of_its_row() {
        let power = |text: &str| read_unit(text).map(Unit::power).ok();
        let texts = ["millions", "USD million", "1000", "1,000,000", "10^6", "ones", "crore"];
        assert_eq!(texts.map(power), [6, 6, 3, 6, 6, 0, 7].map(Some));
        assert_eq!(["6", "2000", "pieces", "USD", "", "m/bn"].map(power), [None; 6]);
    }

    #[test]
    fn a_sign_of_several_currencies_leaves_them_open() {
        let choices = |header: &str| {
            let hints = read_header(header);
            assert_eq!((hints.currency, hints.is_doubtful()), (None, false), "{header}");
            hints.choices.iter().map(Currency::code).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(choices("Amount (¥m)"), "CNY JPY");
        assert_eq!([choices("金額(元)"), choices("金額(千元)")], ["CNY HKD TWD"; 2]);
        let one = ["金额(元)", "金額(人民幣)", "金額(美元)"].map(|header| hints(header).0);
        assert_eq!(one, ["CNY", "CNY", "USD"]);
        assert_eq!(choices("Beløb (mio. kr)"), "DKK ISK NOK SEK");
        assert_eq!(hints("Amount (kr, SEK)").0, "SEK");
        assert_eq!(hints("金額（¥百万、円）").0, "JPY");
    }
}
