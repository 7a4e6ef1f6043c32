//! Deals with their sources and quotes, ready to paste: as Markdown, as plain text, or as BibTeX.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::escape::{escape_markdown, escape_start, markdown_link, one_line, web_address};
use super::for_people;
use crate::report::{Cell, CiteStyle, Layout, Table};

/// One row of the table, by the names of its columns.
struct Row<'t> {
    table: &'t Table,
    cells: &'t [Cell],
}

impl<'t> Row<'t> {
    /// Returns the text of a column; empty if there is none.
    fn text(&self, name: &str) -> Cow<'t, str> {
        let index = self.table.columns.iter().position(|column| column.name == name);
        match index.and_then(|index| self.cells.get(index)) {
            None | Some(Cell::Missing) => "".into(),
            Some(Cell::Text(text)) => one_line(text),
            Some(cell) => for_people(cell, Layout::Grid),
        }
    }

    /// Returns the names of the groups, which stand before the deal.
    fn group(&self) -> String {
        let count = self.table.columns.iter().position(|column| column.name == "deal").unwrap_or(0);
        let names: Vec<Cow<'_, str>> =
            self.cells.iter().take(count).map(|cell| for_people(cell, Layout::Grid)).collect();
        one_line(&names.join(", ")).into_owned()
    }

    /// Returns what the deal adds, with its bound and currency, and why it adds nothing.
    fn figure(&self) -> String {
        let [bound, floor, headline, ceiling, currency, reason] =
            ["bound", "floor", "headline", "ceiling", "currency", "reason"].map(|name| self.text(name));
        let figure = match bound.as_ref() {
            _ if headline.is_empty() && reason.is_empty() => "undisclosed".to_owned(),
            _ if headline.is_empty() => return reason.into_owned(),
            "about" => format!("~{headline} {currency}"),
            "up to" => format!("≤ {headline} {currency}"),
            "at least" => format!("≥ {headline} {currency}"),
            "range" => format!("{headline} {currency} (floor {floor}, ceiling {ceiling})"),
            _ => format!("{headline} {currency}"),
        };
        if reason.is_empty() { figure } else { format!("{figure}, {reason}") }
    }
}

/// Returns the lines of a table of citations.
pub(super) fn lines(table: &Table, style: CiteStyle) -> Vec<String> {
    let rows: Vec<Row<'_>> = table.rows.iter().map(|cells| Row { table, cells }).collect();
    match style {
        CiteStyle::Markdown => list(&rows, &MARKDOWN),
        CiteStyle::Plain => list(&rows, &PLAIN),
        CiteStyle::Bibtex => entries(&rows),
    }
}

/// How a list is written.
struct Marks {
    escape: fn(&str) -> String,
    group: fn(&str) -> String,
    deal: &'static str,
    source: &'static str,
    quote: &'static str,
    /// The words of a source and its address as one text.
    link: fn(&str, &str) -> String,
}

const MARKDOWN: Marks = Marks {
    escape: |text| escape_start(escape_markdown(text)),
    group: |name| format!("**{name}**"),
    deal: "- ",
    source: "  - ",
    quote: "    - ",
    link: |words, url| match web_address(url) {
        Some(url) => markdown_link(words, url),
        None if url.is_empty() => words.to_owned(),
        None => format!("{words}, {}", escape_markdown(url)),
    },
};

const PLAIN: Marks = Marks {
    escape: str::to_owned,
    group: str::to_owned,
    deal: "  ",
    source: "    ",
    quote: "      ",
    link: |words, url| if url.is_empty() { words.to_owned() } else { format!("{words}, {url}") },
};

/// Returns the groups, their deals, the sources of each and their quotes, as a list.
fn list(rows: &[Row<'_>], marks: &Marks) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let escape = marks.escape;
    let (mut group, mut deal, mut source) = (String::new(), Cow::Borrowed(""), Cow::Borrowed(""));
    for row in rows {
        let is_other_group = row.group() != group;
        if is_other_group {
            group = row.group();
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.extend([(marks.group)(&escape(&group)), String::new()]);
        }
        if is_other_group || row.text("deal") != deal {
            deal = row.text("deal");
            source = Cow::Borrowed("");
            let title = escape(&row.text("title"));
            lines.push(format!("{}{title} ({deal}): {}", marks.deal, row.figure()));
            if row.text("source").is_empty() {
                lines.push(format!("{}no source", marks.source));
                continue;
            }
        }
        if row.text("source") != source {
            source = row.text("source");
            let date = row.text("date");
            let words = [row.text("publisher"), row.text("source_title"), date];
            let words: Vec<&str> = words.iter().map(AsRef::as_ref).filter(|text| !text.is_empty()).collect();
            lines.push(format!(
                "{}{}",
                marks.source,
                (marks.link)(&escape(&words.join(", ")), &row.text("url"))
            ));
        }
        let quote = row.text("quote");
        if !quote.is_empty() {
            lines.push(format!("{}“{}”", marks.quote, escape(&quote)));
        }
    }
    lines
}

/// Returns an entry for each source.
fn entries(rows: &[Row<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut seen = BTreeSet::new();
    for row in rows {
        let id = row.text("source");
        if id.is_empty() || !seen.insert(id.to_string()) {
            continue;
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(format!("@misc{{{id},"));
        let date = row.text("date");
        let (year, month) = (date.get(..4).unwrap_or_default(), date.get(5..7).unwrap_or_default());
        let is_month = month.bytes().all(|byte| byte.is_ascii_digit());
        for (name, text) in [
            ("author", tex(&row.text("author"))),
            ("title", tex(&row.text("source_title"))),
            ("publisher", tex(&row.text("publisher"))),
            ("year", year.to_owned()),
            ("month", if is_month { month.trim_start_matches('0').to_owned() } else { String::new() }),
            ("date", date.to_string()),
            // Addresses stand as they are in `url`.
            ("url", row.text("url").replace(['{', '}'], "")),
        ] {
            // Braces keep the capitals of titles and the names of authors as they are.
            let (open, close) =
                if ["author", "title", "publisher"].contains(&name) { ("{{", "}}") } else { ("{", "}") };
            if !text.is_empty() {
                lines.push(format!("  {name} = {open}{text}{close},"));
            }
        }
        lines.push("}".to_owned());
    }
    if lines.is_empty() {
        // Outside of entries, BibTeX takes text as a comment.
        lines.push("no source".to_owned());
    }
    lines
}

/// Returns a text with the special characters of TeX escaped.
fn tex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '{' | '}' | '#' | '$' | '%' | '&' | '_' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Column;

    /// A table of one deal that two sources state, the first by two quotes.
    fn table() -> Table {
        let names = ["kind", "deal", "title", "headline", "currency", "source", "publisher", "author"];
        let names = names.into_iter().chain(["source_title", "date", "url", "quote"]);
        let euro = "EUR".parse().unwrap();
        let row = |figure: Cell, source: &str, date: Cell, quote: &str| {
            let text = |text: &str| Cell::text(text);
            let start = [text("capex"), text("a"), text("A & B: *50%*"), figure, text("EUR")];
            let end = [text(source), text("R&D_{Wire}"), Cell::Missing, text("50% more"), date];
            [start, end]
                .concat()
                .into_iter()
                .chain([text("https://wire.example/a_(b)"), text(quote)])
                .collect()
        };
        let date = || Cell::Date("2025-03".parse().unwrap());
        let rows = vec![
            row(Cell::Figure(1_500_000_000.into(), euro), "wire", date(), "up to [1.5bn]"),
            row(Cell::Missing, "wire", date(), "second"),
            row(Cell::Missing, "blog", Cell::Missing, ""),
        ];
        Table { columns: names.map(Column::new).collect(), rows: rows.into(), ..Table::default() }
    }

    #[test]
    fn deals_stand_under_their_group_and_quotes_under_their_source() {
        let expected = [
            "capex",
            "",
            "  A & B: *50%* (a): 1.5bn EUR",
            "    R&D_{Wire}, 50% more, 2025-03, https://wire.example/a_(b)",
            "      “up to [1.5bn]”",
            "      “second”",
            "    R&D_{Wire}, 50% more, https://wire.example/a_(b)",
        ];
        assert_eq!(lines(&table(), CiteStyle::Plain), expected);
    }

    #[test]
    fn no_text_starts_a_block() {
        assert_eq!((MARKDOWN.escape)("# 5"), "\\# 5");
        assert_eq!((MARKDOWN.escape)("1. FC *Co*"), "1\\. FC \\*Co\\*");
    }

    #[test]
    fn only_addresses_of_web_pages_are_links() {
        for (url, line) in [
            ("https://wire.example/a", "[w](<https://wire.example/a>)"),
            ("javascript:alert(1)", "w, javascript:alert(1)"),
            ("page [3]", "w, page \\[3\\]"),
            ("", "w"),
        ] {
            assert_eq!((MARKDOWN.link)("w", url), line);
        }
    }

    #[test]
    fn markup_in_the_data_is_escaped() {
        let markdown = lines(&table(), CiteStyle::Markdown);
        assert_eq!(markdown[2], "- A &amp; B: \\*50%\\* (a): 1.5bn EUR");
        assert_eq!(markdown[3], "  - [R&amp;D\\_{Wire}, 50% more, 2025-03](<https://wire.example/a_(b)>)");
        assert_eq!(markdown[4], "    - “up to \\[1.5bn\\]”");
        let expected = [
            "@misc{wire,", "  title = {{50\\% more}},", "  publisher = {{R\\&D\\_\\{Wire\\}}},",
            "  year = {2025},", "  month = {3},", "  date = {2025-03},",
            "  url = {https://wire.example/a_(b)},", "}", "", "@misc{blog,",
        ];
        assert_eq!(lines(&table(), CiteStyle::Bibtex)[..expected.len()], expected);
    }
}
