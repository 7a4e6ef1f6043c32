//! Totals: floor, headline and ceiling of groups of deals.
//!
//! - `options`: groupings, and the fields of a deal that they need
//! - `piece`: deals cut by place and time
//! - `key`: the groups of a piece
//! - `group`: the sum of each group
//! - `table`: the rows and columns of the table

mod group;
mod key;
mod options;
mod piece;
mod table;

use super::caveats::{Caveat, Caveats};
use super::name_index::NameIndex;
use super::{Context, Conversion, Report, ReportError, Unconverted, explain};
use crate::deal::Deal;
use crate::money::{Currency, Estimate, Factor, Ratio};
use crate::query::{BulkConverter, Collect, Converted, Converter, Match, Matcher, RateId, Selected};
use group::{FactorKey, GrandTotals, Groups};
use key::{Grouper, Key, only_key};
use piece::{Days, Piece, pieces};

pub(crate) use options::{GroupBy, TotalsOptions};

/// Collects totals. Each thread fills one, and [`Self::merge`] joins them.
#[derive(Debug)]
pub(crate) struct Totals<'a> {
    context: Context<'a>,
    options: &'a TotalsOptions,
    grouper: Grouper<'a>,
    converter: Option<BulkConverter<'a>>,
    groups: Groups,
    /// If every deal is in one group, these are made from the groups at the end.
    grand_totals: GrandTotals,
    is_partition: bool,
    caveats: Caveats,
    unconverted: Unconverted,
    /// The conversions to explain, with the positions of their deals.
    explained: Vec<(u64, Deal<'static>, Conversion)>,
    found: u64,
    /// The keys of the current piece; reused for every piece.
    keys: Vec<Key>,
}

/// An amount to add to groups.
#[derive(Debug, Clone, Copy)]
struct Addition {
    /// The position of the deal.
    at: u64,
    /// The currency of the total; `None` if the deal is undisclosed and there is no target currency.
    currency: Option<Currency>,
    /// The amount before conversion; `None` if undisclosed.
    estimate: Option<Estimate>,
    /// The rate to multiply with.
    rate: Option<RateId>,
}

impl<'a> Totals<'a> {
    /// Totals of no deals.
    pub(crate) fn new(context: Context<'a>, options: &'a TotalsOptions, matcher: &'a Matcher<'a>) -> Self {
        let converter = Converter::new(context.rates, context.at);
        Self {
            context,
            options,
            grouper: Grouper { reference: context.reference, matcher, names: NameIndex::default() },
            converter: context.target.map(|target| BulkConverter::new(converter, target)),
            groups: Groups::default(),
            grand_totals: GrandTotals::default(),
            is_partition: options.is_partition(),
            caveats: Caveats::default(),
            unconverted: Unconverted::default(),
            explained: Vec::new(),
            found: 0,
            keys: Vec::new(),
        }
    }

    /// The amount of a deal in the currency in which it counts.
    fn addition(&mut self, selected: &Selected<'_>, at: u64) -> Result<Addition, ReportError> {
        let target = self.context.target;
        let Some(amount) = selected.current.amount else {
            return Ok(Addition { at, currency: target, estimate: None, rate: None });
        };
        let own =
            Addition { at, currency: Some(amount.currency), estimate: Some(amount.estimate()), rate: None };
        let Some(converter) = &mut self.converter else { return Ok(own) };
        let converted = match converter.convert(selected.deal, &selected.current) {
            Some(Ok(converted)) => converted,
            Some(Err(missing)) => {
                self.caveats.note(Caveat::Unconverted);
                self.unconverted.keep(at, selected.deal, &missing);
                return Ok(own);
            }
            None => return Ok(own),
        };
        self.caveats.converted(&converted);
        if self.context.explain
            && let Some(value) = converter.explain(selected.deal, &selected.current)
        {
            let amount = value.amount().map_err(|_| ReportError::overflow(selected.deal))?;
            let conversion = Conversion { amount, value };
            self.explained.push((at, selected.deal.clone().into_owned(), conversion));
        }
        let (amount, rate) = match converted {
            Converted::Own(amount) | Converted::Stated(amount) => (amount, None),
            Converted::AtRate { amount, rate, .. } => (amount, Some(rate)),
        };
        Ok(Addition { at, currency: target, estimate: Some(amount.estimate()), rate })
    }

    /// Adds a piece to its groups in the groupings from `depth` on, after `self.keys`. Returns the largest number of
    /// groups in one grouping.
    fn add_piece(
        &mut self,
        selected: &Selected<'_>,
        piece: &Piece,
        depth: usize,
        addition: &Addition,
    ) -> usize {
        let Some(by) = self.options.by.get(depth) else {
            if depth > 0 {
                self.add_to_group(addition, piece.days);
            }
            return 1;
        };
        let keys = self.grouper.keys(*by, selected, piece, addition.at);
        let mut most = keys.len();
        for key in keys {
            self.keys.push(key);
            most = most.max(self.add_piece(selected, piece, depth + 1, addition));
            self.keys.pop();
        }
        most
    }

    /// Adds to the group of `self.keys`.
    fn add_to_group(&mut self, addition: &Addition, days: Days) {
        let Addition { at, currency, ref estimate, rate } = *addition;
        self.keys.push(currency.map_or(Key::None, Key::Currency));
        self.groups.get(&self.keys).add(at, estimate.as_ref(), FactorKey::new(rate, days));
        self.keys.pop();
    }

    /// The totals as a table.
    ///
    /// # Errors
    /// If a figure has too many digits; the error names the group.
    pub(crate) fn report(mut self) -> Result<Report, ReportError> {
        if self.is_partition {
            for (keys, group) in &self.groups.list {
                let currency = keys.last().and_then(|key| key.currency());
                self.grand_totals.get(currency).merge(group);
            }
        }
        if self.grand_totals.0.is_empty() {
            self.grand_totals.get(self.context.target);
        }
        if let Some(converter) = &self.converter {
            converter.rates().for_each(|rate| self.caveats.rate(&rate));
        }
        self.caveats.note_if(self.found == 0, self.context.empty_caveat());
        self.explained.sort_by_key(|(at, ..)| *at);
        let mut tables = vec![self.table()?];
        if self.context.explain {
            let conversions = self.explained.iter().map(|(_, deal, conversion)| (deal, conversion));
            tables.extend(explain::table(conversions, self.context.target));
        }
        Ok(Report::new(tables, self.unconverted.sorted()))
    }

    /// The factor of a key.
    fn factor(&self, key: FactorKey) -> Factor {
        let rate = key.rate.and_then(|rate| self.converter.as_ref()?.get(rate)).map(|rate| rate.factor());
        match (rate, key.days.ratio()) {
            (Some(rate), Some(days)) => rate.times(&days),
            (Some(rate), None) => rate,
            (None, days) => days.unwrap_or_else(Ratio::one).into(),
        }
    }
}

impl Collect for Totals<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        self.skip(selected.deal, at);
        self.caveats.matched(found);
        if !self.unconverted.accepts(selected.deal, found, at) {
            return Ok(());
        }
        self.found += 1;
        let status = selected.current.status;
        if self.options.commitments_only && !status.counts() {
            self.caveats.left_out(status);
            return Ok(());
        }
        self.caveats.amount(selected.current.amount.map(|amount| &amount.quantity));
        let addition = self.addition(selected, at)?;
        let Addition { currency, estimate, rate, .. } = addition;
        if self.is_partition {
            let date = selected.deal.announced;
            self.keys.clear();
            self.keys.extend(self.options.by.iter().filter_map(|by| only_key(*by, selected, date)));
            self.add_to_group(&addition, Days::ALL);
            return Ok(());
        }
        let pieces = pieces(selected, &self.context, self.options, &mut self.caveats)?;
        let mut most = 1;
        for piece in &pieces {
            let mut part = addition;
            if let (Some(slice), Some(estimate)) = (&piece.slice, &estimate) {
                part.estimate = Some(slice.of(estimate).map_err(|_| ReportError::overflow(selected.deal))?);
            }
            self.keys.clear();
            most = most.max(self.add_piece(selected, piece, 0, &part));
        }
        self.caveats.note_if(most > 1, Caveat::Overlap);
        self.caveats.note_if(pieces.len() > 1, Caveat::Split);
        self.grand_totals.get(currency).add(at, estimate.as_ref(), FactorKey::new(rate, Days::ALL));
        Ok(())
    }

    fn skip(&mut self, deal: &Deal<'_>, at: u64) {
        if self.options.sees_all() {
            // A company without an entry is spelled as in the first deal that names it.
            self.grouper.names.note_parties(deal, at, self.context.reference);
        }
    }

    fn needs_skipped(&self) -> bool {
        self.options.sees_all()
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        if let (Some(own), Some(other)) = (&mut self.converter, other.converter) {
            own.merge(other);
        }
        let ids = self.grouper.names.merge(other.grouper.names);
        for (keys, group) in &other.groups.list {
            let keys: Vec<Key> = keys.iter().map(|key| key.with_ids(&ids)).collect();
            self.groups.get(&keys).merge(group);
        }
        for (currency, group) in &other.grand_totals.0 {
            self.grand_totals.get(*currency).merge(group);
        }
        self.caveats.merge(other.caveats);
        self.unconverted.merge(other.unconverted);
        self.explained.extend(other.explained);
        self.found += other.found;
    }
}
