//! Deals inside other deals: what they leave of the places and the companies of their whole.

use std::path::Path;

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::agreement::rows;
use super::cases;

/// A deal with places such as `FR:half` or `FR/Paris:half`, and parties such as `A:investor`.
fn deal(id: &str, amount: &Value, places: &[&str], parties: &[&str], whole: Option<&str>) -> Value {
    let halves = |text: &str| match text.split_once(':') {
        Some((name, rest)) => (name.to_owned(), Some(rest.to_owned())),
        None => (text.to_owned(), None),
    };
    let place = |text: &&str| {
        let (area, share) = halves(text);
        let (area, name) = area.split_once('/').map_or((&*area, None), |(area, name)| (area, Some(name)));
        json!({"area": area, "name": name, "share": share})
    };
    let party = |text: &&str| {
        let (company, role) = halves(text);
        json!({"company": company, "role": role})
    };
    json!({
        "id": id, "title": id, "kind": "capex", "announced": "2025-01-15", "amount": amount, "included_in": whole,
        "places": places.iter().map(place).collect::<Vec<_>>(),
        "parties": parties.iter().map(party).collect::<Vec<_>>(),
    })
}

fn eur(value: u32) -> Value {
    json!({"value": value, "currency": "EUR"})
}

/// What A and B put into a deal of 100.
fn parts_of_a_and_b() -> Value {
    json!([
        {"title": "A", "relation": "within", "amount": eur(60), "parties": [{"company": "A", "role": "investor"}]},
        {"title": "B", "relation": "within", "amount": eur(40), "parties": [{"company": "B", "role": "investor"}]},
    ])
}

/// The rows of totals of `deals`: names, floor, headline and ceiling.
fn totals(deals: &[Value], arguments: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.json");
    std::fs::write(&file, json!({ "deals": deals }).to_string()).unwrap();
    table(&file, arguments)
}

fn table(file: &Path, arguments: &[&str]) -> Vec<String> {
    let columns = ["company", "country", "region", "floor", "headline", "ceiling"];
    let cells = |row: &Value| {
        let cells = columns.iter().filter_map(|column| row.get(*column));
        cells.map(|cell| cell.as_str().unwrap_or("open").to_owned()).collect::<Vec<_>>().join(" ")
    };
    let mut table: Vec<String> = rows(file, arguments).unwrap().iter().map(cells).collect();
    table.sort();
    table
}

const CHIPCO: &[&str] = &["ChipCo:investor"];
const BY_COUNTRY: &[&str] = &["--by", "country"];

#[test]
fn a_site_takes_its_money_from_what_the_pledge_has_for_its_country() {
    let pledge = |places: &[&str]| deal("p", &eur(100), places, CHIPCO, None);
    let site = |id: &str, amount: u32, place: &str| deal(id, &eur(amount), &[place], CHIPCO, Some("p"));
    let halves = pledge(&["FR:half", "DE:half"]);
    let by_country = |deals: &[Value]| totals(deals, BY_COUNTRY);
    assert_eq!(by_country(&[halves.clone(), site("s", 50, "FR")]), ["France 50 50 50", "Germany 50 50 50"]);
    // More than half of it goes to France then.
    assert_eq!(by_country(&[halves.clone(), site("s", 60, "FR")]), ["France 60 60 60", "Germany 40 40 40"]);
    // Spain is in neither half: 30 less, from France or from Germany.
    assert_eq!(
        by_country(&[halves.clone(), site("s", 30, "ES")]),
        ["France 20 35 50", "Germany 20 35 50", "Spain 30 30 30"]
    );
    // Two places in France are one.
    let sites = [pledge(&["FR/Paris:30%", "FR/Lyon:0.3", "DE"]), site("s", 20, "FR"), site("t", 40, "FR")];
    assert_eq!(by_country(&sites), ["France 60 60 60", "Germany 40 40 40"]);
    // At least half is American, and Poland is not.
    let american = [pledge(&["US:at least 50%"]), site("s", 20, "US"), site("t", 10, "PL")];
    assert_eq!(
        by_country(&american),
        ["Poland 10 10 10", "United States 50 50 90", "no place stated 0 40 40"]
    );
    assert_eq!(totals(&american, &["--region", "US"]), ["50 50 90"]);
}

#[test]
fn bounds_of_sites_are_bounds_of_what_they_leave() {
    let range = json!({"low": 10, "high": 30, "bound": "range", "currency": "EUR"});
    let up_to = json!({"value": 20, "bound": "up to", "currency": "EUR"});
    let deals = [
        deal("p", &eur(100), &["FR:30%", "DE:0.6", "PL"], CHIPCO, None),
        deal("s", &up_to, &["FR"], CHIPCO, Some("p")),
        deal("t", &range, &["DE"], CHIPCO, Some("p")),
    ];
    // 30 − (0 to 20) are left for France, and 60 − (10 to 30) for Germany.
    assert_eq!(totals(&deals, BY_COUNTRY), ["France 10 30 50", "Germany 40 60 80", "Poland 10 10 10"]);
}

#[test]
fn rates_of_two_days_do_not_divide_what_is_left() {
    // On 2025-01-15 a euro was 1.03 dollars, on 2025-06-02 1.1419.
    let mut site = deal("s", &eur(50), &["FR"], CHIPCO, Some("p"));
    site["announced"] = json!("2025-06-02");
    let pledge = deal("p", &eur(100), &["FR:half", "DE:half"], CHIPCO, None);
    let by_country = totals(&[pledge.clone(), site], &["--by", "country", "--in", "USD"]);
    assert_eq!(by_country, ["France 57.095 57.095 57.095", "Germany 45.905 45.905 45.905"]);
    let dollars = json!({"value": 50, "currency": "USD"});
    let site = deal("s", &dollars, &["FR"], CHIPCO, Some("p"));
    let by_country = |target| totals(&[pledge.clone(), site.clone()], &["--by", "country", "--in", target]);
    assert_eq!(by_country("USD"), ["France 51.5 51.5 51.5", "Germany 51.5 51.5 51.5"]);
    // What the site leaves for France is rounded to ten decimals.
    let in_euros = by_country("EUR");
    assert!(
        in_euros[0].starts_with("France 49.9999999999") || in_euros[0] == "France 50 50 50",
        "{in_euros:?}"
    );
    assert_eq!(in_euros[1], "Germany 50 50 50");
}

#[test]
fn what_was_spent_in_a_year_is_no_more_than_in_all_years_at_the_rates_of_each_day() {
    let spent = |figures: &[(&str, u32)]| -> Vec<Value> {
        let entry =
            |(date, value): &(&str, u32)| json!({"date": date, "spent": {"value": value, "currency": "XAF"}});
        figures.iter().map(entry).collect()
    };
    let mut whole = deal("p", &json!({"value": 100, "currency": "XAF"}), &[], CHIPCO, None);
    whole["progress"] = spent(&[("2023-03-20", 7), ("2023-06-30", 16), ("2024-02-29", 18)]).into();
    let mut site = deal("s", &json!({"value": 10, "currency": "XAF"}), &[], CHIPCO, Some("p"));
    site["progress"] = spent(&[("2023-03-20", 5)]).into();
    // A franc is a euro, half of one in June 2023, and one again.
    let rate = |date: &str, rate: &str| json!({"date": date, "base": "XAF", "quote": "EUR", "rate": rate});
    let rates = [rate("2023-03-20", "1"), rate("2023-06-30", "0.5"), rate("2024-02-29", "1")];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.json");
    std::fs::write(&file, json!({"deals": [whole, site], "rates": rates}).to_string()).unwrap();
    let by = |grouping: &[&str]| table(&file, &[&["--measure", "spent", "--in", "EUR"], grouping].concat());
    // 7 + 9 / 2 + 2, of which 5 are those of the site.
    // What remains of the pledge is rounded.
    let near = |figure: &str, expected: Decimal| {
        let figure: Decimal = figure.parse().unwrap();
        assert!((figure - expected).abs() < Decimal::new(1, 12), "{figure}, expected {expected}");
    };
    let all = Decimal::new(135, 1);
    by(&[])[0].split(' ').for_each(|figure| near(figure, all));
    // At least 5 in 2023, and at most all.
    let by_year = by(&["--by", "year"]);
    let in_2023 = by_year.iter().find(|row| row.starts_with("5 ")).unwrap();
    near(in_2023.rsplit(' ').next().unwrap(), all);
}

#[test]
fn spending_at_the_rates_of_each_day_is_added_up() {
    let amount = |value: u64| json!({"value": value, "currency": "USD"});
    let spent = |figures: &[(&str, u64)]| -> Value {
        figures.iter().map(|(date, value)| json!({"date": date, "spent": amount(*value)})).collect()
    };
    let mut whole = deal("p", &amount(2_000_000_000), &[], CHIPCO, None);
    whole["progress"] =
        spent(&[("2023-03-20", 7_000_000), ("2023-06-30", 160_000_000), ("2024-02-29", 1_800_000_000)]);
    let mut site = deal("s", &amount(10_000_000), &[], CHIPCO, Some("p"));
    site["progress"] = spent(&[("2023-03-20", 5_000_000)]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.json");
    std::fs::write(&file, json!({"deals": [whole, site]}).to_string()).unwrap();
    let headlines = |grouping: &[&str]| -> Decimal {
        let rows = table(&file, &[&["--measure", "spent", "--in", "EUR"], grouping].concat());
        rows.iter().map(|row| row.split(' ').nth(1).unwrap().parse::<Decimal>().unwrap()).sum()
    };
    // 7 / 1.0717 + 153 / 1.0866 + 1640 / 1.0826 million, at the rates of the days.
    let all = headlines(&[]);
    assert!((all - Decimal::from(1_662_209_000)).abs() < Decimal::from(10_000), "{all}");
    for grouping in ["year", "quarter"] {
        assert!((headlines(&["--by", grouping]) - all).abs() < Decimal::new(1, 6), "{grouping}");
    }
}

#[test]
fn what_was_spent_at_least_stays_so_where_nothing_is_converted() {
    let mut whole = deal("p", &eur(20), &[], CHIPCO, None);
    let up_to = json!({"value": 9, "bound": "up to", "currency": "EUR"});
    whole["progress"] =
        json!([{"date": "2023-03-20", "spent": eur(5)}, {"date": "2024-03-20", "spent": up_to}]);
    let mut site = deal("s", &eur(4), &[], CHIPCO, Some("p"));
    site["progress"] = json!([{"date": "2023-03-20", "spent": eur(2)}]);
    // 5 were spent, the 2 of the site among them.
    assert_eq!(totals(&[whole, site], &["--measure", "spent"]), ["5 9 9"]);
}

#[test]
fn a_deal_of_one_company_takes_its_money_from_the_part_of_that_company() {
    let both = ["A:investor", "B:investor"];
    let whole = |places: &[&str]| {
        let mut whole = deal("p", &eur(100), places, &both, None);
        whole["parts"] = parts_of_a_and_b();
        whole
    };
    let member = |amount: u32, company: &str| deal("s", &eur(amount), &["FR"], &[company], Some("p"));
    let by_company = |deals: &[Value]| totals(deals, &["--by", "company"]);
    assert_eq!(by_company(&[whole(&[]), member(60, "A:investor")]), ["A 60 60 60", "B 40 40 40"]);
    assert_eq!(by_company(&[whole(&[]), member(80, "A:investor")]), ["A 80 80 80", "B 20 20 20"]);
    let mut in_two = whole(&[]);
    let thirty = || json!({"title": "A", "relation": "within", "amount": eur(30), "parties": [{"company": "A", "role": "investor"}]});
    in_two["parts"] = json!([thirty(), parts_of_a_and_b()[1], thirty()]);
    assert_eq!(by_company(&[in_two, member(50, "A:investor")]), ["A 60 60 60", "B 40 40 40"]);
    // Nothing says whose part C has.
    let other = [whole(&[]), member(50, "C:investor")];
    assert_eq!(by_company(&other), ["A 10 30 50", "B 0 20 40", "C 50 50 50"]);
    // A has put 50 into France, which is all that goes there.
    let placed = [whole(&["FR:half", "DE:half"]), member(50, "A:investor")];
    assert_eq!(
        totals(&placed, &["--by", "company,country"]),
        ["A France 50 50 50", "A Germany 10 10 10", "B France 0 0 0", "B Germany 40 40 40"]
    );
    assert_eq!(totals(&placed, &["--company", "B"]), ["40 40 40"]);
}

#[test]
fn a_member_takes_its_money_only_from_where_it_may_be() {
    let by_country = |places: &[&str], sites: &[(&str, u32, &[&str])]| {
        let mut deals = vec![deal("p", &eur(100), places, CHIPCO, None)];
        deals.extend(
            sites.iter().map(|(id, amount, places)| deal(id, &eur(*amount), places, CHIPCO, Some("p"))),
        );
        // An amount of twelve digits, with which the figures are added up exactly.
        deals.push(deal("q", &eur(1_000_000_000), &["FR"], CHIPCO, None));
        totals(&deals, BY_COUNTRY)
    };
    // A European site may be German or not, and is not American.
    let sites: &[(&str, u32, &[&str])] = &[("s", 30, &["Europe"])];
    assert_eq!(
        by_country(&["DE:half", "Europe:10%", "US"], sites),
        [
            "Europe, country not stated 30 30 40", "France 1000000000 1000000000 1000000000",
            "Germany 20 30 30", "United States 40 40 40"
        ]
    );
    // 35/65 of a site without a place: 15 × 55/65 and 50 × 55/65.
    assert_eq!(
        by_country(&["FR:half", "DE"], &[("s", 35, &["FR"]), ("t", 10, &[])]),
        [
            "France 1000000040 1000000047.6923076923 1000000050",
            "Germany 40 42.3076923077 50",
            "no place stated 10 10 10"
        ]
    );
    // Lyon may be in the half that is not divided.
    let sites: &[(&str, u32, &[&str])] = &[("s", 40, &["FR/Lyon"])];
    let found = by_country(&["FR/Paris:half", "FR/Lyon", "DE"], sites);
    assert_eq!(found[2], "several places, split not stated 10 50 50");
}

#[test]
fn a_role_without_money_takes_none() {
    let both = ["A:investor", "B:investor"];
    let mut whole = deal("p", &eur(100), &[], &both, None);
    whole["parts"] = parts_of_a_and_b();
    let by_company = |parties: &[&str]| {
        totals(&[whole.clone(), deal("s", &eur(10), &[], parties, Some("p"))], &["--by", "company"])
    };
    assert_eq!(by_company(&["A:investor", "B:operator"]), ["A 60 60 60", "B 40 40 40"]);
    assert_eq!(by_company(&["A:investor", "B:investor"]), ["A 50 64 70", "B 30 46 50"]);
}

/// A share of a place as a source may state it, of which `percent` is true.
fn share(place: &'static str, percent: u32, kind: u8) -> String {
    match kind {
        0 => format!("{place}:{percent}%"),
        1 => format!("{place}:at least {}%", percent / 2),
        2 => format!("{place}:up to {}%", percent + (100 - percent) / 3),
        _ => place.to_owned(),
    }
}

/// An amount as a source may state it, of which `value` is true.
fn stated(value: u32, kind: u8) -> Value {
    match kind {
        0 | 1 => eur(value),
        2 => json!({"value": value + 7, "bound": "up to", "currency": "EUR"}),
        3 => json!({"value": value / 2, "bound": "at least", "currency": "EUR"}),
        _ => json!({"low": value / 2, "high": value + 5, "bound": "range", "currency": "EUR"}),
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn what_is_true_is_within_the_bounds(
        (france, germany) in (0u32..=60, 0u32..=40),
        shares in (0u8..4, 0u8..4),
        kind_of_whole in 0u8..5,
        members in prop::collection::vec((0usize..3, 0u32..=30, 0u8..5, any::<bool>()), 1..4),
    ) {
        let true_money = [("FR", "France", france), ("DE", "Germany", germany), ("US", "United States", 100 - france - germany)];
        let places = [share("FR", france, shares.0), share("DE", germany, shares.1), "US".to_owned()];
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        let mut deals = vec![deal("p", &stated(100, kind_of_whole), &places, CHIPCO, None)];
        let mut left = true_money.map(|(_, _, money)| money);
        let mut all_in_countries = true;
        for (index, (country, wanted, kind, is_vague)) in members.into_iter().enumerate() {
            let money = wanted.min(left[country]);
            left[country] -= money;
            let place = if is_vague { "Europe" } else { true_money[country].0 };
            let place = if is_vague && country == 2 { "World" } else { place };
            all_in_countries &= !is_vague;
            deals.push(deal(&format!("m{index}"), &stated(money, kind), &[place], CHIPCO, Some("p")));
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.json");
        std::fs::write(&file, json!({ "deals": deals }).to_string()).unwrap();
        // Shares that contradict each other are refused, and shares that leave nothing for the United States.
        let Ok(found) = rows(&file, BY_COUNTRY) else { return Ok(()) };
        let figure = |row: &Value, column: &str| row[column].as_str().map(|text| text.parse::<Decimal>().unwrap());
        for (_, name, money) in true_money {
            let Some(row) = found.iter().find(|row| row["country"] == name) else { continue };
            let money = Decimal::from(money);
            prop_assert!(figure(row, "floor") <= Some(money), "{name} has {money}: {row} {deals:?}");
            // The money of a member in Europe is in a row of its own.
            let is_below = figure(row, "ceiling").is_none_or(|ceiling| money <= ceiling);
            prop_assert!(is_below || !all_in_countries, "{name} has {money}: {row} {deals:?}");
        }
    }
}
