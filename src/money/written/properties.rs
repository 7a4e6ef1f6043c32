//! Properties: amounts written in random styles are read back or refused, and never read as another amount.

use proptest::prelude::*;
use proptest::sample::select;

use super::grammar::split_any_bound;
use super::*;
use crate::money::{Bound, to_plain_string};

/// How a locale groups and divides digits.
#[derive(Debug, Clone, Copy)]
struct Locale {
    group: &'static str,
    /// The lengths of the groups from the decimal sign on; the last one repeats.
    lengths: &'static [usize],
    decimal: char,
}

const LOCALES: [Locale; 10] = [
    Locale { group: "", lengths: &[3], decimal: '.' },
    Locale { group: "", lengths: &[3], decimal: ',' },
    Locale { group: ",", lengths: &[3], decimal: '.' },
    Locale { group: ".", lengths: &[3], decimal: ',' },
    Locale { group: " ", lengths: &[3], decimal: ',' },
    Locale { group: "\u{202f}", lengths: &[3], decimal: ',' },
    Locale { group: "'", lengths: &[3], decimal: '.' },
    Locale { group: "’", lengths: &[3], decimal: ',' },
    Locale { group: ",", lengths: &[3, 2], decimal: '.' },
    Locale { group: ",", lengths: &[4], decimal: '.' },
];

impl Locale {
    fn sign(self) -> DecimalSign {
        if self.decimal == '.' { DecimalSign::Point } else { DecimalSign::Comma }
    }

    fn write(self, value: Decimal, zeros: usize) -> String {
        let plain = to_plain_string(value);
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut groups = Vec::new();
        let mut rest = whole;
        for length in self.lengths.iter().chain(std::iter::repeat(&self.lengths[self.lengths.len() - 1])) {
            let cut = rest.len().saturating_sub(*length);
            groups.insert(0, &rest[cut..]);
            rest = &rest[..cut];
            if rest.is_empty() {
                break;
            }
        }
        let fraction = format!("{fraction}{}", "0".repeat(zeros));
        let whole = groups.join(self.group);
        if fraction.is_empty() { whole } else { format!("{whole}{}{fraction}", self.decimal) }
    }
}

/// Units with their power of ten, joined to the number or not.
const UNITS: [(&str, u32); 24] = [
    ("", 0),
    ("k", 3),
    ("m", 6),
    ("M", 6),
    (" m", 6),
    (" mn", 6),
    ("bn", 9),
    (" bn", 9),
    ("B", 9),
    ("tn", 12),
    (" thousand", 3),
    (" million", 6),
    (" billion", 9),
    (" Mio.", 6),
    (" Mrd.", 9),
    (" Milliarden", 9),
    (" Tsd.", 3),
    (" millions", 6),
    (" milliards", 9),
    (" millones", 6),
    (" mil millones", 9),
    (" lakh", 5),
    (" crore", 7),
    (" lakh crore", 12),
];

/// Currencies with what is written before the unit's number, and after it.
const CURRENCIES: [(&str, &str, &str); 22] = [
    ("USD", "$", ""),
    ("USD", "US$ ", ""),
    ("USD", "USD ", ""),
    ("USD", "", " USD"),
    ("USD", "", " dollars"),
    ("USD", "", " US-Dollar"),
    ("CAD", "CA$", ""),
    ("CAD", "C$", ""),
    ("AUD", "AUD$", ""),
    ("EUR", "€", ""),
    ("EUR", "", " €"),
    ("EUR", "", " EUR"),
    ("EUR", "", " euros"),
    ("EUR", "", " Euro"),
    ("EUR", "eur ", ""),
    ("GBP", "£", ""),
    ("CHF", "CHF ", ""),
    ("INR", "₹", ""),
    ("JPY", "JPY ", ""),
    ("CNY", "RMB ", ""),
    ("BRL", "R$ ", ""),
    ("SEK", "", " SEK"),
];

const BOUNDS: [(Bound, &str, &str); 17] = [
    (Bound::Exact, "", ""),
    (Bound::UpTo, "up to ", ""),
    (Bound::UpTo, "≤ ", ""),
    (Bound::UpTo, "max. ", ""),
    (Bound::UpTo, "bis zu ", ""),
    (Bound::UpTo, "", " or less"),
    (Bound::AtLeast, "at least ", ""),
    (Bound::AtLeast, ">", ""),
    (Bound::AtLeast, "", "+"),
    (Bound::AtLeast, "", " or more"),
    (Bound::AtLeast, "plus de ", ""),
    (Bound::AtLeast, "", "-plus"),
    (Bound::About, "~", ""),
    (Bound::About, "ca. ", ""),
    (Bound::About, "around ", ""),
    (Bound::About, "", " (est.)"),
    (Bound::About, "environ ", ""),
];

const REMARKS: [&str; 9] = [
    "", "", " (all cash)", " [1]", "*", " in cash and stock", ", Series A", " over five years",
    " (2026–2030)",
];

fn value() -> impl Strategy<Value = Decimal> {
    (prop_oneof![0u64..1000, 0u64..10_000_000, 0u64..100_000_000_000], 0u32..4)
        .prop_map(|(units, scale)| Decimal::from_i128_with_scale(i128::from(units), scale))
}

/// The amount of `value` in a power of ten.
fn amount(code: &str, bound: Bound, value: Decimal, power: u32) -> Amount {
    let factor = Decimal::from_i128_with_scale(10i128.pow(power), 0);
    let quantity = Quantity::single(bound, multiply(value, factor).unwrap()).unwrap();
    Amount { quantity, currency: code.parse().unwrap() }
}

proptest! {
    #[test]
    fn bounds_of_percentages_are_those_of_any_text(
        bound in select(&["", "up to ", "at least ", "about ", "over ", "~", "at least  ", "Up to "][..]),
        figure in "[0-9]{1,3}(\\.[0-9]{1,2})?([-–][0-9]{1,2})?", end in select(&["%", "", " %", "%+", "+"][..]),
    ) {
        let text = format!("{bound}{figure}{end}");
        prop_assert_eq!(split_bound(&text), split_any_bound(&text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn an_amount_in_any_style_is_read_back_or_refused(
        value in value(),
        zeros in 0usize..3,
        locale in select(&LOCALES[..]),
        (unit, power) in select(&UNITS[..]),
        (code, before, after) in select(&CURRENCIES[..]),
        (bound, phrase, end) in select(&BOUNDS[..]),
        remark in select(&REMARKS[..]),
        declares in any::<bool>(),
    ) {
        let number = locale.write(value, zeros);
        let text = format!("{phrase}{before}{number}{unit}{after}{end}{remark}");
        // Beside the rupee, lakh and crore a comma groups digits, so that a comma is declared as the decimal sign.
        let is_indian = code == "INR" || unit.contains("lakh") || unit.contains("crore");
        let declares = declares || (is_indian && locale.sign() == DecimalSign::Comma);
        let context = Context { decimal: declares.then(|| locale.sign()), ..Context::default() };
        let expected = amount(code, bound, value, power);
        match read_amount(&text, &context) {
            Ok(written) => {
                prop_assert_eq!(written.amount, Some(expected), "{}", text);
                prop_assert_eq!(written.equivalent, None);
                let kept = written.remark.unwrap_or_default();
                prop_assert!(remark.contains(&kept), "{}: {}", text, kept);
                prop_assert_eq!(kept.is_empty(), remark.is_empty());
            }
            // With the sign declared, only one group of four is not clear.
            Err(problem) => {
                prop_assert!(!declares || locale.lengths == [4], "{}: {}", text, problem.message);
            }
        }
    }

    #[test]
    fn a_range_is_read_back_or_refused(
        low in value(),
        step in value(),
        locale in select(&LOCALES[..]),
        (unit, power) in select(&UNITS[..]),
        (code, before, after) in select(&CURRENCIES[..]),
        dash in select(vec!["-", "–", " to ", " - "]),
    ) {
        let high = crate::money::add(low, step).unwrap();
        let text = format!("{before}{}{dash}{}{unit}{after}", locale.write(low, 0), locale.write(high, 0));
        let context = Context { decimal: Some(locale.sign()), ..Context::default() };
        if let Ok(written) = read_amount(&text, &context) {
            let (low, high) = (amount(code, Bound::Exact, low, power), amount(code, Bound::Exact, high, power));
            let (Quantity::Exact(low), Quantity::Exact(high)) = (low.quantity, high.quantity) else { unreachable!() };
            let quantity = Quantity::range(low, high);
            prop_assert_eq!(written.amount.map(|amount| amount.quantity), quantity.ok(), "{}", text);
        }
    }

    #[test]
    fn a_number_that_two_locales_write_is_refused(
        value in value(),
        locale in select(&LOCALES[..]),
        zeros in 0usize..3,
    ) {
        let number = locale.write(value, zeros);
        let text = format!("EUR {number}");
        // Every value that some locale writes in this way.
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let mut readings: Vec<Decimal> = Vec::new();
        for scale in 0..=digits.len().min(12) {
            let value = Decimal::from_str_exact(&digits).unwrap();
            let value = Decimal::from_i128_with_scale(value.mantissa(), u32::try_from(scale).unwrap());
            for locale in LOCALES {
                let whole = to_plain_string(value);
                let written = whole.split_once('.').map_or(0, |(_, fraction)| fraction.len());
                let text = locale.write(value, scale - written.min(scale));
                if text == number && !readings.contains(&value.normalize()) {
                    readings.push(value.normalize());
                }
            }
        }
        match read_amount(&text, &Context::default()) {
            Ok(written) => {
                let expected = Amount { quantity: Quantity::Exact(value), currency: Currency::EUR };
                prop_assert_eq!(readings.len(), 1, "{} is {:?}", text, readings);
                prop_assert_eq!(written.amount, Some(expected), "{}", text);
            }
            // One group of four is refused even with a fraction: it may be a slip.
            Err(problem) => {
                let is_slip = locale.lengths == [4] && text.matches(',').count() == 1;
                prop_assert!(is_slip || readings.len() != 1, "{}: {}", text, problem.message);
            }
        }
    }

    #[test]
    fn words_around_a_figure_never_change_it(
        before in prop::collection::vec(select(WORDS.to_vec()), 0..3),
        after in prop::collection::vec(select(WORDS.to_vec()), 0..4),
        declares in any::<bool>(),
    ) {
        let text = format!("{} 5m {}", before.join(" "), after.join(" "));
        let context = Context { currency: declares.then_some(Currency::EUR), ..Context::default() };
        if let Ok(Written { amount: Some(amount), .. }) = read_amount(&text, &context) {
            prop_assert_eq!(amount.estimate().headline, Decimal::from(5_000_000), "{}", text);
            let all = [before, after].concat();
            let said = |code: &str| match code {
                "EUR" => declares || all.iter().any(|word| ["€", "EUR", "euros"].contains(word)),
                "USD" => all.iter().any(|word| ["$", "USD", "dollars"].contains(word)),
                "CAD" => all.contains(&"Canadian") || all.contains(&"CA$"),
                "GBP" => all.contains(&"£"),
                "BRL" => all.contains(&"real"),
                "KRW" => all.contains(&"won"),
                _ => false,
            };
            prop_assert!(said(amount.currency.code()), "{}: {}", text, amount);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,24}", signs in "[$€¥円億0-9.,' bnkmTe~≥+()\\[\\]/*–-]{0,16}") {
        for text in [&text, &signs] {
            let _ = (read_amount(text, &Context::default()), decimal_sign_shown_by(text), read_header(text));
        }
    }
}

/// Words that stand around amounts in deal lists.
const WORDS: [&str; 60] = [
    "$", "€", "£", "USD", "EUR", "CA$", "dollars", "euros", "Canadian", "up", "to", "about", "over", "some",
    "at", "least", "or", "more", "less", "plus", "and", "all", "cash", "in", "of", "de", "for", "series",
    "seed", "(", ")", "[1]", "*", ",", ".", "-", "–", "+", "~", "est.", "max", "min", "equity", "valuation",
    "per", "year", "year,", "a", "the", "real", "won", "top", "try", "sur", "total", "deal", "round", "GPUs",
    "x", "/",
];
