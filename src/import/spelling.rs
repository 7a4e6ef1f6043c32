//! Countries and regions in the spellings of sheets: "Kingdom of Saudi Arabia", "U.S.", "worldwide".

use crate::area::Area;
use crate::text::fold;

/// Whether a text is as short as a code of a country, and not in capitals.
pub(super) fn is_short_word(text: &str) -> bool {
    text.len() <= 3 && text.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// Forms of states before their names, as in "Kingdom of Saudi Arabia". Those that would make another country of the
/// name, such as "Republic of China", are not among them.
const FORMS: [&str; 8] = [
    "the kingdom of ",
    "kingdom of ",
    "the sultanate of ",
    "sultanate of ",
    "federal republic of ",
    "grand duchy of ",
    "principality of ",
    "the ",
];

/// Returns the country or region of a name or a code.
pub(super) fn area(text: &str) -> Option<Area> {
    let text = text.trim();
    if let Some(area) = Area::find(text) {
        return Some(area);
    }
    let folded = fold(text);
    if ["global", "worldwide", "international", "weltweit", "mondial", "mundial"].contains(&folded.as_str()) {
        return Area::find("001");
    }
    let plain = FORMS.iter().find_map(|form| folded.strip_prefix(form)).and_then(Area::find);
    // "U.S.", "U.A.E."
    let without_points = || {
        let plain = text.replace('.', "");
        if is_short_word(&plain) || !text.contains('.') { None } else { Area::find(&plain) }
    };
    plain.or_else(without_points)
}
