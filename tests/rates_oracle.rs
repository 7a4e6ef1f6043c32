//! Compares the rates with a second implementation that shares no code with the crate: the csv crate reads the ECB's
//! file, the pegs are repeated here, and fractions of big integers are rounded here.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "what fails here fails the test"
)]

use chrono::{Datelike, Days, NaiveDate};
use num_bigint::BigUint;
use outlay::date::PartialDate;
use outlay::money::{Currency, Decimal};
use outlay::rates::{Rates, When};

const PEGS: [(&str, &str, (i32, u32)); 5] = [
    ("AED", "3.6725", (1997, 11)),
    ("SAR", "3.75", (1986, 6)),
    ("QAR", "3.64", (2001, 7)),
    ("BHD", "0.376", (2001, 1)),
    ("OMR", "0.3845", (1986, 1)),
];

/// Currencies in the ECB's file that the euro replaced, each from the beginning of a year on.
const REPLACED: [(&str, &str, i32); 9] = [
    ("SIT", "239.640", 2007),
    ("CYP", "0.585274", 2008),
    ("MTL", "0.429300", 2008),
    ("SKK", "30.1260", 2009),
    ("EEK", "15.6466", 2011),
    ("LVL", "0.702804", 2014),
    ("LTL", "3.45280", 2015),
    ("HRK", "7.53450", 2023),
    ("BGN", "1.95583", 2026),
];

/// Currencies in the ECB's file that were redenominated, from the beginning of a month on.
const REDENOMINATED: [(&str, &str, &str, (i32, u32)); 2] =
    [("TRL", "TRY", "1000000", (2005, 1)), ("ROL", "RON", "10000", (2005, 7))];

/// The time of a rate.
#[derive(Clone, Copy)]
enum Period {
    Day,
    Month,
    Quarter,
}

impl Period {
    /// Returns the period of a day, as outlay writes it.
    fn of(self, day: NaiveDate) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Month => format!("{}-{:02}", day.year(), day.month()),
            Self::Quarter => format!("{}-Q{}", day.year(), day.month().div_ceil(3)),
        }
    }
}

/// A fraction of integers.
#[derive(Clone)]
struct Fraction(BigUint, BigUint);

impl Fraction {
    fn parse(text: &str) -> Self {
        let scale = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        Self(digits.parse().unwrap(), ten().pow(u32::try_from(scale).unwrap()))
    }

    fn times(&self, other: &Self) -> Self {
        Self(&self.0 * &other.0, &self.1 * &other.1)
    }

    fn plus(&self, other: &Self) -> Self {
        Self(&self.0 * &other.1 + &other.0 * &self.1, &self.1 * &other.1)
    }

    fn inverse(&self) -> Self {
        Self(self.1.clone(), self.0.clone())
    }

    /// Returns the fraction rounded half to even to 28 significant digits and at most 28 decimals, without trailing zeros.
    fn rounded(&self) -> String {
        let whole = (&self.0 / &self.1).to_string();
        let mut scale = if whole == "0" { 28 } else { 28 - whole.len() };
        let scaled = &self.0 * ten().pow(u32::try_from(scale).unwrap());
        let (mut quotient, rest) = (&scaled / &self.1, &scaled % &self.1);
        let half = (&rest + &rest).cmp(&self.1);
        if half.is_gt() || (half.is_eq() && quotient.bit(0)) {
            quotient += 1u32;
        }
        while scale > 0 && (&quotient % ten()) == BigUint::ZERO {
            quotient /= ten();
            scale -= 1;
        }
        let digits = format!("{quotient:0>width$}", quotient = quotient.to_string(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
    }
}

fn ten() -> BigUint {
    BigUint::from(10u32)
}

/// The ECB's quotes by column, oldest first.
struct Ecb {
    codes: Vec<String>,
    columns: Vec<Vec<(NaiveDate, String)>>,
}

impl Ecb {
    fn read() -> Self {
        let mut reader =
            csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/data/eurofxref-hist.csv")).unwrap();
        let codes: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .skip(1)
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect();
        let mut columns = vec![Vec::new(); codes.len()];
        for record in reader.records() {
            let record = record.unwrap();
            let day = NaiveDate::parse_from_str(&record[0], "%Y-%m-%d").unwrap();
            for (index, column) in
                columns.iter_mut().enumerate().filter(|(index, _)| &record[index + 1] != "N/A")
            {
                column.push((day, record[index + 1].to_owned()));
            }
        }
        for column in &mut columns {
            column.reverse();
        }
        Self { codes, columns }
    }

    fn column(&self, code: &str) -> &[(NaiveDate, String)] {
        &self.columns[self.codes.iter().position(|known| known == code).unwrap()]
    }

    /// Returns the first and the last day with a rate of a currency.
    fn first_and_last_day(&self, code: &str) -> (NaiveDate, NaiveDate) {
        let ends = |code: &str| {
            let column = self.column(code);
            (column[0].0, column[column.len() - 1].0)
        };
        let (first, last) = ends("USD");
        match PEGS.iter().find(|(pegged, ..)| *pegged == code) {
            Some((.., (year, month))) => {
                (first.max(NaiveDate::from_ymd_opt(*year, *month, 1).unwrap()), last)
            }
            None if code == "EUR" => (first, last),
            None => ends(code),
        }
    }

    /// Returns the units of a currency for one euro on a day, at most a week old.
    fn on(&self, code: &str, day: NaiveDate) -> Option<Fraction> {
        let column = self.column(code);
        let (date, rate) = column.get(column.partition_point(|(date, _)| *date <= day).checked_sub(1)?)?;
        ((day - *date).num_days() <= 7).then(|| Fraction::parse(rate))
    }

    /// Returns the mean of the month or quarter of a day, if its rates reach to within a week of its end.
    fn over(&self, code: &str, period: Period, day: NaiveDate) -> Option<Fraction> {
        let within = |date: &NaiveDate| period.of(*date) == period.of(day);
        let column = self.column(code);
        let start = column.partition_point(|(date, _)| *date < day && !within(date));
        let rates: Vec<&(NaiveDate, String)> =
            column[start..].iter().take_while(|(date, _)| within(date)).collect();
        let end = day.iter_days().take_while(within).last()?;
        if (end - rates.last()?.0).num_days() > 7 {
            return None;
        }
        let rates: Vec<Fraction> = rates.into_iter().map(|(_, rate)| Fraction::parse(rate)).collect();
        let count = Fraction(BigUint::from(1u32), BigUint::from(rates.len()));
        rates.into_iter().reduce(|sum, rate| sum.plus(&rate)).map(|sum| sum.times(&count))
    }

    /// Returns the units of `to` for one unit of `from`. Pegged currencies are quoted in dollars, all others in euros, so
    /// there is only one chain.
    fn rate(&self, from: &str, to: &str, day: NaiveDate, period: Period) -> Option<Fraction> {
        let quoted = |code: &str| match (REPLACED.iter().find(|(old, ..)| *old == code), period) {
            (Some((_, rate, year)), _) if day.year() >= *year => Some(Fraction::parse(rate)),
            (_, Period::Day) => self.on(code, day),
            (_, Period::Month | Period::Quarter) => self.over(code, period, day),
        };
        let one = Fraction(BigUint::from(1u32), BigUint::from(1u32));
        // Returns the steps from a currency to the euro: each currency, and its units for one unit of the next.
        let up = |code: &str, other: &str| -> Vec<(String, Option<Fraction>)> {
            let mut chain = Vec::new();
            let mut code = code.to_owned();
            if let Some((_, new, rate, since)) = REDENOMINATED.iter().find(|(old, ..)| *old == code)
                && (day.year(), day.month()) >= *since
                // The ECB's last quote serves for a week, if that is the shorter chain.
                && (other == *new || quoted(&code).is_none())
            {
                chain.push((code, Some(Fraction::parse(rate))));
                code = String::from(*new);
            }
            if let Some((_, rate, (year, since))) = PEGS.iter().find(|(pegged, ..)| *pegged == code) {
                // All pegs that begin within the ECB's table begin with a quarter.
                let holds = (day.year(), day.month()) >= (*year, *since);
                chain.push((code, holds.then(|| Fraction::parse(rate))));
                code = String::from("USD");
            }
            if code != "EUR" {
                let rate = quoted(&code);
                chain.push((code, rate));
            }
            chain
        };
        let (mut down, mut back) = (up(from, to), up(to, from));
        // Steps that both chains share at the end cancel out.
        while down.last().map(|step| &step.0) == back.last().map(|step| &step.0) && !down.is_empty() {
            down.pop();
            back.pop();
        }
        let down =
            down.into_iter().try_fold(one, |product, (_, rate)| Some(product.times(&rate?.inverse())))?;
        back.into_iter().try_fold(down, |product, (_, rate)| Some(product.times(&rate?)))
    }
}

/// A generator of pseudorandom numbers, the same in every run (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(limit).unwrap()).unwrap()
    }
}

impl Random {
    /// Returns a day on which both currencies may have a quote, or a day near the start or the end of that time.
    fn day(&mut self, a: (NaiveDate, NaiveDate), b: (NaiveDate, NaiveDate)) -> NaiveDate {
        let (first, last) = (a.0.max(b.0), a.1.min(b.1));
        let end = if self.below(2) == 0 { first } else { last };
        if self.below(3) == 0 || last <= first {
            return end - Days::new(12) + Days::new(self.below(25) as u64);
        }
        first + Days::new(self.below((last - first).num_days() as usize) as u64)
    }
}

/// Compares `cases` random pairs and days. Returns how many had a rate.
fn compare(cases: usize, seed: u64, period: Period) -> usize {
    let ecb = Ecb::read();
    let rates = Rates::built_in();
    let pegged = PEGS.iter().map(|(code, ..)| *code);
    let codes: Vec<&str> = ecb.codes.iter().map(String::as_str).chain(["EUR"]).chain(pegged).collect();
    let mut random = Random(seed);
    let mut found = 0;
    for _ in 0..cases {
        let (from, to) = (codes[random.below(codes.len())], codes[random.below(codes.len())]);
        let day = random.day(ecb.first_and_last_day(from), ecb.first_and_last_day(to));
        let amount = Decimal::new(random.below(10_000_000_000_000) as i64, random.below(5) as u32);
        let when = When::from(period.of(day).parse::<PartialDate>().unwrap());
        let path = rates.path(from.parse::<Currency>().unwrap(), to.parse().unwrap(), when);
        let oracle = ecb.rate(from, to, day, period);
        assert_eq!(path.is_ok(), oracle.is_some(), "{from} to {to} on {day}: {path:?}");
        if let (Ok(path), Some(oracle)) = (path, oracle) {
            let converted = path.factor().apply(amount).unwrap().normalize().to_string();
            let expected = oracle.times(&Fraction::parse(&amount.to_string())).rounded();
            assert_eq!(converted, expected, "{amount} {from} to {to} on {day}");
            found += 1;
        }
    }
    found
}

#[test]
fn rates_of_days_agree_to_the_last_digit() {
    let found = compare(2000, 1, Period::Day);
    assert!((1000..1900).contains(&found), "{found} of 2000 had a rate");
}

#[test]
fn means_of_months_agree_to_the_last_digit() {
    let found = compare(300, 2, Period::Month);
    assert!((100..270).contains(&found), "{found} of 300 had a rate");
}

#[test]
fn means_of_quarters_agree_to_the_last_digit() {
    let found = compare(100, 3, Period::Quarter);
    assert!((30..100).contains(&found), "{found} of 100 had a rate");
}
