//! The dataset as tables for databases.

use std::path::{Path, PathBuf};

use chrono::Datelike;

use super::scan::{Interruption, Pass, Scan};
use super::{Conversion, Request, View, Writing, export};
use crate::dataset::{Links, Projection};
use crate::deal::Deal;
use crate::error::Error;
use crate::io::output::write_error;
use crate::io::table_folder::{AppendedFile, Contents, TableFolder};
use crate::money::Currency;
use crate::parquet::{DealTablesWriter, FlatFile, FlatRows, FlatTable};
use crate::query::{Converter, Filter, Match, Matcher};
use crate::report::{
    Audience, Context, DealTables, Done, ListOptions, Partitioning, Report, Standings, tables,
};
use crate::text::count_of;

/// Where tables are written, and how.
#[derive(Debug, Clone)]
pub(crate) struct TablesOptions {
    /// The folder.
    pub folder: PathBuf,
    /// How the tables of deals are divided into files.
    pub partitioning: Partitioning,
    /// The currency of the totals; `None` leaves amounts as they are.
    pub target: Option<Currency>,
}

/// Writes the tables, and the SQL that makes totals of them.
///
/// # Errors
/// If the dataset cannot be read or the folder cannot be written. Then the folder is as it was.
pub(super) fn write(request: &Request, view: &View, options: &TablesOptions) -> Result<Report, Error> {
    if request.writing == Writing::Planned {
        let list = ListOptions { is_export: true, ..ListOptions::default() };
        let mut report = export::plan(request, view, &list, &options.folder.display().to_string())?;
        report.done = Done::WroteRows;
        return Ok(report);
    }
    let conversion = Conversion { target: options.target, ..Conversion::default() };
    let folder = TableFolder::create(&options.folder, contents())?;
    let mut scan = Scan::open(request, view, conversion, Projection::ALL, Audience::Programs)?;
    scan.pass_parts_on_early();
    scan.preload_embedded()?;
    scan.read_links_if_any()?;
    let mut report = scan.answer(|pass| write_in(pass, options, &folder, request.reading.threads()))?;
    folder.commit()?;
    report.done = Done::WroteRows;
    Ok(report)
}

fn write_in(
    pass: &Pass<'_>,
    options: &TablesOptions,
    folder: &TableFolder,
    threads: usize,
) -> Result<Report, Interruption> {
    let selected = selected_links(pass);
    let context = Context { links: &selected, ..pass.context };
    let (effects, links) = tables::resolve_links(&context)?;
    let (every_deal, by) = (Filter::default(), Standings::options());
    let matcher = Matcher::new(&every_deal, context.reference).map_err(Error::Usage)?;
    let open = |table: &str, year: Option<i32>| folder.file(&place(table, year));
    let mut writer = DealTablesWriter::new(tables::DEAL_TABLES, threads, open);
    // An engine does not read a table of which there is no file.
    let first = (options.partitioning == Partitioning::Year).then(|| pass.context.today.year());
    writer.start(first).map_err(write_error)?;
    let make = || {
        let standings = Standings::new(&context, &by, &matcher, &effects, &links.converted);
        DealTables::new(context, standings, &links)
    };
    let deals = pass.collect_parts(make, |rows| {
        let batch = rows.map_err(write_error)?;
        let partitions: Vec<(Option<i32>, Vec<usize>)> = match options.partitioning {
            Partitioning::None => vec![(None, (0..batch.len()).collect())],
            Partitioning::Year => {
                batch.years().into_iter().map(|(year, deals)| (Some(year), deals)).collect()
            }
        };
        let push = |(year, deals): (Option<i32>, Vec<usize>)| writer.push(year, &batch, &deals);
        partitions.into_iter().try_for_each(push).map_err(write_error)
    })?;
    writer.finish().map_err(write_error)?;
    for (table, rows) in tables::reference_tables(&context, &deals) {
        let mut file = open_file(folder, table, threads)?;
        file.write(&rows, table).map_err(write_error)?;
        file.finish().map_err(write_error)?;
    }
    write_rates(&context, &deals, folder, threads)?;
    for (name, text) in tables::scripts(options.partitioning, options.target) {
        folder.write(Path::new(&name), text.as_bytes())?;
    }
    let mut report = pass.finish(deals.report())?;
    report.notes.push(format!(
        "tables: {} in {}; {} has the totals",
        count_of(deals.found(), "deal", "deals"),
        options.folder.display(),
        options.folder.join(tables::VIEWS_FILE).display()
    ));
    Ok(report)
}

/// Writes the rates of each day, and the means.
fn write_rates(
    context: &Context<'_>,
    deals: &DealTables<'_>,
    folder: &TableFolder,
    threads: usize,
) -> Result<(), Error> {
    // The rows are made on all threads, and encoded on the one that has made them.
    let mut days = open_file(folder, &tables::RATES, 1)?;
    let mut means = open_file(folder, &tables::MEANS, 1)?;
    let take = |of_days: FlatRows, of_means: FlatRows| {
        days.write(&of_days, &tables::RATES)?;
        means.write(&of_means, &tables::MEANS)
    };
    tables::rate_rows(context, deals.dates(), threads, take).map_err(write_error)?;
    days.finish().map_err(write_error)?;
    means.finish().map_err(write_error)
}

fn open_file(
    folder: &TableFolder,
    table: &FlatTable,
    threads: usize,
) -> Result<FlatFile<AppendedFile>, Error> {
    let file = folder.file(&place(table.name, None)).map_err(Error::Output)?;
    FlatFile::new(file, table, threads).map_err(write_error)
}

/// Returns the links between the deals that the filter selects.
fn selected_links(pass: &Pass<'_>) -> Links {
    let converter = Converter::new(pass.rates, pass.context.at);
    let is_selected = |deal: &&Deal<'static>| {
        matches!(pass.matcher.evaluate(deal, &deal.current_state(), &converter), Match::Yes(_))
    };
    Links::new(pass.context.links.deals().iter().filter(is_selected).cloned())
}

/// Returns the place of a file in the folder.
fn place(table: &str, year: Option<i32>) -> PathBuf {
    match year {
        None => tables::table_path(table, Partitioning::None).into(),
        Some(year) => {
            let folder = tables::table_path(table, Partitioning::Year);
            [folder, format!("year={year}"), "part-0.parquet".to_owned()].iter().collect()
        }
    }
}

/// Returns what a folder of tables may have in it, however it was partitioned.
fn contents() -> Contents {
    let names = |partitioning| tables::all_tables(partitioning).into_iter();
    let files = names(Partitioning::None).map(|(table, how)| tables::table_path(table.name, how));
    let folders = names(Partitioning::Year).filter(|(_, how)| *how == Partitioning::Year);
    let folders = folders.map(|(table, how)| tables::table_path(table.name, how));
    Contents {
        files: files.chain(tables::script_names()).collect(),
        folders: folders.collect(),
        mark: (tables::VIEWS_FILE, tables::MARK),
    }
}
