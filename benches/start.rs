//! What a cold start on the built-in deals costs over a program that does nothing: `cargo bench --bench start`.
//!
//! The empty program is this benchmark itself, called with one word; both are started anew for each run, in turn, so that
//! a machine that changes its speed changes both.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 200;
const NOTHING: &str = "do-nothing";

fn main() {
    if std::env::args().nth(1).as_deref() == Some(NOTHING) {
        return;
    }
    let this = std::env::current_exe().expect("the benchmark knows its own path");
    let outlay = env!("CARGO_BIN_EXE_outlay");
    println!("{RUNS} cold starts each, in turn; medians");
    for arguments in [
        &["list"][..],
        &["totals", "--in", "EUR"],
        &["totals", "--in", "USD", "--by", "country"],
        &["regions"],
    ] {
        let (mut empty, mut full) = (Vec::with_capacity(RUNS), Vec::with_capacity(RUNS));
        for _ in 0..RUNS {
            empty.push(time(Command::new(&this).arg(NOTHING)));
            full.push(time(Command::new(outlay).args(arguments).env_remove("OUTLAY_DATA")));
        }
        let (empty, full) = (median(empty), median(full));
        println!(
            "outlay {:32} {:6.2} ms, empty program {:5.2} ms: {:5.2} ms more, ratio {:.2}",
            arguments.join(" "),
            millis(full),
            millis(empty),
            millis(full.saturating_sub(empty)),
            full.as_secs_f64() / empty.as_secs_f64(),
        );
    }
}

fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("the program starts");
    let taken = start.elapsed();
    assert!(status.success(), "{command:?} failed");
    taken
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
