//! The words of a header over figures: whether they are the amounts of deals, their limits, or something else.

use super::rule::Field;
use super::vocabulary::{FILLERS, HEADERS, Subject};
use super::words::{all_header_words, contains, header_words};
use crate::area::Area;
use crate::money::{Bound, read_header};
use crate::text::fold;

/// Words of headers whose figures are no amount of a deal, and what they are.
#[rustfmt::skip]
const NO_AMOUNTS: &[(&str, &[&str])] = &[
    ("a valuation is not the amount of a deal", &[
        "valuation", "valuations", "post money", "pre money", "postmoney", "premoney", "post val", "pre val", "market cap",
        "market capitalization", "market capitalisation", "market value", "enterprise value", "equity value", "firm value", "bewertung",
        "marktwert", "marktkapitalisierung", "unternehmenswert", "borsenwert", "valorisation",
        "capitalisation", "valoracion", "valuacion", "capitalizacion",
    ]),
    ("it is not the amount of a deal", &[
        "revenue", "revenues", "sales", "turnover", "arr", "ebitda", "ebit", "profit", "income", "earnings",
        "loss", "umsatz", "umsatzerlose", "erlose", "gewinn", "jahresuberschuss", "chiffre affaires",
        "benefice", "ingresos", "ventas", "facturacion", "beneficio", "assets", "aum",
        "employees", "headcount", "mitarbeiter", "mitarbeiterzahl", "effectif", "empleados", "fee", "fees",
        "tax", "debt outstanding", "share price", "ticket price", "stake", "percent", "percentage", "share", "anteil",
        "multiple", "irr", "rate", "exchange rate", "wechselkurs", "unit price", "offer price", "strike price",
        "previous round", "previous amount", "prior amount", "amount requested", "amount sought", "target amount",
        "ask", "bid", "rejected", "undisbursed", "remaining", "outstanding", "repaid", "repayment", "change", "ytd",
        "net debt", "npv", "market size", "backlog", "cash", "burn", "goodwill", "impairment", "dividend",
        "dividends", "dry powder", "salary", "wages", "savings", "ln", "log", "unit cost", "unit value",
    ]),
    ("it adds up several deals", &[
        "total raised", "total funding", "total funding amount", "total money raised", "total amount raised",
        "total equity funding", "total equity", "raised to date", "funding to date", "amount to date",
        "to date", "so far", "cumulative", "cumulated", "running total", "kumuliert", "cumul", "cumule",
        "acumulado", "acumulada", "total recaudado", "total leve", "finanzierung gesamt", "gesamtfinanzierung",
    ]),
    ("it counts or describes, and is no figure of money", &[
        "number", "no", "nr", "count", "rank", "latitude", "longitude", "lat", "lon", "lng", "zip", "postcode",
        "postal", "phone", "score", "rounds", "shares", "nb", "num", "anzahl", "rang", "nombre de", "numero", "row",
        "index", "mw", "mwh", "gw", "gwh", "kw", "kwh", "mwp", "gpu", "gpus", "megawatts", "gigawatts", "capacity", "jobs", "acres",
        "hectares", "sqm", "sqft", "km", "tonnes", "tons", "barrels", "age", "duration", "months", "years", "days", "weeks", "hours",
        "population", "rating", "stars", "votes", "followers", "distance", "weight", "height", "area", "quantity", "qty", "kapazitat",
        "leistung", "arbeitsplatze", "flache", "laufzeit", "capacite", "emplois", "surface", "duree", "capacidad", "empleos", "superficie",
        "duracion",
    ]),
];

/// What figures in the prices of one year are.
pub(super) const ANOTHER_YEAR: &str = "its money is that of another year";

/// Words of headers whose figures may be money of a deal and are not its amount, and what they are.
#[rustfmt::skip]
const PARTIAL_AMOUNTS: &[(&str, &[&str])] = &[
    ("it is a rate, such as an amount per year", &[
        "per", "pro", "acv", "mrr", "annual", "annually", "yearly", "monthly", "quarterly", "weekly", "daily", "jahrlich", "jahrliche",
        "jahrlicher", "monatlich", "monatliche", "annuel", "annuelle", "mensuel", "mensuelle", "anual", "mensual",
    ]),
    ("it is a mean and no amount of one deal", &[
        "average", "avg", "mean", "median", "durchschnitt", "durchschnittlich", "durchschnittliche", "moyen", "moyenne",
        "promedio", "media",
    ]),
    (ANOTHER_YEAR, &[
        "constant", "deflated", "inflation", "ppp", "real terms", "konstant", "konstanten", "constants", "constantes",
    ]),
];

/// Words of headers that make their figures bounds of the amounts, and which.
#[rustfmt::skip]
const BOUNDS: &[(Bound, &[&str])] = &[
    (Bound::UpTo, &[
        "max", "maximum", "maximums", "up to", "at most", "no more than", "less than", "ceiling", "cap", "hochstens", "bis zu", "maximal",
        "hochstbetrag", "maximaler", "maximaal", "maksymalna", "最大", "最高", "최대", "jusqu", "au plus", "plafond", "hasta", "maximo", "maxima", "massimo", "fino", "ate", "tot", "upp till",
    ]),
    (Bound::AtLeast, &[
        "min", "mind", "minimaal", "minimalna", "最低", "最小", "최소", "minimum", "minimums", "at least", "no less than", "more than", "mindestens", "minimal", "mindestbetrag", "au moins", "minimo",
        "minima", "al menos", "almeno", "minst",
    ]),
    (Bound::About, &[
        "approx", "approximate", "approximately", "about", "circa", "ca", "env", "aprox", "cca", "przyblizona", "est", "estimate", "estimated", "indicative", "ungefahr",
        "geschatzt", "geschatzte", "geschatzter", "environ", "approximatif", "estime", "estimee", "estimation", "aproximado",
        "estimado", "estimada", "stima", "stimato",
    ]),
];

/// Signs of headers that do the same.
const BOUND_SIGNS: [(Bound, [char; 3]); 3] =
    [(Bound::UpTo, ['≤', '⩽', '<']), (Bound::AtLeast, ['≥', '>', '+']), (Bound::About, ['~', '≈', '∼'])];

/// Words that may stand beside those for amounts where the figures are the amounts of deals: "Total deal value, announced".
/// Beside other words they may be others: "Requested amount", "Electricity price".
const BESIDE_AMOUNTS: &[&str] = &[
    "announced", "announcement", "reported", "disclosed", "published", "stated", "overall", "full", "whole",
    "headline", "deals", "transactions", "invested", "investing", "funded", "fundings", "financed", "round",
    "rounds", "equity", "debt", "capital", "loans", "awarded", "signed", "contratado", "contratada",
    "contratados", "contratadas", "granted", "approved", "allocated", "campus", "construction", "build",
    "factory", "fab", "building", "range", "ranges", "bewilligt", "bewilligte", "bewilligter", "attribue",
    "attribuee", "accorde", "accordee", "octroye", "octroyee", "alloue", "allouee", "concedido", "concedida",
    "adjudicado", "adjudicada", "concesso", "assegnato", "aprovado", "aprobado", "toegekend", "beviljat",
    "bevilget", "przyznana", "przyznane", "contracts", "contracted", "agreement", "acquisitions", "acquired",
    "takeover", "merger", "buyout", "committed", "commitments", "pledged", "pledges", "planned", "proposed",
    "actual", "nominal", "current", "historical", "rate", "rates", "prices", "converted", "conversion",
    "equivalent", "original", "local", "native", "national", "lcu", "reporting", "currency", "currencies",
    "figure", "figures", "values", "amounts", "project", "projects", "programme", "program", "facility",
    "site", "plant", "startup", "company", "series", "seed", "venture", "vc", "pe", "m", "ma", "unit",
    "units", "expressed", "shown", "given", "listed", "all", "at", "on", "as", "x", "t", "u", "s", "us",
    "only", "where", "available", "if", "known", "rounded", "nominell", "angekundigt", "angekundigte",
    "angekundigter", "gesamt", "gesamte", "gesamter", "gesamtes", "gesamtbetrag", "geplant", "geplante",
    "zugesagt", "zugesagte", "transaktion", "runde", "vertrag", "ubernahme", "k", "angabe", "keine",
    "totale", "totaux", "annonce", "annonces", "annoncee", "annoncees", "leve", "leves", "levees", "investi",
    "investis", "operation", "contrat", "acquisition", "prevu", "prevus", "engage", "engages", "anunciado",
    "anunciada", "invertido", "invertida", "recaudado", "recaudada", "operacion", "transaccion", "contrato",
    "ronda", "compra", "adquisicion", "comprometido", "em", "operazione", "annunciato", "investito",
    "valore", "operacao", "rodada", "investido", "totaal", "totalt", "och", "et", "y", "und", "w", "v", "i",
    "в", "σε", "dalam", "на", "单位", "單位", "単位", "단위", "人民币",
];

/// Taxes: "Amount (excl. VAT)" is the amount of a deal, and "Amount (incl. debt)" may be another figure.
const TAXES: [&str; 12] =
    ["vat", "mwst", "ust", "iva", "tva", "btw", "moms", "gst", "ht", "ttc", "tax", "taxes"];

/// Nouns for a part of the money of a deal. A header with nothing else, such as "Debt (USD m)", may be over this part.
const PARTS: &[&str] = &[
    "debt", "equity", "cash", "stock", "seed", "mezzanine", "upfront", "milestones", "earnout", "earn",
    "fremdkapital", "eigenkapital", "dette", "capitaux", "deuda",
];

/// Why the figures of a header are no amount of a deal.
pub(super) fn no_amount(words: &[String]) -> Option<&'static str> {
    // "USD millions, historical rate" says how an amount was converted.
    let is_conversion = |phrase: &str| phrase == "rate" && contains(words, "historical rate");
    let has =
        |phrases: &[&str]| phrases.iter().any(|phrase| contains(words, phrase) && !is_conversion(phrase));
    let found = NO_AMOUNTS.iter().find(|(_, phrases)| has(phrases)).map(|(reason, _)| *reason);
    // "CA" alone is the revenue in French, and beside an amount "circa".
    let is_revenue = words.first().is_some_and(|word| word == "ca") && words.len() == 1;
    found
        .or_else(|| is_revenue.then_some("it is not the amount of a deal"))
        .or_else(|| is_enterprise_value(words).then_some("a valuation is not the amount of a deal"))
}

/// Whether a header is `EV`, but not `EV maker`, which are electric vehicles.
fn is_enterprise_value(words: &[String]) -> bool {
    let is_ev = |word: &str| ["ev", "tev"].contains(&word);
    let is_beside =
        |word: &str| ["implied", "total", "deal", "transaction", "target", "company"].contains(&word);
    words.iter().any(|word| is_ev(word)) && words.iter().all(|word| is_ev(word) || is_beside(word))
}

/// Why the figures of a header, which may be money of a deal, are not its amount.
pub(super) fn partial_amount(words: &[String]) -> Option<&'static str> {
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| contains(words, phrase));
    let found = PARTIAL_AMOUNTS.iter().find(|(_, phrases)| has(phrases)).map(|(reason, _)| *reason);
    // "2015 prices", "in prices of 2015"
    let is_price =
        |word: &String| ["price", "prices", "preise", "preisen", "prix", "precios"].contains(&word.as_str());
    let has_year = words.iter().any(|word| word.len() == 4 && is_year(word)) && words.iter().any(is_price);
    found.or_else(|| has_year.then_some(ANOTHER_YEAR))
}

/// Whether a header says that figures are in the currency of each country: `Amount (LCU)`.
pub(super) fn is_local(header: &str) -> bool {
    let words = all_header_words(header);
    ["lcu", "local currency", "national currency", "moneda local", "devise locale", "monnaie locale"]
        .iter()
        .any(|phrase| contains(&words, phrase))
}

/// Whether a header says that figures are without inflation: `Investment (real $m)`.
pub(super) fn is_in_real_terms(header: &str) -> bool {
    const BEHIND: [&str; 12] =
        ["$", "us$", "usd", "dollar", "eur", "€", "gbp", "£", "pound", "terms", "prices", "value"];
    let lower = header.to_lowercase();
    let mut found = lower.match_indices("real ");
    found.any(|(at, word)| {
        let is_word = !lower[..at].ends_with(char::is_alphanumeric);
        is_word && BEHIND.iter().any(|next| lower[at + word.len()..].trim_start().starts_with(next))
    })
}

/// Whether words say that figures are in the money of one year, as "2015 prices" do.
pub(super) fn is_of_another_year(words: &[String]) -> bool {
    partial_amount(words) == Some(ANOTHER_YEAR)
}

/// Returns the word by which the figures below a header may be others than the amounts of the deals, as it stands there:
/// "Requested". A header without words, such as `USD m`, has none. If it names two bounds, its words are all returned.
pub(super) fn other_word(header: &str) -> Option<String> {
    if header.contains('%') {
        return Some("%".to_owned());
    }
    let label = read_header(header).label;
    let words = header_words(&label);
    let phrases = BOUNDS.iter().flat_map(|(_, phrases)| *phrases).filter(|phrase| contains(&words, phrase));
    let of_bounds: Vec<&str> = phrases.flat_map(|phrase| phrase.split(' ')).collect();
    let is_beside_tax =
        |word: &str| ["excl", "excluding", "incl", "including", "ex", "hors", "exkl", "inkl"].contains(&word);
    let is_tax = |word: &str| TAXES.contains(&word);
    let has = |is: &dyn Fn(&str) -> bool| words.iter().any(|word| is(word));
    let is_taxed = has(&is_tax) && has(&is_beside_tax);
    let is_of_tax = |word: &str| is_taxed && (is_tax(word) || is_beside_tax(word));
    let is_other =
        |word: &&String| !is_known(word) && !is_of_tax(word) && !of_bounds.contains(&word.as_str());
    let is_multiple = header.contains(['/', '×', '*']) || words.iter().any(|word| word == "x");
    // "2024 (USD m)" may be the part of one year.
    let is_part = |word: &String| PARTS.contains(&word.as_str()) || (word.len() == 4 && is_year(word));
    if !words.is_empty() && words.iter().all(is_part) {
        return Some(label);
    }
    let is_factor = |word: &&String| is_multiple && word.bytes().all(|byte| byte.is_ascii_digit());
    let Some(word) = words.iter().find(|word| is_other(word) || is_factor(word)) else {
        return (bounds(header, &label).len() > 1).then_some(label);
    };
    let mut written = header.split(|c: char| !c.is_alphanumeric());
    Some(written.find(|part| fold(part).contains(word)).unwrap_or(word).to_owned())
}

/// Returns what a header makes of the figures below it: "Max. amount" of `5` is "up to 5".
pub(super) fn bound(header: &str) -> Bound {
    match bounds(header, &read_header(header).label)[..] {
        [bound] => bound,
        _ => Bound::Exact,
    }
}

/// Whether words make the figures that they are about bounds.
pub(super) fn has_bound(words: &[String]) -> bool {
    BOUNDS.iter().any(|(_, phrases)| phrases.iter().any(|phrase| contains(words, phrase)))
}

/// Returns the bounds that a header of this label names.
fn bounds(header: &str, label: &str) -> Vec<Bound> {
    let words = all_header_words(label);
    // Chinese and Japanese have no spaces: "最大金額".
    let is_unspaced = |phrase: &str| phrase.chars().all(|c| c > '\u{2e80}');
    let has = |phrase: &&str| contains(&words, phrase) || (is_unspaced(phrase) && label.contains(*phrase));
    let by_words =
        |bound: Bound| BOUNDS.iter().any(|(known, phrases)| *known == bound && phrases.iter().any(has));
    let by_signs =
        |bound: Bound| BOUND_SIGNS.iter().any(|(known, signs)| *known == bound && header.contains(*signs));
    let known = [Bound::UpTo, Bound::AtLeast, Bound::About];
    known.into_iter().filter(|bound| by_words(*bound) || by_signs(*bound)).collect()
}

/// Whether a word beside an amount says nothing else.
pub(super) fn is_known(word: &str) -> bool {
    let is_of = |phrases: &[&str]| phrases.iter().any(|phrase| phrase.split(' ').any(|part| part == word));
    let is_amount =
        |(subject, phrases): &(Subject, &[&str])| *subject == Subject::Field(Field::Amount) && is_of(phrases);
    HEADERS.iter().any(is_amount)
        || BESIDE_AMOUNTS.contains(&word)
        || FILLERS.contains(&word)
        || is_year(word)
        || (word.len() > 3 && Area::find(word).is_some())
}

/// Whether a number of a header is a year or that of a footnote. Others may be factors: "Amount / 2".
fn is_year(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
        && (word.len() == 1 || (word.len() == 4 && word.starts_with(['1', '2'])))
}

/// Words for the ends of ranges.
const ENDS: &[&str] = &[
    "from", "to", "low", "high", "lower", "upper", "lowest", "highest", "min", "max", "minimum", "maximum",
    "limit", "bound", "end", "von", "bis", "ab", "min.", "max.", "de", "desde", "hasta", "van", "tot", "da",
    "a", "od", "do", "от", "до", "minimal", "maximal",
];

/// Whether two headers are of the ends of ranges: they are the same but for words for ends, or the other has no word but these.
pub(super) fn are_ends(header: &str, other: &str) -> bool {
    let words = |header: &str| all_header_words(&read_header(header).label);
    let plain = |words: &[String]| {
        let is_plain = |word: &&String| !ENDS.contains(&word.as_str()) && !FILLERS.contains(&word.as_str());
        words.iter().filter(is_plain).cloned().collect::<Vec<_>>()
    };
    let (first, second) = (words(header), words(other));
    let is_end = |word: &String| ENDS.contains(&word.as_str()) && !["a", "de"].contains(&word.as_str());
    let has_sign = other.contains('±');
    let rest = plain(&second);
    (second.iter().any(is_end) || has_sign) && (rest.is_empty() || rest == plain(&first))
}

/// Nouns that stand for any figure of money. Beside another header for amounts they say less.
const GENERIC: &[&str] = &[
    "price", "consideration", "money", "value", "size", "sum", "volume", "ticket", "ticket size",
    "expenditure", "cost", "costs", "budget", "total", "volumen", "summe", "wert", "hohe", "kosten", "prix",
    "somme", "valeur", "cout", "precio", "coste", "costo", "presupuesto", "valor", "suma", "summa",
];

/// Whether a header may be of all the money that a company raised.
pub(super) fn is_raised(words: &[String]) -> bool {
    ["raised", "raise", "funding", "funds"].into_iter().any(|word| contains(words, word))
}

/// Whether a header is of prices, which are those of each piece where pieces are counted.
pub(super) fn is_price(words: &[String]) -> bool {
    ["price", "preis", "prix", "precio", "prezzo"].into_iter().any(|word| contains(words, word))
}

/// Whether a header counts shares or other pieces.
pub(super) fn counts_pieces(words: &[String]) -> bool {
    let phrases = [
        "shares", "units", "quantity", "qty", "tonnes", "tons", "pieces", "aktien", "stuck", "actions",
        "acciones",
    ];
    phrases.into_iter().any(|phrase| contains(words, phrase))
}

/// Whether a header says which of several states of an amount its figures are: "Revised amount", "Gesamtinvestition".
pub(super) fn names_version(words: &[String]) -> bool {
    const VERSIONS: [&str; 20] = [
        "original", "initial", "revised", "updated", "latest", "final", "actual", "new", "current",
        "amended", "adjusted", "planned", "geplant", "tatsachlich", "ursprunglich", "aktuell",
        "initialement", "revise", "actualizado", "previsto",
    ];
    words.iter().any(|word| VERSIONS.contains(&word.as_str()))
}

/// Whether a header is that of layoffs, which are no deals.
pub(super) fn is_of_layoffs(words: &[String]) -> bool {
    let phrases = ["laid off", "layoff", "layoffs", "lay offs", "job cuts", "jobs cut", "redundancies"];
    phrases.into_iter().any(|phrase| contains(words, phrase))
}

/// Whether the words of a header are a noun for any figure of money.
pub(super) fn is_generic(words: &[String]) -> bool {
    GENERIC.contains(&words.join(" ").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_companies_are_not_those_of_deals() {
        for header in [
            "Valuation ($B)", "Post-money valuation", "Total Raised", "Annual revenue", "Market Cap",
            "Umsatz", "Enterprise Value (USDm)", "EV (EURm)", "Implied EV ($m)", "# investors",
            "No. of investors", "Capacity (MW)",
        ] {
            assert!(no_amount(&header_words(header)).is_some(), "{header}");
        }
        for header in ["EV investment (USD m)", "Deal Value ($USDmm, Historical rate)"] {
            assert!(no_amount(&header_words(header)).is_none(), "{header}");
        }
    }

    #[test]
    fn a_header_of_amounts_has_no_other_word() {
        for header in [
            "Amount (USD m)",
            "Total deal value, announced (€ millions)",
            "Investment in Poland (EUR)",
            "fundingTotalUsd",
            "Betrag in EUR (k.A. = keine Angabe)",
            "Betrag (T€)",
            "Bedrag (x € 1.000)",
            "Montant total annoncé (M€)",
            "Importe total de la operación (millones de euros)",
            "Deal Value ($USDmm, Historical rate)",
            "Amount raised (in US$ millions)",
            "Amount (1e6 USD)",
            "Total capital expenditure",
            "CapEx (bn USD)",
            "Total CapEx",
            "金額（百万円）",
            "金额（单位：万元）",
            "금액 (단위: 백만원)",
            "Kwota (w mln EUR)",
            "Beløp (MNOK)",
            "USD m",
            "in €k",
            "$",
        ] {
            assert_eq!((other_word(header), bound(header)), (None, Bound::Exact), "{header}");
        }
        for (header, word) in [
            ("Requested amount", "Requested"),
            ("Match funding", "Match"),
            ("Electricity price", "Electricity"),
            ("Amount paid", "paid"),
            ("Private investment", "Private"),
            ("Last round amount", "Last"),
            ("GDP impact ($m)", "GDP"),
            ("VAT", "VAT"),
            ("Deal value (100% basis)", "%"),
            ("Stock consideration", "Stock"),
            ("Amount from", "from"),
            ("Amount in words", "words"),
            ("Potential value", "Potential"),
            ("Award date", "date"),
            ("Grant recipient", "recipient"),
            ("% of total", "%"),
            ("Amount / 2 (USD m)", "2"),
            ("Amount x 2 (USD m)", "2"),
        ] {
            assert_eq!(other_word(header).as_deref(), Some(word), "{header}");
        }
    }

    #[test]
    fn a_header_may_make_its_figures_bounds() {
        for (header, expected) in [
            ("Max. amount (USD m)", Bound::UpTo),
            ("Amount, up to ($M)", Bound::UpTo),
            ("Grant ceiling", Bound::UpTo),
            ("Investition (bis zu, Mio. EUR)", Bound::UpTo),
            ("Amount (≤ USD m)", Bound::UpTo),
            ("Minimum investment", Bound::AtLeast),
            ("Amount ($M+)", Bound::AtLeast),
            ("Amount (≥)", Bound::AtLeast),
            ("Approx. amount", Bound::About),
            ("Estimated project cost", Bound::About),
            ("~ USD m", Bound::About),
            ("Ca. Beløp (MNOK)", Bound::About),
            ("Amount (USD m, max.)", Bound::UpTo),
            ("Höchstbetrag (EUR)", Bound::UpTo),
            ("最大金額（百万円）", Bound::UpTo),
        ] {
            assert_eq!((other_word(header), bound(header)), (None, expected), "{header}");
        }
        assert!(other_word("Amount (min/max)").is_some());
        for (header, other) in [
            ("Betrag von (Mio. USD)", "Betrag bis (Mio. USD)"),
            ("Amount (USD m)", "to (USD m)"),
            ("Amount (USD m)", "Amount upper (USD m)"),
            ("Amount (USD m)", "Max (USD m)"),
            ("Amount (USD m)", "± (USD m)"),
            ("Importe hasta (M€)", "Importe desde (M€)"),
        ] {
            assert!(are_ends(header, other), "{header}, {other}");
        }
        assert!(!are_ends("Amount (USD m)", "Valuation (USD m)") && !are_ends("Amount", "Amount (EUR)"));
    }
}
