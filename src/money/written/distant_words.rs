//! Words of a remark that may be the unit or the currency of the figure, with something else between: `$41* m`, `$5m, CAD`.

use rust_decimal::Decimal;

use super::figure::Reader;
use super::grammar::Parsed;
use super::remark::{CAPITALS, DOLLARS};
use super::scaled;
use super::token::{Kind, Token};
use crate::invalid::Problem;
use crate::money::sign::Sign;
use crate::money::{Currency, Unit};
use crate::text::{fold, quote};

/// Adjectives and country codes of dollars that [`DOLLARS`] lacks. Most are also those of places.
const MORE_DOLLARS: [(&str, &[&str]); 9] = [
    ("AUD", &["australian", "au"]),
    ("CAD", &["ca"]),
    ("SGD", &["sg"]),
    ("MXN", &["mx"]),
    ("JMD", &["jamaican"]),
    ("NAD", &["namibian"]),
    ("FJD", &["fijian"]),
    ("TTD", &["trinidadian"]),
    ("BMD", &["bermudian"]),
];

/// Adjectives of pounds.
const POUNDS: [(&str, &[&str]); 5] = [
    ("EGP", &["egyptian"]),
    ("IEP", &["irish"]),
    ("LBP", &["lebanese"]),
    ("SDG", &["sudanese"]),
    ("SYP", &["syrian"]),
];

impl<'a> Reader<'_, 'a> {
    /// Refuses a word of a remark that may be the unit or the currency of the figure. The remark begins at `from`.
    pub(super) fn check_apart(&self, parsed: &Parsed<'a>, at: usize, from: usize) -> Result<(), Problem> {
        let (word, text, figure) =
            (quote(self.tokens[at].text), quote(self.text), quote(parsed.figure.trim()));
        if self.may_be_unit(parsed, at, from) {
            return Err(Problem::new(format!("{word} in {text} may be the unit of {figure}"))
                .hint("write the unit right after the figure, as in $5 million"));
        }
        if self.may_be_currency(parsed, at, from) {
            return Err(Problem::new(format!("{word} in {text} may be the currency"))
                .hint("write the code before the figure, as in CAD 5m"));
        }
        Ok(())
    }

    fn may_be_unit(&self, parsed: &Parsed<'a>, at: usize, from: usize) -> bool {
        let token = &self.tokens[at];
        let unit = match token.kind {
            // "(000s)"
            Kind::Number if token.key.len() >= 3 && token.key.bytes().all(|digit| digit == b'0') => {
                Some(Unit::THOUSANDS)
            }
            Kind::Word if !(at > from && self.is_kind(at - 1, Kind::Number)) => Unit::find(token.text),
            _ => None,
        };
        if parsed.is_complete || unit.is_none() || unit == self.context.unit {
            return false;
        }
        match token.text.chars().count() {
            1 => self.is_small(parsed) && self.ends_part(at + 1) && self.is_lone_letter(at, from),
            // "Memphis, TN"
            2 => self.is_small(parsed),
            _ => true,
        }
    }

    /// Whether the number is below 1,000 as it is written, so that it is no amount in full digits.
    fn is_small(&self, parsed: &Parsed<'a>) -> bool {
        let unit = self.context.unit.unwrap_or(Unit::ONE);
        let one = scaled(Decimal::ONE, unit, self.text).unwrap_or(Decimal::ONE);
        let number = parsed.quantity.estimate().headline.checked_div(one);
        number.is_some_and(|number| number < Decimal::ONE_THOUSAND)
    }

    /// Whether the letter at `at` is neither part of a name, as in "Series B", nor alone in brackets, as a footnote.
    fn is_lone_letter(&self, at: usize, from: usize) -> bool {
        let Some(before) = at.checked_sub(1).filter(|before| *before >= from) else { return true };
        let before = &self.tokens[before];
        match before.kind {
            Kind::Word => ["in", "en"].contains(&before.key.as_ref()),
            Kind::Mark('(' | '[') => false,
            _ => true,
        }
    }

    /// Whether a part of the remark ends before `at`.
    fn ends_part(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|token| token.is_mark(&[')', ']', ',', ';', '.', '?']))
    }

    fn may_be_currency(&self, parsed: &Parsed<'a>, at: usize, from: usize) -> bool {
        let token = &self.tokens[at];
        let kind = Symbol::of(parsed);
        if token.kind != Kind::Word || kind == Symbol::Clear {
            return false;
        }
        let is_other = |currency: Currency| !parsed.currencies.contains(&currency);
        let is_code = token.text.len() == 3
            && token.text.bytes().all(|byte| byte.is_ascii_uppercase())
            && !CAPITALS.contains(&token.text);
        if is_code && Currency::by_code(token.text).is_some_and(is_other) {
            return true;
        }
        if kind == Symbol::Absent {
            return false;
        }
        let is_local = token.key == "local"
            && self.tokens.get(at + 1).is_some_and(|next| next.key.starts_with("currenc"));
        is_local || self.is_other_name(parsed, at, from) || self.is_adjective(parsed, kind, at, from)
    }

    /// Whether the name of another currency stands at `at`: "loan in Canadian dollars", but not "Crown Estate".
    fn is_other_name(&self, parsed: &Parsed<'a>, at: usize, from: usize) -> bool {
        let Some((sign, length)) = self.name(at) else { return false };
        let follows_in = at > from && ["in", "en"].contains(&self.tokens[at - 1].key.as_ref());
        let others = match sign {
            Sign::One(currency) | Sign::Hundredth(currency) => vec![currency],
            Sign::Shared(currencies) => currencies,
        };
        (length > 1 || follows_in) && !others.iter().any(|other| parsed.currencies.contains(other))
    }

    /// Whether an adjective stands at `at` that makes another currency of a sign or a name: "$5m, Canadian".
    fn is_adjective(&self, parsed: &Parsed<'a>, symbol: Symbol, at: usize, from: usize) -> bool {
        let token = &self.tokens[at];
        let ends = |at: usize| {
            let is_noun =
                |token: &Token<'_>| ["dollar", "dollars", "pound", "pounds"].contains(&token.key.as_ref());
            self.ends_part(at) || self.tokens.get(at).is_some_and(is_noun)
        };
        let next = self.tokens.get(at + 1).map_or("", |next| next.key.as_ref());
        let two_words = match (token.key.as_ref(), next) {
            ("hong", "kong") => Some("HKD"),
            ("new", "zealand") => Some("NZD"),
            _ => None,
        };
        let is_other = |code: &str| !parsed.currencies.iter().any(|known| known.code() == code);
        if let Some(code) = two_words.filter(|_| symbol == Symbol::Dollar) {
            return ends(at + 2) && is_other(code);
        }
        let words = if symbol == Symbol::Pound { POUNDS.iter() } else { MORE_DOLLARS.iter() };
        let mut words = words.chain(if symbol == Symbol::Dollar { DOLLARS[1..].iter() } else { [].iter() });
        let key = token.key.trim_end_matches('.');
        let Some((code, _)) = words.find(|(_, words)| words.contains(&key)) else { return false };
        // The code of a country is one as the first word only: "San Francisco, CA".
        let is_country = key.len() == 2;
        let is_first = self.tokens[from..at].iter().all(|token| token.is_mark(&['(', '[', ',']));
        let is_upper = token.text.bytes().all(|byte| !byte.is_ascii_lowercase());
        symbol != Symbol::Other && ends(at + 1) && is_other(code) && (!is_country || (is_first && is_upper))
    }
}

/// What the sign of a currency leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    /// A dollar.
    Dollar,
    /// A pound.
    Pound,
    /// Another sign of several currencies.
    Other,
    /// Nothing: a code, or a sign of one currency.
    Clear,
    /// There is none: the currency is that of the column.
    Absent,
}

impl Symbol {
    fn of(parsed: &Parsed<'_>) -> Self {
        let symbol = fold(parsed.symbol);
        match symbol.as_str() {
            "" => Self::Absent,
            "$" | "＄" | "dollar" | "dollars" => Self::Dollar,
            "£" | "￡" | "pound" | "pounds" => Self::Pound,
            "¥" | "￥" | "kr" | "kronor" | "kroner" | "krona" | "rs" | "₨" | "peso" | "pesos" | "franc"
            | "francs" => Self::Other,
            _ => Self::Clear,
        }
    }
}
