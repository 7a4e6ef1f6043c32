//! The orders of day, month and year in a date of three numbers.

use crate::invalid::keyword_enum;

keyword_enum! {
    /// Which of three numbers is the day, the month and the year, where a year of four digits does not stand first.
    pub enum DayOrder is "order of day and month" {
        /// Day, month, year: 31/12/2025
        DayFirst = "day",
        /// Month, day, year: 12/31/2025
        MonthFirst = "month",
        /// Year, month, day, with a year of two digits: 25-12-31
        YearFirst = "year",
    }
}
