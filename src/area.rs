//! Where money goes: countries (ISO 3166), regions (UN M49) and business regions (EU, EMEA, APAC, …).

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::invalid::{Problem, keyword_enum};
use crate::text::fold;

keyword_enum! {
    /// What sort of area it is.
    pub enum AreaKind is "kind of area" {
        /// A country or territory of ISO 3166-1 (and Kosovo).
        Country = "country",
        /// One of the five regions of UN M49 that divide the world.
        Region = "M49 region",
        /// A part of such a region, or a grouping of parts.
        Subregion = "M49 subregion",
        /// A union or a region of business usage.
        Business = "business region",
    }
}

/// A country or a region, by its place in the table of all areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area(u16);

/// A set of countries, as bits by their order in `data/countries.csv`.
type Members = [u64; 4];

struct Row {
    code: String,
    /// ISO 3166 alpha-3, for countries.
    alpha3: String,
    name: String,
    other_names: Vec<String>,
    kind: AreaKind,
    members: Members,
}

#[derive(Deserialize)]
struct BusinessRegion {
    code: String,
    name: String,
    #[serde(default)]
    other_names: String,
    contains: String,
}

/// Every code and name as [`fold`] makes it. Only names that people write need it: files hold codes.
static NAMES: LazyLock<HashMap<String, Area>> = LazyLock::new(|| {
    let mut names = HashMap::with_capacity(1000);
    for area in Area::all() {
        for name in [area.code(), area.name()].into_iter().chain(area.other_names()) {
            names.entry(fold(name)).or_insert(area);
        }
    }
    names
});

/// The five regions of M49 that divide the world (Antarctica is in none of them).
const WORLD_REGIONS: [&str; 5] = ["002", "009", "019", "142", "150"];

/// Countries first, in the order of their file; then M49 and the unions; then business regions.
static TABLE: LazyLock<Vec<Row>> = LazyLock::new(build_table);

fn build_table() -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::with_capacity(300);
    let mut contained: Vec<(String, String)> = Vec::new();
    let mut countries = csv::Reader::from_reader(include_bytes!("../data/countries.csv").as_slice());
    for (index, record) in countries.records().flatten().enumerate() {
        let cell = |column| record.get(column).unwrap_or_default().to_owned();
        let mut members = Members::default();
        members[index / 64] |= 1 << (index % 64);
        rows.push(Row {
            code: cell(0),
            alpha3: cell(1),
            name: cell(2),
            other_names: split_names(&cell(3)),
            kind: AreaKind::Country,
            members,
        });
    }
    let mut regions = csv::Reader::from_reader(include_bytes!("../data/regions.csv").as_slice());
    for record in regions.records().flatten() {
        let cell = |column| record.get(column).unwrap_or_default().to_owned();
        let code = cell(0);
        contained.push((code.clone(), cell(3)));
        let kind = match code.as_str() {
            code if WORLD_REGIONS.contains(&code) => AreaKind::Region,
            code if code.starts_with(|first: char| first.is_ascii_digit()) => AreaKind::Subregion,
            _ => AreaKind::Business,
        };
        rows.push(Row {
            code,
            alpha3: String::new(),
            name: cell(1),
            other_names: split_names(&cell(2)),
            kind,
            members: Members::default(),
        });
    }
    let business: Vec<BusinessRegion> =
        serde_json::from_str(include_str!("../data/business-regions.json")).unwrap_or_default();
    for region in business {
        contained.push((region.code.clone(), region.contains));
        rows.push(Row {
            code: region.code,
            alpha3: String::new(),
            name: region.name,
            other_names: split_names(&region.other_names),
            kind: AreaKind::Business,
            members: Members::default(),
        });
    }
    spread_members(&mut rows, &contained);
    rows
}

/// Gives every region the countries of what it contains. A region may contain regions that stand further down, so
/// members spread until nothing changes.
fn spread_members(rows: &mut [Row], contained: &[(String, String)]) {
    let index: HashMap<String, usize> =
        rows.iter().enumerate().map(|(at, row)| (row.code.clone(), at)).collect();
    let mut settled = false;
    while !settled {
        settled = true;
        for (code, contains) in contained {
            let parts = contains.split(' ').filter_map(|code| index.get(code));
            let members = parts.fold(Members::default(), |all, at| union(&all, &rows[*at].members));
            let row = &mut rows[index[code]];
            settled &= row.members == members;
            row.members = members;
        }
    }
}

fn split_names(names: &str) -> Vec<String> {
    names.split("; ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn union(a: &Members, b: &Members) -> Members {
    std::array::from_fn(|index| a[index] | b[index])
}

impl Area {
    /// Its place in the table of all areas.
    pub fn number(self) -> u16 {
        self.0
    }

    /// Every area, countries first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..TABLE.len()).filter_map(|index| u16::try_from(index).ok().map(Self))
    }

    fn row(self) -> &'static Row {
        &TABLE[usize::from(self.0)]
    }

    /// ISO 3166 alpha-2, the M49 code, or the usual letters (`EU`, `EMEA`).
    pub fn code(self) -> &'static str {
        &self.row().code
    }

    /// The English name.
    pub fn name(self) -> &'static str {
        &self.row().name
    }

    /// Other names and codes that are understood.
    pub fn other_names(self) -> impl Iterator<Item = &'static str> {
        let row = self.row();
        row.other_names
            .iter()
            .map(String::as_str)
            .chain(Some(row.alpha3.as_str()).filter(|code| !code.is_empty()))
    }

    /// What sort of area it is.
    pub fn kind(self) -> AreaKind {
        self.row().kind
    }

    /// Whether it is one country.
    pub fn is_country(self) -> bool {
        self.kind() == AreaKind::Country
    }

    /// Whether all of `other` lies in it; every area contains itself.
    pub fn contains(self, other: Self) -> bool {
        let (outer, inner) = (self.row().members, other.row().members);
        union(&outer, &inner) == outer
    }

    /// Whether any country lies in both.
    pub fn overlaps(self, other: Self) -> bool {
        let (a, b) = (self.row().members, other.row().members);
        a.iter().zip(b).any(|(a, b)| a & b != 0)
    }

    /// The one of M49's five regions that all of it lies in; nothing for Antarctica and for what spans two.
    pub fn world_region(self) -> Option<Self> {
        Self::all().find(|area| area.kind() == AreaKind::Region && area.contains(self))
    }
}

/// Where each code of two letters stands among the countries.
static COUNTRIES: LazyLock<[Option<Area>; 26 * 26]> = LazyLock::new(|| {
    let mut countries = [None; 26 * 26];
    for area in Area::all().filter(|area| area.is_country()) {
        if let Some(place) = letters(area.code()) {
            countries[place] = Some(area);
        }
    }
    countries
});

/// The country of an alpha-2 code in upper case.
fn country(code: &str) -> Option<Area> {
    letters(code).and_then(|place| COUNTRIES[place])
}

fn letters(code: &str) -> Option<usize> {
    let [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] = code.as_bytes() else { return None };
    Some(usize::from(first - b'A') * 26 + usize::from(second - b'A'))
}

impl FromStr for Area {
    type Err = Problem;

    /// Reads a code or a name in either case, with or without accents: `FR`, `FRA`, `France`, `155`,
    /// `western europe`, `EU`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        // Files hold codes of countries, nearly always: no need to fold every name for them.
        if let Some(area) = country(text) {
            return Ok(area);
        }
        NAMES.get(&fold(text)).copied().ok_or_else(|| {
            // A code is no nearest name of a word.
            let is_long = text.trim().chars().count() > 3;
            let known = Self::all()
                .flat_map(|area| [area.name(), area.code()].into_iter().chain(area.other_names()))
                .filter(|name| !is_long || name.len() > 3);
            Problem::unknown_name("country or region", text, known, "`outlay regions` lists them all")
        })
    }
}

/// The short form for columns and files: the code of a country, the code of a business region, and of an M49 region its name,
/// because nobody reads `155`.
impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            AreaKind::Country | AreaKind::Business => f.pad(self.code()),
            AreaKind::Region | AreaKind::Subregion => f.pad(self.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(text: &str) -> Area {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_tables_are_whole() {
        // ISO 3166-1 has 249 entries; Kosovo (XK) is the one that is added.
        assert_eq!(Area::all().filter(|area| area.is_country()).count(), 250);
        assert!(area("XK").name() == "Kosovo" && area("150").contains(area("XK")));
        assert!(area("Eastern Asia").contains(area("Taiwan")), "M49's own listing has no TW; CLDR's has");
        let business: Vec<BusinessRegion> =
            serde_json::from_str(include_str!("../data/business-regions.json")).unwrap();
        assert!(
            business.iter().all(|region| region.contains.split(' ').all(|code| code.parse::<Area>().is_ok()))
        );
        // Every country but Antarctica lies in exactly one of the five.
        for country in Area::all().filter(|area| area.is_country() && area.code() != "AQ") {
            let regions =
                Area::all().filter(|area| area.kind() == AreaKind::Region && area.contains(country)).count();
            assert_eq!(regions, 1, "{}", country.name());
        }
    }

    #[test]
    fn no_two_areas_share_a_name() {
        let mut names: Vec<(String, Area)> = Area::all()
            .flat_map(|area| {
                [area.code(), area.name()]
                    .into_iter()
                    .chain(area.other_names())
                    .map(move |name| (fold(name), area))
            })
            .collect();
        names.sort();
        names.dedup();
        for pair in names.windows(2) {
            assert!(
                pair[0].0 != pair[1].0,
                "{:?} is {} and {}",
                pair[0].0,
                pair[0].1.code(),
                pair[1].1.code()
            );
        }
    }

    #[test]
    fn names_are_found_as_people_type_them() {
        for (text, code) in [
            ("fr", "FR"),
            ("FRA", "FR"),
            ("france", "FR"),
            ("western  europe", "155"),
            ("EU", "EU"),
            ("cote d'ivoire", "CI"),
            ("Ivory Coast", "CI"),
            ("turkey", "TR"),
            ("UK", "GB"),
            ("usa", "US"),
            ("apac", "APAC"),
            ("south-eastern asia", "035"),
            ("north america", "003"),
            ("150", "150"),
            ("middle east", "145"),
            ("euro area", "EZ"),
        ] {
            assert_eq!(area(text).code(), code, "{text:?}");
        }
        let error = "erope".parse::<Area>().unwrap_err();
        assert!(error.hint.unwrap().starts_with("did you mean \"Europe\""));
    }

    #[test]
    fn containment_is_by_countries() {
        assert!(area("Europe").contains(area("Western Europe")) && area("EU").contains(area("FR")));
        assert!(!area("Europe").contains(area("EU")), "Cyprus is in M49's Western Asia");
        assert!(!area("Western Europe").contains(area("Europe")));
        assert!(area("EMEA").contains(area("GCC")) && !area("APAC").contains(area("AE")));
        assert_eq!(area("US").world_region(), Some(area("Americas")));
        assert_eq!(area("EU").world_region(), None);
        assert_eq!(area("AQ").world_region(), None);
    }
}
