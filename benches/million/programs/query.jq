# Answers one question with jq. Run with -n -r, --arg question, --argjson names and, for converted totals,
# --slurpfile factors. The input is JSON Lines or one document. The output has the format of query_duckdb.py.

def deals: inputs | if has("deals") then .deals[] else . end;

# The deal with the status and amount of its latest revision.
def current:
  (reduce .history[]? as $h ({status: (.status // "announced"), amount: .amount};
    (if $h.status then .status = $h.status else . end) | (if $h.amount then .amount = $h.amount else . end)))
  as $current | . + $current;

def counted: current | select(.status != "rumoured" and .status != "cancelled");

def headline:
  if .low then ((.low | tonumber) + (.high | tonumber)) / 2 else .value | tonumber end;

# Floor, headline and ceiling; the ceiling is null if the amount is open above.
def estimate:
  if .low then [(.low | tonumber), headline, (.high | tonumber)]
  else (.value | tonumber) as $v
    | if .bound == "up to" then [0, $v, $v] elif .bound == "at least" then [$v, $v, null] else [$v, $v, $v] end
  end;

# Adds a deal to the sums of its group: deals, floor, headline, ceiling, whether the ceiling is open.
def add($group; $converted):
  .[$group] |= ((. // [0, null, null, null, false]) | .[0] += 1) |
  if $converted == null then . else .[$group] |= (
    ($converted.estimate | map(if . == null then null else . * $converted.factor end)) as $e
    | [.[0], .[1] + $e[0], .[2] + $e[1], .[3] + $e[2], (.[4] or $e[2] == null)]) end;

def unconverted: if .amount then {estimate: (.amount | estimate), factor: 1} else null end;

def totals: to_entries[] | [.key] + (.value | if .[4] then .[0:3] + [null] else .[0:4] end) | @tsv;

if $question == "list" then
  [deals | select(any(.parties[]; .company | ascii_downcase | IN($names[]))) | current]
  | length, (sort_by(.amount == null, .amount.currency, -(.amount | if . then headline else 0 end), .id)[0:20][]
    | [.id, .announced] | @tsv)
elif $question == "region" then
  reduce (deals | select(any(.places[]?; .area == "FR")) | counted) as $d ({};
    add($d.amount.currency // ""; $d | unconverted))
  | totals
elif $question == "year" then
  reduce (deals | counted) as $d ({};
    add($d.announced[0:4] + " " + ($d.amount.currency // "undisclosed"); $d | unconverted))
  | totals
else
  reduce (deals | counted) as $d ({};
    add("USD"; if $d.amount
      then {estimate: ($d.amount | estimate), factor: $factors[0][$d.announced][$d.amount.currency]}
      else null end))
  | totals
end
