//! The fields in which two deals differ.

use super::{Deal, DealData};

impl Deal<'_> {
    /// Returns the names of the fields, besides the id, in which this deal and `other` differ, in the order of the format.
    ///
    /// ```
    /// use outlay::deal::{Deal, DealData};
    ///
    /// let mut data = DealData { id: "a".parse()?, title: "A".into(), ..DealData::default() };
    /// data.announced = "2025-03".parse()?;
    /// data.parties.push("A:provider".parse()?);
    /// let before = Deal::try_from(data.clone()).expect("a valid deal");
    /// data.tags.push("chips".into());
    /// data.title = "A again".into();
    /// let after = Deal::try_from(data).expect("a valid deal");
    /// assert_eq!(before.differences(&after), ["title", "tags"]);
    /// # Ok::<(), outlay::Problem>(())
    /// ```
    pub fn differences(&self, other: &Deal<'_>) -> Vec<&'static str> {
        // Every field is named, so that a new one is not forgotten here.
        let DealData {
            id: _,
            title,
            kind,
            announced,
            status,
            amount,
            equivalents,
            period,
            parties,
            places,
            parts,
            tags,
            citations,
            history,
            progress,
            included_in,
            replaces,
            fields,
            recorded,
            import,
            note,
        } = &self.0;
        let fields = [
            ("title", *title == other.title),
            ("kind", *kind == other.kind),
            ("announced", *announced == other.announced),
            ("status", *status == other.status),
            ("amount", *amount == other.amount),
            ("equivalents", *equivalents == other.equivalents),
            ("period", *period == other.period),
            ("parties", *parties == other.parties),
            ("places", *places == other.places),
            ("parts", *parts == other.parts),
            ("tags", *tags == other.tags),
            ("citations", *citations == other.citations),
            ("history", *history == other.history),
            ("progress", *progress == other.progress),
            ("included_in", *included_in == other.included_in),
            ("replaces", *replaces == other.replaces),
            ("fields", *fields == other.fields),
            ("recorded", *recorded == other.recorded),
            ("import", *import == other.import),
            ("note", *note == other.note),
        ];
        fields.into_iter().filter(|(_, is_same)| !is_same).map(|(name, _)| name).collect()
    }
}
