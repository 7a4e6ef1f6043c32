//! JSON text, without any knowledge of deals.
//!
//! - `cursor`: walks JSON text value by value
//! - `de`: a fast deserializer for serde
//! - `finder`: finds the name of a field as a substring
//! - `locate`: paths, offsets, lines and columns
//! - `simd`: finds the ends of strings and containers 64 bytes at a time
//! - `string`: strings, borrowed where they can be

pub(crate) mod cursor;
pub(crate) mod de;
pub(crate) mod finder;
pub(crate) mod locate;
mod simd;
pub(crate) mod string;
