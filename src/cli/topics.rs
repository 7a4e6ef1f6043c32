//! Topics of the help: `outlay help amounts` and others.

use crate::invalid::keyword_enum;

keyword_enum! {
    /// A topic of the help.
    pub(crate) enum Topic is "command or topic" {
        /// The topics.
        Topics = "topics",
        /// How amounts are written.
        Amounts = "amounts",
        /// How dates are written, and what they select.
        Dates = "dates",
        /// How places are written.
        Places = "places",
        /// What the exit codes mean.
        ExitCodes = "exit-codes",
    }
}

impl Topic {
    /// Returns the text.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Topics => TOPICS,
            Self::Amounts => AMOUNTS,
            Self::Dates => DATES,
            Self::Places => PLACES,
            Self::ExitCodes => EXIT_CODES,
        }
    }
}

const TOPICS: &str = "\
Topics:
  outlay help amounts      how amounts are written
  outlay help dates        how dates are written, and what they select
  outlay help places       how countries, regions and shares are written
  outlay help exit-codes   what the exit codes mean

`outlay help COMMAND` shows the help of a command.
";

const AMOUNTS: &str = "\
An amount is a figure with a currency and, where the source has one, a bound.
One grammar reads it everywhere: in flags, imports and filters.

  USD 11.9bn           a code, a figure, a unit
  €3 billion           a sign; $ alone is the US dollar
  1,250,000 EUR        digits in groups
  up to USD 11.9bn     a ceiling: at most so much, perhaps less
  at least €3bn        a floor; also over €3bn, ≥ €3bn
  ~$80bn               approximate; also about $80bn
  $60-65bn             a range
  ₹500 crore           lakh, crore, 万, 億 and others
  500 GBp              pence and other hundredths

What can be read in two ways is refused, with both readings: ¥100bn (yen or
yuan?), 1.234 EUR (a group or a fraction?). Nothing is guessed.

In a shell, put amounts with $ into single quotes: --amount '$80bn'.
A deal without an amount is undisclosed: it is counted and adds nothing.

Totals have a floor (what is certain), a headline (the figure that was
announced; the middle of a range) and a ceiling (what it can be at most).
";

const DATES: &str = "\
A date is as precise as its source. No day is ever invented.

  2025-03-10           a day
  2025-03              a month
  2025-Q1              a quarter
  2025                 a year

In --since, --until, --on and --at a longer period stands for all its days.
A deal that is dated to a month, quarter or year is inside a range of dates
only if its whole period is; the notes count those that merely overlap. It
is converted at the mean of the daily rates of its period.

  --year 2024-2026     deals of these years
  --as-of 2025-03-31   what had been announced by then, at rates until then
  --recorded-by 2025-03-31
                       what the dataset held at the end of that day
";

const PLACES: &str = "\
A place is a country or a region, by code or by name in many languages.

  DE                   a country by its code (ISO 3166)
  Germany              a country by its name
  Europe               a region of the United Nations (M49)
  EU                   a business region: also EMEA, APAC, G7, GCC and more

`outlay regions` lists them all, and `outlay regions france` finds one.

Where a deal is added, a place can have a name and a share:

  US:over half         over half of the money goes to the United States
  DE:at least 80%      80% or more goes to Germany
  US (Abilene, Texas):half
                       half goes to a town in the United States
  (Navi Mumbai)        only the name is known

--region finds deals in any part of a region. Where no source names a place,
the home country of the investor or provider stands in, and is marked.
";

const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  data or environment error; also an import with rejected rows, or a check
     or verify that found errors
  2  usage error
  3  the answer is complete except for amounts that could not be converted, or
     rows of a spreadsheet that could not be read

Standard output carries data only; messages go to standard error. A reader
that closes the pipe early is no error.
";

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of a text: what stands before a column of explanations.
    fn examples(text: &str) -> impl Iterator<Item = &str> {
        let lines =
            text.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
        lines.map(|line| line.split("  ").next().unwrap_or_default())
    }

    fn check<T: std::str::FromStr>(text: &str)
    where
        T::Err: std::fmt::Debug,
    {
        let mut count = 0;
        for example in examples(text).filter(|example| !example.starts_with("--")) {
            assert!(example.parse::<T>().is_ok(), "{example}: {:?}", example.parse::<T>().err());
            count += 1;
        }
        assert!(count >= 4);
    }

    #[test]
    fn every_example_can_be_read() {
        check::<crate::money::Amount>(AMOUNTS);
        check::<crate::date::PartialDate>(DATES);
        check::<crate::deal::Place>(PLACES);
    }

    #[test]
    fn a_topic_fits_a_screen() {
        for topic in Topic::ALL {
            assert!(topic.text().lines().count() < 40, "{topic}");
            assert!(topic.text().lines().all(|line| line.chars().count() <= 80), "{topic}");
        }
    }
}
