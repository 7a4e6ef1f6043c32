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

/// Returns the bar of `segments`, laid end to end: each begins with the letter of its series, is solid as far as it is
/// firm, and ends at its headline. A bar of `max` has `width` characters.
pub(super) fn bar(segments: &[Segment], glyphs: &Glyphs, max: Decimal, width: usize) -> String {
    let mut bar = String::new();
    let (mut drawn, mut sum) = (0, Decimal::ZERO);
    for segment in segments {
        let end = |part: Decimal| length(sum.saturating_add(part), max, width);
        let (firm, headline) = (end(segment.floor.min(segment.headline)), end(segment.headline));
        for position in drawn..headline {
            bar.push(match position {
                _ if position == drawn => letter(segment.series),
                _ if position < firm => glyphs.firm.whole,
                _ => glyphs.headline.whole,
            });
        }
        drawn = drawn.max(headline);
        sum = sum.saturating_add(segment.headline);
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
    let others = (!others.is_empty()).then(|| format!("{NO_LETTER} {} others", others.len()));
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
        assert_eq!(bar(&[(0, 1, 1), (1, 1, 1)], 100_000), "|");
        assert_eq!(bar(&[(0, 1, 1), (1, 0, 1)], 100_000), ":");
    }
}
