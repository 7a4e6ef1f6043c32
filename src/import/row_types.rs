//! What the type of a row says of its figure: that it is a valuation or a revenue, and no money of a deal, or the sum of
//! several rows.

use std::sync::LazyLock;

use super::labels;
use super::noun;
use super::prefix_filter::Starts;
use super::rule::{Field, Rule};
use super::words::header_words;
use crate::sheet::{Sheet, Value};
use crate::text::{fold, plain_words};

/// Types of rows whose figures are no money of a deal, folded.
const CLEARLY_OTHER: &[&str] = &[
    "valuation", "valuations", "post money valuation", "pre money valuation", "post money", "pre money",
    "company valuation", "market cap", "market capitalisation", "market capitalization", "market value",
    "enterprise value", "equity value", "firm value", "revenue", "revenues", "annual revenue", "arr",
    "annual recurring revenue", "ebitda", "ebit", "net income", "net profit", "cumulative", "cumulated",
    "cumulative total", "cumulative funding", "running total", "total raised", "total funding",
    "total funding raised", "total funding to date", "raised to date", "total raised to date",
    "funding to date", "total to date", "assets under management", "aum", "fee", "fees", "management fee",
    "management fees", "opening balance", "closing balance", "bewertung", "unternehmensbewertung",
    "unternehmenswert", "marktkapitalisierung", "borsenwert", "umsatz", "kumuliert", "valorisation",
    "capitalisation boursiere", "chiffre d affaires", "cumul", "valoracion", "capitalizacion",
    "capitalizacion bursatil", "ingresos", "acumulado", "估值", "市值", "收入", "累计", "時価総額", "売上高",
    "累計", "기업가치", "매출",
];

/// Further ones, which are also sectors or goods in columns of categories.
const OTHER: &[&str] = &[
    "sales", "turnover", "profit", "profits", "earnings", "income", "assets", "total assets", "net assets",
    "cash", "net cash", "net debt", "dividend", "dividends", "forecast", "forecasts", "projection",
    "projections", "guidance", "average", "mean", "median", "backlog", "taxes", "salary", "salaries", "ev",
    "gewinn", "durchschnitt", "moyenne", "promedio", "prognose",
];

/// Words of headers of columns that say what a row is.
const TYPES: [&str; 21] = [
    "type", "kind", "category", "class", "item", "entry", "record", "label", "nature", "event", "figure",
    "line", "stage", "typ", "art", "kategorie", "categorie", "tipo", "categoria", "类型", "種類",
];

/// Whether a column says by its header what its rows are.
pub(super) fn is_type(header: &str) -> bool {
    header_words(header).iter().any(|word| TYPES.contains(&word.as_str()))
}

/// Whether the text of a column of rounds or kinds is that of a figure which is no money of a deal: "Valuation (post-money)".
pub(super) fn is_other_figure(text: &str) -> bool {
    is_clearly_other(text) || label(text).is_some_and(|label| OTHER.contains(&label.as_str()))
}

/// Whether a text is that of such a figure in any column.
pub(super) fn is_clearly_other(text: &str) -> bool {
    label(text).is_some_and(|label| CLEARLY_OTHER.contains(&label.as_str()))
}

/// Returns the folded words of a short text before its remark, without numbers: "revenue" of "Revenue 2024 (audited)".
fn label(text: &str) -> Option<String> {
    const MAX: usize = 60;
    static STARTS: LazyLock<Starts> =
        LazyLock::new(|| Starts::of(CLEARLY_OTHER.iter().chain(OTHER).copied()));
    let text = Some(text).filter(|text| STARTS.may_begin(text))?;
    let head = text.split(['(', '[', ',', ';', ':']).next().filter(|_| text.len() <= MAX)?;
    let folded = fold(head);
    let words = plain_words(&folded);
    let is_of_label = |word: &&str| !word.bytes().any(|byte| byte.is_ascii_digit()) && *word != "fy";
    Some(words.filter(is_of_label).collect::<Vec<_>>().join(" "))
}

/// Whether a title is about such figures: "Valuations of unicorns, 2025", "Total funding by company". One that names deals,
/// too, is not.
pub(super) fn is_title_of_others(text: &str) -> bool {
    const MAX: usize = 80;
    const DEALS: [&str; 10] = [
        "deal", "deals", "round", "rounds", "transactions", "investments", "acquisitions", "and",
        "contracts", "grants",
    ];
    const ENDS: [&str; 12] =
        ["of", "by", "for", "in", "per", "from", "at", "as", "to", "not", "since", "with"];
    const BEFORE: [&str; 9] = ["the", "list", "largest", "top", "table", "all", "amounts", "figures", "are"];
    const NOUNS: [&str; 8] =
        ["valuation", "valuations", "revenue", "revenues", "market cap", "market caps", "turnover", "ebitda"];
    if text.len() > MAX {
        return false;
    }
    let folded = fold(&text.replace('|', " ")).replace("not deals", "");
    let words: Vec<&str> = plain_words(&folded).collect();
    if words.iter().any(|word| DEALS.contains(word)) {
        return false;
    }
    let is_number = |word: &&&str| word.bytes().any(|byte| byte.is_ascii_digit());
    let head = words.iter().filter(|word| !is_number(word)).skip_while(|word| BEFORE.contains(*word));
    let head: Vec<&str> = head.take_while(|word| !ENDS.contains(*word)).copied().collect();
    let phrase = head.join(" ");
    let is_noun = || head.len() <= 3 && NOUNS.iter().any(|noun| phrase.ends_with(noun));
    CLEARLY_OTHER.contains(&phrase.as_str()) || is_noun()
}

/// Whether a title is about means, sums or rates of amounts: "Average deal size by company", "Annual investment by company".
/// "Annual investment review" and "Monthly funding, May 2024" may be lists of deals.
pub(super) fn is_title_of_partial(text: &str) -> bool {
    const MAX: usize = 80;
    const BEFORE: [&str; 5] = ["the", "list", "of", "table", "chart"];
    const MEANS: [&str; 15] = [
        "average", "avg", "mean", "median", "durchschnittliche", "durchschnittlicher", "moyenne", "promedio",
        "cumulative", "cumulated", "accumulated", "year to date", "ytd", "kumulierte", "kumuliertes",
    ];
    const RATES: [&str; 12] = [
        "annual", "yearly", "monthly", "quarterly", "weekly", "daily", "jahrliche", "monatliche",
        "investissement annuel", "investissements annuels", "inversion anual", "inversiones anuales",
    ];
    const AMOUNTS: [&str; 26] = [
        "size", "sizes", "value", "values", "amount", "amounts", "investment", "investments", "funding",
        "spend", "spending", "capex", "expenditure", "expenditures", "disbursement", "disbursements",
        "payment", "payments", "volume", "cost", "costs", "ticket", "cheque", "check", "price",
        "investitionen",
    ];
    const BEHIND: [&str; 8] = ["by", "per", "for", "of", "in", "nach", "par", "por"];
    if text.len() > MAX {
        return false;
    }
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
    let title = words.skip_while(|word| BEFORE.contains(word)).collect::<Vec<_>>().join(" ");
    let behind = |known: &[&str]| {
        let rest = known.iter().find_map(|known| title.strip_prefix(known)?.strip_prefix(' '))?;
        Some(rest.split(' ').collect::<Vec<_>>())
    };
    let is_amount = |word: Option<&&str>| word.is_some_and(|word| AMOUNTS.contains(word));
    let end = |words: &[&str]| words.iter().position(|word| BEHIND.contains(word));
    let of_means = || {
        behind(&MEANS).is_some_and(|rest| {
            let noun = &rest[..end(&rest).unwrap_or(rest.len())];
            noun.len() <= 3 && is_amount(noun.last())
        })
    };
    // "Annual investment" with nothing behind it may be the list of one year.
    let of_rates = || {
        behind(&RATES).is_some_and(|rest| {
            let by = rest.iter().position(|word| ["by", "per", "nach", "par", "por"].contains(word));
            by.is_some_and(|by| by == 0 || (by <= 3 && is_amount(rest[..by].last())))
        })
    };
    of_means() || of_rates()
}

/// How surely a text calls its row a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TotalLabel {
    /// "Subtotal", "Germany Total".
    Sure,
    /// "All", which may be the value of a deal: all countries.
    Perhaps,
    /// The formula of the amount adds up rows above.
    Formula,
}

/// Returns how surely the text of a column that names no company calls its row a sum; `None` if it does not.
pub(super) fn total_label(text: &str) -> Option<TotalLabel> {
    const MAX: usize = 40;
    const WORDS: usize = 3;
    const PERHAPS: [&str; 13] = [
        "aggregate", "all", "overall", "rest", "remainder", "remaining", "count", "average", "mean",
        "median", "balance", "i alt", "tong",
    ];
    // Codes of countries are short.
    if text.len() > MAX || (text.len() < 3 && text.is_ascii()) || !labels::is_total(text) {
        return None;
    }
    let folded = fold(text);
    let mut parts = plain_words(&folded);
    let first = parts.clone().next()?;
    // "Five sites in total", and parts of the row above.
    if parts.clone().count() > WORDS || parts.any(|word| ["in", "of", "thereof"].contains(&word)) {
        return None;
    }
    let is_open = PERHAPS.iter().any(|known| *known == folded || *known == first);
    Some(if is_open { TotalLabel::Perhaps } else { TotalLabel::Sure })
}

/// Whether a column may call its rows sums: it holds texts that are no companies, and "total" is not the opposite of "partial".
pub(super) fn may_be_total(sheet: &Sheet, rule: &Rule, column: usize) -> bool {
    match rule.field {
        Field::Place | Field::PlaceName | Field::Round | Field::Kind | Field::Tag | Field::Note => true,
        Field::Kept => {
            let header = &sheet.columns[column].header;
            let has_parts = || {
                let mut texts = sheet.rows.iter().filter_map(|row| row.cells.get(column));
                texts.any(|cell| matches!(cell, Value::Text(text) if is_part(text)))
            };
            !noun::is_of_companies(header) && !has_parts()
        }
        _ => false,
    }
}

/// Whether a text says that something is there in part, as the opposite of "total".
fn is_part(text: &str) -> bool {
    const PARTS: [&str; 7] = ["partial", "part", "partly", "teilweise", "partiel", "partielle", "parcial"];
    text.starts_with(['p', 'P', 't', 'T']) && PARTS.iter().any(|part| text.trim().eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        for word in CLEARLY_OTHER.iter().chain(OTHER) {
            assert_eq!(fold(word), *word);
        }
    }

    #[test]
    fn figures_that_are_no_money_of_deals_are_told_by_their_types() {
        for text in [
            "Valuation", "Valuation (post-money)", "Revenue FY 2024", "Market cap", "Total raised", "Umsatz",
            "Forecast",
        ] {
            assert!(is_other_figure(text), "{text}");
        }
        for text in
            ["Series A", "Valuation services", "Revenue-based financing", "Target", "Sales of assets", "2024"]
        {
            assert!(!is_other_figure(text), "{text}");
        }
        assert!(is_type("Deal category") && !is_type("Sector"));
        assert!(!is_clearly_other("Sales") && is_other_figure("Sales"));
    }

    #[test]
    fn titles_of_other_figures_are_told_from_those_of_deals() {
        for text in [
            "Valuations of unicorns", "Company valuations 2025", "Market caps of AI companies",
            "Revenue by company", "Total funding raised to date", "Valuations, not deals",
            "Amounts are valuations",
        ] {
            assert!(is_title_of_others(text), "{text}");
        }
        for text in [
            "Deals and valuations 2025", "Unicorns", "Valuations and rounds", "Revenue-based financing",
            "AI deals by valuation", "Announced investments", "Sources: revenue reports",
        ] {
            assert!(!is_title_of_others(text), "{text}");
        }
    }

    #[test]
    fn titles_of_means_and_rates_are_told_from_those_of_lists() {
        for text in [
            "Average deal size by company", "Median ticket size",
            "Cumulative investment by company, 2020-2024", "YTD funding", "Annual investment by company",
            "Yearly disbursements per country, 2024", "Inversión anual por empresa",
        ] {
            assert!(is_title_of_partial(text), "{text}");
        }
        for text in [
            "Annual investment review 2024", "Annual deals 2024", "Monthly funding, May 2024",
            "Quarterly M&A by sector", "Weekly funding round-up", "Mean Machines: deals",
            "Media investments by company", "Deals of the average company",
        ] {
            assert!(!is_title_of_partial(text), "{text}");
        }
    }

    #[test]
    fn labels_of_sums_are_told_from_values() {
        for text in ["Total", "Subtotal Q2", "Germany Total", "Summe:", "合计"] {
            assert_eq!(total_label(text), Some(TotalLabel::Sure), "{text}");
        }
        for text in ["All", "All countries", "Rest", "Average"] {
            assert_eq!(total_label(text), Some(TotalLabel::Perhaps), "{text}");
        }
        for text in [
            "TotalEnergies", "5 sites in total", "of which Germany", "Germany",
            "All sectors of industry total",
        ] {
            assert_eq!(total_label(text), None, "{text}");
        }
    }
}
