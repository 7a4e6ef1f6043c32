//! Totals: floor, headline and ceiling of groups of deals.

mod group;
mod table;

use crate::hash::HashMap;

use super::caveats::Caveats;
use super::explain;
use super::name_index::Names;
use super::table::Document;
use super::{Context, Report, ReportError, Unconverted};
use crate::dataset::Projection;
use crate::deal::{Deal, FieldSet};
use crate::invalid::{Problem, keyword_enum};
use crate::money::{Currency, DenseKey, Estimate, Factor, Ratio, Sum};
use crate::query::{BulkConverter, Converted, Converter, Match, Matcher, RateBasis, RateId, Selected, Value};
use group::{Days, Key, Piece};

keyword_enum! {
    /// What totals are grouped by.
    pub enum GroupBy is "grouping" {
        /// The five regions of UN M49.
        Region = "region",
        /// Countries.
        Country = "country",
        /// Parties.
        Company = "company",
        /// Kinds.
        Kind = "kind",
        /// Statuses.
        Status = "status",
        /// Currencies as announced.
        Currency = "currency",
        /// Years of announcement, or of spending with `--spread`.
        Year = "year",
        /// Quarters.
        Quarter = "quarter",
        /// Months.
        Month = "month",
        /// Tags.
        Tag = "tag",
        /// Sources cited.
        Source = "source",
    }
}

impl GroupBy {
    fn is_place(self) -> bool {
        matches!(self, Self::Region | Self::Country)
    }

    fn is_time(self) -> bool {
        matches!(self, Self::Year | Self::Quarter | Self::Month)
    }

    /// Whether a deal that is not spread over time is in exactly one of its groups.
    fn is_partition(self) -> bool {
        self.is_time() || matches!(self, Self::Kind | Self::Status | Self::Currency)
    }
}

/// How totals are made.
#[derive(Debug, Clone, Default)]
pub struct TotalsOptions {
    /// The groupings, crossed with each other; one total where there are none.
    pub by: Vec<GroupBy>,
    /// Whether amounts are laid evenly over the days of their periods before they are grouped by time.
    pub spread: bool,
    /// Whether only deals that count as commitments are added: not those rumoured or cancelled.
    pub commitments_only: bool,
}

impl TotalsOptions {
    /// Holds the options against each other.
    ///
    /// # Errors
    /// When amounts are to be spread over time and not grouped by it.
    pub fn check(&self) -> Result<(), Problem> {
        if self.spread && !self.by.iter().any(|by| by.is_time()) {
            return Err(Problem::new("--spread lays amounts over time, and nothing is grouped by time")
                .hint("add --by year, --by quarter or --by month"));
        }
        Ok(())
    }
}

/// What the sum of a piece is multiplied by: a rate, and the part of a period that it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct FactorKey {
    rate: Option<RateId>,
    days: Days,
}

impl DenseKey for FactorKey {
    fn dense_index(self) -> Option<u32> {
        match self.rate {
            Some(RateId::Cell(cell)) if self.days == Days::ALL => Some(cell),
            _ => None,
        }
    }

    fn from_dense_index(index: u32) -> Self {
        Self { rate: Some(RateId::Cell(index)), days: Days::ALL }
    }
}

/// The deals of a row.
#[derive(Debug, Clone, Default)]
struct Group {
    deals: usize,
    undisclosed: usize,
    sum: Sum<FactorKey>,
    last_deal: Option<u64>,
}

impl Group {
    /// Adds a piece of a deal, which is counted once however many of its pieces are in the group.
    fn add(&mut self, at: u64, extent: Option<&Estimate>, factor: Option<FactorKey>) {
        if self.last_deal != Some(at) {
            self.last_deal = Some(at);
            self.deals += 1;
            self.undisclosed += usize::from(extent.is_none());
        }
        if let Some(extent) = extent {
            self.sum.add(extent, factor);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.deals += other.deals;
        self.undisclosed += other.undisclosed;
        self.sum.merge(&other.sum);
    }
}

/// Rows by the groups that they are in and, at the end, the currency that they are counted in, which is open while only
/// undisclosed deals are in it.
#[derive(Debug, Default)]
struct Groups {
    /// Where each group is in the list, by the numbers of its keys.
    indices: HashMap<Box<[u64]>, usize>,
    list: Vec<(Box<[Key]>, Group)>,
    numbers: Vec<u64>,
}

impl Groups {
    fn of(&mut self, keys: &[Key]) -> &mut Group {
        self.numbers.clear();
        self.numbers.extend(keys.iter().map(|key| key.number()));
        let index = self.indices.get(self.numbers.as_slice()).copied().unwrap_or_else(|| {
            self.indices.insert(self.numbers.as_slice().into(), self.list.len());
            self.list.push((keys.into(), Group::default()));
            self.list.len() - 1
        });
        &mut self.list[index].1
    }
}

/// Totals in the making: deals are added one by one, and what several threads made is put together.
#[derive(Debug)]
pub struct Totals<'a> {
    context: Context<'a>,
    options: &'a TotalsOptions,
    matcher: &'a Matcher<'a>,
    exchange: Option<BulkConverter<'a>>,
    groups: Groups,
    /// All deals, by currency; there are few. Where each deal is in one group it is made of the groups, in the end.
    whole: Vec<(Option<Currency>, Group)>,
    is_partition: bool,
    names: Names,
    caveats: Caveats,
    notes: group::Notes,
    unconverted: Unconverted,
    /// Each deal with its value, where conversions are laid open.
    explained: Vec<(u64, Deal<'static>, Value)>,
    found: u64,
    keys: Vec<Key>,
}

impl TotalsOptions {
    /// What totals need to know of a dataset.
    pub fn scope(&self, target: Option<Currency>, at: RateBasis, explain: bool) -> Projection {
        let mut fields = FieldSet::CURRENT_STATE
            | FieldSet::ANNOUNCED.when(target.is_some())
            | FieldSet::EQUIVALENTS.when(target.is_some() && at == RateBasis::Stated)
            | FieldSet::CITATIONS.when(explain)
            | (FieldSet::PERIOD | FieldSet::ANNOUNCED).when(self.spread);
        for by in &self.by {
            fields = fields
                | match by {
                    GroupBy::Region | GroupBy::Country => FieldSet::PLACES | FieldSet::PARTIES,
                    GroupBy::Company => FieldSet::PARTIES | FieldSet::PARTS,
                    GroupBy::Kind => FieldSet::KIND,
                    GroupBy::Year | GroupBy::Quarter | GroupBy::Month => FieldSet::ANNOUNCED,
                    GroupBy::Tag => FieldSet::TAGS,
                    GroupBy::Source => FieldSet::CITATIONS,
                    GroupBy::Status | GroupBy::Currency => FieldSet::ID,
                };
        }
        let companies = self.by.iter().any(|by| by.is_place() || *by == GroupBy::Company);
        Projection { fields, companies, sources: false, rates: target.is_some() }
    }

    /// Whether every deal is in exactly one group, whole.
    fn is_partition(&self) -> bool {
        !self.spread && !self.by.is_empty() && self.by.iter().all(|by| by.is_partition())
    }

    /// Whether every deal must be seen, even those that are not asked for: they say how companies are written.
    pub fn sees_all(&self) -> bool {
        self.by.contains(&GroupBy::Company)
    }
}

impl<'a> Totals<'a> {
    /// Totals of no deals yet.
    pub fn new(context: Context<'a>, options: &'a TotalsOptions, matcher: &'a Matcher<'a>) -> Self {
        let exchange = context
            .target
            .map(|target| BulkConverter::new(Converter::new(context.rates, context.at), target));
        Self {
            context,
            options,
            matcher,
            exchange,
            groups: Groups::default(),
            whole: Vec::new(),
            is_partition: options.is_partition(),
            names: Names::default(),
            caveats: Caveats::default(),
            notes: group::Notes::default(),
            unconverted: Unconverted::default(),
            explained: Vec::new(),
            found: 0,
            keys: Vec::new(),
        }
    }

    /// Sees a deal that the totals are not about.
    pub fn pass_over(&mut self, deal: &Deal<'_>, at: u64) {
        if self.options.sees_all() {
            // An undescribed company is called as the first deal calls it that names it.
            self.names.mention(deal, at, self.context.reference);
        }
    }

    /// Adds a deal, if it is asked for.
    ///
    /// # Errors
    /// When a part of its amount has more digits than can be kept exactly.
    pub fn add(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        self.pass_over(selected.deal, at);
        self.caveats.found(found);
        if !self.unconverted.admits(selected.deal, found, at) {
            return Ok(());
        }
        self.found += 1;
        let status = selected.current.status;
        if self.options.commitments_only && !status.counts() {
            self.caveats.left_out(status);
            return Ok(());
        }
        self.caveats.amount(selected.current.amount.map(|amount| &amount.quantity));
        let (currency, extent, rate) = self.worth(selected, at);
        let options = self.options;
        if self.is_partition {
            self.keys.clear();
            for by in &options.by {
                self.keys.extend(group::only_key(*by, selected, selected.deal.announced));
            }
            self.keys.push(currency.map_or(Key::None, Key::Currency));
            self.groups.of(&self.keys).add(at, extent.as_ref(), factor_key(rate, Days::ALL));
            return Ok(());
        }
        let pieces = group::pieces(selected, &self.context, options, &mut self.caveats, &mut self.notes)?;
        let mut most = 1;
        for piece in &pieces {
            let part = match (&piece.slice, extent) {
                (Some(slice), Some(extent)) => {
                    Some(slice.of(&extent).map_err(|_| ReportError::overflow(selected.deal))?)
                }
                (_, extent) => extent,
            };
            self.keys.clear();
            most = most.max(self.enter(selected, piece, 0, at, currency, part.as_ref(), rate));
        }
        self.notes.overlaps |= most > 1;
        self.notes.splits |= pieces.len() > 1;
        of_currency(&mut self.whole, currency).add(at, extent.as_ref(), factor_key(rate, Days::ALL));
        Ok(())
    }

    /// In which currency a deal counts, how much, and at which rate.
    fn worth(
        &mut self,
        selected: &Selected<'_>,
        at: u64,
    ) -> (Option<Currency>, Option<Estimate>, Option<RateId>) {
        let target = self.context.target;
        let Some(amount) = selected.current.amount else { return (target, None, None) };
        let own = (Some(amount.currency), Some(amount.estimate()), None);
        let Some(exchange) = &mut self.exchange else { return own };
        let converted = match exchange.convert(selected.deal, &selected.current) {
            Some(Ok(converted)) => converted,
            Some(Err(missing)) => {
                self.caveats.unconverted();
                self.unconverted.push(at, selected.deal, missing);
                return own;
            }
            None => return own,
        };
        self.caveats.converted(&converted);
        if self.context.explain {
            self.explained.extend(
                exchange
                    .explain(selected.deal, &selected.current)
                    .map(|value| (at, selected.deal.clone().into_owned(), value)),
            );
        }
        match converted {
            Converted::Own(amount) | Converted::Stated(amount) => (target, Some(amount.estimate()), None),
            Converted::AtRate { amount, rate, .. } => (target, Some(amount.estimate()), Some(rate)),
        }
    }

    /// Adds a piece to each of its groups, grouping by grouping. Gives the most groups that it has in one grouping.
    #[expect(clippy::too_many_arguments, reason = "what is added, and where")]
    fn enter(
        &mut self,
        selected: &Selected<'_>,
        piece: &Piece,
        depth: usize,
        at: u64,
        currency: Option<Currency>,
        extent: Option<&Estimate>,
        rate: Option<RateId>,
    ) -> usize {
        let Some(by) = self.options.by.get(depth) else {
            if depth > 0 {
                self.keys.push(currency.map_or(Key::None, Key::Currency));
                self.groups.of(&self.keys).add(at, extent, factor_key(rate, piece.days));
                self.keys.pop();
            }
            return 1;
        };
        let keys = group::keys(*by, selected, piece, &self.context, self.matcher, &mut self.names, at);
        let mut most = keys.len();
        for key in keys {
            self.keys.push(key);
            most = most.max(self.enter(selected, piece, depth + 1, at, currency, extent, rate));
            self.keys.pop();
        }
        most
    }

    /// Adds what another thread has added.
    pub fn merge(&mut self, other: Self) {
        if let (Some(own), Some(other)) = (&mut self.exchange, other.exchange) {
            own.merge(other);
        }
        let names = self.names.take_over(other.names);
        for (keys, group) in &other.groups.list {
            let keys: Vec<Key> = keys.iter().map(|key| key.renamed(&names)).collect();
            self.groups.of(&keys).merge(group);
        }
        for (currency, group) in other.whole {
            of_currency(&mut self.whole, currency).merge(&group);
        }
        self.caveats.merge(other.caveats);
        self.notes.merge(&other.notes);
        self.unconverted.merge(other.unconverted);
        self.explained.extend(other.explained);
        self.found += other.found;
    }

    /// The totals as a table.
    ///
    /// # Errors
    /// When a figure has more digits than can be kept exactly; the group is named.
    pub fn report(mut self) -> Result<Report, ReportError> {
        if self.is_partition {
            for (keys, group) in &self.groups.list {
                let currency = keys.last().and_then(|key| key.currency());
                of_currency(&mut self.whole, currency).merge(group);
            }
        }
        if self.whole.is_empty() {
            self.whole.push((self.context.target, Group::default()));
        }
        if let Some(exchange) = &self.exchange {
            exchange.rates().for_each(|rate| self.caveats.rate(&rate));
        }
        self.notes.say(&mut self.caveats);
        if self.found == 0 {
            self.caveats.say(self.context.nothing_found());
        }
        self.explained.sort_by_key(|(at, ..)| *at);
        let mut tables = vec![self.table()?];
        if self.context.explain {
            let values = self.explained.iter().map(|(_, deal, value)| (deal, value));
            tables.extend(explain::table(values, self.context.target)?);
        }
        let document = Document { tables, records: None };
        Ok(Report { document, unconverted: self.unconverted.run_ordered(), ..Report::default() })
    }

    /// What a factor comes to.
    fn factor(&self, key: FactorKey) -> Factor {
        let rate = key.rate.and_then(|rate| self.exchange.as_ref()?.get(rate)).map(|rate| rate.factor());
        match (rate, key.days.ratio()) {
            (Some(rate), Some(days)) => rate.times(&days),
            (Some(rate), None) => rate,
            (None, days) => days.unwrap_or_else(Ratio::one).into(),
        }
    }
}

fn of_currency(groups: &mut Vec<(Option<Currency>, Group)>, currency: Option<Currency>) -> &mut Group {
    let known = groups.iter().position(|(known, _)| *known == currency);
    let place = known.unwrap_or_else(|| {
        groups.push((currency, Group { sum: Sum::with_dense_keys(), ..Group::default() }));
        groups.len() - 1
    });
    &mut groups[place].1
}

/// Nothing where a sum is not multiplied.
fn factor_key(rate: Option<RateId>, days: Days) -> Option<FactorKey> {
    (rate.is_some() || days != Days::ALL).then_some(FactorKey { rate, days })
}
