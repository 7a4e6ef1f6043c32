//! Comma- and tab-separated values: RFC 4180 but for the ends of lines.

use std::borrow::Cow;

use csv::WriterBuilder;

use super::{Terminal, escape_for_terminal};
use crate::money::to_plain_string;
use crate::report::{Cell, Column, Document, Line, Table};

/// What a spreadsheet takes for the beginning of a formula (OWASP: CSV injection).
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Every table with its header; commands give machines one, and several are set apart by an empty line.
pub(super) fn render(document: &Document, delimiter: u8, terminal: &Terminal) -> String {
    let tables: Vec<String> =
        document.tables.iter().map(|table| encode(table, delimiter, terminal.is_terminal)).collect();
    tables.join("\n")
}

fn encode(table: &Table, delimiter: u8, escape: bool) -> String {
    // The RFC ends lines with CRLF; every reader takes a bare newline too, and `cut`, `grep` and `diff` would
    // take the CR for data.
    let mut writer = WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    let header = table.columns.iter().map(|column| text(&column.name, escape).into_owned());
    let _ = writer.write_record(header);
    for row in &table.rows {
        let _ = writer.write_record(row.iter().map(|cell| field(cell, escape).into_owned()));
    }
    written(writer)
}

/// The header alone.
pub(super) fn head(columns: &[Column], delimiter: u8, terminal: &Terminal) -> String {
    let mut writer = WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    let _ = writer
        .write_record(columns.iter().map(|column| text(&column.name, terminal.is_terminal).into_owned()));
    written(writer)
}

/// Rows without a header; a record is none.
pub(super) fn rows(lines: &[Line], delimiter: u8, terminal: &Terminal) -> String {
    let mut writer = WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    for line in lines {
        if let Line::Cells(cells) = line {
            for cell in cells {
                let _ = writer.write_field(field(cell, terminal.is_terminal).as_bytes());
            }
            let _ = writer.write_record(None::<&[u8]>);
        }
    }
    written(writer)
}

/// What was written. Neither a vector nor rows of any length give a writer a reason to fail.
fn written(writer: csv::Writer<Vec<u8>>) -> String {
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn field(cell: &Cell, escape: bool) -> Cow<'_, str> {
    match cell {
        Cell::Missing | Cell::Open => "".into(),
        Cell::Text(words) => text(words, escape),
        Cell::Date(date) => date.to_string().into(),
        Cell::Count(count) => count.to_string().into(),
        Cell::Amount(amount) => amount.to_string().into(),
        Cell::Figure(value, _) | Cell::Share(value) | Cell::Rate(value) => to_plain_string(*value).into(),
    }
}

/// A text that no spreadsheet takes for a formula and that does not command a terminal.
fn text(text: &str, escape: bool) -> Cow<'_, str> {
    let shown = if escape { escape_for_terminal(text) } else { text.into() };
    if text.starts_with(FORMULA) { format!("'{shown}").into() } else { shown }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;
    use crate::report::Column;

    const PIPE: Terminal = Terminal { width: None, color: false, is_terminal: false, threads: 1 };
    const TERMINAL: Terminal = Terminal { width: Some(40), color: true, is_terminal: true, threads: 1 };

    fn document(columns: &[&str], rows: Vec<Vec<Cell>>) -> Document {
        let columns = columns.iter().map(|name| Column::new(*name)).collect();
        Document { tables: vec![Table { columns, rows, ..Table::default() }], records: None }
    }

    #[test]
    fn figures_are_plain_and_absent_ones_empty() {
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
            render(&document, b',', &PIPE),
            "who,headline,ceiling,note,deals,announced,share,rate,amount\n\
             \"Iliad, OpCore\",-3000000000.5,,,12345,2025-02,0.361,0.0000000000000000000000000001,\
             at least EUR 3bn\n"
        );
    }

    #[test]
    fn a_text_is_no_formula() {
        let texts = ["=cmd()", "+1", "-1", "@SUM", "\t=1", "＝1", "a=1", "'=1"];
        let rows = texts.map(|text| vec![Cell::text(text)]).to_vec();
        assert_eq!(
            render(&document(&["t"], rows), b',', &PIPE),
            "t\n'=cmd()\n'+1\n'-1\n'@SUM\n'\t=1\n'＝1\na=1\n'=1\n"
        );
    }

    #[test]
    fn quotes_delimiters_and_newlines_are_quoted() {
        let rows = vec![vec![Cell::text("say \"hi\""), Cell::text("a\nb"), Cell::text("x\ty,z|")]];
        let document = document(&["a", "b", "c"], rows);
        assert_eq!(render(&document, b',', &PIPE), "a,b,c\n\"say \"\"hi\"\"\",\"a\nb\",\"x\ty,z|\"\n");
        assert_eq!(render(&document, b'\t', &PIPE), "a\tb\tc\n\"say \"\"hi\"\"\"\t\"a\nb\"\t\"x\ty,z|\"\n");
    }

    #[test]
    fn a_terminal_sees_what_a_pipe_is_given() {
        let document = document(&["t"], vec![vec![Cell::text("\u{1b}[2J\u{202e}")]]);
        assert_eq!(render(&document, b',', &PIPE), "t\n\u{1b}[2J\u{202e}\n");
        assert_eq!(render(&document, b',', &TERMINAL), "t\n\\u{1b}[2J\\u{202e}\n");
    }

    proptest! {
        #[test]
        fn every_text_is_read_back(texts in prop::collection::vec(any::<String>(), 3), tab in any::<bool>()) {
            let delimiter = if tab { b'\t' } else { b',' };
            let row = texts.iter().map(|text| Cell::Text(text.clone())).collect();
            let written = render(&document(&["a", "b", "c"], vec![row]), delimiter, &PIPE);
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(written.as_bytes());
            let read: Vec<Vec<String>> = reader.deserialize().map(Result::unwrap).collect();
            let guard = |text: &String| if text.starts_with(FORMULA) { format!("'{text}") } else { text.clone() };
            prop_assert_eq!(read, [texts.iter().map(guard).collect::<Vec<_>>()]);
        }
    }
}
