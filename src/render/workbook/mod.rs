//! Workbooks: a sheet for each table, and one for the notes, as Office Open XML (ECMA-376, part 1: `SpreadsheetML`).
//!
//! - `value`: what a cell holds: a text, a number or a day
//! - `style`: how cells look
//! - `sheet`: a table as a sheet
//! - `archive`: the ZIP archive around the parts
//!
//! Numbers are written as decimals: nothing is ever a floating-point number here. The bytes depend on the tables only.

mod archive;
mod sheet;
mod style;
mod value;

use std::io::{self, Write};

use maud::{Markup, html};

use crate::invalid::{Problem, WriteError};
use crate::report::{Cell, Column, Document, Table};
use crate::text::{count_of, format_count};
use archive::Archive;
use sheet::{LinkTargets, SheetWriter, range};
use style::Styles;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The namespaces of the parts.
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/";

/// The most rows of a sheet below its header.
const MAX_ROWS: usize = 1_048_575;

/// The most characters of the name of a sheet, and those that it cannot have.
const MAX_NAME: usize = 31;
const NOT_IN_NAMES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

/// A sheet that was written.
#[derive(Debug)]
struct Sheet {
    name: String,
    /// The cells of the table with its header, such as `$A$1:$C$9`.
    cells: String,
}

/// What the notes say of cells that do not hold all that the tables have.
#[derive(Debug, Default)]
struct Losses {
    /// Whether a number has more digits than a spreadsheet keeps.
    has_rounded: bool,
    /// How many texts are longer than a cell.
    cut: usize,
}

/// Encodes the tables of `document` as a workbook, with their notes on a sheet of their own.
///
/// # Errors
/// If a table has more rows than a sheet.
pub(super) fn render(document: &Document) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::default();
    let mut losses = Losses::default();
    let empty = Table::default();
    let tables = if document.tables.is_empty() { std::slice::from_ref(&empty) } else { &document.tables };
    for table in tables {
        workbook.add(table, &mut losses)?;
    }
    let notes = notes(tables, &losses);
    if !notes.rows.is_empty() {
        workbook.add(&notes, &mut losses)?;
    }
    workbook.finish()
}

/// A workbook whose sheets are written one by one.
#[derive(Debug, Default)]
struct Workbook {
    archive: Archive,
    styles: Styles,
    sheets: Vec<Sheet>,
}

impl Workbook {
    /// Writes a table as a sheet.
    fn add(&mut self, table: &Table, losses: &mut Losses) -> Result<(), WriteError> {
        let name = self.free_name(table.title.as_deref().unwrap_or("rows"));
        if table.rows.len() > MAX_ROWS {
            return Err(too_long(&name, table.rows.len()));
        }
        let number = self.sheets.len() + 1;
        let writer = SheetWriter::new(table, &mut self.styles, losses);
        let cells = range(writer.width(), table.rows.len());
        let path = format!("xl/worksheets/sheet{number}.xml");
        let links = self.archive.add(&path, |part| writer.write(part))?;
        if !links.is_empty() {
            self.part(&format!("xl/worksheets/_rels/sheet{number}.xml.rels"), &link_relationships(&links))?;
        }
        self.sheets.push(Sheet { name, cells });
        Ok(())
    }

    /// Writes the parts that name the sheets, and returns the file.
    fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        self.part("xl/styles.xml", &self.styles.part())?;
        self.part("xl/workbook.xml", &workbook_part(&self.sheets))?;
        self.part("xl/_rels/workbook.xml.rels", &workbook_relationships(self.sheets.len()))?;
        self.part("_rels/.rels", &relationships(&[("rId1", "officeDocument", "xl/workbook.xml", false)]))?;
        self.part("[Content_Types].xml", &content_types(self.sheets.len()))?;
        Ok(self.archive.finish()?)
    }

    fn part(&mut self, path: &str, markup: &Markup) -> io::Result<()> {
        self.archive.add(path, |part| part.write_all([DECLARATION, &markup.0].concat().as_bytes()))
    }

    /// The name of a sheet for a table of this title, which no other sheet has.
    fn free_name(&self, title: &str) -> String {
        let title: String =
            title.to_lowercase().chars().filter(|c| !NOT_IN_NAMES.contains(c)).take(MAX_NAME - 3).collect();
        let names = (1..).map(|number| if number == 1 { title.clone() } else { format!("{title} {number}") });
        let is_free = |name: &String| self.sheets.iter().all(|sheet| sheet.name != *name);
        names.into_iter().find(is_free).unwrap_or_default()
    }
}

/// The error of a table that does not fit on a sheet.
fn too_long(name: &str, rows: usize) -> WriteError {
    let (rows, most) = (format_count(rows as u64), format_count(MAX_ROWS as u64));
    let problem = Problem::new(format!("the sheet {name:?} would have {rows} rows, and {most} are the most"));
    WriteError::Refused(
        problem.hint("select fewer deals, by filters or by --limit, or write .csv or .parquet"),
    )
}

/// The notes of all tables, each once, and those about the cells.
fn notes(tables: &[Table], losses: &Losses) -> Table {
    let mut notes: Vec<String> = Vec::new();
    for note in tables.iter().flat_map(|table| &table.caveats) {
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    if losses.has_rounded {
        notes.push(
            "digits: shaded numbers are rounded to 15 digits, the most that spreadsheets keep; beside them, columns \
             that end in _exact have all digits, as text"
                .to_owned(),
        );
    }
    if losses.cut > 0 {
        let count = count_of(losses.cut, "text was", "texts were");
        notes.push(format!("texts: {count} cut with … at the most that a cell can hold"));
    }
    let row = |note: &String| {
        let (about, text) = note.split_once(": ").unwrap_or(("", note));
        vec![Cell::text(about), Cell::text(text)]
    };
    let rows = notes.iter().map(row).collect();
    let columns = ["about", "note"].map(Column::new).to_vec();
    Table { title: Some("notes".to_owned()), columns, rows, ..Table::default() }
}

/// The part that names the sheets, and says what they filter and print on each page.
fn workbook_part(sheets: &[Sheet]) -> Markup {
    html! {
        workbook xmlns=(MAIN) xmlns:r=(RELATIONSHIPS) {
            sheets {
                @for (index, sheet) in sheets.iter().enumerate() {
                    sheet name=(sheet.name) sheetId=(index + 1) r:id={"rId" (index + 1)} {}
                }
            }
            definedNames {
                @for (index, Sheet { name, cells }) in sheets.iter().enumerate() {
                    definedName name="_xlnm._FilterDatabase" localSheetId=(index) hidden="1" { "'" (name) "'!" (cells) }
                }
                @for (index, Sheet { name, .. }) in sheets.iter().enumerate() {
                    definedName name="_xlnm.Print_Titles" localSheetId=(index) { "'" (name) "'!$A:$A,'" (name) "'!$1:$1" }
                }
            }
        }
    }
}

fn workbook_relationships(sheets: usize) -> Markup {
    let ids: Vec<[String; 2]> =
        (1..=sheets).map(|n| [format!("rId{n}"), format!("worksheets/sheet{n}.xml")]).collect();
    let styles = format!("rId{}", sheets + 1);
    let mut targets: Vec<Relationship<'_>> =
        ids.iter().map(|[id, path]| (id.as_str(), "worksheet", path.as_str(), false)).collect();
    targets.push((styles.as_str(), "styles", "styles.xml", false));
    relationships(&targets)
}

fn link_relationships(links: &LinkTargets) -> Markup {
    let ids: Vec<String> = (1..=links.len()).map(|n| format!("rId{n}")).collect();
    let targets: Vec<Relationship<'_>> = ids
        .iter()
        .zip(links)
        .map(|(id, address)| (id.as_str(), "hyperlink", address.as_str(), true))
        .collect();
    relationships(&targets)
}

/// The id of a relationship, its type, its target, and whether that is outside of the file.
type Relationship<'a> = (&'a str, &'a str, &'a str, bool);

fn relationships(targets: &[Relationship<'_>]) -> Markup {
    html! {
        Relationships xmlns={(PACKAGE) "relationships"} {
            @for (id, kind, target, is_external) in targets {
                Relationship Id=(id) Type={(RELATIONSHIPS) "/" (kind)} Target=(target)
                    TargetMode=[is_external.then_some("External")] {}
            }
        }
    }
}

fn content_types(sheets: usize) -> Markup {
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    let parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")];
    html! {
        Types xmlns={(PACKAGE) "content-types"} {
            Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" {}
            @for (path, kind) in parts { Override PartName=(path) ContentType={(sheet) (kind) "+xml"} {} }
            @for number in 1..=sheets {
                Override PartName={"/xl/worksheets/sheet" (number) ".xml"} ContentType={(sheet) "worksheet+xml"} {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use calamine::{Data, Reader, Xlsx};

    use super::*;
    use crate::money::Currency;

    fn document(tables: Vec<Table>) -> Document {
        Document { tables, ..Document::default() }
    }

    fn table(names: &[&str], rows: Vec<Vec<Cell>>) -> Table {
        Table {
            columns: names.iter().map(|name| Column::new(*name)).collect(),
            rows: rows.into(),
            ..Table::default()
        }
    }

    fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
    }

    /// The text of every part.
    fn parts(bytes: Vec<u8>) -> Vec<(String, String)> {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        (0..zip.len())
            .map(|index| {
                let mut part = zip.by_index(index).unwrap();
                let mut text = String::new();
                part.read_to_string(&mut text).unwrap();
                (part.name().unwrap().into_owned(), text)
            })
            .collect()
    }

    #[test]
    fn cells_are_read_back_with_their_types() {
        let figure = |text: &str| Cell::Figure(text.parse().unwrap(), Currency::USD);
        let row = vec![
            Cell::text("Iliad & OpCore"),
            Cell::Date("2025-02-07".parse().unwrap()),
            Cell::Date("2025-02".parse().unwrap()),
            Cell::Count(12_345),
            figure("-3000000000.50"),
            figure("0.3333333333333333333333333333"),
            Cell::Open,
            Cell::Missing,
        ];
        let names = ["who", "day", "month", "deals", "net", "third", "ceiling", "none"];
        let mut table = table(&names, vec![row]);
        table.caveats = vec!["amounts: a note".to_owned(), "plain".to_owned()];
        let mut workbook = open(render(&document(vec![table])).unwrap());
        assert_eq!(workbook.sheet_names(), ["rows", "notes"]);
        let rows = workbook.worksheet_range("rows").unwrap();
        let row: Vec<&Data> = rows.rows().nth(1).unwrap().iter().collect();
        let header: Vec<String> = rows.rows().next().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(
            header,
            ["who", "day", "month", "deals", "net", "third", "third_exact", "ceiling", "none"]
        );
        assert_eq!(row[0], &Data::String("Iliad & OpCore".into()));
        assert!(matches!(row[1], Data::DateTime(day) if day.to_ymd_hms_milli() == (2025, 2, 7, 0, 0, 0, 0)));
        assert_eq!(row[2], &Data::String("2025-02".into()));
        assert_eq!(
            [row[3], row[4], row[5]],
            [12_345.0, -3_000_000_000.5, 0.333_333_333_333_333].map(Data::Float).each_ref()
        );
        assert_eq!(row[6], &Data::String("0.3333333333333333333333333333".into()));
        assert_eq!([row[7], row[8]], [&Data::String("open".into()), &Data::Empty]);
        let notes = workbook.worksheet_range("notes").unwrap();
        let notes: Vec<String> = notes.rows().map(|row| format!("{} {}", row[0], row[1])).collect();
        assert_eq!(notes[..3], ["about note", "amounts a note", " plain"]);
        assert!(notes[3].starts_with("digits shaded numbers are rounded to 15 digits"));
    }

    #[test]
    fn no_text_is_a_formula_or_leads_anywhere_unsafe() {
        let texts = [
            "=HYPERLINK(\"http://evil.example\")", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "<f>1</f>",
            "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd",
            "https://wire.example/\u{202e}gpj.exe", "\u{1b}[2J\u{0}\u{ffff}", "_x0041_",
            "https://wire.example/a?b=1&c=\"x\"", "HTTP://wire.example",
        ];
        let long = format!("https://wire.example/{}", "a".repeat(3000));
        let rows = texts.iter().chain([&long.as_str()]).map(|text| vec![Cell::text(*text)]).collect();
        let bytes = render(&document(vec![table(&["=1"], rows)])).unwrap();
        let shown = |text: &str| {
            text.replace('\u{0}', "\\u{0}").replace('\u{1b}', "\\u{1b}").replace('\u{ffff}', "\\u{ffff}")
        };
        let cells = open(bytes.clone()).worksheet_range("rows").unwrap();
        let read: Vec<String> = cells.rows().map(|row| row[0].to_string()).collect();
        assert_eq!(read[1..5], texts[..4]);
        assert_eq!(read[5], " =1");
        assert_eq!(read[11], "https://wire.example/\\u{202e}gpj.exe");
        assert_eq!(read[12], shown(texts[11]));
        let parts = parts(bytes);
        let targets: Vec<&str> = parts
            .iter()
            .filter(|(name, _)| name.ends_with("sheet1.xml.rels"))
            .flat_map(|(_, text)| text.split("Target=\"").skip(1))
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(targets, ["https://wire.example/a?b=1&amp;c=&quot;x&quot;", "HTTP://wire.example"]);
        for (name, text) in &parts {
            assert!(!text.contains("<f>") && !text.contains("<f "), "{name}");
            let mut reader = quick_xml::Reader::from_str(text);
            while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
        }
        let styles = &parts.iter().find(|(name, _)| name == "xl/styles.xml").unwrap().1;
        assert!(styles.contains("quotePrefix=\"1\""), "a formula stays a text when its cell is edited");
    }

    #[test]
    fn the_first_column_of_a_wide_sheet_stays_where_it_is() {
        for (columns, pane) in [(4, "pane ySplit=\"1\""), (20, "pane xSplit=\"1\" ySplit=\"1\"")] {
            let table = table(&vec!["headline"; columns], vec![vec![Cell::text("a"); columns]]);
            let parts = parts(render(&document(vec![table])).unwrap());
            let sheet = &parts.iter().find(|(name, _)| name.ends_with("sheet1.xml")).unwrap().1;
            assert!(sheet.contains(pane), "{columns}: {sheet}");
        }
    }

    #[test]
    fn long_texts_are_cut_with_a_note() {
        let rows = vec![vec![Cell::text("ж".repeat(40_000))], vec![Cell::text("short")]];
        let mut workbook = open(render(&document(vec![table(&["t"], rows)])).unwrap());
        let text = workbook.worksheet_range("rows").unwrap().rows().nth(1).unwrap()[0].to_string();
        assert_eq!((text.chars().count(), text.ends_with('…')), (32_767, true));
        let note = workbook.worksheet_range("notes").unwrap().rows().nth(1).unwrap()[1].to_string();
        assert_eq!(note, "1 text was cut with … at the most that a cell can hold");
    }

    #[test]
    fn more_rows_than_a_sheet_has_are_refused() {
        let long = Table {
            title: Some("parties".to_owned()),
            rows: vec![Vec::new(); MAX_ROWS + 1].into(),
            ..Table::default()
        };
        let error = render(&document(vec![Table::default(), long])).unwrap_err().to_string();
        assert_eq!(error, "the sheet \"parties\" would have 1,048,576 rows, and 1,048,575 are the most");
    }

    #[test]
    fn a_workbook_has_the_same_bytes_each_time_and_names_that_spreadsheets_take() {
        let titled = |title: &str| Table {
            title: Some(title.to_owned()),
            ..table(&["a"], vec![vec![Cell::Count(1)]])
        };
        let tables = vec![
            titled("Sources"),
            titled("sources"),
            titled("a/b: [c]* What the headline rests on, and more"),
        ];
        let document = document(tables);
        let bytes = render(&document).unwrap();
        assert_eq!(bytes, render(&document).unwrap());
        assert_eq!(open(bytes).sheet_names(), ["sources", "sources 2", "ab c what the headline rests"]);
    }
}
