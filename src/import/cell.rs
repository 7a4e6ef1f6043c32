//! Parses cells of third-party tables: amounts, dates and texts as spreadsheets and databases write them.

use chrono::NaiveDate;

use crate::date::PartialDate;
use crate::invalid::Problem;
use crate::money::{Amount, Currency};
use crate::text::{fold, quote};

/// Cells that mean an undisclosed amount.
const UNDISCLOSED: [&str; 14] = [
    "",
    "-",
    "–",
    "—",
    "n/a",
    "na",
    "n.a.",
    "nan",
    "null",
    "none",
    "unknown",
    "undisclosed",
    "not disclosed",
    "confidential",
];

/// Declarations for the amounts of a column, for what their cells leave open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Amounts {
    /// The currency of cells without one, or with a symbol that several currencies share.
    pub(super) currency: Option<Currency>,
    /// The magnitude of cells without one, such as `millions`.
    pub(super) units: Option<String>,
    /// The decimal sign, for ambiguous digits.
    pub(super) decimal: Option<char>,
}

impl Amounts {
    /// Parses an amount and an equivalent in parentheses after it; `None` if the amount is undisclosed.
    pub(super) fn read(&self, cell: &str) -> Result<Option<(Amount, Option<Amount>)>, Problem> {
        let cell = cell.trim();
        if UNDISCLOSED.contains(&fold(cell).as_str()) {
            return Ok(None);
        }
        let (main, equivalent) = match cell.strip_suffix(')').and_then(|cell| cell.split_once('(')) {
            Some((main, equivalent)) => (main.trim(), Some(equivalent.trim_start_matches(['≈', '~', ' ']))),
            None => (cell, None),
        };
        let amount = self.amount(main)?;
        let equivalent = equivalent.map(|text| self.plain(text).parse::<Amount>()).transpose()?;
        Ok(Some((amount, equivalent)))
    }

    fn amount(&self, text: &str) -> Result<Amount, Problem> {
        let plain = self.plain(text);
        let units = self.units.iter().map(|units| format!(" {units}")).chain([String::new()]);
        let currencies: Vec<String> =
            self.currency.iter().map(|currency| format!(" {currency}")).chain([String::new()]).collect();
        // Try the declarations first. If the cell contradicts them, parse it without.
        for units in units {
            for currency in &currencies {
                if let Ok(amount) = format!("{plain}{units}{currency}").parse() {
                    return Ok(amount);
                }
            }
        }
        // If the original cell is invalid too, the message quotes it.
        text.parse::<Amount>().and(plain.parse()).map_err(|problem: Problem| match problem.hint {
            Some(hint) if hint.contains("for the whole number") => {
                Problem::new(problem.message).hint("declare the decimal sign: decimal=. or decimal=comma")
            }
            _ if problem.message.contains("names no currency") => {
                Problem::new(problem.message).hint("declare it: currency=USD, or currency=COLUMN")
            }
            hint => Problem { message: problem.message, hint },
        })
    }

    /// Returns the digits without grouping and with a decimal point, if the decimal sign is declared.
    fn plain(&self, text: &str) -> String {
        let Some(decimal) = self.decimal else { return text.to_owned() };
        let grouping = if decimal == '.' { ',' } else { '.' };
        let digits: Vec<char> = text.chars().collect();
        let mut plain = String::with_capacity(text.len());
        for (index, c) in digits.iter().enumerate() {
            let is_inside =
                |at: Option<usize>| at.and_then(|at| digits.get(at)).is_some_and(char::is_ascii_digit);
            let between = is_inside(index.checked_sub(1)) && is_inside(Some(index + 1));
            match c {
                c if *c == grouping && between => {}
                c if *c == decimal && between => {
                    plain.push('.');
                    // Add a decimal: three would be ambiguous with a group of thousands.
                    let decimals = digits[index + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
                    plain.extend(&digits[index + 1..=index + decimals]);
                    plain.push('0');
                    plain.extend(digits[index + 1 + decimals..].iter().filter(|c| **c != grouping));
                    return plain;
                }
                c => plain.push(*c),
            }
        }
        plain
    }
}

/// Parses a date in the declared format, else in ISO 8601, with or without a time.
pub(super) fn date(cell: &str, format: Option<&str>) -> Result<PartialDate, Problem> {
    let cell = cell.trim();
    if let Some(format) = format {
        return NaiveDate::parse_from_str(cell, format).map(PartialDate::Day).map_err(|_| {
            Problem::new(format!("{} is not a date of the format {format}", quote(cell)))
                .hint("formats are those of strftime: %d/%m/%Y, %b %d, %Y")
        });
    }
    let day = cell.split(['T', ' ']).next().unwrap_or_default();
    day.parse().map_err(|_| {
        Problem::new(format!("{} is not a date", quote(cell)))
            .hint("write it as 2025-03-10, or declare its format: announced=COLUMN:%d/%m/%Y")
    })
}

/// Returns a text without the `'` that keeps spreadsheets from reading it as a formula; `None` if it is empty.
pub(super) fn text(cell: &str) -> Option<String> {
    let cell = cell.trim();
    let guarded = cell
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']));
    Some(guarded.unwrap_or(cell).to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str, currency: &str, units: &str, decimal: Option<char>) -> String {
        let amounts = Amounts {
            currency: currency.parse().ok(),
            units: (!units.is_empty()).then(|| units.to_owned()),
            decimal,
        };
        match amounts.read(cell) {
            Ok(None) => "undisclosed".to_owned(),
            Ok(Some((amount, None))) => amount.to_string(),
            Ok(Some((amount, Some(equivalent)))) => format!("{amount} = {equivalent}"),
            Err(problem) => problem.message,
        }
    }

    #[test]
    fn amounts_are_parsed_as_tables_write_them() {
        for (cell, currency, units, decimal, meaning) in [
            ("$1.5B", "", "", None, "USD 1.5bn"),
            ("€2.5bn (≈$2.7bn)", "", "", None, "EUR 2.5bn = USD 2.7bn"),
            ("Undisclosed", "", "", None, "undisclosed"),
            (" – ", "", "", None, "undisclosed"),
            ("20,00,00,000", "INR", "", None, "INR 200m"),
            ("$1,740 ", "", "millions", Some('.'), "USD 1.74bn"),
            ("1740.5", "EUR", "millions", None, "EUR 1,740,500,000"),
            ("$2bn", "", "millions", None, "USD 2bn"),
            ("$5bn", "CAD", "", None, "CAD 5bn"),
            ("€5bn", "CAD", "", None, "EUR 5bn"),
            ("¥500bn", "JPY", "", None, "JPY 500bn"),
            ("1.234.567,891", "EUR", "", Some(','), "EUR 1,234,567.891"),
            ("1.234", "EUR", "", Some('.'), "EUR 1.2340"),
            ("1.234", "EUR", "", Some(','), "EUR 1234"),
            ("up to 5bn", "USD", "", None, "up to USD 5bn"),
        ] {
            assert_eq!(read(cell, currency, units, decimal), meaning, "{cell:?}");
        }
        assert!(read("$1,740", "", "", None).contains("two ways"));
        assert!(read("5bn", "", "", None).contains("no currency"));
        assert!(read("a lot", "USD", "", None).contains("\"a lot\""));
    }

    #[test]
    fn dates_have_the_declared_format_or_are_iso() {
        assert_eq!(date("24/02/2025", Some("%d/%m/%Y")).unwrap().to_string(), "2025-02-24");
        assert_eq!(date("2025-02-24T00:00:00", None).unwrap().to_string(), "2025-02-24");
        assert_eq!(date("2025-02", None).unwrap().to_string(), "2025-02");
        assert!(date("24/02/2025", None).is_err() && date("02/24/2025", Some("%d/%m/%Y")).is_err());
    }

    #[test]
    fn the_formula_guard_is_removed() {
        assert_eq!(text(" '=cmd() ").unwrap(), "=cmd()");
        assert_eq!(text("'tis").unwrap(), "'tis");
        assert_eq!(text("  "), None);
    }
}
