//! Tests of the grammar of written dates. Expected dates are by hand.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
}

/// The date, or the message and the hint of the problem.
fn read(text: &str, order: Option<DayOrder>) -> Result<String, String> {
    read_date(text, order, today()).map(|date| date.to_string()).map_err(|problem| problem.to_string())
}

#[test]
fn dates_with_one_reading_are_read() {
    for (texts, date) in [
        (
            "2024-05-01|2024/05/01|2024.05.01|2024/5/1|2024 05 01|2024 - 05 - 01|20240501|20240501.0|1 May 2024|1st May 2024|\
             1st of May, 2024|01-May-2024|01/May/2024|1May2024|May 1, 2024|May 1st, 2024|May. 1, 2024|MAY 1 2024|\
             1-May-24|May 1, '24|2024 May 1|2024-May-01|1. Mai 2024|1 mai 2024|1er mai 2024|1 de mayo de 2024|\
             1º maggio 2024|1 mei 2024|1 de maio de 2024|2024年5月1日|2024년 5월 1일|2024. 5. 1.|1 мая 2024 г.|\
             2024. május 1.|1 d'abril 2024|2024–05–01|２０２４/０５/０１|٢٠٢٤/٠٥/٠١|२०२४-०५-०१|1 maja 2024 r.|1 травня 2024 р.|2024 m. gegužės 1 d.|2024. gada 1. maijs|quarta-feira, 1 de maio de 2024|\
             2024. május 1., szerda|الأربعاء، 1 مايو 2024|1 мая 2024г.|1 мая 2024|'2024-05-01|2024-05-01*|May 1, 2024[3]",
            "2024-05-01",
        ),
        ("Wednesday, 1 May 2024|Wed 2024-05-01|Mi., 1. Mai 2024|mer. 1 mai 2024|wo 1 mei 2024", "2024-05-01"),
        (
            "2025-03-10T00:00:00.000Z|2025-03-10 14:00|2025-03-10T23:59:60+01:00|2025-03-10, 2:05 PM|\
             10 March 2025 14:00:00 UTC|20250310T140000Z|20250310T1400|2025/03/10 00:00:00|3/10/2025 Monday|\
             lundi 10 mars 2025|mar. 10, 2025|March 10th, 2025 at 5:00 p.m.|\
             Mon Mar 10 2025 00:00:00 GMT+0100 (Central European Standard Time)",
            "2025-03-10",
        ),
        ("10-Mar-25|March 10, 2025|Mar 10 25|10.März 2025|10. Mrz 2025|10 de marzo del 2025", "2025-03-10"),
        (
            "1/23/2014|23/1/2014|23.01.2014|23.01.2014 12:00 Uhr|1-23-2014|23 1 2014|1/23/14|23.1.14",
            "2014-01-23",
        ),
        ("99-12-31|31/12/99|12/31/99|31-Dec-99", "1999-12-31"),
        ("05/05/2024|5.5.24", "2024-05-05"),
        (
            "2024-03|2024/03|2024/3|2024.03|03/2024|3/2024|03.2024|3-2024|202403|March 2024|Mar-24|Mar/24|Mar '24|\
             mars 2024|März 2024|2024 March|2024-Mar|March, 2024|marzo de 2024|2024年3月",
            "2024-03",
        ),
        ("May 99|May '99|May-99", "1999-05"),
        (
            "2024-Q3|Q3 2024|2024 Q3|2024Q3|2024Q03|3Q24|3Q 2024|Q3'24|Q3/2024|Q3-24|q3 2024|Q3, 2024|T3 2024|\
             3. Quartal 2024|3rd quarter 2024|3rd quarter of 2024|3e trimestre 2024|3.º trimestre de 2024|K3 2024|\
             3e kwartaal 2024|Third quarter 2024|24Q3|2024 3Q",
            "2024-Q3",
        ),
        ("end of March 2024|late March 2024|mid-March 2024|Ende März 2024|fin mars 2024", "2024-03"),
        ("2024|2024.0|2024年| 2024 |early 2024", "2024"),
        ("1900-01-01", "1900-01-01"),
        ("31 Dec 36", "2036-12-31"),
        ("31 Dec 37", "1937-12-31"),
    ] {
        for text in texts.split('|') {
            let expected = if text.contains("abril") { "2024-04-01" } else { date };
            assert_eq!(read(text, None).as_deref(), Ok(expected), "{text:?}");
        }
    }
}

/// Texts that are no dates, and a part of the reason.
const REFUSED: &[(&str, &str)] = &[
    ("", "is not a date"),
    ("soon", "is not a date"),
    ("2024-05-01x", "is not a date"),
    ("2024e", "is not a date"),
    ("10 March 2025²", "is not a date"),
    ("March 1² 2025", "is not a date"),
    ("3/4-25", "is not a date"),
    ("10/4/6", "is not a date"),
    ("2024d", "is not a date"),
    ("2024m", "is not a date"),
    ("25-3-1", "is not a date"),
    ("Jan '05 71", "is not a date"),
    ("'01.June.09", "is not a date"),
    ("Aug 12th", "names no year"),
    ("Aug-12th", "names no year"),
    ("2 Sept 20th", "is not a date"),
    ("10th/3/2025", "is not a date"),
    ("Aug '20 5:00 PM", "is not a date"),
    ("2024-03 00:00:00", "is not a date"),
    ("2024 - 11", "is not a date"),
    ("Aug - 11", "can be read as 2011-08 or as a day without a year"),
    ("2024-05-01T", "is not a date"),
    ("[3]", "is not a date"),
    ("2024 (expected)", "is not a date"),
    ("c. 2024", "is not a date"),
    ("3,4,2025", "is not a date"),
    ("14:00", "is not a date"),
    ("2025-03-10 25:00", "is not a date"),
    ("2025-03-10 14:60", "is not a date"),
    ("Monday", "is not a date"),
    ("Monday March 2025", "is not a date"),
    ("310", "is not a date"),
    ("12312024", "is not in the calendar"),
    ("31/02/2025", "is not in the calendar"),
    ("31/31/2025", "is not in the calendar"),
    ("29 Feb 2023", "is not in the calendar"),
    ("2024-02-30", "is not in the calendar"),
    ("2024-13", "is not in the calendar"),
    ("2024/13/05", "is not in the calendar"),
    ("Q5 2024", "is not in the calendar"),
    ("0000", "is not in the calendar"),
    ("01/04/2018", "can be read as 2018-04-01 (day first) or 2018-01-04 (month first)"),
    ("3/4/25", "can be read as 2025-04-03 (day first) or 2025-03-04 (month first)"),
    (
        "10-11-12",
        "can be read as 2012-11-10 (day first) or 2012-10-11 (month first) or 2010-11-12 (year first)",
    ),
    ("25-03-10", "can be read as 2010-03-25 (day first) or 2025-03-10 (year first)"),
    ("25/3/14", "can be read as 2014-03-25 (day first) or 2025-03-14 (year first)"),
    (
        "01/05/24",
        "can be read as 2024-05-01 (day first) or 2024-01-05 (month first) or 2001-05-24 (year first)",
    ),
    ("201203", "can be read as 2012-03 or 2003-12-20 (day first) or 2020-12-03 (year first)"),
    ("01Q04", "can be read as 2001-Q4 or 2004-Q1"),
    ("lip 2024", "can be read as 2024-06 or 2024-07"),
    ("2024.1", "can be read as 2024-01 or 2024-10"),
    ("2024.5", "can be read as 2024-05 or as a part of the year"),
    ("2009/10", "can be read as 2009-10 or as two years"),
    ("2024/25", "is two years"),
    ("2024-25", "is two years"),
    ("May 24", "can be read as 2024-05 or as a day without a year"),
    ("24-Mar", "names no year"),
    ("10 March", "names no year"),
    ("3/24", "names no year"),
    ("March", "names no year"),
    ("Q3", "names no year"),
    ("H1 2024", "is a half-year"),
    ("1H24", "is a half-year"),
    ("FY25", "is a fiscal year"),
    ("FY27-28", "is a fiscal year"),
    ("FY2025", "is a fiscal year"),
    ("Q3 FY25", "is a fiscal year"),
    ("45809", "may be the day number of a spreadsheet (2025-06-01)"),
    ("45809.5", "may be the day number of a spreadsheet (2025-06-01)"),
    ("2025-03-10 to 2025-04-01", "is a range of dates"),
    ("2025-03-10/2025-04-01", "is a range of dates"),
    ("Jan-Mar 2024", "is a range of dates"),
    ("10–12 March 2025", "is a range of dates"),
    ("2023-2024", "is a range of dates"),
    ("1850", "is dated 1850"),
    ("03/10/0025", "is dated 25"),
    ("1 May 2037", "is dated 2037"),
    ("2037-01", "is dated 2037"),
    ("Tuesday, 10 March 2025", "names the wrong weekday: 2025-03-10 is a Monday"),
    ("Mon 11 Mar 2025", "names the wrong weekday: 2025-03-11 is a Tuesday"),
];

#[test]
fn what_is_no_date_is_refused_with_the_reason() {
    for (text, reason) in REFUSED {
        let problem = read(text, None).expect_err(text);
        assert!(problem.contains(reason), "{text:?}: {problem}");
    }
}

#[test]
fn a_declared_order_decides_and_is_not_contradicted() {
    let (day, month, year) = (DayOrder::DayFirst, DayOrder::MonthFirst, DayOrder::YearFirst);
    for (text, order, date) in [
        ("01/04/2018", day, "2018-04-01"),
        ("01/04/2018", month, "2018-01-04"),
        ("3/4/25", month, "2025-03-04"),
        ("25-03-10", day, "2010-03-25"),
        ("25-03-10", year, "2025-03-10"),
        ("25/03/10", year, "2025-03-10"),
        ("25/3/1", year, "2025-03-01"),
        ("2024/05/01", day, "2024-05-01"),
        ("3 May 2024", month, "2024-05-03"),
        ("03/2024", month, "2024-03"),
    ] {
        assert_eq!(read(text, Some(order)).as_deref(), Ok(date), "{text:?}");
    }
    let problem = read("1/23/2014", Some(day)).unwrap_err();
    assert_eq!(
        problem,
        "\"1/23/2014\" is not a date with the day first (it may be 2014-01-23 (month first))"
    );
}

#[test]
fn a_text_shows_its_order_if_no_other_fits() {
    for (text, order) in [
        ("1/23/2014", Some(DayOrder::MonthFirst)),
        ("12/31/24", Some(DayOrder::MonthFirst)),
        ("23.01.2014", Some(DayOrder::DayFirst)),
        ("23.01.14 10:00", Some(DayOrder::DayFirst)),
        ("25/3/4", None),
        ("13/05/99", Some(DayOrder::DayFirst)),
        ("99-12-31", Some(DayOrder::YearFirst)),
        ("Mon 03/10/2025", Some(DayOrder::MonthFirst)),
        ("29/02/00", Some(DayOrder::DayFirst)),
        ("01/04/2018", None),
        ("05/05/2024", None),
        ("31/31/2025", None),
        ("25-03-10", None),
        ("25/03/14", None),
        ("2024-05-23", None),
        ("23 May 2024", None),
        ("20240523", None),
        ("soon", None),
    ] {
        assert_eq!(order_shown_by(text), order, "{text:?}");
    }
    for (text, order) in [
        ("25/03/14", Some(DayOrder::DayFirst)),
        ("25-03-14", Some(DayOrder::DayFirst)),
        ("05/13/24", Some(DayOrder::MonthFirst)),
        ("25/3/4", None),
        ("05/03/14", None),
    ] {
        assert_eq!(order_with_year_last(text), order, "{text:?}");
    }
}

#[test]
fn ranges_give_their_first_and_last_date() {
    let read = |text: &str| {
        read_period(text, None, today()).map(|(first, last)| format!("{first} {last}")).map_err(|p| p.message)
    };
    for (text, range) in [
        ("2025-03-10 to 2025-04-01", "2025-03-10 2025-04-01"),
        ("2025-03-10 - 2025-04-01", "2025-03-10 2025-04-01"),
        ("2025-03-10..2025-04-01", "2025-03-10 2025-04-01"),
        ("3 March 2025 – 5 April 2025", "2025-03-03 2025-04-05"),
        ("Jan-Mar 2024", "2024-01 2024-03"),
        ("10–12 March 2025", "2025-03-10 2025-03-12"),
        ("2023/2025", "2023 2025"),
        ("Q1 2024 bis Q3 2024", "2024-Q1 2024-Q3"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(range), "{text:?}");
    }
    assert!(read("2025-04-01 to 2025-03-10").unwrap_err().contains("before it begins"));
    for text in ["2025-03-10", "Mar-24", "01/04/2018", "10-03-2025", "to", "2024-25", "10-Mar-2025"] {
        assert!(read(text).is_err(), "{text:?} was accepted");
    }
}

/// The file was written by Babel 2.18 (`babel.dates.format_date`), in the full and the long style of each language.
#[test]
fn dates_in_the_style_of_a_language_are_read() {
    for line in include_str!("../../tests/data/written-dates.csv").lines().skip(1) {
        let cells: Vec<&str> = line.splitn(4, ',').collect();
        let found = read(cells[3].trim_matches('"'), None);
        // "listopada" is November in Polish and October in Croatian.
        if line.contains("listopada") {
            assert!(found.unwrap_err().contains("can be read as"), "{line}");
        } else {
            assert_eq!(found.as_deref(), Ok(cells[2]), "{line}");
        }
    }
}

#[test]
fn every_name_of_a_month_is_read_or_refused_with_each_of_its_months() {
    for line in include_str!("../../data/calendar.csv").lines().filter(|line| line.starts_with("month,")) {
        let mut cells = line.split(',').skip(1);
        let (month, name): (u32, &str) = (cells.next().unwrap().parse().unwrap(), cells.next().unwrap());
        let expected = NaiveDate::from_ymd_opt(2024, month, 3).unwrap().to_string();
        for text in [format!("3 {name} 2024"), format!("{name} 3, 2024"), format!("03-{name}-2024")] {
            match read(&text, None) {
                Ok(date) => assert_eq!(date, expected, "{text}"),
                Err(problem) => assert!(
                    problem.contains(&expected) && problem.contains("can be read as"),
                    "{text}: {problem}"
                ),
            }
        }
    }
}

/// The styles in which days are written, for chrono. In the last ones the order of the numbers must be known.
const STYLES: [(&str, Option<DayOrder>); 18] = [
    ("%Y-%m-%d", None),
    ("%Y/%-m/%-d", None),
    ("%Y.%m.%d", None),
    ("%Y%m%d", None),
    ("%-d %B %Y", None),
    ("%B %-d, %Y", None),
    ("%b %-d %Y", None),
    ("%d-%b-%Y", None),
    ("%A, %-d %B %Y", None),
    ("%a %b %-d, %Y", None),
    ("%Y-%m-%dT%H:%M:%S.%3fZ", None),
    ("%Y年%-m月%-d日", None),
    ("%d/%m/%Y", Some(DayOrder::DayFirst)),
    ("%-d.%-m.%Y", Some(DayOrder::DayFirst)),
    ("%m/%d/%Y", Some(DayOrder::MonthFirst)),
    ("%-m-%-d-%Y", Some(DayOrder::MonthFirst)),
    ("%d/%m/%Y %H:%M", Some(DayOrder::DayFirst)),
    ("%m/%d/%Y %I:%M %p", Some(DayOrder::MonthFirst)),
];

/// The same with a year of two digits, which are read back from 1937 to 2036.
const SHORT_STYLES: [(&str, DayOrder); 5] = [
    ("%d-%b-%y", DayOrder::DayFirst),
    ("%d/%m/%y", DayOrder::DayFirst),
    ("%-m/%-d/%y", DayOrder::MonthFirst),
    ("%d-%m-%y", DayOrder::DayFirst),
    ("%y-%m-%d", DayOrder::YearFirst),
];

#[test]
fn a_long_text_is_refused_at_once() {
    for text in ["-/".repeat(1 << 19), "1-".repeat(1 << 19), "é: ".repeat(1 << 18), "2024-".repeat(1 << 18)]
    {
        let problem = read(&text, None).unwrap_err();
        assert!(problem.len() < 400, "{problem}");
        assert_eq!(order_shown_by(&text), None);
    }
}

proptest! {
    #[test]
    fn a_day_is_read_as_it_was_written(days in 0_u64..50_000, style in 0..STYLES.len()) {
        let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + Days::new(days);
        let (format, order) = STYLES[style];
        let text = day.and_hms_opt(14, 5, 0).unwrap().format(format).to_string();
        prop_assert_eq!(read_date(&text, order, today()), check_range(&text, day.into(), today()));
        // Without the order it is the same day, or refused.
        if let Ok(date) = read_date(&text, None, today()) {
            prop_assert_eq!(date, day.into());
        }
    }

    #[test]
    fn a_day_with_a_short_year_is_read_as_it_was_written(days in 0_u64..36_524, style in 0..SHORT_STYLES.len()) {
        let day = NaiveDate::from_ymd_opt(1937, 1, 1).unwrap() + Days::new(days);
        let (format, order) = SHORT_STYLES[style];
        let text = day.format(format).to_string();
        prop_assert_eq!(read_date(&text, Some(order), today()), Ok(day.into()));
        if let Ok(date) = read_date(&text, None, today()) {
            prop_assert_eq!(date, day.into());
        }
        if let Some(shown) = order_shown_by(&text) {
            prop_assert_eq!(shown, order);
        }
    }

    #[test]
    fn no_order_of_day_and_month_contradicts_what_is_read_without_one(
        a in 0_u32..40, b in 0_u32..40, c in prop_oneof![0_u32..100, 1890_u32..2050], sign in "[-/. ]", pad in any::<bool>()
    ) {
        let text = if pad { format!("{a:02}{sign}{b:02}{sign}{c:02}") } else { format!("{a}{sign}{b}{sign}{c}") };
        let with = |order| read_date(&text, Some(order), today()).ok();
        let all = [DayOrder::DayFirst, DayOrder::MonthFirst].map(with);
        match read_date(&text, None, today()) {
            Ok(date) => prop_assert!(all.into_iter().flatten().all(|other| other == date), "{text}"),
            Err(_) => prop_assert!(
                all.iter().all(Option::is_none) || all[0] != all[1] || with(DayOrder::YearFirst).is_some(),
                "{text}"
            ),
        }
        if let Some(order) = order_shown_by(&text) {
            let others = DayOrder::ALL.iter().filter(|other| **other != order);
            let contradicts = |other: &&DayOrder| ["-", "/"].contains(&sign.as_str()) || **other != DayOrder::YearFirst;
            for other in others.filter(contradicts) {
                prop_assert_eq!(with(*other), None, "{}", text);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,30}", order in proptest::option::of(0..3_usize)) {
        let order = order.map(|index| DayOrder::ALL[index]);
        let _ = (read_date(&text, order, today()), read_period(&text, order, today()), order_shown_by(&text));
        let _ = read_formatted(&text, &text, today());
    }

    #[test]
    fn what_looks_like_a_date_is_read_or_refused(text in "[0-9]{0,4}[-/.' T:]{0,2}(Q|FY|Mar|mai|[0-9]{0,5})[-/., 年]{0,2}[0-9]{0,4}[ tZ月]?") {
        if let Ok(date) = read_date(&text, None, today()) {
            prop_assert_eq!(read_date(&date.to_string(), None, today()), Ok(date));
        }
        let _ = (read_period(&text, None, today()), order_shown_by(&text), read_formatted(&text, "%d/%m/%Y", today()));
    }
}
