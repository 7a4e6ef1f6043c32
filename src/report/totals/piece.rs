//! The amount of a piece: what some companies hold of a deal, at a place, in a part of its period.

use smallvec::SmallVec;

use super::holding::Holding;
use crate::deal::ShareBounds;
use crate::money::{Decimal, Estimate, Overflow, Ratio, add, multiply};

/// A list that has one element in most cases.
pub(super) type Few<T> = SmallVec<[T; 1]>;

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
    let elsewhere = add(Decimal::ONE, -share.low).ok_or(Overflow)?;
    let floor = match whole.ceiling {
        _ if elsewhere.is_zero() => held.floor,
        Some(ceiling) => {
            let most_elsewhere = multiply(ceiling, elsewhere).ok_or(Overflow)?;
            add(held.floor, -most_elsewhere).ok_or(Overflow)?.max(Decimal::ZERO)
        }
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

/// `estimate` times `factor`.
///
/// # Errors
/// If a product has more digits than a decimal holds.
pub(super) fn times(estimate: &Estimate, factor: &Ratio) -> Result<Estimate, Overflow> {
    let apply = |figure: Decimal| factor.apply(figure).ok_or(Overflow);
    Ok(Estimate {
        floor: apply(estimate.floor)?,
        headline: apply(estimate.headline)?,
        ceiling: estimate.ceiling.map(apply).transpose()?,
    })
}

/// `estimate` with twenty significant digits: enough for any currency, and few enough to multiply by a share.
pub(super) fn rounded(estimate: &Estimate) -> Estimate {
    let round = |figure: Decimal| figure.round_sf(20).unwrap_or(figure).normalize();
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
