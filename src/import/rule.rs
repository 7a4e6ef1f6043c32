//! One item of a mapping: a field, the column or text that it comes from, and how its cells are read.

use std::fmt;

use super::syntax::{quoted, split_once, unquote};
use crate::date::{DayOrder, Epoch};
use crate::deal::Role;
use crate::invalid::{Problem, keyword_enum};
use crate::money::{Bound, Currency, Decimal, DecimalSign, Quantity, Unit};
use crate::text::{fold, quote};

keyword_enum! {
    /// What a column or a text of a mapping gives to a deal.
    pub(crate) enum Field is "field of a mapping" {
        Id = "id",
        Title = "title",
        Round = "round",
        Kind = "kind",
        Announced = "announced",
        Year = "year",
        Quarter = "quarter",
        Month = "month",
        Day = "day",
        Status = "status",
        Amount = "amount",
        Equivalent = "equivalent",
        Currency = "currency",
        Units = "units",
        Decimal = "decimal",
        Bound = "bound",
        Floor = "floor",
        Headline = "headline",
        Ceiling = "ceiling",
        Party = "party",
        Place = "place",
        PlaceName = "place-name",
        IncludedIn = "included_in",
        Replaces = "replaces",
        Tag = "tag",
        Kept = "fields",
        Note = "note",
        Source = "source",
        Publisher = "publisher",
        Quote = "quote",
    }
}

impl Field {
    /// Whether cells of this field are amounts.
    pub(super) fn is_amount(self) -> bool {
        matches!(self, Self::Amount | Self::Equivalent)
    }

    /// What messages call several cells of this field.
    pub(super) fn cells(self) -> &'static str {
        match self {
            Self::Announced => "dates",
            Self::Amount | Self::Equivalent => "amounts",
            Self::Floor | Self::Headline | Self::Ceiling => "figures",
            Self::Party => "companies",
            Self::Kind => "kinds",
            Self::Status => "statuses",
            Self::Currency => "currencies",
            Self::Source => "sources",
            Self::IncludedIn | Self::Replaces => "links",
            _ => "cells",
        }
    }
}

/// Where the value of a field comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// The column at this index.
    Column(usize),
    /// The same text for each row.
    Constant(String),
}

/// How the dates of a column are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DateForm {
    /// In a format of strftime.
    Format(String),
    /// With three numbers in this order.
    Order(DayOrder),
    /// As the day number of a spreadsheet.
    DayNumber(Epoch),
}

/// A text of a cell, with `*` for any characters, and the text that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacement {
    pattern: String,
    /// The pattern as texts compare.
    folded: String,
    text: String,
}

impl Replacement {
    pub(super) fn new(pattern: impl Into<String>, text: impl Into<String>) -> Self {
        let pattern = pattern.into();
        Self { folded: fold(&pattern), pattern, text: text.into() }
    }

    /// Returns what the pattern stands for, for people.
    pub(super) fn describe(&self) -> String {
        format!("{} is {}", quote(&self.pattern), self.text)
    }

    /// Whether a folded text fits the pattern.
    pub(super) fn fits(&self, folded: &str) -> bool {
        fits(folded, &self.folded)
    }
}

/// How the cells of a column are read, as far as the mapping says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Options {
    /// The role of parties; `None` if the cell has it (`CoreWeave:provider`).
    pub(super) role: Option<Role>,
    /// The separator of several values.
    pub(super) split: Option<String>,
    pub(super) date: Option<DateForm>,
    pub(super) currency: Option<Currency>,
    pub(super) unit: Option<Unit>,
    pub(super) decimal: Option<DecimalSign>,
    /// What the figures are that state no bound of their own.
    pub(super) bound: Option<Bound>,
    /// The key of a field of the user's own; `None` for the name of the column.
    pub(super) key: Option<String>,
    /// What texts of the cells stand for; the first that fits counts.
    pub(super) replacements: Vec<Replacement>,
}

/// One item of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) field: Field,
    pub(super) origin: Origin,
    pub(super) options: Options,
}

impl Options {
    /// Reads one option of a field, as it is written after a colon.
    ///
    /// # Errors
    /// If the field has no such option.
    pub(super) fn add(&mut self, field: Field, written: &str) -> Result<(), Problem> {
        if let Some((name, value)) = split_once(written, '=') {
            let value = unquote(value);
            match (name.trim(), field) {
                ("split", _) => self.split = Some(value),
                ("currency", field) if field.is_amount() => self.currency = Some(value.parse()?),
                ("units", field) if field.is_amount() => self.unit = Some(value.parse()?),
                ("decimal", field) if field.is_amount() => self.decimal = Some(decimal_sign(&value)?),
                ("bound", field) if field.is_amount() => self.bound = Some(figure_bound(&value)?),
                _ => self.replacements.push(Replacement::new(unquote(name), value)),
            }
            return Ok(());
        }
        let option = unquote(written);
        let is_read = match field {
            Field::Party => {
                self.role = Some(option.parse()?);
                true
            }
            Field::Announced => {
                self.date = Some(date_form(&option)?);
                true
            }
            Field::Kept if !option.trim().is_empty() => {
                self.key = Some(option.trim().to_owned());
                true
            }
            field if field.is_amount() => self.add_money(&option),
            _ => false,
        };
        if is_read { Ok(()) } else { Err(unknown_option(field, &option)) }
    }

    /// Takes a currency, a unit or a decimal sign.
    fn add_money(&mut self, option: &str) -> bool {
        let (currency, unit, sign) = (option.parse().ok(), option.parse().ok(), decimal_sign(option).ok());
        self.currency = currency.or(self.currency);
        // "MM" would be both.
        self.unit = unit.filter(|_| currency.is_none()).or(self.unit);
        self.decimal = sign.or(self.decimal);
        currency.is_some() || unit.is_some() || sign.is_some()
    }

    /// Returns what the text of a cell stands for.
    pub(super) fn replace<'a>(&'a self, text: &'a str) -> &'a str {
        if self.replacements.is_empty() {
            return text;
        }
        let folded = fold(text);
        let fitting = self.replacements.iter().find(|replacement| replacement.fits(&folded));
        fitting.map_or(text, |replacement| replacement.text.as_str())
    }
}

/// Whether `text` is `pattern`, in which `*` stands for any characters.
fn fits(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn unknown_option(field: Field, option: &str) -> Problem {
    let hint = match field {
        Field::Party => "party takes a role, split=SEPARATOR and TEXT=NAME",
        Field::Announced => {
            "announced takes a format such as %d/%m/%Y, day-first, month-first, year-first or excel"
        }
        Field::Amount | Field::Equivalent => {
            "an amount takes a currency, units such as millions, decimal=point, decimal=comma, bound=\"up to\" and TEXT=AMOUNT"
        }
        Field::Kept => "fields takes the key of the field",
        _ => "a column takes split=SEPARATOR and TEXT=VALUE",
    };
    Problem::new(format!("{} is not an option of {field}", quote(option))).hint(hint)
}

/// Reads `point`, `.`, `comma` or `,`.
pub(super) fn decimal_sign(text: &str) -> Result<DecimalSign, Problem> {
    match text {
        "." | "point" => Ok(DecimalSign::Point),
        "," | "comma" => Ok(DecimalSign::Comma),
        _ => Err(Problem::new(format!("{} is not a decimal sign", quote(text)))
            .hint("write decimal=point or decimal=comma")),
    }
}

/// Reads the bound of single figures.
fn figure_bound(text: &str) -> Result<Bound, Problem> {
    let bound = text.parse()?;
    // A range has two figures.
    Quantity::single(bound, Decimal::ZERO).map(|_| bound)
}

/// Returns the word of a decimal sign in a mapping.
pub(super) fn decimal_word(sign: DecimalSign) -> &'static str {
    match sign {
        DecimalSign::Point => "point",
        DecimalSign::Comma => "comma",
    }
}

fn date_form(text: &str) -> Result<DateForm, Problem> {
    Ok(match text {
        "excel" => DateForm::DayNumber(Epoch::Excel1900),
        "excel1904" => DateForm::DayNumber(Epoch::Excel1904),
        "day-first" => DateForm::Order(DayOrder::DayFirst),
        "month-first" => DateForm::Order(DayOrder::MonthFirst),
        "year-first" => DateForm::Order(DayOrder::YearFirst),
        format if format.contains('%') => DateForm::Format(format.to_owned()),
        _ => return Err(unknown_option(Field::Announced, text)),
    })
}

impl fmt::Display for DateForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(format) => write!(f, "{}", quoted(format)),
            Self::Order(order) => write!(f, "{order}-first"),
            Self::DayNumber(Epoch::Excel1900) => f.write_str("excel"),
            Self::DayNumber(Epoch::Excel1904) => f.write_str("excel1904"),
        }
    }
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(role) = self.role {
            write!(f, ":{role}")?;
        }
        if let Some(date) = &self.date {
            write!(f, ":{date}")?;
        }
        if let Some(currency) = self.currency {
            write!(f, ":{currency}")?;
        }
        if let Some(unit) = self.unit {
            write!(f, ":{unit}")?;
        }
        if let Some(sign) = self.decimal {
            write!(f, ":decimal={}", decimal_word(sign))?;
        }
        if let Some(bound) = self.bound {
            write!(f, ":bound={bound}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ":{}", quoted(key))?;
        }
        if let Some(separator) = &self.split {
            write!(f, ":split={}", quoted(separator))?;
        }
        for Replacement { pattern, text, .. } in &self.replacements {
            // In quotation marks, `split` is a text of a cell.
            let is_word = ["split", "currency", "units", "decimal", "bound"].contains(&pattern.as_str());
            let pattern = if is_word { format!("\"{pattern}\"").into() } else { quoted(pattern) };
            write!(f, ":{pattern}={}", quoted(text))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_any_characters() {
        for (text, pattern, is_fitting) in [
            ("series a", "series*", true),
            ("series a", "*a", true),
            ("pre-series a1", "*series*a*", true),
            ("series", "series", true),
            ("series a", "series", false),
            ("a", "a*a", false),
            ("anything", "*", true),
        ] {
            assert_eq!(fits(text, pattern), is_fitting, "{text} {pattern}");
        }
    }
}
