//! Compares quotes with the texts of their sources, and figures with their quotes.

use std::path::Path;

use super::scan::Scan;
use super::{Conversion, Request, View};
use crate::dataset::Projection;
use crate::deal::Slug;
use crate::error::Error;
use crate::io::pages;
use crate::report::{Audience, Pages, Report, Verification};

/// Checks the deals of a view; `texts` is the folder with the texts of sources.
///
/// # Errors
/// If the dataset or a text cannot be read.
pub(super) fn report(
    request: &Request,
    view: &View,
    texts: Option<&Path>,
    audience: Audience,
) -> Result<Report, Error> {
    let pages = texts.map(pages::read).transpose()?;
    Scan::open(request, view, Conversion::default(), Projection::ALL, audience)?.answer(|pass| {
        let sources = &pass.context.reference.sources;
        let unknown_texts = pages
            .iter()
            .flat_map(Pages::keys)
            .filter(|id| id.parse().map_or(true, |id: Slug<'static>| sources.get(&id).is_none()));
        let mut unknown_texts: Vec<&str> = unknown_texts.map(String::as_str).collect();
        unknown_texts.sort_unstable();
        let mut report = pass.collect(|| Verification::new(pages.as_ref()))?.report();
        if !unknown_texts.is_empty() {
            report.notes.push(format!(
                "left out: texts whose names are the id of no source: {}",
                unknown_texts.join(", ")
            ));
        }
        pass.finish(report)
    })
}
