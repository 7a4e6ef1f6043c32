//! The command line: what is typed, and what is meant by it.

mod help;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::error::{ContextKind, ErrorKind};
use clap::{Args, Parser, Subcommand};

use crate::area::Area;
use crate::commands::{
    Color, Command, Consent, Conversion, Import, Input, Layout, NewDeal, NewRevision, Origin, Output,
    Reading, Request, SaidBy, View, tell,
};
use crate::date::{PartialDate, parse_day};
use crate::deal::{Kind, Party, Period, Place, Role, Slug, Status};
use crate::error::{Exit, Message};
use crate::invalid::{Problem, keyword_enum};
use crate::money::{Amount, Currency};
use crate::query::{Filter, RateBasis, StatusWanted, Threshold};
use crate::render::{Format, visible};
use crate::report::{GroupBy, ListColumn, ListOptions, SortKey, TotalsOptions};

/// Track announced investments: who announced what, where, how much is that in my currency, how sure is it, and who
/// says so.
#[derive(Debug, Parser)]
#[command(name = "outlay", version, after_help = help::TOP, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Option<Sub>,
}

#[derive(Debug, Args)]
struct GlobalArgs {
    /// The dataset: a JSON document, JSON Lines or Parquet; `-` is standard input [default: $OUTLAY_DATA, else
    /// the built-in deals]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Data")]
    data: Option<PathBuf>,
    /// A file of rates that come before the built-in ones: the ECB's CSV, `date,base,quote,rate`, or price lines of
    /// ledger, hledger or beancount
    #[arg(long, global = true, value_name = "FILE", help_heading = "Data")]
    rates: Vec<PathBuf>,
    /// The most days that a rate may be older than its date [default: 7 for daily series, none for others]
    #[arg(long, global = true, value_name = "DAYS", help_heading = "Data")]
    max_rate_age: Option<u32>,
    /// Hold a file of any size to every rule; above 64 MB only what a command needs is read otherwise
    #[arg(long, global = true, help_heading = "Data")]
    validate: bool,
    /// Read on so many cores [default: all of them]
    #[arg(long, global = true, value_name = "COUNT", help_heading = "Data", value_parser = threads)]
    threads: Option<usize>,
    /// table, csv, tsv, json, jsonl, parquet or markdown [default: by the ending of --output, else table]
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
    /// Show what was added, raised, cut, closed or called off between two days
    #[command(after_help = help::CHANGES)]
    Changes(ChangesArgs),
    /// Show what changed from one dataset file to another
    #[command(after_help = help::DIFF)]
    Diff(DiffArgs),
    /// Make a new dataset file
    #[command(after_help = help::INIT)]
    Init(InitArgs),
    /// Add a deal to the dataset
    #[command(after_help = help::ADD)]
    Add(Box<AddArgs>),
    /// Add a dated revision to a deal's history; nothing is overwritten
    #[command(after_help = help::REVISE)]
    Revise(ReviseArgs),
    /// Change a deal as JSON in your editor ($VISUAL or $EDITOR)
    #[command(after_help = help::EDIT)]
    Edit(EditArgs),
    /// Add the rows of a CSV, TSV, spreadsheet or JSON Lines file to the dataset
    #[command(after_help = help::IMPORT)]
    Import(ImportArgs),
    /// Take a deal out of the dataset
    #[command(after_help = help::REMOVE)]
    Remove(RemoveArgs),
    /// Put the dataset into its canonical layout
    #[command(after_help = help::FMT)]
    Fmt(FmtArgs),
    /// Join two datasets by the ids of their deals; conflicts are told, and nothing is chosen
    #[command(after_help = help::MERGE)]
    Merge(MergeArgs),
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
    /// rumoured, announced, signed, completed, cancelled or all [default: all; totals leave out rumoured and cancelled
    /// deals]
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<StatusWanted>,
    /// Deals whose amount is in a currency
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
    #[arg(long, value_name = "YEAR", value_delimiter = ',', value_parser = clap::value_parser!(u16).range(1000..=9999))]
    year: Vec<u16>,
    /// Deals of at least an amount, compared by their headlines in its currency: "3bn EUR"
    #[arg(long, value_name = "AMOUNT")]
    min: Vec<Threshold>,
    /// Deals of at most an amount
    #[arg(long, value_name = "AMOUNT")]
    max: Vec<Threshold>,
    /// Deals that mention a text in their id, title, parties, parts, tags, notes or quotes
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
    at: RateBasis,
    /// What to do about a missing rate: keep (the amount stays in its own currency, exit code 3) or fail
    #[arg(long, value_name = "HOW", default_value = "keep")]
    missing: Missing,
    /// Lay each conversion open: amount, steps, rates, dates, sources
    #[arg(long, requires = "target")]
    explain: bool,
}

keyword_enum! {
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
    /// Group by region, country, company, kind, status, currency, year, quarter, month, tag or source; given twice, they
    /// are crossed
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
    /// An amount in its written form: 'up to $11.9bn', "CNY 380bn", "€60-65bn"
    amount: Amount,
    /// The currency to convert to
    #[arg(value_name = "CUR")]
    currency: Currency,
    /// At the rate of a day, or the mean of a month or year [default: the latest]
    #[arg(long, alias = "at", value_name = "DATE")]
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

#[derive(Debug, Args)]
struct ChangesArgs {
    /// From a date on: 2025-03-10, 2025-03 or 2025
    #[arg(long, value_name = "DATE")]
    since: PartialDate,
    /// Until a date, the month or year included [default: all there is on record]
    #[arg(long, value_name = "DATE")]
    until: Option<PartialDate>,
    #[command(flatten)]
    conversion: NetArgs,
}

#[derive(Debug, Args)]
struct DiffArgs {
    /// The dataset as it was
    old: PathBuf,
    /// The dataset as it is
    new: PathBuf,
    #[command(flatten)]
    conversion: NetArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Conversion")]
struct NetArgs {
    /// Give the net change in a currency
    #[arg(long = "in", value_name = "CUR")]
    target: Option<Currency>,
    /// By which rates: stated, announced, latest, or a date
    #[arg(long, value_name = "RATES", default_value = "stated")]
    at: RateBasis,
    /// What to do about a missing rate: keep or fail
    #[arg(long, value_name = "HOW", default_value = "keep")]
    missing: Missing,
}

impl From<NetArgs> for Conversion {
    fn from(args: NetArgs) -> Self {
        Self {
            target: args.target,
            at: args.at,
            fail_on_missing: args.missing == Missing::Fail,
            explain: false,
        }
    }
}

#[derive(Debug, Args)]
struct InitArgs {
    /// The new file; a name in .jsonl makes it JSON Lines
    file: PathBuf,
    /// What it begins with: empty or built-in
    #[arg(long, value_name = "WHAT", default_value = "empty")]
    from: Origin,
}

#[derive(Debug, Args)]
struct AddArgs {
    /// What people call the deal
    #[arg(long)]
    title: Option<String>,
    /// contract, capex, equity, debt, acquisition, grant or other
    #[arg(long)]
    kind: Option<Kind>,
    /// When it was announced: 2025-03-10, 2025-03 or 2025
    #[arg(long, value_name = "DATE")]
    announced: Option<PartialDate>,
    /// How much it is: 'up to $11.9bn'; undisclosed when left out
    #[arg(long)]
    amount: Option<Amount>,
    /// The same in another currency, as the source prints it
    #[arg(long, value_name = "AMOUNT")]
    equivalent: Vec<Amount>,
    /// A company and its role: "CoreWeave:provider"
    #[arg(long, value_name = "NAME:ROLE")]
    party: Vec<Party<'static>>,
    /// Where the money goes: "US" or "US:over half"
    #[arg(long, value_name = "PLACE[:SHARE]")]
    place: Vec<Place>,
    /// When it is spent: "fiscal 2025: 2024-07..2025-06", "..2030-10" or "3 years"
    #[arg(long)]
    period: Option<Period<'static>>,
    /// Over how many years it is spent
    #[arg(long, value_name = "COUNT", conflicts_with = "period", value_parser = years)]
    years: Option<Period<'static>>,
    /// rumoured, announced, signed, completed or cancelled [default: announced]
    #[arg(long)]
    status: Option<Status>,
    /// A label
    #[arg(long)]
    tag: Vec<String>,
    /// Anything else
    #[arg(long)]
    note: Option<String>,
    /// The id [default: made of the title]
    #[arg(long)]
    id: Option<Slug<'static>>,
    #[command(flatten)]
    said_by: SaidByArgs,
    /// Add it without asking
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
struct SaidByArgs {
    /// Who says so: a URL, or the id of a source of the dataset
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Who published a new source
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// The source's words, letter by letter
    #[arg(long, value_name = "TEXT")]
    quote: Option<String>,
}

#[derive(Debug, Args)]
struct ReviseArgs {
    /// The deal
    id: Slug<'static>,
    /// The day from which the revision holds
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    on: NaiveDate,
    /// The new amount
    #[arg(long)]
    amount: Option<Amount>,
    /// The new status
    #[arg(long)]
    status: Option<Status>,
    /// What happened
    #[arg(long)]
    note: Option<String>,
    #[command(flatten)]
    said_by: SaidByArgs,
}

#[derive(Debug, Args)]
struct EditArgs {
    /// The deal
    id: Slug<'static>,
}

#[derive(Debug, Args)]
struct ImportArgs {
    /// The file: CSV and TSV (the delimiter is noticed), XLSX, XLS and ODS (their first sheet), or JSON Lines
    file: PathBuf,
    /// Which column is what: FIELD=COLUMN, separated by commas [default: proposed from the header]
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// A file that holds a mapping
    #[arg(long, value_name = "FILE", conflicts_with = "map")]
    map_file: Option<PathBuf>,
    /// Save the mapping to be used again
    #[arg(long, value_name = "FILE")]
    save_map: Option<PathBuf>,
    /// The encoding of a text file [default: utf-8]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Where the rejected rows go [default: beside the file, in .rejected.csv]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Show what would become of the rows, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Take the proposed mapping
    #[arg(long)]
    yes: bool,
}

impl From<ImportArgs> for Import {
    fn from(args: ImportArgs) -> Self {
        Self {
            file: args.file,
            map: args.map,
            map_file: args.map_file,
            save_map: args.save_map,
            encoding: args.encoding,
            rejects: args.rejects,
            dry_run: args.dry_run,
            accept: args.yes,
        }
    }
}

#[derive(Debug, Args)]
struct RemoveArgs {
    /// The deal
    id: Slug<'static>,
    /// Remove it without asking
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
struct FmtArgs {
    /// Write nothing; exit with 1 when the layout is not the canonical one
    #[arg(long)]
    check: bool,
}

#[derive(Debug, Args)]
struct MergeArgs {
    /// A dataset file
    first: PathBuf,
    /// Another one
    second: PathBuf,
}

/// A number of threads: at least one.
fn threads(count: &str) -> Result<usize, Problem> {
    let count = count.parse().ok().filter(|count| (1..=1024).contains(count));
    count.ok_or_else(|| Problem::new("not a number of cores").hint("write a number from 1 to 1024"))
}

/// A period of so many years, whose start nobody gives.
fn years(count: &str) -> Result<Period<'static>, Problem> {
    format!("{count} years").parse()
}

impl From<SaidByArgs> for SaidBy {
    fn from(args: SaidByArgs) -> Self {
        Self { source: args.source, publisher: args.publisher, quote: args.quote }
    }
}

impl From<AddArgs> for NewDeal {
    fn from(args: AddArgs) -> Self {
        Self {
            id: args.id,
            title: args.title,
            kind: args.kind,
            announced: args.announced,
            status: args.status,
            amount: args.amount,
            equivalents: args.equivalent,
            period: args.period.or(args.years),
            parties: args.party,
            places: args.place,
            tags: args.tag,
            note: args.note,
            said_by: args.said_by.into(),
        }
    }
}

impl From<ReviseArgs> for NewRevision {
    fn from(args: ReviseArgs) -> Self {
        Self {
            on: args.on,
            amount: args.amount,
            status: args.status,
            note: args.note,
            said_by: args.said_by.into(),
        }
    }
}

fn consent(yes: bool) -> Consent {
    if yes { Consent::Given } else { Consent::Ask }
}

impl From<FilterArgs> for View {
    fn from(args: FilterArgs) -> Self {
        let filter = Filter {
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
        };
        Self { filter, as_of: args.as_of }
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
            Sub::Changes(args) => Self::Changes(args.since, args.until, args.conversion.into()),
            Sub::Diff(args) => Self::Diff(args.old, args.new, args.conversion.into()),
            Sub::Init(args) => Self::Init(args.file, args.from),
            Sub::Add(args) => {
                let consent = consent(args.yes);
                Self::Add(Box::new(NewDeal::from(*args)), consent)
            }
            Sub::Revise(args) => Self::Revise(args.id.clone(), Box::new(args.into())),
            Sub::Edit(args) => Self::Edit(args.id),
            Sub::Import(args) => Self::Import(Box::new(args.into())),
            Sub::Remove(args) => Self::Remove(args.id, consent(args.yes)),
            Sub::Fmt(args) => Self::Format(if args.check { Layout::Check } else { Layout::Write }),
            Sub::Merge(args) => Self::Merge(args.first, args.second),
        }
    }
}

impl Cli {
    /// The request that is meant. `book` is the dataset where `--data` names none; an empty one is as good as none.
    fn request(self, book: Option<OsString>) -> Request {
        let cli = self;
        let GlobalArgs { data, rates, max_rate_age, validate, threads, format, output, color } = cli.global;
        let data = data.or_else(|| book.filter(|book| !book.is_empty()).map(PathBuf::from));
        let input = match data {
            None => Input::BuiltIn,
            Some(file) if file.as_os_str() == "-" => Input::Stdin,
            Some(file) => Input::File(file),
        };
        let command = cli.command.map_or_else(
            || Command::List(View::default(), Conversion::default(), ListOptions::default()),
            Command::from,
        );
        let reading = Reading::new(threads, validate);
        let output = Output { format, file: output, color };
        Request { input, reading, rates, max_rate_age, output, command }
    }
}

/// Why a command line gives no request: it asks for help, or it is wrong.
#[derive(Debug)]
pub struct Refusal(clap::Error);

/// Reads a command line; `book` is what `OUTLAY_DATA` says.
///
/// # Errors
/// When it asks for help or the version, and when it is wrong; [`Refusal::tell`] says so.
pub fn parse(args: impl IntoIterator<Item = OsString>, book: Option<OsString>) -> Result<Request, Refusal> {
    Cli::try_parse_from(args).map(|cli| cli.request(book)).map_err(Refusal)
}

impl Refusal {
    /// Prints help to `stdout`, or what is wrong to `stderr`, and gives the exit code.
    pub fn tell(&self, stdout: &mut impl Write, stderr: &mut impl Write) -> Exit {
        if matches!(self.0.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
            // Help that nobody reads to its end is no error.
            return match write!(stdout, "{}", self.0.render()).and_then(|()| stdout.flush()) {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Fault,
                _ => Exit::Success,
            };
        }
        match self.invalid() {
            Some((argument, invalid)) => {
                let mut messages = vec![Message::Error(format!("{argument}: {}", invalid.message))];
                messages.extend(invalid.hint.clone().map(Message::Hint));
                tell(&messages, stderr, Color::Auto.on_stderr());
            }
            None => {
                // What was typed may be pasted from anywhere.
                for line in self.0.render().to_string().lines() {
                    let _ = writeln!(stderr, "{}", visible(line));
                }
            }
        }
        Exit::Usage
    }

    /// The argument that a domain type refused, and why.
    fn invalid(&self) -> Option<(String, &Problem)> {
        let invalid = std::error::Error::source(&self.0)?.downcast_ref::<Problem>()?;
        let argument = self.0.get(ContextKind::InvalidArg)?.to_string();
        Some((argument.split(' ').next().unwrap_or_default().to_owned(), invalid))
    }
}
