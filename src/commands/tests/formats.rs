//! The rows of an answer are the same in every format.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use serde_json::value::RawValue;

use super::agreement::{ask, dataset};
use super::cases;

/// Each row of a format as the texts of its cells, with the columns in the first row; an empty cell is an empty text.
type Cells = Vec<Vec<String>>;

/// The rows of CSV or TSV.
fn delimited(text: &str, delimiter: u8) -> Cells {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The rows of a JSON array, with numbers as they are written. Without rows there are no columns.
fn json(text: &str) -> Cells {
    let rows: Vec<serde_json::Map<String, Value>> = serde_json::from_str(text).unwrap();
    let raw: Vec<BTreeMap<String, Box<RawValue>>> = serde_json::from_str(text).unwrap();
    let cell = |raw: &RawValue| match serde_json::from_str(raw.get()).unwrap() {
        Value::Null => String::new(),
        Value::String(text) => text,
        _ => raw.get().to_owned(),
    };
    let columns = rows.first().map(|row| row.keys().cloned().collect());
    let row = |(row, raw): (&serde_json::Map<String, Value>, &BTreeMap<String, Box<RawValue>>)| {
        row.keys().map(|key| cell(&raw[key])).collect()
    };
    columns.into_iter().chain(rows.iter().zip(&raw).map(row)).collect()
}

/// The rows of a Parquet file.
#[cfg(feature = "parquet")]
fn parquet(file: &Path) -> Cells {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;
    use chrono::{Days, NaiveDate};
    use num_bigint::BigInt;

    let cell = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(count) => count.to_string(),
        Field::Date(days) => {
            let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
            epoch.checked_add_days(Days::new(u64::try_from(*days).unwrap())).unwrap().to_string()
        }
        Field::Decimal(decimal) => {
            assert_eq!((decimal.precision(), decimal.scale()), (38, 10));
            let units: i128 = BigInt::from_signed_bytes_be(decimal.data()).try_into().unwrap();
            rust_decimal::Decimal::try_from_i128_with_scale(units, 10).unwrap().normalize().to_string()
        }
        other => panic!("{other:?}"),
    };
    let reader = SerializedFileReader::new(std::fs::File::open(file).unwrap()).unwrap();
    let schema = reader.metadata().file_metadata().schema();
    let columns = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    let rows = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap().get_column_iter().map(|(_, field)| cell(field)).collect());
    [columns].into_iter().chain(rows).collect()
}

/// The text of a cell as Parquet keeps it: figures rounded half to even to ten decimals.
#[cfg(feature = "parquet")]
fn ten_decimals(cell: &str) -> String {
    match cell.parse::<rust_decimal::Decimal>() {
        Ok(figure) => figure.round_dp(10).normalize().to_string(),
        Err(_) => cell.to_owned(),
    }
}

/// Checks that the answer to `question` has the same rows in every format, and as many as the table for people.
fn check(question: &str, file: &Path) -> Result<(), TestCaseError> {
    let arguments: Vec<&str> =
        ["--data", file.to_str().unwrap()].into_iter().chain(split(question)).collect();
    let expected = delimited(&ask(&arguments, "csv").0, b',');
    prop_assert_eq!(&delimited(&ask(&arguments, "tsv").0, b'\t'), &expected, "{}", question);
    let array = json(&ask(&arguments, "json").0);
    let lines = ask(&arguments, "jsonl").0;
    let lines = json(&format!("[{}]", lines.lines().collect::<Vec<_>>().join(",")));
    if expected.len() > 1 {
        prop_assert_eq!(&array, &expected, "{}", question);
        prop_assert_eq!(&lines, &expected, "{}", question);
    } else {
        prop_assert!(array.is_empty() && lines.is_empty(), "{}", question);
    }
    let output = file.with_extension("xlsx");
    let said = ask(&[&arguments[..], &["-o", output.to_str().unwrap()]].concat(), "xlsx").1;
    prop_assert!(output.exists(), "{}: {}", question, said);
    prop_assert_eq!(first_sheet(&output), expected.clone(), "{}", question);
    #[cfg(feature = "parquet")]
    {
        let output = file.with_extension("parquet");
        let said = ask(&[&arguments[..], &["-o", output.to_str().unwrap()]].concat(), "parquet").1;
        prop_assert!(output.exists(), "{}: {}", question, said);
        let rounded = |rows: Cells| -> Cells {
            rows.into_iter().map(|row| row.iter().map(|cell| ten_decimals(cell)).collect()).collect()
        };
        prop_assert_eq!(rounded(parquet(&output)), rounded(expected), "{}", question);
    }
    Ok(())
}

/// The cells of a sheet as texts, which [`delimited`] gives for the same question: a rounded number is replaced by its digits
/// in the column after it, which must be the same number to 15 digits.
fn sheet(cells: &calamine::Range<calamine::Data>) -> Cells {
    use calamine::Data;

    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) if text == "open" => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => panic!("{other:?}"),
    };
    let rows: Cells = cells.rows().map(|row| row.iter().map(text).collect()).collect();
    let is_exact = |index: &usize| rows[0].get(*index).is_some_and(|name| name.ends_with("_exact"));
    let row = |row: &Vec<String>| {
        let shown = (0..row.len()).filter(|index| !is_exact(index)).map(|index| {
            let exact = row.get(index + 1).filter(|digits| is_exact(&(index + 1)) && !digits.is_empty());
            let Some(digits) = exact.filter(|digits| !digits.ends_with("_exact")) else {
                return row[index].clone();
            };
            let decimal = |text: &str| text.parse::<rust_decimal::Decimal>().unwrap();
            let rounded = decimal(digits).round_sf(15).unwrap();
            // Both are the shortest texts of floating-point numbers.
            let float = |text: &str| text.parse::<f64>().unwrap().to_string();
            assert_eq!(float(&row[index]), float(&rounded.to_string()), "{digits}");
            digits.clone()
        });
        shown.collect()
    };
    rows.iter().map(row).collect()
}

/// The first sheet of a workbook.
fn first_sheet(file: &Path) -> Cells {
    use calamine::Reader;

    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(file).unwrap();
    sheet(&workbook.worksheet_range_at(0).unwrap().unwrap())
}

/// The words of a question; a word in quotation marks may have spaces.
fn split(question: &str) -> impl Iterator<Item = &str> {
    question.split('"').enumerate().flat_map(|(index, text)| {
        let words: Vec<&str> = if index % 2 == 1 { vec![text] } else { text.split_whitespace().collect() };
        words
    })
}

/// The arguments of a conversion.
const CONVERSIONS: [&str; 5] =
    ["", "--in EUR", "--in GBP --at announced", "--in USD --at 2025-03", "--in JPY --at latest"];

/// Filters, also such that select nothing.
const FILTERS: [&str; 6] = [
    "", "--region Europe", "--kind capex,equity --not-region DE", "--status all --currency USD,JPY",
    "--min 9USD --year 2023-2024", "--max 5JPY --role investor",
];

proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn rows_agree_in_every_format(
        document in dataset(),
        conversion in prop::sample::select(&CONVERSIONS),
        filter in prop::sample::select(&FILTERS),
        by in prop::sample::select(&["country", "company,kind", "year --spread", "tag"]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.json");
        std::fs::write(&file, document.to_string()).unwrap();
        for question in ["list", "list --sort -amount --limit 3", "totals", &format!("totals --by {by}")] {
            check(&format!("{question} {filter} {conversion}"), &file)?;
        }
        check(&format!("changes --since 2023-06 {conversion}"), &file)?;
        check(&format!("show d0 {conversion}"), &file)?;
    }

    #[test]
    fn a_converted_amount_is_the_same_in_every_format(
        figure in 0u64..100_000_000_000, decimals in 0u32..4, bound in prop::sample::select(&["", "~", "up to ", "≥ "]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.json");
        std::fs::write(&file, r#"{"deals": []}"#).unwrap();
        let figure = rust_decimal::Decimal::new(figure.try_into().unwrap(), decimals);
        check(&format!("convert \"{bound}{figure} EUR\" KRW --on 2024-02"), &file)?;
    }
}

#[test]
fn known_rates_and_names_are_the_same_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.json");
    std::fs::write(&file, crate::dataset::BUILT_IN).unwrap();
    for question in ["rates", "rates JPY --on 2024-Q1", "companies", "regions"] {
        check(question, &file).unwrap();
    }
}

#[test]
fn figures_of_all_sheets_are_those_of_show() {
    use calamine::Reader;

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.json");
    std::fs::write(&file, crate::dataset::BUILT_IN).unwrap();
    let output = folder.path().join("deals.xlsx");
    let (data, output) = (file.to_str().unwrap(), output.to_str().unwrap());
    let figures = |rows: &Cells| -> BTreeSet<String> {
        let is_figure = |name: &String| ["floor", "headline", "ceiling"].contains(&name.as_str());
        let columns = (0..rows[0].len()).filter(|index| is_figure(&rows[0][*index]));
        columns.flat_map(|index| rows[1..].iter().map(move |row| row[index].clone())).collect()
    };
    let ids = delimited(&ask(&["--data", data, "list", "--columns", "id"], "csv").0, b',');
    let ids = ids[1..].iter().map(|row| row[0].as_str());
    let known: Vec<&str> = ["--data", data, "show"].into_iter().chain(ids).collect();
    let known = figures(&delimited(&ask(&known, "csv").0, b','));
    ask(&["--data", data, "export", "-o", output], "xlsx");
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(output).unwrap();
    assert_eq!(
        workbook.sheet_names(),
        ["deals", "parties", "places", "sources", "parts", "equivalents", "notes"]
    );
    for (name, cells) in workbook.worksheets() {
        let unknown: Vec<String> = figures(&sheet(&cells)).difference(&known).cloned().collect();
        assert!(unknown.is_empty(), "{name}: {unknown:?}");
    }
    let sources = sheet(&workbook.worksheet_range("sources").unwrap());
    assert!(figures(&sources).contains("11550000000"), "what the S-1/A says of the contract");
}

#[test]
fn the_sheet_of_rates_has_the_amounts_of_the_list_as_numbers() {
    use calamine::Reader;

    const AMOUNTS: [&str; 9] = [
        "bound", "floor", "headline", "ceiling", "currency", "converted_floor", "converted_headline",
        "converted_ceiling", "converted_currency",
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.json");
    std::fs::write(&file, crate::dataset::BUILT_IN).unwrap();
    let output = folder.path().join("deals.xlsx");
    let (data, output) = (file.to_str().unwrap(), output.to_str().unwrap());
    let amounts = |rows: &Cells, key: &str| -> Cells {
        let index = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
        let names = std::iter::once(key).chain(AMOUNTS);
        let columns: Vec<usize> = names.map(index).collect();
        rows[1..].iter().map(|row| columns.iter().map(|index| row[*index].clone()).collect()).collect()
    };
    let list = delimited(&ask(&["--data", data, "list", "--in", "EUR"], "csv").0, b',');
    ask(&["--data", data, "list", "--in", "EUR", "-o", output], "xlsx");
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(output).unwrap();
    let rates = sheet(&workbook.worksheet_range("rates").unwrap());
    assert_eq!(amounts(&rates, "deal"), amounts(&list, "id"));
}
