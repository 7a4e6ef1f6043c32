//! Columns that say of each row what its figure is: money that comes back, another quantity than the amount of the deal, an
//! estimate, or one that does not count.

use super::Proposer;
use super::statuses::{NO, YES};
use crate::import::amount_words::{no_amount, partial_amount};
use crate::import::rule::{Field, Rule};
use crate::import::vocabulary::NOBODY;
use crate::import::words::{contains, header_words};
use crate::invalid::Problem;
use crate::money::read_header;
use crate::text::{fold, quote};

/// Words for the two directions of money, folded.
const DIRECTIONS: [[&[&str]; 2]; 9] = [
    [
        &["dr", "debit", "debits", "d", "dr.", "soll", "s", "debe"],
        &["cr", "credit", "credits", "c", "cr.", "haben", "h", "haber"],
    ],
    [&["+", "plus", "positive", "1"], &["-", "–", "minus", "negative", "-1"]],
    [
        &["in", "inflow", "incoming", "received", "receipt", "eingang", "entree", "entrada", "ingreso"],
        &["out", "outflow", "outgoing", "paid", "payment", "ausgang", "sortie", "salida", "egreso"],
    ],
    [&["payment", "disbursement", "payout"], &["return", "recovery"]],
    [
        &["investment", "subscription", "purchase"],
        &["divestment", "disinvestment", "redemption", "withdrawal"],
    ],
    [&["increase", "addition", "raise"], &["decrease", "reduction", "cut"]],
    [&["buy", "bought", "purchase", "acquisition"], &["sell", "sold", "sale", "disposal"]],
    [
        &[
            "kauf", "ankauf", "erwerb", "achat", "compra", "acquisto", "aankoop", "zakup", "kop", "покупка",
            "买入", "購入", "取得", "매수", "취득",
        ],
        &[
            "verkauf", "verausserung", "vente", "cession", "venta", "cesion", "vendita", "cessione", "venda",
            "verkoop", "sprzedaz", "salg", "продажа", "卖出", "売却", "매도", "처분",
        ],
    ],
    [&["inbound"], &["outbound"]],
];

/// Words for money that comes back, whatever else the column says, and the headers of such columns.
const BACK: &[&str] = &[
    "redemption", "divestment", "disinvestment", "withdrawal", "disposal", "distribution", "distributions",
    "exit", "exited", "exits", "divested", "sold", "dividend", "dividends", "share buyback", "buyback",
    "share repurchase", "return of capital", "capital return", "desinvestissement", "desinvestition",
    "desinversion", "disinvestimento", "desinvestimento", "cession", "verkauft", "ausschuttung", "dividende",
    "dividendo", "cedido", "vendido", "vendu", "撤资", "退出", "分红", "売却", "配当", "매각", "배당",
    "회수",
];
const BACK_HEADERS: &[&str] = &[
    "type", "transaction", "transaction type", "direction", "flow", "action", "event", "event type",
    "activity", "deal type", "type transaction", "transaktionsart", "transaktionstyp", "art", "typ", "tipo",
    "operation", "type operation", "operacion", "tipo operacion", "vorgang", "cash flow", "flow type",
    "movement", "bewegung", "交易类型", "类型", "取引種別", "種別", "거래유형", "유형",
];

/// Headers of columns that have the directions as letters.
const LETTERED: [&str; 11] =
    ["direction", "sign", "debit", "credit", "dr", "d", "c", "s", "h", "soll", "haben"];

/// Headers of columns that say what a figure is.
const MEASURES: &[&str] = &[
    "metric", "metrics", "measure", "indicator", "variable", "item", "basis", "per", "frequency", "period",
    "kennzahl", "indicateur", "indicador", "amount type", "value type", "figure type", "flow type",
    "price type", "type amount", "type value", "type figure", "price basis", "amount basis", "price base",
    "periodicity", "recurrence", "series", "fund flows",
];

/// Headers over how long something takes.
const DURATIONS: [&str; 4] = ["duration", "laufzeit", "duree", "term"];

/// What the figures of such a column are for each of: "per year", "Month". "3 years" is a period.
const EACH: [&str; 7] = ["year", "month", "quarter", "week", "day", "unit", "share"];

/// Words of such columns for other figures than amounts, besides those of headers.
const OTHER_FIGURES: &[&str] = &[
    "p.a.", "pa", "per annum", "yearly", "annual", "annually", "monthly", "quarterly", "constant prices",
    "constant", "requested", "disbursement", "disbursements", "disbursed", "repayment", "repayments",
    "repaid", "drawn", "spent", "paid", "ev", "pre-money", "post-money", "recurring",
];

/// Words of headers and cells that say which figures are estimates.
const ESTIMATES: &[&str] = &[
    "estimated", "estimate", "estimates", "est", "approximate", "approx", "approximation", "inexact",
    "geschatzt", "schatzung", "estime", "estimado",
];
const BESIDE_ESTIMATES: &[&str] = &[
    "actual", "actuals", "exact", "precise", "reported", "disclosed", "undisclosed", "confirmed", "is",
    "amount", "value", "capex", "figure", "or", "flag",
];

impl Proposer<'_> {
    /// Returns the problems of columns that say of some rows that their figures are no amounts, or estimates.
    pub(super) fn figure_columns(&self) -> Vec<Problem> {
        let open: Vec<usize> =
            (0..self.columns.len()).filter(|index| !self.columns[*index].is_used).collect();
        let find = |says: &dyn Fn(&Self, usize) -> Option<String>, what: &str, advice: &str| {
            let (column, text) = open.iter().find_map(|column| Some((*column, says(self, *column)?)))?;
            let name = &self.sheet.columns[column].name;
            let message = format!("the column {} {what}: {}", quote(name), quote(&text));
            let hint = format!("{advice}; else keep the column as a field: fields={name}");
            Some(Problem::new(message).hint(hint))
        };
        let leave_out = "if so, leave out these rows";
        [
            find(&Self::flag, "may say which figures are no amounts as the others are", leave_out),
            find(&Self::direction, "may say which money came back", leave_out),
            find(&Self::measure, "may say that some figures are no amounts of deals", leave_out),
            find(
                &Self::estimate,
                "may say which figures are estimates",
                "if so, write it into the cells of the amounts, as in \"~5\"",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Returns a text of a column that has both directions of money and nothing else, or one of money that comes back.
    fn direction(&self, column: usize) -> Option<String> {
        let mut texts = self.texts_of(column);
        let is_direction = |text: &str| DIRECTIONS.iter().flatten().any(|words| words.contains(&text));
        texts.retain(|text| !NOBODY.contains(&text.as_str()) || is_direction(text));
        if BACK_HEADERS.contains(&self.columns[column].words.join(" ").as_str())
            && let Some(back) = texts.iter().find(|text| BACK.contains(&text.as_str()))
        {
            return Some(self.as_written(column, back));
        }
        // "C" and "D" may be rounds.
        let is_letter = |text: &String| text.len() == 1 && text.starts_with(char::is_alphabetic);
        let is_named = |word: &String| LETTERED.contains(&word.as_str());
        if texts.iter().all(is_letter) && !self.columns[column].words.iter().any(is_named) {
            return None;
        }
        let find = |words: &[&str]| texts.iter().find(|text| words.contains(&text.as_str()));
        let are_all = |both: &[&[&str]; 2]| {
            texts.iter().all(|text| both.iter().any(|words| words.contains(&text.as_str())))
        };
        let both = DIRECTIONS.iter().find(|both| are_all(both) && find(both[0]).is_some())?;
        find(both[1]).map(|text| self.as_written(column, text))
    }

    /// Returns a text of a column of measures that is none of amounts.
    fn measure(&self, column: usize) -> Option<String> {
        let words = self.columns[column].words.join(" ");
        if DURATIONS.contains(&words.as_str()) {
            // "A year" is how long it takes.
            let is_rate =
                |text: &String| ["per ", "/", "p.a.", "p. a."].iter().any(|start| text.starts_with(start));
            let found = self.texts_of(column).into_iter().find(is_rate);
            return found.map(|text| self.as_written(column, &text));
        }
        if !MEASURES.contains(&words.as_str()) {
            return None;
        }
        let is_other = |text: &String| {
            let words = header_words(text);
            let each = ["per ", "a ", "each "].iter().find_map(|start| text.strip_prefix(start));
            EACH.contains(&each.unwrap_or(text))
                || no_amount(&words).or(partial_amount(&words)).is_some()
                || OTHER_FIGURES.iter().any(|other| contains(&words, other) || text == other)
        };
        // "3 years" is how long it takes.
        let is_period = |text: &String| text.starts_with(|c: char| c.is_ascii_digit());
        let found = self.texts_of(column).into_iter().find(|text| !is_period(text) && is_other(text));
        found.map(|text| self.as_written(column, &text))
    }

    /// Returns a yes of a column whose header is about the figures: "Per year?", "In EUR?", "Thousands".
    fn flag(&self, column: usize) -> Option<String> {
        const RATES: [&str; 12] = [
            "per year", "per annum", "p.a.", "annual", "annually", "annualised", "annualized", "yearly",
            "monthly", "per month", "quarterly", "recurring",
        ];
        let header = fold(self.sheet.columns[column].header.trim_end_matches(['?', ' ']));
        let hints = read_header(header.strip_prefix("in ").unwrap_or(&header));
        // "CAD" alone may be anything.
        // "In USD" says nothing of amounts in dollars.
        let is_known = |rule: &Rule| hints.unit.is_none() && rule.options.currency == hints.currency;
        let names_unit = hints.label.is_empty()
            && !self.mapping.rules_of(Field::Amount).any(is_known)
            && (hints.unit.is_some() || hints.currency.is_some() && header.starts_with("in "));
        let texts = self.texts_of(column);
        let is = |words: &[&str], text: &String| words.contains(&text.as_str());
        // "1" may be a figure.
        let is_flag = |text: &String| (is(&YES, text) || is(&NO, text)) && !is(&["0", "1"], text);
        let are_flags = texts.iter().all(is_flag) && (names_unit || RATES.contains(&header.as_str()));
        let yes = texts.iter().find(|text| is(&YES, text)).filter(|_| are_flags)?;
        Some(self.as_written(column, yes))
    }

    /// Returns a text of a column that says which figures are estimates, of one that is.
    fn estimate(&self, column: usize) -> Option<String> {
        let words = &self.columns[column].words;
        let is_estimate = |word: &String| ESTIMATES.contains(&word.as_str());
        let is_exact = |word: &String| BESIDE_ESTIMATES.contains(&word.as_str());
        let is_named = words.iter().any(is_estimate);
        let texts = self.texts_of(column);
        let is_told = |text: &String| ["announced", "stated", "published"].contains(&text.as_str());
        let is_kind = |text: &String| is_estimate(text) || is_exact(text) || is_told(text);
        if texts.iter().any(is_estimate) && texts.iter().all(is_kind) {
            return texts.iter().find(|text| is_estimate(text)).map(|text| self.as_written(column, text));
        }
        if words.is_empty() || !words.iter().all(|word| is_estimate(word) || is_exact(word)) {
            return None;
        }
        let is = |words: &[&str], text: &String| words.contains(&text.as_str());
        let is_mark = |text: &String| is_named && is(&["e", "x", "*", "~", "✓", "✔"], text);
        let is_known = |text: &String| {
            is(&YES, text) || is(&NO, text) || is_estimate(text) || is_exact(text) || is_mark(text)
        };
        // "Exact: no" says the same as "estimated: yes".
        let says = |text: &String| {
            is_estimate(text) || is_mark(text) || is(if is_named { &YES[..] } else { &NO[..] }, text)
        };
        let found = texts.iter().find(|text| says(text)).filter(|_| texts.iter().all(is_known));
        found.map(|text| self.as_written(column, text))
    }
}
