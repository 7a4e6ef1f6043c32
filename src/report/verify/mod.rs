//! Whether each quote stands in the text of its source, and each figure in its quotes.
//!
//! - `page`: the text of a page, for comparison with quotes

mod page;

use std::collections::BTreeSet;

use super::table::{Cell, Column, Table};
use super::{Report, ReportError, Unconverted};
use crate::deal::{Citation, Deal, Equivalent};
use crate::hash::HashMap;
use crate::invalid::keyword_enum;
use crate::money::{Amount, Quantity, amounts_in};
use crate::query::{Collect, Match, Selected};

pub(crate) use page::{Markup, Page};

keyword_enum! {
    /// What came of a check.
    enum Outcome is "result of a check" {
        /// The quote or the figure is there.
        Found = "found",
        /// It is not.
        NotFound = "not found",
        /// There is nothing to compare it with.
        NotChecked = "not checked",
    }
}

/// How many sources without a text a note names; each check of their quotes says so, too.
const MAX_SOURCES: usize = 5;

/// The least width of a reason. In a narrower column an amount would be wrapped.
const MIN_REASON: usize = 24;

/// The texts of sources, by their ids.
pub(crate) type Pages = HashMap<String, Page>;

/// One check.
#[derive(Debug)]
struct Check {
    deal: String,
    /// The source of a quote or a citation; empty for what any quote of the deal may state.
    source: String,
    /// What is checked: a quote, or which figure.
    what: String,
    /// The quote or the figure.
    text: String,
    outcome: Outcome,
    /// Why it was not found or not checked.
    reason: String,
}

/// Checks the quotes and figures of deals. Each thread fills one, and [`Self::merge`] joins them.
#[derive(Debug)]
pub(crate) struct Verification<'a> {
    /// The texts; `None` if there are none to compare with.
    pages: Option<&'a Pages>,
    /// How many quotes were not compared.
    quotes_left: usize,
    /// The checks, with the positions of their deals.
    checks: Vec<(u64, Check)>,
    /// The sources whose texts are missing.
    without_page: BTreeSet<String>,
}

impl<'a> Verification<'a> {
    /// A verification against the texts of sources; of figures alone without them.
    pub(crate) fn new(pages: Option<&'a Pages>) -> Self {
        Self { pages, quotes_left: 0, checks: Vec::new(), without_page: BTreeSet::new() }
    }

    /// The checks as a table, in the order of the deals.
    pub(crate) fn report(mut self) -> Report {
        self.checks.sort_by_key(|(at, _)| *at);
        let failed = self.checks.iter().any(|(_, check)| check.outcome == Outcome::NotFound);
        let caveats = self.caveats();
        let cells = |(_, check): (u64, Check)| {
            let Check { deal, source, what, text, outcome, reason } = check;
            [deal, source, what, text, outcome.to_string(), reason].into_iter().map(Cell::text).collect()
        };
        let columns = vec![
            Column::new("deal").keys(),
            Column::new("source").rank(1),
            Column::new("what").wraps(),
            Column::new("text").wraps().rank(2),
            Column::new("result"),
            Column::new("reason").wraps_at(MIN_REASON),
        ];
        let rows = self.checks.into_iter().map(cells).collect();
        let table = Table { columns, rows, caveats, ..Table::default() };
        Report { is_failure: failed, ..Report::new(vec![table], Unconverted::default()) }
    }

    fn caveats(&self) -> Vec<String> {
        let counts = |is_quote: bool| {
            let of = |outcome: Outcome| {
                let checks = self.checks.iter().map(|(_, check)| check);
                let count = checks
                    .filter(|check| (check.what == QUOTE) == is_quote && check.outcome == outcome)
                    .count();
                (count > 0).then(|| format!("{count} {outcome}"))
            };
            Outcome::ALL.iter().filter_map(|outcome| of(*outcome)).collect::<Vec<_>>().join(", ")
        };
        let mut caveats = Vec::new();
        if self.quotes_left > 0 {
            let left = self.quotes_left;
            caveats
                .push(format!("quotes: {left} not compared (--texts FOLDER names the texts of the sources)"));
        }
        for (name, text) in [("quotes", counts(true)), ("figures", counts(false))] {
            if !text.is_empty() {
                caveats.push(format!("{name}: {text}"));
            }
        }
        if !self.without_page.is_empty() {
            let count = self.without_page.len();
            let shown: Vec<&str> = self.without_page.iter().take(MAX_SOURCES).map(String::as_str).collect();
            let more = if count > shown.len() { " …" } else { "" };
            caveats.push(format!("sources: {count} without a text: {}{more}", shown.join(", ")));
        }
        caveats
    }

    /// Checks everything that a deal cites or states.
    fn deal(&mut self, at: u64, deal: &Deal<'_>) {
        for citation in deal.all_citations() {
            self.quote(at, deal, citation);
        }
        self.announced(at, deal);
        for revision in &deal.history {
            let (date, quotes) = (revision.date, Quotes::of(&revision.citation));
            self.figure(at, deal, &format!("amount of {date}"), revision.amount.as_ref(), &quotes);
            for equivalent in &revision.equivalents {
                self.figure(at, deal, &format!("equivalent of {date}"), Some(&equivalent.amount), &quotes);
            }
        }
        for progress in &deal.progress {
            let (date, quotes) = (progress.date, Quotes::of(&progress.citation));
            self.figure(at, deal, &format!("allocated by {date}"), progress.allocated.as_ref(), &quotes);
            self.figure(at, deal, &format!("spent by {date}"), progress.spent.as_ref(), &quotes);
        }
    }

    /// Checks the figures of the announcement, of its parts and of its citations.
    fn announced(&mut self, at: u64, deal: &Deal<'_>) {
        // A citation with a figure of its own speaks of that one.
        let shared = || deal.citations.iter().filter(|citation| citation.amount.is_none());
        self.figure(at, deal, "amount", deal.amount.as_ref(), &Quotes::of(shared()));
        for Equivalent { amount, source } in &deal.equivalents {
            let quotes = shared().filter(|citation| source.as_ref().is_none_or(|id| *id == citation.source));
            self.figure(at, deal, "equivalent", Some(amount), &Quotes::of(quotes));
        }
        for part in &deal.parts {
            let what = format!("part: {}", part.title);
            self.figure(at, deal, &what, part.amount.as_ref(), &Quotes::of(&deal.citations));
        }
        for citation in &deal.citations {
            let quotes = Quotes::of([citation]);
            self.figure(at, deal, "amount of the source", citation.amount.as_ref(), &quotes);
            for equivalent in &citation.equivalents {
                self.figure(at, deal, "equivalent of the source", Some(&equivalent.amount), &quotes);
            }
        }
    }

    /// Looks for the quote of a citation in the text of its source.
    fn quote(&mut self, at: u64, deal: &Deal<'_>, citation: &Citation<'_>) {
        let Some(quote) = &citation.quote else { return };
        let Some(pages) = self.pages else {
            self.quotes_left += 1;
            return;
        };
        let id = citation.source.as_str();
        let (outcome, reason) = match pages.get(id) {
            None => {
                self.without_page.insert(id.to_owned());
                (Outcome::NotChecked, "the source has no text".to_owned())
            }
            Some(page) => match page.missing_part(quote) {
                None => (Outcome::Found, String::new()),
                Some(part) => {
                    (Outcome::NotFound, format!("the text of the source differs, beginning at {part:?}"))
                }
            },
        };
        let (deal, source) = (deal.id.to_string(), id.to_owned());
        let text = quote.to_string();
        self.checks.push((at, Check { deal, source, what: QUOTE.to_owned(), text, outcome, reason }));
    }

    /// Looks for a figure, if there is one, in quotes.
    fn figure(&mut self, at: u64, deal: &Deal<'_>, what: &str, amount: Option<&Amount>, quotes: &Quotes) {
        let Some(amount) = amount else { return };
        let (outcome, reason) = quotes.check(amount);
        let (source, text) = (quotes.source.clone(), amount.shown());
        let check = Check { deal: deal.id.to_string(), source, what: what.to_owned(), text, outcome, reason };
        self.checks.push((at, check));
    }
}

/// The name of a check of a quote.
const QUOTE: &str = "quote";

/// The amounts that some quotes name.
struct Quotes {
    /// The source of all of them; empty if there are several.
    source: String,
    has_any: bool,
    amounts: Vec<Amount>,
}

impl Quotes {
    fn of<'c>(citations: impl IntoIterator<Item = &'c Citation<'c>>) -> Self {
        let mut sources = BTreeSet::new();
        let mut quotes = Self { source: String::new(), has_any: false, amounts: Vec::new() };
        for citation in citations {
            sources.insert(citation.source.as_str());
            if let Some(quote) = &citation.quote {
                quotes.has_any = true;
                quotes.amounts.extend(amounts_in(quote));
            }
        }
        if let (Some(only), 1) = (sources.first(), sources.len()) {
            (*only).clone_into(&mut quotes.source);
        }
        quotes
    }

    /// Looks for a figure in the quotes. A quote may leave the bound to its context, but not state another.
    fn check(&self, figure: &Amount) -> (Outcome, String) {
        let named: Vec<&Amount> =
            self.amounts.iter().filter(|amount| amount.currency == figure.currency).collect();
        let headline = figure.quantity.estimate().headline;
        let is_without_bound = |amount: &&Amount| amount.quantity == Quantity::Exact(headline);
        if !self.has_any {
            (Outcome::NotChecked, "there is no quote".to_owned())
        } else if named.is_empty() {
            (Outcome::NotChecked, format!("no quote has a figure in {}", figure.currency))
        } else if named.iter().any(|amount| amount.quantity == figure.quantity) {
            (Outcome::Found, String::new())
        } else if !matches!(figure.quantity, Quantity::Range { .. }) && named.iter().any(is_without_bound) {
            let bound = figure.quantity.bound();
            (Outcome::Found, format!("the quote does not say \"{bound}\""))
        } else {
            let named: BTreeSet<String> = named.into_iter().map(Amount::shown).collect();
            let named: Vec<String> = named.into_iter().take(MAX_NAMED).collect();
            (Outcome::NotFound, format!("the quotes say {}", named.join(", ")))
        }
    }
}

/// How many figures of the quotes a reason names.
const MAX_NAMED: usize = 4;

impl Collect for Verification<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        if matches!(found, Match::Yes(_)) {
            self.deal(at, selected.deal);
        }
        Ok(())
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.checks.extend(other.checks);
        self.without_page.extend(other.without_page);
        self.quotes_left += other.quotes_left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(figure: &str, quote: &str) -> (Outcome, String) {
        let quotes = Quotes { source: String::new(), has_any: true, amounts: amounts_in(quote) };
        quotes.check(&figure.parse().unwrap())
    }

    #[test]
    fn a_figure_is_read_out_of_its_quote() {
        let quote = "has committed €3 billion ($3.09 billion) to data centers, of which at most £40m in 2025";
        for figure in ["EUR 3bn", "USD 3.09bn", "up to GBP 40m"] {
            assert_eq!(check(figure, quote), (Outcome::Found, String::new()), "{figure}");
        }
        assert_eq!(
            check("about EUR 3bn", quote),
            (Outcome::Found, "the quote does not say \"about\"".into())
        );
        assert_eq!(check("EUR 3.1bn", quote), (Outcome::NotFound, "the quotes say 3bn EUR".into()));
        // The quote states a bound that the figure lacks.
        assert_eq!(check("GBP 40m", quote), (Outcome::NotFound, "the quotes say ≤ 40m GBP".into()));
        assert_eq!(check("JPY 1bn", quote), (Outcome::NotChecked, "no quote has a figure in JPY".into()));
    }

    #[test]
    fn a_rate_is_no_figure() {
        assert_eq!(check("USD 3.1bn", "$1 = 0.9685 euros").0, Outcome::NotChecked);
    }
}
