//! Tables and cards of deals in GitHub's Markdown. All markup in the data is escaped.

use super::atom::{net, net_of, sentence};
use super::escape::{escape_markdown as escape, escape_start, lines, markdown_link, one_line, web_address};
use super::{citations, for_people, is_number};
use crate::report::{Card, Cell, Chart, CiteStyle, Document, Feed, Layout, Table};

/// The facts that have sections of their own at the end of a card, with the headings of these.
const SECTIONS: [(&str, &[&str]); 3] =
    [("Progress", &["progress"]), ("History", &["history"]), ("Sources", &["source", "url", "quote"])];

/// Renders the cards, or the changes, or each table below its title and above its caveats.
pub(super) fn render(document: &Document) -> String {
    if let Some(page) = &document.page {
        let cards = page.cards.iter().map(deal_card);
        return cards.chain(page.rates.as_ref().map(block)).collect::<Vec<_>>().join("\n");
    }
    if let Some(feed) = &document.feed {
        let notes = document.tables.first().map_or(&[][..], |table| &table.caveats);
        return changes(feed, notes);
    }
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

/// Renders changes as a list, each with its source as a link, and what they add up to, with the notes of the table of changes.
fn changes(feed: &Feed, notes: &[String]) -> String {
    let mut markdown = format!("## {}\n\n", escape(&one_line(&feed.title)));
    for entry in &feed.entries {
        let title = [escape(&one_line(&entry.title)), format!("(`{}`)", one_line(&entry.id))].join(" ");
        let sentences: Vec<String> = [Some(sentence(entry)), net_of(entry)].into_iter().flatten().collect();
        markdown.push_str(&format!("- **{title}**: {}\n", escape(&one_line(&sentences.join(" ")))));
        if let Some(source) = &entry.source {
            let text = escape(&one_line(&source.text));
            let address = source.url.as_deref().and_then(web_address);
            let source = address.map_or_else(|| escape_start(text.clone()), |url| markdown_link(&text, url));
            markdown.push_str(&format!("  - {source}\n"));
        }
    }
    if let Some(net) = net(&feed.other_rates) {
        markdown.push_str(&format!("- **other rates**: {net}\n"));
    }
    let blank = if feed.entries.is_empty() { "" } else { "\n" };
    let mut net = Table { caveats: notes.to_vec(), ..feed.net.clone() };
    if net.rows.is_empty() {
        net.columns.clear();
    }
    markdown + blank + &block(&net)
}

/// Renders all that is known of a deal: a list of facts, and sections for its progress, its history and its sources.
fn deal_card(card: &Card) -> String {
    let facts: Vec<(&str, &Cell)> = card.facts.rows.iter().filter_map(|row| fact(row)).collect();
    let section_of = |name: &str| SECTIONS.iter().position(|(_, names)| names.contains(&name));
    let title = [escape(&one_line(&card.title)), format!("(`{}`)", one_line(&card.id))].join(" ");
    let mut markdown = format!("## {title}\n\n");
    markdown.push_str(&fact_list(facts.iter().filter(|(name, _)| section_of(name).is_none())));
    for (index, (heading, _)) in SECTIONS.iter().enumerate() {
        let lines: Vec<String> = with_addresses(&facts)
            .filter(|(name, ..)| section_of(name) == Some(index))
            .map(|(name, cell, url)| section_line(name, cell, url))
            .collect();
        if !lines.is_empty() {
            markdown.push_str(&format!("\n### {heading}\n\n{}", lines.concat()));
        }
    }
    markdown
}

/// The name and the value of a row of facts.
fn fact(row: &[Cell]) -> Option<(&str, &Cell)> {
    match row {
        [Cell::Text(name), value, ..] => Some((name, value)),
        _ => None,
    }
}

/// Renders facts as a list. Several of one name stand below it.
fn fact_list<'f>(facts: impl Iterator<Item = &'f (&'f str, &'f Cell)>) -> String {
    let mut list = String::new();
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for (name, value) in facts {
        let value = text(value, Layout::Card);
        match groups.last_mut().filter(|(last, _)| last == name) {
            Some((_, values)) => values.push(value),
            None => groups.push((name, vec![value])),
        }
    }
    for (name, values) in groups {
        match values.as_slice() {
            [value] => list.push_str(&format!("- **{name}**: {value}\n")),
            values => {
                list.push_str(&format!("- **{name}**:\n"));
                for value in values {
                    list.push_str(&format!("  - {}\n", escape_start(value.clone())));
                }
            }
        }
    }
    list
}

/// Facts without addresses. A source has the address that follows it.
fn with_addresses<'f>(
    facts: &'f [(&'f str, &'f Cell)],
) -> impl Iterator<Item = (&'f str, &'f Cell, Option<&'f str>)> {
    let address = |index: usize| match facts.get(index + 1) {
        Some(("url", Cell::Text(url))) => Some(url.as_str()),
        _ => None,
    };
    let facts = facts.iter().enumerate().filter(|(_, (name, _))| *name != "url");
    facts.map(move |(index, (name, cell))| (*name, *cell, address(index).filter(|_| *name == "source")))
}

/// Renders a fact of a section: a source as a link, and its quotes below it.
fn section_line(name: &str, cell: &Cell, url: Option<&str>) -> String {
    let text = text(cell, Layout::Card);
    match (name, url) {
        ("quote", _) => format!("  - “{text}”\n"),
        ("source", Some(url)) => match web_address(url) {
            Some(url) => format!("- {}\n", markdown_link(&text, url)),
            None => format!("- {}, {}\n", escape_start(text), escape(&one_line(url))),
        },
        _ => format!("- {}\n", escape_start(text)),
    }
}

fn text(cell: &Cell, layout: Layout) -> String {
    match cell {
        Cell::Text(text) | Cell::List { full: text, .. } => {
            lines(text).map(|line| escape(&line)).collect::<Vec<_>>().join("<br>")
        }
        // The only markup in figures is the sign of a share below 0.1% or above 99.9%.
        other => for_people(other, layout).replace('<', "&lt;").replace('>', "&gt;"),
    }
}

/// Renders a text as a line that is not a list, a heading or a rule.
fn paragraph(text: &str) -> String {
    escape_start(escape(&one_line(text)))
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
            ]
            .into(),
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
            let list = Cell::list(&[text.to_owned(), "b".to_owned()], Some(text));
            for (value, shown) in [(Cell::text(text), cell.to_owned()), (list, format!("{cell}, b"))] {
                let table =
                    Table { columns: columns(&["t"]), rows: vec![vec![value]].into(), ..Table::default() };
                assert_eq!(render(&document(table)), format!("| t |\n| --- |\n| {shown} |\n"), "{text:?}");
            }
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
            ]
            .into(),
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
