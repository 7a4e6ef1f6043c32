//! Caveats: notes under a table with what a reader must know to quote its figures.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Audience;
use super::conversions::{Conversions, number};
use crate::deal::Status;
use crate::money::{Amount, Bound, Currency, Decimal, Quantity};
use crate::query::{Converted, Match, Rate, RateBasis, Value};
use crate::rates::{MAX_AGE, Rates};
use crate::text::count_of;

/// How a note is written.
#[derive(Debug, Clone, Copy)]
enum Text {
    /// A number of deals, and what is true of one or of several.
    Count(&'static str, &'static str),
    /// A number of deals as above, and how much money they are.
    Sized(&'static str, &'static str),
    /// A fact without a number.
    Fact(&'static str),
    /// Text that is composed from other counts.
    Composed(fn(&Caveats) -> Option<String>),
    /// The conversion, which depends on the target currency.
    Conversion,
}

macro_rules! caveats {
    ($($caveat:ident ($label:literal): $text:expr,)+) => {
        /// A kind of note.
        #[derive(Debug, Clone, Copy)]
        pub(super) enum Caveat { $($caveat,)+ }

        /// The label and the text of each note, in the order in which notes are given: the most important first.
        const TEXTS: [(&str, Text); [$(Caveat::$caveat),+].len()] = {
            use Text::{Composed, Conversion, Count, Fact, Sized};
            [$(($label, $text)),+]
        };
    };
}

caveats! {
    LeftOut ("left out"): Composed(Caveats::left_out_text),
    NoFigure ("left out"): Count(
        "deal of which no source says how much (--measure)",
        "deals of which no source says how much (--measure)"
    ),
    LostLink ("left out"): Count(
        "link to a deal that is not selected",
        "links to deals that are not selected"
    ),
    LostMembers ("amounts"): Count(
        "deal counts in full here: deals inside it, or that replace it, are not selected",
        "deals count in full here: deals inside them, or that replace them, are not selected"
    ),
    ReplacedLeftOut ("left out"): Sized(
        "deal that a later one replaces",
        "deals that later ones replace"
    ),
    NotComparableMember ("left out"): Count(
        "deal inside a deal in another currency (--in CUR compares them)",
        "deals inside deals in other currencies (--in CUR compares them)"
    ),
    Unclear ("left out"): Count(
        "deal in a larger area, which may belong here",
        "deals in larger areas, which may belong here"
    ),
    NotComparable ("left out"): Count(
        "deal without a rate to compare its amount",
        "deals without rates to compare their amounts"
    ),
    PartlyDated ("left out"): Count(
        "deal dated to a month, quarter or year that is only partly in the given dates",
        "deals dated to a month, quarter or year that is only partly in the given dates"
    ),
    UndisclosedLeftOut ("left out"): Count(
        "deal whose amount is undisclosed",
        "deals whose amounts are undisclosed"
    ),
    Measured ("amounts"): Fact("the latest figure of each deal counts; by time, each increase counts on its day"),
    Ceiling ("amounts"): Count("ceiling (≤, \"up to\")", "ceilings (≤, \"up to\")"),
    Floor ("amounts"): Count("floor (≥, \"at least\"), open above", "floors (≥, \"at least\"), open above"),
    Approximate ("amounts"): Count("approximate figure (~)", "approximate figures (~)"),
    Range ("amounts"): Count("range, counted at its midpoint", "ranges, counted at their midpoints"),
    Undisclosed ("amounts"): Count("undisclosed", "undisclosed"),
    ShownUncounted ("amounts"): Composed(Caveats::shown_uncounted_text),
    CoveredByMembers ("amounts"): Sized(
        "deal counts less, by what the deals inside it count",
        "deals count less, by what the deals inside them count"
    ),
    ExceededByMembers ("amounts"): Sized(
        "deal is smaller than the deals inside it, which count in full",
        "deals are smaller than the deals inside them, which count in full"
    ),
    ExceededAtRates ("amounts"): Sized(
        "deal is smaller, at the rates of their days, than the deals inside it, which count in full",
        "deals are smaller, at the rates of their days, than the deals inside them, which count in full"
    ),
    PartHeld ("amounts"): Count(
        "deal counts with the part that is the company's",
        "deals count with the parts that are the company's"
    ),
    Whole ("amounts"): Fact("each deal counts in full, though a part of it may go elsewhere, be another company's or be inside another deal (--whole)"),
    SortedByCurrency ("amounts"): Fact("amounts are sorted within each currency (--in CUR gives one order)"),
    SortedAsAnnounced ("amounts"): Fact("amounts are sorted within each currency, as announced (--sort -amount sorts them converted)"),
    FutureCounted ("amounts"): Count(
        "deal dated in the future counts",
        "deals dated in the future count"
    ),
    RevisedLater ("amounts"): Count(
        "deal was revised after its period: what it is now counts from its announcement on (`outlay totals --as-of DAY` gives what was known by a day)",
        "deals were revised after their periods: what they are now counts from their announcements on (`outlay totals --as-of DAY` gives what was known by a day)"
    ),
    Future ("amounts"): Count("deal is dated in the future (→)", "deals are dated in the future (→)"),
    Member ("links"): Count("deal is included in another one (↳)", "deals are included in others (↳)"),
    Replaced ("links"): Count("deal is replaced by another one (⊘)", "deals are replaced by others (⊘)"),
    Conversion ("rates"): Conversion,
    StaleRates ("rates"): Composed(Caveats::stale_text),
    Unconverted ("rates"): Count("deal not converted: no rate", "deals not converted: no rate"),
    PlacedByHome ("places"): Count(
        "deal without a stated place is counted in the home country of its investor or provider, with a floor of 0",
        "deals without a stated place are counted in the home countries of their investors or providers, with a floor of 0"
    ),
    PlacedByHomeInFull ("places"): Count(
        "deal without a stated place is counted in full in the home country of its investor or provider",
        "deals without a stated place are counted in full in the home countries of their investors or providers"
    ),
    SeveralPlaces ("places"): Count(
        "deal names several places without a split: each of them may hold all that they share",
        "deals name several places without a split: each of them may hold all that they share"
    ),
    PartHere ("places"): Count(
        "deal counts with the part that goes there",
        "deals count with the parts that go there"
    ),
    MatchedByHome ("places"): Count(
        "deal matches only by the home country of its investor or provider",
        "deals match only by the home countries of their investors or providers"
    ),
    PartlyElsewhere ("places"): Count(
        "deal also goes to other places and counts in full",
        "deals also go to other places and count in full"
    ),
    PossiblyExcluded ("places"): Count(
        "deal in a larger area may go to an excluded place and is kept",
        "deals in larger areas may go to an excluded place and are kept"
    ),
    HomesShown ("places"): Fact("\"home\" is the country of the investor or provider: no source names a place"),
    Shared ("groups"): Count(
        "deal is shared by several companies in one role: each may hold all of it, with a floor of 0",
        "deals are shared by several companies in one role: each may hold all of it, with a floor of 0"
    ),
    WithoutMoney ("groups"): Count(
        "deal has partners, operators or backers, which add no amount (--role counts them)",
        "deals have partners, operators or backers, which add no amount (--role counts them)"
    ),
    Overlap ("groups"): Fact("groups overlap: a deal counts in each of its groups, and once in the total"),
    Split ("groups"): Fact("deals are split between groups: headlines add up to the total, floors and ceilings need not"),
    Spread ("groups"): Fact("amounts are spread evenly over the days of their periods, which no source states: floors count what is certain, ceilings all that may be"),
    NotSpread ("groups"): Count(
        "deal without dates for its period counts at its announcement",
        "deals without dates for their periods count at their announcements"
    ),
    SourcesDiffer ("sources"): Composed(Caveats::sources_text),
    Limit ("data"): Composed(Caveats::limit_text),
    NoMatch ("data"): Fact("no deal matches"),
    NoDeals ("data"): Fact("the dataset has no deals"),
}

impl Caveat {
    /// The note on a fact; `None` for a note that counts something.
    pub(super) fn fact(self) -> Option<String> {
        match TEXTS[self as usize] {
            (label, Text::Fact(fact)) => Some(format!("{label}: {fact}")),
            _ => None,
        }
    }
}

/// Counts of everything that deserves a note, for one table.
#[derive(Debug, Clone)]
pub(super) struct Caveats {
    counts: [usize; TEXTS.len()],
    left_out: [usize; Status::ALL.len()],
    included: [usize; Status::ALL.len()],
    conversions: Conversions,
    /// How much money is noted, by note and currency.
    sizes: BTreeMap<(usize, Currency), Decimal>,
    /// How many deals are shown, and of how many.
    limit: Option<(usize, usize)>,
    /// The days that decide whether the rates are old; `None` if the current day is not known.
    latest: Option<LatestDays>,
}

impl Default for Caveats {
    /// Counts of nothing. The standard library derives this for arrays of up to 32 items only.
    fn default() -> Self {
        Self {
            counts: [0; TEXTS.len()],
            left_out: Default::default(),
            included: Default::default(),
            conversions: Conversions::default(),
            sizes: BTreeMap::new(),
            limit: None,
            latest: None,
        }
    }
}

/// The days that decide whether the latest rates are old.
#[derive(Debug, Clone, Copy)]
pub(super) struct LatestDays {
    /// The current day.
    today: NaiveDate,
    /// The last day of the ECB's table.
    ecb: Option<NaiveDate>,
}

impl LatestDays {
    /// Returns the days of `rates`; `None` if these do not know the current day.
    pub(super) fn of(rates: &Rates) -> Option<Self> {
        Some(Self { today: rates.today()?, ecb: rates.ecb_last_day() })
    }

    /// Returns a note if the oldest rate that was used, of the day `used`, is old, and says what to do about it.
    pub(super) fn text(self, used: NaiveDate) -> Option<String> {
        let age = (self.today - used).num_days();
        if age <= MAX_AGE.into() {
            return None;
        }
        Some(if Some(used) == self.ecb {
            format!("the latest are of {used}, {age} days old (`outlay rates update` gets newer ones)")
        } else {
            format!("the oldest rate used is of {used}, {age} days old")
        })
    }
}

/// Returns a note without what it says in brackets of a flag or a command.
fn without_hint(text: &str) -> String {
    let is_hint = |text: &str| ["--", "outlay ", "`outlay "].iter().any(|start| text.starts_with(start));
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(" (") {
        kept.push_str(before);
        rest = after;
        match after.split_once(')') {
            Some((hint, after)) if is_hint(hint) => rest = after,
            _ => kept.push_str(" ("),
        }
    }
    kept + rest
}

fn add_counts<const N: usize>(counts: &mut [usize; N], more: [usize; N]) {
    for (count, more) in counts.iter_mut().zip(more) {
        *count += more;
    }
}

/// The deals of each status, such as "1 rumoured, 2 cancelled"; `None` if there are none.
fn statuses(counts: &[usize; Status::ALL.len()]) -> Option<String> {
    let counted = Status::ALL.iter().zip(counts).filter(|(_, count)| **count > 0);
    let parts: Vec<String> = counted.map(|(status, count)| format!("{} {status}", number(*count))).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

impl Caveats {
    /// Counts one deal, or notes a fact.
    pub(super) fn note(&mut self, caveat: Caveat) {
        self.note_if(true, caveat);
    }

    /// The same, if `condition` holds.
    pub(super) fn note_if(&mut self, condition: bool, caveat: Caveat) {
        self.counts[caveat as usize] += usize::from(condition);
    }

    /// Sets the days that decide whether the latest rates are old.
    pub(super) fn latest(&mut self, latest: Option<LatestDays>) {
        self.latest = latest;
    }

    fn stale_text(&self) -> Option<String> {
        self.latest.zip(self.conversions.oldest()).and_then(|(latest, oldest)| latest.text(oldest))
    }

    /// Counts one deal and its money, if that is known.
    pub(super) fn counted_once(&mut self, caveat: Caveat, size: Option<(Decimal, Currency)>) {
        self.note(caveat);
        if let Some((size, currency)) = size {
            self.add_size(caveat as usize, size, currency);
        }
    }

    fn add_size(&mut self, caveat: usize, size: Decimal, currency: Currency) {
        let sum = self.sizes.entry((caveat, currency)).or_default();
        *sum = sum.saturating_add(size);
    }

    /// The money of a note, such as " (USD 11bn, EUR 2bn)"; empty if none is known. A note says how much, and no more than
    /// four digits of it.
    fn size(&self, caveat: usize) -> String {
        let of_caveat = self.sizes.iter().filter(|((of, _), _)| *of == caveat);
        let amounts = of_caveat.filter_map(|((_, currency), size)| {
            let quantity = Quantity::single(Bound::Exact, *size).ok()?;
            Some(Amount { quantity, currency: *currency }.shown_rounded())
        });
        let amounts: Vec<String> = amounts.collect();
        if amounts.is_empty() { String::new() } else { format!(" ({})", amounts.join(", ")) }
    }

    /// Whether `caveat` was noted.
    pub(super) fn has(&self, caveat: Caveat) -> bool {
        self.counts[caveat as usize] > 0
    }

    /// Counts what the filter says about a deal.
    pub(super) fn matched(&mut self, found: &Match) {
        match found {
            Match::Yes(notes) => {
                self.note_if(notes.is_inferred_from_home, Caveat::MatchedByHome);
                self.note_if(notes.partly_elsewhere, Caveat::PartlyElsewhere);
                self.note_if(notes.possibly_excluded, Caveat::PossiblyExcluded);
            }
            Match::No => {}
            Match::PartlyDated => self.note(Caveat::PartlyDated),
            Match::Unclear => self.note(Caveat::Unclear),
            Match::Undisclosed => self.note(Caveat::UndisclosedLeftOut),
            Match::Missing(_) => self.note(Caveat::NotComparable),
        }
    }

    /// Adds the counts of another thread.
    pub(super) fn merge(&mut self, other: Self) {
        let Self { counts, left_out, included, conversions, sizes, limit, latest } = other;
        self.latest = self.latest.or(latest);
        for ((caveat, currency), size) in sizes {
            self.add_size(caveat, size, currency);
        }
        add_counts(&mut self.counts, counts);
        add_counts(&mut self.left_out, left_out);
        add_counts(&mut self.included, included);
        self.conversions.merge(conversions);
        self.limit = self.limit.or(limit);
    }

    /// Counts an amount that is shown or added; `None` is undisclosed.
    pub(super) fn amount(&mut self, quantity: Option<&Quantity>) {
        match quantity.map(Quantity::bound) {
            Some(Bound::Exact) => {}
            Some(Bound::UpTo) => self.note(Caveat::Ceiling),
            Some(Bound::AtLeast) => self.note(Caveat::Floor),
            Some(Bound::About) => self.note(Caveat::Approximate),
            Some(Bound::Range) => self.note(Caveat::Range),
            None => self.note(Caveat::Undisclosed),
        }
    }

    /// Counts a deal that is shown although totals leave it out.
    pub(super) fn included(&mut self, status: Status) {
        self.included[status as usize] += usize::from(!status.counts());
    }

    /// Whether a deal is shown although totals leave it out.
    pub(super) fn has_included(&self) -> bool {
        self.included.iter().any(|count| *count > 0)
    }

    /// Counts a deal that is left out because of its status.
    pub(super) fn left_out(&mut self, status: Status) {
        self.left_out[status as usize] += 1;
    }

    /// Counts an amount in the target currency.
    pub(super) fn valued(&mut self, value: &Value) {
        self.conversions.add_value(value);
    }

    /// The same in a bulk conversion, which reports its rates at its end by [`Self::rate`].
    pub(super) fn converted(&mut self, converted: &Converted) {
        self.conversions.add(converted);
    }

    /// Notes the date and the sources of a rate.
    pub(super) fn rate(&mut self, rate: &Rate) {
        self.conversions.add_rate(rate);
    }

    /// Notes that only `shown` of the `found` deals are shown.
    pub(super) fn limit(&mut self, shown: usize, found: usize) {
        self.limit = (shown < found).then_some((shown, found));
    }

    /// The notes, most important first; `conversion` is the target currency with the basis of its rates.
    pub(super) fn texts(&self, conversion: Option<(Currency, RateBasis)>, audience: Audience) -> Vec<String> {
        let texts = TEXTS.iter().zip(self.counts).enumerate();
        let texts = texts.filter_map(|(caveat, ((label, text), count))| {
            let text = match (text, count) {
                (Text::Composed(compose), _) => compose(self)?,
                (Text::Conversion, _) => self.conversions.text(conversion?, self.has(Caveat::Measured))?,
                (_, 0) => return None,
                (Text::Count(one, many), count) => count_of(count, one, many),
                (Text::Sized(one, many), count) => count_of(count, one, many) + &self.size(caveat),
                (Text::Fact(fact), _) => (*fact).to_owned(),
            };
            let text = if audience == Audience::Readers { without_hint(&text) } else { text };
            Some(format!("{label}: {text}"))
        });
        texts.collect()
    }

    fn left_out_text(&self) -> Option<String> {
        statuses(&self.left_out).map(|deals| format!("{deals} (--status all counts them)"))
    }

    fn shown_uncounted_text(&self) -> Option<String> {
        statuses(&self.included).map(|deals| format!("{deals}, which totals leave out"))
    }

    fn sources_text(&self) -> Option<String> {
        let count = self.counts[Caveat::SourcesDiffer as usize];
        (count > 0).then(|| {
            format!("differ on {} (`outlay check --only sources-differ`)", count_of(count, "deal", "deals"))
        })
    }

    fn limit_text(&self) -> Option<String> {
        let (shown, found) = self.limit?;
        Some(format!("{} of {} deals shown (--limit)", number(shown), number(found)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_count_deals_in_singular_and_plural() {
        let mut caveats = Caveats::default();
        caveats.amount(None);
        for _ in 0..12_000 {
            caveats.note(Caveat::Unclear);
        }
        caveats.left_out(Status::Cancelled);
        caveats.note(Caveat::NoMatch);
        assert_eq!(
            caveats.texts(None, Audience::People),
            [
                "left out: 1 cancelled (--status all counts them)",
                "left out: 12,000 deals in larger areas, which may belong here",
                "amounts: 1 undisclosed",
                "data: no deal matches",
            ]
        );
    }

    #[test]
    fn readers_see_no_flags() {
        let mut caveats = Caveats::default();
        caveats.left_out(Status::Cancelled);
        caveats.note(Caveat::Ceiling);
        caveats.note(Caveat::SourcesDiffer);
        let shown = caveats.texts(None, Audience::Readers);
        assert_eq!(
            shown,
            ["left out: 1 cancelled", "amounts: 1 ceiling (≤, \"up to\")", "sources: differ on 1 deal",]
        );
    }
}
