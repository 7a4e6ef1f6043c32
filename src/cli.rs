//! The command line: what is typed, and what is meant by it.

mod help;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::error::{ContextKind, ErrorKind};
use clap::{Args, Parser, Subcommand};

use crate::area::Area;
use crate::commands::{Color, Command, Conversion, Input, Output, Request, tell};
use crate::date::{PartialDate, parse_day};
use crate::deal::{Kind, Role};
use crate::error::{Exit, Message};
use crate::invalid::{Invalid, words};
use crate::money::{Amount, Currency};
use crate::query::{At, Filter, StatusWanted, Threshold};
use crate::render::Format;
use crate::report::{GroupBy, ListColumn, ListOptions, SortKey, TotalsOptions};

/// Track announced investments: who announced what, where, how much is that in my currency, how sure is it, and who
/// says so.
#[derive(Debug, Parser)]
#[command(name = "outlay", version, after_help = help::TOP, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Option<Sub>,
}

#[derive(Debug, Args)]
struct GlobalArgs {
    /// The dataset: a JSON document or JSON Lines; `-` is standard input [default: the built-in deals]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "OUTLAY_DATA",
        hide_env_values = true,
        help_heading = "Data"
    )]
    data: Option<OsString>,
    /// A file of rates that come before the built-in ones: the ECB's CSV, `date,base,quote,rate`, or price lines of
    /// ledger, hledger or beancount
    #[arg(long, global = true, value_name = "FILE", help_heading = "Data")]
    rates: Vec<PathBuf>,
    /// The most days that a rate may be older than its date [default: 7 for daily series, none for others]
    #[arg(long, global = true, value_name = "DAYS", help_heading = "Data")]
    max_rate_age: Option<u32>,
    /// table, csv, tsv, json, jsonl or markdown [default: by the ending of --output, else table]
    #[arg(long, short, global = true, value_name = "FORMAT", help_heading = "Output")]
    format: Option<Format>,
    /// Write to a file instead of standard output
    #[arg(long, short, global = true, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// auto, always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Sub {
    /// List deals, a row each (the default command)
    #[command(after_help = help::LIST)]
    List(ListArgs),
    /// Show deals whole: amounts, parties, places, parts, history, and every quote with its source
    #[command(after_help = help::SHOW)]
    Show(ShowArgs),
    /// Add deals up: floor, headline and ceiling of each group
    #[command(after_help = help::TOTALS)]
    Totals(TotalsArgs),
    /// Convert an amount, with the rate, its date and its source
    #[command(after_help = help::CONVERT)]
    Convert(ConvertArgs),
    /// Show what rates are known
    #[command(after_help = help::RATES)]
    Rates(RatesArgs),
    /// List the companies that --company finds
    #[command(after_help = help::COMPANIES)]
    Companies(NamesArgs),
    /// List the countries and regions that --region finds
    #[command(after_help = help::REGIONS)]
    Regions(NamesArgs),
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Filters (given twice: any of them; different ones: all of them)")]
struct FilterArgs {
    /// Deals of a company, by name or alias, and of its subsidiaries
    #[arg(long, value_name = "NAME")]
    company: Vec<String>,
    /// Deals in which that company, or any, is investor, provider, customer, recipient, partner, operator or backer
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    role: Vec<Role>,
    /// Deals that go to a country (ISO 3166), an M49 region or a business region, by code or name
    #[arg(long, value_name = "PLACE")]
    region: Vec<Area>,
    /// contract, capex, equity, debt, acquisition, grant or other
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    kind: Vec<Kind>,
    /// rumoured, announced, signed, completed, cancelled or all
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<StatusWanted>,
    /// Deals announced in a currency
    #[arg(long, value_name = "CUR", value_delimiter = ',')]
    currency: Vec<Currency>,
    /// Deals with a tag
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Deals that cite a source, by its id or publisher
    #[arg(long, value_name = "SOURCE")]
    source: Vec<String>,
    /// Deals announced on a date or later: 2025-03-10, 2025-03 or 2025
    #[arg(long, value_name = "DATE")]
    since: Option<PartialDate>,
    /// Deals announced on a date or before, the month or year included
    #[arg(long, value_name = "DATE")]
    until: Option<PartialDate>,
    /// Deals announced in a year
    #[arg(long, value_name = "YEAR", value_delimiter = ',', value_parser = clap::value_parser!(u16).range(1..=9999))]
    year: Vec<u16>,
    /// Deals of at least an amount, compared by their headlines in its currency: "3bn EUR"
    #[arg(long, value_name = "AMOUNT")]
    min: Vec<Threshold>,
    /// Deals of at most an amount
    #[arg(long, value_name = "AMOUNT")]
    max: Vec<Threshold>,
    /// Deals that mention a text in their title, parties, tags, notes or quotes
    #[arg(long, value_name = "TEXT")]
    search: Vec<String>,
    /// The book as it was known at the end of a day
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    as_of: Option<NaiveDate>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Conversion")]
struct ConversionArgs {
    /// Convert amounts to a currency
    #[arg(long = "in", value_name = "CUR")]
    target: Option<Currency>,
    /// By which rates: stated (the source's own figure, else announced), announced (the deal's own date), latest, or a
    /// date
    #[arg(long, value_name = "RATES", default_value = "stated")]
    at: At,
    /// What to do about a missing rate: keep (the amount stays in its own currency, exit code 3) or fail
    #[arg(long, value_name = "HOW", default_value = "keep")]
    missing: Missing,
    /// Lay each conversion open: amount, steps, rates, dates, sources
    #[arg(long, requires = "target")]
    explain: bool,
}

words! {
    /// What is done about a missing rate.
    pub enum Missing is "way to treat a missing rate" {
        /// The amount stays in its own currency.
        Keep = "keep",
        /// Everything stops.
        Fail = "fail",
    }
}

#[derive(Debug, Args)]
struct ListArgs {
    /// Sort by id, title, kind, status, announced or amount, -KEY for the greatest first; repeat for further keys
    #[arg(long, value_name = "KEY", value_delimiter = ',', allow_hyphen_values = true)]
    sort: Vec<SortKey>,
    /// Show at most so many deals
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,
    /// Show these columns, in this order: id, title, kind, status, announced, parties, places, period, amount, bound,
    /// floor, headline, ceiling, currency, tags, sources, and with --in converted, converted_floor,
    /// converted_headline, converted_ceiling, converted_currency, rate, rate_date, rate_source
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    columns: Vec<ListColumn>,
    #[command(flatten)]
    conversion: ConversionArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// The ids of the deals
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// The deal as it was known at the end of a day
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    as_of: Option<NaiveDate>,
    #[command(flatten)]
    conversion: ConversionArgs,
}

#[derive(Debug, Args)]
struct TotalsArgs {
    /// Group by region, country, company, kind, status, currency, year, quarter, month, tag or source; twice for a cross
    /// of two
    #[arg(long, value_name = "GROUPING", value_delimiter = ',')]
    by: Vec<GroupBy>,
    /// Lay each amount evenly by days over its period before grouping by year, quarter or month
    #[arg(long)]
    spread: bool,
    #[command(flatten)]
    conversion: ConversionArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Debug, Args)]
struct ConvertArgs {
    /// An amount in its written form: "up to $11.9bn", "CNY 380bn", "€60-65bn"
    amount: Amount,
    /// The currency to convert to
    #[arg(value_name = "CUR")]
    currency: Currency,
    /// At the rate of a day, or the mean of a month or year [default: the latest]
    #[arg(long, value_name = "DATE")]
    on: Option<PartialDate>,
}

#[derive(Debug, Args)]
struct RatesArgs {
    /// Only series of these currencies
    #[arg(value_name = "CUR")]
    currencies: Vec<Currency>,
    /// The rates of a day, or the means of a month or year [default: the last of each series]
    #[arg(long, value_name = "DATE")]
    on: Option<PartialDate>,
}

#[derive(Debug, Args)]
struct NamesArgs {
    /// Only names that contain a text
    #[arg(value_name = "TEXT", default_value = "", hide_default_value = true)]
    text: String,
    #[command(flatten)]
    filter: FilterArgs,
}

impl From<FilterArgs> for Filter {
    fn from(args: FilterArgs) -> Self {
        Self {
            companies: args.company,
            roles: args.role,
            areas: args.region,
            kinds: args.kind,
            statuses: args.status,
            currencies: args.currency,
            tags: args.tag,
            sources: args.source,
            since: args.since,
            until: args.until,
            years: args.year.into_iter().map(i32::from).collect(),
            min: args.min,
            max: args.max,
            search: args.search,
            as_of: args.as_of,
        }
    }
}

impl From<ConversionArgs> for Conversion {
    fn from(args: ConversionArgs) -> Self {
        Self {
            target: args.target,
            at: args.at,
            fail_on_missing: args.missing == Missing::Fail,
            explain: args.explain,
        }
    }
}

impl From<Sub> for Command {
    fn from(sub: Sub) -> Self {
        match sub {
            Sub::List(args) => {
                let options = ListOptions { columns: args.columns, sort: args.sort, limit: args.limit };
                Self::List(args.filter.into(), args.conversion.into(), options)
            }
            Sub::Show(args) => Self::Show(args.ids, args.as_of, args.conversion.into()),
            Sub::Totals(args) => {
                let mut by = Vec::new();
                for grouping in args.by {
                    // Crossed with itself, a grouping is only itself.
                    if !by.contains(&grouping) {
                        by.push(grouping);
                    }
                }
                // A status that is asked for is counted, whatever it is.
                let options = TotalsOptions {
                    by,
                    spread: args.spread,
                    commitments_only: args.filter.status.is_empty(),
                };
                Self::Totals(args.filter.into(), args.conversion.into(), options)
            }
            Sub::Convert(args) => Self::Convert(args.amount, args.currency, args.on),
            Sub::Rates(args) => Self::Rates(args.currencies, args.on),
            Sub::Companies(args) => Self::Companies(args.filter.into(), args.text),
            Sub::Regions(args) => Self::Regions(args.filter.into(), args.text),
        }
    }
}

impl From<Cli> for Request {
    fn from(cli: Cli) -> Self {
        let GlobalArgs { data, rates, max_rate_age, format, output, color } = cli.global;
        let input = match data {
            None => Input::BuiltIn,
            // An empty OUTLAY_DATA is as good as none.
            Some(file) if file.is_empty() => Input::BuiltIn,
            Some(file) if file == "-" => Input::Stdin,
            Some(file) => Input::File(file.into()),
        };
        let command = cli.command.map_or_else(
            || Command::List(Filter::default(), Conversion::default(), ListOptions::default()),
            Command::from,
        );
        Self { input, rates, max_rate_age, output: Output { format, file: output, color }, command }
    }
}

/// Why a command line gives no request: it asks for help, or it is wrong.
#[derive(Debug)]
pub struct Refusal(clap::Error);

/// Reads a command line.
///
/// # Errors
/// When it asks for help or the version, and when it is wrong; [`Refusal::tell`] says so.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Request, Refusal> {
    Cli::try_parse_from(args).map(Request::from).map_err(Refusal)
}

impl Refusal {
    /// Prints help to `stdout`, or what is wrong to `stderr`, and gives the exit code.
    pub fn tell(&self, stdout: &mut impl Write, stderr: &mut impl Write) -> Exit {
        if matches!(self.0.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
            // Help that nobody reads to its end is no error.
            let _ = write!(stdout, "{}", self.0.render());
            return Exit::Success;
        }
        match self.invalid() {
            Some((argument, invalid)) => {
                let mut messages = vec![Message::Error(format!("{argument}: {}", invalid.problem))];
                messages.extend(invalid.hint.clone().map(Message::Hint));
                tell(&messages, stderr, Color::Auto.on_stderr());
            }
            None => {
                let _ = write!(stderr, "{}", self.0.render());
            }
        }
        Exit::Usage
    }

    /// The argument that a domain type refused, and why.
    fn invalid(&self) -> Option<(String, &Invalid)> {
        let invalid = std::error::Error::source(&self.0)?.downcast_ref::<Invalid>()?;
        let argument = self.0.get(ContextKind::InvalidArg)?.to_string();
        Some((argument.split(' ').next().unwrap_or_default().to_owned(), invalid))
    }
}
