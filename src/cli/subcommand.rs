//! The commands, with the arguments of each, and their conversion into a [`Command`].

use clap::{CommandFactory, Subcommand};

use super::settings::Settings;
use super::{Cli, completion, edits, guide, help, manual, rates, reports, totals};
use crate::commands::{Command, Writing};
use crate::error::Error;

/// The commands. The arguments of each are only built for the command that is given.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum Sub {
    /// List deals, one a row (the default command)
    #[command(after_long_help = help::LIST)]
    List(reports::ListArgs),
    /// Write deals, with all that they refer to, as a dataset again
    ///
    /// The output is JSON, JSON Lines or Parquet, as the extension of --output or --format says, and JSON by default. Links
    /// to deals that are not selected are left out. With -o FILE.xlsx it is a workbook with sheets for deals, parties, places,
    /// sources and more, to be read and not to be used as a dataset.
    #[command(after_long_help = help::EXPORT)]
    Export(reports::ExportArgs),
    /// Show all that is known of a deal, with quotes and sources
    ///
    /// Shows amounts, parties, places, parts, history, and every quote with its source.
    #[command(after_long_help = help::SHOW)]
    Show(reports::ShowArgs),
    /// Add up deals: floor, headline and ceiling of each group
    ///
    /// The floor is the least that the sources commit to, the headline is the figure they name, and the ceiling is the
    /// most it can be.
    #[command(after_long_help = help::TOTALS)]
    Totals(totals::TotalsArgs),
    /// Draw totals as a chart, on the terminal or as SVG
    ///
    /// Bars are solid up to the floor, which is firm, and hatched from there to the ceiling. Without --by each deal has a
    /// bar; by year, quarter or month the bars stand upright.
    #[command(after_long_help = help::CHART)]
    Chart(totals::ChartArgs),
    /// Write a page to publish: figures, charts and deals with sources
    ///
    /// One HTML file that loads nothing: totals with their notes, charts, a table that sorts and searches, a card for each
    /// deal, a timeline and the rates.
    #[command(after_long_help = help::REPORT)]
    Report(totals::ReportArgs),
    /// Convert an amount, and show the rate, its date and its source
    #[command(after_long_help = help::CONVERT)]
    Convert(reports::ConvertArgs),
    /// Show the known exchange rates
    #[command(after_long_help = help::RATES)]
    Rates(rates::RatesArgs),
    /// List the companies that --company finds
    #[command(after_long_help = help::COMPANIES)]
    Companies(reports::CompaniesArgs),
    /// List the countries and regions that --region finds
    #[command(after_long_help = help::REGIONS)]
    Regions(reports::RegionsArgs),
    /// Show what changed between two days
    ///
    /// Shows deals that were added, raised, cut, closed or cancelled.
    #[command(after_long_help = help::CHANGES)]
    Changes(reports::ChangesArgs),
    /// Show what changed from one dataset file to another
    #[command(after_long_help = help::DIFF)]
    Diff(reports::DiffArgs),
    /// Check a dataset for duplicates, contradictions, gaps and more
    ///
    /// Each finding has a name, the deal with its line, the reason and what to do. Exits with 1 if there are errors.
    #[command(after_long_help = help::CHECK)]
    Check(reports::CheckArgs),
    /// Compare quotes with their sources, and figures with quotes
    ///
    /// Each quote must stand in the text of its source, and each figure in a quote of its deal. The exit code is 1 if one does
    /// not.
    #[command(after_long_help = help::VERIFY)]
    Verify(reports::VerifyArgs),
    /// Create a dataset file
    #[command(after_long_help = help::INIT)]
    Init(edits::InitArgs),
    /// Add a deal to the dataset
    #[command(after_long_help = help::ADD)]
    Add(Box<edits::AddArgs>),
    /// Add a dated revision to a deal: a new amount, status or note
    ///
    /// Nothing is overwritten: the deal keeps what was announced, and its history grows.
    #[command(after_long_help = help::REVISE)]
    Revise(edits::ReviseArgs),
    /// Add what was allocated or spent of a deal by a day
    ///
    /// The amounts are totals since the beginning, as sources print them: "$5bn so far".
    #[command(after_long_help = help::PROGRESS)]
    Progress(edits::ProgressArgs),
    /// Edit a deal as JSON in your editor ($VISUAL or $EDITOR)
    #[command(after_long_help = help::EDIT)]
    Edit(edits::EditArgs),
    /// Add the rows of a CSV, TSV, spreadsheet or JSON Lines file
    #[command(after_long_help = help::IMPORT)]
    Import(edits::ImportArgs),
    /// Remove a deal from the dataset
    #[command(after_long_help = help::REMOVE)]
    Remove(edits::RemoveArgs),
    /// Rewrite the dataset file in its canonical layout
    #[command(after_long_help = help::FMT)]
    Fmt(edits::FmtArgs),
    /// Keep a company: its home, its aliases and who owns it
    ///
    /// A deal that names a company by an alias is found by each of its names, and counts for its owner, too.
    #[command(after_long_help = help::COMPANY)]
    Company(edits::CompanyArgs),
    /// Merge two dataset files by the ids of their deals
    ///
    /// Of a deal that has more revisions or progress in one file, the longer lists are taken. Other differences are reported,
    /// and nothing is written then, unless --prefer says which file decides.
    #[command(after_long_help = help::MERGE)]
    Merge(edits::MergeArgs),
    /// Show the settings, and where each comes from
    ///
    /// Flags come first, then the variables `OUTLAY_DATA`, `OUTLAY_IN` and `OUTLAY_FORMAT`, then the configuration file,
    /// which `OUTLAY_CONFIG` names. The output says where the file is.
    #[command(after_long_help = help::CONFIG)]
    Config,
    /// Write the script that makes a shell complete command lines
    ///
    /// Completes commands, flags, their values, and the names of the dataset in use: companies, regions, tags, sources, ids
    /// of deals and fields.
    #[command(after_long_help = help::COMPLETIONS)]
    Completions(guide::CompletionsArgs),
    /// Write manual pages into a folder
    #[command(after_long_help = help::MAN)]
    Man(guide::ManArgs),
    /// Show the help of a command or a topic
    #[command(after_long_help = help::HELP)]
    Help(guide::HelpArgs),
}

impl Sub {
    /// Whether the answer is to say where it comes from.
    pub(super) fn wants_provenance(&self) -> bool {
        match self {
            Self::List(args) => args.provenance.is_wanted(),
            Self::Show(args) => args.provenance.is_wanted(),
            Self::Totals(args) => args.provenance.is_wanted(),
            Self::Convert(args) => args.provenance.is_wanted(),
            Self::Rates(args) => args.provenance.is_wanted(),
            Self::Changes(args) => args.provenance.is_wanted(),
            Self::Diff(args) => args.provenance.is_wanted(),
            _ => false,
        }
    }

    /// Whether the command writes what it changes.
    pub(super) fn writing(&self) -> Writing {
        let run = match self {
            Self::Export(args) => &args.run,
            Self::Init(args) => &args.run,
            Self::Add(args) => &args.run,
            Self::Revise(args) => &args.run,
            Self::Progress(args) => &args.run,
            Self::Edit(args) => &args.run,
            Self::Import(args) => &args.run,
            Self::Remove(args) => &args.run,
            Self::Company(args) => &args.run,
            Self::Fmt(args) => &args.run,
            Self::Merge(args) => &args.run,
            Self::Man(args) => &args.run,
            Self::Check(args) if args.repair.dry_run => return Writing::Planned,
            _ => return Writing::Done,
        };
        run.writing()
    }

    /// Returns the arguments of conversions, if the command converts amounts.
    pub(super) fn rate_args(&mut self) -> Option<&mut reports::RateArgs> {
        match self {
            Self::List(args) => Some(&mut args.conversion.rates),
            Self::Show(args) => Some(&mut args.conversion.rates),
            Self::Totals(args) => Some(&mut args.conversion.rates),
            Self::Chart(args) => Some(&mut args.conversion),
            Self::Report(args) => Some(&mut args.conversion),
            Self::Changes(args) => Some(&mut args.conversion),
            Self::Diff(args) => Some(&mut args.conversion),
            _ => None,
        }
    }

    /// Returns the command, with what no flag says from `settings`.
    ///
    /// # Errors
    /// If a text about the command line cannot be made.
    pub(super) fn command(mut self, settings: &Settings) -> Result<Command, Error> {
        if let Some(rates) = self.rate_args() {
            rates.fill_in(settings.target.value, settings.at.value, settings.missing.value);
        }
        Ok(match self {
            Self::List(args) => args.into(),
            Self::Export(args) => args.into(),
            Self::Show(args) => Command::Show(args.ids, args.cutoff.into(), args.conversion.into()),
            Self::Totals(args) => args.into(),
            Self::Chart(args) => args.into(),
            Self::Report(args) => args.into(),
            Self::Convert(args) => args.into(),
            Self::Rates(args) => {
                let (url, store) = (settings.rates_url.value.clone(), settings.rate_store.clone());
                args.command(url, store).map_err(Error::Usage)?
            }
            Self::Companies(args) => args.into(),
            Self::Regions(args) => args.into(),
            Self::Changes(args) => Command::Changes(args.since, args.until, args.conversion.into()),
            Self::Diff(args) => Command::Diff(args.old, args.new, args.conversion.into()),
            Self::Check(args) => args.into(),
            Self::Verify(args) => Command::Verify(args.filter.into(), args.texts),
            Self::Init(args) => Command::Init(args.file, args.from),
            Self::Add(args) => (*args).into(),
            Self::Revise(args) => args.into(),
            Self::Progress(args) => args.into(),
            Self::Edit(args) => Command::Edit(args.id),
            Self::Import(args) => Command::Import(Box::new(args.into())),
            Self::Remove(args) => args.into(),
            Self::Fmt(args) => args.into(),
            Self::Company(args) => args.into(),
            Self::Merge(args) => args.into(),
            Self::Config => Command::Config(settings.rows(), settings.description()),
            Self::Completions(args) => Command::Print(completion::script(args.shell, &mut Cli::command())?),
            Self::Man(args) => Command::Manual(args.folder, manual::pages(Cli::command())?),
            Self::Help(args) => Command::Print(guide::help_text(&args.words)?.into_bytes()),
        })
    }
}
