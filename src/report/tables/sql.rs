//! The SQL beside the tables: their names in each engine, and the views.

use super::columns::{ALIASES, COMPANIES, DEAL_TABLES, MEANS, RATES, SOURCES};
use super::deal_rows::Partitioning;
use crate::invalid::keyword_enum;
use crate::money::Currency;
use crate::parquet::FlatTable;

/// The views, with places for the version and the currency.
const VIEWS: &str = include_str!("views.sql");

/// The file of the views.
pub(crate) const VIEWS_FILE: &str = "views.sql";

/// The beginning of the views, by which an earlier export is known.
pub(crate) const MARK: &str = "-- Totals of the tables in this folder, as `outlay totals` counts them.\n";

keyword_enum! {
    /// A database that reads the tables.
    enum Engine is "engine" {
        /// `DuckDB`.
        DuckDb = "duckdb",
        /// `ClickHouse`, also as chdb.
        ClickHouse = "clickhouse",
        /// Apache Spark.
        Spark = "spark",
    }
}

impl Engine {
    /// Returns the expression of all rows of the Parquet files at a path.
    fn rows(self, path: &str, partitioning: Partitioning) -> String {
        match (self, partitioning) {
            (Self::DuckDb, Partitioning::None) => format!("read_parquet('{path}')"),
            (Self::DuckDb, Partitioning::Year) => {
                format!("read_parquet('{path}/*/*.parquet', hive_partitioning = true)")
            }
            (Self::ClickHouse, Partitioning::None) => format!("file('{path}', Parquet)"),
            (Self::ClickHouse, Partitioning::Year) => format!("file('{path}/*/*.parquet', Parquet)"),
            (Self::Spark, _) => format!("parquet.`{path}`"),
        }
    }
}

/// Returns every table of an export, and how it is divided into files.
pub(crate) fn all_tables(partitioning: Partitioning) -> Vec<(&'static FlatTable, Partitioning)> {
    let of_deals = DEAL_TABLES.iter().map(|table| (*table, partitioning));
    let others = [&COMPANIES, &ALIASES, &SOURCES, &RATES, &MEANS].map(|table| (table, Partitioning::None));
    of_deals.chain(others).collect()
}

/// Returns the path of a table in the folder of the export: a file, or the folder of its partitions.
pub(crate) fn table_path(name: &str, partitioning: Partitioning) -> String {
    match partitioning {
        Partitioning::None => format!("{name}.parquet"),
        Partitioning::Year => name.to_owned(),
    }
}

/// Returns the names of the SQL files.
pub(crate) fn script_names() -> Vec<String> {
    let of_engine = Engine::ALL.iter().map(|engine| format!("tables-{engine}.sql"));
    of_engine.chain([VIEWS_FILE.to_owned()]).collect()
}

/// Returns the SQL files with their names: the tables in each engine, then the views, whose totals are in `target`, or in
/// the currencies of the deals.
pub(crate) fn scripts(partitioning: Partitioning, target: Option<Currency>) -> Vec<(String, String)> {
    let of_engine = Engine::ALL.iter().map(|engine| {
        let views = all_tables(partitioning).into_iter().map(|(table, partitioning)| {
            let rows = engine.rows(&table_path(table.name, partitioning), partitioning);
            format!("CREATE OR REPLACE VIEW {} AS SELECT * FROM {rows};\n", table.name)
        });
        views.collect::<String>()
    });
    let views = VIEWS.replace("{version}", env!("CARGO_PKG_VERSION"));
    let views = views.replace("{currency}", target.as_ref().map_or("", Currency::code));
    script_names().into_iter().zip(of_engine.chain([views])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_views_begin_with_the_mark() {
        assert!(VIEWS.starts_with(MARK));
    }
}
