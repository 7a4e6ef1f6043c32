//! Sheets in which something beside an amount says what it is: footnotes, groups of columns, notes, columns about the figures.

use super::reader_tests::deals;

/// Checks what becomes of sheets: their deals, or the beginning of why nothing is imported.
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let (found, notes) = deals(text);
        let is_right =
            if expected.starts_with("blocked") { found.starts_with(expected) } else { found == *expected };
        assert!(is_right, "{text}\n{found}\n{notes:?}");
    }
}

/// Returns the beginning of a sheet of amounts in millions of dollars, with further columns.
fn sheet(columns: &str, rows: &[&str]) -> String {
    let rows = rows.iter().enumerate().map(|(index, row)| format!("2024-03-1{},{row}\n", index + 3));
    format!("Date,Company,Amount (USD m){columns}\n{}", rows.collect::<String>())
}

#[test]
fn a_footnote_says_of_its_amount_what_a_remark_would() {
    let with = |mark: &str, said: &str| {
        sheet("", &[&format!("Zenko,5{mark}"), "Rifa,7"]) + &format!("{mark} {said},,\n")
    };
    for mark in ["*", "**", "†", "[1]"] {
        for said in
            ["per year", "annual", "post-money valuation", "in thousands", "in EUR", "cancelled in 2025"]
        {
            assert_eq!(deals(&with(mark, said)).0, "Rifa USD 7m", "{mark} {said}");
        }
        assert_eq!(deals(&with(mark, "estimated")).0, "Zenko about USD 5m; Rifa USD 7m", "{mark}");
        assert_eq!(deals(&with(mark, "up to")).0, "Zenko up to USD 5m; Rifa USD 7m", "{mark}");
        assert_eq!(deals(&with(mark, "according to the company")).0, "Zenko USD 5m; Rifa USD 7m", "{mark}");
    }
    // The mark at another cell of the row, and at the header.
    let of_row = sheet("", &["Zenko*,5", "Rifa,7"]);
    check(&[
        (&format!("{of_row}* per year,,\n"), "Rifa USD 7m"),
        (&format!("{of_row}* estimated,,\n"), "Zenko about USD 5m; Rifa USD 7m"),
        (&format!("{of_row}* renamed in 2025,,\n"), "Zenko USD 5m; Rifa USD 7m"),
        (
            "Date,Company,Amount (USD m)*\n2024-03-13,Zenko,5\n2024-03-14,Rifa,7\n* per year,,\n",
            "blocked: 2 of 2 amounts",
        ),
        ("Date,Company,Amount (USD m)*\n2024-03-13,Zenko,5\n* estimated,,\n", "Zenko about USD 5m"),
        // The lines of notes need not have all cells.
        (&format!("{of_row}* estimated by the editors\n"), "Zenko about USD 5m; Rifa USD 7m"),
        // Several marks, and a sentence about the currency.
        (&(sheet("", &["Zenko,5[1][2]", "Rifa,7"]) + "[1] per year\n[2] estimated\n"), "Rifa USD 7m"),
        (&(sheet("", &["Zenko,5*†", "Rifa,7"]) + "* estimated\n† annual\n"), "Rifa USD 7m"),
        (&(sheet("", &["Zenko,5*", "Rifa,7"]) + "* Amount is in EUR\n"), "Rifa USD 7m"),
        (&(sheet("", &["Zenko,5*", "Rifa,7"]) + "* in 2015 prices\n"), "Rifa USD 7m"),
        (&(sheet("", &["Zenko,5*", "Rifa,7"]) + "Note: * per year\n"), "Rifa USD 7m"),
        // A source says nothing of the amount.
        (
            &(sheet("", &["Zenko,5*", "Rifa,7"]) + "* Source: annual reports of the companies\n"),
            "Zenko USD 5m; Rifa USD 7m",
        ),
        // A mark that no cell has is one of all amounts.
        ("Date,Company,Amount\n2024-03-13,Zenko,5m\n* all amounts in EUR,,\n", "Zenko EUR 5m"),
    ]);
}

#[test]
fn marks_are_raised_or_bracketed_or_stand_in_a_column_of_their_own() {
    check(&[
        // Other forms of marks, and marks inside.
        (&(sheet("", &["Zenko,5¹⁰", "Rifa,7¹"]) + "¹⁰ per year\n¹ in cash\n"), "Rifa USD 7m"),
        (
            &(sheet("", &["Zenko,5¹ ²", "Rifa,7"]) + "¹ in cash\n² estimated\n"),
            "Zenko about USD 5m; Rifa USD 7m",
        ),
        (&(sheet("", &["Zenko,\"5 [1, 2]\"", "Rifa,7"]) + "1) in cash\n2) per year\n"), "Rifa USD 7m"),
        (&(sheet("", &["Zenko,5²", "Rifa,7"]) + "2 per year\n"), "Rifa USD 7m"),
        (&(sheet("", &["Zenko,5 (A)", "Rifa,7 (E)"]) + "A: per year\nE = estimated\n"), "Rifa about USD 7m"),
        (&(sheet("", &["Zenko,5*", "Rifa,7"]) + "*,per year,\n"), "Rifa USD 7m"),
        (&(sheet("", &["Zenko,5* m", "Rifa,7", "Bako,8"]) + "* per year\n"), "Rifa USD 7m; Bako USD 8m"),
        (&(sheet("", &["Zenko,*5", "Rifa,7"]) + "* estimated\n"), "Zenko about USD 5m; Rifa USD 7m"),
        (
            "Date,Company,Amount\n2024-03-13,Zenko,5 (e)\n2024-03-14,Rifa,7\nAll amounts in USD millions. (e) = estimate; (r) = revised.,,\n",
            "Zenko about USD 5m; Rifa USD 7m",
        ),
        // Marks in a column of their own, at another figure and at the date.
        (&(sheet(",", &["Zenko,5,*", "Rifa,7,"]) + "* per year,,,\n"), "Rifa USD 7m"),
        (
            &(sheet(",Note", &["Zenko,5,a", "Rifa,7,"]) + "a) estimated,,,\n"),
            "Zenko about USD 5m; Rifa USD 7m",
        ),
        (&(sheet(",Note", &["Zenko,5,1", "Rifa,7,"]) + "1) per year,,,\n"), "Rifa USD 7m"),
        (
            &(sheet(",Valuation", &["Zenko,5,80*", "Rifa,7,"]) + "* estimated,,,\n"),
            "Zenko USD 5m; Rifa USD 7m",
        ),
        (
            "Date,Company,Amount (USD m)\n2024-03-13*,Zenko,5\n2024-03-14,Rifa,7\n* expected,,\n",
            "Rifa USD 7m",
        ),
        (
            "Date,Company,Amount (USD m)\n2024-03-13*,Zenko,5\n2024-03-14,Rifa,7\n* Source: Reuters,,\n",
            "Zenko USD 5m; Rifa USD 7m",
        ),
    ]);
}

#[test]
fn the_only_heading_above_the_header_belongs_to_the_columns_of_figures_below_it() {
    let grouped = |group: &str| {
        format!("{group}\nDate,Company,USD m,Country\n2024-03-13,Zenko,5,Germany\n2024-03-14,Rifa,7,France\n")
    };
    check(&[
        (&grouped(",,Amount raised,"), "Zenko USD 5m; Rifa USD 7m"),
        (&grouped(",,Investment,"), "Zenko USD 5m; Rifa USD 7m"),
    ]);
    for group in [",,Valuation,", ",,Revenue,", ",,Market cap"] {
        let (found, _) = deals(&grouped(group));
        assert!(!found.contains("USD"), "{group}: {found}");
    }
}

#[test]
fn rows_that_take_money_back_are_no_deals() {
    for (column, deal, back) in [
        ("Type", "Investment", "Refund"),
        ("Type", "Grant", "Repayment"),
        ("Note", "", "Refund"),
        ("Art", "Kauf", "Rückzahlung (Teil)"),
    ] {
        let rows = [format!("Zenko,5,{deal}"), format!("Rifa,6,{back}"), format!("Bako,7,{deal}")];
        let text = sheet(&format!(",{column}"), &rows.each_ref().map(String::as_str));
        let (found, notes) = deals(&text);
        assert!(!found.contains("Rifa USD"), "{text}\n{found}\n{notes:?}");
    }
    check(&[
        (&sheet(",Sector", &["Zenko,5,Refund platforms"]), "Zenko USD 5m"),
        (&sheet(",Use of proceeds", &["Zenko,5,Repayment of debt"]), "Zenko USD 5m"),
        (&sheet(",Notes", &["Zenko,5,Correction: the round closed in May"]), "Zenko USD 5m"),
    ]);
}

#[test]
fn columns_that_say_what_the_figures_are_stop_the_import() {
    for (column, one, other) in [
        ("Dr/Cr", "Dr", "Cr"),
        ("D/C", "D", "C"),
        ("Direction", "in", "out"),
        ("+/-", "+", "-"),
        ("Metric", "Funding", "Valuation"),
        ("Flow type", "Commitment", "Disbursement"),
        ("Frequency", "one-off", "annual"),
        ("Per", "deal", "year"),
        ("Estimated", "No", "Yes"),
        ("Est.?", "", "E"),
        ("Actual/Estimate", "Actual", "Estimate"),
        ("Recommended For Aggregates", "Yes", "No"),
        ("Duplicate", "no", "x"),
        ("Type", "Investment", "Redemption"),
        ("Transaction", "Buy", "Sell"),
        ("Amount type", "Disclosed", "Estimated"),
        ("Capex type", "Announced", "Estimated"),
        ("Data quality", "Reported", "Estimate"),
    ] {
        let text = sheet(&format!(",{column}"), &[&format!("Zenko,5,{one}"), &format!("Rifa,6,{other}")]);
        let (found, _) = deals(&text);
        assert!(found.starts_with("blocked") && found.contains(column), "{column}: {found}");
    }
    check(&[
        (&sheet(",Direction", &["Zenko,5,in", "Rifa,6,in"]), "Zenko USD 5m; Rifa USD 6m"),
        (&sheet(",Estimated", &["Zenko,5,No", "Rifa,6,No"]), "Zenko USD 5m; Rifa USD 6m"),
        (&sheet(",Letter", &["Zenko,5,C", "Rifa,6,D"]), "Zenko USD 5m; Rifa USD 6m"),
        (&sheet(",Item", &["Zenko,5,Solar park", "Rifa,6,Wind park"]), "Zenko USD 5m; Rifa USD 6m"),
        (&sheet(",Item", &["Zenko,5,Wind park", "Rifa,6,Day care"]), "Zenko USD 5m; Rifa USD 6m"),
        (&sheet(",Period", &["Zenko,5,3 years", "Rifa,6,2024-2027"]), "Zenko USD 5m; Rifa USD 6m"),
    ]);
}

#[test]
fn a_note_that_only_speaks_of_the_figure_holds_for_it() {
    check(&[
        (&sheet(",Notes", &["Zenko,5,per year", "Rifa,7,x"]), "Rifa USD 7m"),
        (&sheet(",Notes", &["Zenko,5,annual figure", "Rifa,7,x"]), "Rifa USD 7m"),
        (&sheet(",Notes", &["Zenko,5,post-money", "Rifa,7,x"]), "Rifa USD 7m"),
        (&sheet(",Notes", &["Zenko,5,Figure in EUR", "Rifa,7,x"]), "Rifa USD 7m"),
        (&sheet(",Notes", &["Zenko,5,amount in thousands", "Rifa,7,x"]), "Rifa USD 7m"),
        (
            &sheet(",Notes", &["Zenko,5,estimate", "Rifa,7,Alder led the round"]),
            "Zenko about USD 5m; Rifa USD 7m",
        ),
        (&sheet(",Notes", &["Zenko,5,First", "Rifa,7,Plus"]), "Zenko USD 5m; Rifa USD 7m"),
        (&sheet(",Notes", &["Zenko,5,\"estimated, per year\"", "Rifa,7,x"]), "Rifa USD 7m"),
        (&sheet(",Notes", &["Zenko,5,\"up to, estimated\"", "Rifa,7,x"]), "Zenko up to USD 5m; Rifa USD 7m"),
        // A note that says again what the header says.
        (&sheet(",Notes", &["Zenko,5,Amount in USD m", "Rifa,$7m,in USD"]), "Zenko USD 5m; Rifa USD 7m"),
        (&sheet(",Notes", &["Zenko,5,Amount in USD k", "Rifa,$7m,in EUR", "Bako,8,x"]), "Bako USD 8m"),
    ]);
}

#[test]
fn a_sheet_that_names_no_company_is_refused_as_a_whole() {
    check(&[
        (
            "Date,Project,Amount (USD m)\n2024-03-13,Alpha mine,5\n2024-03-14,Beta line,7\n",
            "blocked: no column names the companies",
        ),
        (
            "Date,Amount (USD m),Country\n2024-03-13,5,Germany\n2024-03-14,7,France\n",
            "blocked: no column names the companies",
        ),
    ]);
}

#[test]
fn a_part_of_the_money_is_not_taken_for_all_of_it() {
    let text = "Date,Company,Nominal amount (EUR m),Aid element (EUR m)\n2024-03-13,Zenko,5,1.2\n2024-03-14,Rifa,6,0.8\n";
    check(&[(text, "blocked: several columns may be the amount of the deals")]);
    for header in ["Debt", "Equity", "Upfront"] {
        let text = format!("Date,Company,{header} (USD m)\n2024-03-13,Zenko,5\n2024-03-14,Rifa,7\n");
        let (found, _) = deals(&text);
        assert!(found.starts_with("blocked: no column is known to be the amount"), "{header}: {found}");
    }
}

#[test]
fn a_note_with_a_currency_alone_contradicts_another_one() {
    let found = |note: &str| {
        deals(&format!("Date,Company,Amount,Notes\n2024-03-01,A,$20m,{note}\n2024-03-02,B,$5m,\n")).0
    };
    assert_eq!(found("AUD"), "B USD 5m");
    assert_eq!(found("USD"), "A USD 20m; B USD 5m");
    assert_eq!(found("IPO"), "A USD 20m; B USD 5m");
}

#[test]
fn texts_next_to_the_table_may_be_about_all_rows() {
    let beside = |text: &str| {
        deals(&format!("Date,Company,Amount (USD m),,\n2024-03-01,A,5,,\n2024-03-02,B,7,,{text}\n")).0
    };
    let currency =
        "blocked: 2 of 2 amounts in \"Amount (USD m)\" cannot be read: line 2: the currency is not clear";
    assert!(beside("All amounts in EUR").starts_with(currency));
    let unit = "blocked: 2 of 2 amounts in \"Amount (USD m)\" cannot be read: line 2: the unit is not clear";
    assert!(beside("Figures in thousands").starts_with(unit));
    assert_eq!(
        beside("Rows in red: deal cancelled"),
        "blocked: \"Rows in red: deal cancelled\" (line 3) may say that rows of one colour or form do not count as they are"
    );
    assert_eq!(beside("Amounts in USD million"), "A USD 5m; B USD 7m");
    assert_eq!(beside("Led by Fund C"), "A USD 5m; B USD 7m");
    // What is written next to one row is about it.
    assert_eq!(beside("per year"), "A USD 5m");
    let has_euro = "blocked: the header \"Amount (USD m)\" says USD, and the column \"column E\" has EUR";
    assert_eq!(beside("EUR"), has_euro);
    assert_eq!(beside("duplicate"), "A USD 5m");
    // As a header without cells.
    let header = |text: &str| {
        deals(&format!("Date,Company,Amount (USD m),{text}\n2024-03-01,A,5,\n2024-03-02,B,7,\n")).0
    };
    assert!(header("Note: figures in thousands").starts_with(unit));
    assert!(
        header("Cancelled deals in red").starts_with("blocked: \"Cancelled deals in red\" (line 1) may say")
    );
    // A column that nobody filled.
    assert_eq!(header("Amount (EUR m)"), "A USD 5m; B USD 7m");
    assert_eq!(header("Country"), "A USD 5m; B USD 7m");
}

#[test]
fn a_yes_may_say_that_a_figure_is_another_one_than_the_others() {
    let with = |header: &str, cells: [&str; 2]| {
        let [a, b] = cells;
        deals(&format!("Date,Company,Amount (USD m),{header}\n2024-03-01,A,5,{a}\n2024-03-02,B,7,{b}\n")).0
    };
    for header in ["Per year?", "In EUR?", "Annual", "Thousands?"] {
        let expected = format!(
            "blocked: the column \"{header}\" may say which figures are no amounts as the others are: \"yes\""
        );
        assert_eq!(with(header, ["yes", "no"]), expected);
        assert_eq!(with(header, ["no", "no"]), "A USD 5m; B USD 7m");
    }
    assert_eq!(
        with("Went ahead", ["yes", "no"]),
        "blocked: \"Went ahead\" may say which rows do not count: \"no\""
    );
    for header in ["Listed", "Valuation disclosed", "Pre-revenue", "Cash and stock", "CAD"] {
        assert_eq!(with(header, ["yes", "no"]), "A USD 5m; B USD 7m", "{header}");
    }
    assert_eq!(with("In USD?", ["yes", "no"]), "A USD 5m; B USD 7m");
    assert_eq!(with("Duration", ["a year", "month"]), "A USD 5m; B USD 7m");
    assert_eq!(
        with("Duration", ["/year", "3 years"]),
        "blocked: the column \"Duration\" may say that some figures are no amounts of deals: \"/year\""
    );
}

#[test]
fn a_second_deal_in_a_row_is_asked_about() {
    for header in [
        "Amount 2 (USD m)", "Follow-on amount (USD m)", "Second investment (USD m)", "Phase 2 (USD m)",
        "Second investment", "Increase",
    ] {
        let text = format!("Date,Company,Amount (USD m),{header}\n2024-03-01,A,5,10\n2024-03-02,B,7,12\n");
        let expected =
            format!("blocked: \"{header}\" may have the amounts of second deals, next to \"Amount (USD m)\"");
        assert_eq!(deals(&text).0, expected);
    }
    for header in ["Jobs 2", "Phase", "Follow-on rounds"] {
        let text = format!("Date,Company,Amount (USD m),{header}\n2024-03-01,A,5,1\n2024-03-02,B,7,2\n");
        assert_eq!(deals(&text).0, "A USD 5m; B USD 7m", "{header}");
    }
}

#[test]
fn an_equivalent_is_compared_with_its_amount() {
    for header in ["USD equivalent (m)", "In USD m", "USD equiv. (m)"] {
        let rows = |equivalents: [&str; 2]| {
            let [a, b] = equivalents;
            deals(&format!(
                "Date,Company,Amount (NOK m),{header}\n2024-03-04,A,300,{a}\n2024-03-05,B,20,{b}\n"
            ))
            .0
        };
        // A dollar was 10.5 crowns.
        assert_eq!(rows(["28.5", "1.9"]), "A NOK 300m; B NOK 20m", "{header}");
        assert_eq!(rows(["28.5", "210"]), "A NOK 300m", "{header}");
    }
    // Below a currency alone, too.
    let text = "Date,Company,USD m,NOK equiv. (m)\n2024-03-04,A,120,1260\n2024-03-05,B,45,47\n";
    assert_eq!(deals(text).0, "A USD 120m");
    // A rounded equivalent in the currency of the amount.
    let text = "Date,Company,Amount,Currency,USD equivalent (m)\n2024-03-04,A,1234567,USD,1.2\n2024-03-05,B,2000000,EUR,2.2\n";
    assert_eq!(deals(text).0, "A USD 1,234,567; B EUR 2m");
    let text = "Date,Company,Amount,Currency,USD equivalent\n2024-03-04,A,1000000,USD,1045000\n";
    assert_eq!(deals(text).0, "");
    // Each of several is compared.
    let text = "Date,Company,Amount (NOK m),USD equivalent (m),EUR equivalent (m)\n2024-03-04,A,300,28.5,2600\n2024-03-05,B,20,1.9,1.8\n";
    assert_eq!(deals(text).0, "B NOK 20m");
}

#[test]
fn a_title_with_a_threshold_states_no_unit() {
    for title in [
        "Deals below EUR 1 billion", "Selected deals above EUR 10m", "Deals above EUR 1 million",
        "Deals up to EUR 1 million", "Ticket size max EUR 1 million",
    ] {
        let text = format!("{title},,\nDate,Company,Amount (EUR)\n2024-03-01,A,250\n");
        assert_eq!(deals(&text).0, "A EUR 250", "{title}");
    }
}

#[test]
fn cells_with_characters_that_show_nothing_are_read() {
    let text = "Date,Company,Amount (USD),Country\n２０２４／３／５,=\"Alfa\",=\"5000000\",Kenya\n2024-03-06,Beta,6000000\u{200b},Kenya\n";
    assert_eq!(deals(text).0, "Alfa USD 5m; Beta USD 6m");
}

#[test]
fn a_block_of_labels_above_the_header_is_none() {
    let table = "Date,Company,Amount\n2024-03-05,A,50\n2024-03-06,B,40\n";
    for block in [
        "Unit:,EUR thousand\n", "Source:,Ministry\nUnit:,EUR thousand\n",
        "Source:,Ministry\nUnit:,EUR thousand\n\n",
    ] {
        assert_eq!(deals(&format!("{block}{table}")).0, "A EUR 50000; B EUR 40000", "{block}");
    }
}

#[test]
fn a_title_with_its_version_next_to_it_is_no_header() {
    for beside in ["Version 2", "As of 15 March 2024", "Created by: J. Doe"] {
        let text = format!(
            "Data centre deals,,,{beside}\nDate,Company,Amount (USD m),Country,Jobs\n2024-03-05,A,50,Spain,3\n2024-03-06,B,40,Italy,2\n"
        );
        assert_eq!(deals(&text).0, "A USD 50m; B USD 40m", "{beside}");
    }
}

#[test]
fn thousands_of_pesos_may_be_written_with_a_space() {
    let text = "Fecha,Empresa,Monto (M US$),País\n15-03-2024,A,125,Chile\n20-04-2024,B,80,Chile\n";
    assert!(deals(text).0.contains("may mean thousands or millions"), "{}", deals(text).0);
}

#[test]
fn filters_of_an_export_and_bands_between_rows_are_asked_about() {
    let above = |text: &str| deals(&format!("{text},,\nDate,Company,Amount (USD m)\n2024-03-01,A,5\n")).0;
    for text in
        ["Filter: Status = Cancelled", "Query: status=cancelled; year=2024", "Filtered by status: withdrawn"]
    {
        assert_eq!(above(text), format!("blocked: line 1, \"{text}\", may say that deals are cancelled"));
    }
    assert_eq!(above("Filter: Status <> Cancelled"), "A USD 5m");
    assert_eq!(above("Filter: Country = Kenya"), "A USD 5m");
    assert!(above("Filter: Status = Cancelled; Sector = New").starts_with("blocked"));
    assert_eq!(above("Filter: Status is any of signed or cancelled"), "A USD 5m");
    assert!(above("Filter: Sector = Notebooks; Status = Cancelled").starts_with("blocked"));
    let band = |text: &str| {
        deals(&format!("Date,Company,Amount (USD m)\n2024-03-01,A,5\n{text},,\n2024-03-02,B,7\n")).0
    };
    assert!(band("Amounts in EUR below").contains("the currency is not clear"));
    assert!(above("All amounts below in EUR thousand").contains("the currency is not clear"));
    assert_eq!(band("Not signed"), "blocked: line 3, \"Not signed\", may say that deals are rumoured");
    assert_eq!(band("Spring"), "A USD 5m; B USD 7m");
}

#[test]
fn a_row_divided_by_another_character_is_rejected() {
    let text =
        "Date,Company,Amount (USD),Country\n2024-03-05,A,1000000,Spain\n2024-03-06;B;1250000;Spain,,,\n";
    let (found, notes) = deals(text);
    assert_eq!(found, "A USD 1m");
    let expected = "the row seems to be divided by ';', and the others are by ','";
    assert!(notes.iter().any(|note| note.contains(expected)), "{notes:?}");
    let text = "Date,Company,Amount (USD),Country\n2024-03-05,A,1000000,Spain\nDeals of spring; see 2024; and 2025,,,\n";
    assert!(!deals(text).1.iter().any(|note| note.contains("rejected")));
}

#[test]
fn years_of_the_buddhist_calendar_are_asked_about() {
    let of = |country: &str, date: &str| {
        deals(&format!("Date,Company,Amount (USD m),Country\n{date},A,5,{country}\n{date},B,7,{country}\n")).0
    };
    assert!(of("ประเทศไทย", "15/03/67").starts_with("blocked"));
    assert_eq!(
        of("Thailand", "15/03/67"),
        "blocked: 2 of 2 dates in \"Date\" cannot be read: line 2: the year of \"15/03/67\" may be 1967, or 2567 of the Buddhist \
         calendar, which is 2024"
    );
    assert_eq!(of("Thailand", "25/03/99"), "A USD 5m; B USD 7m");
    assert_eq!(of("Kenya", "15/03/67"), "A USD 5m; B USD 7m");
}

#[test]
fn a_figure_without_a_unit_among_others_with_one_is_rejected_with_any_bound() {
    for cell in ["$5-10", "up to $10", "$10+", "~$10", "over $50", "between $5 and $10", ">$10"] {
        let text = format!(
            "Date,Company,Amount\n2024-03-01,A,$12.5m\n2024-03-02,B,$30m\n2024-03-03,C,$1.5bn\n2024-03-04,D,{cell}\n"
        );
        assert_eq!(deals(&text).0, "A USD 12.5m; B USD 30m; C USD 1.5bn", "{cell}");
    }
}

#[test]
fn two_years_are_no_month() {
    let with = |header: &str, dates: [&str; 2]| {
        let [a, b] = dates;
        deals(&format!("{header},Company,Amount (USD m)\n{a},A,5\n{b},B,7\n")).0
    };
    assert!(with("Year", ["2011-12", "2010-11"]).starts_with("blocked"));
    assert!(with("Year", ["2011-12", "2011-12"]).starts_with("blocked"));
    assert_eq!(with("Date", ["2011-12", "2011-05"]), "A USD 5m; B USD 7m");
    assert_eq!(with("Date", ["2011-12", "2011-12-05"]), "A USD 5m; B USD 7m");
    assert_eq!(with("Month", ["2011-12", "2010-11"]), "A USD 5m; B USD 7m");
    assert_eq!(with("Date", ["2011-12", "2011-12"]), "A USD 5m; B USD 7m");
}

#[test]
fn corrected_and_returned_amounts_are_asked_about() {
    for header in
        ["Corrected (USD m)", "Amount after correction (USD m)", "Refund (USD m)", "Clawback (USD m)"]
    {
        let text = format!("Date,Company,Amount (USD m),{header}\n2024-03-01,A,5,4\n2024-03-02,B,7,6\n");
        assert!(deals(&text).0.starts_with("blocked"), "{header}");
    }
}

#[test]
fn accounts_show_a_zero_as_a_dash_behind_the_sign() {
    let text = "Date,Company,Amount\n2024-03-01,A, $ -   \n2024-03-02,B,$7m\n2024-03-03,C, -   € \n";
    assert_eq!(deals(text).0, "A undisclosed; B USD 7m; C undisclosed");
}
