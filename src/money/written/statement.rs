//! What a text around a table says about all its amounts: "All figures in EUR millions", "(in thousands)", "Currency: USD".

use super::fillers::FILLERS;
use super::header::{HeaderHints, read_header};
use super::pieces::{Piece, pieces};
use crate::invalid::Problem;
use crate::money::Unit;
use crate::text::{fold, plain_words, quote};

/// Words of texts that say how amounts are not given.
const NEGATIONS: [&str; 6] = ["not", "no", "nicht", "keine", "pas", "non"];

/// Words for what a list of deals is of, folded: "Funding rounds 2024 in EUR m" speaks of its amounts.
const LISTED: [&str; 47] = [
    "funding", "fundings", "round", "rounds", "investment", "investments", "acquisition", "acquisitions",
    "merger", "mergers", "announcement", "announcements", "grant", "grants", "award", "awards", "commitment",
    "commitments", "pledge", "pledges", "contract", "contracts", "loan", "loans", "project", "projects",
    "financing", "financings", "capital", "transaktionen", "investitionen", "finanzierungen",
    "finanzierungsrunden", "ubernahmen", "zuwendungen", "investissements", "levees", "financements",
    "operations", "operaciones", "inversiones", "rondas", "adquisiciones", "investimenti", "operazioni",
    "investeringen", "investimentos",
];

/// Words for amounts, folded.
const AMOUNTS: &[&str] = &[
    "amount", "amounts", "figure", "figures", "value", "values", "numbers", "sums", "prices", "betrage",
    "werte", "zahlen", "angaben", "montants", "chiffres", "sommes", "importes", "cifras", "valores",
    "bedragen", "belopp", "belob", "belop", "kwoty", "castky", "суммы", "importi", "tutarlar", "summat",
    "osszegek", "iznosi", "jumlah", "ποσα", "金额", "金額", "금액", "multiply",
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
        let mut hints = stated(part)?;
        // "Dollar amounts in millions"
        let of_subject = read_header(subject);
        if hints.currency.is_none() && is_filler(&of_subject.label) && of_subject.unit.is_none() {
            hints.currency = of_subject.currency;
        }
        let names_currency = hints.currency.is_some() || !hints.choices.is_empty();
        if is_filler(subject) || is_filler(&of_subject.label) || names_currency && is_of_deals(subject) {
            return Some(hints);
        }
        // "GDP in USD bn" and "Amounts before 2025 in thousands" are about something else, but nobody can know all such words.
        let unit_doubt = Problem::new(format!("{} may be about other figures", quote(text.trim())));
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

/// Prepositions before a unit or a currency, folded: "in millions", "w mln zł".
const PREPOSITIONS: [&str; 10] = ["in", "en", "i", "w", "v", "в", "em", "σε", "dalam", "на"];

/// Returns the parts of a text that follow a preposition, up to the next punctuation, each after what stands before it.
fn after_in(text: &str) -> Vec<(&str, &str)> {
    let mut parts = Vec::new();
    let mut from = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        from += word.len();
        if PREPOSITIONS.contains(&fold(word.trim().trim_start_matches(['(', '['])).as_str()) {
            let (subject, rest) = (&text[..from - word.len()], &text[from..]);
            let subject = &subject[subject.rfind([';', '|', '.', ',']).map_or(0, |end| end + 1)..];
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
    if has_figure_in_unit(part) {
        return None;
    }
    let hints = read_header(part);
    let says = hints.currency.is_some() || !hints.choices.is_empty() || hints.unit.is_some();
    (says && !hints.is_doubtful() && is_filler(&hints.label)).then_some(hints)
}

/// Whether a text has a figure with its unit, as a threshold has: "up to EUR 1 million", "over 10m". In "in 1000 EUR", the figure
/// is the unit.
fn has_figure_in_unit(text: &str) -> bool {
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_matches(['(', ')', ',', '.'])).collect();
    let is_figure = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let unit_at_end =
        |word: &str| word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',').to_owned();
    let is_in_unit = |word: &&str| {
        let figure = word.trim_start_matches(['$', '€', '£', '¥']);
        is_figure(figure) && Unit::find(&unit_at_end(figure)).is_some()
    };
    words.iter().any(is_in_unit)
        || words.windows(2).any(|pair| {
            is_figure(pair[0].trim_start_matches(['$', '€', '£', '¥'])) && Unit::find(pair[1]).is_some()
        })
}

/// Whether a text names deals: its last word is one of [`LISTED`], or it has no word but years and [`FILLERS`].
fn is_of_deals(text: &str) -> bool {
    let folded = plain_words(text).map(fold);
    let words: Vec<String> = folded.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).collect();
    let names = |word: &String| LISTED.contains(&word.as_str()) || FILLERS.contains(&word.as_str());
    words.last().is_none_or(names) && !words.iter().any(|word| OTHERS.contains(&word.as_str()))
}

/// Whether a text, of which nothing could be read, may state the unit of amounts: it has a unit outside of figures, and a
/// currency or a word for amounts. "Deals over $1 billion" has none.
pub(crate) fn may_state_unit(text: &str) -> bool {
    let is_equation = text.contains('=') || text.to_lowercase().contains("multipl");
    let mut words: Vec<&str> = Vec::new();
    let mut follows_digit = false;
    for word in text.split_whitespace() {
        let has_digits = word.contains(|c: char| c.is_ascii_digit());
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        if is_equation || !(has_digits || (follows_digit && Unit::find(plain).is_some())) {
            words.push(word);
        }
        follows_digit = has_digits;
    }
    let rest = words.join(" ");
    let hints = read_header(&rest);
    let names_currency =
        hints.currency.is_some() || !hints.choices.is_empty() || hints.currency_doubt.is_some();
    let is_power = |piece: &Piece| piece.power().is_some_and(|power| power >= 3);
    let has_unit = (names_currency && hints.unit.is_some())
        || has_long_unit(&rest)
        || (is_equation && pieces(&rest).iter().any(is_power));
    has_unit && (names_currency || names_amounts(&rest))
}

/// Whether a text has the word of a unit, but not of things: "millions of homes".
fn has_long_unit(text: &str) -> bool {
    let words: Vec<&str> = plain_words(text).collect();
    let is_joint =
        |word: &str| ["of", "de", "di", "von", "d"].iter().any(|joint| word.eq_ignore_ascii_case(joint));
    let is_money = |word: &str| {
        let hints = read_header(word);
        hints.currency.is_some() || !hints.choices.is_empty() || Unit::find(word).is_some()
    };
    let is_of_things = |at: usize| match words[at..] {
        [_, joint, thing, ..] if is_joint(joint) => !is_money(thing),
        _ => false,
    };
    let is_unit = |word: &str| {
        word.chars().count() > 2 && (Unit::find(word).is_some() || word.eq_ignore_ascii_case("mil"))
    };
    (0..words.len()).any(|at| is_unit(words[at]) && !is_of_things(at))
}

/// Whether a text has a word for amounts or deals.
pub(crate) fn names_amounts(text: &str) -> bool {
    let mut words = plain_words(text).map(fold);
    words.any(|word| AMOUNTS.contains(&word.as_str()) || LISTED.contains(&word.as_str()))
}

/// Whether a text has no words but [`FILLERS`].
fn is_filler(text: &str) -> bool {
    let mut words = plain_words(text);
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
            ("Deals up to EUR 1 million", ""),
            ("Ticket size max $10m", ""),
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
            ("Belopp i MSEK", "SEK millions"),
            ("Kwoty w mln zł", "PLN millions"),
            ("Importi in milioni di euro", "EUR millions"),
            ("Dollar amounts in millions", "USD millions"),
            ("NB: figures are in EUR million", "EUR millions"),
            ("Employees in thousands, amounts in USD million", "USD millions"),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn units_of_some_amounts_only_are_in_doubt() {
        for text in [
            "Prior amounts in USD million", "Amounts before 2025 in thousands", "Investments in thousands",
            "Values of old deals in millions",
        ] {
            assert_eq!(found(text), "doubt", "{text}");
        }
    }

    #[test]
    fn a_text_that_is_not_understood_may_still_state_a_unit() {
        for text in [
            "1 unit = USD 1 million",
            "Multiply by 1,000,000 for USD",
            "Amounts in tens of thousands of USD",
            "Foreign investment deals EUR bn",
            "Amounts in constant 2015 USD million",
            "2023: USD thousands, 2024: USD millions",
            "Все суммы указаны в тыс. долларов США",
        ] {
            assert!(may_state_unit(text), "{text}");
        }
        for text in [
            "Deals over $1 billion in Germany",
            "Investments in millions of homes by 2030",
            "Jobs in thousands",
            "We won $5m in seed funding",
            "Series B rounds in Europe",
            "Source: company reports",
            "Top 100 deals of 2024, each above 5 million euros",
            "(c) 2024 Example Inc.",
        ] {
            assert!(!may_state_unit(text), "{text}");
        }
    }
}
