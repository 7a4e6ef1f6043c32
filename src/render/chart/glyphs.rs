//! The characters of bars on a terminal.

use super::model::Span;
use super::scale::length;
use crate::money::Decimal;
use crate::report::Charset;

/// The steps of a cell, finer than any character.
const STEPS: usize = 1024;

/// The characters of one kind of money: firm, up to the headline, or up to the ceiling.
pub(super) struct Fill {
    /// A whole cell.
    pub whole: char,
    /// Parts of a cell in equal steps, from the smallest; none if a cell is filled or not.
    parts: &'static [char],
    /// The whole bar, if it is too short for any part.
    pub least: char,
    /// A part that the legend explains; `None` if it explains itself.
    sample: Option<char>,
}

impl Fill {
    const fn new(whole: char, parts: &'static [char], least: char, sample: Option<char>) -> Self {
        Self { whole, parts, least, sample }
    }

    /// The character for a part of a cell, rounded to the nearest; `None` if that is nothing.
    fn part(&self, steps: usize) -> Option<char> {
        let count = self.parts.len() + 1;
        match (steps * count + STEPS / 2) / STEPS {
            0 => None,
            part if part == count => Some(self.whole),
            part => self.parts.get(part - 1).copied(),
        }
    }

    /// Whether `drawn` has it.
    pub(super) fn is_in(&self, drawn: &str) -> bool {
        drawn.contains(self.whole) || self.has_part_in(drawn)
    }

    fn has_part_in(&self, drawn: &str) -> bool {
        drawn.contains(self.least) || drawn.contains(self.parts)
    }

    /// What the legend shows: the whole cell, and a part if `drawn` has one that needs to be explained.
    pub(super) fn samples(&self, drawn: &str) -> String {
        std::iter::once(self.whole).chain(self.sample.filter(|_| self.has_part_in(drawn))).collect()
    }
}

/// The characters of a bar.
pub(super) struct Glyphs {
    /// What is firm: up to the floor.
    pub firm: Fill,
    /// From the floor to the headline.
    pub headline: Fill,
    /// From the headline to the ceiling.
    pub ceiling: Fill,
    /// The end of a bar that nothing limits.
    pub open: char,
}

impl Glyphs {
    /// The characters of bars that lie.
    pub(super) fn of(charset: Charset) -> Self {
        const FIRM: &[char] = &['▏', '▎', '▍', '▌', '▋', '▊', '▉'];
        match charset {
            Charset::Unicode => Self {
                firm: Fill::new('█', FIRM, '▏', None),
                headline: Fill::new('▒', &['⡇'], '⡇', Some('⡇')),
                ceiling: Fill::new('░', &['⠅'], '⠅', Some('⠅')),
                open: '→',
            },
            Charset::Ascii => Self {
                firm: Fill::new('#', &[], '|', Some('|')),
                headline: Fill::new('=', &[], ':', Some(':')),
                ceiling: Fill::new('-', &[], '.', Some('.')),
                open: '>',
            },
        }
    }

    /// The characters of bars that stand upright.
    pub(super) fn upright(charset: Charset) -> Self {
        const FIRM: &[char] = &['▁', '▂', '▃', '▄', '▅', '▆', '▇'];
        match charset {
            Charset::Unicode => Self {
                firm: Fill::new('█', FIRM, '▁', None),
                headline: Fill::new('▒', &['⣀', '⣤', '⣶'], '⣀', Some('⣤')),
                ceiling: Fill::new('░', &['⡀', '⡄', '⡆'], '⡀', Some('⡄')),
                open: '↑',
            },
            Charset::Ascii => Self {
                firm: Fill::new('#', &[], '_', Some('_')),
                headline: Fill::new('=', &[], ':', Some(':')),
                ceiling: Fill::new('-', &[], '.', Some('.')),
                open: '^',
            },
        }
    }

    /// The bar of a span, from its start; the longest one has `width` characters.
    ///
    /// A cell shows the kind of money that fills most of it. It is drawn in part where the bar ends inside it.
    pub(super) fn bar(&self, span: &Span, max: Decimal, width: usize) -> String {
        let values = [span.floor, span.headline.max(span.floor), span.end().max(span.floor)];
        let ends = values.map(|value| length(value, max, width * STEPS));
        let first = values.iter().position(|value| !value.is_zero());
        // A bar that is shorter than any part of a cell shows the larger kind of its money.
        let first = first.map(|first| if ends[2] == 0 { largest(values) } else { first });
        let mut bar = String::new();
        if let Some(first) = first {
            let cells = ends[2].div_ceil(STEPS).max(1);
            bar.extend((0..cells).filter_map(|cell| self.cell(ends, cell, first)));
        }
        bar.extend(span.ceiling.is_none().then_some(self.open));
        bar
    }

    /// The character at the position `cell` of a bar with these ends of its kinds, of which `first` is the first.
    fn cell(&self, ends: [usize; 3], cell: usize, first: usize) -> Option<char> {
        let start = cell * STEPS;
        let filled = ends.map(|end| end.saturating_sub(start).min(STEPS));
        let kinds = [filled[0], filled[1] - filled[0], filled[2] - filled[1]];
        let (all, goes_on) = (filled[2], ends[2] > start + STEPS);
        let fills = [&self.firm, &self.headline, &self.ceiling];
        if cell == 0 && first == 0 && goes_on && kinds[0] < STEPS / 2 {
            // What is firm is not lost where more lies beyond it.
            return self.firm.part(kinds[0]).or(Some(self.firm.least));
        }
        // Of a cell that is not full, the height is that of the whole, unless most of it is firm.
        let is_firm = kinds[0] * 2 > all || (all == STEPS && kinds[0] >= kinds[1].max(kinds[2]));
        let kind = match kinds {
            _ if all == 0 => first,
            _ if is_firm => 0,
            [_, headline, ceiling] => 1 + usize::from(ceiling > headline),
        };
        let end = if kind == 0 && !self.firm.parts.is_empty() && all < STEPS { kinds[0] } else { all };
        fills[kind].part(end).or((cell == 0).then_some(fills[kind].least))
    }
}

/// Returns the largest of three kinds of money, which end at these values; of equal ones the firmest.
fn largest([floor, headline, end]: [Decimal; 3]) -> usize {
    let sizes = [floor, headline.saturating_sub(floor), end.saturating_sub(headline)];
    (1..3).fold(0, |largest, kind| if sizes[kind] > sizes[largest] { kind } else { largest })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(glyphs: &Glyphs, floor: &str, headline: &str, ceiling: Option<&str>) -> String {
        let parse = |text: &str| text.parse::<Decimal>().unwrap();
        let span = Span { floor: parse(floor), headline: parse(headline), ceiling: ceiling.map(parse) };
        glyphs.bar(&span, Decimal::ONE_THOUSAND, 10)
    }

    #[test]
    fn a_short_bar_is_not_nothing() {
        let glyphs = Glyphs::of(Charset::Unicode);
        let bar = |floor, headline, ceiling| bar(&glyphs, floor, headline, ceiling);
        assert_eq!(bar("0", "0", Some("0")), "");
        assert_eq!(bar("1", "1", Some("1")), "▏");
        assert_eq!(bar("150", "150", Some("150")), "█▌");
        assert_eq!(bar("0", "1", Some("1")), "⡇");
        assert_eq!(bar("0", "0", Some("1")), "⠅");
        assert_eq!(bar("0", "0", None), "→");
        assert_eq!(bar("0.01", "0.01", None), "▏→");
        assert_eq!(bar("500", "500", None), "█████→");
        assert_eq!(bar("500", "700", Some("1000")), "█████▒▒░░░");
    }

    #[test]
    fn a_column_ends_within_a_cell_whatever_it_is_made_of() {
        let glyphs = Glyphs::upright(Charset::Unicode);
        let bar = |floor, headline, ceiling| bar(&glyphs, floor, headline, ceiling);
        // Of the same chart: 1000; at least 30; 60; up to 5.
        assert_eq!(bar("1000", "1000", Some("1000")), "██████████");
        assert_eq!(bar("30", "30", None), "▂↑");
        assert_eq!(bar("60", "60", Some("60")), "▅");
        assert_eq!(bar("0", "5", Some("5")), "⣀");
        assert_eq!(bar("0", "150", Some("150")), "▒⣤");
        assert_eq!(bar("0", "0", Some("175")), "░⡆");
        // 130 of 230 are firm; the second cell is hatched for the most part.
        assert_eq!(bar("130", "230", Some("230")), "█▒⣀");
        // What is firm stays, however much more there is.
        assert_eq!(bar("2", "300", Some("300")), "▁▒▒");
        assert_eq!(bar("60", "300", Some("300")), "█▒▒");
        // Within one cell the height is that of the whole, in the kind that most of it is.
        assert_eq!(bar("20", "75", Some("75")), "⣶");
        assert_eq!(bar("50", "75", Some("75")), "▄");
        assert_eq!(bar("135", "180", Some("180")), "█⣶");
    }

    #[test]
    fn ascii_has_whole_cells_and_the_least() {
        let (lying, upright) = (Glyphs::of(Charset::Ascii), Glyphs::upright(Charset::Ascii));
        assert_eq!(bar(&lying, "30", "30", Some("30")), "|");
        assert_eq!(bar(&lying, "130", "130", Some("130")), "#");
        assert_eq!(bar(&lying, "150", "150", Some("150")), "##");
        assert_eq!(bar(&lying, "0", "30", None), ":>");
        assert_eq!(bar(&lying, "150", "180", Some("180")), "##");
        assert_eq!(bar(&upright, "30", "30", None), "_^");
        assert_eq!(bar(&upright, "0", "0", Some("30")), ".");
        assert_eq!(upright.firm.samples("##_"), "#_");
        assert_eq!(upright.headline.samples("##_"), "=");
    }

    proptest::proptest! {
        /// Rounding may make a bar longer than one of a larger amount by a part of a cell, never by more.
        #[test]
        fn no_bar_is_much_longer_than_its_amount(floor in 0_i64..=1000, more in 0_i64..=1000, above in 0_i64..=1000) {
            let headline = (floor + more).min(1000);
            let end = (headline + above).min(1000);
            for glyphs in [Glyphs::of(Charset::Unicode), Glyphs::upright(Charset::Unicode)] {
                let span = Span { floor: floor.into(), headline: headline.into(), ceiling: Some(end.into()) };
                let bar = glyphs.bar(&span, Decimal::ONE_THOUSAND, 10);
                let cells = usize::try_from(end).unwrap().div_ceil(100);
                proptest::prop_assert!(bar.chars().count() <= cells, "{bar}");
                proptest::prop_assert!(bar.chars().count() + 1 >= cells, "{bar}");
                let whole = [glyphs.firm.whole, glyphs.headline.whole, glyphs.ceiling.whole];
                let is_full = bar.chars().nth(cells.saturating_sub(1)).is_some_and(|last| whole.contains(&last));
                proptest::prop_assert!(!is_full || end % 100 == 0 || end % 100 >= 74, "{bar} {end}");
            }
        }
    }
}
