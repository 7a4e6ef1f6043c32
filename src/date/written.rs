//! The grammar of dates as people write them.
//!
//! `reading.rs` lists every way in which a reader may take a text. Here those that are in the calendar are kept, and if
//! two of them are left, the text is refused and both are named.

use chrono::NaiveDate;

use super::era::{self, in_half_width, without_era};
use super::lexer::MAX_LENGTH;
use super::order::DayOrder;
use super::partial::PartialDate;
use super::range::{check_range, is_in_range};
use super::reading::{Reading, Readings, readings};
use super::refusal::not_a_date;
use crate::invalid::Problem;
use crate::text::{fold, quote};

/// Reads a date as people write it, in the languages of CLDR, if it can be read in one way.
///
/// - Days: `2024/05/01`, `20250310`, `3rd May 2024`, `March 10, 2025`, `10-Mar-25`, `3 de marzo de 2024`,
///   `2025年3月10日`, with a weekday or a time of day before or after it (the time is left out).
/// - Months: `2024-05`, `5/2024`, `May 2024`, `Mar-24`. Quarters: `2024-Q3`, `Q3 2024`, `3Q24`. Years: `2024`.
/// - Day, month and year as three numbers: if one order gives a day of the calendar, or if `order` says which.
/// - A year of two digits is in this century, or in the last one if it were more than ten years after `today`. It stands
///   first only if `order` says so, except between hyphens and slashes, where it may: `25/3/14` has two readings.
///
/// # Errors
/// If `text` is no date, has two readings, contradicts `order` or its own weekday, is not in the calendar or out of range
/// ([`check_range`]). Half-years, fiscal years and ranges of dates are no dates; the message says so.
///
/// ```
/// use chrono::NaiveDate;
/// use outlay::date::read_date;
///
/// let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
/// assert_eq!(read_date("1/23/2014", None, today)?.to_string(), "2014-01-23");
/// assert_eq!(
///     read_date("01/04/2018", None, today).unwrap_err().message,
///     "\"01/04/2018\" can be read as 2018-04-01 (day first) or 2018-01-04 (month first)"
/// );
/// # Ok::<(), outlay::Problem>(())
/// ```
pub fn read_date(text: &str, order: Option<DayOrder>, today: NaiveDate) -> Result<PartialDate, Problem> {
    let narrow = in_half_width(text);
    let plain = without_era(&narrow);
    let problem = match single_date(&plain, order, today) {
        Ok(date) => return Ok(date),
        Err(_) if plain != text => not_a_date(text),
        Err(problem) => era::refused(text).unwrap_or(problem),
    };
    if let Some(date) = within_period(text, order, today) {
        return Ok(date);
    }
    Err(match read_period(text, order, today) {
        Ok((start, end)) => Problem::new(format!("{} is a range of dates", quote(text)))
            .hint(format!("write one date; {start} to {end} may be the period of the deal")),
        Err(_) => problem,
    })
}

/// Words before a month or a year for a part of it.
const PARTS: [&str; 22] = [
    "early", "mid", "middle of", "late", "end of", "the end of", "beginning of", "start of", "anfang",
    "mitte", "ende", "debut", "mi", "fin", "fin de", "principios de", "mediados de", "finales de", "inizio",
    "meta", "fine", "around",
];

/// Returns the month or year of a text that names a part of it: 2024-03 for "end of March 2024".
fn within_period(text: &str, order: Option<DayOrder>, today: NaiveDate) -> Option<PartialDate> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let folded = fold(text);
    let rest = PARTS.iter().find_map(|part| folded.strip_prefix(part)?.strip_prefix([' ', '-']))?;
    single_date(rest, order, today).ok().filter(|date| date.day().is_none())
}

/// Returns the order of day and month that `text` shows by itself: `1/23/2014` can only have the month first.
///
/// `None` if `text` shows none: `01/04/2018`, `05/05/2024`, `2024-05-01`, `25/03/14`, `3 May 2024`.
pub fn order_shown_by(text: &str) -> Option<DayOrder> {
    shown_order(text, |_| true)
}

/// Returns the order that `text` shows where years do not stand first: `25/03/14` has the day first there.
pub(crate) fn order_with_year_last(text: &str) -> Option<DayOrder> {
    shown_order(text, |order| order != DayOrder::YearFirst)
}

fn shown_order(text: &str, may_be: impl Fn(DayOrder) -> bool) -> Option<DayOrder> {
    // Whether a day exists in a year of two digits does not depend on today: 2000, and only 2000, is always this century.
    let found = readings(text, None, NaiveDate::MAX).ok()?;
    let mut orders = found.fitting().map(|reading| reading.order).filter(|order| order.is_none_or(&may_be));
    let order = orders.next()??;
    orders.next().is_none().then_some(order)
}

/// Reads a range of dates: `2025-03-10 to 2025-04-01`, `Jan-Mar 2024`, `10–12 March 2025`, `2023/2024`.
///
/// Returns the first and the last date, which is included. Both are read like [`read_date`].
///
/// # Errors
/// If `text` is no range, can be divided in two ways, or ends before it begins.
pub fn read_period(
    text: &str,
    order: Option<DayOrder>,
    today: NaiveDate,
) -> Result<(PartialDate, PartialDate), Problem> {
    let mut found: Vec<(PartialDate, PartialDate)> = Vec::new();
    for separator in RANGE_SEPARATORS {
        // The work grows with the square of the length.
        for (at, _) in text.match_indices(separator).take_while(|_| text.len() <= 2 * MAX_LENGTH) {
            let (start, end) = (&text[..at], &text[at + separator.len()..]);
            let Ok(last) = single_date(end, order, today) else { continue };
            let Some(first) = start_of_range(start, end, order, today) else { continue };
            if !found.contains(&(first, last)) {
                found.push((first, last));
            }
        }
    }
    match found[..] {
        [(first, last)] if first.first() <= last.last() => Ok((first, last)),
        [(first, last)] => {
            Err(Problem::new(format!("{} ends ({last}) before it begins ({first})", quote(text))))
        }
        [] => Err(Problem::new(format!("{} is not a range of dates", quote(text)))
            .hint("write it as 2025-03-10 to 2025-04-01")),
        [..] => Err(Problem::new(format!("{} can be divided in two ways", quote(text)))
            .hint("write it as 2025-03-10 to 2025-04-01")),
    }
}

/// What stands between the two dates of a range.
const RANGE_SEPARATORS: [&str; 12] =
    [" to ", " until ", " till ", " through ", " bis ", " au ", " al ", "–", "—", "..", "/", "-"];

/// Returns the date before the separator of a range. `Jan` in `Jan-Mar 2024` and `10` in `10–12 March 2025` take what they
/// lack from `end`.
fn start_of_range(start: &str, end: &str, order: Option<DayOrder>, today: NaiveDate) -> Option<PartialDate> {
    if let Ok(first) = single_date(start, order, today) {
        return Some(first);
    }
    let start = start.trim();
    let is_lacking = start.chars().all(char::is_alphanumeric);
    let (_, missing) = end.trim().split_once(' ').filter(|_| is_lacking)?;
    single_date(&format!("{start} {missing}"), order, today).ok()
}

fn single_date(text: &str, order: Option<DayOrder>, today: NaiveDate) -> Result<PartialDate, Problem> {
    let found = readings(text, order, today)?;
    if let Some(unreasonable) = found.fitting().next().and_then(|reading| reading.date)
        && !found.fitting().any(|reading| reading.date.is_some_and(|date| is_in_range(date, today)))
    {
        return check_range(text, unreasonable, today);
    }
    check_range(text, choose(text, &found, order)?, today)
}

/// Returns the only date of `found` that fits the calendar, its own weekday and `order`.
fn choose(text: &str, found: &Readings, order: Option<DayOrder>) -> Result<PartialDate, Problem> {
    let mut fitting: Vec<&Reading> = found.fitting().collect();
    let Some(any) = fitting.first().copied() else {
        return Err(match found.list.iter().find_map(|reading| reading.date?.day()) {
            Some(day) => Problem::new(format!(
                "{} names the wrong weekday: {day} is a {}",
                quote(text),
                day.format("%A")
            )),
            None => Problem::new(format!("{} is not in the calendar", quote(text))),
        });
    };
    if let Some(order) = order {
        fitting.retain(|reading| reading.order.is_none_or(|own| own == order));
        if fitting.is_empty() {
            let problem = format!("{} is not a date with the {order} first", quote(text));
            return Err(Problem::new(problem).hint(format!("it may be {}", any.describe())));
        }
    }
    let mut dates: Vec<Option<PartialDate>> = Vec::new();
    fitting.retain(|reading| {
        let is_new = !dates.contains(&reading.date);
        dates.push(reading.date);
        is_new
    });
    if let [Reading { date: Some(date), .. }] = fitting[..] {
        return Ok(*date);
    }
    let list: Vec<String> = fitting.iter().map(|reading| reading.describe()).collect();
    let orders: Vec<String> =
        fitting.iter().filter_map(|reading| Some(format!("{}-first", reading.order?))).collect();
    let declare = if orders.is_empty() { "%d/%m/%Y".to_owned() } else { orders.join(" or ") };
    let own = any.date.map_or_else(String::new, |date| format!("write {date} if it is that, or "));
    Err(Problem::new(format!("{} can be read as {}", quote(text), list.join(" or ")))
        .hint(format!("{own}declare how the column is written: announced=COLUMN:{declare}")))
}
