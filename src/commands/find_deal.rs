//! Finds deals by what people call them.

use super::scan::{Interruption, Pass};
use crate::dataset::Companies;
use crate::deal::{Deal, FieldSet};
use crate::error::Error;
use crate::invalid::Problem;
use crate::text::{count_of, fold, quote};

/// Most ids that are listed when a name stands for several deals.
const MAX_CANDIDATES: usize = 10;

/// The fields of a deal by which a person may name it, and those that say whether it is known yet.
const NAMES_OF_DEALS: FieldSet =
    FieldSet::TITLE.union(FieldSet::PARTIES).union(FieldSet::ANNOUNCED).union(FieldSet::RECORDED);

/// The least length of a word of a title that is suggested, in characters.
const MIN_WORD: usize = 4;

impl Pass<'_> {
    /// Returns the id of the only deal that has `name` in its title or in a name of a party.
    pub(super) fn find_deal(&self, name: &str) -> Result<String, Interruption> {
        let cutoff = self.cutoff();
        let companies = &self.context.reference.companies;
        let wanted = fold(name);
        let found = self.names(NAMES_OF_DEALS, |deal, found| {
            let mut texts = names_of_parties(deal, companies).chain([&*deal.title]);
            let has_name = !wanted.is_empty() && texts.any(|text| fold(text).contains(&wanted));
            found.extend((has_name && cutoff.includes(deal)).then(|| deal.id.to_string()));
        })?;
        let mut found_ids = found.iter();
        match (found_ids.next(), found_ids.next()) {
            (Some(id), None) => Ok(id.clone()),
            (Some(_), Some(_)) => {
                let shown: Vec<&str> = found.iter().take(MAX_CANDIDATES).map(String::as_str).collect();
                let more = if found.len() > shown.len() { " …" } else { "" };
                let count = count_of(found.len(), "deal has", "deals have");
                let problem = Problem::new(format!("{count} {} in the title or the parties", quote(name)))
                    .hint(format!("show one by its id: {}{more}", shown.join(", ")));
                Err(Error::Usage(problem).into())
            }
            _ => Err(Error::Usage(self.unknown_deal(name)?).into()),
        }
    }

    /// Returns the problem of a name that no deal has, with the nearest ids, parties and words of titles, or of the id of a
    /// deal that is later than the day that is asked for.
    fn unknown_deal(&self, name: &str) -> Result<Problem, Interruption> {
        let cutoff = self.cutoff();
        let companies = &self.context.reference.companies;
        let later = self.names(NAMES_OF_DEALS, |deal, later| {
            let is_later = deal.id.as_str() == name && !cutoff.includes(deal);
            let recorded = deal.recorded.map_or_else(String::new, |day| format!(" and recorded {day}"));
            later.extend(is_later.then(|| format!("announced {}{recorded}", deal.announced)));
        })?;
        if let Some(dates) = later.first() {
            let problem = format!("the deal {name}, {dates}, is later than the day that is asked for");
            return Ok(Problem::new(problem).hint("name a later day, or leave out --as-of and --recorded-by"));
        }
        let names = self.names(NAMES_OF_DEALS, |deal, names| {
            if cutoff.includes(deal) {
                let words = deal.title.split(|c: char| !c.is_alphanumeric());
                let words = words.filter(|word| word.chars().nth(MIN_WORD - 1).is_some());
                let texts = names_of_parties(deal, companies).chain(words).chain([deal.id.as_str()]);
                names.extend(texts.map(str::to_owned));
            }
        })?;
        let names = names.iter().map(String::as_str);
        Ok(Problem::unknown_name("deal", name, names, "`outlay list --columns id,title` lists them all"))
    }
}

/// Returns the names of the parties of a deal, with their aliases.
fn names_of_parties<'d>(deal: &'d Deal<'_>, companies: &'d Companies) -> impl Iterator<Item = &'d str> {
    let known = deal.parties.iter().filter_map(|party| companies.find(&party.company));
    let names = known.flat_map(|company| company.aliases.iter().chain([&company.name]));
    names.map(String::as_str).chain(deal.parties.iter().map(|party| &*party.company))
}
