//! Feeds damaged inputs to everything that reads: no input may panic, take over a second or need over 256 MB.
//!
//! The inputs are seeds, that is valid and odd inputs on file, and mutations of them. The number of an execution decides
//! its input, so that a run is the same on every machine and every failure can be repeated. Each target runs in a process
//! of its own, whose memory is limited and whose death by abort or stack overflow is a failure like any other.
//!
//! - `cargo test` runs the inputs that failed once, and some tens of others, of each target.
//! - `OUTLAY_FUZZ_SECONDS=600 cargo test --release --lib fuzz -- --nocapture --test-threads 1` runs each target for ten
//!   minutes; `OUTLAY_FUZZ_START=1000000` begins at another execution.
//!
//! The harness is our own because of these limits: bolero and arbtest have no seeds without a nightly compiler or a
//! fuzzing engine, and neither limits memory.
//!
//! - `mutation`: from seeds to inputs
//! - `seeds`: the inputs on file
//! - `targets`: what reads them

mod mutation;
mod seeds;
mod targets;

use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use self::mutation::Mutator;

/// Set in the process of a target, to the folder for its files.
const CHILD: &str = "OUTLAY_FUZZ_CHILD";

/// The memory of a process, in bytes.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 256 << 20;

/// How much time of the processor an input may take. Without optimization everything is about ten times slower.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });

/// One reader and the inputs to begin with.
struct Target {
    name: &'static str,
    /// Reads an input, and panics if an answer is wrong. The folder is for files.
    run: fn(&[u8], &Path),
    seeds: Vec<Vec<u8>>,
    regressions: Vec<Vec<u8>>,
    /// How many inputs `cargo test` runs, those that failed once among them.
    executions: u64,
}

impl Target {
    /// Runs the target in a process of its own.
    fn check(&self) {
        if let Some(folder) = env::var_os(CHILD) {
            return self.run_all(Path::new(&folder));
        }
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new(env::current_exe().unwrap())
            .args([&format!("commands::tests::fuzz::{}", self.name), "--exact", "--nocapture"])
            .env(CHILD, folder.path())
            .output()
            .unwrap();
        let text =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if !output.status.success() {
            let kept = keep(&input_file(folder.path()), self.name);
            panic!("{}: {}\nthe input is kept as {}\n{text}", self.name, output.status, kept.display());
        }
        for line in text.lines().filter(|line| line.starts_with("fuzz: ")) {
            println!("{line}");
        }
    }

    fn run_all(&self, folder: &Path) {
        limit_memory();
        let begun = Instant::now();
        let seconds =
            env::var("OUTLAY_FUZZ_SECONDS").ok().map(|text| Duration::from_secs(text.parse().unwrap()));
        let start = env::var("OUTLAY_FUZZ_START").map_or(0, |text| text.parse().unwrap());
        let watch = Watch::default();
        let mutator = Mutator::new(&self.seeds, &self.regressions);
        let (mut number, mut slowest) = (start, (Duration::ZERO, 0));
        let is_on = |number: u64| match seconds {
            Some(seconds) => begun.elapsed() < seconds,
            None => number < start + self.executions,
        };
        thread::scope(|scope| {
            scope.spawn(|| watch.abort_if_slow());
            while is_on(number) {
                let input = mutator.input(number);
                fs::write(input_file(folder), &input).unwrap();
                let at = time_used();
                watch.begin(number);
                // The message of the panic is printed by the default hook.
                let run = panic::catch_unwind(AssertUnwindSafe(|| (self.run)(&input, folder)));
                slowest = slowest.max((time_used().saturating_sub(at), number));
                if run.is_err() {
                    println!("execution {number} of {}", self.name);
                    std::process::exit(1);
                }
                number += 1;
            }
            watch.begin(Watch::DONE);
        });
        let ((longest, at), executed) = (slowest, number - start);
        println!(
            "fuzz: {}: {executed} executions in {:.1} s, the longest (number {at}) in {:.3} s",
            self.name,
            begun.elapsed().as_secs_f64(),
            longest.as_secs_f64()
        );
    }
}

/// Returns the file with the input that is running. A process that dies cannot say which it was.
fn input_file(folder: &Path) -> PathBuf {
    folder.join("input")
}

/// Keeps an input that failed, and returns its new path.
fn keep(input: &Path, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
    fs::create_dir_all(&folder).unwrap();
    let kept = folder.join(name);
    fs::copy(input, &kept).unwrap();
    kept
}

/// Aborts the process if an execution takes too long.
#[derive(Default)]
struct Watch {
    /// The number of the execution, from 1; 0 before the first one.
    running: AtomicU64,
}

impl Watch {
    const DONE: u64 = u64::MAX;

    fn begin(&self, number: u64) {
        self.running.store(number.saturating_add(1), Ordering::Relaxed);
    }

    fn abort_if_slow(&self) {
        let (mut seen, mut since) = (0, time_used());
        loop {
            let running = self.running.load(Ordering::Relaxed);
            if running == Self::DONE {
                return;
            }
            if running != seen {
                (seen, since) = (running, time_used());
            } else if running > 0 && time_used().saturating_sub(since) > LONGEST {
                eprintln!("execution {} took over {LONGEST:?}", running - 1);
                std::process::abort();
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Returns the time of the processor that this process has used, which does not depend on what else the machine does.
fn time_used() -> Duration {
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF).unwrap();
    let (user, system) = (usage.user_time(), usage.system_time());
    let microseconds = (user.tv_sec() + system.tv_sec()) * 1_000_000 + user.tv_usec() + system.tv_usec();
    Duration::from_micros(microseconds.unsigned_abs())
}

/// Limits the memory of this process; allocations beyond it fail, which aborts.
fn limit_memory() {
    #[cfg(target_os = "linux")]
    nix::sys::resource::setrlimit(nix::sys::resource::Resource::RLIMIT_DATA, MEMORY, MEMORY).unwrap();
}

/// Returns a number below `end` that depends on the input alone.
fn choice(input: &[u8], range: Range<usize>) -> usize {
    let sum =
        input.iter().fold(range.end as u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    range.start + usize::try_from(sum >> 3).unwrap() % range.len()
}

macro_rules! targets {
    ($($name:ident: $executions:literal),* $(,)?) => {$(
        #[test]
        fn $name() {
            let name = stringify!($name);
            let (seeds, regressions) = (seeds::of(name), seeds::regressions(name));
            Target { name, run: targets::$name, seeds, regressions, executions: $executions }.check();
        }
    )*};
}

targets! {
    amounts: 100,
    dates: 150,
    datasets: 40,
    filters: 60,
    mappings: 60,
    rates: 100,
    sheets: 30,
}

#[cfg(feature = "parquet")]
targets! {
    parquet: 30,
}
