//! How the cells of a workbook look.

use maud::{Markup, html};

use super::MAIN;
use crate::money::Currency;

/// The number of the first format that a workbook defines itself.
const FIRST_FORMAT: usize = 164;

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// It is no number.
    None,
    /// With as many digits as fit.
    General,
    /// Whole, in groups of three digits.
    Count,
    /// In percent.
    Share,
    /// As an ISO date.
    Day,
    /// With the code and the decimals of a currency.
    Money(Currency),
}

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A value.
    Plain,
    /// A value at the right, although it is a text.
    Right,
    /// A number whose digits stand in the next cell.
    Rounded,
    /// A text that would be a formula if it was typed.
    Literal,
    /// A web address.
    Link,
    /// A heading above texts.
    Header,
    /// A heading above numbers.
    NumberHeader,
}

/// The style of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// How its number is shown.
    pub number: NumberFormat,
    /// What it is.
    pub look: Look,
    /// Whether a long text goes on in further lines.
    pub wraps: bool,
}

/// The styles in use. Cells name them by their numbers.
#[derive(Debug)]
pub(super) struct Styles(Vec<Style>);

impl Default for Styles {
    fn default() -> Self {
        // Cells without a style have the first one.
        Self(vec![Style::PLAIN])
    }
}

impl Style {
    /// A value without a format.
    pub(super) const PLAIN: Self = Self { number: NumberFormat::None, look: Look::Plain, wraps: false };
}

impl NumberFormat {
    /// The format in the language of spreadsheets, in which codes of currencies stand in brackets. `_)` is a space before
    /// the next cell.
    fn code(self) -> String {
        match self {
            Self::None => "General".to_owned(),
            Self::General => "General_)".to_owned(),
            Self::Count => "#,##0_)".to_owned(),
            Self::Share => "0.0%_)".to_owned(),
            Self::Day => "yyyy\\-mm\\-dd".to_owned(),
            Self::Money(currency) => {
                let decimals = currency.minor_units().unwrap_or(2) as usize;
                let point = if decimals > 0 { "." } else { "" };
                format!("#,##0{point}{}\\ [${currency}]_)", "0".repeat(decimals))
            }
        }
    }
}

impl Styles {
    /// Returns the number of a style.
    pub(super) fn number(&mut self, style: Style) -> usize {
        let Self(styles) = self;
        styles.iter().position(|known| *known == style).unwrap_or_else(|| {
            styles.push(style);
            styles.len() - 1
        })
    }

    /// Returns the part that defines the styles.
    pub(super) fn part(&self) -> Markup {
        let Self(styles) = self;
        let mut formats: Vec<NumberFormat> = Vec::new();
        for Style { number, .. } in styles {
            if *number != NumberFormat::None && !formats.contains(number) {
                formats.push(*number);
            }
        }
        let id_of = |number: NumberFormat| {
            formats.iter().position(|known| *known == number).map_or(0, |index| FIRST_FORMAT + index)
        };
        html! {
            styleSheet xmlns=(MAIN) {
                @if !formats.is_empty() {
                    numFmts count=(formats.len()) {
                        @for format in &formats { numFmt numFmtId=(id_of(*format)) formatCode=(format.code()) {} }
                    }
                }
                (FIXED)
                cellXfs count=(styles.len()) {
                    @for style in styles {
                        @let (font, fill, border) = parts_of(style.look);
                        xf numFmtId=(id_of(style.number)) fontId=(font) fillId=(fill) borderId=(border) xfId="0"
                            applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"
                            quotePrefix=[(style.look == Look::Literal).then_some("1")] {
                            @let horizontal = alignment(*style);
                            alignment vertical="top" horizontal=[horizontal]
                                indent=[(horizontal == Some("right")).then_some("1")] wrapText=[style.wraps.then_some("1")] {}
                        }
                    }
                }
                cellStyles count="1" { cellStyle name="Normal" xfId="0" builtinId="0" {} }
            }
        }
    }
}

/// The numbers of the font, the fill and the border in [`FIXED`].
fn parts_of(look: Look) -> (u8, u8, u8) {
    match look {
        Look::Plain | Look::Right | Look::Literal => (0, 0, 0),
        Look::Rounded => (0, 3, 0),
        Look::Link => (2, 0, 0),
        Look::Header | Look::NumberHeader => (1, 2, 1),
    }
}

fn alignment(style: Style) -> Option<&'static str> {
    match (style.look, style.number) {
        (Look::Right | Look::NumberHeader, _) => Some("right"),
        (_, NumberFormat::Day) => Some("left"),
        _ => None,
    }
}

/// The fonts, fills and borders of all workbooks.
struct Fixed;

const FIXED: Fixed = Fixed;

impl maud::Render for Fixed {
    fn render(&self) -> Markup {
        html! {
            fonts count="3" {
                font { sz val="11" {} name val="Calibri" {} }
                font { b {} sz val="11" {} name val="Calibri" {} }
                font { u {} sz val="11" {} color rgb="FF0563C1" {} name val="Calibri" {} }
            }
            fills count="4" {
                // Every spreadsheet takes the first two as these.
                fill { patternFill patternType="none" {} }
                fill { patternFill patternType="gray125" {} }
                fill { patternFill patternType="solid" { fgColor rgb="FFE8ECF0" {} } }
                fill { patternFill patternType="solid" { fgColor rgb="FFFFF2CC" {} } }
            }
            borders count="2" {
                border { left {} right {} top {} bottom {} diagonal {} }
                border { left {} right {} top {} bottom style="thin" { color rgb="FF8A939C" {} } diagonal {} }
            }
            cellStyleXfs count="1" { xf numFmtId="0" fontId="0" fillId="0" borderId="0" {} }
        }
    }
}
