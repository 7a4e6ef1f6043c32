//! A filter in words, for pictures and pages that stand without their command line.

use std::fmt::Display;

use super::dates::Dates;
use super::filter::{Choice, FieldCondition, Filter, StatusWanted, Threshold};
use crate::area::Area;

impl Filter {
    /// Returns the conditions, such as "kind capex or debt; since 2025-02"; `None` if there are none. `days` are dates that
    /// select the money of days, and not the days of announcements.
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
            let currency = currency.map_or_else(String::new, |currency| format!(" {currency}"));
            format!("{}{currency}", threshold.value.normalize())
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
        let expected = "not region Germany; kind capex or debt; at least 3000000000 EUR; sector!=AI; since 2025-02; \
                        in 2024 or 2025";
        assert_eq!(filter.description(&days).as_deref(), Some(expected));
    }
}
