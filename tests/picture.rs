//! Draws `docs/terminal.svg` and `docs/chart.svg`, the pictures in the README, from the program's own output, and checks
//! that the files are up to date.
//!
//! `BLESS=1 cargo test --test picture` writes the files; look at them before committing them.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fmt::Write;
use std::process::Command;

use common::NO_SETTINGS;

const CHART: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/chart.svg");

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/terminal.svg");

/// The command lines shown, one below the other.
const COMMANDS: [&str; 2] = [
    "outlay list --in USD --columns announced,title,places,amount,converted",
    "outlay totals --in USD --by country",
];

/// The width of the terminal, in characters.
const COLUMNS: usize = 100;

// Lengths in tenths of a pixel. At a font size of 14 pixels, a character of nearly every monospace font is about 8.4
// pixels wide.
const CHARACTER: usize = 84;
const LINE: usize = 200;
const MARGIN: usize = 200;
const TITLE_BAR: usize = 320;

/// Everything that does not depend on the output. Colours follow the reader's light or dark theme; the fonts are those
/// of the reader's system.
const STYLE: &str = r#"<style>
text { font: 140px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; fill: #1f2328 }
.bold { font-weight: bold }
.dim { fill: #656d76 }
.prompt { fill: #1a7f37; font-weight: bold }
.rule { stroke: #c4cad1; stroke-width: 10 }
.window { fill: #ffffff; stroke: #d0d7de; stroke-width: 10 }
.bar { fill: #f6f8fa }
.button { fill: #d0d7de }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .dim { fill: #8d96a0 }
  .prompt { fill: #3fb950 }
  .rule { stroke: #484f58 }
  .window { fill: #0d1117; stroke: #30363d }
  .bar { fill: #161b22 }
  .button { fill: #30363d }
}
</style>
"#;

/// How a line is drawn; the variants are classes of [`STYLE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Plain,
    Bold,
    Dim,
    Prompt,
}

impl Class {
    /// The attribute of a `<text>` element.
    fn attribute(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => " class=\"bold\"",
            Self::Dim => " class=\"dim\"",
            Self::Prompt => " class=\"prompt\"",
        }
    }
}

/// A run of text and the column it starts in.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    column: usize,
    text: String,
    class: Class,
}

#[test]
fn the_picture_is_up_to_date() {
    let drawn = draw(&screen());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(FILE, &drawn).unwrap();
    }
    let on_file = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        on_file == drawn,
        "docs/terminal.svg is out of date: BLESS=1 cargo test --test picture writes it"
    );
}

#[test]
fn the_chart_is_up_to_date() {
    let outlay = env!("CARGO_BIN_EXE_outlay");
    let arguments = ["chart", "--in", "USD", "--by", "country", "--format", "svg"];
    let output = Command::new(outlay).args(arguments).envs(NO_SETTINGS).output().unwrap();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(CHART, &output.stdout).unwrap();
    }
    let on_file = std::fs::read(CHART).unwrap_or_default();
    assert!(
        on_file == output.stdout,
        "docs/chart.svg is out of date: BLESS=1 cargo test --test picture writes it"
    );
}

#[test]
fn cells_keep_their_columns() {
    let run = |column, text: &str| Run { column, text: text.to_owned(), class: Class::Plain };
    assert_eq!(
        runs("China       1  52.4bn USD", Class::Plain),
        [run(0, "China"), run(12, "1"), run(15, "52.4bn USD")]
    );
    assert_eq!(runs("    1  ≤ 3bn", Class::Plain), [run(4, "1"), run(7, "≤ 3bn")]);
    assert_eq!(runs("", Class::Plain), []);
}

#[test]
fn styles_are_read_from_escape_sequences() {
    assert_eq!(styled("\u{1b}[2mcountry  share\u{1b}[0m"), ("country  share", Class::Dim));
    assert_eq!(styled("\u{1b}[1mConversions\u{1b}[0m"), ("Conversions", Class::Bold));
    assert_eq!(styled("China"), ("China", Class::Plain));
}

/// The lines on the screen after all commands have run.
fn screen() -> Vec<Vec<Run>> {
    let mut screen = Vec::new();
    for command in COMMANDS {
        if !screen.is_empty() {
            screen.push(Vec::new());
        }
        screen.push(vec![
            Run { column: 0, text: "$".to_owned(), class: Class::Prompt },
            Run { column: 2, text: command.to_owned(), class: Class::Bold },
        ]);
        for line in output(command).lines() {
            let (text, class) = styled(line);
            // Like a terminal of this width, which the program asks for its size.
            for line in textwrap::wrap(text, COLUMNS) {
                screen.push(runs(&line, class));
            }
        }
    }
    screen
}

/// The standard output of a command line, with colours.
fn output(command: &str) -> String {
    let arguments = command.strip_prefix("outlay ").expect("the command is outlay");
    let output = Command::new(env!("CARGO_BIN_EXE_outlay"))
        .args(arguments.split(' '))
        .args(["--color", "always"])
        .envs(NO_SETTINGS)
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The text and the style of a line. The program styles whole lines only.
fn styled(line: &str) -> (&str, Class) {
    let (text, class) = match line.strip_suffix("\u{1b}[0m") {
        None => (line, Class::Plain),
        Some(line) => match (line.strip_prefix("\u{1b}[1m"), line.strip_prefix("\u{1b}[2m")) {
            (Some(text), _) => (text, Class::Bold),
            (_, Some(text)) => (text, Class::Dim),
            _ => panic!("a style that the picture does not have: {line:?}"),
        },
    };
    assert!(!text.contains('\u{1b}'), "a line that is styled in part: {line:?}");
    (text, class)
}

/// Splits a line where two or more spaces separate cells. Each cell has its own position, so that columns align in any
/// font.
fn runs(line: &str, class: Class) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut spaces = 2;
    for (column, character) in line.chars().enumerate() {
        if character == ' ' {
            spaces += 1;
            continue;
        }
        match runs.last_mut() {
            Some(run) if spaces < 2 => {
                run.text.push_str(&" ".repeat(spaces));
                run.text.push(character);
            }
            _ => runs.push(Run { column, text: character.to_string(), class }),
        }
        spaces = 0;
    }
    runs
}

/// The screen as an SVG document.
fn draw(screen: &[Vec<Run>]) -> String {
    let width = COLUMNS * CHARACTER + 2 * MARGIN;
    let height = TITLE_BAR + screen.len() * LINE + 2 * MARGIN;
    let title = escaped(&COMMANDS.join("; "));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{}\" height=\"{}\" \
         role=\"img\">\n<title>{title}</title>\n{STYLE}",
        width / 10,
        height / 10,
    );
    draw_window(&mut svg, width, height);
    for (row, line) in screen.iter().enumerate() {
        let baseline = TITLE_BAR + MARGIN + row * LINE + 140;
        for run in line {
            draw_run(&mut svg, run, baseline);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Draws the frame of the window and its title bar.
fn draw_window(svg: &mut String, width: usize, height: usize) {
    let (inner_width, inner_height, bar_right) = (width - 10, height - 10, width - 85);
    writeln!(
        svg,
        "<rect class=\"window\" x=\"5\" y=\"5\" width=\"{inner_width}\" height=\"{inner_height}\" rx=\"80\"/>\n\
         <path class=\"bar\" d=\"M10 {TITLE_BAR}V85a75 75 0 0 1 75-75H{bar_right}a75 75 0 0 1 75 75V{TITLE_BAR}z\"/>"
    )
    .unwrap();
    for button in 0..3 {
        let x = MARGIN + 60 + button * 200;
        writeln!(svg, "<circle class=\"button\" cx=\"{x}\" cy=\"{}\" r=\"60\"/>", TITLE_BAR / 2).unwrap();
    }
}

/// Draws a run; the rule below a header becomes a line.
fn draw_run(svg: &mut String, run: &Run, baseline: usize) {
    let x = MARGIN + run.column * CHARACTER;
    let length = run.text.chars().count() * CHARACTER;
    if run.text.chars().all(|character| character == '─') {
        writeln!(svg, "<path class=\"rule\" d=\"M{x} {}H{}\"/>", baseline - 45, x + length).unwrap();
        return;
    }
    let (attribute, text) = (run.class.attribute(), escaped(&run.text));
    writeln!(
        svg,
        "<text x=\"{x}\" y=\"{baseline}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\"{attribute}>{text}</text>"
    )
    .unwrap();
}

/// Text as XML content.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
