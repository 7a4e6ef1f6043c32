//! The parsed filter: which deals a command selects, and the same in words.

use std::fmt::Display;
use std::str::FromStr;

use super::dates::Dates;
use crate::area::Area;
use crate::deal::{CurrentState, Deal, FieldSet, Kind, Portion, Role, Status, split};
use crate::invalid::Problem;
use crate::money::{Amount, Currency, Decimal, Quantity, read_quantity};
use crate::text::{fold, quote};

/// A status that a filter accepts, or any status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusWanted {
    /// Any status, including rumoured and cancelled.
    All,
    /// One status.
    Only(Status),
}

impl StatusWanted {
    pub(crate) fn includes(self, status: Status) -> bool {
        match self {
            Self::All => true,
            Self::Only(wanted) => wanted == status,
        }
    }
}

impl FromStr for StatusWanted {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        text.parse().map(Self::Only).map_err(|_| {
            let allowed = Status::ALL.iter().map(|status| status.as_str()).chain(["all"]);
            Problem::unknown_word("status", text, allowed)
        })
    }
}

/// The values of one field that a filter requires or excludes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice<T> {
    /// A deal must have one of these, unless there are none.
    pub any_of: Vec<T>,
    /// A deal must have none of these.
    pub none_of: Vec<T>,
}

impl<T> Default for Choice<T> {
    fn default() -> Self {
        Self { any_of: Vec::new(), none_of: Vec::new() }
    }
}

impl<T> Choice<T> {
    /// Whether every deal is accepted.
    pub fn is_empty(&self) -> bool {
        self.any_of.is_empty() && self.none_of.is_empty()
    }

    /// Every value, required or excluded.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.any_of.iter().chain(&self.none_of)
    }

    /// Whether a deal is accepted; `has` returns whether the deal has one of some values.
    pub(super) fn accepts(&self, has: impl Fn(&[T]) -> bool) -> bool {
        (self.any_of.is_empty() || has(&self.any_of)) && (self.none_of.is_empty() || !has(&self.none_of))
    }
}

/// The conditions that select a deal. Several values of one field are alternatives; all fields must match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Names or aliases of companies, which include their subsidiaries.
    pub companies: Choice<String>,
    /// Roles of those companies, or of any company if none is named.
    pub roles: Vec<Role>,
    /// Countries and regions.
    pub areas: Choice<Area>,
    /// Kinds.
    pub kinds: Choice<Kind>,
    /// Statuses.
    pub statuses: Vec<StatusWanted>,
    /// Currencies of the announced amount.
    pub currencies: Vec<Currency>,
    /// Tags.
    pub tags: Choice<String>,
    /// Ids or publishers of cited sources.
    pub sources: Vec<String>,
    /// Dates of announcement.
    pub dates: Dates,
    /// Minimum amounts.
    pub min: Vec<Threshold>,
    /// Maximum amounts.
    pub max: Vec<Threshold>,
    /// The currency that amounts are converted to. Thresholds without a currency are in it, unless `currencies` names another.
    pub target: Option<Currency>,
    /// Texts, of which the deal must contain one.
    pub search: Vec<String>,
    /// Conditions on the user's own fields, which must all hold.
    pub fields: Vec<FieldCondition>,
    /// Keys of the user's own fields that the answer names. They reject no deal, but some deal must have each.
    pub field_keys: Vec<String>,
}

/// A condition on a field of the user's own. Keys and texts are compared without case and accents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldCondition {
    /// The key of the field.
    pub key: String,
    /// The text of the field.
    pub text: String,
    /// Whether the field must have another text, or be absent.
    pub is_excluded: bool,
}

impl FromStr for FieldCondition {
    type Err = Problem;

    /// Reads `sector=AI` and `sector!=AI`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        let (key, is_excluded) = key.strip_suffix('!').map_or((key, false), |key| (key, true));
        let (key, value) = (key.trim(), value.trim());
        if key.is_empty() || value.is_empty() {
            return Err(Problem::new(format!("{} is not KEY=TEXT", quote(text)))
                .hint("write for example sector=AI, or sector!=AI for all others"));
        }
        Ok(Self { key: key.to_owned(), text: value.to_owned(), is_excluded })
    }
}

impl FieldCondition {
    /// Whether `deal` meets the condition.
    fn is_met_by(&self, deal: &Deal<'_>) -> bool {
        let (key, text) = (fold(&self.key), fold(&self.text));
        let has_text = deal.fields.iter().any(|field| fold(&field.0) == key && fold(&field.1) == text);
        has_text != self.is_excluded
    }
}

/// An exact amount with which the amounts of deals are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// The figure.
    pub value: Decimal,
    /// The currency of the comparison; `None` if the question has only one.
    pub currency: Option<Currency>,
}

impl FromStr for Threshold {
    type Err = Problem;

    /// Reads an exact amount, or a figure without a currency: `10bn`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let (quantity, currency) = match text.parse::<Amount>() {
            Ok(Amount { quantity, currency }) => (quantity, Some(currency)),
            Err(problem) => (read_quantity(text).ok_or(problem)?, None),
        };
        match quantity {
            Quantity::Exact(value) => Ok(Self { value, currency }),
            _ => Err(Problem::new(format!("{} is not one figure", quote(text)))
                .hint("compare with an exact amount, such as \"3bn EUR\"")),
        }
    }
}

/// A deal that a filter selected.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selected<'a> {
    /// The deal.
    pub deal: &'a Deal<'a>,
    /// Its amount and status after all revisions.
    pub current: CurrentState<'a>,
}

impl Filter {
    /// The fields of a deal that the filter reads.
    pub fn fields(&self) -> FieldSet {
        let compares = !self.min.is_empty() || !self.max.is_empty();
        let searched = FieldSet::TITLE
            | FieldSet::NOTE
            | FieldSet::CITATIONS
            | FieldSet::PARTIES
            | FieldSet::PARTS
            | FieldSet::PLACES
            | FieldSet::TAGS
            | FieldSet::HISTORY
            | FieldSet::PROGRESS
            | FieldSet::AS_WRITTEN;
        FieldSet::KIND.when(!self.kinds.is_empty())
            | (FieldSet::STATUS | FieldSet::HISTORY).when(!self.statuses.is_empty())
            | FieldSet::CURRENT_STATE.when(!self.currencies.is_empty())
            | (FieldSet::CURRENT_STATE | FieldSet::EQUIVALENTS | FieldSet::ANNOUNCED).when(compares)
            | FieldSet::ANNOUNCED.when(!self.dates.is_empty())
            | FieldSet::PARTIES.when(!self.roles.is_empty() || !self.companies.is_empty())
            | (FieldSet::PLACES | FieldSet::PARTIES).when(!self.areas.is_empty())
            | FieldSet::TAGS.when(!self.tags.is_empty())
            | (FieldSet::CITATIONS | FieldSet::HISTORY | FieldSet::PROGRESS).when(!self.sources.is_empty())
            | FieldSet::FIELDS.when(self.named_keys().next().is_some())
            | searched.when(!self.search.is_empty())
    }

    /// Whether the filter needs the companies of the dataset: their names, owners and homes.
    pub fn needs_companies(&self) -> bool {
        !self.companies.is_empty() || !self.areas.is_empty()
    }

    /// Whether the filter needs exchange rates.
    pub fn needs_rates(&self) -> bool {
        !self.min.is_empty() || !self.max.is_empty()
    }

    /// The currency of the thresholds of `flag` that have none: the target of the conversion, or the only currency of the
    /// filter.
    ///
    /// # Errors
    /// If there is none, or there are several.
    pub(super) fn threshold_currency(&self, flag: &str) -> Result<Currency, Problem> {
        let mut named: Vec<Currency> =
            self.target.into_iter().chain(self.currencies.iter().copied()).collect();
        named.sort();
        named.dedup();
        match *named {
            [currency] => Ok(currency),
            [] => Err(Problem::new(format!("{flag} names no currency")).hint(format!(
                "write it after the figure ({flag} \"10bn USD\"), or name one by --in or --currency"
            ))),
            _ => {
                let codes: Vec<String> = named.iter().map(ToString::to_string).collect();
                let problem = format!("{flag} names no currency, which may be {}", codes.join(" or "));
                Err(Problem::new(problem)
                    .hint(format!("write it after the figure: {flag} \"10bn {}\"", codes[0])))
            }
        }
    }

    /// The keys of the user's own fields that the question names.
    pub(super) fn named_keys(&self) -> impl Iterator<Item = &str> {
        let conditions = self.fields.iter().map(|condition| condition.key.as_str());
        conditions.chain(self.field_keys.iter().map(String::as_str))
    }

    /// Whether `deal` meets the conditions on the user's own fields.
    pub(super) fn fields_match(&self, deal: &Deal<'_>) -> bool {
        self.fields.iter().all(|condition| condition.is_met_by(deal))
    }

    /// Whether a part of `deal` goes, or may go, to a place outside the areas of the filter.
    pub(super) fn goes_partly_elsewhere(&self, deal: &Deal) -> bool {
        if self.areas.any_of.is_empty() {
            return false;
        }
        let is_inside = |area: Area| self.areas.any_of.iter().any(|wanted| wanted.contains(area));
        let is_outside = |portion: Portion| match portion {
            Portion::At(area) => !is_inside(area),
            Portion::Among(areas) => !areas.into_iter().all(|area| area.is_some_and(is_inside)),
            Portion::Unspecified => !deal.places.is_empty(),
        };
        // The shares of a deal are validated when it is read, so that the split cannot fail.
        split(&deal.places).is_ok_and(|slices| slices.into_iter().any(|slice| is_outside(slice.portion)))
    }
}

impl Filter {
    /// Returns the conditions in words, such as "kind capex or debt; since 2025-02", for pictures and pages that stand without
    /// their command line; `None` if there are none. `days` are dates that select the money of days, and not the days of
    /// announcements.
    pub(crate) fn description(&self, days: &Dates) -> Option<String> {
        // Every field is named here, so that none is left out of the description unnoticed.
        let Self {
            companies,
            roles,
            areas,
            kinds,
            statuses,
            currencies,
            tags,
            sources,
            dates: announced,
            min,
            max,
            target: _,
            search,
            fields,
            field_keys: _,
        } = self;
        let mut parts = Vec::new();
        let mut add = |name: &str, words: Vec<String>| {
            if !words.is_empty() {
                parts.push(format!("{name} {}", words.join(" or ")));
            }
        };
        let mut choices = |name: &str, [any_of, none_of]: [Vec<String>; 2]| {
            add(name, any_of);
            add(&format!("not {name}"), none_of);
        };
        choices("company", both(companies, String::clone));
        choices("region", both(areas, |area: &Area| area.name().to_owned()));
        choices("kind", both(kinds, ToString::to_string));
        choices("tag", both(tags, String::clone));
        add("role", words(roles));
        add("status", statuses.iter().copied().map(status).collect());
        add("currency", words(currencies));
        add("source", sources.clone());
        let threshold = |threshold: &Threshold| {
            let currency = threshold.currency.or_else(|| self.threshold_currency("").ok());
            currency.map_or_else(
                || threshold.value.normalize().to_string(),
                |currency| Amount { quantity: Quantity::Exact(threshold.value), currency }.shown(),
            )
        };
        add("at least", min.iter().map(threshold).collect());
        add("at most", max.iter().map(threshold).collect());
        add("text", search.iter().map(|text| format!("{text:?}")).collect());
        let condition = |FieldCondition { key, text, is_excluded }: &FieldCondition| {
            format!("{key}{}={text}", if *is_excluded { "!" } else { "" })
        };
        parts.extend(fields.iter().map(condition));
        for dates in [announced, days] {
            parts.extend(dates.since.map(|date| format!("since {date}")));
            parts.extend(dates.until.map(|date| format!("until {date}")));
            let years: Vec<String> = dates.years.iter().map(ToString::to_string).collect();
            parts.extend((!years.is_empty()).then(|| format!("in {}", years.join(" or "))));
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// The words of what a deal must have and must not have.
fn both<T>(choice: &Choice<T>, word: impl Fn(&T) -> String) -> [Vec<String>; 2] {
    [&choice.any_of, &choice.none_of].map(|values| values.iter().map(&word).collect())
}

fn words<T: Display>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

fn status(status: StatusWanted) -> String {
    match status {
        StatusWanted::All => "any".to_owned(),
        StatusWanted::Only(status) => status.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deal::Kind;

    #[test]
    fn a_filter_is_described_by_its_conditions() {
        assert_eq!(Filter::default().description(&Dates::default()), None);
        let filter = Filter {
            kinds: Choice { any_of: vec![Kind::Capex, Kind::Debt], none_of: Vec::new() },
            areas: Choice { any_of: Vec::new(), none_of: vec!["DE".parse().unwrap()] },
            min: vec!["3bn EUR".parse().unwrap()],
            fields: vec!["sector!=AI".parse().unwrap()],
            dates: Dates { since: Some("2025-02".parse().unwrap()), ..Dates::default() },
            ..Filter::default()
        };
        let days = Dates { years: [2024, 2025].into(), ..Dates::default() };
        let expected = "not region Germany; kind capex or debt; at least 3bn EUR; sector!=AI; since 2025-02; \
                        in 2024 or 2025";
        assert_eq!(filter.description(&days).as_deref(), Some(expected));
    }
}
