//! A cursor over JSON text.
//!
//! It makes no error messages: a method returns `None` if the text is invalid or unusual, and the caller reads it again
//! with a located reader. Values that are skipped are only checked for balanced strings and brackets.

use std::borrow::Cow;

use super::simd::{end_of_nested, end_of_text};

/// A place in a text of JSON.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

/// What stands where a value is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    Object,
    List,
    Text,
    Null,
    Other,
}

/// What to do after a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Go {
    /// The next field.
    On,
    /// Skip this number of bytes, to the end of the object.
    ToEnd(usize),
}

/// Whether there is nothing but space in a text.
fn is_blank(text: &str) -> bool {
    // A first letter that can be seen settles it.
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.trim().is_empty()
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// The byte that it stands at.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Whether nothing but space is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Takes a byte that is expected, after space.
    pub(crate) fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// What kind of value comes next.
    pub(crate) fn next(&mut self) -> Option<Next> {
        Some(match self.peek()? {
            b'{' => Next::Object,
            b'[' => Next::List,
            b'"' => Next::Text,
            b'n' => Next::Null,
            _ => Next::Other,
        })
    }

    /// Goes over an object; `field` must take the value of each field.
    #[inline]
    pub(crate) fn object(&mut self, mut field: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.object_until(|cursor, name| field(cursor, name).map(|()| Go::On))
    }

    /// Goes over an object as far as `field` will, and to its end.
    #[inline]
    pub(crate) fn object_until(
        &mut self,
        mut field: impl FnMut(&mut Self, &'a str) -> Option<Go>,
    ) -> Option<()> {
        self.take(b'{')?;
        if self.take(b'}').is_some() {
            return Some(());
        }
        if let Go::ToEnd(length) = self.field(&mut field)? {
            self.at += length;
            return Some(());
        }
        self.go_on(field)
    }

    /// Goes over what is left of an object after one of its values.
    pub(crate) fn rest_of_object(
        &mut self,
        mut field: impl FnMut(&mut Self, &'a str) -> Option<()>,
    ) -> Option<()> {
        self.go_on(|cursor, name| field(cursor, name).map(|()| Go::On))
    }

    /// What is left of the object or list that the cursor is in, after one of its values, with its closing bracket.
    pub(crate) fn rest_of_nested(&self) -> Option<&'a str> {
        let end = end_of_nested(self.text.as_bytes(), self.at, 1)?;
        self.text.get(self.at..end)
    }

    #[inline]
    fn go_on(&mut self, mut field: impl FnMut(&mut Self, &'a str) -> Option<Go>) -> Option<()> {
        loop {
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
            if let Go::ToEnd(length) = self.field(&mut field)? {
                self.at += length;
                return Some(());
            }
        }
    }

    #[inline]
    fn field(&mut self, field: &mut impl FnMut(&mut Self, &'a str) -> Option<Go>) -> Option<Go> {
        let (start, end, escaped) = self.string()?;
        if escaped {
            return None;
        }
        self.take(b':')?;
        field(self, self.text.get(start..end)?)
    }

    /// Goes over a list; `item` must take each.
    #[inline]
    pub(crate) fn list(&mut self, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.take(b'[')?;
        if self.take(b']').is_some() {
            return Some(());
        }
        loop {
            item(self)?;
            match self.peek()? {
                b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    /// Takes a list, each of its items by `read`.
    pub(crate) fn items<T>(
        &mut self,
        items: &mut Vec<T>,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<()> {
        self.list(|cursor| {
            items.push(read(cursor)?);
            Some(())
        })
    }

    /// Takes a text that is not empty.
    pub(crate) fn text(&mut self) -> Option<Cow<'a, str>> {
        let (start, end, escaped) = self.string()?;
        let text = self.text.get(start..end)?;
        let text = if escaped {
            Cow::Owned(serde_json::from_str(self.text.get(start - 1..=end)?).ok()?)
        } else if text.bytes().any(|byte| byte < b' ') {
            return None;
        } else {
            Cow::Borrowed(text)
        };
        (!is_blank(&text)).then_some(text)
    }

    /// Takes a text without escapes that is not empty.
    pub(crate) fn plain(&mut self) -> Option<&'a str> {
        let (start, end, escaped) = self.string()?;
        let text = self.text.get(start..end).filter(|text| !escaped && !is_blank(text))?;
        // RFC 8259, section 7: control characters inside a string must be escaped.
        text.bytes().all(|byte| byte >= b' ').then_some(text)
    }

    /// Takes a number without sign, point or exponent, as its digits.
    pub(crate) fn whole_number(&mut self) -> Option<&'a str> {
        self.peek()?;
        let rest = self.text.get(self.at..)?;
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let digits = rest.get(..length).filter(|digits| !digits.is_empty())?;
        self.at += length;
        let ends = matches!(self.peek()?, b',' | b'}' | b']');
        (ends && (length == 1 || !digits.starts_with('0'))).then_some(digits)
    }

    /// Takes `null`.
    pub(crate) fn null(&mut self) -> Option<()> {
        self.peek()?;
        let is_null = self.text.get(self.at..)?.starts_with("null");
        is_null.then(|| self.at += "null".len())
    }

    /// Takes a value of any kind, and gives its text.
    pub(crate) fn raw(&mut self) -> Option<&'a str> {
        self.peek()?;
        let start = self.at;
        self.skip()?;
        self.text.get(start..self.at)
    }

    /// Takes a string, a number or `null`, without its value. `None` if it is no valid JSON.
    pub(crate) fn scalar(&mut self) -> Option<()> {
        let raw = self.raw()?;
        let is_scalar = matches!(
            serde_json::from_str(raw).ok()?,
            serde_json::Value::String(_) | serde_json::Value::Number(_) | serde_json::Value::Null
        );
        is_scalar.then_some(())
    }

    /// Passes over a value of any kind.
    pub(crate) fn skip(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => {
                self.string()?;
            }
            b'{' | b'[' => self.at = end_of_nested(self.text.as_bytes(), self.at, 0)?,
            b',' | b'}' | b']' | b':' => return None,
            _ => {
                let rest = self.text.as_bytes().get(self.at..)?;
                self.at += rest
                    .iter()
                    .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'))?;
            }
        }
        Some(())
    }

    /// Takes a string: where its content begins and ends, and whether there are escapes in it.
    #[inline]
    fn string(&mut self) -> Option<(usize, usize, bool)> {
        self.take(b'"')?;
        let start = self.at;
        let (end, escaped) = end_of_text(self.text.as_bytes(), start)?;
        self.at = end + 1;
        Some((start, end, escaped))
    }

    /// The next byte that is no space.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }
}
