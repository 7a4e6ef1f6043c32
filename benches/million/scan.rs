//! A structural scan: finds the end of each JSON value on all cores and does nothing else. A program that reads JSON
//! Lines with `serde_json` cannot be faster, unless it skips lines.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde::de::IgnoredAny;

/// The argument that makes the benchmark run the scan.
pub(crate) const FLAG: &str = "--scan";

/// Bytes per read.
const CHUNK: usize = 1 << 20;

/// Scans a JSON Lines file and prints its number of lines.
pub(crate) fn scan(path: &Path) -> ExitCode {
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
            .map(|worker| worker.join().unwrap_or_else(|_| Err(io::Error::other("a thread panicked"))))
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

/// A file, read in chunks of whole lines.
struct Chunks {
    file: File,
    /// The start of a line whose end has not been read yet.
    rest: Vec<u8>,
}

impl Chunks {
    /// Reads the next chunk into `chunk`; an empty one at the end of the file.
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
