//! Totals as bars: from the floor, which is firm, over the headline to the ceiling.
//!
//! - `model`: the bars of a chart, by currency
//! - `scale`: lengths of bars, and the steps of an axis
//! - `terminal`: bars of characters beside their figures; `glyphs` has the characters
//! - `stack`: bars of several segments, on a terminal
//! - `svg`: a picture; `panel` draws the bars in one currency, and `block` lays out its parts

mod block;
mod glyphs;
mod model;
mod panel;
mod scale;
mod stack;
mod svg;
mod terminal;

pub(super) use svg::{STYLE as CHART_STYLE, inline, patterns, svg};
pub(super) use terminal::{draw, in_ascii};
