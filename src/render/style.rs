//! Text for a terminal, in styles.

use anstyle::Style;

pub(super) const PLAIN: Style = Style::new();
pub(super) const DIM: Style = Style::new().dimmed();

/// Lines, each in one style. Styles are added after widths are computed.
pub(super) struct StyledText {
    pub text: String,
    pub color: bool,
}

impl StyledText {
    pub(super) fn add(&mut self, lines: &[String], style: Style) {
        for line in lines {
            let line = line.trim_end();
            if self.color && style != PLAIN && !line.is_empty() {
                self.text.push_str(&format!("{style}{line}{style:#}"));
            } else {
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }
}
