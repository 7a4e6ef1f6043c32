//! What the notes in other sheets of a workbook say of the amounts: "Amounts are in thousands" in a sheet `README`.

use super::statements::{before_exception, clauses, is_about_others, stated};
use crate::invalid::Problem;
use crate::money::{Currency, HeaderHints};
use crate::sheet::{NoteRow, Sheet};
use crate::text::{fold_words, quote};

/// The longest note that is looked at, in bytes.
const MAX: usize = 200;

/// A note, and where it stands.
pub(super) struct SheetNote<'s> {
    row: &'s NoteRow,
    pub(super) text: String,
    /// Whether it describes the column by its name, as in a list of all columns.
    pub(super) is_of_column: bool,
}

impl SheetNote<'_> {
    /// Returns where it stands, and its text.
    pub(super) fn at(&self) -> String {
        let NoteRow { sheet, line, .. } = self.row;
        format!("{} (row {line} of the sheet {})", quote(&self.text), quote(sheet))
    }
}

/// Returns the notes that may be about the amounts of a column: sentences, such as "Amounts in EUR"; pairs, such as
/// "Unit | EUR thousand"; and what stands next to the name of the column. Rows with more cells are those of tables.
pub(super) fn of_column(sheet: &Sheet, column: usize) -> impl Iterator<Item = SheetNote<'_>> {
    sheet.notes_elsewhere.iter().filter_map(move |row| {
        let (first, rest) = row.texts.split_first()?;
        let named = sheet.columns.iter().position(|column| fold_words(&column.header) == fold_words(first));
        let is_of_column = !rest.is_empty() && named == Some(column);
        let text = match rest {
            [] => first.clone(),
            _ if is_of_column => rest.join(" | "),
            [second] if named.is_none() && !is_about_others(first) => format!("{first}: {second}"),
            _ => return None,
        };
        (text.len() <= MAX).then_some(SheetNote { row, text, is_of_column })
    })
}

/// Leaves currency or unit open where a note says another one than what is `known` of the amounts of a column.
pub(super) fn contradict(sheet: &Sheet, column: usize, declared: Option<Currency>, known: &mut HeaderHints) {
    for note in of_column(sheet, column) {
        let whole = |clause: &&str| !is_about_others(clause) && before_exception(clause) == *clause;
        for said in clauses(&note.text).into_iter().filter(whole).flat_map(stated) {
            let currency = declared.or(known.currency);
            let is_other_currency =
                matches!((said.currency, currency), (Some(said), Some(known)) if said != known);
            let may_state_unit = said.unit_doubt.is_some() && known.unit.is_none();
            let is_other_unit = said.unit.is_some() && said.unit != known.unit;
            if (may_state_unit || is_other_unit) && known.unit_doubt.is_none() {
                let units = [known.unit, said.unit].into_iter().flatten().map(|unit| format!("units={unit}"));
                let mut readings: Vec<String> = units.collect();
                if readings.len() < 2 {
                    readings.push("units=ones".to_owned());
                }
                let doubt = format!("the unit is not clear: {} may be about the amounts", note.at());
                let hint = format!("declare it: {}", readings.join(" or "));
                known.unit = None;
                known.unit_doubt = Some(Problem::new(doubt).hint(hint));
            }
            if is_other_currency && declared.is_none() {
                let currencies = [currency, said.currency].into_iter().flatten();
                let readings: Vec<String> = currencies.map(|known| format!("currency={known}")).collect();
                let doubt = format!("the currency is not clear: {} may be about the amounts", note.at());
                known.currency = None;
                known.currency_doubt =
                    Some(Problem::new(doubt).hint(format!("declare it: {}", readings.join(" or "))));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::{SheetEvidence, propose};
    use super::*;
    use crate::sheet::{self, Options};

    /// Returns the first problem of a sheet with the amounts `header`, in whose workbook another sheet has the row `texts`.
    fn problem(header: &str, texts: &[&str]) -> Option<String> {
        let text = format!("Date,Company,{header},Jobs\n2024-03-01,A,5000,10\n2024-03-02,B,7000,20\n");
        let sheet = sheet::read(text.as_bytes(), "deals.csv", &Options::default()).unwrap();
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        let notes_elsewhere = vec![NoteRow { sheet: "README".to_owned(), line: 3, texts }];
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let sheet = SheetEvidence::new(Sheet { notes_elsewhere, ..sheet }, today);
        propose(&sheet).blocked.first().map(|problem| problem.message.clone())
    }

    #[test]
    fn notes_in_another_sheet_may_change_what_the_amounts_are() {
        let doubt = |header: &str, texts: &[&str], expected: &str| {
            let found = problem(header, texts).unwrap_or_default();
            assert!(found.contains(expected), "{header}, {texts:?}: {found}");
        };
        doubt(
            "Amount (USD)",
            &["Amounts are in thousands."],
            "the unit is not clear: \"Amounts are in thousands.\" (row 3 of the sheet \"README\") may be about the amounts",
        );
        doubt(
            "Amount (USD)",
            &["Amount (USD)", "Announced amount in thousands of dollars"],
            "the unit is not clear",
        );
        doubt("Amount (USD)", &["Unit", "USD thousand"], "the unit is not clear");
        doubt("Amount (USD)", &["All amounts in EUR"], "the currency is not clear");
        doubt("Amount (USD)", &["Amount (USD)", "Cumulative amount since 2010"], "not those of whole deals");
        doubt("Amount (USD)", &["All amounts in 2015 prices"], "the money of another year");
        doubt("Amount (USD)", &["Rows in red were cancelled."], "rows of one colour");
        for (header, texts) in [
            ("Amount (USD thousand)", &["Amounts are in thousands."][..]),
            ("Amount (USD)", &["All amounts in USD"]),
            ("Amount (USD)", &["Jobs", "in thousands"]),
            ("Amount (USD)", &["Valuation", "in thousands of dollars"]),
            ("Amount (USD)", &["Cancelled deals"]),
            ("Amount (USD)", &["Last updated by the press office"]),
            // The row of a table.
            ("Amount (USD)", &["Alder", "Kenya", "EUR thousand"]),
        ] {
            assert_eq!(problem(header, texts), None, "{header}, {texts:?}");
        }
    }
}
