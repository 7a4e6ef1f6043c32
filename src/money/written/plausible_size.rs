//! Numbers that are too large for the unit of their column: they are in full digits.

use rust_decimal::Decimal;

use crate::invalid::Problem;
use crate::money::{Currency, Unit};
use crate::text::quote;

const MILLION: u32 = 1_000_000;

/// The most that one deal may be, in millions of dollars.
const MAX: u32 = 1_000_000;

/// The most of a number with seven digits and more, in millions of dollars. Who gives units writes no such numbers.
const MAX_OF_LONG: u32 = 100_000;

/// About how many of a currency a dollar bought in the 2020s. It is enough to know the number of digits.
const PER_DOLLAR: [(u32, &str); 15] = [
    (1, "USD EUR GBP CHF CAD AUD NZD SGD KWD BHD OMR JOD TND"),
    (4, "AED SAR QAR PLN MYR BRL ILS RON BGN PEN"),
    (8, "CNY HKD SEK NOK DKK MAD"),
    (20, "ZAR MXN CZK"),
    (35, "TWD THB TRY UYU UAH"),
    (55, "PHP EGP DOP"),
    (100, "INR RUB RSD"),
    (150, "JPY ISK BDT KES DZD"),
    (350, "PKR LKR HUF"),
    (600, "XOF XAF KZT"),
    (1_000, "CLP ARS"),
    (1_500, "KRW NGN IQD"),
    (4_000, "COP"),
    (16_000, "IDR"),
    (25_000, "VND"),
];

/// Returns about how many of the weakest of `currencies` a dollar buys; `None` if one is not known.
fn per_dollar(currencies: &[Currency]) -> Option<Decimal> {
    let per = |currency: &Currency| {
        let mut known = PER_DOLLAR.iter();
        known.find(|(_, codes)| codes.contains(currency.code())).map(|(per, _)| Decimal::from(*per))
    };
    currencies.iter().map(per).collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// Returns about how many millions of dollars a number in a unit is; `None` if that is not known, or too large.
fn millions(number: Decimal, unit: Unit, per_dollar: Decimal) -> Option<Decimal> {
    super::scaled(number, unit, "").ok()?.checked_div(per_dollar.checked_mul(MILLION.into())?)
}

/// Refuses a number that `unit`, which its surroundings give, makes larger than any deal: its digits are in full.
pub(super) fn check_context_unit(
    number: Decimal,
    unit: Unit,
    currencies: &[Currency],
    digits: &str,
) -> Result<(), Problem> {
    let is_too_large = match per_dollar(currencies) {
        // A number of three digits is in the unit, however large that is.
        _ if number < Decimal::ONE_THOUSAND => false,
        Some(per_dollar) => {
            let limit = if number < MILLION.into() { MAX } else { MAX_OF_LONG };
            unit > Unit::ONE && millions(number, unit, per_dollar).is_none_or(|found| found >= limit.into())
        }
        None => unit >= Unit::MILLIONS && number >= Decimal::from(1000 * MILLION),
    };
    if is_too_large { Err(in_full_or_in(unit, digits)) } else { Ok(()) }
}

/// Refuses a number with a currency beside it, below a header with a unit, whose digits would be a usual amount in full and
/// are a large one in the unit: `2.500.000 €` below `TEUR`. In full it is worth 5,000 dollars and more, in the unit a
/// billion. `$1,250` below `USD m` is in millions.
pub(crate) fn check_signed_digits(
    number: Decimal,
    unit: Unit,
    currencies: &[Currency],
    digits: &str,
) -> Result<(), Problem> {
    let Some(per_dollar) = per_dollar(currencies) else { return Ok(()) };
    let is_long = number >= Decimal::from(100_000) && number >= per_dollar * Decimal::from(5_000);
    let is_large = || millions(number, unit, per_dollar).is_none_or(|found| found >= Decimal::ONE_THOUSAND);
    if unit >= Unit::THOUSANDS && is_long && is_large() { Err(in_full_or_in(unit, digits)) } else { Ok(()) }
}

fn in_full_or_in(unit: Unit, digits: &str) -> Problem {
    Problem::new(format!("{} may be in full or in {unit}", quote(digits)))
        .hint("write the unit beside the figure, or the currency alone in the header")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        find: fn(Decimal, Unit, &[Currency], &str) -> Result<(), Problem>,
        cases: &[(&str, Unit, &str, bool)],
    ) {
        for (number, unit, code, is_read) in cases {
            let currencies: Vec<Currency> = code.parse().into_iter().collect();
            let found = find(number.parse().unwrap(), *unit, &currencies, number);
            assert_eq!(found.is_ok(), *is_read, "{number} {unit} {code}");
        }
    }

    #[test]
    fn a_number_is_refused_if_its_unit_makes_it_larger_than_any_deal() {
        let hundred_million = Unit::of_power(8);
        check(
            check_context_unit,
            &[
                ("1200000", Unit::THOUSANDS, "EUR", true),
                ("150000000", Unit::THOUSANDS, "USD", false),
                ("500000", Unit::MILLIONS, "USD", true),
                ("1000000", Unit::MILLIONS, "USD", false),
                ("1.2", Unit::of_power(12), "USD", true),
                ("2500", Unit::of_power(9), "USD", false),
                // A trillion yen and 380 billion yuan.
                ("1000000", Unit::MILLIONS, "JPY", true),
                ("3800", hundred_million, "CNY", true),
                ("10000", hundred_million, "CNY", true),
                ("50000000", hundred_million, "CNY", false),
                ("300000000", Unit::of_power(4), "CNY", false),
                ("50000000", hundred_million, "KRW", false),
                ("2000000", Unit::MILLIONS, "KRW", true),
                ("500000", Unit::CRORE, "INR", true),
                ("2000000", Unit::CRORE, "INR", false),
                // A currency that is not known.
                ("1000000", Unit::MILLIONS, "XAU", true),
                ("1000000000", Unit::MILLIONS, "XAU", false),
                ("1000000000", Unit::ONE, "USD", true),
            ],
        );
    }

    #[test]
    fn a_currency_beside_full_digits_makes_the_unit_of_the_header_doubtful() {
        check(
            check_signed_digits,
            &[
                ("2500000", Unit::THOUSANDS, "EUR", false),
                ("250000", Unit::THOUSANDS, "EUR", true),
                ("1250", Unit::MILLIONS, "USD", true),
                ("150000", Unit::MILLIONS, "USD", false),
                ("500000", Unit::CRORE, "INR", false),
                ("1200", Unit::CRORE, "INR", true),
                // Half a trillion yen; in full it would be 3,000 dollars.
                ("500000", Unit::MILLIONS, "JPY", true),
            ],
        );
    }
}
