//! Which dates of a sheet are those of its deals, and which days they are, decided by hand.

use chrono::NaiveDate;

use super::reader_tests::{places, read};
use super::{Proposal, SheetEvidence, Stamp, import_sheet};
use crate::dataset::Dataset;

/// Returns the dates of the deals of a sheet.
fn dates(sheet: &SheetEvidence, proposal: &Proposal) -> Vec<String> {
    let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
    let mut dataset = Dataset::default();
    import_sheet(sheet, &proposal.mapping, &mut dataset, &stamp, || {});
    dataset.deals.iter().map(|deal| deal.announced.to_string()).collect()
}

/// The problem of a sheet all of whose dates may be of something else.
fn no_dates(names: &str) -> String {
    format!(
        "blocked: no column is known to hold the dates of the deals: those of {names} may be of something else"
    )
}

#[test]
fn other_dates_and_fiscal_years_are_not_those_of_deals() {
    for (text, found) in [
        ("Year,Fiscal Quarter,Company\n2024,Q1,A\n", "A 2024 "),
        ("Company,Date of incorporation,Date\nA,2001-02-03,2024-03-01\n", "A 2024-03-01 "),
        ("Company,Target year,Year\nA,2030,2024\n", "A 2024 "),
        ("Company,Application date,Date\nA,2001-02-03,2024-03-01\n", "A 2024-03-01 "),
        ("Company,Deal closing date,Date\nA,2001-02-03,2024-03-01\n", "A 2024-03-01 "),
        ("Company,Closing date,Announcement date\nA,2001-02-03,2024-03-01\n", "A 2024-03-01 "),
        ("Company,Review date,Deal year\nA,2001-02-03,2024\n", "A 2024 "),
        ("Company,Founded,Closed on,Announced on\nA,2001-02-03,2002-02-03,2024-03-01\n", "A 2024-03-01 "),
        // A header of known words, and none, over dates.
        ("Company,Deal\nA,2024-03-01\n", "A 2024-03-01 "),
        ("Company,Amount,\nA,$5m,2024-03-01\n", "A 2024-03-01 "),
        ("公司,日期\nA,24/03/04\nB,24.03.31\nC,24/03/13\n", "A 2024-03-04 ; B 2024-03-31 ; C 2024-03-13 "),
        ("회사,날짜\nA,2024/03/04\nB,24-03-31\n", "A 2024-03-04 ; B 2024-03-31 "),
        ("公司,日期\nA,31/12/2024\nB,02/03/2024\n", "A 2024-12-31 ; B 2024-03-02 "),
        (
            "Date,Company\n2024-03-01,A\nsoon,B\nlater,C\nonce,D\n",
            "blocked: the column \"Date\" should hold dates, and most of its cells are none, such as \"soon\" (line 3)",
        ),
    ] {
        assert_eq!(places(text), found, "{text}");
    }
    for header in [
        "Application date", "Data as of", "Report date", "Expected completion", "Last updated",
        "Previous round date", "Submitted", "Päättymispäivä",
    ] {
        let text = format!("Company,{header}\nA,2024-03-01\n");
        assert_eq!(places(&text), no_dates(&format!("\"{header}\"")), "{header}");
    }
    assert_eq!(places("Fiscal Year,Fiscal Quarter,Company\n2024,Q1,A\n"), no_dates("\"Fiscal Year\""));
    assert_eq!(
        places("Company,Founded,Closed on\nA,2001-02-03,2002-02-03\n"),
        no_dates("\"Founded\", \"Closed on\"")
    );
    let (_, proposal) = read("Company,Application date,Amount\nA,25/3/2024,$5m\n");
    assert_eq!(
        proposal.blocked[0].hint.as_deref(),
        Some(
            "if they are, say so: --map 'announced=Application date:day-first,amount=Amount,party=Company:recipient'"
        )
    );
}

#[test]
fn years_of_two_digits_stand_where_their_column_shows() {
    let found = |dates: [&str; 3]| {
        let [a, b, c] = dates;
        places(&format!("Date,Company\n{a},A\n{b},B\n{c},C\n"))
    };
    assert_eq!(found(["25/3/14", "5/12/14", "7/11/14"]), "A 2014-03-25 ; B 2014-12-05 ; C 2014-11-07 ");
    assert_eq!(found(["25/3/14", "24/12/5", "25/11/7"]), "A 2025-03-14 ; B 2024-12-05 ; C 2025-11-07 ");
    assert_eq!(found(["13/05/24", "05/06/24", "22/06/24"]), "A 2024-05-13 ; B 2024-06-05 ; C 2024-06-22 ");
    assert_eq!(found(["24.05.13", "24.06.05", "24.06.22"]), "A 2024-05-13 ; B 2024-06-05 ; C 2024-06-22 ");
    assert_eq!(found(["13.05.24", "05.06.23", "22.06.24"]), "A 2024-05-13 ; B 2023-06-05 ; C 2024-06-22 ");
    assert_eq!(found(["25/3/14", "2024-05-01", "May 2024"]), "B 2024-05-01 ; C 2024-05 ");
    assert_eq!(
        places("Date,Company\n25/3/14,A\n"),
        "blocked: 1 of 1 dates in \"Date\" cannot be read: line 2: \"25/3/14\" can be read as 2014-03-25 (day first) or \
         2025-03-14 (year first)"
    );
    assert_eq!(
        places("Date,Company\n24.03.14,A\n24.03.20,B\n"),
        "blocked: 2 of 2 dates in \"Date\" cannot be read: line 2: \"24.03.14\" can be read as 2014-03-24 or as 2024-03-14 \
         (year first)"
    );
    assert_eq!(places("Date (yy/mm/dd),Company\n25/3/14,A\n"), "A 2025-03-14 ");
}

#[test]
fn a_year_with_one_digit_behind_a_point_is_a_month_only_among_months() {
    let found = |dates: [&str; 3]| {
        let [a, b, c] = dates;
        places(&format!("Date,Company,Amount\n{a},A,$1m\n{b},B,$1m\n{c},C,$1m\n"))
    };
    assert_eq!(found(["2024.11", "2024.5", "2024.1"]), "A 2024-11 ; B 2024-05 ");
    assert_eq!(
        found(["2024.25", "2024.5", "2024-03"]),
        "blocked: 2 of 3 dates in \"Date\" cannot be read: line 2: \"2024.25\" is two years, not a date"
    );
    assert_eq!(found(["2024-03", "2024-04", "2024.5"]), "A 2024-03 ; B 2024-04 ");
}

#[test]
fn dates_between_points_and_beside_decimal_commas_are_day_first() {
    let first = |text: &str| {
        let (sheet, proposal) = read(text);
        let date = dates(&sheet, &proposal);
        date.first().cloned().unwrap_or_else(|| "?".to_owned())
    };
    for (text, expected) in [
        ("Datum,Unternehmen,Betrag (Mio. EUR)\n03.04.2024,A,\"5,5\"\n05.04.2024,B,\"6,1\"\n", "2024-04-03"),
        ("Date,Company,Amount (EUR m)\n03.04.2024,A,5.5\n05.04.2024,B,6.1\n", "2024-04-03"),
        ("Date,Company,Amount\n03/04/2024,A,\"€5,5 Mio.\"\n05/04/2024,B,\"€6,1 Mio.\"\n", "2024-04-03"),
        // Slashes, some slashes, and a month first.
        ("Date,Company,Amount\n03/04/2024,A,€5.5m\n", "?"),
        ("Date,Company,Amount\n03.04.2024,A,€5.5m\n03/04/2024,B,€5.5m\n", "?"),
        ("Date,Company,Amount\n03.04.2024,A,€5.5m\n03.14.2024,B,€5.5m\n", "2024-03-04"),
    ] {
        assert_eq!(first(text), expected, "{text}");
    }
}

#[test]
fn years_before_named_months_and_half_converted_texts_are_not_exchanged() {
    let dates = |cells: &[&str]| {
        let rows = cells.iter().map(|cell| format!("{cell},A,$5m\n")).collect::<Vec<_>>().concat();
        places(&format!("Date,Company,Amount\n{rows}"))
    };
    let years = dates(&["24-Jul-01", "24-Aug-13", "24-Sep-25", "24-Oct-09"]);
    assert!(!years.contains("2001-07-24"), "{years}");
    assert_eq!(dates(&["10-Mar-25", "12-Apr-25"]), "A 2025-03-10 ; A 2025-04-12 ");
    let exchanged = dates(&["2024-05-03", "16/03/2024", "2024-07-04", "25/04/2024"]);
    assert_eq!(exchanged, "A 2024-03-16 ; A 2024-04-25 ");
}

#[test]
fn numbers_below_a_header_of_quarters_are_quarters() {
    for (text, found) in [
        ("Quarter,Company\n2024-1,A\n2024-4,B\n", "A 2024-Q1 ; B 2024-Q4 "),
        ("Quartal,Company\n1/2024,A\n4/2024,B\n", "A 2024-Q1 ; B 2024-Q4 "),
        ("Trimestre,Company\n2024/1,A\n2024/5,B\n2024/2,C\n", "A 2024-Q1 ; C 2024-Q2 "),
        ("Kwartał,Company\n1. 2024,A\n4. 2024,B\n", "A 2024-Q1 ; B 2024-Q4 "),
        ("季度,公司\n2024-1,A\n2024-4,B\n", "A 2024-Q1 ; B 2024-Q4 "),
        ("Quarter announced,Company\n1-2024,A\n2024.4,B\nQ3 2024,C\n", "A 2024-Q1 ; B 2024-Q4 ; C 2024-Q3 "),
        ("Quarter,Company\n2024-01,A\n2024-2,B\n2024-3,C\n", "B 2024-Q2 ; C 2024-Q3 "),
        ("Month,Company\n2024-1,A\n2024-4,B\n", "A 2024-01 ; B 2024-04 "),
        (
            "Quarter,Company\n2024-5,A\n2024-12,B\n",
            "blocked: 2 of 2 dates in \"Quarter\" cannot be read: line 2: \"2024-5\" is no quarter, and its header says quarter",
        ),
    ] {
        assert_eq!(places(text), found, "{text}");
    }
}

#[test]
fn dates_in_arabic_digits_and_of_japanese_eras_are_read() {
    check_places(&[
        ("Date,Company\n٠١/٠٣/٢٠٢٤,A\n١٥/٠٤/٢٠٢٤,B\n", "A 2024-03-01 ; B 2024-04-15 "),
        ("日付,会社\n令和6年3月1日,A\n平成31年4月30日,B\n", "A 2024-03-01 ; B 2019-04-30 "),
        (
            "日付,会社\nR6.5.10,A\nR6.5.11,B\n",
            "blocked: the column \"日付\" should hold dates, and most of its cells are none, such as \"R6.5.10\" (line 2): \
             \"R6.5.10\" may be 2024-05-10 by the years of a Japanese era",
        ),
        ("Tarih,Şirket\n2024-03-01,A\n", "A 2024-03-01 "),
        ("तारीख,कंपनी\n2024-03-01,A\n", "A 2024-03-01 "),
        ("تاريخ الإعلان,الشركة\n2024-03-01,A\n", "A 2024-03-01 "),
        ("Ngày công bố,Công ty\n2024-03-01,A\n", "A 2024-03-01 "),
    ]);
}

fn check_places(cases: &[(&str, &str)]) {
    for (text, found) in cases {
        assert_eq!(places(text), *found, "{text}");
    }
}
