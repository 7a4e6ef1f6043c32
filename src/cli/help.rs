//! What stands under the help of each command.

pub(super) const TOP: &str = "\
Examples:
  outlay                                      the deals on record
  outlay totals --in USD                      what they come to, in US dollars
  outlay show coreweave-openai                one of them, with its sources
  outlay list --region europe --in EUR        those that go to Europe, in euros
  outlay --data deals.json list -o deals.csv  your own file, as a spreadsheet

Exit codes:
  0  all is well
  1  the data or the environment is at fault: a file, a record, a rate
  2  the command line is at fault
  3  the result is complete but for amounts that could not be converted";

pub(super) const LIST: &str = "\
Examples:
  outlay list --in EUR --at announced         converted at each deal's own date
  outlay list --company openai --role customer
  outlay list --min \"3bn EUR\" --sort -amount --in EUR
  outlay list --since 2025-02 --until 2025-02 --columns announced,title,amount
  outlay list --region europe --format jsonl  a dataset again";

pub(super) const SHOW: &str = "\
Examples:
  outlay show iliad-ai
  outlay show alibaba-ai-cloud --in USD --at announced
  outlay show microsoft-ai-fy2025 --format json";

pub(super) const TOTALS: &str = "\
Examples:
  outlay totals                               a row for each currency
  outlay totals --in USD --by country
  outlay totals --in EUR --by kind --by region
  outlay totals --in USD --at announced --explain
  outlay totals --in USD --by quarter --spread";

pub(super) const CONVERT: &str = "\
Examples:
  outlay convert \"CNY 380bn\" USD --on 2025-02-24
  outlay convert \"up to $11.9bn\" EUR --on 2025-03
  outlay convert \"3bn EUR\" AED --format json";

pub(super) const RATES: &str = "\
Examples:
  outlay rates USD CNY
  outlay rates --on 2025-02-24
  outlay rates --rates prices.journal";

pub(super) const COMPANIES: &str = "\
Examples:
  outlay companies
  outlay companies alib
  outlay companies --kind capex --format csv";

pub(super) const REGIONS: &str = "\
Examples:
  outlay regions europe
  outlay regions --format csv";
