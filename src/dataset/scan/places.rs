//! Deals that go nowhere where it would matter, told before any of them is read.
//!
//! Nothing but a deal has places, so that these are found by their name, without going through what stands before them:
//! within a text the quotation marks of a name would be escaped.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::dataset::read::deal::read_places;
use crate::deal::Place;
use crate::json::finder;

/// Tells by the places of a deal whether anything else of it may matter.
pub(in crate::dataset) type MayGoTo<'r> = dyn Fn(&[Place]) -> bool + Sync + 'r;

static PLACES: LazyLock<Finder<'static>> = LazyLock::new(|| finder::of_name("\"places\""));

/// Whether a deal plainly goes nowhere where it would matter.
pub(in crate::dataset) fn goes_elsewhere(record: &str, may_go_to: &MayGoTo<'_>) -> bool {
    let places = || {
        let key = PLACES.find(record.as_bytes())?;
        let value = record[key + PLACES.needle().len()..].trim_ascii_start().strip_prefix(':')?;
        read_places(value)
    };
    places().is_some_and(|places| !may_go_to(&places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_plainly_elsewhere_is_passed_over() {
        let france = "FR".parse().unwrap();
        let may_go_to = |places: &[Place]| places.iter().any(|place| place.area == france);
        let us = r#"{"id":"a","note":"\"places\":[]","places": [{"area":"US"},{"area":"DE"}],"x":{}}"#;
        assert!(goes_elsewhere(us, &may_go_to));
        for unclear in [
            us.replace("DE", "FR"),
            us.replace("DE", "Nowhere"),
            us.replace("\"places\": ", "\"pl\\u0061ces\":"),
            us.replace("\"places\": ", "\"tags\":[\"places\"],\"x\":"),
            us.replace("[{\"area\":\"US\"},{\"area\":\"DE\"}]", "null"),
        ] {
            assert!(!goes_elsewhere(&unclear, &may_go_to), "{unclear}");
        }
    }
}
