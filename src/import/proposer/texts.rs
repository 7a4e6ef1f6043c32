//! The columns of kinds, places and other texts.

use std::collections::{BTreeMap, BTreeSet};

use super::Proposer;
use super::statuses::listed;
use crate::deal::Kind;
use crate::hash::HashSet;
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
}

/// What the texts of a column say of the kinds of deals.
struct Kinds {
    /// What they stand for.
    replacements: Vec<Replacement>,
    /// Those that no kind is known for.
    unknown: Vec<String>,
}

impl Proposer<'_> {
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
                    // Figures under such words are counts or amounts: "Coût total du projet".
                    Tag | Round | Place | PlaceName | Title | Publisher | Quote => {
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
            && let Some(column) = self.announcing(Subject::Name).first().copied()
            && !self.columns[column].profile.is_mostly(self.columns[column].profile.numbers)
        {
            self.take(Field::Title, column, Options::default());
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
        let others = if by_parties.is_none() { Others::Other } else { Others::None };
        let column = kinds
            .into_iter()
            .chain(round)
            .find_map(|column| Some((column, self.kind_replacements(column, others)?)));
        if column.is_none() {
            self.doubt_buyers();
        }
        if let Some(kind) = by_parties {
            let origin = Origin::Constant(kind.to_string());
            self.mapping.rules.push(Rule { field: Field::Kind, origin, options: Options::default() });
        }
        if let Some((column, kinds)) = column {
            if !kinds.unknown.is_empty() {
                let unknown: Vec<String> =
                    kinds.unknown.iter().map(|text| quote(&self.as_written(column, text))).collect();
                self.note(column, format!("no kind is known for {}: other", listed(&unknown)));
            }
            if let (Some(kind), Some(line)) = (by_parties, self.first_blank(column)) {
                self.note(
                    column,
                    format!("{kind} where it is empty, by the columns of companies (line {line})"),
                );
            }
            let replacements = kinds.replacements;
            self.take(Field::Kind, column, Options { replacements, ..Options::default() });
        }
    }

    /// Returns the kinds that the texts of a column stand for, if all are known, but for those that `others` allows.
    fn kind_replacements(&self, column: usize, others: Others) -> Option<Kinds> {
        let texts = self.texts_of(column);
        let mut used = BTreeSet::new();
        let (mut own, mut unknown) = (Vec::new(), Vec::new());
        for text in &texts {
            let fits = |(pattern, _): &(&str, Kind)| Replacement::new(*pattern, "").fits(text);
            if let Ok(kind) = text.parse::<Kind>() {
                own.push(Replacement::new(text.clone(), kind.to_string()));
            } else if let Some(index) = vocabulary::KINDS.iter().position(fits) {
                used.insert(index);
            } else {
                unknown.push(text.clone());
            }
        }
        let is_known = match others {
            Others::None => unknown.is_empty(),
            Others::Other => unknown.len() * 2 < texts.len() || unknown.is_empty(),
        };
        if texts.is_empty() || !is_known {
            return None;
        }
        let of_pattern = |index: usize| {
            let (pattern, kind) = vocabulary::KINDS[index];
            Replacement::new(pattern, kind.to_string())
        };
        let mut replacements: Vec<Replacement> = used.into_iter().map(of_pattern).collect();
        if !unknown.is_empty() {
            // The names of kinds stay themselves, before the rest is `other`.
            replacements.splice(..0, own);
            replacements.push(Replacement::new("*", Kind::Other.to_string()));
        }
        Some(Kinds { replacements, unknown })
    }

    /// Returns the different texts of a column, folded; at most some.
    pub(super) fn texts_of(&self, column: usize) -> Vec<String> {
        self.different_texts(column).keys().cloned().collect()
    }

    /// Returns a text of a column as its first cell has it, given folded.
    pub(super) fn as_written(&self, column: usize, folded: &str) -> String {
        self.different_texts(column).get(folded).map_or(folded, String::as_str).to_owned()
    }

    /// Whether one of the texts of a column may fit; surely, if there are few different ones.
    pub(super) fn may_have(&self, column: usize, fits: impl Fn(&str) -> bool) -> bool {
        let texts = self.different_texts(column);
        texts.len() == MAX_TEXTS || texts.values().any(|text| fits(text))
    }

    fn different_texts(&self, column: usize) -> &BTreeMap<String, String> {
        self.columns[column].texts.get_or_init(|| different_texts(&self.sheet.rows, column))
    }
}

/// How many different texts of a column are found.
const MAX_TEXTS: usize = 500;

/// Returns the different texts of a column; at most some. The keys are folded, the values as the first cell has them.
fn different_texts(rows: &[Row], column: usize) -> BTreeMap<String, String> {
    let mut seen = HashSet::default();
    let mut texts = BTreeMap::new();
    for text in rows.iter().filter_map(|row| row.cells.get(column).and_then(cell::text)) {
        // Most columns repeat few texts, which need not be folded again.
        if !seen.contains(&text) {
            texts.entry(fold(&text)).or_insert_with(|| text.trim().to_owned());
            seen.insert(text);
        }
        if texts.len() == MAX_TEXTS {
            break;
        }
    }
    texts
}
