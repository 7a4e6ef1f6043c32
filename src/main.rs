//! The command `outlay`.

use std::io;
use std::process::ExitCode;

use outlay::cli::{self, Environment};

fn main() -> ExitCode {
    let environment = Environment::of_process();
    ExitCode::from(cli::run(std::env::args_os(), &environment, &mut io::stdout(), &mut io::stderr()) as u8)
}
