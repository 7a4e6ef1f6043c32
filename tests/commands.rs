//! Runs command lines and compares their output and exit codes with those on file: `tests/cmd/` and the console
//! examples in the documents.
//!
//! `TRYCMD=overwrite cargo test --test commands` updates the expected output. Read the diff before committing it.

mod common;

use common::NO_SETTINGS;

#[test]
fn commands_print_what_is_on_file() {
    let cases = trycmd::TestCases::new();
    // The settings of the environment must not affect the tests.
    for (name, value) in NO_SETTINGS {
        cases.env(name, value);
    }
    cases.env("NO_COLOR", "1").case("tests/cmd/*.trycmd").case("tests/cmd/*.toml");
    cases.case("README.md").case("docs/amounts.md").case("docs/charts.md").case("docs/rates.md");
    if cfg!(not(feature = "parquet")) {
        cases.skip("tests/cmd/parquet.trycmd");
    }
}
