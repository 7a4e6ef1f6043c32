//! Arguments that select deals, and the parsers of their values.

use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::NaiveDate;
use clap::Args;

use super::amounts::threshold;
use super::keywords::words;
use crate::area::Area;
use crate::commands::View;
use crate::date::PartialDate;
use crate::deal::{Cutoff, Kind, Role};
use crate::invalid::Problem;
use crate::money::{Currency, read_currency};
use crate::query::{Choice, Dates, FieldCondition, Filter, StatusWanted, Threshold};
use crate::text::quote;

#[derive(Debug, Default, Args)]
#[command(
    next_help_heading = "Filters (a flag repeated: any value, or none for --not-*; different flags: all)"
)]
pub(super) struct FilterArgs {
    /// Deals of a company, by name or alias
    ///
    /// Deals of its subsidiaries are included.
    #[arg(long, value_name = "NAME")]
    company: Vec<String>,
    /// Leave out deals of a company
    ///
    /// In whatever role it takes part. Deals of its subsidiaries are left out, too.
    #[arg(long, value_name = "NAME")]
    not_company: Vec<String>,
    /// Deals with a company in a role, such as investor
    ///
    /// With --company it is the role of that company, else of any.
    #[arg(long, value_name = "ROLE", value_delimiter = ',', value_parser = words::<Role>())]
    role: Vec<Role>,
    /// Deals in a country or region, by code or name
    ///
    /// A country of ISO 3166, a region of UN M49, or a business region such as EMEA. `outlay regions` lists them.
    #[arg(long, value_name = "PLACE")]
    region: Vec<Areas>,
    /// Leave out deals in a country or region
    ///
    /// Leaves out what --region shows, even deals of which only a part goes there.
    #[arg(long, value_name = "PLACE")]
    not_region: Vec<Areas>,
    /// Deals of a kind, such as contract or equity
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = words::<Kind>())]
    kind: Vec<Kind>,
    /// Leave out deals of a kind
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = words::<Kind>())]
    not_kind: Vec<Kind>,
    /// Deals of a status, such as signed, or of all
    ///
    /// Without it all deals are shown, but totals leave out rumoured and cancelled ones.
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = words::<StatusWanted>())]
    pub(super) status: Vec<StatusWanted>,
    /// Deals whose amount is in a currency
    #[arg(long, value_name = "CUR", value_delimiter = ',', value_parser = currency)]
    currency: Vec<Currency>,
    /// Deals with a tag
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Leave out deals with a tag
    #[arg(long, value_name = "TAG")]
    not_tag: Vec<String>,
    /// Deals that cite a source, by its id or publisher
    #[arg(long, value_name = "SOURCE")]
    source: Vec<String>,
    /// Deals with a text in a field of your own
    ///
    /// KEY!=TEXT selects all other deals. Repeated conditions must all hold.
    #[arg(long, value_name = "KEY=TEXT")]
    r#where: Vec<FieldCondition>,
    /// Deals announced on a date or later
    ///
    /// A day, month, quarter or year: 2025-03-10, 2025-03, 2025-Q1 or 2025.
    #[arg(long, value_name = "DATE")]
    since: Option<PartialDate>,
    /// Deals announced on a date or earlier
    ///
    /// A month, a quarter or a year is included to its end.
    #[arg(long, value_name = "DATE")]
    until: Option<PartialDate>,
    /// Deals announced in a year, or in years: 2024-2026
    #[arg(long, value_name = "YEAR", value_delimiter = ',')]
    year: Vec<Years>,
    /// Deals of at least an amount, such as "3bn EUR"
    ///
    /// Compares headline amounts, converted to the currency of AMOUNT. Without one it is that of --in or --currency.
    #[arg(long, value_name = "AMOUNT", value_parser = threshold)]
    min: Vec<Threshold>,
    /// Deals of at most an amount
    #[arg(long, value_name = "AMOUNT", value_parser = threshold)]
    max: Vec<Threshold>,
    /// Deals that contain a text
    ///
    /// Searches ids, titles, parties, places, parts, tags, notes and quotes.
    #[arg(long, value_name = "TEXT")]
    search: Vec<String>,
    #[command(flatten)]
    cutoff: CutoffArgs,
}

/// Parses a currency: a code, or a sign or name of only one currency.
pub(super) fn currency(text: &str) -> Result<Currency, Problem> {
    text.parse().or_else(|problem| match read_currency(text)? {
        (currency, None) => Ok(currency),
        // Hundredths are no currency to convert to.
        (_, Some(_)) => Err(problem),
    })
}

#[derive(Debug, Default, Args)]
pub(super) struct CutoffArgs {
    /// The dataset as it was known at the end of a day
    ///
    /// Leaves out deals and revisions that are dated later, and uses no later rate. A month, quarter or year stands for its
    /// last day.
    #[arg(long, value_name = "DAY", value_parser = parse_last_day)]
    as_of: Option<NaiveDate>,
    /// Only what was in the dataset at the end of a day
    ///
    /// Leaves out deals, revisions and links that were recorded later. With --as-of, this gives an old answer again,
    /// whatever was announced or recorded since.
    #[arg(long, value_name = "DAY", value_parser = parse_last_day)]
    recorded_by: Option<NaiveDate>,
}

impl From<CutoffArgs> for Cutoff {
    fn from(args: CutoffArgs) -> Self {
        let CutoffArgs { as_of, recorded_by } = args;
        Self { as_of, recorded_by }
    }
}

/// A country or region, or several with commas between them.
#[derive(Debug, Clone)]
struct Areas(Vec<Area>);

impl FromStr for Areas {
    type Err = Problem;

    /// Reads one name, which may have a comma, else a list.
    fn from_str(text: &str) -> Result<Self, Problem> {
        match text.parse() {
            Ok(area) => Ok(Self(vec![area])),
            Err(_) if text.contains(',') => {
                text.split(',').map(str::parse).collect::<Result<_, _>>().map(Self)
            }
            Err(problem) => Err(problem),
        }
    }
}

fn areas(lists: Vec<Areas>) -> Vec<Area> {
    lists.into_iter().flat_map(|Areas(areas)| areas).collect()
}

/// A year, or the years from one to another.
#[derive(Debug, Clone)]
struct Years(RangeInclusive<u16>);

impl FromStr for Years {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let (first, last) = text.split_once(['-', '–']).unwrap_or((text, text));
        let year = |text: &str| text.trim().parse().ok().filter(|year| (1000..=9999).contains(year));
        match (year(first), year(last)) {
            (Some(first), Some(last)) if first <= last => Ok(Self(first..=last)),
            _ => Err(Problem::new(format!("{} is not a year", quote(text)))
                .hint("write four digits, or a range such as 2024-2026")),
        }
    }
}

/// Parses a day, or a month, quarter or year, which stands for its last day.
fn parse_last_day(text: &str) -> Result<NaiveDate, Problem> {
    text.parse().map(PartialDate::last)
}

impl From<FilterArgs> for View {
    fn from(args: FilterArgs) -> Self {
        let filter = Filter {
            companies: Choice { any_of: args.company, none_of: args.not_company },
            roles: args.role,
            areas: Choice { any_of: areas(args.region), none_of: areas(args.not_region) },
            kinds: Choice { any_of: args.kind, none_of: args.not_kind },
            statuses: args.status,
            currencies: args.currency,
            tags: Choice { any_of: args.tag, none_of: args.not_tag },
            sources: args.source,
            dates: Dates {
                since: args.since,
                until: args.until,
                years: args.year.into_iter().flat_map(|Years(years)| years).map(i32::from).collect(),
            },
            min: args.min,
            max: args.max,
            target: None,
            search: args.search,
            fields: args.r#where,
            field_keys: Vec::new(),
        };
        Self { filter, cutoff: args.cutoff.into() }
    }
}
