//! Commands that change a dataset: each reads it under a lock, changes it in memory, and puts it back whole.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::dataset::{self, Dataset, Form};
use crate::date::PartialDate;
use crate::deal::{Citation, Deal, DealData, Equivalent, Kind, Party, Period, Place, Revision, Slug, Status};
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::atomic_file::{self, Locked};
use crate::io::input::{Input, parse_dataset};
use crate::money::Amount;

/// A deal as it was given on the command line.
#[derive(Debug, Clone, Default)]
pub struct NewDeal {
    /// Its id; made of the title where there is none.
    pub id: Option<Slug<'static>>,
    /// Its title.
    pub title: Option<String>,
    /// Its kind.
    pub kind: Option<Kind>,
    /// When it was announced.
    pub announced: Option<PartialDate>,
    /// How far it has come.
    pub status: Option<Status>,
    /// How much it is.
    pub amount: Option<Amount>,
    /// The same in other currencies, as the source prints it.
    pub equivalents: Vec<Amount>,
    /// When the money is spent.
    pub period: Option<Period<'static>>,
    /// Who takes part.
    pub parties: Vec<Party<'static>>,
    /// Where it goes.
    pub places: Vec<Place>,
    /// Free labels.
    pub tags: Vec<String>,
    /// Anything else.
    pub note: Option<String>,
    /// Who says so.
    pub citation: NewCitation,
}

/// A source as it was given on the command line.
#[derive(Debug, Clone, Default)]
pub struct NewCitation {
    /// The id of a known source, or a URL.
    pub source: Option<String>,
    /// Who published a new one.
    pub publisher: Option<String>,
    /// Its words.
    pub quote: Option<String>,
}

/// A revision as it was given on the command line.
#[derive(Debug, Clone)]
pub struct NewRevision {
    /// The day from which it holds.
    pub on: NaiveDate,
    /// The new amount.
    pub amount: Option<Amount>,
    /// The new status.
    pub status: Option<Status>,
    /// What happened.
    pub note: Option<String>,
    /// Who says so.
    pub citation: NewCitation,
}

/// The file that a command changes.
///
/// # Errors
/// For the built-in deals and standard input, which no command can change.
pub(super) fn path(input: &Input) -> Result<&Path, Error> {
    let what = match input {
        Input::File(path) => return Ok(path),
        Input::BuiltIn => "the built-in deals cannot be changed",
        Input::Stdin => "standard input cannot be changed",
    };
    Err(Error::Usage(
        Problem::new(what)
            .hint("make a book of your own by `outlay init FILE` and name it by --data FILE or OUTLAY_DATA"),
    ))
}

/// Changes a dataset file: `change` sees it whole, and what it leaves is written in the canonical layout.
///
/// # Errors
/// When the file cannot be read or written or has faults, and when `change` refuses; the file is then as it was.
pub(super) fn update<T>(
    path: &Path,
    change: impl FnOnce(&mut Dataset) -> Result<T, Problem>,
) -> Result<T, Error> {
    let name = path.display().to_string();
    let locked = Locked::open(path).map_err(|source| Error::Read { file: name.clone(), source })?;
    let (mut dataset, form) = parse_dataset(locked.bytes().to_vec(), &name, Form::by_name(path))?;
    let result = change(&mut dataset).map_err(Error::Usage)?;
    let written = dataset::write(&dataset, form);
    // Nothing is written that would not be read back.
    dataset::read(&written, form).map_err(|faults| Error::Dataset { file: name, faults })?;
    locked.replace(written.as_bytes()).map_err(|source| Error::Write { file: path.to_owned(), source })?;
    Ok(result)
}

/// Makes a new dataset file, empty or with the built-in deals.
///
/// # Errors
/// When there is a file of that name, or it cannot be written.
pub(super) fn init(path: &Path, from_built_in: bool) -> Result<(), Error> {
    let form = Form::by_name(path).unwrap_or(Form::Document);
    let dataset = if from_built_in { Input::BuiltIn.load()? } else { Dataset::default() };
    let written = dataset::write(&dataset, form);
    atomic_file::create(path, written.as_bytes())
        .map_err(|source| Error::Write { file: path.to_owned(), source })
}

/// The facts of a new deal, with its source registered in `dataset`.
///
/// # Errors
/// When something that is required is missing.
pub(super) fn facts(new: &NewDeal, dataset: &mut Dataset) -> Result<DealData<'static>, Problem> {
    let missing = |flag: &str| {
        Problem::new(format!("{flag} is missing"))
            .hint("a deal has a --title, a --kind, a date --announced and at least one --party NAME:ROLE")
    };
    let title = new.title.clone().ok_or_else(|| missing("--title"))?;
    let announced = new.announced.ok_or_else(|| missing("--announced"))?;
    let citations: Vec<Citation<'static>> =
        citation(&new.citation, Some(announced), dataset)?.into_iter().collect();
    Ok(DealData {
        id: new.id.clone().map_or_else(|| dataset.new_id(&title), Ok)?,
        title: title.into(),
        kind: new.kind.ok_or_else(|| missing("--kind"))?,
        announced,
        status: new.status.unwrap_or(Status::Announced),
        amount: new.amount,
        equivalents: new
            .equivalents
            .iter()
            .map(|amount| Equivalent { amount: *amount, source: None }.with_bound_of(new.amount.as_ref()))
            .collect(),
        period: new.period.clone(),
        parties: if new.parties.is_empty() { return Err(missing("--party")) } else { new.parties.clone() },
        places: new.places.clone(),
        parts: Vec::new(),
        tags: new.tags.iter().cloned().map(Into::into).collect(),
        citations,
        history: Vec::new(),
        note: new.note.clone().map(Into::into),
    })
}

fn citation(
    citation: &NewCitation,
    date: Option<PartialDate>,
    dataset: &mut Dataset,
) -> Result<Option<Citation<'static>>, Problem> {
    let Some(source) = &citation.source else {
        if citation.quote.is_some() || citation.publisher.is_some() {
            return Err(Problem::new("a quote or a publisher without a source")
                .hint("add --source URL, or the id of a known source"));
        }
        return Ok(None);
    };
    let source = dataset.source(source, citation.publisher.as_deref(), date)?;
    Ok(Some(Citation {
        source,
        quote: citation.quote.clone().map(Into::into),
        amount: None,
        equivalents: Vec::new(),
    }))
}

/// A revision with its source registered in `dataset`.
///
/// # Errors
/// When it changes nothing.
pub(super) fn revision(new: &NewRevision, dataset: &mut Dataset) -> Result<Revision<'static>, Problem> {
    if new.amount.is_none() && new.status.is_none() && new.note.is_none() {
        return Err(
            Problem::new("the revision changes nothing").hint("give an --amount, a --status or a --note")
        );
    }
    let citation = citation(&new.citation, Some(new.on.into()), dataset)?;
    Ok(Revision {
        date: new.on,
        status: new.status,
        amount: new.amount,
        equivalents: Vec::new(),
        note: new.note.clone().map(Into::into),
        citation,
    })
}

/// Puts a dataset file into the canonical layout, or only looks whether it is, and says what was done.
///
/// # Errors
/// When it cannot be read or written, or is only looked at and not canonical.
pub(super) fn format(path: &Path, write: bool) -> Result<String, Error> {
    let file = path.display().to_string();
    let before = fs::read(path).map_err(|source| Error::Read { file: file.clone(), source })?;
    let (dataset, form) = parse_dataset(before.clone(), &file, Form::by_name(path))?;
    if dataset::write(&dataset, form).as_bytes() == before {
        return Ok(format!("{file} is in the canonical layout"));
    }
    if !write {
        return Err(Error::NotCanonical { file });
    }
    update(path, |_| Ok(()))?;
    Ok(format!("{file} was put into the canonical layout"))
}

/// Joins two dataset files into a third, or onto standard output.
///
/// # Errors
/// When one of them has faults, and when they contradict each other.
pub(super) fn merge_files(first: &PathBuf, second: &PathBuf) -> Result<String, Error> {
    let load = |path: &PathBuf| Input::File(path.clone()).load();
    let merged = merge(load(first)?, load(second)?, [first, second]).map_err(Error::Conflicts)?;
    Ok(dataset::write(&merged, Form::by_name(first).unwrap_or(Form::Document)))
}

/// Joins two datasets by the ids of their deals.
///
/// # Errors
/// For every record that both have in different words; nothing is chosen.
pub(super) fn merge(first: Dataset, second: Dataset, names: [&PathBuf; 2]) -> Result<Dataset, Vec<Problem>> {
    let [first_name, second_name] = names.map(|name| name.display());
    let mut conflicts = Vec::new();
    let mut merged = first;
    for company in second.companies.iter() {
        conflicts.extend(merged.companies.insert(company.clone()).err());
    }
    for source in second.sources.iter() {
        conflicts.extend(merged.sources.insert(source.clone()).err());
    }
    for deal in second.deals {
        match merged.deal(deal.id.as_str()) {
            Some(known) if *known == deal => {}
            Some(known) => conflicts.push(
                Problem::new(format!(
                    "deal {}: {first_name} and {second_name} differ in {}",
                    deal.id,
                    differences(known, &deal).join(", ")
                ))
                .hint("make them agree, or give one of them another id"),
            ),
            None => merged.deals.push(deal),
        }
    }
    for rate in second.reference.rates {
        if !merged.rates.contains(&rate) {
            merged.rates.push(rate);
        }
    }
    if conflicts.is_empty() { Ok(merged) } else { Err(conflicts) }
}

/// The fields in which two deals differ.
fn differences(a: &Deal, b: &Deal) -> Vec<&'static str> {
    let fields = [
        ("title", a.title == b.title),
        ("kind", a.kind == b.kind),
        ("announced", a.announced == b.announced),
        ("status", a.status == b.status),
        ("amount", a.amount == b.amount),
        ("equivalents", a.equivalents == b.equivalents),
        ("period", a.period == b.period),
        ("parties", a.parties == b.parties),
        ("places", a.places == b.places),
        ("parts", a.parts == b.parts),
        ("tags", a.tags == b.tags),
        ("citations", a.citations == b.citations),
        ("history", a.history == b.history),
        ("note", a.note == b.note),
    ];
    fields.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
}
