//! Cuts deals into pieces: by place, and by time if amounts are spread.

use chrono::{Datelike, NaiveDate};
use smallvec::{SmallVec, smallvec};

use super::{GroupBy, TotalsOptions};
use crate::date::PartialDate;
use crate::deal::{Period, Slice, split};
use crate::money::Ratio;
use crate::query::Selected;
use crate::report::caveats::{Caveat, Caveats};
use crate::report::{Context, ReportError};

/// A list that has one element in most cases.
pub(super) type Few<T> = SmallVec<[T; 1]>;

/// The days of a period that a piece covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Days {
    part: u32,
    all: u32,
}

impl Days {
    /// The whole period.
    pub(super) const ALL: Self = Self { part: 1, all: 1 };

    /// The part as a ratio; `None` for the whole period.
    pub(super) fn ratio(self) -> Option<Ratio> {
        if self == Self::ALL { None } else { Ratio::of(self.part.into(), self.all.into()) }
    }
}

/// A piece of a deal, at one place and time.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// The place with its share; `None` if totals are not grouped by place.
    pub slice: Option<Slice>,
    pub time: PartialDate,
    pub days: Days,
}

/// Cuts a deal into pieces.
///
/// # Errors
/// If the shares of its places cannot be split.
pub(super) fn pieces(
    selected: &Selected<'_>,
    context: &Context<'_>,
    options: &TotalsOptions,
    caveats: &mut Caveats,
) -> Result<Few<Piece>, ReportError> {
    let deal = selected.deal;
    let whole = |slice| Piece { slice, time: deal.announced, days: Days::ALL };
    let mut pieces: Few<Piece> = if options.by.iter().any(|by| by.is_place()) {
        let placement = context.reference.placement(deal);
        caveats.note_if(placement.is_inferred_from_home, Caveat::PlacedByHome);
        let slices = split(&placement.places).map_err(|_| ReportError::overflow(deal))?;
        slices.into_iter().map(|slice| whole(Some(slice))).collect()
    } else {
        smallvec![whole(None)]
    };
    let finest = options.by.iter().filter(|by| by.is_time()).max();
    if let (true, Some(finest)) = (options.spread, finest) {
        match deal.period.as_ref().and_then(Period::days) {
            Some((first, last)) => pieces = spread(&pieces, *finest, first, last),
            None => caveats.note_if(selected.current.amount.is_some(), Caveat::NotSpread),
        }
    }
    Ok(pieces)
}

/// Spreads `pieces` over the years, quarters or months from `first` to `last`.
fn spread(pieces: &[Piece], finest: GroupBy, first: NaiveDate, last: NaiveDate) -> Few<Piece> {
    // A period lasts at most a thousand years, so that its days fit.
    let count =
        |first: NaiveDate, last: NaiveDate| u32::try_from((last - first).num_days() + 1).unwrap_or(u32::MAX);
    let all = count(first, last);
    let mut spread = Few::new();
    for piece in pieces {
        let mut start = first;
        while start <= last {
            let end = end_of(finest, start).min(last);
            let days = Days { part: count(start, end), all };
            spread.push(Piece { slice: piece.slice.clone(), time: PartialDate::Day(start), days });
            let Some(next) = end.succ_opt() else { break };
            start = next;
        }
    }
    spread
}

/// The last day of the year, quarter or month of `day`.
fn end_of(by: GroupBy, day: NaiveDate) -> NaiveDate {
    let last_month = match by {
        GroupBy::Year => 12,
        GroupBy::Quarter => day.month0() / 3 * 3 + 3,
        _ => day.month(),
    };
    NaiveDate::from_ymd_opt(day.year(), last_month, 1).map_or(day, |first| PartialDate::Month(first).last())
}
