//! What a careful person reads in sheets of the kinds that people have, decided by hand.

use chrono::NaiveDate;

use super::{Mapping, Proposal, SheetEvidence, Stamp, import_sheet, join_unit_rows, propose, restore_years};
use crate::dataset::Dataset;
use crate::sheet::{self, Options};

/// Reads a CSV, and proposes a mapping.
pub(super) fn read(text: &str) -> (SheetEvidence, Proposal) {
    let mut sheet = sheet::read(text.trim_start().as_bytes(), "deals.csv", &Options::default()).unwrap();
    join_unit_rows(&mut sheet);
    restore_years(&mut sheet);
    let sheet = SheetEvidence::new(sheet, NaiveDate::from_ymd_opt(2026, 11, 25).unwrap());
    let proposal = propose(&sheet);
    (sheet, proposal)
}

/// Imports a CSV by the proposal. Returns the companies with their amounts, and the notes; or why nothing is imported.
pub(super) fn deals(text: &str) -> (String, Vec<String>) {
    let (sheet, proposal) = read(text);
    if let Some(problem) = proposal.blocked.first() {
        return (format!("blocked: {}", problem.message), Vec::new());
    }
    let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
    let mut dataset = Dataset::default();
    let outcome = import_sheet(&sheet, &proposal.mapping, &mut dataset, &stamp, || {});
    let named = dataset.deals.iter().map(|deal| {
        let amount = deal.amount.map_or_else(|| "undisclosed".to_owned(), |amount| amount.to_string());
        format!("{} {amount}", deal.parties[0].company)
    });
    let mut notes = proposal.notes();
    notes.extend(outcome.notes());
    (named.collect::<Vec<_>>().join("; "), notes)
}

/// Checks what becomes of sheets.
pub(super) fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(deals(text).0, *expected, "{text}");
    }
}

#[test]
fn a_column_of_money_is_never_left_aside_in_silence() {
    check(&[
        ("Date,Company,EUR m,USD m\n2024-03-01,A,5,5.4\n2024-03-02,B,,7\n", "A EUR 5m; B USD 7m"),
        ("Date,Company,Ticket volume ($000)\n2024-03-01,A,5500\n", "A USD 5.5m"),
        ("Date,Company,Raise\n2024-03-01,A,$5m\n2024-03-02,B,tba\n", "A USD 5m; B undisclosed"),
        (
            "Date,Company,Equity (USD m),Debt (USD m)\n2024-03-01,A,5,10\n",
            "blocked: several columns may be the amount of the deals: \"Equity (USD m)\", \"Debt (USD m)\"",
        ),
        (
            "Date,Company,Planned investment (EUR m),Actual investment (EUR m)\n2024-03-01,A,5,4\n",
            "blocked: several columns may be the amount of the deals: \"Planned investment (EUR m)\", \"Actual investment (EUR m)\"",
        ),
        (
            "Date,Company,Amount low,Amount high\n2024-03-01,A,$5m,$9m\n",
            "blocked: several columns may be the amount of the deals: \"Amount low\", \"Amount high\"",
        ),
        (
            "Date,Company,Amount (local currency m)\n2024-03-01,A,5\n",
            "blocked: 1 of 1 amounts in \"Amount (local currency m)\" cannot be read: line 2: \"5\" names no currency",
        ),
        (
            "Date,Company,Annual contract value (USD m)\n2024-03-01,A,5\n",
            "blocked: no column is the amount of the deals; of \"Annual contract value (USD m)\", it is a rate, such as an amount per year",
        ),
        ("Date,Company,Max. amount (USD m)\n2024-03-01,A,5\n", "A up to USD 5m"),
        ("Date,Company,Price per MWh,Deal value\n2024-03-01,A,$5,$7m\n", "A USD 7m"),
        (
            "Year,Company,Amount (Nominal USD),Amount (Constant USD 2021)\n2014,A,1000000,1200000\n",
            "A USD 1m",
        ),
        (
            "Date,Company,Investment (EUR m),Value (USD m)\n2024-03-01,A,100,119\n",
            "blocked: several columns may be the amount of the deals: \"Value (USD m)\", \"Investment (EUR m)\"",
        ),
        ("Date,Company,Valuation ($B)\n2024-03-01,A,2.5\n", "A undisclosed"),
        ("Date,Company,Valuation ($B),Raised ($M)\n2024-03-01,A,2.5,300\n", "A USD 300m"),
        (
            "Year,Company,Amount\nFY24,A,$5m\n2024,B,$5m\nFY23,C,$5m\n",
            "blocked: the column \"Year\" should hold dates, and most of its cells are none, such as \"FY24\" (line 2): \"FY24\" is a fiscal year, not a date",
        ),
    ]);
}

#[test]
fn a_header_that_says_more_than_the_amount_is_not_taken_for_it() {
    for (header, found) in [
        ("Award,Match funding", "A USD 5m"),
        ("Match funding,Award", "A USD 4m"),
        ("Grant,Total project cost", "A USD 5m"),
        ("Pledge,Last round amount", "A USD 5m"),
        ("Budget,Electricity price", "A USD 5m"),
        ("Subsidy,Requested amount", "A USD 5m"),
        ("Deal amount,Amount paid", "A USD 5m"),
        ("Total,Stock consideration", "A USD 5m"),
        ("Stock consideration,Total consideration", "A USD 4m"),
        ("Investment,Approx. value", "A USD 5m"),
        ("Max. amount,Private investment", "A up to USD 5m"),
        ("Amount (≥),VAT", "A at least USD 5m"),
        ("Approx. amount,Payroll", "A about USD 5m"),
        ("Grant ceiling,GDP impact", "A up to USD 5m"),
    ] {
        let text = format!("Date,Company,{header}\n2024-03-01,A,$5m,$4m\n");
        assert_eq!(deals(&text).0, found, "{header}");
    }
    for header in [
        "Amount from,Amount to", "Min. amount,Max. amount", "Value,Grant amount",
        "Grant amount,Total budget", "Cash component,Stock component", "Upfront,Milestones",
        "Grant amount,Loan amount",
    ] {
        let text = format!("Date,Company,{header}\n2024-03-01,A,$5m,$4m\n");
        assert!(deals(&text).0.starts_with("blocked: "), "{header}: {}", deals(&text).0);
    }
    for header in [
        "Electricity price", "Requested amount", "GDP impact ($m)", "VAT ($)", "Payroll",
        "Deal value (100% basis)", "Amount in escrow", "Debt forgiven", "Tuition",
    ] {
        let text = format!("Date,Company,{header}\n2024-03-01,A,$5m\n");
        let found = deals(&text).0;
        assert!(
            found.starts_with("blocked: no column is known to be the amount of the deals"),
            "{header}: {found}"
        );
    }
}

#[test]
fn what_a_company_raised_before_it_laid_people_off_is_no_deal() {
    let found = deals("Date,Company,# Laid Off,$ Raised (mm)\n2024-03-01,A,120,$250\n").0;
    let expected = "blocked: no column is known to be the amount of the deals; \"$ Raised (mm)\" may be another figure by \"# Laid Off\"";
    assert_eq!(found, expected);
}

#[test]
fn the_other_end_of_a_range_and_a_column_of_bounds_stop_the_import() {
    for header in [
        "Betrag von (Mio. USD),Betrag bis (Mio. USD)", "Amount (USD m),to (USD m)",
        "Amount (USD m),Max (USD m)", "Importe desde (M€),Importe hasta (M€)",
    ] {
        let found = deals(&format!("Date,Company,{header}\n2024-03-01,A,5,8\n")).0;
        assert!(found.starts_with("blocked: "), "{header}: {found}");
    }
    let bounds = "Date,Company,Amount (USD m),Bound\n2024-03-01,A,5,up to\n2024-03-01,B,6,at least\n2024-03-01,C,7,exact\n";
    assert_eq!(
        deals(bounds).0,
        "blocked: the column \"Bound\" may be about the amounts: at least, exact, up to"
    );
}

#[test]
fn headings_of_groups_and_notes_are_left_out_and_named() {
    let text = "Date,Company,Amount (USD)\nGermany,,\n2024-03-01,A,5000\n2024-03-02,B,120\nSubtotal Germany,,5120\nFrance,,\n\
                2024-03-03,C,70\n2024-03-04,D,30\nSubtotal France,,100\nGrand Total,,5220\nSource: reports,,\n2024-03-04,,\n";
    let (found, notes) = deals(text);
    assert_eq!(found, "A USD 5000; B USD 120; C USD 70; D USD 30");
    let texts = "left out: 3 rows with one text only (line 2, \"Germany\"; line 6, \"France\"; line 11, \"Source: reports\")";
    assert!(notes.iter().any(|note| note == texts), "{notes:?}");
    // A row with a date and no company lacks something.
    assert!(notes.iter().any(|note| note.contains("line 12: there is no company")), "{notes:?}");
}

#[test]
fn signs_below_headers_of_several_currencies_are_decided_by_the_column() {
    check(&[
        (
            "Date,Company,Amount (in Rs.)\n2024-03-01,A,\"5,00,000\"\n2024-03-02,B,50 Cr\n2024-03-03,C,2 lakh\n",
            "A INR 500000; B INR 500m; C INR 200000",
        ),
        (
            "Date,Company,Amount (¥bn)\n2024-03-01,A,5\n",
            "blocked: 1 of 1 amounts in \"Amount (¥bn)\" cannot be read: line 2: \
         \"5\" may be CNY 5bn or JPY 5bn",
        ),
        (
            "Date,Company,Amount,Currency\n2024-03-01,A,5000,$\n2024-03-02,B,30,US Dollar\n2024-03-03,C,£30,USD\n2024-03-04,D,7,\n\
          2024-03-04,E,7,EUR\n",
            "A USD 5000; B USD 30; E EUR 7",
        ),
    ]);
}

#[test]
fn a_second_table_is_not_read_as_the_first() {
    check(&[
        (
            "Date,Company,Amount (USD m)\n2024-03-01,A,5\n,,\nDate,Company,Amount (EUR bn)\n2024-04-01,B,9\n",
            "A USD 5m",
        ),
        // The header of each page.
        (
            "Date,Company,Amount (USD m)\n2024-03-01,A,5\nDate,Company,Amount (USD m)\n2024-04-01,B,9\n",
            "A USD 5m; B USD 9m",
        ),
        (
            "Date,Company,Amount (USD m),,Date,Company,Amount (USD m)\n2024-03-01,A,5,,2024-04-01,B,9\n",
            "blocked: the columns of dates and of companies stand twice, as in two tables beside each other",
        ),
        // A company that is called like a column.
        ("Date,Company,Amount\n2024-03-01,Company,$5m\n", "Company USD 5m"),
    ]);
    let (_, notes) = deals(
        "Date,Company,Amount (USD m)\n2024-03-01,A,5\n,,\nDate,Company,Amount (EUR bn)\n2024-04-01,B,9\n",
    );
    let reason = "rejected: 2 rows, first in line 4: another table begins in line 4: \"Date | Company | Amount (EUR bn)\" (read it by \
                  --header-row 4)";
    assert!(notes.iter().any(|note| note == reason), "{notes:?}");
}

#[test]
fn figures_that_contradict_each_other_are_refused() {
    check(&[
        // The comma of one language decides nothing about the words of another.
        ("Date,Company,Amount\n2024-01-01,A,\"€1,5 Mrd.\"\n2024-01-02,B,\"$1,250 million\"\n", "A EUR 1.5bn"),
        ("Date,Company,Amount\n2024-01-01,A,$1.5 billion\n2024-01-02,B,€1.250 Mio.\n", "A USD 1.5bn"),
        ("Date,Company,Deal Size,Currency,Deal Size (USD m)\n2024-01-02,A,50,EUR,54\n", ""),
        ("Date,Company,Deal Size (EUR m),Deal Size (USD m)\n2024-01-02,A,50,54\n", "A EUR 50m"),
        (
            "Date,Company,Qualifier,Amount\n2024-01-02,A,up to,$5m\n2024-01-02,B,~,$5m\n",
            "blocked: the column \"Qualifier\" may be about the amounts: up to, ~",
        ),
        ("Date,Company,Lead,Amount\n2024-01-02,A,Over,$5m\n2024-01-02,B,Sequoia,$5m\n", "A USD 5m; B USD 5m"),
    ]);
}

#[test]
fn totals_means_and_cancelled_deals_do_not_count() {
    check(&[
        (
            "Year,Company,Amount (USD m)\n2024,A,1\n2024,A,4\n2024,A Total,5\n2024,Итого,5\n",
            "A USD 1m; A USD 4m",
        ),
        ("Year,Company,Amount (USD m)\n2024,A,1\n2024,B,4\n2024,Average,2.5\n", "A USD 1m; B USD 4m"),
        (
            "Region,Year,Company,Amount (USD m)\nEU,2024,A,1\nEU,2024,B,4\n,,Subtotal EU,5\nAsia,2024,C,2\n,,Subtotal Asia,2\n,,Total,7\n",
            "A USD 1m; B USD 4m; C USD 2m",
        ),
        // Notes below the years.
        (
            "Year,Company,Amount (USD m)\n2024,A,1\n2024,B,4\n2023,C,4\nSource,Press,\n",
            "A USD 1m; B USD 4m; C USD 4m",
        ),
    ]);
}

/// Imports a CSV by the proposal. Returns the companies with their dates and places; or why nothing is imported.
pub(super) fn places(text: &str) -> String {
    let (sheet, proposal) = read(text);
    if let Some(problem) = proposal.blocked.first() {
        return format!("blocked: {}", problem.message);
    }
    let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
    let mut dataset = Dataset::default();
    import_sheet(&sheet, &proposal.mapping, &mut dataset, &stamp, || {});
    let shown = dataset.deals.iter().map(|deal| {
        let names = deal.parties.iter().map(|party| party.company.as_ref()).collect::<Vec<_>>().join("+");
        let places = deal.places.iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
        format!("{names} {} {places}", deal.announced)
    });
    shown.collect::<Vec<_>>().join("; ")
}

#[test]
fn the_place_of_a_deal_is_where_the_money_goes() {
    for (header, found) in [
        ("Source Country,Destination Country", "A 2024-03-01 FR"),
        ("Acquirer country,Target country", "A 2024-03-01 FR"),
        ("Home country,Host country", "A 2024-03-01 FR"),
        ("Investor country,Target country", "A 2024-03-01 FR"),
        ("HQ country,Project country", "A 2024-03-01 FR"),
        ("Target country,Acquirer country", "A 2024-03-01 DE"),
        ("Country,Destination country", "A 2024-03-01 FR"),
        ("Parent country,Nationality", "A 2024-03-01 "),
        ("Country,Country", "blocked: \"Country\" and \"Country#2\" may both be the place of the deals"),
    ] {
        assert_eq!(
            places(&format!("Date,Company,{header}\n2024-03-01,A,Germany,France\n")),
            found,
            "{header}"
        );
    }
    assert_eq!(places("Date,Company,Country,Country\n2024-03-01,A,France,France\n"), "A 2024-03-01 FR");
}

#[test]
fn columns_that_describe_a_company_name_none() {
    for header in
        ["Business Model", "Company type", "Parent company", "Investor type", "# investors", "Vendor ID"]
    {
        let text = format!("Date,{header},Company\n2024-03-01,B,A\n2024-03-02,C,D\n");
        assert_eq!(places(&text), "A 2024-03-01 ; D 2024-03-02 ", "{header}");
        let text = format!("Date,{header},Amount\n2024-03-01,B,$5m\n");
        let found = places(&text);
        assert!(header == "Parent company" || found.starts_with("blocked: no column names"), "{header}");
    }
    assert_eq!(places("Date,Investors,Company\n2024-03-01,5,A\n"), "A 2024-03-01 ");
    assert_eq!(places("Date,Company\n2024-03-01,甲公司、乙公司\n"), "甲公司+乙公司 2024-03-01 ");
    assert_eq!(
        places("Date,Company,Country\n2024-03-01,\u{200e}A[1]\u{202c},\u{2066}France\u{2069}\n"),
        "A 2024-03-01 FR"
    );
}

#[test]
fn a_table_without_a_header_is_refused() {
    for text in
        ["2024-03-01,Zenko,$5m,France\n2024-03-02,Rifa,$6m,Spain\n", "Zenko,$5m,France\nRifa,$6m,Spain\n"]
    {
        assert!(places(text).contains("the table seems to have no header"), "{text}");
    }
    // Headers may be years.
    let found = places("Date,Company,2023,USD 2024\n2024-03-01,A,5,6\n");
    assert!(found.starts_with("blocked: no column is known to be the amount of the deals"), "{found}");
}

#[test]
fn an_enterprise_value_is_never_the_amount() {
    check(&[
        ("Date,Company,Enterprise Value (USDm)\n2024-03-01,A,5\n", "A undisclosed"),
        ("Date,Company,EV (EURm)\n2024-03-01,A,5\n", "A undisclosed"),
        ("Date,Company,EV (EURm),Deal value (EURm)\n2024-03-01,A,5,3\n", "A EUR 3m"),
        (
            "Date,Company,Всякое\n2024-03-01,A,5\n",
            "blocked: no column is known to be the amount of the deals, and the header \"Всякое\" over numbers is not understood",
        ),
    ]);
}

#[test]
fn a_buyer_is_a_customer_where_nothing_is_acquired() {
    let kinds = |text: &str| {
        let (_, proposal) = read(text);
        proposal.mapping.to_string()
    };
    let contract = kinds("Date,Vendor,Buyer,TCV\n2024-03-01,Alder,Birch,$5m\n");
    assert!(contract.contains("party=Buyer:customer,party=Vendor:provider,kind=contract"), "{contract}");
    let contract = kinds("Date,Organisation Name,Supplier Name,Awarded Value\n2024-03-01,Alder,Birch,$5m\n");
    assert!(
        contract.contains("party=Organisation Name:customer,party=Supplier Name:provider,kind=contract"),
        "{contract}"
    );
    let acquisition = kinds("Date,Target,Buyer,Vendor,Deal value\n2024-03-01,Alder,Birch,Cedar,$5m\n");
    assert!(
        acquisition.contains("party=Target:recipient,party=Buyer:investor,kind=acquisition,fields=Vendor"),
        "{acquisition}"
    );
}

#[test]
fn sums_of_other_pages_and_years_above_their_rows_are_left_out() {
    let (found, notes) = deals(
        "Date,Company,Amount (EUR)\n,Balance brought forward,100000\n2024-05-01,A,5000\n2023,,\n2024-05-02,B,7000\n,Carried forward,112000\n",
    );
    assert_eq!(found, "A EUR 5000; B EUR 7000");
    for note in [
        "left out: 2 rows of totals (line 2, \"Balance brought forward\"; line 6, \"Carried forward\")",
        "left out: 1 row with one text only (line 4, \"2023\")",
    ] {
        assert!(notes.iter().any(|known| known == note), "{notes:?}");
    }
}

#[test]
fn a_table_whose_fields_are_rows_is_refused_as_such() {
    for text in [
        "Company,Zenko,Rifa\nDate,2024-03-13,2024-03-14\nAmount (USD m),5,6\n",
        ",Deal 1,Deal 2\nCompany,Zenko,Rifa\nAnnounced,2024-03-13,2024-03-14\nDeal value,$5m,$6m\n",
        "Field,Value\nCompany,Zenko\nDate,2024-03-13\nAmount,$5m\nCountry,Germany\n",
    ] {
        let (found, _) = deals(text);
        assert!(found.starts_with("blocked: the table seems to be transposed"), "{text}: {found}");
    }
}

#[test]
fn a_company_may_be_called_as_a_total_is() {
    let rows = |last: &str| {
        format!(
            "Date,Company,Amount (USD m)\n2024-03-13,Balance,5\n2024-03-14,Rifa,6\n2024-03-15,Count,7\n{last}\n"
        )
    };
    let deals_before = "Balance USD 5m; Rifa USD 6m; Count USD 7m";
    // The sum, the number of deals, and a row without a date.
    check(&[
        (&rows("2024-03-16,Bako,8"), &format!("{deals_before}; Bako USD 8m")),
        (&rows("2024-03-16,Balance,18"), deals_before),
        (&rows("2024-03-16,Count,3"), deals_before),
        (&rows(",Balance,9"), deals_before),
        (&rows("2024-03-16,Total,9"), deals_before),
    ]);
}

#[test]
fn money_beside_the_amounts_is_neither_their_currency_nor_their_unit() {
    check(&[
        (
            "Date,Company,Amount (USD),Valuation\n2024-03-01,A,250,$1bn\n2024-03-02,B,10,$1bn\n",
            "A USD 250; B USD 10",
        ),
        (
            "Date,Company,Amount ($m),Valuation\n2024-03-01,A,250,$1bn\n2024-03-02,B,10,$1bn\n",
            "A USD 250m; B USD 10m",
        ),
        (
            "Date,Company,Amount,Valuation\n2024-03-01,A,$250,$1bn\n2024-03-02,B,$10,$1bn\n",
            "A USD 250; B USD 10",
        ),
        (
            "Date,Company,Amount,Debt\n2024-03-01,A,250,€100m\n2024-03-02,B,10,€100m\n",
            "blocked: 2 of 2 amounts in \"Amount\" cannot be read: line 2: \"250\" names no currency",
        ),
        (
            "Date,Company,Amount (USD),Users\n2024-03-01,A,1000000,Thousands\n",
            "blocked: the column \"Users\" may hold the units of the amounts",
        ),
        (
            "Date,Company,Currency,Amount,\n2024-03-01,A,USD,250,M\n2024-03-02,B,USD,1.2,B\n",
            "A USD 250m; B USD 1.2bn",
        ),
        (
            "Date,Company,Currency,Amount,m/bn\n2024-03-01,A,USD,250,m\n2024-03-02,B,USD,1.2,bn\n",
            "A USD 250m; B USD 1.2bn",
        ),
        (
            "Date,Company,Amount (m),Valuation currency\n2024-03-01,A,250,USD\n",
            "blocked: \"Valuation currency\" may be the currency of something else than the amounts by \"valuation\"",
        ),
        (
            "Date,Company,Amount (m),Local currency,Reporting currency\n2024-03-01,A,250,INR,USD\n",
            "blocked: \"Local currency\" and \"Reporting currency\" may both be the currency of the amounts",
        ),
        ("Date,Company,Amount (m),Deal currency\n2024-03-01,A,250,USD\n", "A USD 250m"),
    ]);
}

#[test]
fn rows_between_the_deals_that_state_another_currency_leave_it_open() {
    for rows in [
        "Amount\nUSD million,,\n2024-03-01,A,250\nEUR million,,\n2024-03-02,B,12\n",
        "Amount\n2024-03-01,A,250\n,,EUR m\n2024-03-02,B,12\n",
        "Amount\n,,USD m\n2024-03-01,A,250\n,,EUR m\n2024-03-02,B,12\n",
        "Amount (EUR m)\n2024-03-01,A,250\nUSD m,,\n2024-03-02,B,12\n",
        "Amount ($m)\n2024-03-01,A,250\nIn EUR m:,,\n2024-03-02,B,12\n",
    ] {
        let found = deals(&format!("Date,Company,{rows}")).0;
        assert!(found.is_empty() || found.starts_with("blocked: "), "{rows}: {found}");
    }
    check(&[
        (
            "Date,Company,Amount (EUR m)\n2024-03-01,A,250\nEUR m,,\n2024-03-02,B,12\n",
            "A EUR 250m; B EUR 12m",
        ),
        ("Date,Company,Amount\n,,USD m\n2024-03-01,A,250\n2024-03-02,B,12\n", "A USD 250m; B USD 12m"),
        ("Date,Company,Amount (EUR m)\n2024-03-01,A,250\n2023,,\n2023-03-02,B,12\n", "A EUR 250m; B EUR 12m"),
        (
            "USD million,,\nDate,Company,Amount\n2024-03-01,A,250\nAll in USD million,,\n2024-03-02,B,12\n",
            "A USD 250m; B USD 12m",
        ),
    ]);
}

#[test]
fn one_slip_does_not_decide_the_decimal_sign_of_a_column() {
    let sheet = |cells: &[&str]| {
        let rows = cells.iter().map(|cell| format!("2024-03-01,A,\"{cell}\"\n")).collect::<Vec<_>>().concat();
        deals(&format!("Date,Company,Amount\n{rows}")).0
    };
    assert!(!sheet(&["$1,500m", "$2,300m", "$4,100m", "$2,5m"]).contains("USD 1.5m"));
    assert_eq!(sheet(&["€1,500m", "€2,5m"]), "A EUR 1.5m; A EUR 2.5m");
    assert_eq!(sheet(&["$1,500m", "$2,300m", "$4,100m", "$1,250.5m"]).split(';').count(), 4);
    let billions = sheet(&["2 Milliarden EUR", "1 billion EUR"]);
    assert!(!billions.contains("EUR 1bn"), "{billions}");
}

#[test]
fn several_states_of_an_amount_and_prices_of_pieces_stop_the_import() {
    for (header, cells) in [
        ("Original amount,Revised amount", "$5m,$7m"),
        ("Amount,Updated amount", "$5m,$7m"),
        ("Betrag geplant,Betrag tatsächlich", "$5m,$7m"),
        ("Shares,Price ($)", "1000,12.5"),
    ] {
        let found = deals(&format!("Date,Company,{header}\n2024-03-01,A,{cells}\n")).0;
        assert!(found.starts_with("blocked: "), "{header}: {found}");
    }
    check(&[
        ("Date,Company,Investment ($ = AUD)\n2024-03-01,A,$250m\n", "A AUD 250m"),
        ("Date,Company,Montant (M$ CA)\n2024-03-01,A,250\n", "A CAD 250m"),
        ("日期,公司,投资额\n2024-03-01,A,50亿元\n", "A CNY 5bn"),
    ]);
}

/// Imports a CSV by a mapping. Returns the companies with their amounts, statuses and dates, and the reasons of rejected rows.
fn mapped(text: &str, mapping: &str) -> String {
    let (sheet, _) = read(text);
    let mapping = Mapping::new(mapping, &sheet.columns).unwrap();
    let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
    let mut dataset = Dataset::default();
    let outcome = import_sheet(&sheet, &mapping, &mut dataset, &stamp, || {});
    let deals = dataset.deals.iter().map(|deal| {
        let amount = deal.amount.map_or_else(|| "undisclosed".to_owned(), |amount| amount.to_string());
        format!("{} {amount} {} {}", deal.parties[0].company, deal.status, deal.announced)
    });
    let faults = outcome.faults("deals.csv").into_iter().map(|fault| fault.problem.message);
    deals.chain(faults).collect::<Vec<_>>().join("; ")
}

#[test]
fn what_several_texts_say_of_one_amount_is_combined_or_refused() {
    check(&[
        (
            "Date,Company,Amount (USD m),Note,Comment\n2024-03-01,A,5,up to,estimate\n2024-03-02,B,5,estimate,up to\n",
            "A up to USD 5m; B up to USD 5m",
        ),
        ("Date,Company,Amount (USD m),Note\n2024-03-01,A,5,at least; up to\n2024-03-02,B,6,\n", "B USD 6m"),
        (
            "Date,Company,Max. amount (USD m),Note\n2024-03-01,A,5,at least\n2024-03-02,B,~6,paid in cash\n2024-03-03,C,7,all debt\n",
            "B up to USD 6m; C up to USD 7m",
        ),
        (
            "Date,Company,Amount (USD m)\n2024-03-01,Zenko†*,5\n2024-03-02,Rifa*†,5\n2024-03-02,Alder,5\n* estimated,,\n† up to,,\n",
            "Zenko up to USD 5m; Rifa up to USD 5m; Alder USD 5m",
        ),
    ]);
}

#[test]
fn columns_of_one_field_that_contradict_each_other_are_refused() {
    let map = "announced=Date,party=Company:recipient,amount=One,amount=Two";
    let amounts =
        |one: &str, two: &str| mapped(&format!("Date,Company,One,Two\n2024-03-01,A,{one},{two}\n"), map);
    assert_eq!(amounts("0 USD", "5 USD"), "USD 5 in Two differs from USD 0, which the row gives first");
    assert_eq!(amounts("0 EUR", "5 USD"), "A USD 5 announced 2024-03-01");
    assert_eq!(amounts("0 EUR", "0 USD"), "A EUR 0 announced 2024-03-01");

    let map = "announced=Date,party=Company:recipient,amount=Amount,status=Stage,status=Outcome";
    let statuses = |stage: &str, outcome: &str| {
        mapped(&format!("Date,Company,Amount,Stage,Outcome\n2024-03-01,A,5 USD,{stage},{outcome}\n"), map)
    };
    let refused = "the deal is announced here, and cancelled in another column";
    assert_eq!(statuses("cancelled", "announced"), refused);
    assert_eq!(statuses("", "signed"), "A USD 5 signed 2024-03-01");
    assert_eq!(statuses("signed", "signed"), "A USD 5 signed 2024-03-01");

    let map = "year=Year,quarter=Quarter,month=Month,party=Company:recipient,amount=Amount";
    let dates = |quarter: &str, month: &str| {
        mapped(&format!("Year,Quarter,Month,Company,Amount\n2024,{quarter},{month},A,5 USD\n"), map)
    };
    assert_eq!(dates("Q1", "7"), "2024-07 is not in the quarter 1 that the row names");
    assert_eq!(dates("Q3", "7"), "A USD 5 announced 2024-07");
    assert_eq!(dates("3", ""), "A USD 5 announced 2024-Q3");
}

#[test]
fn floor_headline_and_ceiling_say_which_bound_an_amount_has() {
    let map = "announced=Date,party=Company:recipient,floor=Low,headline=Mid,ceiling=High,currency==USD";
    let deals = |low: &str, mid: &str, high: &str| {
        mapped(&format!("Date,Company,Low,Mid,High\n2024-03-01,A,{low},{mid},{high}\n"), map)
    };
    let read = |amount: &str| format!("A {amount} announced 2024-03-01");
    assert_eq!(deals("5", "10", "15"), read("USD 5–15"));
    assert_eq!(
        deals("5", "12", "15"),
        "the headline 12 contradicts the other figures and the bound \"range\""
    );
    assert_eq!(deals("5", "5", "5"), read("USD 5"));
    assert_eq!(deals("0", "5", "5"), read("up to USD 5"));
    assert_eq!(deals("", "5", "5"), "the figures leave open whether the amount is exact");
    assert_eq!(deals("", "5", ""), read("USD 5"));
    assert_eq!(deals("5", "", "15"), read("USD 5–15"));
}

#[test]
fn a_status_that_is_taken_back_behind_it_is_not_read() {
    for text in
        ["Approved, fell apart", "Approved then axed", "Pending; buyer walked away", "Announced (axed)"]
    {
        let rows = format!("Date,Company,Amount,Status\n2024-03-01,A,5 USD,\"{text}\"\n");
        let deals = mapped(&rows, "announced=Date,party=Company:recipient,amount=Amount,status=Status");
        assert!(deals.ends_with("is not known as a status"), "{deals}");
    }
}

#[test]
fn notes_that_money_is_inside_another_deal_are_known_in_many_words() {
    for note in [
        "incl in the pledge above", "counted in the pledge above", "booked under the pledge above",
        "is included in the pledge above", "comprise dans le total",
    ] {
        let rows = format!("Date,Company,Amount,Note\n2024-03-01,A,5 USD,{note}\n");
        let deals = mapped(&rows, "announced=Date,party=Company:recipient,amount=Amount,note=Note");
        assert!(deals.ends_with("says that its money is inside another deal"), "{deals}");
    }
}

#[test]
fn a_second_column_by_which_a_row_does_not_count_stops_the_import() {
    let sheet = |header: &str, cell: &str| {
        format!(
            "Date,Company,Amount (USD m),Status,{header}\n2022-01-05,Zenko,5,Signed,\n2022-01-06,Rifa,7,Signed,{cell}\n"
        )
    };
    for (header, cell) in [
        ("Cancelled", "yes"),
        ("Withdrawn", "2023-04-05"),
        ("Outcome", "Cancelled"),
        ("Current status", "Terminated"),
        ("Ergebnis", "Abgesagt"),
        ("結果", "中止"),
    ] {
        let blocked = format!("blocked: \"{header}\" may say which rows do not count: \"{cell}\" (line 3)");
        assert_eq!(deals(&sheet(header, cell)).0, blocked);
    }
    for (header, cell) in [
        ("Cancelled", "no"),
        ("Previous status", "Rumoured"),
        ("Rumoured", "2021-12-01"),
        ("Outcome", "Approved"),
    ] {
        assert_eq!(deals(&sheet(header, cell)).0, "Zenko USD 5m; Rifa USD 7m", "{header}");
    }
    let agree = "Date,Company,Amount (USD m),Status,Outcome\n2022-01-05,Zenko,5,Signed,Approved\n2022-01-06,Rifa,7,Cancelled,Terminated\n";
    assert_eq!(deals(agree).0, "Zenko USD 5m; Rifa USD 7m");
}

#[test]
fn notes_in_many_languages_and_abbreviations_in_them_are_read() {
    let amount = |header: &str, note: &str| {
        deals(&format!(
            "Date,Company,Amount (EUR m),{header}\n2024-01-05,Zenko,5,{note}\n2024-01-06,Rifa,7,all cash\n"
        ))
        .0
    };
    for note in ["max. 2 sites", "approx. 300 jobs", "est. 2026 completion", "min. 5 years"] {
        assert_eq!(amount("Note", note), "Zenko EUR 5m; Rifa EUR 7m", "{note}");
    }
    for (header, note) in [
        ("Hinweis", "pro Jahr"),
        ("備考", "年額"),
        ("Opmerking", "per jaar"),
        ("Note", "p.a. for 10 years"),
        ("Note", "each year for five years"),
        ("Note", "jährlich über 5 Jahre"),
        ("Note", "inclus dans la ligne 2"),
        ("Uwagi", "already included in the pledge above"),
    ] {
        assert_eq!(amount(header, note), "Rifa EUR 7m", "{header}: {note}");
    }
    for note in ["wurde storniert", "fue cancelado", "annullato nel 2025", "projet arrêté", "a été abandonné"]
    {
        let read = format!(
            "Date,Company,Amount (EUR m),Note\n2024-01-05,Zenko,5,{note}\n2024-01-06,Rifa,7,all cash\n"
        );
        let mapped =
            mapped(&read, "announced=Date,party=Company:recipient,amount=\"Amount (EUR m)\",note=Note");
        assert!(!mapped.contains("Zenko EUR 5m announced"), "{note}: {mapped}");
    }
}

#[test]
fn what_stands_for_the_cell_above_is_no_name() {
    for text in ["dito", "do", "siehe oben", "voir ci-dessus", "上と同じ", "”"] {
        let sheet = format!(
            "Date,Company,Amount (EUR m),Country\n2024-01-05,Zenko,5,Germany\n2024-01-06,Rifa,7,{text}\n"
        );
        assert_eq!(deals(&sheet).0, "Zenko EUR 5m", "{text}");
    }
}

#[test]
fn a_text_that_states_another_currency_than_the_column_of_currencies_stops_the_import() {
    let sheet = "All amounts converted to USD million,,,\nDate,Company,Amount,Currency\n2024-01-05,Zenko,50,JPY\n2024-01-06,Rifa,7,USD\n";
    let blocked = "blocked: the amounts are in USD by \"All amounts converted to USD million\" (line 1), and the column \"Currency\" has JPY";
    assert!(deals(sheet).0.starts_with(blocked), "{}", deals(sheet).0);
}
