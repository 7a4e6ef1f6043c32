use proptest::prelude::*;
use rust_decimal::RoundingStrategy;

use super::*;
use crate::date::parse_day;
use crate::money::{Decimal, Ratio, parse_decimal};

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn decimal(text: &str) -> Decimal {
    parse_decimal(text).unwrap()
}

fn when(date: &str) -> When {
    date.parse::<PartialDate>().unwrap().into()
}

fn quote(date: &str, base: &str, quote: &str, rate: &str, source: &str) -> Quote {
    let date = date.parse::<PartialDate>().unwrap().first();
    Quote::new(date, currency(base), currency(quote), decimal(rate), source).unwrap()
}

fn table(text: &str) -> RateTable {
    match read_rates(text, "own.csv").unwrap() {
        RatesFile::Tables(mut tables) if tables.len() == 1 => tables.remove(0),
        other => panic!("not a table: {other:?}"),
    }
}

fn find(rates: &Rates, from: &str, to: &str, at: When) -> PathResult {
    rates.path(currency(from), currency(to), at)
}

fn path(rates: &Rates, from: &str, to: &str, date: &str) -> Arc<Path> {
    find(rates, from, to, when(date)).unwrap()
}

fn missing(rates: &Rates, from: &str, to: &str, at: When) -> String {
    find(rates, from, to, at).unwrap_err().to_string()
}

/// `EUR>USD 2025-03-10 ECB…`, one line for each leg.
fn legs(path: &Path) -> Vec<String> {
    let line = |leg: &Leg| {
        let (from, to) = if leg.inverted { (leg.quote, leg.base) } else { (leg.base, leg.quote) };
        format!("{from}>{to} {} {}", leg.date, leg.source)
    };
    path.legs.iter().map(line).collect()
}

#[test]
fn built_in_rates_are_those_that_the_ecb_published() {
    let rates = Rates::built_in();
    // The ECB's reference rates of these days, from its website.
    for (code, date, rate) in [
        ("USD", "2025-01-03", "1.0299"),
        ("USD", "2025-02-07", "1.0377"),
        ("USD", "2025-02-24", "1.0466"),
        ("CNY", "2025-02-24", "7.5879"),
        ("USD", "2025-03-10", "1.0845"),
        ("USD", "1999-01-04", "1.1789"),
    ] {
        let path = path(&rates, "EUR", code, date);
        assert_eq!(path.rate(), Some(decimal(rate)));
        assert_eq!(
            (path.date().to_string().as_str(), path.source().as_str()),
            (date, "ECB euro reference rates")
        );
    }
}

#[test]
fn a_day_without_quotes_takes_the_last_day_before_it() {
    let path = path(&Rates::built_in(), "EUR", "USD", "2025-01-04");
    assert_eq!(
        (path.rate().unwrap().to_string().as_str(), path.date()),
        ("1.0299", "2025-01-03".parse().unwrap())
    );
}

#[test]
fn a_cross_rate_is_multiplied_first_and_divided_last() {
    let path = path(&Rates::built_in(), "CNY", "USD", "2025-02-24");
    assert_eq!(
        legs(&path),
        ["CNY>EUR 2025-02-24 ECB euro reference rates", "EUR>USD 2025-02-24 ECB euro reference rates"]
    );
    // Computed with `bc`: scale=30; 380000000000*1.0466/7.5879
    let usd = path.factor().apply(decimal("380000000000")).unwrap();
    assert_eq!(usd.to_string(), "52413447725.98479157606188801");
    assert_eq!(path.source(), "ECB euro reference rates");
}

#[test]
fn a_currency_converts_to_itself_without_a_rate() {
    let path = path(&Rates::built_in(), "XAU", "XAU", "1980-01");
    assert!(path.legs.is_empty() && *path.factor() == Ratio::one());
    assert_eq!((path.date().to_string(), path.source()), ("1980-01".into(), String::new()));
}

#[test]
fn a_peg_is_reached_through_the_dollar_and_holds_on_every_day() {
    let rates = Rates::built_in();
    let path = path(&rates, "CNY", "AED", "2025-02-22");
    let pegged =
        "Central Bank of the UAE: the dirham is fixed at 3.6725 to the US dollar since November 1997";
    assert_eq!(
        legs(&path),
        [
            "CNY>EUR 2025-02-21 ECB euro reference rates".to_owned(),
            "EUR>USD 2025-02-21 ECB euro reference rates".to_owned(),
            format!("USD>AED 2025-02-22 {pegged}")
        ]
    );
    assert_eq!(path.date().to_string(), "2025-02-21");
    assert_eq!(path.source(), format!("ECB euro reference rates; {pegged}"));
    let aed = find(&rates, "USD", "AED", when("2099-01-01")).unwrap();
    assert_eq!(aed.rate(), Some(decimal("3.6725")));
    assert_eq!(find(&rates, "AED", "SAR", When::Latest).unwrap().date(), rates.effective_date(When::Latest));
    // 3.75 riyals are 3.6725 dirhams.
    let cross = find(&rates, "AED", "SAR", When::Latest).unwrap();
    assert_eq!(cross.factor(), &Ratio::of(37500, 36725).unwrap());
    assert_eq!(
        missing(&rates, "USD", "AED", when("1997-10-31")),
        "no rate from USD to AED on 1997-10-31: the first USD/AED quote is of 1997-11-01"
    );
    assert!(find(&rates, "USD", "AED", when("1997-11-01")).is_ok());
    assert!(find(&rates, "USD", "AED", when("1997")).is_ok(), "a peg that begins within a span holds in it");
}

#[test]
fn a_daily_quote_holds_for_seven_days() {
    let rates = Rates::built_in();
    assert!(find(&rates, "RUB", "EUR", when("2022-03-08")).is_ok());
    let error = find(&rates, "RUB", "USD", when("2024-05-01")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no rate from RUB to USD on 2024-05-01: \
         the last EUR/RUB quote is of 2022-03-01, more than 7 days before"
    );
    // 792 days, computed with `date`: from 2022-03-01 to 2024-05-01.
    assert_eq!(
        error.hint(),
        "add the line 2024-05-01,RUB,USD,RATE to a file with the header date,base,quote,rate and give it by \
         --rates FILE, or accept the old rate by --max-rate-age 792"
    );
    assert_eq!(
        missing(&rates, "USD", "RUB", When::Latest),
        "no latest rate from USD to RUB: \
         the last EUR/RUB quote is of 2022-03-01, more than 7 days before the last day of its table"
    );
    assert!(find(&rates.clone().with_max_age(791), "RUB", "USD", when("2024-05-01")).is_err());
    let old = path(&rates.with_max_age(792), "RUB", "USD", "2024-05-01");
    assert_eq!(old.date().to_string(), "2022-03-01");
}

#[test]
fn each_reason_for_a_missing_rate_has_its_own_message() {
    let rates = Rates::built_in().with_quotes([quote("2025-01-01", "XAU", "XAG", "90", "mine")]);
    for (from, to, date, expected) in [
        ("XPT", "USD", "2025-01-01", "no rate from XPT to USD on 2025-01-01: there is no quote of XPT"),
        (
            "USD",
            "XAU",
            "2025-01-01",
            "no rate from USD to XAU on 2025-01-01: no chain of quotes leads from one to the other",
        ),
        (
            "USD",
            "CNY",
            "2005-03-31",
            "no rate from USD to CNY on 2005-03-31: the first EUR/CNY quote is of 2005-04-01",
        ),
        ("XAU", "XAG", "2024", "no rate from XAU to XAG in 2024: the first XAU/XAG quote is of 2025-01-01"),
        (
            "EUR",
            "RUB",
            "2024-05",
            "no rate from EUR to RUB in 2024-05: \
             there is no EUR/RUB quote in 2024-05, the last before it is of 2022-03-01",
        ),
        (
            "EUR",
            "RUB",
            "2022",
            "no rate from EUR to RUB in 2022: \
             the last EUR/RUB quote in 2022 is of 2022-03-01, more than 7 days before 2022-12-31",
        ),
        (
            "ISK",
            "AED",
            "2010-05-05",
            "no rate from ISK to AED on 2010-05-05: \
             the last EUR/ISK quote is of 2008-12-09, more than 7 days before",
        ),
    ] {
        assert_eq!(missing(&rates, from, to, when(date)), expected);
    }
    let limited = rates.with_max_age(1);
    assert_eq!(
        missing(&limited, "XAG", "XAU", when("2025-01-03")),
        "no rate from XAG to XAU on 2025-01-03: \
         the last XAU/XAG quote is of 2025-01-01, more than 1 day before"
    );
}

#[test]
fn a_month_or_a_year_is_the_mean_that_the_ecb_publishes() {
    let rates = Rates::built_in();
    // The ECB's own averages, which it publishes with four decimals.
    for (date, average) in [
        ("2025-01", "1.0354"),
        ("2025-02", "1.0413"),
        ("2025-03", "1.0807"),
        ("2023", "1.0813"),
        ("2024", "1.0824"),
    ] {
        let mean = path(&rates, "EUR", "USD", date);
        let rounded = mean.rate().unwrap().round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero);
        assert_eq!(rounded, decimal(average));
        assert_eq!(mean.date().to_string(), date);
    }
    let cross = path(&rates, "USD", "CNY", "2025-02");
    assert_eq!(cross.source(), "ECB euro reference rates, mean of 20 daily rates 2025-02-03 to 2025-02-28");
    let [usd, cny] = cross.legs.as_slice() else { panic!("not a cross rate") };
    // Each leg is a mean; the sum of twenty rates is an integer in units of 10^-4.
    assert_eq!(usd.rate.times(&Ratio::of(20 * 10_000, 1).unwrap()).to_decimal().unwrap().scale(), 0);
    assert_eq!(cross.factor(), &cny.rate.times(&usd.rate.inverse().unwrap()));
    assert_eq!(
        find(&rates, "EUR", "USD", When::Span("2025-02-08".parse().unwrap())).unwrap().date().to_string(),
        "2025-02-07"
    );
}

#[test]
fn rates_of_a_day_know_no_later_quote() {
    let quotes =
        [quote("2025-03-01", "XAU", "USD", "2800", "a"), quote("2025-03-07", "XAU", "USD", "2900", "b")];
    let rates = Rates::built_in().with_quotes(quotes).known_on(parse_day("2025-03-05").unwrap());
    for (from, at, date) in [
        ("XAU", When::Latest, "2025-03-01"),
        ("EUR", When::Latest, "2025-03-05"),
        ("EUR", when("2025-03-08"), "2025-03-05"),
    ] {
        assert_eq!(find(&rates, from, "USD", at).unwrap().date().to_string(), date);
    }
    assert_eq!(
        path(&rates, "EUR", "USD", "2025").source(),
        "ECB euro reference rates, mean of 45 daily rates 2025-01-02 to 2025-03-05"
    );
    assert!(
        missing(&rates, "EUR", "USD", when("2025-03-13"))
            .ends_with("is of 2025-03-05, more than 7 days before")
    );
}

#[test]
fn the_newest_quote_of_the_user_is_used_in_either_direction() {
    let rates = Rates::built_in().with_quotes([
        quote("2025-03-01", "EUR", "USD", "1.10", "a"),
        quote("2025-03-05", "USD", "EUR", "0.80", "b"),
        quote("2025-03-07", "EUR", "USD", "1.20", "c"),
        quote("2025-03-07", "USD", "EUR", "0.5", "d"),
        quote("2025-03-07", "EUR", "USD", "1.25", "e"),
    ]);
    let rate = |from: &str, to: &str, date: &str| {
        let path = path(&rates, from, to, date);
        (path.rate().unwrap().to_string(), path.date().to_string(), path.source())
    };
    let expect = |rate: &str, date: &str, source: &str| (rate.to_owned(), date.to_owned(), source.to_owned());
    assert_eq!(rate("EUR", "USD", "2025-03-04"), expect("1.1", "2025-03-01", "a"));
    assert_eq!(rate("EUR", "USD", "2025-03-06"), expect("1.25", "2025-03-05", "b"));
    assert_eq!(rate("USD", "EUR", "2025-03-06"), expect("0.8", "2025-03-05", "b"));
    // Of the same day, a quote in the direction of the conversion wins, and of these the one added last.
    assert_eq!(rate("EUR", "USD", "2025-03-07"), expect("1.25", "2025-03-07", "e"));
    assert_eq!(rate("USD", "EUR", "2025-03-07"), expect("0.5", "2025-03-07", "d"));
    // They may be of any age; before the first of them the ECB's table is used.
    assert_eq!(rate("EUR", "USD", "2031-01-01"), expect("1.25", "2025-03-07", "e"));
    assert_eq!(rate("EUR", "USD", "2025-02-24"), expect("1.0466", "2025-02-24", "ECB euro reference rates"));
    let latest = find(&rates, "USD", "EUR", When::Latest).unwrap();
    assert_eq!((latest.rate(), latest.date().to_string()), (Some(decimal("0.5")), "2025-03-07".into()));
    // With a limit, the ECB's table is used when the user's quote is too old.
    let limited = rates.clone().with_max_age(3);
    assert_eq!(path(&limited, "EUR", "USD", "2025-03-10").source(), "e");
    assert_eq!(path(&limited, "EUR", "USD", "2025-03-11").source(), "ECB euro reference rates");
}

#[test]
fn the_users_quotes_of_a_span_are_averaged_exactly() {
    let rates = Rates::built_in().with_quotes([
        quote("2025-01-15", "XAU", "USD", "2700", "a"),
        quote("2025-02-03", "XAU", "USD", "2800", "a"),
        quote("2025-02-20", "USD", "XAU", "0.0003", "b"),
        quote("2025-02-20", "XAU", "USD", "2900", "c"),
        quote("2025-02-27", "USD", "XAU", "0.0003", "b"),
    ]);
    let mean = path(&rates, "XAU", "USD", "2025-02");
    // (2800 + 2900 + 10000/3) / 3
    assert_eq!(mean.factor(), &Ratio::of(27100, 9).unwrap());
    assert_eq!(mean.source(), "a; c; b, mean of 3 rates 2025-02-03 to 2025-02-27");
    assert_eq!(path(&rates, "USD", "XAU", "2025-02").legs[0].mean_of.unwrap().count, 3);
    // There is none in the span: the last one before it is used, with its own day.
    let before = path(&rates, "XAU", "USD", "2025-03");
    assert_eq!(
        (before.date().to_string(), before.factor()),
        ("2025-02-27".into(), &Ratio::of(10000, 3).unwrap())
    );
    assert_eq!(
        missing(&rates.with_max_age(1), "XAU", "USD", when("2025-03")),
        "no rate from XAU to USD in 2025-03: the last USD/XAU quote is of 2025-02-27, more than 1 day before"
    );
}

#[test]
fn a_users_table_precedes_the_built_in_one_and_has_the_same_limit() {
    let rates = Rates::built_in()
        .with_table(table("Date,USD,XAU\n2025-03-10,2.5,0.0004\n2025-03-07,2,N/A\n"))
        .with_table(table("Date,CNY\n2025-03-10,8\n"));
    assert_eq!(
        legs(&path(&rates, "CNY", "USD", "2025-03-10")),
        ["CNY>EUR 2025-03-10 own.csv", "EUR>USD 2025-03-10 own.csv"]
    );
    assert_eq!(path(&rates, "CNY", "USD", "2025-03-10").rate(), Some(decimal("0.3125")));
    assert_eq!(path(&rates, "EUR", "USD", "2025-03-18").source(), "ECB euro reference rates");
    // A table that ends early has no mean of the month.
    assert_eq!(
        path(&rates, "EUR", "USD", "2025-03").source(),
        "ECB euro reference rates, mean of 21 daily rates 2025-03-03 to 2025-03-31"
    );
    let early = parse_day("2025-03-12").unwrap();
    assert_eq!(
        path(&rates.clone().known_on(early), "EUR", "USD", "2025-03").source(),
        "own.csv, mean of 2 daily rates 2025-03-07 to 2025-03-10"
    );
    assert_eq!(
        missing(&rates, "USD", "XAU", when("2025-03-18")),
        "no rate from USD to XAU on 2025-03-18: \
         the last EUR/XAU quote is of 2025-03-10, more than 7 days before"
    );
    // A single quote of the user precedes both.
    let own = rates.with_quotes([quote("2025-03-09", "USD", "EUR", "0.25", "mine")]);
    assert_eq!(path(&own, "EUR", "USD", "2025-03-10").rate(), Some(decimal("4")));
}

#[test]
fn the_shortest_chain_is_used_and_of_equal_ones_that_of_the_user() {
    let rates = Rates::built_in().with_quotes([
        quote("2025-01-01", "XAU", "CHF", "2400", "gold"),
        quote("2025-01-01", "XAU", "GBP", "2100", "gold"),
        quote("2025-01-01", "CNY", "SGD", "0.2", "mine"),
        quote("2025-01-01", "SGD", "USD", "0.7", "mine"),
    ]);
    // Two legs through SGD or through EUR: the user's quotes win.
    assert_eq!(
        legs(&path(&rates, "CNY", "USD", "2025-03-10")),
        ["CNY>SGD 2025-01-01 mine", "SGD>USD 2025-01-01 mine"]
    );
    // CHF and GBP are equal in length and source: the code decides.
    assert_eq!(
        legs(&path(&rates, "XAU", "EUR", "2025-03-10")),
        ["XAU>CHF 2025-01-01 gold", "CHF>EUR 2025-03-10 ECB euro reference rates"]
    );
    // One leg from the user is shorter than two of the ECB's.
    assert_eq!(path(&rates, "SGD", "CNY", "2025-03-10").legs.len(), 1);
}

#[test]
fn all_series_are_listed() {
    let rates = Rates::built_in().with_quotes([
        quote("2025-01-01", "XAU", "USD", "2600", "a"),
        quote("2025-02-01", "XAU", "USD", "2800", "b"),
        quote("2025-02-01", "XAU", "USD", "2801", "b"),
    ]);
    let series = rates.series(None);
    // One pair of the user, 21 currencies that the euro replaced and eight others, 41 columns of the ECB, five pegs.
    assert_eq!(series.len(), 1 + 21 + 8 + 41 + 5);
    let gold = &series[0];
    assert_eq!((gold.base, gold.quote, gold.count), (currency("XAU"), Currency::USD, 2));
    assert_eq!((gold.first.to_string().as_str(), gold.source.as_str()), ("2025-01-01", "a; b"));
    // 4333 rows of the file have a value for RUB, counted with `cut` and `grep`.
    let rub = series.iter().find(|series| series.quote == currency("RUB")).unwrap();
    assert_eq!(
        (rub.first.to_string(), rub.last.unwrap().to_string(), rub.count),
        ("2005-04-01".into(), "2022-03-01".into(), 4333)
    );
    let dirham = series.iter().find(|series| series.quote == currency("AED")).unwrap();
    assert_eq!((dirham.first.to_string(), dirham.last), ("1997-11".into(), None));
    for (code, has_quotes) in [("EUR", true), ("RUB", true), ("AED", true), ("XAU", true), ("XPT", false)] {
        assert_eq!(rates.has_quotes_of(currency(code)), has_quotes, "{code}");
    }
}

#[test]
fn a_quote_has_two_currencies_and_is_more_than_zero() {
    let day = NaiveDate::from_ymd_opt(2025, 3, 10).unwrap();
    assert!(Quote::new(day, Currency::EUR, Currency::EUR, Decimal::ONE, "").is_err());
    assert!(Quote::new(day, Currency::EUR, Currency::USD, Decimal::ZERO, "").is_err());
}

/// The currencies that have a rate with the euro, and the euro.
fn currencies_of(rates: &Rates) -> Vec<Currency> {
    let mut codes = [rates.neighbours(Currency::EUR), vec![Currency::EUR]].concat();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Whether another currency has replaced this one by now.
fn replaced(currency: Currency) -> bool {
    fixed::FixedRates::is_replaced(currency, NaiveDate::MAX)
}

proptest! {
    /// The fast path through the euro returns the same as the search for a chain.
    #[test]
    fn a_cross_rate_is_that_of_the_path(
        from: prop::sample::Index,
        to: prop::sample::Index,
        day in 0u64..11_000,
        precision in 0..3,
        limit in prop::option::of(0u32..12),
    ) {
        let rates = limit.map_or_else(Rates::built_in, |days| Rates::built_in().with_max_age(days));
        let codes = currencies_of(&rates);
        let (from, to) = (*from.get(&codes), *to.get(&codes));
        let day = NaiveDate::from_ymd_opt(1999, 1, 1).unwrap() + chrono::Days::new(day);
        let when = match precision {
            0 => When::Day(day),
            1 => When::Span(day.format("%Y-%m").to_string().parse().unwrap()),
            _ => When::Span(day.format("%Y").to_string().parse().unwrap()),
        };
        let path = rates.path(from, to, when);
        if let When::Span(span) = when && from != to {
            match rates.cross_mean(from, to, span) {
                Some(cross) => {
                    let path = path.unwrap();
                    prop_assert_eq!(&Ratio::from(cross.factor), path.factor());
                    prop_assert_eq!(cross.date, path.date());
                    prop_assert_eq!(&cross.source, &path.legs[0].source);
                }
                // Only a currency that was replaced has a mean that is not the ECB's.
                None => prop_assert!(path.is_err() || replaced(from) || replaced(to)),
            }
        }
        // So does the number of a cross rate, which exists for nearly every day that has one.
        if let Some(cell) = rates.cell(from, to, day) {
            let cross = rates.cell_rate(cell, to).unwrap();
            let path = rates.path(from, to, When::Day(day)).unwrap();
            prop_assert_eq!(&Ratio::from(cross.factor), path.factor());
            prop_assert!(from == to || cross.date == path.date());
        }
    }

    /// The path back is the exact inverse.
    #[test]
    fn the_path_back_is_the_inverse(
        from: prop::sample::Index, to: prop::sample::Index, day in 0u64..11_000, month in any::<bool>()
    ) {
        let rates = Rates::built_in();
        let codes = currencies_of(&rates);
        let (from, to) = (*from.get(&codes), *to.get(&codes));
        let day = NaiveDate::from_ymd_opt(1999, 1, 1).unwrap() + chrono::Days::new(day);
        let month = month.then(|| day.format("%Y-%m").to_string().parse().unwrap());
        let when = month.map_or(When::Day(day), When::Span);
        let there = rates.path(from, to, when);
        let back = rates.path(to, from, when);
        prop_assert_eq!(there.is_ok(), back.is_ok());
        if let (Ok(there), Ok(back)) = (there, back) {
            prop_assert_eq!(there.factor().times(back.factor()), Ratio::one());
        }
    }
}

#[test]
fn rates_that_were_added_later_precede_others_even_with_older_quotes() {
    let rates = Rates::built_in()
        .with_quotes([quote("2025-03-09", "EUR", "USD", "5", "dataset")])
        .with_quotes([quote("2025-03-07", "USD", "EUR", "0.25", "first file")])
        .with_quotes([quote("2025-03-06", "EUR", "GBP", "7", "second file")]);
    let on = |to: &str| {
        let path = rates
            .path(Currency::EUR, to.parse().unwrap(), When::Day(parse_day("2025-03-10").unwrap()))
            .unwrap();
        format!("{} by {}", path.rate().unwrap().normalize(), path.source())
    };
    assert!(on("USD").starts_with("4 by first file"), "{}", on("USD"));
    assert!(on("GBP").starts_with("7 by second file"), "{}", on("GBP"));
}
