//! The rows of deals.

use std::collections::BTreeSet;
use std::slice;

use super::columns::{DEAL_TABLES, DealTable};
use super::values::{at, day_of, put_amount, put_citation, put_estimate, put_number, put_share};
use crate::area::Area;
use crate::date::PartialDate;
use crate::deal::{Citation, Deal, Equivalent, Kind, Period, Slug, Status, split};
use crate::hash::HashMap;
use crate::invalid::{Problem, WriteError};
use crate::parquet::DealBatch;
use crate::query::{Collect, Match, Selected};
use crate::report::caveats::Caveats;
use crate::report::name_index::NameIndex;
use crate::report::totals::{CompanyHolding, LinkEffects, Standing, Standings, replacement};
use crate::report::{Audience, Context, Report, ReportError, Unconverted};

/// How the rows of deals are divided into files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Partitioning {
    /// One file for each table.
    None,
    /// One file for each table and year of announcement.
    Year,
}

/// What the links of the deals mean.
#[derive(Debug)]
pub(crate) struct LinkColumns {
    /// The deal that each deal is a member of in totals in one currency.
    pub wholes: HashMap<String, String>,
    /// The effects in totals in one currency.
    pub converted: LinkEffects,
}

/// Makes rows of deals. Each thread has one, and [`Collect::merge`] joins them.
pub(crate) struct DealTables<'a> {
    context: Context<'a>,
    links: &'a LinkColumns,
    standings: Standings<'a>,
    batch: DealBatch,
    dates: BTreeSet<PartialDate>,
    found: usize,
    caveats: Caveats,
    unconverted: Unconverted,
    /// Why the rows of the current chunk cannot be written.
    fault: Option<WriteError>,
}

/// The rows of the deals of a chunk, or why there are none.
pub(crate) type DealRows = Result<DealBatch, WriteError>;

impl<'a> DealTables<'a> {
    /// Makes rows of no deals. The links of `context` are those between the deals that are written.
    pub(crate) fn new(context: Context<'a>, standings: Standings<'a>, links: &'a LinkColumns) -> Self {
        Self {
            context,
            links,
            standings,
            batch: DealBatch::new(DEAL_TABLES),
            dates: BTreeSet::new(),
            found: 0,
            caveats: Caveats::default(),
            unconverted: Unconverted::default(),
            fault: None,
        }
    }

    /// The number of deals.
    pub(crate) fn found(&self) -> usize {
        self.found
    }

    /// The dates of the deals.
    pub(crate) fn dates(&self) -> &BTreeSet<PartialDate> {
        &self.dates
    }

    /// The companies that deals name, and those that own them.
    pub(in crate::report) fn companies(&self) -> &NameIndex {
        self.standings.companies()
    }

    /// What a reader must know about which deals were selected.
    pub(crate) fn report(&self) -> Report {
        let notes = self.caveats.texts(None, Audience::Programs);
        Report { notes, ..Report::new(Vec::new(), self.unconverted.clone().sorted()) }
    }

    fn put(&mut self, selected: &Selected<'_>, position: u64) -> Result<(), WriteError> {
        let deal = selected.deal;
        let id = || format!("deal {}", deal.id);
        let standing = self.standings.of(selected, position);
        let standing = standing.map_err(|error| at(id(), Problem::new(error.to_string())))?;
        let mut rows = Rows { batch: &mut self.batch, deal, selected, standing: &standing };
        let links = (&self.context, self.links);
        let done = rows.put(links, &mut self.standings, position);
        done.map_err(|problem| at(id(), problem))?;
        self.dates.insert(deal.announced);
        self.batch.end_deal(deal.announced.first(), position);
        Ok(())
    }
}

impl Collect for DealTables<'_> {
    type Part = DealRows;
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        self.caveats.matched(found);
        if !self.unconverted.accepts(selected.deal, found, at) || self.fault.is_some() {
            return Ok(());
        }
        self.found += 1;
        self.fault = self.put(selected, at).err();
        Ok(())
    }

    fn take_part(&mut self) -> DealRows {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(std::mem::replace(&mut self.batch, DealBatch::new(DEAL_TABLES))),
        }
    }

    fn merge(&mut self, other: Self) {
        self.standings.merge(other.standings);
        self.dates.extend(other.dates);
        self.found += other.found;
        self.caveats.merge(other.caveats);
        self.unconverted.merge(other.unconverted);
    }
}

/// The rows of one deal.
struct Rows<'r, 'd> {
    batch: &'r mut DealBatch,
    deal: &'r Deal<'d>,
    selected: &'r Selected<'r>,
    standing: &'r Standing,
}

impl Rows<'_, '_> {
    fn put(
        &mut self,
        (context, links): (&Context<'_>, &LinkColumns),
        standings: &mut Standings<'_>,
        position: u64,
    ) -> Result<(), Problem> {
        self.deal_row(context, links)?;
        self.parties(standings, position);
        self.places()?;
        self.countries()?;
        self.holdings(standings.companies())?;
        self.parts()?;
        self.equivalents()?;
        self.citations()?;
        self.texts();
        self.history()?;
        self.progress()
    }

    fn deal_row(&mut self, context: &Context<'_>, links: &LinkColumns) -> Result<(), Problem> {
        let (deal, current, standing) = (self.deal, &self.selected.current, self.standing);
        // A link to a deal that is not written leads nowhere.
        let known = |link: &Option<Slug<'_>>| {
            let id = link.as_ref()?.as_str();
            context.links.index(id).is_some().then(|| id.to_owned())
        };
        let id = deal.id.as_str();
        let counts = current.status.counts() && !links.converted.leaves_out(id);
        let replaced_by = replacement(context.links, deal).map(|other| other.id.as_str());
        let rows = self.batch.rows(DealTable::Deals as usize);
        rows.text(Some(id)).text(Some(&deal.title)).text(Some(deal.kind.as_str()));
        rows.day(Some(deal.announced.first())).day(Some(deal.announced.last()));
        rows.text(Some(&deal.announced.to_string())).text(Some(current.status.as_str()));
        put_amount(rows, current.amount)?;
        rows.flag(counts).text(known(&deal.included_in).as_deref()).text(known(&deal.replaces).as_deref());
        rows.text(links.wholes.get(id).map(String::as_str)).text(replaced_by).flag(standing.counts);
        put_estimate(rows, standing.adds.as_ref())?;
        let days = deal.period.as_ref().and_then(Period::days);
        rows.day(day_of(days, false)).day(day_of(days, true));
        rows.text(deal.period.as_ref().and_then(|period| period.label.as_deref()));
        rows.text(current.source.map(Slug::as_str)).day(deal.recorded);
        rows.text(deal.import.as_deref()).text(deal.note.as_deref());
        Ok(())
    }

    fn parties(&mut self, standings: &mut Standings<'_>, position: u64) {
        let own = self.deal.parties.iter().enumerate().map(|(index, party)| (None, index, party));
        let of_parts = self.deal.parts.iter().enumerate().flat_map(|(part, named)| {
            named.parties.iter().enumerate().map(move |(index, party)| (Some(part + 1), index, party))
        });
        let rows = self.batch.rows(DealTable::Parties as usize);
        for (part, index, party) in own.chain(of_parts) {
            let company = standings.company(&party.company, position);
            rows.text(Some(self.deal.id.as_str())).count_of(part);
            put_number(rows, index).text(Some(&party.company));
            rows.text(Some(standings.companies().key(company))).text(Some(party.role.as_str()));
        }
    }

    fn places(&mut self) -> Result<(), Problem> {
        let rows = self.batch.rows(DealTable::Places as usize);
        for (index, place) in self.deal.places.iter().enumerate() {
            rows.text(Some(self.deal.id.as_str()));
            put_number(rows, index).text(place.area().map(Area::code)).text(place.area().map(Area::name));
            rows.text(place.name()).text(place.share.map(|share| share.to_string()).as_deref());
            // The first slice of a place with a share is its own.
            let share = place.share.map(|_| split(slice::from_ref(place))).transpose()?;
            put_share(rows, share.iter().flatten().next().map(|slice| &slice.share))?;
        }
        Ok(())
    }

    fn countries(&mut self) -> Result<(), Problem> {
        let rows = self.batch.rows(DealTable::Countries as usize);
        for part in &self.standing.countries {
            rows.text(Some(self.deal.id.as_str())).text(Some(&part.country));
            rows.text(part.area.map(Area::code)).flag(self.standing.are_homes);
            put_share(rows, Some(&part.share))?;
            put_estimate(rows, part.adds.as_ref())?;
        }
        Ok(())
    }

    fn holdings(&mut self, companies: &NameIndex) -> Result<(), Problem> {
        let rows = self.batch.rows(DealTable::Holdings as usize);
        for part in &self.standing.companies {
            let (held, estimate) = match &part.held {
                CompanyHolding::Whole => ("whole", None),
                CompanyHolding::Part(held) => ("part", Some(held)),
                CompanyHolding::Nothing => ("none", None),
            };
            rows.text(Some(self.deal.id.as_str())).text(Some(companies.key(part.company)));
            rows.text(Some(held)).flag(part.is_shared);
            put_estimate(rows, estimate)?;
        }
        Ok(())
    }

    fn parts(&mut self) -> Result<(), Problem> {
        let rows = self.batch.rows(DealTable::Parts as usize);
        for (index, part) in self.deal.parts.iter().enumerate() {
            rows.text(Some(self.deal.id.as_str()));
            put_number(rows, index).text(Some(&part.title)).text(part.kind.map(Kind::as_str));
            rows.text(Some(part.relation.as_str()));
            put_amount(rows, part.amount.as_ref())?;
            rows.text(part.note.as_deref());
        }
        Ok(())
    }

    fn equivalents(&mut self) -> Result<(), Problem> {
        let current = self.selected.current.equivalents.as_ptr();
        let deal = self.deal;
        let rows = self.batch.rows(DealTable::Equivalents as usize);
        let mut put = |list: &[Equivalent<'_>], revision: Option<usize>, citation: Option<usize>| {
            for (index, equivalent) in list.iter().enumerate() {
                rows.text(Some(deal.id.as_str())).count_of(revision).count_of(citation);
                put_number(rows, index).flag(list.as_ptr() == current);
                put_amount(rows, Some(&equivalent.amount))?;
                rows.text(equivalent.source.as_ref().map(Slug::as_str));
            }
            Ok::<(), Problem>(())
        };
        put(&deal.equivalents, None, None)?;
        for (index, citation) in deal.citations.iter().enumerate() {
            put(&citation.equivalents, None, Some(index + 1))?;
        }
        for (index, revision) in deal.history.iter().enumerate() {
            put(&revision.equivalents, Some(index + 1), None)?;
            let cited = revision.citation.iter().flat_map(|citation| &citation.equivalents);
            put(&cited.cloned().collect::<Vec<_>>(), Some(index + 1), Some(1))?;
        }
        Ok(())
    }

    fn citations(&mut self) -> Result<(), Problem> {
        let rows = self.batch.rows(DealTable::Citations as usize);
        for (index, citation) in self.deal.citations.iter().enumerate() {
            rows.text(Some(self.deal.id.as_str()));
            put_number(rows, index);
            put_citation(rows, Some(citation));
            put_amount(rows, citation.amount.as_ref())?;
        }
        Ok(())
    }

    /// Tags and fields.
    fn texts(&mut self) {
        let id = Some(self.deal.id.as_str());
        for tag in &self.deal.tags {
            self.batch.rows(DealTable::Tags as usize).text(id).text(Some(tag));
        }
        for (key, text) in &self.deal.fields {
            self.batch.rows(DealTable::Fields as usize).text(id).text(Some(key)).text(Some(text));
        }
    }

    fn history(&mut self) -> Result<(), Problem> {
        let rows = self.batch.rows(DealTable::History as usize);
        for (index, revision) in self.deal.history.iter().enumerate() {
            rows.text(Some(self.deal.id.as_str()));
            put_number(rows, index).day(Some(revision.date));
            rows.text(revision.status.map(Status::as_str));
            put_amount(rows, revision.amount.as_ref())?;
            rows.text(revision.note.as_deref());
            put_citation(rows, revision.citation.as_ref());
            rows.day(revision.recorded);
        }
        Ok(())
    }

    fn progress(&mut self) -> Result<(), Problem> {
        let rows = self.batch.rows(DealTable::Progress as usize);
        for (index, entry) in self.deal.progress.iter().enumerate() {
            let measures = [("allocated", &entry.allocated), ("spent", &entry.spent)];
            for (measure, amount) in measures.into_iter().filter(|(_, amount)| amount.is_some()) {
                rows.text(Some(self.deal.id.as_str()));
                put_number(rows, index).day(Some(entry.date)).text(Some(measure));
                put_amount(rows, amount.as_ref())?;
                put_citation(rows, entry.citation.as_ref().map(|citation: &Citation<'_>| citation));
                rows.day(entry.recorded);
            }
        }
        Ok(())
    }
}
