//! Comma- and tab-separated values: RFC 4180 except for line ends.
//!
//! Lines end with a newline alone: every reader accepts it, and `cut`, `grep` and `diff` treat CR as data.

use std::borrow::Cow;
use std::io;

use csv::{Writer, WriterBuilder};

use super::escape::starts_formula;
use super::{Terminal, escape_for_terminal};
use crate::money::to_plain_string;
use crate::parallel::try_for_each;
use crate::report::{Cell, Column, Document, Line, RowChunk, Table};

/// Renders each table with its header, and an empty line between tables.
pub(super) fn render(document: &Document, delimiter: u8, terminal: &Terminal) -> io::Result<String> {
    let mut text = String::new();
    for (index, Table { columns, rows, .. }) in document.tables.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(&header(columns, delimiter, terminal)?);
        let encode = |chunk: &RowChunk<'_>| {
            let mut writer = writer(delimiter);
            chunk.rows().try_for_each(|row| write_row(&mut writer, &row, terminal))?;
            into_string(writer)
        };
        try_for_each(&rows.chunks(), terminal.threads, encode, |rows| text.push_str(&rows))?;
    }
    Ok(text)
}

/// Renders the header of a list.
pub(super) fn header(columns: &[Column], delimiter: u8, terminal: &Terminal) -> io::Result<String> {
    let mut writer = writer(delimiter);
    write_header(&mut writer, columns, terminal)?;
    into_string(writer)
}

/// Renders rows of a list. Whole records are left out.
pub(super) fn rows(lines: &[Line], delimiter: u8, terminal: &Terminal) -> io::Result<String> {
    let mut writer = writer(delimiter);
    for line in lines {
        if let Line::Cells(cells) = line {
            write_row(&mut writer, cells, terminal)?;
        }
    }
    into_string(writer)
}

fn writer(delimiter: u8) -> Writer<Vec<u8>> {
    WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new())
}

fn write_header(writer: &mut Writer<Vec<u8>>, columns: &[Column], terminal: &Terminal) -> io::Result<()> {
    for column in columns {
        writer.write_field(text(&column.name, terminal.is_terminal).as_bytes())?;
    }
    Ok(writer.write_record(None::<&[u8]>)?)
}

fn write_row(writer: &mut Writer<Vec<u8>>, cells: &[Cell], terminal: &Terminal) -> io::Result<()> {
    for cell in cells {
        writer.write_field(field(cell, terminal.is_terminal).as_bytes())?;
    }
    Ok(writer.write_record(None::<&[u8]>)?)
}

fn into_string(writer: Writer<Vec<u8>>) -> io::Result<String> {
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn field(cell: &Cell, escape: bool) -> Cow<'_, str> {
    match cell {
        Cell::Missing | Cell::Open => "".into(),
        Cell::Text(words) | Cell::List { full: words, .. } => text(words, escape),
        Cell::Date(date) => date.to_string().into(),
        Cell::Count(count) => count.to_string().into(),
        Cell::Amount(amount) => amount.to_string().into(),
        Cell::Figure(value, _) | Cell::Share(value) | Cell::Rate(value) => to_plain_string(*value).into(),
    }
}

/// Returns a text that spreadsheets do not read as a formula, escaped for a terminal if `escape` is set.
fn text(text: &str, escape: bool) -> Cow<'_, str> {
    let shown = if escape { escape_for_terminal(text) } else { text.into() };
    if starts_formula(text) { format!("'{shown}").into() } else { shown }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;
    use crate::report::Column;

    const PIPE: Terminal =
        Terminal { width: None, height: None, color: false, is_terminal: false, wraps: false, threads: 1 };
    const TERMINAL: Terminal =
        Terminal { width: Some(40), height: None, color: true, is_terminal: true, wraps: false, threads: 1 };

    fn document(columns: &[&str], rows: Vec<Vec<Cell>>) -> Document {
        let columns = columns.iter().map(|name| Column::new(*name)).collect();
        Document {
            tables: vec![Table { columns, rows: rows.into(), ..Table::default() }],
            ..Document::default()
        }
    }

    #[test]
    fn figures_have_no_grouping_and_missing_ones_are_empty() {
        let cells = vec![
            Cell::text("Iliad, OpCore"),
            Cell::Figure("-3000000000.50".parse().unwrap(), Currency::EUR),
            Cell::Open,
            Cell::Missing,
            Cell::Count(12_345),
            Cell::Date("2025-02".parse().unwrap()),
            Cell::Share("0.36100".parse().unwrap()),
            Cell::Rate("0.0000000000000000000000000001".parse().unwrap()),
            Cell::Amount("at least €3bn".parse().unwrap()),
        ];
        let document = document(
            &["who", "headline", "ceiling", "note", "deals", "announced", "share", "rate", "amount"],
            vec![cells],
        );
        assert_eq!(
            render(&document, b',', &PIPE).unwrap(),
            "who,headline,ceiling,note,deals,announced,share,rate,amount\n\
             \"Iliad, OpCore\",-3000000000.5,,,12345,2025-02,0.361,0.0000000000000000000000000001,\
             at least EUR 3bn\n"
        );
    }

    #[test]
    fn a_text_is_not_a_formula() {
        let texts = ["=cmd()", "+1", "-1", "@SUM", "\t=1", "＝1", "a=1", "'=1"];
        let rows = texts.map(|text| vec![Cell::text(text)]).to_vec();
        assert_eq!(
            render(&document(&["t"], rows), b',', &PIPE).unwrap(),
            "t\n'=cmd()\n'+1\n'-1\n'@SUM\n'\t=1\n'＝1\na=1\n'=1\n"
        );
    }

    #[test]
    fn quotes_delimiters_and_newlines_are_quoted() {
        let rows = vec![vec![Cell::text("say \"hi\""), Cell::text("a\nb"), Cell::text("x\ty,z|")]];
        let document = document(&["a", "b", "c"], rows);
        assert_eq!(
            render(&document, b',', &PIPE).unwrap(),
            "a,b,c\n\"say \"\"hi\"\"\",\"a\nb\",\"x\ty,z|\"\n"
        );
        assert_eq!(
            render(&document, b'\t', &PIPE).unwrap(),
            "a\tb\tc\n\"say \"\"hi\"\"\"\t\"a\nb\"\t\"x\ty,z|\"\n"
        );
    }

    #[test]
    fn text_is_escaped_on_a_terminal_only() {
        let document = document(&["t"], vec![vec![Cell::text("\u{1b}[2J\u{202e}")]]);
        assert_eq!(render(&document, b',', &PIPE).unwrap(), "t\n\u{1b}[2J\u{202e}\n");
        assert_eq!(render(&document, b',', &TERMINAL).unwrap(), "t\n\\u{1b}[2J\\u{202e}\n");
    }

    proptest! {
        #[test]
        fn every_text_is_read_back(texts in prop::collection::vec(any::<String>(), 3), tab in any::<bool>()) {
            let delimiter = if tab { b'\t' } else { b',' };
            let row = texts.iter().map(|text| Cell::Text(text.clone())).collect();
            let written = render(&document(&["a", "b", "c"], vec![row]), delimiter, &PIPE).unwrap();
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(written.as_bytes());
            let read: Vec<Vec<String>> = reader.deserialize().map(Result::unwrap).collect();
            let guard = |text: &String| if starts_formula(text) { format!("'{text}") } else { text.clone() };
            prop_assert_eq!(read, [texts.iter().map(guard).collect::<Vec<_>>()]);
        }
    }
}
