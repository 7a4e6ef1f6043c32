//! Deals that name one of some companies, found in a text before any of it is read.
//!
//! A company stands behind its field's name, and that name nowhere else but in front of a company: within a text its
//! quotation marks would be escaped. So only those few bytes of a record are looked at. The way a company is written is
//! for the names that are asked for to judge.

use memchr::memmem;

use crate::json::finder;
use crate::text::fold;

/// Names as they compare: without regard to case, accents and spaces.
#[derive(Debug, Default, Clone)]
pub struct Names {
    folded: Vec<String>,
    /// The letters of ASCII that they begin with, as bits.
    firsts: u128,
    /// Those that they end with.
    lasts: u128,
}

impl Names {
    /// Names of which each is written in any way.
    pub fn new(names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut folded: Vec<String> = names.into_iter().map(|name| fold(name.as_ref())).collect();
        folded.sort_unstable();
        folded.dedup();
        let bits = |bytes: &mut dyn Iterator<Item = u8>| {
            bytes.filter(u8::is_ascii).fold(0, |bits, byte| bits | 1 << byte)
        };
        let firsts = bits(&mut folded.iter().filter_map(|name| name.bytes().next()));
        let lasts = bits(&mut folded.iter().filter_map(|name| name.bytes().next_back()));
        Self { folded, firsts, lasts }
    }

    /// Whether a name is one of them.
    pub fn contains(&self, name: &str) -> bool {
        if !self.may_have(name.as_bytes()) {
            return false;
        }
        if is_plain(name) {
            // No need to fold what is written as it compares, but for its case.
            return self.folded.iter().any(|known| known.eq_ignore_ascii_case(name));
        }
        self.folded.binary_search(&fold(name)).is_ok()
    }

    /// Whether a name may be one of them, by its first and its last letter alone; it need not be known to be a text.
    pub fn may_have(&self, name: &[u8]) -> bool {
        // Folding leaves a letter of ASCII where it is, but for its case.
        let may = |byte: Option<&u8>, bits: u128| {
            byte.filter(|byte| byte.is_ascii_graphic())
                .is_none_or(|byte| bits & (1 << byte.to_ascii_lowercase()) != 0)
        };
        may(name.first(), self.firsts) && may(name.last(), self.lasts)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.folded.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }
}

/// Whether folding a text only changes its case: ASCII with single spaces between words.
fn is_plain(text: &str) -> bool {
    let mut before = b' ';
    let mut is_plain = true;
    for byte in text.bytes() {
        is_plain &= byte.is_ascii_graphic() || (byte == b' ' && before != b' ');
        before = byte;
    }
    is_plain && before != b' '
}

/// What a record must have to name one of some companies.
#[derive(Debug)]
pub struct Needles<'n> {
    names: &'n Names,
    field: memmem::Finder<'static>,
}

impl<'n> Needles<'n> {
    /// Needles for companies of some names.
    pub fn new(names: &'n Names) -> Self {
        Self { names, field: finder::of_name("\"company\"") }
    }

    /// The names that are looked for.
    #[cfg(feature = "parquet")]
    pub(in crate::dataset) fn names(&self) -> &'n Names {
        self.names
    }

    /// The next byte from `at` on at which one of the companies is named, or may be.
    pub(in crate::dataset) fn next(&self, text: &str, mut at: usize) -> Option<usize> {
        loop {
            let found = at + self.field.find(&text.as_bytes()[at..])?;
            at = found + "\"company\"".len();
            if self.may_name(&text[at..]) {
                return Some(found);
            }
        }
    }

    /// Whether what follows the field's name may be one of the companies.
    fn may_name(&self, rest: &str) -> bool {
        let Some(value) = rest.trim_start().strip_prefix(':') else { return false };
        let Some(name) = value.trim_start().strip_prefix('"') else { return false };
        match memchr::memchr2(b'"', b'\\', name.as_bytes()) {
            Some(end) if name.as_bytes()[end] == b'"' => self.names.contains(&name[..end]),
            // An escape may stand for any letter.
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn names_compare_as_they_fold(name in "[ a-cA-C\tÁé’'\u{301}ﬁfi]{0,6}", other in "[ a-cA-C\tÁé’'\u{301}ﬁfi]{0,6}") {
            prop_assert_eq!(Names::new([&name]).contains(&other), fold(&name) == fold(&other));
            prop_assert!(Names::new([&name]).contains(&name));
            prop_assert!(Names::new([&name, &other]).contains(&fold(&name)));
        }

        /// Whatever way a name is written, it is found.
        #[test]
        fn no_spelling_escapes(
            before in "[a-z\": ]{0,40}", name in "[A-Za-zé&]{1,9}( [A-Za-z]{1,9}){0,2}", upper in any::<bool>(),
            escape in any::<bool>(), space in " {0,2}", behind in "[a-z\" ]{0,40}"
        ) {
            let names = Names::new([&name]);
            let mut written = if upper { name.to_uppercase() } else { name.replace(' ', "  ") };
            if escape { written = written.replacen(['e', 'E'], "\\u0065", 1); }
            let text = format!("{before}\"company\"{space}:{space}\"{written}\"{behind}");
            let at = Needles::new(&names).next(&text, 0);
            prop_assert_eq!(at, Some(before.len()), "{}", text);
        }
    }

    #[test]
    fn what_names_nothing_is_passed_over() {
        let names = Names::new(["OpenAI"]);
        let next = |text: &str| Needles::new(&names).next(text, 0);
        assert_eq!(next(r#"{"company":"Open AI","role":"company","title":"OpenAI"}"#), None);
        assert_eq!(next(r#"["company", "openai"]"#), None);
        assert_eq!(next(r#"{"company": "OPENAI"}"#), Some(1));
    }
}
