//! What the tests of the program share.

/// Variables that keep the settings of the user away: empty ones count as not set, and no configuration file is read.
pub(crate) const NO_SETTINGS: [(&str, &str); 5] = [
    ("OUTLAY_DATA", ""),
    ("OUTLAY_PAGER", ""),
    ("OUTLAY_IN", ""),
    ("OUTLAY_FORMAT", ""),
    ("OUTLAY_CONFIG", ""),
];
