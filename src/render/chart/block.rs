//! Blocks of a picture, one below the other.

use maud::{Markup, html};

use crate::render::escape::xml_text;

/// What a picture is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Screen {
    /// A page of the usual width.
    Wide,
    /// A phone.
    Narrow,
}

impl Screen {
    /// The width of all blocks, in pixels.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Wide => 912,
            Self::Narrow => 344,
        }
    }
}

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

/// The font sizes of labels and figures, and of axes and notes.
pub(super) const TEXT: usize = 13;
pub(super) const SMALL: usize = 12;

/// Returns how wide a character is in a font of the size 100.
///
/// The font is that of the reader's system. These are the widths of classes of characters in `DejaVu Sans`, one of the widest,
/// so that text in other fonts is no wider.
fn character_width(c: char) -> usize {
    let columns = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
    match c {
        _ if columns == 0 => 0,
        'i' | 'j' | 'l' | 'I' | 'J' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 34,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' => 42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' => 100,
        '\u{1f000}'.. if columns == 2 => 130,
        _ if columns == 2 => 100,
        'A'..='Z' => 74,
        ' '..='\u{24f}' => 64,
        // Cyrillic, Greek and others: letters differ less from each other.
        _ if c.is_uppercase() => 85,
        _ => 75,
    }
}

/// Returns how many pixels a text takes at most.
pub(super) fn text_width(text: &str, font_size: usize) -> usize {
    let width: usize = text.chars().map(character_width).sum();
    (width * font_size).div_ceil(100)
}

/// Returns the length in bytes of the longest start of a text that fits into `room` pixels.
fn fitting(text: &str, room: usize, font_size: usize) -> usize {
    let mut width = 0;
    let end = text.char_indices().find(|(_, c)| {
        width += character_width(*c) * font_size;
        width > room * 100
    });
    end.map_or(text.len(), |(end, _)| end)
}

/// Returns a text, or its start with `…` after it if it does not fit into `room` pixels.
pub(super) fn cut_to(text: &str, room: usize, font_size: usize) -> String {
    if fitting(text, room, font_size) == text.len() {
        return text.to_owned();
    }
    let room = room.saturating_sub(text_width("…", font_size));
    format!("{}…", text[..fitting(text, room, font_size)].trim_end())
}

/// How the lines of a text look.
pub(super) struct Style {
    class: &'static str,
    height: usize,
    font_size: usize,
}

/// A title. Its font has 20 pixels, and bold characters are a tenth wider.
pub(super) const TITLE: Style = Style { class: "title", height: 26, font_size: 22 };

/// A note.
pub(super) const NOTE: Style = Style { class: "dim", height: 17, font_size: SMALL };

/// Returns a text in lines of at most `width` pixels, the last of which is cut if there would be more than `most`.
pub(super) fn paragraph(text: &str, style: &Style, width: usize, most: usize) -> Block {
    let Style { class, height, font_size } = *style;
    let text = xml_text(text);
    let (mut lines, mut rest) = (Vec::new(), text.trim());
    while !rest.is_empty() {
        let fits = fitting(rest, width, font_size);
        if fits == rest.len() || fits == 0 || lines.len() + 1 >= most {
            lines.push(cut_to(rest, width, font_size));
            break;
        }
        // A word that is wider than a line is broken.
        let space = rest[..fits].rfind(' ').filter(|_| !rest[fits..].starts_with(' '));
        let (line, others) = rest.split_at(space.unwrap_or(fits));
        lines.push(line.trim_end().to_owned());
        rest = others.trim_start();
    }
    let markup = html! {
        @for (index, line) in lines.iter().enumerate() {
            text class=(class) y=((index + 1) * height - height / 4) { (line) }
        }
    };
    Block { height: lines.len() * height, markup }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_measured_by_their_characters() {
        // Widths of DejaVu Sans in Chromium, and a tenth more.
        for (text, least, most) in [
            ("MERCEDES-BENZ GROUP AG AND AMMWERK", 286, 317),
            ("WWWWWWWWWWWWWWWWWWWWWWWW", 308, 339),
            ("illimitable fill", 83, 94),
            ("Amazon to build data centres in Saxony", 259, 285),
            ("100,000,000.03tn", 117, 129),
        ] {
            let width = text_width(text, TEXT);
            assert!((least..=most).contains(&width), "{text}: {width}");
        }
        assert_eq!(text_width("e\u{301}", 100), text_width("e", 100));
        assert_eq!(text_width("発電所", 10), 30);
    }

    #[test]
    fn what_does_not_fit_is_cut_once() {
        assert_eq!(cut_to("Iliad", 100, TEXT), "Iliad");
        assert_eq!(cut_to("WWWW WWWW", 80, TEXT), "WWWW…");
        let lines = |text: &str, most: usize| {
            let Block { height, markup } = paragraph(text, &NOTE, 100, most);
            (height / NOTE.height, markup.into_string())
        };
        let (count, text) = lines(&"word ".repeat(2_000), 3);
        assert_eq!((count, text.matches('…').count()), (3, 1), "{text}");
        assert_eq!(lines("two words", 3), (1, "<text class=\"dim\" y=\"13\">two words</text>".to_owned()));
        let (count, text) = lines(&"発".repeat(20), 9);
        assert_eq!((count, text.matches('発').count()), (3, 20), "{text}");
        assert_eq!(lines("", 3).0, 0);
    }
}
