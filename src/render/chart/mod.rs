//! Totals as bars: from the floor, which is firm, over the headline to the ceiling.
//!
//! - `model`: the bars of a chart, by currency
//! - `scale`: lengths of bars, and the steps of an axis
//! - `terminal`: bars of characters beside their figures; `glyphs` has the characters
//! - `columns`: bars in the order of time, upright on a terminal; `periods` has their labels
//! - `stack`: bars of several segments, on a terminal
//! - `svg`: a picture; `panel` draws the bars in one currency, `upright` those in the order of time with the figures that
//!   `label_room` finds room for, `shape` a bar, and `block` lays out the parts
//! - `chart.css`: colours and fonts of pictures, in a light and a dark theme

mod block;
mod columns;
mod glyphs;
mod label_room;
mod model;
mod panel;
mod periods;
mod scale;
mod shape;
mod stack;
mod svg;
mod terminal;
mod upright;

pub(super) use block::Screen;
pub(super) use svg::{STYLE as CHART_STYLE, has_all_figures, inline, patterns, svg};
pub(super) use terminal::{Notes, Room, draw, in_ascii};
