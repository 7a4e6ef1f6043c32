//! Sheets whose figures or names would be misread by their columns alone, and what a careful person reads there.

use super::reader_tests::{check, deals, read};
use super::{Stamp, import_sheet};
use crate::dataset::Dataset;
use chrono::NaiveDate;

/// Returns the parties, the parts and the note of the first deal of a sheet; or why its row is rejected.
fn first_deal(text: &str) -> String {
    let (sheet, proposal) = read(text);
    let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
    let mut dataset = Dataset::default();
    let outcome = import_sheet(&sheet, &proposal.mapping, &mut dataset, &stamp, || {});
    if let Some(rejected) = outcome.rejected.first() {
        return rejected.faults[0].problem.message.clone();
    }
    let deal = &dataset.deals[0];
    let parties = deal.parties.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let parts = deal.parts.iter().filter_map(|part| Some(format!(" {}={}", part.title, part.amount?)));
    format!("{parties}{} {}", parts.collect::<String>(), deal.note.as_deref().unwrap_or_default())
        .trim()
        .to_owned()
}

#[test]
fn a_total_is_known_by_its_label_in_any_column() {
    let sheet =
        |rows: &str| format!("Date,Company,Amount,Country\n2025-03-01,A,$5m,DE\n2025-03-02,B,$6m,FR\n{rows}");
    let two = "A USD 5m; B USD 6m";
    check(&[
        (&sheet("2025-03-31,C,$11m,Total\n"), two),
        (&sheet(",,$11m,Total\n"), two),
        (&sheet("2025-03-31,C,$12m,Total\n"), two),
        (&sheet("2025-03-31,C,$11m,All\n"), two),
        (&sheet("2025-03-31,C,$7m,All\n"), "A USD 5m; B USD 6m; C USD 7m"),
        ("Date,Company,Parent,Amount\n2025-03-01,A,Total,$5m\n2025-03-02,B,Eni,$6m\n", "A USD 5m; B USD 6m"),
    ]);
    let (_, notes) = deals(&sheet("2025-03-31,C,$12m,Total\n"));
    let expected = "rejected: 1 row, line 4: \"Total\" is called a total, and USD 12m is not the sum of the rows above (delete the row; \
                    if it is a deal, write another word into the cell)";
    assert!(notes.iter().any(|note| note == expected), "{notes:?}");
}

#[test]
fn a_table_behind_an_empty_column_is_not_read_as_the_same_rows() {
    check(&[
        (
            "Date,Company,Amount,,Country,Deals\n2025-03-01,A,$5m,,DE,3\n2025-03-02,B,$6m,,FR,2\n2025-03-03,C,$7m,,,\n",
            "blocked: the columns from \"Country\" on stand behind an empty column, and their rows end elsewhere: they may be another \
             table",
        ),
        (
            "Date,Company,Amount,,Country,Note\n2025-03-01,A,$5m,,DE,x\n2025-03-02,B,$6m,,FR,\n2025-03-03,C,$7m,,ES,y\n",
            "A USD 5m; B USD 6m; C USD 7m",
        ),
    ]);
}

#[test]
fn a_text_that_contradicts_the_header_leaves_the_amounts_open() {
    let sheet = |text: &str, header: &str| {
        format!("{text},,\nDate,Company,{header}\n2025-03-01,A,5\n2025-03-02,B,6\n")
    };
    let read = "A USD 5m; B USD 6m";
    for (text, header, expected) in [
        ("Amounts in thousands", "Amount (USD m)", ""),
        ("All figures in EUR", "Amount (USD m)", ""),
        ("USD million", "Amount (USD m)", read),
        ("Amounts in millions", "Amount (USD m)", read),
        ("Employees in thousands", "Amount (USD m)", read),
        ("Amounts in thousands unless otherwise stated", "Amount (USD m)", read),
    ] {
        let found = deals(&sheet(text, header)).0;
        let is_open = found.is_empty() || found.starts_with("blocked: ");
        assert!(if expected.is_empty() { is_open } else { found == expected }, "{text}: {found}");
    }
    let both = "Amounts in EUR m,,,\nDate,Company,Amount (USD m),Amount (EUR m)\n2025-03-01,A,5,4.6\n";
    assert_eq!(deals(both).0, "A USD 5m");
    let title = "Valuations of unicorns,,\nDate,Company,Amount (USD m)\n2025-03-01,A,5\n";
    assert_eq!(
        deals(title).0,
        "blocked: line 1, \"Valuations of unicorns\", may say that the figures are no amounts of deals"
    );
    let with_column =
        "Valuations of unicorns,,,\nDate,Company,Amount (USD m),Valuation (USD m)\n2025-03-01,A,5,50\n";
    assert_eq!(deals(with_column).0, "A USD 5m");
}

#[test]
fn what_stands_beside_a_company_is_not_its_name() {
    let sheet = |cell: &str| {
        format!("Date,Company,Investors,Amount\n2025-03-01,A,\"{cell}\",$5bn\n2025-03-02,B,\"C, D\",$6bn\n")
    };
    for (cell, expected) in [
        ("SoftBank (lead), Alder", "A:recipient SoftBank:investor Alder:investor SoftBank (lead)"),
        ("SoftBank (60%)", "A:recipient SoftBank:investor SoftBank (60%)"),
        ("SoftBank ($250m), Alder", "A:recipient SoftBank:investor Alder:investor SoftBank=USD 250m"),
        ("SoftBank (¥5bn)", "the currency of the amount in \"SoftBank (¥5bn)\" is not clear"),
        ("SoftBank (Japan)", "A:recipient SoftBank (Japan):investor"),
    ] {
        assert_eq!(first_deal(&sheet(cell)), expected, "{cell}");
    }
    assert_eq!(
        first_deal("Date,Company,Amount\n2025-03-01,A ($7m),$5m\n"),
        "\"A ($7m)\" is a company with an amount"
    );
}

#[test]
fn a_total_of_several_rows_is_not_left_aside_in_silence() {
    check(&[
        (
            "Datum;Unternehmen;Investition;Gesamtinvestition\n2025-03-01;A;5 Mio. €;20 Mio. €\n2025-03-02;A;15 Mio. €;20 Mio. €\n",
            "blocked: several columns may be the amount of the deals: \"Gesamtinvestition\", \"Investition\"",
        ),
        ("Datum;Unternehmen;Gesamtinvestition\n2025-03-01;A;5 Mio. €\n", "A EUR 5m"),
        ("Datum;Unternehmen;Foerdersumme (EUR)\n2025-03-01;A;5000000\n", "A EUR 5m"),
    ]);
}

#[test]
fn a_date_that_is_announced_is_not_that_of_the_announcement() {
    check(&[(
        "Announced for,Company,Amount\n2027-05-03,A,$5m\n",
        "blocked: no column is known to hold the dates of the deals: those of \"Announced for\" may be of something else",
    )]);
}

#[test]
fn places_that_contradict_each_other_are_not_read() {
    let sheet = |country: &str, location: &str| {
        format!("Date,Company,Amount,Country,Location\n2025-03-01,A,$5m,{country},\"{location}\"\n")
    };
    for (country, location, is_read) in [
        ("Germany", "Paris, France", false),
        ("Germany", "France", false),
        ("Germany", "Berlin", true),
        ("Germany", "Berlin, Germany", true),
        ("US", "Lebanon", true),
        ("US", "Atlanta, Georgia", true),
        ("EU", "Paris, France", true),
        ("Germany", "Asia", true),
        ("China", "Hong Kong", true),
    ] {
        assert_eq!(deals(&sheet(country, location)).0.is_empty(), !is_read, "{country} {location}");
    }
}

#[test]
fn amounts_in_the_prices_of_another_year_are_none_that_were_announced() {
    let sheet = |text: &str| format!("{text},,\nDate,Company,Amount (USD m)\n2025-03-01,A,5\n");
    for text in ["Amounts in 2015 prices", "In constant dollars", "Amounts in constant 2015 USD million"] {
        let expected =
            format!("blocked: line 1, \"{text}\", may say that the amounts are in the money of another year");
        assert_eq!(deals(&sheet(text)).0, expected);
    }
    assert_eq!(deals(&sheet("Share prices of 2015 are not included")).0, "A USD 5m");
}

#[test]
fn no_company_has_more_than_the_whole_deal() {
    let sheet = |investor: &str| format!("Date,Company,Investor,Amount\n2025-03-01,A,{investor},$5m\n");
    assert_eq!(first_deal(&sheet("B ($9m)")), "USD 9m of \"B\" is more than the USD 5m of the deal");
    assert_eq!(first_deal(&sheet("B ($4m)")), "A:recipient B:investor B=USD 4m");
}

#[test]
fn a_territory_may_be_placed_in_its_country() {
    let found = |location: &str, country: &str| {
        let sheet = format!("Date,Company,Amount,Location,Country\n2025-03-01,A,$5m,{location},{country}\n");
        deals(&sheet).0
    };
    assert_eq!(found("Puerto Rico", "United States"), "A USD 5m");
    assert_eq!(found("Hong Kong", "China"), "A USD 5m");
    assert_eq!(found("Kenya", "China"), "");
}
