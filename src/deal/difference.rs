//! The fields in which two deals differ.

use super::{Deal, DealData};

/// Whether two deals have the same value in each of some fields, which are all fields except the id: another one would be
/// missing in the pattern.
macro_rules! compare {
    ($one:expr, $other:expr; $($field:ident)+) => {{
        let DealData { id: _, $($field),+ } = $one;
        [$((stringify!($field), *$field == $other.$field)),+]
    }};
}

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
        let fields = compare!(&self.0, other; title kind announced status amount equivalents period parties places parts tags
            citations history progress included_in included_in_recorded replaces replaces_recorded fields recorded import
            note);
        fields.into_iter().filter(|(_, is_same)| !is_same).map(|(name, _)| name).collect()
    }
}
