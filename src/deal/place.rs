//! Where a deal's money goes, and how an amount is split between places: the slices add up to the whole.

use std::fmt;
use std::str::FromStr;

use crate::area::Area;
use crate::invalid::Problem;
use crate::money::{self, Bound, Decimal, Estimate, Overflow, Quantity, add, multiply, parse_decimal};
use crate::text::quote;

/// The share of a deal that goes to a place, from 0 to 1. It may be bounded: "at least 50%".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(Quantity);

/// Where money goes: a country or region, a place in it by its name, or only such a name.
///
/// ```
/// use outlay::deal::Place;
///
/// let place = "US (Abilene, Texas):half".parse::<Place>()?;
/// assert_eq!((place.area(), place.name()), (Some("US".parse()?), Some("Abilene, Texas")));
/// assert_eq!("(Abilene, Texas)".parse::<Place>()?.area(), None);
/// # Ok::<(), outlay::Problem>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    area: Option<Area>,
    name: Option<Box<str>>,
    /// The share of the deal; `None` if the sources do not state it.
    pub share: Option<Share>,
}

/// Where a slice of a deal goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Portion {
    /// One place.
    At(Area),
    /// Several places whose shares no source states; `None` for one of which only the name is known.
    Among(Vec<Option<Area>>),
    /// A place that no source states, or of which only the name is known.
    Unspecified,
}

/// A slice of a deal: where it goes, and its share of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// Where the slice goes.
    pub portion: Portion,
    /// Its share. The shares of the headline of all slices add up to 1.
    pub share: ShareBounds,
}

/// The least and the greatest share of a whole, and that of its headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareBounds {
    /// The least share.
    pub low: Decimal,
    /// The share of the headline.
    pub headline: Decimal,
    /// The greatest share.
    pub high: Decimal,
}

/// Splits a whole into slices: one for each place with a share, and one for the rest, which goes to the places without
/// a share, or else is [`Portion::Unspecified`]. The floor of one slice limits the ceilings of the others.
///
/// # Errors
/// If the shares exceed 1, or leave nothing for a place without a share.
///
/// ```
/// use outlay::deal::{Place, split};
/// use outlay::money::Amount;
///
/// let whole = "$80bn".parse::<Amount>()?.estimate();
/// let slices = split(&["US:over half".parse::<Place>()?])?;
/// let us = slices[0].of(&whole).expect("few digits");
/// let half = "$40bn".parse::<Amount>()?.estimate();
/// assert_eq!((us.floor, us.headline, us.ceiling), (half.floor, half.headline, whole.ceiling));
/// # Ok::<(), outlay::Problem>(())
/// ```
pub fn split(places: &[Place]) -> Result<Vec<Slice>, Problem> {
    let (one, zero) = (Decimal::ONE, Decimal::ZERO);
    let shared: Vec<(Option<Area>, Estimate)> =
        places.iter().filter_map(|place| Some((place.area, place.share?.0.estimate()))).collect();
    let unshared: Vec<Option<Area>> =
        places.iter().filter(|place| place.share.is_none()).map(|place| place.area).collect();
    let total = |figure: fn(&Estimate) -> Decimal| {
        shared.iter().try_fold(zero, |sum, (_, estimate)| add(sum, figure(estimate)))
    };
    let sums = (
        total(|estimate| estimate.floor),
        total(|estimate| estimate.headline),
        total(|estimate| estimate.ceiling.unwrap_or(Decimal::ONE)),
    );
    let (Some(low), Some(headline), Some(high)) = sums else {
        return Err(Problem::new("the shares have too many digits to be added"));
    };
    if headline > one {
        return Err(Problem::new(format!("the shares add up to {}", headline.normalize()))
            .hint("the shares of a deal come to 1 (100%) at the most"));
    }
    let mut slices: Vec<Slice> = shared
        .into_iter()
        .map(|(area, estimate)| {
            // The floors of the other places are not available for this one.
            let left = one - (low - estimate.floor);
            let high = estimate.ceiling.unwrap_or(one).min(left);
            let share = ShareBounds { low: estimate.floor, headline: estimate.headline, high };
            Slice { portion: area.map_or(Portion::Unspecified, Portion::At), share }
        })
        .collect();
    let has_unshared = !unshared.is_empty();
    let rest = Slice {
        portion: match unshared.as_slice() {
            [Some(area)] => Portion::At(*area),
            areas if areas.iter().all(Option::is_none) => Portion::Unspecified,
            _ => Portion::Among(unshared),
        },
        share: ShareBounds { low: (one - high).max(zero), headline: one - headline, high: one - low },
    };
    if rest.share.high > zero {
        slices.push(rest);
    } else if has_unshared {
        return Err(Problem::new("the shares leave nothing for the place without one")
            .hint("take that place out, or lower the shares"));
    }
    Ok(slices)
}

impl Slice {
    /// Returns this slice of `whole`.
    ///
    /// # Errors
    /// If a product has more digits than a decimal holds.
    pub fn of(&self, whole: &Estimate) -> Result<Estimate, Overflow> {
        self.share.of(whole)
    }
}

impl ShareBounds {
    /// The whole.
    pub const WHOLE: Self = Self { low: Decimal::ONE, headline: Decimal::ONE, high: Decimal::ONE };

    /// Returns this share of `whole`.
    ///
    /// # Errors
    /// If a product has more digits than a decimal holds.
    pub fn of(&self, whole: &Estimate) -> Result<Estimate, Overflow> {
        Ok(Estimate {
            floor: multiply(whole.floor, self.low).ok_or(Overflow)?,
            headline: multiply(whole.headline, self.headline).ok_or(Overflow)?,
            ceiling: whole.ceiling.map(|ceiling| multiply(ceiling, self.high).ok_or(Overflow)).transpose()?,
        })
    }
}

impl FromStr for Share {
    type Err = Problem;

    /// Reads `over half`, `at least 50%`, `0.25`, `up to 20%`, `30-40%`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let (bound, body) = money::split_bound(text);
        let quantity = match body.split_once(['-', '–']) {
            Some((low, high)) if bound.is_none() => {
                let low = if high.trim_end().ends_with('%') && !low.contains('%') {
                    format!("{low}%")
                } else {
                    low.to_owned()
                };
                Quantity::range(parse_figure(&low, text)?, parse_figure(high, text)?)?
            }
            _ => Quantity::single(bound.unwrap_or(Bound::Exact), parse_figure(body, text)?)?,
        };
        Ok(Self(quantity))
    }
}

/// Reads one figure of a share: a word, a percentage, or a decimal up to 1.
fn parse_figure(body: &str, text: &str) -> Result<Decimal, Problem> {
    let invalid = || {
        Problem::new(format!("{} is not a share", quote(text)))
            .hint("write for example \"over half\", \"at least 50%\", \"0.25\" or \"30-40%\"")
    };
    let body = body.trim();
    let part = match (body, body.strip_suffix('%')) {
        ("half", _) => Decimal::new(5, 1),
        ("a quarter" | "one quarter", _) => Decimal::new(25, 2),
        ("three quarters", _) => Decimal::new(75, 2),
        (_, Some(percent)) => {
            let percent = parse_decimal(percent.trim_end()).map_err(|_| invalid())?;
            multiply(percent, Decimal::new(1, 2)).ok_or_else(invalid)?
        }
        (plain, None) => parse_decimal(plain).map_err(|_| invalid())?,
    };
    if part > Decimal::ONE {
        return Err(Problem::new(format!("{} is more than the whole", quote(text)))
            .hint("a share is 1 (100%) at the most"));
    }
    Ok(part)
}

impl fmt::Display for Share {
    /// Writes `at least 50%`; [`FromStr`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A percentage has two decimals fewer, so the product is exact.
        let percent = |part: Decimal| multiply(part, Decimal::ONE_HUNDRED).unwrap_or(part).normalize();
        match self.0 {
            Quantity::Exact(value) => write!(f, "{}%", percent(value)),
            Quantity::Range { low, high } => write!(f, "{}–{}%", percent(low), percent(high)),
            Quantity::About(value) | Quantity::UpTo(value) | Quantity::AtLeast(value) => {
                write!(f, "{} {}%", self.0.bound(), percent(value))
            }
        }
    }
}

impl Place {
    /// Returns the place of an area, or of a name, or of both.
    ///
    /// # Errors
    /// If neither is given, or the name is blank.
    pub fn new(area: Option<Area>, name: Option<&str>, share: Option<Share>) -> Result<Self, Problem> {
        let name = name.map(str::trim);
        if name.is_some_and(str::is_empty) || (area.is_none() && name.is_none()) {
            let problem = Problem::new("this place has neither an area nor a name");
            return Err(problem.hint("give its country or region, its name, or both"));
        }
        Ok(Self { area, name: name.map(Into::into), share })
    }

    /// Returns the country or region; `None` if only the name is known.
    pub fn area(&self) -> Option<Area> {
        self.area
    }

    /// Returns the name of the place in the area: a city, a state.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl From<Area> for Place {
    /// Returns an area as a place, without a share.
    fn from(area: Area) -> Self {
        Self { area: Some(area), name: None, share: None }
    }
}

impl Place {
    /// Reads a place as [`FromStr`] does; `None` if the text begins with no area and is no name in brackets.
    ///
    /// # Errors
    /// If the name is blank, or the share cannot be read.
    pub(crate) fn read(text: &str) -> Result<Option<Self>, Problem> {
        let (body, share) = split_share(text);
        // The name of a country may have brackets, too.
        let opening = |inner: &str| {
            let mut brackets = inner.rmatch_indices('(').map(|(at, _)| at);
            brackets.find(|at| *at == 0 || Area::find(&inner[..*at]).is_some())
        };
        let (area, name) = match (Area::find(body), body.strip_suffix(')')) {
            (Some(area), _) => (Some(area), None),
            (None, Some(inner)) => match opening(inner) {
                Some(at) => (Area::find(&inner[..at]), Some(&inner[at + 1..])),
                None => return Ok(None),
            },
            (None, None) => return Ok(None),
        };
        Self::new(area, name, share.map(str::parse).transpose()?).map(Some)
    }
}

impl FromStr for Place {
    type Err = Problem;

    /// Reads `US`, `Western Europe:over half`, `US (Abilene, Texas):half`, `Berlin, Germany` or `(Abilene, Texas)`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let (body, share) = split_share(text);
        match (Self::read(text)?, city_and_area(body)) {
            (Some(place), _) => Ok(place),
            (None, Some((area, name))) => {
                Self::new(Some(area), Some(name), share.map(str::parse).transpose()?)
            }
            (None, None) => Err(unknown(body)),
        }
    }
}

/// Splits the written form of a place before its share. A name may have colons.
fn split_share(text: &str) -> (&str, Option<&str>) {
    let after_name = text.rfind(')').map_or(0, |at| at + 1);
    match text[after_name..].split_once(':') {
        Some((rest, share)) => (text[..after_name + rest.len()].trim(), Some(share.trim())),
        None => (text.trim(), None),
    }
}

/// Splits a city or state from the area behind its last comma: `Berlin, Germany`. `None` if the first is an area itself, as in
/// a list.
fn city_and_area(text: &str) -> Option<(Area, &str)> {
    let (name, area) = text.rsplit_once(',')?;
    let is_list = name.split(',').any(|part| Area::find(part.trim()).is_some());
    Area::find(area.trim()).filter(|_| !is_list && !name.trim().is_empty()).map(|area| (area, name.trim()))
}

/// Returns the problem of a text that begins with no area.
fn unknown(text: &str) -> Problem {
    let area = text.split('(').next().unwrap_or(text).trim();
    let mut problem = match area.parse::<Area>() {
        Ok(area) => Problem::new(format!("{} is more than the area {area}", quote(text))),
        Err(problem) => problem,
    };
    let by_name =
        "a place of which only the name is known is written in brackets, such as \"(Abilene, Texas)\"";
    problem.hint = Some(problem.hint.map_or(by_name.to_owned(), |hint| format!("{hint}; {by_name}")));
    problem
}

impl fmt::Display for Place {
    /// Writes `US (Abilene, Texas):at least 50%`, without what is not known; [`FromStr`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.area, &self.name) {
            (Some(area), Some(name)) => write!(f, "{area} ({name})")?,
            (Some(area), None) => write!(f, "{area}")?,
            (None, name) => write!(f, "({})", name.as_deref().unwrap_or_default())?,
        }
        match self.share {
            Some(share) => write!(f, ":{share}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn places(list: &[(&str, &str)]) -> Vec<Place> {
        let share = |share: &str| (!share.is_empty()).then(|| share.parse().unwrap());
        list.iter().map(|(place, of)| Place { share: share(of), ..place.parse().unwrap() }).collect()
    }

    fn parts(list: &[(&str, &str)], amount: &str) -> Vec<String> {
        let whole = amount.parse::<money::Amount>().unwrap().estimate();
        let show = |estimate: Estimate| {
            let ceiling = estimate.ceiling.map_or("open".into(), |ceiling| ceiling.normalize().to_string());
            format!("{} {} {ceiling}", estimate.floor.normalize(), estimate.headline.normalize())
        };
        split(&places(list))
            .unwrap()
            .iter()
            .map(|slice| format!("{:?} {}", name(&slice.portion), show(slice.of(&whole).unwrap())))
            .collect()
    }

    fn name(portion: &Portion) -> String {
        match portion {
            Portion::At(area) => area.to_string(),
            Portion::Among(areas) => {
                let name = |area: &Option<Area>| area.map_or("?".into(), |area| area.to_string());
                areas.iter().map(name).collect::<Vec<_>>().join("+")
            }
            Portion::Unspecified => "?".into(),
        }
    }

    #[test]
    fn over_half_of_eighty_is_at_least_forty_here_and_up_to_forty_elsewhere() {
        // "Over half" of 80 billion.
        assert_eq!(parts(&[("US", "over half")], "USD 80"), ["\"US\" 40 40 80", "\"?\" 0 40 40"]);
    }

    #[test]
    fn the_rest_goes_to_the_one_place_without_a_share_or_to_several_together() {
        assert_eq!(parts(&[], "USD 8"), ["\"?\" 8 8 8"]);
        assert_eq!(parts(&[("US", "")], "USD 8"), ["\"US\" 8 8 8"]);
        assert_eq!(parts(&[("US", ""), ("FR", "")], "USD 8"), ["\"US+FR\" 8 8 8"]);
        assert_eq!(parts(&[("US", "25%"), ("FR", "")], "USD 8"), ["\"US\" 2 2 2", "\"FR\" 6 6 6"]);
        assert_eq!(
            parts(&[("US", "up to 25%"), ("FR", "half")], "at least USD 8"),
            ["\"US\" 0 2 open", "\"FR\" 4 4 open", "\"?\" 2 2 open"]
        );
        assert_eq!(parts(&[("US", "half"), ("FR", "half")], "USD 8"), ["\"US\" 4 4 4", "\"FR\" 4 4 4"]);
        assert_eq!(
            parts(&[("US", "at least half"), ("FR", "at least 25%")], "USD 8"),
            ["\"US\" 4 4 6", "\"FR\" 2 2 4", "\"?\" 0 2 2"]
        );
    }

    #[test]
    fn a_place_of_which_only_the_name_is_known_is_unspecified() {
        assert_eq!(parts(&[("(A)", "")], "USD 8"), ["\"?\" 8 8 8"]);
        assert_eq!(parts(&[("(A)", ""), ("(B)", "")], "USD 8"), ["\"?\" 8 8 8"]);
        assert_eq!(parts(&[("US (A)", ""), ("(B)", "")], "USD 8"), ["\"US+?\" 8 8 8"]);
        assert_eq!(parts(&[("US (A)", "25%"), ("(B)", "")], "USD 8"), ["\"US\" 2 2 2", "\"?\" 6 6 6"]);
        assert_eq!(parts(&[("US (A)", ""), ("(B)", "25%")], "USD 8"), ["\"?\" 2 2 2", "\"US\" 6 6 6"]);
        assert!(split(&places(&[("US", "100%"), ("(B)", "")])).is_err());
    }

    #[test]
    fn a_place_has_an_area_or_a_name_and_brackets_around_the_name() {
        for (text, area, name, share) in [
            ("us", Some("US"), None, None),
            ("France (Paris)", Some("FR"), Some("Paris"), None),
            ("Myanmar (Burma)", Some("MM"), None, None),
            ("Myanmar (Burma) (Yangon)", Some("MM"), Some("Yangon"), None),
            ("US(Abilene, Texas): half", Some("US"), Some("Abilene, Texas"), Some("50%")),
            (" ( Site 4: north (old) ) ", None, Some("Site 4: north (old)"), None),
            ("Europe:25%", Some("150"), None, Some("25%")),
        ] {
            let place = text.parse::<Place>().unwrap();
            assert_eq!((place.area().map(Area::code), place.name()), (area, name), "{text}");
            assert_eq!(place.share.map(|share| share.to_string()).as_deref(), share, "{text}");
        }
        for text in
            ["", "Abilene", "US:Abilene", "()", "US ( )", "Abilene (US)", "US (a) b", ":half", "US (a"]
        {
            assert!(text.parse::<Place>().is_err(), "{text:?} was accepted");
        }
        assert!(Place::new(None, None, None).is_err());
    }

    #[test]
    fn too_much_and_the_same_place_twice_are_refused() {
        assert!(split(&places(&[("US", "60%"), ("FR", "half")])).is_err());
        assert!(split(&places(&[("US", "100%"), ("FR", "")])).is_err());
        for text in ["", "120%", "-5%", "half of it", "1.5", "over", "50 percent"] {
            assert!(text.parse::<Share>().is_err(), "{text:?} was accepted");
        }
    }

    proptest! {
        #[test]
        fn a_split_conserves_the_headline_and_brackets_floor_and_ceiling(
            percents in prop::collection::vec((0u32..40, 0usize..4), 0..4), unshared in 0usize..3, units in 0i64..1_000_000_000
        ) {
            let areas: Vec<Area> = Area::all().collect();
            let bounds = ["", "about ", "up to ", "at least "];
            let mut list: Vec<Place> = percents.iter().enumerate().map(|(index, (percent, bound))| Place {
                share: Some(format!("{}{percent}%", bounds[*bound]).parse().unwrap()), ..areas[index].into()
            }).collect();
            list.extend((0..unshared).map(|index| Place::from(areas[100 + index])));
            let whole = Quantity::Exact(Decimal::new(units, 2)).estimate();
            if let Ok(slices) = split(&list) {
                let estimates: Vec<Estimate> = slices.iter().map(|slice| slice.of(&whole).unwrap()).collect();
                let headline: Decimal = estimates.iter().map(|estimate| estimate.headline).sum();
                let floor: Decimal = estimates.iter().map(|estimate| estimate.floor).sum();
                let ceiling: Decimal = estimates.iter().filter_map(|estimate| estimate.ceiling).sum();
                prop_assert_eq!(headline, whole.headline);
                prop_assert!(floor <= whole.floor && ceiling >= whole.headline);
                for estimate in estimates {
                    prop_assert!(estimate.floor <= estimate.headline && Some(estimate.headline) <= estimate.ceiling);
                }
            } else {
                let sum: u32 = percents.iter().map(|(percent, _)| percent).sum();
                prop_assert!(sum > 100 || (sum == 100 && unshared > 0));
            }
        }

        #[test]
        fn shares_are_read_back_as_written(percent in 0u32..=100, bound in 0usize..4) {
            let text = format!("{}{percent}%", ["", "about ", "up to ", "at least "][bound]);
            prop_assert_eq!(text.parse::<Share>().unwrap().to_string(), text);
        }

        #[test]
        fn places_are_read_back_as_written(
            area in prop::option::of(0usize..250), name in prop::option::of("[ -~é]{1,12}"), percent in prop::option::of(0u32..=100)
        ) {
            let area = area.and_then(|index| Area::all().nth(index));
            let share = percent.map(|percent| format!("{percent}%").parse().unwrap());
            if let Ok(place) = Place::new(area, name.as_deref(), share) {
                prop_assert_eq!(place.to_string().parse::<Place>().unwrap(), place);
            }
        }
    }
}
