//! Sheets in which rows or columns say the same money twice, or money that may never come, decided by hand.

use super::reader_tests::deals;

/// Compares sheets with their deals, or with the start of the problem that stops their import, and lists all that differ.
fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, expected)| {
            let found = deals(text).0;
            let is_so = if expected.starts_with("blocked") {
                found.starts_with(expected)
            } else {
                found == *expected
            };
            (!is_so).then(|| format!("{text}\n  found {found}\n  not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_status_below_the_header_of_a_place_stops_the_import() {
    check(&[
        (
            "Date,Company,Amount (USD m),State\n2024-03-01,Alder,10,Completed\n2024-03-02,Birch,5,Cancelled\n",
            "blocked: \"State\" may be the status of the deals: \"Cancelled\" (line 3)",
        ),
        (
            "Date,Company,Amount (USD m),City\n2024-03-01,Alder,10,Paris\n2024-03-02,Birch,5,Cancelled\n",
            "blocked: \"City\" may be the status of the deals",
        ),
        (
            "Date,Company,Amount (USD m),State\n2024-03-01,Alder,10,Texas\n2024-03-02,Birch,5,Ohio\n",
            "Alder USD 10m; Birch USD 5m",
        ),
    ]);
}

#[test]
fn rows_that_say_the_same_money_again_stop_the_import() {
    check(&[
        (
            "Type,Date,Donor,Recipient,Amount (USD m)\nCommitment,2024-03-01,FCDO,Kenya Power,10\nDisbursement,2024-04-15,FCDO,Kenya Power,4\n",
            "blocked: the column \"Type\" may say which rows are parts or later states of others: \"Commitment\" (line 2) and \
             \"Disbursement\" (line 3)",
        ),
        (
            "Date,Company,Amount (USD m),Type\n2024-03-01,Alder,15,Program\n2024-04-01,Alder,10,Project\n",
            "Alder USD 15m; Alder USD 10m",
        ),
        // Two recipients: nothing shows that one is part of the other.
        (
            "Type,Date,Recipient,Amount (USD m)\nCommitment,2024-03-01,Alder,10\nDisbursement,2024-04-15,Birch,4\n",
            "Alder USD 10m; Birch USD 4m",
        ),
        (
            "Date,Company,Amount (USD m),Record level\n2024-03-01,Alder,15,Parent\n2024-03-01,Alder,10,Child\n",
            "blocked: the column \"Record level\" may say",
        ),
        (
            "Date,Company,Project,Event,Amount ($M)\n2022-03-01,Alder,Battery plant,Announcement,100\n\
             2023-03-01,Alder,Battery plant,Groundbreaking,100\n",
            "blocked: the column \"Event\" may say which rows are states of one project",
        ),
        (
            "Date,Company,Event,Amount ($M)\n2022-03-01,Alder,Announcement,100\n2023-03-01,Alder,Opening,50\n",
            "Alder USD 100m; Alder USD 50m",
        ),
        (
            "Award date,Supplier,Notice,Lot,Total value (EUR)\n2024-03-01,Alder,N-1,1,10000000\n2024-03-01,Birch,N-1,2,10000000\n",
            "blocked: the column \"Lot\" may say which rows are lots with the value of their contract",
        ),
        (
            "Award date,Supplier,Notice,Lot,Value (EUR)\n2024-03-01,Alder,N-1,1,10000000\n2024-03-01,Birch,N-1,2,4000000\n",
            "Alder EUR 10m; Birch EUR 4m",
        ),
    ]);
}

#[test]
fn a_whole_beside_its_part_is_asked_about() {
    let part = |header: &str, whole: &str| format!("blocked: \"{header}\" may be a part of \"{whole}\"");
    for (header, whole) in [
        ("EBRD finance (USD m)", "Total project value (USD m)"),
        ("EU funding (EUR m)", "Total budget (EUR m)"),
        ("IFC investment (USD m)", "Total project cost (USD m)"),
        ("Loan share (USD m)", "Total loan (USD m)"),
        ("Lot value (EUR)", "Total value (EUR)"),
        ("Fördersumme (EUR)", "Gesamtinvestition (EUR)"),
    ] {
        let sheet =
            format!("Date,Company,{header},{whole}\n2024-03-01,Alder,40,100\n2024-04-01,Birch,60,90\n");
        let found = deals(&sheet).0;
        assert!(
            found.starts_with(&part(header, whole)) || found.starts_with("blocked: several"),
            "{sheet}: {found}"
        );
    }
    check(&[
        (
            "Date,Company,Upfront ($M),Milestones ($M),Total ($M)\n2024-03-01,Alder,50,450,500\n2024-04-01,Birch,10,90,100\n",
            "blocked: \"Upfront ($M)\" may be a part of \"Total ($M)\"",
        ),
        (
            "Date,Company,Amount (USD m),Cancelled portion (USD m)\n2024-03-01,Alder,10,4\n2024-04-15,Birch,8,0\n",
            "blocked: \"Cancelled portion (USD m)\" may have to be taken from \"Amount (USD m)\"",
        ),
        (
            "Date,Company,Amount (USD m),Revised to (USD m)\n2024-03-01,Alder,10,4\n2024-04-15,Birch,8,9\n",
            "blocked: \"Revised to (USD m)\" may be what became of \"Amount (USD m)\"",
        ),
    ]);
    check(&[(
        "Date,Company,Investment (EUR m),Debt financing (EUR m)\n2024-03-01,Alder,10,4\n2024-04-15,Birch,8,2\n",
        "Alder EUR 10m; Birch EUR 8m",
    )]);
    check(&[(
        "Date,Company,Amount (USD m),Total funding after round\n2024-03-01,Alder,10,40\n2024-04-15,Birch,8,9\n",
        "Alder USD 10m; Birch USD 8m",
    )]);
    let cell = |text: &str| deals(&format!("Date,Company,Amount\n2024-03-01,Alder,{text}\n")).0;
    for text in ["$5m in milestones", "$5m if milestones are met", "$5m biobucks"] {
        assert_eq!(cell(text), "Alder up to USD 5m", "{text}");
    }
}

#[test]
fn sums_are_known_by_the_names_of_their_groups() {
    let two = "Alder USD 10m; Birch USD 30m";
    check(&[
        ("Date,Company,Amount (USD m)\n2022-01-01,Alder,10\n2022-01-02,Birch,30\n2022-12-31,2022,40\n", two),
        (
            "Date,Company,Amount (USD m)\n2022-01-01,Alder,10\n2022-01-02,Birch,30\n2022-01-31,January,40\n",
            two,
        ),
        (
            "Date,Company,Sector,Amount (USD m)\n2022-01-01,Alder,Fintech,10\n2022-01-02,Birch,Fintech,30\n2022-01-31,Fintech,Fintech,40\n",
            two,
        ),
        (
            "Date,Company,Amount (USD m)\n2022-01-01,Alder,10\n2022-01-02,Birch,30\n2022-12-31,2022,40\n2023-01-02,Cedar,7\n2023-12-31,2023,7\n",
            "Alder USD 10m; Birch USD 30m; Cedar USD 7m",
        ),
        // Not the sum of the rows above.
        (
            "Date,Company,Amount (USD m)\n2022-01-01,Alder,10\n2022-01-02,Birch,30\n2022-01-31,May,7\n",
            "Alder USD 10m; Birch USD 30m; May USD 7m",
        ),
    ]);
    let (found, notes) = deals(
        "Year,Donor,Recipient,Amount (USD m)\n2022,Germany,\"Developing Countries, Total\",15\n2022,Germany,Kenya,10\n2022,Germany,Ghana,5\n",
    );
    assert_eq!(found, "Kenya USD 10m; Ghana USD 5m");
    assert!(notes.iter().any(|note| note.contains("is called a total")), "{notes:?}");
    // The whole may stand before its parts.
    let note = "possible totals: the amount of 1 deal is the sum of other rows of its company and day (line 2, \"Alder\")";
    let rows = "2024-03-01,Alder,World,15\n2024-03-01,Alder,France,10\n2024-03-01,Alder,Spain,5\n";
    let (_, notes) = deals(&format!("Date,Company,Country,Amount (USD m)\n{rows}2024-04-01,Birch,Italy,3\n"));
    assert!(notes.iter().any(|known| known == note), "{notes:?}");
}

#[test]
fn a_name_with_and_in_it_stays_whole_at_the_end_of_a_list() {
    let sheet = "Date,Startup,Investors,Amount (USD m)\n2024-03-01,Alder,\"Cedar, Birch\",10\n2024-03-02,Elm,Ernst & Young,10\n";
    let investors = |cell: &str| {
        let (sheet, proposal) = super::reader_tests::read(&format!("{sheet}2024-03-03,Fir,\"{cell}\",10\n"));
        let stamp =
            super::Stamp { today: chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
        let mut dataset = crate::dataset::Dataset::default();
        super::import_sheet(&sheet, &proposal.mapping, &mut dataset, &stamp, || {});
        let names =
            dataset.deals[2].parties.iter().filter(|party| party.role != crate::deal::Role::Recipient);
        names.map(|party| party.company.to_string()).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(investors("Cedar, Ernst & Young"), "Cedar; Ernst & Young");
    assert_eq!(investors("Cedar, Birch & Elm"), "Cedar; Birch; Elm");
    assert_eq!(investors("Cedar, +3 others"), "Cedar");
    assert_eq!(investors("Cedar and 3 others"), "Cedar");
    assert_eq!(investors("Cedar, various angels"), "Cedar");
}
