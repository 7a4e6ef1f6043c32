//! A sheet with what its columns show: each column is looked down once, however often it is asked about.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Deref;

use chrono::NaiveDate;

use super::asides::Asides;
use super::cell::Dates;
use super::evidence::{self, ColumnEvidence, Shown};
use super::footnotes::Footnotes;
use super::quarters;
use super::statements;
use super::states::PlaceCells;
use super::surroundings::{self, Around, Surroundings};
use super::year_place::{self, YearPlace};
use crate::date::DayOrder;
use crate::money::{Currency, DecimalSign};
use crate::sheet::Sheet;

/// A sheet, and what was found in it so far.
#[derive(Debug)]
pub(crate) struct SheetEvidence {
    sheet: Sheet,
    pub(super) today: NaiveDate,
    columns: Vec<Findings>,
    footnotes: OnceCell<Footnotes>,
    asides: OnceCell<Asides>,
}

/// What was found in a column so far.
#[derive(Debug, Default)]
struct Findings {
    decimal_sign: OnceCell<ColumnEvidence<DecimalSign>>,
    day_order: OnceCell<ColumnEvidence<DayOrder>>,
    years: OnceCell<Option<year_place::Finding>>,
    places: OnceCell<PlaceCells>,
    cities: OnceCell<PlaceCells>,
    text_beside: OnceCell<Option<Shown<()>>>,
    surroundings: OnceCell<Surroundings>,
    milliards: OnceCell<bool>,
    dates: OnceCell<Dates>,
}

impl SheetEvidence {
    /// Takes a sheet. Dates are read as of `today`.
    pub(crate) fn new(sheet: Sheet, today: NaiveDate) -> Self {
        let columns = sheet.columns.iter().map(|_| Findings::default()).collect();
        Self { sheet, today, columns, footnotes: OnceCell::new(), asides: OnceCell::new() }
    }

    /// Forgets the rows, which need much room. What was found in them stays.
    pub(crate) fn forget_rows(&mut self) {
        self.sheet.rows = Vec::new();
    }

    /// Returns the decimal sign of a column.
    pub(super) fn decimal_sign(&self, column: usize) -> &ColumnEvidence<DecimalSign> {
        self.columns[column].decimal_sign.get_or_init(|| evidence::decimal_sign(&self.sheet, column))
    }

    /// Returns the order of day and month of a column.
    pub(super) fn day_order(&self, column: usize) -> &ColumnEvidence<DayOrder> {
        self.columns[column]
            .day_order
            .get_or_init(|| evidence::day_order(&self.sheet, column, || self.years(column).cloned()))
    }

    /// Returns where the years of two digits of a column stand.
    pub(super) fn years(&self, column: usize) -> Option<&year_place::Finding> {
        let find = || year_place::of(&self.sheet, column, self.today);
        self.columns[column].years.get_or_init(find).as_ref()
    }

    /// Returns what the codes and names of a column of places are, or of cities if `are_cities`.
    pub(super) fn places(&self, column: usize, are_cities: bool) -> &PlaceCells {
        let Findings { places, cities, .. } = &self.columns[column];
        let found = if are_cities { cities } else { places };
        found.get_or_init(|| PlaceCells::of(&self.sheet, column, are_cities))
    }

    /// Returns a text beside the amounts of a column that states their unit.
    pub(super) fn text_beside(&self, column: usize) -> Option<&Shown<()>> {
        self.columns[column].text_beside.get_or_init(|| statements::beside(&self.sheet, column)).as_ref()
    }

    /// Returns what surrounds the amounts of a column. `declared` is the currency of the mapping.
    pub(super) fn surroundings(&self, column: usize, declared: Option<Currency>) -> Cow<'_, Surroundings> {
        let around = Around { sheet: &self.sheet, footnotes: self.footnotes(), asides: self.asides() };
        let find = || surroundings::of(&around, column, declared, || self.text_beside(column));
        match declared {
            Some(_) => Cow::Owned(find()),
            None => Cow::Borrowed(self.columns[column].surroundings.get_or_init(find)),
        }
    }

    /// Whether amounts of a column are counted in milliards.
    pub(super) fn counts_milliards(&self, column: usize) -> bool {
        let count = || evidence::counts_milliards(&self.sheet, column);
        *self.columns[column].milliards.get_or_init(count)
    }

    /// Returns how the dates of a column are read if the mapping says nothing of them.
    pub(super) fn dates(&self, column: usize) -> &Dates {
        self.columns[column].dates.get_or_init(|| Dates {
            form: None,
            order: self.day_order(column).value(),
            half_converted: evidence::half_converted(&self.sheet, column).map(|shown| evidence::at(&shown)),
            has_open_years: self.years(column).is_some_and(|found| found.place == YearPlace::Open),
            has_months_behind_points: evidence::has_months_behind_points(&self.sheet, column),
            has_named_months_behind_years: year_place::begins_with_year(&self.sheet, column, self.today),
            are_quarters: quarters::are_below(&self.sheet.columns[column].header),
            are_seasons: year_place::are_seasons(&self.sheet, column),
            is_thai: year_place::is_thai(&self.sheet),
        })
    }

    /// Returns the texts that may be about all rows.
    pub(super) fn asides(&self) -> &Asides {
        self.asides.get_or_init(|| Asides::of(&self.sheet))
    }

    /// Returns the footnotes.
    pub(super) fn footnotes(&self) -> &Footnotes {
        self.footnotes.get_or_init(|| Footnotes::of(&self.sheet))
    }
}

impl Deref for SheetEvidence {
    type Target = Sheet;

    fn deref(&self) -> &Sheet {
        &self.sheet
    }
}
