//! Words of a remark that change what its figure is: a bound, or another quantity than the amount of a deal.

use super::figure::Reader;
use super::grammar::{OPEN_ENDINGS, Parsed};
use super::token::{Kind, Token, phrase};
use super::words::{MEASURES, Meaning, Qualifier, Reach, THINGS, is_tax, is_unspaced, qualifier_within};
use crate::invalid::Problem;
use crate::money::Bound;
use crate::text::quote;

impl<'a> Reader<'_, 'a> {
    /// Returns the bound that the remark from token `from` on states.
    ///
    /// # Errors
    /// If its words make the figure another quantity: "$5m (grant) per year", "$5m in cash, twice".
    pub(super) fn qualify(&self, parsed: &Parsed<'a>, from: usize) -> Result<Option<Bound>, Problem> {
        let mut bound = None;
        let mut is_object = false;
        // The words of an equivalent in brackets are none of the remark.
        let mut skips_equivalent = true;
        let mut at = from;
        while at < self.tokens.len() {
            if skips_equivalent && let Ok(Some((_, after))) = self.equivalent(parsed, at) {
                skips_equivalent = false;
                at = after;
                continue;
            }
            if self.is_measure_rate(at, from) {
                return Err(self.other_quantity(parsed, at, Qualifier::Rate));
            }
            if self.is_other_word(at) {
                at += 1;
                continue;
            }
            if let Some(length) = self.plain(at) {
                at += length;
                continue;
            }
            let qualifier = self.qualifier(at, from, is_object);
            if let Some(qualifier) = qualifier.or(self.multiplies(at).then_some(Qualifier::Unclear)) {
                return Err(self.other_quantity(parsed, at, qualifier));
            }
            if let Some((next, length)) = self.bound_in_remark(at, is_object) {
                bound = self.combined(bound, Some(next))?;
                at += length;
                continue;
            }
            is_object = !self.separates(at) && (is_object || self.says(at, Meaning::Preposition));
            at += 1;
        }
        Ok(bound)
    }

    /// Whether a word that begins no phrase stands at `at`. Most words do, and take no further look-up.
    fn is_other_word(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        token.kind == Kind::Word
            && token.phrases.is_empty()
            && !is_unspaced(&token.key)
            && !["x", "times", "p"].contains(&token.key.as_ref())
    }

    fn says(&self, at: usize, wanted: Meaning) -> bool {
        self.tokens.get(at..).is_some_and(|tokens| phrase(tokens, |meaning| meaning == wanted).is_some())
    }

    /// Returns the number of tokens of a phrase at `at` that says nothing about the figure, if no longer one does.
    fn plain(&self, at: usize) -> Option<usize> {
        let (meaning, length) =
            phrase(&self.tokens[at..], |meaning| matches!(meaning, Meaning::Plain | Meaning::Qualifier(..)))?;
        let same = phrase(&self.tokens[at..], |meaning| meaning == Meaning::Plain);
        (meaning == Meaning::Plain || same.is_some_and(|(_, plain)| plain == length)).then_some(length)
    }

    /// Whether the token at `at` ends a part of the remark: a comma, a bracket, a dash between spaces.
    pub(super) fn separates(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return true };
        match token.kind {
            Kind::Dash => !token.is_joined || self.tokens.get(at + 1).is_none_or(|next| !next.is_joined),
            Kind::Mark(mark) => !"/&%#'’\"“”".contains(mark),
            Kind::Number | Kind::Word => false,
        }
    }

    /// Returns what a phrase at `at` makes of the figure. `is_object` says whether a preposition stands before it.
    fn qualifier(&self, at: usize, from: usize, is_object: bool) -> Option<Qualifier> {
        if self.is_slash_rate(at, from) {
            return Some(Qualifier::Rate);
        }
        let before = at.checked_sub(1).filter(|before| *before >= from).map(|before| &self.tokens[before]);
        // "In 3 annual instalments" and "5年間" say how long, "2024 annual budget" does not.
        let is_number = before.is_some_and(|token| token.kind == Kind::Number);
        let is_count = is_number && before.is_some_and(|token| !is_year(token));
        let found = phrase(&self.tokens[at..], |meaning| matches!(meaning, Meaning::Qualifier(..)));
        let Some((Meaning::Qualifier(qualifier, reach), length)) = found else {
            let token = self.tokens.get(at).filter(|token| token.kind == Kind::Word)?;
            let key = token.key.strip_prefix('年').filter(|_| is_count).unwrap_or(&token.key);
            return qualifier_within(key);
        };
        let end = at + length;
        let is_first =
            || self.tokens[from..at].iter().all(|token| matches!(token.kind, Kind::Mark(_) | Kind::Dash));
        let speaks = match reach {
            Reach::Anywhere if qualifier == Qualifier::Rate => {
                let key = &self.tokens[at].key;
                let is_time = self.goes_on(end) || is_unspaced(key);
                // "2024年" and "im Jahr 2024" are years.
                let is_date = (is_number && is_unspaced(key) && key.chars().count() == 1)
                    || (length > 1 && key != "per" && self.tokens.get(end).is_some_and(is_year));
                !(is_count && is_time || is_date)
            }
            Reach::Anywhere => true,
            Reach::Noun => !is_object,
            // "2 of 3 paid"
            Reach::Alone => !is_object && !is_count && !self.goes_on(end),
            Reach::First => is_first() || (end < self.tokens.len() && self.says(end, Meaning::Counted)),
        };
        speaks.then_some(qualifier)
    }

    /// Whether another noun follows at `at`: "company" in "$5m target company", but not "in" in "$5m target in 2025".
    fn goes_on(&self, at: usize) -> bool {
        let is_hyphen =
            self.tokens.get(at).is_some_and(|token| token.kind == Kind::Dash) && !self.separates(at);
        let at = at + usize::from(is_hyphen);
        let Some(word) = self.tokens.get(at).filter(|token| token.kind == Kind::Word) else { return false };
        let is_function =
            |meaning| matches!(meaning, Meaning::Preposition | Meaning::Of | Meaning::To | Meaning::And);
        is_hyphen
            || (phrase(&self.tokens[at..], is_function).is_none()
                && !FUNCTION_WORDS.contains(&word.key.as_ref()))
    }

    /// Whether "/yr", "(/share)", "cash/year" or "p/a" begins at `at`.
    fn is_slash_rate(&self, at: usize, from: usize) -> bool {
        let is = |at: usize, key: &str| self.tokens.get(at).is_some_and(|token| token.key == key);
        let is_slash = |at: usize| self.tokens.get(at).is_some_and(|token| token.is_mark(&['/']));
        if is(at, "p") && is_slash(at + 1) {
            return is(at + 2, "a") || is(at + 2, "y");
        }
        let is_first = at == from || self.tokens[at - 1].is_mark(&['(', '[', ',', ';']);
        is_slash(at)
            && self.is_kind(at + 1, Kind::Word)
            && ((is_first && self.figure(at + 1).is_none()) || self.says(at + 1, Meaning::Counted))
    }

    /// Whether "a megawatt", "the tonne" or "MW" alone begins at `at`: the figure is the price of each.
    fn is_measure_rate(&self, at: usize, from: usize) -> bool {
        let key = |at: usize| self.tokens.get(at).map(|token| token.key.as_ref());
        let is_first = at == from || self.tokens[at - 1].is_mark(&['(', '[']);
        let has_article = key(at).is_some_and(|key| ["a", "an", "the"].contains(&key));
        let measure = at + usize::from(has_article);
        let is_measure = |key: &str| MEASURES.contains(&key) || has_article && THINGS.contains(&key);
        is_first && key(measure).is_some_and(is_measure) && self.separates(measure + 1)
    }

    /// Whether a multiple or a percentage of the figure begins at `at`: "x2", "2x", "3 times", "+20%", "minus 10%".
    fn multiplies(&self, at: usize) -> bool {
        let number = |at: usize| self.is_kind(at, Kind::Number);
        let is_times = |at: usize| {
            self.tokens
                .get(at)
                .is_some_and(|token| token.is_mark(&['×']) || ["x", "times"].contains(&token.key.as_ref()))
        };
        // "2 x 3 MW" are two dimensions, and "3x oversubscribed" is what was bid for.
        let is_dimension = at > 0 && number(at - 1);
        if is_times(at) && number(at + 1) && !is_dimension {
            return true;
        }
        if number(at) && is_times(at + 1) {
            let next = self.tokens.get(at + 2);
            let is_bid = next.is_some_and(|next| {
                ["oversubscribed", "over", "subscribed", "covered"].contains(&next.key.as_ref())
            });
            return !number(at + 2) && !is_bid;
        }
        let token = &self.tokens[at];
        let changes = token.is_mark(&['+', '*'])
            || (token.kind == Kind::Dash && self.tokens.get(at + 1).is_some_and(|next| next.is_joined))
            || self.says(at, Meaning::More);
        let is_range = is_dimension || (at > 0 && self.tokens[at - 1].is_mark(&['%']));
        // "Plus 20% VAT", "plus a 20% stake"
        let is_besides = |next: &Token<'_>| {
            is_tax(&next.key) || ["stake", "equity", "shares"].contains(&next.key.as_ref())
        };
        let after = self.after_percentage(at + 1);
        changes && !is_range && after > at + 1 && !self.tokens.get(after).is_some_and(is_besides)
    }

    /// Returns the token after the percentage at `at`, or `at` if there is none.
    pub(super) fn after_percentage(&self, at: usize) -> usize {
        let is_percentage = self.is_kind(at, Kind::Number)
            && self.tokens.get(at + 1).is_some_and(|next| next.is_mark(&['%']));
        if is_percentage { at + 2 } else { at }
    }

    /// Returns a bound that fills a part of the remark, "(est.)" or ", maximum", or ends it: "$5m in cash or more".
    fn bound_in_remark(&self, at: usize, is_object: bool) -> Option<(Bound, usize)> {
        let token = &self.tokens[at];
        if token.is_mark(&['±']) {
            return Some((Bound::About, 1));
        }
        if let Some(length) = self.estimate(at) {
            return Some((Bound::About, length));
        }
        let (bound, length) = self.one_bound_after(at).filter(|_| !token.is_mark(&['+']))?;
        // "See below"
        let is_end = |meaning| matches!(meaning, Meaning::After(_) | Meaning::Alone(_));
        if token.kind == Kind::Word && phrase(&self.tokens[at..], is_end).is_none() {
            return None;
        }
        // "Series C.", "$5m to Max", "Canal Plus"
        let is_name = token.kind == Kind::Word
            && length == 1
            && (is_object || token.key == "plus" || token.key.chars().count() < 3);
        (self.separates(at + length) && !is_name).then_some((bound, length))
    }

    /// Returns the number of tokens of a phrase for "about" that begins a bracket or a part of the remark and says by whom
    /// or by what: "(estimated by the editors)". "About to close" is none.
    fn estimate(&self, at: usize) -> Option<usize> {
        self.tokens[at].is_mark(&['(', '[', ',', ';']).then_some(())?;
        let rest = &self.tokens[at + 1..];
        let (_, length) = phrase(rest, |meaning| meaning == Meaning::After(Bound::About))?;
        let is_open = OPEN_ENDINGS.contains(&rest[0].key.as_ref());
        (!is_open && self.says(at + 1 + length, Meaning::Preposition)).then_some(1 + length)
    }

    /// Returns the problem of a figure that is another quantity by the words from token `at` on.
    fn other_quantity(&self, parsed: &Parsed<'a>, at: usize, qualifier: Qualifier) -> Problem {
        let (text, figure) = (quote(self.text), quote(parsed.figure));
        let words = &self.text[self.tokens[at].start..];
        // The bracket before the words is not quoted.
        let words =
            quote(if words.contains(['(', '[']) { words } else { words.trim_end_matches([')', ']']) });
        match qualifier {
            Qualifier::Rate => {
                Problem::new(format!("{text} is a rate: {figure} per year, share or the like"))
                    .hint("write the whole amount")
            }
            Qualifier::Other => {
                Problem::new(format!("{figure} is of {words}, which is not the amount of a deal"))
                    .hint("write the amount of the deal")
            }
            Qualifier::Unclear => {
                Problem::new(format!("{words} leaves open whether {figure} is the amount of the deal"))
                    .hint("write the whole amount of the deal")
            }
        }
    }
}

/// Words that go on a sentence and are no nouns.
const FUNCTION_WORDS: [&str; 16] = [
    "than", "as", "or", "was", "is", "were", "are", "but", "since", "when", "so", "due", "only", "yet",
    "under", "over",
];

/// Whether a number is a year: "2024".
pub(super) fn is_year(number: &Token<'_>) -> bool {
    number.key.len() == 4 && (number.key.starts_with("19") || number.key.starts_with("20"))
}
