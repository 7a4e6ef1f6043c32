//! Places as sheets name them: countries and regions in several spellings, cities with and without their country.

use std::borrow::Cow;

use super::draft::{Draft, PlaceName};
use super::spelling::{area, is_short_word};
use super::states::{Outer, PlaceCells, behind_city, countries_of, is_code};
use super::{labels, marks, words};
use crate::area::Area;
use crate::deal::{Place, Share};
use crate::invalid::Problem;
use crate::text::{fold, plain_words, quote};

/// Adds the places that a text names to a draft. A text that names no country or region is the name of a place.
///
/// # Errors
/// If a share is given (`US:over half`) and cannot be read.
pub(super) fn add(text: &str, cells: &PlaceCells, draft: &mut Draft) -> Result<(), Problem> {
    if let Some(home) = text.strip_prefix("home:") {
        // outlay's own lists mark the home of a principal party so; it is not a place of the deal.
        draft.home = Some(home.parse()?);
        return Ok(());
    }
    // "DO" is the Dominican Republic, and "do" is what stands above.
    if text == "do" || words::is_ditto(text) {
        return Err(
            Problem::new(format!("{} stands for the cell above", quote(text))).hint("write the place")
        );
    }
    for place in read(text, cells)? {
        let is_same = |known: &Place| known.area() == place.area() && known.name() == place.name();
        if !draft.places.iter().any(is_same) {
            // Nearly every row has one place.
            draft.places.reserve_exact(1);
            draft.places.push(place);
        }
    }
    Ok(())
}

/// Gives the names that columns of cities have to the country of the row. Without a country they are read as places.
/// `cells` returns how the cells of a rule are read.
///
/// # Errors
/// If a name is that of a place in another country.
pub(super) fn add_names<'c>(
    draft: &mut Draft,
    cells: impl Fn(usize) -> &'c PlaceCells,
) -> Result<(), Problem> {
    let mut names: Vec<PlaceName> = Vec::new();
    for name in std::mem::take(&mut draft.place_names) {
        // "Atlanta, GA" beside the state "GA".
        let is_said = names
            .iter()
            .any(|known| known.text == name.text || known.text.ends_with(&format!(", {}", name.text)));
        if !is_said {
            names.push(name);
        }
    }
    let Some(cells) = names.last().map(|name| cells(name.rule)) else { return Ok(()) };
    let names = names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ");
    match draft.places.as_slice() {
        [] => add(&names, cells, draft)?,
        [outer] => {
            let mut place = match (outer.name(), outer.area()) {
                (None, area) => place_in(area, &names, cells)?,
                (Some(name), None) => read_name(&format!("{names}, {name}"), cells)?,
                (Some(name), area) => Place::new(area, Some(&format!("{names}, {name}")), None)?,
            };
            place.share = outer.share;
            draft.places = vec![place];
        }
        // Nobody says in which of several countries it is.
        _ => draft.notes.push(format!("place: {names}")),
    }
    Ok(())
}

/// Returns the place that a text names in a country or region.
fn place_in(outer: Option<Area>, text: &str, cells: &PlaceCells) -> Result<Place, Problem> {
    let Some(outer) = outer else { return Place::new(None, Some(text), None) };
    let other = |found: &str| {
        let problem = format!("{} is in {found}, and the row names {}", quote(text), outer.name());
        Problem::new(problem).hint("correct one of the two")
    };
    // The country of the row says what a code is.
    if let Some((city, code)) = behind_city(text).filter(|(_, code)| is_code(code)) {
        let (states, country) = (countries_of(code), area(code));
        if states.iter().any(|country| outer.contains(*country)) {
            return Place::new(Some(outer), Some(text), None);
        }
        match country {
            Some(country) if outer.contains(country) => return Place::new(Some(country), Some(city), None),
            Some(country) => return Err(other(country.name())),
            None => {}
        }
    }
    let found = read(text, cells)?;
    if let [place] = found.as_slice()
        && let Some(area) = place.area()
    {
        if outer.contains(area) {
            return Ok(place.clone());
        }
        // "Lebanon" alone may be a city in another country, too.
        if place.name().is_some() {
            return Err(other(area.name()));
        }
    }
    Place::new(Some(outer), Some(text), None)
}

fn read(text: &str, cells: &PlaceCells) -> Result<Vec<Place>, Problem> {
    let mut places = Vec::new();
    for part in without_marks(text).split([';', '|', '\n']).map(str::trim) {
        let is_namibia = part == "NA" && cells.has_namibia;
        if is_namibia || (!part.is_empty() && !labels::is_no_name(part)) {
            places.extend(read_one(part, cells)?);
        }
    }
    Ok(places)
}

/// Returns the one place of a text; if it names several, it is a name.
fn read_name(text: &str, cells: &PlaceCells) -> Result<Place, Problem> {
    match read_one(text, cells)?.as_slice() {
        [place] => Ok(place.clone()),
        _ => Place::new(None, Some(text), None),
    }
}

/// Returns a text without flags and marks of footnotes: `🇩🇪 Germany`, `France[1]`. Flags alone stand for their countries.
fn without_marks(text: &str) -> Cow<'_, str> {
    let is_flag = |c: char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
    if !text.contains('[') && !text.contains(marks::is_sign) && !text.contains(is_flag) {
        return Cow::Borrowed(text);
    }
    let plain = words::without_all_references(&text.replace(marks::is_sign, "")).replace(is_flag, "");
    if !plain.trim().is_empty() {
        return Cow::Owned(plain);
    }
    // The letters of the code of a country, from A on.
    let letters = text.chars().filter(|c| is_flag(*c));
    let letters = letters.filter_map(|c| char::from_u32(u32::from(c) - 0x1f1e6 + u32::from('A')));
    let codes: Vec<String> =
        letters.collect::<Vec<_>>().chunks(2).map(|code| code.iter().collect()).collect();
    Cow::Owned(codes.join(";"))
}

/// Returns the place that a text names, or several: "Germany and France".
fn read_one(text: &str, cells: &PlaceCells) -> Result<Vec<Place>, Problem> {
    match cells.alone(text) {
        Some(Outer::Area(area)) => return Ok(vec![area.into()]),
        Some(Outer::StateOf(country)) => return Ok(vec![Place::new(Some(country), Some(text), None)?]),
        // A state or a country, or a city that is called like a country.
        None if area(text).is_some() => return Ok(vec![Place::new(None, Some(text), None)?]),
        None => {}
    }
    if let Some(area) = qualified(text) {
        return Ok(vec![area.into()]);
    }
    // England and Scotland stand in columns of countries.
    if let [country] = countries_of(text)
        && country.code() == "GB"
        && !is_code(text)
    {
        return Ok(vec![Place::new(Some(*country), Some(text), None)?]);
    }
    let parts = several(text);
    if parts.len() > 1 {
        let places = parts.into_iter().map(|part| read_one(part, cells));
        let places = places.collect::<Result<Vec<_>, _>>()?.concat();
        // "Austin, Springfield and Berlin, Germany" is written like "Newcastle, Tyne and Wear, UK".
        let are_clear = places.iter().all(|place| place.area().is_some() || place.share.is_some());
        return if are_clear { Ok(places) } else { Ok(vec![Place::new(None, Some(text), None)?]) };
    }
    if let Some((body, share)) = share_behind(text) {
        return with_share(read_one(body, cells)?, text, share.parse()?);
    }
    // "Georgia (USA)" is not the place USA in Georgia.
    if let Some(place) = Place::read(text)?
        && place.name().is_none_or(|name| area(name).is_none() && is_closed(name))
    {
        return Ok(vec![place]);
    }
    if let Some(areas) = list(text, cells) {
        return Ok(areas.into_iter().map(Place::from).collect());
    }
    let place = match subdivision(text) {
        Some(country) => Place::new(Some(country), Some(text), None)?,
        None => named(text, cells)?,
    };
    Ok(vec![place])
}

/// Returns the area whose name a comma or brackets divide: "Congo (Kinshasa)", "Korea, South", "Virgin Islands (US)".
fn qualified(text: &str) -> Option<Area> {
    let (name, qualifier) = match text.strip_suffix(')') {
        Some(inner) => inner.split_once('(')?,
        None => text.split_once(',')?,
    };
    let (name, qualifier) = (name.trim(), qualifier.trim());
    if [name, qualifier].iter().any(|part| part.is_empty() || part.contains([',', '(', ')'])) {
        return None;
    }
    let found = [" ", " - ", "-"].iter().find_map(|between| {
        let before = Area::find(&format!("{qualifier}{between}{name}"));
        before.or_else(|| Area::find(&format!("{name}{between}{qualifier}")))
    });
    let is_code = qualifier.len() <= 3 && qualifier.bytes().all(|byte| byte.is_ascii_uppercase());
    // "Iran, Islamic Rep.", but not "Congo, Rep.", of which there are two.
    let of_state = || {
        let words = plain_words(qualifier);
        let is_form = words.map(fold).all(|word| STATE_FORMS.contains(&word.as_str()));
        area(name).filter(|_| is_form && Area::sharing(name).next().is_none())
    };
    // "U.S. Virgin Islands"
    let dotted = || qualifier.chars().flat_map(|letter| [letter, '.']).collect::<String>();
    found.or_else(|| Area::find(&format!("{} {name}", dotted())).filter(|_| is_code)).or_else(of_state)
}

/// Words for the form of a state behind its name, folded. Those of states that share a name are none of them: "Korea, Dem.
/// Rep."
const STATE_FORMS: [&str; 17] = [
    "the", "rep", "republic", "of", "rb", "arab", "islamic", "fed", "federated", "sts", "states", "state",
    "united", "plurinational", "bolivarian", "kingdom", "pdr",
];

/// Whether a text names a country, or stands where there is none.
pub(super) fn is_known(text: &str, cells: &PlaceCells) -> bool {
    let has_area =
        |places: Vec<Place>| places.is_empty() || places.iter().any(|place| place.area().is_some());
    labels::is_no_name(text) || read(text, cells).is_ok_and(has_area)
}

/// Divides a list whose places have each their own country or share: "Lyon, France and Turin, Italy", "Germany (60%), Poland
/// (40%)".
fn several(text: &str) -> Vec<&str> {
    let words = [" and ", " und ", " et ", " y ", " & ", " / ", " + "];
    let is_between = |at: usize, word: &str| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let start = before.rfind(',').map_or(0, |comma| comma + 1);
        let end = text.len() - after.len() + after.find(',').unwrap_or(after.len());
        is_closed(before) && area(&text[start..end]).is_none()
    };
    let cuts = words.iter().flat_map(|word| text.match_indices(word));
    let parts = cut(text, cuts.filter(|(at, word)| is_between(*at, word)));
    if parts.iter().all(|part| part.contains([',', '('])) && parts.len() > 1 {
        return parts;
    }
    let cuts = text.match_indices([',', '/', '&', '+']).filter(|(at, _)| is_closed(&text[..*at]));
    let parts = cut(text, cuts);
    let are_all_closed = parts.iter().all(|part| part.ends_with(')') || share_behind(part).is_some());
    if are_all_closed { parts } else { vec![text] }
}

/// Returns the parts of a text between `cuts`, without spaces around them.
fn cut<'t>(text: &'t str, cuts: impl Iterator<Item = (usize, &'t str)>) -> Vec<&'t str> {
    let mut cuts: Vec<(usize, &str)> = cuts.collect();
    cuts.sort_unstable();
    let starts = std::iter::once(0).chain(cuts.iter().map(|(at, between)| at + between.len()));
    let ends = cuts.iter().map(|(at, _)| *at).chain([text.len()]);
    starts.zip(ends).map(|(start, end)| text[start.min(end)..end].trim()).collect()
}

/// Whether each bracket that a text opens is closed in it.
fn is_closed(text: &str) -> bool {
    let depth = text.chars().try_fold(0usize, |depth, c| match c {
        '(' => Some(depth + 1),
        ')' => depth.checked_sub(1),
        _ => Some(depth),
    });
    depth == Some(0)
}

/// Returns the percentage behind a place: "Germany (60%)", "Germany 60%".
fn share_behind(text: &str) -> Option<(&str, &str)> {
    let (body, share) = match text.strip_suffix(')') {
        Some(inner) => inner.rsplit_once('(')?,
        None => text.rsplit_once(' ').filter(|(_, share)| share.starts_with(|c: char| c.is_ascii_digit()))?,
    };
    let (body, share) = (body.trim(), share.trim());
    // "US:over half" is read with its place.
    (share.ends_with('%') && !body.is_empty() && !text.contains(':')).then_some((body, share))
}

/// Gives one place its share.
///
/// # Errors
/// If there are several places, or the place has a share.
fn with_share(mut places: Vec<Place>, text: &str, share: Share) -> Result<Vec<Place>, Problem> {
    match places.as_mut_slice() {
        [place] if place.share.is_none() => place.share = Some(share),
        _ => {
            return Err(Problem::new(format!("the share in {} is not that of one place", quote(text)))
                .hint("write the share of each place: Germany (60%), Poland (40%)"));
        }
    }
    Ok(places)
}

/// Returns the place of "Berlin, Germany" or "Berlin (Germany)". A text that does not end with a country, a region or a state
/// is a name.
fn named(text: &str, cells: &PlaceCells) -> Result<Place, Problem> {
    let divided = behind_city(text);
    let Some((name, outer)) = divided.and_then(|(name, outer)| Some((name, cells.behind(outer)?))) else {
        return Place::new(None, Some(text), None);
    };
    let outer = match outer {
        Outer::Area(area) => area,
        // The state stays part of the name.
        Outer::StateOf(country) => return Place::new(Some(country), Some(text), None),
    };
    // Another area behind the name: "Berlin, Germany, Europe" contains it, "Paris, France, Berlin, Germany" does not.
    let mut others = parts(name).into_iter().skip(1).filter_map(clear_area);
    match others.next() {
        None => Place::new(Some(outer), Some(name), None),
        Some(inner) if outer.contains(inner) && others.next().is_none() => named(name, cells),
        Some(_) => Place::new(None, Some(text), None),
    }
}

fn parts(text: &str) -> Vec<&str> {
    text.split([',', '(', ')', '/', '&', '+']).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Returns the areas of a text that names nothing but areas, without those that contain others ("Germany, Europe").
fn list(text: &str, cells: &PlaceCells) -> Option<Vec<Area>> {
    let parts: Vec<&str> = parts(text).into_iter().flat_map(divide).collect();
    let is_state = |part: &&str| matches!(cells.alone(part), Some(Outer::StateOf(_)));
    if parts.iter().any(is_state) {
        return None;
    }
    let areas: Vec<Area> = parts.iter().map(|part| area(part)).collect::<Option<_>>()?;
    if let ([first, second], false) = (&areas[..], text.contains(['/', '&', '+'])) {
        // "Taiwan, China", "China (Taiwan)"
        if text.contains([',', '(']) && is_of(*first, *second) {
            return Some(vec![*first]);
        }
        if text.contains('(') && is_of(*second, *first) {
            return Some(vec![*second]);
        }
    }
    let are_codes = parts.iter().all(|part| part.len() == 2);
    for (index, part) in parts.iter().enumerate() {
        let countries = countries_of(part);
        // "CA, USA" is California, and "Lebanon, PA" a town.
        let is_state = areas.iter().any(|area| countries.contains(area));
        if is_state || (index > 0 && !are_codes && !countries.is_empty()) {
            return None;
        }
    }
    let is_narrow = |area: &&Area| areas.iter().all(|other| other == *area || !area.contains(*other));
    let mut narrow = Vec::new();
    for area in areas.iter().filter(is_narrow) {
        if !narrow.contains(area) {
            narrow.push(*area);
        }
    }
    Some(narrow)
}

/// Whether an area is called after another one that it belongs to, and has a name of its own: "Hong Kong SAR China".
fn is_of(inner: Area, outer: Area) -> bool {
    let outer = fold(outer.name());
    let names = || std::iter::once(inner.name()).chain(inner.other_names()).filter(|name| name.len() > 3);
    let has_outer = |name: &str| fold(name).split(|c: char| !c.is_alphanumeric()).any(|word| word == outer);
    names().any(has_outer) && !names().all(has_outer)
}

/// Divides "France and Trinidad and Tobago" where an area ends.
fn divide(text: &str) -> Vec<&str> {
    if area(text).is_some() {
        return vec![text];
    }
    let words = [" and ", " und ", " et ", " y "];
    let divisions = words.iter().flat_map(|word| text.match_indices(word));
    let mut divisions = divisions.map(|(at, word)| (&text[..at], &text[at + word.len()..]));
    // In "Germany et al.", "al" is no Albania.
    match divisions.find(|(first, rest)| area(first).is_some() && !is_short_word(rest)) {
        Some((first, rest)) => std::iter::once(first).chain(divide(rest)).collect(),
        None => vec![text],
    }
}

/// Returns the area of a text that is not the name or the code of a state or province as well.
fn clear_area(text: &str) -> Option<Area> {
    area(text).filter(|_| countries_of(text.trim()).is_empty())
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
    use crate::import::states::About;

    fn shown(draft: &Draft) -> String {
        draft.places.iter().map(Place::to_string).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn places_are_found_in_the_spellings_of_sheets() {
        for (text, places) in [
            ("US", "US"),
            ("U.S.", "US"),
            ("Kingdom of Saudi Arabia", "SA"),
            ("The Netherlands", "NL"),
            ("Germany⁴", "DE"),
            ("Germany§", "DE"),
            ("Germany #", "DE"),
            ("Spain*", "ES"),
            ("France★", "FR"),
            ("Poland △", "PL"),
            ("Deutschland", "DE"),
            ("états-unis", "US"),
            ("Vereinigtes Königreich", "GB"),
            ("日本", "JP"),
            ("Global", "World"),
            ("US-TX", "US (US-TX)"),
            ("US:over half", "US:at least 50%"),
            ("US (Abilene, Texas):half", "US (Abilene, Texas):50%"),
            ("n/a", ""),
            ("S. Korea", "KR"),
            ("Korea, Rep.", "KR"),
            ("Korea Republic", "KR"),
            ("Congo, Rep.", "CG"),
            ("Congo, Dem. Rep.", "CD"),
            ("Congo", "(Congo)"),
            ("America", "(America)"),
            ("Czech Rep.", "CZ"),
            ("Republic of China", "(Republic of China)"),
            ("Republic of Ireland", "IE"),
            ("The Republic of the Gambia", "GM"),
            ("N. Ireland", "(N. Ireland)"),
            ("British Virgin Is.", "VG"),
            ("Congo (Kinshasa)", "CD"),
            ("Virgin Islands (US)", "VI"),
            ("Sudan (South)", "SS"),
            ("Samoa (American)", "AS"),
            ("Guinea (Equatorial)", "GQ"),
            ("Korea, South", "KR"),
            ("Guinea (Conakry)", "GN (Conakry)"),
            ("France[1]", "FR"),
            ("France*", "FR"),
            ("🇩🇪 Germany", "DE"),
            ("🇩🇪🇫🇷", "DE | FR"),
            ("Taiwan, China", "TW"),
            ("Macao SAR, China", "MO"),
            ("Hong Kong, China", "HK"),
            ("Hong Kong SAR, China", "HK"),
            ("Taiwan (China)", "TW"),
            ("China (Taiwan)", "TW"),
        ] {
            let mut draft = Draft::default();
            add(text, &PlaceCells::default(), &mut draft).unwrap();
            assert_eq!(shown(&draft), places, "{text}");
        }
        for text in ["US:ovr half", "Germany and France (50%)", "Germany (about one%)"] {
            assert!(add(text, &PlaceCells::default(), &mut Draft::default()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_city_is_a_name_and_its_country_counts_only_if_it_is_clear() {
        for (text, places) in [
            ("Navi Mumbai", "(Navi Mumbai)"),
            ("Berlin, Germany", "DE (Berlin)"),
            ("Berlin (Germany)", "DE (Berlin)"),
            ("Germany (Berlin)", "DE (Berlin)"),
            ("Paris, Frankreich", "FR (Paris)"),
            ("New York, US", "US (New York)"),
            ("Austin, TX, USA", "US (Austin, TX)"),
            ("London, UK", "GB (London)"),
            ("Berlin, Germany, Europe", "DE (Berlin)"),
            ("Abilene, Texas", "US (Abilene, Texas)"),
            // States, or countries.
            ("San Francisco, CA", "(San Francisco, CA)"),
            ("Wilmington, DE", "(Wilmington, DE)"),
            // Bavaria or Belarus, Genoa or Georgia, Guangdong or Grenada, Freiburg or France.
            ("München, BY", "(München, BY)"),
            ("Genova (GE)", "(Genova (GE))"),
            ("Shenzhen, GD", "(Shenzhen, GD)"),
            ("Fribourg, FR", "(Fribourg, FR)"),
            ("Wilmington, DE, USA", "US (Wilmington, DE)"),
            ("CA, USA", "US (CA)"),
            ("US, CA", "(US, CA)"),
            ("Lebanon, PA", "(Lebanon, PA)"),
            ("Peru, Indiana, USA", "US (Peru, Indiana)"),
            ("Georgia", "GE"),
            ("Georgia, USA", "US (Georgia)"),
            ("Georgia (USA)", "US (Georgia)"),
            ("Atlanta, Georgia", "(Atlanta, Georgia)"),
            ("Atlanta, Georgia, USA", "US (Atlanta, Georgia)"),
            ("Georgia, Vermont", "US (Georgia, Vermont)"),
            ("Austin, TX", "US (Austin, TX)"),
            ("Toronto, Ontario", "CA (Toronto, Ontario)"),
            // Florida in the United States or in Uruguay, Oregon or Oristano.
            ("Miami, Florida", "(Miami, Florida)"),
            ("Portland, OR", "(Portland, OR)"),
            ("Belfast, NI", "(Belfast, NI)"),
            ("Belfast, Northern Ireland", "GB (Belfast, Northern Ireland)"),
        ] {
            let mut draft = Draft::default();
            add(text, &PlaceCells::default(), &mut draft).unwrap();
            assert_eq!(shown(&draft), places, "{text}");
        }
    }

    #[test]
    fn several_places_stay_several() {
        for (text, places) in [
            ("Germany, France", "DE | FR"),
            ("Germany and France", "DE | FR"),
            ("Germany, France and Trinidad and Tobago", "DE | FR | TT"),
            ("US & Canada", "US | CA"),
            ("US/UK", "US | GB"),
            ("FR, DE", "FR | DE"),
            ("Germany; Paris, France", "DE | FR (Paris)"),
            ("Germany (50%), Poland (50%)", "DE:50% | PL:50%"),
            ("Germany (60%); Poland (40%)", "DE:60% | PL:40%"),
            ("Germany 60%, Poland (30%) and Italy (10%)", "DE:60% | PL:30% | IT:10%"),
            ("Germany (60%)", "DE:60%"),
            ("Germany (Berlin), Poland (Warsaw)", "DE (Berlin) | PL (Warsaw)"),
            ("Germany (Berlin)/Poland (Warsaw)", "DE (Berlin) | PL (Warsaw)"),
            ("Berlin (Germany) and Warsaw (Poland)", "DE (Berlin) | PL (Warsaw)"),
            ("Germany (Berlin) Poland (Warsaw)", "(Germany (Berlin) Poland (Warsaw))"),
            ("Lyon, France and Turin, Italy", "FR (Lyon) | IT (Turin)"),
            ("Austin, Texas and Berlin, Germany", "US (Austin, Texas) | DE (Berlin)"),
            ("Austin, Springfield and Berlin, Germany", "(Austin, Springfield and Berlin, Germany)"),
            ("Newcastle, Tyne and Wear, UK", "(Newcastle, Tyne and Wear, UK)"),
            ("uk, ireland", "GB | IE"),
            ("Port of Spain, Trinidad and Tobago", "TT (Port of Spain)"),
            ("Germany et al.", "(Germany et al.)"),
            ("Sudan, South Sudan", "SD | SS"),
            ("South Sudan, Sudan", "SS | SD"),
            ("China, Japan", "CN | JP"),
            ("Germany, Europe", "DE"),
            ("Singapore, Singapore", "SG"),
            ("Paris, France, Berlin, Germany", "(Paris, France, Berlin, Germany)"),
            ("Bosnia and Herzegovina", "BA"),
        ] {
            let mut draft = Draft::default();
            add(text, &PlaceCells::default(), &mut draft).unwrap();
            assert_eq!(shown(&draft), places, "{text}");
        }
    }

    fn city_of(country: &str, city: &str) -> Draft {
        let place_names = vec![PlaceName { text: city.to_owned(), rule: 0 }];
        let mut draft = Draft { place_names, ..Draft::default() };
        add(country, &PlaceCells::default(), &mut draft).unwrap();
        draft
    }

    #[test]
    fn a_column_of_cities_names_places_in_the_country_of_the_row() {
        let cities = PlaceCells { about: About::Cities, ..PlaceCells::default() };
        for (countries, city, places, notes) in [
            ("Germany", "Berlin", "DE (Berlin)", ""),
            // The row says what the code is.
            ("US", "Atlanta, GA", "US (Atlanta, GA)", ""),
            ("Canada", "Toronto, CA", "CA (Toronto)", ""),
            ("Germany", "Munich, DE", "DE (Munich)", ""),
            ("Germany", "München, BY", "DE (München, BY)", ""),
            ("Europe", "Munich, DE", "DE (Munich)", ""),
            // Cities with the names of countries.
            ("", "Panama", "(Panama)", ""),
            ("", "Singapore", "SG", ""),
            ("Germany:half", "Berlin, Germany", "DE (Berlin):50%", ""),
            ("Europe", "Berlin, Germany", "DE (Berlin)", ""),
            ("Singapore", "Singapore", "SG", ""),
            ("US", "Lebanon", "US (Lebanon)", ""),
            ("Georgia, USA", "Atlanta", "US (Atlanta, Georgia)", ""),
            ("England", "London", "GB (London, England)", ""),
            ("", "Berlin, Germany", "DE (Berlin)", ""),
            ("", "Navi Mumbai", "(Navi Mumbai)", ""),
            ("Germany; France", "Berlin", "DE | FR", "place: Berlin"),
        ] {
            let mut draft = city_of(countries, city);
            add_names(&mut draft, |_| &cities).unwrap();
            assert_eq!((shown(&draft).as_str(), draft.notes.join(" ").as_str()), (places, notes), "{city}");
        }
        let problem = add_names(&mut city_of("Germany", "Paris, France"), |_| &cities).unwrap_err();
        assert_eq!(problem.message, "\"Paris, France\" is in France, and the row names Germany");
        let problem = add_names(&mut city_of("Germany", "Paris, FR"), |_| &cities).unwrap_err();
        assert_eq!(problem.message, "\"Paris, FR\" is in France, and the row names Germany");
    }
}
