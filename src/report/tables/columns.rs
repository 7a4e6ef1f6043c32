//! The tables and their columns.

use crate::parquet::{FlatColumn, FlatTable, FlatType};

/// The decimal places of amounts.
pub(super) const AMOUNT_SCALE: u8 = 10;

/// The decimal places of shares and rates: those of small currencies have twelve significant digits then.
pub(super) const FINE_SCALE: u8 = 20;

const fn of(name: &'static str, column_type: FlatType) -> FlatColumn {
    FlatColumn { name, column_type, is_distinct: false }
}

/// The same column, of which few rows share a value.
const fn distinct(column: FlatColumn) -> FlatColumn {
    FlatColumn { is_distinct: true, ..column }
}

const fn text(name: &'static str) -> FlatColumn {
    of(name, FlatType::Text)
}

const fn day(name: &'static str) -> FlatColumn {
    of(name, FlatType::Day)
}

const fn count(name: &'static str) -> FlatColumn {
    of(name, FlatType::Count)
}

const fn flag(name: &'static str) -> FlatColumn {
    of(name, FlatType::Flag)
}

const fn money(name: &'static str) -> FlatColumn {
    of(name, FlatType::Decimal(AMOUNT_SCALE))
}

const fn fine(name: &'static str) -> FlatColumn {
    of(name, FlatType::Decimal(FINE_SCALE))
}

const fn table(name: &'static str, columns: &'static [FlatColumn]) -> FlatTable {
    FlatTable { name, columns }
}

const DEALS: FlatTable = table(
    "deals",
    &[
        distinct(text("id")),
        distinct(text("title")),
        text("kind"),
        day("announced"),
        day("announced_until"),
        text("announced_text"),
        text("status"),
        text("bound"),
        money("floor"),
        money("headline"),
        money("ceiling"),
        text("currency"),
        flag("counts"),
        text("included_in"),
        text("replaces"),
        text("member_of"),
        text("replaced_by"),
        flag("counts_unconverted"),
        money("adds_floor"),
        money("adds_headline"),
        money("adds_ceiling"),
        day("period_start"),
        day("period_end"),
        text("period_label"),
        text("source_id"),
        day("recorded"),
        text("import"),
        text("note"),
    ],
);

const PARTIES: FlatTable = table(
    "parties",
    &[
        distinct(text("deal_id")),
        count("part"),
        count("number"),
        text("company"),
        text("company_id"),
        text("role"),
    ],
);

const PLACES: FlatTable = table(
    "places",
    &[
        distinct(text("deal_id")),
        count("number"),
        text("area"),
        text("area_name"),
        text("name"),
        text("share"),
        fine("share_floor"),
        fine("share_headline"),
        fine("share_ceiling"),
    ],
);

const COUNTRIES: FlatTable = table(
    "countries",
    &[
        distinct(text("deal_id")),
        text("country"),
        text("area"),
        flag("is_home"),
        fine("share_floor"),
        fine("share_headline"),
        fine("share_ceiling"),
        money("adds_floor"),
        money("adds_headline"),
        money("adds_ceiling"),
    ],
);

const HOLDINGS: FlatTable = table(
    "holdings",
    &[
        distinct(text("deal_id")),
        text("company_id"),
        text("held"),
        flag("is_shared"),
        money("floor"),
        money("headline"),
        money("ceiling"),
    ],
);

const PARTS: FlatTable = table(
    "parts",
    &[
        distinct(text("deal_id")),
        count("number"),
        text("title"),
        text("kind"),
        text("relation"),
        text("bound"),
        money("floor"),
        money("headline"),
        money("ceiling"),
        text("currency"),
        text("note"),
    ],
);

const EQUIVALENTS: FlatTable = table(
    "equivalents",
    &[
        distinct(text("deal_id")),
        count("revision"),
        count("citation"),
        count("number"),
        flag("is_current"),
        text("bound"),
        money("floor"),
        money("headline"),
        money("ceiling"),
        text("currency"),
        text("source_id"),
    ],
);

const CITATIONS: FlatTable = table(
    "citations",
    &[
        distinct(text("deal_id")),
        count("number"),
        text("source_id"),
        text("quote"),
        text("bound"),
        money("floor"),
        money("headline"),
        money("ceiling"),
        text("currency"),
    ],
);

const TAGS: FlatTable = table("tags", &[distinct(text("deal_id")), text("tag")]);

const FIELDS: FlatTable = table("fields", &[distinct(text("deal_id")), text("key"), text("text")]);

const HISTORY: FlatTable = table(
    "history",
    &[
        distinct(text("deal_id")),
        count("number"),
        day("date"),
        text("status"),
        text("bound"),
        money("floor"),
        money("headline"),
        money("ceiling"),
        text("currency"),
        text("note"),
        text("source_id"),
        text("quote"),
        day("recorded"),
    ],
);

const PROGRESS: FlatTable = table(
    "progress",
    &[
        distinct(text("deal_id")),
        count("number"),
        day("date"),
        text("measure"),
        text("bound"),
        money("floor"),
        money("headline"),
        money("ceiling"),
        text("currency"),
        text("source_id"),
        text("quote"),
        day("recorded"),
    ],
);

/// The tables of deals, in the order of [`DealTable`].
pub(crate) const DEAL_TABLES: &[&FlatTable] = &[
    &DEALS, &PARTIES, &PLACES, &COUNTRIES, &HOLDINGS, &PARTS, &EQUIVALENTS, &CITATIONS, &TAGS, &FIELDS,
    &HISTORY, &PROGRESS,
];

/// The position of a table in [`DEAL_TABLES`].
#[derive(Debug, Clone, Copy)]
pub(super) enum DealTable {
    Deals,
    Parties,
    Places,
    Countries,
    Holdings,
    Parts,
    Equivalents,
    Citations,
    Tags,
    Fields,
    History,
    Progress,
}

/// The companies.
pub(crate) const COMPANIES: FlatTable = table(
    "companies",
    &[
        distinct(text("id")),
        distinct(text("name")),
        text("home"),
        text("home_name"),
        text("parent_id"),
        flag("has_entry"),
    ],
);

/// The other names of companies.
pub(crate) const ALIASES: FlatTable = table("aliases", &[text("company_id"), distinct(text("alias"))]);

/// The sources.
pub(crate) const SOURCES: FlatTable = table(
    "sources",
    &[
        distinct(text("id")),
        text("publisher"),
        distinct(text("title")),
        text("author"),
        day("date"),
        text("date_text"),
        distinct(text("url")),
    ],
);

/// The rates of each calendar day.
pub(crate) const RATES: FlatTable = table(
    "rates",
    &[
        text("currency"),
        text("target"),
        distinct(day("day")),
        distinct(text("date_text")),
        distinct(fine("rate")),
        distinct(fine("inverse")),
        distinct(day("rate_date")),
        text("source"),
    ],
);

/// The mean rates of the months, quarters and years that deals are dated to.
pub(crate) const MEANS: FlatTable = table(
    "means",
    &[
        text("currency"),
        text("target"),
        day("first_day"),
        text("date_text"),
        fine("rate"),
        fine("inverse"),
        text("source"),
    ],
);
