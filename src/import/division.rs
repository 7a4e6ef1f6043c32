//! Rows of a text that seem to be divided at the wrong places: a comma inside of an amount divides it, and a quotation mark
//! takes in the next row, or the cells are divided by another character.

use super::cell;
use super::draft::Fault;
use super::mapping::Mapping;
use super::rule::{Field, Origin};
use crate::invalid::Problem;
use crate::money::Unit;
use crate::sheet::{Row, Sheet, Value};
use crate::text::quote;

/// Where the rows of a sheet may be divided at the wrong places.
#[derive(Debug, Default)]
pub(super) struct Division {
    delimiter: Option<char>,
    width: usize,
    /// The columns of amounts before a column of texts, if commas divide the cells.
    before_texts: Vec<usize>,
    /// The columns whose cells have digits: amounts and dates.
    of_figures: Vec<usize>,
}

impl Division {
    pub(super) fn of(sheet: &Sheet, mapping: &Mapping) -> Self {
        let columns = |is: fn(Field) -> bool| {
            let rules = mapping.rules.iter().filter(move |rule| is(rule.field));
            rules.filter_map(|rule| match rule.origin {
                Origin::Column(column) => Some(column),
                Origin::Constant(_) => None,
            })
        };
        let before_texts = columns(Field::is_amount).filter(|column| holds_texts(sheet, mapping, column + 1));
        Self {
            delimiter: sheet.delimiter,
            width: sheet.columns.len(),
            before_texts: before_texts.filter(|_| sheet.delimiter == Some(',')).collect(),
            of_figures: columns(|field| field.is_amount() || field == Field::Announced).collect(),
        }
    }

    /// Returns why the cells of a row may be divided at the wrong places.
    pub(super) fn fault(&self, row: &Row) -> Option<Fault> {
        let delimiter = self.delimiter?;
        if let Some(other) = row.lone_text().and_then(|text| self.other_delimiter(text)) {
            let message =
                format!("the row seems to be divided by {other:?}, and the others are by {delimiter:?}");
            return Some(Fault::of_row(
                Problem::new(message).hint(format!("divide its cells by {delimiter:?}, too")),
            ));
        }
        let text = |column: usize| match row.cells.get(column) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        for column in &self.before_texts {
            let (Some(amount), Some(rest)) = (text(*column), text(column + 1)) else { continue };
            if is_beginning(amount) && is_rest(rest) {
                let whole = format!("{},{}", amount.trim(), rest.trim());
                let message = format!(
                    "{} and {} may be one amount, {}",
                    quote(amount.trim()),
                    quote(rest.trim()),
                    quote(&whole)
                );
                let hint = format!(
                    "write it in quotation marks: \"{whole}\"; if it is not, say more in the next cell"
                );
                return Some(Fault::of_row(Problem::new(message).hint(hint)));
            }
        }
        // The last line of such a cell is the beginning of another row.
        let begins_row = |(index, cell): (usize, &Value)| {
            let Value::Text(text) = cell else { return false };
            let Some(last) = text.rfind('\n').map(|at| &text[at + 1..]) else { return false };
            let parts: Vec<&str> = last.split(delimiter).collect();
            let has_digit = |column: &usize| parts[*column].bytes().any(|byte| byte.is_ascii_digit());
            let figures: Vec<&usize> = self.of_figures.iter().filter(|column| **column < index).collect();
            parts.len() == index + 1 && !figures.is_empty() && figures.into_iter().all(has_digit)
        };
        let (_, found) = row.cells.iter().enumerate().find(|(index, cell)| begins_row((*index, cell)))?;
        let message = format!(
            "{} seems to hold the beginning of another row, which a quotation mark took in",
            quote(&cell::text(found)?)
        );
        let hint = "remove the quotation mark that opens the cell, or write it twice in quotation marks";
        Some(Fault::of_row(Problem::new(message).hint(hint)))
    }

    /// Returns the delimiter of a text that is a whole record by another one than that of the sheet: "2024-03-06;Beta;5".
    pub(super) fn other_delimiter(&self, text: &str) -> Option<char> {
        const DELIMITERS: [char; 4] = [';', '\t', '|', ','];
        let delimiter = self.delimiter?;
        let has_digits = |part: &&str| part.bytes().any(|byte| byte.is_ascii_digit());
        let is_record = |other: &char| {
            let parts: Vec<&str> = text.split(*other).collect();
            // A sentence has commas and spaces.
            let are_cells = parts.iter().all(|part| !part.starts_with(' '));
            parts.len() > 2
                && parts.len().abs_diff(self.width) < 2
                && are_cells
                && parts.iter().filter(|part| has_digits(part)).count() > 1
        };
        DELIMITERS.into_iter().filter(|other| *other != delimiter).find(is_record)
    }
}

/// Whether the cells of a column are texts, so that a number of three digits is none of them.
fn holds_texts(sheet: &Sheet, mapping: &Mapping, column: usize) -> bool {
    use Field::{Kept, Party, Place, PlaceName, Round, Status};
    if column >= mapping.width() {
        return false;
    }
    let fields: Vec<Field> = mapping.uses_of(column).map(|rule| rule.field).collect();
    if fields.iter().any(|field| field.is_amount()) {
        return false;
    }
    if fields.iter().any(|field| matches!(field, Party | Place | PlaceName | Round | Status)) {
        return true;
    }
    let cells = sheet.rows.iter().filter_map(|row| match row.cells.get(column)? {
        Value::Text(text) => Some(text.trim_start()),
        _ => None,
    });
    let of_words = cells.clone().filter(|text| text.starts_with(char::is_alphabetic)).count();
    let mut numbers = cells.filter(|text| text.starts_with(|c: char| c.is_ascii_digit()));
    // A field of the user's own may hold numbers, and notes those of footnotes.
    of_words >= numbers.clone().count().max(1) || !fields.contains(&Kept) && numbers.all(is_rest)
}

/// Whether a text ends in a whole number of one to three digits, as the part of an amount before a comma does: "$1".
fn is_beginning(amount: &str) -> bool {
    let amount = amount.trim();
    let before = amount.trim_end_matches(|c: char| c.is_ascii_digit());
    (1..=3).contains(&(amount.len() - before.len())) && !before.ends_with(['.', ',', '\'', '’'])
}

/// Whether a text is what follows the comma in an amount: "250", "250.50", "250 m".
fn is_rest(text: &str) -> bool {
    let text = text.trim();
    let Some((digits, rest)) = text.split_at_checked(3) else { return false };
    let is_fraction = || {
        rest.strip_prefix('.')
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && (rest.is_empty() || is_fraction() || Unit::find(rest.trim()).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::reader_tests::deals;

    #[test]
    fn an_amount_that_a_comma_divides_is_refused() {
        let header = "Date,Company,Amount (USD m),Note\n";
        for (row, is_read) in [
            ("2024-03-01,Zenko,1,250", false),
            ("2024-03-01,Zenko,$1,250m", false),
            ("2024-03-01,Zenko,1,250.5", false),
            ("2024-03-01,Zenko,1,", true),
            ("2024-03-01,Zenko,1,25", true),
            ("2024-03-01,Zenko,1.5,250", true),
            ("2024-03-01,Zenko,1000,250", true),
            ("2024-03-01,Zenko,1,250 jobs", true),
        ] {
            let (found, notes) =
                deals(&format!("{header}{row}\n2024-04-01,Rifa,800,\n2024-04-02,Bako,900,new\n"));
            assert_eq!(found.contains("Zenko"), is_read, "{row}: {found}");
            let why = "may be one amount";
            assert_eq!(notes.iter().any(|note| note.contains(why)), !is_read, "{row}: {notes:?}");
        }
        for (header, cells, is_read) in [
            ("Country", ["250", "Spain", "Italy"], false),
            ("Notes", ["250", "", ""], false),
            ("Notes", ["101", "12", ""], true),
            ("Jobs", ["250", "400", ""], true),
        ] {
            let [zenko, rifa, bako] = cells;
            let sheet = format!(
                "Date,Company,Amount (USD m),{header}\n2024-03-01,Zenko,1,{zenko}\n2024-04-01,Rifa,800,{rifa}\n2024-04-02,Bako,9,{bako}\n"
            );
            assert_eq!(deals(&sheet).0.contains("Zenko"), is_read, "{header}");
        }
    }

    #[test]
    fn a_quotation_mark_that_takes_in_a_row_is_reported() {
        let swallowed = "Company\tDate\tAmount (USD m)\tNote\nZenko\t2024-03-01\t1.25\t\"abc\nRifa\t2024-03-01\t800\tdef\"\nBako\t2024-03-01\t9\t\n";
        let (found, notes) = deals(swallowed);
        assert_eq!(found, "Bako USD 9m");
        assert!(notes.iter().any(|note| note.contains("beginning of another row")), "{notes:?}");
        // Lines of a note with commas are no rows.
        let note = "Company,Date,Amount (USD m),Note\nZenko,2024-03-01,1.25,\"abc\nled by Alder, Birch, and Cedar, with others\"\n";
        assert_eq!(deals(note).0, "Zenko USD 1.25m");
    }
}
