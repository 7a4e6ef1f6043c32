//! The command `outlay`.

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let data = std::env::var_os("OUTLAY_DATA");
    ExitCode::from(outlay::cli::run(std::env::args_os(), data, &mut io::stdout(), &mut io::stderr()) as u8)
}
