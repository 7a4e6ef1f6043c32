//! How far the reading is, for people: a bar on standard error when it takes longer than a second.

use std::io::{self, IsTerminal};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that takes less than this needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// What shows the progress of reading, where there is somebody to see it.
pub(crate) fn bar() -> Option<fn(u64, u64)> {
    io::stderr().is_terminal().then_some(show as fn(u64, u64))
}

/// One bar for each reading of a file from its beginning to its end.
fn show(done: u64, all: u64) {
    static BAR: OnceLock<Mutex<Option<(ProgressBar, Instant)>>> = OnceLock::new();
    let Ok(mut bar) = BAR.get_or_init(Mutex::default).lock() else { return };
    let (shown, since) = bar.get_or_insert_with(|| {
        let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{wide_bar} {bytes} of {total_bytes}, {eta} left");
        (style.map_or(bar.clone(), |style| bar.with_style(style)), Instant::now())
    });
    shown.set_position(done);
    if shown.is_hidden() && since.elapsed() > PATIENCE {
        shown.set_draw_target(ProgressDrawTarget::stderr());
    }
    if done >= all {
        shown.finish_and_clear();
        *bar = None;
    }
}
