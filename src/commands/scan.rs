//! Commands that look at every deal as it passes by, and keep only what their answer needs.

use std::collections::BTreeSet;
use std::io::Write;

use chrono::NaiveDate;

use super::{Conversion, Request, View};
#[cfg(feature = "parquet")]
use crate::dataset::Register;
use crate::dataset::{Hints, Scope};
use crate::deal::{Deal, Fields, Place};
use crate::error::Error;
use crate::invalid::Invalid;
use crate::io::input::{self, Opened, Reading};
use crate::io::output::Sink;
#[cfg(feature = "parquet")]
use crate::io::output::parquet_error;
#[cfg(feature = "parquet")]
use crate::parquet::{self, DealWriter, Row};
use crate::query::{Converter, Met, Selected, Sieve, Unmet, Verdict};
use crate::rates::RateBook;
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
    let (book, sieve) = (scan.book()?, scan.sieve()?);
    let context = scan.context(&book);
    let asked = Asked { sieve: &sieve, book: &book, sees_all: false };
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
    let (book, sieve) = (scan.book()?, scan.sieve()?);
    let encoder = request.output.encoder(format, List::new(scan.context(&book), options).head());
    let mut writer = Writer { sink: request.output.sink(stdout)?, encoder: &encoder, is_empty: true };
    let take = |list: &mut List<'_>| encoder.part(&list.take(encoder.has_records()));
    let (list, explained) = scan.write_list(&sieve, &book, options, take, |part| writer.write(&part))?;
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
            Invalid::new("a Parquet file of deals has the same columns always").hint("leave out --columns"),
        ));
    }
    let scan = Scan::open(request, view, *conversion, Scope::ALL, false)?;
    let (book, sieve) = (scan.book()?, scan.sieve()?);
    let (sink, threads) = (request.output.sink(stdout)?, request.reading.threads());
    let register = &scan.opened.stream.register;
    let mut file = DealFile::new(sink, register, conversion.target.is_some(), threads)?;
    let (list, explained) =
        scan.write_list(&sieve, &book, options, List::take_whole, |rows| file.push(&rows))?;
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
    fn new(sink: Sink<'w>, register: &Register, converts: bool, threads: usize) -> Result<Self, Error> {
        let writer = DealWriter::new(sink, &crate::dataset::register_text(register), converts, threads);
        Ok(Self { writer: writer.map_err(parquet_error)? })
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
            self.writer.push(&Row { deal, record, conversion }).map_err(parquet_error)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Error> {
        self.writer.finish().map_err(parquet_error)?.finish()
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
    let (book, sieve) = (scan.book()?, scan.sieve()?);
    let context = scan.context(&book);
    let start = || Totals::new(context, options, &sieve);
    let all = scan.run(
        Asked { sieve: &sieve, book: &book, sees_all: options.sees_all() },
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
    let scope = Scope { fields: Companies::FIELDS, companies: true, sources: false, rates: false };
    let scan = Scan::open(request, view, Conversion::default(), scope, for_people)?;
    let (book, sieve) = (scan.book()?, scan.sieve()?);
    let context = scan.context(&book);
    let start = || Companies::new(context, text);
    let add = |all: &mut Companies<'_>, selected: &Selected<'_>, verdict: &Verdict, at| {
        all.add(selected, verdict, at);
        Ok(())
    };
    let all = scan.run(
        Asked { sieve: &sieve, book: &book, sees_all: true },
        start,
        Companies::pass_over,
        add,
        Companies::merge,
    )?;
    scan.finish(all.report())
}

/// The countries and regions whose names contain a text.
pub(super) fn regions(request: &Request, view: &View, text: &str, for_people: bool) -> Result<Report, Error> {
    let scope = Scope { fields: Regions::FIELDS, companies: true, sources: false, rates: false };
    let scan = Scan::open(request, view, Conversion::default(), scope, for_people)?;
    let (book, sieve) = (scan.book()?, scan.sieve()?);
    let context = scan.context(&book);
    let start = || Regions::new(context, text);
    let add = |all: &mut Regions<'_>, selected: &Selected<'_>, verdict: &Verdict, at| {
        all.add(selected, verdict, at);
        Ok(())
    };
    let all = scan.run(
        Asked { sieve: &sieve, book: &book, sees_all: false },
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
    let scan = Scan::open(request, &view, *conversion, Scope::ALL, for_people)?;
    let (book, sieve) = (scan.book()?, scan.sieve()?);
    let deals = scan.run(
        Asked { sieve: &sieve, book: &book, sees_all: true },
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
            let known = scan.collect(Fields::ANNOUNCED, |deal, names| {
                let is_known = as_of.is_none_or(|day| deal.announced.first() <= day);
                names.extend(is_known.then(|| deal.id.to_string()));
            })?;
            let known = known.iter().map(String::as_str);
            return Err(Error::Usage(Invalid::name("deal", id, known, "`outlay list` lists them all")));
        };
        asked.push(Selected { deal, standing: deal.standing() });
    }
    scan.finish(report::show(&asked, &scan.context(&book))?)
}

/// The rates on record. A dataset that is held to the rules whole is read to its end for it.
pub(super) fn rates(request: &Request) -> Result<RateBook, Error> {
    let scope = Scope { fields: Fields::ID, companies: false, sources: false, rates: true };
    // No deal is read for it that could tell of others.
    let (view, request) = (View::default(), request.with_foresight());
    let scan = Scan::open(&request, &view, Conversion::default(), scope, true)?;
    if !scan.opened.is_partial {
        scan.collect(Fields::ID, |_, _| ())?;
    }
    scan.book()
}

/// A dataset and what is asked of it.
struct Scan<'a> {
    request: &'a Request,
    view: &'a View,
    conversion: Conversion,
    opened: Opened,
    fields: Fields,
    for_people: bool,
}

/// What deals are held against, and whether all of them must be seen: else those that cannot be asked for need not be.
struct Asked<'a, 's> {
    sieve: &'s Sieve<'a>,
    book: &'a RateBook,
    sees_all: bool,
}

/// What each thread has at hand beside its answer.
struct Hand<'a, A> {
    converter: Converter<'a>,
    met: Met,
    answer: A,
}

impl<'a> Scan<'a> {
    /// Opens the dataset of a request; `scope` is what the answer needs beside what the filter looks at.
    fn open(
        request: &'a Request,
        view: &'a View,
        conversion: Conversion,
        scope: Scope,
        for_people: bool,
    ) -> Result<Self, Error> {
        let filter = &view.filter;
        filter.check().map_err(Error::Usage)?;
        let known = (Fields::HISTORY | Fields::ANNOUNCED | Fields::AS_WRITTEN).when(view.as_of.is_some());
        let scope = Scope {
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

    fn book(&self) -> Result<RateBook, Error> {
        input::rate_book(&self.request.rates, self.request.max_rate_age, &self.opened.stream.register)
    }

    fn sieve(&self) -> Result<Sieve<'_>, Error> {
        Sieve::new(&self.view.filter, &self.opened.stream.register).map_err(Error::Usage)
    }

    fn context<'s>(&'s self, book: &'s RateBook) -> Context<'s> {
        Context {
            register: &self.opened.stream.register,
            book,
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
        add: impl Fn(&mut A, &Selected<'_>, &Verdict, u64) -> Result<(), ReportError> + Sync,
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
        add: impl Fn(&mut A, &Selected<'_>, &Verdict, u64) -> Result<(), ReportError> + Sync,
        cut: impl Fn(&mut A) -> P + Sync,
        take: impl FnMut(P) -> Result<(), Error> + Send,
        merge: impl Fn(&mut A, A),
    ) -> Result<A, Error> {
        let Asked { sieve, book, sees_all } = asked;
        let as_of = self.view.as_of;
        let may_go_to = |places: &[Place]| sieve.may_go_to(places);
        let hints = if sees_all {
            Hints::default()
        } else {
            Hints {
                needles: sieve.needles(),
                may_go_to: if sieve.is_told_by_places() { Some(&may_go_to) } else { None },
            }
        };
        let hands = self.opened.stream.fold(
            self.fields | sieve.fields_of_names(),
            &hints,
            || Hand {
                converter: Converter::new(book, self.conversion.at),
                met: Met::default(),
                answer: start(),
            },
            |hand, deal, at| {
                // Names are looked up in all that is on record: a company is not unknown because its deal came later.
                sieve.notice(deal, &mut hand.met);
                if as_of.is_some_and(|day| !deal.know_until(day)) {
                    return Ok(());
                }
                let standing = deal.standing();
                match sieve.judge(deal, &standing, &hand.converter) {
                    Verdict::No => {
                        pass_over(&mut hand.answer, deal, at);
                        Ok(())
                    }
                    verdict => add(&mut hand.answer, &Selected { deal, standing }, &verdict, at)
                        .map_err(Error::Report),
                }
            },
            |hand| cut(&mut hand.answer),
            take,
        );
        let hands = hands.map_err(|stop| input::error(stop, &self.opened.name, |error| error))?;
        let mut met = Met::default();
        let mut answer = None;
        for hand in hands {
            met.merge(hand.met);
            match &mut answer {
                None => answer = Some(hand.answer),
                Some(answer) => merge(answer, hand.answer),
            }
        }
        match sieve.unmet(&met) {
            Some(unmet) => Err(Error::Usage(self.unmet(unmet)?)),
            None => Ok(answer.unwrap_or_else(start)),
        }
    }

    /// Writes a list: `take` takes the rows that it has so far, and `write` gets them in their order. They are written as
    /// they come, where nothing must be known of those behind them. Gives the list with what is to be said of it, and
    /// the conversions laid open.
    fn write_list<'s, P: Send>(
        &'s self,
        sieve: &Sieve<'s>,
        book: &'s RateBook,
        options: &'s ListOptions,
        take: impl Fn(&mut List<'s>) -> P + Sync,
        mut write: impl FnMut(P) -> Result<(), Error> + Send,
    ) -> Result<(List<'s>, Report), Error> {
        let context = self.context(book);
        // What is to be explained or may yet fail is not written before that is known.
        let in_parts = options.sort.is_empty()
            && !sieve.must_meet_names()
            && options.limit.is_none()
            && !self.conversion.explain
            && !self.conversion.fail_on_missing;
        let mut list = self.run_in_parts(
            Asked { sieve, book, sees_all: false },
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
    fn unmet(&self, unmet: Unmet<'_>) -> Result<Invalid, Error> {
        let known = match unmet {
            Unmet::Company(_) => self.collect(Fields::PARTIES | Fields::PARTS, |deal, names| {
                names.extend(deal.parties_and_theirs().map(|party| party.company.to_string()));
            })?,
            Unmet::Tag(_) => self.collect(Fields::TAGS, |deal, names| {
                names.extend(deal.tags.iter().map(ToString::to_string));
            })?,
        };
        let register = &self.opened.stream.register;
        let described = register.company_names().filter(|_| matches!(unmet, Unmet::Company(_)));
        Ok(unmet.invalid(described.chain(known.iter().map(String::as_str))))
    }

    /// Names of one kind, from all deals.
    fn collect(
        &self,
        fields: Fields,
        names: impl Fn(&Deal<'_>, &mut BTreeSet<String>) + Sync,
    ) -> Result<BTreeSet<String>, Error> {
        let threads = self.opened.stream.fold(
            fields,
            &Hints::default(),
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
