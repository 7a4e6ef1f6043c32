//! Answers that must agree: what a filter counts, what a group counts, and the total of all groups.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{Reading, answer, cases, cli};

/// A random element of a list.
fn one_of<const N: usize>(of: [&'static str; N]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(of.to_vec())
}

/// An amount in a currency; null if undisclosed.
fn amount(currency: &'static str) -> impl Strategy<Value = Value> {
    let bound = one_of(["exact", "about", "up to", "at least", "range", "none"]);
    (bound, 0u32..40, 1u32..9).prop_map(move |(bound, value, more)| match bound {
        "none" => Value::Null,
        "range" => json!({"low": value, "high": value + more, "currency": currency, "bound": "range"}),
        _ => json!({"value": value, "bound": bound, "currency": currency}),
    })
}

fn places() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!([]),
        json!([{"area": "US"}]),
        json!([{"area": "DE"}, {"area": "PL"}]),
        json!([{"area": "DE", "share": "at least 20%"}, {"area": "FR", "share": "at least 20%"}]),
        json!([{"area": "DE", "share": "at least 50%"}, {"area": "Europe"}]),
        json!([{"area": "US", "share": "half"}]),
        json!([{"area": "US", "share": "up to 30%"}, {"area": "FR"}, {"area": "JP"}]),
        json!([{"area": "EU"}]),
        json!([{"area": "EMEA", "share": "about 25%"}, {"area": "APAC"}]),
        json!([{"area": "FR", "share": "40%"}, {"area": "DE", "share": "at least 10%"}]),
    ])
}

/// The parties of a deal and its parts. The amounts of parts are shares of the deal's, in per cent.
fn parties() -> impl Strategy<Value = (Value, Value)> {
    let company = || one_of(["FabCo", "Fabco Ltd", "Béta", "Gamma", "Delta", "Epsilon"]);
    let role = || one_of(["investor", "provider", "customer", "recipient", "partner", "operator", "backer"]);
    let party = || (company(), role()).prop_map(|(company, role)| json!({"company": company, "role": role}));
    let share = (one_of(["exact", "about", "up to", "at least", "none"]), 0u64..101);
    let part = (share, one_of(["within", "within", "alongside"]), any::<prop::sample::Index>());
    let parties = prop::collection::vec(party(), 1..4);
    (parties, prop::collection::vec(part, 0..3)).prop_map(|(mut parties, parts)| {
        parties.sort_by_key(Value::to_string);
        parties.dedup();
        let part = |((bound, share), relation, party): ((&str, u64), &str, prop::sample::Index)| {
            let amount = (bound != "none").then(|| json!({"bound": bound, "value": share}));
            let party = party.get(&parties);
            json!({"title": "part", "relation": relation, "amount": amount, "parties": [party]})
        };
        let parts: Vec<Value> = parts.into_iter().map(part).collect();
        (Value::from(parties), Value::from(parts))
    })
}

fn deal() -> impl Strategy<Value = Value> {
    let money = one_of(["USD", "EUR", "JPY"]).prop_flat_map(|currency| {
        let equivalent = prop::option::of(10u32..60);
        (amount(currency), equivalent, parties()).prop_map(
            move |(amount, equivalent, (parties, mut parts))| {
                let whole = amount["value"].as_u64().or(amount["low"].as_u64());
                for part in parts.as_array_mut().unwrap() {
                    match (part["amount"]["value"].as_u64(), whole) {
                        (Some(share), Some(whole)) => {
                            part["amount"]["value"] = json!(share * whole / 100);
                            part["amount"]["currency"] = json!(currency);
                        }
                        _ => part["amount"] = Value::Null,
                    }
                }
                let equivalents = equivalent
                    .filter(|_| !amount.is_null() && currency != "USD")
                    .map(|value| json!([{"value": value, "currency": "USD", "source": "s"}]));
                (amount, equivalents, (parties, parts))
            },
        )
    });
    let announced = one_of(["2023", "2023-Q3", "2023-03", "2023-03-15", "2024-02-29", "2024-Q4", "2024"]);
    let period = prop::option::of(prop::sample::select(vec![
        json!({"start": "2022-11-01", "end": "2024-03-31"}),
        json!({"start": "2023", "end": "2024"}),
        json!({"length": "2 years"}),
    ]));
    let revision = (one_of(["2024-12-31", "2025-02-01"]), one_of(["USD", "JPY"]).prop_flat_map(amount));
    let history = prop::option::of(revision).prop_map(|revision| {
        let revision = revision.filter(|(_, amount)| !amount.is_null());
        revision.map(|(date, amount)| json!([{"date": date, "amount": amount}]))
    });
    let words = (
        one_of(["contract", "equity", "capex"]),
        one_of(["announced", "signed", "cancelled", "rumoured"]),
        prop::collection::vec(one_of(["chips", "Chips", "robots"]), 0..2),
        prop::collection::vec(one_of(["s", "t"]), 0..2),
        prop::option::of(one_of(["AI", "ai", "Energy"])),
    );
    (money, announced, period, places(), words, history).prop_map(
        |((amount, equivalents, (parties, parts)), announced, period, places, words, history)| {
            let (kind, status, tags, mut sources, sector) = words;
            sources.dedup();
            let citations: Vec<Value> = sources.into_iter().map(|source| json!({"source": source})).collect();
            json!({
                "title": "deal", "kind": kind, "status": status, "announced": announced, "amount": amount,
                "equivalents": equivalents, "period": period, "parties": parties, "parts": parts,
                "places": places, "tags": tags, "citations": citations, "history": history,
                "fields": sector.map(|sector| json!({"sector": sector})),
            })
        },
    )
}

/// What was allocated and spent of a deal by some days: figures that rise.
fn progress() -> impl Strategy<Value = Value> {
    let entry = (one_of(["exact", "about", "up to"]), 0u32..10, prop::option::of(0u32..10));
    (one_of(["USD", "EUR", "JPY"]), prop::collection::vec(entry, 0..4)).prop_map(|(currency, entries)| {
        let dates = ["2023-03-20", "2023-06-30", "2024-02-29", "2025-01-01"];
        let (mut spent, mut allocated) = (0, 0);
        let entry = |((bound, more, of_more), date): ((&str, u32, Option<u32>), &str)| {
            spent += more;
            allocated += of_more.unwrap_or_default();
            let amount = |value: u32| json!({"value": value, "bound": bound, "currency": currency});
            json!({"date": date, "spent": amount(spent), "allocated": of_more.map(|_| amount(allocated))})
        };
        entries.into_iter().zip(dates).map(entry).collect()
    })
}

pub(super) fn dataset() -> impl Strategy<Value = Value> {
    // Which earlier deal a deal is linked to, so that there are no circles; for most it is none.
    let link = (0usize..9, one_of(["included_in", "included_in", "replaces"]));
    let deals = prop::collection::vec((deal(), link, progress()), 1..6);
    (deals, 120u32..150).prop_map(|(deals, yen)| {
        let deal = |(index, (mut deal, (target, link), progress)): (usize, (Value, (usize, &str), Value))| {
            deal["progress"] = progress;
            deal["id"] = json!(format!("d{index}"));
            if target < index {
                deal[link] = json!(format!("d{target}"));
            }
            deal
        };
        let deals: Vec<Value> = deals.into_iter().enumerate().map(deal).collect();
        json!({
            "companies": [
                {"name": "FabCo", "aliases": ["Fabco Ltd"], "home": "DE", "parent": "Holding"},
                {"name": "Béta", "home": "FR", "parent": "FabCo"},
                {"name": "Gamma", "home": "US"},
            ],
            "sources": [{"id": "s", "publisher": "P"}, {"id": "t", "publisher": "Q"}],
            "deals": deals,
            "rates": [{"date": "2023-04-01", "base": "USD", "quote": "JPY", "rate": yen}],
        })
    })
}

/// The rows of `outlay totals` with these arguments, by column.
pub(super) fn rows(file: &Path, arguments: &[&str]) -> Result<Vec<Value>, String> {
    answer_rows(&[&["--data", file.to_str().unwrap(), "totals"], arguments].concat())
}

/// The rows of an answer, by column; an empty cell is null.
fn answer_rows(arguments: &[&str]) -> Result<Vec<Value>, String> {
    let (said, messages) = ask(arguments, "csv");
    if said.is_empty() {
        return Err(format!("{arguments:?}: {messages}"));
    }
    let mut reader = csv::Reader::from_reader(said.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let cell = |cell: &str| if cell.is_empty() { Value::Null } else { json!(cell) };
    let row = |record: csv::StringRecord| {
        let cells = columns.iter().zip(&record).map(|(column, text)| (column.to_owned(), cell(text)));
        Value::Object(cells.collect())
    };
    Ok(reader.records().map(|record| row(record.unwrap())).collect())
}

/// The output in a format, and the messages.
pub(super) fn ask(arguments: &[&str], format: &str) -> (String, String) {
    let words = [&["outlay"], arguments, &["--format", format]].concat();
    let words = words.into_iter().map(Into::into);
    let request = cli::parse(words).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    answer(request, Reading::default())
}

/// What a row says besides its name and its share.
fn figures(row: &Value) -> Vec<String> {
    let names = ["currency", "deals", "undisclosed", "floor", "headline", "ceiling"];
    names.iter().map(|name| row[name].to_string()).collect()
}

/// A figure of a row; nothing if it is empty.
pub(super) fn figure(row: &Value, name: &str) -> Option<Decimal> {
    row[name].as_str().map(|figure| figure.parse().unwrap())
}

/// Checks that figures are in order, that no ceiling is above that of all deals, and that the headlines of groups that do
/// not overlap add up.
fn check_bounds(groups: &[Value], all: &[Value], are_disjoint: bool) -> Result<(), String> {
    for total in all {
        let rows = || groups.iter().filter(|row| row["currency"] == total["currency"]);
        let whole = figure(total, "ceiling");
        for row in rows() {
            let (Some(floor), Some(headline)) = (figure(row, "floor"), figure(row, "headline")) else {
                continue;
            };
            let ceiling = figure(row, "ceiling");
            if floor > headline || ceiling.is_some_and(|ceiling| headline > ceiling) {
                return Err(format!("{row} is not in order"));
            }
            if whole.is_some_and(|whole| ceiling.is_none_or(|ceiling| ceiling > whole)) {
                return Err(format!("{row} is above {total}"));
            }
        }
        // A proportion is rounded to ten decimals and may be multiplied by a rate again.
        let sum: Decimal = rows().filter_map(|row| figure(row, "headline")).sum();
        let difference = sum - figure(total, "headline").unwrap_or_default();
        if are_disjoint && difference.abs() > Decimal::new(1, 9) {
            return Err(format!("{total} differs from the sum of its groups, {sum}"));
        }
    }
    Ok(())
}

/// The names that no filter selects.
fn is_nameless(name: &str) -> bool {
    name.ends_with("not stated") || name.starts_with("no ") || name == "undisclosed"
}

proptest! {
    #![proptest_config(cases(10))]

    #[test]
    fn a_filter_counts_what_its_group_counts(
        document in dataset(),
        conversion in prop::sample::select(vec![vec![], vec!["--in", "EUR"], vec!["--in", "USD", "--at", "announced"]]),
        spread in any::<bool>(),
        measure in one_of(["announced", "announced", "allocated", "spent"]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.json");
        std::fs::write(&file, document.to_string()).unwrap();
        let groupings = [
            ("country", "--region"), ("region", "--region"), ("company", "--company"), ("role", "--role"),
            ("kind", "--kind"), ("status", "--status"), ("currency", "--currency"), ("year", "--year"),
            ("quarter", "--since"), ("month", "--since"), ("tag", "--tag"), ("source", "--source"), ("field:sector", "--where"),
        ];
        let has_fields = document.to_string().contains("sector");
        for (by, filter) in groupings.into_iter().filter(|(_, filter)| has_fields || *filter != "--where") {
            let mut common = conversion.clone();
            common.extend(["--measure", measure]);
            if spread && measure == "announced" && ["--year", "--since"].contains(&filter) {
                common.push("--spread");
            }
            let groups = rows(&file, &[&["--by", by], &*common].concat()).map_err(TestCaseError::fail)?;
            let all = [&*conversion, &["--measure", measure]].concat();
            let all = rows(&file, &all).map_err(TestCaseError::fail)?;
            check_bounds(&groups, &all, !["company", "role", "tag", "source"].contains(&by))
                .map_err(|fault| TestCaseError::fail(format!("{by} {common:?}: {fault} in {document}")))?;
            for group in groups {
                let column = if by == "currency" { "announced_currency" } else { by };
                let name = group[column].as_str().unwrap().to_owned();
                let value = if filter == "--where" { format!("sector={name}") } else { name.clone() };
                if is_nameless(&name) {
                    continue;
                }
                let until: &[&str] = if filter == "--since" { &["--until", &name] } else { &[] };
                let arguments = [&[filter, &value], until, &*common].concat();
                let totals = rows(&file, &arguments).map_err(TestCaseError::fail)?;
                let total = totals.iter().find(|total| total["currency"] == group["currency"]);
                let total = total.map(figures);
                prop_assert_eq!(total, Some(figures(&group)), "{} {} in {}", by, arguments.join(" "), document.to_string());
            }
        }
    }
}

/// The figures of each picture in the answer to `arguments`, in words.
fn pictures(arguments: &[&str], format: &str) -> Result<Vec<String>, String> {
    let (said, messages) = ask(arguments, format);
    if said.is_empty() {
        return Err(format!("{arguments:?}: {messages}"));
    }
    let words =
        said.split("<desc>").skip(1).filter_map(|rest| Some(rest.split_once("</desc>")?.0.to_owned()));
    Ok(words.collect())
}

proptest! {
    #![proptest_config(cases(10))]

    /// The charts of a page share what each deal adds, as do bars and their segments.
    #[test]
    fn charts_that_share_deals_have_the_figures_of_charts_alone(
        document in dataset(),
        conversion in prop::sample::select(vec![vec![], vec!["--in", "EUR"], vec!["--in", "USD", "--at", "announced"], vec!["--in", "JPY", "--at", "latest"]]),
        filter in prop::sample::select(vec![vec![], vec!["--region", "europe"], vec!["--company", "Fabco"], vec!["--year", "2024"], vec!["--status", "all"]]),
        measure in one_of(["announced", "announced", "spent"]),
        whole in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.json");
        std::fs::write(&file, document.to_string()).unwrap();
        let common = [&["--data", file.to_str().unwrap()], &*conversion, &*filter].concat();
        let groupings = ["country", "company", "kind", "role", "quarter"];
        let mut alone = Vec::new();
        for by in groupings {
            let chart = pictures(&[&["chart", "--by", by], &*common].concat(), "svg").map_err(TestCaseError::fail)?;
            // A page has no charts without rows.
            alone.extend(chart.into_iter().filter(|words| !words.is_empty()));
        }
        let by_all = groupings.join(",");
        let page = [&["report", "--by", &by_all], &*common].concat();
        let page = pictures(&page, "html").map_err(TestCaseError::fail)?;
        prop_assert_eq!(page, alone, "{}", document.to_string());
        let whole: &[&str] = if whole { &["--whole"] } else { &[] };
        let common = [&common, whole, &["--measure", measure]].concat();
        let chart = |by| pictures(&[&["chart", "--by", by], &*common].concat(), "svg").map_err(TestCaseError::fail);
        for (bars, stacked) in [("kind", "kind,company"), ("company", "company,year"), ("year", "year,country")] {
            prop_assert_eq!(chart(bars)?, chart(stacked)?, "{} {:?} {}", stacked, common, document.to_string());
        }
    }
}

/// What is added to the totals in each currency: the sums of floors, of headlines and of ceilings, which are nothing if one
/// is open.
type Sums = BTreeMap<String, [Option<Decimal>; 3]>;

/// The sums of the figures of `rows`, by the currency of each.
fn sums(rows: &[Value], prefix: &str) -> Sums {
    let mut sums = Sums::new();
    // A row without figures has undisclosed deals only.
    for row in rows.iter().filter(|row| figure(row, &format!("{prefix}headline")).is_some()) {
        let Some(currency) = row[format!("{prefix}currency")].as_str().filter(|text| !text.is_empty()) else {
            continue;
        };
        let sum = sums.entry(currency.to_owned()).or_insert([Some(Decimal::ZERO); 3]);
        for (sum, name) in sum.iter_mut().zip(["floor", "headline", "ceiling"]) {
            *sum = sum.zip(figure(row, &format!("{prefix}{name}"))).map(|(sum, figure)| sum + figure);
        }
    }
    sums
}

/// Whether `net` is `after` minus `before`, as far as ceilings are not open.
fn is_difference(net: &Sums, before: &Sums, after: &Sums) -> bool {
    let currencies: BTreeSet<&String> = net.keys().chain(before.keys()).chain(after.keys()).collect();
    currencies.into_iter().all(|currency| {
        let of = |sums: &Sums| sums.get(currency).copied().unwrap_or([Some(Decimal::ZERO); 3]);
        let (net, before, after) = (of(net), of(before), of(after));
        (0..3).all(|index| match (net[index], before[index], after[index]) {
            (Some(net), Some(before), Some(after)) => (after - before - net).abs() < Decimal::new(1, 8),
            (net, before, after) => net.is_none() || before.is_some() == after.is_some(),
        })
    })
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn changes_are_differences_of_totals(
        document in dataset(),
        other in dataset(),
        conversion in prop::sample::select(vec![vec![], vec!["--in", "GBP"], vec!["--in", "USD", "--at", "latest"], vec!["--in", "USD", "--at", "announced"]]),
        day in one_of(["2023-03-14", "2023-12-31", "2024-12-31"]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let files = [("old.json", &document), ("new.json", &other)].map(|(name, document)| {
            let file = folder.path().join(name);
            std::fs::write(&file, document.to_string()).unwrap();
            file
        });
        let [old, new] = files.each_ref().map(|file| file.to_str().unwrap());
        let ask = |arguments: &[&str]| answer_rows(&[arguments, &*conversion].concat()).map_err(TestCaseError::fail);
        let total = |arguments: &[&str]| Ok::<_, TestCaseError>(sums(&ask(arguments)?, ""));

        let net = sums(&ask(&["diff", old, new])?, "net_");
        let (before, after) = (total(&["totals", "--data", old])?, total(&["totals", "--data", new])?);
        prop_assert!(is_difference(&net, &before, &after), "diff: {:?} {:?} {:?} {} {}", net, before, after, document.to_string(), other.to_string());

        let since = day.parse::<NaiveDate>().unwrap().succ_opt().unwrap().to_string();
        let net = sums(&ask(&["changes", "--data", old, "--since", &since])?, "net_");
        let (before, after) = (total(&["totals", "--data", old, "--as-of", day])?, total(&["totals", "--data", old])?);
        prop_assert!(is_difference(&net, &before, &after), "changes: {:?} {:?} {:?} {}", net, before, after, document.to_string());
    }
}

proptest! {
    #![proptest_config(cases(20))]

    #[test]
    fn members_within_their_whole_do_not_change_the_total(
        whole in deal(), members in prop::collection::vec(deal(), 1..5), is_first in any::<bool>()
    ) {
        // No four members come to a thousand dollars.
        let mut whole = whole;
        whole["id"] = json!("whole");
        whole["amount"] = json!({"value": 1000, "currency": "USD"});
        whole["status"] = json!("signed");
        whole["parts"] = Value::Null;
        whole["equivalents"] = Value::Null;
        let mut deals = Vec::new();
        for (index, mut member) in members.into_iter().enumerate() {
            member["id"] = json!(format!("d{index}"));
            member["included_in"] = json!("whole");
            deals.push(member);
        }
        deals.insert(if is_first { 0 } else { deals.len() }, whole);
        for deal in &mut deals {
            deal["history"] = Value::Null;
        }
        let document = json!({"sources": [{"id": "s", "publisher": "P"}, {"id": "t", "publisher": "Q"}], "deals": deals});
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.json");
        std::fs::write(&file, document.to_string()).unwrap();
        for at in ["announced", "latest", "stated"] {
            let total = rows(&file, &["--in", "USD", "--at", at]).map_err(TestCaseError::fail)?;
            prop_assert_eq!(total[0]["headline"].as_str(), Some("1000"), "{}", document.to_string());
        }
    }
}
