//! How amounts were converted, in words.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::date::PartialDate;
use crate::money::Currency;
use crate::query::{Basis, Converted, Rate, RateBasis, Value};
use crate::text::{count_of, format_count};

/// How amounts were converted.
#[derive(Debug, Clone, Default)]
pub(super) struct Conversions {
    own: usize,
    stated: usize,
    converted: usize,
    /// Conversions at the mean of a period, which are among `converted`.
    means: usize,
    /// The fewest and the most quotes that a mean was taken of.
    mean_of: Option<(usize, usize)>,
    sources: BTreeSet<String>,
    date: CommonDate,
    /// The date of the oldest rate that differs from day to day.
    oldest: Option<NaiveDate>,
}

/// The date of all rates used, if it is the same.
#[derive(Debug, Clone, Copy, Default)]
enum CommonDate {
    #[default]
    None,
    One(PartialDate),
    Several,
}

impl CommonDate {
    fn merge(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, date) | (date, Self::None) => date,
            (Self::One(date), Self::One(other)) if date == other => self,
            _ => Self::Several,
        }
    }
}

/// A count with its digits grouped, as in tables.
pub(super) fn number(things: usize) -> String {
    format_count(things as u64)
}

impl Conversions {
    /// Counts an amount in the target currency.
    pub(super) fn add_value(&mut self, value: &Value) {
        match &value.basis {
            Basis::Own => self.own += 1,
            Basis::Stated { .. } => self.stated += 1,
            Basis::Rate(path) => {
                let rate = Rate::Path(path.clone());
                self.converted += 1;
                self.means += usize::from(rate.is_mean());
                self.add_rate(&rate);
            }
        }
    }

    /// The same in a bulk conversion, which reports its rates at its end by [`Self::add_rate`].
    pub(super) fn add(&mut self, converted: &Converted) {
        match converted {
            Converted::Own(_) => self.own += 1,
            Converted::Stated { .. } => self.stated += 1,
            Converted::AtRate { is_mean, .. } => {
                self.converted += 1;
                self.means += usize::from(*is_mean);
            }
        }
    }

    /// Notes the date and the sources of a rate.
    pub(super) fn add_rate(&mut self, rate: &Rate) {
        for source in rate.sources() {
            // A peg's source is "publisher: rule"; the publisher is enough here.
            let name = source.split_once(": ").map_or(source, |(publisher, _)| publisher);
            if !self.sources.contains(name) {
                self.sources.insert(name.to_owned());
            }
        }
        self.date = self.date.merge(CommonDate::One(rate.date()));
        if !rate.is_fixed() {
            self.note_age(rate.date().last());
        }
        if let Some(mean) = rate.mean_of() {
            self.add_mean(mean.count);
        }
    }

    /// Adds the counts of another thread.
    pub(super) fn merge(&mut self, other: Self) {
        self.own += other.own;
        self.stated += other.stated;
        self.converted += other.converted;
        self.means += other.means;
        for count in other.mean_of.into_iter().flat_map(|(fewest, most)| [fewest, most]) {
            self.add_mean(count);
        }
        self.sources.extend(other.sources);
        self.date = self.date.merge(other.date);
        other.oldest.into_iter().for_each(|day| self.note_age(day));
    }

    fn note_age(&mut self, day: NaiveDate) {
        self.oldest = Some(self.oldest.map_or(day, |oldest| oldest.min(day)));
    }

    /// Returns the date of the oldest rate that was used and that differs from day to day; `None` if there is none.
    pub(super) fn oldest(&self) -> Option<NaiveDate> {
        self.oldest
    }

    /// How amounts became `currency`; `None` if nothing was converted. `is_measured` says whether they are figures with days of
    /// their own.
    pub(super) fn text(&self, (currency, at): (Currency, RateBasis), is_measured: bool) -> Option<String> {
        let mut parts = Vec::new();
        if self.stated > 0 {
            parts.push(format!("{} as stated by the source", number(self.stated)));
        }
        if self.converted > 0 {
            let when = match at {
                RateBasis::Stated | RateBasis::Announced if is_measured => {
                    "with each increase at the rate of its day".to_owned()
                }
                RateBasis::Stated | RateBasis::Announced => "at the rate of the announcement".to_owned(),
                RateBasis::Latest => "at the latest rate".to_owned(),
                RateBasis::On(date) => format!("at the rate of {date}"),
            };
            let means = match self.means {
                0 => String::new(),
                means if means == self.converted => format!(", a mean{}", self.rates_of_means()),
                means => format!(", {} of them at a mean{}", number(means), self.rates_of_means()),
            };
            parts.push(format!("{} converted {when}{means} ({})", number(self.converted), self.origin()));
        }
        if self.own > 0 {
            parts.push(format!("{} in {currency} already", number(self.own)));
        }
        (self.stated + self.converted > 0).then(|| format!("in {currency}: {}", parts.join(", ")))
    }

    /// Takes note of a mean of `count` quotes.
    fn add_mean(&mut self, count: usize) {
        let (fewest, most) = self.mean_of.unwrap_or((count, count));
        self.mean_of = Some((fewest.min(count), most.max(count)));
    }

    /// Of how many rates the means were taken: " of 22 rates".
    fn rates_of_means(&self) -> String {
        match self.mean_of {
            None => String::new(),
            Some((fewest, most)) if fewest == most => format!(" of {}", count_of(most, "rate", "rates")),
            Some((fewest, most)) => format!(" of {} to {} rates", number(fewest), number(most)),
        }
    }

    /// The first sources of the rates, and their date if they share one.
    fn origin(&self) -> String {
        let mut parts: Vec<String> = self.sources.iter().take(3).cloned().collect();
        if self.sources.len() > 3 {
            parts.push(format!("and {} more", self.sources.len() - 3));
        }
        if let CommonDate::One(date) = self.date {
            parts.push(date.to_string());
        }
        parts.join(", ")
    }
}
