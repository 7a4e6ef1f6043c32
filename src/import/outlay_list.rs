//! The header of a list that outlay wrote, as CSV or as the sheet of a workbook, and its mapping.

use super::mapping::Mapping;
use crate::sheet::Sheet;
use crate::text::fold;

const COLUMNS: [&str; 12] = [
    "id", "title", "kind", "status", "announced", "parties", "places", "bound", "floor", "headline",
    "ceiling", "currency",
];

/// The fields of these columns, and of further ones that a list may have.
const MAPPING: &str = "id=id,title=title,kind=kind,status=status,announced=announced,party=parties:split=;,\
                       place=places:split=;,bound=bound,currency=currency";
const FURTHER: [(&str, &str); 3] = [
    ("tags", "tag=tags:split=;"),
    ("included_in", "included_in=included_in"),
    ("replaces", "replaces=replaces"),
];

/// Returns the mapping of a list that outlay wrote; `None` for other sheets.
pub(super) fn mapping(sheet: &Sheet) -> Option<Mapping> {
    let headers: Vec<String> = sheet.columns.iter().map(|column| fold(&column.header)).collect();
    let has = |name: &str| headers.iter().any(|header| header == name);
    if !COLUMNS.iter().all(|name| has(name)) {
        return None;
    }
    let mut items = vec![MAPPING.to_owned()];
    for figure in ["floor", "headline", "ceiling"] {
        // A workbook keeps 15 digits of a number, and has all of them as a text.
        let exact = format!("{figure}_exact");
        items.extend(has(&exact).then(|| format!("{figure}={exact}")));
        items.push(format!("{figure}={figure}"));
    }
    items.extend(FURTHER.iter().filter(|(name, _)| has(name)).map(|(_, item)| (*item).to_owned()));
    Mapping::new(&items.join(","), &sheet.columns).ok()
}

#[cfg(test)]
mod tests {
    use super::super::reader_tests::deals;

    /// A list whose headline has 15 digits as a number, and all of them in another column.
    fn list(headline: &str, exact: &str) -> String {
        format!(
            "title,id,kind,status,announced,parties,places,amount,bound,floor,headline,headline_exact,ceiling,currency,tags\n\
             Fab,fab,capex,announced,2025-01-02,FabCo:investor; Bank:backer,DE,,up to,0,{headline},{exact},{headline},USD,a; b\n"
        )
    }

    #[test]
    fn all_digits_of_a_figure_are_read() {
        let shown = |headline, exact| deals(&list(headline, exact)).0;
        assert_eq!(
            shown("12345678901234600", "12345678901234567.89"),
            "FabCo up to USD 12,345,678,901,234,567.89"
        );
        assert_eq!(shown("5000000", ""), "FabCo up to USD 5m");
        assert_eq!(shown("5000000", "5000000"), "FabCo up to USD 5m");
        // Somebody changed one of the two.
        assert_eq!(shown("12345678901234700", "12345678901234567.89"), "");
        assert_eq!(shown("5000000", "6000000"), "");
    }

    #[test]
    fn a_list_without_links_says_so() {
        let (_, notes) = deals(&list("5000000", ""));
        let links = |notes: &[String]| {
            let says = |note: &&String| note.starts_with("data: a list has") && note.contains("included_in");
            notes.iter().filter(says).count()
        };
        assert_eq!(links(&notes), 1, "{notes:?}");
        let (_, notes) = deals(
            "id,title,kind,status,announced,parties,places,bound,floor,headline,ceiling,currency,included_in,replaces\n\
             fab,Fab,capex,announced,2025-01-02,FabCo:investor,DE,exact,5,5,5,USD,,\n",
        );
        assert_eq!(links(&notes), 0, "{notes:?}");
    }
}
