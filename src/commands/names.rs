//! The names that a dataset has, to complete command lines.

use std::collections::BTreeSet;

use super::scan::{self, Scan};
use super::{Conversion, Request, View};
use crate::dataset::Projection;
use crate::deal::{Deal, FieldSet};
use crate::error::Error;
use crate::report::{Audience, Cell};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameKind {
    /// A company, by its name or an alias.
    Company,
    /// A country or region with deals.
    Region,
    /// A tag.
    Tag,
    /// The id of a deal.
    Deal,
    /// The id or the publisher of a source.
    Source,
    /// A field of the user's own.
    Field,
}

/// Returns the names of a kind, in order.
///
/// # Errors
/// If the dataset cannot be read.
pub(crate) fn names(request: &Request, kind: NameKind) -> Result<Vec<String>, Error> {
    let view = View::default();
    if kind == NameKind::Region {
        let report = scan::regions(request, &view, "", &[], Audience::Programs)?;
        return Ok(report
            .document
            .tables
            .iter()
            .flat_map(|table| &table.rows)
            .filter_map(|row| region(row))
            .collect());
    }
    let fields = match kind {
        NameKind::Company => FieldSet::PARTIES | FieldSet::PARTS,
        NameKind::Tag => FieldSet::TAGS,
        NameKind::Field => FieldSet::FIELDS,
        NameKind::Deal | NameKind::Source | NameKind::Region => FieldSet::ID,
    };
    let scope = Projection {
        fields,
        companies: kind == NameKind::Company,
        sources: kind == NameKind::Source,
        rates: false,
    };
    let mut scan = Scan::open(request, &view, Conversion::default(), scope, Audience::Programs)?;
    scan.preload_embedded()?;
    scan.answer(|pass| {
        let mut names = pass.names(fields, |deal, names| add_names(deal, kind, names))?;
        let reference = pass.context.reference;
        match kind {
            NameKind::Company => names.extend(reference.company_names().map(str::to_owned)),
            NameKind::Source => {
                names.extend(reference.sources.iter().map(|source| source.id.to_string()));
                names.extend(reference.sources.iter().map(|source| source.publisher.clone()));
            }
            _ => {}
        }
        Ok(names.into_iter().collect())
    })
}

/// Adds the names that stand in a deal.
fn add_names(deal: &Deal<'_>, kind: NameKind, names: &mut BTreeSet<String>) {
    match kind {
        NameKind::Company => names.extend(deal.all_parties().map(|party| party.company.to_string())),
        NameKind::Tag => names.extend(deal.tags.iter().map(ToString::to_string)),
        NameKind::Deal => names.extend([deal.id.to_string()]),
        NameKind::Field => names.extend(deal.fields.iter().map(|(key, _)| key.to_string())),
        NameKind::Region | NameKind::Source => {}
    }
}

/// Returns the name in a row of regions, if it has deals.
fn region(row: &[Cell]) -> Option<String> {
    match (row.get(1), row.last()) {
        (Some(Cell::Text(name)), Some(Cell::Count(1..))) => Some(name.clone()),
        _ => None,
    }
}
