//! Properties of whole imports: mappings are read back as written, and no figure that enters differs from the one that was
//! written into the sheet.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::rule::{DateForm, Field, Options, Origin, Replacement, Rule};
use super::{Mapping, SheetEvidence, Stamp, import_sheet, propose};
use crate::dataset::Dataset;
use crate::date::{DayOrder, Epoch};
use crate::deal::Role;
use crate::money::{Decimal, DecimalSign, Quantity, Unit};
use crate::sheet::{Column, Row, Sheet, Value};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
}

fn sheet(header: &[&str], rows: &[Vec<String>]) -> SheetEvidence {
    let rows = (2..).zip(rows).map(|(line, cells)| Row {
        line,
        cells: cells.iter().map(|cell| Value::Text(cell.clone())).collect(),
        is_hidden: false,
        depth: 0,
    });
    let sheet = Sheet { columns: columns(header), header_line: 1, rows: rows.collect(), ..Sheet::default() };
    SheetEvidence::new(sheet, today())
}

fn columns(names: &[&str]) -> Vec<Column> {
    names.iter().map(|name| Column { name: (*name).to_owned(), header: (*name).to_owned() }).collect()
}

fn texts(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

/// Imports by the proposal; returns the deals as "title", and the notes.
fn import(sheet: &SheetEvidence) -> (Vec<String>, Vec<String>) {
    let proposal = propose(sheet);
    let mut dataset = Dataset::default();
    let outcome =
        import_sheet(sheet, &proposal.mapping, &mut dataset, &Stamp { today: today(), import: None }, || {});
    (dataset.deals.iter().map(|deal| deal.title.to_string()).collect(), outcome.notes())
}

#[test]
fn each_column_of_amounts_has_its_own_currency_and_unit() {
    let sheet = sheet(
        &["Date", "Company", "Amount", "Amount (EUR m)"],
        &texts(&[&["2025-03-10", "Zenko", "5", "4.5"], &["2025-03-11", "Rifa", "", "7"]]),
    );
    let mapping =
        "announced=Date,party=Company:recipient,amount=Amount:USD:millions,amount=\"Amount (EUR m)\"";
    let mapping = Mapping::new(mapping, &sheet.columns).unwrap();
    let mut dataset = Dataset::default();
    import_sheet(&sheet, &mapping, &mut dataset, &Stamp { today: today(), import: None }, || {});
    let amounts: Vec<String> = dataset
        .deals
        .iter()
        .map(|deal| {
            let equivalents = deal.equivalents.iter().map(|equivalent| equivalent.amount.to_string());
            std::iter::once(deal.amount.unwrap().to_string())
                .chain(equivalents)
                .collect::<Vec<_>>()
                .join(" = ")
        })
        .collect();
    assert_eq!(amounts, ["USD 5m = EUR 4.5m", "EUR 7m"]);
}

#[test]
fn totals_are_left_out_and_companies_with_such_names_are_not() {
    let header = ["Date", "Company", "Amount"];
    let rows = texts(&[
        &["2025-03-10", "TotalEnergies", "$5m"],
        &["2025-03-11", "Rifa", "$1m"],
        &["", "Subtotal", "$6m"],
        &["2025-03-12", "Zenko", "$2m"],
        // The sum of the two rows above it, and a deal.
        &["2025-03-12", "Bako", "$2m"],
        &["2025-03-12", "Total", "$9m"],
        &["2025-03-12", "Grand total", "10000000"],
    ]);
    let (titles, notes) = import(&sheet(&header, &rows));
    assert_eq!(titles, ["TotalEnergies: USD 5m", "Rifa: USD 1m", "Zenko: USD 2m", "Bako: USD 2m"]);
    assert_eq!(
        notes,
        [
            "left out: 2 rows of totals (line 4, \"Subtotal\"; line 8, \"Grand total\")",
            "rejected: 1 row, line 7: \"Total\" is called a total, and USD 9m is not the sum of the rows above \
             (delete the row, or map the name of the company: party=COLUMN:TEXT=NAME)",
        ]
    );
}

#[test]
fn a_header_with_two_meanings_gives_no_unit() {
    let rows = texts(&[&["2025-03-10", "Zenko", "5"], &["2025-03-11", "Rifa", "$7bn"]]);
    let (titles, notes) = import(&sheet(&["Date", "Company", "Amount (USD mil)"], &rows));
    assert_eq!(titles, ["Rifa: USD 7bn"]);
    assert!(notes[0].contains("\"mil\" has two meanings"), "{notes:?}");
    let rows = texts(&[&["2025-03-10", "Zenko", "500", "GBX"], &["2025-03-11", "Rifa", "7", "EUR"]]);
    let (titles, _) = import(&sheet(&["Date", "Company", "Amount", "Currency"], &rows));
    assert_eq!(titles, ["Zenko: GBP 5", "Rifa: EUR 7"]);
}

#[test]
fn two_orders_of_day_and_month_settle_nothing() {
    let header = ["Date", "Company", "Amount"];
    let rows =
        texts(&[&["13/01/2024", "A1", "$1m"], &["01/14/2024", "B1", "$2m"], &["03/04/2024", "C1", "$3m"]]);
    let (titles, notes) = import(&sheet(&header, &rows));
    assert_eq!(titles, ["A1: USD 1m", "B1: USD 2m"]);
    assert!(notes[0].contains("2024-04-03 (day first) or 2024-03-04 (month first)"), "{notes:?}");
}

#[test]
fn a_deal_like_another_is_imported_and_reported_and_a_repeated_row_is_not() {
    let header = ["Date", "Company", "Amount"];
    let rows = texts(&[
        &["2025-03-10", "Zenko", "$5m"],
        &["2025-03-15", "ZENKO", "$5.0m"],
        &["2025-03-10", "Zenko", "$5m"],
        &["2025-06-10", "Zenko", "$5m"],
    ]);
    let (titles, notes) = import(&sheet(&header, &rows));
    assert_eq!(titles.len(), 3);
    assert_eq!(
        notes,
        [
            "left out: 1 row repeats the cells of an earlier one (line 4 like line 2)",
            "possible duplicates: 1 deal may repeat another (zenko-2025-03-2 in line 3 like line 2)",
        ]
    );
}

#[test]
fn a_source_of_two_deals_has_no_date() {
    let address = "https://news.example/deals";
    let sheet = sheet(
        &["Date", "Company", "Amount", "Source"],
        &texts(&[&["2025-05-30", "Zenko", "$5m", address], &["2025-11-11", "Rifa", "$7m", address]]),
    );
    let mapping =
        Mapping::new("announced=Date,party=Company:recipient,amount=Amount,source=Source", &sheet.columns);
    let mut dataset = Dataset::default();
    import_sheet(&sheet, &mapping.unwrap(), &mut dataset, &Stamp { today: today(), import: None }, || {});
    assert_eq!(dataset.deals.iter().map(|deal| deal.citations.len()).sum::<usize>(), 2);
    let source = dataset.reference.sources.at_url(address).unwrap();
    assert_eq!((source.publisher.as_str(), source.date), ("news.example", None));
}

#[test]
fn all_faults_of_a_row_are_reported() {
    let header = ["Date", "Company", "Amount", "Status"];
    let rows = texts(&[
        &["31/31/2025", "Undisclosed", "#REF!", "open"],
        &["30/31/2025", "n/a", "(1,000)", "open"],
        &["2025-01-01", "Bako", "$1m", "closed"],
        &["2025-01-02", "Rifa", "$1m", "closed"],
        &["2025-01-03", "Zeno", "$1m", "closed"],
    ]);
    let (titles, notes) = import(&sheet(&header, &rows));
    assert_eq!(titles.len(), 3);
    let all = notes.join("\n");
    for part in [
        "2 dates in Date, such as \"31/31/2025\" (line 2), which is not in the calendar",
        "Amount, \"#REF!\" (line 2), which is an error of the spreadsheet",
        "(line 3)",
        "\"Undisclosed\" is not the name of a company",
        "\"n/a\" is not the name of a company",
    ] {
        assert!(all.contains(part), "{part}\n{all}");
    }
}

fn rule() -> impl Strategy<Value = Rule> {
    let text = "[a-zA-Z0-9 ,:=\"#*%é-]{1,8}";
    let field = prop::sample::select(Field::ALL.to_vec());
    let replacements = prop::collection::vec((text, text), 0..3);
    (field, 0usize..4, text, prop::option::of(text), replacements, 0usize..8).prop_map(
        |(field, column, constant, split, replacements, choice)| {
            let is_keyword = matches!(
                field,
                Field::Kind | Field::Status | Field::Currency | Field::Units | Field::Decimal
            );
            let origin = if column == 3 && !is_keyword {
                // An empty text is refused.
                Origin::Constant(format!("{constant}x"))
            } else {
                Origin::Column(column.min(2))
            };
            let mut options = Options { split, ..Options::default() };
            options.replacements = replacements.into_iter().map(|(a, b)| Replacement::new(a, b)).collect();
            if field == Field::Party {
                options.role = Some(Role::ALL[choice % Role::ALL.len()]);
            }
            if field.is_amount() {
                options.currency = (choice & 1 == 1).then(|| "EUR".parse().unwrap());
                options.unit = (choice & 2 == 2).then_some(Unit::MILLIONS);
                options.decimal = (choice & 4 == 4).then_some(DecimalSign::Comma);
            }
            if field == Field::Announced {
                options.date = [
                    None,
                    Some(DateForm::Order(DayOrder::MonthFirst)),
                    Some(DateForm::DayNumber(Epoch::Excel1904)),
                    Some(DateForm::Format("%d %b, %Y %H:%M".to_owned())),
                ][choice % 4]
                    .clone();
            }
            Rule { field, origin, options }
        },
    )
}

/// Digits as a locale groups them.
fn grouped(whole: u64, locale: usize) -> String {
    let digits = whole.to_string();
    let group = [",", ".", "'", "\u{a0}", ","][locale];
    let mut parts = Vec::new();
    let mut rest = digits.as_str();
    let mut size = 3;
    while rest.len() > size {
        let (head, tail) = rest.split_at(rest.len() - size);
        parts.insert(0, tail);
        rest = head;
        // Pairs after the first three digits, in India.
        size = if locale == 4 { 2 } else { 3 };
    }
    parts.insert(0, rest);
    parts.join(group)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_mapping_reads_the_same_after_it_is_written(rules in prop::collection::vec(rule(), 0..6)) {
        let names = ["Money Raised", "a,b:c=\"d\"", "Date"];
        let mut mapping = Mapping::empty(&columns(&names));
        mapping.rules = rules;
        let written = mapping.to_string();
        match Mapping::new(&written, &columns(&names)) {
            Ok(read) => prop_assert_eq!(read, mapping),
            Err(problem) => return Err(TestCaseError::fail(format!("{written}\n{problem}"))),
        }
    }

    /// Amounts of one locale, each written in one of several styles: they are read as they were meant, or refused.
    #[test]
    fn no_figure_that_enters_differs_from_the_one_that_was_written(
        cells in prop::collection::vec((1u64..5_000_000, 0u32..1000, 0usize..8), 1..8),
        locale in 0usize..5,
        header in 0usize..3,
    ) {
        let sign = ['.', ',', '.', ',', '.'][locale];
        let mut rows = Vec::new();
        let mut meant = Vec::new();
        for (index, (whole, fraction, style)) in cells.into_iter().enumerate() {
            let hundredths = fraction % 100;
            let plain = grouped(whole, locale);
            let decimals = format!("{plain}{sign}{hundredths:02}");
            let exact = |scale: u32| {
                (Decimal::from(whole) + Decimal::new(hundredths.into(), 2)) * Decimal::from(10u64.pow(scale))
            };
            let in_header = [0, 6, 9][header];
            let (text, value) = match style {
                0 => (decimals, exact(in_header)),
                1 => (plain, Decimal::from(whole) * Decimal::from(10u64.pow(in_header))),
                2 => (format!("${decimals}m"), exact(6)),
                3 => (format!("{decimals} bn"), exact(9)),
                4 => (format!("USD {decimals}"), exact(in_header)),
                5 => (format!("{decimals} million dollars"), exact(6)),
                // Three decimals may be a group: never another figure.
                6 => (
                    format!("{}{sign}{fraction:03}", whole % 900),
                    (Decimal::from(whole % 900) + Decimal::new(fraction.into(), 3))
                        * Decimal::from(10u64.pow(in_header)),
                ),
                _ => (format!("~{decimals} Mio."), exact(6)),
            };
            meant.push(value);
            rows.push(vec![format!("2025-01-{:02}", index + 1), format!("Company {index}"), text]);
        }
        let amount = ["Amount (USD)", "Amount (USD m)", "Betrag in Mrd. USD"][header];
        let sheet = sheet(&["Date", "Company", amount], &rows);
        let proposal = propose(&sheet);
        let mut dataset = Dataset::default();
        let outcome = import_sheet(&sheet, &proposal.mapping, &mut dataset, &Stamp { today: today(), import: None }, || {});
        prop_assert_eq!(outcome.imported + outcome.rejected.len(), rows.len());
        for deal in &dataset.deals {
            let index: usize = deal.parties[0].company.strip_prefix("Company ").unwrap().parse().unwrap();
            let (Quantity::Exact(value) | Quantity::About(value)) = deal.amount.unwrap().quantity else { panic!() };
            prop_assert_eq!(value, meant[index], "{:?} in {} of {:?}", &rows[index], amount, rows);
        }
    }
}

#[test]
fn an_amount_in_another_currency_than_its_column_says_is_refused() {
    let rows = [
        vec!["2025-01-02", "A", "£5m", "USD"],
        vec!["2025-01-03", "B", "$5m", "USD"],
        vec!["2025-01-04", "C", "5m", "GBP"],
    ];
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|row| row.into_iter().map(str::to_owned).collect()).collect();
    let sheet = sheet(&["Date", "Company", "Amount", "Currency"], &rows);
    let proposal = propose(&sheet);
    let mut dataset = Dataset::default();
    let outcome =
        import_sheet(&sheet, &proposal.mapping, &mut dataset, &Stamp { today: today(), import: None }, || {});
    let amounts: Vec<String> = dataset.deals.iter().map(|deal| deal.amount.unwrap().to_string()).collect();
    assert_eq!(amounts, ["USD 5m", "GBP 5m"]);
    assert!(outcome.rejected[0].faults[0].problem.message.contains("the column of currencies has USD"));
}

#[test]
fn an_amount_that_is_merged_over_rows_is_that_of_none_of_them() {
    let rows = texts(&[
        &["2025-03-10", "Zenko", "$5m"],
        &["2025-03-10", "Rifa", "$5m"],
        &["2025-03-11", "Bako", "$1m"],
    ]);
    let mut sheet = Sheet::clone(&sheet(&["Date", "Company", "Amount"], &rows));
    for line in [2, 3] {
        sheet.merged.extend([((line, 0), 2..=3), ((line, 2), 2..=3)]);
    }
    let sheet = SheetEvidence::new(sheet, today());
    let (titles, notes) = import(&sheet);
    assert_eq!(titles, ["Bako: USD 1m"]);
    assert!(
        notes[0].contains("merged over the rows 2 to 3, and its amount is that of all of them"),
        "{notes:?}"
    );
}

#[test]
fn a_role_as_an_answer_is_a_party_and_keeps_the_separator() {
    let columns = columns(&["Date", "Companies"]);
    let mut mapping = Mapping::new("announced=Date,party=Companies:recipient:split=;", &columns).unwrap();
    mapping.give("Companies", "investor").unwrap();
    assert_eq!(mapping.to_string(), "announced=Date,party=Companies:investor:split=;");
    mapping.give("Companies", "party:recipient:split=/").unwrap();
    assert_eq!(mapping.to_string(), "announced=Date,party=Companies:recipient:split=/");
}
