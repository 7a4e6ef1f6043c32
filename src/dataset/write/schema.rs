//! The JSON Schema of the file's form, and the test that keeps `data/deals.schema.json` and the reader in step.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde::Serialize;
use serde_json::{Value, json};

use crate::dataset::record::{DatasetRecord, JsonString, List};
use crate::dataset::{Form, read};
use crate::money::Bound;

/// Gives a name to a text of a certain shape.
macro_rules! shape {
    ($name:ident, $schema:tt) => {
        pub(in crate::dataset) struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

shape!(Id, { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" });
shape!(Date, { "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?|-Q[1-4])?$", "description": "A day, a month, a quarter or a year: 2025-03-10, 2025-03, 2025-Q1 or 2025" });
shape!(Day, { "type": "string", "format": "date" });
shape!(Length, { "type": "string", "pattern": "^[0-9]+ (years?|months?|days?)$" });
shape!(Figure, { "type": ["string", "integer"], "pattern": "^[0-9]+(\\.[0-9]+)?$", "minimum": 0, "description": "Plain digits, quoted; a whole number may stand without quotes" });
shape!(CurrencyCode, { "type": "string", "pattern": "^[A-Za-z]{3}$", "description": "ISO 4217" });

/// Gives a type of the file format the schema of a type of the standard library.
macro_rules! same_schema {
    ([$name:ty] as $other:ty $(, $t:ident)?) => {
        impl$(<$t: JsonSchema>)? JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                <$other>::schema_name()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                <$other>::json_schema(generator)
            }
        }
    };
}

same_schema!([JsonString<'_>] as String);
same_schema!([List<T>] as Vec<T>, T);

/// An amount of money with its bound.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "the two forms that the fields of an amount have together")]
pub(in crate::dataset) enum AmountRecord {
    /// One figure.
    Single {
        /// "exact" where it is left out; in an equivalent, the amount's own bound.
        #[serde(skip_serializing_if = "Option::is_none")]
        bound: Option<Bound>,
        #[schemars(with = "Figure")]
        value: String,
        #[schemars(with = "CurrencyCode")]
        currency: String,
    },
    /// Between two figures.
    Range {
        #[serde(skip_serializing_if = "Option::is_none")]
        bound: Option<Bound>,
        #[schemars(with = "Figure")]
        low: String,
        #[schemars(with = "Figure")]
        high: String,
        #[schemars(with = "CurrencyCode")]
        currency: String,
    },
}

/// The deal's amount in another currency, as a source prints it.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "only its schema counts")]
pub(in crate::dataset) struct EquivalentRecord {
    #[serde(flatten)]
    amount: AmountRecord,
    /// The id of the source that prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Id>")]
    source: Option<String>,
}

fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<DatasetRecord>().to_value();
    schema["title"] = json!("outlay dataset");
    schema["description"] = json!("Deals of money with their companies, sources and rates of exchange");
    schema["required"] = json!(["deals"]);
    schema
}

/// `BLESS=1 cargo test` writes the file anew.
#[test]
fn the_schema_on_file_is_that_of_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/deals.schema.json");
    let made = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == made,
        "data/deals.schema.json is not up to date: BLESS=1 cargo test writes it"
    );
}

/// The fields that the schema gives the objects of a type, over all the forms that it may take.
fn properties(schema: &Value, name: &str) -> BTreeSet<String> {
    let definition = if name.is_empty() { schema } else { &schema["$defs"][name] };
    let forms = definition["anyOf"].as_array().into_iter().flatten();
    forms
        .chain([definition])
        .filter_map(|form| form["properties"].as_object())
        .flat_map(|fields| fields.keys().cloned())
        .collect()
}

/// The reader names the fields it knows when it meets one that it does not: they must be those of the schema.
#[test]
fn the_reader_knows_the_fields_of_the_schema_and_no_others() {
    let strange = r#"{
        "companies": [{"x": 1}], "sources": [{"x": 1}], "rates": [{"x": 1}], "x": 1,
        "deals": [{"x": 1, "amount": {"x": 1}, "equivalents": [{"x": 1}], "period": {"x": 1}, "parties": [{"x": 1}],
            "places": [{"x": 1}], "parts": [{"x": 1}], "citations": [{"x": 1}], "history": [{"x": 1}], "progress": [{"x": 1}]},
            {"amount": {"low": 1, "x": 1}, "equivalents": [{"low": 1, "x": 1}]}]
    }"#;
    let faults = read(strange, Form::Document).unwrap_err().shown;
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for fault in faults.iter().filter(|fault| fault.problem.message == "\"x\" is not a field") {
        let list = fault.problem.hint.as_deref().unwrap().rsplit_once("fields here: ").unwrap().1;
        known.entry(fault.field.clone()).or_default().extend(list.split(", ").map(str::to_owned));
    }
    let schema = schema();
    for (field, definition) in [
        ("x", ""),
        ("companies[0].x", "CompanyRecord"),
        ("sources[0].x", "SourceRecord"),
        ("rates[0].x", "RateRecord"),
        ("amount.x", "AmountRecord"),
        ("equivalents[0].x", "EquivalentRecord"),
        ("period.x", "PeriodRecord"),
        ("parties[0].x", "PartyRecord"),
        ("places[0].x", "PlaceRecord"),
        ("parts[0].x", "PartRecord"),
        ("citations[0].x", "CitationRecord"),
        ("history[0].x", "RevisionRecord"),
        ("progress[0].x", "ProgressRecord"),
    ] {
        let mut expected = properties(&schema, definition);
        if field == "x" {
            // The path of a field of the document and of a deal is the same here.
            expected.extend(properties(&schema, "DealRecord"));
        }
        if definition == "EquivalentRecord" {
            expected.extend(properties(&schema, "AmountRecord"));
        }
        assert_eq!(known[field], expected, "{field}");
    }
}
