//! Deals that are kept: the same facts with texts of their own.

use super::{Citation, Deal, DealData, Equivalent, Part, Party, Period, Revision, Slug, Text};

/// An owned text.
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
        }
    }
}

impl Deal<'_> {
    /// The same deal with texts of its own, to be kept.
    pub fn into_owned(self) -> Deal<'static> {
        let facts = self.0;
        Deal(DealData {
            id: facts.id.into_owned(),
            title: owned(facts.title),
            kind: facts.kind,
            announced: facts.announced,
            status: facts.status,
            amount: facts.amount,
            equivalents: facts.equivalents.into_iter().map(Equivalent::into_owned).collect(),
            period: facts.period.map(Period::into_owned),
            parties: facts.parties.into_iter().map(Party::into_owned).collect(),
            places: facts.places,
            parts: facts.parts.into_iter().map(Part::into_owned).collect(),
            tags: facts.tags.into_iter().map(owned).collect(),
            citations: facts.citations.into_iter().map(Citation::into_owned).collect(),
            history: facts.history.into_iter().map(Revision::into_owned).collect(),
            note: facts.note.map(owned),
        })
    }
}
