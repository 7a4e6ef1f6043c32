//! Writes messages to standard error: as lines for people, or as JSON for programs.

use std::io::Write;

use serde::Serialize;

use crate::error::Exit;
use crate::invalid::keyword_enum;
use crate::message::{Message, MessageKind};
use crate::render;

keyword_enum! {
    /// How messages are written.
    pub(crate) enum MessageFormat is "format of messages" {
        /// Lines for people.
        Text = "text",
        /// A JSON object a line.
        Json = "json",
    }
}

/// How messages are written to standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MessageStyle {
    /// For people or for programs.
    pub format: MessageFormat,
    /// Whether the labels are coloured.
    pub color: bool,
    /// The width of the terminal; `None` if standard error is none.
    pub width: Option<usize>,
}

/// A message with the exit code of the program, if it is that of an error.
#[derive(Serialize)]
struct WithExit<'m> {
    #[serde(flatten)]
    message: &'m Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<u8>,
}

impl MessageStyle {
    /// Lines without colour.
    #[cfg(test)]
    pub(crate) const PLAIN: Self = Self { format: MessageFormat::Text, color: false, width: None };

    /// Writes messages to `stderr`, escaped for a terminal; `exit` is the exit code of the program. If it is closed, nothing
    /// can be reported.
    pub(crate) fn print(self, messages: &[Message], exit: Exit, stderr: &mut impl Write) {
        for message in messages {
            for line in self.lines(message, exit) {
                let _ = writeln!(stderr, "{line}");
            }
        }
    }

    fn lines(self, message: &Message, exit: Exit) -> Vec<String> {
        if self.format == MessageFormat::Text {
            let lines = message.lines().into_iter();
            return lines
                .map(|(label, text)| render::message(label, &text, self.color, self.width))
                .collect();
        }
        let exit_code = (message.kind == MessageKind::Error).then_some(exit as u8);
        // Texts and numbers can always be written as JSON.
        let json = serde_json::to_string(&WithExit { message, exit_code }).unwrap_or_default();
        vec![render::escape_json(&json)]
    }
}
