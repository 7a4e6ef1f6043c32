//! Arguments of the commands that change a dataset.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{ArgGroup, Args};

use super::amounts::amount;
use super::keywords::words;
use crate::area::Area;
use crate::commands::{
    Command, CompanyChange, Consent, Edit, Import, Layout, Merge, NewCitation, NewCompany, NewDate, NewDeal,
    NewNames, NewParty, NewProgress, NewRevision, Origin, Preference, Removal, SheetOptions, Writing,
};
use crate::dataset::{Company, NewLinks};
use crate::date::parse_day;
use crate::deal::{Kind, Period, Place, Slug, Status};
use crate::invalid::Problem;
use crate::money::Amount;

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The new file; .jsonl makes it JSON Lines, - is standard output
    pub file: PathBuf,
    /// Initial contents
    #[arg(long, value_name = "CONTENTS", value_parser = words::<Origin>(), default_value = "empty")]
    pub from: Origin,
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// The title of the deal
    #[arg(long)]
    title: Option<String>,
    /// The kind of deal
    #[arg(long, value_parser = words::<Kind>())]
    kind: Option<Kind>,
    /// Date: 2025-03-10, 2025-03, 2025-Q1 or 2025
    #[arg(long, value_name = "DATE")]
    announced: Option<NewDate>,
    /// Amount, such as 'up to $11.9bn'
    ///
    /// A deal without an amount is undisclosed.
    #[arg(long, value_parser = amount)]
    amount: Option<Amount>,
    /// The amount in another currency, from the source
    ///
    /// Give it as the source prints it; it is not calculated.
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    equivalent: Vec<Amount>,
    /// A company and its role: "CoreWeave:provider"
    ///
    /// The role may be left out where there is one reading: the only company of a capex deal is its investor, and of two
    /// parties one pays and the other is paid.
    #[arg(long, value_name = "NAME[:ROLE]")]
    party: Vec<NewParty>,
    #[command(flatten)]
    new_names: NewNamesArgs,
    /// Where the money goes: "US" or "US:over half"
    ///
    /// With a place in the country: "US (Abilene, Texas):over half". If the country is not known: "(Navi Mumbai)".
    #[arg(long, value_name = "PLACE[:SHARE]")]
    place: Vec<Place>,
    /// When it is spent, such as "3 years"
    ///
    /// Also "fiscal 2025: 2024-07..2025-06" or "..2030-10".
    #[arg(long)]
    period: Option<Period<'static>>,
    /// Number of years over which it is spent
    #[arg(long, value_name = "COUNT", conflicts_with = "period", value_parser = years)]
    years: Option<Period<'static>>,
    /// Status [default: announced]
    #[arg(long, value_parser = words::<Status>())]
    status: Option<Status>,
    #[command(flatten)]
    links: LinkArgs,
    /// A tag
    #[arg(long)]
    tag: Vec<String>,
    /// A note
    #[arg(long)]
    note: Option<String>,
    /// The id [default: made from the title]
    #[arg(long)]
    id: Option<Slug<'static>>,
    #[command(flatten)]
    source: SourceArgs,
    /// Add the deal without asking
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    pub run: RunArgs,
}

// A comment for documentation would become that of the commands.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl RunArgs {
    pub(super) fn writing(&self) -> Writing {
        if self.dry_run { Writing::Planned } else { Writing::Done }
    }
}

#[derive(Debug, Args)]
struct NewNamesArgs {
    /// Accept names that are near known ones
    #[arg(long)]
    new: bool,
}

#[derive(Debug, Args)]
struct LinkArgs {
    /// The deal that includes this one's money, by id
    #[arg(long, value_name = "ID")]
    included_in: Option<Slug<'static>>,
    /// The deal that this one supersedes, by id
    #[arg(long, value_name = "ID")]
    replaces: Option<Slug<'static>>,
}

#[derive(Debug, Args)]
struct SourceArgs {
    /// The source: a URL or the id of a known source
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// The publisher of a new source
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// A quote from the source, word for word
    #[arg(long, value_name = "TEXT")]
    quote: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ReviseArgs {
    /// The id of the deal
    id: Slug<'static>,
    /// The day from which the revision holds
    ///
    /// Links have no day.
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    #[arg(required_unless_present_any = ["included_in", "replaces", "unlink"])]
    on: Option<NaiveDate>,
    /// The new amount
    #[arg(long, value_parser = amount)]
    amount: Option<Amount>,
    /// The new status
    #[arg(long, value_parser = words::<Status>())]
    status: Option<Status>,
    /// A note
    #[arg(long)]
    note: Option<String>,
    #[command(flatten)]
    links: LinkArgs,
    /// Remove the links to other deals
    ///
    /// Those that --included-in or --replaces give are kept.
    #[arg(long)]
    unlink: bool,
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Debug, Args)]
#[command(override_usage = "outlay progress <ID> --on <DAY> --allocated|--spent <AMOUNT> [OPTIONS]")]
#[command(group = ArgGroup::new("figures").args(["allocated", "spent"]).required(true).multiple(true))]
pub(super) struct ProgressArgs {
    /// The id of the deal
    id: Slug<'static>,
    /// The day by which it was allocated or spent
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    on: NaiveDate,
    /// What had been allocated in all, such as '$5bn'
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    allocated: Option<Amount>,
    /// What had been spent in all
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    spent: Option<Amount>,
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Debug, Args)]
pub(super) struct EditArgs {
    /// The id of the deal
    pub id: Slug<'static>,
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The file to import
    ///
    /// CSV or TSV (delimiter and encoding are detected; also packed by gzip), a sheet of an XLSX, XLSB, XLS or ODS
    /// file, or JSON Lines. `-` is standard input.
    file: PathBuf,
    /// Save the mapping to a file
    #[arg(long, value_name = "FILE")]
    save_map: Option<PathBuf>,
    /// File for rejected rows
    ///
    /// By default it is next to FILE and has the extension .rejected.csv.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    #[command(flatten)]
    pub run: RunArgs,
    /// Accept the proposed mapping
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    /// The id of the deal
    #[arg(required_unless_present = "import")]
    id: Option<Slug<'static>>,
    /// Remove all deals of an import, by its name
    ///
    /// For example rounds-2026-11-25. `outlay show ID` says by which import a deal came.
    #[arg(long, value_name = "NAME", conflicts_with = "id")]
    import: Option<String>,
    /// Remove without asking
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Debug, Args)]
pub(super) struct FmtArgs {
    /// Write nothing; exit with 1 if the layout differs
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// A dataset file
    #[arg(value_name = "A")]
    first: PathBuf,
    /// Another dataset file
    #[arg(value_name = "B")]
    second: PathBuf,
    /// The file that decides where A and B differ
    ///
    /// Notes name each difference. Without it, nothing is written if they differ.
    #[arg(long, value_name = "FILE", value_parser = words::<Preference>())]
    prefer: Option<Preference>,
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Debug, Args)]
pub(super) struct CompanyArgs {
    /// The name of the company, or an alias
    #[arg(value_name = "NAME")]
    company: String,
    /// Its home country
    #[arg(long, value_name = "COUNTRY", value_parser = home)]
    home: Option<Area>,
    /// Another name that deals use for it
    #[arg(long, value_name = "NAME")]
    alias: Vec<String>,
    /// The company that owns it
    #[arg(long, value_name = "NAME")]
    parent: Option<String>,
    #[command(flatten)]
    new_names: NewNamesArgs,
    /// Remove its home country
    #[arg(long, conflicts_with = "home")]
    no_home: bool,
    /// Remove an alias
    #[arg(long, value_name = "NAME")]
    no_alias: Vec<String>,
    /// Remove the company that owns it
    #[arg(long, conflicts_with = "parent")]
    no_parent: bool,
    /// Remove the whole entry
    #[arg(long)]
    #[arg(conflicts_with_all = ["home", "alias", "parent", "no_home", "no_alias", "no_parent"])]
    remove: bool,
    #[command(flatten)]
    pub run: RunArgs,
}

/// Parses the home of a company.
fn home(text: &str) -> Result<Area, Problem> {
    Company::home(text.parse()?)
}

/// Returns what becomes of a property.
fn edit<T>(value: Option<T>, is_removed: bool) -> Edit<T> {
    match value {
        Some(value) => Edit::Set(value),
        None if is_removed => Edit::Remove,
        None => Edit::Keep,
    }
}

impl From<CompanyArgs> for Command {
    fn from(args: CompanyArgs) -> Self {
        let change = if args.remove {
            CompanyChange::Remove
        } else {
            CompanyChange::Set(NewCompany {
                aliases: args.alias,
                removed_aliases: args.no_alias,
                home: edit(args.home, args.no_home),
                parent: edit(args.parent, args.no_parent),
                new_names: args.new_names.into(),
            })
        };
        Self::Company(args.company, Box::new(change))
    }
}

impl From<MergeArgs> for Command {
    fn from(args: MergeArgs) -> Self {
        let MergeArgs { first, second, prefer: preference, .. } = args;
        Self::Merge(Merge { first, second, preference })
    }
}

/// Returns a period of `count` years without a start.
fn years(count: &str) -> Result<Period<'static>, Problem> {
    format!("{count} years").parse()
}

impl From<NewNamesArgs> for NewNames {
    fn from(args: NewNamesArgs) -> Self {
        if args.new { Self::AllowSimilar } else { Self::RefuseSimilar }
    }
}

fn consent(yes: bool) -> Consent {
    if yes { Consent::Given } else { Consent::Ask }
}

impl From<SourceArgs> for NewCitation {
    fn from(args: SourceArgs) -> Self {
        Self { source: args.source, publisher: args.publisher, quote: args.quote }
    }
}

impl From<AddArgs> for Command {
    fn from(args: AddArgs) -> Self {
        let new = NewDeal {
            id: args.id,
            title: args.title,
            kind: args.kind,
            announced: args.announced.map(|NewDate(date)| date),
            status: args.status,
            amount: args.amount,
            equivalents: args.equivalent,
            period: args.period.or(args.years),
            parties: args.party,
            new_names: args.new_names.into(),
            places: args.place,
            links: args.links.into(),
            tags: args.tag,
            note: args.note,
            citation: args.source.into(),
        };
        Self::Add(Box::new(new), consent(args.yes))
    }
}

impl From<ReviseArgs> for Command {
    fn from(args: ReviseArgs) -> Self {
        let links = NewLinks { removes_others: args.unlink, ..args.links.into() };
        let new = NewRevision {
            on: args.on,
            links,
            amount: args.amount,
            status: args.status,
            note: args.note,
            citation: args.source.into(),
        };
        Self::Revise(args.id, Box::new(new))
    }
}

impl From<LinkArgs> for NewLinks {
    fn from(args: LinkArgs) -> Self {
        Self { included_in: args.included_in, replaces: args.replaces, removes_others: false }
    }
}

impl From<ProgressArgs> for Command {
    fn from(args: ProgressArgs) -> Self {
        let ProgressArgs { id, on, allocated, spent, source, .. } = args;
        Self::Progress(id, Box::new(NewProgress { on, allocated, spent, citation: source.into() }))
    }
}

impl From<ImportArgs> for Import {
    fn from(args: ImportArgs) -> Self {
        Self {
            file: args.file,
            sheet: SheetOptions::default(),
            save_map: args.save_map,
            rejects: args.rejects,
            accept: args.yes,
        }
    }
}

impl From<RemoveArgs> for Command {
    fn from(args: RemoveArgs) -> Self {
        let removal = match (args.id, args.import) {
            (Some(id), _) => Removal::Deal(id),
            (None, import) => Removal::Import(import.unwrap_or_default()),
        };
        Self::Remove(removal, consent(args.yes))
    }
}

impl From<FmtArgs> for Command {
    fn from(args: FmtArgs) -> Self {
        Self::Format(if args.check { Layout::Check } else { Layout::Write })
    }
}
