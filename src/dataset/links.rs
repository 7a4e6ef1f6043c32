//! Links between deals: whose money is inside whose, and which announcement replaces which.

use crate::dataset::record::LINKS;
use crate::deal::{Cutoff, Deal, Slug};
use crate::hash::{HashMap, HashSet};
use crate::invalid::{Problem, did_you_mean};
use crate::text::quote;

/// The most pairs of ids that are compared to find the nearest ones: about a second of work.
const MAX_COMPARED: usize = 2_000_000;

/// The most ids of a circle that its message names.
const MAX_NAMED: usize = 8;

/// The deals of a dataset that links lead from or to.
///
/// # Examples
///
/// ```
/// use outlay::dataset::{self, Form};
///
/// let text = r#"[
///   {"id": "pledge", "title": "P", "kind": "capex", "announced": "2025", "parties": [{"company": "A", "role": "investor"}]},
///   {"id": "site", "title": "S", "kind": "capex", "announced": "2025", "parties": [{"company": "A", "role": "investor"}],
///    "included_in": "pledge"}
/// ]"#;
/// let dataset = dataset::read(text, Form::Document)?;
/// let links = dataset.links();
/// let members: Vec<&str> = links.members("pledge").map(|deal| deal.id.as_str()).collect();
/// assert_eq!(members, ["site"]);
/// # Ok::<(), outlay::dataset::Faults>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// The deals, in the order of the dataset.
    deals: Vec<Deal<'static>>,
    /// The index of each by its id.
    by_id: HashMap<String, usize>,
    /// The indices of the members of each whole.
    members: HashMap<String, Vec<usize>>,
    /// The indices of the deals that replace each replaced deal.
    replacements: HashMap<String, Vec<usize>>,
}

impl Links {
    /// Returns the links of `deals`, which are those that links lead from or to. Their ids and links must be valid.
    pub fn new(deals: impl IntoIterator<Item = Deal<'static>>) -> Self {
        let mut links = Self::default();
        for deal in deals {
            let index = links.deals.len();
            if let Some(whole) = &deal.included_in {
                links.members.entry(whole.to_string()).or_default().push(index);
            }
            if let Some(replaced) = &deal.replaces {
                links.replacements.entry(replaced.to_string()).or_default().push(index);
            }
            links.by_id.insert(deal.id.to_string(), index);
            links.deals.push(deal);
        }
        links
    }

    /// Returns the deals that links lead from or to, in the order of the dataset.
    pub fn deals(&self) -> &[Deal<'static>] {
        &self.deals
    }

    /// Returns the index in [`Self::deals`] of the deal with this id. `None` if no link leads from or to it.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Returns whether no deal is linked to another one.
    pub fn is_empty(&self) -> bool {
        self.deals.is_empty()
    }

    /// Returns the deals whose money is inside that of the deal `whole`, without the members of these.
    pub fn members(&self, whole: &str) -> impl Iterator<Item = &Deal<'static>> {
        self.linked(self.members.get(whole))
    }

    /// Returns the deals that replace the deal `replaced`.
    pub fn replacements(&self, replaced: &str) -> impl Iterator<Item = &Deal<'static>> {
        self.linked(self.replacements.get(replaced))
    }

    /// Returns the links between what counts of the deals.
    #[must_use]
    pub fn restricted_to(self, cutoff: Cutoff) -> Self {
        Self::new(self.deals.into_iter().filter_map(|mut deal| cutoff.restrict(&mut deal).then_some(deal)))
    }

    fn linked<'a>(&'a self, indices: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Deal<'static>> {
        indices.into_iter().flatten().filter_map(|index| self.deals.get(*index))
    }
}

/// The ids of the deals that the links of `deals` lead to.
pub(super) fn targets<'d>(deals: impl IntoIterator<Item = &'d Deal<'d>>) -> HashSet<String> {
    let ids = deals.into_iter().flat_map(|deal| [&deal.included_in, &deal.replaces]);
    ids.flatten().map(ToString::to_string).collect()
}

/// Returns whether a deal is linked to another one.
pub(super) fn has_links(deal: &Deal<'_>) -> bool {
    deal.included_in.is_some() || deal.replaces.is_some()
}

/// The links of one deal.
#[derive(Debug)]
pub(super) struct DealLinks {
    pub(super) id: String,
    /// The fields that hold ids of other deals, and these ids.
    links: Vec<(&'static str, String)>,
    /// Where the deal is: the byte at which it begins, its row or its index.
    pub(super) at: u64,
}

impl DealLinks {
    /// Returns the links of a deal that is at `at`; `None` if it has none.
    pub(super) fn of(deal: &Deal<'_>, at: u64) -> Option<Self> {
        if !has_links(deal) {
            return None;
        }
        let link = |(field, id): (_, &Option<Slug<'_>>)| Some((field, id.as_ref()?.to_string()));
        let ids = [&deal.included_in, &deal.replaces];
        let links = LINKS.into_iter().zip(ids).filter_map(link).collect();
        Some(Self { id: deal.id.to_string(), links, at })
    }
}

/// A link that cannot be right.
#[derive(Debug)]
pub(super) struct BrokenLink<'l> {
    /// The deal that has the link.
    pub(super) deal: &'l DealLinks,
    /// The field of the link.
    pub(super) field: &'static str,
    fault: LinkFault<'l>,
}

/// What is wrong with a link.
#[derive(Debug)]
enum LinkFault<'l> {
    /// No deal has this id.
    Unknown(&'l str),
    /// The link closes a circle of these deals.
    Circle(Vec<&'l str>),
}

/// Returns the links to ids that are not known, and those that close a circle, each circle once.
pub(super) fn broken_links(links: &[DealLinks], is_known: impl Fn(&str) -> bool) -> Vec<BrokenLink<'_>> {
    let mut broken = circles(links);
    for deal in links {
        let unknown = deal.links.iter().filter(|(_, id)| !is_known(id));
        broken.extend(unknown.map(|(field, id)| BrokenLink { deal, field, fault: LinkFault::Unknown(id) }));
    }
    broken
}

/// Returns the problems of some links. `ids` are those of the dataset, for the nearest ones.
pub(super) fn problems(broken: &[BrokenLink<'_>], ids: &[&str]) -> Vec<Problem> {
    let compared = MAX_COMPARED / ids.len().max(1);
    let near = |index: usize| if index <= compared { ids } else { &[] };
    broken.iter().enumerate().map(|(index, link)| link.fault.problem(near(index))).collect()
}

impl LinkFault<'_> {
    fn problem(&self, ids: &[&str]) -> Problem {
        match self {
            Self::Unknown(id) => Problem::new(format!("no deal has the id {}", quote(id)))
                .hint(did_you_mean(id, ids.iter().copied(), "a link leads to a deal of the same dataset")),
            Self::Circle(ids) => {
                let named = ids.iter().take(MAX_NAMED).copied().collect::<Vec<_>>().join(" → ");
                let rest = if ids.len() > MAX_NAMED { " → …" } else { "" };
                let first = ids.first().copied().unwrap_or_default();
                Problem::new(format!("the links lead back to this deal: {named}{rest} → {first}"))
                    .hint("remove one of them: no deal is inside itself or replaces itself")
            }
        }
    }
}

/// Returns the links that close a circle, found by a depth-first search along the links in the order of the dataset.
fn circles(links: &[DealLinks]) -> Vec<BrokenLink<'_>> {
    let by_id: HashMap<&str, usize> =
        links.iter().enumerate().map(|(index, deal)| (deal.id.as_str(), index)).collect();
    let mut broken = Vec::new();
    let mut is_visited = vec![false; links.len()];
    // The position of each deal on the path.
    let mut positions: Vec<Option<usize>> = vec![None; links.len()];
    for start in 0..links.len() {
        // The deals from `start` on, each with the number of its links that were followed.
        let mut path = Vec::new();
        if !is_visited[start] {
            path.push((start, 0));
        }
        while let Some((index, followed)) = path.last_mut() {
            let (index, deal) = (*index, &links[*index]);
            is_visited[index] = true;
            let Some((field, id)) = deal.links.get(*followed) else {
                positions[index] = None;
                path.pop();
                continue;
            };
            *followed += 1;
            positions[index] = Some(path.len() - 1);
            let Some(next) = by_id.get(id.as_str()).copied() else { continue };
            if let Some(position) = positions[next] {
                let ids = path[position..].iter().map(|(index, _)| links[*index].id.as_str());
                // The circle begins with the deal that has the link.
                let mut ids: Vec<&str> = ids.collect();
                ids.rotate_right(1);
                broken.push(BrokenLink { deal, field, fault: LinkFault::Circle(ids) });
            } else if !is_visited[next] {
                path.push((next, 0));
            }
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deal(id: &str, included_in: &str, replaces: &str) -> DealLinks {
        let links = [("included_in", included_in), ("replaces", replaces)];
        let links = links.into_iter().filter(|(_, id)| !id.is_empty());
        DealLinks {
            id: id.to_owned(),
            links: links.map(|(field, id)| (field, id.to_owned())).collect(),
            at: 0,
        }
    }

    /// The broken links of some deals, which know each other and "x".
    fn broken(links: &[DealLinks]) -> Vec<String> {
        let ids: Vec<&str> = links.iter().map(|deal| deal.id.as_str()).chain(["x"]).collect();
        let broken = broken_links(links, |id| ids.contains(&id));
        let named = broken.iter().zip(problems(&broken, &ids));
        named.map(|(link, problem)| format!("{}.{}: {problem}", link.deal.id, link.field)).collect()
    }

    #[test]
    fn chains_trees_and_meeting_paths_are_no_circles() {
        assert!(broken(&[]).is_empty());
        let links = [deal("a", "b", ""), deal("b", "x", ""), deal("c", "b", "a"), deal("d", "c", "x")];
        assert!(broken(&links).is_empty());
    }

    #[test]
    fn each_circle_is_reported_once_whatever_its_links() {
        let hint = "remove one of them: no deal is inside itself or replaces itself";
        let links = [deal("a", "b", ""), deal("b", "", "c"), deal("c", "a", ""), deal("d", "a", "c")];
        let expected = format!("c.included_in: the links lead back to this deal: c → a → b → c ({hint})");
        assert_eq!(broken(&links), [expected]);
        let links = [deal("a", "b", "c"), deal("b", "a", ""), deal("c", "", "a")];
        assert_eq!(broken(&links).len(), 2);
    }

    #[test]
    fn an_unknown_id_is_reported_with_the_nearest_one() {
        let links = [deal("pledge-2025", "x", ""), deal("site", "pledge-2052", "")];
        let expected = "site.included_in: no deal has the id \"pledge-2052\" (did you mean \"pledge-2025\"? \
                        a link leads to a deal of the same dataset)";
        assert_eq!(broken(&links), [expected]);
    }

    /// Recursion would overflow the stack, and quadratic time would take minutes.
    #[test]
    fn a_long_chain_takes_linear_time() {
        const LENGTH: usize = 200_000;
        let next = |number: usize| format!("d{}", (number + 1) % LENGTH);
        let mut links: Vec<DealLinks> =
            (0..LENGTH).map(|number| deal(&format!("d{number}"), &next(number), "")).collect();
        assert_eq!(circles(&links).len(), 1);
        links.pop();
        assert!(circles(&links).is_empty());
    }
}
