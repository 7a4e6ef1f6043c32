//! Rows, columns and texts by which money would count twice, or counts although it should not, decided by hand.

use chrono::NaiveDate;

use super::reader_tests::{deals, read};
use super::{SheetEvidence, propose};
use crate::sheet::{self, Options, Value};

/// Returns the deals of a sheet, or the problem that stops its import.
fn outcome(text: &str) -> String {
    deals(text).0
}

/// Compares sheets with their deals, or with the start of the problem that stops their import, and lists all that differ.
fn check_all<'a>(cases: impl IntoIterator<Item = (String, &'a str)>) {
    let wrong: Vec<String> = cases
        .into_iter()
        .filter_map(|(text, expected)| {
            let found = outcome(&text);
            let is_so =
                if expected.starts_with("blocked") { found.starts_with(expected) } else { found == expected };
            (!is_so).then(|| format!("{text}\n  found {found}\n  not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn rows_of_totals_have_labels_of_many_languages() {
    let labels = [
        "Gesamtergebnis", "Totale complessivo", "Suma końcowa", "Общий итог", "총합계", "Totaux", "Samlet",
        "Łącznie", "Ogółem", "Всього", "Разом", "Spolu", "Somma", "\"סה\"\"כ\"", "مجموع", "Jumlah", "รวม",
        "कुल", "総額", "总额", "累计", "計", "合计（2家）", "TTL", "Tot.", "Σ", "Sub-totals", "Aggregate",
        "Deutschland gesamt", "Cumul", "Kumuliert", "Total Germany", "Q1 2024", "FY2024", "H1",
        "Total Result", "Total H1 2024", "德国合计", "Celkový součet",
    ];
    let sheet = |label: &str, figure: &str| {
        format!("Year;Company;Amount (EUR m)\n2024;Alfa;250\n2024;Beta;12\n2024;{label};{figure}\n")
    };
    check_all(labels.map(|label| (sheet(label, "262"), "Alfa EUR 250m; Beta EUR 12m")));
    // A label that is known is no company, whatever its figure is.
    check_all(
        ["Suma końcowa", "Cumul", "Q1 2024", "TTL"]
            .map(|label| (sheet(label, "300"), "Alfa EUR 250m; Beta EUR 12m")),
    );
    check_all([
        (sheet("H1", "7"), "Alfa EUR 250m; Beta EUR 12m; H1 EUR 7m"),
        (sheet("Total Kenya", "7"), "Alfa EUR 250m; Beta EUR 12m; Total Kenya EUR 7m"),
        (sheet("TotalEnergies", "262"), "Alfa EUR 250m; Beta EUR 12m; TotalEnergies EUR 262m"),
        (sheet("Aggregate Industries", "7"), "Alfa EUR 250m; Beta EUR 12m; Aggregate Industries EUR 7m"),
    ]);
}

#[test]
fn a_deal_with_the_sum_of_the_rows_above_is_noted() {
    let sheet = |rows: &str| {
        format!("Date,Company,Amount\n2025-03-01,A,$5m\n2025-03-02,B,$6m\n2025-03-03,C,$9m\n{rows}")
    };
    let note = "possible totals: the amount of 1 deal is the sum of the rows above (line 5, \"Kap\")";
    let has = |rows: &str| deals(&sheet(rows)).1.iter().any(|known| known == note);
    assert!(has("2025-03-04,Kap,$20m\n"));
    assert!(!has("2025-03-04,Kap,$21m\n"));
    assert!(!has("2025-03-04,Kap,$20m\n2025-03-05,Kap,$3m\n"));
}

#[test]
fn the_sum_of_the_investors_of_a_company_is_no_deal() {
    let sheet = |rows: &str| {
        format!("Year,Company,Investor,Amount (USD m)\n{rows}2024,Beta,Bay,5\n2024,Beta,Zen,4\n")
    };
    check_all([
        (
            sheet("2024,Alfa,Bay,250\n2024,Alfa,Zen,12\n2024,Alfa,,262\n"),
            "Alfa USD 250m; Alfa USD 12m; Beta USD 5m; Beta USD 4m",
        ),
        (
            sheet("2024,Alfa,Bay,250\n2024,Alfa,Zen,12\n2024,Alfa,,263\n"),
            "Alfa USD 250m; Alfa USD 12m; Alfa USD 263m; Beta USD 5m; Beta USD 4m",
        ),
        (
            sheet("2024,Alfa,,262\n2024,Alfa,Bay,250\n2024,Alfa,Zen,12\n"),
            "blocked: the lines 3 to 4 may be parts of line 2, \"Alfa\": they add up to it",
        ),
    ]);
}

#[test]
fn rows_below_a_parent_that_add_up_to_it_stop_the_import() {
    let sheet = |one: &str, two: &str, figure: &str| {
        format!(
            "Date,Company,Amount (USD m)\n2024-03-01,Alfa,250\n2024-03-01,\"{one}\",100\n2024-03-01,\"{two}\",{figure}\n2024-03-02,Beta,7\n"
        )
    };
    let blocked = "blocked: the lines 3 to 4 may be parts of line 2, \"Alfa\": they add up to it";
    check_all([
        (sheet("   Alfa - tranche 1", "   Alfa - tranche 2", "150"), blocked),
        (sheet("Alfa - tranche 1", "Alfa (tranche 2)", "150"), blocked),
        (sheet("  Gama", "  Delta", "150"), blocked),
        (sheet("Gama", "Delta", "150"), "Alfa USD 250m; Gama USD 100m; Delta USD 150m; Beta USD 7m"),
        (sheet("  Gama", "  Delta", "151"), "Alfa USD 250m; Gama USD 100m; Delta USD 151m; Beta USD 7m"),
    ]);
    // The indents and the outline of a workbook.
    let text =
        "Date,Company,Amount (USD m)\n2024-03-01,Alfa,250\n2024-03-01,Gama,100\n2024-03-01,Delta,150\n";
    let mut plain = sheet::read(text.as_bytes(), "deals.csv", &Options::default()).unwrap();
    for row in &mut plain.rows[1..] {
        row.depth = 1;
    }
    let proposal = propose(&SheetEvidence::new(plain, NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()));
    assert_eq!(format!("blocked: {}", proposal.blocked[0].message), blocked);
}

#[test]
fn a_formula_that_adds_up_rows_above_makes_a_row_of_totals() {
    use super::{Stamp, import_sheet};
    use crate::dataset::Dataset;
    use crate::sheet::{Number, NumberFormat};

    let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    let text = "Date,Company,Amount (USD m)\n2024-03-01,Alfa,250\n2024-03-01,Beta,12\n2024-03-01,Kap,270\n";
    let mut plain = sheet::read(text.as_bytes(), "deals.csv", &Options::default()).unwrap();
    let number = Number { decimal: 270.into(), format: NumberFormat::default(), is_sum: true };
    plain.rows[2].cells[2] = Value::Number(Box::new(number));
    let sheet = SheetEvidence::new(plain, today);
    let (mapping, mut dataset) = (propose(&sheet).mapping, Dataset::default());
    let outcome = import_sheet(&sheet, &mapping, &mut dataset, &Stamp { today, import: None }, || {});
    assert_eq!((dataset.deals.len(), &outcome.totals[..]), (2, &[(4, "Kap".to_owned())][..]));
}

/// A sheet of three deals with a column under a header.
fn with_column(header: &str, cells: [&str; 3]) -> String {
    let rows = ["A,5", "B,12", "C,13"];
    let rows: Vec<String> =
        rows.iter().zip(cells).map(|(row, cell)| format!("2024-03-15,{row},{cell}\n")).collect();
    format!("Date,Company,Amount (USD m),{header}\n{}", rows.concat())
}

const ALL: &str = "A USD 5m; B USD 12m; C USD 13m";

#[test]
fn versions_and_alternatives_of_a_deal_stop_the_import() {
    let headers = ["mod_number", "Mod", "Modification number", "Amendment No.", "Amendment", "Change order"];
    check_all(headers.map(|header| (with_column(header, ["0", "1", "2"]), "blocked: the column")));
    check_all([
        (with_column("Modification", ["P00001", "P00002", "P00003"]), "blocked: the column"),
        (with_column("Modification", ["Chassis", "Engine", ""]), ALL),
        (
            "Date,Company,Contract number,Mod,Amount (USD m)\n2024-03-01,A,C-7,,5\n2024-03-02,A,C-7,1,6\n"
                .to_owned(),
            "blocked: the column \"Mod\" may say which rows are versions of others: \"1\"",
        ),
    ]);
    let of_one = |header: &str, cells: [&str; 3]| {
        with_column(header, cells).replace(",B,", ",A,").replace(",C,", ",A,")
    };
    for (header, cells) in [
        ("Scenario", ["Low", "Base", "High"]),
        ("Estimate", ["low", "high", "mid"]),
        ("Snapshot", ["2024-04-01", "2024-05-01", "2024-06-01"]),
        ("Last update", ["2024-04-01", "2024-05-01", "2024-06-01"]),
        ("As of", ["2024-04-01", "2024-05-01", "2024-06-01"]),
    ] {
        check_all([(of_one(header, cells), "blocked: the column"), (with_column(header, cells), ALL)]);
    }
}

#[test]
fn columns_of_yes_and_no_that_say_which_rows_count_are_asked_about() {
    let chosen = [
        "Awarded", "Approved", "Accepted", "Successful", "Completed", "Closed?", "Signed?", "Funded",
        "Winner", "Selected", "Valid", "Active", "Current", "is_latest", "Keep", "Use", "Counts",
        "Bewilligt", "Zuschlag", "Concedida", "Aprovado", "是否中标",
    ];
    let asked = |header: &str| format!("blocked: \"{header}\" may say which rows do not count");
    let check = |header: &str, cells: [&str; 3]| {
        check_all([(with_column(header, cells), asked(header).as_str())]);
    };
    for header in chosen {
        check(header, ["yes", "yes", "no"]);
    }
    check("Approved", ["oui", "non", "oui"]);
    check("Awarded", ["✓", "", "✓"]);
    for header in ["Deleted", "is_deleted", "Ignore", "Fake", "Dup?", "Sold", "Désinvestissement"] {
        check(header, ["no", "no", "yes"]);
        check(header, ["", "", "x"]);
    }
    for header in ["Duplicate of", "Superseded by", "Replaced by", "Same as", "Merged into"] {
        check(header, ["", "", "A"]);
    }
    check("Termination Date", ["", "", "2024-05-01"]);
    check_all([
        // All or none of them.
        (with_column("Active", ["yes", "yes", "yes"]), ALL),
        (with_column("Deleted", ["no", "no", "no"]), ALL),
        (with_column("Awarded", ["2023", "2024", "2024"]), ALL),
        (with_column("Termination Date", ["2026-05-01", "2026-05-02", "2026-05-03"]), ALL),
        // The yes of these is a status.
        (with_column("Anulowano", ["nie", "nie", "tak"]), ALL),
        (with_column("是否取消", ["否", "否", "是"]), ALL),
        (with_column("취소여부", ["N", "N", "Y"]), ALL),
        (with_column("İptal", ["hayır", "hayır", "evet"]), ALL),
    ]);
    let (_, proposal) = read(&with_column("İptal", ["hayır", "hayır", "evet"]));
    let mapping = proposal.mapping.to_string();
    assert!(mapping.contains("status=İptal:evet=cancelled:hayır=announced"), "{mapping}");
    let (_, proposal) = read(&with_column("Aggregate", ["no", "no", "yes"]));
    let problem = &proposal.blocked[0];
    assert_eq!(problem.message, "\"Aggregate\" may say which rows add up others: \"yes\"");
    assert_eq!(
        problem.hint.as_deref(),
        Some(
            "if so, leave out these rows; if not: --map 'announced=Date,amount=Amount (USD m):USD:millions,party=Company:recipient,fields=Aggregate'"
        )
    );
}

#[test]
fn outcomes_and_money_that_comes_back_stop_the_import_in_other_languages() {
    let status = |header: &str, cells| (with_column(header, cells), "blocked: \"");
    check_all([
        status("Resolución", ["Concedida", "Denegada", "Concedida"]),
        status("Avis", ["Favorable", "Défavorable", "Favorable"]),
        status("结果", ["通过", "否决", "通过"]),
        status("Result", ["Deal", "No deal", "Deal"]),
    ]);
    let back = |header: &str, cells| (with_column(header, cells), "blocked: the column");
    check_all([
        back("Type", ["Investment", "Distribution", "Investment"]),
        back("Type", ["Investment", "Exit", "Fee"]),
        back("Type", ["Investment", "Dividend", "Investment"]),
        back("Type", ["Investment", "Share buyback", "Investment"]),
        back("Action", ["Invested", "Divested", "Invested"]),
        back("Action", ["Invested", "Exited", "Invested"]),
        back("Transaktionsart", ["Kauf", "Verkauf", "Kauf"]),
        (with_column("Type", ["Investment", "Fee", "Investment"]), "A USD 5m; C USD 13m"),
        (with_column("Type", ["Merger", "Sale", "Merger"]), ALL),
    ]);
}

#[test]
fn notes_that_undo_a_row_or_its_amount_are_seen_in_other_words() {
    let sheet = |note: &str| {
        format!("Date,Company,Amount (USD m),Notes\n2024-03-01,Alfa,5,\n2024-03-02,Beta,12,\"{note}\"\n")
    };
    let rejected = [
        "par an", "par mois", "pro Monat", "importe anual", "w roku", "bn", "$bn", "thousands", "k EUR",
        "bn not m", "in EUR not USD", "incl. in Alfa", "included in Alfa", "part of Alfa",
        "in Alfa enthalten", "compris dans Alfa", "incluido en Alfa", "counted in Alfa", "ya contado",
    ];
    check_all(rejected.map(|note| (sheet(note), "Alfa USD 5m")));
    let kept = [
        "million", "USD m", "part of Gama", "led by Alfa", "won", "K", "included in the Forbes list",
        "see Alfa", "operation",
    ];
    check_all(kept.map(|note| (sheet(note), "Alfa USD 5m; Beta USD 12m")));
    let undone = [
        "kam nicht zustande", "nicht zustande gekommen", "n'a pas abouti", "sans suite",
        "opération abandonnée", "no se concretó", "desierta", "anulowano", "не состоялась", "流标", "未成交",
        "見送り", "bid rejected", "lost to Bay", "denied by company", "rumour only",
    ];
    for note in undone {
        let (_, notes) = deals(&sheet(note));
        let says =
            |known: &&String| known.starts_with("statuses: 1 deal got") || known.starts_with("rejected: ");
        assert!(notes.iter().any(|known| says(&known)), "{note}: {notes:?}");
    }
    let named =
        |name: &str| format!("Date,Company,Amount (USD m)\n2024-03-01,Alfa,5\n2024-03-02,{name},12\n");
    let names = [
        "CANCELLED - Kap", "Nuu: cancelled", "Muu / terminated", "❌ Iot", "~~Gam~~", "Lam - withdrawn",
        "[Cancelled] Kap",
    ];
    check_all(names.map(|name| (named(name), "Alfa USD 5m")));
    check_all([
        (named("Possible - Finance"), "Alfa USD 5m; Possible - Finance USD 12m"),
        (named("Closed Loop: Beta"), "Alfa USD 5m; Closed Loop: Beta USD 12m"),
    ]);
}

#[test]
fn texts_that_change_all_figures_stop_the_import() {
    let sheet = |above: &str, header: &str, below: &str| {
        format!("{above}{header},Company,Amount (USD m)\n2023,Alfa,5\n2024,Beta,12\n{below}")
    };
    let quarterly =
        |title: &str| format!("{title},,\nQuarter,Company,Amount (USD m)\nQ1 2024,Alfa,5\nQ2 2024,Beta,12\n");
    let amounts = "blocked: line 4, ";
    let years = "blocked: line ";
    let read = "Alfa USD 5m; Beta USD 12m";
    check_all([
        (sheet("", "Year", "Note: amounts are cumulative since 2020.,,\n"), amounts),
        (sheet("", "Year", "Amounts shown are annual averages 2021-2024.,,\n"), amounts),
        (sheet("", "Year*", "* fiscal year ending in March,,\n"), years),
        (sheet("Financial years run from April to March,,\n", "Year", ""), years),
        (sheet("Deals by fiscal year,,\n", "Year", ""), years),
        (quarterly("Deals by fiscal quarter (FY ends March)"), years),
        (quarterly("FY runs from April to March"), years),
        (quarterly("Deals by quarter"), read),
        (sheet("", "Year", "Note: amounts are rounded.,,\n"), read),
        (sheet("", "Year", "Amounts are per the press releases,,\n"), read),
        (sheet("", "Year", "Source: annual report of the fiscal year,,\n"), read),
    ]);
}

#[test]
fn columns_that_only_their_cells_or_only_their_headers_explain_are_not_passed_over() {
    let sheet = |headers: &str, first: &str, second: &str| {
        format!("Date,Company,{headers}\n2024-03-01,Alfa,5,{first}\n2024-03-02,Beta,12,{second}\n")
    };
    let amount =
        |other: &str, first: &str, second: &str| sheet(&format!("Amount (USD m),{other}"), first, second);
    let read = "Alfa USD 5m; Beta USD 12m";
    let asked = "blocked: ";
    check_all([
        // One header over two columns of figures.
        (amount("", "50", "120"), asked),
        (amount("", "yes", "no"), read),
        (amount("", "2024", "2025"), read),
        // Currencies by their signs and names.
        (amount("x", "$", "€"), asked),
        (amount("Original", "dollars", "euros"), asked),
        (amount("Currency of deal", "USD", "EUR"), asked),
        (amount("Original currency", "USD", "EUR"), read),
        (amount("x", "$", "$"), read),
        // Headers without cells.
        (sheet("Amount (USD),(thousands)", "", ""), "Alfa USD 5000; Beta USD 12000"),
        (amount("Country", "", ""), read),
        // 元 is the dollar of Taiwan and Hong Kong, too.
        (sheet("金額(元),國家", "TW", "TW"), asked),
        (sheet("金额(元),国家", "CN", "CN"), "Alfa CNY 5; Beta CNY 12"),
    ]);
}

#[test]
fn parts_beside_a_whole_are_asked_about() {
    let sheet = |headers: &str| format!("Date,Company,{headers}\n2024-03-01,A,50,5\n2024-03-02,B,60,12\n");
    for headers in [
        "Loan Amount (USD m),Cancelled Amount (USD m)",
        "Round total (USD m),Investor share (USD m)",
        "Deal size (USD m),Cheque (USD m)",
        "Total investment (USD m),Investor contribution (USD m)",
        "Total project cost (USD m),ADB financing (USD m)",
        "Total project cost (USD m),CHIPS Act award (USD m)",
        "Total project cost (USD m),Federal award (USD m)",
        "Total project cost (USD m),EIB loan (USD m)",
        "Total project cost (USD m),Public funding (USD m)",
    ] {
        check_all([(sheet(headers), "blocked: ")]);
    }
    let read = "A USD 50m; B USD 60m";
    check_all([
        (sheet("Deal value (USD m),Shares"), read),
        (sheet("Deal value (USD m),Share price (USD)"), read),
        (sheet("Total investment (USD m),Share (%)"), read),
        (sheet("Grant (USD m),Total project cost (USD m)"), read),
        (sheet("Loan amount (USD m),Loan number"), read),
    ]);
}

#[test]
fn vendors_sell_and_providers_of_grants_give_the_money() {
    let sheet = |headers: &str, amount: &str| {
        format!("Date,{headers},{amount}\n2024-03-01,Alder,Birch,5\n2024-03-02,Cedar,Dogwood,6\n")
    };
    let mapping = |headers: &str, amount: &str| read(&sheet(headers, amount)).1.mapping.to_string();
    let merger = mapping("Target,Vendor", "Deal value (USD m)");
    assert!(merger.contains("party=Target:recipient") && merger.contains("fields=Vendor"), "{merger}");
    assert!(!merger.contains("contract"), "{merger}");
    for getter in ["Recipient", "Grantee"] {
        let grant = mapping(&format!("{getter},Provider"), "Grant amount (USD m)");
        assert!(grant.contains("party=Provider:investor") && !grant.contains("contract"), "{grant}");
    }
    let contract = mapping("Client,Provider", "Contract value (USD m)");
    assert!(contract.contains("party=Provider:provider") && contract.contains("kind=contract"), "{contract}");
}

#[test]
fn the_name_of_a_sheet_may_say_that_its_deals_do_not_count() {
    let text = "Date,Company,Amount (USD m)\n2024-03-01,Alfa,250\n";
    let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    for (name, expected) in [
        ("Cancelled", Some("the name of the sheet, \"Cancelled\", may say that its deals are cancelled")),
        ("Rumours", Some("the name of the sheet, \"Rumours\", may say that its deals are rumoured")),
        (
            "Cancelled deals",
            Some("the name of the sheet, \"Cancelled deals\", may say that its deals are cancelled"),
        ),
        ("Deals 2024", None),
        ("Closed", None),
    ] {
        let mut plain = sheet::read(text.as_bytes(), "deals.csv", &Options::default()).unwrap();
        plain.name = Some(name.to_owned());
        let proposal = propose(&SheetEvidence::new(plain, today));
        let found = proposal.blocked.first().map(|problem| problem.message.as_str());
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn a_text_above_empty_cells_in_the_first_column_is_asked_about() {
    let sheet = |first: [&str; 4]| {
        let rows = first.iter().zip(["A,5", "B,6", "C,7", "D,8"]);
        let rows: Vec<String> = rows.map(|(first, rest)| format!("{first},2024-03-01,{rest}")).collect();
        deals(&format!("Country,Date,Company,Amount (USD m)\n{}\n", rows.join("\n"))).0
    };
    assert_eq!(
        sheet(["Kenya", "", "Ghana", ""]),
        "blocked: \"Kenya\" (line 2) in \"Country\" may hold for the empty cells below it, too"
    );
    let read = "A USD 5m; B USD 6m; C USD 7m; D USD 8m";
    assert_eq!(sheet(["Kenya", "Ghana", "Mali", ""]), read);
    assert_eq!(sheet(["Kenya", "Kenya", "Ghana", ""]), read);
    assert_eq!(sheet(["Kenya", "", "", ""]), read);
}
