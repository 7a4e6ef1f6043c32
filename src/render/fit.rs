//! Which columns fit on a terminal, and how wide each is.

/// Number of spaces between two columns.
pub(super) const GAP: usize = 2;

/// Minimum width of a column that wraps, while others can be hidden: few words are longer.
const MIN_WIDTH: usize = 20;

/// Its minimum width if no more columns can be hidden.
const MIN_WIDTH_AFTER_HIDING: usize = 8;

/// How much narrower than its widest cell a column can be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Least {
    /// Not at all.
    Full,
    /// Its texts wrap: to this width, such as that of its longest word.
    Word(usize),
    /// Its texts may be cut; not below this width while a column that is not essential can still be hidden.
    Cut(usize),
    /// The same, until nothing else can be hidden or narrowed.
    Last(usize),
}

/// Which columns were hidden before the others are made narrower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hidden {
    /// None so far.
    Nothing,
    /// Those that are not essential.
    Others,
    /// Essential ones, too.
    Essential,
}

/// The widths that a column needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct ColumnNeeds {
    /// Columns of the highest rank are hidden first, those of rank 0 never.
    pub rank: u8,
    /// Whether it is hidden only after all others that can be hidden.
    pub is_essential: bool,
    /// The width of its widest cell.
    pub width: usize,
    pub least: Least,
}

impl ColumnNeeds {
    fn min_width(&self, hidden: Hidden) -> usize {
        let limit = if hidden == Hidden::Nothing { MIN_WIDTH } else { MIN_WIDTH_AFTER_HIDING };
        match self.least {
            Least::Full => self.width,
            Least::Word(least) => least.min(limit).min(self.width),
            Least::Cut(least) if hidden == Hidden::Nothing => least.min(self.width),
            Least::Last(least) if hidden != Hidden::Essential => least.min(self.width),
            Least::Cut(_) | Least::Last(_) => limit.min(self.width),
        }
    }
}

/// Returns the width of each column, `None` for a hidden one.
///
/// Hides columns until the minimum widths fit. If that is not enough, texts become still narrower, then essential columns are
/// hidden, and last, ids and other keys (`Column::keys`) are cut. Then widens the narrowest columns into the room that is left.
pub(super) fn fit(needs: &[ColumnNeeds], terminal: Option<usize>) -> Vec<Option<usize>> {
    let mut widths: Vec<Option<usize>> = needs.iter().map(|need| Some(need.width)).collect();
    let Some(terminal) = terminal else { return widths };
    shrink(&mut widths, needs, Hidden::Nothing);
    hide(&mut widths, needs, terminal, |need| !need.is_essential);
    if total(&widths) > terminal {
        shrink(&mut widths, needs, Hidden::Others);
        hide(&mut widths, needs, terminal, |_| true);
    }
    if total(&widths) > terminal {
        shrink(&mut widths, needs, Hidden::Essential);
    }
    for _ in total(&widths)..terminal {
        let shown = widths.iter_mut().zip(needs).filter_map(|(width, need)| Some((width.as_mut()?, need)));
        let growing = shown.filter(|(width, need)| **width < need.width);
        let Some((narrowest, _)) = growing.min_by_key(|(width, _)| **width) else { break };
        *narrowest += 1;
    }
    widths
}

/// Hides columns that `can_be_hidden`, until the others fit: those of the highest rank first, and of equal ranks the last.
fn hide(
    widths: &mut [Option<usize>],
    needs: &[ColumnNeeds],
    terminal: usize,
    can_be_hidden: impl Fn(&ColumnNeeds) -> bool,
) {
    while total(widths) > terminal {
        let shown = (0..needs.len()).filter(|index| widths[*index].is_some() && needs[*index].rank > 0);
        let Some(next) =
            shown.filter(|index| can_be_hidden(&needs[*index])).max_by_key(|index| needs[*index].rank)
        else {
            return;
        };
        widths[next] = None;
    }
}

fn shrink(widths: &mut [Option<usize>], needs: &[ColumnNeeds], hidden: Hidden) {
    for (width, need) in widths.iter_mut().zip(needs) {
        *width = width.map(|_| need.min_width(hidden));
    }
}

fn total(widths: &[Option<usize>]) -> usize {
    let shown = widths.iter().flatten().count();
    widths.iter().flatten().sum::<usize>() + GAP * shown.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(rank: u8, width: usize) -> ColumnNeeds {
        ColumnNeeds { rank, is_essential: false, width, least: Least::Full }
    }

    fn wrapping(rank: u8, width: usize, word: usize) -> ColumnNeeds {
        ColumnNeeds { rank, is_essential: false, width, least: Least::Word(word) }
    }

    #[test]
    fn a_text_that_is_cut_keeps_more_than_one_that_wraps() {
        let needs = [ColumnNeeds { least: Least::Cut(24), ..fixed(0, 60) }, fixed(0, 10), fixed(1, 20)];
        assert_eq!(fit(&needs, Some(58)), [Some(24), Some(10), Some(20)]);
        assert_eq!(fit(&needs, Some(57)), [Some(45), Some(10), None]);
        assert_eq!(fit(&needs, Some(20)), [Some(8), Some(10), None]);
    }

    #[test]
    fn a_key_is_cut_after_everything_else_gave_way() {
        let essential = |rank, width| ColumnNeeds { is_essential: true, ..fixed(rank, width) };
        let needs = [
            ColumnNeeds { least: Least::Last(40), ..fixed(0, 28) },
            essential(1, 10),
            fixed(0, 20),
            fixed(2, 9),
        ];
        assert_eq!(fit(&needs, Some(73)), [Some(28), Some(10), Some(20), Some(9)]);
        assert_eq!(fit(&needs, Some(62)), [Some(28), Some(10), Some(20), None]);
        assert_eq!(fit(&needs, Some(50)), [Some(28), None, Some(20), None]);
        assert_eq!(fit(&needs, Some(40)), [Some(18), None, Some(20), None]);
    }

    /// Totals by company on narrow terminals: never is a line too wide, and the headline stays.
    #[test]
    fn essential_columns_are_hidden_after_texts_are_narrow() {
        let essential = |rank, width| ColumnNeeds { is_essential: true, ..fixed(rank, width) };
        let name = ColumnNeeds { least: Least::Word(20), ..fixed(0, 30) };
        let needs =
            [name, essential(3, 5), essential(1, 8), fixed(0, 8), essential(2, 8), fixed(0, 8), fixed(1, 6)];
        let shown = |terminal| -> Vec<usize> {
            fit(&needs, Some(terminal)).into_iter().map(Option::unwrap_or_default).collect()
        };
        assert_eq!(shown(75), [20, 5, 8, 8, 8, 8, 6]);
        assert_eq!(shown(74), [27, 5, 8, 8, 8, 8, 0]);
        assert_eq!(shown(60), [13, 5, 8, 8, 8, 8, 0]);
        assert_eq!(shown(54), [14, 0, 8, 8, 8, 8, 0]);
        assert_eq!(shown(47), [17, 0, 8, 8, 0, 8, 0]);
        assert_eq!(shown(30), [10, 0, 0, 8, 0, 8, 0]);
    }

    #[test]
    fn without_a_terminal_every_column_has_its_full_width() {
        assert_eq!(fit(&[fixed(9, 500), wrapping(9, 900, 5)], None), [Some(500), Some(900)]);
    }

    #[test]
    fn narrow_columns_get_their_width_and_the_others_share_the_rest() {
        let needs = [fixed(0, 10), wrapping(0, 14, 6), wrapping(0, 100, 9), wrapping(0, 100, 9)];
        // 80 minus three gaps, 10 and 14 leaves 50 for two columns.
        assert_eq!(fit(&needs, Some(80)), [Some(10), Some(14), Some(25), Some(25)]);
        assert_eq!(fit(&needs, Some(300)), [Some(10), Some(14), Some(100), Some(100)]);
    }

    #[test]
    fn the_highest_rank_is_hidden_first_and_of_equal_ranks_the_last_column() {
        let needs = [fixed(0, 10), fixed(1, 10), fixed(2, 10), fixed(2, 10)];
        assert_eq!(fit(&needs, Some(46)), [Some(10), Some(10), Some(10), Some(10)]);
        assert_eq!(fit(&needs, Some(45)), [Some(10), Some(10), Some(10), None]);
        assert_eq!(fit(&needs, Some(30)), [Some(10), Some(10), None, None]);
        assert_eq!(fit(&needs, Some(5)), [Some(10), None, None, None]);
    }

    #[test]
    fn a_text_shrinks_to_twenty_before_a_column_is_hidden_and_to_eight_after() {
        let needs = [fixed(0, 20), wrapping(0, 50, 30), fixed(1, 6)];
        assert_eq!(fit(&needs, Some(50)), [Some(20), Some(20), Some(6)]);
        assert_eq!(fit(&needs, Some(49)), [Some(20), Some(27), None]);
        assert_eq!(fit(&needs, Some(33)), [Some(20), Some(11), None]);
        assert_eq!(fit(&needs, Some(10)), [Some(20), Some(8), None]);
        assert_eq!(fit(&[wrapping(0, 50, 5), fixed(1, 5)], Some(12)), [Some(5), Some(5)]);
    }
}
