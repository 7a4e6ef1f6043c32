//! Tables in GitHub's Markdown. All markup in the data is escaped.

use super::escape::{escape_markdown as escape, lines, one_line};
use super::{citations, for_people, is_number};
use crate::report::{Cell, Chart, CiteStyle, Document, Layout, Table};

/// Renders each table below its title and above its caveats.
pub(super) fn render(document: &Document) -> String {
    let charts = document.charts.iter().flat_map(chart_tables);
    let tables = charts.map(|table| block(&table)).chain(document.tables.iter().map(block));
    tables.collect::<Vec<_>>().join("\n")
}

/// Returns the tables of a chart: its rows, and those of its segments. Markdown has no bars.
fn chart_tables(chart: &Chart) -> impl Iterator<Item = Table> {
    let bars = Table { title: Some(chart.title.clone()), ..chart.table.clone() };
    let segments = chart.segments.clone().map(|segments| Table { caveats: Vec::new(), ..segments });
    [Some(bars), segments].into_iter().flatten()
}

/// Renders paragraphs with empty lines between them, so that none becomes part of the table.
fn block(table: &Table) -> String {
    let mut paragraphs = Vec::new();
    paragraphs.extend(table.title.as_ref().map(|title| format!("## {}\n", escape(&one_line(title)))));
    paragraphs.push(match table.layout {
        Layout::Grid | Layout::Ledger => grid(table),
        Layout::Card => card(table),
        Layout::Citations(CiteStyle::Markdown) => joined(&citations::lines(table, CiteStyle::Markdown)),
        // Other text stays as it is in a block of code.
        Layout::Citations(style) => {
            let lines = citations::lines(table, style);
            if lines.is_empty() { String::new() } else { format!("```\n{}```\n", joined(&lines)) }
        }
    });
    let notes: Vec<String> = table.caveats.iter().map(|note| format!("- {}\n", paragraph(note))).collect();
    paragraphs.push(notes.concat());
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n")
}

fn joined(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

fn grid(table: &Table) -> String {
    if table.columns.is_empty() {
        return String::new();
    }
    let header = table.columns.iter().map(|column| escape(&one_line(&column.name)));
    let rules = (0..table.columns.len()).map(|index| {
        let numbers = table.rows.iter().filter_map(|row| row.get(index)).any(is_number);
        if numbers { "---:" } else { "---" }.to_owned()
    });
    let rows = table.rows.iter().map(|row| line(row.iter().map(|cell| text(cell, table.layout))));
    [line(header), line(rules)].into_iter().chain(rows).collect()
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

/// Renders a list, because GitHub has no tables without a header.
fn card(table: &Table) -> String {
    let mut list = String::new();
    for row in &table.rows {
        let Some((name, values)) = row.split_first() else { continue };
        let values: Vec<String> = values.iter().map(|cell| text(cell, table.layout)).collect();
        let values = values.join(" ");
        match name {
            // The start of an item could be a heading or a list.
            Cell::Missing => list.push_str(&format!("- {}\n", escape_start(values))),
            name => list.push_str(&format!("- **{}**: {values}\n", text(name, table.layout))),
        }
    }
    list
}

fn text(cell: &Cell, layout: Layout) -> String {
    match cell {
        Cell::Text(text) => lines(text).map(|line| escape(&line)).collect::<Vec<_>>().join("<br>"),
        // The only markup in figures is the sign of a share below 0.1% or above 99.9%.
        other => for_people(other, layout).replace('<', "&lt;").replace('>', "&gt;"),
    }
}

/// Renders a text as a line that is not a list, a heading or a rule.
fn paragraph(text: &str) -> String {
    escape_start(escape(&one_line(text)))
}

/// Escapes the start of a line that is otherwise escaped, if it is the mark of a block.
fn escape_start(line: String) -> String {
    let marker = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - marker.len();
    match marker.chars().next() {
        Some('#' | '+' | '-' | '=') if digits == 0 => format!("\\{line}"),
        Some('.' | ')') if digits > 0 => format!("{}\\{marker}", &line[..digits]),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Column;

    fn document(table: Table) -> Document {
        Document { tables: vec![table], ..Document::default() }
    }

    fn columns(names: &[&str]) -> Vec<Column> {
        names.iter().map(|name| Column::new(*name)).collect()
    }

    #[test]
    fn numbers_are_aligned_right_and_caveats_follow() {
        let table = Table {
            title: Some("By country".into()),
            columns: columns(&["country", "amount", "share"]),
            rows: vec![
                vec![
                    Cell::text("United States"),
                    Cell::Amount("up to $11.9bn".parse().unwrap()),
                    Cell::Share("0.0001".parse().unwrap()),
                ],
                vec![Cell::text("China"), Cell::Missing, Cell::Open],
            ],
            caveats: vec!["≤ is a ceiling".into(), "1 deal left out".into()],
            ..Table::default()
        };
        let mut twice = document(table.clone());
        twice.tables.push(table);
        let once = "\
## By country

| country | amount | share |
| --- | ---: | ---: |
| United States | ≤ 11.9bn USD | &lt;0.1% |
| China | – | open |

- ≤ is a ceiling
- 1 deal left out
";
        assert_eq!(render(&twice), format!("{once}\n{once}"));
    }

    #[test]
    fn markup_in_data_is_escaped() {
        for (text, cell) in [
            ("a|b", "a\\|b"),
            ("a\\", "a\\\\"),
            ("a\nb\r\nc", "a<br>b<br>c"),
            ("<script>&amp;", "&lt;script&gt;&amp;amp;"),
            ("![x](http://a.b/c)", "!\\[x\\](http://a.b/c)"),
            ("**bold** _it_ `code`", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\`"),
            ("~~$5~~", "\\~\\~\\$5\\~\\~"),
            ("\u{1b}[2J\u{202e}", "\\\\u{1b}\\[2J\\\\u{202e}"),
        ] {
            let table =
                Table { columns: columns(&["t"]), rows: vec![vec![Cell::text(text)]], ..Table::default() };
            assert_eq!(render(&document(table)), format!("| t |\n| --- |\n| {cell} |\n"), "{text:?}");
        }
    }

    #[test]
    fn a_card_is_a_list() {
        let table = Table {
            title: Some("x".into()),
            layout: Layout::Card,
            columns: columns(&["field", "value"]),
            rows: vec![
                vec![Cell::text("quote"), Cell::text("one\ntwo")],
                vec![Cell::Missing, Cell::text("three")],
                vec![Cell::text("amount"), Cell::Amount("up to $11.9bn".parse().unwrap())],
            ],
            caveats: vec!["1. not a list".into()],
            ..Table::default()
        };
        assert_eq!(
            render(&document(table)),
            "## x\n\n- **quote**: one<br>two\n- three\n- **amount**: ≤ 11,900,000,000.00 USD\n\n\
             - 1\\. not a list\n"
        );
    }

    #[test]
    fn a_caveat_does_not_start_a_block() {
        for (caveat, line) in
            [("# x", "\\# x"), ("- x", "\\- x"), ("12) x", "12\\) x"), ("12 x", "12 x"), ("> x", "&gt; x")]
        {
            assert_eq!(paragraph(caveat), line);
        }
    }
}
