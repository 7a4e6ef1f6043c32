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

/// Imports two deals with the cells of a column of years or dates. Returns their companies and years, or why they are
/// refused; and the notes of the sheet.
pub(super) fn read_with_years(header: &str, cells: &[&str; 2]) -> (String, Vec<String>) {
    let [first, second] = cells;
    let (sheet, proposal) = read(&format!("{header},Company,Amount\n{first},Zenko,$5m\n{second},Rifa,$6m\n"));
    if let Some(problem) = proposal.blocked.first() {
        return (format!("blocked: {}", problem.message), sheet.notes.clone());
    }
    let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
    let mut dataset = Dataset::default();
    import_sheet(&sheet, &proposal.mapping, &mut dataset, &stamp, || {});
    let named = dataset.deals.iter().map(|deal| format!("{} {}", deal.parties[0].company, deal.announced));
    (named.collect::<Vec<_>>().join("; "), sheet.notes.clone())
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
            "blocked: the columns from \"Country\" on stand behind an empty column, and may be another table",
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

#[test]
fn what_the_title_and_the_header_say_of_the_amounts_counts() {
    let sheet = |title: &str, header: &str, cell: &str| {
        let title = if title.is_empty() { String::new() } else { format!("{title},,\n") };
        format!("{title}Date,Company,{header}\n2025-03-01,A,{cell}\n2025-03-02,B,\"USD 3m\"\n")
    };
    for (title, header, cell, expected) in [
        ("Deal sizes in millions", "Deal size (EUR)", "5", "A EUR 5m"),
        ("Ticket sizes in thousands", "Amount (EUR)", "5", "A EUR 5000"),
        ("Deal sizes: millions", "Amount (EUR)", "5", "A EUR 5m"),
        // A dollar sign may be that of any country.
        ("", "Amount (pesos)", "$5000000", ""),
        ("", "Amount (local currency)", "$5000000", ""),
        ("", "Amount (LCU)", "CA$5m", "A CAD 5m"),
        ("", "Amount", "$5m", "A USD 5m"),
    ] {
        let found = deals(&sheet(title, header, cell)).0;
        let found = found.split("; ").find(|deal| deal.starts_with("A ")).unwrap_or_default();
        assert_eq!(found, expected, "{title} {header}");
    }
    let real = "Date,Company,Amount (real $m)\n2025-03-01,A,5\n";
    assert!(deals(real).0.starts_with("blocked: "), "{}", deals(real).0);
}

#[test]
fn an_amount_without_a_unit_among_others_with_one_is_open() {
    let sheet = |cells: [&str; 4]| {
        let rows = (1..).zip(["A", "B", "C", "D"]).zip(cells);
        let rows: Vec<String> =
            rows.map(|((day, name), cell)| format!("2025-03-0{day},{name},{cell}\n")).collect();
        format!("Date,Company,Amount (USD)\n{}", rows.concat())
    };
    check(&[
        (&sheet(["1.5M", "750K", "2", "3bn"]), "A USD 1.5m; B USD 750000; D USD 3bn"),
        (&sheet(["1.5M", "2000000", "4M", "3bn"]), "A USD 1.5m; B USD 2m; C USD 4m; D USD 3bn"),
        (&sheet(["1.5M", "2", "3", "4"]), "A USD 1.5m; B USD 2; C USD 3; D USD 4"),
    ]);
}

#[test]
fn of_a_whole_and_its_parts_none_is_taken_in_silence() {
    for (header, cells) in [("Grant,Total package", "$3m,$15m"), ("This round,Total", "$12m,$15m")] {
        let sheet = format!("Date,Company,{header}\n2024-03-15,Zenko,{cells}\n2024-04-15,Rifa,$1m,$32m\n");
        let found = deals(&sheet).0;
        assert!(found.starts_with("blocked: several columns may be the amount"), "{header}: {found}");
    }
    for (column, cells) in [
        ("Parent ID", ["", "1", "1"]),
        ("Level", ["1", "2", "2"]),
        ("Version", ["1", "2", "1"]),
        ("No.", ["1", "1.1", "1.2"]),
    ] {
        let rows = ["A,25", "B,12", "C,13"];
        let rows: Vec<String> =
            rows.iter().zip(cells).map(|(row, cell)| format!("2024-03-15,{row},{cell}\n")).collect();
        let found = deals(&format!("Date,Company,Amount (USD m),{column}\n{}", rows.concat())).0;
        assert!(found.starts_with("blocked: the column"), "{column}: {found}");
    }
    check(&[
        (
            "Company,Year,Amount (EUR m)\nGermany (total),2024,75\nA,2024,30\nB,2024,45\n",
            "A EUR 30m; B EUR 45m",
        ),
        ("No.,Company,Date,Amount (EUR m)\n1,A,2024-03,30\n2,B,2024-03,45\n", "A EUR 30m; B EUR 45m"),
    ]);
}

#[test]
fn a_note_with_the_figure_of_the_row_gives_its_bound() {
    let sheet = |note: &str| format!("Date,Company,Amount,Notes\n2025-03-01,A,$30m,\"{note}\"\n");
    for (note, expected) in [
        ("Up to $30M, milestone based", "A up to USD 30m"),
        ("At least this much", "A at least USD 30m"),
        ("Up to $40m were planned", "A USD 30m"),
        ("Includes $30m of debt", "A USD 30m"),
        ("Valuation: $400m", "A USD 30m"),
        ("Revenue 2024: $3m", "A USD 30m"),
        ("total raised to date", ""),
    ] {
        assert_eq!(deals(&sheet(note)).0, expected, "{note}");
    }
}

#[test]
fn texts_that_name_no_company_are_no_companies() {
    let sheet = |investor: &str| format!("Date,Company,Investors,Amount\n2025-03-01,A,{investor},$5m\n");
    for text in ["未披露", "no revelado", "не раскрывается", "See notes", "self-funded"] {
        assert_eq!(first_deal(&sheet(text)), "A:recipient", "{text}");
    }
    for (text, problem) in [
        ("ditto", "\"ditto\" stands for the cell above"),
        ("with Birch", "\"with Birch\" begins with \"with\", which is hardly part of the name"),
        ("Birch (struck through)", "\"Birch (struck through)\" is crossed out"),
    ] {
        assert_eq!(first_deal(&sheet(text)), problem);
    }
}

#[test]
fn countries_are_known_by_their_long_names_and_others_are_counted() {
    let countries =
        ["\"Iran, Islamic Rep.\"", "\"Bahamas, The\"", "\"Egypt, Arab Rep.\"", "Burma", "Germany"];
    let rows: Vec<String> = countries.iter().map(|country| format!("2025-03-01,A,$5m,{country}\n")).collect();
    let (_, notes) = deals(&format!("Date,Company,Amount,Country\n{}", rows.concat()));
    let note = "1 place without a known country, such as \"Burma\" (line 5)";
    assert!(notes.iter().any(|known| known.contains(note)), "{notes:?}");
}

/// Imports a sheet of two deals with a text above the header, or one between its rows, or one below them. Returns the deals, or
/// the beginning of why it is refused.
fn around(above: &str, between: &str, below: &str) -> String {
    let row = |text: &str| if text.is_empty() { String::new() } else { format!("\"{text}\",,\n") };
    let found = deals(&format!(
        "{}Date,Company,Amount (USD m)\n2024-03-01,Zenko,10\n{}2024-03-03,Rifa,2\n{}",
        row(above),
        row(between),
        row(below)
    ));
    found.0.split_once(", may ").map_or(found.0.clone(), |(_, said)| format!("it may {said}"))
}

#[test]
fn titles_and_headings_of_deals_that_do_not_count_stop_the_import() {
    for (text, status) in [
        ("Deals that fell through", "cancelled"),
        ("List of failed acquisitions", "cancelled"),
        ("Deals which did not proceed:", "cancelled"),
        ("Did not proceed", "cancelled"),
        ("Projects cancelled in 2024", "cancelled"),
        ("The following projects were cancelled", "cancelled"),
        ("No longer proceeding", "cancelled"),
        ("Gescheiterte Übernahmen 2024", "cancelled"),
        ("Liste der gescheiterten Übernahmen", "cancelled"),
        ("Projets annulés", "cancelled"),
        ("Operazioni annullate", "cancelled"),
        ("Includes cancelled deals", "cancelled"),
        ("Deals under review", "rumoured"),
        ("Proyectos cancelados", "cancelled"),
        ("Pipeline", "rumoured"),
        ("Watch list", "rumoured"),
        ("Deals still under negotiation", "rumoured"),
        ("Potential acquisitions 2025", "rumoured"),
        ("Pledges not yet committed", "rumoured"),
    ] {
        let expected = format!("it may say that deals are {status}");
        assert_eq!(around(text, "", ""), expected, "above: {text}");
        assert_eq!(around("", text, ""), expected, "between: {text}");
    }
    assert_eq!(around("", "Excluded from totals", ""), "it may say that rows do not count");
    for text in [
        "Deals 2024", "Deals of the year 2024", "Largest acquisitions", "Failed to load",
        "Pipelines and terminals", "Lost Valley", "Cancelled deals are excluded", "Excludes rumoured deals",
        "List of projects in the south", "Projects under construction", "Approved in 2024",
        "Tracker of AI investments", "Inflation Reduction Act projects", "PPP projects", "At constant speed",
        "Long list of projects", "Does not include cancelled deals", "Zenko bought a failed bank",
        "Annual investment review 2024", "Green hydrogen", "Red Sea region",
        "Source: company reports, press",
    ] {
        assert_eq!(around(text, "", ""), "Zenko USD 10m; Rifa USD 2m", "above: {text}");
        assert_eq!(around("", text, ""), "Zenko USD 10m; Rifa USD 2m", "between: {text}");
    }
}

#[test]
fn a_text_that_makes_all_amounts_others_stops_the_import() {
    for text in [
        "Amounts are upper limits", "All amounts are maximum values", "Amounts are lower bounds",
        "Note: amounts shown are 2023 disbursements", "Figures are payments", "Deflated to 2020 prices",
        "At 2015 prices", "The amounts in this table are cumulative", "Adjusted for inflation",
        "Average deal size by company", "Annual investment by company", "Cumulative funding by company",
    ] {
        assert!(around(text, "", "").starts_with("it may say that the "), "{text}: {}", around(text, "", ""));
    }
    let (sheet, proposal) =
        read("Amounts are upper limits,,\nDate,Company,Amount (USD m)\n2024-03-01,Zenko,10\n");
    let hint = proposal.blocked[0].hint.clone().unwrap();
    let mapping = hint.split('\'').nth(1).unwrap();
    let mapping = super::Mapping::new(mapping, &sheet.columns).unwrap();
    let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
    let mut dataset = Dataset::default();
    import_sheet(&sheet, &mapping, &mut dataset, &stamp, || {});
    assert_eq!(dataset.deals[0].amount.unwrap().to_string(), "up to USD 10m");
    assert_eq!(around("Figures are estimates", "", ""), "Zenko about USD 10m; Rifa about USD 2m");
    assert_eq!(around("", "", "All amounts are estimated"), "Zenko about USD 10m; Rifa about USD 2m");
    assert_eq!(around("", "", "Some figures are estimates"), "Zenko USD 10m; Rifa USD 2m");
    let noted = "Figures are estimates,,,\nDate,Company,Amount (USD m),Note\n2024-03-01,Zenko,10,\"Up to $10m, over years\"\n";
    let (found, notes) = deals(noted);
    assert_eq!(found, "Zenko up to USD 10m");
    let by = "about by \"Figures are estimates\" (line 1)";
    assert!(notes.iter().any(|note| note.contains(by)), "{notes:?}");
}

#[test]
fn legends_of_colours_and_texts_about_one_deal_stop_the_import() {
    let legend = "it may say that rows of one colour or form do not count as they are";
    for (text, expected) in [
        ("Red = cancelled", legend),
        ("Grey: cancelled", legend),
        ("Cells in red are cancelled projects", legend),
        ("Green = completed, grey = not counted", legend),
        ("Italics = estimate", legend),
        ("Rot = abgesagt", legend),
        ("Rifa: deal cancelled in June 2024", "it may say that a deal is cancelled"),
        ("The Rifa deal was called off in June 2024", "it may say that a deal is cancelled"),
        ("Note: the merger was later abandoned", "it may say that a deal is cancelled"),
        ("Red = high risk", ""),
        ("Green = completed", ""),
        ("Updated after the Bako deal was called off", ""),
        ("Excludes Rifa's cancelled round", ""),
    ] {
        let expected = if expected.is_empty() { "Zenko USD 10m; Rifa USD 2m" } else { expected };
        assert_eq!(around(text, "", ""), expected, "above: {text}");
        assert_eq!(around("", "", text), expected, "below: {text}");
    }
    let with_status = "Red = cancelled,,,\nDate,Company,Amount (USD m),Status\n2024-03-01,Zenko,10,Announced\n\
                       2024-03-02,Rifa,2,Cancelled\n";
    assert_eq!(deals(with_status).0, "Zenko USD 10m; Rifa USD 2m");
}

#[test]
fn a_column_of_numbers_is_no_title() {
    let (sheet, proposal) = read(
        "Date,Bénéficiaire,Subvention (€),Coût total du projet (€)\n01/03/2024,Zenko,10,40\n15/04/2024,Rifa,5,7\n",
    );
    let uses = proposal.columns.iter().map(|column| column.fields.clone()).collect::<Vec<_>>();
    assert!(uses.iter().flatten().all(|field| field != "title"), "{uses:?} {:?}", proposal.blocked);
    assert_eq!(sheet.rows.len(), 2);
}

#[test]
fn a_status_beside_an_amount_is_that_of_the_deal() {
    let (sheet, proposal) = read(
        "Date,Company,Amount\n2024-03-01,Zenko,$10m (rumoured)\n2024-03-02,Rifa,$1.250\n2024-03-03,Bako,$5m\n",
    );
    let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
    let mut dataset = Dataset::default();
    let outcome = import_sheet(&sheet, &proposal.mapping, &mut dataset, &stamp, || {});
    assert_eq!(dataset.deals[0].status, crate::deal::Status::Rumoured);
    assert!(outcome.notes().iter().any(|note| note.contains("\"$10m (rumoured)\": rumoured")));
}

#[test]
fn headers_in_turkish_hindi_arabic_and_vietnamese_are_known() {
    for header in [
        "Tarih,Şirket,Yatırımcı,Yatırım tutarı (USD m)",
        "तारीख,कंपनी,निवेशक,निवेश राशि (USD m)",
        "التاريخ,الشركة,المستثمر,قيمة الصفقة (USD m)",
        "Ngày công bố,Công ty,Nhà đầu tư,Vốn đầu tư (USD m)",
        "Date,Purchased,Purchaser,Amount (USD m)",
    ] {
        let sheet = format!("{header}\n2024-03-01,Zenko,Alder,5\n");
        assert_eq!(deals(&sheet).0, "Zenko USD 5m", "{header}");
        assert_eq!(first_deal(&sheet), "Zenko:recipient Alder:investor", "{header}");
    }
}

#[test]
fn a_currency_that_may_be_that_of_other_figures_is_asked_about() {
    check(&[
        (
            "Deal Date,Companies,Deal Size,Native Currency of Deal\n2024-03-01,A,5,Euros (EUR)\n",
            "blocked: \"Native Currency of Deal\" may be the currency of something else than the amounts by \"native\"",
        ),
        (
            "Deal Date,Companies,Deal Size (USD m),Native Currency of Deal\n2024-03-01,A,5,Euros (EUR)\n",
            "A USD 5m",
        ),
        (
            "Date,Company,Fund size,Currency\n2024-03-01,A,5,EURm\n",
            "blocked: no column is known to be the amount of the deals; \"Fund size\" may be another figure by \"Fund\"",
        ),
        ("Date,Company,Investment (USD m),Fund size (USD m)\n2024-03-01,A,5,90\n", "A USD 5m"),
        (
            "Date,Company,Amount (INR crore)\n2024-03-01,A,\"1,250\"\n2024-03-02,B,80\n",
            "A INR 12.5bn; B INR 800m",
        ),
        ("Date,Company,Deal Value (INR Cr.)\n2024-03-01,A,\"1,250\"\n", "A INR 12.5bn"),
        ("Date,Company,Rs in lakhs\n2024-03-01,A,\"1,250\"\n", "A INR 125m"),
        (
            "Date,Company,Inversión (MDD)\n2024-03-01,A,\"1,250\"\n2024-03-01,B,\"2.5\"\n",
            "A USD 1.25bn; B USD 2.5m",
        ),
    ]);
}
