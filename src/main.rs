//! The command `outlay`.
#![forbid(unsafe_code)]

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut stdout, mut stderr) = (io::stdout(), io::stderr());
    let exit = match outlay::cli::parse(std::env::args_os(), std::env::var_os("OUTLAY_DATA")) {
        Ok(request) => outlay::run(&request, &mut stdout, &mut stderr).unwrap_or_else(|error| {
            outlay::print_messages(&error.messages(), &mut stderr, request.output.color.on_stderr());
            error.exit()
        }),
        Err(error) => outlay::cli::print_error(&error, &mut stdout, &mut stderr),
    };
    ExitCode::from(exit as u8)
}
