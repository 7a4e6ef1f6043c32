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
  outlay convert 'up to $11.9bn' EUR --on 2025-03
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

pub(super) const INIT: &str = "\
Examples:
  outlay init deals.json                      an empty book
  outlay init deals.jsonl --from built-in     one that begins with the built-in deals";

pub(super) const ADD: &str = "\
Without the title, kind, date or a party, a terminal asks for what is missing.

Examples:
  outlay --data deals.json add
  outlay --data deals.json add --title \"FabCo: a plant in Dresden\" --kind capex \\
    --announced 2025-05-02 --amount \"~€4.5bn\" --equivalent '$5.1bn' --party FabCo:investor \\
    --place \"DE:at least 80%\" --years 4 --source https://wire.example/fabco \\
    --publisher \"The Wire\" --quote 'about €4.5 billion ($5.1 billion)' --yes";

pub(super) const REVISE: &str = "\
Examples:
  outlay --data deals.json revise fabco-a-plant-in-dresden --on 2025-09-24 --amount \"€5bn\" \\
    --note \"a second line\"
  outlay --data deals.json revise fabco-a-plant-in-dresden --on 2026-02-01 --status cancelled";

pub(super) const REMOVE: &str = "\
Examples:
  outlay --data deals.json remove fabco-a-plant-in-dresden";

pub(super) const FMT: &str = "\
Examples:
  outlay --data deals.json fmt
  outlay --data deals.json fmt --check        for a commit hook";

pub(super) const MERGE: &str = "\
Examples:
  outlay merge mine.json theirs.json -o all.json";

pub(super) const CHANGES: &str = "\
Examples:
  outlay changes --since 2025-02 --until 2025-02 --in USD
  outlay --data deals.json changes --since 2025-09-01 --format csv";

pub(super) const DIFF: &str = "\
Examples:
  outlay diff deals-2025.json deals.json --in EUR";

pub(super) const EDIT: &str = "\
On a fault the editor opens again with the messages on top.

Examples:
  outlay --data deals.json edit fabco-a-plant-in-dresden
  EDITOR=nano outlay --data deals.json edit fabco-a-plant-in-dresden";

pub(super) const IMPORT: &str = "\
FieldSet of a mapping: id, title, kind, announced, status, amount, currency, party, place, tag, note, source,
publisher, quote; and bound, floor, headline, ceiling as outlay's own CSV has them. A party takes its role
(party=Company:recipient), announced a form of dates (announced=Date:%d/%m/%Y), and split= cuts a cell in several
(party=Investors:investor:split=;). currency, kind and status may be a word instead of a column (currency=USD).
units=millions and decimal=. or decimal=comma say how amounts are written. Columns with commas stand in quotes.

Every row is imported, already there (the same id, or the same company, date and amount) or rejected to a file with its
line and reason; with rejected rows the exit code is 1.

Examples:
  outlay --data deals.json import rounds.csv             a proposed mapping and the first deals
  outlay --data deals.json import rounds.csv --yes
  outlay --data deals.json import rounds.xlsx --save-map rounds.map \\
    --map 'amount=\"Money Raised\",currency=USD,announced=Date:%d/%m/%Y,party=Company:recipient,kind=equity'
  outlay --data deals.json import more.csv --map-file rounds.map";
