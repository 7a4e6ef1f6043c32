//! What the codes and names of states and provinces behind a city mean, by what the other cells of their column show:
//! `CA` is California or Canada, `Georgia` a state or a country.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use super::spelling::area;
use super::{cell, vocabulary, words};
use crate::area::Area;
use crate::sheet::Sheet;
use crate::text::{count_of, fold, quote};

/// Countries by the folded codes and names of their states and provinces.
static STATES: LazyLock<HashMap<String, Vec<Area>>> = LazyLock::new(|| {
    let lines = include_str!("../../data/states.csv").lines().skip(1);
    let of = |(state, countries): (&str, &str)| {
        (fold(state), countries.split(' ').filter_map(Area::find).collect())
    };
    lines.filter_map(|line| line.split_once(',')).map(of).collect()
});

/// Countries and territories that are one city, or whose capital has their name.
const CITIES: [&str; 10] = ["SG", "HK", "MO", "MC", "VA", "GI", "LU", "DJ", "SM", "KW"];

/// Returns the countries that have a state or province of this code or name.
pub(super) fn countries_of(text: &str) -> &'static [Area] {
    STATES.get(&fold(text)).map_or(&[], Vec::as_slice)
}

/// What a code or a name of a state or a country stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outer {
    /// A country or region.
    Area(Area),
    /// A state or province of a country.
    StateOf(Area),
}

/// What the codes of a column are that may be those of states or of countries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Codes {
    /// Those that have one reading stand for that, and the others for nothing.
    #[default]
    Open,
    /// They are those of countries, but for those of states of other countries than these.
    Countries(Vec<Area>),
    /// They are those of states of a country. Those of the United States and Canada do not overlap, and count as of one.
    StatesOf(Area),
}

impl Codes {
    /// Returns what a code or a name stands for; `None` if it is neither, or that is open.
    fn read(&self, text: &str) -> Option<Outer> {
        match (countries_of(text), area(text), self) {
            ([], found, _) => found.map(Outer::Area),
            ([country], None, _) => Some(Outer::StateOf(*country)),
            (countries, Some(found), Self::Countries(others)) if is_code(text) => {
                countries.iter().all(|country| others.contains(country)).then_some(Outer::Area(found))
            }
            (countries, _, Self::StatesOf(first)) => {
                let state = countries.iter().find(|country| neighbour(**country) == *first);
                state.copied().map(Outer::StateOf)
            }
            _ => None,
        }
    }
}

/// How the cells of a column of places are read.
#[derive(Debug, Clone, Default)]
pub(super) struct PlaceCells {
    /// The codes and names behind cities.
    pub(super) behind: Codes,
    /// The cells that are nothing but such a code or name; `None` if they are areas, as in a column of countries.
    pub(super) alone: Option<Codes>,
    /// What the column is about.
    pub(super) about: About,
    /// Whether `NA` is Namibia.
    pub(super) has_namibia: bool,
    /// What decided, or what is open.
    pub(super) notes: Vec<String>,
}

/// What the cells of a column of places name by themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum About {
    /// Countries, or any places.
    #[default]
    Places,
    /// States and provinces, or regions.
    States,
    /// Cities.
    Cities,
}

/// A code or a name in a column.
struct Seen {
    count: usize,
    line: usize,
    cell: String,
}

/// The codes and names of a column.
#[derive(Default)]
struct Tokens {
    behind: BTreeMap<String, Seen>,
    alone: BTreeMap<String, Seen>,
    /// Names that several countries share.
    shared: BTreeMap<String, Seen>,
    /// Whether a city has the United States behind it, and nothing between.
    has_us: bool,
}

impl PlaceCells {
    /// Looks down a column of places, or of cities if `are_cities`.
    pub(super) fn of(sheet: &Sheet, column: usize, are_cities: bool) -> Self {
        let header = sheet.columns.get(column).map(|column| words::header_words(&column.header));
        let header = header.unwrap_or_default();
        let names = |known: &[&str]| header.iter().any(|word| known.contains(&word.as_str()));
        let about = match () {
            () if names(vocabulary::STATES) => About::States,
            () if are_cities => About::Cities,
            () => About::Places,
        };
        let tokens = Tokens::of(sheet, column);
        let mut found = Self { about, has_namibia: has_namibia(sheet, column, &tokens), ..Self::default() };
        found.behind = settle(&tokens.behind, tokens.has_us, false);
        if about == About::States {
            // A region may be a country.
            let alone = settle(&tokens.alone, false, !names(&["region"]));
            if tokens.behind.is_empty() {
                found.behind = alone.clone();
            }
            found.alone = Some(alone);
        } else {
            // "Georgia" beside "Texas", or beside "Austin, TX". A column of countries may have names of states.
            let are_countries = names(vocabulary::COUNTRIES);
            let is_state = |token: &String| {
                !countries_of(token).is_empty() && area(token).is_none() && !(are_countries && is_code(token))
            };
            let behind = tokens.behind.keys().filter(|_| !are_countries);
            if tokens.alone.keys().chain(behind).any(is_state) {
                found.alone = Some(settle(&tokens.alone, false, false));
            }
        }
        found.notes = found.describe(&tokens);
        found.notes.extend(tokens.shared_names());
        found
    }

    /// Returns what a code or a name behind a city stands for.
    pub(super) fn behind(&self, text: &str) -> Option<Outer> {
        self.behind.read(text)
    }

    /// Returns what a cell, or a name in a list, stands for that is not behind a city.
    pub(super) fn alone(&self, text: &str) -> Option<Outer> {
        let is_city = |found: &Outer| matches!(found, Outer::Area(area) if CITIES.contains(&area.code()));
        match (self.about, &self.alone) {
            (About::Cities, _) => area(text).map(Outer::Area).filter(is_city),
            (_, None) => area(text).map(Outer::Area),
            (About::States, Some(codes)) => codes.read(text),
            // "Berlin" alone is the name of a city.
            (About::Places, Some(codes)) => {
                codes.read(text).filter(|_| is_code(text) || area(text).is_some())
            }
        }
    }

    fn describe(&self, tokens: &Tokens) -> Vec<String> {
        let mut notes = Vec::new();
        let all = [
            (&tokens.behind, Some(&self.behind)),
            (&tokens.alone, self.alone.as_ref().filter(|_| self.about != About::Cities)),
        ];
        for (tokens, codes) in all {
            let Some(codes) = codes else { continue };
            let is_settled =
                |token: &String| codes.read(token).is_some() && Codes::Open.read(token).is_none();
            let shown = tokens.iter().find(|(token, _)| is_settled(token));
            if let Some((token, seen)) = shown {
                let meaning = match codes.read(token) {
                    Some(Outer::StateOf(country)) => format!("a state of {}", country.name()),
                    _ => "a country".to_owned(),
                };
                let by = tokens.iter().find(|(token, _)| Codes::Open.read(token).is_some());
                let by = by.map_or_else(String::new, |(_, other)| format!(" as in {}", at(other)));
                notes.push(format!("{} in {} is {meaning}{by}", quote(token), at(seen)));
            }
            let open: Vec<(&String, &Seen)> = tokens
                .iter()
                .filter(|(token, _)| is_ambiguous(token) && codes.read(token).is_none())
                .collect();
            if let Some((token, seen)) = open.first() {
                let count = open.iter().map(|(_, seen)| seen.count).sum();
                notes.push(format!(
                    "{} without a country, such as {}: {} may be {}",
                    count_of(count, "place", "places"),
                    at(seen),
                    quote(token),
                    meanings(token)
                ));
            }
        }
        notes
    }
}

impl Tokens {
    /// Returns a note on the places whose names several countries share.
    fn shared_names(&self) -> Option<String> {
        let (name, seen) = self.shared.first_key_value()?;
        let count = self.shared.values().map(|seen| seen.count).sum();
        let areas: Vec<&str> = Area::sharing(name).map(Area::name).collect();
        Some(format!(
            "{} without a country, such as {}, which may be {}",
            count_of(count, "place", "places"),
            at(seen),
            areas.join(" or ")
        ))
    }

    fn of(sheet: &Sheet, column: usize) -> Self {
        let mut tokens = Self::default();
        let mut counted: HashMap<String, (usize, usize)> = HashMap::new();
        for row in &sheet.rows {
            let Some(text) = row.cells.get(column).and_then(cell::text) else { continue };
            match counted.get_mut(text.as_ref()) {
                Some((count, _)) => *count += 1,
                None => drop(counted.insert(text.into_owned(), (1, row.line))),
            }
        }
        for (text, (count, line)) in counted {
            for part in text.split([';', '|', '\n']).map(str::trim) {
                tokens.add(part, count, line);
            }
        }
        tokens
    }

    fn add(&mut self, part: &str, count: usize, line: usize) {
        let (token, is_behind) = match behind_city(part) {
            Some((city, outer)) => {
                let is_us = area(outer).is_some_and(|area| area.code() == "US");
                self.has_us |= is_us && !city.contains([',', '(']);
                (outer, true)
            }
            None => (part, false),
        };
        let is_shared = !is_behind && Area::sharing(token).next().is_some();
        if !is_code(token) && countries_of(token).is_empty() && !is_shared {
            return;
        }
        let tokens = match is_behind {
            _ if is_shared => &mut self.shared,
            true => &mut self.behind,
            false => &mut self.alone,
        };
        let seen = tokens.entry(token.to_owned()).or_insert(Seen { count: 0, line, cell: part.to_owned() });
        seen.count += count;
        if line < seen.line {
            (seen.line, seen.cell) = (line, part.to_owned());
        }
    }
}

/// Divides "Berlin, Germany" or "Berlin (Germany)" before what stands behind the city.
pub(super) fn behind_city(text: &str) -> Option<(&str, &str)> {
    let bracketed = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    let (city, outer) = bracketed.or_else(|| text.rsplit_once(','))?;
    Some((city.trim(), outer.trim())).filter(|(city, _)| !city.is_empty())
}

/// Whether a text is as a code of a country or a state is written: two capitals.
pub(super) fn is_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a text is a state as well as an area, or one in several countries.
fn is_ambiguous(text: &str) -> bool {
    Codes::Open.read(text).is_none() && !countries_of(text).is_empty()
}

/// Returns the country under which the states of a country count.
fn neighbour(country: Area) -> Area {
    if country.code() == "CA" { Area::find("US").unwrap_or(country) } else { country }
}

/// Decides what codes are that all stand in the same place of a column.
///
/// They are states if all of them are states of one country, and no other country nor the list of countries has all of them.
/// They are countries if all are, and no country has states of all these codes. Then a code that is that of a state, too, is
/// open where a writer may have made an exception: where no city is written with `US`, for the states of that country, and
/// elsewhere if three or more codes are no states of the country, and most are not. If `are_states`, as a header says, two
/// codes of states of one country are such even if all are codes of countries, too.
fn settle(tokens: &BTreeMap<String, Seen>, has_us: bool, are_states: bool) -> Codes {
    let Some(first) = tokens.keys().next() else { return Codes::Open };
    let has_state = |token: &str, owner: Area| countries_of(token).iter().any(|c| neighbour(*c) == owner);
    let owners: HashSet<Area> = countries_of(first).iter().map(|country| neighbour(*country)).collect();
    let mut fitting = owners.into_iter().filter(|owner| tokens.keys().all(|token| has_state(token, *owner)));
    let are_countries = tokens.keys().all(|token| area(token).is_some_and(Area::is_country));
    match (fitting.next(), fitting.next(), are_countries) {
        (Some(country), None, false) => Codes::StatesOf(country),
        (Some(country), None, true) if are_states && tokens.len() > 1 => Codes::StatesOf(country),
        (None, _, true) => {
            let owners: HashSet<Area> =
                tokens.keys().flat_map(|token| countries_of(token)).copied().collect();
            let is_out = |owner: &Area| match owner.code() {
                "US" => has_us,
                // Northern Ireland is written NI beside any form of the United Kingdom.
                "GB" => false,
                _ => {
                    let inside = tokens.keys().filter(|token| countries_of(token).contains(owner)).count();
                    tokens.len() - inside >= 3 && tokens.len() > 2 * inside
                }
            };
            Codes::Countries(owners.into_iter().filter(is_out).collect())
        }
        _ => Codes::Open,
    }
}

/// Whether `NA` in a column is Namibia: the other cells are codes of countries, and no other column has `NA` for what is
/// missing.
fn has_namibia(sheet: &Sheet, column: usize, tokens: &Tokens) -> bool {
    let is_country = |token: &String| is_code(token) && area(token).is_some_and(Area::is_country);
    let is_missing = |cell: &crate::sheet::Value| cell::text(cell).is_some_and(|text| text == "NA");
    tokens.alone.contains_key("NA")
        && tokens.behind.is_empty()
        && tokens.alone.len() >= 3
        && tokens.alone.keys().all(is_country)
        && sheet.rows.iter().all(|row| {
            let mut others = row.cells.iter().enumerate().filter(|(index, _)| *index != column);
            !others.any(|(_, cell)| is_missing(cell))
                && row.cells.get(column).and_then(cell::text).is_none_or(|text| is_code(&text))
        })
}

/// Returns what a code or a name may be, for people: "Canada or a state of United States".
fn meanings(text: &str) -> String {
    let states = countries_of(text).iter().map(|country| country.name()).collect::<Vec<_>>().join(", ");
    match area(text) {
        Some(found) => format!("{} or a state of {states}", found.name()),
        None => format!("a state of {states}"),
    }
}

/// Returns a cell with its line, for people.
fn at(seen: &Seen) -> String {
    format!("{} (line {})", quote(&seen.cell), seen.line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deal::Place;
    use crate::import::draft::Draft;
    use crate::import::place;
    use crate::sheet::{Column, Row, Value};

    /// Returns the places of the cells of a column, and its notes.
    fn read(header: &str, are_cities: bool, cells: &[&str]) -> (Vec<String>, String) {
        let row = |cell: &&str| Row {
            line: 2,
            cells: vec![Value::Text((*cell).to_owned())],
            is_hidden: false,
            depth: 0,
        };
        let column = Column { name: header.to_owned(), header: header.to_owned() };
        let rows = cells.iter().map(row).collect();
        let sheet = Sheet { columns: vec![column], header_line: 1, rows, ..Sheet::default() };
        let known = PlaceCells::of(&sheet, 0, are_cities);
        let place = |cell: &&str| {
            let mut draft = Draft::default();
            place::add(cell, &known, &mut draft).unwrap();
            draft.places.iter().map(Place::to_string).collect::<Vec<_>>().join(" | ")
        };
        (cells.iter().map(place).collect(), known.notes.join("; "))
    }

    fn places(header: &str, cells: &[&str]) -> Vec<String> {
        read(header, false, cells).0
    }

    #[test]
    fn codes_behind_cities_are_what_all_of_their_column_are() {
        // States of one country, one of which is no country.
        let (found, note) =
            read("Location", false, &["Atlanta, GA", "Portland, OR", "Austin, TX", "Toronto, ON"]);
        assert_eq!(found, ["US (Atlanta, GA)", "US (Portland, OR)", "US (Austin, TX)", "CA (Toronto, ON)"]);
        assert_eq!(
            note,
            "\"GA\" in \"Atlanta, GA\" (line 2) is a state of United States as in \"Toronto, ON\" (line 2)"
        );
        assert_eq!(
            places("Ort", &["München, BY", "Köln, NW", "Wien, Österreich"]),
            ["DE (München, BY)", "DE (Köln, NW)", "AT (Wien)"]
        );
        // Countries, among them the United States.
        let cells = ["Paris, FR", "Munich, DE", "Dublin, IE", "Tokyo, JP", "Boston, US"];
        assert_eq!(
            places("Location", &cells),
            ["FR (Paris)", "DE (Munich)", "IE (Dublin)", "JP (Tokyo)", "US (Boston)"]
        );
        // Without them, "DE" may be an exception for a city of theirs.
        let (found, note) =
            read("Location", false, &["Paris, FR", "Munich, DE", "Dublin, IE", "Tokyo, JP", "San Jose, CA"]);
        assert_eq!(found, ["FR (Paris)", "(Munich, DE)", "IE (Dublin)", "JP (Tokyo)", "(San Jose, CA)"]);
        assert_eq!(
            note,
            "\"FR\" in \"Paris, FR\" (line 2) is a country as in \"Dublin, IE\" (line 2); 2 places without a country, such as \
             \"San Jose, CA\" (line 2): \"CA\" may be Canada or a state of Spain, Italy, United States"
        );
        // Both.
        let cells = ["Austin, TX", "Munich, DE", "Dublin, IE", "Belfast, NI", "London, UK"];
        let expected = ["US (Austin, TX)", "(Munich, DE)", "IE (Dublin)", "(Belfast, NI)", "GB (London)"];
        assert_eq!(places("Location", &cells), expected);
        let cells = ["Belfast, NI", "Dublin, IE", "Paris, FR", "Rome, IT", "London, GB", "Boston, US"];
        assert_eq!(places("Location", &cells)[0], "(Belfast, NI)");
        assert_eq!(places("Location", &["Atlanta, Georgia", "Boston, US"])[0], "(Atlanta, Georgia)");
        // One alone shows nothing.
        assert_eq!(places("Location", &["Atlanta, GA", "Boston, MA"]), ["(Atlanta, GA)", "(Boston, MA)"]);
    }

    #[test]
    fn states_with_the_codes_and_names_of_countries_are_none() {
        let cells = ["GA", "CA", "TX", "Georgia"];
        let states = ["US (GA)", "US (CA)", "US (TX)", "US (Georgia)"];
        assert_eq!(places("State", &cells), states);
        assert_eq!(places("Region", &cells), states);
        assert_eq!(read("State", true, &cells).0, states);
        assert_eq!(places("Location", &cells), states);
        assert_eq!(places("Country", &cells), ["GA", "CA", "(TX)", "GE"]);
        assert_eq!(places("Region", &["GA", "CA", "MA"]), ["(GA)", "(CA)", "(MA)"]);
        assert_eq!(places("State", &["CA", "MA", "IN"]), ["US (CA)", "US (MA)", "US (IN)"]);
        assert_eq!(places("State", &["CA"]), ["(CA)"]);
        assert_eq!(
            places("Region", &["California", "Georgia", "Bavaria"]),
            ["US (California)", "(Georgia)", "DE (Bavaria)"]
        );
        assert_eq!(
            places("Region", &["Europe", "North America", "Georgia"]),
            ["Europe", "North America", "(Georgia)"]
        );
        assert_eq!(places("Location", &["Georgia", "Armenia"]), ["GE", "AM"]);
        assert_eq!(places("Country", &["Georgia", "Armenia"]), ["GE", "AM"]);
        assert_eq!(places("Country", &["Georgia", "Texas", "Ohio"])[0], "US (Georgia)");
        assert_eq!(places("Country", &["Georgia", "DE", "CA"])[0], "GE");
        assert_eq!(places("Location", &["Georgia", "Austin, Texas", "Atlanta, Georgia"])[0], "(Georgia)");
    }

    #[test]
    fn cities_with_the_names_of_countries_are_no_countries() {
        let cells = ["Granada", "Salvador", "Jersey City", "Mexico, MO", "Lebanon", "Hong Kong"];
        let expected = ["(Granada)", "(Salvador)", "(Jersey City)", "(Mexico, MO)", "(Lebanon)", "HK"];
        assert_eq!(read("City", true, &cells).0, expected);
        assert_eq!(
            places("Location", &["Granada", "Salvador", "Norfolk"]),
            ["(Granada)", "(Salvador)", "(Norfolk)"]
        );
    }

    #[test]
    fn a_name_that_two_countries_share_is_none_of_them() {
        let (found, note) = read("Country", false, &["Congo", "Korea", "Guinea", "Kinshasa, Congo"]);
        assert_eq!(found, ["(Congo)", "(Korea)", "GN", "CD"]);
        assert_eq!(
            note,
            "2 places without a country, such as \"Congo\" (line 2), which may be Congo - Brazzaville or Congo - Kinshasa"
        );
        assert_eq!(
            places("Country", &["England", "Northern Ireland"]),
            ["GB (England)", "GB (Northern Ireland)"]
        );
        assert_eq!(places("Country", &["Ireland", "Jersey", "Samoa"]), ["IE", "JE", "WS"]);
    }

    #[test]
    fn namibia_is_one_only_among_codes() {
        assert_eq!(places("Country", &["NA", "DE", "FR"]), ["NA", "DE", "FR"]);
        assert_eq!(places("Country", &["NA", "Germany", "FR"]), ["", "DE", "FR"]);
        assert_eq!(places("Country", &["NA", "DE"]), ["", "DE"]);
        assert_eq!(places("Country", &["MON", "WLD"]), ["(MON)", "(WLD)"]);
    }
}
