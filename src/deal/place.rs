//! Where a deal's money goes, and how its amount is split between places without inventing or losing any.

use std::fmt;
use std::str::FromStr;

use crate::area::Area;
use crate::invalid::Problem;
use crate::money::{self, Bound, Decimal, Estimate, Overflow, Quantity, add, multiply, parse_decimal};

/// The part of a deal that goes to a place, which may itself be bounded ("over half").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(Quantity);

/// A country or region that money goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub area: Area,
    /// How much of it, where the sources say.
    pub share: Option<Share>,
}

/// What a slice of a deal is attributed to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Portion {
    /// One place.
    At(Area),
    /// Several places together, whose shares no source gives.
    Among(Vec<Area>),
    /// Somewhere that no source names.
    Unspecified,
}

/// A slice of a deal: what it is attributed to, and between which parts of the whole it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// Where it goes.
    pub portion: Portion,
    /// The least part of the whole that it can be.
    low: Decimal,
    /// The part that the headline gives it; over all slices these add up to one.
    headline: Decimal,
    /// The greatest part that it can be.
    high: Decimal,
}

/// Cuts a whole into slices, one for each place and one for the rest: what a place takes at least is what the rest
/// can have at most.
///
/// No place at all is one slice that is [`Portion::Unspecified`].
///
/// # Errors
/// When the shares come to more than the whole, or leave nothing for a place without one.
pub fn split(places: &[Place]) -> Result<Vec<Slice>, Problem> {
    let (one, zero) = (Decimal::ONE, Decimal::ZERO);
    let shared: Vec<(Area, Estimate)> =
        places.iter().filter_map(|place| Some((place.area, place.share?.0.estimate()))).collect();
    let unshared: Vec<Area> =
        places.iter().filter(|place| place.share.is_none()).map(|place| place.area).collect();
    let total = |figure: fn(&Estimate) -> Decimal| {
        shared.iter().try_fold(zero, |sum, (_, extent)| add(sum, figure(extent)))
    };
    let sums = (
        total(|extent| extent.floor),
        total(|extent| extent.headline),
        total(|extent| extent.ceiling.unwrap_or(Decimal::ONE)),
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
        .map(|(area, extent)| {
            // What the others take at least is not left for this one.
            let left = one - (low - extent.floor);
            Slice {
                portion: Portion::At(area),
                low: extent.floor,
                headline: extent.headline,
                high: extent.ceiling.unwrap_or(one).min(left),
            }
        })
        .collect();
    let rest = Slice {
        portion: match unshared.as_slice() {
            [] => Portion::Unspecified,
            [area] => Portion::At(*area),
            _ => Portion::Among(unshared),
        },
        low: (one - high).max(zero),
        headline: one - headline,
        high: one - low,
    };
    if rest.high > zero {
        slices.push(rest);
    } else if rest.portion != Portion::Unspecified {
        return Err(Problem::new("the shares leave nothing for the place without one")
            .hint("take that place out, or lower the shares"));
    }
    Ok(slices)
}

impl Slice {
    /// This slice of an extent.
    ///
    /// # Errors
    /// When a product has more digits than a decimal holds.
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
                Quantity::range(part(&low, text)?, part(high, text)?)?
            }
            _ => Quantity::single(bound.unwrap_or(Bound::Exact), part(body, text)?)?,
        };
        Ok(Self(quantity))
    }
}

/// Reads one part of a whole: a word, a percentage, or a decimal up to 1.
fn part(body: &str, text: &str) -> Result<Decimal, Problem> {
    let invalid = || {
        Problem::new(format!("{text:?} is not a share"))
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
        return Err(
            Problem::new(format!("{text:?} is more than the whole")).hint("a share is 1 (100%) at the most")
        );
    }
    Ok(part)
}

impl fmt::Display for Share {
    /// `at least 50%`; [`FromStr`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A share has at most 28 decimals, and two fewer as a percentage.
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

impl FromStr for Place {
    type Err = Problem;

    /// Reads `US`, `Western Europe` or `US:over half`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let (area, share) = match text.split_once(':') {
            Some((area, share)) => (area, Some(share.trim().parse()?)),
            None => (text, None),
        };
        Ok(Self { area: area.trim().parse()?, share })
    }
}

impl fmt::Display for Place {
    /// `US:at least 50%`, or only the area.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.share {
            Some(share) => write!(f, "{}:{share}", self.area),
            None => write!(f, "{}", self.area),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn places(list: &[(&str, &str)]) -> Vec<Place> {
        list.iter()
            .map(|(area, share)| Place {
                area: area.parse().unwrap(),
                share: (!share.is_empty()).then(|| share.parse().unwrap()),
            })
            .collect()
    }

    fn parts(list: &[(&str, &str)], amount: &str) -> Vec<String> {
        let whole = amount.parse::<money::Amount>().unwrap().estimate();
        let show = |extent: Estimate| {
            let ceiling = extent.ceiling.map_or("open".into(), |ceiling| ceiling.normalize().to_string());
            format!("{} {} {ceiling}", extent.floor.normalize(), extent.headline.normalize())
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
            Portion::Among(areas) => areas.iter().map(Area::to_string).collect::<Vec<_>>().join("+"),
            Portion::Unspecified => "?".into(),
        }
    }

    #[test]
    fn microsoft_is_at_least_forty_in_the_united_states_and_up_to_forty_elsewhere() {
        // DESIGN.md, "Place".
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
    fn too_much_and_the_same_place_twice_are_refused() {
        assert!(split(&places(&[("US", "60%"), ("FR", "half")])).is_err());
        assert!(split(&places(&[("US", "100%"), ("FR", "")])).is_err());
        for text in ["", "120%", "-5%", "half of it", "1.5", "over", "50 percent"] {
            assert!(text.parse::<Share>().is_err(), "{text:?} was taken");
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
                area: areas[index], share: Some(format!("{}{percent}%", bounds[*bound]).parse().unwrap()),
            }).collect();
            list.extend((0..unshared).map(|index| Place { area: areas[100 + index], share: None }));
            let whole = Quantity::Exact(Decimal::new(units, 2)).estimate();
            if let Ok(slices) = split(&list) {
                let extents: Vec<Estimate> = slices.iter().map(|slice| slice.of(&whole).unwrap()).collect();
                let headline: Decimal = extents.iter().map(|extent| extent.headline).sum();
                let floor: Decimal = extents.iter().map(|extent| extent.floor).sum();
                let ceiling: Decimal = extents.iter().filter_map(|extent| extent.ceiling).sum();
                prop_assert_eq!(headline, whole.headline);
                prop_assert!(floor <= whole.floor && ceiling >= whole.headline);
                for extent in extents {
                    prop_assert!(extent.floor <= extent.headline && Some(extent.headline) <= extent.ceiling);
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
    }
}
