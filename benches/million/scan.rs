//! The floor under every program that reads JSON Lines: finding out where each value ends, and nothing else, on all
//! cores.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde::de::IgnoredAny;

/// The flag under which the benchmark is that program.
pub const FLAG: &str = "--scan";

const CHUNK: usize = 1 << 20;

/// Scans a file of JSON Lines and prints how many lines it has.
pub fn scan(path: &Path) -> ExitCode {
    match count(path) {
        Ok(lines) => {
            println!("{lines}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}

fn count(path: &Path) -> io::Result<usize> {
    let chunks = Mutex::new(Chunks { file: File::open(path)?, rest: Vec::new() });
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(|| count_chunks(&chunks))).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err(io::Error::other("a panic"))))
            .sum()
    })
}

fn count_chunks(chunks: &Mutex<Chunks>) -> io::Result<usize> {
    let (mut lines, mut chunk) = (0, Vec::with_capacity(2 * CHUNK));
    loop {
        chunks.lock().unwrap_or_else(PoisonError::into_inner).next(&mut chunk)?;
        if chunk.is_empty() {
            return Ok(lines);
        }
        for line in str::from_utf8(&chunk).map_err(io::Error::other)?.lines() {
            serde_json::from_str::<IgnoredAny>(line)?;
            lines += 1;
        }
    }
}

/// A file in pieces that end with a line.
struct Chunks {
    file: File,
    /// The beginning of a line whose end has not been read.
    rest: Vec<u8>,
}

impl Chunks {
    /// The next piece, or an empty one at the end.
    fn next(&mut self, chunk: &mut Vec<u8>) -> io::Result<()> {
        chunk.clear();
        chunk.append(&mut self.rest);
        loop {
            let before = chunk.len();
            if self.file.by_ref().take(CHUNK as u64).read_to_end(chunk)? == 0 {
                return Ok(());
            }
            if let Some(end) = chunk[before..].iter().rposition(|byte| *byte == b'\n') {
                self.rest.extend(chunk.drain(before + end + 1..));
                return Ok(());
            }
        }
    }
}
