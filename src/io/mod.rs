//! Files, standard input and output, and the progress bars.
//!
//! - `input`: opens a dataset from paths, standard input or the built-in data
//! - `messages`: messages on standard error
//! - `opened`: a dataset that is open, or was read whole
//! - `reading`: how a dataset is read
//! - `output`: standard output, a file or a pipe; broken pipes
//! - `atomic_file`: replaces a file whole or not at all
//! - `config_file`: the configuration file
//! - `bounded`: reads what may have no end
//! - `spool`: streams that are too long for memory
//! - `clock`: the current day
//! - `digest`: the SHA-256 digest of a dataset
//! - `sheet_dataset`: a spreadsheet as a dataset
//! - `table_folder`: a folder of tables, replaced whole or not at all
//! - `table_file`: tables from files and standard input
//! - `rates`: the exchange rates of a command
//! - `rate_file`: a file of exchange rates
//! - `rate_store`: the table that `outlay rates update` stored
//! - `fetch`: files over HTTP
//! - `outputs`: keeps outputs from replacing inputs
//! - `pages`: the texts of sources
//! - `pager`: long results on a terminal
//! - `progress_bar`: progress on standard error, of bytes read and of rows imported

pub(crate) mod atomic_file;
pub(crate) mod bounded;
pub(crate) mod clock;
pub(crate) mod config_file;
mod digest;
#[cfg(feature = "update")]
mod fetch;
pub(crate) mod input;
pub(crate) mod messages;
pub(crate) mod opened;
pub(crate) mod output;
pub(crate) mod outputs;
pub(crate) mod pager;
pub(crate) mod pages;
pub(crate) mod progress_bar;
mod rate_file;
pub(crate) mod rate_store;
pub(crate) mod rates;
pub(crate) mod reading;
pub(crate) mod sheet_dataset;
mod spool;
pub(crate) mod table_file;
#[cfg(feature = "parquet")]
pub(crate) mod table_folder;
