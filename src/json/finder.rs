//! Finders for the names of fields in JSON.

use memchr::arch::all::packedpair::HeuristicFrequencyRank;
use memchr::memmem;

/// The bytes of JSON from the most common to the rarer ones; all others are rarer still.
///
/// A finder searches for the rarest bytes of its needle. The default frequencies are those of prose: in JSON, every eighth
/// byte is a quotation mark.
const COMMON: &[u8] = b"\"e taonri:s,lc0udpm{}hy-2g[]1vbwf";

/// How common bytes are in JSON.
struct InJson;

impl HeuristicFrequencyRank for InJson {
    fn rank(&self, byte: u8) -> u8 {
        let place =
            COMMON.iter().position(|common| *common == byte).and_then(|place| u8::try_from(place).ok());
        place.map_or(0, |place| u8::MAX - place)
    }
}

/// A finder for a field's name, which is given with its quotation marks.
pub(crate) fn of_name(name: &str) -> memmem::Finder<'static> {
    memmem::FinderBuilder::new().build_forward_with_ranker(InJson, name).into_owned()
}
