//! Imports third-party tables: maps columns to fields and rows to deals.
//!
//! - `mapping`: which column holds which field
//! - `cell`: amounts, dates and texts of cells

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

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which it starts, from 1; the header is on line 1.
    pub line: usize,
    /// The cells, as text.
    pub cells: Vec<String>,
}

/// The result of an import. Each row is imported, present or rejected.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Number of new deals.
    pub imported: usize,
    /// Number of rows that the dataset had already.
    pub present: usize,
    /// Rejected rows and their problems.
    pub rejected: Vec<(Row, Problem)>,
    /// The ids of the first new deals, at most [`MAX_SHOWN`].
    pub first: Vec<Slug<'static>>,
}

/// Maximum number of new deals that are shown.
pub const MAX_SHOWN: usize = 5;

/// Adds the rows of a table to a dataset.
pub fn import(
    rows: Vec<Row>,
    mapping: &Mapping,
    dataset: &mut Dataset,
    mut after_row: impl FnMut(),
) -> Outcome {
    let mut outcome = Outcome::default();
    let mut index = DealIndex::of(dataset);
    for row in rows {
        match mapping.read(&row.cells).and_then(|draft| index.admit(draft, dataset)) {
            Ok(Admitted::New(deal)) => {
                outcome.imported += 1;
                if outcome.first.len() < MAX_SHOWN {
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

/// The fields of a deal that a row has.
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
    /// The home of the principal parties, if the row has only that.
    home: Option<crate::area::Area>,
    tags: Vec<String>,
    note: Option<String>,
    source: Option<String>,
    publisher: Option<String>,
    quote: Option<String>,
}

/// An index of the deals of a dataset.
struct DealIndex {
    ids: HashSet<String>,
    /// Company, date and amount of each deal.
    deals: HashSet<(String, String, String)>,
    /// The last number that was appended to each base of ids.
    numbers: HashMap<String, u32>,
}

enum Admitted {
    New(Box<Deal<'static>>),
    Present,
}

impl DealIndex {
    fn of(dataset: &Dataset) -> Self {
        Self {
            ids: dataset.deals.iter().map(|deal| deal.id.to_string()).collect(),
            deals: dataset.deals.iter().filter_map(key).collect(),
            numbers: HashMap::new(),
        }
    }

    /// Makes a draft into a deal, unless the dataset has it.
    fn admit(&mut self, draft: Draft, dataset: &mut Dataset) -> Result<Admitted, Problem> {
        if draft.id.as_ref().is_some_and(|id| self.ids.contains(id.as_str())) {
            return Ok(Admitted::Present);
        }
        let has_id = draft.id.is_some();
        let home = draft.home;
        let source_cells = SourceCells::of(&draft)?;
        let mut deal = valid(self.data(draft)?)?;
        let key = key(&deal);
        // A deal with its own id differs from others of the same company, date and amount.
        if !has_id && key.as_ref().is_some_and(|key| self.deals.contains(key)) {
            return Ok(Admitted::Present);
        }
        // The row is accepted; only now change the dataset, so that a rejected row adds nothing to it.
        if let Some(source_cells) = source_cells {
            let mut data = DealData::clone(&deal);
            data.citations.push(source_cells.cite(deal.announced, dataset)?);
            deal = valid(data)?;
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

    fn data(&mut self, draft: Draft) -> Result<DealData<'static>, Problem> {
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

/// The source that a row names.
struct SourceCells {
    source: String,
    publisher: Option<String>,
    quote: Option<String>,
}

impl SourceCells {
    /// # Errors
    /// For a quote or a publisher without a source.
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

/// Returns what identifies a deal without an id: its first company, its date, and its amount, or its title if the amount is
/// undisclosed.
fn key(deal: &Deal) -> Option<(String, String, String)> {
    let amount = deal.amount.map_or_else(|| fold(&deal.title), |amount| amount.to_string());
    Some((fold(&deal.parties.first()?.company), deal.announced.to_string(), amount))
}

/// Returns the host of a URL, which is the publisher if none is named.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#']).next().map(str::to_owned).filter(|host| !host.is_empty())
}
