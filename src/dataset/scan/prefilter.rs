//! Rejects deals by their companies and places before they are parsed.
//!
//! Only deals and their parts have the keys `company` and `places`, and inside a JSON string the quotation marks would be
//! escaped, so a substring search finds them.

use std::sync::LazyLock;

use memchr::{memchr_iter, memmem};

use crate::area::Area;
use crate::dataset::read::deal::read_areas;
use crate::json::finder;
use crate::text::fold;

/// Names that are compared without regard to case, accents and spaces.
#[derive(Debug, Default, Clone)]
pub(crate) struct FoldedNames {
    folded: Vec<String>,
    /// The ASCII characters with which the names begin, one bit each.
    firsts: u128,
    /// The ASCII characters with which they end.
    lasts: u128,
}

impl FoldedNames {
    /// Folds names.
    pub(crate) fn new(names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
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

    /// Whether `name` is one of the names.
    pub(crate) fn contains(&self, name: &str) -> bool {
        if !self.may_contain(name.as_bytes()) {
            return false;
        }
        if is_plain(name) {
            // Folding would only change its case.
            return self.folded.iter().any(|known| known.eq_ignore_ascii_case(name));
        }
        self.folded.binary_search(&fold(name)).is_ok()
    }

    /// Whether `name` may be one of the names, by its first and last byte alone.
    pub(crate) fn may_contain(&self, name: &[u8]) -> bool {
        // Folding only changes the case of an ASCII character.
        let may = |byte: Option<&u8>, bits: u128| {
            byte.filter(|byte| byte.is_ascii_graphic())
                .is_none_or(|byte| bits & (1 << byte.to_ascii_lowercase()) != 0)
        };
        may(name.first(), self.firsts) && may(name.last(), self.lasts)
    }

    /// The number of names.
    pub(crate) fn len(&self) -> usize {
        self.folded.len()
    }

    /// Whether there are no names.
    pub(crate) fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }
}

/// Whether folding only changes the case of a text: ASCII with single spaces between words.
fn is_plain(text: &str) -> bool {
    let mut before = b' ';
    let mut is_plain = true;
    for byte in text.bytes() {
        is_plain &= byte.is_ascii_graphic() || (byte == b' ' && before != b' ');
        before = byte;
    }
    is_plain && before != b' '
}

/// Finds records that name a company.
#[derive(Debug)]
pub(crate) struct CompanyFinder<'n> {
    names: &'n FoldedNames,
    field: memmem::Finder<'static>,
}

impl<'n> CompanyFinder<'n> {
    /// Returns a finder of the companies `names`.
    pub(crate) fn new(names: &'n FoldedNames) -> Self {
        Self { names, field: finder::of_name("\"company\"") }
    }

    /// The names that are searched for.
    #[cfg(feature = "parquet")]
    pub(in crate::dataset) fn names(&self) -> &'n FoldedNames {
        self.names
    }

    /// Returns the next offset from `at` on of a key whose value is, or may be, one of the names.
    pub(in crate::dataset) fn next(&self, text: &str, mut at: usize) -> Option<usize> {
        loop {
            let found = at + self.field.find(&text.as_bytes()[at..])?;
            at = found + "\"company\"".len();
            if self.may_name(&text[at..]) {
                return Some(found);
            }
        }
    }

    /// Whether the value behind a key may be one of the names.
    fn may_name(&self, rest: &str) -> bool {
        let Some(value) = rest.trim_start().strip_prefix(':') else { return false };
        let Some(name) = value.trim_start().strip_prefix('"') else { return false };
        match memchr::memchr2(b'"', b'\\', name.as_bytes()) {
            Some(end) if name.as_bytes()[end] == b'"' => self.names.contains(&name[..end]),
            // An escape may be any character.
            _ => true,
        }
    }
}

/// Whether a deal whose places are in these areas may match; `None` is a place of which only the name is known.
pub(in crate::dataset) type MayGoTo<'r> = dyn Fn(&[Option<Area>]) -> bool + Sync + 'r;

static PLACES_KEY: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| finder::of_name("\"places\""));

/// Whether the places of a record, if they can be read, are rejected by `may_go_to`.
pub(in crate::dataset) fn is_elsewhere(record: &str, may_go_to: &MayGoTo<'_>) -> bool {
    let areas = || {
        let key = PLACES_KEY.find(record.as_bytes())?;
        let value = record[key + PLACES_KEY.needle().len()..].trim_ascii_start().strip_prefix(':')?;
        read_areas(value)
    };
    areas().is_some_and(|areas| !may_go_to(&areas))
}

/// Returns finders for keys.
pub(super) fn finders_of(keys: &[&str]) -> Vec<memmem::Finder<'static>> {
    keys.iter().map(|key| finder::of_name(&format!("\"{key}\""))).collect()
}

/// Whether deals may have one of the keys that `finders` find.
pub(super) fn may_embed(text: &str, finders: &[memmem::Finder<'_>]) -> bool {
    !finders.is_empty() && hits(text.as_bytes(), finders).next().is_some()
}

/// Returns the offsets of the keys that `finders` find, and of escaped letters, which may be in such a key.
pub(super) fn hits<'h>(
    bytes: &'h [u8],
    finders: &'h [memmem::Finder<'_>],
) -> impl Iterator<Item = usize> + 'h {
    finders.iter().flat_map(|finder| finder.find_iter(bytes)).chain(escaped_letters(bytes))
}

/// Whether a letter of a key may be escaped. The text is then searched for keys in vain.
pub(super) fn has_escaped_letters(text: &str) -> bool {
    escaped_letters(text.as_bytes()).next().is_some()
}

/// Returns the offsets of escapes of the letters that keys have: all begin with `\u006` or `\u007`.
fn escaped_letters(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    memchr_iter(b'\\', bytes)
        .filter(|at| bytes[at + 1..].starts_with(b"u00") && matches!(bytes.get(at + 4), Some(b'6' | b'7')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn names_compare_as_they_fold(name in "[ a-cA-C\tÁé’'\u{301}ﬁfi]{0,6}", other in "[ a-cA-C\tÁé’'\u{301}ﬁfi]{0,6}") {
            prop_assert_eq!(FoldedNames::new([&name]).contains(&other), fold(&name) == fold(&other));
            prop_assert!(FoldedNames::new([&name]).contains(&name));
            prop_assert!(FoldedNames::new([&name, &other]).contains(&fold(&name)));
        }

        #[test]
        fn every_spelling_of_a_name_is_found(
            before in "[a-z\": ]{0,40}", name in "[A-Za-zé&]{1,9}( [A-Za-z]{1,9}){0,2}", upper in any::<bool>(),
            escape in any::<bool>(), space in " {0,2}", behind in "[a-z\" ]{0,40}"
        ) {
            let names = FoldedNames::new([&name]);
            let mut written = if upper { name.to_uppercase() } else { name.replace(' ', "  ") };
            if escape { written = written.replacen(['e', 'E'], "\\u0065", 1); }
            let text = format!("{before}\"company\"{space}:{space}\"{written}\"{behind}");
            let at = CompanyFinder::new(&names).next(&text, 0);
            prop_assert_eq!(at, Some(before.len()), "{}", text);
        }
    }

    #[test]
    fn records_of_other_companies_are_rejected() {
        let names = FoldedNames::new(["OpenAI"]);
        let next = |text: &str| CompanyFinder::new(&names).next(text, 0);
        assert_eq!(next(r#"{"company":"Open AI","role":"company","title":"OpenAI"}"#), None);
        assert_eq!(next(r#"["company", "openai"]"#), None);
        assert_eq!(next(r#"{"company": "OPENAI"}"#), Some(1));
    }

    #[test]
    fn only_records_with_readable_places_elsewhere_are_rejected() {
        let france = "FR".parse().unwrap();
        let may_go_to = |areas: &[Option<Area>]| areas.contains(&Some(france));
        let us = r#"{"id":"a","note":"\"places\":[]","places": [{"area":"US"},{"area":"DE"}],"x":{}}"#;
        assert!(is_elsewhere(us, &may_go_to));
        for unclear in [
            us.replace("DE", "FR"),
            us.replace("DE", "Nowhere"),
            us.replace("\"places\": ", "\"pl\\u0061ces\":"),
            us.replace("\"places\": ", "\"tags\":[\"places\"],\"x\":"),
            us.replace("[{\"area\":\"US\"},{\"area\":\"DE\"}]", "null"),
        ] {
            assert!(!is_elsewhere(&unclear, &may_go_to), "{unclear}");
        }
    }
}
