//! The columns of companies, kinds, statuses and other texts.

use super::Proposer;
use crate::deal::{Kind, Role, Status};
use crate::import::cell;
use crate::import::evidence::{self, Shown, at};
use crate::import::proposal::place_note;
use crate::import::rule::{Field, Options, Origin, Replacement, Rule};
use crate::import::vocabulary::{self, Subject};
use crate::invalid::Problem;
use crate::sheet::Row;
use crate::text::{fold, quote};

/// What the texts of a column may be that no word is known for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Others {
    /// There may be none.
    None,
    /// Fewer than half, which stand for `other`.
    Other,
    /// Any number; they are faults of their rows.
    Faults,
}

/// Returns the status that a folded text stands for.
fn status(folded: &str) -> Option<Status> {
    let known =
        || vocabulary::STATUSES.iter().find(|(pattern, _)| Replacement::new(*pattern, "").fits(folded));
    folded.parse().ok().or_else(|| known().map(|(_, status)| *status))
}

impl Proposer<'_> {
    pub(super) fn parties(&mut self) {
        for role in [Role::Recipient, Role::Investor, Role::Provider, Role::Customer, Role::Operator] {
            for column in self.announcing(Subject::Party(role)) {
                let is_first = !self.has_role(role);
                let is_exact = self.columns[column].subjects.first().is_some_and(|(_, rank)| *rank < 100);
                if self.has_names(column) && (is_first || (is_exact && role == Role::Investor)) {
                    self.party_column(column, role);
                }
            }
        }
        self.vendors();
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

    /// Says what buyers and vendors are: the customer and the provider of a contract, but where a target is acquired, the buyer
    /// acquires it, and the vendor is none of the roles.
    fn vendors(&mut self) {
        let has_word = |proposer: &Self, rule: &Rule, known: &[&str]| match rule.origin {
            Origin::Column(column) => {
                proposer.columns[column].words.iter().any(|word| known.contains(&word.as_str()))
            }
            Origin::Constant(_) => false,
        };
        let is_buyer = |rule: &Rule| {
            rule.options.role == Some(Role::Investor) && has_word(self, rule, vocabulary::BUYERS)
        };
        let is_vendor = |rule: &Rule| {
            rule.options.role == Some(Role::Provider) && has_word(self, rule, vocabulary::VENDORS)
        };
        let buyers: Vec<bool> = self.mapping.rules.iter().map(is_buyer).collect();
        let vendors: Vec<bool> = self.mapping.rules.iter().map(is_vendor).collect();
        if self.has_role(Role::Provider) && !self.has_role(Role::Investor) && !self.has_role(Role::Customer) {
            // "Organisation name" beside "Supplier name"
            let is_client = |rule: &Rule| {
                rule.options.role == Some(Role::Recipient) && has_word(self, rule, vocabulary::ANY_COMPANIES)
            };
            let clients: Vec<bool> = self.mapping.rules.iter().map(is_client).collect();
            for (rule, _) in self.mapping.rules.iter_mut().zip(clients).filter(|(_, is_client)| *is_client) {
                rule.options.role = Some(Role::Customer);
            }
        } else if self.has_role(Role::Recipient) {
            if self.mapping.rules_of(Field::Party).any(|rule| self.acquires(rule)) {
                for (index, _) in vendors.iter().enumerate().filter(|(_, is_vendor)| **is_vendor) {
                    if let Origin::Column(column) = self.mapping.rules[index].origin {
                        self.columns[column].is_used = false;
                        self.columns[column].reason = Some("it sells what is acquired".to_owned());
                    }
                }
                let mut vendors = vendors.into_iter();
                self.mapping.rules.retain(|_| !vendors.next().unwrap_or(false));
            }
        } else if self.has_role(Role::Provider) {
            for (rule, is_buyer) in self.mapping.rules.iter_mut().zip(buyers) {
                if is_buyer {
                    rule.options.role = Some(Role::Customer);
                }
            }
        }
    }

    /// Whether a column of parties is one of companies that acquire others.
    fn acquires(&self, rule: &Rule) -> bool {
        let Origin::Column(column) = rule.origin else { return false };
        let is_investor = rule.options.role == Some(Role::Investor);
        is_investor
            && self.columns[column].words.iter().any(|word| vocabulary::ACQUIRERS.contains(&word.as_str()))
    }

    pub(super) fn has_role(&self, role: Role) -> bool {
        self.mapping.rules_of(Field::Party).any(|rule| rule.options.role == Some(role))
    }

    fn has_names(&self, column: usize) -> bool {
        let column = &self.columns[column];
        let profile = &column.profile;
        let others = profile.dates + profile.money + profile.urls + profile.numbers;
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
            |shown: &Shown<&str>| role != Role::Recipient || [";", "|", "、"].contains(&shown.value);
        if let Some(shown) = separator.filter(is_sure) {
            options.split = Some(shown.value.to_owned());
            self.note(column, format!("lists divided by {} as in {}", quote(shown.value), at(&shown)));
        }
        self.take(Field::Party, column, options);
    }

    /// Takes the columns of fields that are texts.
    pub(super) fn texts(&mut self) {
        use Field::{Id, Note, Place, PlaceName, Publisher, Quote, Round, Source, Tag, Title};
        for field in [Id, Title, Round, Place, PlaceName, Tag, Source, Publisher, Quote, Note] {
            for column in self.announcing(Subject::Field(field)) {
                let known = &self.columns[column];
                let profile = &known.profile;
                let is_text = profile.filled == 0 || profile.dates * 2 < profile.filled;
                let is_free = !known.is_used && known.reason.is_none() && is_text;
                let fits = match field {
                    Id => profile.filled == self.sheet.rows.len().min(profile.filled),
                    Source => profile.is_mostly(profile.urls),
                    // Figures under such words are counts or amounts.
                    Tag | Round | Place | PlaceName => {
                        (profile.numbers + profile.money) * 2 <= profile.filled
                    }
                    _ => true,
                };
                let is_second_city = field == PlaceName
                    && self.mapping.rules_of(PlaceName).next().is_some()
                    && !self.is_of_states(column);
                if !(is_free && fits) || is_second_city {
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
                if matches!(field, Place | PlaceName) {
                    let note = place_note(self.sheet, &self.mapping, field, column);
                    self.columns[column].evidence.extend(note);
                }
                self.take(field, column, options);
                if field == Place {
                    self.block_other_places(column);
                }
                // A city may have its state in a column of its own.
                let is_city = field == PlaceName && !self.is_of_states(column);
                if !matches!(field, Tag | Note) && !is_city {
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

    /// Whether a column is one of states and provinces by its header.
    fn is_of_states(&self, column: usize) -> bool {
        self.columns[column].words.iter().any(|word| vocabulary::STATES.contains(&word.as_str()))
    }

    /// Refuses a sheet with two columns of places that have the same header and other cells.
    fn block_other_places(&mut self, first: usize) {
        let text =
            |row: &Row, column: usize| row.cells.get(column).and_then(cell::text).map(|text| fold(&text));
        let is_other = |column: &usize| {
            *column != first
                && self.columns[*column].words == self.columns[first].words
                && self.sheet.rows.iter().any(|row| text(row, first) != text(row, *column))
        };
        if let Some(other) = (0..self.columns.len()).find(is_other) {
            let [first, other] = [first, other].map(|column| &self.sheet.columns[column].name);
            let problem = format!("{} and {} may both be the place of the deals", quote(first), quote(other));
            let hint = format!("name the one in which the money is spent: --map 'place={other},…'");
            self.blocked.push(Problem::new(problem).hint(hint));
        }
    }

    /// Gives the kind: by a column of kinds or rounds, else by what the companies do.
    pub(super) fn kinds(&mut self) {
        let by_parties = self.kind_by_parties();
        let round = self.mapping.rules_of(Field::Round).find_map(|rule| match rule.origin {
            Origin::Column(column) => Some(column),
            Origin::Constant(_) => None,
        });
        let kinds = self.announcing(Subject::Field(Field::Kind));
        let column = kinds.into_iter().chain(round).find_map(|column| {
            let patterns: Vec<(&str, Kind)> = vocabulary::KINDS.to_vec();
            let others = if by_parties.is_none() { Others::Other } else { Others::None };
            Some((column, self.replacements(column, &patterns, others)?))
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
        let Some(rule @ Rule { origin: Origin::Column(column), .. }) = investor else {
            return self.has_role(Role::Provider).then_some(Kind::Contract);
        };
        let has =
            |words: &[&str]| self.columns[*column].words.iter().any(|word| words.contains(&word.as_str()));
        let invests = ["investor", "investors"];
        if self.acquires(rule) && has(&invests) {
            // "Buyers/Investors"
            None
        } else if self.acquires(rule) {
            Some(Kind::Acquisition)
        } else if has(&["lender", "lenders"]) {
            Some(Kind::Debt)
        } else if has(&["grantor"]) {
            Some(Kind::Grant)
        } else {
            self.has_role(Role::Recipient).then_some(Kind::Equity)
        }
    }

    pub(super) fn statuses(&mut self) {
        for column in self.announcing(Subject::Field(Field::Status)) {
            // Where a status says that a deal does not count, a status that is not known is a fault of its row.
            let leaves_out = |status: Status| matches!(status, Status::Cancelled | Status::Rumoured);
            let texts = self.texts_of(column);
            let may_have_others = texts.iter().filter_map(|text| status(text)).any(leaves_out);
            let others = if may_have_others { Others::Faults } else { Others::None };
            if let Some(replacements) = self.replacements(column, vocabulary::STATUSES, others) {
                self.take(Field::Status, column, Options { replacements, ..Options::default() });
                return;
            }
            self.columns[column]
                .reason
                .get_or_insert_with(|| "its words are no statuses of deals".to_owned());
        }
    }

    /// Returns what the texts of a column stand for, if all are words of `patterns` or of the vocabulary itself, but for those
    /// that `others` allows.
    fn replacements<T: std::str::FromStr + ToString + Copy>(
        &self,
        column: usize,
        patterns: &[(&str, T)],
        others: Others,
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
        let is_known = match others {
            Others::None => unknown == 0,
            Others::Other => unknown * 2 < texts.len() || unknown == 0,
            Others::Faults => true,
        };
        if texts.is_empty() || !is_known {
            return None;
        }
        used.sort_unstable();
        let mut replacements: Vec<Replacement> = used
            .iter()
            .map(|index| Replacement::new(patterns[*index].0, patterns[*index].1.to_string()))
            .collect();
        if unknown > 0 && others == Others::Other {
            replacements.push(Replacement::new("*", "other"));
        }
        Some(replacements)
    }

    /// Returns the different texts of a column, folded; at most some.
    pub(super) fn texts_of(&self, column: usize) -> Vec<String> {
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
}
