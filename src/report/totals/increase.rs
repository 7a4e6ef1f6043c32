//! What was allocated or spent of a deal, cut and added by its increases.

use chrono::NaiveDate;
use smallvec::smallvec;

use super::arithmetic::{Few, proportional, rounded};
use super::cut::Cut;
use super::holding::{Held, Holding};
use super::link_effect::Rest;
use super::place::PlaceShare;
use super::time::{Days, TimePart, is_same_period};
use super::{Addition, Piece, Terms, Totals};
use crate::deal::ShareBounds;
use crate::money::{Amount, Currency, Decimal, Estimate, Overflow, Quantity, multiply};
use crate::query::{Converted, DateMatch, RateId, Selected};
use crate::report::caveats::Caveat;
use crate::report::{Conversion, ReportError};

/// What is added from one figure to a later one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Increase {
    pub(super) date: NaiveDate,
    pub(super) estimate: Estimate,
}

/// The increases of a deal, as they are cut.
#[derive(Debug)]
pub(super) struct Increases<'d> {
    pub(super) entries: &'d [(NaiveDate, &'d Amount)],
    /// Whether each increase is converted at the rate of its own day.
    pub(super) has_own_rates: bool,
    /// The announced amount.
    pub(super) announced: Option<Amount>,
    /// What the members of the deal leave of it.
    pub(super) rest: Option<&'d Rest>,
}

impl Increases<'_> {
    /// Returns the increases on the days that `is_selected` accepts. Consecutive ones are merged, unless each is converted
    /// at the rate of its own day.
    pub(super) fn on(&self, is_selected: impl Fn(NaiveDate) -> bool) -> Few<Increase> {
        // The figure before, and the one over which the last increase is.
        let (mut before, mut base) = (Estimate::ZERO, Estimate::ZERO);
        let mut goes_on = false;
        let mut increases: Few<Increase> = Few::new();
        for ((date, _), estimate) in self.entries.iter().zip(self.known()) {
            let is_in = is_selected(*date);
            if is_in && goes_on && !self.has_own_rates {
                increases.pop();
            } else {
                base = before;
            }
            if is_in {
                increases.push(Increase { date: *date, estimate: over(&estimate, &base) });
            }
            (before, goes_on) = (estimate, is_in);
        }
        increases
    }

    /// Returns the figures in the order of their days, with what they say of each other: what has been spent in all never
    /// becomes less, so that "up to 15" before 12 was at most 12, and "up to 9" after 5 is at least 5.
    fn known(&self) -> Few<Estimate> {
        let mut known: Few<Estimate> = self.entries.iter().map(|(_, amount)| amount.estimate()).collect();
        for index in (1..known.len()).rev() {
            let later = known[index];
            let earlier = &mut known[index - 1];
            // A later figure that is less corrects the earlier one.
            earlier.floor = later.ceiling.map_or(earlier.floor, |most| earlier.floor.min(most));
            earlier.headline = earlier.headline.min(later.headline).max(earlier.floor);
            earlier.ceiling = earlier.ceiling.into_iter().chain(later.ceiling).min();
        }
        for index in 1..known.len() {
            let least = known[index - 1].floor;
            let later = &mut known[index];
            later.floor = later.floor.max(least);
            later.headline = later.headline.max(least);
        }
        known
    }

    /// Returns what `held` and `share` cut out of an increase; `None` if nothing is held. `is_all` says whether the increases
    /// are all that there are.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(super) fn cut(
        &self,
        increase: &Estimate,
        held: &Held,
        share: &PlaceShare,
        is_all: bool,
    ) -> Result<Option<Estimate>, Overflow> {
        let mut estimate = *increase;
        if let Some(rest) = self.rest {
            estimate = rounded(&self.without_members(&estimate, rest, is_all)?);
        }
        if let Holding::Nothing = held.holding {
            return Ok(None);
        }
        let bounds = self.bounds(increase);
        if let Holding::Part(part) = held.holding {
            let whole = self.announced.map(|whole| whole.estimate());
            let headline = whole.map_or(Ok(estimate.headline), |whole| {
                proportional(estimate.headline, part.headline, whole.headline)
            })?;
            let most_elsewhere = bounds.and_then(|whole| Some(whole.ceiling? - part.floor));
            let part = Estimate {
                floor: above(estimate.floor, most_elsewhere),
                headline,
                ceiling: least(estimate.ceiling, bounds.and(part.ceiling)),
            };
            estimate = rounded(&in_order(&part));
        }
        let headline = share.of(&estimate)?.headline;
        let share = &share.of_deal;
        if *share == ShareBounds::WHOLE {
            return Ok(Some(estimate));
        }
        let most_elsewhere = bounds.and_then(|whole| multiply(whole.ceiling?, Decimal::ONE - share.low));
        let most_here = bounds.and_then(|whole| multiply(whole.ceiling?, share.high));
        Ok(Some(in_order(&Estimate {
            floor: above(estimate.floor, most_elsewhere),
            headline,
            ceiling: least(estimate.ceiling, most_here),
        })))
    }

    /// Returns the announced amount if what is known of a part of it bounds the same part of an increase: if it is in one
    /// currency, and the deal was not overspent.
    fn bounds(&self, increase: &Estimate) -> Option<Estimate> {
        let (_, latest) = self.entries.last()?;
        let whole = self.announced.filter(|whole| whole.currency == latest.currency)?.estimate();
        whole.ceiling.zip(increase.ceiling).filter(|(whole, part)| part <= whole).map(|_| whole)
    }

    /// What the members of a deal leave of an increase. It is not known when the money of the members was counted in the
    /// deal, so that of some of its increases only the headline is in proportion.
    fn without_members(&self, increase: &Estimate, rest: &Rest, is_all: bool) -> Result<Estimate, Overflow> {
        let (whole, left) = (&rest.whole, &rest.estimate);
        let headline = proportional(increase.headline, left.headline, whole.headline)?;
        if is_all {
            let ceilings = increase.ceiling.zip(left.ceiling).zip(whole.ceiling);
            return Ok(in_order(&Estimate {
                // Of a figure "up to" nothing is certain, of which members could leave a part.
                floor: if whole.floor.is_zero() {
                    Decimal::ZERO
                } else {
                    proportional(increase.floor, left.floor, whole.floor)?
                },
                headline,
                ceiling: ceilings.map(|((own, left), whole)| proportional(own, left, whole)).transpose()?,
            }));
        }
        let latest = self.entries.last().map_or(Decimal::ZERO, |(_, amount)| amount.estimate().headline);
        let most = left.ceiling.map(|left| proportional(left, latest, whole.headline)).transpose()?;
        Ok(in_order(&Estimate { floor: Decimal::ZERO, headline, ceiling: least(increase.ceiling, most) }))
    }
}

/// The same figures with a floor that is not above the headline, and a ceiling that is not below it. Headlines in proportion
/// are a convention that bounds do not know.
fn in_order(estimate: &Estimate) -> Estimate {
    Estimate {
        floor: estimate.floor.min(estimate.headline),
        headline: estimate.headline,
        ceiling: estimate.ceiling.map(|ceiling| ceiling.max(estimate.headline)),
    }
}

/// What a figure adds to an earlier one, of which it is not known where in its bounds it was.
fn over(figure: &Estimate, before: &Estimate) -> Estimate {
    let headline = figure.headline - before.headline;
    let floor = before.ceiling.map_or(Decimal::ZERO, |ceiling| figure.floor - ceiling);
    Estimate {
        // What was spent does not become less, unless the figure was corrected.
        floor: floor.max(headline.min(Decimal::ZERO)),
        headline,
        ceiling: figure.ceiling.map(|ceiling| ceiling - before.floor),
    }
}

/// `floor` without what may be elsewhere; nothing is certain if that is not known.
fn above(floor: Decimal, most_elsewhere: Option<Decimal>) -> Decimal {
    most_elsewhere.map_or(Decimal::ZERO, |elsewhere| (floor - elsewhere).max(Decimal::ZERO))
}

fn least(ceiling: Option<Decimal>, other: Option<Decimal>) -> Option<Decimal> {
    ceiling.map(|ceiling| other.map_or(ceiling, |other| ceiling.min(other)))
}

fn exact(figure: Decimal, currency: Currency) -> Amount {
    Amount { quantity: Quantity::Exact(figure), currency }
}

/// A currency, and the rates to it by their days; `None` for figures that are not converted.
type OwnRates = (Currency, Few<(NaiveDate, Option<RateId>)>);

/// The cut of a deal by what was allocated or spent of it, added to its groups and to the total.
impl Totals<'_> {
    /// Adds the increases of a deal at position `at` to their groups and to the total.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(super) fn add_increases(
        &mut self,
        selected: &Selected<'_>,
        cut: &Cut,
        entries: &[(NaiveDate, &Amount)],
        rest: Option<&Rest>,
        at: u64,
    ) -> Result<(), ReportError> {
        let overflow = |_| ReportError::overflow(selected.deal);
        let Some((_, latest)) = entries.last() else { return Ok(()) };
        self.caveats.amount(Some(&latest.quantity));
        let (currency, rates) = self.rates_of(selected, entries, at)?;
        let increases = Increases {
            entries,
            has_own_rates: rates.iter().any(|(_, rate)| *rate != rates[0].1),
            announced: selected.current.amount.copied(),
            rest,
        };
        let dates = &self.options.dates;
        let terms = |held: &Held, share: &PlaceShare, part: Option<&TimePart>| -> Result<Terms, Overflow> {
            let is_selected = |day: NaiveDate| {
                let is_in = |finest| part.is_none_or(|part| is_same_period(finest, day, part.date.first()));
                dates.contain(day.into()) == DateMatch::Inside && self.cutter.finest_time.is_none_or(is_in)
            };
            let is_all = entries.iter().all(|(day, _)| is_selected(*day));
            let mut terms = Terms::new();
            for Increase { date, estimate } in increases.on(is_selected) {
                let rate = rates.iter().find(|(day, _)| *day == date).and_then(|(_, rate)| *rate);
                terms.extend(increases.cut(&estimate, held, share, is_all)?.map(|cut| (cut, rate)));
            }
            Ok(terms)
        };
        let mut pieces = Vec::new();
        if !self.options.by.is_empty() {
            for place in &cut.places {
                for party in &cut.parties {
                    for time in &cut.times {
                        let amount = terms(&party.held, &place.share, Some(time)).map_err(overflow)?;
                        pieces.push((place, party, time, amount));
                    }
                }
            }
        }
        let total = terms(&cut.total.held, &cut.total.share, None).map_err(overflow)?;
        let addition = Addition {
            at,
            currency: Some(currency),
            terms: smallvec![(latest.estimate(), None)],
            rate_of_parts: None,
            progress_rates: rates.to_vec(),
            bound: Some(latest.quantity.bound()),
            rest: None,
            has_converted_parts: false,
        };
        let mut most = 1;
        for (place, party, time, amount) in &pieces {
            self.keys.clear();
            let piece = Piece { place, party, time, amount };
            most = most.max(self.add_piece(selected, &piece, 0, &addition));
        }
        self.caveats.note_if(most > 1, Caveat::Overlap);
        self.add_to_total(selected, &addition, &total, Days::ALL)
    }

    /// Returns the currency in which the figures of a deal count, and the rate of each. Without a rate for one of them, all
    /// stay in their own currency.
    ///
    /// # Errors
    /// If a converted figure that is explained has too many digits.
    fn rates_of(
        &mut self,
        selected: &Selected<'_>,
        entries: &[(NaiveDate, &Amount)],
        at: u64,
    ) -> Result<OwnRates, ReportError> {
        let own = |(day, _): &(NaiveDate, &Amount)| (*day, None);
        let currency = entries.last().map_or(Currency::EUR, |(_, amount)| amount.currency);
        let unconverted = (currency, entries.iter().map(own).collect());
        let Some(converter) = &mut self.converter else { return Ok(unconverted) };
        let target = converter.target();
        if currency == target {
            self.caveats.converted(&Converted::Own(*entries[0].1));
            return Ok(unconverted);
        }
        let (mut rates, mut explained, mut before) = (Few::new(), Vec::new(), Decimal::ZERO);
        for (day, amount) in entries {
            match converter.convert_at(amount, *day) {
                Ok(converted) => {
                    let headline = amount.estimate().headline;
                    if self.context.explain {
                        let increase = exact(headline - before, currency);
                        explained.extend(converter.explain_at(&increase, *day));
                    }
                    before = headline;
                    if let Converted::AtRate { rate, .. } = converted {
                        rates.push((*day, Some(rate)));
                    }
                    if rates.len() == entries.len() {
                        self.caveats.converted(&converted);
                    }
                }
                Err(missing) => {
                    self.caveats.note(Caveat::Unconverted);
                    self.unconverted.keep(at, selected.deal, &missing);
                    return Ok(unconverted);
                }
            }
        }
        for value in explained {
            let amount = value.amount().map_err(|_| ReportError::overflow(selected.deal))?;
            let conversion = Conversion { amount, value };
            self.explained.push((at, selected.deal.clone().into_owned(), conversion));
        }
        Ok((target, rates))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_spent_earlier_is_no_more_than_what_was_spent_later() {
        let amount = |text: &str| text.parse::<Amount>().unwrap();
        let day = |year| NaiveDate::from_ymd_opt(year, 5, 1).unwrap();
        let on = |earlier: &str, later: &str, year: i32| {
            let (earlier, later) = (amount(earlier), amount(later));
            let entries = [(day(2023), &earlier), (day(2024), &later)];
            let increases =
                Increases { entries: &entries, has_own_rates: false, announced: None, rest: None };
            let found = increases.on(|date| date == day(year));
            let Estimate { floor, headline, ceiling } = found[0].estimate;
            (floor.to_string(), headline.normalize().to_string(), ceiling.map(|ceiling| ceiling.to_string()))
        };
        let expected = |floor: &str, headline: &str, ceiling: &str| {
            (floor.to_owned(), headline.to_owned(), Some(ceiling.to_owned()))
        };
        assert_eq!(on("up to EUR 15", "EUR 12", 2023), expected("0", "12", "12"));
        assert_eq!(on("up to EUR 15", "EUR 12", 2024), expected("0", "0", "12"));
        assert_eq!(on("at least EUR 5", "EUR 12", 2023), expected("5", "5", "12"));
        // What was spent stays spent.
        assert_eq!(on("EUR 5", "up to EUR 9", 2023), expected("5", "5", "5"));
        assert_eq!(on("EUR 5", "up to EUR 9", 2024), expected("0", "4", "4"));
        assert_eq!(on("EUR 5", "EUR 4–8", 2024), expected("0", "1", "3"));
        // The later figure corrects the earlier one.
        assert_eq!(on("EUR 15", "EUR 12", 2023), expected("12", "12", "12"));
        assert_eq!(on("EUR 10", "EUR 12", 2024), expected("2", "2", "2"));
    }
}
