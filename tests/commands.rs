//! Command lines as files: what is typed, what comes out, with which exit code. `TRYCMD=overwrite cargo test` writes
//! the outputs anew; read them before they are committed.

/// The examples of the README are run as they stand.
#[test]
fn commands_answer_as_on_file() {
    trycmd::TestCases::new()
        // A setting of whoever runs the tests is no part of them.
        .env("OUTLAY_DATA", "")
        .env("NO_COLOR", "1")
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml")
        .case("README.md");
}
