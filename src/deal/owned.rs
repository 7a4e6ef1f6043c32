//! Deals that are kept: the same data with texts of their own.

use chrono::NaiveDate;

use super::{
    Citation, Deal, DealData, Equivalent, Kind, Part, Party, Period, Place, Progress, Relation, Revision,
    Role, Slug, Status, Text, with_fields,
};
use crate::date::PartialDate;
use crate::money::Amount;

/// A value of a deal, whose texts may be borrowed.
trait IntoStatic {
    /// The same with texts of its own.
    type Static;

    fn into_static(self) -> Self::Static;
}

/// Implements [`IntoStatic`] for types without texts.
macro_rules! without_texts {
    ($($name:ident)+) => {$(
        impl IntoStatic for $name {
            type Static = Self;

            fn into_static(self) -> Self {
                self
            }
        }
    )+};
}

without_texts!(Amount Kind NaiveDate PartialDate Place Relation Role Status);

/// Implements [`IntoStatic`] for structs, field by field.
macro_rules! by_field {
    ($($name:ident { $($field:ident)+ })+) => {$(
        impl IntoStatic for $name<'_> {
            type Static = $name<'static>;

            fn into_static(self) -> $name<'static> {
                $name { $($field: self.$field.into_static()),+ }
            }
        }
    )+};
}

by_field! {
    Party { company role }
    Equivalent { amount source }
    Part { title kind relation amount parties note }
    Citation { source quote amount equivalents }
    Revision { date status amount equivalents note citation recorded }
    Progress { date allocated spent citation recorded }
}

macro_rules! deal_by_field {
    ($($flag:ident $field:ident;)+) => {
        by_field! { DealData { id $($field)+ } }
    };
}

with_fields!(deal_by_field);

impl IntoStatic for Text<'_> {
    type Static = Text<'static>;

    fn into_static(self) -> Text<'static> {
        Text::Owned(self.into_owned())
    }
}

impl IntoStatic for Slug<'_> {
    type Static = Slug<'static>;

    fn into_static(self) -> Slug<'static> {
        self.into_owned()
    }
}

impl IntoStatic for Period<'_> {
    type Static = Period<'static>;

    fn into_static(self) -> Period<'static> {
        self.into_owned()
    }
}

impl<T: IntoStatic> IntoStatic for Option<T> {
    type Static = Option<T::Static>;

    fn into_static(self) -> Option<T::Static> {
        self.map(T::into_static)
    }
}

impl<T: IntoStatic> IntoStatic for Vec<T> {
    type Static = Vec<T::Static>;

    fn into_static(self) -> Vec<T::Static> {
        self.into_iter().map(T::into_static).collect()
    }
}

impl<T: IntoStatic, U: IntoStatic> IntoStatic for (T, U) {
    type Static = (T::Static, U::Static);

    fn into_static(self) -> Self::Static {
        (self.0.into_static(), self.1.into_static())
    }
}

impl Deal<'_> {
    /// Returns the deal with owned strings, to keep it longer than the text that it was parsed from.
    pub fn into_owned(self) -> Deal<'static> {
        Deal(self.0.into_static())
    }
}
