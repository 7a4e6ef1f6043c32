//! Price lines of plain-text accounting: `P 2025-03-10 EUR $1.0845` of ledger and hledger, and
//! `2025-03-10 price EUR 1.0845 USD` of beancount.

use std::borrow::Cow;

use super::cells::{Cell, Line};
use super::{Price, RateFaults};
use crate::invalid::Problem;
use crate::rates::Quote;

const EXAMPLES: &str = "write \"P 2025-03-10 EUR 1.0845 USD\" or \"2025-03-10 price EUR 1.0845 USD\", \
                        or begin the file with the header date,base,quote,rate";

/// Reads one price from each line.
pub(super) fn read<'a>(
    lines: impl Iterator<Item = Line<'a>>,
    file: &str,
    faults: &mut RateFaults,
) -> Vec<Quote> {
    lines.filter_map(|line| quote(line, file, faults)).collect()
}

fn quote(line: Line<'_>, file: &str, faults: &mut RateFaults) -> Option<Quote> {
    let words = line.words();
    let Some(price) = price(&words, file) else {
        let start: String = line.text.trim().chars().take(40).collect();
        let column = words.first().map_or(1, |word| word.column);
        faults.add(line.number, column, Problem::new(format!("{start:?} is not a price")).hint(EXAMPLES));
        return None;
    };
    price.read(line.number, faults)
}

/// Returns the cells of a price. `None` if the line is not a price.
fn price<'a>(words: &[Cell<'a>], file: &'a str) -> Option<Price<'a>> {
    let (date, rest) = match words {
        [p, date, time, rest @ ..] if p.text == "P" && is_time(&time.text) => (date, rest),
        [p, date, rest @ ..] if p.text == "P" => (date, rest),
        [date, price, rest @ ..] if price.text == "price" => (date, rest),
        _ => return None,
    };
    let (base, amount) = rest.split_first()?;
    let (quote, rate) = match amount {
        [both] => split(both)?,
        [rate, quote] if starts_figure(&rate.text) => (quote.clone(), rate.clone()),
        [quote, rate] => (quote.clone(), rate.clone()),
        _ => return None,
    };
    Some(Price { date: iso(date), base: unquoted(base), quote: unquoted(&quote), rate, source: file })
}

/// Whether `text` is a time such as `12:00` or `12:00:00`. Times are ignored: the last price of a day in the file holds.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let two_digits = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    (2..=3).contains(&parts.len()) && parts.iter().all(two_digits)
}

/// Returns the date in ISO form: ledger also writes `2025/3/10` and `2025.03.10`.
fn iso<'a>(date: &Cell<'a>) -> Cell<'a> {
    let parts: Vec<&str> = date.text.split(['-', '/', '.']).collect();
    match parts.as_slice() {
        [year, month, day] => {
            Cell { column: date.column, text: Cow::Owned(format!("{year}-{month:0>2}-{day:0>2}")) }
        }
        _ => date.clone(),
    }
}

fn unquoted<'a>(commodity: &Cell<'a>) -> Cell<'a> {
    let text = &commodity.text;
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => Cell { column: commodity.column + 1, text: Cow::Owned(inner.to_owned()) },
        None => commodity.clone(),
    }
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || "+-.,".contains(c)
}

fn starts_figure(text: &str) -> bool {
    text.starts_with(is_figure)
}

/// Splits `$1.0845` or `1.0845USD` into the commodity and the figure.
fn split<'a>(word: &Cell<'a>) -> Option<(Cell<'a>, Cell<'a>)> {
    let text = &word.text;
    let figure_first = starts_figure(text);
    let cut = text.find(|c| is_figure(c) != figure_first)?;
    let (front, back) = text.split_at(cut);
    let front_cell = Cell { column: word.column, text: Cow::Owned(front.to_owned()) };
    let back_cell = Cell { column: word.column + front.chars().count(), text: Cow::Owned(back.to_owned()) };
    Some(if figure_first { (back_cell, front_cell) } else { (front_cell, back_cell) })
}
