//! Lines cut into pieces that know where they stand.

use std::borrow::Cow;

use crate::invalid::Problem;

/// A line that is neither blank nor a comment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// From 1.
    pub number: usize,
    pub text: &'a str,
}

/// A piece of a line, without the spaces and quotation marks around it.
#[derive(Debug, Clone)]
pub(super) struct Cell<'a> {
    /// The character of the line that it begins with, from 1.
    pub column: usize,
    pub text: Cow<'a, str>,
}

/// The lines that say something. Comments begin with `;`, `#` or `*`.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> + Clone {
    text.lines().enumerate().map(|(index, text)| Line { number: index + 1, text }).filter(|line| {
        !line.text.trim_start().is_empty() && !line.text.trim_start().starts_with([';', '#', '*'])
    })
}

impl<'a> Line<'a> {
    /// The cells of a line of CSV. A cell cannot go on on the next line: rates have no need of it, and an open
    /// quotation mark would swallow the rest of the file.
    pub(super) fn cells(self) -> Result<Vec<Cell<'a>>, (usize, Problem)> {
        let mut cells = Vec::new();
        let mut rest = Rest { text: self.text, column: 1 };
        loop {
            rest.skip_spaces();
            let column = rest.column;
            let text = if rest.text.starts_with('"') {
                rest.take_quoted().ok_or_else(|| {
                    (column, Problem::new("the quotation mark is not closed on this line").hint(QUOTING))
                })?
            } else {
                Cow::Borrowed(rest.take(rest.text.find(',').unwrap_or(rest.text.len())).trim_end())
            };
            cells.push(Cell { column, text });
            rest.skip_spaces();
            if rest.text.is_empty() {
                return Ok(cells);
            }
            if !rest.text.starts_with(',') {
                let problem = "there is more in the cell after its closing quotation mark";
                return Err((rest.column, Problem::new(problem).hint(QUOTING)));
            }
            rest.take(1);
        }
    }

    /// The words of a line, up to a comment at its end.
    pub(super) fn words(self) -> Vec<Cell<'a>> {
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

const QUOTING: &str = "write a quotation mark within a quoted cell twice";

/// What is still to be read of a line.
struct Rest<'a> {
    text: &'a str,
    column: usize,
}

impl<'a> Rest<'a> {
    /// Goes on by a number of bytes that ends at a character, and gives what stood there.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.text.split_at_checked(bytes).unwrap_or((self.text, ""));
        self.text = rest;
        self.column += taken.chars().count();
        taken
    }

    fn skip_spaces(&mut self) {
        self.take(self.text.len() - self.text.trim_start().len());
    }

    /// The content of a quoted cell; nothing when the line ends before it does.
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
