//! The fields in which two deals differ.

use super::{Deal, DealData, with_fields};

macro_rules! differences {
    ($($flag:ident $field:ident;)+) => {
        /// Returns each field besides the id, and whether two deals have the same value in it.
        fn compared(one: &DealData<'_>, other: &DealData<'_>) -> impl Iterator<Item = (&'static str, bool)> {
            let DealData { id: _, $($field),+ } = one;
            [$((stringify!($field), *$field == other.$field)),+].into_iter()
        }
    };
}

with_fields!(differences);

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
        compared(self, other).filter(|(_, is_same)| !is_same).map(|(name, _)| name).collect()
    }
}
