//! What a text around a table says about all its amounts: "All figures in EUR millions", "(in thousands)", "Currency: USD".

use super::fillers::FILLERS;
use super::header::{HeaderHints, read_header};
use crate::invalid::Problem;
use crate::text::fold;

/// Words of texts that say how amounts are not given.
const NEGATIONS: [&str; 6] = ["not", "no", "nicht", "keine", "pas", "non"];

/// Words for what a list of deals is of, folded: "Funding rounds 2024 in EUR m" speaks of its amounts.
#[rustfmt::skip]
const LISTED: [&str; 47] = [
    "funding", "fundings", "round", "rounds", "investment", "investments", "acquisition", "acquisitions", "merger",
    "mergers", "announcement", "announcements", "grant", "grants", "award", "awards", "commitment", "commitments",
    "pledge", "pledges", "contract", "contracts", "loan", "loans", "project", "projects", "financing", "financings",
    "capital", "transaktionen", "investitionen", "finanzierungen", "finanzierungsrunden", "ubernahmen",
    "zuwendungen", "investissements", "levees", "financements", "operations", "operaciones", "inversiones", "rondas",
    "adquisiciones", "investimenti", "operazioni", "investeringen", "investimentos",
];

/// Words for amounts, folded.
#[rustfmt::skip]
const AMOUNTS: [&str; 20] = [
    "amount", "amounts", "figure", "figures", "value", "values", "numbers", "sums", "prices", "betrage", "werte", "zahlen",
    "angaben", "montants", "chiffres", "sommes", "importes", "cifras", "valores", "bedragen",
];

/// Words for another list, or another part of time.
const OTHERS: [&str; 7] = ["previous", "prior", "earlier", "last", "former", "old", "before"];

/// Words that end what is said: "in millions except per share data".
const ENDS: [&str; 11] =
    ["except", "unless", "otherwise", "excluding", "excl", "where", "if", "sofern", "außer", "sauf", "salvo"];

/// Returns the currencies and units of amounts that a text states. A text may speak of anything: "Deals over $1 billion in
/// Germany" states nothing.
pub(crate) fn read_statements(text: &str) -> Vec<HeaderHints> {
    if text.split(|c: char| !c.is_alphanumeric()).any(|word| NEGATIONS.contains(&fold(word).as_str())) {
        return Vec::new();
    }
    let mut candidates = vec![text];
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[']) {
        let inner = &rest[open + 1..];
        let end = inner.find([')', ']']).unwrap_or(inner.len());
        candidates.push(&inner[..end]);
        rest = &inner[end..];
    }
    // "Jobs in thousands" is about jobs.
    let of_amounts = after_in(text).into_iter().filter_map(|(subject, part)| {
        let hints = stated(part)?;
        let names_currency = hints.currency.is_some() || !hints.choices.is_empty();
        if is_filler(subject) || names_currency && is_of_deals(subject) {
            return Some(hints);
        }
        // "GDP in USD bn" and "Amounts before 2025 in thousands" are about something else, but nobody can know all such words.
        let unit_doubt = Problem::new(format!("\"{}\" may be about other figures", text.trim()));
        (hints.unit.is_some() && (names_currency || names_amounts(subject)))
            .then(|| HeaderHints { unit_doubt: Some(unit_doubt), ..HeaderHints::default() })
    });
    let mut found: Vec<HeaderHints> = Vec::new();
    for hints in candidates.into_iter().filter_map(stated).chain(of_amounts) {
        // A part of the text says no more than all of it.
        let is_known = |known: &HeaderHints| {
            hints.unit_doubt.is_none()
                && (hints.unit.is_none() || hints.unit == known.unit)
                && (hints.currency.is_none() || hints.currency == known.currency)
                && (hints.choices.is_empty() || hints.choices == known.choices)
        };
        if !found.iter().any(is_known) {
            found.push(hints);
        }
    }
    found
}

/// Returns the parts of a text that follow "in" or "en", up to the next punctuation, each after what stands before it.
fn after_in(text: &str) -> Vec<(&str, &str)> {
    let mut parts = Vec::new();
    let mut from = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        from += word.len();
        if ["in", "en"].contains(&fold(word.trim().trim_start_matches(['(', '['])).as_str()) {
            let (subject, rest) = (&text[..from - word.len()], &text[from..]);
            let subject = &subject[subject.rfind([';', '|', '.']).map_or(0, |end| end + 1)..];
            let is_end =
                |c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '[' | ']' | '|' | '–' | '—' | '!' | '?');
            let rest = &rest[..rest.find(is_end).unwrap_or(rest.len())];
            parts.push((subject, &rest[..end_of_statement(rest)]));
        }
    }
    parts
}

/// Returns the byte at which another sentence or one of [`ENDS`] begins.
fn end_of_statement(text: &str) -> usize {
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        if ENDS.contains(&fold(word.trim()).as_str()) {
            return at;
        }
        at += word.len();
    }
    at
}

/// Returns what a part of a text states if it speaks of nothing else.
fn stated(part: &str) -> Option<HeaderHints> {
    let part = part[..end_of_statement(part)].trim().trim_end_matches('.');
    let letters = part.chars().filter(|c| c.is_alphanumeric()).count();
    let is_sign = part.chars().any(|c| "$€£¥₹₩".contains(c));
    // "(c)" and "(R)" are no units.
    if letters < 2 && !is_sign {
        return None;
    }
    let hints = read_header(part);
    let says = hints.currency.is_some() || !hints.choices.is_empty() || hints.unit.is_some();
    (says && !hints.is_doubtful() && is_filler(&hints.label)).then_some(hints)
}

/// Whether a text names deals: its last word is one of [`LISTED`], or it has no word but years and [`FILLERS`].
fn is_of_deals(text: &str) -> bool {
    let folded = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold);
    let words: Vec<String> = folded.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).collect();
    let names = |word: &String| LISTED.contains(&word.as_str()) || FILLERS.contains(&word.as_str());
    words.last().is_none_or(names) && !words.iter().any(|word| OTHERS.contains(&word.as_str()))
}

/// Whether a text has a word for amounts or deals.
fn names_amounts(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold);
    words.any(|word| AMOUNTS.contains(&word.as_str()) || LISTED.contains(&word.as_str()))
}

/// Whether a text has no words but [`FILLERS`].
fn is_filler(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| FILLERS.contains(&fold(word).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text states, in short.
    fn found(text: &str) -> String {
        let named = read_statements(text).into_iter().map(|hints| {
            if hints.unit_doubt.is_some() {
                return "doubt".to_owned();
            }
            let currency = hints.currency.map_or_else(String::new, |currency| currency.to_string());
            format!("{currency} {}", hints.unit.map_or_else(String::new, |unit| unit.to_string()))
        });
        named.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn statements_about_all_amounts_are_read_and_other_texts_are_not() {
        for (text, expected) in [
            ("All figures in EUR millions", "EUR millions"),
            ("Deals 2024 (amounts in $ thousands)", "USD thousands"),
            ("(in thousands)", " thousands"),
            ("Note: all amounts in USD millions", "USD millions"),
            ("Currency: USD", "USD "),
            ("Currency: | USD", "USD "),
            ("USD m", "USD millions"),
            ("Angaben in Mio. EUR", "EUR millions"),
            ("Alle Beträge in TEUR", "EUR thousands"),
            ("Montants en millions d'euros", "EUR millions"),
            ("Importes en millones de euros", "EUR millions"),
            ("$ in millions, except per share data", "USD millions"),
            ("(US$ in millions except where noted)", "USD millions"),
            ("Transactions 2024 | in EUR m", "EUR millions"),
            ("Deal value in USD millions; revenue in EUR thousands", "USD millions, doubt"),
            ("Largest funding rounds of 2024 in USD m", "USD millions"),
            ("GDP in $bn", "doubt"),
            ("Market caps in USD bn", "doubt"),
            ("Table 2 in $m", "doubt"),
            ("Figures in brackets in $m", "doubt"),
            ("Prior list was in USD million", "doubt"),
            ("Previous funding in $m", "doubt"),
            ("Venture rounds, USD '000", ""),
            ("Funding rounds in Indian rupees", "INR "),
            ("Deals 2024", ""),
            ("Deals over $1 billion", ""),
            ("Deals of more than 5 million euros in Germany", ""),
            ("Investments in US startups", ""),
            ("Investments in millions of homes", ""),
            ("Jobs in thousands", ""),
            ("Users: in millions", ""),
            ("k = thousand", ""),
            ("Amounts are not in millions", ""),
            ("Werte in 1000 EUR", "EUR thousands"),
            ("Unit: EUR 1,000", "EUR thousands"),
            ("bedragen x 1.000 euro", "EUR thousands"),
            ("в тыс. евро", "EUR thousands"),
            ("w tys. EUR", "EUR thousands"),
            ("単位：千ユーロ", "EUR thousands"),
            ("单位：万欧元", "EUR 万"),
            ("Cifras en miles de euros", "EUR thousands"),
            ("in migliaia di euro", "EUR thousands"),
            ("All amounts in tkr", " thousands"),
            ("(c) 2024 Example", ""),
            ("Series B rounds in Europe", ""),
            ("Source: company reports", ""),
            ("We won $5m in seed funding", ""),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn units_of_some_amounts_only_are_in_doubt() {
        for text in [
            "Amounts before 2025 in thousands",
            "Investments in thousands",
            "Values of old deals in millions",
        ] {
            assert_eq!(found(text), "doubt", "{text}");
        }
    }
}
