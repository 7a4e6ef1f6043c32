//! Commands that look at every deal as it passes by, and keep only what their answer needs.

use std::collections::BTreeSet;
use std::io::Write;

use chrono::NaiveDate;

use super::{Conversion, Request, View};
#[cfg(feature = "parquet")]
use crate::dataset::ReferenceData;
use crate::dataset::{Prefilters, Projection};
use crate::deal::{Deal, FieldSet, Place};
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::input::{self, OpenDataset, Reading};
use crate::io::output::Sink;
#[cfg(feature = "parquet")]
use crate::io::output::write_error;
#[cfg(feature = "parquet")]
use crate::parquet::{self, DealWriter, Row};
use crate::query::{Converter, Match, Matcher, SeenNames, Selected, UnknownName};
use crate::rates::Rates;
use crate::render::{Encoder, Format, Part};
#[cfg(feature = "parquet")]
use crate::report::Whole;
use crate::report::{
    self, Companies, Context, List, ListOptions, Reader, Regions, Report, ReportError, Totals, TotalsOptions,
};

/// Deals as a table for people.
pub(super) fn list(
    request: &Request,
    view: &View,
    conversion: &Conversion,
    options: &ListOptions,
) -> Result<Report, Error> {
    options.check(conversion.target)?;
    let scope = options.scope(conversion.target, conversion.explain, Reader::Person);
    let scan = Scan::open(request, view, *conversion, scope, true)?;
    let (rates, matcher) = (scan.rates()?, scan.matcher()?);
    let context = scan.context(&rates);
    let asked = Asked { matcher: &matcher, rates: &rates, sees_all: false };
    let mut all = scan.run(asked, || List::new(context, options), |_, _, _| (), List::add, List::merge)?;
    all.sort();
    scan.finish(all.report()?)
}

/// Deals for a program, written as they come where nothing must be known of those behind them.
pub(super) fn stream(
    request: &Request,
    view: &View,
    conversion: &Conversion,
    options: &ListOptions,
    format: Format,
    stdout: &mut (dyn Write + Send),
) -> Result<Report, Error> {
    options.check(conversion.target)?;
    let reader = if format.has_records() { Reader::Records } else { Reader::Columns };
    let scope = options.scope(conversion.target, conversion.explain, reader);
    let scan = Scan::open(request, view, *conversion, scope, false)?;
    let (rates, matcher) = (scan.rates()?, scan.matcher()?);
    let encoder = request.output.encoder(format, List::new(scan.context(&rates), options).head());
    let mut writer = Writer { sink: request.output.sink(stdout)?, encoder: &encoder, is_empty: true };
    let take = |list: &mut List<'_>| encoder.part(&list.take(encoder.has_records()));
    let (list, explained) = scan.write_list(&matcher, &rates, options, take, |part| writer.write(&part))?;
    writer.finish()?;
    scan.said(list, explained)
}

/// Deals as a Parquet file.
#[cfg(feature = "parquet")]
pub(super) fn columns(
    request: &Request,
    view: &View,
    conversion: &Conversion,
    options: &ListOptions,
    stdout: &mut (dyn Write + Send),
) -> Result<Report, Error> {
    if !options.columns.is_empty() {
        return Err(Error::Usage(
            Problem::new("a Parquet file of deals has the same columns always").hint("leave out --columns"),
        ));
    }
    let scan = Scan::open(request, view, *conversion, Projection::ALL, false)?;
    let (rates, matcher) = (scan.rates()?, scan.matcher()?);
    let (sink, threads) = (request.output.sink(stdout)?, request.reading.threads());
    let reference = &scan.opened.stream.reference;
    let mut file = DealFile::new(sink, reference, conversion.target.is_some(), threads)?;
    let (list, explained) =
        scan.write_list(&matcher, &rates, options, List::take_whole, |rows| file.push(&rows))?;
    file.finish()?;
    scan.said(list, explained)
}

/// A Parquet file of deals that is being written.
#[cfg(feature = "parquet")]
struct DealFile<'w> {
    writer: DealWriter<Sink<'w>>,
}

#[cfg(feature = "parquet")]
impl<'w> DealFile<'w> {
    fn new(sink: Sink<'w>, reference: &ReferenceData, converts: bool, threads: usize) -> Result<Self, Error> {
        let writer = DealWriter::new(sink, &crate::dataset::reference_text(reference), converts, threads);
        Ok(Self { writer: writer.map_err(write_error)? })
    }

    fn push(&mut self, rows: &[Whole]) -> Result<(), Error> {
        for Whole { deal, record, conversion } in rows {
            let source = conversion.as_ref().map(|(_, value)| value.source()).unwrap_or_default();
            let conversion = conversion.as_ref().map(|(amount, value)| parquet::Conversion {
                amount: *amount,
                rate: value.rate(),
                rate_date: value.rate_date(),
                source: &source,
            });
            self.writer.push(&Row { deal, record, conversion }).map_err(write_error)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Error> {
        self.writer.finish().map_err(write_error)?.finish()
    }
}

/// A list that is being written.
struct Writer<'w> {
    sink: Sink<'w>,
    encoder: &'w Encoder,
    is_empty: bool,
}

impl Writer<'_> {
    fn write(&mut self, part: &Part) -> Result<(), Error> {
        if part.is_empty() {
            return Ok(());
        }
        let [head, between, _] = self.encoder.frame(false);
        self.sink.write(if self.is_empty { &head } else { &between }.as_bytes())?;
        for text in part.texts(self.is_empty) {
            self.sink.write(text.as_bytes())?;
        }
        self.is_empty = false;
        Ok(())
    }

    fn finish(mut self) -> Result<(), Error> {
        let [head, _, end] = self.encoder.frame(self.is_empty);
        if self.is_empty {
            self.sink.write(head.as_bytes())?;
        }
        self.sink.write(end.as_bytes())?;
        self.sink.finish()
    }
}

/// Totals of groups.
pub(super) fn totals(
    request: &Request,
    view: &View,
    conversion: &Conversion,
    options: &TotalsOptions,
    for_people: bool,
) -> Result<Report, Error> {
    options.check().map_err(Error::Usage)?;
    let scope = options.scope(conversion.target, conversion.at, conversion.explain);
    let scan = Scan::open(request, view, *conversion, scope, for_people)?;
    let (rates, matcher) = (scan.rates()?, scan.matcher()?);
    let context = scan.context(&rates);
    let start = || Totals::new(context, options, &matcher);
    let all = scan.run(
        Asked { matcher: &matcher, rates: &rates, sees_all: options.sees_all() },
        start,
        Totals::pass_over,
        Totals::add,
        Totals::merge,
    )?;
    scan.finish(all.report()?)
}

/// The companies whose names contain a text.
pub(super) fn companies(
    request: &Request,
    view: &View,
    text: &str,
    for_people: bool,
) -> Result<Report, Error> {
    let scope = Projection { fields: Companies::FIELDS, companies: true, sources: false, rates: false };
    let scan = Scan::open(request, view, Conversion::default(), scope, for_people)?;
    let (rates, matcher) = (scan.rates()?, scan.matcher()?);
    let context = scan.context(&rates);
    let start = || Companies::new(context, text);
    let add = |all: &mut Companies<'_>, selected: &Selected<'_>, found: &Match, at| {
        all.add(selected, found, at);
        Ok(())
    };
    let all = scan.run(
        Asked { matcher: &matcher, rates: &rates, sees_all: true },
        start,
        Companies::pass_over,
        add,
        Companies::merge,
    )?;
    scan.finish(all.report())
}

/// The countries and regions whose names contain a text.
pub(super) fn regions(request: &Request, view: &View, text: &str, for_people: bool) -> Result<Report, Error> {
    let scope = Projection { fields: Regions::FIELDS, companies: true, sources: false, rates: false };
    let scan = Scan::open(request, view, Conversion::default(), scope, for_people)?;
    let (rates, matcher) = (scan.rates()?, scan.matcher()?);
    let context = scan.context(&rates);
    let start = || Regions::new(context, text);
    let add = |all: &mut Regions<'_>, selected: &Selected<'_>, found: &Match, at| {
        all.add(selected, found, at);
        Ok(())
    };
    let all = scan.run(
        Asked { matcher: &matcher, rates: &rates, sees_all: false },
        start,
        |_, _, _| (),
        add,
        Regions::merge,
    )?;
    scan.finish(all.report())
}

/// Deals as cards.
pub(super) fn show(
    request: &Request,
    ids: &[String],
    as_of: Option<NaiveDate>,
    conversion: &Conversion,
    for_people: bool,
) -> Result<Report, Error> {
    let view = View { as_of, ..View::default() };
    let scan = Scan::open(request, &view, *conversion, Projection::ALL, for_people)?;
    let (rates, matcher) = (scan.rates()?, scan.matcher()?);
    let deals = scan.run(
        Asked { matcher: &matcher, rates: &rates, sees_all: true },
        Vec::new,
        |_, _, _| (),
        |kept: &mut Vec<Deal<'static>>, selected, _, _| {
            if ids.iter().any(|id| id == selected.deal.id.as_str()) {
                kept.push(selected.deal.clone().into_owned());
            }
            Ok(())
        },
        |all, more| all.extend(more),
    )?;
    let mut asked = Vec::new();
    for id in ids {
        let Some(deal) = deals.iter().find(|deal| deal.id.as_str() == id) else {
            let known = scan.collect(FieldSet::ANNOUNCED, |deal, names| {
                let is_known = as_of.is_none_or(|day| deal.announced.first() <= day);
                names.extend(is_known.then(|| deal.id.to_string()));
            })?;
            let known = known.iter().map(String::as_str);
            return Err(Error::Usage(Problem::unknown_name(
                "deal",
                id,
                known,
                "`outlay list` lists them all",
            )));
        };
        asked.push(Selected { deal, current: deal.current_state() });
    }
    scan.finish(report::show(&asked, &scan.context(&rates))?)
}

/// The rates on record. A dataset that is held to the rules whole is read to its end for it.
pub(super) fn rates(request: &Request) -> Result<Rates, Error> {
    let scope = Projection { fields: FieldSet::ID, companies: false, sources: false, rates: true };
    // No deal is read for it that could tell of others.
    let (view, request) = (View::default(), request.with_foresight());
    let scan = Scan::open(&request, &view, Conversion::default(), scope, true)?;
    if !scan.opened.is_partial {
        scan.collect(FieldSet::ID, |_, _| ())?;
    }
    scan.rates()
}

/// A dataset and what is asked of it.
struct Scan<'a> {
    request: &'a Request,
    view: &'a View,
    conversion: Conversion,
    opened: OpenDataset,
    fields: FieldSet,
    for_people: bool,
}

/// What deals are held against, and whether all of them must be seen: else those that cannot be asked for need not be.
struct Asked<'a, 's> {
    matcher: &'s Matcher<'a>,
    rates: &'a Rates,
    sees_all: bool,
}

/// What each thread has at hand beside its answer.
struct Hand<'a, A> {
    converter: Converter<'a>,
    met: SeenNames,
    answer: A,
}

impl<'a> Scan<'a> {
    /// Opens the dataset of a request; `scope` is what the answer needs beside what the filter looks at.
    fn open(
        request: &'a Request,
        view: &'a View,
        conversion: Conversion,
        scope: Projection,
        for_people: bool,
    ) -> Result<Self, Error> {
        let filter = &view.filter;
        filter.check().map_err(Error::Usage)?;
        let known =
            (FieldSet::HISTORY | FieldSet::ANNOUNCED | FieldSet::AS_WRITTEN).when(view.as_of.is_some());
        let scope = Projection {
            fields: scope.fields | filter.fields() | known,
            companies: scope.companies || filter.needs_companies(),
            sources: scope.sources || !filter.sources.is_empty(),
            rates: scope.rates || filter.needs_rates() || conversion.target.is_some(),
        };
        // A source that is asked for must be known before any deal is read.
        let is_foreseen = request.reading.is_foreseen || !filter.sources.is_empty();
        let opened = request.input.open(scope, Reading { is_foreseen, ..request.reading })?;
        let fields = scope.fields;
        Ok(Self { request, view, conversion, opened, fields, for_people })
    }

    fn rates(&self) -> Result<Rates, Error> {
        input::load_rates(&self.request.rates, self.request.max_rate_age, &self.opened.stream.reference)
    }

    fn matcher(&self) -> Result<Matcher<'_>, Error> {
        Matcher::new(&self.view.filter, &self.opened.stream.reference).map_err(Error::Usage)
    }

    fn context<'s>(&'s self, rates: &'s Rates) -> Context<'s> {
        Context {
            reference: &self.opened.stream.reference,
            rates,
            at: self.conversion.at,
            target: self.conversion.target,
            for_people: self.for_people,
            explain: self.conversion.explain,
            has_deals: !self.opened.stream.is_empty(),
        }
    }

    /// Looks at every deal: `pass_over` sees those that the filter is not about, `add` the others.
    ///
    /// # Errors
    /// When the dataset cannot be read, when `add` refuses, and for a name that nothing in the dataset has.
    fn run<'s, A: Send>(
        &'s self,
        asked: Asked<'s, '_>,
        start: impl Fn() -> A + Sync,
        pass_over: impl Fn(&mut A, &Deal<'_>, u64) + Sync,
        add: impl Fn(&mut A, &Selected<'_>, &Match, u64) -> Result<(), ReportError> + Sync,
        merge: impl Fn(&mut A, A),
    ) -> Result<A, Error> {
        self.run_in_parts(asked, start, pass_over, add, |_| (), |()| Ok(()), merge)
    }

    /// The same, where the answer is taken apart as it grows: `cut` gives what a piece of the file has added to it, and
    /// `take` gets these in the order of the file.
    #[expect(
        clippy::too_many_arguments,
        reason = "the ways of an answer: begin, grow, be taken apart, be joined"
    )]
    fn run_in_parts<'s, A: Send, P: Send>(
        &'s self,
        asked: Asked<'s, '_>,
        start: impl Fn() -> A + Sync,
        pass_over: impl Fn(&mut A, &Deal<'_>, u64) + Sync,
        add: impl Fn(&mut A, &Selected<'_>, &Match, u64) -> Result<(), ReportError> + Sync,
        cut: impl Fn(&mut A) -> P + Sync,
        take: impl FnMut(P) -> Result<(), Error> + Send,
        merge: impl Fn(&mut A, A),
    ) -> Result<A, Error> {
        let Asked { matcher, rates, sees_all } = asked;
        let as_of = self.view.as_of;
        let may_go_to = |places: &[Place]| matcher.may_go_to(places);
        let hints = if sees_all {
            Prefilters::default()
        } else {
            Prefilters {
                needles: matcher.needles(),
                may_go_to: if matcher.can_prefilter_by_place() { Some(&may_go_to) } else { None },
            }
        };
        let hands = self.opened.stream.fold(
            self.fields | matcher.fields_of_names(),
            &hints,
            || Hand {
                converter: Converter::new(rates, self.conversion.at),
                met: SeenNames::default(),
                answer: start(),
            },
            |hand, deal, at| {
                // Names are looked up in all that is on record: a company is not unknown because its deal came later.
                matcher.record_names(deal, &mut hand.met);
                if as_of.is_some_and(|day| !deal.truncate_to(day)) {
                    return Ok(());
                }
                let current = deal.current_state();
                match matcher.evaluate(deal, &current, &hand.converter) {
                    Match::No => {
                        pass_over(&mut hand.answer, deal, at);
                        Ok(())
                    }
                    found => {
                        add(&mut hand.answer, &Selected { deal, current }, &found, at).map_err(Error::Report)
                    }
                }
            },
            |hand| cut(&mut hand.answer),
            take,
        );
        let hands = hands.map_err(|stop| input::error(stop, &self.opened.name, |error| error))?;
        let mut met = SeenNames::default();
        let mut answer = None;
        for hand in hands {
            met.merge(hand.met);
            match &mut answer {
                None => answer = Some(hand.answer),
                Some(answer) => merge(answer, hand.answer),
            }
        }
        match matcher.unknown_name(&met) {
            Some(unknown_name) => Err(Error::Usage(self.unknown_name(unknown_name)?)),
            None => Ok(answer.unwrap_or_else(start)),
        }
    }

    /// Writes a list: `take` takes the rows that it has so far, and `write` gets them in their order. They are written as
    /// they come, where nothing must be known of those behind them. Gives the list with what is to be said of it, and
    /// the conversions laid open.
    fn write_list<'s, P: Send>(
        &'s self,
        matcher: &Matcher<'s>,
        rates: &'s Rates,
        options: &'s ListOptions,
        take: impl Fn(&mut List<'s>) -> P + Sync,
        mut write: impl FnMut(P) -> Result<(), Error> + Send,
    ) -> Result<(List<'s>, Report), Error> {
        let context = self.context(rates);
        // What is to be explained or may yet fail is not written before that is known.
        let in_parts = options.sort.is_empty()
            && !matcher.must_see_names()
            && options.limit.is_none()
            && !self.conversion.explain
            && !self.conversion.fail_on_missing;
        let mut list = self.run_in_parts(
            Asked { matcher, rates, sees_all: false },
            || List::new(context, options),
            |_, _, _| (),
            List::add,
            |list| in_parts.then(|| take(list)),
            |part| part.map_or(Ok(()), &mut write),
            List::merge,
        )?;
        let mut explained = Report::default();
        if !in_parts {
            list.sort();
            explained = self.finish(list.explained()?)?;
            write(take(&mut list))?;
        }
        Ok((list, explained))
    }

    /// What is to be said of a list that was written.
    fn said(&self, list: List<'_>, mut explained: Report) -> Result<Report, Error> {
        let mut rest = self.finish(list.rest())?;
        rest.document.tables.append(&mut explained.document.tables);
        rest.is_written = true;
        Ok(rest)
    }

    /// What is said of a name that nothing has, with the nearest of those that there are.
    fn unknown_name(&self, unknown_name: UnknownName<'_>) -> Result<Problem, Error> {
        let known = match unknown_name {
            UnknownName::Company(_) => self.collect(FieldSet::PARTIES | FieldSet::PARTS, |deal, names| {
                names.extend(deal.all_parties().map(|party| party.company.to_string()));
            })?,
            UnknownName::Tag(_) => self.collect(FieldSet::TAGS, |deal, names| {
                names.extend(deal.tags.iter().map(ToString::to_string));
            })?,
        };
        let reference = &self.opened.stream.reference;
        let described = reference.company_names().filter(|_| matches!(unknown_name, UnknownName::Company(_)));
        Ok(unknown_name.problem(described.chain(known.iter().map(String::as_str))))
    }

    /// Names of one kind, from all deals.
    fn collect(
        &self,
        fields: FieldSet,
        names: impl Fn(&Deal<'_>, &mut BTreeSet<String>) + Sync,
    ) -> Result<BTreeSet<String>, Error> {
        let threads = self.opened.stream.fold(
            fields,
            &Prefilters::default(),
            BTreeSet::new,
            |known, deal, _| {
                names(deal, known);
                Ok(())
            },
            |_| (),
            |()| Ok(()),
        );
        let threads = threads.map_err(|stop| input::error(stop, &self.opened.name, Error::Report))?;
        Ok(threads.into_iter().flatten().collect())
    }

    /// The report with what is to be said of how it was made.
    ///
    /// # Errors
    /// When rates are missing and that is to be an error.
    fn finish(&self, mut report: Report) -> Result<Report, Error> {
        if self.conversion.fail_on_missing && !report.unconverted.is_empty() {
            return Err(Error::Unconverted(report.unconverted));
        }
        if self.opened.is_partial {
            report.notes.push(format!(
                "{} is larger than 64 MB: what this answer does not need was not validated (--validate reads all of it)",
                self.opened.name
            ));
        }
        Ok(report)
    }
}
