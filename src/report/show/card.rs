//! What is known of one deal: a card of facts.

use chrono::NaiveDate;

use crate::dataset::Source;
use crate::date::PartialDate;
use crate::deal::{
    Citation, CurrentState, Deal, Equivalent, Part, Party, Period, Progress, Revision, Slug, Status,
};
use crate::money::{Amount, Bound, Ratio};
use crate::query::Selected;
use crate::report::source_name::{rate_source, source_name};
use crate::report::table::Cell;
use crate::report::{Audience, Context, Conversion, list};

/// One fact of a card: in words, with its day and its figures.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Fact {
    /// What it is about.
    pub name: &'static str,
    /// The fact as people read it.
    pub value: Cell,
    /// Its day, or the period that it is dated to.
    pub date: Option<PartialDate>,
    /// Its amount.
    pub amount: Option<Amount>,
}

impl Fact {
    fn new(name: &'static str, value: Cell) -> Self {
        Self { name, value, date: None, amount: None }
    }

    fn text(name: &'static str, text: impl Into<String>) -> Self {
        Self::new(name, Cell::text(text))
    }

    fn with_date(self, date: impl Into<PartialDate>) -> Self {
        Self { date: Some(date.into()), ..self }
    }

    fn with_amount(self, amount: Option<&Amount>) -> Self {
        Self { amount: amount.copied(), ..self }
    }
}

/// Returns the facts of a deal, in the order of the card. `title` returns the titles of deals that it is linked to.
pub(in crate::report) fn card(
    selected: &Selected<'_>,
    conversion: Option<&Conversion>,
    title: &dyn Fn(&str) -> Option<String>,
    context: &Context<'_>,
) -> Vec<Fact> {
    let Selected { deal, current } = selected;
    let mut facts = state(deal, current, context);
    facts.extend(current.equivalents.iter().map(|equivalent| stated(equivalent, current, context)));
    facts.extend(differences(deal, context));
    facts.extend(conversion.into_iter().flat_map(|conversion| conversion_facts(conversion, context)));
    facts.extend(deal.period.as_ref().map(|period| Fact::text("period", Period::describe(period))));
    facts.extend(deal.parties.iter().map(|party| Fact::text("parties", party_line(party, context))));
    facts.extend(place_lines(deal, context).into_iter().map(|line| Fact::text("places", line)));
    facts.extend(deal.parts.iter().map(part_fact));
    facts.extend(link_facts(deal, title, context));
    facts.push(Fact::text("tags", deal.tags.join(", ")));
    facts.extend(deal.fields.iter().map(|(key, text)| Fact::text("fields", format!("{key}: {text}"))));
    facts.extend(deal.note.iter().map(|note| Fact::text("note", note.as_ref())));
    facts.extend(deal.progress.iter().flat_map(|entry| progress_facts(entry, context)));
    facts.extend(spent_share(deal, current.amount));
    facts.extend(deal.history.iter().map(|revision| revision_fact(revision, context)));
    facts.extend(source_facts(deal, context));
    facts.extend(recorded(deal));
    facts.retain(|fact| fact.value != Cell::Missing);
    facts
}

/// The kind of a deal, its date, and its status and amount, now and as first announced where that was another.
fn state(deal: &Deal, current: &CurrentState<'_>, context: &Context<'_>) -> Vec<Fact> {
    let written = |amount: Option<&Amount>| amount.map_or_else(|| "undisclosed".to_owned(), Amount::shown);
    let first_status = (deal.status != current.status).then_some(deal.status);
    let first_amount = (deal.amount.as_ref() != current.amount).then_some(deal.amount.as_ref());
    let mut facts =
        vec![Fact::text("kind", deal.kind.as_str()), Fact::text("status", current.status.as_str())];
    facts.extend(first_status.map(|status| Fact::text("status at first", Status::as_str(status))));
    facts.push(Fact::new("announced", announced(deal, context)).with_date(deal.announced));
    facts.push(Fact::text("amount", written(current.amount)).with_amount(current.amount));
    facts.extend(
        first_amount.map(|amount| Fact::text("amount at first", written(amount)).with_amount(amount)),
    );
    facts.extend(current.amount.and_then(meaning).map(|meaning| Fact::text("meaning", meaning)));
    facts
}

/// The date of a deal; for people, marked if it is in the future.
fn announced(deal: &Deal<'_>, context: &Context<'_>) -> Cell {
    if context.audience.is_people() && deal.announced.first() > context.today {
        return Cell::Text(format!("{}, in the future", deal.announced));
    }
    Cell::Date(deal.announced)
}

/// The deals that a deal is linked to, with their titles, and those that are linked to it.
fn link_facts(deal: &Deal, title: &dyn Fn(&str) -> Option<String>, context: &Context<'_>) -> Vec<Fact> {
    let titled = |name: &'static str, id: &Slug<'_>| match title(id.as_str()) {
        Some(title) => Fact::text(name, format!("{id} ({title})")),
        None => Fact::text(name, id.as_str()),
    };
    let mut facts = Vec::new();
    facts.extend(deal.included_in.as_ref().map(|whole| titled("included in", whole)));
    let id = deal.id.as_str();
    facts.extend(context.links.members(id).map(|member| linked("includes", member)));
    facts.extend(deal.replaces.as_ref().map(|replaced| titled("replaces", replaced)));
    facts.extend(context.links.replacements(id).map(|other| linked("replaced by", other)));
    facts
}

/// A deal that is linked to the deal of a card, with its amount, and its status if totals leave it out.
fn linked(name: &'static str, deal: &Deal) -> Fact {
    let CurrentState { amount, status, .. } = deal.current_state();
    let written = amount.map_or_else(|| "undisclosed".to_owned(), Amount::shown);
    let status = if status.counts() { String::new() } else { format!(", {status}") };
    Fact::text(name, format!("{} ({}), {written}{status}", deal.id, deal.title)).with_amount(amount)
}

/// The converted amount with its rate.
fn conversion_facts(conversion: &Conversion, context: &Context<'_>) -> Vec<Fact> {
    let Conversion { amount, value } = conversion;
    let source = rate_source(value, context);
    let source = if source.is_empty() { format!("in {} already", amount.currency) } else { source };
    // People see it in full; for programs all amounts of a card are written in one way.
    let is_card = matches!(context.audience, Audience::People | Audience::Readers);
    let converted = if is_card { Cell::Amount(*amount) } else { Cell::text(amount.shown()) };
    let mut facts = vec![Fact::new("converted", converted).with_amount(Some(amount))];
    facts.extend(value.rate().map(|rate| Fact::new("rate", Cell::Rate(rate))));
    facts.extend(value.rate_date().map(|date| Fact::new("rate date", Cell::Date(date)).with_date(date)));
    facts.push(Fact::text("rate source", source));
    facts
}

/// A party with its role, its owner and its home country.
fn party_line(party: &Party, context: &Context<'_>) -> String {
    let companies = &context.reference.companies;
    let parent = companies.lineage(&party.company).nth(1).map(|parent| format!("owned by {parent}"));
    let home = companies.find(&party.company).and_then(|company| company.home);
    let more: Vec<String> = parent.into_iter().chain(home.map(|home| home.name().to_owned())).collect();
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
    format!("{}, {}{more}", party.role, party.company)
}

/// The meaning of a bound that is not exact.
fn meaning(amount: &Amount) -> Option<&'static str> {
    match amount.quantity.bound() {
        Bound::Exact => None,
        Bound::About => Some("an approximate figure, counted as stated"),
        Bound::UpTo => Some("a ceiling: the amount may be lower"),
        Bound::AtLeast => Some("a floor: the amount may be higher"),
        Bound::Range => Some("a range, counted at its midpoint"),
    }
}

/// An equivalent with the source that states it.
fn stated(equivalent: &Equivalent, current: &CurrentState<'_>, context: &Context<'_>) -> Fact {
    let source = equivalent.source.as_ref().or(current.source);
    let text = source.map_or_else(
        || equivalent.amount.shown(),
        |source| format!("{}, stated by {}", equivalent.amount.shown(), source_name(source, context)),
    );
    Fact::text("equivalent", text).with_amount(Some(&equivalent.amount))
}

/// The figures of citations that differ from those of the deal.
fn differences(deal: &Deal, context: &Context<'_>) -> Vec<Fact> {
    let own: Vec<Amount> = deal.equivalents.iter().map(|equivalent| equivalent.amount).collect();
    let mut facts = Vec::new();
    for citation in &deal.citations {
        let amount = citation.amount.filter(|amount| Some(*amount) != deal.amount);
        let equivalents = citation.equivalents.iter().map(|equivalent| equivalent.amount);
        let source = context.reference.sources.get(&citation.source);
        let publisher = source.map_or("", |source| source.publisher.as_str());
        let name = match context.audience {
            Audience::Readers => source_name(&citation.source, context),
            _ => format!("{publisher}, {}", citation.source),
        };
        facts.extend(amount.into_iter().chain(equivalents.filter(|amount| !own.contains(amount))).map(
            |amount| {
                Fact::text("sources differ", format!("{} ({name})", amount.shown()))
                    .with_amount(Some(&amount))
            },
        ));
    }
    facts
}

fn place_lines(deal: &Deal, context: &Context<'_>) -> Vec<String> {
    let placement = context.reference.placement(deal);
    placement
        .places
        .iter()
        .map(|place| {
            let line = match (place.area(), place.name()) {
                (Some(area), Some(name)) => format!("{} ({name})", area.name()),
                (Some(area), None) => area.name().to_owned(),
                (None, name) => format!("{}, country not stated", name.unwrap_or_default()),
            };
            match place.share {
                Some(share) => format!("{line}, {share}"),
                None if placement.is_inferred_from_home => {
                    format!("{line}, home country of an investor or provider: no source names a place")
                }
                None => line,
            }
        })
        .collect()
}

/// When a deal entered the dataset, and by which import.
fn recorded(deal: &Deal) -> Option<Fact> {
    let day = deal.recorded.map(|day| day.to_string());
    let import = deal.import.as_deref().map(|import| format!("by the import {import}"));
    let parts: Vec<String> = day.into_iter().chain(import).collect();
    let fact = (!parts.is_empty()).then(|| Fact::text("recorded", parts.join(" ")))?;
    Some(match deal.recorded {
        Some(day) => fact.with_date(day),
        None => fact,
    })
}

fn part_fact(part: &Part) -> Fact {
    let amount = part.amount.map_or_else(|| "undisclosed".to_owned(), |amount| amount.shown());
    let kind = part.kind.map_or_else(String::new, |kind| format!(", {kind}"));
    let parties = if part.parties.is_empty() {
        String::new()
    } else {
        format!("; {}", list::parties(&part.parties, Audience::People))
    };
    let note = part.note.as_deref().map_or_else(String::new, |note| format!("\n{note}"));
    let text = format!("{}: {amount}{kind}, {} the deal{parties}{note}", part.title, part.relation);
    Fact::text("parts", text).with_amount(part.amount.as_ref())
}

/// What had been allocated and what had been spent by a day, each as a fact of its own; the last one has the citation.
fn progress_facts(entry: &Progress, context: &Context<'_>) -> Vec<Fact> {
    let figures = [(&entry.allocated, "allocated"), (&entry.spent, "spent")];
    let figures = figures.into_iter().filter_map(|(amount, what)| Some((amount.as_ref()?, what)));
    let mut lines: Vec<(&Amount, String)> = figures
        .map(|(amount, what)| (amount, format!("{}  {} {what}", entry.date, amount.shown())))
        .collect();
    if let Some(((_, line), citation)) = lines.last_mut().zip(entry.citation.as_ref()) {
        line.push_str(&format!("; {}", cited(citation, context)));
    }
    let fact = |(amount, line)| Fact::text("progress", line).with_date(entry.date).with_amount(Some(amount));
    lines.into_iter().map(fact).collect()
}

/// The quote of a citation with its source.
fn cited(citation: &Citation, context: &Context<'_>) -> String {
    let name = source_name(&citation.source, context);
    match &citation.quote {
        Some(quote) => format!("“{quote}” ({name})"),
        None if context.audience == Audience::Readers => format!("source: {name}"),
        None => name,
    }
}

/// What was spent as a share of the amount, as far as their bounds say it; nothing for amounts in different currencies.
fn spent_share(deal: &Deal, amount: Option<&Amount>) -> Vec<Fact> {
    let (Some((_, spent)), Some(amount)) = (deal.spent_at(NaiveDate::MAX), amount) else {
        return Vec::new();
    };
    if spent.currency != amount.currency {
        return Vec::new();
    }
    let (part, whole) = (spent.estimate(), amount.estimate());
    let share = |part, whole| Ratio::from(whole).inverse().and_then(|inverse| inverse.apply(part));
    let low = whole.ceiling.and_then(|ceiling| share(part.floor, ceiling));
    let high = part.ceiling.and_then(|ceiling| share(ceiling, whole.floor));
    let is_about = [spent, amount].iter().any(|amount| amount.quantity.bound() == Bound::About);
    if low == high {
        let name = if is_about { "spent share ~" } else { "spent share" };
        return low.map(|share| Fact::new(name, Cell::Share(share))).into_iter().collect();
    }
    if is_about {
        // Ends that are only approximate bound nothing.
        return Vec::new();
    }
    let low = low.filter(|low| !low.is_zero()).map(|low| Fact::new("spent share ≥", Cell::Share(low)));
    low.into_iter().chain(high.map(|high| Fact::new("spent share ≤", Cell::Share(high)))).collect()
}

fn revision_fact(revision: &Revision, context: &Context<'_>) -> Fact {
    let mut changes: Vec<String> = Vec::new();
    changes.extend(revision.amount.map(|amount| amount.shown()));
    changes.extend(revision.status.map(|status| status.to_string()));
    changes.extend(revision.note.as_deref().map(str::to_owned));
    changes.extend(revision.citation.as_ref().map(|citation| cited(citation, context)));
    Fact::text("history", format!("{}  {}", revision.date, changes.join("; ")))
        .with_date(revision.date)
        .with_amount(revision.amount.as_ref())
}

/// Each source once, with all its quotes: on a terminal as one fact, else as a fact for its title, its address and each
/// quote.
fn source_facts(deal: &Deal, context: &Context<'_>) -> Vec<Fact> {
    let mut blocks: Vec<(&Source, Vec<&Citation>)> = Vec::new();
    for citation in deal.all_citations() {
        let Some(source) = context.reference.sources.get(&citation.source) else { continue };
        match blocks.iter_mut().find(|(known, _)| known.id == source.id) {
            Some((_, citations)) => citations.push(citation),
            None => blocks.push((source, vec![citation])),
        }
    }
    let facts = |(source, citations): (&Source, Vec<&Citation>)| {
        let facts = source_lines(source, &citations);
        if context.audience != Audience::People {
            return facts;
        }
        let lines =
            facts.into_iter().map(|(name, line)| if name == "quote" { format!("“{line}”") } else { line });
        vec![("source", lines.collect::<Vec<_>>().join("\n"))]
    };
    blocks.into_iter().flat_map(facts).map(|(name, text)| Fact::text(name, text)).collect()
}

/// The lines of a source, each with what it is: publisher, title, author and date; the address; the quotes.
fn source_lines(source: &Source, citations: &[&Citation]) -> Vec<(&'static str, String)> {
    let mut head = vec![source.publisher.clone()];
    head.extend(source.title.clone());
    head.extend(source.author.clone());
    head.extend(source.date.map(|date| date.to_string()));
    let quotes = citations.iter().filter_map(|citation| citation.quote.as_ref());
    let mut lines = vec![("source", head.join(", "))];
    lines.extend(source.url.clone().map(|url| ("url", url)));
    lines.extend(quotes.map(|quote| ("quote", quote.to_string())));
    lines
}
