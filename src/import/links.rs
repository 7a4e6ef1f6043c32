//! The links of rows to other deals: `included_in` and `replaces`.
//!
//! A link may lead to a later row, or to one that is rejected. Only after all rows are read is it known which links lead
//! nowhere.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::draft::{Fault, LinkTexts};
use super::mapping::Mapping;
use super::rule::{Field, Origin};
use crate::dataset::{Dataset, slug, valid};
use crate::deal::{Deal, Slug};
use crate::invalid::{Problem, did_you_mean};
use crate::text::{count_of, fold, quote};

/// A new deal whose row has links.
#[derive(Debug, Clone)]
pub(super) struct LinkedRow {
    pub(super) line: usize,
    /// The place of the deal in the dataset.
    pub(super) index: usize,
    pub(super) texts: LinkTexts,
}

/// Whether rows may have links.
pub(super) fn are_mapped(mapping: &Mapping) -> bool {
    [Field::IncludedIn, Field::Replaces].into_iter().any(|field| mapping.rules_of(field).next().is_some())
}

/// Gives the new deals their links. Returns the faults of the rows whose links lead nowhere or in a circle, or to a row with
/// such a link, by their lines.
pub(super) fn link(dataset: &mut Dataset, mapping: &Mapping, rows: &[LinkedRow]) -> HashMap<usize, Fault> {
    let mut broken = HashMap::new();
    let targets = Targets::of(dataset);
    let mut links: Vec<(&LinkedRow, Field, &str, Slug<'static>)> = Vec::new();
    for row in rows {
        for (field, text) in row.texts.each() {
            match targets.find(text) {
                Ok(id) => links.push((row, field, text, id)),
                Err(problem) => {
                    broken.entry(row.line).or_insert_with(|| fault(mapping, field, text, problem));
                }
            }
        }
    }
    drop(targets);
    for (row, field, text, id) in &links {
        if let Err(problem) = set(&mut dataset.deals[row.index], *field, id) {
            broken.entry(row.line).or_insert_with(|| fault(mapping, *field, text, problem));
        }
    }
    if broken.is_empty() {
        for (id, name, problem) in dataset.broken_links() {
            let link = links.iter().find(|(row, field, ..)| {
                dataset.deals[row.index].id.as_str() == id && field.as_str() == name
            });
            if let Some((row, field, text, _)) = link {
                broken.entry(row.line).or_insert_with(|| fault(mapping, *field, text, problem));
            }
        }
    }
    reject_linked(&mut broken, dataset, mapping, rows, &links);
    broken
}

/// Adds the faults of the rows that are linked to the deals of broken rows, and to those of these.
fn reject_linked(
    broken: &mut HashMap<usize, Fault>,
    dataset: &Dataset,
    mapping: &Mapping,
    rows: &[LinkedRow],
    links: &[(&LinkedRow, Field, &str, Slug<'static>)],
) {
    let mut by_target: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, (.., id)) in links.iter().enumerate() {
        by_target.entry(id.as_str()).or_default().push(index);
    }
    let rejected = rows.iter().filter(|row| broken.contains_key(&row.line));
    let mut open: Vec<(usize, usize)> = rejected.map(|row| (row.line, row.index)).collect();
    while let Some((line, index)) = open.pop() {
        for link in by_target.get(dataset.deals[index].id.as_str()).into_iter().flatten() {
            let (row, field, text, _) = &links[*link];
            if let Entry::Vacant(entry) = broken.entry(row.line) {
                let problem = Problem::new(format!("{} is rejected, in line {line}", quote(text)));
                entry.insert(fault(mapping, *field, text, problem.hint("correct both rows")));
                open.push((row.line, row.index));
            }
        }
    }
}

fn set(deal: &mut Deal<'static>, field: Field, id: &Slug<'static>) -> Result<(), Problem> {
    let mut data = deal.clone().into_data();
    let link = if field == Field::Replaces { &mut data.replaces } else { &mut data.included_in };
    *link = Some(id.clone());
    *deal = valid(data)?;
    Ok(())
}

/// The deals to which links may lead.
struct Targets<'d> {
    ids: HashMap<&'d str, &'d Slug<'static>>,
    /// The first deal of each title, and how many have it.
    titles: HashMap<String, (&'d Slug<'static>, usize)>,
}

impl<'d> Targets<'d> {
    fn of(dataset: &'d Dataset) -> Self {
        let mut targets = Self { ids: HashMap::new(), titles: HashMap::new() };
        for deal in &dataset.deals {
            targets.ids.insert(deal.id.as_str(), &deal.id);
            targets.titles.entry(fold(&deal.title)).or_insert((&deal.id, 0)).1 += 1;
        }
        targets
    }

    /// Returns the id of the deal that has the text as its id, or alone as its title.
    fn find(&self, text: &str) -> Result<Slug<'static>, Problem> {
        if let Some(id) = slug(text).ok().and_then(|id| self.ids.get(id.as_str()).copied()) {
            return Ok(id.clone());
        }
        match self.titles.get(&fold(text)) {
            Some((id, 1)) => Ok((*id).clone()),
            Some((_, count)) => {
                let deals = count_of(*count, "deal has", "deals have");
                Err(Problem::new(format!("{deals} the title {}", quote(text))).hint("write the id of one"))
            }
            None => {
                let advice =
                    "a link leads to a deal of the dataset or of another row, by its id or its title";
                let ids = self.ids.keys().copied();
                Err(Problem::new(format!("no deal has the id or the title {}", quote(text)))
                    .hint(did_you_mean(text, ids, advice)))
            }
        }
    }
}

fn fault(mapping: &Mapping, field: Field, text: &str, problem: Problem) -> Fault {
    let column = mapping.rules_of(field).find_map(|rule| match rule.origin {
        Origin::Column(column) => Some(mapping.name(column).to_owned()),
        Origin::Constant(_) => None,
    });
    Fault { field: Some(field), column, text: text.to_owned(), problem }
}
