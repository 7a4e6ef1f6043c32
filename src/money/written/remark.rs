//! What follows an amount: an equivalent in brackets, or a remark that has no other figure.

use super::Context;
use super::figure::{Reader, not_an_amount};
use super::grammar::Parsed;
use super::token::{Kind, Token, phrase};
use super::word::{Place, Reading, Word, read};
use super::words::{Meaning, is_tax};
use crate::invalid::Problem;
use crate::money::{Amount, Bound, Currency};
use crate::text::quote;

/// What follows an amount.
#[derive(Default)]
pub(super) struct Rest {
    pub(super) equivalent: Option<Amount>,
    pub(super) remark: Option<String>,
    /// The currency of an adjective after `$`: "$5 million Canadian".
    pub(super) dollar: Option<Currency>,
    /// Whether something is paid besides: "$5m cash plus stock".
    pub(super) has_more: bool,
    /// What its words say of the figure: "$5m in cash (est.)".
    pub(super) bound: Option<Bound>,
}

/// Adjectives after a bare dollar sign, with the currency that they make of it.
pub(super) const DOLLARS: [(&str, &[&str]); 10] = [
    ("USD", &["us", "u.s", "american", "usd"]),
    ("CAD", &["canadian", "cdn", "cad", "can"]),
    ("AUD", &["australian", "aus", "aud", "aussie"]),
    ("NZD", &["nz", "nzd"]),
    ("HKD", &["hk", "hkd"]),
    ("SGD", &["singapore", "singaporean", "sgd"]),
    ("TWD", &["taiwan", "taiwanese", "twd", "nt", "ntd"]),
    ("BBD", &["barbadian", "bds", "bbd"]),
    ("XCD", &["ec", "ecd", "xcd"]),
    ("MXN", &["mexican", "mxn"]),
];

impl<'a> Reader<'_, 'a> {
    /// Reads what follows the amount, from token `at` to the end.
    pub(super) fn rest(&self, parsed: &Parsed<'a>, mut at: usize) -> Result<Rest, Problem> {
        let mut rest = Rest::default();
        if parsed.symbol.ends_with('$')
            && let Some((currency, after)) = self.dollar_after(at)
        {
            rest.dollar = Some(currency);
            at = after;
        }
        let mut remark: Option<(usize, usize)> = None;
        let remark_start = at;
        while at < self.tokens.len() {
            if rest.equivalent.is_none()
                && let Some((equivalent, after)) = self.equivalent(parsed, at)?
            {
                rest.equivalent = equivalent;
                // A remark on both sides of the equivalent keeps it.
                at = after;
                continue;
            }
            if remark.is_none() {
                rest.bound = self.qualify(parsed, remark_start)?;
                self.check_remark(parsed, at)?;
            }
            let start = remark.map_or(at, |(start, _)| start);
            at = self.next(at);
            remark = Some((start, at));
        }
        if let Some((from, to)) = remark {
            self.check_figures(parsed, remark_start, rest.equivalent.is_some())?;
            rest.remark = self.remark(from, to);
            rest.has_more = (from..to).any(|at| self.says_more(from, at));
        }
        Ok(rest)
    }

    /// Returns whether the token at `at` of a remark that begins at `from` says that something is paid besides.
    fn says_more(&self, from: usize, at: usize) -> bool {
        let token = &self.tokens[at];
        let next = self.tokens.get(self.after_percentage(at + 1)).filter(|next| next.kind == Kind::Word);
        if token.is_mark(&['+']) {
            return next.is_some_and(|next| !is_tax(&next.key));
        }
        if self.is_one_tranche(at) {
            return true;
        }
        let Some((_, length)) = phrase(&self.tokens[at..], |meaning| meaning == Meaning::More) else {
            return false;
        };
        let words = self.tokens[from..at].iter().filter(|token| token.kind == Kind::Word);
        match token.key.as_ref() {
            "upfront" | "up" | "initially" | "initial" | "first" => true,
            "plus" | "zuzuglich" | "zzgl" => {
                let after = self.tokens.get(self.after_percentage(at + length));
                // "la plus grande"
                let is_superlative = words
                    .clone()
                    .next_back()
                    .is_some_and(|before| ["la", "le", "les", "des"].contains(&before.key.as_ref()));
                // "Plus size" is a size.
                let is_size = |key: &str| ["size", "sized", "sizes"].contains(&key) || is_tax(key);
                !is_superlative && after.is_some_and(|after| !is_size(&after.key))
            }
            // "más" is "plus" and "most".
            _ => words.count() == 0 && next.is_some_and(|next| !is_tax(&next.key)),
        }
    }

    /// Whether one of several tranches is named at `at`, so that others are paid besides: "tranche 1", "2nd tranche".
    fn is_one_tranche(&self, at: usize) -> bool {
        let is_tranche = |key: &str| ["tranche", "instalment", "installment"].contains(&key);
        let is_ordinal = |token: &Token<'_>| {
            ["st", "nd", "rd", "th"].contains(&token.key.as_ref()) && token.is_joined
                || ["second", "third", "final", "last"].contains(&token.key.as_ref())
        };
        // "1st of 3 instalments"
        let is_first_of = is_ordinal(&self.tokens[at])
            && self.tokens[at].is_joined
            && self.tokens.get(at + 1).is_some_and(|next| next.key == "of");
        is_first_of
            || is_tranche(&self.tokens[at].key)
                && (self.is_kind(at + 1, Kind::Number)
                    || at.checked_sub(1).is_some_and(|before| is_ordinal(&self.tokens[before])))
    }

    /// Returns the token after the one at `at`, or after its bracket.
    fn next(&self, at: usize) -> usize {
        match self.closing(at) {
            Some(closing) => closing + 1,
            None => at + 1,
        }
    }

    /// Returns the bracket that closes the one at `at`.
    fn closing(&self, at: usize) -> Option<usize> {
        let close = match self.tokens.get(at)?.kind {
            Kind::Mark('(') => ')',
            Kind::Mark('[') => ']',
            _ => return None,
        };
        let open = self.tokens[at].kind;
        let mut depth = 0usize;
        for (index, token) in self.tokens.iter().enumerate().skip(at) {
            depth += usize::from(token.kind == open);
            depth -= usize::from(token.is_mark(&[close]));
            if depth == 0 {
                return Some(index);
            }
        }
        None
    }

    /// Reads "Canadian", "(CAD)" or "US" after a dollar sign, at the end of the text.
    fn dollar_after(&self, at: usize) -> Option<(Currency, usize)> {
        let inner = match self.closing(at) {
            Some(closing) if closing == at + 2 => at + 1,
            Some(_) => return None,
            None => at,
        };
        let word = self.tokens.get(inner).filter(|token| token.kind == Kind::Word)?;
        let after = self.next(at);
        let (code, _) = DOLLARS.iter().find(|(_, words)| words.contains(&word.key.trim_end_matches('.')))?;
        let is_last = self.tokens.get(after).is_none_or(|token| token.kind != Kind::Word);
        // "(Singapore)" may be the place of the deal.
        let is_place = inner > at && ["singapore", "taiwan"].contains(&word.key.as_ref());
        code.parse().ok().filter(|_| is_last && !is_place).map(|currency| (currency, after))
    }

    /// Reads the equivalent in brackets at token `at`, and the token after it. The equivalent is `None` if the brackets
    /// have the same amount again.
    pub(super) fn equivalent(
        &self,
        parsed: &Parsed<'a>,
        at: usize,
    ) -> Result<Option<(Option<Amount>, usize)>, Problem> {
        let Some(closing) = self.closing(at) else { return Ok(None) };
        let mut start = at + 1;
        start += usize::from(self.tokens[start].is_mark(&['=']));
        if let Some((_, length)) = phrase(&self.tokens[start..], |meaning| meaning == Meaning::Equivalent) {
            start += length;
        }
        // Outside of the brackets, the context speaks of the amount only.
        let context = Context { decimal: self.context.decimal, ..Context::default() };
        let inner = Reader { text: self.text, tokens: &self.tokens[..closing], context: &context };
        let Ok((other, mut end)) = inner.amount(start) else { return Ok(None) };
        if let Some((_, length)) = phrase(&inner.tokens[end..], |meaning| meaning == Meaning::AfterEquivalent)
        {
            end += length;
        }
        let [currency] = other.currencies.as_slice() else { return Ok(None) };
        if end != closing {
            return Ok(None);
        }
        if !parsed.currencies.contains(currency) {
            let amount = Amount { quantity: other.quantity, currency: *currency };
            return Ok(Some((Some(amount), closing + 1)));
        }
        if other.quantity.estimate() == parsed.quantity.estimate() {
            return Ok(Some((None, closing + 1)));
        }
        Err(self.two_figures(parsed.figure, other.figure))
    }

    pub(super) fn two_figures(&self, one: &str, other: &str) -> Problem {
        let message = format!(
            "{} has two figures, {} and {}",
            quote(self.text),
            quote(one.trim()),
            quote(other.trim())
        );
        Problem::new(message).hint("write one amount; an equivalent in another currency stands in brackets")
    }

    /// Refuses what begins no remark: words joined to the figure, another number, rates, and figures of another kind.
    fn check_remark(&self, parsed: &Parsed<'a>, at: usize) -> Result<(), Problem> {
        let token = &self.tokens[at];
        let is_number_next = self.is_kind(at + 1, Kind::Number);
        let is_joined_number = is_number_next && self.tokens[at + 1].is_joined;
        // "Rs 500/-" closes the figure; "10/03/2025" is a date, and "5*10" a product.
        let is_closing =
            token.is_mark(&['/']) && self.is_kind(at + 1, Kind::Dash) && at + 2 == self.tokens.len();
        if is_closing {
            return Ok(());
        }
        let is_operator = matches!(token.kind, Kind::Mark('*' | '†' | '‡' | '§' | '?' | '.' | ':' | '/'));
        if is_operator && is_joined_number {
            return Err(not_an_amount(self.text));
        }
        let is_dollar = DOLLARS[1..].iter().any(|(_, words)| words.contains(&token.key.as_ref()));
        if parsed.symbol.ends_with('$') && (is_dollar || self.may_be_code(at)) {
            let message = format!("{} in {} may be the currency", quote(token.text), quote(self.text));
            return Err(Problem::new(message).hint("write the code before the figure, as in CAD 5m"));
        }
        let is_last = at + 1 == self.tokens.len();
        match token.kind {
            Kind::Dash if is_last => {
                Err(Problem::new(format!("{} is negative: it ends with a minus", quote(self.text)))
                    .hint("an amount is zero or more"))
            }
            Kind::Dash if !token.is_joined && self.is_kind(at + 1, Kind::Word) => Ok(()),
            Kind::Word if token.is_joined || is_last && ["and", "or", "to"].contains(&token.key.as_ref()) => {
                Err(self.unknown_word(parsed, token))
            }
            // Without a currency in the text, "5 employees" may be no money at all.
            Kind::Word if parsed.symbol.is_empty() => Err(self.unknown_word(parsed, token)),
            // "5 hundred million", "5 triliun": a word after a small number may be a unit in another language.
            Kind::Word if !parsed.is_complete && !CLEAR_WORDS.contains(&token.key.as_ref()) => {
                Err(unclear_word(parsed, token))
            }
            Kind::Word => self.check_currency(parsed, token),
            Kind::Mark('/') => Ok(()),
            Kind::Mark('+') if self.tokens.get(at + 1).is_some_and(|next| is_tax(&next.key)) => Ok(()),
            Kind::Mark(mark) if REMARK_MARKS.contains(mark) => Ok(()),
            Kind::Number | Kind::Dash | Kind::Mark(_) => Err(not_an_amount(self.text)),
        }
    }

    /// Whether the last word, behind a sign of dollars, may be the code of a currency or of a coin: "$5m USDC", but not "$5m
    /// IPO".
    fn may_be_code(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        token.kind == Kind::Word
            && (3..=4).contains(&token.text.len())
            && token.text.bytes().all(|byte| byte.is_ascii_uppercase())
            && token.phrases.is_empty()
            && !CAPITALS.contains(&token.text)
            && !self.is_kind(at + 1, Kind::Word)
    }

    pub(super) fn is_kind(&self, at: usize, kind: Kind) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == kind)
    }

    /// Returns the problem of a word after a figure: it might be a currency that is misspelt.
    fn unknown_word(&self, parsed: &Parsed<'a>, token: &Token<'a>) -> Problem {
        match Currency::from_token(token.text) {
            Err(problem) if parsed.symbol.is_empty() && !token.is_joined => problem,
            _ => not_an_amount(self.text),
        }
    }

    /// Refuses a remark that begins with another currency.
    fn check_currency(&self, parsed: &Parsed<'a>, token: &Token<'a>) -> Result<(), Problem> {
        match read(token.text, Place::After) {
            Reading::One(Word { unit: Some(_), .. }) | Reading::Two(..) => Err(not_an_amount(self.text)),
            Reading::One(Word { sign: Some((_, other)), .. }) => Err(self.two_figures(parsed.figure, other)),
            _ => Ok(()),
        }
    }

    /// Returns the tokens as a remark, without brackets around all of it; `None` if it is a full stop.
    fn remark(&self, from: usize, to: usize) -> Option<String> {
        let text = self.text[self.tokens[from].start..self.tokens[to - 1].end()].trim();
        let is_bracketed = self.tokens[from].is_mark(&['(']) && self.closing(from) == Some(to - 1);
        if text == "/-" {
            return None;
        }
        let bare = if is_bracketed {
            self.text[self.tokens[from].end()..self.tokens[to - 1].start].trim()
        } else {
            text.trim_start_matches([',', ';', ':']).trim_start()
        };
        (!bare.is_empty() && bare != ".").then(|| bare.to_owned())
    }
}

/// Returns the problem of a word that may be a unit: "triliun".
fn unclear_word(parsed: &Parsed<'_>, token: &Token<'_>) -> Problem {
    let (word, figure) = (quote(token.text), quote(parsed.figure));
    Problem::new(format!("{word} after {figure} is neither a unit nor a currency"))
        .hint("write thousand, million, billion or trillion, or a remark in brackets")
}

/// Marks that may begin a remark.
const REMARK_MARKS: &str = "([*†‡§?.,;:\"“¹²³⁰⁴⁵⁶⁷⁸⁹";

/// Words of capitals behind amounts that are no currencies.
pub(super) const CAPITALS: [&str; 42] = [
    "IPO", "SPAC", "LBO", "MBO", "MBI", "PIPE", "ICO", "IEO", "STO", "ATM", "RCF", "SBA", "SEED", "DEAL",
    "BOND", "NOTE", "FUND", "SAFE", "KISS", "FDI", "PPP", "ESG", "FID", "EPC", "BOT", "LNG", "CCS", "EUV",
    "FAB", "NET", "ALL", "SALE", "JV", "MOU", "LOI", "TVL", "TVPI", "BUY", "USA", "RBF", "ABS", "EXCL",
];

/// Words that are no unit in any language, and begin a remark after a number of any size.
const CLEAR_WORDS: [&str; 36] = [
    "in", "for", "from", "to", "by", "on", "at", "with", "over", "through", "until", "as", "under", "plus",
    "including", "incl", "excluding", "excl", "before", "after", "net", "gross", "total", "all", "cash",
    "series", "seed", "round", "grant", "loan", "debt", "equity", "deal", "investment", "contract", "sur",
];
