//! A mapping by the words of the headers and by what the cells are. Every column appears in it: used, or not used with the
//! reason.

use chrono::NaiveDate;

use super::evidence::{self, Finding, Shown};
use super::mapping::Mapping;
use super::profile::Profile;
use super::row::RowReader;
use super::rule::{DateForm, Field, Options, Origin, Replacement, Rule, decimal_word};
use super::vocabulary::Subject;
use super::words;
use super::{cell, outcome, own, vocabulary};
use crate::date::{DayOrder, Epoch};
use crate::deal::{Kind, Role};
use crate::invalid::Problem;
use crate::money::DecimalSign;
use crate::sheet::Sheet;
use crate::text::{fold, quote};

/// A mapping that the sheet suggests.
#[derive(Debug, Clone)]
pub(crate) struct Proposal {
    /// The mapping. It says what was decided from the cells, so that it reads the same rows in the same way elsewhere.
    pub(crate) mapping: Mapping,
    /// Every column of the sheet, in its order.
    pub(crate) columns: Vec<ColumnUse>,
    /// Why the mapping should not be used as it is: a column of amounts or dates was found that cannot be read.
    pub(crate) blocked: Vec<Problem>,
    /// Whether the sheet is a list that outlay wrote.
    pub(crate) is_own: bool,
}

/// What a mapping does with a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnUse {
    /// The name of the column.
    pub(crate) column: String,
    /// The fields that it gives; `None` if it gives none but one of the user's own.
    pub(crate) fields: Option<String>,
    /// Whether it is kept as a field of the user's own.
    pub(crate) is_kept: bool,
    /// What decided that: the cells with their lines, or why the column is not used.
    pub(crate) evidence: Vec<String>,
}

impl Proposal {
    /// Returns what the mapping does with each column, and what is missing.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let (mut kept, mut unused): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for ColumnUse { column, fields, is_kept, evidence } in &self.columns {
            let evidence = evidence.join("; ");
            match (fields, is_kept) {
                (Some(fields), _) if evidence.is_empty() => {
                    notes.push(format!("columns: {column} is {fields}"));
                }
                (Some(fields), _) => notes.push(format!("columns: {column} is {fields} ({evidence})")),
                (None, true) if evidence.is_empty() => kept.push(column),
                (None, true) => notes.push(format!("columns: {column} is kept as a field: {evidence}")),
                (None, false) if evidence.is_empty() => unused.push(column),
                (None, false) => notes.push(format!("columns: {column} is not used: {evidence}")),
            }
        }
        if !kept.is_empty() {
            notes.push(format!("columns: kept as fields: {}", kept.join(", ")));
        }
        if !unused.is_empty() {
            notes.push(format!("columns: not used: {}", unused.join(", ")));
        }
        let has = |field| self.mapping.rules_of(field).next().is_some();
        if !self.is_own && !has(Field::Amount) {
            notes.push(
                "amounts: no column of amounts was found, so that the deals are undisclosed".to_owned(),
            );
        }
        notes
    }
}

/// Returns what the columns of a mapping show about that which it leaves open.
pub(crate) fn evidence_notes(sheet: &Sheet, mapping: &Mapping) -> Vec<String> {
    let mut notes = Vec::new();
    for rule in &mapping.rules {
        let Origin::Column(column) = rule.origin else { continue };
        let shown = match rule.field {
            field if field.is_amount() && rule.options.decimal.is_none() => decimal_sign(sheet, column).1,
            Field::Announced if rule.options.date.is_none() => day_order(sheet, column).1,
            _ => None,
        };
        notes.extend(shown.map(|shown| format!("columns: {}: {shown}", mapping.name(column))));
    }
    let skipped = outcome::columns_of_rejects(sheet);
    let is_unused = |index: &usize| mapping.uses_of(*index).next().is_none();
    let unused: Vec<&str> =
        (skipped..mapping.width()).filter(is_unused).map(|column| mapping.name(column)).collect();
    if !unused.is_empty() {
        notes.push(format!("columns: not used: {}", unused.join(", ")));
    }
    notes
}

/// Returns the decimal sign of a column, and what shows it or leaves it open.
fn decimal_sign(sheet: &Sheet, column: usize) -> (Option<DecimalSign>, Option<String>) {
    let finding = evidence::decimal_sign(sheet, column);
    let note = match &finding {
        Finding::Settled(shown) => Some(format!("decimal {} by {}", decimal_word(shown.value), at(shown))),
        Finding::Contradiction(a, b) => Some(format!(
            "the decimal sign is open: {} has a {}, {} a {}",
            at(a),
            decimal_word(a.value),
            at(b),
            decimal_word(b.value)
        )),
        Finding::Nothing => None,
    };
    (finding.value(), note)
}

/// Returns the order of day and month of a column, and what shows it or leaves it open.
fn day_order(sheet: &Sheet, column: usize) -> (Option<DayOrder>, Option<String>) {
    let finding = evidence::day_order(sheet, column);
    let note = match &finding {
        Finding::Settled(shown) => Some(format!("{} first by {}", shown.value, at(shown))),
        Finding::Contradiction(a, b) => Some(format!(
            "the order of day and month is open: {} is {} first, {} is {} first",
            at(a),
            a.value,
            at(b),
            b.value
        )),
        Finding::Nothing => None,
    };
    (finding.value(), note)
}

/// Proposes a mapping for a sheet.
pub(crate) fn propose(sheet: &Sheet, today: NaiveDate) -> Proposal {
    if let Some(mapping) = own::mapping(sheet) {
        let mut proposer = Proposer::new(sheet, today);
        proposer.mapping = mapping;
        return Proposal { is_own: true, ..proposer.finish() };
    }
    let mut proposer = Proposer::new(sheet, today);
    proposer.dates();
    proposer.amounts();
    proposer.parties();
    proposer.texts();
    proposer.kinds();
    proposer.statuses();
    proposer.other_columns();
    proposer.finish()
}

/// What is known of a column.
struct Column {
    words: Vec<String>,
    /// What its header announces, the best first.
    subjects: Vec<(Subject, usize)>,
    profile: Profile,
    evidence: Vec<String>,
    /// Why it is not used.
    reason: Option<String>,
    is_used: bool,
}

struct Proposer<'s> {
    sheet: &'s Sheet,
    today: NaiveDate,
    columns: Vec<Column>,
    mapping: Mapping,
    blocked: Vec<Problem>,
}

impl<'s> Proposer<'s> {
    fn new(sheet: &'s Sheet, today: NaiveDate) -> Self {
        let skipped = outcome::columns_of_rejects(sheet);
        let column = |(index, column): (usize, &crate::sheet::Column)| {
            let words = words::header_words(&column.header);
            let is_rejects = index < skipped;
            Column {
                subjects: if is_rejects { Vec::new() } else { words::subjects(&words) },
                words,
                profile: Profile::of(sheet, index, today),
                evidence: Vec::new(),
                reason: is_rejects.then(|| "it is of an earlier import".to_owned()),
                is_used: is_rejects,
            }
        };
        Self {
            sheet,
            today,
            columns: sheet.columns.iter().enumerate().map(column).collect(),
            mapping: Mapping::empty(&sheet.columns),
            blocked: Vec::new(),
        }
    }

    /// Returns the unused columns whose header announces a subject, the best first.
    fn announcing(&self, subject: Subject) -> Vec<usize> {
        let rank =
            |column: &Column| column.subjects.iter().find(|found| found.0 == subject).map(|found| found.1);
        let mut found: Vec<(usize, usize)> = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !column.is_used)
            .filter_map(|(index, column)| {
                let best = column.subjects.first()?.1;
                // A word in the middle of a header is no subject where another one is the noun.
                rank(column).filter(|rank| *rank < 100 || *rank <= best + 100).map(|rank| (rank, index))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, index)| index).collect()
    }

    fn take(&mut self, field: Field, column: usize, options: Options) {
        self.columns[column].is_used = true;
        self.mapping.rules.push(Rule::column(field, column, options));
    }

    fn note(&mut self, column: usize, evidence: impl Into<String>) {
        self.columns[column].evidence.push(evidence.into());
    }

    fn dates(&mut self) {
        for column in &mut self.columns {
            if words::is_other_date(&column.words) && column.profile.has_dates() && column.profile.filled > 0
            {
                column.reason = Some("its dates are not those of the deals".to_owned());
            }
        }
        let is_open = |proposer: &Self, index: &usize| !words::is_other_date(&proposer.columns[*index].words);
        let named: Vec<usize> = self.announcing(Subject::Field(Field::Announced));
        let named: Vec<usize> = named.into_iter().filter(|index| is_open(self, index)).collect();
        let by_header = named.iter().copied().find(|index| self.columns[*index].profile.has_dates());
        if let Some(column) = by_header {
            return self.date_column(column);
        }
        if self.date_parts() {
            return;
        }
        let by_cells = (0..self.columns.len()).find(|index| {
            let column = &self.columns[*index];
            !column.is_used && is_open(self, index) && column.profile.is_nearly_all(column.profile.dates)
        });
        if let Some(column) = by_cells {
            self.note(column, "by its cells");
            self.date_column(column);
        } else if let Some(column) = named.first() {
            self.blocked.push(self.unreadable(*column, "dates", "announced=COLUMN:%d/%m/%Y"));
        }
    }

    fn date_column(&mut self, column: usize) {
        let mut options = Options::default();
        let profile = &self.columns[column].profile;
        if profile.day_numbers > profile.dates + profile.years {
            options.date = Some(DateForm::DayNumber(Epoch::Excel1900));
            self.note(column, "its numbers are days of a spreadsheet");
        } else {
            let (order, note) = day_order(self.sheet, column);
            options.date = order.map(DateForm::Order);
            self.columns[column].evidence.extend(note);
        }
        // Dates that show no order by themselves are read alone, whatever the others show.
        self.take(Field::Announced, column, options);
    }

    /// Takes the columns of a year and its parts, if there are any.
    fn date_parts(&mut self) -> bool {
        let years = self.announcing(Subject::Field(Field::Year));
        let is_year = |index: &usize| {
            let column = &self.columns[*index];
            !words::is_other_date(&column.words) && column.profile.is_nearly_all(column.profile.years)
        };
        let Some(year) = years.into_iter().find(is_year) else { return false };
        self.take(Field::Year, year, Options::default());
        for field in [Field::Quarter, Field::Month, Field::Day] {
            if let Some(column) = self.announcing(Subject::Field(field)).first().copied() {
                if field == Field::Month && self.mapping.rules_of(Field::Quarter).next().is_some() {
                    // The month says more than the quarter.
                    self.mapping.rules.retain(|rule| rule.field != Field::Quarter);
                }
                self.take(field, column, Options::default());
            }
        }
        true
    }

    fn amounts(&mut self) {
        for column in &mut self.columns {
            if let Some(reason) = words::no_amount(&column.words) {
                column.reason = Some(reason.to_owned());
            }
        }
        let is_amount = |column: &Column| column.reason.is_none() && !column.is_used;
        let named: Vec<usize> = self.announcing(Subject::Field(Field::Amount));
        let named: Vec<usize> = named.into_iter().filter(|index| is_amount(&self.columns[*index])).collect();
        let fits = |index: &usize| self.columns[*index].profile.has_amounts();
        let first = named.iter().copied().find(fits).or_else(|| {
            (0..self.columns.len()).find(|index| {
                let column = &self.columns[*index];
                is_amount(column) && column.profile.money > 0 && {
                    column.profile.is_nearly_all(column.profile.money + column.profile.undisclosed)
                }
            })
        });
        match (first, named.first()) {
            (Some(first), _) => {
                if !named.contains(&first) {
                    self.note(first, "by its cells");
                }
                let words = self.columns[first].words.clone();
                self.amount_column(first);
                // The same figure in further currencies.
                for other in named {
                    let column = &self.columns[other];
                    if !column.is_used && column.words == words && self.has_other_currency(first, other) {
                        self.amount_column(other);
                    }
                }
                for other in self.announcing(Subject::Field(Field::Amount)) {
                    let name = quote(&self.sheet.columns[other].name);
                    let column = &mut self.columns[other];
                    let has_amounts = column.profile.has_amounts() && column.profile.filled > 0;
                    if has_amounts && column.reason.is_none() {
                        let reason =
                            format!("another column is the amount; add amount={name} or equivalent={name}");
                        column.reason = Some(reason);
                    }
                }
                for field in [Field::Currency, Field::Units] {
                    let named = self.announcing(Subject::Field(field));
                    if let Some(column) = named.into_iter().find(|index| self.is_vocabulary(field, *index)) {
                        self.take(field, column, Options::default());
                    }
                }
            }
            (None, Some(column)) => {
                self.blocked.push(self.unreadable(*column, "amounts", "amount=COLUMN"));
            }
            (None, None) => {}
        }
    }

    fn has_other_currency(&self, first: usize, other: usize) -> bool {
        let [first, other] = [first, other].map(|column| evidence::header(self.sheet, column).currency);
        other.is_some() && first != other
    }

    fn is_vocabulary(&self, field: Field, column: usize) -> bool {
        let profile = &self.columns[column].profile;
        match field {
            Field::Currency => profile.is_nearly_all(profile.currencies),
            _ => self.texts_of(column).iter().all(|text| text.parse::<crate::money::Unit>().is_ok()),
        }
    }

    fn amount_column(&mut self, column: usize) {
        let hints = evidence::header(self.sheet, column);
        let mut options = Options { currency: hints.currency, unit: hints.unit, ..Options::default() };
        let named: Vec<String> = hints
            .currency
            .iter()
            .map(ToString::to_string)
            .chain(hints.unit.iter().map(ToString::to_string))
            .collect();
        if !named.is_empty() {
            self.note(column, format!("{} by the header", named.join(" and ")));
        }
        self.columns[column].evidence.extend(hints.doubt.map(|doubt| doubt.message));
        let (sign, note) = decimal_sign(self.sheet, column);
        options.decimal = sign;
        self.columns[column].evidence.extend(note);
        self.take(Field::Amount, column, options);
    }

    fn parties(&mut self) {
        for role in [Role::Recipient, Role::Investor, Role::Provider, Role::Customer] {
            for column in self.announcing(Subject::Party(role)) {
                let is_first = !self.has_role(role);
                let is_exact = self.columns[column].subjects.first().is_some_and(|(_, rank)| *rank < 100);
                if self.has_names(column) && (is_first || (is_exact && role == Role::Investor)) {
                    self.party_column(column, role);
                }
            }
        }
        for column in self.announcing(Subject::Name) {
            if self.has_names(column) && !self.has_role(Role::Recipient) {
                self.party_column(column, Role::Recipient);
            }
        }
        if self.mapping.rules_of(Field::Party).next().is_none()
            && let Some(column) = (0..self.columns.len()).find(|column| self.holds_only_names(*column))
        {
            self.note(column, "by its cells");
            self.party_column(column, Role::Recipient);
        }
    }

    fn has_role(&self, role: Role) -> bool {
        self.mapping.rules_of(Field::Party).any(|rule| rule.options.role == Some(role))
    }

    fn has_names(&self, column: usize) -> bool {
        let column = &self.columns[column];
        let profile = &column.profile;
        let others = profile.dates + profile.money + profile.urls;
        !column.is_used && column.reason.is_none() && (profile.filled == 0 || others * 2 < profile.filled)
    }

    /// Whether a column whose header says nothing holds names: different texts that are nothing else.
    fn holds_only_names(&self, column: usize) -> bool {
        let known = &self.columns[column];
        let profile = &known.profile;
        let others =
            profile.dates + profile.money + profile.urls + profile.numbers + profile.areas + profile.years;
        let texts = self.texts_of(column);
        let is_free = !known.is_used && known.reason.is_none() && known.subjects.is_empty();
        is_free && profile.filled > 0 && others * 10 <= profile.filled && texts.len() * 2 > profile.filled
    }

    fn party_column(&mut self, column: usize, role: Role) {
        let mut options = Options { role: Some(role), ..Options::default() };
        let separator = evidence::separator(self.sheet, column);
        // A company is one name, with or without commas; investors are listed.
        let is_sure =
            |shown: &Shown<&str>| role != Role::Recipient || shown.value == ";" || shown.value == "|";
        if let Some(shown) = separator.filter(is_sure) {
            options.split = Some(shown.value.to_owned());
            self.note(column, format!("lists divided by {} as in {}", quote(shown.value), at(&shown)));
        }
        self.take(Field::Party, column, options);
    }

    /// Takes the columns of fields that are texts.
    fn texts(&mut self) {
        use Field::{Id, Note, Place, Publisher, Quote, Round, Source, Tag, Title};
        for field in [Id, Title, Round, Place, Tag, Source, Publisher, Quote, Note] {
            for column in self.announcing(Subject::Field(field)) {
                let known = &self.columns[column];
                let profile = &known.profile;
                let is_text = profile.filled == 0 || profile.dates * 2 < profile.filled;
                let is_free = !known.is_used && known.reason.is_none() && is_text;
                let fits = match field {
                    Id => profile.filled == self.sheet.rows.len().min(profile.filled),
                    Source => profile.is_mostly(profile.urls),
                    // Figures under such words are counts or amounts.
                    Tag | Round | Place => (profile.numbers + profile.money) * 2 <= profile.filled,
                    _ => true,
                };
                if !(is_free && fits) {
                    continue;
                }
                let mut options = Options::default();
                let separator = evidence::separator(self.sheet, column);
                let divides = |shown: &Shown<&str>| match field {
                    Tag => true,
                    Place => [";", "|", "\n"].contains(&shown.value),
                    _ => false,
                };
                if let Some(shown) = separator.filter(divides) {
                    options.split = Some(shown.value.to_owned());
                    self.note(
                        column,
                        format!("lists divided by {} as in {}", quote(shown.value), at(&shown)),
                    );
                }
                self.take(field, column, options);
                if !matches!(field, Tag | Note) {
                    break;
                }
            }
        }
        if self.mapping.rules_of(Field::Title).next().is_none()
            && let Some(column) = self.announcing(Subject::Name).first()
        {
            self.take(Field::Title, *column, Options::default());
        }
    }

    /// Gives the kind: by a column of kinds or rounds, else by what the companies do.
    fn kinds(&mut self) {
        let by_parties = self.kind_by_parties();
        let round = self.mapping.rules_of(Field::Round).find_map(|rule| match rule.origin {
            Origin::Column(column) => Some(column),
            Origin::Constant(_) => None,
        });
        let kinds = self.announcing(Subject::Field(Field::Kind));
        let column = kinds.into_iter().chain(round).find_map(|column| {
            let patterns: Vec<(&str, Kind)> = vocabulary::KINDS.to_vec();
            Some((column, self.replacements(column, &patterns, by_parties.is_none())?))
        });
        if let Some(kind) = by_parties {
            let origin = Origin::Constant(kind.to_string());
            self.mapping.rules.push(Rule { field: Field::Kind, origin, options: Options::default() });
        }
        if let Some((column, replacements)) = column {
            self.take(Field::Kind, column, Options { replacements, ..Options::default() });
        }
    }

    fn kind_by_parties(&self) -> Option<Kind> {
        let investor =
            self.mapping.rules_of(Field::Party).find(|rule| rule.options.role == Some(Role::Investor));
        let Some(Rule { origin: Origin::Column(column), .. }) = investor else {
            return self.has_role(Role::Provider).then_some(Kind::Contract);
        };
        let has =
            |words: &[&str]| self.columns[*column].words.iter().any(|word| words.contains(&word.as_str()));
        if has(&[
            "acquirer",
            "acquiror",
            "acquirers",
            "acquiring",
            "acquired",
            "buyer",
            "purchaser",
            "bidder",
            "kaufer",
            "erwerber",
            "acquereur",
            "acheteur",
            "comprador",
            "adquirente",
            "adquiriente",
        ]) {
            Some(Kind::Acquisition)
        } else if has(&["lender", "lenders"]) {
            Some(Kind::Debt)
        } else if has(&["grantor"]) {
            Some(Kind::Grant)
        } else {
            self.has_role(Role::Recipient).then_some(Kind::Equity)
        }
    }

    fn statuses(&mut self) {
        for column in self.announcing(Subject::Field(Field::Status)) {
            if let Some(replacements) = self.replacements(column, vocabulary::STATUSES, false) {
                self.take(Field::Status, column, Options { replacements, ..Options::default() });
                return;
            }
            self.columns[column]
                .reason
                .get_or_insert_with(|| "its words are no statuses of deals".to_owned());
        }
    }

    /// Keeps what no other field takes, and the words for rounds, as fields of the user's own.
    fn other_columns(&mut self) {
        let rounds: Vec<Origin> =
            self.mapping.rules_of(Field::Round).map(|rule| rule.origin.clone()).collect();
        for index in 0..self.columns.len() {
            let column = &self.columns[index];
            let is_open = !column.is_used && column.profile.filled > 0;
            if is_open || rounds.contains(&Origin::Column(index)) {
                self.mapping.rules.push(Rule::column(Field::Kept, index, Options::default()));
            }
        }
    }

    /// Returns what the texts of a column stand for, if all are words of `patterns` or of the vocabulary itself. With
    /// `or_other`, up to the half may be others, which stand for `other`.
    fn replacements<T: std::str::FromStr + ToString + Copy>(
        &self,
        column: usize,
        patterns: &[(&str, T)],
        or_other: bool,
    ) -> Option<Vec<Replacement>> {
        let mut used: Vec<usize> = Vec::new();
        let mut unknown = 0;
        let texts = self.texts_of(column);
        for text in &texts {
            if text.parse::<T>().is_ok() {
                continue;
            }
            match patterns.iter().position(|(pattern, _)| Replacement::new(*pattern, "").fits(text)) {
                Some(index) if !used.contains(&index) => used.push(index),
                Some(_) => {}
                None => unknown += 1,
            }
        }
        let is_known = unknown == 0 || (or_other && unknown * 2 < texts.len());
        if texts.is_empty() || !is_known {
            return None;
        }
        used.sort_unstable();
        let mut replacements: Vec<Replacement> = used
            .iter()
            .map(|index| Replacement::new(patterns[*index].0, patterns[*index].1.to_string()))
            .collect();
        if unknown > 0 {
            replacements.push(Replacement::new("*", "other"));
        }
        Some(replacements)
    }

    /// Returns the different texts of a column, folded; at most some.
    fn texts_of(&self, column: usize) -> Vec<String> {
        const MAX: usize = 500;
        let mut texts = std::collections::BTreeSet::new();
        for row in &self.sheet.rows {
            texts.extend(row.cells.get(column).and_then(cell::text).map(|text| fold(&text)));
            if texts.len() == MAX {
                break;
            }
        }
        texts.into_iter().collect()
    }

    fn unreadable(&self, column: usize, what: &str, example: &str) -> Problem {
        let name = &self.sheet.columns[column].name;
        let first = self
            .sheet
            .rows
            .iter()
            .find_map(|row| Some((row.line, cell::text(row.cells.get(column)?)?.into_owned())));
        let such_as =
            first.map(|(line, text)| format!(", such as {} (line {line})", quote(&text))).unwrap_or_default();
        Problem::new(format!(
            "the column {} should hold {what}, and most of its cells are none{such_as}",
            quote(name)
        ))
        .hint(format!("map the column of {what}: --map '{}'", example.replace("COLUMN", name)))
    }

    /// Checks that most amounts and dates can be read, and lists every column.
    fn finish(mut self) -> Proposal {
        let reader = RowReader::new(self.sheet, &self.mapping, self.today);
        for (index, rule) in self.mapping.rules.iter().enumerate() {
            let step = (self.sheet.rows.len() / 300).max(1);
            let rows = self.sheet.rows.iter().step_by(step);
            let read: Vec<_> = rows.filter_map(|row| Some((row.line, reader.reads(index, row)?))).collect();
            let failed = read.iter().filter(|(_, read)| read.is_err()).count();
            if failed * 2 > read.len()
                && let Some((line, Err(problem))) = read.iter().find(|(_, read)| read.is_err())
                && let Origin::Column(column) = rule.origin
            {
                let name = quote(self.mapping.name(column));
                let message = format!(
                    "{failed} of {} {} in {name} cannot be read: line {line}: {}",
                    read.len(),
                    rule.field.cells(),
                    problem.message
                );
                self.blocked.push(Problem { message, hint: Some(self.hint(problem)) });
            }
        }
        let columns =
            self.columns.iter().enumerate().map(|(index, column)| self.column_use(index, column)).collect();
        Proposal { columns, blocked: self.blocked, is_own: false, mapping: self.mapping }
    }

    /// Returns the hint of a problem, with the mapping to which it is to be added.
    fn hint(&self, problem: &Problem) -> String {
        let hint = problem.hint.as_deref().unwrap_or("change the mapping");
        format!("{hint}; the mapping so far: --map '{}'", self.mapping)
    }

    fn column_use(&self, index: usize, column: &Column) -> ColumnUse {
        let fields: Vec<String> = self
            .mapping
            .uses_of(index)
            .filter(|rule| rule.field != Field::Kept)
            .map(|rule| match rule.options.role {
                Some(role) => role.to_string(),
                None => rule.field.to_string(),
            })
            .collect();
        let fields = (!fields.is_empty()).then(|| fields.join(" and "));
        let mut evidence = column.evidence.clone();
        if fields.is_none() {
            evidence = column.reason.iter().cloned().collect();
        }
        let is_kept = self.mapping.uses_of(index).any(|rule| rule.field == Field::Kept);
        ColumnUse { column: self.sheet.columns[index].name.clone(), fields, is_kept, evidence }
    }
}

/// Returns a cell with its line, for people.
fn at<T>(shown: &Shown<T>) -> String {
    format!("{} (line {})", quote(&shown.text), shown.line)
}
