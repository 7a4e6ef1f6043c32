//! JSON text, without any knowledge of deals.
//!
//! - `cursor`: walks JSON text value by value
//! - `simd`: finds the ends of strings and containers 32 bytes at a time

pub mod cursor;
mod simd;
