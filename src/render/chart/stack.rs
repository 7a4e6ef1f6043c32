//! Bars of several segments, one for each series, on a terminal.

use super::glyphs::Glyphs;
use super::model::Segment;
use super::scale::length;
use crate::money::Decimal;

/// The mark of a series that has no letter.
const NO_LETTER: char = '*';

/// Returns the letter that marks a series.
pub(super) fn letter(series: usize) -> char {
    u8::try_from(series)
        .ok()
        .filter(|series| *series < 26)
        .map_or(NO_LETTER, |series| char::from(b'A' + series))
}

/// The parts of a cell.
const STEPS: usize = 1024;

/// Returns the bar of `segments`, laid end to end. A cell belongs to the segment that fills most of it; the first cell of a
/// segment has the letter of its series, and the others are solid as far as it is firm. A bar of `max` has `width`
/// characters.
pub(super) fn bar(segments: &[Segment], glyphs: &Glyphs, max: Decimal, width: usize) -> String {
    let to = |value: Decimal| length(value, max, width * STEPS);
    let mut sum = Decimal::ZERO;
    // Each segment with its ends in parts of cells: of what is firm, and of all.
    let mut laid: Vec<(&Segment, [usize; 3])> = Vec::with_capacity(segments.len());
    for segment in segments {
        let end = |part: Decimal| to(sum.saturating_add(part));
        laid.push((segment, [to(sum), end(segment.floor.min(segment.headline)), end(segment.headline)]));
        sum = sum.saturating_add(segment.headline);
    }
    let mut bar = String::new();
    let mut last = None;
    for cell in 0..(to(sum) + STEPS / 2) / STEPS {
        let within =
            |from: usize, to: usize| to.min((cell + 1) * STEPS).saturating_sub(from.max(cell * STEPS));
        let fills = |(_, (_, [start, _, end])): &(usize, &(&Segment, [usize; 3]))| within(*start, *end);
        // Of equal ones, the first.
        let most = laid.iter().enumerate().rev().max_by_key(fills);
        let Some((index, (segment, [start, firm, end]))) = most else { break };
        bar.push(match last {
            Some(last) if last == index => {
                let is_firm = within(*start, *firm) * 2 >= within(*start, *end);
                if is_firm { glyphs.firm.whole } else { glyphs.headline.whole }
            }
            _ => letter(segment.series),
        });
        last = Some(index);
    }
    if bar.is_empty() && !sum.is_zero() {
        // What is too short for a letter is not nothing.
        let is_firm = segments.iter().all(|segment| segment.floor >= segment.headline);
        bar.push(if is_firm { glyphs.firm.least } else { glyphs.headline.least });
    }
    bar
}

/// Returns the names of the series with their letters.
pub(super) fn names(series: &[String]) -> String {
    let (lettered, others) = series.split_at(series.len().min(26));
    let lettered = lettered.iter().enumerate().map(|(index, name)| format!("{} {name}", letter(index)));
    let others = match others {
        [] => None,
        [name] => Some(format!("{NO_LETTER} {name}")),
        others => Some(format!("{NO_LETTER} {} others", others.len())),
    };
    lettered.chain(others).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Charset;

    #[test]
    fn segments_are_laid_end_to_end() {
        let glyphs = Glyphs::of(Charset::Ascii);
        let bar = |segments: &[(usize, i64, i64)], max: i64| {
            let segment = |(series, floor, headline): &(usize, i64, i64)| Segment {
                series: *series,
                floor: (*floor).into(),
                headline: (*headline).into(),
            };
            let segments: Vec<Segment> = segments.iter().map(segment).collect();
            super::bar(&segments, &glyphs, max.into(), 20)
        };
        assert_eq!(bar(&[(0, 50, 50), (1, 0, 50)], 100), "A#########B=========");
        assert_eq!(bar(&[(0, 25, 50), (2, 25, 25)], 100), "A####=====C####");
        // A series without a letter, and one that is too short to be seen.
        assert_eq!(bar(&[(30, 0, 25), (1, 1, 1), (2, 25, 25)], 100), "*====C####");
        assert_eq!(bar(&[], 100), "");
        // Two cells: equity of 82 in the middle of 100 fills most of both, and not what begins or ends there.
        assert_eq!(bar(&[(0, 10, 10), (1, 0, 82), (2, 8, 8)], 1000), "B=");
        assert_eq!(bar(&[(0, 13, 13), (1, 82, 82), (2, 5, 5)], 2000), "B");
        assert_eq!(bar(&[(0, 1, 1), (1, 1, 1)], 100_000), "|");
        assert_eq!(bar(&[(0, 1, 1), (1, 0, 1)], 100_000), ":");
    }

    #[test]
    fn a_single_series_without_a_letter_has_its_name() {
        let named = |count: usize| names(&(0..count).map(|n| format!("S{n}")).collect::<Vec<_>>());
        assert_eq!(named(2), "A S0, B S1");
        assert!(named(27).ends_with("Z S25, * S26"));
        assert!(named(28).ends_with("Z S25, * 2 others"));
    }
}
