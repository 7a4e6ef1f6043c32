//! In which units and currencies the amounts of a sheet are, decided by hand.

use super::reader_tests::{check, deals};

#[test]
fn texts_around_the_table_give_currency_and_unit() {
    check(&[
        (
            "\"Deals 2024 (amounts in $ thousands)\",,\nDate,Company,Amount\n2024-03-01,A,5000\n2024-03-02,B,\"1,234,567\"\n",
            "A USD 5m; B USD 1,234,567,000",
        ),
        (
            "Transactions,,\nAll figures in EUR millions,,\nDate,Company,Deal Value\n2024-03-01,A,5.5\n",
            "A EUR 5.5m",
        ),
        (
            "(in thousands),,\nDate,Company,Amount (USD)\n2024-03-01,A,5.5\n2024-03-01,B,£3m\n",
            "A USD 5500; B GBP 3m",
        ),
        // They contradict each other.
        (
            "All figures in USD thousands,,\nDate,Company,Amount (USD m)\n2024-03-01,A,5.5\n",
            "blocked: 1 of 1 amounts in \"Amount (USD m)\" cannot be read: line 3: the unit is not clear: \"All figures in USD \
             thousands\" (line 1) says another one than the header",
        ),
        (
            "Date,Company,Amount (USD)\n2024-03-01,A,5.5\n2024-03-01,B,120\nNote: all amounts in USD millions,,\n",
            "A USD 5.5m; B USD 120m",
        ),
        ("Date,Company,Amount\n,,(EUR k)\n2024-03-01,A,5\n2024-03-01,B,12\n", "A EUR 5000; B EUR 12000"),
        (
            "Date,Company,Amount,Valuation\n,,USD m,USD bn\n2024-03-01,A,5,1\n2024-03-01,B,12,2\n",
            "A USD 5m; B USD 12m",
        ),
        (
            "Date,Company,Amount,Amount\ndd/mm/yyyy,text,EUR m,USD m\n01/03/2024,A,5,5.4\n02/04/2024,B,,7\n",
            "A EUR 5m; B USD 7m",
        ),
        ("Date,Company,Amount (USD)\n,,millions\n2024-03-01,A,5\n", "A USD 5m"),
        ("Deals over $1 billion,,\nDate,Company,Amount (USD)\n2024-03-01,A,5500\n", "A USD 5500"),
        (
            "Date,Company,Deal value,Revenue\n2024-03-01,A,12,5\nDeal value in USD millions; revenue in EUR thousands,,,\n",
            "A USD 12m",
        ),
        (
            "Deals and valuations in USD,,,\nDate,Company,Amount,Currency\n2024-03-01,A,5500,EUR\n2024-03-01,B,55,USD\n",
            "A EUR 5500; B USD 55",
        ),
        (
            "Deals in thousands,,,\nDate,Company,Amount,Currency\n2024-03-01,A,5500,EUR\n2024-03-01,B,55,USD\n",
            "A EUR 5.5m; B USD 55000",
        ),
        // Two units, and the unit of another currency.
        (
            "(in thousands),,\nDate,Company,Amount (USD)\n2024-03-01,A,5.5\n2024-03-01,B,$3m\n2024-03-01,C,$3m\nAmounts in millions,,\n",
            "B USD 3m; C USD 3m",
        ),
        (
            "(in EUR millions),,\nDate,Company,Amount (USD)\n2024-03-01,A,5.5\n2024-03-01,B,$3m\n2024-03-01,C,$3m\n",
            "B USD 3m; C USD 3m",
        ),
    ]);
    let (_, notes) = deals("(in thousands),,\nDate,Company,Amount (USD)\n2024-03-01,A,5.5\n");
    let decided = "columns: Amount (USD) is amount (USD by the header; thousands by \"(in thousands)\" (line 1); \
                   decimal point by \"5.5\" (line 3))";
    assert!(notes.iter().any(|note| note == decided), "{notes:?}");
}

/// Other figures, other sentences, and a cell in another currency than the one whose millions they are.
#[test]
fn units_of_other_figures_and_currencies_are_not_those_of_the_amounts() {
    check(&[
        ("Valuations in USD bn,,,\nDate,Company,Amount (USD),Valuation\n2024-03-01,A,5500,1\n", "A USD 5500"),
        // Without a column of valuations, the text may be about the amounts.
        (
            "Valuations in USD bn,,\nDate,Company,Amount (USD)\n2024-03-01,A,5500\n2024-03-01,B,$3m\n2024-03-01,C,$3m\n",
            "B USD 3m; C USD 3m",
        ),
        (
            "Date,Company,Amount\n2025-03-14,A,45\nAll amounts in USD millions. Valuations in EUR billions.,,\n",
            "A USD 45m",
        ),
        (
            "Date,Company,Amount (USD)\n2025-03-14,A,45\n2025-03-15,B,$3m\n2025-03-15,C,$3m\nGDP in $bn,,\n",
            "B USD 3m; C USD 3m",
        ),
        (
            "Date,Company,Amount (EUR m)\n2025-03-14,A,$11\n2025-03-14,B,€12\n2025-03-14,C,$13m\n",
            "B EUR 12m; C USD 13m",
        ),
    ]);
}

#[test]
fn a_column_of_units_holds_for_its_rows_and_for_no_others() {
    check(&[
        (
            "Date,Company,Amount (USD),Unit\n2024-03-01,A,5,million\n2024-03-01,B,6,million\n2024-03-01,C,7,-\n",
            "A USD 5m; B USD 6m",
        ),
        (
            "Date,Company,Amount (USD),Unit\n2024-03-01,A,5,million\n2024-03-01,B,6,billion\n2024-03-01,C,7,\n",
            "A USD 5m; B USD 6bn",
        ),
        (
            "Date,Company,Amount (USD),In\n2024-03-01,A,5,million\n2024-03-01,B,6,thousand\n2024-03-01,C,7,n/a\n",
            "A USD 5m; B USD 6000",
        ),
        ("Date,Company,Amount,Unit\n2024-03-01,A,5,USD m\n2024-03-01,B,6,EUR k\n", "A USD 5m; B EUR 6000"),
        ("Date,Company,Amount (USD m),Unit\n2024-03-01,A,5,million\n2024-03-01,B,6,thousand\n", "A USD 5m"),
        (
            "Date,Company,Amount (m),Currency\n2024-03-01,A,5,GBX\n2024-03-01,B,6,GBP\n",
            "A GBP 50000; B GBP 6m",
        ),
        (
            "Date,Company,Amount (USD),Unit\n2024-03-01,A,5,mil\n2024-03-01,B,6,million per year\n",
            "blocked: the column \"Unit\" may hold the units of the amounts",
        ),
        (
            "Date,Company,Amount (USD),Amount (EUR)\n2024-03-01,A,0,5000000\n2024-03-01,B,0,0\n",
            "A EUR 5m; B USD 0",
        ),
    ]);
}

#[test]
fn texts_about_units_that_are_not_understood_leave_the_unit_open() {
    for text in [
        "\"USD m, more or less\"", "Multiply by 1000 for USD", "1 unit = USD 1 million",
        "Amounts in tens of thousands of USD", "Amounts in USD million per year",
        "\"2023: USD thousands, 2024: USD millions\"",
    ] {
        let sheet = format!(
            "{text},,\nDate,Company,Amount (USD)\n2024-03-01,A,12\n2024-03-01,B,$3m\n2024-03-01,C,$4m\n"
        );
        assert_eq!(deals(&sheet).0, "B USD 3m; C USD 4m", "{text}");
    }
    check(&[
        (
            "Cumulative amounts in USD million,,\nDate,Company,Amount (USD)\n2024-03-01,A,12\n",
            "blocked: line 1, \"Cumulative amounts in USD million\", may say that the figures are no amounts of deals",
        ),
        (
            "All amounts are minimums (USD m),,\nDate,Company,Amount (USD)\n2024-03-01,A,12\n",
            "blocked: line 1, \"All amounts are minimums (USD m)\", may say that the amounts are \"at least\"",
        ),
        ("\"USD m, except per-share data\",,\nDate,Company,Amount (USD)\n2024-03-01,A,12\n", "A USD 12m"),
        (
            "\"Employees in thousands, amounts in USD million\",,\nDate,Company,Amount (USD)\n2024-03-01,A,12\n",
            "A USD 12m",
        ),
        (
            "Foreign investment deals EUR bn,,\nDate,Company,Amount\n2024-03-01,A,€5\n2024-03-01,B,€5m\n2024-03-01,C,€6m\n",
            "B EUR 5m; C EUR 6m",
        ),
        (
            "Date,Company,Amount (USD m)\n2024-03-01,A,5\n2024-03-01,B,$5m\n2024-03-01,C,$6m\nFrom here in USD thousand,,\n2024-03-02,D,600\n",
            "B USD 5m; C USD 6m",
        ),
    ]);
}

#[test]
fn units_of_headers_and_columns_are_read_or_refused() {
    check(&[
        ("Date,Company,Amount in 1000 EUR\n2024-01-01,A,250\n", "A EUR 250000"),
        (
            "Date,Company,Amount mn,Currency\n2024-05-13,A,500.5,EUR\n",
            "blocked: 1 of 1 amounts in \"Amount mn\" cannot be read: line 2: the header \"Amount mn\" is not clear: \"mn\" may be a unit",
        ),
        (
            "Date,Company,Amount (USD m),Currency\n2024-05-13,A,500,EUR\n",
            "blocked: the header \"Amount (USD m)\" says USD, and the column \"Currency\" has EUR",
        ),
        ("Date,Company,Deal Size,Currency,Deal Size (USD m)\n2024-01-02,A,5000000,EUR,5.4\n", "A EUR 5m"),
        (
            "Date,Company,Amount (local currency),Currency,Amount (USD)\n2024-01-02,A,5000000,EUR,5400000\n",
            "A EUR 5m",
        ),
        ("Date,Company,Deal Size (USD m),Deal Size,Currency\n2024-01-02,A,5.4,5000000,EUR\n", "A EUR 5m"),
        ("Dato,Company,Beløb (1.000 kr.),Valuta\n2024-01-01,A,500,DKK\n", "A DKK 500000"),
        ("Date,Company,Amount,Currency\n2024-01-01,A,500,tDKK\n", "A DKK 500000"),
        ("Date,Company,Amount,Currency,Scale\n2024-01-01,A,5,USD,Millions\n", "A USD 5m"),
        ("Date,Company,Amount,Currency,UNIT_MULT\n2024-01-01,A,5,USD,6\n", "A USD 5m"),
        ("Date,Company,Amount,Currency,Unit\n2024-01-01,A,5,USD,1000\n", "A USD 5000"),
        ("Date,Company,Amount,Currency,Units\n2024-01-01,A,5,USD,USD million\n", "A USD 5m"),
        (
            "Date,Company,Amount,Currency,Measure\n2024-01-01,A,5,USD,million\n2024-01-02,B,5,USD,billion\n",
            "A USD 5m; B USD 5bn",
        ),
        (
            "Date,Company,Amount,Currency,Units\n2024-01-01,A,5,USD,6\n",
            "blocked: the column \"Units\" may hold the units of the amounts",
        ),
        (
            "Date,Company,Series,Amount,Currency\n2024-01-01,A,B,5,USD\n2024-01-02,C,B,7,USD\n",
            "A USD 5; C USD 7",
        ),
        (
            "Date,Company,Tier,Amount,Currency\n2024-01-01,A,M,5,USD\n2024-01-02,C,B,7,USD\n",
            "blocked: the column \"Tier\" may hold the units of the amounts",
        ),
        (
            "Date,Company,Tier,Amount,Currency\n2024-01-01,A,M,5000000,USD\n2024-01-02,C,B,700000,USD\n",
            "A USD 5m; C USD 700000",
        ),
        ("Date,Company,Amount,Currency,Housing units\n2024-01-01,A,5000000,USD,120\n", "A USD 5m"),
        (
            "Date,Company,Investment (USD/kW)\n2024-01-01,A,1200\n",
            "blocked: 1 of 1 amounts in \"Investment (USD/kW)\" cannot be read: line 2: the header \"Investment (USD/kW)\" is not clear: it \
             may be for each \"k\"",
        ),
        ("Jobs in thousands,,\n,,\nDate,Company,Amount (EUR)\n2024-01-01,A,5\n", "A EUR 5"),
        // "5 tn" names no currency, though a trillion is a lakh crore.
        ("Date,Company,Amount\n2024-01-01,A,5 tn\n2024-01-02,B,$5 million\n", "B USD 5m"),
        (
            "Date;Company;Amount\n2024-03-15;A;500 tkr\n2024-03-16;B;SEK 5m\n2024-03-16;C;5 T EUR\n",
            "A SEK 500000; B SEK 5m",
        ),
    ]);
}

#[test]
fn remarks_beside_the_amounts_that_state_a_unit_leave_it_open() {
    let open = |header: &str, notes: [&str; 2]| {
        let rows = format!("2024-03-01,A,5,{}\n2024-03-02,B,$7bn,{}\n2024-03-03,C,8,\n", notes[0], notes[1]);
        deals(&format!("Date,Company,Amount (USD),{header}\n{rows}")).0
    };
    let blocked = "blocked: 2 of 3 amounts in \"Amount (USD)\" cannot be read: line 2: the unit is not clear: \
                   \"figures in millions\" (line";
    assert!(open("Notes", ["figures in millions", ""]).starts_with(blocked));
    assert!(open("figures in millions", ["", ""]).starts_with(blocked));
    assert!(open("", ["", "Note: all figures in USD millions"]).starts_with("blocked"));
    assert_eq!(
        open("Notes", ["made in millions of homes", "valuation in millions"]),
        "A USD 5; B USD 7bn; C USD 8"
    );
}

#[test]
fn a_comma_below_a_chinese_japanese_or_korean_header_groups_digits() {
    check(&[
        (
            "契約日,会社名,金額（百万円）\n2024/03/13,A,\"1,250\"\n2024/03/14,B,85\n",
            "A JPY 1.25bn; B JPY 85m",
        ),
        (
            "Date,Company,Amount (JPY m)\n2024-03-13,A,\"1,250\"\n2024-03-14,B,85\n2024-03-14,C,86\n",
            "B JPY 85m; C JPY 86m",
        ),
    ]);
}

#[test]
fn a_comment_above_the_table_and_a_second_line_of_the_header_are_read() {
    check(&[
        ("# amounts in EUR thousands\nDate,Company,Amount\n2024-03-13,A,5000\n", "A EUR 5m"),
        ("# in thousands\nDate,Company,Amount (EUR)\n2024-03-13,A,5000\n", "A EUR 5m"),
        ("Date,Company,Deal,Deal\n,,Value,Currency\n2024-03-13,A,5000000,USD\n", "A USD 5m"),
    ]);
    let (found, _) =
        deals("Date,Company,Deal,Ccy code\n2024-03-13,A,5000000,USD\n2024-03-14,B,6000000,EUR\n");
    assert!(!found.contains("undisclosed"), "{found}");
}

/// A column of nothing but units is that of the amounts if its header is about units, and asked about if it says nothing.
#[test]
fn columns_of_units_have_headers_of_many_words() {
    let sheet = |header: &str, first: &str, second: &str| {
        format!("Date,Company,Amount (EUR),{header}\n2024-03-01,A,250,{first}\n2024-03-02,B,3,{second}\n")
    };
    for header in [
        "Unit of measure", "Unit of measurement", "Measurement unit", "Amount unit", "Amount units",
        "Unit (amount)", "Value unit", "Reporting unit", "Unit used", "Multiplier used", "Scale of amount",
        "Order of magnitude", "Unité de mesure", "Unité monétaire", "Unidad de medida",
    ] {
        assert_eq!(deals(&sheet(header, "million", "billion")).0, "A EUR 250m; B EUR 3bn", "{header}");
    }
    for header in ["UoM", "Suffix", "Unit", "Unit of measure", "Amount"] {
        assert_eq!(deals(&sheet(header, "m", "bn")).0, "A EUR 250m; B EUR 3bn", "{header}");
        assert_eq!(deals(&sheet(header, "m", "k")).0, "A EUR 250m; B EUR 3000", "{header}");
    }
    for header in ["Size", "Note", "Comment", "Grade"] {
        let expected = format!("blocked: the column \"{header}\" may hold the units of the amounts");
        assert_eq!(deals(&sheet(header, "m", "k")).0, expected, "{header}");
        assert_eq!(deals(&sheet(header, "million", "billion")).0, expected, "{header}");
    }
    check(&[
        // Other meanings, other texts, and a unit that is a thousand in German.
        (&sheet("Series", "B", "B"), "A EUR 250; B EUR 3"),
        (&sheet("Note", "m", "see annex"), "A EUR 250; B EUR 3"),
        (&sheet("Unit", "m", "T"), "A EUR 250m"),
    ]);
}

#[test]
fn a_column_of_codes_that_contradicts_the_header_stops_the_import() {
    let sheet = |header: &str, second: &str| {
        format!("Date,Company,Amount (EUR),{header}\n2024-03-01,A,5,EUR\n2024-03-02,B,6,{second}\n")
    };
    for header in ["Currency", "Reported in", "Denomination", "Curr", "ISO", "Note"] {
        let expected =
            format!("blocked: the header \"Amount (EUR)\" says EUR, and the column \"{header}\" has USD");
        assert_eq!(deals(&sheet(header, "USD")).0, expected, "{header}");
    }
    check(&[
        (&sheet("Reported in", "EUR"), "A EUR 5; B EUR 6"),
        (&sheet("Valuation currency", "USD"), "A EUR 5; B EUR 6"),
    ]);
}

#[test]
fn words_for_units_are_read_by_the_currency_of_the_column() {
    check(&[
        (
            "Tanggal;Perusahaan;Nilai;Mata uang\n2024-03-01;A;120 M;IDR\n2024-03-02;B;5 juta;IDR\n2024-03-02;C;5 M;USD\n",
            "B IDR 5m; C USD 5m",
        ),
        (
            "Date;Company;Amount (M);Currency\n2024-03-01;A;120;USD\n2024-03-02;B;5;IDR\n2024-03-02;C;5;USD\n",
            "A USD 120m; C USD 5m",
        ),
        (
            "Date;Company;Amount (bilion);Currency\n2024-03-01;A;12;MYR\n2024-03-02;B;2;PLN\n",
            "A MYR 12bn; B PLN 2tn",
        ),
        ("Date;Company;Amount;Currency;Unit\n2024-03-01;A;12;IDR;M\n2024-03-02;B;5;USD;M\n", "B USD 5m"),
        (
            "Date;Company;Nilai (Rp M)\n2024-03-01;A;120\n",
            "blocked: 1 of 1 amounts in \"Nilai (Rp M)\" cannot be read: line 2: the header \"Nilai (Rp M)\" is not clear: \
             \"M\" has two meanings",
        ),
        (
            "Date;Company;Amount;Currency\n2024-03-01;A;12 bilion;MYR\n2024-03-02;B;2 bilion;PLN\n",
            "A MYR 12bn; B PLN 2tn",
        ),
        (
            "Datum;Firma;Betrag (EUR)\n2024-03-01;A;250 T\n",
            "blocked: 1 of 1 amounts in \"Betrag (EUR)\" cannot be read: line 2: \"T\" in \"250 T\" may mean thousands or trillions",
        ),
        (
            "Datum;Firma;Betrag (EUR)\n2024-03-01;A;250 T\n2024-03-02;B;2 Mio.\n2024-03-03;C;3 Mio.\n",
            "B EUR 2m; C EUR 3m",
        ),
    ]);
}

#[test]
fn full_digits_below_a_header_with_a_unit_are_not_multiplied_again() {
    check(&[
        (
            "Datum;Firma;Betrag in TEUR\n2024-03-01;A;2.500.000 €\n2024-03-02;B;1.200.000\n2024-03-03;C;2.500\n",
            "B EUR 1.2bn; C EUR 2.5m",
        ),
        (
            "Date;Company;Amount (USD m)\n2024-03-01;A;$150,000\n2024-03-02;B;25M\n2024-03-03;C;1.5bn\n2024-03-03;D;$1,250\n",
            "B USD 25m; C USD 1.5bn; D USD 1.25bn",
        ),
        (
            "Date;Company;Amount (₹ crore)\n2024-03-01;A;20,00,000\n2024-03-02;B;₹5,00,000\n2024-03-03;C;2,50,00,000\n\
             2024-03-03;D;1,200\n2024-03-03;E;₹1,200\n2024-03-03;F;5,00,000\n2024-03-03;G;12\n",
            "D INR 12bn; E INR 12bn; F INR 5tn; G INR 120m",
        ),
        (
            "日期;公司;金额(亿元)\n2024-03-01;A;50000000\n2024-03-02;B;380\n2024-03-02;C;3\n",
            "B CNY 38bn; C CNY 300m",
        ),
    ]);
}

#[test]
fn spanish_thousands_of_pesos_are_asked_for() {
    let doubt = |header: &str, doubt: &str| {
        let sheet = format!("Fecha;Empresa;{header}\n2024-03-01;A;120,5\n");
        let problem = deals(&sheet).0;
        assert!(problem.starts_with("blocked: ") && problem.ends_with(doubt), "{problem}");
    };
    doubt("Monto (M$)", "\"M$\" in \"Monto (M$)\" may mean thousands or millions, of pesos or of dollars");
    doubt("Monto (MM$)", "the $ of \"MM$\" in \"Monto (MM$)\" may be of pesos or of dollars");
    doubt("Monto (MUS$)", "\"MUS$\" in \"Monto (MUS$)\" may mean thousands or millions");
    check(&[
        ("Fecha;Empresa;Monto (MMUS$)\n2024-03-01;A;120\n", "A USD 120m"),
        ("Date;Company;Amount (M$)\n2024-03-01;A;120\n", "A USD 120m"),
        ("Date;Société;Montant (M$)\n2024-03-01;A;120\n", "A USD 120m"),
        (
            "Fecha;Empresa;Monto\n2024-03-01;A;MUS$ 120\n2024-03-02;B;USD 5\n2024-03-02;C;CLP 5\n",
            "B USD 5; C CLP 5",
        ),
    ]);
}
