//! What was allocated or spent of a deal, cut and added by its increases.

use chrono::NaiveDate;
use smallvec::smallvec;

use super::arithmetic::{Few, proportional, times};
use super::cut::Cut;
use super::group::FactorKey;
use super::holding::{Held, Holding};
use super::link_effect::Rest;
use super::place::PlaceShare;
use super::progress::{Increase, ProgressFigures};
use super::time::{Days, TimePart, is_same_period};
use super::{Addition, Piece, Terms, Totals};
use crate::deal::ShareBounds;
use crate::money::{Amount, Currency, Decimal, Estimate, Overflow, Quantity, Ratio, multiply};
use crate::query::{Converted, DateMatch, RateId, Selected};
use crate::report::caveats::Caveat;
use crate::report::{Conversion, ReportError};

/// The increases of a deal, as they are cut.
#[derive(Debug)]
pub(super) struct Increases<'d> {
    pub(super) progress: ProgressFigures<'d>,
    /// The announced amount.
    pub(super) announced: Option<Amount>,
    /// What the members of the deal leave of it.
    pub(super) rest: Option<&'d Rest>,
}

impl Increases<'_> {
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
            estimate = shortened(&self.without_members(&estimate, rest, is_all)?);
        }
        if let Holding::Nothing = held.holding {
            return Ok(None);
        }
        let bounds = self.bounds();
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
            estimate = shortened(&in_order(&part));
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
    /// currency, and the deal was not overspent in all.
    fn bounds(&self) -> Option<Estimate> {
        let (_, latest) = self.progress.entries.last()?;
        let whole = self.announced.filter(|whole| whole.currency == latest.currency)?.estimate();
        let all = self.progress.known().last()?.ceiling;
        whole.ceiling.zip(all).filter(|(whole, all)| all <= whole).map(|_| whole)
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
        let latest =
            self.progress.entries.last().map_or(Decimal::ZERO, |(_, amount)| amount.estimate().headline);
        let most = left.ceiling.map(|left| proportional(left, latest, whole.headline)).transpose()?;
        Ok(in_order(&Estimate { floor: Decimal::ZERO, headline, ceiling: least(increase.ceiling, most) }))
    }
}

/// `estimate` with as many decimals as leave room for larger figures: they are added up exactly, with 28 digits.
fn shortened(estimate: &Estimate) -> Estimate {
    let round = |figure: Decimal| figure.round_dp(decimals(figure)).normalize();
    Estimate {
        floor: round(estimate.floor),
        headline: round(estimate.headline),
        ceiling: estimate.ceiling.map(round),
    }
}

/// The decimals of a figure that is in proportion: 14, and fewer from a billion on.
fn decimals(figure: Decimal) -> u32 {
    const MOST: u32 = 14;
    let whole = figure.trunc().mantissa().unsigned_abs().checked_ilog10().unwrap_or(0);
    MOST - whole.saturating_sub(9).min(4)
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
        // As links compare them: a pegged currency has one rate on all days.
        let factor = |rate| Ratio::from(self.factor(FactorKey { rate, days: Days::ALL }));
        let has_own_rates = rates.iter().any(|(_, rate)| factor(*rate) != factor(rates[0].1));
        let increases = Increases {
            progress: ProgressFigures { entries, has_own_rates },
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
            let cut = |found: Few<Increase>, is_all: bool| -> Result<Terms, Overflow> {
                let rate = |date| rates.iter().find(|(day, _)| *day == date).and_then(|(_, rate)| *rate);
                let cut = |it: &Increase| increases.cut(&it.estimate, held, share, is_all);
                let terms = found.iter().map(|it| Ok(cut(it)?.map(|cut| (cut, rate(it.date)))));
                terms.filter_map(Result::transpose).collect()
            };
            let terms = cut(increases.progress.increases(is_selected), is_all)?;
            if is_all || rest.is_none() {
                return Ok(terms);
            }
            self.within(terms, &cut(increases.progress.increases(|_| true), true)?)
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

    /// Lowers the ceilings of the terms of some increases, so that they are together no more than those of `all`.
    ///
    /// # Errors
    /// If a figure has too many digits.
    fn within(&self, mut terms: Terms, all: &Terms) -> Result<Terms, Overflow> {
        let factor = |rate| Ratio::from(self.factor(FactorKey { rate, days: Days::ALL }));
        // How much more than their headlines the terms may be.
        let mut room = Decimal::ZERO;
        for (term, rate) in all {
            let Some(ceiling) = times(term, &factor(*rate))?.ceiling else { return Ok(terms) };
            room = room.checked_add(ceiling).ok_or(Overflow)?;
        }
        for (term, rate) in &terms {
            let headline = times(term, &factor(*rate))?.headline;
            room = room.checked_sub(headline).ok_or(Overflow)?;
        }
        room = room.max(Decimal::ZERO);
        for (term, rate) in &mut terms {
            let factor = factor(*rate);
            let converted = times(term, &factor)?;
            let above = converted.ceiling.and_then(|ceiling| ceiling.checked_sub(converted.headline));
            if let Some(above) = above.filter(|above| *above <= room) {
                room = room.checked_sub(above).ok_or(Overflow)?;
            } else {
                let own = factor.inverse().and_then(|inverse| inverse.apply(room)).ok_or(Overflow)?;
                let most = term.headline.checked_add(own).ok_or(Overflow)?;
                // Not above all of them: rounded down.
                let most = most.trunc_with_scale(decimals(most)).normalize();
                term.ceiling = Some(most.max(term.headline));
                room = Decimal::ZERO;
            }
        }
        Ok(terms)
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
