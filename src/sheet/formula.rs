//! Formulas that add up the cells above them, as rows of totals have: `SUM(D2:D5)`, `SUBTOTAL(9,D2:D5)`.

/// Whether a formula of the cell in a row and a column, both from 0, adds up two or more cells above it in its column.
pub(super) fn adds_up_above(formula: &str, (row, column): (u32, u32)) -> bool {
    let formula = formula.trim_start_matches(['=', '+', ' ']).to_ascii_uppercase();
    let arguments = ["SUM(", "SUBTOTAL("].iter().find_map(|name| formula.strip_prefix(name));
    let Some(arguments) = arguments.and_then(|arguments| arguments.strip_suffix(')')) else { return false };
    arguments.split([',', ';']).filter_map(|argument| argument.split_once(':')).any(|(first, last)| {
        let cells = reference(first).zip(reference(last));
        cells.is_some_and(|((top, left), (bottom, right))| {
            left == column && right == column && top < bottom && bottom < row
        })
    })
}

/// Returns the row and the column of a reference such as `D2` or `$D$2`, from 0.
fn reference(text: &str) -> Option<(u32, u32)> {
    let plain = text.trim().replace('$', "");
    let digits = plain.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = plain.strip_suffix(digits).filter(|letters| (1..=3).contains(&letters.len()))?;
    let column = letters.bytes().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_the_cells_above_are_told_from_other_formulas() {
        // The cell D6.
        for (formula, expected) in [
            ("SUM(D2:D5)", true),
            ("=sum($D$2:$D$5)", true),
            ("SUBTOTAL(9,D2:D5)", true),
            ("SUM(D2:D3,D5)", true),
            // Cells of the same row, of another column, below, and one alone.
            ("SUM(B6:C6)", false),
            ("SUM(C2:C5)", false),
            ("SUM(D7:D9)", false),
            ("SUM(D5:D5)", false),
            ("D2*2", false),
            ("SUM(D2:D5)*1000", false),
            ("AVERAGE(D2:D5)", false),
        ] {
            assert_eq!(adds_up_above(formula, (5, 3)), expected, "{formula}");
        }
    }
}
