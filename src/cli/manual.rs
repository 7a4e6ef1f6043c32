//! Manual pages, from the definitions of the command line.

use std::io;

use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

/// Returns the pages of the program and of each command, with the names of their files.
///
/// # Errors
/// Never for pages in memory.
pub(super) fn pages(mut command: clap::Command) -> io::Result<Vec<(String, Vec<u8>)>> {
    command.build();
    let commands = command.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    let commands: Vec<clap::Command> = commands.collect();
    std::iter::once(command).chain(commands).map(page).collect()
}

fn page(command: clap::Command) -> io::Result<(String, Vec<u8>)> {
    // A short text that the short help leaves out would be left out here, too.
    let mut command = command.mut_args(|arg| arg.hide_short_help(false));
    let text = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let has_commands = command.has_subcommands();
    let usage = command.render_usage().to_string();
    let man = Man::new(command).manual("outlay");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    synopsis(usage.trim_start_matches("Usage: ")).to_writer(&mut page)?;
    man.render_description_section(&mut page)?;
    sections(&text).to_writer(&mut page)?;
    if has_commands {
        man.render_subcommands_section(&mut page)?;
    }
    man.render_options_section(&mut page)?;
    Ok((man.get_filename(), page))
}

/// Returns the usage. That of clap, which names every flag, is longer than a screen.
fn synopsis(usage: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]).control("nf", []);
    for line in usage.lines() {
        roff.text([roman(line.trim())]);
    }
    roff.control("fi", []);
    roff
}

/// Returns the text below a help as sections: `Examples:` and the like are headings, and indented lines stay as they are.
fn sections(text: &str) -> Roff {
    let mut roff = Roff::new();
    for block in text.split("\n\n").filter(|block| !block.is_empty()) {
        let (first, rest) = block.split_once('\n').unwrap_or((block, ""));
        let heading = first.strip_suffix(':').filter(|_| rest.starts_with("  "));
        let lines = if let Some(heading) = heading {
            roff.control("SH", [heading.to_uppercase().as_str()]);
            rest
        } else {
            roff.control("PP", []);
            block
        };
        let is_verbatim = lines.starts_with("  ");
        if is_verbatim {
            // At the indent of other texts, examples of 78 characters would be wrapped at 80 columns.
            roff.control("in", ["2n"]).control("nf", []);
        }
        for line in lines.lines() {
            roff.text([roman(line.strip_prefix("  ").filter(|_| is_verbatim).unwrap_or(line))]);
        }
        if is_verbatim {
            roff.control("fi", []).control("in", []);
        }
    }
    roff
}
