//! JSON text, without any knowledge of deals.
//!
//! - `cursor`: walks JSON text value by value
//! - `finder`: finds the name of a field as a substring
//! - `simd`: finds the ends of strings and containers 32 bytes at a time

pub mod cursor;
pub mod finder;
mod simd;
