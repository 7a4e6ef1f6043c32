//! Roles of companies, and statuses of deals as a careful person reads them in sheets, decided by hand.

use chrono::NaiveDate;

use super::reader_tests::{places, read};
use super::{Mapping, Stamp, import_sheet};
use crate::dataset::Dataset;

/// Imports a CSV by the proposal. Returns the statuses of the deals, and the number of rows that were rejected; or why nothing
/// is imported.
fn statuses(text: &str) -> String {
    let (sheet, proposal) = read(text);
    if let Some(problem) = proposal.blocked.first() {
        return format!("blocked: {}", problem.message);
    }
    let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
    let mut dataset = Dataset::default();
    let outcome = import_sheet(&sheet, &proposal.mapping, &mut dataset, &stamp, || {});
    let found: Vec<String> = dataset.deals.iter().map(|deal| deal.status.to_string()).collect();
    format!("{}, {} rejected", found.join(" "), outcome.rejected.len())
}

/// A sheet of three deals with a column under a header.
fn with_column(header: &str, cells: [&str; 3]) -> String {
    let [a, b, c] = cells;
    format!(
        "Date,Company,{header},Amount\n2024-03-01,A,{a},$5m\n2024-03-02,B,{b},$6m\n2024-03-03,C,{c},$7m\n"
    )
}

#[test]
fn a_deal_whose_status_is_not_known_is_never_counted_in_silence() {
    for (header, cells, found) in [
        ("Status", ["Completed", "Cancelled (2024)", "On hold"], "completed cancelled announced, 0 rejected"),
        ("Status", ["Completed", "Announced", "Under review"], "completed announced, 1 rejected"),
        ("Status", ["Announced", "", "n/a"], "announced announced announced, 0 rejected"),
        ("Estado", ["Cerrado", "Rechazada", "En curso"], "completed cancelled announced, 0 rejected"),
        ("状态", ["已完成", "已终止", "洽谈中"], "completed cancelled rumoured, 0 rejected"),
        (
            "Status",
            ["Alpha", "Beta", "Alpha"],
            "blocked: the column \"Status\" should hold statuses, and is not understood: \"Alpha\", \"Beta\"",
        ),
        (
            "Status",
            ["Closed", "Beta", "Alpha"],
            "blocked: the column \"Status\" should hold statuses, and is not understood: \"Alpha\", \"Beta\"",
        ),
        // Statuses of companies.
        ("Status", ["Operating", "Acquired", "Closed"], "announced announced announced, 0 rejected"),
        // Other headers whose cells say that deals do not count.
        ("Payment status", ["Paid", "Paid", "Pending"], "announced announced announced, 0 rejected"),
        (
            "Application status",
            ["Awarded", "Rejected", "Awarded"],
            "blocked: \"Application status\" may be the status of the deals: \"Rejected\" (line 3)",
        ),
        (
            "Outcome",
            ["Completed", "Completed", "Withdrawn"],
            "blocked: \"Outcome\" may be the status of the deals: \"Withdrawn\" (line 4)",
        ),
        ("Notes", ["led by D", "", "Cancelled"], "announced announced cancelled, 0 rejected"),
        (
            "Notes",
            ["led by D", "closed", "the first plan failed"],
            "announced announced announced, 0 rejected",
        ),
        ("Cancelled", ["no", "yes", ""], "announced cancelled announced, 0 rejected"),
        ("Is withdrawn?", ["FALSE", "TRUE", "FALSE"], "announced cancelled announced, 0 rejected"),
        (
            "Withdrawn date",
            ["", "2024-04-01", ""],
            "blocked: \"Withdrawn date\" may say which deals are cancelled",
        ),
    ] {
        assert_eq!(statuses(&with_column(header, cells)), found, "{header} {cells:?}");
    }
    let (sheet, proposal) = read(&with_column("Status", ["Closed", "geplatzt", "Under review"]));
    let notes = proposal.notes();
    let note = "columns: Status is status (\"Closed\" is completed, \"geplatzt\" is cancelled; not known, and a fault of its row: \
                \"Under review\")";
    assert!(notes.iter().any(|known| known == note), "{notes:?}");
    let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
    let outcome = import_sheet(&sheet, &proposal.mapping, &mut Dataset::default(), &stamp, || {});
    assert_eq!(
        outcome.rejected[0].faults[0].to_string(),
        "Status: \"Under review\" is not known as a status (say what it means: status=Status:Under review=announced (or rumoured, \
         signed, completed, cancelled))"
    );
}

#[test]
fn remarks_of_a_row_say_whether_its_deal_counts() {
    for (header, cells, found) in [
        ("Notes", ["led by D", "withdrawn in May", "duplicate of A"], "announced cancelled, 1 rejected"),
        ("Round", ["Series A", "Series B (cancelled)", "Valuation"], "announced cancelled, 1 rejected"),
        ("Type", ["Equity", "Cancelled equity", "Total"], "announced, 2 rejected"),
        ("Payment", ["Partial", "Total", "Total"], "announced announced announced, 0 rejected"),
        (
            "Outcome so far",
            ["", "Withdrawn in May", ""],
            "blocked: \"Outcome so far\" may be the status of the deals: \"Withdrawn in May\" (line 3)",
        ),
    ] {
        assert_eq!(statuses(&with_column(header, cells)), found, "{header} {cells:?}");
    }
    // A remark that contradicts the status.
    let both = "Date,Company,Status,Notes,Amount\n2024-03-01,A,Completed,Cancelled in May,$5m\n2024-03-02,B,Cancelled,Cancelled,$6m\n";
    assert_eq!(statuses(both), "cancelled, 1 rejected");
}

/// Returns the parties of the first deal of a sheet; or why nothing is imported.
fn parties(text: &str) -> String {
    let (sheet, proposal) = read(text);
    if let Some(problem) = proposal.blocked.first() {
        return format!("blocked: {}", problem.message);
    }
    let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
    let mut dataset = Dataset::default();
    import_sheet(&sheet, &proposal.mapping, &mut dataset, &stamp, || {});
    let parties = dataset.deals.first().map(|deal| &deal.parties[..]).unwrap_or_default();
    parties.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn brackets_behind_a_name_say_its_role() {
    let sheet = |header: &str, cell: &str| {
        format!("Date,{header},Amount\n2024-03-01,\"{cell}\",$5m\n2024-03-02,Cedar,$6m\n")
    };
    for (header, cell, found) in [
        ("Companies", "Alder (customer), Birch (provider)", "Alder:customer Birch:provider"),
        ("Companies", "Alder (Lead investor); Birch (target)", "Alder:investor Birch:recipient"),
        ("Company", "Alder (backer)", "Alder:backer"),
        ("Investors", "Alder (partner), Birch", "Alder:partner Birch:investor"),
        // No roles.
        ("Company", "Alder, Birch (Germany)", "Alder, Birch (Germany):recipient"),
        ("Company", "Alder (company)", "Alder (company):recipient"),
    ] {
        assert_eq!(parties(&sheet(header, cell)), found, "{header}: {cell}");
    }
    let unknown = "Date,Parties,Amount\n2024-03-01,Alder (customer); Birch (provider),$5m\n2024-03-02,Cedar (customer),$6m\n";
    assert_eq!(parties(unknown), "Alder:customer Birch:provider");
}

/// A sheet of two deals with two columns of companies under these headers.
fn under(headers: &str) -> String {
    format!("Date,{headers},Amount\n2024-03-01,Alder,Birch,$5m\n2024-03-02,Cedar,Dogwood,$6m\n")
}

#[test]
fn headers_in_many_languages_say_the_roles_of_companies() {
    for (headers, found) in [
        ("Заказчик,Исполнитель", "Birch:provider Alder:customer"),
        ("発注者,受注者", "Birch:provider Alder:customer"),
        ("采购人,供应商", "Birch:provider Alder:customer"),
        ("발주처,수주사", "Birch:provider Alder:customer"),
        ("Zamawiający,Wykonawca", "Birch:provider Alder:customer"),
        ("出資者,投資先", "Birch:recipient Alder:investor"),
        ("投资方,被投企业", "Birch:recipient Alder:investor"),
        ("Empresa compradora,Empresa adquirida", "Birch:recipient Alder:investor"),
        ("Company,Losing bidder", "Alder:recipient"),
        ("Startup,Former investors", "Alder:recipient"),
        ("Company,Adviser", "Alder:recipient"),
        ("Company,Law firm", "Alder:recipient"),
        ("Company,Auditor", "Alder:recipient"),
        ("Company,Competitor", "Alder:recipient"),
        ("Company,Seller", "Alder:recipient"),
        ("Company,Target", "Birch:recipient"),
        ("Company,Investor 2", "Alder:recipient Birch:investor"),
        ("Lead investor,Other investors", "Alder:investor Birch:investor"),
        ("Acquirer,Bidder", "Alder:investor"),
        ("Target,Winning bidder", "Alder:recipient Birch:investor"),
        ("Contracting authority,Winning bidder", "Birch:provider Alder:customer"),
    ] {
        assert_eq!(parties(&under(headers)), found, "{headers}");
    }
}

#[test]
fn roles_that_no_header_says_are_asked_for() {
    let unknown = |names: &str| {
        format!(
            "blocked: no column is known to name the companies of the deals; {names} may name them, in a role that is not known"
        )
    };
    let several =
        |role: &str, names: &str| format!("blocked: several columns may be the {role} of the deals: {names}");
    for (headers, found) in [
        ("From,To", unknown("\"From\", \"To\"")),
        ("Payer,Receiver", unknown("\"Payer\", \"Receiver\"")),
        ("Law firm,Auditor", unknown("\"Auditor\"")),
        ("Losing bidder,Sector", unknown("\"Losing bidder\", \"Sector\"")),
        (
            "買い手,売り手",
            "blocked: \"買い手\" may acquire companies, or be the customer of contracts".to_owned(),
        ),
        (
            "Buyer,Seller",
            "blocked: \"Buyer\" may acquire companies, or be the customer of contracts".to_owned(),
        ),
        ("Company,Organization", several("recipient", "\"Company\", \"Organization\"")),
        ("Target,Startup", several("recipient", "\"Startup\", \"Target\"")),
        ("Supplier,Contractor", several("provider", "\"Supplier\", \"Contractor\"")),
    ] {
        assert_eq!(parties(&under(headers)), found, "{headers}");
    }
    let (_, proposal) =
        read("Date,From,To,Amount\n2024-03-01,Alder,Birch,$5m\n2024-03-02,Cedar,Dogwood,$6m\n");
    assert_eq!(
        proposal.blocked[0].hint.as_deref(),
        Some(
            "say which does, and in what role: --map 'party=From:recipient,announced=Date,amount=Amount,fields=To'"
        )
    );
    // In some rows the one, in others the other.
    assert_eq!(
        places("Date,Company,Organization\n2024-03-01,A,\n2024-03-02,,B\n2024-03-03,C,C\n"),
        "A 2024-03-01 ; B 2024-03-02 ; C 2024-03-03 "
    );
}

#[test]
fn the_kind_of_deals_follows_from_the_roles_only_where_they_show_it() {
    let kind = |headers: &str| {
        let text =
            format!("Date,{headers},Amount\n2024-03-01,Alder,Birch,$5m\n2024-03-02,Cedar,Dogwood,$6m\n");
        let mapping = read(&text).1.mapping.to_string();
        mapping.split("kind=").nth(1).map_or(String::new(), |rest| rest.split(',').next().unwrap().to_owned())
    };
    for (headers, expected) in [
        ("Startup,Investors", "equity"),
        ("Target,Acquirer", "acquisition"),
        ("Borrower,Lender", "debt"),
        ("Grantee,Funder", "grant"),
        ("Recipient,Funder", ""),
        ("Recipient,Donor", ""),
        ("Client,Supplier", "contract"),
    ] {
        assert_eq!(kind(headers), expected, "{headers}");
    }
}

#[test]
fn an_unknown_kind_is_other_and_leaves_the_known_ones_what_they_are() {
    let text = "Date,Company,Kind,Amount\n2024-03-01,Alder,contract,$5m\n2024-03-02,Birch,Acquisition,$6m\n\
                2024-03-03,Cedar,investment,$7m\n2024-03-04,Dogwood,term loan,$8m\n";
    let (_, proposal) = read(text);
    let mapping = proposal.mapping.to_string();
    let kinds = "kind=Kind:acquisition=acquisition:contract=contract:*loan*=debt:*=other";
    assert!(mapping.contains(kinds), "{mapping}");
    let note = "columns: Kind is kind (no kind is known for \"investment\": other)";
    assert!(proposal.notes().iter().any(|known| known == note), "{:?}", proposal.notes());
}

#[test]
fn what_stands_around_a_deal_and_denies_it_is_never_left_aside() {
    for (rows, found) in [
        ("2024-03-01,Alder (cancelled),$5m\n2024-03-02,Birch,$6m\n", "announced, 1 rejected"),
        ("2024-03-01,Alder [withdrawn],$5m\n2024-03-02,Birch,$6m\n", "announced, 1 rejected"),
        ("2024-03-01,Alder - CANCELLED,$5m\n2024-03-02,Birch,$6m\n", "announced, 1 rejected"),
        ("2024-03-01,Alder,$5m\n2024-03-02,- Birch site,$3m\n", "announced, 1 rejected"),
        ("2024-03-01,Alder,$5m\n2024-03-02,including Birch,$3m\n", "announced, 1 rejected"),
        (
            "2024-03-01,Alder,$5m\nCancelled,,\n2024-03-02,Birch,$3m\n",
            "blocked: line 3, \"Cancelled\", may say that deals are cancelled",
        ),
        (
            "Rumoured:,,\n2024-03-01,Alder,$5m\n2024-03-02,Birch,$3m\n",
            "blocked: line 2, \"Rumoured:\", may say that deals are rumoured",
        ),
        (
            "Unconfirmed deals,,\n2024-03-01,Alder,$5m\n2024-03-02,Birch,$3m\n",
            "blocked: line 2, \"Unconfirmed deals\", may say that deals are rumoured",
        ),
        (
            "2024-03-01,Alder,$5m\n2024-03-02,Birch,$3m\nAmounts are per year,,\n",
            "blocked: line 4, \"Amounts are per year\", may say that the amounts are not those of whole deals",
        ),
        (
            "2024-03-01,Alder,$5m\nTotal disbursements 2024:,,\n2024-03-02,Birch,$3m\n",
            "blocked: line 3, \"Total disbursements 2024:\", may say that rows are payments, and not deals",
        ),
        ("2024-03-01,Alder,$5m\n2024-03-02,Dont Panic Ltd,$3m\n", "announced announced, 0 rejected"),
        ("2024-03-01,Alder,$5m\nClosed,,\n2024-03-02,Birch,$3m\n", "announced announced, 0 rejected"),
        (
            "2024-03-01,Alder,$5m\nGermany,,\n2024-03-02,Birch,$3m\nSource: reports,,\n",
            "announced announced, 0 rejected",
        ),
        (
            "2024-03-01,Alder (Germany),$5m\n2024-03-02,Birch - Munich,$3m\n",
            "announced announced, 0 rejected",
        ),
    ] {
        assert_eq!(statuses(&format!("Date,Company,Amount\n{rows}")), found, "{rows}");
    }
    let titles = "Date,Company,Amount,Stage of project\n2024-03-01,Alder,$5m,Operating\n2024-03-02,Birch,$3m,Cancelled\n";
    assert_eq!(
        statuses(titles),
        "blocked: \"Stage of project\" may be the status of the deals: \"Cancelled\" (line 3)"
    );
    for kind in ["Cancellation", "De-obligation", "Write-down", "Loan repayment"] {
        let rows =
            format!("Date,Company,Type,Amount\n2024-03-01,Alder,{kind},$5m\n2024-03-02,Birch,Award,$3m\n");
        assert!(statuses(&rows).ends_with("announced, 1 rejected"), "{kind}: {}", statuses(&rows));
    }
}

#[test]
fn a_sheet_of_investors_and_unknown_names_is_asked_about() {
    let sheet = |header: &str| {
        format!(
            "Date,{header},Amount,Investors\n2024-03-01,Alder,$5m,Fund One\n2024-03-02,Birch,$3m,Fund Two\n"
        )
    };
    for header in ["Brand", "Developer of record", "Winner"] {
        let found = parties(&sheet(header));
        assert!(found.starts_with("blocked: ") || found.contains("Alder"), "{header}: {found}");
    }
}

#[test]
fn a_doubt_names_the_mapping_for_both_answers() {
    let text =
        "Date,Company,Amount (USD m),State\n2024-03-01,Alder,10,Completed\n2024-03-02,Birch,5,Cancelled\n";
    let (sheet, proposal) = read(text);
    let hint = proposal.blocked[0].hint.clone().unwrap();
    let mappings: Vec<&str> =
        hint.split("--map '").skip(1).filter_map(|rest| rest.split('\'').next()).collect();
    assert!(hint.starts_with("if it is not, keep it as a field: --map '"), "{hint}");
    let statuses: Vec<String> = mappings
        .iter()
        .map(|mapping| {
            let mapping = Mapping::new(mapping, &sheet.columns).unwrap();
            let stamp = Stamp { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), import: None };
            let mut dataset = Dataset::default();
            import_sheet(&sheet, &mapping, &mut dataset, &stamp, || {});
            dataset.deals.iter().map(|deal| deal.status.to_string()).collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(statuses, ["announced announced", "completed cancelled"]);
}

#[test]
fn an_empty_kind_is_that_of_the_companies_and_noted() {
    let text =
        "Date,Investor,Recipient,Type,Amount\n2024-03-01,Alder,Birch,debt,$5m\n2024-03-02,Cedar,Elm,,$3m\n";
    let notes = super::reader_tests::deals(text).1;
    assert!(
        notes
            .iter()
            .any(|note| note.contains("equity where it is empty, by the columns of companies (line 3)")),
        "{notes:?}"
    );
}

#[test]
fn headers_of_japanese_lists_of_deals_are_known() {
    let text = "発表日,案件名,種別,金額(億円),投資家,調達企業,国\n2023/04/03,新工場,debt,8600,青木製造,赤松量子,日本\n";
    let (_, proposal) = read(text);
    let mapping = proposal.mapping.to_string();
    for rule in [
        "title=案件名", "party=調達企業:recipient", "party=投資家:investor", "kind=種別",
        "amount=金額(億円):JPY:億",
    ] {
        assert!(mapping.contains(rule), "{rule}: {mapping}");
    }
}
