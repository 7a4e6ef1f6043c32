//! Notes which say that the money of their row is inside the deal of another company of the sheet: "incl. in Alder".

use std::sync::LazyLock;

use super::cell;
use super::clauses::clauses;
use super::mapping::Mapping;
use super::prefix_filter::Starts;
use super::rule::{Field, Origin, Rule};
use crate::deal::Role;
use crate::hash::HashSet;
use crate::sheet::Sheet;
use crate::text::fold;

/// What stands before the name of a company whose deal has the money of a row, and around it.
pub(super) const INSIDE: [&str; 33] = [
    "incl. in ", "incl in ", "included in ", "is included in ", "already included in ", "part of ",
    "counted in ", "counted under ", "counted with ", "already counted in ", "booked under ",
    "included under ", "covered by ", "subset of ", "comprise dans ", "enthalten in ", "teil von ",
    "compris dans ", "inclus dans ", "incluido en ", "incluida en ", "parte de ", "incluso in ",
    "contado en ", "gia incluso in ", "gia inclusa in ", "deja inclus dans ", "ya incluido en ",
    "ya incluida en ", "bereits enthalten in ", "ujete w ", "zawarte w ", "opgenomen in ",
];
const BEFORE_INSIDE: [(&str, &str); 5] = [
    ("in ", " enthalten"),
    ("in ", " included"),
    ("bei ", " enthalten"),
    ("bei ", " gezahlt"),
    ("dans ", " compris"),
];

/// Words behind the name: "included in the Alder deal".
const BEHIND: [&str; 6] = [" deal", " round", " above", " below", " row", " line"];

/// The longest clause that is looked at, in bytes.
const MAX: usize = 80;

static STARTS: LazyLock<Starts> =
    LazyLock::new(|| Starts::of(INSIDE.into_iter().chain(BEFORE_INSIDE.map(|(start, _)| start))));

/// Returns the folded names in a note that stand behind "included in" and the like. Not all of them are companies.
pub(super) fn wholes(note: &str) -> impl Iterator<Item = String> {
    clauses(note).filter(|clause| clause.len() <= MAX && STARTS.may_begin(clause)).filter_map(|clause| {
        let folded = fold(clause);
        let after = || INSIDE.iter().find_map(|start| folded.strip_prefix(start));
        let around =
            || BEFORE_INSIDE.iter().find_map(|(start, end)| folded.strip_prefix(start)?.strip_suffix(end));
        let name = after().or_else(around)?.trim();
        let name = BEHIND.iter().find_map(|word| name.strip_suffix(word)).unwrap_or(name);
        Some(name.strip_prefix("the ").unwrap_or(name).to_owned())
    })
}

/// Returns the folded names of the companies of a sheet that a note names as a whole.
pub(super) fn companies(sheet: &Sheet, mapping: &Mapping) -> HashSet<String> {
    let column = |rule: &Rule| match rule.origin {
        Origin::Column(column) => Some(column),
        Origin::Constant(_) => None,
    };
    let texts =
        |column: usize| sheet.rows.iter().filter_map(move |row| row.cells.get(column).and_then(cell::text));
    let notes = mapping.rules_of(Field::Note).filter_map(column);
    let named: HashSet<String> =
        notes.flat_map(texts).flat_map(|note| wholes(&note).collect::<Vec<_>>()).collect();
    if named.is_empty() {
        return named;
    }
    let of_role = |rule: &&Rule| rule.options.role == Some(Role::Recipient);
    let mut columns: Vec<usize> = mapping.rules_of(Field::Party).filter(of_role).filter_map(column).collect();
    if columns.is_empty() {
        columns = mapping.rules_of(Field::Party).filter_map(column).collect();
    }
    let names = columns.into_iter().flat_map(texts).map(|name| fold(&name));
    names.filter(|name| named.contains(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_names_what_its_money_is_inside_of() {
        for (note, expected) in [
            ("incl. in Alder", "alder"),
            ("Included in the Alder deal", "alder"),
            ("part of Alder", "alder"),
            ("led by Birch; in Alder enthalten", "alder"),
            ("compris dans Alder", "alder"),
            ("incluido en Alder.", "alder"),
            ("In Alder, a fund", ""),
            ("a part of Alder", ""),
        ] {
            assert_eq!(wholes(note).collect::<Vec<_>>().join(" "), expected, "{note}");
        }
    }
}
