//! Blocks of a picture, one below the other.

use maud::{Markup, html};
use textwrap::WordSplitter;

use crate::render::escape::xml_text;
use crate::render::width::cut;

/// The width of all blocks, in pixels.
pub(super) const WIDTH: usize = 912;

/// A part of a picture with its height in pixels.
pub(super) struct Block {
    pub height: usize,
    pub markup: Markup,
}

impl Block {
    /// An empty block.
    pub(super) fn space(height: usize) -> Self {
        Self { height, markup: html! {} }
    }
}

/// Returns blocks one below the other as one.
pub(super) fn stacked(blocks: Vec<Block>) -> Block {
    let mut y = 0;
    let placed: Vec<(usize, Markup)> = blocks
        .into_iter()
        .map(|block| {
            let at = y;
            y += block.height;
            (at, block.markup)
        })
        .collect();
    let markup = html! {
        @for (y, markup) in placed {
            g transform={"translate(0 " (y) ")"} { (markup) }
        }
    };
    Block { height: y, markup }
}

/// Returns how many characters of a font fit into `width`. Fonts differ: there is room to spare.
pub(super) fn columns(width: usize, font_size: usize) -> usize {
    width * 100 / (font_size * 58)
}

/// Returns a text in lines of `height` pixels, the last of which is cut if there would be more than `most`.
pub(super) fn paragraph(text: &str, class: &str, height: usize, most: usize) -> Block {
    let font_size = height * 3 / 4;
    let width = columns(WIDTH, font_size);
    let text = xml_text(text);
    let options = textwrap::Options::new(width).word_splitter(WordSplitter::NoHyphenation);
    // A text much longer than its lines need not be wrapped whole.
    let start: String = text.chars().take(width * (most + 1)).collect();
    let mut lines: Vec<String> =
        textwrap::wrap(&start, options).into_iter().map(std::borrow::Cow::into_owned).collect();
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last} {}", "…".repeat(width)), width);
        }
    }
    let markup = html! {
        @for (index, line) in lines.iter().enumerate() {
            text class=(class) y=((index + 1) * height - height / 4) { (line) }
        }
    };
    Block { height: lines.len() * height, markup }
}
