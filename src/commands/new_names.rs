//! Names of companies that a command adds to a dataset: one that is nearly known may be a slip.

use strsim::osa_distance;

use crate::dataset::Dataset;
use crate::hash::HashSet;
use crate::invalid::Problem;
use crate::report;
use crate::text::{fold, quote};

/// Whether names may be added that are near known ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum NewNames {
    /// They are refused.
    #[default]
    RefuseSimilar,
    /// They are allowed: the user says that they are meant.
    AllowSimilar,
}

/// The length from which names with two edits are near each other, in characters.
const MIN_FOR_TWO_EDITS: usize = 8;

/// The minimum length of a name that is compared, in characters: most short names are near each other.
const MIN_COMPARED: usize = 4;

impl NewNames {
    /// Checks names that are to be added to `dataset`.
    ///
    /// # Errors
    /// For the first one that is unknown and near a known one.
    pub(super) fn check<'n>(
        self,
        dataset: &Dataset,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<(), Problem> {
        if self == Self::AllowSimilar {
            return Ok(());
        }
        let names: Vec<&str> = names.into_iter().collect();
        if let Some(list) = lists(dataset, names.iter().copied()).first() {
            return Err(Problem::new(format!("{} may be several companies", quote(list)))
                .hint("give each of them by itself; if it is one name, add --new"));
        }
        match slips(dataset, names).first() {
            None => Ok(()),
            Some((name, known)) => Err(Problem::new(format!("no company is called {} so far", quote(name)))
                .hint(format!("did you mean {}? If the name is meant, add --new", quote(known)))),
        }
    }
}

/// Returns the names that `dataset` does not have but that are near one that it has, each with that one.
pub(super) fn slips<'n, 'd>(
    dataset: &'d Dataset,
    names: impl IntoIterator<Item = &'n str>,
) -> Vec<(&'n str, &'d str)> {
    let known: Vec<(String, &str)> =
        dataset.reference.company_names().map(|known| (fold(known), known)).collect();
    let slip = |name: &'n str| {
        let folded = fold(name);
        if known.iter().any(|(other, _)| *other == folded) {
            return None;
        }
        let near = known.iter().filter(|(other, _)| is_slip(&folded, other));
        near.min_by_key(|(other, _)| osa_distance(&folded, other)).map(|(_, known)| (name, *known))
    };
    names.into_iter().filter_map(slip).collect()
}

/// Returns the names that `dataset` does not have and that may be lists: with a comma that is not before a legal form.
pub(super) fn lists<'n>(dataset: &Dataset, names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let known: HashSet<String> = dataset.reference.company_names().map(fold).collect();
    let is_list =
        |name: &&str| name.contains(',') && !known.contains(&fold(name)) && !report::has_legal_form(name);
    names.into_iter().filter(is_list).collect()
}

/// Whether a folded name may be a slip of another: by one edit, or by two in a long name. Other digits are other names.
fn is_slip(name: &str, known: &str) -> bool {
    let length = name.chars().count().min(known.chars().count());
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    length >= MIN_COMPARED
        && length.abs_diff(name.chars().count().max(known.chars().count())) <= 2
        && digits(name) == digits(known)
        && osa_distance(name, known) <= if length < MIN_FOR_TWO_EDITS { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_before_a_legal_form_makes_no_list() {
        let dataset = Dataset::default();
        let names = ["Alphabet, Inc.", "Iliad, Meta", "Foo Co., Ltd.", "OpenAI", "GridCo, SunCo"];
        assert_eq!(lists(&dataset, names), ["Iliad, Meta", "GridCo, SunCo"]);
    }

    #[test]
    fn a_slip_is_one_or_two_edits_from_a_known_name() {
        for (name, known) in [("microsft", "microsoft"), ("opneai", "openai"), ("core weave", "coreweave")] {
            assert!(is_slip(name, known), "{name} {known}");
        }
        for (name, known) in
            [("meta", "metaplanet"), ("sk group", "sk hynix"), ("fab 1", "fab 2"), ("amd", "amg")]
        {
            assert!(!is_slip(name, known), "{name} {known}");
        }
    }
}
