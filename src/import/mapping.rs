//! The mapping of columns to fields: `amount="Money Raised",currency=USD,announced=Date:%d/%m/%Y,party=Company:recipient`.

use std::str::FromStr;

use super::Draft;
use super::cell::{self, Amounts};
use crate::deal::{Kind, Party, Place, Role, Status};
use crate::invalid::{Problem, did_you_mean, keyword_enum};
use crate::money::{Amount, Bound, Currency, Quantity, parse_decimal};
use crate::text::{fold, quote};

keyword_enum! {
    /// A field of a deal that a column may hold.
    pub enum Field is "field of a mapping" {
        Id = "id",
        Title = "title",
        Kind = "kind",
        Announced = "announced",
        Status = "status",
        Amount = "amount",
        Currency = "currency",
        Bound = "bound",
        Floor = "floor",
        Headline = "headline",
        Ceiling = "ceiling",
        Party = "party",
        Place = "place",
        Tag = "tag",
        Note = "note",
        Source = "source",
        Publisher = "publisher",
        Quote = "quote",
        Units = "units",
        Decimal = "decimal",
    }
}

/// A column and how its cells are read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Binding {
    field: Field,
    column: usize,
    /// The role of a party; `None` if the cell has it (`CoreWeave:provider`).
    role: Option<Role>,
    /// The separator of several values.
    split: Option<String>,
    /// The format of a date.
    format: Option<String>,
}

/// How the rows of one table become deals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    width: usize,
    bindings: Vec<Binding>,
    kind: Option<Kind>,
    status: Option<Status>,
    amounts: Amounts,
}

/// The header of `outlay list --format csv`, and its mapping.
const OWN: [&str; 12] = [
    "id",
    "title",
    "kind",
    "status",
    "announced",
    "parties",
    "places",
    "bound",
    "floor",
    "headline",
    "ceiling",
    "currency",
];
const OWN_MAP: &str = "id=id,title=title,kind=kind,status=status,announced=announced,party=parties:split=; ,place=places:split=; ,bound=bound,floor=floor,headline=headline,ceiling=ceiling,currency=currency";

/// Usual column names of each field. The first that a header has is used.
const USUAL: [(&str, &[&str]); 14] = [
    (
        "announced",
        &["announced", "announced date", "announcement date", "date announced", "deal date", "date"],
    ),
    (
        "amount",
        &[
            "amount",
            "money raised",
            "deal value",
            "deal size",
            "value",
            "size",
            "funding",
            "investment",
            "raised",
            "price",
        ],
    ),
    ("currency", &["currency", "ccy"]),
    (
        "party:recipient",
        &[
            "company",
            "recipient",
            "organization",
            "organization name",
            "organisation",
            "target",
            "startup",
            "firm",
        ],
    ),
    ("party:investor:split=;", &["investor", "investors", "lead investors", "acquirer", "buyer", "backers"]),
    ("title", &["title", "deal", "deal name", "project", "name", "description", "headline"]),
    ("kind", &["kind"]),
    ("status", &["status"]),
    ("place", &["country", "place", "places", "location", "region"]),
    ("tag", &["tag", "tags", "industry", "sector"]),
    ("note", &["note", "notes", "comment", "comments"]),
    ("source", &["source", "url", "link", "source url"]),
    ("publisher", &["publisher"]),
    ("id", &["id", "deal id"]),
];

impl Mapping {
    /// Parses a mapping for a table with this header.
    ///
    /// # Errors
    /// For an unknown field or column; names the nearest one.
    pub fn new(text: &str, header: &[String]) -> Result<Self, Problem> {
        let mut mapping = Self {
            width: header.len(),
            bindings: Vec::new(),
            kind: None,
            status: None,
            amounts: Amounts::default(),
        };
        for item in items(text) {
            let (field, value) = item.split_once('=').ok_or_else(|| {
                let fields: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
                let hint = format!(
                    "write for example amount=\"Money Raised\",announced=Date:%d/%m/%Y; the fields are {}",
                    fields.join(", ")
                );
                Problem::new(format!("{item:?} is not FIELD=COLUMN")).hint(hint)
            })?;
            mapping.bind(field.trim().parse()?, value, header)?;
        }
        Ok(mapping)
    }

    /// Returns the mapping that a header suggests: outlay's own, or one by the usual column names.
    pub fn propose(header: &[String]) -> String {
        if header.iter().take(OWN.len()).map(|name| fold(name)).eq(OWN.iter().map(|name| (*name).to_owned()))
        {
            return OWN_MAP.to_owned();
        }
        let mut taken: Vec<usize> = Vec::new();
        let mut items: Vec<String> = Vec::new();
        for (field, names) in USUAL {
            let found = names.iter().find_map(|name| header.iter().position(|column| fold(column) == *name));
            let Some(column) = found.filter(|column| !taken.contains(column)) else { continue };
            taken.push(column);
            let name = &header[column];
            let name = if name.contains([',', ':', '=', '"']) { format!("\"{name}\"") } else { name.clone() };
            items.push(match field.split_once(':') {
                Some((field, role)) => format!("{field}={name}:{role}"),
                None => format!("{field}={name}"),
            });
        }
        items.join(",")
    }

    /// Returns whether a header is that of `outlay list --format csv`.
    pub fn is_own(header: &[String]) -> bool {
        Self::propose(header) == OWN_MAP
    }

    fn bind(&mut self, field: Field, value: &str, header: &[String]) -> Result<(), Problem> {
        let (column, options) = column_and_options(value);
        let known = || {
            header
                .iter()
                .position(|name| name.trim() == column)
                .or_else(|| header.iter().position(|name| fold(name) == fold(&column)))
        };
        match (field, known()) {
            (Field::Units, _) => self.amounts.units = Some(column),
            (Field::Decimal, _) => {
                self.amounts.decimal = match column.as_str() {
                    "." | "point" => Some('.'),
                    "comma" => Some(','),
                    _ => {
                        return Err(Problem::new(format!("{column:?} is not a decimal sign"))
                            .hint("write decimal=. or decimal=comma"));
                    }
                }
            }
            (Field::Currency, None) => self.amounts.currency = Some(column.parse()?),
            (Field::Kind, None) => self.kind = Some(column.parse()?),
            (Field::Status, None) => self.status = Some(column.parse()?),
            (_, None) => {
                let columns = format!("the columns are {}", header.join(", "));
                let hint = did_you_mean(&column, header.iter().map(String::as_str), &columns);
                return Err(Problem::new(format!("no column is called {}", quote(&column))).hint(hint));
            }
            (field, Some(column)) => self.bindings.push(binding(field, column, options)?),
        }
        Ok(())
    }

    /// Parses a row.
    pub(super) fn read(&self, cells: &[String]) -> Result<Draft, Problem> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Err(Problem::new("the row is empty"));
        }
        if cells.len() != self.width {
            return Err(Problem::new(format!("{} cells under {} columns", cells.len(), self.width))
                .hint("quote a cell that has the delimiter in it"));
        }
        let mut draft = Draft { kind: self.kind, status: self.status, ..Draft::default() };
        let mut figures: Vec<(Field, &str)> = Vec::new();
        let mut amounts = self.amounts.clone();
        let mut amount_cell = None;
        for binding in &self.bindings {
            let cell = cells[binding.column].as_str();
            let Some(text) = cell::text(cell) else { continue };
            match binding.field {
                Field::Id => draft.id = Some(text.parse()?),
                Field::Title => draft.title = Some(text),
                Field::Kind => draft.kind = Some(text.parse()?),
                Field::Status => draft.status = Some(text.parse()?),
                Field::Announced => draft.announced = Some(cell::date(cell, binding.format.as_deref())?),
                Field::Amount => amount_cell = Some(cell),
                Field::Currency => amounts.currency = Some(Currency::from_token(&text)?),
                Field::Bound | Field::Floor | Field::Headline | Field::Ceiling => {
                    figures.push((binding.field, cell.trim()))
                }
                Field::Party => draft.parties.extend(binding.parties(&text)?),
                Field::Place => binding.places(&text, &mut draft)?,
                Field::Tag => draft.tags.extend(binding.values(&text).map(str::to_owned)),
                Field::Note => draft.note = Some(text),
                Field::Source => draft.source = Some(text),
                Field::Publisher => draft.publisher = Some(text),
                Field::Quote => draft.quote = Some(text),
                Field::Units | Field::Decimal => {}
            }
        }
        if let Some(cell) = amount_cell {
            let read = amounts.read(cell)?;
            draft.amount = read.as_ref().map(|(amount, _)| *amount);
            draft.equivalents.extend(read.and_then(|(_, equivalent)| equivalent));
        } else if !figures.is_empty() {
            draft.amount = Some(own_amount(&figures, amounts.currency)?);
        }
        Ok(draft)
    }
}

impl Binding {
    fn values<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        let parts: Vec<&str> = match &self.split {
            Some(separator) => text.split(separator.as_str()).collect(),
            None => vec![text],
        };
        parts.into_iter().map(str::trim).filter(|part| !part.is_empty())
    }

    fn parties(&self, text: &str) -> Result<Vec<Party<'static>>, Problem> {
        let party = |name: &str| match self.role {
            Some(role) => Ok(Party { company: name.to_owned().into(), role }),
            None => name.parse(),
        };
        self.values(text).map(party).collect()
    }

    fn places(&self, text: &str, draft: &mut Draft) -> Result<(), Problem> {
        for part in self.values(text) {
            match part.strip_prefix("home:") {
                // outlay's own lists mark the home of a principal party so; it is not a place of the deal.
                Some(home) => draft.home = Some(home.parse()?),
                None => draft.places.push(Place::from_str(part)?),
            }
        }
        Ok(())
    }
}

fn binding(field: Field, column: usize, options: Vec<String>) -> Result<Binding, Problem> {
    let mut binding = Binding { field, column, role: None, split: None, format: None };
    for option in options {
        match (field, option.strip_prefix("split=")) {
            (_, Some(separator)) => binding.split = Some(separator.trim_matches('"').to_owned()),
            (Field::Party, None) => binding.role = Some(option.parse()?),
            (Field::Announced, None) => binding.format = Some(option),
            _ => {
                return Err(Problem::new(format!("{option:?} is not an option of {field}"))
                    .hint("party takes a role, announced a date format, and any field split=SEPARATOR"));
            }
        }
    }
    Ok(binding)
}

/// Returns the amount of the columns bound, floor, headline and ceiling.
fn own_amount(figures: &[(Field, &str)], currency: Option<Currency>) -> Result<Amount, Problem> {
    let cell = |field: Field| figures.iter().find(|(known, _)| *known == field).map(|(_, cell)| *cell);
    let figure = |field: Field| {
        cell(field).ok_or_else(|| Problem::new(format!("{field} is empty"))).and_then(parse_decimal)
    };
    let bound = cell(Field::Bound).map_or(Ok(Bound::Exact), str::parse)?;
    let quantity = match bound {
        Bound::Range => Quantity::range(figure(Field::Floor)?, figure(Field::Ceiling)?)?,
        bound => Quantity::single(bound, figure(Field::Headline)?)?,
    };
    let currency = currency.ok_or_else(|| {
        Problem::new("the amount names no currency").hint("declare it: currency=USD, or currency=COLUMN")
    })?;
    Ok(Amount { quantity, currency })
}

/// Splits a mapping at commas outside of quotes.
fn items(text: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut is_quoted = false;
    for c in text.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = items.last_mut() {
            last.push(c);
        }
    }
    items.into_iter().filter(|item| !item.trim().is_empty()).collect()
}

/// Returns the column name and its options, which follow colons outside of quotes.
fn column_and_options(value: &str) -> (String, Vec<String>) {
    let value = value.trim_start();
    if let Some(rest) = value.strip_prefix('"') {
        let (column, options) = rest.split_once('"').unwrap_or((rest, ""));
        return (
            column.to_owned(),
            options.split(':').skip(1).map(|option| option.trim_matches('"').to_owned()).collect(),
        );
    }
    let mut parts = value.split(':');
    let column = parts.next().unwrap_or_default().trim().to_owned();
    (column, parts.map(|option| option.trim_matches('"').to_owned()).collect())
}
