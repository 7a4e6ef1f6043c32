//! Reads amounts as people write them: `up to USD 11.9bn`, `≥ €3 billion`, `$60-65bn`, `₹10,500 crore (~$1.2B)`.
//!
//! Command-line flags, imports and filters share this one grammar:
//!
//! ```ebnf
//! written    = undisclosed | amount, { equivalent | remark } ;
//! amount     = { bound }, figure, [ to, figure ], { after } ;
//! bound      = "up to" | "at least" | "about" | "between" | "from" | "≤" | "≥" | "~" | … ;  (* data/amount-words.csv *)
//! after      = "+" | "?" | "+/-" | [ "-" | "," ], ending | "(", ending, ")" ;
//! ending     = "or more" | "at most" | "est." | "plus" | … ;                       (* data/amount-words.csv *)
//! to         = "-" | "–" | "~" | "to" | "and" ;                                          (* "and" after "between" *)
//! figure     = { currency }, number, { word }, [ "(", word, { word }, ")" ]
//!            | number, numeral, { number, numeral }, [ currency ] ;                (* 1兆2,000億円 *)
//! word       = unit | [ "of" ], currency ;                                         (* at most two currencies *)
//! currency   = code | sign | name | unit, currency | currency, unit ;              (* sign.rs; TEUR, US$m *)
//! unit       = "k" | "m" | "bn" | "tn" | "million" | "crore" | "Mrd." | "億" | … ;  (* unit.rs *)
//! number     = digits, [ "e", [ "+" | "-" ], exponent ] | digits, ".-"             (* digits: number.rs *)
//!            | "five" | "twenty-five" | … | digits, "1/2" ;                        (* before a unit: number_words.rs *)
//! equivalent = "(", [ "≈" | "or" | … ], amount, [ "at the time" | … ], ")" ;       (* in another currency *)
//! remark     = ? text without another figure, see remark.rs ? ;
//! ```
//!
//! The second bound may only be "about" ("up to approximately"), or follow "about". A range takes no bound but
//! "between" and "from", which is "at least" before one figure. Either figure may name the currency; a unit of the second
//! figure holds for the first, too.

use rust_decimal::Decimal;

use super::around::two_currencies;
use super::figure::{Figure, Reader, not_an_amount};
use super::local;
use super::number::EXAMPLES;
use super::number_words::tokens;
use super::plausible_size::{check_context_unit, check_signed_digits};
use super::token::{Kind, Token, phrase};
use super::words::{Meaning, is_tax, is_unspaced};
use crate::invalid::Problem;
use crate::money::{Bound, Currency, Quantity, Unit, add};
use crate::text::quote;

/// An amount with the currencies that its sign leaves.
pub(super) struct Parsed<'a> {
    pub(super) quantity: Quantity,
    /// One currency, or several that share the sign.
    pub(super) currencies: Vec<Currency>,
    /// The sign of the currency as it is written; empty if the context gives it.
    pub(super) symbol: &'a str,
    /// The figure as it is written.
    pub(super) figure: &'a str,
    /// Whether it needs no unit: it has one, or is a million and more in full digits.
    pub(super) is_complete: bool,
}

/// Returns the bound that the signs and phrases before `tokens[..]` state, and the number of their tokens.
///
/// "Up to approximately" is "up to": an approximate ceiling is still a ceiling.
pub(super) fn bound_before(tokens: &[Token<'_>]) -> (Option<Bound>, usize) {
    let (mut bound, mut at) = (None, 0);
    while let Some((next, length)) = one_bound_before(&tokens[at..]) {
        bound = match (bound, next) {
            (Some(known), Bound::About) => Some(known),
            (None, next) | (Some(Bound::About), next @ (Bound::UpTo | Bound::AtLeast)) => Some(next),
            _ => break,
        };
        at += length;
    }
    (bound, at)
}

fn one_bound_before(tokens: &[Token<'_>]) -> Option<(Bound, usize)> {
    let first = tokens.first()?;
    let is_equals = tokens.get(1).is_some_and(|next| next.is_joined && next.is_mark(&['=']));
    match first.kind {
        Kind::Mark('≤') => Some((Bound::UpTo, 1)),
        Kind::Mark('≥') => Some((Bound::AtLeast, 1)),
        Kind::Mark('<') => Some((Bound::UpTo, 1 + usize::from(is_equals))),
        Kind::Mark('>') => Some((Bound::AtLeast, 1 + usize::from(is_equals))),
        Kind::Mark('~' | '≈' | '∼' | '≃' | '≒' | '〜') => Some((Bound::About, 1)),
        Kind::Word => {
            // "CA $5m" and "CA 5 M$" may be Canadian.
            let is_canadian =
                first.text == "CA" && tokens.iter().take(4).any(|token| token.text.ends_with('$'));
            let (meaning, length) = phrase(tokens, |meaning| matches!(meaning, Meaning::Before(_)))?;
            match meaning {
                Meaning::Before(bound) if !is_canadian => Some((bound, length)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Splits the bound from the front of `text` (or a "+" from its end).
pub(crate) fn split_bound(text: &str) -> (Option<Bound>, &str) {
    let text = text.trim();
    split_own_bound(text).unwrap_or_else(|| split_any_bound(text))
}

/// As [`split_bound`], of a percentage with the words that outlay itself writes, or none; `None` for other texts. Datasets have
/// these, and a cold start then needs no table of the words of all languages, which takes half a millisecond to build.
fn split_own_bound(text: &str) -> Option<(Option<Bound>, &str)> {
    let is_percentage = |text: &str| {
        text.strip_suffix('%').is_some_and(|digits| {
            digits.starts_with(|c: char| c.is_ascii_digit())
                && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
    };
    let own = [Bound::UpTo, Bound::AtLeast, Bound::About].into_iter().find_map(|bound| {
        let rest = text.strip_prefix(bound.as_str())?.strip_prefix(' ')?;
        Some((Some(bound), rest))
    });
    let (bound, rest) = own.unwrap_or((None, text));
    is_percentage(rest).then_some((bound, rest))
}

/// As [`split_bound`], of any text.
pub(super) fn split_any_bound(text: &str) -> (Option<Bound>, &str) {
    let Some(tokens) = tokens(text) else { return (None, text) };
    let (bound, count) = bound_before(&tokens);
    let rest = tokens.get(count).map_or("", |token| &text[token.start..]);
    match (bound, rest.strip_suffix('+')) {
        (None, Some(rest)) => (Some(Bound::AtLeast), rest),
        _ => (bound, rest),
    }
}

/// Endings that go on where a word follows them, and are no bounds then.
pub(super) const OPEN_ENDINGS: [&str; 18] = [
    "plus", "about", "min", "max", "minimum", "maximum", "indicative", "provisional", "preliminary",
    "tentative", "unconfirmed", "rumoured", "rumored", "c", "circa", "ca", "fazla", "reportedly",
];

const MILLION: u32 = 1_000_000;

/// Returns whether the first figure of a range may lack the thousands of the second, as in "5-8,000".
pub(in crate::money) fn is_short_range(low: Decimal, high: Decimal) -> bool {
    let (thousand, million) = (Decimal::ONE_THOUSAND, Decimal::from(1_000_000));
    low < thousand && high >= thousand && high < million && low * thousand < high
}

impl<'a> Reader<'_, 'a> {
    /// Reads the amount that begins at token `at`. Returns the token after it, too.
    pub(super) fn amount(&self, at: usize) -> Result<(Parsed<'a>, usize), Problem> {
        let (before, length) = bound_before(&self.tokens[at..]);
        let start = self.article(at + length);
        let (first, mut end) = self.sum(start)?;
        let second = self.second(end, before)?;
        if let Some((_, after)) = &second {
            end = *after;
        }
        let (after, end) = self.bound_after(end)?;
        let second = second.map(|(figure, _)| figure);
        let before = if second.is_none() && self.is_least(at) { Some(Bound::AtLeast) } else { before };
        let bound = self.combined(before, after)?;
        let (currencies, symbol) = self.common_currencies(&first, second.as_ref())?;
        let first = self.with_local_unit(first, &currencies, symbol)?;
        let second = second.map(|second| self.with_local_unit(second, &currencies, symbol)).transpose()?;
        let quantity = match &second {
            None if bound == Some(Bound::Range) => return Err(not_an_amount(self.text)),
            None => {
                Quantity::single(bound.unwrap_or(Bound::Exact), first.value(self.context.unit, self.text)?)?
            }
            Some(_) if bound.is_some_and(|bound| bound != Bound::Range) => {
                let bound = bound.map_or("", Bound::as_str);
                let message = format!("{} is both a range and {bound:?}", quote(self.text));
                return Err(Problem::new(message).hint(EXAMPLES));
            }
            Some(second) => self.range(&first, second)?,
        };
        let last = second.as_ref().unwrap_or(&first);
        let figure = &self.text[first.span.0..last.span.1];
        self.check_unit(last, &currencies, symbol)?;
        let is_complete = last.unit.is_some() || last.number() >= Decimal::from(MILLION);
        Ok((Parsed { quantity, currencies, symbol, figure, is_complete }, end))
    }

    /// Refuses a number in full digits below a header in millions: "150,000,000" is hardly 150 trillion. And "1.2k" there may
    /// be 1.2 billion, unless a currency beside it shows that it says all.
    fn check_unit(&self, figure: &Figure<'a>, currencies: &[Currency], symbol: &str) -> Result<(), Problem> {
        if let Some(unit) = self.context.unit.filter(|unit| *unit >= Unit::MILLIONS)
            && figure.unit == Some(Unit::THOUSANDS)
            && figure.currencies.is_empty()
        {
            let message = format!("{} may be in thousands or in thousands of {unit}", quote(self.text));
            return Err(
                Problem::new(message).hint("write the currency beside the figure, or the digits in full")
            );
        }
        // "5 b" there may be a footnote, and so may "5b" without a currency.
        let written = &self.text[figure.span.0..figure.span.1];
        let is_lone =
            figure.currencies.is_empty() && written.ends_with('b') && figure.unit == Some(Unit::BILLIONS);
        if self.context.unit.is_some() && (written.ends_with(" b") || is_lone) {
            let message =
                format!("the \"b\" in {} may be billions, or the letter of a footnote", quote(self.text));
            return Err(Problem::new(message).hint("write bn, or the letter in brackets"));
        }
        match self.context.unit.filter(|_| figure.unit.is_none()) {
            Some(unit) => {
                check_context_unit(figure.number(), unit, currencies, figure.digits)?;
                if symbol.is_empty() {
                    return Ok(());
                }
                check_signed_digits(figure.number(), unit, currencies, figure.digits)
            }
            None => Ok(()),
        }
    }

    /// Returns a figure with the unit that its word means beside the currencies of the amount; `symbol` is their sign, if the
    /// text has one.
    fn with_local_unit(
        &self,
        figure: Figure<'a>,
        currencies: &[Currency],
        symbol: &str,
    ) -> Result<Figure<'a>, Problem> {
        if symbol.is_empty() && !currencies.is_empty() {
            local::check_bare_t(figure.word, figure.unit, self.context, self.text)?;
        }
        let Some(unit) = figure.unit.filter(|_| !figure.word.is_empty()) else { return Ok(figure) };
        let unit = local::unit_beside(figure.word, unit, currencies, self.text)?;
        Ok(figure.with_unit(unit))
    }

    /// Whether the phrase at token `at` makes the only figure behind it the least: "from £5m".
    pub(super) fn is_least(&self, at: usize) -> bool {
        phrase(&self.tokens[at..], |meaning| meaning == Meaning::From).is_some()
    }

    /// Skips the article of "a $5 million contract".
    fn article(&self, at: usize) -> usize {
        let is_article = self
            .tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Word && ["a", "an"].contains(&token.text));
        at + usize::from(is_article)
    }

    /// Reads a figure, or the sum of descending figures in East Asian numerals: 1兆2,000億円.
    fn sum(&self, at: usize) -> Result<(Figure<'a>, usize), Problem> {
        let (mut figure, mut at) = self.figure(at).ok_or_else(|| self.no_figure(at))??;
        while let Some(token) = self.tokens.get(at)
            && token.kind == Kind::Number
            && self.tokens[at - 1].text.chars().all(|c| Unit::is_east_asian(c.encode_utf8(&mut [0; 4])))
        {
            let (next, after) = self.figure(at).ok_or_else(|| not_an_amount(self.text))??;
            figure = self.plus(figure, next)?;
            at = after;
        }
        Ok((figure, at))
    }

    fn plus(&self, figure: Figure<'a>, next: Figure<'a>) -> Result<Figure<'a>, Problem> {
        let (one, other) = (figure.value(None, self.text)?, next.value(None, self.text)?);
        let is_descending = next.unit < figure.unit
            && figure.unit.is_some_and(|unit| {
                super::scaled(Decimal::ONE, unit, self.text).is_ok_and(|one| other < one)
            });
        let sum = add(one, other)
            .filter(|_| is_descending && (figure.currencies.is_empty() || next.currencies.is_empty()));
        let number = sum.ok_or_else(|| not_an_amount(self.text))?;
        let span = (figure.span.0, next.span.1);
        let known = if figure.currencies.is_empty() { next } else { figure };
        Ok(known.with_value(number, span))
    }

    /// Returns why there is no figure at token `at`.
    fn no_figure(&self, at: usize) -> Problem {
        // A minus before the number or its currency; "E-learning" has none of both.
        let rest = &self.tokens[at..];
        let sign = rest.iter().take(3).position(|token| token.kind == Kind::Dash);
        let is_negative = sign.is_some_and(|sign| {
            let before = (0..sign).all(|index| self.currency(at + index).is_some());
            before && (matches!(self.figure(at + sign + 1), Some(Ok(_))))
        });
        let bracket = rest.iter().take(3).position(|token| token.is_mark(&['(']));
        let is_bracketed = bracket.is_some_and(|bracket| {
            let after = self.figure(at + bracket + 1);
            let closes = |end: usize| self.tokens.get(end).is_some_and(|token| token.is_mark(&[')']));
            (0..bracket).all(|index| self.currency(at + index).is_some())
                && matches!(after, Some(Ok((_, end))) if closes(end))
        });
        if is_negative {
            Problem::new(format!("{} is negative", quote(self.text))).hint("an amount is zero or more")
        } else if is_bracketed {
            Problem::new(format!("{} is negative: accountants write a minus as brackets", quote(self.text)))
                .hint("an amount is zero or more")
        } else {
            not_an_amount(self.text)
        }
    }

    /// Reads the separator of a range and its second figure, if they are at token `at`.
    fn second(&self, at: usize, before: Option<Bound>) -> Result<Option<(Figure<'a>, usize)>, Problem> {
        let Some(token) = self.tokens.get(at) else { return Ok(None) };
        let is_joined = self.tokens.get(at + 1).is_some_and(|next| next.is_joined);
        let length = match token.kind {
            Kind::Dash => Some(1),
            // "5～6億円", "£5m~£6m": a space before the second figure, or between both, makes it "about".
            Kind::Mark('~' | '〜' | '∼') if token.is_joined && is_joined => Some(1),
            Kind::Word => {
                let is_between = before == Some(Bound::Range);
                let wants = |meaning| meaning == Meaning::To || (is_between && meaning == Meaning::And);
                phrase(&self.tokens[at..], wants).map(|(_, length)| length)
            }
            _ => None,
        };
        match length.map(|length| self.figure(at + length)) {
            Some(Some(Ok((_, after)))) if token.text == "a" && self.tokens[after - 1].key == "b" => {
                // "5 a 6 b": the letters of footnotes, rather than "to" and billions.
                Err(not_an_amount(self.text))
            }
            Some(Some(second)) => second.map(Some),
            _ => Ok(None),
        }
    }

    /// Returns the range between two figures: "$60-65bn" is sixty to sixty-five billion.
    fn range(&self, first: &Figure<'a>, second: &Figure<'a>) -> Result<Quantity, Problem> {
        let text = quote(self.text);
        if first.unit.is_some() && second.unit.is_none() {
            return Err(Problem::new(format!("{text} gives a unit to its first figure only"))
                .hint("write it on both, or on the last alone: $60-65bn"));
        }
        // "03-10" is a date.
        let is_date = |figure: &Figure<'a>| figure.digits.starts_with('0') && figure.digits.len() == 2;
        if is_date(first) || is_date(second) {
            return Err(not_an_amount(self.text));
        }
        // "$5 to $8,000" names the currency twice: each figure stands for itself.
        let is_full = !first.currencies.is_empty() && !second.currencies.is_empty();
        let has_unit = first.unit.is_some() || second.unit.is_some();
        if !is_full && !has_unit && is_short_range(first.number(), second.number()) {
            let message = format!("{text} may begin at {} or at {} thousand", first.digits, first.digits);
            return Err(Problem::new(message).hint("write the currency with both figures, or both in full"));
        }
        let unit = self.context.unit;
        let low = first.value(second.unit.or(unit), self.text)?;
        Quantity::range(low, second.value(unit, self.text)?)
    }

    /// Returns the bound that signs and phrases at token `at` state about the figure before, and the token after them.
    fn bound_after(&self, mut at: usize) -> Result<(Option<Bound>, usize), Problem> {
        let mut bound = None;
        while let Some((next, length)) = self.one_bound_after(at) {
            bound = self.combined(bound, Some(next))?;
            at += length;
        }
        Ok((bound, at))
    }

    pub(super) fn one_bound_after(&self, at: usize) -> Option<(Bound, usize)> {
        let token = self.tokens.get(at)?;
        let is_number = |at: usize| self.figure(at).is_some();
        if token.is_mark(&['+']) {
            let next = self.tokens.get(at + 1);
            // "+/-"
            let is_slash = next.is_some_and(|next| next.is_mark(&['/']));
            if is_slash && self.tokens.get(at + 2).is_some_and(|last| last.kind == Kind::Dash) {
                return Some((Bound::About, 3));
            }
            let is_taxed = next.is_some_and(|next| is_tax(&next.key));
            return (!is_number(at + 1) && !is_taxed).then_some((Bound::AtLeast, 1));
        }
        let is_bracket = token.is_mark(&['(', '[']);
        let skipped = usize::from(is_bracket || token.kind == Kind::Dash || token.is_mark(&[',']));
        if let Some(length) = self.question(at) {
            return Some((Bound::About, length));
        }
        let phrase_at = at + skipped;
        // "San Francisco, CA"
        let word = self.tokens.get(phrase_at).filter(|word| word.text != "CA")?;
        let is_bound = |meaning| matches!(meaning, Meaning::After(_) | Meaning::Alone(_));
        let is_before = |meaning| matches!(meaning, Meaning::Before(bound) if bound != Bound::Range);
        let tokens = &self.tokens[phrase_at..];
        let (meaning, length) = phrase(tokens, is_bound).or_else(|| phrase(tokens, is_before))?;
        let end = phrase_at + length;
        let closes = self.tokens.get(end).is_some_and(|token| token.is_mark(&[')', ']']));
        let is_last = end + usize::from(is_bracket) >= self.tokens.len();
        // "(mind.)" and "£5m maximum": short words such as "gut" and "alle" are others, too.
        let is_clear = length > 1 || word.key.chars().count() > 4 || is_unspaced(&word.key);
        let bound = match meaning {
            Meaning::After(bound) => bound,
            Meaning::Alone(bound) if is_last => bound,
            Meaning::Before(bound) if is_clear && (is_last || (is_bracket && closes)) => bound,
            _ => return None,
        };
        if is_bracket {
            return closes.then_some((bound, skipped + length + 1));
        }
        // "$5m plus stock" and "$5m about to close" go on; "$10bn-plus contract" and "$5m or more in cash" do not.
        let is_one_word = length == 1 && token.kind != Kind::Dash;
        let goes_on = self.tokens.get(end).is_some_and(|token| token.kind == Kind::Word);
        let is_open = OPEN_ENDINGS.contains(&self.tokens[phrase_at].key.as_ref());
        (!(is_number(end) || is_one_word && goes_on && is_open)).then_some((bound, skipped + length))
    }

    /// Returns the number of tokens of a question mark at the end, in brackets or not.
    fn question(&self, at: usize) -> Option<usize> {
        let is = |at: usize, mark: char| self.tokens.get(at).is_some_and(|token| token.is_mark(&[mark]));
        match () {
            () if is(at, '?') && at + 1 == self.tokens.len() => Some(1),
            () if is(at, '(') && is(at + 1, '?') && is(at + 2, ')') => Some(3),
            () => None,
        }
    }

    /// Returns the bound that two statements make together, as [`Bound::combined`].
    pub(super) fn combined(
        &self,
        one: Option<Bound>,
        other: Option<Bound>,
    ) -> Result<Option<Bound>, Problem> {
        let (Some(one), Some(other)) = (one, other) else { return Ok(one.or(other)) };
        one.combined(other).map(Some).ok_or_else(|| {
            let message = format!("{} is both {:?} and {:?}", quote(self.text), one.as_str(), other.as_str());
            Problem::new(message).hint(EXAMPLES)
        })
    }

    /// Returns the currencies that one or both figures name, else that of the context, with the sign.
    fn common_currencies(
        &self,
        first: &Figure<'a>,
        second: Option<&Figure<'a>>,
    ) -> Result<(Vec<Currency>, &'a str), Problem> {
        let (one, other) = match second {
            Some(second) if first.currencies.is_empty() => (second, None),
            Some(second) if second.currencies.is_empty() => (first, None),
            second => (first, second),
        };
        if let Some(other) = other {
            let both: Vec<Currency> = one
                .currencies
                .iter()
                .filter(|currency| other.currencies.contains(currency))
                .copied()
                .collect();
            return if both.is_empty() {
                Err(two_currencies(one.currencies[0], other.currencies[0], self.text))
            } else {
                Ok((both, one.symbol))
            };
        }
        if !one.currencies.is_empty() {
            return Ok((one.currencies.clone(), one.symbol));
        }
        Ok((self.context.currency.or(one.is_indian.then_some(Currency::INR)).into_iter().collect(), ""))
    }
}
