//! The amount of a piece: what some companies hold of a deal, at a place, in a part of its period.

use super::arithmetic::{minus, rounded};
use super::holding::Holding;
use super::place::PlaceShare;
use super::remaining::DECIMALS;
use crate::deal::ShareBounds;
use crate::money::{Decimal, Estimate, Overflow, multiply};

/// Returns how much of `held`, a company's part of `whole`, is at a place with the share `share`.
///
/// No source says where the money of one company goes. Floor: the held floor less the most that may be elsewhere. Headline:
/// the share of the held headline. Ceiling: the lesser of the company's and the place's ceiling.
///
/// # Errors
/// If a product has more digits than a decimal holds.
pub(super) fn amount_at(
    whole: &Estimate,
    held: &Estimate,
    share: &ShareBounds,
) -> Result<Estimate, Overflow> {
    let elsewhere = minus(Decimal::ONE, share.low)?;
    let floor = match whole.ceiling {
        _ if elsewhere.is_zero() => held.floor,
        Some(ceiling) => minus(held.floor, multiply(ceiling, elsewhere).ok_or(Overflow)?)?.max(Decimal::ZERO),
        None => Decimal::ZERO,
    };
    let here = share.of(whole)?.ceiling;
    Ok(Estimate {
        floor,
        headline: multiply(held.headline, share.headline).ok_or(Overflow)?,
        ceiling: match (held.ceiling, here) {
            (Some(held), Some(here)) => Some(held.min(here)),
            (held, here) => held.or(here),
        },
    })
}

/// Returns how much of `held`, a company's part of `rest`, is at a place. `rest` is what the members of a deal leave of it, and
/// `share` the share of `rest` at the place. Only the floor of the place is certain: all above it may be elsewhere.
///
/// # Errors
/// If a product has more digits than a decimal holds.
pub(super) fn rest_at(rest: &Estimate, held: &Estimate, share: &PlaceShare) -> Result<Estimate, Overflow> {
    if share.is_whole() {
        return Ok(with_decimals(held));
    }
    let here = rounded(&share.of(rest)?);
    let most_elsewhere = rest.ceiling.map(|ceiling| minus(ceiling, here.floor)).transpose()?;
    let floor = most_elsewhere.map(|elsewhere| minus(held.floor, elsewhere)).transpose()?;
    Ok(with_decimals(&Estimate {
        // An open amount may be elsewhere.
        floor: floor.unwrap_or_default().max(Decimal::ZERO),
        headline: share.of(held)?.headline,
        ceiling: held.ceiling.into_iter().chain(here.ceiling).min(),
    }))
}

/// `estimate` with ten decimals: figures are added up exactly, which leaves room for amounts of 18 digits.
fn with_decimals(estimate: &Estimate) -> Estimate {
    let round = |figure: Decimal| figure.round_dp(DECIMALS).normalize();
    Estimate {
        floor: round(estimate.floor),
        headline: round(estimate.headline),
        ceiling: estimate.ceiling.map(round),
    }
}

/// The amount of a holding of `whole` at a place; `None` if nothing is held.
///
/// # Errors
/// If a product has more digits than a decimal holds.
pub(super) fn amount(
    whole: &Estimate,
    holding: &Holding,
    share: &ShareBounds,
) -> Result<Option<Estimate>, Overflow> {
    Ok(match holding {
        Holding::Nothing => None,
        Holding::Whole if *share == ShareBounds::WHOLE => Some(*whole),
        Holding::Whole => Some(share.of(whole)?),
        Holding::Part(held) => Some(amount_at(whole, held, share)?),
    })
}
