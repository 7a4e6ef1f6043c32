//! The overview of the commands, and the texts of the help of each: examples and exit codes.

use clap::Command;

use super::topics::Topic;

/// The commands under their headings, in the order of the overview.
const HEADINGS: [(&str, &[&str]); 5] = [
    ("Ask", &["list", "show", "totals", "convert", "rates", "companies", "regions", "changes", "diff"]),
    ("Keep", &["init", "add", "revise", "progress", "edit", "company", "import", "remove", "merge", "fmt"]),
    ("Check", &["check", "verify"]),
    ("Publish", &["export", "chart", "report"]),
    ("Set up", &["config", "completions", "man", "help"]),
];

/// Returns the help of the program: the commands under headings, on one screen.
pub(super) fn overview(command: &Command) -> String {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut text = format!("{about}\n\nUsage: outlay [OPTIONS] [COMMAND]\n\n");
    for (heading, names) in HEADINGS {
        text.push_str(&format!("{heading}:\n"));
        for command in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            text.push_str(&format!("  {:11}  {about}\n", command.get_name()));
        }
    }
    text.push_str(TOP_MORE);
    text
}

const TOP_MORE: &str = "
`outlay COMMAND --help` shows examples and all options; `-h` is shorter.
`outlay help topics`: amounts, dates, places and exit codes.
";

/// Puts the examples of each command before its options, and adds to its short help where the rest is.
pub(super) fn with_examples_first(command: Command) -> Command {
    let Some(examples) = command.get_after_long_help().cloned() else { return command };
    command.help_template(TEMPLATE).before_long_help(examples).after_long_help("").after_help(MORE)
}

/// The help of a command; `{before-help}` has the examples.
const TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}

{before-help}{all-args}{after-help}";

/// The text below the help of the program: examples, and the exit codes.
pub(super) fn top() -> String {
    format!("{TOP_EXAMPLES}\n\n{}", Topic::ExitCodes.text().trim_end())
}

const TOP_EXAMPLES: &str = "\
Examples:
  outlay                                      the built-in deals
  outlay totals --in USD                      their totals, in US dollars
  outlay show coreweave-openai                one deal, with its sources
  outlay list --region europe --in EUR        what goes to Europe, in euros
  outlay --data deals.json list -o deals.csv  your own, as a spreadsheet";

/// Where `-h` points for what it leaves out.
const MORE: &str = "\
`--help` also shows the global flags (--data, --rates, --format, --output, …),
the values of each flag and examples.";

pub(super) const LIST: &str = "\
Examples:
  outlay list --in EUR --at announced         at the rate of its own date
  outlay list --company openai --role customer
  outlay list --min 3bn --sort -amount --in EUR
  outlay list --since 2025-02 --until 2025-02 --columns announced,title,amount
  outlay list --in EUR -o deals.xlsx          a workbook
  outlay list --format jsonl | jq .headline   rows for programs";

pub(super) const EXPORT: &str = "\
Examples:
  outlay export --region europe -o europe.json
  outlay --data europe.json totals --in EUR
  outlay --data deals.json export -o deals.parquet
  outlay export --kind capex -o capex.xlsx    a workbook, to read
  outlay export --tables tables --in USD      tables for databases";

pub(super) const SHOW: &str = "\
Examples:
  outlay show iliad-ai
  outlay show alibaba-ai-cloud --in USD --at announced
  outlay show microsoft-ai-fy2025 --format json
  outlay show iliad-ai -o iliad.html          a page to publish";

pub(super) const TOTALS: &str = "\
Examples:
  outlay totals                               a row for each currency
  outlay totals --in USD --by country
  outlay totals --in EUR --by kind --by region
  outlay totals --in USD --at announced --explain
  outlay totals --in USD --by quarter --spread
  outlay totals --in USD --by country --cite markdown
  outlay totals --in USD --sensitivity
  outlay totals --in USD --provenance -o totals.csv";

pub(super) const CHART: &str = "\
Examples:
  outlay chart --in USD                       a bar for each deal
  outlay chart --in USD --by country
  outlay chart --in USD --by quarter --cumulative
  outlay chart --in EUR --by year,region      stacked
  outlay chart --in USD --by country -o countries.svg";

pub(super) const REPORT: &str = "\
Examples:
  outlay report --in USD -o report.html
  outlay --data deals.json report --in EUR --title Batteries -o plants.html
  outlay report --in USD --by country,quarter -o report.html";

pub(super) const CONVERT: &str = "\
Examples:
  outlay convert 380bn CNY USD --on 2025-02-24
  outlay convert 'up to $11.9bn' EUR --on 2025-03
  outlay convert \"3bn EUR\" --in AED --format json";

pub(super) const RATES: &str = "\
Examples:
  outlay rates USD CNY
  outlay rates --on 2025-02-24
  outlay rates --rates prices.journal
  outlay rates USD --history --since 2025 --fill -o usd.csv
  outlay rates USD --history --to EUR -o prices.ledger
  outlay rates update";

pub(super) const UPDATE_RATES: &str = "\
Examples:
  outlay rates update
  outlay rates update --dry-run
  outlay rates update --from eurofxref-hist.zip";

pub(super) const COMPANIES: &str = "\
Examples:
  outlay companies
  outlay companies alib
  outlay companies --kind capex --format csv";

pub(super) const REGIONS: &str = "\
Examples:
  outlay regions europe
  outlay regions --format csv";

pub(super) const VERIFY: &str = "\
Examples:
  outlay verify                               only figures, from the quotes
  outlay --data deals.json verify --texts sources
  outlay --data deals.json verify --texts sources -f csv | grep ',not found,'

Exit codes:
  0  every quote and figure that could be checked was found
  1  a quote or a figure was not found, or nothing could be read";

pub(super) const INIT: &str = "\
Examples:
  outlay init deals.json                   an empty dataset
  outlay init deals.jsonl --from built-in  a copy of the built-in deals";

pub(super) const ADD: &str = "\
A deal needs a title, a kind, a date and a party. On a terminal outlay asks for those that are missing.

Examples:
  outlay --data deals.json add
  outlay --data deals.json add --title \"FabCo: a plant in Dresden\" \\
    --kind capex --announced 2025-05-02 --party FabCo:investor \\
    --amount \"~€4.5bn\" --equivalent '$5.1bn' --place \"DE:at least 80%\" \\
    --years 4 --source https://wire.example/fabco --publisher \"The Wire\" \\
    --quote 'about €4.5 billion ($5.1 billion)' --yes";

pub(super) const REVISE: &str = "\
Examples:
  outlay --data deals.json revise fabco-a-plant-in-dresden \\
    --on 2025-09-24 --amount \"€5bn\" --note \"a second line\"
  outlay --data deals.json revise fabco-a-plant-in-dresden \\
    --on 2026-02-01 --status cancelled
  outlay --data deals.json revise fabco-a-plant-in-dresden \\
    --included-in fabco-plan-for-europe";

pub(super) const PROGRESS: &str = "\
Examples:
  outlay --data deals.json progress fabco-a-plant-in-dresden \\
    --on 2026-06-30 --spent \"€1.2bn\" \\
    --source https://wire.example/fabco-2026 --publisher \"The Wire\"";

pub(super) const COMPANY: &str = "\
Examples:
  outlay --data deals.json company OpenAI --home US --alias \"OpenAI OpCo\"
  outlay --data deals.json company OpCore --parent Iliad
  outlay --data deals.json company OpCore --no-parent --no-alias \"OpCore SAS\"
  outlay --data deals.json company OpCore --remove --dry-run";

pub(super) const REMOVE: &str = "\
Examples:
  outlay --data deals.json remove fabco-a-plant-in-dresden";

pub(super) const FMT: &str = "\
Examples:
  outlay --data deals.json fmt
  outlay --data deals.json fmt --check        in a commit hook";

pub(super) const MERGE: &str = "\
Examples:
  outlay merge mine.json theirs.json -o all.json
  outlay merge mine.json theirs.json --prefer b -o all.json";

pub(super) const CONFIG: &str = "\
The file is TOML. Relative paths start at its folder, and ~/ is the home folder. The settings:
  data = \"~/deals/deals.json\"      the dataset
  in = \"EUR\"                       the currency to convert to, or \"none\"
  at = \"announced\"                 the rates, or their date
  missing = \"fail\"                 stop at a missing rate
  format = \"csv\"                   the output format
  rates = [\"~/deals/rates.csv\"]    files of exchange rates
  max-rate-age = 30                 in days
  color = \"never\"
  wrap = true                       wrap long texts in tables
  pager = \"less -S\"                 what shows long results; \"\" for nothing

Examples:
  outlay config
  OUTLAY_IN=USD outlay config
  OUTLAY_CONFIG= outlay totals      without the file";

pub(super) const COMPLETIONS: &str = "\
Bash, in ~/.bashrc:
  source <(outlay completions bash)

Zsh, in ~/.zshrc after compinit:
  source <(outlay completions zsh)

Fish:
  outlay completions fish > ~/.config/fish/completions/outlay.fish

PowerShell, in $PROFILE:
  outlay completions powershell | Out-String | Invoke-Expression

Examples:
  outlay completions bash
  outlay completions zsh -o ~/.zsh/_outlay";

pub(super) const MAN: &str = "\
Examples:
  outlay man ~/.local/share/man/man1
  outlay man pages && man -l pages/outlay-totals.1";

pub(super) const HELP: &str = "\
Examples:
  outlay help totals
  outlay help topics
  outlay help amounts";

pub(super) const CHANGES: &str = "\
Examples:
  outlay changes --since 2025-02 --until 2025-02 --in USD
  outlay --data deals.json changes --since 2025-09-01 --format csv
  outlay --data deals.json changes --since 2025 -o changes.atom";

pub(super) const DIFF: &str = "\
Examples:
  outlay diff deals-2025.json deals.json --in EUR";

pub(super) const CHECK: &str = "\
Examples:
  outlay check
  outlay --data deals.json check --strict     in a commit hook
  outlay check --only sources-differ,equivalent-off
  outlay check --skip no-quote --format csv
  outlay --data deals.json check --fix --dry-run";

pub(super) const EDIT: &str = "\
If the deal has faults, the editor opens again with the messages at the top.

Examples:
  outlay --data deals.json edit fabco-a-plant-in-dresden
  EDITOR=nano outlay --data deals.json edit fabco-a-plant-in-dresden";

pub(super) const IMPORT: &str = "\
A mapping says which column holds which field: FIELD=COLUMN, separated by commas. The fields are id, title, \
kind, announced, status, amount, currency, party, place, place-name, tag, note, source, publisher and quote, and bound, \
floor, headline and ceiling as in outlay's own CSV. Put a column name that contains a comma in quotes.

  party=Company:recipient           the role of the companies in that column
  party=Investors:investor:split=;  several values, separated by ;
  announced=Date:%d/%m/%Y           the format of the dates in that column
  currency=USD                      a value for all rows (or kind, status)
  units=millions                    the unit of amounts without one
  decimal=comma                     the decimal sign; decimal=. for a point

Each row is imported, skipped as already present (the same id, or the same company, date and amount) or rejected. \
Rejected rows are written to a file with their line and reason, and the exit code is 1.

Examples:
  outlay --data deals.json import rounds.csv        propose a mapping
  outlay --data deals.json import rounds.csv --yes
  outlay --data deals.json import rounds.xlsx --save-map rounds.map \\
    --map 'amount=Raised,currency=USD,announced=Date,party=Company:recipient'
  outlay --data deals.json import more.csv --map-file rounds.map";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn no_example_is_wrapped_at_80_columns() {
        let mut command = Cli::command();
        command.build();
        let mut commands: Vec<&Command> = vec![&command];
        while let Some(command) = commands.pop() {
            let help = command.get_before_long_help().or(command.get_after_long_help());
            for line in help.map(ToString::to_string).unwrap_or_default().lines() {
                let is_example = line.starts_with("  ");
                assert!(!is_example || line.chars().count() <= 78, "{}: {line}", command.get_name());
            }
            commands.extend(command.get_subcommands());
        }
    }

    #[test]
    fn the_overview_has_every_command_and_fits_a_screen() {
        let command = Cli::command();
        let text = overview(&command);
        assert!(text.lines().count() <= 40, "{text}");
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        for name in command.get_subcommands().map(Command::get_name) {
            let count = HEADINGS.iter().flat_map(|(_, names)| *names).filter(|known| **known == name).count();
            assert_eq!(count, 1, "{name} belongs under one heading");
        }
    }
}
