//! Words for units whose power of ten depends on the currency or the language beside them: `M` is a million, and a miliar of
//! rupiah.

use super::Context;
use super::around::{is_t, two_units};
use crate::invalid::Problem;
use crate::money::{Currency, Unit};
use crate::text::quote;

/// Currencies of French-speaking countries in which `MM` are milliards, as in `MMDH`.
const MM_OF_MILLIARDS: [&str; 6] = ["MAD", "DZD", "TND", "MRU", "XOF", "XAF"];

/// Dinars, of which `MD` are millions (millions de dinars) or milliards.
const DINARS: [&str; 9] = ["TND", "DZD", "LYD", "JOD", "KWD", "BHD", "IQD", "RSD", "MKD"];

/// Returns what the word for a unit means beside the currencies that a figure may have; `unit` is what it means elsewhere.
///
/// # Errors
/// If it means several powers of ten there.
pub(crate) fn unit_beside(
    word: &str,
    unit: Unit,
    currencies: &[Currency],
    text: &str,
) -> Result<Unit, Problem> {
    if currencies.is_empty() {
        return Ok(unit);
    }
    let bare = word.trim().trim_end_matches('.');
    let is = |known: &str| bare.eq_ignore_ascii_case(known);
    let any = |codes: &[&str]| currencies.iter().any(|currency| codes.contains(&currency.code()));
    let all = |codes: &[&str]| currencies.iter().all(|currency| codes.contains(&currency.code()));
    let either = |one: Unit, other: Unit| Err(two_units(word, one, other, text));
    match unit {
        // "Rp 5 M" is five miliar in Indonesian.
        Unit::MILLIONS if is("m") && any(&["IDR"]) => either(Unit::MILLIONS, Unit::BILLIONS),
        // Miles de millones
        Unit::MILLIONS if bare == "mM" && all(&["EUR"]) => Ok(Unit::BILLIONS),
        Unit::MILLIONS if bare == "mM" || (is("mm") && any(&MM_OF_MILLIARDS)) => {
            either(Unit::MILLIONS, Unit::BILLIONS)
        }
        Unit::BILLIONS if is("md") && any(&DINARS) => either(Unit::MILLIONS, Unit::BILLIONS),
        // A bilion is 10⁹ in Malay, and 10¹² in Polish and Czech.
        Unit::TRILLIONS if is("bilion") && all(&["MYR", "BND"]) => Ok(Unit::BILLIONS),
        Unit::TRILLIONS if is("bilion") && !all(&["PLN", "CZK", "SKK", "EUR"]) => {
            either(Unit::BILLIONS, Unit::TRILLIONS)
        }
        Unit::TRILLIONS if is("trilion") && any(&["PLN", "CZK", "SKK"]) => {
            either(Unit::TRILLIONS, Unit::TRILLIONS.times(Unit::MILLIONS))
        }
        _ => Ok(unit),
    }
}

/// Whether the amounts of a column are in rupees, or in units of India that no other currency is counted in: digits are
/// grouped by commas there, and a point is the decimal sign.
pub(super) fn is_indian(context: &Context) -> bool {
    const COUNTED_IN_CRORES: [&str; 6] = ["INR", "PKR", "BDT", "NPR", "LKR", "MUR"];
    let is = |codes: &[&str]| context.currency.is_some_and(|currency| codes.contains(&currency.code()));
    let is_unit = context.unit.is_some_and(|unit| [Unit::LAKH, Unit::CRORE].contains(&unit));
    is(&["INR"]) || is_unit && (context.currency.is_none() || is(&COUNTED_IN_CRORES))
}

/// Refuses a `T` without a currency beside it, which is a thousand in German and a trillion in English.
pub(super) fn check_bare_t(
    word: &str,
    unit: Option<Unit>,
    context: &Context,
    text: &str,
) -> Result<(), Problem> {
    let is_open = is_t(word) && unit == Some(Unit::TRILLIONS) && context.unit != Some(Unit::TRILLIONS);
    if is_open { Err(two_units(word, Unit::THOUSANDS, Unit::TRILLIONS, text)) } else { Ok(()) }
}

/// Returns why a figure or a header among Spanish headers is not clear: `M$` and `MUS$` are thousands in Chile and millions
/// elsewhere, and the `$` of `M$` and `MM$` may be of pesos, unless `is_known` says that the currency is given.
pub(crate) fn spanish_doubt(written: &str, is_known: bool) -> Option<Problem> {
    let is_end = |c: char| !c.is_alphabetic() && c != '$';
    let words = || written.split(is_end);
    let found = |known: &[&str]| words().find(|word| known.contains(word));
    let spaced = || {
        let is_alone = |at: usize| !written[..at].ends_with(char::is_alphabetic);
        ["M US$", "M U$S", "M USD"].into_iter().find(|word| written.find(word).is_some_and(is_alone))
    };
    if let Some(word) = found(&["M$", "MUS$", "MU$S", "MUSD"]).or_else(spaced) {
        let pesos = if word == "M$" && !is_known { ", of pesos or of dollars" } else { "" };
        let message =
            format!("{} in {} may mean thousands or millions{pesos}", quote(word), quote(written.trim()));
        return Some(Problem::new(message));
    }
    let word = found(&["MM$"]).filter(|_| !is_known)?;
    let message =
        format!("the $ of {} in {} may be of pesos or of dollars", quote(word), quote(written.trim()));
    Some(Problem::new(message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{read_amount, read_header};

    /// Reads an amount in a column of `code`, or of no currency.
    fn read(text: &str, code: &str) -> String {
        let context = Context { currency: code.parse().ok(), ..Context::default() };
        match read_amount(text, &context) {
            Ok(written) => written.amount.map_or_else(String::new, |amount| amount.to_string()),
            Err(problem) => problem.message,
        }
    }

    #[test]
    fn a_word_means_what_it_means_beside_the_currency() {
        for (text, code, expected) in [
            ("RM 200 bilion", "", "MYR 200bn"),
            ("12 bilion RM", "", "MYR 12bn"),
            ("RM 2-3 bilion", "", "MYR 2bn–3bn"),
            ("12 bilion", "MYR", "MYR 12bn"),
            ("12 bilion zł", "", "PLN 12tn"),
            ("12 bilion Kč", "", "CZK 12tn"),
            ("RM 3 trilion", "", "MYR 3tn"),
            ("1,2 mM€", "", "EUR 1.2bn"),
            ("1,2 MM€", "", "EUR 1.2m"),
            ("12,5 MDH", "MAD", "MAD 12.5m"),
            ("12,5 Md", "EUR", "EUR 12.5bn"),
            ("12,5 MD€", "", "EUR 12.5bn"),
            ("12,5 Mds", "TND", "TND 12.5bn"),
            ("Rp 5 triliun", "", "IDR 5tn"),
            ("Rp 5 miliar", "", "IDR 5bn"),
            ("5M", "USD", "USD 5m"),
            ("$1.2T", "", "USD 1.2tn"),
            ("€1.2T", "", "EUR 1.2tn"),
            ("$1-2T", "", "USD 1tn–2tn"),
            ("5 T€", "", "EUR 5000"),
            ("1.2tn", "EUR", "EUR 1.2tn"),
        ] {
            assert_eq!(read(text, code), expected, "{text} {code}");
        }
        for (text, code, either) in [
            ("12 bilion USD", "", "\"bilion\" in \"12 bilion USD\" may mean billions or trillions"),
            ("12 bilion", "USD", "\"bilion\" in \"12 bilion\" may mean billions or trillions"),
            ("120 M", "IDR", "\"M\" in \"120 M\" may mean millions or billions"),
            ("Rp 1-2 M", "", "\"M\" in \"Rp 1-2 M\" may mean millions or billions"),
            ("12,5 MD", "TND", "\"MD\" in \"12,5 MD\" may mean millions or billions"),
            ("TND 12,5 MD", "", "\"MD\" in \"TND 12,5 MD\" may mean millions or billions"),
            ("12,5 MMDH", "MAD", "\"MM\" in \"12,5 MMDH\" may mean millions or billions"),
            ("$5 mM", "", "\"mM\" in \"$5 mM\" may mean millions or billions"),
            ("250 T", "EUR", "\"T\" in \"250 T\" may mean thousands or trillions"),
            ("75 t", "USD", "\"t\" in \"75 t\" may mean thousands or trillions"),
            ("1,200.5T", "USD", "\"T\" in \"1,200.5T\" may mean thousands or trillions"),
            ("EUR 250 T", "", "\"T\" in \"EUR 250 T\" may mean thousands or trillions"),
            ("250 T CHF", "", "\"T\" in \"250 T CHF\" may mean thousands or trillions"),
        ] {
            assert_eq!(read(text, code), either, "{text} {code}");
        }
        let in_trillions = Context { unit: Some(Unit::TRILLIONS), ..Context::default() };
        let context = Context { currency: "USD".parse().ok(), ..in_trillions };
        assert_eq!(read_amount("1.2T", &context).unwrap().amount.unwrap().to_string(), "USD 1.2tn");
    }

    #[test]
    fn a_header_means_what_it_means_beside_its_currency() {
        let unit = |header: &str| {
            let hints = read_header(header);
            hints.unit.map_or_else(|| format!("{:?}", hints.unit_doubt.is_some()), |unit| unit.to_string())
        };
        for (header, expected) in [
            ("Amount (RM bilion)", "billions"),
            ("Kwota (bilion PLN)", "trillions"),
            ("Importe (mM€)", "billions"),
            ("Importe (M€)", "millions"),
            ("Nilai (Rp miliar)", "billions"),
            ("Nilai (Rp M)", "true"),
            ("Montant (MD TND)", "true"),
            ("Montant (MMDH)", "true"),
            ("Montant (Md EUR)", "billions"),
        ] {
            assert_eq!(unit(header), expected, "{header}");
        }
        assert_eq!(read_header("Nilai (M)").unit_word, "M");
        assert!(["T", "t", "T."].iter().all(|word| super::super::read_unit(word).is_err()));
    }

    #[test]
    fn commas_group_digits_in_columns_of_rupees_and_crores() {
        let read = |text: &str, code: &str, unit: Option<Unit>| {
            let context = Context { currency: code.parse().ok(), unit, ..Context::default() };
            read_amount(text, &context).map(|written| written.amount.unwrap().to_string())
        };
        assert_eq!(read("1,250", "INR", Some(Unit::CRORE)).unwrap(), "INR 12.5bn");
        assert_eq!(read("1,250", "INR", None).unwrap(), "INR 1250");
        assert_eq!(read("1,250", "PKR", Some(Unit::LAKH)).unwrap(), "PKR 125m");
        // Ten million euros
        assert!(read("1,250", "EUR", Some(Unit::CRORE)).is_err() && read("1,250", "PKR", None).is_err());
    }

    #[test]
    fn thousands_of_pesos_are_no_millions_of_dollars() {
        let read = |text: &str, code: &str| {
            let context = Context { currency: code.parse().ok(), is_spanish: true, ..Context::default() };
            read_amount(text, &context).map(|written| written.amount.unwrap().to_string())
        };
        for (text, code, message) in [
            ("120 M$", "", "\"M$\" in \"120 M$\" may mean thousands or millions, of pesos or of dollars"),
            ("M$ 120", "CLP", "\"M$\" in \"M$ 120\" may mean thousands or millions"),
            ("MUS$ 120", "", "\"MUS$\" in \"MUS$ 120\" may mean thousands or millions"),
            ("MM$ 120", "", "the $ of \"MM$\" in \"MM$ 120\" may be of pesos or of dollars"),
        ] {
            assert_eq!(read(text, code).unwrap_err().message, message);
        }
        for (text, code, amount) in [
            ("MM$ 120", "CLP", "CLP 120m"),
            ("MMUS$ 120", "", "USD 120m"),
            ("US$ 120M", "", "USD 120m"),
            ("120 M€", "", "EUR 120m"),
        ] {
            assert_eq!(read(text, code).unwrap(), amount, "{text}");
        }
    }
}
