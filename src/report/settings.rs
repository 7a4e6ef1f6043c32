//! The settings of the program.

use super::table::{Cell, Column, Table};
use super::{Report, Unconverted};

/// A setting with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SettingRow {
    /// The name of the setting.
    pub name: &'static str,
    /// The value; empty if there is none.
    pub value: String,
    /// The flag, variable or line of the configuration file that gives the value.
    pub origin: String,
}

/// A row for each setting, with a note `about` the configuration file.
pub(crate) fn settings(rows: &[SettingRow], about: &str) -> Report {
    let row = |row: &SettingRow| vec![Cell::text(row.name), Cell::text(&row.value), Cell::text(&row.origin)];
    let columns = vec![Column::new("setting"), Column::new("value").wraps(), Column::new("from")];
    let caveats = vec![format!("settings: {about}")];
    let table = Table { columns, rows: rows.iter().map(row).collect(), caveats, ..Table::default() };
    Report::new(vec![table], Unconverted::default())
}
