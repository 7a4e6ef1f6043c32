//! Sums, differences and shares of amounts with bounds.

use smallvec::SmallVec;

use crate::money::{Decimal, Estimate, Overflow, Ratio, add};

/// A list that has one element in most cases.
pub(super) type Few<T> = SmallVec<[T; 1]>;

/// The sum of two amounts.
///
/// # Errors
/// If it has more digits than a decimal holds.
pub(super) fn plus(a: &Estimate, b: &Estimate) -> Result<Estimate, Overflow> {
    Ok(Estimate {
        floor: add(a.floor, b.floor).ok_or(Overflow)?,
        headline: add(a.headline, b.headline).ok_or(Overflow)?,
        ceiling: a.ceiling.zip(b.ceiling).map(|(a, b)| add(a, b).ok_or(Overflow)).transpose()?,
    })
}

/// The difference of two figures.
///
/// # Errors
/// If it has more digits than a decimal holds.
pub(super) fn minus(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    add(a, -b).ok_or(Overflow)
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

/// `figure` times `part` / `whole`; `figure` itself if `whole` is zero.
///
/// # Errors
/// If the result has more digits than a decimal holds.
pub(super) fn proportional(figure: Decimal, part: Decimal, whole: Decimal) -> Result<Decimal, Overflow> {
    if part == whole || whole.is_zero() {
        return Ok(figure);
    }
    let ratio = Ratio::from(whole).inverse().map(|inverse| inverse.times(&Ratio::from(part)));
    ratio.and_then(|ratio| ratio.apply(figure)).ok_or(Overflow)
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
