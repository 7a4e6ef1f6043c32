//! The entry of a company: its names, home and parent.

use super::new_names::NewNames;
use super::{Request, preview, update};
use crate::area::Area;
use crate::dataset::{Company, Dataset};
use crate::deal::Deal;
use crate::error::Error;
use crate::invalid::{Problem, nearest};
use crate::report::{Audience, Report};
use crate::text::{fold, quote};

/// What the entry of a company is to be.
#[derive(Debug, Clone)]
pub(crate) enum CompanyChange {
    /// These properties; others stay as they are.
    Set(NewCompany),
    /// There is none any more.
    Remove,
}

/// What changes in the entry of a company.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewCompany {
    /// Names that it also has.
    pub aliases: Vec<String>,
    /// Names that it no longer has.
    pub removed_aliases: Vec<String>,
    /// Its home country.
    pub home: Edit<Area>,
    /// The company that owns it.
    pub parent: Edit<String>,
    /// Whether its name and that of its owner may be new.
    pub new_names: NewNames,
}

/// What becomes of a property.
#[derive(Debug, Clone, Default)]
pub(crate) enum Edit<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is removed.
    Remove,
    /// It is this one.
    Set(T),
}

impl<T: Clone> Edit<T> {
    fn apply(&self, property: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Remove => *property = None,
            Self::Set(value) => *property = Some(value.clone()),
        }
    }
}

/// Changes the entry of the company with a name or alias `name`, or makes one, and shows it.
///
/// # Errors
/// If a name belongs to another company, if an alias is removed that it does not have, if its owners would lead back to
/// itself, and as [`update::update`].
pub(super) fn change(
    request: &Request,
    name: &str,
    change: &CompanyChange,
    audience: Audience,
) -> Result<Report, Error> {
    let path = update::path(&request.input)?;
    let (writing, file) = (request.writing, path.display());
    let new = match change {
        CompanyChange::Set(new) if new.is_empty() => {
            let hint = "give --home, --alias or --parent; `outlay companies` shows what is there";
            return Err(Error::Usage(Problem::new(format!("nothing is to change in {name}")).hint(hint)));
        }
        CompanyChange::Set(new) => new,
        CompanyChange::Remove => {
            let (name, _) = update::update(path, request, |dataset| {
                let name = known(dataset, name)?.name.clone();
                dataset.reference.companies.remove(&name);
                Ok(name)
            })?;
            let removed = format!("the entry of {name} {} removed from {file}", writing.verb("was"));
            return Ok(writing.finished(super::note(removed)));
        }
    };
    let (changed, dataset) = update::update(path, request, |dataset| {
        let parent = if let Edit::Set(parent) = &new.parent { Some(parent.as_str()) } else { None };
        new.new_names.check(dataset, [name].into_iter().chain(parent))?;
        let before = dataset.reference.companies.find(name).cloned();
        let after = new.applied(before.as_ref(), name, dataset)?;
        dataset.put_company(after.clone())?;
        Ok(Changed { before, after })
    })?;
    let mut report = preview::company(&dataset, &changed.after.name, audience)?;
    report.notes.push(changed.text(writing.verb("was"), &file));
    report.notes.extend(unknown_names(&dataset, &changed.after));
    Ok(writing.finished(report))
}

/// Returns the entry of a company.
fn known<'d>(dataset: &'d Dataset, name: &str) -> Result<&'d Company, Problem> {
    let companies = &dataset.reference.companies;
    companies.find(name).ok_or_else(|| {
        let known = companies.iter().map(|company| company.name.as_str());
        Problem::unknown_name("company with an entry", name, known, "`outlay companies` lists all companies")
    })
}

impl NewCompany {
    /// Whether everything stays as it is.
    fn is_empty(&self) -> bool {
        let Self { aliases, removed_aliases, home, parent, new_names: _ } = self;
        aliases.is_empty() && removed_aliases.is_empty() && matches!((home, parent), (Edit::Keep, Edit::Keep))
    }

    /// Returns the entry after the change of `before`, or of an empty one.
    fn applied(&self, before: Option<&Company>, name: &str, dataset: &Dataset) -> Result<Company, Problem> {
        let spelled = || dataset.reference.companies.canonical(name).to_owned();
        let mut company = before.cloned().unwrap_or_else(|| Company {
            name: spelled(),
            aliases: Vec::new(),
            home: None,
            parent: None,
        });
        for removed in &self.removed_aliases {
            let place = company.aliases.iter().position(|alias| fold(alias) == fold(removed));
            let place = place.ok_or_else(|| {
                let known = company.aliases.iter().map(String::as_str);
                let listed = format!("`outlay companies {}` shows its aliases", quote(&company.name));
                Problem::unknown_name(&format!("alias of {}", company.name), removed, known, &listed)
            })?;
            company.aliases.remove(place);
        }
        for alias in &self.aliases {
            let is_known =
                company.aliases.iter().chain([&company.name]).any(|name| fold(name) == fold(alias));
            if !is_known {
                company.aliases.push(alias.clone());
            }
        }
        self.home.apply(&mut company.home);
        self.parent.apply(&mut company.parent);
        if let Some(parent) = &mut company.parent {
            *parent = dataset.reference.companies.canonical(parent).to_owned();
        }
        Ok(company)
    }
}

/// The entry of a company before and after a change.
struct Changed {
    before: Option<Company>,
    after: Company,
}

impl Changed {
    /// Says what changed, in the words of one note.
    fn text(&self, was: &str, file: &impl std::fmt::Display) -> String {
        let name = &self.after.name;
        let Some(before) = &self.before else { return format!("{name} {was} added to {file}") };
        let or_none = |text: Option<&str>| text.unwrap_or("none").to_owned();
        let mut parts = Vec::new();
        for (word, from, to) in [("gained", &self.after, before), ("lost", before, &self.after)] {
            let aliases = from.aliases.iter().filter(|alias| !to.aliases.contains(alias));
            parts.extend(aliases.map(|alias| format!("alias {} {word}", quote(alias))));
        }
        if before.home != self.after.home {
            let [from, to] = [before.home, self.after.home].map(|home| or_none(home.map(Area::code)));
            parts.push(format!("home {from} → {to}"));
        }
        if before.parent != self.after.parent {
            let [from, to] = [&before.parent, &self.after.parent].map(|parent| or_none(parent.as_deref()));
            parts.push(format!("parent {from} → {to}"));
        }
        match parts.as_slice() {
            [] => format!("{name} is the same as before in {file}"),
            parts => format!("{name} {was} changed in {file}: {}", parts.join(", ")),
        }
    }
}

/// Returns a note for the name and the parent of a company that nothing else in the dataset has: it may be a slip.
fn unknown_names(dataset: &Dataset, company: &Company) -> Vec<String> {
    let parties = || dataset.deals.iter().flat_map(Deal::all_parties);
    let entries = || dataset.reference.companies.iter();
    let is_named = |name: &str| {
        let same = |other: &str| fold(dataset.reference.companies.canonical(other)) == fold(name);
        parties().any(|party| same(&party.company))
            || entries().any(|entry| entry.parent.as_deref().is_some_and(same))
    };
    let mut notes = Vec::new();
    let mut note = |name: &str, what: &str| {
        let known = parties().map(|party| &*party.company).chain(entries().map(|entry| entry.name.as_str()));
        let near = nearest(name, known.filter(|known| fold(known) != fold(name)));
        let near: Vec<String> = near.iter().map(|name| quote(name)).collect();
        let near = if near.is_empty() { String::new() } else { format!("; is {} meant?", near.join(" or ")) };
        notes.push(format!("companies: {what}{near}"));
    };
    if !is_named(&company.name) {
        note(&company.name, &format!("no deal names {} so far", company.name));
    }
    if let Some(parent) = &company.parent {
        let has_entry = dataset.reference.companies.find(parent).is_some();
        if !has_entry && !parties().any(|party| fold(&party.company) == fold(parent)) {
            note(parent, &format!("{parent}, the parent, has no entry, and no deal names it"));
        }
    }
    notes
}
