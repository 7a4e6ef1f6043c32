//! The header of `outlay list --format csv`, and its mapping.

use super::mapping::Mapping;
use crate::sheet::Sheet;
use crate::text::fold;

const COLUMNS: [&str; 12] = [
    "id",
    "title",
    "kind",
    "status",
    "announced",
    "parties",
    "places",
    "bound",
    "floor",
    "headline",
    "ceiling",
    "currency",
];

const MAPPING: &str = "id=id,title=title,kind=kind,status=status,announced=announced,party=parties:split=;,place=places:split=;,bound=bound,floor=floor,headline=headline,ceiling=ceiling,currency=currency";

/// Returns the mapping of a sheet that outlay wrote; `None` for others.
pub(super) fn mapping(sheet: &Sheet) -> Option<Mapping> {
    let header = sheet.columns.iter().take(COLUMNS.len()).map(|column| fold(&column.header));
    let is_own = header.eq(COLUMNS.map(str::to_owned));
    is_own.then(|| Mapping::new(MAPPING, &sheet.columns).ok()).flatten()
}
