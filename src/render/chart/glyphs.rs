//! The characters of bars on a terminal.

use super::model::Span;
use super::scale::length;
use crate::money::Decimal;
use crate::report::Charset;

/// The characters of a bar.
pub(super) struct Glyphs {
    /// What is firm: up to the floor.
    pub firm: char,
    /// From the floor to the headline.
    pub headline: char,
    /// From the headline to the ceiling.
    pub ceiling: char,
    /// The end of a bar that nothing limits.
    pub open: char,
    /// Parts of a firm character, from the smallest.
    parts: &'static [char],
}

impl Glyphs {
    pub(super) fn of(charset: Charset) -> Self {
        match charset {
            Charset::Unicode => Self {
                firm: '█',
                headline: '▒',
                ceiling: '░',
                open: '→',
                parts: &['▏', '▎', '▍', '▌', '▋', '▊', '▉'],
            },
            Charset::Ascii => Self { firm: '#', headline: '=', ceiling: '-', open: '>', parts: &['|'] },
        }
    }

    /// The characters of bars that stand upright.
    pub(super) fn upright(charset: Charset) -> Self {
        match charset {
            Charset::Unicode => {
                Self {
                    open: '↑', parts: &['▁', '▂', '▃', '▄', '▅', '▆', '▇'], ..Self::of(charset)
                }
            }
            Charset::Ascii => Self { open: '^', parts: &['_'], ..Self::of(charset) },
        }
    }

    /// The bar of a span, from its start; the longest one has `width` characters.
    pub(super) fn bar(&self, span: &Span, max: Decimal, width: usize) -> String {
        let length = |value| length(value, max, width);
        let (firm, headline, end) = (length(span.floor), length(span.headline), length(span.end()));
        let mut bar: String = std::iter::repeat_n(self.firm, firm)
            .chain(std::iter::repeat_n(self.headline, headline.saturating_sub(firm)))
            .chain(std::iter::repeat_n(self.ceiling, end.saturating_sub(headline.max(firm))))
            .collect();
        if span.floor == span.end() && span.ceiling.is_some() {
            bar = self.firm_bar(span.floor, max, width);
        } else if bar.is_empty() && !span.end().is_zero() {
            // What is too short for a character is not nothing.
            bar.push(if span.headline.is_zero() { self.ceiling } else { self.headline });
        }
        if span.ceiling.is_none() {
            bar.push(self.open);
        }
        bar
    }

    /// A bar that is firm to its end, which may lie within a character.
    fn firm_bar(&self, value: Decimal, max: Decimal, width: usize) -> String {
        let steps = self.parts.len() + 1;
        let parts = length(value, max, width * steps).max(usize::from(!value.is_zero()));
        let part = (parts % steps).checked_sub(1).and_then(|part| self.parts.get(part));
        let is_rest = self.parts.len() > 1 || parts < steps;
        std::iter::repeat_n(self.firm, parts / steps).chain(part.filter(|_| is_rest).copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_bar_is_not_nothing() {
        let glyphs = Glyphs::of(Charset::Unicode);
        let parse = |text: &str| text.parse::<Decimal>().unwrap();
        let bar = |floor: &str, headline: &str, ceiling: Option<&str>| {
            let span = Span { floor: parse(floor), headline: parse(headline), ceiling: ceiling.map(parse) };
            glyphs.bar(&span, Decimal::ONE_THOUSAND, 10)
        };
        assert_eq!(bar("0", "0", Some("0")), "");
        assert_eq!(bar("1", "1", Some("1")), "▏");
        assert_eq!(bar("150", "150", Some("150")), "█▌");
        assert_eq!(bar("0", "1", Some("1")), "▒");
        assert_eq!(bar("0", "0", Some("1")), "░");
        assert_eq!(bar("0", "0", None), "→");
        assert_eq!(bar("500", "500", None), "█████→");
        assert_eq!(bar("500", "700", Some("1000")), "█████▒▒░░░");
    }
}
