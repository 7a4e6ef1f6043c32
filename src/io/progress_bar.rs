//! Progress bars on standard error: shown on a terminal if the work takes longer than a second.

use std::io::{self, IsTerminal};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long work may take before its bar is shown.
const DELAY: Duration = Duration::from_secs(1);

/// A bar that is hidden until [`DELAY`] has passed, and removed when it is dropped.
struct DelayedBar {
    bar: ProgressBar,
    start: Instant,
}

impl DelayedBar {
    fn new(length: u64, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
        // An invalid template leaves the default style.
        let style = ProgressStyle::with_template(template);
        Self { bar: style.map_or(bar.clone(), |style| bar.with_style(style)), start: Instant::now() }
    }

    fn show_if_due(&self) {
        if self.bar.is_hidden() && self.start.elapsed() > DELAY {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for DelayedBar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Returns a function that shows how many bytes of all were read; `None` if standard error is not a terminal.
pub(crate) fn bytes_read() -> Option<fn(u64, u64)> {
    io::stderr().is_terminal().then_some(show_bytes as fn(u64, u64))
}

/// Shows one bar for each pass over a file, from the first byte to the last.
fn show_bytes(done: u64, all: u64) {
    static BAR: OnceLock<Mutex<Option<DelayedBar>>> = OnceLock::new();
    let Ok(mut slot) = BAR.get_or_init(Mutex::default).lock() else { return };
    let bar =
        slot.get_or_insert_with(|| DelayedBar::new(all, "{wide_bar} {bytes} of {total_bytes}, {eta} left"));
    bar.bar.set_position(done);
    bar.show_if_due();
    if done >= all {
        *slot = None;
    }
}

/// A bar that counts rows.
pub(crate) struct RowBar {
    bar: DelayedBar,
    is_terminal: bool,
}

impl RowBar {
    /// Returns a bar for `rows` rows.
    pub(crate) fn new(rows: usize) -> Self {
        let bar = DelayedBar::new(rows as u64, "{wide_bar} {pos}/{len} rows, {eta} left");
        Self { bar, is_terminal: io::stderr().is_terminal() }
    }

    /// Counts one row.
    pub(crate) fn step(&self) {
        self.bar.bar.inc(1);
        // Reading the clock for each row would take longer than the row.
        if self.is_terminal && self.bar.bar.position().is_multiple_of(1024) {
            self.bar.show_if_due();
        }
    }
}
