//! Arguments of all commands: the dataset, its rates, and the output.

use std::path::PathBuf;

use clap::Args;

use super::keywords::words;
use crate::commands::{Color, MessageFormat};
use crate::invalid::Problem;
use crate::render::Format;

#[derive(Debug, Args)]
pub(super) struct GlobalArgs {
    /// Dataset: JSON, JSON Lines, Parquet, or a spreadsheet, which is only read; `-` is standard input [default:
    /// `$OUTLAY_DATA`, else the built-in deals]
    ///
    /// Several are read as one, as `outlay merge` joins them. Commands that write take one.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Data", hide_short_help = true)]
    pub data: Vec<PathBuf>,
    /// Mapping of a spreadsheet's columns: FIELD=COLUMN pairs, separated by commas [default: by headers and cells]
    #[arg(long, global = true, value_name = "MAP", help_heading = "Spreadsheets", hide_short_help = true)]
    pub map: Option<String>,
    /// Read the mapping from a file
    #[arg(long, global = true, value_name = "FILE", help_heading = "Spreadsheets", hide_short_help = true)]
    #[arg(conflicts_with = "map")]
    pub map_file: Option<PathBuf>,
    /// Sheet of a workbook, by name or number [default: `deals`, else the one with most cells]
    #[arg(long, global = true, value_name = "SHEET", help_heading = "Spreadsheets", hide_short_help = true)]
    pub sheet: Option<String>,
    /// Row of the header, from 1 [default: the first that looks like one]
    #[arg(long, global = true, value_name = "ROW", help_heading = "Spreadsheets", hide_short_help = true)]
    pub header_row: Option<usize>,
    /// Encoding of a text file [default: by its content]
    #[arg(long, global = true, value_name = "NAME", help_heading = "Spreadsheets", hide_short_help = true)]
    pub encoding: Option<String>,
    /// A file of exchange rates, which take precedence over the built-in ones
    ///
    /// The ECB's CSV, XML and ZIP files, CSV of its data portal or of FRED, a CSV with the header `date,base,quote,rate`, or
    /// price lines of ledger, hledger or beancount.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Data", hide_short_help = true)]
    pub rates: Vec<PathBuf>,
    /// Maximum age of a rate, in days [default: 7 for daily series, none for others]
    #[arg(long, global = true, value_name = "DAYS", help_heading = "Data", hide_short_help = true)]
    pub max_rate_age: Option<u32>,
    /// Use the built-in rates, even if newer ones were stored by `outlay rates update`
    #[arg(long, global = true, help_heading = "Data", hide_short_help = true)]
    pub built_in_rates: bool,
    /// Validate the whole file. Files over 64 MB are otherwise only checked as far as the command reads them
    #[arg(long, global = true, help_heading = "Data", hide_short_help = true)]
    pub validate: bool,
    /// Number of threads [default: one for each core]
    #[arg(long, global = true, value_name = "COUNT", help_heading = "Data", hide_short_help = true)]
    #[arg(value_parser = threads)]
    pub threads: Option<usize>,
    #[command(flatten)]
    pub result: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// Output format [default: by the extension of --output, else `$OUTLAY_FORMAT`, else table]
    #[arg(
        long,
        short,
        global = true,
        value_name = "FORMAT",
        help_heading = "Output",
        hide_short_help = true
    )]
    #[arg(value_parser = words::<Format>())]
    pub format: Option<Format>,
    /// Write to a file; `-` is standard output
    #[arg(long, short, global = true, value_name = "FILE", help_heading = "Output", hide_short_help = true)]
    pub output: Option<PathBuf>,
    /// When to use colour [default: auto]
    #[arg(long, global = true, value_name = "WHEN", help_heading = "Output", hide_short_help = true)]
    #[arg(value_parser = words::<Color>())]
    pub color: Option<Color>,
    /// Wrap long texts in tables instead of cutting them
    #[arg(long, global = true, help_heading = "Output", hide_short_help = true)]
    pub wrap: bool,
    /// Leave out the notes
    ///
    /// Errors are reported, and the exit code says whether amounts could not be converted.
    #[arg(long, short, global = true, help_heading = "Output", hide_short_help = true)]
    pub quiet: bool,
    /// How messages are written: `json` is an object a line
    ///
    /// Each has `kind` (error or note) and `message`, and where there is one a `location` (file, line, column, deal, field),
    /// `causes`, a `hint` and the `exit_code`. Each fault of a row that is imported has a line of its own.
    #[arg(long, global = true, value_name = "FORMAT", help_heading = "Output", hide_short_help = true)]
    #[arg(value_parser = words::<MessageFormat>(), default_value = "text", hide_default_value = true)]
    pub message_format: MessageFormat,
    /// Write to the terminal without a pager [pager: `$OUTLAY_PAGER`, else `$PAGER`, else less]
    #[arg(long, global = true, help_heading = "Output", hide_short_help = true)]
    pub no_pager: bool,
}

/// Parses a number of threads: at least one.
fn threads(count: &str) -> Result<usize, Problem> {
    let count = count.parse().ok().filter(|count| (1..=1024).contains(count));
    count.ok_or_else(|| Problem::new("not a number of threads").hint("write a number from 1 to 1024"))
}
