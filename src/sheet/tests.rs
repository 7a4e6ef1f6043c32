use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// Reads a table, and writes each of its rows as `line: cell | cell`.
fn lines(bytes: &[u8]) -> Vec<String> {
    lines_with(bytes, &Options::default())
}

fn lines_with(bytes: &[u8], options: &Options) -> Vec<String> {
    match read(bytes, "file", options) {
        Ok(sheet) => {
            let names: Vec<&str> = sheet.columns.iter().map(|column| column.name.as_str()).collect();
            let rows = sheet.rows.iter().map(|row| {
                let hidden = if row.is_hidden { " hidden" } else { "" };
                let cells: Vec<String> = row.cells.iter().map(cell).collect();
                format!("{}{hidden}: {}", row.line, cells.join(" | "))
            });
            [names.join(" | ")].into_iter().chain(rows).collect()
        }
        Err(problem) => vec![problem.message],
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => text.clone(),
        Value::Number(number) => match &number.format.text {
            Some(text) => format!("{} [{text}]", number.decimal),
            None => number.decimal.to_string(),
        },
        Value::Date(date) => date.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Error(error) => format!("error {error}"),
        Value::FormulaWithoutValue => "formula".to_owned(),
    }
}

fn notes(bytes: &[u8]) -> Vec<String> {
    read(bytes, "file", &Options::default()).unwrap().notes
}

/// Makes a workbook of sheets, each with its name, the content of its `sheetData`, and what follows that.
fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |path: &str, xml: &str| {
        zip.start_file(path, SimpleFileOptions::default()).unwrap();
        zip.write_all(xml.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut list, mut relations) = (String::new(), String::new());
    for (index, (name, rows, rest)) in sheets.iter().enumerate() {
        let id = index + 1;
        list += &format!(r#"<sheet name="{name}" sheetId="{id}" r:id="rId{id}"/>"#);
        relations += &format!(
            r#"<Relationship Id="rId{id}" Type="{office}/worksheet" Target="worksheets/sheet{id}.xml"/>"#
        );
        let sheet = format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{rest}</worksheet>"#);
        part(&format!("xl/worksheets/sheet{id}.xml"), &sheet);
    }
    let root =
        format!(r#"<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>"#);
    part("_rels/.rels", &format!(r#"<Relationships xmlns="{package}">{root}</Relationships>"#));
    relations += &format!(r#"<Relationship Id="rId99" Type="{office}/styles" Target="styles.xml"/>"#);
    part(
        "xl/workbook.xml",
        &format!(r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{list}</sheets></workbook>"#),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(r#"<Relationships xmlns="{package}">{relations}</Relationships>"#),
    );
    let formats = [
        r#"<numFmt numFmtId="164" formatCode="mmm-yy"/>"#,
        r#"<numFmt numFmtId="165" formatCode="0.0&quot;bn&quot;"/>"#,
    ]
    .concat();
    let xfs = [0, 14, 164, 165].map(|id| format!(r#"<xf numFmtId="{id}" applyNumberFormat="1"/>"#)).concat()
        + r#"<xf numFmtId="0" fontId="1" applyFont="1"/><xf numFmtId="0" applyAlignment="1"><alignment indent="2"/></xf>"#;
    let fonts = "<fonts><font/><font><strike/></font></fonts>";
    part(
        "xl/styles.xml",
        &format!(
            r#"<styleSheet xmlns="{main}"><numFmts>{formats}</numFmts>{fonts}<cellXfs>{xfs}</cellXfs></styleSheet>"#
        ),
    );
    zip.finish().unwrap().into_inner()
}

/// Writes a row of texts.
fn texts(row: usize, cells: &[&str]) -> String {
    let cells = cells.iter().enumerate().filter(|(_, text)| !text.is_empty()).map(|(column, text)| {
        format!(r#"<c r="{}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#, header::letters(column))
    });
    format!(r#"<row r="{row}">{}</row>"#, cells.collect::<String>())
}

#[test]
fn raised_and_struck_characters_are_told_from_others() {
    let raised = r#"<c r="B2" t="inlineStr"><is><r><t>5</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r></is></c>"#;
    let name = |cell: &str| format!(r#"<c r="{cell}" t="inlineStr"><is><t>Zenko</t></is></c>"#);
    let rows = texts(1, &["Company", "Amount"])
        + &format!(r#"<row r="2">{}{raised}</row>"#, name("A2"))
        + &format!(r#"<row r="3">{}<c r="B3" s="4"><v>6</v></c></row>"#, name("A3"));
    assert_eq!(
        lines(&workbook(&[("Deals", &rows, "")]))[1..],
        ["2: Zenko | 5²", "3: Zenko | 6 (struck through)"]
    );
}

#[test]
fn indents_outlines_and_sums_of_a_workbook_are_read() {
    let name = |cell: &str, style: u8| {
        format!(r#"<c r="{cell}" s="{style}" t="inlineStr"><is><t>Zenko</t></is></c>"#)
    };
    let rows = texts(1, &["Company", "Amount"])
        + &format!(r#"<row r="2">{}<c r="B2"><v>5</v></c></row>"#, name("A2", 0))
        + &format!(r#"<row r="3">{}<c r="B3"><v>2</v></c></row>"#, name("A3", 5))
        + &format!(r#"<row r="4" outlineLevel="1">{}<c r="B4"><v>3</v></c></row>"#, name("A4", 0))
        + &format!(r#"<row r="5">{}<c r="B5"><f>SUM(B2:B4)</f><v>10</v></c></row>"#, name("A5", 0));
    let sheet = read(&workbook(&[("Deals", &rows, "")]), "file", &Options::default()).unwrap();
    assert_eq!(sheet.rows.iter().map(|row| row.depth).collect::<Vec<_>>(), [0, 2, 1, 0]);
    let is_sum = |row: &Row| matches!(&row.cells[1], Value::Number(number) if number.is_sum);
    assert_eq!(sheet.rows.iter().map(is_sum).collect::<Vec<_>>(), [false, false, false, true]);
    assert_eq!(sheet.name.as_deref(), Some("Deals"));
}

#[test]
fn a_row_has_the_line_on_which_it_begins() {
    for end in ["\n", "\r\n", "\r"] {
        let text = "Date,Note,Amount\n2025,\"a\nb\",1\n\n2026,c,2\n".replace('\n', end);
        assert_eq!(lines(text.as_bytes())[1..].len(), 2, "{text:?}");
        assert!(lines(text.as_bytes())[1].starts_with("2: 2025"), "{text:?}");
        assert!(lines(text.as_bytes())[2].starts_with("5: 2026"), "{text:?}");
    }
}

#[test]
fn the_delimiter_is_the_one_that_all_records_have() {
    for text in
        ["A;B;C\n1,5;2;3\n1,6;2;3\n", "A\tB\tC\n1,5\t2\t3\n", "A|B|C\n1,5|2|3\n", "A,B,C\n\"1,5\",2,3\n"]
    {
        assert_eq!(lines(text.as_bytes())[..2], ["A | B | C", "2: 1,5 | 2 | 3"], "{text}");
    }
    // A header with a delimiter of another kind in each of its names.
    assert_eq!(lines(b"A, a;B, b;C, c\n1;2;3\n4;5;6\n")[0], "A, a | B, b | C, c");
}

#[test]
fn encodings_are_recognised_by_their_mark_or_detected() {
    let text = "Date\tCompany\tAmount\n2025-06-01\tAlpha\t5 €\n";
    let utf16: Vec<u8> =
        [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big_endian: Vec<u8> =
        [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for bytes in [utf16, big_endian, marked, text.as_bytes().to_vec()] {
        assert_eq!(lines(&bytes), ["Date | Company | Amount", "2: 2025-06-01 | Alpha | 5 €"]);
    }
    let french = "Société,Montant\nÉnergie d’été,5 €\nFrançois,6 €\nhôtel à Orléans,7 €\n";
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(french);
    assert_eq!(lines(&bytes), lines(french.as_bytes()));
    assert_eq!(notes(&bytes), ["file is read as windows-1252 (detected; --encoding names another)"]);
    assert!(
        lines_with(french.as_bytes(), &Options { encoding: Some("utf-9".into()), ..Options::default() })[0]
            .contains("not an encoding")
    );
}

#[test]
fn a_packed_text_is_unpacked() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"A,B\n1,2\n").unwrap();
    let packed = packed.finish().unwrap();
    assert_eq!(lines(&packed), ["A | B", "2: 1 | 2"]);
    assert!(lines(&packed[..packed.len() - 4])[0].contains("cannot be unpacked"));
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_refused_with_its_line() {
    for text in ["A,B\n1,\"2\n3,4\n5,6\n", "A,B\r\n1,\"2\r\n3,4\r\n"] {
        assert_eq!(lines(text.as_bytes()), ["file:2: a quotation mark opens a cell that does not end"]);
    }
    assert_eq!(
        lines(b"A,B\n1,2\n3,\"a\"b\n"),
        ["file:3: text follows the quotation mark that closes a cell"]
    );
    // Inside of a cell that is not quoted, it is a character.
    assert_eq!(
        lines(b"A,B\n1,the \"best\n3,\"say \"\"hi\"\"\"\n")[1..],
        ["2: 1 | the \"best", "3: 3 | say \"hi\""]
    );
}

#[test]
fn the_header_is_found_below_titles() {
    let text =
        "Deal tracker export,,\nGenerated 2025-07-01,,\n,,\nDate,Company,Amount\n2025-06-01,Alpha,$5m\n";
    assert_eq!(lines(text.as_bytes()), ["Date | Company | Amount", "5: 2025-06-01 | Alpha | $5m"]);
    assert_eq!(
        notes(text.as_bytes()),
        [
            "2 rows above the header, which is in row 4 (\"Deal tracker export\"; \"Generated 2025-07-01\"); --header-row names another"
        ]
    );
    let chosen = Options { header_row: Some(1), ..Options::default() };
    assert!(lines_with(text.as_bytes(), &chosen)[0].starts_with("Deal tracker export"));
    let missing = Options { header_row: Some(3), ..Options::default() };
    assert_eq!(lines_with(text.as_bytes(), &missing), ["file has nothing in row 3"]);
}

#[test]
fn columns_have_names_that_differ() {
    assert_eq!(
        lines(b" Date , Amount,Amount,amount,\n1,2,3,4,5\n"),
        ["Date | Amount | Amount#2 | amount#3 | column E", "2: 1 | 2 | 3 | 4 | 5"]
    );
    assert_eq!(lines(b"A,,B,\n1,,2,\n"), ["A | B", "2: 1 | 2"]);
}

#[test]
fn a_record_of_a_text_keeps_the_number_of_its_cells() {
    assert_eq!(
        lines(b"A,B,C\n1,2\n1,2,3,4\n1,2,3,\n")[1..],
        ["2: 1 | 2", "3: 1 | 2 | 3 | 4", "4: 1 | 2 | 3"]
    );
}

#[test]
fn a_workbook_is_read_by_its_types() {
    let rows = texts(1, &["Date", "Amount", "Other"])
        + r#"<row r="2"><c r="A2" s="1"><v>45809</v></c><c r="B2"><v>0.30000000000000004</v></c><c r="C2" t="b"><v>1</v></c></row>"#
        + r#"<row r="3" hidden="1"><c r="A3" s="2"><v>45352</v></c><c r="B3" s="3"><v>1.5</v></c><c r="C3" t="e"><v>#N/A</v></c></row>"#
        + r#"<row r="5"><c r="A5" t="str"><f>A2</f><v>x</v></c><c r="B5"><f>2*3</f></c></row>"#;
    assert_eq!(
        lines(&workbook(&[("Deals", &rows, "")])),
        [
            "Date | Amount | Other", "2: 2025-06-01 | 0.3 | true",
            "3 hidden: 2024-03 | 1.5 [bn] | error #N/A", "5: x | formula | "
        ]
    );
}

#[test]
fn the_sheet_with_most_cells_is_read_or_the_one_that_is_named() {
    let first = texts(1, &["About", "this"]);
    let second = texts(1, &["Date", "Amount"]) + &texts(2, &["2025", "5"]) + &texts(3, &["2026", "6"]);
    let bytes = workbook(&[("Read me", &first, ""), ("Rounds", &second, "")]);
    assert_eq!(lines(&bytes), ["Date | Amount", "2: 2025 | 5", "3: 2026 | 6"]);
    assert_eq!(
        notes(&bytes),
        ["read sheet \"Rounds\", which has most cells; not \"Read me\"; --sheet names another"]
    );
    for sheet in ["Read me", "1"] {
        let options = Options { sheet: Some(sheet.to_owned()), ..Options::default() };
        assert_eq!(lines_with(&bytes, &options), ["About | this"]);
    }
    let options = Options { sheet: Some("Round".to_owned()), ..Options::default() };
    let problem = read(&bytes, "file", &options).unwrap_err();
    assert_eq!(problem.hint.unwrap(), "did you mean \"Rounds\"? the sheets are Read me, Rounds");
}

#[test]
fn a_sheet_of_deals_is_read_whatever_others_hold() {
    let deals = texts(1, &["Date", "Amount"]) + &texts(2, &["2025", "5"]);
    let sources = texts(1, &["deal", "quote"]) + &texts(2, &["a", "b"]) + &texts(3, &["a", "c"]);
    let bytes = workbook(&[("sources", &sources, ""), ("deals", &deals, "")]);
    assert_eq!(lines(&bytes), ["Date | Amount", "2: 2025 | 5"]);
    assert_eq!(notes(&bytes), ["read sheet \"deals\", by its name; not \"sources\"; --sheet names another"]);
    // An empty one is no list of deals.
    let bytes = workbook(&[("deals", "", ""), ("sources", &sources, "")]);
    assert_eq!(lines(&bytes)[0], "deal | quote");
}

#[test]
fn a_title_and_groups_in_merged_cells_stand_above_the_header() {
    let rows = texts(1, &["Deals 2025"])
        + &texts(2, &["Date", "Company", "Amount"])
        + &texts(3, &["2025-06-01", "Alpha", "$5m"]);
    let bytes =
        workbook(&[("Deals", &rows, r#"<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>"#)]);
    assert_eq!(lines(&bytes), ["Date | Company | Amount", "3: 2025-06-01 | Alpha | $5m"]);
    let rows = texts(1, &["Date", "Amount", "", "Where"])
        + &texts(2, &["", "USD m", "EUR m", "Country"])
        + &texts(3, &["2025-06-01", "5", "4", "FR"]);
    let merged = r#"<mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>"#;
    let bytes = workbook(&[("Deals", &rows, merged)]);
    assert_eq!(
        lines(&bytes),
        ["Date | Amount USD m | Amount EUR m | Where Country", "3: 2025-06-01 | 5 | 4 | FR"]
    );
    // The last heading of the group has no cell of its own.
    let rows = texts(1, &["Date", "Amount"])
        + &texts(2, &["", "USD m", "EUR m"])
        + &texts(3, &["2025-06-01", "5", "4"]);
    let merged = r#"<mergeCells count="1"><mergeCell ref="B1:C1"/></mergeCells>"#;
    let bytes = workbook(&[("Deals", &rows, merged)]);
    assert_eq!(lines(&bytes), ["Date | Amount USD m | Amount EUR m", "3: 2025-06-01 | 5 | 4"]);
}

#[test]
fn damaged_and_hostile_workbooks_cost_little() {
    let start = Instant::now();
    let far = lines(include_bytes!("../../tests/data/xlsx-far-cell.xlsx"));
    assert_eq!(far, ["Date | Company | Money Raised", "2: 2025-01-01 | SunCo | $1.5B"]);
    let far = notes(include_bytes!("../../tests/data/xlsx-far-cell.xlsx"));
    assert_eq!(far, ["cell XFD1048576 is far away from the table and was left out"]);
    let bad = lines(include_bytes!("../../tests/data/xlsx-bad-ref.xlsx"));
    assert!(bad[0].contains("is not the reference of a cell"), "{bad:?}");
    let unclosed = lines(include_bytes!("../../tests/data/ods-unclosed-table.ods"));
    assert!(unclosed[0].contains("cannot be read"), "{unclosed:?}");
    assert!(start.elapsed() < Duration::from_secs(5));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "[a-c\",;\n\r\t0-9]{0,80}") {
        let _ = read(&bytes, "file", &Options::default());
        let _ = read(text.as_bytes(), "file", &Options::default());
        let _ = read(&[b"PK\x03\x04", bytes.as_slice()].concat(), "file", &Options::default());
        let _ = read(&[&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], bytes.as_slice()].concat(), "file", &Options::default());
    }

    /// Any table that the csv crate writes is read back, with any line end.
    #[test]
    fn a_written_table_is_read_back(
        cells in prop::collection::vec(prop::collection::vec("[a-z \",\n€]{0,8}", 3), 1..8),
        crlf in any::<bool>(),
    ) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
        writer.write_record(["one", "two", "three"]).unwrap();
        for row in &cells {
            writer.write_record(row).unwrap();
        }
        let sheet = read(&writer.into_inner().unwrap(), "file", &Options { header_row: Some(1), ..Options::default() }).unwrap();
        let read: Vec<Vec<String>> = sheet.rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect();
        let written: Vec<Vec<String>> = cells.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        prop_assert_eq!(read, written);
    }
}

#[test]
fn what_is_merged_over_rows_holds_for_each_of_them() {
    let rows = [
        texts(1, &["Date", "Company", "Amount"]),
        texts(2, &["2024-03-01", "Zenko", "$5m"]),
        texts(3, &["", "Rifa", ""]),
        texts(4, &["2024-03-02", "Bako", "$1m"]),
        // The cells of one deal over two rows.
        texts(6, &["2024-03-04", "Cedar", "$2m"]),
    ];
    let merged = r#"<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="C2:C3"/><mergeCell ref="A6:A7"/><mergeCell ref="C6:C7"/></mergeCells>"#;
    let bytes = workbook(&[("Deals", &rows.concat(), merged)]);
    let sheet = read(&bytes, "file", &Options::default()).unwrap();
    assert_eq!(
        lines(&bytes)[1..],
        [
            "2: 2024-03-01 | Zenko | $5m", "3: 2024-03-01 | Rifa | $5m", "4: 2024-03-02 | Bako | $1m",
            "6: 2024-03-04 | Cedar | $2m"
        ]
    );
    let mut merged: Vec<_> = sheet.merged.into_iter().collect();
    merged.sort_by_key(|(at, _)| *at);
    assert_eq!(merged, [((2, 0), 2..=3), ((2, 2), 2..=3), ((3, 0), 2..=3), ((3, 2), 2..=3)]);
}
