//! Countries (ISO 3166-1), regions (UN M49) and business regions (EU, EMEA, APAC, …).
//!
//! `data/README.md` names the sources of the tables.
//!
//! ```
//! use outlay::area::Area;
//!
//! let (europe, france): (Area, Area) = ("Europe".parse()?, "fra".parse()?);
//! assert_eq!((europe.code(), france.code(), france.name()), ("150", "FR", "France"));
//! assert!(europe.contains(france));
//! assert_eq!(france.world_region(), Some(europe));
//! assert!("erope".parse::<Area>().unwrap_err().hint.unwrap().starts_with("did you mean \"Europe\""));
//! # Ok::<(), outlay::Problem>(())
//! ```

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::hash::{HashMap, RandomState};
use crate::invalid::{Problem, keyword_enum};
use crate::text::{fold, quote};

keyword_enum! {
    /// The kinds of areas.
    pub enum AreaKind is "kind of area" {
        /// A country or territory of ISO 3166-1, or Kosovo (XK).
        Country = "country",
        /// One of the five regions of UN M49 that divide the world.
        Region = "M49 region",
        /// Part of such a region, or a grouping of parts.
        Subregion = "M49 subregion",
        /// A union of states, or a region defined by business usage.
        Business = "business region",
    }
}

/// A country or a region. Areas sort by their index in [`Area::all`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area(u16);

/// A set of countries: a bit for each row of `data/countries.csv`.
type Members = [u64; 4];

struct Row {
    code: &'static str,
    /// ISO 3166 alpha-3, for countries.
    alpha3: Option<&'static str>,
    name: &'static str,
    /// Separated by "; ".
    other_names: &'static str,
    kind: AreaKind,
    members: Members,
}

#[derive(Deserialize)]
struct BusinessRegion {
    code: &'static str,
    name: &'static str,
    #[serde(default)]
    other_names: &'static str,
    contains: &'static str,
}

/// Areas by their codes and names, folded.
static NAMES: LazyLock<HashMap<String, Area>> = LazyLock::new(|| {
    let mut names = HashMap::with_capacity_and_hasher(1000, RandomState::default());
    for area in Area::all() {
        for name in [area.code(), area.name()].into_iter().chain(area.other_names()) {
            names.entry(fold(name)).or_insert(area);
        }
    }
    names
});

/// Areas by their names in other languages, folded; `None` for a name that several areas have.
static TRANSLATED_NAMES: LazyLock<HashMap<String, Option<Area>>> = LazyLock::new(|| {
    let mut areas: HashMap<String, Option<Area>> =
        HashMap::with_capacity_and_hasher(8000, RandomState::default());
    let lines = include_str!("../data/area-names.csv").lines().skip(1);
    for (code, names) in lines.filter_map(|line| line.split_once(',')) {
        let area = NAMES.get(&fold(code)).copied();
        for name in names.split('|') {
            areas
                .entry(fold(name))
                .and_modify(|known| *known = known.filter(|known| Some(*known) == area))
                .or_insert(area);
        }
    }
    areas
});

/// Names that English texts use for several areas, folded, though one of them has the name in another language, or none has.
const SHARED_NAMES: [(&str, [&str; 2]); 6] = [
    ("america", ["US", "019"]),
    ("congo", ["CG", "CD"]),
    ("guiana", ["GF", "GY"]),
    ("kongo", ["CG", "CD"]),
    ("korea", ["KR", "KP"]),
    ("virgin islands", ["VG", "VI"]),
];

/// Short names of Arabic texts that CLDR lacks, folded.
const SHORT_NAMES: [(&str, &str); 3] = [("السعودية", "SA"), ("الامارات", "AE"), ("بريطانيا", "GB")];

/// The five regions of UN M49 that divide the world. Antarctica is in none of them.
const WORLD_REGIONS: [&str; 5] = ["002", "009", "019", "142", "150"];

/// Countries first, in the order of their file; then M49 regions and unions; then business regions.
static TABLE: LazyLock<Vec<Row>> = LazyLock::new(build_table);

/// Reads the embedded tables; the tests check that each row is read. Only the last cell of a row may be in quotes: a cold
/// start builds this table, and a reader of CSV takes longer to set up than the table to read.
fn build_table() -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::with_capacity(300);
    let mut contained: Vec<(&str, &str)> = Vec::new();
    for (index, [code, alpha3, name, other_names]) in cells(include_str!("../data/countries.csv")).enumerate()
    {
        let mut members = Members::default();
        members[index / 64] |= 1 << (index % 64);
        let kind = AreaKind::Country;
        rows.push(Row { code, alpha3: Some(alpha3), name, other_names, kind, members });
    }
    for [code, name, other_names, contains] in cells(include_str!("../data/regions.csv")) {
        let kind = match code {
            code if WORLD_REGIONS.contains(&code) => AreaKind::Region,
            code if code.starts_with(|first: char| first.is_ascii_digit()) => AreaKind::Subregion,
            _ => AreaKind::Business,
        };
        rows.push(Row { code, alpha3: None, name, other_names, kind, members: Members::default() });
        contained.push((code, contains));
    }
    let business: Vec<BusinessRegion> =
        serde_json::from_str(include_str!("../data/business-regions.json")).unwrap_or_default();
    for BusinessRegion { code, name, other_names, contains } in business {
        let kind = AreaKind::Business;
        rows.push(Row { code, alpha3: None, name, other_names, kind, members: Members::default() });
        contained.push((code, contains));
    }
    set_members(&mut rows, &contained);
    rows
}

/// Returns the four cells of each row below the header.
fn cells(table: &'static str) -> impl Iterator<Item = [&'static str; 4]> {
    table.lines().skip(1).map(|line| {
        let mut cells = line.splitn(4, ',').map(|cell| cell.trim_matches('"'));
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

/// Sets the members of each region to the countries of the areas that it contains. A region may contain regions of later
/// rows, so this repeats until nothing changes.
fn set_members(rows: &mut [Row], contained: &[(&str, &str)]) {
    let index: HashMap<&str, usize> = rows.iter().enumerate().map(|(index, row)| (row.code, index)).collect();
    let mut has_changed = true;
    while has_changed {
        has_changed = false;
        for (code, contains) in contained {
            let parts = contains.split(' ').filter_map(|code| index.get(code));
            let members = parts.fold(Members::default(), |all, part| union(&all, &rows[*part].members));
            let row = &mut rows[index[code]];
            has_changed |= row.members != members;
            row.members = members;
        }
    }
}

fn union(a: &Members, b: &Members) -> Members {
    std::array::from_fn(|index| a[index] | b[index])
}

impl Area {
    /// Returns the area of a code or a name, ignoring case and accents; `None` if there is none. A name may be in any of
    /// the languages of `data/area-names.csv`, but English names and codes come first. A name that several have is none.
    pub fn find(text: &str) -> Option<Self> {
        // Fast path: files nearly always have country codes.
        country(text).or_else(|| {
            let folded = fold(text);
            let translated = || TRANSLATED_NAMES.get(&folded).copied().flatten();
            let is_shared = || SHARED_NAMES.iter().any(|(name, _)| *name == folded);
            let short =
                || SHORT_NAMES.iter().find(|(name, _)| *name == folded).and_then(|(_, code)| country(code));
            NAMES.get(&folded).copied().or_else(|| translated().filter(|_| !is_shared())).or_else(short)
        })
    }

    /// Returns the areas that a name may stand for if several have it: North and South Korea for `Korea`.
    pub(crate) fn sharing(text: &str) -> impl Iterator<Item = Self> {
        let folded = fold(text.trim());
        let shared = SHARED_NAMES.iter().find(move |(name, _)| *name == folded);
        shared.into_iter().flat_map(|(_, codes)| codes.iter().filter_map(|code| Self::find(code)))
    }

    /// Returns the index in [`Area::all`].
    pub fn index(self) -> u16 {
        self.0
    }

    /// Returns every area, countries first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..TABLE.len()).filter_map(|index| u16::try_from(index).ok().map(Self))
    }

    fn row(self) -> &'static Row {
        &TABLE[usize::from(self.0)]
    }

    /// Returns the ISO 3166-1 alpha-2 code, the M49 code, or the usual letters (`EU`, `EMEA`).
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// Returns the English name.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Returns further names and codes that parse as this area.
    pub fn other_names(self) -> impl Iterator<Item = &'static str> {
        let row = self.row();
        row.other_names.split("; ").filter(|name| !name.is_empty()).chain(row.alpha3)
    }

    /// Returns the kind.
    pub fn kind(self) -> AreaKind {
        self.row().kind
    }

    /// Returns whether this is a country.
    pub fn is_country(self) -> bool {
        self.kind() == AreaKind::Country
    }

    /// Returns whether every country of `other` is in this area. Every area contains itself.
    pub fn contains(self, other: Self) -> bool {
        let (outer, inner) = (self.row().members, other.row().members);
        union(&outer, &inner) == outer
    }

    /// Returns whether some country is in both areas.
    pub fn overlaps(self, other: Self) -> bool {
        let (a, b) = (self.row().members, other.row().members);
        a.iter().zip(b).any(|(a, b)| a & b != 0)
    }

    /// Returns the one of M49's five regions that contains this area; `None` for Antarctica and for areas in two of them.
    pub fn world_region(self) -> Option<Self> {
        Self::all().find(|area| area.kind() == AreaKind::Region && area.contains(self))
    }
}

/// Countries by packed alpha-2 code.
static COUNTRIES: LazyLock<[Option<Area>; 26 * 26]> = LazyLock::new(|| {
    let mut countries = [None; 26 * 26];
    for area in Area::all().filter(|area| area.is_country()) {
        if let Some(index) = pack(area.code()) {
            countries[index] = Some(area);
        }
    }
    countries
});

/// Returns the country of an alpha-2 code in upper case.
fn country(code: &str) -> Option<Area> {
    pack(code).and_then(|index| COUNTRIES[index])
}

/// Returns the two letters as a number in base 26; `None` unless both are upper-case ASCII letters.
fn pack(code: &str) -> Option<usize> {
    let [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] = code.as_bytes() else { return None };
    Some(usize::from(first - b'A') * 26 + usize::from(second - b'A'))
}

impl FromStr for Area {
    type Err = Problem;

    /// Reads a code or a name, ignoring case and accents: `FR`, `FRA`, `France`, `155`, `western europe`, `EU`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::find(text).ok_or_else(|| {
            let shared: Vec<String> =
                Self::sharing(text).map(|area| format!("{} ({})", area.name(), area.code())).collect();
            if !shared.is_empty() {
                return Problem::new(format!("{} may be {}", quote(text), shared.join(" or ")))
                    .hint("write the code or the whole name");
            }
            // Do not suggest codes for words.
            let is_long = text.trim().chars().count() > 3;
            let known = Self::all()
                .flat_map(|area| [area.name(), area.code()].into_iter().chain(area.other_names()))
                .filter(|name| !is_long || name.len() > 3);
            Problem::unknown_name("country or region", text, known, "`outlay regions` lists them all")
        })
    }
}

/// Writes the code of a country or a business region, but the name of an M49 region, whose code is a number.
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
    fn the_tables_are_complete() {
        // ISO 3166-1 has 249 entries; Kosovo (XK) is added.
        assert_eq!(Area::all().filter(|area| area.is_country()).count(), 250);
        assert!(area("XK").name() == "Kosovo" && area("150").contains(area("XK")));
        assert!(area("Eastern Asia").contains(area("Taiwan")), "M49 does not list TW; CLDR does");
        let business: Vec<BusinessRegion> =
            serde_json::from_str(include_str!("../data/business-regions.json")).unwrap();
        assert!(
            business.iter().all(|region| region.contains.split(' ').all(|code| code.parse::<Area>().is_ok()))
        );
        // Every country but Antarctica is in exactly one of the five regions.
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
    fn names_are_found_without_case_and_accents() {
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
        for (text, code) in [
            ("Deutschland", "DE"),
            ("السعودية", "SA"),
            ("الإمارات", "AE"),
            ("allemagne", "DE"),
            ("Alemania", "DE"),
            ("Etats-Unis", "US"),
            ("Vereinigte Staaten", "US"),
            ("EE. UU.", "US"),
            ("Россия", "RU"),
            ("中国", "CN"),
            ("Europäische Union", "EU"),
            // A code in Unicode CLDR for the Kingdom in Catalan; here it is Russia's.
            ("RU", "RU"),
        ] {
            assert_eq!(area(text).code(), code, "{text:?}");
        }
        // Both Congos, in several languages.
        assert_eq!(Area::find("Kongo"), None);
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
