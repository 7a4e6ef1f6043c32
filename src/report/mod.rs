//! Answers as tables.

mod table;

pub use table::{Cell, Column, Document, Layout, Table};
