//! Deals that are kept: the same data with texts of their own.

use super::{Citation, Deal, DealData, Equivalent, Part, Party, Period, Progress, Revision, Slug, Text};

/// Returns the string as an owned one.
fn owned(text: Text<'_>) -> Text<'static> {
    Text::Owned(text.into_owned())
}

impl Party<'_> {
    fn into_owned(self) -> Party<'static> {
        Party { company: owned(self.company), role: self.role }
    }
}

impl Equivalent<'_> {
    fn into_owned(self) -> Equivalent<'static> {
        Equivalent { amount: self.amount, source: self.source.map(Slug::into_owned) }
    }
}

impl Part<'_> {
    fn into_owned(self) -> Part<'static> {
        Part {
            title: owned(self.title),
            kind: self.kind,
            relation: self.relation,
            amount: self.amount,
            parties: self.parties.into_iter().map(Party::into_owned).collect(),
            note: self.note.map(owned),
        }
    }
}

impl Citation<'_> {
    fn into_owned(self) -> Citation<'static> {
        Citation {
            source: self.source.into_owned(),
            quote: self.quote.map(owned),
            amount: self.amount,
            equivalents: self.equivalents.into_iter().map(Equivalent::into_owned).collect(),
        }
    }
}

impl Revision<'_> {
    fn into_owned(self) -> Revision<'static> {
        Revision {
            date: self.date,
            status: self.status,
            amount: self.amount,
            equivalents: self.equivalents.into_iter().map(Equivalent::into_owned).collect(),
            note: self.note.map(owned),
            citation: self.citation.map(Citation::into_owned),
            recorded: self.recorded,
        }
    }
}

impl Progress<'_> {
    fn into_owned(self) -> Progress<'static> {
        Progress {
            date: self.date,
            allocated: self.allocated,
            spent: self.spent,
            citation: self.citation.map(Citation::into_owned),
            recorded: self.recorded,
        }
    }
}

impl Deal<'_> {
    /// Returns the deal with owned strings, to keep it longer than the text that it was parsed from.
    pub fn into_owned(self) -> Deal<'static> {
        let data = self.0;
        Deal(DealData {
            id: data.id.into_owned(),
            title: owned(data.title),
            kind: data.kind,
            announced: data.announced,
            status: data.status,
            amount: data.amount,
            equivalents: data.equivalents.into_iter().map(Equivalent::into_owned).collect(),
            period: data.period.map(Period::into_owned),
            parties: data.parties.into_iter().map(Party::into_owned).collect(),
            places: data.places,
            parts: data.parts.into_iter().map(Part::into_owned).collect(),
            tags: data.tags.into_iter().map(owned).collect(),
            citations: data.citations.into_iter().map(Citation::into_owned).collect(),
            history: data.history.into_iter().map(Revision::into_owned).collect(),
            progress: data.progress.into_iter().map(Progress::into_owned).collect(),
            included_in: data.included_in.map(Slug::into_owned),
            included_in_recorded: data.included_in_recorded,
            replaces: data.replaces.map(Slug::into_owned),
            replaces_recorded: data.replaces_recorded,
            fields: data.fields.into_iter().map(|(key, text)| (owned(key), owned(text))).collect(),
            recorded: data.recorded,
            import: data.import.map(owned),
            note: data.note.map(owned),
        })
    }
}
