//! Dates as people give them on the command line and in answers.

use std::str::FromStr;

use crate::date::{PartialDate, read_date};
use crate::invalid::{Cause, Problem};
use crate::io::clock;

/// A date in any form that has one reading: `2025-03-10`, `March 2025`, `10 Mar 2025`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NewDate(pub PartialDate);

impl FromStr for NewDate {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        text.parse().map(Self).or_else(|problem: Problem| match read_date(text, None, clock::today()) {
            Ok(date) => Ok(Self(date)),
            Err(refusal) if refusal.cause == Cause::NoDate => Err(problem),
            // Its two readings say more than that it is not in the form of files.
            Err(refusal) => Err(refusal.hint("write the year first: 2025-03-10")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, date) in [
            ("2025-03-10", "2025-03-10"),
            ("2025-Q1", "2025-Q1"),
            ("March 2025", "2025-03"),
            ("10 March 2025", "2025-03-10"),
            ("25.03.2025", "2025-03-25"),
            ("3/4/2025", ""),
            ("soon", ""),
        ] {
            let read = text.parse::<NewDate>().map(|NewDate(date)| date.to_string());
            assert_eq!(read.unwrap_or_default(), date, "{text}");
        }
        let message = "3/4/2025".parse::<NewDate>().unwrap_err().to_string();
        assert!(message.contains("2025-04-03") && message.contains("2025-03-04"), "{message}");
    }
}
