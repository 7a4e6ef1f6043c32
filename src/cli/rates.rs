//! Arguments of the command that shows and updates rates.

use std::time::Duration;

use clap::{Args, Subcommand};

use super::edits::RunArgs;
use super::filters::currency;
use super::reports::ProvenanceArgs;
use crate::commands::{Command, UpdateRates};
use crate::date::PartialDate;
use crate::invalid::{Problem, nearest};
use crate::io::rate_store::RateStore;
use crate::money::Currency;
use crate::query::Dates;
use crate::rates::HistoryDays;
use crate::report::HistoryOptions;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct RatesArgs {
    #[command(subcommand)]
    action: Option<RatesAction>,
    /// Only rates of these currencies; of several, those between them
    #[arg(value_name = "CUR", value_parser = currency_or_command)]
    pub currencies: Vec<Currency>,
    /// Rates of a day, or means of a period [default: latest]
    ///
    /// A day, month, quarter or year: 2025-03-10, 2025-03, 2025-Q1 or 2025.
    #[arg(long, value_name = "DATE")]
    pub on: Option<PartialDate>,
    #[command(flatten)]
    pub(super) provenance: ProvenanceArgs,
    #[command(flatten)]
    history: HistoryArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "History")]
struct HistoryArgs {
    /// Rates day by day: units of CUR for one euro
    ///
    /// As a conversion on the day uses them. A day without a new rate has no row, unless --fill asks for it.
    #[arg(long, requires = "currencies", conflicts_with = "on")]
    history: bool,
    /// Units of this currency for one CUR instead
    #[arg(long, alias = "in", value_name = "CUR", requires = "history", value_parser = currency)]
    to: Option<Currency>,
    /// First day [default: that of the first rate]
    ///
    /// A day, month, quarter or year: 2025-03-10, 2025-03, 2025-Q1 or 2025.
    #[arg(long, value_name = "DATE", requires = "history")]
    since: Option<PartialDate>,
    /// Last day [default: today]
    #[arg(long, value_name = "DATE", requires = "history")]
    until: Option<PartialDate>,
    /// A row for each calendar day
    ///
    /// A day without a quote has the rate of an earlier day, if a conversion on it accepts that: of the last 7 days in a daily
    /// series, or as --max-rate-age says.
    #[arg(long, requires = "history")]
    fill: bool,
}

impl HistoryArgs {
    /// Returns the history of `currencies`.
    ///
    /// # Errors
    /// If it would have rates from a currency to itself, or no days.
    fn options(self, currencies: Vec<Currency>) -> Result<HistoryOptions, Problem> {
        let other = self.to.unwrap_or(Currency::EUR);
        if currencies.contains(&other) {
            let problem = Problem::new(format!("{other} has no rate to itself"));
            let known = [Currency::EUR, Currency::USD, Currency::GBP];
            let another = known.into_iter().find(|another| !currencies.contains(another));
            return Err(problem.hint(match another {
                Some(another) if currencies.len() == 1 => {
                    format!("name another currency with --to, such as --to {another}")
                }
                _ => format!("leave out {other}"),
            }));
        }
        let dates = Dates { since: self.since, until: self.until, ..Dates::default() };
        dates.check()?;
        Ok(HistoryOptions {
            currencies,
            to: self.to,
            since: self.since.map(PartialDate::first),
            until: self.until.map(PartialDate::last),
            days: if self.fill { HistoryDays::Calendar } else { HistoryDays::Quoted },
        })
    }
}

/// Parses a currency, where a command may be meant.
fn currency_or_command(text: &str) -> Result<Currency, Problem> {
    currency(text).map_err(|problem| {
        if text.chars().count() > 3 && !nearest(text, ["update"]).is_empty() {
            problem.hint("did you mean `outlay rates update`?")
        } else {
            problem
        }
    })
}

#[derive(Debug, Subcommand)]
enum RatesAction {
    /// Get the ECB's newest rates
    ///
    /// They are checked against those in use, stored, and used from then on. No other command uses the network.
    #[command(after_long_help = super::help::UPDATE_RATES)]
    Update(UpdateRatesArgs),
}

#[derive(Debug, Args)]
struct UpdateRatesArgs {
    /// An address or a file [default: the ECB's history]
    ///
    /// `$OUTLAY_RATES_URL`, or `rates-url` in the configuration file, sets another default.
    #[arg(long, value_name = "URL|FILE")]
    from: Option<String>,
    /// How long fetching may take, in seconds [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: Option<u64>,
    /// Accept changed rates of the past and doubtful new ones
    ///
    /// A new rate is doubtful if it is more than twice that of the day before, or less than half of it.
    #[arg(long)]
    accept_revisions: bool,
    #[command(flatten)]
    run: RunArgs,
}

impl RatesArgs {
    /// Returns the command. Newer rates come from `url` if no flag says from where, and go to `store`.
    ///
    /// # Errors
    /// If there is no such history.
    pub(super) fn command(self, url: Option<String>, store: Option<RateStore>) -> Result<Command, Problem> {
        let Some(RatesAction::Update(args)) = self.action else {
            return if self.history.history {
                self.history.options(self.currencies).map(Command::RateHistory)
            } else {
                Ok(Command::Rates(self.currencies, self.on))
            };
        };
        let from = args.from.or(url);
        Ok(Command::UpdateRates(UpdateRates {
            from: from.unwrap_or_else(|| UpdateRates::ECB_HISTORY.to_owned()),
            timeout: Duration::from_secs(args.timeout.unwrap_or(60)),
            accepts_revisions: args.accept_revisions,
            writing: args.run.writing(),
            store,
        }))
    }
}
