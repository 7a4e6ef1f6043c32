//! The day and the name of an import, which its deals keep.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::dataset::{Dataset, valid};
use crate::deal::Deal;
use crate::invalid::Problem;

/// When deals are imported, and by which import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The day of the import, on which deals are recorded.
    pub(crate) today: NaiveDate,
    /// The name of the import; `None` for deals that no dataset keeps. They are not recorded.
    pub(crate) import: Option<String>,
}

impl Stamp {
    /// Returns the stamp of an import of the file `stem` that no import in `dataset` has: `rounds-2026-11-25`, then
    /// `rounds-2026-11-25-2`.
    pub(crate) fn new(stem: &str, today: NaiveDate, dataset: &Dataset) -> Self {
        let taken: HashSet<&str> = dataset.deals.iter().filter_map(|deal| deal.import.as_deref()).collect();
        let base = format!("{stem}-{today}");
        let mut name = base.clone();
        let mut number = 1u32;
        while taken.contains(name.as_str()) {
            number += 1;
            name = format!("{base}-{number}");
        }
        Self { today, import: Some(name) }
    }

    /// Marks a deal with the day and the name of the import, unless it says itself when and how it was recorded.
    ///
    /// # Errors
    /// Never for a deal that is valid.
    pub(crate) fn mark(&self, deal: Deal<'static>) -> Result<Deal<'static>, Problem> {
        let mut data = deal.into_data();
        data.recorded.get_or_insert(self.today);
        if data.import.is_none() {
            data.import = self.import.clone().map(Into::into);
        }
        valid(data)
    }
}
