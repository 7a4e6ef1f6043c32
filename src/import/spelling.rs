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
    "the kingdom of ", "kingdom of ", "the sultanate of ", "sultanate of ", "federal republic of ",
    "grand duchy of ", "principality of ", "the ",
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
    let republic = || {
        let name = folded.strip_prefix("the ").unwrap_or(&folded).strip_prefix("republic of ")?;
        // The Republic of China is Taiwan.
        Area::find(name.strip_prefix("the ").unwrap_or(name))
            .filter(|area| area.is_country() && area.code() != "CN")
    };
    let plain =
        FORMS.iter().find_map(|form| folded.strip_prefix(form)).and_then(Area::find).or_else(republic);
    // "U.S.", "U.A.E."
    let without_points = || {
        let plain = text.replace('.', "");
        if is_short_word(&plain) || !text.contains('.') { None } else { Area::find(&plain) }
    };
    plain.or_else(without_points).or_else(|| Area::find(&in_full(&folded)?))
}

/// Returns a folded name without abbreviations: "S. Korea", "Korea, Rep.", "Congo, Dem. Rep.", "Korea Republic".
fn in_full(folded: &str) -> Option<String> {
    let full: Vec<&str> = folded
        .split_whitespace()
        .map(|word| match word {
            "s." => "south",
            "n." => "north",
            "rep" | "rep." => "republic",
            "dem" | "dem." => "democratic",
            "is" | "is." => "islands",
            "st" => "st.",
            other => other,
        })
        .collect();
    let full = full.join(" ");
    let republic = [", democratic republic", " democratic republic", ", republic", " republic"];
    let of = |form: &&str| {
        let name = full.strip_suffix(*form)?;
        let form = form.trim_start_matches([',', ' ']);
        Area::find(&format!("{form} of {name}")).or_else(|| Area::find(&format!("{form} of the {name}")))?;
        Some(match Area::find(&format!("{form} of {name}")) {
            Some(_) => format!("{form} of {name}"),
            None => format!("{form} of the {name}"),
        })
    };
    republic.iter().find_map(of).or_else(|| (full != folded).then_some(full))
}
