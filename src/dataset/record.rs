//! The file format of a dataset: the types that serde reads and writes, and from which the JSON Schema is made.
//!
//! A field of a record is one line here, one in `read` that makes a value of the domain of it, and one in
//! `write`. A type that is no [`Option`] and no [`List`] is required; `null` counts as absent.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

pub(crate) use super::record_values::{FieldsRecord, Figure, Ignored, List};
#[cfg(test)]
use crate::dataset::write::schema;
#[cfg(test)]
use crate::deal::{Kind, Relation, Role, Status};
pub(crate) use crate::json::string::JsonString;

/// The key of the exchange rates.
pub(crate) const RATES: &str = "rates";

/// The arrays of reference data in a document.
pub(crate) const LISTS: [&str; 3] = ["companies", "sources", RATES];

/// The key of the address of the JSON Schema.
pub(crate) const SCHEMA: &str = "$schema";

/// The keys by which a document describes itself.
pub(crate) const HEADER: [&str; 2] = [SCHEMA, "version"];

/// The version of the form of documents.
pub(crate) const VERSION: u64 = 1;

/// The keys of the links of a deal.
pub(crate) const LINKS: [&str; 2] = ["included_in", "replaces"];

/// Fields that `list --in` adds to a deal. They follow from the others, so that reading only checks that they are strings
/// or numbers.
pub(crate) const CONVERTED: [&str; 7] = [
    "converted_floor", "converted_headline", "converted_ceiling", "converted_currency", "rate", "rate_date",
    "rate_source",
];

/// A whole dataset. It is only written as one; reading takes its records one by one.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[cfg_attr(
    not(any(feature = "parquet", test)),
    expect(dead_code, reason = "documents are written one record at a time; this one is their schema")
)]
pub(crate) struct DatasetRecord<'a> {
    /// The address of the JSON Schema, for editors.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<&'a str>,
    /// The version of the form of the document; 1 where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = 1)))]
    pub version: Option<u64>,
    /// What is known of the companies; one that is not described here is fine.
    #[cfg_attr(test, schemars(default))]
    pub companies: Vec<CompanyRecord<'a>>,
    /// What the citations refer to.
    #[cfg_attr(test, schemars(default))]
    pub sources: Vec<SourceRecord<'a>>,
    pub deals: Vec<DealRecord<'a>>,
    /// Rates of exchange that come before the built-in ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<RateRecord<'a>>,
}

/// How many units of `quote` one unit of `base` buys.
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RateRecord<'a> {
    #[serde(borrow)]
    #[cfg_attr(test, schemars(with = "schema::Day"))]
    pub date: JsonString<'a>,
    #[cfg_attr(test, schemars(with = "schema::CurrencyCode"))]
    pub base: JsonString<'a>,
    #[cfg_attr(test, schemars(with = "schema::CurrencyCode"))]
    pub quote: JsonString<'a>,
    #[cfg_attr(test, schemars(with = "schema::Figure"))]
    pub rate: Figure<'a>,
    pub source: Option<JsonString<'a>>,
}

/// A deal. One that stands by itself embeds the companies and sources that it refers to.
// `read/projection.rs` reads it, because a question may skip most of its fields. Required fields are optional here for the same
// reason; converting a record checks them.
#[skip_serializing_none]
#[derive(Debug, Default, Serialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct DealRecord<'a> {
    /// Unique in its dataset: lower-case letters, digits and hyphens.
    #[serialize_always]
    #[cfg_attr(test, schemars(with = "schema::Id"))]
    pub id: Option<JsonString<'a>>,
    /// What people call it.
    #[serialize_always]
    #[cfg_attr(test, schemars(with = "String"))]
    pub title: Option<JsonString<'a>>,
    /// What the money is for.
    #[serialize_always]
    #[cfg_attr(test, schemars(with = "Kind"))]
    pub kind: Option<JsonString<'a>>,
    /// When it was announced: a day, a month, a quarter or a year.
    #[serialize_always]
    #[cfg_attr(test, schemars(with = "schema::Date"))]
    pub announced: Option<JsonString<'a>>,
    /// How far it had come when it was announced; "announced" where it is left out.
    #[cfg_attr(test, schemars(with = "Option<Status>"))]
    pub status: Option<JsonString<'a>>,
    /// How much was announced; undisclosed where it is left out.
    #[cfg_attr(test, schemars(with = "Option<schema::AmountRecord>"))]
    pub amount: Option<AmountRecord<'a>>,
    /// The amount in other currencies, as the sources print it.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    #[cfg_attr(test, schemars(with = "List<schema::EquivalentRecord>"))]
    pub equivalents: List<EquivalentRecord<'a>>,
    /// When the money is spent.
    pub period: Option<PeriodRecord<'a>>,
    /// Who takes part; at least one.
    #[cfg_attr(test, schemars(with = "Vec<PartyRecord>"))]
    pub parties: List<PartyRecord<'a>>,
    /// Where the money goes, as the sources say.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub places: List<PlaceRecord<'a>>,
    /// Named pieces. They never change the total of all deals; totals by company use the amounts of those within the deal.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub parts: List<PartRecord<'a>>,
    /// Free labels.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub tags: List<JsonString<'a>>,
    /// Who says so; the first one is the source of the headline figure.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub citations: List<CitationRecord<'a>>,
    /// What changed since, oldest first.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub history: List<RevisionRecord<'a>>,
    /// What had been allocated or spent of it by some days, oldest first.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub progress: List<ProgressRecord<'a>>,
    /// The id of the deal whose money includes this deal's, as a pledge includes its sites.
    #[cfg_attr(test, schemars(with = "Option<schema::Id>"))]
    pub included_in: Option<JsonString<'a>>,
    /// The day on which that link entered the dataset, if not with the deal.
    #[cfg_attr(test, schemars(with = "Option<schema::Day>"))]
    pub included_in_recorded: Option<JsonString<'a>>,
    /// The id of the deal that this announcement supersedes.
    #[cfg_attr(test, schemars(with = "Option<schema::Id>"))]
    pub replaces: Option<JsonString<'a>>,
    /// The day on which that link entered the dataset, if not with the deal.
    #[cfg_attr(test, schemars(with = "Option<schema::Day>"))]
    pub replaces_recorded: Option<JsonString<'a>>,
    /// The user's own fields: texts by their keys.
    #[serde(default, skip_serializing_if = "FieldsRecord::is_empty")]
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub fields: FieldsRecord<'a>,
    /// The day on which the deal entered the dataset.
    #[cfg_attr(test, schemars(with = "Option<schema::Day>"))]
    pub recorded: Option<JsonString<'a>>,
    /// The name of the import that brought the deal.
    pub import: Option<JsonString<'a>>,
    /// Anything else.
    pub note: Option<JsonString<'a>>,
    /// The companies that this deal refers to, in a deal that stands by itself.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub companies: List<CompanyRecord<'a>>,
    /// The sources that this deal refers to, in a deal that stands by itself.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub sources: List<SourceRecord<'a>>,
    /// Rates of exchange; the first of several such deals embeds them for all.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub rates: List<RateRecord<'a>>,
}

/// An amount of money with its bound: one figure, or a low and a high one.
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmountRecord<'a> {
    /// "exact" where it is left out; in an equivalent, the amount's own bound.
    #[serde(borrow)]
    pub bound: Option<JsonString<'a>>,
    pub value: Option<Figure<'a>>,
    pub low: Option<Figure<'a>>,
    pub high: Option<Figure<'a>>,
    pub currency: JsonString<'a>,
}

/// The deal's amount in another currency, as a source prints it.
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EquivalentRecord<'a> {
    #[serde(borrow)]
    pub bound: Option<JsonString<'a>>,
    pub value: Option<Figure<'a>>,
    pub low: Option<Figure<'a>>,
    pub high: Option<Figure<'a>>,
    pub currency: JsonString<'a>,
    /// The id of the source that prints it.
    pub source: Option<JsonString<'a>>,
}

/// When the money is spent: a start, an end, or a length such as "3 years".
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PeriodRecord<'a> {
    /// What the sources call it.
    #[serde(borrow)]
    pub label: Option<JsonString<'a>>,
    #[cfg_attr(test, schemars(with = "Option<schema::Date>"))]
    pub start: Option<JsonString<'a>>,
    #[cfg_attr(test, schemars(with = "Option<schema::Date>"))]
    pub end: Option<JsonString<'a>>,
    #[cfg_attr(test, schemars(with = "Option<schema::Length>"))]
    pub length: Option<JsonString<'a>>,
}

/// A company in a role.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PartyRecord<'a> {
    #[serde(borrow)]
    pub company: JsonString<'a>,
    #[cfg_attr(test, schemars(with = "Role"))]
    pub role: JsonString<'a>,
}

/// Where money goes: an area, a place in it, or a place of which only the name is known.
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(extend("anyOf" = [{"required": ["area"]}, {"required": ["name"]}])))]
pub(crate) struct PlaceRecord<'a> {
    /// A code or a name of a country or region, as `outlay regions` lists them.
    #[serde(borrow)]
    pub area: Option<JsonString<'a>>,
    /// The name of a place in it: a city, a state.
    pub name: Option<JsonString<'a>>,
    /// How much of the deal: "at least 50%", "over half", "0.25".
    pub share: Option<JsonString<'a>>,
}

/// A named piece of a deal.
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PartRecord<'a> {
    #[serde(borrow)]
    pub title: JsonString<'a>,
    #[cfg_attr(test, schemars(with = "Option<Kind>"))]
    pub kind: Option<JsonString<'a>>,
    #[cfg_attr(test, schemars(with = "Relation"))]
    pub relation: JsonString<'a>,
    #[cfg_attr(test, schemars(with = "Option<schema::AmountRecord>"))]
    pub amount: Option<AmountRecord<'a>>,
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub parties: List<PartyRecord<'a>>,
    pub note: Option<JsonString<'a>>,
}

/// A place in a source.
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct CitationRecord<'a> {
    /// The source's id.
    #[serde(borrow)]
    #[cfg_attr(test, schemars(with = "schema::Id"))]
    pub source: JsonString<'a>,
    /// Its words, letter by letter.
    pub quote: Option<JsonString<'a>>,
    /// Its own figure, where it differs from the deal's.
    #[cfg_attr(test, schemars(with = "Option<schema::AmountRecord>"))]
    pub amount: Option<AmountRecord<'a>>,
    #[serde(default, skip_serializing_if = "List::is_empty")]
    #[cfg_attr(test, schemars(with = "List<schema::EquivalentRecord>"))]
    pub equivalents: List<EquivalentRecord<'a>>,
}

/// A dated change.
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RevisionRecord<'a> {
    #[serde(borrow)]
    #[cfg_attr(test, schemars(with = "schema::Day"))]
    pub date: JsonString<'a>,
    #[cfg_attr(test, schemars(with = "Option<Status>"))]
    pub status: Option<JsonString<'a>>,
    #[cfg_attr(test, schemars(with = "Option<schema::AmountRecord>"))]
    pub amount: Option<AmountRecord<'a>>,
    #[serde(default, skip_serializing_if = "List::is_empty")]
    #[cfg_attr(test, schemars(with = "List<schema::EquivalentRecord>"))]
    pub equivalents: List<EquivalentRecord<'a>>,
    pub note: Option<JsonString<'a>>,
    pub citation: Option<CitationRecord<'a>>,
    /// The day on which the revision entered the dataset.
    #[cfg_attr(test, schemars(with = "Option<schema::Day>"))]
    pub recorded: Option<JsonString<'a>>,
}

/// What had been allocated or spent of a deal in all by a day.
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ProgressRecord<'a> {
    #[serde(borrow)]
    #[cfg_attr(test, schemars(with = "schema::Day"))]
    pub date: JsonString<'a>,
    #[cfg_attr(test, schemars(with = "Option<schema::AmountRecord>"))]
    pub allocated: Option<AmountRecord<'a>>,
    #[cfg_attr(test, schemars(with = "Option<schema::AmountRecord>"))]
    pub spent: Option<AmountRecord<'a>>,
    pub citation: Option<CitationRecord<'a>>,
    /// The day on which the entry was added to the dataset.
    #[cfg_attr(test, schemars(with = "Option<schema::Day>"))]
    pub recorded: Option<JsonString<'a>>,
}

/// A company.
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct CompanyRecord<'a> {
    #[serde(borrow)]
    pub name: JsonString<'a>,
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub aliases: List<JsonString<'a>>,
    /// The country of its headquarters.
    pub home: Option<JsonString<'a>>,
    /// The company that owns it.
    pub parent: Option<JsonString<'a>>,
}

/// Where something was published.
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SourceRecord<'a> {
    #[serde(borrow)]
    #[cfg_attr(test, schemars(with = "schema::Id"))]
    pub id: JsonString<'a>,
    pub publisher: JsonString<'a>,
    pub title: Option<JsonString<'a>>,
    pub author: Option<JsonString<'a>>,
    #[cfg_attr(test, schemars(with = "Option<schema::Date>"))]
    pub date: Option<JsonString<'a>>,
    pub url: Option<JsonString<'a>>,
}
