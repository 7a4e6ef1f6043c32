//! Shows a result that is longer than the screen in a pager, as git does.

use std::io::{self, Write};
use std::process::{Command, Stdio};

/// The program that shows long results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pager {
    /// The command, with its arguments.
    pub command: String,
    /// Whether the user named it, so that a message says if it cannot be started.
    pub is_named: bool,
}

impl Pager {
    /// The pager if none is named.
    pub(crate) const DEFAULT: &str = "less";

    /// Shows `text`, and waits until the user leaves the pager.
    ///
    /// # Errors
    /// If the pager cannot be started. Nothing is shown then.
    pub(crate) fn show(&self, text: &[u8]) -> io::Result<()> {
        let words = shell_words::split(&self.command).map_err(io::Error::other)?;
        let (program, arguments) = words.split_first().ok_or(io::ErrorKind::NotFound)?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped());
        // As git does: less ends if the text fits the screen, shows colours, and leaves the text on the screen.
        for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
            if std::env::var_os(name).is_none() {
                command.env(name, value);
            }
        }
        ignore_interrupts()?;
        let mut pager = command.spawn()?;
        if let Some(mut input) = pager.stdin.take() {
            match input.write_all(text) {
                // The user may leave the pager before the end of the text.
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
                _ => {}
            }
        }
        pager.wait()?;
        Ok(())
    }
}

/// Lets an interrupt at the keyboard reach the pager only. It would end this program, and the shell and the pager would
/// then both read from the terminal.
#[cfg(unix)]
fn ignore_interrupts() -> io::Result<()> {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::new(AtomicBool::new(false)))?;
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn ignore_interrupts() -> io::Result<()> {
    Ok(())
}
