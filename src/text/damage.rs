//! Texts that a wrong encoding damaged, and how to restore them.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use memchr::memchr3;

/// A damaged passage of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Damage {
    /// The first damaged passage.
    pub(crate) passage: String,
    /// The whole text without any damage; `None` if a passage can be read in no way or has lost its characters.
    pub(crate) restored: Option<String>,
}

/// The most often that one text is restored: some was damaged twice.
const MAX_TIMES: usize = 3;

/// How damaged characters begin that hardly occur otherwise.
const STARTS: [&str; 6] = ["Ã", "Â", "â€", "â„", "â‚", "ðŸ"];

/// Returns what a wrong encoding did to `text`; `None` if it is not damaged.
///
/// Damaged are UTF-8 that was read as Windows-1252 (`â€™` for `’`), bytes that were written out (`\xc2\xa0`, `\u2019`), and
/// the replacement character U+FFFD, which has lost what was there.
pub(crate) fn damage(text: &str) -> Option<Damage> {
    // A passage begins with a backslash, a letter from U+00C2 to U+00F4 or U+FFFD.
    memchr3(b'\\', 0xc3, 0xef, text.as_bytes())?;
    let lost = text.find('\u{fffd}');
    let (mut whole, mut first) = (Cow::Borrowed(text), None);
    for time in 0..MAX_TIMES {
        // What has been restored is damaged only if that is certain.
        if time > 0 && !STARTS.iter().any(|start| whole.contains(start)) {
            break;
        }
        let Some((passage, restored)) = restore(&whole) else { break };
        first.get_or_insert(passage);
        whole = Cow::Owned(restored);
    }
    match (lost, first) {
        (Some(at), _) => Some(Damage { passage: around(text, at), restored: None }),
        (None, Some(passage)) => Some(Damage { passage, restored: Some(whole.into_owned()) }),
        (None, None) => None,
    }
}

/// Returns the characters around `at`.
fn around(text: &str, at: usize) -> String {
    let before: Vec<char> = text[..at].chars().rev().take(8).collect();
    before.into_iter().rev().chain(text[at..].chars().take(9)).collect()
}

/// Replaces each damaged passage by what it stands for. Returns the first one, too; `None` if there is none.
fn restore(text: &str) -> Option<(String, String)> {
    let mut restored = String::with_capacity(text.len());
    let mut first = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let is_plain = |byte: u8| byte.is_ascii() && byte != b'\\';
        let plain = rest.bytes().take_while(|byte| is_plain(*byte)).count();
        if plain > 0 {
            restored.push_str(&rest[..plain]);
            rest = &rest[plain..];
            continue;
        }
        let found = if c == '\\' { written_out(rest) } else { misread(rest) };
        let (length, replacement) = found.unwrap_or((c.len_utf8(), String::new()));
        let (passage, behind) = rest.split_at(length);
        if replacement.is_empty() {
            restored.push_str(passage);
        } else {
            first.get_or_insert_with(|| passage.to_owned());
            restored.push_str(&replacement);
        }
        rest = behind;
    }
    first.map(|first| (first, restored))
}

/// Returns the length of the escapes at the start of `text` and what they stand for: `\xc2\xa0` is UTF-8, `\u2019` is a
/// character. `None` if there are none, or their bytes are no UTF-8.
fn written_out(text: &str) -> Option<(usize, String)> {
    let hex = |from: usize, digits: usize| u32::from_str_radix(text.get(from..from + digits)?, 16).ok();
    if text.starts_with("\\u") {
        let character = char::from_u32(hex(2, 4)?).filter(|character| !character.is_ascii())?;
        return Some((6, character.into()));
    }
    let mut bytes = Vec::new();
    while text[bytes.len() * 4..].starts_with("\\x") {
        let Some(byte) = hex(bytes.len() * 4 + 2, 2).and_then(|byte| u8::try_from(byte).ok()) else { break };
        bytes.push(byte);
    }
    let length = bytes.len() * 4;
    let restored = String::from_utf8(bytes).ok()?;
    (!restored.is_ascii()).then_some((length, restored))
}

/// Returns the length of the UTF-8 read as Windows-1252 at the start of `text`, and the characters that it was.
///
/// Two or three characters in a row may be there by chance: „MENÜ“ ends in bytes that are UTF-8. So only the starts that
/// hardly occur otherwise are taken alone (`Ã`, `Â`, `â€`, `ðŸ`); after any other, a second such sequence must follow.
fn misread(text: &str) -> Option<(usize, String)> {
    let (mut length, mut restored) = (0, String::new());
    while let Some((next, character)) = sequence(&text[length..]) {
        length += next;
        restored.push(character);
    }
    if length == 0 {
        return None;
    }
    let is_certain = restored.chars().count() > 1 || STARTS.iter().any(|start| text.starts_with(start));
    is_certain.then_some((length, restored))
}

/// Returns the length of one UTF-8 sequence read as Windows-1252 at the start of `text`, and its character.
fn sequence(text: &str) -> Option<(usize, char)> {
    let lead = text.chars().next().filter(|lead| ('\u{c2}'..='\u{f4}').contains(lead))?;
    let count = match lead {
        '\u{c2}'..='\u{df}' => 2,
        '\u{e0}'..='\u{ef}' => 3,
        _ => 4,
    };
    let end = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    let (bytes, _, has_errors) = WINDOWS_1252.encode(&text[..end]);
    let decoded = std::str::from_utf8(&bytes).ok().filter(|_| !has_errors)?;
    let mut characters = decoded.chars();
    let character = characters.next()?;
    characters.next().is_none().then_some((end, character))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The restored text; the text itself if it is not damaged.
    fn restored(text: &str) -> Option<String> {
        damage(text).map_or_else(|| Some(text.to_owned()), |damage| damage.restored)
    }

    #[test]
    fn what_a_wrong_encoding_did_is_undone() {
        for (damaged, right) in [
            ("Chinaâ€™s tech giant", "China’s tech giant"),
            ("a â‚¬3 billion plan", "a €3 billion plan"),
            ("SociÃ©tÃ© GÃ©nÃ©rale", "Société Générale"),
            ("over\\xc2\\xa0half", "over\u{a0}half"),
            ("OpenAI\\u2019s", "OpenAI’s"),
            ("ÐœÐ¾Ñ\u{81}ÐºÐ²Ð°", "Москва"),
            ("ÃƒÂ©cole", "école"),
        ] {
            assert_eq!(restored(damaged).as_deref(), Some(right), "{damaged}");
        }
        assert_eq!(restored("Soci\u{fffd}t\u{fffd}"), None);
        assert_eq!(damage("Soci\u{fffd}t\u{fffd}").unwrap().passage, "Soci\u{fffd}t\u{fffd}");
    }

    #[test]
    fn other_texts_are_left_alone() {
        for text in [
            "OpenAI’s computing power", "€3 billion", "„MENÜ“", "CAFÉ’S", "Straße", "C:\\users\\x", "Ação",
            "Å", "São Paulo", "Ångström", "Łódź", "東京", "Москва", "100\\%", "\\x41", "\\u0041",
            "«liberté»",
        ] {
            assert_eq!(damage(text), None, "{text}");
        }
    }

    proptest! {
        /// A text read as Windows-1252 is restored.
        #[test]
        fn misread_texts_are_restored(text in "([a-z ]{1,3}[éüñ’“–€]){1,4}[a-z]") {
            let (misread, _) = WINDOWS_1252.decode_without_bom_handling(text.as_bytes());
            prop_assert_eq!(restored(&misread), Some(text));
        }

        #[test]
        fn no_passage_begins_with_other_characters(text in "[a-z\\\\x24’é\\u{80}-\\u{17f}\\u{fffd}🙂]{0,12}") {
            prop_assert!(restore(&text).is_none() || damage(&text).is_some());
        }
    }
}
