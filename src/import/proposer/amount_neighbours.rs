//! The columns beside the amounts: their currencies, units and bounds, and the other ends of ranges.

use super::{Column, Proposer};
use crate::import::noun::INEXACT;
use crate::import::rule::{Field, Options, Replacement};
use crate::import::vocabulary::{EXPONENTS, HEADERS, Subject};
use crate::import::{amount_words, cell, evidence, words};
use crate::invalid::Problem;
use crate::money::{Bound, Context, Currency, Unit, find_currencies, read_amount, read_unit, unit_beside};
use crate::sheet::Row;
use crate::text::{fold, quote};

impl Proposer<'_> {
    /// Returns the columns of the currencies of the amounts.
    pub(super) fn currency_columns(&self) -> Vec<usize> {
        let mut named = self.named_currency_columns();
        named.retain(|column| self.other_word_of_currency(*column).is_none());
        named
    }

    fn named_currency_columns(&self) -> Vec<usize> {
        let mut named = self.announcing(Subject::Field(Field::Currency));
        named.retain(|index| {
            let profile = &self.columns[*index].profile;
            profile.is_mostly(profile.currencies)
        });
        named
    }

    /// Returns the word by which the currencies of a column may be those of something else: "Valuation currency".
    fn other_word_of_currency(&self, column: usize) -> Option<&String> {
        let is_currency = |word: &str| {
            let mut words = HEADERS.iter().filter(|(subject, _)| *subject == Subject::Field(Field::Currency));
            words.any(|(_, words)| words.iter().any(|known| known.split(' ').any(|part| part == word)))
        };
        let is_known =
            |word: &str| is_currency(word) || BESIDE_CURRENCY.contains(&word) || amount_words::is_known(word);
        let words = &self.columns[column].words;
        // That of a deal is not always that of the figures: PitchBook converts them.
        let native = words.first().filter(|word| *word == "native" && words.len() > 2);
        native.or_else(|| words.iter().find(|word| !is_known(word)))
    }

    /// Refuses a sheet whose amounts name no currency if several columns may give it, or one may give that of something else.
    pub(super) fn doubtful_currencies(&self, amounts: usize) -> Option<Problem> {
        let surroundings = self.sheet.surroundings(amounts, None);
        let hints = &surroundings.hints;
        if hints.currency.is_some() {
            return None;
        }
        let known = self.currency_columns();
        let text =
            |row: &Row, column: usize| row.cells.get(column).and_then(cell::text).map(|text| fold(&text));
        if let [first, others @ ..] = known.as_slice() {
            let differs =
                |other: &&usize| self.sheet.rows.iter().any(|row| text(row, *first) != text(row, **other));
            let other = others.iter().find(differs)?;
            let [first, other] = [*first, *other].map(|column| &self.sheet.columns[column].name);
            let (one, two) = (quote(first), quote(other));
            return Some(
                Problem::new(format!("{one} and {two} may both be the currency of the amounts"))
                    .hint(format!("say which it is: --map 'currency={first},fields={other},…'")),
            );
        }
        let is_needed = self.columns[amounts].profile.numbers > 0;
        let column = self.named_currency_columns().into_iter().find(|_| is_needed)?;
        let word = self.other_word_of_currency(column)?;
        let name = &self.sheet.columns[column].name;
        let message = format!(
            "{} may be the currency of something else than the amounts by {}",
            quote(name),
            quote(word)
        );
        Some(Problem::new(message).hint(format!(
            "if it is theirs, say so: --map 'currency={name},…'; else name theirs: amount=COLUMN:CODE"
        )))
    }

    /// Returns the currency that the header of the amounts names, else a text around the table, and the words that say so.
    pub(super) fn stated_currency(&self, amounts: usize) -> Option<(Currency, String)> {
        let header = &self.sheet.columns[amounts].name;
        let by_header = evidence::header(self.sheet, amounts).currency;
        let by_header = by_header.map(|named| (named, format!("the header {} says {named}", quote(header))));
        by_header.or_else(|| {
            let around = self.sheet.surroundings(amounts, None);
            Some((
                around.hints.currency?,
                format!("the amounts are in {}", around.note.as_deref()?.split("; ").next()?),
            ))
        })
    }

    /// Returns the problem of a column of currencies with another one than the header of the amounts or a text names.
    pub(super) fn other_currency(&self, amounts: usize, named: Currency, said: &str) -> Option<Problem> {
        // "Original currency" is not that of converted amounts.
        let is_theirs = |column: &usize| {
            let words = &self.columns[*column].words;
            words.len() == 1 || words.iter().all(|word| WORDS_OF_CURRENCIES.contains(&word.as_str()))
        };
        let is_other = |column: usize, text: &String| {
            find_currencies(&self.as_written(column, text)).is_some_and(|(found, _)| !found.contains(&named))
        };
        let other = |column: usize| {
            Some((column, self.texts_of(column).into_iter().find(|text| is_other(column, text))?))
        };
        let called_so = self.currency_columns().into_iter().filter(is_theirs);
        let (column, other) = called_so.chain(self.columns_of_codes(amounts)).find_map(other)?;
        let [name, amounts] = [column, amounts].map(|index| &self.sheet.columns[index].name);
        let problem = Problem::new(format!(
            "{said}, and the column {} has {}",
            quote(name),
            self.as_written(column, &other)
        ));
        Some(problem.hint(format!("say which holds: --map 'amount={amounts}:{named}' or 'currency={name}'")))
    }

    /// Returns the columns that hold nothing but codes and signs of currencies, or several of their names, below headers that
    /// say nothing else: "Reported in".
    fn columns_of_codes(&self, amounts: usize) -> Vec<usize> {
        // "won" is what became of a deal.
        let is_capital = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_sign = |text: &str| {
            text.ends_with(|c: char| !c.is_alphanumeric()) && text.chars().all(|c| !c.is_lowercase())
        };
        let is_code = |text: &str| match find_currencies(text) {
            Some((found, None)) => is_capital(text) && found.len() == 1 || is_sign(text),
            _ => false,
        };
        let are_names = |texts: &[String]| {
            let named: Vec<_> =
                texts.iter().map(|text| find_currencies(text).map(|(found, _)| found)).collect();
            named.iter().all(Option::is_some) && named.iter().any(|found| *found != named[0])
        };
        let has_codes = |column: &usize| {
            let Column { is_used, profile, .. } = &self.columns[*column];
            let is_open = *column != amounts && !is_used && profile.currencies > 0;
            let says_nothing = self.says_nothing_else(*column) || self.names_units(*column);
            is_open
                && says_nothing
                && (self.texts_of(*column).iter().all(|text| is_code(&self.as_written(*column, text)))
                    || are_names(&self.texts_of(*column)))
        };
        (0..self.columns.len()).filter(has_codes).collect()
    }

    /// Whether a header has no subject of its own: it announces nothing, or may be of the amounts or of notes on them.
    fn says_nothing_else(&self, column: usize) -> bool {
        let of_amounts = [Subject::Field(Field::Amount), Subject::Field(Field::Note)];
        self.columns[column].subjects.first().is_none_or(|(subject, _)| of_amounts.contains(subject))
    }

    /// Whether a header announces units, alone or beside other words.
    fn names_units(&self, column: usize) -> bool {
        let subjects = &self.columns[column].subjects;
        subjects.iter().any(|(subject, _)| *subject == Subject::Field(Field::Units))
    }

    /// Returns the problem of a column most of whose cells are bounds of the amounts beside them: `up to`, `more than`, `~`.
    pub(super) fn qualifying_column(&self) -> Option<Problem> {
        let bound = |text: &String| {
            if ["exact", "exactly", "="].contains(&text.as_str()) {
                return Some(Bound::Exact);
            }
            let read = read_amount(&format!("{text} 1 USD"), &Context::default()).ok()?;
            Some(read.amount.filter(|_| read.remark.is_none())?.quantity.bound())
        };
        let qualifies = |column: &usize| {
            let texts = self.texts_of(*column);
            let bounds: Vec<Bound> = texts.iter().filter_map(bound).collect();
            bounds.len() * 2 > texts.len() && bounds.iter().any(|bound| *bound != Bound::Exact)
        };
        let column =
            (0..self.columns.len()).filter(|column| !self.columns[*column].is_used).find(qualifies)?;
        let name = &self.sheet.columns[column].name;
        let texts: Vec<String> =
            self.texts_of(column).iter().map(|text| self.as_written(column, text)).collect();
        let problem = Problem::new(format!(
            "the column {} may be about the amounts: {}",
            quote(name),
            texts.join(", ")
        ));
        Some(problem.hint(format!(
            "write it into their cells, as in \"up to $5m\", or keep it as a field: fields={name}"
        )))
    }

    /// Returns the problem of figures behind the amounts that have no header of their own, as below a header that is merged
    /// over both columns: they may be the other ends of ranges, or other amounts.
    pub(super) fn unnamed_figures(&self, amounts: usize) -> Option<Problem> {
        let column = amounts + 1;
        let Column { profile, is_used, .. } = self.columns.get(column)?;
        let [name, other] = [amounts, column].map(|index| &self.sheet.columns[index].name);
        let figures = profile.numbers + profile.money;
        let is_unnamed = words::is_unnamed(other);
        let are_amounts = figures > 0 && profile.is_mostly(figures) && !profile.is_mostly(profile.years);
        if *is_used || !is_unnamed || !are_amounts || !self.differ(amounts, column) {
            return None;
        }
        let problem = Problem::new(format!(
            "{} has figures without a header next to those of {}",
            quote(other),
            quote(name)
        ));
        Some(problem.hint(format!(
            "give them a header; if they are no amounts: --map 'amount={name},fields={other},…'"
        )))
    }

    /// Returns the problem of a column that has the other ends of ranges: "Betrag bis" beside "Betrag von", "Max (USD m)"
    /// beside "Amount (USD m)".
    pub(super) fn other_end(&self, amounts: usize) -> Option<Problem> {
        let header = |column: usize| self.sheet.columns[column].header.as_str();
        let is_other_end = |column: &usize| {
            let profile = &self.columns[*column].profile;
            *column != amounts
                && !self.columns[*column].is_used
                && profile.has_amounts()
                && profile.money + profile.numbers > 0
                && amount_words::are_ends(header(amounts), header(*column))
        };
        let column = (0..self.columns.len()).find(is_other_end)?;
        let [name, other] = [amounts, column].map(|index| &self.sheet.columns[index].name);
        let problem = Problem::new(format!("{} and {} may be the ends of ranges", quote(name), quote(other)));
        Some(problem.hint(format!(
            "write both into one column, as in \"$5m-8m\", or say which is the amount: --map 'amount={name},fields={other},…'"
        )))
    }

    /// Takes the column of units: one that is called so, or another whose cells are units and whose header says nothing else.
    /// Unless the header is about units, they may be of something else, and the sheet is refused.
    pub(super) fn unit_column(&mut self, amounts: usize) {
        let named = self.announcing(Subject::Field(Field::Units));
        let units = |column: usize| self.texts_of(column).iter().filter(|text| is_unit(text)).count();
        let is_word = |text: &String| text.len() > 1 && !text.starts_with(char::is_numeric);
        let are_units = |column: &usize| {
            let texts = self.texts_of(*column);
            let count = units(*column);
            let is_free = self.says_nothing_else(*column) || self.names_units(*column);
            let is_unknown = self.columns[*column].subjects.is_empty();
            let are_words = || texts.iter().filter(|text| is_unit(text)).all(is_word);
            // "B" in a column of classes is no billion, where the amounts are in full.
            let are_letters = || {
                texts.iter().all(|text| is_unit(text) && !text.starts_with(char::is_numeric))
                    && (self.is_about_units(*column) || self.has_short_numbers(amounts))
            };
            let are_most = count == texts.len() || (is_unknown && count * 2 > texts.len());
            is_free && *column != amounts && count > 0 && are_most && (are_words() || are_letters())
        };
        let is_named_so = |column: &usize| units(*column) > 0 && self.is_called_units(*column);
        let mut others = (0..self.columns.len()).filter(|column| !self.columns[*column].is_used);
        let found = named.iter().copied().find(is_named_so).or_else(|| others.find(are_units));
        let Some(column) = found else { return self.unread_units(amounts, &named) };
        // "USD m" in each cell is the currency, too.
        let has_currency = |text: &String| !is_unit(text) || find_currencies(text).is_some();
        let is_currency = self.mapping.rules_of(Field::Currency).next().is_none()
            && self.sheet.surroundings(amounts, None).hints.currency.is_none()
            && self.texts_of(column).iter().all(has_currency);
        if !self.is_called_units(column) && !self.is_about_units(column) {
            return self.block_units(amounts, column);
        }
        self.take(if is_currency { Field::Currency } else { Field::Units }, column, Options::default());
    }

    /// Whether the header of a column says nothing else than that its cells are about the amounts.
    fn is_about_units(&self, column: usize) -> bool {
        let is_of_units = |word: &str| {
            let mut phrases = HEADERS.iter().filter(|(subject, _)| *subject == Subject::Field(Field::Units));
            phrases
                .any(|(_, phrases)| phrases.iter().any(|phrase| phrase.split(' ').any(|part| part == word)))
        };
        let is_about = |word: &String| BESIDE_UNITS.contains(&word.as_str()) || is_of_units(word);
        let words = &self.columns[column].words;
        words::is_unnamed(&self.sheet.columns[column].header)
            || words.iter().all(|word| is_about(word) || amount_words::is_known(word))
                && words.iter().any(is_about)
            || words.iter().all(|word| NOUNS_OF_AMOUNTS.contains(&word.as_str()))
    }

    /// Whether some amount is a number without a unit that is too short to be in full.
    fn has_short_numbers(&self, amounts: usize) -> bool {
        const SHORT: u32 = 100_000;
        let currency = Some(Currency::USD);
        let decimal = self.sheet.decimal_sign(amounts).value();
        let context = Context { currency, decimal, ..Context::default() };
        let is_short = |row: &Row| {
            let value = row.cells.get(amounts)?;
            let (readings, _) = cell::readings(value, &context).ok()?;
            Some(readings.first()?.amount?.estimate().headline < SHORT.into())
        };
        self.sheet.rows.iter().any(|row| is_short(row) == Some(true))
    }

    /// Whether the word of the header for a unit means another one beside a currency of the column of currencies, as the `M` of
    /// `Nilai (M)` does beside rupiah. Then the rows decide.
    pub(super) fn differs_by_currency(&self, word: &str, unit: Unit) -> bool {
        let differs = |text: &String| {
            find_currencies(text)
                .is_some_and(|(found, _)| unit_beside(word, unit, &found, word).as_ref() != Ok(&unit))
        };
        self.currency_columns().iter().any(|column| self.texts_of(*column).iter().any(differs))
    }

    /// Refuses a sheet with a column that may hold the units of the amounts, if they need one.
    fn block_units(&mut self, amounts: usize, column: usize) {
        let is_needed = self.columns[amounts].profile.numbers > 0
            && self.sheet.surroundings(amounts, None).hints.unit.is_none();
        if is_needed {
            let name = &self.sheet.columns[column].name;
            let problem =
                Problem::new(format!("the column {} may hold the units of the amounts", quote(name)));
            self.blocked.push(
                problem.hint(format!("if it does, say so: --map 'units={name},…'; else fields={name}")),
            );
        }
    }

    /// Takes a column of exponents, as statistical offices write them, or refuses a sheet whose column of units has none that
    /// is known.
    fn unread_units(&mut self, amounts: usize, named: &[usize]) {
        let is_exponent = |text: &String| EXPONENTS.iter().any(|(exponent, _)| exponent == text);
        let has_exponents = |column: &&usize| {
            let texts = self.texts_of(**column);
            !texts.is_empty() && texts.iter().all(is_exponent)
        };
        let exponents = named.iter().find(has_exponents).copied();
        if let Some(column) = exponents.filter(|column| words::are_exponents(&self.columns[*column].words)) {
            let replacements =
                EXPONENTS.iter().map(|(exponent, unit)| Replacement::new(*exponent, *unit)).collect();
            self.take(Field::Units, column, Options { replacements, ..Options::default() });
            return;
        }
        let has_texts =
            |column: &&usize| self.is_called_units(**column) && !self.texts_of(**column).is_empty();
        let Some(column) = exponents.or_else(|| named.iter().find(has_texts).copied()) else { return };
        if self.columns[amounts].profile.numbers > 0
            && self.sheet.surroundings(amounts, None).hints.unit.is_none()
        {
            let name = &self.sheet.columns[column].name;
            let problem =
                Problem::new(format!("the column {} may hold the units of the amounts", quote(name)));
            self.blocked.push(
                problem.hint(format!(
                    "say which: --map 'units={name}:3=thousands:6=millions,…', or fields={name}"
                )),
            );
        }
    }

    /// Whether the header of a column says units and nothing else: "Unit", "Unit of measure", "Amount units".
    fn is_called_units(&self, column: usize) -> bool {
        let subject = self.columns[column].subjects.first();
        let is_exact =
            |(subject, rank): &(Subject, usize)| *subject == Subject::Field(Field::Units) && *rank < INEXACT;
        subject.is_some_and(is_exact) || (self.names_units(column) && self.is_about_units(column))
    }
}

/// Whether a cell is a unit and no amount: "$1bn" is one.
fn is_unit(text: &str) -> bool {
    let is_amount = || {
        let has_digit = text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        has_digit && read_amount(text, &Context::default()).is_ok_and(|read| read.amount.is_some())
    };
    read_unit(text).is_ok() && !is_amount()
}

/// Words of headers of the currencies of the amounts themselves: "Currency of deal".
const WORDS_OF_CURRENCIES: [&str; 12] = [
    "currency", "currencies", "curr", "ccy", "cur", "unit", "of", "the", "deal", "deals", "amount", "amounts",
];

/// Words beside that for currency in a header that say nothing of whose it is.
const BESIDE_CURRENCY: [&str; 12] = [
    "code", "codes", "iso", "original", "local", "native", "reported", "reporting", "trading", "symbol",
    "name", "unit",
];

/// Words of headers over units.
const BESIDE_UNITS: [&str; 20] = [
    "order", "type", "scale", "in", "m", "bn", "b", "k", "figures", "measure", "measures", "measured",
    "measurement", "multiple", "used", "monetary", "uo", "uom", "suffix", "exp",
];

/// Nouns of amounts that say what the cells below them are about: `Amount` beside `Amount (EUR)`.
const NOUNS_OF_AMOUNTS: [&str; 12] = [
    "amount", "amounts", "value", "values", "deal", "currency", "betrag", "montant", "importe", "monto",
    "bedrag", "importo",
];
