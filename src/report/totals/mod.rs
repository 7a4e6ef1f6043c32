//! Totals: floor, headline and ceiling of groups of deals.
//!
//! - `options`: groupings, and the fields of a deal that they need
//! - `place`, `holding`, `time`: the parts of a deal by place, by company and by time
//! - `measure`: what is added up; `progress`, `increase`: what was allocated or spent of a deal, in place of its amount
//! - `piece`: the amount of a part in all three; `arithmetic`: sums and shares of amounts
//! - `cut`: a deal, cut by the groupings and by the filter
//! - `count`: what a deal adds, once for all totals of a selection
//! - `limit`: the largest number of groups of one deal
//! - `link_effect`: how links change what a deal adds; `remaining`: what members leave of its places and parts
//! - `key`: the groups of a deal
//! - `citation`: the deals of each figure, with their sources
//! - `sensitivity`: what the headline rests on
//! - `group`: the sum of each group
//! - `table`, `row`: the table and its rows; `group_rows`: the rows of groups in order
//! - `standing`: where each deal stands, for tables from which engines make totals
//! - `sort`: the order of rows by columns
//! - `over_time`: the periods of a chart, with those in which nothing was announced, and running totals
//! - `bars`: totals as a chart

mod arithmetic;
mod bars;
mod citation;
mod count;
mod cut;
mod group;
mod group_rows;
mod holding;
mod increase;
mod key;
mod limit;
mod link_effect;
mod measure;
mod options;
mod over_time;
mod piece;
mod place;
mod progress;
mod remaining;
mod row;
mod sensitivity;
mod sort;
#[cfg(feature = "parquet")]
mod standing;
mod table;
mod time;

use chrono::NaiveDate;
use smallvec::smallvec;

use super::caveats::{Caveat, Caveats};
use super::{Context, Conversion, Report, ReportError, Unconverted, explain};
use crate::deal::Deal;
use crate::money::{Bound, Currency, Estimate, Factor, Overflow, Ratio};
use crate::query::{BulkConverter, Collect, Converter, Match, Matcher, RateId, Selected};
use arithmetic::Few;
use citation::CitedDeals;
use count::rated;
use cut::{Cut, Cutter, PartyPart, Slot};
use group::{FactorKey, GrandTotals, Groups};
use holding::{Held, Holding};
use key::{Grouper, Key};
use place::{PlacePart, PlaceShare};
use sensitivity::Sensitivity;
use table::Kept;
use time::{Days, TimePart};

pub(crate) use bars::Bars;
pub(in crate::report) use count::Counted;
pub(crate) use link_effect::{LinkEffect, LinkEffects};
pub(crate) use measure::Measure;
pub(crate) use options::{Arrangement, Detail, GroupBy, TotalsColumn, TotalsOptions, TotalsOrder};
#[cfg(feature = "parquet")]
pub(crate) use standing::Standings;
#[cfg(feature = "parquet")]
pub(in crate::report) use standing::{CompanyHolding, Standing, replacement};

/// Collects totals. Each thread fills one, and [`Self::merge`] joins them.
#[derive(Debug)]
pub(crate) struct Totals<'a> {
    context: Context<'a>,
    options: &'a TotalsOptions,
    grouper: Grouper<'a>,
    cutter: Cutter<'a>,
    effects: &'a LinkEffects,
    converter: Option<BulkConverter<'a>>,
    groups: Groups,
    /// If every deal is in one group, these are made from the groups at the end.
    grand_totals: GrandTotals,
    method: Method,
    caveats: Caveats,
    unconverted: Unconverted,
    /// The conversions to explain, with the positions of their deals.
    explained: Vec<(u64, Deal<'static>, Conversion)>,
    /// The deals that are cited, by their positions.
    cited: CitedDeals,
    /// What the headline rests on, if that is asked for.
    sensitivity: Option<Sensitivity>,
    found: u64,
    /// Whether other totals count the deals, and note what holds for both.
    shares_rates: bool,
    /// The keys of the current piece; reused for every piece.
    keys: Vec<Key>,
}

/// How deals are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    /// Each in full, to the total only.
    Total,
    /// Each in full, to its only group.
    Partition,
    /// Each in parts, to groups and to the total.
    Parts,
}

/// The terms of a sum, each with the rate to multiply it with: an amount, and what is subtracted from it.
type Terms = Few<(Estimate, Option<RateId>)>;

/// An amount to add to groups.
#[derive(Debug, Clone)]
struct Addition {
    /// The position of the deal.
    at: u64,
    /// The currency of the total; `None` if the deal is undisclosed and there is no target currency.
    currency: Option<Currency>,
    /// The amount; no terms if it is undisclosed.
    terms: Terms,
    /// The bound of the figure that is added up; `None` if it is undisclosed.
    bound: Option<Bound>,
    /// The rate to multiply a part of the announced amount with.
    rate_of_parts: Option<RateId>,
    /// The rate of each progress figure, with its day; empty if the announced amount is added up.
    progress_rates: Vec<(NaiveDate, Option<RateId>)>,
    /// If the members of the deal cover some of it: what they leave.
    rest: Option<Estimate>,
    /// Whether what they leave of its parts is in the currency of the total already.
    has_converted_parts: bool,
}

/// A part of a deal in all respects, before it is added.
#[derive(Debug, Clone, Copy)]
struct Piece<'c> {
    place: &'c PlacePart,
    party: &'c PartyPart,
    time: &'c TimePart,
    /// The amount; no terms if it is undisclosed, or nothing.
    amount: &'c Terms,
}

impl<'a> Totals<'a> {
    /// Totals of no deals.
    pub(crate) fn new(
        context: Context<'a>,
        options: &'a TotalsOptions,
        matcher: &'a Matcher<'a>,
        effects: &'a LinkEffects,
    ) -> Self {
        let converter = Converter::new(context.rates, context.at);
        let cutter = Cutter::new(options, matcher);
        Self {
            context,
            options,
            grouper: Grouper::new(&context, matcher, options),
            converter: context.target.map(|target| BulkConverter::new(converter, target)),
            groups: Groups::default(),
            grand_totals: GrandTotals::default(),
            method: match (options.by.is_empty(), options.is_partition()) {
                _ if cutter.cuts_totals || options.measure != Measure::Announced => Method::Parts,
                (true, _) => Method::Total,
                (false, true) => Method::Partition,
                (false, false) => Method::Parts,
            },
            cutter,
            effects,
            caveats: Caveats::default(),
            unconverted: Unconverted::default(),
            explained: Vec::new(),
            cited: CitedDeals::default(),
            sensitivity: options.shows_sensitivity().then(Sensitivity::default),
            found: 0,
            shares_rates: false,
            keys: Vec::new(),
        }
    }

    /// Adds the parts of a deal to their groups and to the total.
    fn add_parts(
        &mut self,
        selected: &Selected<'_>,
        cut: &Cut,
        addition: &Addition,
    ) -> Result<(), ReportError> {
        let overflow = |_| ReportError::overflow(selected.deal);
        let rate = addition.rate_of_parts.filter(|_| !addition.has_converted_parts);
        let key = FactorKey { rate, days: Days::ALL };
        let factor_of_parts = addition.rest.map(|_| Ratio::from(self.factor(key)));
        let amount = |held: &Held, share: &PlaceShare| -> Result<Terms, Overflow> {
            let one = |whole: &Estimate, holding: &Holding, rate| {
                let amount = piece::amount(whole, holding, &share.of_deal)?;
                Ok(amount.map(|amount| (amount, rate)))
            };
            let term =
                match (held.holding, addition.rest.zip(factor_of_parts.as_ref()), selected.current.amount) {
                    (Holding::Part(part), Some((rest, factor)), _) => {
                        let rest = arithmetic::rounded(&rest);
                        let part = arithmetic::rounded(&arithmetic::times(&part, factor)?);
                        Some((piece::rest_at(&rest, &holding::at_most(&part, &rest), share)?, None))
                    }
                    (Holding::Part(_), None, Some(announced)) => {
                        one(&announced.estimate(), &held.holding, addition.rate_of_parts)?
                    }
                    (Holding::Part(_), None, None) => None,
                    (Holding::Whole, Some((rest, _)), _) if share.of_rest.is_some() && !share.is_whole() => {
                        Some((share.of(&rest)?, None))
                    }
                    (Holding::Whole, Some(_), _) if share.of_rest.is_some() => {
                        return Ok(addition.terms.clone());
                    }
                    (Holding::Whole | Holding::Nothing, ..) => {
                        let terms = addition.terms.iter().map(|(term, rate)| one(term, &held.holding, *rate));
                        return terms.filter_map(Result::transpose).collect();
                    }
                };
            Ok(term.into_iter().collect())
        };
        let mut most = 1;
        self.check_groups(selected, cut, addition.at)?;
        if !self.options.by.is_empty() {
            for place in &cut.places {
                for party in &cut.parties {
                    let amount = amount(&party.held, &place.share).map_err(overflow)?;
                    for time in &cut.times {
                        self.keys.clear();
                        let piece = Piece { place, party, time, amount: &amount };
                        most = most.max(self.add_piece(selected, &piece, 0, addition));
                    }
                }
            }
        }
        self.caveats.note_if(most > 1, Caveat::Overlap);
        let total = amount(&cut.total.held, &cut.total.share).map_err(overflow)?;
        self.add_to_total(selected, addition, &total, cut.total.days)
    }

    /// Adds an amount to the total.
    fn add_to_total(
        &mut self,
        selected: &Selected<'_>,
        addition: &Addition,
        amount: &Terms,
        days: Days,
    ) -> Result<(), ReportError> {
        let cites = self.options.cites() && self.options.by.is_empty();
        let group = self.grand_totals.get(addition.currency);
        group.count(addition.at, addition.terms.is_empty());
        group.add_all(amount, days);
        if cites {
            group.cite(addition.at, amount, days);
        }
        if self.sensitivity.is_some() {
            self.note_sensitivity(selected, addition, amount, days)?;
        }
        Ok(())
    }

    /// Adds a piece to its groups in the groupings from `depth` on, after `self.keys`. Returns the largest number of
    /// groups that a property of the deal has.
    fn add_piece(
        &mut self,
        selected: &Selected<'_>,
        piece: &Piece<'_>,
        depth: usize,
        addition: &Addition,
    ) -> usize {
        let Some((by, slot)) = self.options.by.get(depth).zip(self.cutter.slots.get(depth)) else {
            self.add_to_group(addition, piece.amount, piece.time.days);
            return 1;
        };
        let keys = match *slot {
            Slot::Place(index) => smallvec![piece.place.keys[index]],
            Slot::Party(index) => smallvec![piece.party.keys[index]],
            Slot::Time => smallvec![key::time(*by, piece.time.date)],
            Slot::Deal => self.grouper.keys(depth, *by, selected, addition.at),
        };
        let mut most = keys.len();
        for key in keys {
            self.keys.push(key);
            most = most.max(self.add_piece(selected, piece, depth + 1, addition));
            self.keys.pop();
        }
        most
    }

    /// Adds an amount to the group of `self.keys`.
    fn add_to_group(&mut self, addition: &Addition, amount: &Terms, days: Days) {
        self.keys.push(addition.currency.map_or(Key::None, Key::Currency));
        let group = self.groups.get(&self.keys);
        group.count(addition.at, addition.terms.is_empty());
        group.add_all(amount, days);
        if self.options.cites() {
            group.cite(addition.at, amount, days);
        }
        self.keys.pop();
    }

    /// The totals as a table.
    ///
    /// # Errors
    /// If a figure has too many digits; the error names the group.
    pub(crate) fn report(self) -> Result<Report, ReportError> {
        self.report_of(Kept::All)
    }

    /// The same, with some of the groups in the table.
    fn report_of(mut self, kept: Kept<'_>) -> Result<Report, ReportError> {
        if self.method == Method::Partition {
            for (keys, group) in self.groups.iter() {
                let currency = keys.last().and_then(|key| key.currency());
                self.grand_totals.get(currency).merge(group);
            }
        }
        if self.grand_totals.0.is_empty() {
            self.grand_totals.get(self.context.target);
        }
        if self.options.arrangement != Arrangement::Rows {
            let Context { target, audience, .. } = self.context;
            self.groups = over_time::arranged(self.groups, self.options, target, audience.is_people());
        }
        if !self.shares_rates {
            self.note_selection();
        }
        self.explained.sort_by_key(|(at, ..)| *at);
        let mut tables = self.tables(kept)?;
        if self.context.explain {
            let conversions = self.explained.iter().map(|(_, deal, conversion)| (deal, conversion));
            tables.extend(explain::table(conversions, &self.context));
        }
        Ok(Report::new(tables, self.unconverted.sorted()))
    }

    /// Notes what holds for all deals: their rates, and how they were selected.
    fn note_selection(&mut self) {
        if let Some(converter) = &self.converter {
            converter.rates().for_each(|rate| self.caveats.rate(&rate));
        }
        self.caveats.latest(self.context.latest_days());
        self.caveats.note_if(self.options.whole, Caveat::Whole);
        self.caveats.note_if(self.options.measure != Measure::Announced, Caveat::Measured);
        let is_empty = self.found == 0 && !self.caveats.has(Caveat::NoFigure);
        self.caveats.note_if(is_empty, self.context.empty_caveat());
    }

    /// The factor of a key.
    fn factor(&self, key: FactorKey) -> Factor {
        let rate = key.rate.and_then(|rate| self.converter.as_ref()?.factor(rate));
        match (rate, key.days.ratio()) {
            (Some(rate), Some(days)) => rate.times(&days),
            (Some(rate), None) => rate,
            (None, days) => days.unwrap_or_else(Ratio::one).into(),
        }
    }
}

/// The number of groups at which a thread hands over what it has: there may be a million, which are then kept once and not by
/// each thread.
const HANDED_OVER: usize = if cfg!(test) { 4 } else { 1 << 15 };

impl Collect for Totals<'_> {
    /// What the thread had, if that were many groups.
    type Part = Option<Box<Self>>;
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        self.count(selected, found, at).map(drop)
    }

    fn skip(&mut self, deal: &Deal<'_>, at: u64) {
        self.grouper.note_parties(deal, at);
    }

    fn needs_skipped(&self) -> bool {
        self.options.sees_all()
    }

    fn needs_links(&self) -> bool {
        !self.options.whole
    }

    fn take_part(&mut self) -> Self::Part {
        let next = || Self::new(self.context, self.options, self.grouper.matcher, self.effects);
        (self.groups.len() >= HANDED_OVER).then(next).map(|next| Box::new(std::mem::replace(self, next)))
    }

    fn merge(&mut self, other: Self) {
        if let (Some(own), Some(other)) = (&mut self.converter, other.converter) {
            own.merge(&other);
        }
        let ids = self.grouper.merge(other.grouper);
        self.groups.merge(other.groups, &ids);
        for (currency, group) in &other.grand_totals.0 {
            self.grand_totals.get(*currency).merge(group);
        }
        self.caveats.merge(other.caveats);
        self.unconverted.merge(other.unconverted);
        self.explained.extend(other.explained);
        self.cited.extend(other.cited);
        if let (Some(own), Some(other)) = (&mut self.sensitivity, other.sensitivity) {
            own.merge(other);
        }
        self.found += other.found;
    }
}
