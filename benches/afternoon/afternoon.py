#!/usr/bin/env python3
"""An analyst's afternoon: import a sheet, check it, ask ten questions, export, with outlay, DuckDB and Polars.

A sheet of announced deals is generated (`--rows`), with amounts as people write them ("up to USD 12.5m") and some rows
twice. Each program begins with nothing but the sheet and the ECB's rates, and works from there: outlay as commands, one
process each; DuckDB and Polars as one script each, in this file, which knows the one way in which this sheet writes
amounts. All answers are compared: all digits where nothing is converted, twelve significant digits where rates are
applied. Prints differences and times, and exits with 1 if there are differences.

Needs Python packages: duckdb, polars. Missing ones are left out, and said so.
"""

import argparse
import csv
import datetime
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from decimal import Decimal

RATES = pathlib.Path(__file__).resolve().parents[2] / "data" / "eurofxref-hist.csv"
COUNTRIES = ["Germany", "France", "United States", "Japan", "India", "Brazil", "Sweden", "South Korea"]
CURRENCIES = ["USD", "EUR", "GBP", "JPY", "CHF", "SEK"]
KINDS = ["capex", "equity", "debt", "contract"]
SIGNIFICANT = Decimal(10) ** -12

# Each question: its name, the arguments of outlay, the column of the groups (None for the largest deals), the target
# currency ("" converts nothing), and the condition of the deals that it is about, in SQL.
QUESTIONS = [
    ("by kind", "totals --by kind", "kind", "", "true"),
    ("by currency", "totals --by currency", "currency", "", "true"),
    ("by year", "totals --by year --in USD --at announced", "year", "USD", "true"),
    ("by country", "totals --by country --in USD --at announced", "country", "USD", "true"),
    ("by company", "totals --by company --in USD --at announced", "company", "USD", "true"),
    ("Germany by year", "totals --by year --in EUR --at announced --region Germany", "year", "EUR", "country = 'Germany'"),
    ("since 2024 by kind", "totals --by kind --in USD --at announced --since 2024-01-01", "kind", "USD", "year >= 2024"),
    ("equity by company", "totals --by company --in USD --at announced --kind equity", "company", "USD", "kind = 'equity'"),
    ("2025 by month", "totals --by month --in GBP --at announced --year 2025", "month", "GBP", "year = 2025"),
    ("largest", "list --sort -amount --in USD --at announced --limit 10", None, "USD", "true"),
]


def write_sheet(path, rows):
    """Writes a sheet of deals. One row in a hundred stands there twice."""
    chance = random.Random(13)
    first = datetime.date(2015, 1, 5)
    with open(path, "w", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["Title", "Kind", "Date", "Amount", "Investor", "Country"])
        for number in range(rows):
            bound = chance.choice(["", "", "", "", "up to ", "at least "])
            unit, figure = chance.choice([("m", chance.randrange(10, 9999)), ("bn", chance.randrange(10, 99))])
            amount = f"{bound}{chance.choice(CURRENCIES)} {figure // 10}.{figure % 10}{unit}"
            row = [
                f"Plant number {number}",
                chance.choice(KINDS),
                first + datetime.timedelta(days=chance.randrange(4000)),
                "" if chance.random() < 0.03 else amount,
                f"Firm {chance.randrange(max(2, rows // 40))}",
                chance.choice(COUNTRIES),
            ]
            for _ in range(2 if number % 100 == 7 else 1):
                sheet.writerow(row)


def outlay(program, sheet, folder):
    """Works with outlay. Returns the answers and the seconds of each step."""
    steps = []
    dataset = folder / "deals.json"

    def run(name, *arguments):
        started = time.monotonic()
        done = subprocess.run([program, *arguments], capture_output=True, check=False)
        steps.append((name, time.monotonic() - started))
        # 1: `import` names rows that it left out; 3: an answer has notes of what is not in it.
        if done.returncode not in (0, 1, 3) or b"error:" in done.stderr:
            sys.exit(f"{program} {' '.join(arguments)}: {done.stderr.decode()}")
        return done.stdout

    data = ["--data", str(dataset)]
    run("import", "init", str(dataset))
    run("import", *data, "import", str(sheet), "--yes")
    run("check", *data, "check")
    answers = []
    for name, arguments, group, target, _ in QUESTIONS:
        text = run(name, *data, *arguments.split(" "), "--format", "json", "--quiet")
        rows = json.loads(text, parse_float=Decimal, parse_int=Decimal)
        if group is None:
            answers.append([[row["title"], row["converted_headline"]] for row in rows])
        else:
            names = [group, "currency", "deals", "floor", "headline", "ceiling"]
            answers.append([[row[name] for name in names] for row in rows])
    run("export", *data, "export", "--output", str(folder / "deals.parquet"))
    return answers, steps


def duckdb_script(sheet, folder):
    """Works with DuckDB."""
    import duckdb

    database = duckdb.connect(str(folder / "deals.duckdb"))
    steps, started = [], time.monotonic()

    def step(name):
        nonlocal started
        steps.append((name, time.monotonic() - started))
        started = time.monotonic()

    database.execute(f"""
        CREATE TABLE deals AS
        SELECT title, kind, day, year(day) AS year, strftime(day, '%Y-%m') AS month, company, country, currency, value,
            CASE bound WHEN 'up to ' THEN 0 ELSE value END AS floor,
            CASE bound WHEN 'at least ' THEN NULL ELSE value END AS ceiling
        FROM (
            SELECT "Title" AS title, "Kind" AS kind, "Date"::DATE AS day, "Investor" AS company, "Country" AS country,
                nullif(regexp_extract("Amount", '([A-Z]{{3}}) ', 1), '') AS currency,
                regexp_extract("Amount", '^(up to |at least |)', 1) AS bound,
                replace(nullif(regexp_extract("Amount", '[0-9.]+', 0), ''), '.', '')::BIGINT
                    * CASE WHEN "Amount" LIKE '%bn' THEN 100000000 ELSE 100000 END AS value
            FROM (SELECT DISTINCT * FROM read_csv('{sheet}', header = true, all_varchar = true))
        )""")
    database.execute(f"""
        CREATE TABLE rates AS
        SELECT "Date"::DATE AS day, currency, try_cast(rate AS DOUBLE) AS rate
        FROM (UNPIVOT (SELECT * FROM read_csv('{RATES}', all_varchar = true, null_padding = true, header = true))
            ON {', '.join(name for name in CURRENCIES if name != 'EUR')} INTO NAME currency VALUE rate)
        WHERE try_cast(rate AS DOUBLE) IS NOT NULL""")
    database.execute("INSERT INTO rates SELECT DISTINCT day, 'EUR', 1.0 FROM rates")
    step("import")
    database.sql("""
        SELECT company, currency, value, day FROM deals GROUP BY ALL HAVING count(*) > 1
        UNION ALL SELECT company, currency, value, day FROM deals WHERE day > current_date OR value <= 0""").fetchall()
    step("check")
    answers = []
    for name, _, group, target, condition in QUESTIONS:
        factor = "a.rate / b.rate" if target else "1"
        rates = f"""
            ASOF LEFT JOIN (SELECT * FROM rates WHERE currency = '{target}') a ON d.day >= a.day
            ASOF LEFT JOIN rates b ON d.currency = b.currency AND d.day >= b.day""" if target else ""
        source = f"FROM (SELECT * FROM deals WHERE {condition}) d {rates}"
        if group is None:
            query = f"""SELECT title, value * {factor} AS headline {source}
                WHERE value IS NOT NULL ORDER BY headline DESC LIMIT 10"""
        else:
            sums = ", ".join(f"sum(d.{name} * {factor})" for name in ("floor", "value"))
            shown = f"'{target}'" if target else "d.currency"
            query = f"""SELECT d.{group}, {shown}, count(*), {sums},
                CASE WHEN bool_or(d.value IS NOT NULL AND d.ceiling IS NULL) THEN NULL ELSE sum(d.ceiling * {factor}) END
                {source} GROUP BY 1, 2"""
        answers.append([[str(cell) if cell is not None else None for cell in row] for row in database.sql(query).fetchall()])
        step(name)
    database.execute(f"COPY deals TO '{folder / 'deals.parquet'}' (FORMAT parquet)")
    step("export")
    return answers, steps


def polars_script(sheet, folder):
    """Works with Polars."""
    import polars as pl

    steps, started = [], time.monotonic()

    def step(name):
        nonlocal started
        steps.append((name, time.monotonic() - started))
        started = time.monotonic()

    amount = pl.col("Amount")
    unit = pl.when(amount.str.ends_with("bn")).then(10**8).otherwise(10**5)
    value = amount.str.extract(r"([0-9.]+)").str.replace(".", "", literal=True).cast(pl.Int64) * unit
    deals = pl.read_csv(sheet, infer_schema=False).unique(maintain_order=True)
    deals = deals.select(
        title="Title", kind="Kind", company="Investor", country="Country",
        day=pl.col("Date").str.to_date(),
        currency=amount.str.extract("([A-Z]{3}) "),
        value=value,
        floor=pl.when(amount.str.starts_with("up to")).then(0).otherwise(value),
        ceiling=pl.when(amount.str.starts_with("at least")).then(None).otherwise(value),
    ).with_columns(year=pl.col("day").dt.year(), month=pl.col("day").dt.strftime("%Y-%m")).sort("day")
    rates = pl.read_csv(RATES, infer_schema=False, truncate_ragged_lines=True).select("Date", *[c for c in CURRENCIES if c != "EUR"])
    rates = rates.with_columns(pl.col("Date").str.to_date(), EUR=pl.lit("1")).unpivot(index="Date", variable_name="currency")
    rates = rates.with_columns(rate=pl.col("value").cast(pl.Float64, strict=False)).drop_nulls("rate")
    rates = rates.select(day="Date", currency="currency", rate="rate").sort("day")
    deals.write_parquet(folder / "store.parquet")
    step("import")
    deals.group_by("company", "currency", "value", "day").len().filter(pl.col("len") > 1)
    deals.filter((pl.col("day") > datetime.date.today()) | (pl.col("value") <= 0))
    step("check")
    answers = []
    for name, _, group, target, condition in QUESTIONS:
        found = deals.filter(pl.sql_expr(condition))
        if target:
            to = rates.filter(pl.col("currency") == target).select("day", to="rate")
            found = found.join_asof(rates, on="day", by="currency", check_sortedness=False).join_asof(to, on="day")
            factor = pl.col("to") / pl.col("rate")
            found = found.with_columns(pl.col("floor", "value", "ceiling") * factor)
        if group is None:
            rows = found.sort("value", descending=True, nulls_last=True).head(10).select("title", "value").rows()
        else:
            shown = pl.lit(target) if target else pl.col("currency")
            found = found.group_by(pl.col(group).cast(pl.String).alias("group"), shown.alias("shown")).agg(
                pl.len(),
                *[pl.when(pl.col("value").count() > 0).then(pl.col(name).sum()).alias(name) for name in ("floor", "value")],
                pl.when(((pl.col("value").is_not_null()) & pl.col("ceiling").is_null()).any() | (pl.col("value").count() == 0))
                .then(None).otherwise(pl.col("ceiling").sum()).alias("ceiling"),
            )
            rows = found.rows()
        answers.append([[str(cell) if cell is not None else None for cell in row] for row in rows])
        step(name)
    deals.write_parquet(folder / "deals.parquet")
    step("export")
    return answers, steps


SCRIPTS = {"duckdb": duckdb_script, "polars": polars_script}


def run_script(name, sheet, folder):
    """Runs a script in a process of its own. Returns the answers, the seconds of each step and those of the process."""
    started = time.monotonic()
    command = [sys.executable, __file__, "--script", name, str(sheet), str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    seconds = time.monotonic() - started
    if done.returncode:
        error = done.stderr.decode()
        if "ModuleNotFoundError" in error:
            return None
        sys.exit(f"{name}: {error}")
    answers, steps = json.loads(done.stdout)
    # Starting Python and loading the library are part of the afternoon.
    return answers, [("start", seconds - sum(spent for _, spent in steps)), *steps]


def figure(cell):
    return None if cell is None else Decimal(str(cell))


def differences(question, expected, found):
    """The rows of an answer that differ from those of outlay."""
    name, _, group, target, _ = question
    keys = 1 if group is None else 2
    one, other = [{tuple(str(cell or "") for cell in row[:keys]): row[keys:] for row in rows} for rows in (expected, found)]
    wrong = []
    for key in sorted(one.keys() | other.keys()):
        a, b = one.get(key), other.get(key)
        if a is None or b is None or len(a) != len(b):
            wrong.append((name, key, a, b))
            continue
        for x, y in zip(map(figure, a), map(figure, b)):
            tolerance = SIGNIFICANT * abs(x) if target and x is not None else 0
            if (x is None) != (y is None) or (x is not None and abs(x - y) > tolerance):
                wrong.append((name, key, x, y))
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outlay", default="outlay", help="the program")
    parser.add_argument("--rows", type=int, default=20_000, help="the rows of the sheet [default: 20000]")
    parser.add_argument("--script", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.script:
        name, sheet, folder = options.script
        json.dump(SCRIPTS[name](sheet, pathlib.Path(folder)), sys.stdout)
        return
    program = shutil.which(options.outlay) or sys.exit(f"{options.outlay} is not a program")
    is_right = True
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        sheet = folder / "deals.csv"
        write_sheet(sheet, options.rows)
        columns = {}
        (folder / "outlay").mkdir()
        expected, columns["outlay"] = outlay(program, sheet, folder / "outlay")
        for name in SCRIPTS:
            (folder / name).mkdir()
            done = run_script(name, sheet, folder / name)
            if done is None:
                print(f"{name} is not installed")
                continue
            answers, columns[name] = done
            wrong = [line for triple in zip(QUESTIONS, expected, answers) for line in differences(*triple)]
            is_right = is_right and not wrong
            print(f"{name}: {f'{len(wrong)} DIFFER' if wrong else 'all answers are equal'}")
            for line in wrong[:10]:
                print("   ", *line)
    print(f"\n{'seconds':20}", *(f"{name:>10}" for name in columns))
    for step in ["start", "import", "check", *(question[0] for question in QUESTIONS), "export"]:
        spent = [sum(seconds for name, seconds in steps if name == step) for steps in columns.values()]
        print(f"{step:20}", *(f"{seconds:10.3f}" for seconds in spent))
    print(f"{'all':20}", *(f"{sum(seconds for _, seconds in steps):10.3f}" for steps in columns.values()))
    sys.exit(0 if is_right else 1)


if __name__ == "__main__":
    main()
