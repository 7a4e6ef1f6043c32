//! The columns of amounts.

use super::{Column, Proposer};
use crate::import::amount_words;
use crate::import::cell;
use crate::import::evidence::{self, describe_decimal_sign};
use crate::import::noun::INEXACT;
use crate::import::profile::Profile;
use crate::import::rule::{Field, Options};
use crate::import::surroundings::Surroundings;
use crate::import::vocabulary::Subject;
use crate::import::words::header_words;
use crate::invalid::Problem;
use crate::text::{fold, quote};

/// Words of headers over amounts that are converted from those of another column.
const EQUIVALENT: [&str; 11] = [
    "equivalent", "equiv", "eqv", "eq", "converted", "gegenwert", "umgerechnet", "contrevaleur",
    "equivalente", "controvalore", "tegenwaarde",
];

impl Proposer<'_> {
    pub(super) fn amounts(&mut self) {
        for (column, known) in self.columns.iter_mut().zip(&self.sheet.columns) {
            let real = || amount_words::is_in_real_terms(&known.header).then_some(amount_words::ANOTHER_YEAR);
            let partial = amount_words::partial_amount(&column.words).or_else(real);
            if let Some(reason) = amount_words::no_amount(&column.words).or(partial) {
                column.reason = Some(reason.to_owned());
            }
        }
        let named = self.open_columns(self.announcing(Subject::Field(Field::Amount)));
        let (plain, others): (Vec<usize>, Vec<usize>) =
            named.into_iter().partition(|index| self.other_word(*index).is_none());
        let has_amounts = |index: &usize| self.columns[*index].profile.has_amounts();
        let fitting: Vec<usize> = plain.iter().copied().filter(has_amounts).collect();
        // An exact amount says more than a bound.
        let is_bound = |index: &usize| evidence::bound(self.sheet, *index).is_some();
        let (bounds, exact): (Vec<usize>, Vec<usize>) = fitting.into_iter().partition(is_bound);
        let fitting = if exact.is_empty() { bounds } else { exact };
        let money = self.money_columns();
        let is_other = |index: &usize| self.other_word(*index).is_some();
        let (mut unknown, bare): (Vec<usize>, Vec<usize>) = money.into_iter().partition(is_other);
        unknown.retain(|index| !self.is_of_dates(*index));
        if let Some(first) = self.first_amounts(&fitting) {
            let is_version = |index: &&usize| {
                has_amounts(index) && amount_words::names_version(&self.columns[**index].words)
            };
            let versions = others.iter().filter(is_version);
            let named: Vec<usize> = fitting.iter().chain(versions).copied().collect();
            let mut rivals = self.rivals(first, &named);
            let is_whole = |index: &usize| self.may_be_whole_of(first, *index) && !rivals.contains(index);
            let wholes: Vec<usize> = unknown.iter().chain(&fitting).copied().filter(is_whole).collect();
            rivals.extend(wholes);
            self.amounts_of(first, &fitting, &rivals);
            return;
        }
        match (bare.as_slice(), unknown.as_slice()) {
            ([first, others @ ..], _) => {
                let mut rivals = others.to_vec();
                rivals.retain(|other| !self.is_other_currency(*first, *other));
                rivals.extend(unknown.iter().filter(|other| !self.is_equivalent(*first, **other)));
                self.note(*first, "as a column of money");
                self.amounts_of(*first, &bare, &rivals);
            }
            ([], [first]) => self.block_unknown_amounts(*first),
            ([], [first, rest @ ..]) => self.block_amounts(*first, rest),
            ([], []) => self.no_amounts(&plain, &others),
        }
    }

    /// Takes a column of amounts unless others may be them, too.
    fn amounts_of(&mut self, first: usize, candidates: &[usize], rivals: &[usize]) {
        if !rivals.is_empty() {
            self.block_amounts(first, rivals);
        }
        self.amount_columns(first, candidates);
    }

    /// Refuses a sheet in which a column may be the amounts and cannot be read as such.
    fn no_amounts(&mut self, plain: &[usize], others: &[usize]) {
        let is_sure = |index: &&usize| !amount_words::is_generic(&self.columns[**index].words);
        if let Some(column) = plain.iter().find(is_sure) {
            let problem = self.unreadable(*column, "amounts", "amount=COLUMN", Profile::has_amounts);
            self.blocked.push(problem);
            return;
        }
        let has_numbers = |index: &&usize| {
            let profile = &self.columns[**index].profile;
            profile.has_amounts() && profile.numbers > profile.years
        };
        if let Some(column) = others.iter().find(has_numbers) {
            self.block_unknown_amounts(*column);
        } else {
            self.block_partial_amounts();
            self.block_unread_header();
        }
    }

    /// Whether the header of a column announces a date: "Q1" in a column of quarters is no money.
    fn is_of_dates(&self, column: usize) -> bool {
        use Field::{Announced, Day, Month, Quarter, Year};
        let subject = self.columns[column].subjects.first();
        subject.is_some_and(|(subject, _)| {
            [Announced, Year, Quarter, Month, Day].into_iter().any(|field| *subject == Subject::Field(field))
        })
    }

    /// Returns the first of columns of amounts; where a column gives their currency, the one whose header names none.
    fn first_amounts(&self, columns: &[usize]) -> Option<usize> {
        let first = *columns.first()?;
        let names_none = |column: &&usize| evidence::header(self.sheet, **column).currency.is_none();
        let in_local = columns
            .iter()
            .filter(names_none)
            .find(|column| self.plain_words(**column) == self.plain_words(first));
        Some(in_local.copied().filter(|_| !self.currency_columns().is_empty()).unwrap_or(first))
    }

    /// Returns the words of a header without currency and unit.
    fn plain_words(&self, column: usize) -> Vec<String> {
        header_words(&evidence::header(self.sheet, column).label)
    }

    /// Returns the word by which the figures of a column may be others than the amounts of the deals.
    fn other_word(&self, column: usize) -> Option<String> {
        amount_words::other_word(&self.sheet.columns[column].header)
            .or_else(|| self.layoffs().filter(|_| amount_words::is_raised(&self.columns[column].words)))
            .or_else(|| self.pieces().filter(|_| amount_words::is_price(&self.columns[column].words)))
    }

    /// Returns the header of a column that counts shares or other pieces: a price beside it is that of each.
    fn pieces(&self) -> Option<String> {
        let column = self
            .columns
            .iter()
            .position(|column| amount_words::counts_pieces(&column.words) && column.profile.numbers > 0)?;
        Some(self.sheet.columns[column].header.clone())
    }

    /// Returns the header of a column of layoffs. What a company of such a list raised, it raised in all its rounds.
    fn layoffs(&self) -> Option<String> {
        let column = self.columns.iter().position(|column| amount_words::is_of_layoffs(&column.words))?;
        Some(self.sheet.columns[column].header.clone())
    }

    /// Refuses a sheet whose only column of money may be another figure.
    fn block_unknown_amounts(&mut self, column: usize) {
        let name = &self.sheet.columns[column].name;
        let word = self.other_word(column).unwrap_or_default();
        let problem = Problem::new(format!(
            "no column is known to be the amount of the deals; {} may be another figure by {}",
            quote(name),
            quote(&word)
        ));
        self.blocked.push(problem.hint(format!(
            "if it is the amount, say so: --map 'amount={name},…'; else keep it as a field: fields={name}"
        )));
    }

    /// Refuses a sheet whose only column of money is not the whole amount of its deals.
    fn block_partial_amounts(&mut self) {
        let is_partial = |column: &&Column| {
            let is_amount =
                column.subjects.iter().any(|(subject, _)| *subject == Subject::Field(Field::Amount));
            is_amount
                && amount_words::no_amount(&column.words).is_none()
                && (amount_words::partial_amount(&column.words).is_some()
                    || column.reason.as_deref() == Some(amount_words::ANOTHER_YEAR))
                && column.profile.filled > 0
                && column.profile.has_amounts()
        };
        let index = self.columns.iter().position(|column| is_partial(&column));
        if let Some((index, reason)) =
            index.and_then(|index| Some((index, self.columns[index].reason.clone()?)))
        {
            let name = &self.sheet.columns[index].name;
            let problem =
                Problem::new(format!("no column is the amount of the deals; of {}, {reason}", quote(name)));
            self.blocked.push(problem.hint(format!("name the column of amounts by --map 'amount={name},…'")));
        }
    }

    /// Refuses a sheet without a column of amounts if one has numbers below a header whose words are not known.
    fn block_unread_header(&mut self) {
        let is_unread = |index: &usize| {
            let Column { profile, subjects, .. } = &self.columns[*index];
            let header = &self.sheet.columns[*index].header;
            let has_numbers = profile.numbers > profile.years && profile.has_amounts();
            // The columns of a table may be years.
            let is_year = header.len() == 4 && header.bytes().all(|byte| byte.is_ascii_digit());
            // A number is no title, whatever the header says.
            let is_of_texts =
                subjects.first().is_none_or(|(subject, _)| *subject == Subject::Field(Field::Title));
            is_of_texts && has_numbers && (is_year || header.chars().any(char::is_alphabetic))
        };
        if let Some(index) = self.open_columns((0..self.columns.len()).collect()).into_iter().find(is_unread)
        {
            let name = &self.sheet.columns[index].name;
            let problem = Problem::new(format!(
                "no column is known to be the amount of the deals, and the header {} over numbers is not understood",
                quote(name)
            ));
            self.blocked.push(problem.hint(format!(
                "if they are the amounts, say so and in what currency: --map 'amount={name}:USD:ones,…' (or thousands, millions); \
                 else keep them as a field: fields={name}"
            )));
        }
    }

    pub(super) fn open_columns(&self, mut columns: Vec<usize>) -> Vec<usize> {
        let is_open = |column: &Column| column.reason.is_none() && !column.is_used;
        columns.retain(|index| is_open(&self.columns[*index]));
        columns
    }

    /// Returns the unused columns that hold money by their cells, or numbers below a word for amounts, a currency or a unit.
    fn money_columns(&self) -> Vec<usize> {
        let is_money = |index: &usize| {
            let Column { profile, subjects, .. } = &self.columns[*index];
            let surroundings = self.sheet.surroundings(*index, None);
            let hints = &surroundings.hints;
            let is_named = hints.currency.is_some()
                || !hints.choices.is_empty()
                || hints.unit.is_some()
                || subjects.iter().any(|(subject, _)| *subject == Subject::Field(Field::Amount));
            let has_money = profile.money > 0 && profile.is_mostly(profile.money + profile.undisclosed);
            profile.filled > 0 && (has_money || (is_named && profile.numbers > 0 && profile.has_amounts()))
        };
        let mut columns = self.open_columns((0..self.columns.len()).collect());
        columns.retain(is_money);
        columns
    }

    /// Returns the columns that may be the amount as well as `first`: their headers say no less, and their figures differ.
    fn rivals(&self, first: usize, named: &[usize]) -> Vec<usize> {
        let is_generic = |index: usize| amount_words::is_generic(&self.columns[index].words);
        let is_inexact = |index: usize| {
            let subjects = &self.columns[index].subjects;
            let amount = subjects.iter().find(|(subject, _)| *subject == Subject::Field(Field::Amount));
            amount.is_some_and(|(_, rank)| *rank >= INEXACT)
        };
        let is_version = |index: usize| amount_words::names_version(&self.columns[index].words);
        let is_rival = |other: &usize| {
            let other = *other;
            let says_no_less = is_inexact(first)
                || is_generic(first)
                || !is_inexact(other)
                || is_version(first)
                || is_version(other);
            other != first
                && says_no_less
                && !self.is_other_currency(first, other)
                && self.differ(first, other)
        };
        named.iter().copied().filter(is_rival).collect()
    }

    /// Whether another column of money may have the whole amounts of which `first` has parts, or the reverse: `Total package`
    /// beside `Grant`, `This round` beside `Total`.
    fn may_be_whole_of(&self, first: usize, other: usize) -> bool {
        let names = |column: usize, known: &[&str]| {
            self.columns[column].words.iter().any(|word| known.contains(&word.as_str()))
        };
        let is_total = self.columns[first].words == ["total"];
        let is_whole =
            names(other, &["package", "packages"]) || (is_total && names(other, &["round", "raise"]));
        other != first && is_whole && !self.is_other_currency(first, other) && self.differ(first, other)
    }

    /// Whether two columns have different texts in some row.
    pub(super) fn differ(&self, first: usize, other: usize) -> bool {
        self.sheet.rows.iter().any(|row| {
            let [first, other] = [first, other].map(|column| row.cells.get(column).and_then(cell::text));
            first.is_some() && other.is_some() && first != other
        })
    }

    fn block_amounts(&mut self, first: usize, rivals: &[usize]) {
        let names =
            std::iter::once(&first).chain(rivals).map(|index| quote(&self.sheet.columns[*index].name));
        let names = names.collect::<Vec<_>>().join(", ");
        let problem = Problem::new(format!("several columns may be the amount of the deals: {names}"));
        let example = &self.sheet.columns[first].name;
        self.blocked.push(problem.hint(format!("name it by --map 'amount={example},…'")));
    }

    /// Takes a column of amounts, and others with the same figures in further currencies.
    fn amount_columns(&mut self, first: usize, candidates: &[usize]) {
        self.amount_column(Field::Amount, first);
        for other in candidates {
            if !self.columns[*other].is_used && self.is_other_currency(first, *other) {
                self.amount_column(Field::Amount, *other);
            }
        }
        for other in self.open_columns((0..self.columns.len()).collect()) {
            if self.is_equivalent(first, other) {
                self.amount_column(Field::Equivalent, other);
            }
        }
        for other in self.announcing(Subject::Field(Field::Amount)) {
            let name = quote(&self.sheet.columns[other].name);
            let column = &mut self.columns[other];
            let has_amounts = column.profile.has_amounts() && column.profile.filled > 0;
            if has_amounts && column.reason.is_none() {
                column.reason = Some(match amount_words::other_word(&self.sheet.columns[other].header) {
                    Some(word) => format!("it may be another figure than the amount by {}", quote(&word)),
                    None => format!("another column is the amount; add amount={name} or equivalent={name}"),
                });
            }
        }
        // Of several columns of amounts, another one is in the currency of its column.
        let is_only = self.mapping.rules_of(Field::Amount).count() == 1;
        if let Some((named, said)) = self.stated_currency(first).filter(|_| is_only) {
            self.blocked.extend(self.other_currency(first, named, &said));
        }
        self.blocked.extend(self.doubtful_currencies(first));
        if let Some(column) = self.currency_columns().first() {
            self.take(Field::Currency, *column, Options::default());
        }
        self.unit_column(first);
        let of_figures = self.figure_columns();
        let beside = self.part_beside(first);
        let problems =
            self.qualifying_column().into_iter().chain(self.other_end(first)).chain(beside).chain(of_figures);
        let problems = problems.chain(self.unnamed_figures(first));
        self.blocked.extend(problems.collect::<Vec<_>>());
    }

    /// Whether the headers of two columns differ in their currency only.
    fn is_other_currency(&self, first: usize, other: usize) -> bool {
        let is_same = self.plain_words(first) == self.plain_words(other);
        let [first, other] = [first, other].map(|column| evidence::header(self.sheet, column));
        is_same
            && other.currency.map_or(!other.choices.is_empty(), |currency| first.currency != Some(currency))
    }

    /// Whether a column has the amounts of `first` in another currency by its header: "USD equivalent", "In USD m".
    fn is_equivalent(&self, first: usize, other: usize) -> bool {
        let header = &self.sheet.columns[other].header;
        let words = self.plain_words(other);
        let says_so = |word: &String| EQUIVALENT.contains(&word.as_str());
        let is_named = words.iter().any(says_so) || words.is_empty() && fold(header).starts_with("in ");
        let profile = &self.columns[other].profile;
        let [own, of_other] = [first, other].map(|column| evidence::header(self.sheet, column));
        is_named
            && words.iter().all(|word| says_so(word) || amount_words::is_known(word))
            && profile.numbers + profile.money > 0
            && profile.has_amounts()
            && of_other.currency.is_some_and(|currency| own.currency != Some(currency))
    }

    fn amount_column(&mut self, field: Field, column: usize) {
        let header = evidence::header(self.sheet, column);
        let Surroundings { hints, note } = self.sheet.surroundings(column, None).into_owned();
        // A column of currencies is nearer to each row than a text around the table.
        let has_column = !self.currency_columns().is_empty();
        let currency = hints.currency.filter(|_| header.currency.is_some() || !has_column);
        let unit = hints
            .unit
            .filter(|unit| header.currency.is_some() || !self.differs_by_currency(&hints.unit_word, *unit));
        let mut options = Options { currency, unit, ..Options::default() };
        let named: Vec<String> = header
            .currency
            .iter()
            .map(ToString::to_string)
            .chain(header.unit.filter(|_| unit == hints.unit).iter().map(ToString::to_string))
            .collect();
        if !named.is_empty() {
            self.note(column, format!("{} by the header", named.join(" and ")));
        }
        self.columns[column].evidence.extend(note);
        if let Some((bound, by)) = evidence::bound(self.sheet, column) {
            options.bound = Some(bound);
            self.note(column, by);
        }
        let doubts = hints.currency_doubt.into_iter().chain(hints.unit_doubt);
        self.columns[column].evidence.extend(doubts.map(|doubt| doubt.message));
        let sign = self.sheet.decimal_sign(column);
        options.decimal = sign.value();
        self.columns[column].evidence.extend(describe_decimal_sign(sign));
        self.take(field, column, options);
    }
}
