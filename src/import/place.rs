//! Places as sheets name them: countries and regions in several spellings, and places that no table has.

use super::draft::Draft;
use crate::area::Area;
use crate::deal::Place;
use crate::invalid::Problem;
use crate::text::fold;

/// Adds the place that a text names to a draft. The text of a place that is not known is kept as a note.
///
/// # Errors
/// If a share is given (`US:over half`) and cannot be read.
pub(super) fn add(text: &str, draft: &mut Draft) -> Result<(), Problem> {
    if let Some(home) = text.strip_prefix("home:") {
        // outlay's own lists mark the home of a principal party so; it is not a place of the deal.
        draft.home = Some(home.parse()?);
        return Ok(());
    }
    let (name, share) = match text.split_once(':') {
        Some((name, share)) if area(name).is_some() => (name.trim(), Some(share.trim().parse()?)),
        _ => (text, None),
    };
    match area(name) {
        Some(found) => {
            let is_known = draft.places.iter().any(|place| place.area == found.area);
            if !is_known {
                draft.places.push(Place { area: found.area, share });
            }
            if !found.is_whole {
                draft.notes.push(format!("place: {name}"));
            }
        }
        None => draft.notes.push(format!("place: {name}")),
    }
    Ok(())
}

/// The area that a text names.
struct Found {
    area: Area,
    /// Whether the text names no place inside of the area.
    is_whole: bool,
}

/// Forms of states before their names, as in "Kingdom of Saudi Arabia". Those that would make another country of the
/// name, such as "Republic of China", are not among them.
const FORMS: [&str; 7] = [
    "the kingdom of ",
    "kingdom of ",
    "the sultanate of ",
    "sultanate of ",
    "federal republic of ",
    "grand duchy of ",
    "principality of ",
];

/// Names that are a country and a state of the United States, too.
const SHARED_WITH_STATES: [&str; 1] = ["georgia"];

fn area(text: &str) -> Option<Found> {
    let text = text.trim();
    let whole = |area| Some(Found { area, is_whole: true });
    if let Some(area) = Area::find(text) {
        return whole(area);
    }
    let folded = fold(text);
    if ["global", "worldwide", "international", "weltweit", "mondial", "mundial"].contains(&folded.as_str()) {
        return whole(Area::find("001")?);
    }
    let plain =
        FORMS.iter().find_map(|form| folded.strip_prefix(form)).or_else(|| folded.strip_prefix("the "));
    if let Some(area) = plain.and_then(Area::find) {
        return whole(area);
    }
    if let Some(country) = subdivision(text) {
        return Some(Found { area: country, is_whole: false });
    }
    // "Berlin, Germany". A code may be that of a state: "San Francisco, CA".
    let (_, country) = text.rsplit_once(',')?;
    let country = country.trim();
    let is_clear = country.len() > 3 && !SHARED_WITH_STATES.contains(&fold(country).as_str());
    let area = Area::find(country).filter(|area| is_clear && area.is_country())?;
    Some(Found { area, is_whole: false })
}

/// Returns the country of a code of ISO 3166-2, such as `US-TX`.
fn subdivision(code: &str) -> Option<Area> {
    let (country, part) = code.split_once('-')?;
    let is_code = country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=3).contains(&part.len())
        && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    Area::find(country).filter(|area| is_code && area.is_country())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_the_spellings_of_sheets_or_kept_as_text() {
        for (text, places, notes) in [
            ("US", "US", ""),
            ("Kingdom of Saudi Arabia", "SA", ""),
            ("The Netherlands", "NL", ""),
            ("Global", "World", ""),
            ("US-TX", "US", "place: US-TX"),
            ("Berlin, Germany", "DE", "place: Berlin, Germany"),
            ("Abilene, Texas", "", "place: Abilene, Texas"),
            ("San Francisco, CA", "", "place: San Francisco, CA"),
            ("Atlanta, Georgia", "", "place: Atlanta, Georgia"),
            ("Georgia", "GE", ""),
            ("US:over half", "US:at least 50%", ""),
        ] {
            let mut draft = Draft::default();
            add(text, &mut draft).unwrap();
            let found: Vec<String> = draft.places.iter().map(Place::to_string).collect();
            assert_eq!((found.join(" ").as_str(), draft.notes.join(" ").as_str()), (places, notes), "{text}");
        }
    }
}
