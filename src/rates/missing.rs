//! The error of a missing rate: which pair, when, why, and how to supply it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::When;
use crate::date::PartialDate;
use crate::money::Currency;

/// How many lines of a file of rates a hint shows.
const MAX_LINES: usize = 3;

/// No chain of quotes leads from one currency to another at a time.
///
/// ```
/// use outlay::date::PartialDate;
/// use outlay::money::Currency;
/// use outlay::rates::Rates;
///
/// let day: PartialDate = "2024-05-01".parse()?;
/// let missing = Rates::built_in().path("RUB".parse()?, Currency::USD, day.into()).unwrap_err();
/// assert_eq!(
///     missing.to_string(),
///     "no rate from RUB to USD on 2024-05-01: \
///      the last EUR/RUB quote is of 2022-03-01, more than 7 days before"
/// );
/// assert!(missing.hint().starts_with("add the line 2024-05-01,RUB,USD,RATE to a file"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.headline(), self.explanation())]
pub struct MissingRate {
    /// The currency of the amount.
    pub from: Currency,
    /// The currency to convert to.
    pub to: Currency,
    /// The time of the conversion.
    pub when: When,
    /// Why there is no rate.
    pub reason: Reason,
    /// Whether the last quote is of the newest day of the ECB's table, so that a newer table may have the rate.
    pub may_be_newer: bool,
    /// Whether the time is in the future, of which no table has rates.
    pub is_future: bool,
}

/// Why there is no rate. A pair is the first step of the chain that has no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// There is no quote of this currency at any time.
    Unknown(Currency),
    /// Both currencies have quotes, but no chain links them.
    Unlinked,
    /// The last quote is too old.
    TooOld {
        /// The currency of the one unit.
        base: Currency,
        /// The currency in which rates are counted.
        quote: Currency,
        /// The day of the last quote.
        last: NaiveDate,
        /// The age of the last quote in days.
        age: i64,
        /// The maximum age in days.
        limit: u32,
    },
    /// The first quote is later.
    TooEarly {
        /// The currency of the one unit.
        base: Currency,
        /// The currency in which rates are counted.
        quote: Currency,
        /// The day of the first quote.
        first: NaiveDate,
    },
    /// A daily series ends within the month, quarter or year, long before the end of it.
    EndsWithin {
        /// The currency of the one unit.
        base: Currency,
        /// The currency in which rates are counted.
        quote: Currency,
        /// The month, quarter or year.
        span: PartialDate,
        /// The day of the last quote within it.
        last: NaiveDate,
        /// The last day of the span, or today if it is not over.
        end: NaiveDate,
        /// How many days before the end the last quote may be.
        limit: u32,
    },
    /// A daily series has no quote within the month, quarter or year.
    NoneWithin {
        /// The currency of the one unit.
        base: Currency,
        /// The currency in which rates are counted.
        quote: Currency,
        /// The month, quarter or year.
        span: PartialDate,
        /// The day of the last quote before it.
        last: NaiveDate,
    },
}

impl Reason {
    /// Returns the day of the last quote. Of several reasons the one with the newest quote is reported.
    pub(super) fn last_quote(&self) -> Option<NaiveDate> {
        match *self {
            Self::TooOld { last, .. } | Self::EndsWithin { last, .. } | Self::NoneWithin { last, .. } => {
                Some(last)
            }
            Self::Unknown(_) | Self::Unlinked | Self::TooEarly { .. } => None,
        }
    }
}

/// What a line of a rate file must state to supply a missing rate. Missing rates of the same kind need one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum MissingKind {
    /// A currency, in which nothing is quoted.
    Currency(Currency),
    /// One currency in another.
    Pair(Currency, Currency),
}

/// Returns the line of a file of rates that would supply the rates `missing`, which are of one kind. It has the earliest of
/// their dates, and the US dollar rather than another currency.
fn line(lack: MissingKind, missing: &[&MissingRate]) -> String {
    let mut pairs = missing.iter().map(|one| (one.from, one.to));
    let (from, to) = match lack {
        MissingKind::Pair(from, to) => pairs.find(|pair| *pair == (to, from)).unwrap_or((from, to)),
        MissingKind::Currency(currency) => {
            let pairs = pairs.filter(|(from, to)| *from == currency || *to == currency);
            let pair = pairs.min_by_key(|(from, to)| ![from, to].contains(&&Currency::USD));
            pair.unwrap_or((currency, Currency::EUR))
        }
    };
    let day = missing.iter().filter_map(|one| one.when.first_day()).min();
    let day = day.map_or_else(|| "DATE".to_owned(), |day| day.to_string());
    format!("{day},{from},{to},RATE")
}

impl MissingRate {
    /// Returns how to supply the rate.
    pub fn hint(&self) -> String {
        Self::hint_of(&[self])
    }

    /// Returns how to supply several rates.
    pub(crate) fn hint_of(missing: &[&Self]) -> String {
        let mut ways = Vec::new();
        if missing.iter().any(|missing| missing.may_be_newer) {
            ways.push("get newer rates by `outlay rates update`".to_owned());
        }
        if missing.iter().any(|missing| missing.is_future) {
            ways.push(
                "convert at an earlier date or at the latest rate (no table has rates of the future)"
                    .to_owned(),
            );
        }
        ways.push(Self::lines_of(missing));
        if let Some((age, what)) =
            missing.iter().filter_map(|missing| missing.acceptable()).max_by_key(|(age, _)| *age)
        {
            ways.push(format!("accept {what} by --max-rate-age {age}"));
        }
        ways.join(", or ")
    }

    /// Returns which lines of a file of rates would supply them: one for each currency that lacks a rate, because a rate of
    /// the user's own holds for the later dates, too.
    fn lines_of(missing: &[&Self]) -> String {
        let mut groups: Vec<(MissingKind, Vec<&Self>)> = Vec::new();
        for one in missing {
            let lack = one.lack();
            match groups.iter_mut().find(|(known, _)| *known == lack) {
                Some((_, group)) => group.push(one),
                None => groups.push((lack, vec![one])),
            }
        }
        let lines: Vec<String> = groups.iter().map(|(lack, group)| line(*lack, group)).collect();
        let days: BTreeSet<Option<NaiveDate>> = missing.iter().map(|one| one.when.first_day()).collect();
        let later = match (lines.len(), days.len()) {
            (count, days) if days <= count => "",
            (1, _) => " (it holds for the later dates, too)",
            _ => " (they hold for the later dates, too)",
        };
        let what = match lines.as_slice() {
            [line] => format!("the line {line}"),
            lines if lines.len() > MAX_LINES => format!("{} lines such as {}", lines.len(), lines[0]),
            lines => format!("the lines {}", lines.join(" and ")),
        };
        format!(
            "add {what} to a file with the header date,base,quote,rate and give it by --rates FILE{later}"
        )
    }

    /// Returns what has no rate.
    pub(crate) fn lack(&self) -> MissingKind {
        match self.reason {
            Reason::Unknown(currency) => MissingKind::Currency(currency),
            Reason::Unlinked => MissingKind::Pair(self.from, self.to),
            Reason::TooOld { base, quote, .. }
            | Reason::TooEarly { base, quote, .. }
            | Reason::EndsWithin { base, quote, .. }
            | Reason::NoneWithin { base, quote, .. } => {
                if base == Currency::EUR {
                    MissingKind::Currency(quote)
                } else if quote == Currency::EUR {
                    MissingKind::Currency(base)
                } else {
                    MissingKind::Pair(base, quote)
                }
            }
        }
    }

    /// Returns what several rates that lack the same have in common, given each once: the pairs, and the first day.
    pub(crate) fn summary(missing: &[&Self]) -> String {
        let [first, ..] = missing else { return String::new() };
        if missing.iter().all(|one| one == first) {
            return first.to_string();
        }
        let list = |currency: fn(&Self) -> Currency| {
            let codes: BTreeSet<String> = missing.iter().map(|one| currency(one).to_string()).collect();
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            match codes.as_slice() {
                [one] => (*one).to_owned(),
                [others @ .., last] => format!("{} or {last}", others.join(", ")),
                [] => String::new(),
            }
        };
        let (from, to) = (list(|one| one.from), list(|one| one.to));
        let day = missing.iter().filter_map(|one| one.when.first_day()).min();
        let day = day.map(|day| format!(", the first on {day}")).unwrap_or_default();
        format!("no rate from {from} to {to}{day}: {}", first.explanation())
    }

    /// Returns the age in days at which there would be a rate, and what it would be.
    fn acceptable(&self) -> Option<(i64, &'static str)> {
        match self.reason {
            Reason::TooOld { age, .. } => Some((age, "the old rate")),
            Reason::EndsWithin { last, end, .. } => {
                Some((end.signed_duration_since(last).num_days(), "the mean of the days there are"))
            }
            _ => None,
        }
    }

    fn headline(&self) -> String {
        let Self { from, to, .. } = self;
        match self.when {
            When::Day(day) => format!("no rate from {from} to {to} on {day}"),
            When::Span(span) => format!("no rate from {from} to {to} in {span}"),
            When::Latest => format!("no latest rate from {from} to {to}"),
        }
    }

    /// Returns why there is none, as a clause.
    pub fn explanation(&self) -> String {
        match self.reason {
            Reason::Unknown(currency) => format!("there is no quote of {currency}"),
            Reason::Unlinked => "no chain of quotes leads from one to the other".to_owned(),
            Reason::TooOld { base, quote, last, limit, .. } => {
                let end = if self.when == When::Latest { " the last day of its table" } else { "" };
                let days = if limit == 1 { "day" } else { "days" };
                format!("the last {base}/{quote} quote is of {last}, more than {limit} {days} before{end}")
            }
            Reason::EndsWithin { base, quote, span, last, end, limit } => {
                let days = if limit == 1 { "day" } else { "days" };
                format!(
                    "the last {base}/{quote} quote in {span} is of {last}, more than {limit} {days} before {end}"
                )
            }
            Reason::TooEarly { base, quote, first } => {
                format!("the first {base}/{quote} quote is of {first}")
            }
            Reason::NoneWithin { base, quote, span, last } => {
                format!("there is no {base}/{quote} quote in {span}, the last before it is of {last}")
            }
        }
    }
}
