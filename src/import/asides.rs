//! Texts that may be about all rows and stand in no title: next to the table, and in other sheets of the workbook.

use super::statements::is_about_others;
use super::words;
use crate::money::{names_amounts, read_header};
use crate::sheet::{NoteRow, Sheet, Value};
use crate::text::{fold, fold_words, plain_words, quote, sentences};

/// The longest text that is looked at, in bytes.
const MAX: usize = 200;

/// The most texts of a column without a header that are looked at: more are remarks on the rows.
const FEW: usize = 20;

/// A text that may be about all rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aside {
    /// Where it stands, with its text.
    pub(super) at: String,
    pub(super) text: String,
    /// The column that it describes by its name, as in a list of all columns; else it is about all of them.
    pub(super) column: Option<usize>,
    /// Whether it may state a currency or a unit of amounts.
    may_state_units: bool,
}

/// The texts that may be about all rows, and which columns are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asides {
    pub(super) all: Vec<Aside>,
    empty: Vec<bool>,
}

impl Asides {
    /// Returns the asides of a sheet: headers without cells, texts of columns without a header, its name, and notes in other
    /// sheets.
    pub(super) fn of(sheet: &Sheet) -> Self {
        let is_empty =
            |column: usize| sheet.rows.iter().all(|row| row.cells.get(column).is_none_or(Value::is_blank));
        let empty: Vec<bool> = (0..sheet.columns.len()).map(is_empty).collect();
        let mut found = Self { all: Vec::new(), empty };
        let headers = found.empty_headers(sheet).map(|header| Aside {
            may_state_units: may_state_amounts(header),
            ..Aside::at_line(sheet.header_line, header)
        });
        let mut all: Vec<Aside> = headers.collect();
        for column in
            (0..sheet.columns.len()).filter(|column| words::is_unnamed(&sheet.columns[*column].header))
        {
            let texts = sheet.rows.iter().filter_map(|row| match row.cells.get(column) {
                Some(Value::Text(text)) if text.contains(' ') => Some(Aside::at_line(row.line, text)),
                _ => None,
            });
            let mut texts: Vec<Aside> = texts.take(FEW + 1).collect();
            // "USD thousand" in several rows is the unit of each.
            if texts.len() > 1 {
                texts.retain(|aside| !read_header(&aside.text).label.is_empty());
            }
            all.extend(Some(texts).filter(|texts| texts.len() <= FEW).into_iter().flatten());
        }
        let headers: Vec<String> = sheet.columns.iter().map(|column| fold_words(&column.header)).collect();
        all.extend(sheet.notes_elsewhere.iter().filter_map(|row| of_other_sheet(row, &headers)));
        all.extend(sheet.name.as_deref().map(|name| Aside {
            at: format!("the name of the sheet, {},", quote(name)),
            text: name.to_owned(),
            column: None,
            // "TOP" and "ALL" are words, and currencies.
            may_state_units: read_header(name).unit.is_some() || name.contains('('),
        }));
        found.all =
            all.into_iter().flat_map(Aside::sentences).filter(|aside| aside.text.len() <= MAX).collect();
        found
    }

    /// Whether a column has no cells.
    pub(super) fn is_empty(&self, column: usize) -> bool {
        self.empty.get(column).is_some_and(|is_empty| *is_empty)
    }

    /// Returns the headers of columns without cells.
    fn empty_headers<'s>(&self, sheet: &'s Sheet) -> impl Iterator<Item = &'s str> {
        let headers = sheet.columns.iter().zip(&self.empty).filter(|(_, is_empty)| **is_empty);
        headers.map(|(column, _)| column.header.as_str()).filter(|header| !header.trim().is_empty())
    }

    /// Returns the headers of columns without cells that state something of the amounts: "(thousands)", "All amounts in EUR".
    pub(super) fn headers_about_amounts<'s>(&self, sheet: &'s Sheet) -> impl Iterator<Item = &'s str> {
        self.empty_headers(sheet).filter(|header| states_amounts(header))
    }

    /// Returns the texts that may state the currency or the unit of the amounts of a column.
    pub(super) fn about_units(&self, column: usize) -> impl Iterator<Item = &Aside> {
        self.all
            .iter()
            .filter(move |aside| aside.may_state_units && aside.column.is_none_or(|own| own == column))
    }
}

impl Aside {
    fn at_line(line: usize, text: &str) -> Self {
        let at = format!("{} (line {line})", quote(text));
        Self { at, text: text.to_owned(), column: None, may_state_units: true }
    }

    /// Returns the sentences of a long text, else the text as it is.
    fn sentences(self) -> Vec<Self> {
        if self.text.len() <= MAX {
            return vec![self];
        }
        let sentences =
            sentences(&self.text).map(|sentence| Self { text: sentence.to_owned(), ..self.clone() });
        sentences.collect()
    }
}

/// Whether a header without cells is about the amounts, and no name of a column that nobody filled: "Amount (EUR m)".
fn states_amounts(header: &str) -> bool {
    let words = words::header_words(header);
    words.is_empty() || words.len() > 1 && names_figures(&words)
}

/// Whether a header without cells may be about the amounts: "Amounts in EUR".
fn may_state_amounts(header: &str) -> bool {
    let hints = read_header(header);
    let names_unit = hints.currency.is_some() || hints.unit.is_some();
    states_amounts(header) || names_unit && names_figures(&words::header_words(header))
}

fn names_figures(words: &[String]) -> bool {
    words.iter().any(|word| ["figures", "amounts", "values"].contains(&word.as_str()))
}

/// Returns what a row of another sheet says: a sentence, such as "Amounts in EUR"; a pair, such as "Unit | EUR thousand"; or what
/// stands next to the name of a column. `headers` are those of the table, folded. A row with more cells is that of a table.
fn of_other_sheet(row: &NoteRow, headers: &[String]) -> Option<Aside> {
    let (first, rest) = row.texts.split_first()?;
    let named = headers.iter().position(|header| *header == fold_words(first)).filter(|_| !rest.is_empty());
    let text = match rest {
        [] => first.clone(),
        _ if named.is_some() => rest.join(" | "),
        [second] if !is_about_others(first) => format!("{first}: {second}"),
        _ => return None,
    };
    let at = format!("{} (row {} of the sheet {})", quote(&text), row.line, quote(&row.sheet));
    // "USD" alone is a value to choose from.
    let may_state_units = named.is_some() || names_subject(&text);
    Some(Aside { at, text, column: named, may_state_units })
}

/// Whether a text names amounts, their currency or their unit, or is in brackets as "(in thousands)".
fn names_subject(text: &str) -> bool {
    const SUBJECTS: [&str; 12] = [
        "currency", "currencies", "unit", "units", "scale", "wahrung", "einheit", "devise", "unite",
        "moneda", "unidad", "valuta",
    ];
    let folded = fold(text);
    names_amounts(text)
        || plain_words(&folded).any(|word| SUBJECTS.contains(&word))
        || folded.trim_start_matches(['(', '[']).starts_with("in ")
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
            // Values to choose from.
            ("Amount (USD)", &["EUR"]),
            ("Amount (USD)", &["EUR", "Euro"]),
            ("Amount (USD)", &["Last updated by the press office"]),
            // The row of a table.
            ("Amount (USD)", &["Alder", "Kenya", "EUR thousand"]),
        ] {
            assert_eq!(problem(header, texts), None, "{header}, {texts:?}");
        }
    }
}
