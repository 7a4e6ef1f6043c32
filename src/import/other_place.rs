//! A second column of places, which is kept as a field: it must not name another country than the row.

use super::draft::Draft;
use super::spelling::area;
use super::states::{behind_city, countries_of, is_code};
use crate::area::Area;
use crate::deal::Place;
use crate::invalid::Problem;
use crate::text::quote;

/// Returns whether a country has a territory with an ISO code of its own, as the United States have Puerto Rico: sheets
/// place what is there in either.
fn has_territory(country: Area, territory: Area) -> bool {
    let lines = include_str!("../../data/territories.csv").lines().skip(1);
    let mut pairs = lines.filter_map(|line| line.split_once(','));
    pairs.any(|pair| pair == (country.code(), territory.code()))
}

/// Returns the problem of a text that names another country than the places of its row.
pub(super) fn contradiction(text: &str, draft: &Draft) -> Option<Problem> {
    let (outer, is_behind) = behind_city(text).map_or((text, false), |(_, outer)| (outer, true));
    // "GA" and "Georgia" may be states.
    if is_code(outer) || !countries_of(outer).is_empty() {
        return None;
    }
    let country = area(outer).filter(|area| area.is_country())?;
    let places: Vec<_> = draft.places.iter().filter_map(Place::area).collect();
    let [first, ..] = places[..] else { return None };
    let mut known = places.iter();
    let is_same = known
        .any(|place| place.contains(country) || country.contains(*place) || has_territory(*place, country));
    // Many towns of the United States are called as a country is.
    let may_be_town = !is_behind && places.iter().any(|place| place.code() == "US");
    (!is_same && !may_be_town).then(|| {
        let message = format!("{} is in {}, and the row names {}", quote(text), country.name(), first.name());
        Problem::new(message).hint(
            "correct one of the two, or map the column of the places where the money goes: place=COLUMN",
        )
    })
}
