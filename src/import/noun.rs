//! Finds what a header is about by its last noun: "Investor country" is a country, not an investor.

use super::amount_words::no_amount;
use super::date_header;
use super::rule::Field;
use super::vocabulary::{
    AFTER_COMPANIES, ANY_COMPANIES, BESIDE_COMPANIES, BESIDE_PLACES, BESIDE_STATUSES,
    COMPANIES_BEFORE_ATTRIBUTES, COUNTRIES, HEADERS, OTHER_COMPANIES, OTHER_PLACES, Subject,
};
use super::words::{all_header_words, contains, header_words, is_filler};
use crate::deal::Role;

/// From this rank on, the header of a column has more words than those of its subject.
pub(super) const INEXACT: usize = 100;

/// What a header announces, and how well its words fit: 0 is best.
pub(super) fn subjects(header: &str) -> Vec<(Subject, usize)> {
    let words = header_words(header);
    let mut found = Vec::new();
    let company = company_words(&words);
    for (subject, phrases) in HEADERS {
        let words = if matches!(subject, Subject::Party(_)) { company } else { &words };
        let ranks = phrases.iter().enumerate().filter_map(|(rank, phrase)| {
            let parts: Vec<&str> = phrase.split(' ').collect();
            let at = words.windows(parts.len()).rposition(|window| window.iter().eq(parts.iter()))?;
            if parts.len() == words.len() {
                return Some(rank);
            }
            // The last words of a header are its noun: the place in "Company Country".
            let distance = words.len() - at - parts.len();
            Some(INEXACT + 100 * distance + 10 * (words.len() - parts.len()) + rank / 10)
        });
        let rank = ranks.min().and_then(|rank| match subject {
            Subject::Field(Field::Announced) => announced_rank(words, rank),
            Subject::Field(Field::Year | Field::Quarter | Field::Month | Field::Day) => {
                date_header::rank(words).map(|_| rank)
            }
            _ => Some(rank),
        });
        found.extend(rank.map(|rank| (*subject, rank)));
    }
    let noun = Noun::of(header);
    found.retain(|(subject, _)| noun.may_be(*subject, &words));
    if is_announced_for(header) {
        let is_date = |field: Field| {
            matches!(field, Field::Announced | Field::Year | Field::Quarter | Field::Month | Field::Day)
        };
        found.retain(|(subject, _)| !matches!(subject, Subject::Field(field) if is_date(*field)));
    }
    // A "winning bidder" is no bidder.
    let is_party = |subject: &Subject| matches!(subject, Subject::Party(_));
    if found.iter().any(|(subject, rank)| is_party(subject) && *rank < INEXACT) {
        found.retain(|(subject, rank)| !is_party(subject) || *rank < INEXACT);
    }
    found.sort_by_key(|(_, rank)| *rank);
    found
}

/// Returns the rank of a header of dates, whose phrase has the rank `rank`; `None` if it may be about other dates.
fn announced_rank(words: &[String], rank: usize) -> Option<usize> {
    let known = date_header::rank(words)?;
    // "Announced investment" may be an amount.
    let is_clear = rank < INEXACT || date_header::names_dates(words);
    Some(if is_clear { known } else { rank })
}

/// Why a header announces nothing of a deal although it names a company or a place.
pub(super) fn other_subject(header: &str, is_money: bool) -> Option<&'static str> {
    let words = header_words(header);
    let noun = Noun::of(header);
    let is_size = noun.is_size_of_company(&words);
    if noun.is_company && names_other_role(&words) {
        return Some("it may name companies in another role");
    }
    if noun.is_company || (is_money && !is_size) || !(is_size || subjects(header).is_empty()) {
        None
    } else if is_other_place(&words) {
        Some("it is not the place of the deal")
    } else {
        noun.companies.first().map(|_| "it describes a company and does not name one")
    }
}

/// What is known of the noun of a header.
struct Noun {
    /// Whether it is a company.
    is_company: bool,
    /// The roles of the companies that the header names, as its noun or beside it.
    companies: Vec<Role>,
}

impl Noun {
    fn of(header: &str) -> Self {
        let phrases = HEADERS.iter().filter_map(|(subject, phrases)| match subject {
            Subject::Party(role) => Some((*role, *phrases)),
            _ => None,
        });
        let phrases: Vec<(Role, &str)> =
            phrases.flat_map(|(role, phrases)| phrases.iter().map(move |phrase| (role, *phrase))).collect();
        let words = header_words(header);
        let named = phrases.iter().filter(|(_, phrase)| contains(&words, phrase));
        // "Company / Project" is a company under another word.
        let mut alternatives = header.split(['/', '&', '+']).map(noun_last);
        Self {
            is_company: no_amount(&words).is_none() && alternatives.any(|words| is_company(&words, &phrases)),
            companies: named.map(|(role, _)| *role).collect(),
        }
    }

    /// Whether a header of this noun may announce a subject.
    fn may_be(&self, subject: Subject, words: &[String]) -> bool {
        use Field::{Amount, Id, Kind, Place, PlaceName, Publisher, Quote, Round, Source, Status, Title};
        match subject {
            Subject::Party(_) => {
                let is_other = |word: &String| OTHER_COMPANIES.contains(&word.as_str());
                self.is_company && !words.iter().any(is_other) && !names_other_role(words)
            }
            Subject::Field(Place | PlaceName) => {
                let is_of_other = !self.companies.is_empty() && !self.companies.contains(&Role::Recipient);
                !self.is_company && !is_other_place(words) && !is_of_other
            }
            // "Location of project"
            Subject::Field(Title) => {
                self.companies.is_empty() && !words.iter().any(is_of_place) && ends_with(subject, words)
            }
            Subject::Field(Status) => {
                let is_status = |word: &String| {
                    BESIDE_STATUSES.contains(&word.as_str()) || ends_with(subject, std::slice::from_ref(word))
                };
                self.companies.is_empty() && words.iter().all(is_status)
            }
            Subject::Field(Kind | Round | Id | Source | Publisher | Quote) => self.companies.is_empty(),
            Subject::Field(Amount) => !self.is_size_of_company(words),
            Subject::Field(_) | Subject::Name => true,
        }
    }

    /// Whether it is the size or the value of a company: "Company size", but not "Target deal value".
    fn is_size_of_company(&self, words: &[String]) -> bool {
        let is_size = |word: &str| ["size", "value", "volume"].contains(&word);
        let [company, size] = words else { return false };
        !self.companies.is_empty() && is_size(size) && !is_size(company)
    }
}

/// Whether a header of companies has a word that may give them another role: "Losing bidder", "Former investors".
fn names_other_role(words: &[String]) -> bool {
    let is_named = |subject: &Subject| matches!(subject, Subject::Party(_));
    let phrases = HEADERS.iter().filter(|(subject, _)| is_named(subject)).flat_map(|(_, phrases)| *phrases);
    let mut is_known: Vec<bool> = words
        .iter()
        .map(|word| {
            let word = word.as_str();
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            is_number
                || is_filler(word)
                || AFTER_COMPANIES.contains(&word)
                || BESIDE_COMPANIES.contains(&word)
        })
        .collect();
    for phrase in phrases {
        let length = phrase.split(' ').count();
        for at in 0..(words.len() + 1).saturating_sub(length) {
            if words[at..at + length].iter().eq(phrase.split(' ')) {
                is_known[at..at + length].fill(true);
            }
        }
    }
    is_known.contains(&false)
}

/// Whether a header names companies in a role that is not known: "Losing bidder".
pub(super) fn names_companies(header: &str) -> bool {
    let words = header_words(header);
    let is_other = |word: &String| OTHER_COMPANIES.contains(&word.as_str());
    Noun::of(header).is_company && !words.iter().any(is_other) && names_other_role(&words)
}

/// Whether the dates below a header are those for which something is announced, and come later: "Announced for (year)".
pub(super) fn is_announced_for(header: &str) -> bool {
    contains(&all_header_words(header), "announced for")
}

/// Whether a header is one of places, and no more: "Location".
pub(super) fn is_of_places(header: &str) -> bool {
    let is_place =
        |(subject, rank): &(Subject, usize)| *subject == Subject::Field(Field::Place) && *rank < INEXACT;
    // A country beside "Destination country" is another one.
    let is_country = |word: &String| COUNTRIES.contains(&word.as_str());
    subjects(header).iter().any(is_place) && !header_words(header).iter().any(is_country)
}

/// Whether a column names companies by its header, whatever they do: "Parent company", "Seller".
pub(super) fn is_of_companies(header: &str) -> bool {
    let is_other = |word: &String| OTHER_COMPANIES.contains(&word.as_str());
    Noun::of(header).is_company || header_words(header).iter().any(is_other)
}

/// Whether a header of companies says no more than that they are companies: "Company name", but not "Target company".
pub(super) fn is_any_company(words: &[String]) -> bool {
    words.iter().all(|word| {
        let word = word.as_str();
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        let gets_money = ["acquired", "funded", "backed", "invested"].contains(&word);
        let is_after = AFTER_COMPANIES.contains(&word) && !gets_money;
        is_number || is_filler(word) || ANY_COMPANIES.contains(&word) || is_after
    })
}

/// Whether the words of a header end with those of a subject: "Transaction status" is no transaction.
fn ends_with(subject: Subject, words: &[String]) -> bool {
    let mut phrases = HEADERS.iter().filter(|(known, _)| *known == subject).flat_map(|(_, phrases)| *phrases);
    phrases.any(|phrase| {
        let parts: Vec<&str> = phrase.split(' ').collect();
        words.len() >= parts.len() && words[words.len() - parts.len()..].iter().eq(parts.iter())
    })
}

/// Returns the words of a header without those that may follow the noun of a company: "bidder" of "bidder company".
fn company_words(words: &[String]) -> &[String] {
    let is_party = |words: &[String]| {
        HEADERS.iter().any(|(subject, _)| matches!(subject, Subject::Party(_)) && ends_with(*subject, words))
    };
    let mut noun = words;
    while let [rest @ .., last] = noun
        && AFTER_COMPANIES.contains(&last.as_str())
    {
        noun = rest;
        if is_party(noun) {
            return noun;
        }
    }
    words
}

/// Whether the place of a header is not that of a deal: another word says whose it is, as in "Donor country".
fn is_other_place(words: &[String]) -> bool {
    let is_of_deal = |word: &String| {
        is_of_place(word)
            || BESIDE_PLACES.contains(&word.as_str())
            || recipients().any(|name| name == word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.iter().any(is_of_place) && !words.iter().all(is_of_deal)
        || words.iter().any(|word| OTHER_PLACES.contains(&word.as_str()))
}

/// Whether a word of a header is one for places.
fn is_of_place(word: &String) -> bool {
    let is_place = |subject: &Subject| matches!(subject, Subject::Field(Field::Place | Field::PlaceName));
    let mut phrases =
        HEADERS.iter().filter(|(subject, _)| is_place(subject)).flat_map(|(_, phrases)| *phrases);
    phrases.any(|phrase| *phrase == word)
}

/// Returns the words for companies that get money.
fn recipients() -> impl Iterator<Item = &'static str> {
    let is_recipient = |subject: &Subject| *subject == Subject::Party(Role::Recipient);
    let phrases = HEADERS.iter().filter(move |(subject, _)| is_recipient(subject));
    phrases.flat_map(|(_, phrases)| phrases.iter().flat_map(|phrase| phrase.split(' ')))
}

/// Whether words end with a company, but for words that may follow it.
fn is_company(words: &[String], phrases: &[(Role, &str)]) -> bool {
    let is_after = |word: &str| {
        AFTER_COMPANIES.contains(&word) || is_filler(word) || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    if words.first().is_some_and(|word| COMPANIES_BEFORE_ATTRIBUTES.contains(&word.as_str())) {
        return true;
    }
    // "País beneficiario"
    if words.len() > 1 && words.first().is_some_and(is_of_place) {
        return false;
    }
    let mut end = words.len();
    loop {
        let is_end = |(_, phrase): &(Role, &str)| {
            let parts: Vec<&str> = phrase.split(' ').collect();
            end >= parts.len() && words[end - parts.len()..end].iter().eq(parts.iter())
        };
        if phrases.iter().any(is_end) {
            return true;
        }
        match end.checked_sub(1).filter(|last| is_after(&words[*last])) {
            Some(last) => end = last,
            None => return false,
        }
    }
}

/// Returns the words of a header with its noun at the end: "Country of the investor" as "investor country". What is in
/// brackets behind it says more of it.
fn noun_last(header: &str) -> Vec<String> {
    const PREPOSITIONS: [&str; 14] =
        ["of", "for", "in", "de", "du", "des", "d", "del", "von", "der", "fur", "pour", "para", "by"];
    let outside = header.split(['(', '[']).next().filter(|outside| !outside.trim().is_empty());
    let words = all_header_words(outside.unwrap_or(header));
    let preposition = words.iter().skip(1).position(|word| PREPOSITIONS.contains(&word.as_str()));
    match preposition.map(|at| words.split_at(at + 1)) {
        // "Acquired by" is a phrase, and "Name of the company" a company.
        Some((noun, rest)) if rest[0] != "by" && !noun.iter().all(|word| is_filler(word)) => {
            [&rest[1..], noun].concat()
        }
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(header: &str) -> Option<Subject> {
        subjects(header).first().map(|found| found.0)
    }

    #[test]
    fn the_noun_of_a_header_is_its_subject() {
        for (header, subject) in [
            ("Company Country", Subject::Field(Field::Place)),
            ("Lead investors", Subject::Party(Role::Investor)),
            ("Date of announcement", Subject::Field(Field::Announced)),
            ("Betrag (Mio. EUR)", Subject::Field(Field::Amount)),
            ("Importe", Subject::Field(Field::Amount)),
            ("Fecha de anuncio", Subject::Field(Field::Announced)),
            ("target_name", Subject::Party(Role::Recipient)),
            ("Name of Startup", Subject::Party(Role::Recipient)),
            ("Nombre de la empresa", Subject::Party(Role::Recipient)),
            ("Empresa objetivo", Subject::Party(Role::Recipient)),
            ("Company acquired", Subject::Party(Role::Recipient)),
            ("Company (HQ)", Subject::Party(Role::Recipient)),
            ("Investor(s)", Subject::Party(Role::Investor)),
            ("Investor 2", Subject::Party(Role::Investor)),
            ("Investor legal name", Subject::Party(Role::Investor)),
            ("Acquired by", Subject::Party(Role::Investor)),
            ("Bidder Company", Subject::Party(Role::Investor)),
            ("Acquirer company name", Subject::Party(Role::Investor)),
            ("Operator", Subject::Party(Role::Operator)),
            ("Transaction Status", Subject::Field(Field::Status)),
            ("Investing company", Subject::Party(Role::Investor)),
            ("Investors in the round", Subject::Party(Role::Investor)),
            ("Company / Project", Subject::Party(Role::Recipient)),
            ("New investors", Subject::Party(Role::Investor)),
            ("Investment firm", Subject::Party(Role::Investor)),
            ("Empresa compradora", Subject::Party(Role::Investor)),
            ("Winning bidder", Subject::Party(Role::Provider)),
            ("買い手", Subject::Party(Role::Investor)),
            ("Заказчик", Subject::Party(Role::Customer)),
            ("Исполнитель", Subject::Party(Role::Provider)),
            ("Target deal value", Subject::Field(Field::Amount)),
        ] {
            assert_eq!(best(header), Some(subject), "{header}");
        }
    }

    #[test]
    fn what_describes_a_company_is_none() {
        for header in [
            "Business Model", "Company type", "Company URL", "Company website", "Company country",
            "Company status", "Company size", "Company stage", "Target sector", "Investor type",
            "Investor location", "Investor country", "Country of the investor", "Type of investor",
            "Investor nationality", "# investors", "No. of investors", "Acquirer type", "Acquirer nation",
            "Supplier type", "Seller company", "Parent company", "Losing bidder", "Former investors",
            "Previous investors", "Potential buyer", "Target company's competitor", "Investors (exited)",
            "Law firm", "Adviser", "Auditor", "Competitor", "Seller", "売り手", "Deal nature", "Vendor ID",
            "Contractor country", "Customer segment",
        ] {
            let found = subjects(header);
            let is_place = |subject: &Subject| *subject == Subject::Field(Field::Place);
            assert!(
                found.iter().all(|(subject, _)| is_place(subject) && header == "Company country"),
                "{header}: {found:?}"
            );
        }
    }

    #[test]
    fn places_where_money_comes_from_are_not_those_of_deals() {
        for header in [
            "Source Country", "Home country", "Investor country", "Acquirer country", "HQ Country",
            "Headquarters Location", "Country of origin", "Parent country", "Source City",
            "Supplier country", "Donor country", "Seller country", "Country of the sponsor",
            "Client country", "Fund country", "Exporting country", "País del donante", "Headquarters",
        ] {
            assert!(best(header).is_none_or(|found| found == Subject::Field(Field::Source)), "{header}");
            assert_eq!(
                subjects(header).iter().find(|(subject, _)| {
                    matches!(subject, Subject::Field(Field::Place | Field::PlaceName))
                }),
                None,
                "{header}"
            );
        }
        for header in [
            "Destination Country", "Host country", "Target country", "Project country", "Target nation",
            "Location of project", "Country (ISO 3)", "Data center location", "Place of performance",
            "Pays bénéficiaire", "Where", "Страна", "国家/地区", "국가",
        ] {
            assert_eq!(best(header), Some(Subject::Field(Field::Place)), "{header}");
        }
    }
}
