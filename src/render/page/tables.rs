//! Tables, notes and links of a page.

use maud::{Markup, html};

use crate::date::PartialDate;
use crate::money::{Currency, to_plain_string};
use crate::render::escape::{lines, web_address, xml_text};
use crate::render::width::cut;
use crate::render::{for_people, is_number};
use crate::report::{Cell, Layout, Overflow, Table};

/// The width of the longest text in a row of deals, in characters.
const MAX_WIDTH: usize = 240;

/// Returns text on one line, without characters that change the direction of text or control a terminal.
pub(super) fn clean(text: &str) -> String {
    xml_text(text)
}

/// Returns text as [`clean`], but with its lines.
pub(super) fn clean_lines(text: &str) -> String {
    lines(text).map(|line| xml_text(&line)).collect::<Vec<_>>().join("\n")
}

/// Returns a cell as people read it.
pub(super) fn text(cell: &Cell) -> String {
    clean(&for_people(cell, Layout::Grid))
}

/// Returns a cell for a row of deals, cut with `…` if it is very long: the card has all of it.
pub(super) fn short(cell: &Cell) -> String {
    cut(&text(cell), MAX_WIDTH)
}

/// Returns what a cell of a column of figures is sorted by; empty if no figure is known.
pub(super) fn figure_key(cell: &Cell) -> String {
    match cell {
        Cell::Figure(value, _) | Cell::Share(value) | Cell::Rate(value) => to_plain_string(*value),
        Cell::Amount(amount) => to_plain_string(amount.quantity.estimate().headline),
        Cell::Count(count) => count.to_string(),
        Cell::Open => "Infinity".to_owned(),
        Cell::Missing | Cell::Text(_) | Cell::List { .. } | Cell::Date(_) => String::new(),
    }
}

/// Returns what a cell of another column is sorted by, if not by the text that it shows. A period is sorted by its first day
/// and then by its last one, and a text by its first letter or digit: marks such as `↳` stand before it.
pub(super) fn key(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Missing => Some(String::new()),
        Cell::Date(date) => date.day().is_none().then(|| format!("{}/{}", date.first(), date.last())),
        cell => {
            let text = text(cell);
            let key = text.trim_start_matches(|c: char| !c.is_alphanumeric());
            (!key.is_empty() && key.len() < text.len()).then(|| key.to_owned())
        }
    }
}

/// Returns the currency of an amount.
pub(super) fn currency(cell: &Cell) -> Option<Currency> {
    match cell {
        Cell::Figure(_, currency) => Some(*currency),
        Cell::Amount(amount) => Some(amount.currency),
        _ => None,
    }
}

/// Returns whether the amounts in the column `index` of a table are in several currencies.
pub(super) fn has_currencies(table: &Table, index: usize) -> bool {
    let mut currencies = table.rows.iter().filter_map(|row| currency(row.get(index)?));
    currencies.next().is_some_and(|first| currencies.any(|other| other != first))
}

/// Returns the attribute `dir` of a cell: a text of the dataset may be written from right to left.
pub(super) fn direction(cell: &Cell) -> Option<&'static str> {
    matches!(cell, Cell::Text(_) | Cell::List { .. }).then_some("auto")
}

/// Returns whether the column `index` of a table has figures.
pub(super) fn is_figure_column(table: &Table, index: usize) -> bool {
    table.rows.iter().filter_map(|row| row.get(index)).any(is_number)
}

/// Returns the class of a date, which is not wrapped.
pub(super) fn day_class(cell: &Cell) -> Option<&'static str> {
    matches!(cell, Cell::Date(_)).then_some("day")
}

/// Draws a text in which no date is wrapped at its hyphens.
fn with_whole_dates(text: &str) -> Markup {
    html! {
        @for (index, word) in text.split(' ').enumerate() {
            @if index > 0 { " " }
            @if word.contains('-') && word.parse::<PartialDate>().is_ok() {
                span.day { (word) }
            } @else {
                (word)
            }
        }
    }
}

/// Draws a table as it is.
pub(super) fn table(table: &Table) -> Markup {
    let class = |index: usize| match table.columns[index].overflow {
        _ if is_figure_column(table, index) => Some("number"),
        Overflow::Wraps(_) if index > 0 => Some("long"),
        _ => None,
    };
    let classes: Vec<Option<&str>> = (0..table.columns.len()).map(class).collect();
    let figures = table.rows.len() - table.totals.min(table.rows.len());
    html! {
        table class=[(table.layout == Layout::Ledger).then_some("ledger")] {
            thead {
                tr { @for (column, class) in table.columns.iter().zip(&classes) { th scope="col" class=[*class] { (clean(&column.name)) } } }
            }
            tbody {
                @for (index, row) in table.rows.iter().enumerate() {
                    tr class=[(index >= figures).then_some("total")] {
                        @for (index, (cell, class)) in row.iter().zip(&classes).enumerate() {
                            @let text = clean(&for_people(cell, table.layout));
                            @if index == 0 && !text.is_empty() {
                                th scope="row" dir=[direction(cell)] { (with_whole_dates(&text)) }
                            } @else {
                                td class=[*class] dir=[direction(cell)] { (with_whole_dates(&text)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Draws notes as a list.
pub(super) fn notes(notes: &[String]) -> Markup {
    html! {
        @if !notes.is_empty() {
            ul.notes { @for note in notes { li { (clean(note)) } } }
        }
    }
}

/// Draws an address: as a link if it leads to a web page, and else as text.
pub(super) fn link(address: &str) -> Markup {
    if let Some(address) = web_address(address) {
        html! { a href=(address) rel="noopener noreferrer nofollow" { (address) } }
    } else {
        html! { (clean(address)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_a_text_stay_whole() {
        let drawn = with_whole_dates("mean 2025-04-01 to 2025-Q2 < A-1").into_string();
        assert_eq!(
            drawn,
            "mean <span class=\"day\">2025-04-01</span> to <span class=\"day\">2025-Q2</span> &lt; A-1"
        );
    }

    #[test]
    fn cells_are_sorted_by_what_they_mean() {
        let date = |text: &str| key(&Cell::Date(text.parse().unwrap()));
        assert_eq!(date("2025-09-01"), None);
        assert_eq!(date("2025-Q2").as_deref(), Some("2025-04-01/2025-06-30"));
        assert_eq!(date("2025").as_deref(), Some("2025-01-01/2025-12-31"));
        let title = |text: &str| key(&Cell::text(text));
        assert_eq!(title("Plant"), None);
        assert_eq!(title("→ ↳ Plant").as_deref(), Some("Plant"));
        assert_eq!(title("–"), None);
        assert_eq!(key(&Cell::Missing).as_deref(), Some(""));
        assert_eq!(figure_key(&Cell::text("undisclosed")), "");
        assert_eq!(figure_key(&Cell::Amount("up to $11.9bn".parse().unwrap())), "11900000000");
        assert_eq!(figure_key(&Cell::Open), "Infinity");
    }
}
