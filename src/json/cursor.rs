//! Walks JSON text without parsing its values: finds where they end, by their brackets and quotation marks.
//!
//! A method returns `None` where the text is not JSON. What is skipped is not validated further.

use super::simd::{find_container_end, find_plain_string_end, find_string_end};

/// A position in JSON text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

/// The kind of a value, by its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueKind {
    Object,
    Array,
    Null,
    /// A string, a number or a Boolean.
    Other,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// Returns the offset of the next byte.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Skips white space, and returns whether the text ends there.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Skips white space and `byte`. `None` if another byte follows.
    #[inline]
    pub(crate) fn expect_byte(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Skips white space, and returns the kind of the value that follows.
    pub(crate) fn peek_kind(&mut self) -> Option<ValueKind> {
        Some(match self.peek()? {
            b'{' => ValueKind::Object,
            b'[' => ValueKind::Array,
            b'n' => ValueKind::Null,
            _ => ValueKind::Other,
        })
    }

    /// Walks an object; `field` must skip the value of each key. `None` if a key has an escape.
    pub(crate) fn object(&mut self, mut field: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.expect_byte(b'{')?;
        if self.expect_byte(b'}').is_some() {
            return Some(());
        }
        self.field(&mut field)?;
        self.rest_of_object(field)
    }

    /// Walks the rest of an object, from behind one of its values.
    pub(crate) fn rest_of_object(
        &mut self,
        mut field: impl FnMut(&mut Self, &'a str) -> Option<()>,
    ) -> Option<()> {
        while self.expect_byte(b',').is_some() {
            self.field(&mut field)?;
        }
        self.expect_byte(b'}')
    }

    fn field(&mut self, field: &mut impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        let key = self.raw_value()?.strip_prefix('"')?.strip_suffix('"')?;
        self.expect_byte(b':')?;
        if key.contains('\\') { None } else { field(self, key) }
    }

    /// Skips a value and returns its text.
    pub(crate) fn raw_value(&mut self) -> Option<&'a str> {
        self.peek()?;
        let start = self.at;
        self.skip()?;
        self.text.get(start..self.at)
    }

    /// Returns the text from another cursor to this one.
    pub(crate) fn text_since(&self, start: Self) -> &'a str {
        self.text.get(start.at..self.at).unwrap_or_default()
    }

    /// Skips a string without escapes and returns its content. `None` if another value follows, or a string with escapes, or
    /// with control characters, which must be escaped (RFC 8259, section 7); then only white space is skipped.
    // One copy: the code that reads a deal must fit into the instruction cache.
    #[inline(never)]
    pub(crate) fn plain_string(&mut self) -> Option<&'a str> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        let end = find_plain_string_end(self.text.as_bytes(), start)?;
        let content = self.text.get(start..end)?;
        self.at = end + 1;
        Some(content)
    }

    /// Skips a value.
    #[inline]
    pub(crate) fn skip(&mut self) -> Option<()> {
        let first = self.peek()?;
        let bytes = self.text.as_bytes();
        self.at = match first {
            b'"' => find_string_end(bytes, self.at + 1)? + 1,
            b'{' | b'[' => find_container_end(bytes, self.at)?,
            b',' | b'}' | b']' | b':' => return None,
            _ => {
                let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
                let rest = bytes.get(self.at..)?;
                self.at + rest.iter().position(ends).unwrap_or(rest.len())
            }
        };
        Some(())
    }

    /// Skips white space, and returns the byte that follows.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }
}
