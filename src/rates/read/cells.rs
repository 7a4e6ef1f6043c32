//! Splits the lines of a rate file into cells with their positions. build.rs includes this file, so it uses `std` only.

use std::borrow::Cow;

/// A line that is neither blank nor a comment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    /// The line number, from 1.
    pub number: usize,
    /// The line without its line ending.
    pub text: &'a str,
}

/// A cell or word of a line, without the spaces and quotation marks around it.
#[derive(Debug, Clone)]
pub(crate) struct Cell<'a> {
    /// The position of its first character in the line, from 1.
    pub column: usize,
    /// Its content.
    pub text: Cow<'a, str>,
}

/// Why a line is not CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QuoteError {
    /// The quotation mark is not closed on the same line.
    Unclosed,
    /// Text follows the closing quotation mark.
    TextAfterQuote,
}

/// Returns the lines that are neither blank nor a comment. Comments begin with `;`, `#` or `*`.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> + Clone {
    text.lines().enumerate().map(|(index, text)| Line { number: index + 1, text }).filter(|line| {
        !line.text.trim_start().is_empty() && !line.text.trim_start().starts_with([';', '#', '*'])
    })
}

impl<'a> Line<'a> {
    /// Splits a line of CSV into its cells. A quoted cell ends on the same line: an open quotation mark would
    /// otherwise swallow the rest of the file.
    ///
    /// # Errors
    /// The column of a misplaced quotation mark, and what is wrong there.
    pub(crate) fn cells(self) -> Result<Vec<Cell<'a>>, (usize, QuoteError)> {
        let mut cells = Vec::new();
        let mut rest = Rest { text: self.text, column: 1 };
        loop {
            rest.skip_spaces();
            let column = rest.column;
            let text = if rest.text.starts_with('"') {
                rest.take_quoted().ok_or((column, QuoteError::Unclosed))?
            } else {
                Cow::Borrowed(rest.take(rest.text.find(',').unwrap_or(rest.text.len())).trim_end())
            };
            cells.push(Cell { column, text });
            rest.skip_spaces();
            if rest.text.is_empty() {
                return Ok(cells);
            }
            if !rest.text.starts_with(',') {
                return Err((rest.column, QuoteError::TextAfterQuote));
            }
            rest.take(1);
        }
    }

    /// Splits a line at its spaces, up to a comment that begins with `;`.
    #[allow(dead_code, reason = "build.rs reads CSV only")]
    pub(crate) fn words(self) -> Vec<Cell<'a>> {
        let mut words = Vec::new();
        let mut rest = Rest { text: self.text, column: 1 };
        loop {
            rest.skip_spaces();
            if rest.text.is_empty() || rest.text.starts_with(';') {
                return words;
            }
            let column = rest.column;
            let end = rest.text.find(|c: char| c.is_whitespace() || c == ';').unwrap_or(rest.text.len());
            let text = Cow::Borrowed(rest.take(end));
            words.push(Cell { column, text });
        }
    }
}

/// Drops an empty last cell: the ECB ends its lines with a comma.
pub(crate) fn without_last_comma<'c, 'a>(cells: &'c [Cell<'a>]) -> &'c [Cell<'a>] {
    match cells.split_last() {
        Some((last, rest)) if last.text.is_empty() && !rest.is_empty() => rest,
        _ => cells,
    }
}

/// The unread rest of a line.
struct Rest<'a> {
    text: &'a str,
    column: usize,
}

impl<'a> Rest<'a> {
    /// Advances by `bytes`, which end at a character boundary, and returns the text passed over.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.text.split_at_checked(bytes).unwrap_or((self.text, ""));
        self.text = rest;
        self.column += taken.chars().count();
        taken
    }

    fn skip_spaces(&mut self) {
        self.take(self.text.len() - self.text.trim_start().len());
    }

    /// Reads a quoted cell and returns its content, `None` if the quotation mark is not closed.
    fn take_quoted(&mut self) -> Option<Cow<'a, str>> {
        let body = self.text.strip_prefix('"')?;
        let mut end = body.find('"')?;
        while body[end + 1..].starts_with('"') {
            end += 2 + body[end + 2..].find('"')?;
        }
        self.take(end + 2);
        let content = body[..end].trim();
        Some(if content.contains('"') {
            Cow::Owned(content.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(content)
        })
    }
}
