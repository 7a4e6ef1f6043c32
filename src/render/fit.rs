//! Which columns fit on a screen, and how wide each is.

/// How many spaces stand between two columns.
pub(super) const GAP: usize = 2;

/// What a column whose text may be broken is left with while others can be hidden.
const LEAST: usize = 12;

/// What it is left with when there is nothing more to hide.
const LAST_RESORT: usize = 8;

/// What a column asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    /// How soon it is hidden: 0 never, the highest first.
    pub rank: u8,
    /// The width of its widest line.
    pub width: usize,
    /// Where its text may be broken, the width of its longest word.
    pub word: Option<usize>,
}

impl Need {
    fn least(&self, least: usize) -> usize {
        self.word.map_or(self.width, |word| word.min(least).min(self.width))
    }
}

/// The width of each column, nothing for a hidden one.
///
/// Hides columns while they do not fit at their least, then lets those grow that can, the narrowest first.
pub(super) fn fit(needs: &[Need], terminal: Option<usize>) -> Vec<Option<usize>> {
    let mut widths: Vec<Option<usize>> = needs.iter().map(|need| Some(need.width)).collect();
    let Some(terminal) = terminal else { return widths };
    shrink(&mut widths, needs, LEAST);
    while total(&widths) > terminal {
        let shown = (0..needs.len()).filter(|index| widths[*index].is_some() && needs[*index].rank > 0);
        // Of equal ranks, the last.
        let Some(next) = shown.max_by_key(|index| needs[*index].rank) else {
            shrink(&mut widths, needs, LAST_RESORT);
            break;
        };
        widths[next] = None;
    }
    for _ in total(&widths)..terminal {
        let shown = widths.iter_mut().zip(needs).filter_map(|(width, need)| Some((width.as_mut()?, need)));
        let growing = shown.filter(|(width, need)| **width < need.width);
        let Some((narrowest, _)) = growing.min_by_key(|(width, _)| **width) else { break };
        *narrowest += 1;
    }
    widths
}

fn shrink(widths: &mut [Option<usize>], needs: &[Need], least: usize) {
    for (width, need) in widths.iter_mut().zip(needs) {
        *width = width.map(|_| need.least(least));
    }
}

fn total(widths: &[Option<usize>]) -> usize {
    let shown = widths.iter().flatten().count();
    widths.iter().flatten().sum::<usize>() + GAP * shown.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(rank: u8, width: usize) -> Need {
        Need { rank, width, word: None }
    }

    fn wrapping(rank: u8, width: usize, word: usize) -> Need {
        Need { rank, width, word: Some(word) }
    }

    #[test]
    fn without_a_screen_every_column_is_as_wide_as_it_likes() {
        assert_eq!(fit(&[fixed(9, 500), wrapping(9, 900, 5)], None), [Some(500), Some(900)]);
    }

    #[test]
    fn narrow_columns_get_what_they_need_and_the_others_share_the_rest() {
        let needs = [fixed(0, 10), wrapping(0, 14, 6), wrapping(0, 100, 9), wrapping(0, 100, 9)];
        // 80 less three gaps, 10 and 14 leaves 50 for two.
        assert_eq!(fit(&needs, Some(80)), [Some(10), Some(14), Some(25), Some(25)]);
        assert_eq!(fit(&needs, Some(300)), [Some(10), Some(14), Some(100), Some(100)]);
    }

    #[test]
    fn the_highest_rank_goes_first_and_of_equals_the_last() {
        let needs = [fixed(0, 10), fixed(1, 10), fixed(2, 10), fixed(2, 10)];
        assert_eq!(fit(&needs, Some(46)), [Some(10), Some(10), Some(10), Some(10)]);
        assert_eq!(fit(&needs, Some(45)), [Some(10), Some(10), Some(10), None]);
        assert_eq!(fit(&needs, Some(30)), [Some(10), Some(10), None, None]);
        assert_eq!(fit(&needs, Some(5)), [Some(10), None, None, None]);
    }

    #[test]
    fn text_shrinks_to_twelve_before_anything_is_hidden_and_to_eight_after() {
        let needs = [fixed(0, 20), wrapping(0, 50, 30), fixed(1, 6)];
        assert_eq!(fit(&needs, Some(42)), [Some(20), Some(12), Some(6)]);
        assert_eq!(fit(&needs, Some(41)), [Some(20), Some(19), None]);
        assert_eq!(fit(&needs, Some(33)), [Some(20), Some(11), None]);
        assert_eq!(fit(&needs, Some(10)), [Some(20), Some(8), None]);
        assert_eq!(fit(&[wrapping(0, 50, 5), fixed(1, 5)], Some(12)), [Some(5), Some(5)]);
    }
}
