//! Commands that visit the deals of a dataset: open, collect, report.

use std::collections::BTreeSet;

use super::{Conversion, Request, View};
use crate::area::Area;
use crate::dataset::{DealScan, Prefilters, Projection, ScanError, Visitor};
use crate::deal::{Cutoff, Deal, FieldSet, Status};
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::clock;
use crate::io::input::Input;
use crate::io::opened::{self, OpenDataset};
use crate::io::rates::load_rates;
use crate::query::{Collect, Converter, Dates, Filtered, Matcher, UnknownName};
use crate::rates::Rates;
use crate::render::Format;
use crate::report::{
    Audience, Cards, ColumnOrder, Companies, CompanyColumn, Context, Document, Layout, LinkEffects, List,
    ListOptions, Provenance, RegionColumn, Regions, Report, ReportError, Totals, TotalsOptions,
    page_of_cards,
};

/// Deals as a table.
pub(super) fn list(
    request: &Request,
    view: &View,
    conversion: &Conversion,
    options: &ListOptions,
    audience: Audience,
) -> Result<Report, Error> {
    options.check(conversion.target)?;
    let scope = options.scope(conversion.target, conversion.explain, audience);
    Scan::open(request, view, *conversion, scope, audience)?.answer(|pass| {
        let mut list = pass.collect(|| List::new(pass.context, options))?;
        list.sort();
        pass.finish_sheets(list.report(), &Dates::default())
    })
}

/// Totals of groups.
pub(super) fn totals(
    request: &Request,
    view: &View,
    conversion: &Conversion,
    options: &TotalsOptions,
    audience: Audience,
) -> Result<Report, Error> {
    options.check().map_err(Error::Usage)?;
    let scope = options.scope(&view.filter, conversion.target, conversion.at, conversion.explain);
    Scan::open(request, view, *conversion, scope, audience)?.answer(|pass| {
        let effects = link_effects(pass, view, options)?;
        let make = || Totals::new(pass.context, options, pass.matcher, &effects);
        let mut totals = make();
        let rest = pass.collect_parts(make, |part| {
            if let Some(part) = part {
                totals.merge(*part);
            }
            Ok(())
        })?;
        totals.merge(rest);
        pass.finish_sheets(totals.report()?, &options.dates)
    })
}

/// What each deal adds to totals, besides the deals that it is linked to.
pub(super) fn link_effects(
    pass: &Pass<'_>,
    view: &View,
    options: &TotalsOptions,
) -> Result<LinkEffects, Interruption> {
    // A deal counts if totals count its status, or if the filter asks for it.
    let wanted = &view.filter.statuses;
    let counts = |status: Status| status.counts() || wanted.iter().any(|wanted| wanted.includes(status));
    Ok(LinkEffects::resolve(&pass.context, counts, options.measure)?)
}

/// The companies whose names contain a text.
pub(super) fn companies(
    request: &Request,
    view: &View,
    text: &str,
    sort: &[ColumnOrder<CompanyColumn>],
    audience: Audience,
) -> Result<Report, Error> {
    let scope = Projection { fields: Companies::FIELDS, companies: true, sources: false, rates: false };
    Scan::open(request, view, Conversion::default(), scope, audience)?
        .answer(|pass| pass.finish(pass.collect(|| Companies::new(pass.context, text))?.report(sort)))
}

/// The countries and regions whose names contain a text.
pub(super) fn regions(
    request: &Request,
    view: &View,
    text: &str,
    sort: &[ColumnOrder<RegionColumn>],
    audience: Audience,
) -> Result<Report, Error> {
    let scope = Projection { fields: Regions::FIELDS, companies: true, sources: false, rates: false };
    Scan::open(request, view, Conversion::default(), scope, audience)?
        .answer(|pass| pass.finish(pass.collect(|| Regions::new(pass.context, text))?.report(sort)))
}

/// Deals as cards, by their ids or by a part of their titles and parties that only one deal has.
pub(super) fn show(
    request: &Request,
    names: &[String],
    cutoff: Cutoff,
    conversion: &Conversion,
    format: Format,
) -> Result<Report, Error> {
    let view = View { cutoff, ..View::default() };
    Scan::open(request, &view, *conversion, Projection::ALL, format.audience())?
        .answer(|pass| show_in(pass, names.to_vec(), format))
}

fn show_in(pass: &Pass<'_>, mut ids: Vec<String>, format: Format) -> Result<Report, Interruption> {
    let cards = pass.collect(|| Cards::new(pass.context, &ids))?;
    if let Some(name) = cards.missing_id().map(str::to_owned) {
        let id = pass.find_deal(&name)?;
        ids.iter_mut().filter(|known| **known == name).for_each(|known| known.clone_from(&id));
        return show_in(pass, ids, format);
    }
    let linked = cards.linked_ids();
    let others = pass.collect(|| Cards::new(pass.context, &linked))?;
    if !matches!(format, Format::Html | Format::Markdown) {
        return pass.finish_sheets(cards.report(&others)?, &Dates::default());
    }
    let mut report = page_of_cards(&cards, &others, &pass.context)?;
    if let Some(page) = &mut report.document.page {
        page.origin = pass.page_origin(&Dates::default());
    }
    pass.finish(report)
}

/// Returns what `answer` makes of the exchange rates of a dataset and the files of a request, with their provenance. A
/// dataset that is validated is read to its end.
pub(super) fn by_rates(
    request: &Request,
    answer: impl FnOnce(&Rates) -> Result<Report, Error>,
) -> Result<Report, Error> {
    let scope = Projection { fields: FieldSet::ID, companies: false, sources: false, rates: true };
    let view = View::default();
    let mut scan = Scan::open(request, &view, Conversion::default(), scope, Audience::People)?;
    scan.preload_embedded()?;
    let reads_deals = !scan.opened.is_partial;
    let (rates, provenance) = scan.answer(|pass| {
        if reads_deals {
            pass.names(FieldSet::ID, |_, _| ())?;
        }
        Ok((pass.rates.clone(), pass.provenance()))
    })?;
    let mut report = answer(&rates)?;
    report.document.provenance = provenance;
    Ok(report)
}

/// An open dataset, and what is asked about it.
pub(super) struct Scan<'a> {
    request: &'a Request,
    view: &'a View,
    conversion: Conversion,
    opened: OpenDataset,
    fields: FieldSet,
    /// Whether the answer depends on rates.
    needs_rates: bool,
    audience: Audience,
}

/// One attempt to answer: the dataset, with all that is made from its companies, sources and rates.
pub(super) struct Pass<'s> {
    scan: &'s Scan<'s>,
    pub(super) rates: &'s Rates,
    pub(super) matcher: &'s Matcher<'s>,
    /// What reports are made with.
    pub(super) context: Context<'s>,
}

/// Why a pass has no answer.
pub(super) enum Interruption {
    /// A deal embeds reference data that was not preloaded.
    EmbeddedReferences,
    /// The answer depends on links that were not read.
    LinksNotRead,
    /// The answer depends on fields that were not read.
    FieldsNotRead,
    Error(Error),
}

impl From<Error> for Interruption {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<ReportError> for Interruption {
    fn from(error: ReportError) -> Self {
        Self::Error(error.into())
    }
}

impl<'a> Scan<'a> {
    /// Opens the dataset of a request; `scope` is what the answer needs, besides what the filter needs.
    pub(super) fn open(
        request: &'a Request,
        view: &'a View,
        conversion: Conversion,
        scope: Projection,
        audience: Audience,
    ) -> Result<Self, Error> {
        let filter = &view.filter;
        filter.dates.check().map_err(Error::Usage)?;
        let scope = Projection {
            fields: scope.fields | filter.fields() | view.cutoff.fields(),
            companies: scope.companies || filter.needs_companies(),
            sources: scope.sources || !filter.sources.is_empty(),
            rates: scope.rates || filter.needs_rates() || conversion.target.is_some(),
        };
        let opened = request.input.open(scope, request.reading)?;
        let (fields, needs_rates) = (scope.fields, scope.rates);
        let mut scan = Self { request, view, conversion, opened, fields, needs_rates, audience };
        if !filter.sources.is_empty() {
            // The matcher looks up the sources of the filter before any deal is read.
            scan.preload_embedded()?;
        }
        Ok(scan)
    }

    /// Reads the companies, sources and rates embedded in deals, so that no pass is interrupted.
    pub(super) fn preload_embedded(&mut self) -> Result<(), Error> {
        self.opened.scan.preload_embedded().map_err(|error| opened::read_error(error, &self.opened.name))
    }

    /// Passes parts on while the dataset is read: the output is discarded after a failure.
    pub(super) fn pass_parts_on_early(&mut self) {
        self.opened.scan.pass_parts_on_early();
    }

    /// Reads the links between the deals, if there are any, so that no pass is interrupted.
    pub(super) fn read_links_if_any(&mut self) -> Result<(), Error> {
        self.opened.scan.read_links_if_any().map_err(|error| opened::read_error(error, &self.opened.name))
    }

    /// Returns what `ask` returns. If a deal embeds reference data that was not preloaded, it is preloaded, and `ask` is
    /// called again.
    ///
    /// # Errors
    /// That of `ask`, and if the rates cannot be read or the filter names an unknown source.
    pub(super) fn answer<T>(
        mut self,
        mut ask: impl FnMut(&Pass<'_>) -> Result<T, Interruption>,
    ) -> Result<T, Error> {
        let today = clock::today();
        loop {
            let DealScan { reference, links, .. } = &self.opened.scan;
            let links = links.clone().unwrap_or_default();
            let links = links.restricted_to(self.view.cutoff);
            let rates = &self.request.rates;
            let rates = load_rates(rates, self.needs_rates, reference, self.view.cutoff.as_of)?;
            let matcher = Matcher::new(&self.view.filter, reference).map_err(Error::Usage)?;
            let context = Context {
                reference,
                links: &links,
                rates: &rates,
                at: self.conversion.at,
                target: self.conversion.target,
                audience: self.audience,
                explain: self.conversion.explain,
                has_deals: !self.opened.scan.is_empty(),
                today,
            };
            match ask(&Pass { scan: &self, rates: &rates, matcher: &matcher, context }) {
                Ok(answer) => return Ok(answer),
                Err(Interruption::Error(error)) => return Err(error),
                Err(Interruption::EmbeddedReferences) => self.preload_embedded()?,
                Err(Interruption::LinksNotRead) => {
                    let read = self.opened.scan.read_links();
                    read.map_err(|error| opened::read_error(error, &self.opened.name))?;
                }
                Err(Interruption::FieldsNotRead) => {
                    self.opened.widen()?;
                    self.fields = FieldSet::ALL;
                }
            }
        }
    }
}

impl Pass<'_> {
    /// Collects from every deal that the filter selects. Returns the merged collectors of all threads, each made by
    /// `make`.
    ///
    /// # Errors
    /// If the dataset cannot be read, if a collector fails, and for a name in the filter that no company or tag has.
    pub(super) fn collect<C: Collect<Error = ReportError>>(
        &self,
        make: impl Fn() -> C + Sync,
    ) -> Result<C, Interruption> {
        self.collect_parts(make, |_| Ok(()))
    }

    /// As [`Self::collect`], and passes the parts of the collectors to `take`, in the order of the file.
    ///
    /// # Errors
    /// As [`Self::collect`], and if `take` fails.
    pub(super) fn collect_parts<C: Collect<Error = ReportError>>(
        &self,
        make: impl Fn() -> C + Sync,
        take: impl FnMut(C::Part) -> Result<(), Error> + Send,
    ) -> Result<C, Interruption> {
        let (matcher, scan) = (self.matcher, self.scan);
        let may_go_to = |areas: &[Option<Area>]| matcher.may_go_to(areas);
        let prefilters = if make().needs_skipped() {
            Prefilters::default()
        } else {
            Prefilters {
                company_finder: matcher.company_finder(),
                may_go_to: if matcher.can_prefilter_by_place() { Some(&may_go_to) } else { None },
                positions: None,
            }
        };
        let make = || {
            let converter = Converter::new(self.rates, scan.conversion.at);
            Filtered::new(matcher, converter, scan.view.cutoff, make())
        };
        let fields = scan.fields | matcher.fields_of_names();
        let collected = scan.opened.scan.collect(fields, &prefilters, make, take);
        let Filtered { seen, collector, .. } = self.checked(collected)?;
        match matcher.unknown_name(&seen) {
            Some(unknown) => Err(Error::Usage(self.unknown_name(unknown)?).into()),
            None => Ok(collector),
        }
    }

    /// What of the dataset counts.
    pub(super) fn cutoff(&self) -> Cutoff {
        self.scan.view.cutoff
    }

    /// Returns the problem of a name in the filter, with the most similar known names.
    fn unknown_name(&self, unknown: UnknownName<'_>) -> Result<Problem, Interruption> {
        let known = match unknown {
            UnknownName::Company(_) => self.names(FieldSet::PARTIES | FieldSet::PARTS, |deal, names| {
                names.extend(deal.all_parties().map(|party| party.company.to_string()));
            })?,
            UnknownName::Field(_) => self.names(FieldSet::FIELDS, |deal, names| {
                names.extend(deal.fields.iter().map(|(key, _)| key.to_string()));
            })?,
            UnknownName::Tag(_) => self.names(FieldSet::TAGS, |deal, names| {
                names.extend(deal.tags.iter().map(ToString::to_string));
            })?,
        };
        let described =
            self.context.reference.company_names().filter(|_| matches!(unknown, UnknownName::Company(_)));
        Ok(unknown.problem(described.chain(known.iter().map(String::as_str))))
    }

    /// Returns what `read` adds to a set for each deal, of which at least `fields` are read.
    pub(super) fn names(
        &self,
        fields: FieldSet,
        read: impl Fn(&Deal<'_>, &mut BTreeSet<String>) + Sync,
    ) -> Result<BTreeSet<String>, Interruption> {
        let make = || NameCollector { names: BTreeSet::new(), read: &read };
        let collected = self.scan.opened.scan.collect(fields, &Prefilters::default(), make, |()| Ok(()));
        Ok(self.checked(collected)?.names)
    }

    fn checked<T>(&self, scanned: Result<T, ScanError<Error>>) -> Result<T, Interruption> {
        scanned.map_err(|error| match error {
            ScanError::Read(error) => opened::read_error(error, &self.scan.opened.name).into(),
            ScanError::EmbeddedReferences => Interruption::EmbeddedReferences,
            ScanError::LinksNotRead => Interruption::LinksNotRead,
            ScanError::Visitor(error) => error.into(),
        })
    }

    /// Whether some fields of the deals are not read.
    pub(super) fn is_partial(&self) -> bool {
        self.scan.opened.is_partial
    }

    /// Returns the line of each deal at `positions`, which rise; empty for a spreadsheet.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(super) fn lines(&self, positions: &[u64]) -> Result<Vec<u64>, Error> {
        self.scan.opened.lines(positions)
    }

    /// The note that names the dataset and the as-of day; `None` for the built-in deals as they are now.
    pub(super) fn origin(&self) -> Option<String> {
        let is_named = !matches!(self.scan.request.input, Input::BuiltIn);
        let names = self.scan.opened.origins.iter().filter(|_| is_named).map(|origin| origin.name.clone());
        let parts: Vec<String> = names.chain(self.cutoff_words()).collect();
        (!parts.is_empty()).then(|| format!("data: {}", parts.join(", ")))
    }

    /// The days that limit what of the dataset counts, in words.
    fn cutoff_words(&self) -> impl Iterator<Item = String> {
        let Cutoff { as_of, recorded_by } = self.scan.view.cutoff;
        let as_of = as_of.map(|day| format!("as of {day}"));
        let recorded = recorded_by.map(|day| format!("recorded by {day}"));
        as_of.into_iter().chain(recorded)
    }

    /// The lines of a file for people that say which deals were selected, and that they are sample data. `dates` are those
    /// of totals, which select money and not deals.
    pub(super) fn source_lines(&self, dates: &Dates) -> Vec<String> {
        let selected = self.scan.view.filter.description(dates);
        let selected = selected.map(|filter| format!("data: selected: {filter}"));
        let is_sample = matches!(self.scan.request.input, Input::BuiltIn);
        let sample = is_sample.then(|| format!("data: {SAMPLE}"));
        sample.into_iter().chain(selected).collect()
    }

    /// The sentences of a page that say where its deals come from, which were selected, and when and by what it was made.
    pub(super) fn page_origin(&self, dates: &Dates) -> Vec<String> {
        let names: Vec<String> = match self.scan.request.input {
            Input::BuiltIn => vec![SAMPLE.to_owned()],
            _ => self.scan.opened.origins.iter().map(|origin| origin.name.clone()).collect(),
        };
        let parts: Vec<String> = names.into_iter().chain(self.cutoff_words()).collect();
        let selected = self.scan.view.filter.description(dates).map(|filter| format!("Selected: {filter}"));
        let made = format!("Made on {} with outlay {}", self.context.today, env!("CARGO_PKG_VERSION"));
        [format!("Data: {}", parts.join(", "))].into_iter().chain(selected).chain([made]).collect()
    }

    /// Returns where the answer comes from, if the request asks for it.
    pub(super) fn provenance(&self) -> Option<Provenance> {
        let Scan { opened, view, request, needs_rates, .. } = self.scan;
        let question = request.question.as_ref()?;
        let provenance = Provenance::new(question, &opened.origins, view.cutoff, self.context.today);
        let provenance = provenance.with_conversion(&self.context);
        Some(if *needs_rates { provenance.with_rates(self.rates) } else { provenance })
    }

    /// As [`Self::finish`]. The notes of a workbook also say which deals were selected.
    fn finish_sheets(&self, report: Report, dates: &Dates) -> Result<Report, Interruption> {
        let mut report = self.finish(report)?;
        let is_workbook = self.context.audience == Audience::Spreadsheets;
        if let Some(table) = report.document.tables.first_mut().filter(|_| is_workbook) {
            table.caveats.extend(self.source_lines(dates));
        }
        Ok(report)
    }

    /// Adds its provenance to a report, and a note if the dataset was not fully validated.
    ///
    /// # Errors
    /// If rates are missing and the request says to fail then.
    pub(super) fn finish(&self, mut report: Report) -> Result<Report, Interruption> {
        if self.scan.conversion.fail_on_missing && !report.unconverted.is_empty() {
            return Err(Error::Unconverted(report.unconverted).into());
        }
        let opened = &self.scan.opened;
        let Document { charts, tables, .. } = &mut report.document;
        let mut shown = charts.iter_mut().map(|chart| &mut chart.table).chain(tables);
        let first = shown.next().filter(|_| !self.context.audience.has_one_table());
        if let Some(table) = first.filter(|table| table.layout != Layout::Card) {
            table.caveats.extend(self.origin());
        }
        report.document.provenance = self.provenance();
        report.notes.extend(opened.notes.iter().cloned());
        report.is_incomplete |= !opened.faults.is_empty();
        report.faults.extend(opened.faults.iter().cloned());
        report.notes.extend(opened.partial_note());
        Ok(report)
    }
}

/// What the built-in deals are.
const SAMPLE: &str = "the sample deals built into outlay";

/// Collects names from every deal.
struct NameCollector<'r, F> {
    names: BTreeSet<String>,
    read: &'r F,
}

impl<F: Fn(&Deal<'_>, &mut BTreeSet<String>) + Sync> Visitor for NameCollector<'_, F> {
    type Part = ();
    type Error = Error;

    fn visit(&mut self, deal: &mut Deal<'_>, _at: u64) -> Result<(), Error> {
        (self.read)(deal, &mut self.names);
        Ok(())
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.names.extend(other.names);
    }
}
