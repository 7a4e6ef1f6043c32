//! Tables of other people's making as deals: which column is what, and what each row becomes.

mod cell;
mod mapping;

use std::collections::{HashMap, HashSet};

use crate::dataset::{Company, Dataset, slug, valid};
use crate::date::PartialDate;
use crate::deal::{Citation, Deal, DealData, Equivalent, Kind, Party, Slug, Status};
use crate::invalid::Problem;
use crate::money::Amount;
use crate::text::fold;

pub use mapping::Mapping;

/// One row of a table: the line of the file on which it begins, and its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// From 1; the header is the first.
    pub line: usize,
    /// The cells, as text.
    pub cells: Vec<String>,
}

/// What became of the rows of a table; each is in exactly one of the three.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// How many became deals.
    pub imported: usize,
    /// How many were there already.
    pub present: usize,
    /// Those that became nothing, and why.
    pub rejected: Vec<(Row, Problem)>,
    /// The first deals that were made, to be shown.
    pub first: Vec<Slug<'static>>,
}

/// How many deals of an import are shown.
pub const SHOWN: usize = 5;

/// Adds the rows of a table to a dataset.
pub fn import(
    rows: Vec<Row>,
    mapping: &Mapping,
    dataset: &mut Dataset,
    mut after_row: impl FnMut(),
) -> Outcome {
    let mut outcome = Outcome::default();
    let mut known = Known::of(dataset);
    for row in rows {
        match mapping.read(&row.cells).and_then(|deal| known.admit(deal, dataset)) {
            Ok(Admitted::New(deal)) => {
                outcome.imported += 1;
                if outcome.first.len() < SHOWN {
                    outcome.first.push(deal.id.clone());
                }
                dataset.deals.push(*deal);
            }
            Ok(Admitted::Present) => outcome.present += 1,
            Err(problem) => outcome.rejected.push((row, problem)),
        }
        after_row();
    }
    outcome
}

/// What a row says of a deal.
#[derive(Debug, Clone, Default)]
struct Draft {
    id: Option<Slug<'static>>,
    title: Option<String>,
    kind: Option<Kind>,
    announced: Option<PartialDate>,
    status: Option<Status>,
    amount: Option<Amount>,
    equivalents: Vec<Amount>,
    parties: Vec<Party<'static>>,
    places: Vec<crate::deal::Place>,
    /// The home of the principal parties, where the row has only that.
    home: Option<crate::area::Area>,
    tags: Vec<String>,
    note: Option<String>,
    source: Option<String>,
    publisher: Option<String>,
    quote: Option<String>,
}

/// What is in a dataset already, found at once however large it is.
struct Known {
    ids: HashSet<String>,
    /// Company, date and amount of each deal.
    deals: HashSet<(String, String, String)>,
    /// How often a base of ids was used, so that the next free number need not be searched from the first.
    numbers: HashMap<String, u32>,
}

enum Admitted {
    New(Box<Deal<'static>>),
    Present,
}

impl Known {
    fn of(dataset: &Dataset) -> Self {
        Self {
            ids: dataset.deals.iter().map(|deal| deal.id.to_string()).collect(),
            deals: dataset.deals.iter().filter_map(key).collect(),
            numbers: HashMap::new(),
        }
    }

    /// Makes a deal of a draft, unless it is there already.
    fn admit(&mut self, draft: Draft, dataset: &mut Dataset) -> Result<Admitted, Problem> {
        if draft.id.as_ref().is_some_and(|id| self.ids.contains(id.as_str())) {
            return Ok(Admitted::Present);
        }
        let has_id = draft.id.is_some();
        let home = draft.home;
        let said_by = SaidBy::of(&draft)?;
        let mut deal = valid(self.facts(draft)?)?;
        let key = key(&deal);
        // A deal with an id of its own is itself, whoever else announced as much on that day.
        if !has_id && key.as_ref().is_some_and(|key| self.deals.contains(key)) {
            return Ok(Admitted::Present);
        }
        // From here on the row is taken: nothing of one that is not stays behind in the dataset.
        if let Some(said_by) = said_by {
            let mut facts = DealData::clone(&deal);
            facts.citations.push(said_by.cite(deal.announced, dataset)?);
            deal = valid(facts)?;
        }
        if let (Some(home), Some(principal)) = (home, deal.principals().next())
            && dataset.companies.find(&principal.company).is_none()
        {
            dataset.companies.insert(Company {
                name: principal.company.to_string(),
                aliases: Vec::new(),
                home: Some(home),
                parent: None,
            })?;
        }
        self.ids.insert(deal.id.to_string());
        self.deals.extend(key);
        Ok(Admitted::New(Box::new(deal)))
    }

    fn facts(&mut self, draft: Draft) -> Result<DealData<'static>, Problem> {
        let announced = draft.announced.ok_or_else(|| {
            Problem::new("there is no date").hint("map the column of dates: announced=COLUMN")
        })?;
        let kind = draft.kind.unwrap_or(Kind::Other);
        let first = draft.parties.first().ok_or_else(|| {
            Problem::new("there is no party").hint("map the column of companies: party=COLUMN:recipient")
        })?;
        let title = draft.title.unwrap_or_else(|| format!("{}: {kind}", first.company));
        let id = draft.id.map_or_else(|| self.free_id(&title), Ok)?;
        let equivalent =
            |amount: Amount| Equivalent { amount, source: None }.with_bound_of(draft.amount.as_ref());
        Ok(DealData {
            id,
            title: title.into(),
            kind,
            announced,
            status: draft.status.unwrap_or(Status::Announced),
            amount: draft.amount,
            equivalents: draft.equivalents.into_iter().map(equivalent).collect(),
            period: None,
            parties: draft.parties,
            places: draft.places,
            parts: Vec::new(),
            tags: draft.tags.into_iter().map(Into::into).collect(),
            citations: Vec::new(),
            history: Vec::new(),
            note: draft.note.map(Into::into),
        })
    }

    fn free_id(&mut self, title: &str) -> Result<Slug<'static>, Problem> {
        let base = slug(title)?;
        let number = self.numbers.entry(base.to_string()).or_insert(0);
        loop {
            *number += 1;
            let id = if *number == 1 { base.to_string() } else { format!("{base}-{number}") };
            if !self.ids.contains(&id) {
                return id.parse();
            }
        }
    }
}

/// Who says so, as a row gives it.
struct SaidBy {
    source: String,
    publisher: Option<String>,
    quote: Option<String>,
}

impl SaidBy {
    /// # Errors
    /// For a quote or a publisher without a source, which would be lost.
    fn of(draft: &Draft) -> Result<Option<Self>, Problem> {
        let Some(source) = draft.source.clone() else {
            if draft.quote.is_some() || draft.publisher.is_some() {
                let problem = Problem::new("a quote or a publisher without a source");
                return Err(problem.hint("map the column of URLs: source=COLUMN"));
            }
            return Ok(None);
        };
        let publisher = draft.publisher.clone().or_else(|| host(&source));
        Ok(Some(Self { source, publisher, quote: draft.quote.clone() }))
    }

    fn cite(self, date: PartialDate, dataset: &mut Dataset) -> Result<Citation<'static>, Problem> {
        let source = dataset.source(&self.source, self.publisher.as_deref(), Some(date))?;
        Ok(Citation { source, quote: self.quote.map(Into::into), amount: None, equivalents: Vec::new() })
    }
}

/// By what a deal is known again that has no id: its first company, its date, and its amount (or, undisclosed, its title).
fn key(deal: &Deal) -> Option<(String, String, String)> {
    let amount = deal.amount.map_or_else(|| fold(&deal.title), |amount| amount.to_string());
    Some((fold(&deal.parties.first()?.company), deal.announced.to_string(), amount))
}

/// The host of a URL, which stands for a publisher where none is named.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#']).next().map(str::to_owned).filter(|host| !host.is_empty())
}
