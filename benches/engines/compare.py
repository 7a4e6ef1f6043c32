#!/usr/bin/env python3
"""Compare totals in DuckDB, ClickHouse and Spark with those of outlay.

The tables of `outlay export --tables` are read by each engine, views.sql is run as it is, and every figure of
totals_by_country, totals_by_year and totals_by_company is compared with `outlay totals --by … --format json`: all digits
where nothing is converted, twelve significant digits where rates are applied. Prints differences and times, and exits
with 1 if there are differences.

Needs Python packages: duckdb, chdb, pyspark (which needs Java). Missing ones are left out, and said so.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
from decimal import Decimal

GROUPINGS = ["country", "year", "company"]
FIGURES = ["floor", "headline", "ceiling"]
DIGITS = 12


class DuckDB:
    name = "duckdb"

    def __init__(self):
        import duckdb

        self.version = duckdb.__version__
        self.connection = duckdb.connect()
        self.connection.execute("SET threads = 2")

    def enter(self, folder):
        os.chdir(folder)

    def run(self, statement):
        self.connection.execute(statement)

    def rows(self, query):
        return self.connection.execute(query).fetchall()


class ClickHouse:
    name = "clickhouse"

    def __init__(self):
        import chdb
        from chdb import session

        self.version = chdb.__version__
        self.session = session.Session()
        self.session.query("CREATE DATABASE IF NOT EXISTS outlay ENGINE = Atomic")
        self.session.query("USE outlay")

    def enter(self, folder):
        os.chdir(folder)

    def run(self, statement):
        self.session.query(statement)

    def rows(self, query):
        text = self.session.query(f"SELECT * FROM ({query})", "JSONCompactStringsEachRow").bytes().decode()
        return [tuple(json.loads(line)) for line in text.splitlines()]


class Spark:
    name = "spark"

    def __init__(self):
        from pyspark.sql import SparkSession

        settings = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.memory": "4g",
            "spark.sql.shuffle.partitions": "8",
            "spark.sql.warehouse.dir": tempfile.mkdtemp(),
        }
        builder = SparkSession.builder.master("local[2]").appName("outlay")
        for key, value in settings.items():
            builder = builder.config(key, value)
        self.spark = builder.getOrCreate()
        self.spark.sparkContext.setLogLevel("ERROR")
        self.version = self.spark.version

    def enter(self, folder):
        # Relative paths are those of the Java process, which has its own working folder.
        java = self.spark._jvm
        files = java.org.apache.hadoop.fs.FileSystem.get(self.spark._jsc.hadoopConfiguration())
        files.setWorkingDirectory(java.org.apache.hadoop.fs.Path(str(folder)))

    def run(self, statement):
        self.spark.sql(statement)

    def rows(self, query):
        return [tuple(row) for row in self.spark.sql(query).collect()]


ENGINES = {engine.name: engine for engine in (DuckDB, ClickHouse, Spark)}


def statements(path):
    """The statements of an SQL file. Its comments have no semicolons."""
    lines = [line for line in path.read_text().splitlines() if not line.lstrip().startswith("--")]
    return [text for text in "\n".join(lines).split(";") if text.strip()]


def figure(value):
    """A figure as a decimal; None if it is null."""
    if value is None or value == "ᴺᵁᴸᴸ" or value == "\\N":
        return None
    return Decimal(str(value))


def key(group, currency):
    return str(group), currency if currency not in ("", "ᴺᵁᴸᴸ") else None


def outlay(program, data, *arguments):
    """Runs outlay. Returns its output and the seconds that it took."""
    started = time.monotonic()
    command = [program, *(["--data", data] if data else []), *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    # 3: some amounts could not be converted, and stay in their own currencies.
    if done.returncode not in (0, 3):
        sys.exit(f"{' '.join(command)}: {done.stderr.decode()}")
    return done.stdout, time.monotonic() - started


def answers(program, data, target):
    """What outlay says: the figures of each group, by grouping, and the seconds."""
    found = {}
    for grouping in GROUPINGS:
        convert = ["--in", target] if target else []
        text, seconds = outlay(program, data, "totals", "--by", grouping, *convert, "--format", "json", "--quiet")
        rows = json.loads(text, parse_float=Decimal, parse_int=Decimal)
        figures = {
            key(row[grouping], row["currency"]): [row["deals"], row["undisclosed"], *(row[name] for name in FIGURES)]
            for row in rows
        }
        assert len(figures) == len(rows), f"{grouping}: a group has two rows"
        found[grouping] = figures, seconds
    return found


class Difference:
    """The figures that were compared, and the worst of them."""

    def __init__(self):
        self.compared = 0
        self.wrong = []
        self.worst = Decimal(0)

    def add(self, place, expected, found, is_exact):
        self.compared += 1
        if expected is None or found is None:
            if expected is not found:
                self.wrong.append((place, expected, found))
            return
        if is_exact:
            # Figures of a Parquet file have ten decimals.
            if round(expected, 10) != found:
                self.wrong.append((place, expected, found))
            return
        relative = abs(expected - found) / max(abs(expected), Decimal(1))
        self.worst = max(self.worst, relative)
        if relative >= Decimal(10) ** -DIGITS:
            self.wrong.append((place, expected, found))


def compare(expected, rows, grouping, is_exact):
    difference = Difference()
    found = {key(row[0], row[6]): [figure(value) for value in row[1:6]] for row in rows}
    for group in sorted(expected.keys() | found.keys(), key=str):
        one, other = expected.get(group), found.get(group)
        if one is None or other is None:
            difference.wrong.append(((grouping, group), one, other))
            continue
        for name, a, b in zip(["deals", "undisclosed"], one[:2], other[:2]):
            difference.add((grouping, group, name), a, b, True)
        for name, a, b in zip(FIGURES, one[2:], other[2:]):
            difference.add((grouping, group, name), a, b, is_exact)
    return difference


def measure(engine, folder, target, expected):
    """Runs the views of a folder, and prints a line for each grouping. Returns whether all figures are right."""
    is_right = True
    here = os.getcwd()
    engine.enter(folder)
    try:
        for script in (f"tables-{engine.name}.sql", "views.sql"):
            for statement in statements(pathlib.Path(folder, script)):
                engine.run(statement)
        for grouping in GROUPINGS:
            figures, outlay_seconds = expected[grouping]
            columns = f"{grouping}, deals, undisclosed, {', '.join(FIGURES)}, currency"
            started = time.monotonic()
            rows = engine.rows(f"SELECT {columns} FROM totals_by_{grouping}")
            seconds = time.monotonic() - started
            difference = compare(figures, rows, grouping, is_exact=not target)
            digits = "all digits" if not target else f"worst difference {difference.worst:.1e}"
            verdict = f"{len(difference.wrong)} DIFFER" if difference.wrong else "equal"
            print(
                f"  {engine.name:10}  {grouping:8} {len(rows):6} rows {difference.compared:7} figures"
                f"  {verdict}, {digits}; {seconds:.2f} s, outlay {outlay_seconds:.2f} s",
                flush=True,
            )
            for place, one, other in difference.wrong[:10]:
                print(f"    {place}: outlay {one}, {engine.name} {other}")
            is_right = is_right and not difference.wrong
    finally:
        os.chdir(here)
    return is_right


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outlay", default="outlay", help="the program")
    parser.add_argument("--data", action="append", help="a dataset; repeat it for several [default: the built-in deals]")
    parser.add_argument(
        "--in", dest="targets", action="append", help="target currency; `none` converts nothing [default: none, USD, EUR]"
    )
    parser.add_argument("--engines", default=",".join(ENGINES), help="engines, separated by commas")
    parser.add_argument("--views", help="another views.sql to try, with {currency} in the place of the target")
    parser.add_argument("--partition", action="store_true", help="divide the tables by year")
    options = parser.parse_args()
    program = shutil.which(options.outlay) or sys.exit(f"{options.outlay} is not a program")
    engines = []
    for name in options.engines.split(","):
        try:
            engine = ENGINES[name]()
            engines.append(engine)
            print(f"{name} {engine.version}")
        except ImportError as error:
            print(f"{name} is not installed: {error}")
    is_right = True
    for data in options.data or [None]:
        data = data and os.path.abspath(data)
        for target in options.targets or ["none", "USD", "EUR"]:
            target = "" if target == "none" else target
            with tempfile.TemporaryDirectory() as folder:
                convert = ["--in", target] if target else []
                partition = ["--partition", "year"] if options.partition else []
                _, seconds = outlay(program, data, "export", "--tables", folder, *convert, *partition)
                if options.views:
                    text = pathlib.Path(options.views).read_text().replace("{currency}", target)
                    pathlib.Path(folder, "views.sql").write_text(text)
                size = sum(file.stat().st_size for file in pathlib.Path(folder).rglob("*.parquet"))
                print(
                    f"{data or 'built-in deals'}, {'in ' + target if target else 'nothing converted'}: "
                    f"exported in {seconds:.2f} s, {size / 1e6:.0f} MB",
                    flush=True,
                )
                expected = answers(program, data, target)
                for engine in engines:
                    is_right = measure(engine, folder, target, expected) and is_right
    print("all figures are equal" if is_right else "figures differ")
    sys.exit(0 if is_right else 1)


if __name__ == "__main__":
    main()
