use proptest::prelude::*;

use super::*;
use crate::date::PartialDate;
use crate::rates::source::QuoteSource;
use crate::rates::{HistoryDays, Rates, When};

fn quotes(text: &str) -> Vec<String> {
    match read_rates(text, "own.txt") {
        Ok(RatesFile::Quotes(quotes)) => quotes
            .iter()
            .map(|quote| {
                let Quote { date, base, quote, rate, source } = quote;
                format!("{date} {base} {quote} {rate} {source}")
            })
            .collect(),
        other => panic!("{text:?} gives {other:?}"),
    }
}

/// Returns `line:column message` for each fault. Each has a hint.
fn faults(text: &str) -> Vec<String> {
    let faults = read_rates(text, "own.txt").unwrap_err();
    faults
        .shown
        .iter()
        .map(|fault| {
            assert!(fault.invalid.hint.is_some(), "{fault} has no hint");
            format!("{}:{} {}", fault.line, fault.column, fault.invalid.message)
        })
        .collect()
}

#[test]
fn a_csv_of_quotes_has_its_columns_in_any_order() {
    assert_eq!(
        quotes("date,base,quote,rate\n2025-03-10,EUR,USD,1.0845\n2025-03-10,EUR,USD,1.0845\n"),
        ["2025-03-10 EUR USD 1.0845 own.txt", "2025-03-10 EUR USD 1.0845 own.txt"]
    );
    assert_eq!(
        quotes(
            "\u{feff}# my rates\r\n\r\nRate, quote ,Source,\"base\",date\r\n\
             1.0845,usd,\"Reuters, \"\"fixing\"\"\",eur,2025-03-10\r\n 31 , THB,, USD, 2025-03-10\r\n"
        ),
        ["2025-03-10 EUR USD 1.0845 Reuters, \"fixing\"", "2025-03-10 USD THB 31 own.txt"]
    );
}

#[test]
fn a_quote_is_of_its_rate_date_unless_a_row_of_a_later_day_stands_before_it() {
    let header = "date,base,quote,rate,rate_date,source\n";
    let rows = |rows: &str| quotes(&format!("{header}{rows}"));
    // A Saturday and a Sunday have the rate of Friday, which is one quote.
    assert_eq!(
        rows("2025-03-08,EUR,USD,1.0857,2025-03-07,ECB\n2025-03-09,EUR,USD,1.0857,2025-03-07,ECB\n"),
        ["2025-03-07 EUR USD 1.0857 ECB"]
    );
    // The two rates were worked out from quotes of which the older one is of 2025-03-03. In any order of the rows.
    assert_eq!(
        rows("2025-03-05,XAU,USD,3,2025-03-03,a; b\n2025-03-04,XAU,USD,2,2025-03-03,a; b\n"),
        ["2025-03-05 XAU USD 3 a; b", "2025-03-03 XAU USD 2 a; b"]
    );
    // The quote of the other direction would be the newer one.
    assert_eq!(
        rows("2025-03-05,USD,XAU,4,,b\n2025-03-06,XAU,USD,2,2025-03-04,a\n"),
        ["2025-03-05 USD XAU 4 b", "2025-03-06 XAU USD 2 a"]
    );
    assert_eq!(
        faults(&format!("{header}2025-03-05,EUR,USD,1,2025-03-06,a\n2025-03-05,EUR,USD,1,x,a\n")),
        ["2:22 the rate of 2025-03-05 is of a later day, 2025-03-06", "3:22 \"x\" is not a date",]
    );
}

/// `outlay rates --history` writes such files.
#[test]
fn rates_of_a_history_are_those_that_it_was_made_of() {
    let own = |day: &str, base: &str, quote: &str, rate: &str| {
        Quote::new(
            day.parse().unwrap(),
            base.parse().unwrap(),
            quote.parse().unwrap(),
            rate.parse().unwrap(),
            "own",
        )
        .unwrap()
    };
    let own = [own("2025-03-03", "XAU", "USD", "2900"), own("2025-03-11", "USD", "XAU", "0.0004")];
    let rates = Rates::built_in().with_quotes(own).with_today("2026-11-26".parse().unwrap());
    let (since, until) = ("2025-03-01".parse().ok(), "2025-03-31".parse().ok());
    for (from, to) in
        [("EUR", "USD"), ("CNY", "USD"), ("XAU", "EUR"), ("EUR", "DEM"), ("AED", "EUR"), ("EUR", "HRK")]
    {
        for days in [HistoryDays::Quoted, HistoryDays::Calendar] {
            let (from, to): (Currency, Currency) = (from.parse().unwrap(), to.parse().unwrap());
            let history = rates.history(from, to, since, until, days).days;
            assert!(!history.is_empty(), "{from} {to}");
            let row = |(day, path): &(chrono::NaiveDate, std::sync::Arc<crate::rates::Path>)| {
                format!("{day},{from},{to},{},{},{}\n", path.rate().unwrap(), path.date(), path.source())
            };
            let rows: String = history.iter().map(row).collect();
            let text = format!("date,base,quote,rate,rate_date,source\n{rows}");
            let Ok(RatesFile::Quotes(quotes)) = read_rates(&text, "") else { panic!("{text}") };
            let read = Rates::built_in().with_quotes(quotes);
            for (day, path) in history {
                let again = read.path(from, to, When::Day(day)).unwrap();
                assert_eq!((again.rate(), again.source()), (path.rate(), path.source()), "{from} {to} {day}");
            }
        }
    }
}

#[test]
fn price_lines_of_three_programs_are_read() {
    assert_eq!(
        quotes(
            "; hledger\nP 2025-03-10 EUR $1.0845\nP 2025-03-10 EUR 1.0845 USD ; fixing\n\
             # ledger\nP 2025/03/10 12:00:00 \"EUR\" USD 1.0845\nP 2025/3/1 € 1.04USD\nP 2025.03.10 12:00 EUR US$ 1.0845\n\
             * beancount\n2025-03-10 price EUR  1.0845 USD\n"
        ),
        [
            "2025-03-10 EUR USD 1.0845 own.txt", "2025-03-10 EUR USD 1.0845 own.txt",
            "2025-03-10 EUR USD 1.0845 own.txt", "2025-03-01 EUR USD 1.04 own.txt",
            "2025-03-10 EUR USD 1.0845 own.txt", "2025-03-10 EUR USD 1.0845 own.txt",
        ]
    );
}

#[test]
fn both_forms_of_the_ecb_are_read_as_the_same_table() {
    let historical = "Date,USD,JPY,RUB,\n2025-03-21,1.0827,161.5,N/A,\n";
    let of_one_day = "Date, USD, JPY, RUB, \n21 March 2025, 1.0827, 161.5, N/A, \n";
    let read = |text: &str| read_rates(text, "eurofxref.csv").unwrap();
    assert_eq!(read(historical), read(of_one_day));
    assert_eq!(read("\u{feff}date,usd,jpy,rub\r\n2025-03-21,1.0827,161.5,N/A\r\n"), read(of_one_day));
    let RatesFile::Tables(tables) = read(of_one_day) else { panic!("not a table") };
    let rates = tables.into_iter().fold(Rates::built_in(), Rates::with_table);
    let day: PartialDate = "2025-03-22".parse().unwrap();
    let path = rates.path(Currency::EUR, Currency::USD, day.into()).unwrap();
    assert_eq!(path.source(), "eurofxref.csv");
}

/// The daily rates of a file, each as `day base quote rate source`.
fn daily(text: &str) -> Vec<String> {
    let RatesFile::Tables(tables) = read_rates(text, "own.txt").unwrap() else { panic!("no tables") };
    let rates = tables.iter().flat_map(|table| {
        table.series().into_iter().flat_map(move |series| {
            let column = table.column(series.quote).unwrap();
            let row = move |(row, day): (usize, &chrono::NaiveDate)| {
                let rate = table.cell(row, column)?;
                Some(format!("{day} {} {} {rate} {}", series.base, series.quote, series.source))
            };
            table.days.iter().enumerate().filter_map(row).collect::<Vec<_>>()
        })
    });
    rates.collect()
}

/// Two days of two currencies, one of which has no rate on the first day.
const TWO_DAYS: [&str; 3] = [
    "2025-03-07 EUR USD 1.0857 own.txt", "2025-03-10 EUR USD 1.0845 own.txt",
    "2025-03-10 EUR JPY 159.5 own.txt",
];

#[test]
fn the_xml_of_the_ecb_is_read_whether_on_one_line_or_many() {
    let days = "<Cube time='2025-03-10'><Cube currency='USD' rate='1.0845'/><Cube currency='JPY' rate='159.5'/></Cube>\n\
                <Cube time=\"2025-03-07\"><Cube currency=\"USD\" rate=\"1.0857\"/></Cube>";
    let file = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" \
         xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">\n<gesmes:subject>Reference rates</gesmes:subject>\n\
         <Cube>\n{days}\n</Cube>\n</gesmes:Envelope>\n"
    );
    assert_eq!(daily(&file), TWO_DAYS);
    assert_eq!(daily(&file.replace('\n', "")), TWO_DAYS);
    assert_eq!(
        faults(
            &file.replace("1.0845", "1,0845").replace("'JPY'", "'YEN'").replace("2025-03-07", "7 March 2025")
        ),
        [
            "5:25 \"1,0845\" is not a decimal number", "5:61 \"YEN\" is not a currency",
            "6:1 \"7 March 2025\" is not a date",
        ]
    );
    let cut_off = &file[..file.find("</Cube>\n</gesmes").unwrap()];
    assert_eq!(faults(cut_off), ["7:1 the file ends within an element"]);
    assert_eq!(faults("<html><body>Not found</body></html>"), ["1:36 there are no rates in the file"]);
}

#[test]
fn both_csv_forms_of_the_data_portal_are_read() {
    let observations = "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE_COMPL\n\
        EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-03-07,1.0857,A,\"ECB reference exchange rate, US dollar/Euro\"\n\
        EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-03-10,1.0845,A,\n\
        EXR.D.JPY.EUR.SP00.A,D,JPY,EUR,SP00,A,2025-03-07,,H,\n\
        EXR.D.JPY.EUR.SP00.A,D,JPY,EUR,SP00,A,2025-03-10,159.5,A,\n";
    assert_eq!(daily(observations), TWO_DAYS);
    assert_eq!(
        daily("OBS_VALUE,TIME_PERIOD,CURRENCY_DENOM,CURRENCY\n1.0857,2025-03-07,EUR,USD\n"),
        TWO_DAYS[..1]
    );
    let columns = "\"DATE\",\"TIME PERIOD\",\"US dollar/Euro (EXR.D.USD.EUR.SP00.A)\",\"Japanese yen/Euro (EXR.D.JPY.EUR.SP00.A)\"\n\
        \"2025-03-10\",\"2025-03-10\",\"1.0845\",\"159.5\"\n\"2025-03-07\",\"2025-03-07\",\"1.0857\",\"\"\n";
    assert_eq!(daily(columns), TWO_DAYS);
    // Means of months and indices are no rates of a day.
    assert_eq!(
        faults(&observations.replace("A,D,USD,EUR,SP00,A,2025-03-10", "A,M,USD,EUR,SP00,A,2025-03")),
        ["3:1 the series EXR.M.USD.EUR.SP00.A has no daily spot rates"]
    );
    assert_eq!(
        faults(&columns.replace("EXR.D.JPY.EUR.SP00.A", "EXR.D.E03.EUR.EN00.A")),
        ["1:62 the series EXR.D.E03.EUR.EN00.A has no daily spot rates"]
    );
    assert_eq!(
        faults(&observations.replace("2025-03-10,1.0845", "2025-03-07,1.0845")),
        ["3:50 one EUR is 1.0857 USD and 1.0845 USD on 2025-03-07"]
    );
}

#[test]
fn series_of_the_federal_reserve_are_in_either_direction() {
    assert_eq!(
        daily("observation_date,DEXTAUS\n2025-03-07,32.85\n2025-03-10,\n2025-03-11,32.96\n"),
        ["2025-03-07 USD TWD 32.85 FRED DEXTAUS", "2025-03-11 USD TWD 32.96 FRED DEXTAUS"]
    );
    assert_eq!(
        daily("DATE,DEXUSEU,DEXGEUS\n1998-12-31,.,1.6670\n1999-01-04,1.1812,.\n"),
        ["1998-12-31 USD DEM 1.6670 FRED DEXGEUS", "1999-01-04 EUR USD 1.1812 FRED DEXUSEU"]
    );
    assert_eq!(
        faults("observation_date,DEXVZUS,DEXTAUS\n2025-03-07,1,n/a\n2025-03-08,1\n"),
        [
            "1:18 \"DEXVZUS\" is not a daily series of H.10 whose currencies are known",
            "2:14 \"n/a\" is not a decimal number",
            "3:1 2 cells under 3 columns",
        ]
    );
    // A daily series counts as missing after a week, as the ECB's does.
    let RatesFile::Tables(tables) = read_rates("observation_date,DEXTAUS\n2025-03-07,32\n", "").unwrap()
    else {
        panic!("no tables")
    };
    let rates = tables.into_iter().fold(Rates::built_in(), Rates::with_table);
    let path = |day: &str| {
        let day: PartialDate = day.parse().unwrap();
        rates.path("TWD".parse().unwrap(), Currency::USD, day.into())
    };
    assert_eq!(path("2025-03-14").unwrap().rate(), Some("0.03125".parse().unwrap()));
    assert!(path("2025-03-15").is_err());
}

#[test]
fn every_fault_of_a_csv_of_quotes_is_located() {
    assert_eq!(
        faults(
            "date,base,quote,rate,source\n2025-3-10,EUR,€€,1e3,é\n2025-03-10,EUR,EUR,1\n\
             2025-03-10,EUR,EUR,1,é\n2025-03-10,EUR,\"¥\",0,\n2025-03-10,EUR,USD,0,\n2025-03-10,EUR,\"USD,1,\n\
             2025-03-10,EUR,\"USD\"x,1,\n2025-03-10,EUR,USD,1,a,b\n"
        ),
        [
            "2:1 \"2025-3-10\" is not a date",
            "2:15 \"€€\" is not a currency",
            "2:18 \"1e3\" is not a decimal number",
            "3:1 4 cells under 5 columns",
            "4:16 a rate from EUR to itself",
            "5:16 \"¥\" is the symbol of several currencies",
            "6:20 the rate 0 is not more than zero",
            "7:16 the quotation mark is not closed on this line",
            "8:21 there is more in the cell after its closing quotation mark",
            "9:24 6 cells under 5 columns",
        ]
    );
    assert_eq!(
        faults("date,base,rate,rate,note\n2025-03-10,EUR,1,1,\n"),
        [
            "1:16 the column \"rate\" appears twice",
            "1:21 \"note\" is not a column of a file of rates",
            "1:1 there is no column \"quote\"",
        ]
    );
}

#[test]
fn every_fault_of_a_table_is_located() {
    assert_eq!(
        faults(
            "Date,USD,USX,EUR,USD,\n2025-03-10,1,1,1,1,\n2025-03-10,1,x,1,-1,\n2025-03-09,1,1,1,1,1,\n32 March 2025,0,1,1,1\n\
             2025-03-07,1,1\n3 Mars 2025,1,1,1,1\n"
        ),
        [
            "1:10 \"USX\" is not a currency",
            "1:14 the column EUR gives the euro in euros",
            "1:18 the column USD appears twice",
            "3:1 2025-03-10 is not before the row above it, which is of 2025-03-10",
            "3:14 \"x\" is not a decimal number",
            "3:18 \"-1\" is negative",
            "4:20 5 values under 4 currencies",
            "5:1 \"32 March 2025\" is not a date",
            "5:15 a rate of zero",
            "6:1 2 values under 4 currencies",
            "7:1 \"3 Mars 2025\" is not a date",
        ]
    );
    assert_eq!(faults("Date,USD\n"), ["1:1 there are no rates in the file"]);
}

#[test]
fn every_line_of_a_journal_is_a_price_or_a_fault() {
    assert_eq!(
        faults(
            "P 2025-03-10 EUR 1.0845 USD\n  Assets:Cash  10 USD\nP 2025-03-10 AAPL $230\nP 2025-13-10 EUR ¥160,1\n\
             P 2025-03-10 EUR\n2025-03-10 price EUR 1.0845 USD EUR\n2025-03-10,EUR,USD,1\n"
        ),
        [
            "2:3 \"Assets:Cash  10 USD\" is not a price",
            "3:14 \"AAPL\" is not a currency",
            "4:3 \"2025-13-10\" is not in the calendar",
            "4:18 \"¥\" is the symbol of several currencies",
            "4:19 \"160,1\" is not a decimal number",
            "5:1 \"P 2025-03-10 EUR\" is not a price",
            "6:1 \"2025-03-10 price EUR 1.0845 USD EUR\" is not a price",
            "7:1 \"2025-03-10,EUR,USD,1\" is not a price",
        ]
    );
    assert_eq!(faults(""), ["1:1 there are no rates in the file"]);
    assert_eq!(faults("\u{feff}\n; nothing\n"), ["1:1 there are no rates in the file"]);
}

#[test]
fn columns_without_commas_are_one_fault() {
    let fault = ["1:1 the columns are not separated by commas"];
    assert_eq!(faults("date;base;quote;rate\n2025-03-10;EUR;USD;1,08\n2025-03-11;EUR;USD;1,09\n"), fault);
    assert_eq!(faults("Date\tUSD\n2025-03-10\t1.08\n"), fault);
}

/// To word the problems of all currencies would take a minute.
#[test]
fn faults_beyond_fifty_are_counted_in_every_form() {
    let faults = |header: &str, line: &str| {
        let text = format!("{header}\n{}", line.repeat(30_000));
        let faults = read_rates(&text, "own.txt").unwrap_err();
        assert_eq!(faults.shown.len(), 50, "{line}");
        (faults.shown[49].to_string(), faults.omitted)
    };
    let line_26 = "line 26, column 16: \"USX\" is not a currency (did you mean USD or USN or USS?)";
    assert_eq!(faults("date,base,quote,rate", "2025-03-10,EUX,USX,1\n"), (line_26.to_owned(), 59_950));
    let observation = "2025-03-10,EUR,USX,1\n";
    let line_51 = "line 51, column 1: \"USX\" is not a currency (did you mean USD or USN or USS?)";
    assert_eq!(
        faults("TIME_PERIOD,CURRENCY_DENOM,CURRENCY,OBS_VALUE", observation),
        (line_51.to_owned(), 29_950)
    );
    let cube = "<Cube currency='USX' rate='1'/>\n";
    assert_eq!(faults("<x><Cube time='2025-03-10'>", cube), (line_51.to_owned(), 29_951));
}

#[test]
fn a_fault_is_displayed_on_one_line() {
    let fault = &read_rates("date,base,quote,rate\n2025-03-10,EUR,USD,x\n", "").unwrap_err().shown[0];
    assert_eq!(
        fault.to_string(),
        "line 2, column 20: \"x\" is not a decimal number \
         (write plain digits, such as \"11900000000\" or \"0.25\")"
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = read_rates(&text, "any");
    }

    /// Texts that resemble a file of rates: whatever is read can be looked up.
    #[test]
    fn rates_that_are_read_can_be_looked_up(
        header in "(Date,USD,XAU,?\n|Date, USD\n|date,base,quote,rate\n|date,base,quote,rate,rate_date\n|rate,source,date,quote,base\n|)",
        rows in "((P |2025-0[1-9]-1[0-9]|1 May 2025| price |EUR|USD|XAU|€|\\$|¥| |,|;|\"|[0-9]{1,3}|\\.|N/A|é){1,9}\r?\n){0,5}",
    ) {
        if let Ok(content) = read_rates(&(header + &rows), "any") {
            let rates = match content {
                RatesFile::Quotes(quotes) => Rates::built_in().with_quotes(quotes),
                RatesFile::Tables(tables) => tables.into_iter().fold(Rates::built_in(), Rates::with_table),
            };
            for when in [When::Day(chrono::NaiveDate::MAX), When::Span("2025".parse().unwrap()), When::Latest] {
                if let Ok(path) = rates.path("XAU".parse().unwrap(), Currency::USD, when) {
                    prop_assert!(path.factor().inverse().is_some() && !path.source().is_empty());
                }
            }
        }
    }
}

#[test]
fn a_rate_that_contradicts_its_inverse_is_refused() {
    let faults = |inverse: &str| {
        let text = format!("date,base,quote,rate\n2025-03-10,USD,RUB,82.5\n2025-03-10,RUB,USD,{inverse}\n");
        read_rates(&text, "mine.csv").err().map(|faults| faults.to_string())
    };
    assert_eq!(faults("0.01212"), None);
    let refused = faults("0.05").unwrap_or_default();
    assert!(refused.contains("one RUB is 0.05 USD and one USD is 82.5 RUB on 2025-03-10"), "{refused}");
}
