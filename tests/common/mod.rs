//! What the tests of the program share.

/// Variables that keep the settings of the user away: empty ones count as not set, no configuration file is read, and no rates
/// were stored.
pub(crate) const NO_SETTINGS: [(&str, &str); 7] = [
    ("OUTLAY_DATA", ""),
    ("OUTLAY_PAGER", ""),
    ("OUTLAY_IN", ""),
    ("OUTLAY_FORMAT", ""),
    ("OUTLAY_CONFIG", ""),
    ("OUTLAY_RATES_URL", ""),
    ("XDG_DATA_HOME", "/nonexistent"),
];
